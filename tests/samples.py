"""Documents built by hand whose prose is read in full: what the figures and the JSON-LD are made of."""

from __future__ import annotations

from decimal import Decimal

from pipeline import Document
from pipeline.document import (
    CastList,
    CastMember,
    Date,
    Duration,
    Fact,
    Inline,
    Money,
    MoneyRole,
    Name,
    Paragraph,
    Quote,
    Score,
    Section,
    Text,
)


def money(
    text: str, amount: int, territory: str = "", role: MoneyRole = "gross", currency: str = "USD"
) -> Money:
    return Money(text, Decimal(amount), currency, role=role, territory=territory)


def score(text: str, value: str, scale: int, by: str, count: int | None = None) -> Score:
    return Score(text, Decimal(value), Decimal(scale), by, count)


def paragraph(*parts: Inline | str) -> Paragraph:
    return Paragraph(tuple(Text(part) if isinstance(part, str) else part for part in parts))


BOX_OFFICE = paragraph(
    "It opened in 13 theaters and grossed ",
    money("$140,822", 140_822, "US CA", role="opening"),
    ". It earned ",
    money("$2.5 million", 2_500_000, "US CA"),
    " in the U.S. and Canada, and ",
    money("$6.8 million", 6_800_000, "international"),
    " internationally for a total of ",
    money("$9.4 million", 9_400_000, "worldwide"),
    ".",
)
RECEPTION = paragraph(
    "On Rotten Tomatoes, ",
    score("79%", "79", 100, "Rotten Tomatoes", 183),
    " of the reviews are positive, with an average of ",
    score("7.2/10", "7.2", 10, "Rotten Tomatoes", 183),
    ". The score on Metacritic is ",
    score("67", "67", 100, "Metacritic", 40),
    ".",
)
RELEASED = Fact(
    (
        Date("20 January 2012", "2012-01-20"),
        Text(" (Sundance), "),
        Date("25 July 2012", "2012-07-25"),
        Text(" ("),
        Name("United States", "country", "US"),
        Text(")"),
    ),
    "released",
    "Released",
)


def film(
    language: str = "en",
    *,
    facts: tuple[Fact, ...] = (RELEASED, Fact((Duration("104 minutes", "PT104M"),), "runtime", "Runtime")),
    lead: tuple[Paragraph, ...] = (
        paragraph("It came to Toronto on ", Date("8 September 2012", "2012-09-08"), "."),
    ),
    box_office: Paragraph = BOX_OFFICE,
    reception: Paragraph = RECEPTION,
) -> Document:
    """An article on a film: a fact with dates, a cast, its box office and its reception."""
    return Document(
        title="Ruby Sparks",
        language=language,
        profile="film",
        facts=facts,
        lead=lead,
        sections=(
            Section("cast", "Cast", (CastList((CastMember("Zoe Kazan", "Ruby", (Text(", a dream"),)),)),)),
            Section(
                "reception",
                "Reception",
                (),
                (
                    Section("box-office", "Box office", (box_office,)),
                    Section("critical-response", "Critical response", (reception,)),
                ),
            ),
        ),
    )


def quoted(*parts: Inline | str) -> Quote:
    return Quote(paragraph(*parts).content)
