"""What is read in paragraphs: years, quantities, running times; and what only looks like one."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import ROOT
from readings import inlines_of

from pipeline import Document, normalize
from pipeline.document import (
    Date,
    Duration,
    Inline,
    Money,
    Name,
    Paragraph,
    Quantity,
    Quote,
    Score,
    Text,
    walk_inlines,
    walk_sections,
)
from pipeline.normalizer.attribution import is_outlet, surnames_in
from pipeline.normalizer.dates import date_spans
from pipeline.normalizer.money import currencies_of, money_spans

# --- Every figure of the real seed ---------------------------------------------------------


@pytest.fixture(scope="module")
def seed_inlines(ruby_sparks: Document) -> list[Inline]:
    blocks = [*ruby_sparks.lead]
    for _, section in walk_sections(ruby_sparks.sections):
        blocks.extend(section.blocks)
    return [
        inline
        for block in blocks
        if isinstance(block, Paragraph)
        for _, inline in walk_inlines(block.content)
        if not isinstance(inline, Text)
    ]


@pytest.mark.parametrize(
    "figure",
    [
        Date("2012", "2012"),
        Date("July 25, 2012", "2012-07-25"),
        Date("1985", "1985"),
        Date("1993", "1993"),
        Date("2006", "2006"),
        Quantity("13 theaters", Decimal(13), "theater"),
        Quantity("261 theaters", Decimal(261), "theater"),
        Money("$140,822", Decimal(140_822), "USD", role="opening"),
        Money("$10,832", Decimal(10_832), "USD", role="average"),
        Money("$2.5 million", Decimal(2_500_000), "USD", approximate=True, role="gross", territory="US CA"),
        Money(
            "$6.8 million",
            Decimal(6_800_000),
            "USD",
            approximate=True,
            role="gross",
            territory="international",
        ),
        Money(
            "$9.4 million", Decimal(9_400_000), "USD", approximate=True, role="gross", territory="worldwide"
        ),
        Score("79%", Decimal(79), Decimal(100), "Rotten Tomatoes", 183),
        Score("7.2/10", Decimal("7.2"), Decimal(10), "Rotten Tomatoes", 183),
        Score("67", Decimal(67), Decimal(100), "Metacritic", 40),
        Name("Zoe Kazan"),
    ],
    ids=lambda figure: f"{type(figure).__name__} {figure.text}",
)
def test_figure_of_the_real_seed(figure: Inline, seed_inlines: list[Inline]) -> None:
    assert figure in seed_inlines


def test_quotations_of_the_real_seed(seed_inlines: list[Inline]) -> None:
    quotes = [q for q in seed_inlines if isinstance(q, Quote)]
    assert [(q.speaker, q.outlet, q.text[:22]) for q in quotes] == [
        ("Kazan", "", '"being gazed at but ne'),
        ("", "Rotten Tomatoes", '"Cleverly written and '),
        ("Stephen Holden", "The New York Times", "\"Ruby Sparks doesn't t"),
        ("Chris Pandolfi", "At a Theater Near You", '"an intelligent commen'),
    ]


def test_real_seed_has_no_other_score_money_or_percentage(seed_inlines: list[Inline]) -> None:
    figures = [i for i in seed_inlines if isinstance(i, Score | Money | Quantity)]
    assert len(figures) == 10


# --- Years ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("was founded in 1894 by", ["1894"]),
        ("his 1972 novel of the same name", ["1972"]),
        ("Boyle's 1996 film", ["1996"]),
        ("won the 2014 Harrow Prize", ["2014"]),
        ("at the 2011 census", ["2011"]),
        ("between 1939 and 1945.", ["1939", "1945"]),
        ("from 1907 to 1910. After", ["1907", "1910"]),
        ("in 1976, 1978 and 1981.", ["1976", "1978", "1981"]),
        ("In 1985, 1987 voters", ["1985"]),
        ("in early 2012 and late 2013", ["2012", "2013"]),
        ("the summer of 2005 saw", ["2005"]),
        ("on Christmas Day 1936", ["1936"]),
        ("(Cambridge, 1952)", ["1952"]),
        ("the lighthouse of 1832 was", ["1832"]),
        ("2012's Argo and 1950's The Asphalt Jungle", ["2012", "1950"]),
        ('is a 1937 "Three Mesquiteers" picture', ["1937"]),
        ("a 1978 sports drama film", ["1978"]),
        ("the 2000 television series Spaced", ["2000"]),
        ("top film of 1961 and 14th overall", ["1961"]),
        ("since at least 1950", ["1950"]),
    ],
)
def test_years_of_a_sentence(text: str, years: list[str]) -> None:
    assert [s.inline.text for s in date_spans(text, "en")] == years


@pytest.mark.parametrize(
    ("text", "when", "to"),
    [
        ("the war of 1914–1918", "1914", "1918"),
        ("the 2006–07 season", "2006", "2007"),
        ("(1984-1990)", "1984", "1990"),
    ],
)
def test_span_of_years(text: str, when: str, to: str) -> None:
    (span,) = date_spans(text, "en")
    assert isinstance(span.inline, Date)
    assert (span.inline.when, span.inline.to) == (when, to)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("lasted from 9 July to 17 August 1962", [("1962-07-09", "1962-08-17")]),
        ("filmed from September 24 to November 20, 1992", [("1992-09-24", "1992-11-20")]),
        ("from Friday, May 4 through Sunday, May 6, 1990", [("1990-05-04", "1990-05-06")]),
        ("between March and August 1994", [("1994-03", "1994-08")]),
        ("in January and February 2008", [("2008-01", "2008-02")]),
        ("On 7 and 8 March 2009", [("2009-03-07", "2009-03-08")]),
        ("On March 7 and 8, 2009", [("2009-03-07", "2009-03-08")]),
        # Apart, moved, or not said to last: the last one alone has a year.
        ("On 7 and 19 March 2009", [("2009-03-19", "")]),
        ("in January and August 2008", [("2008-08", "")]),
        ("moved from 25 July to 3 August 2012", [("2012-08-03", "")]),
        ("25 July to 3 August 2012", [("2012-08-03", "")]),
        # Two whole dates joined by words are two.
        ("from 1998 to 2004", [("1998", ""), ("2004", "")]),
    ],
)
def test_dates_joined_by_words(text: str, dates: list[tuple[str, str]]) -> None:
    found = [span.inline for span in date_spans(text, "en")]
    assert [(date.when, date.to) for date in found if isinstance(date, Date)] == dates


@pytest.mark.parametrize(
    "text",
    [
        "in 2010 found tracks",
        "the 1911 censuses",
        "and the 2016 Screen Awards",
        "at the Maryland Film Festival 2010",
        "second on his list for 1986.",
    ],
)
def test_year_beside_what_has_years(text: str) -> None:
    (span,) = date_spans(text, "en")
    assert re.findall(r"\d{4}", text) == [span.inline.text]


@pytest.mark.parametrize(
    "text",
    [
        "in 2000 theaters",
        "some 2000 letters",
        "of 1500 people",
        "in 1200 small towns",
        "a total of 1984.",
        "rose by 1987.",
        "between 1900 and 2600 metres",
        "from 1800 to 3,500",
        "a 1200-seat hall",
        "the 1200 Polish soldiers",
        "the 1500 metres freestyle",
        "Orwell's 1984 sold well",
        "Highway 1990 was closed",
        "room 1931 there",
        "the Model 1200 lathe",
        "pp. 1203–1210",
        "the 1930s and the 1990's were",
        "at 1600 Pennsylvania Avenue",
        "1-800-555-1984",
        "ISBN 1984-2001",
        "1,984 men",
    ],
)
def test_number_that_is_no_year(text: str) -> None:
    assert list(date_spans(text, "en")) == []


def test_figures_in_the_title_of_the_article_are_part_of_it() -> None:
    seed = "= Class of 1999 (1990 film) =\n\nClass of 1999 is a 1990 film, set in 1999."
    (paragraph,) = normalize(seed).lead
    assert isinstance(paragraph, Paragraph)
    assert [date.text for date in paragraph.content if isinstance(date, Date)] == ["1990", "1999"]


# --- Quantities ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quantities"),
    [
        ("The heads range in height from 1.47 to 3.4 metres.", [("1.47 to 3.4 metres", "1.47", "3.4", "m")]),
        ("Rainfall is between 650 and 700 mm.", [("650 and 700 mm", "650", "700", "mm")]),
        ("The rate rose from 5 to 10%.", [("10%", "10", "", "%")]),
        ("It spanned, and grew from 5 to 10 km.", [("10 km", "10", "", "km")]),
        (
            "The 450-seat hall has an 84-page guide.",
            [("450-seat", "450", "", "seat"), ("84-page", "84", "", "page")],
        ),
        ("It is seat 450 seat.", []),
        ("A 1,200-square-foot room", [("1,200-square-foot", "1200", "", "ft²")]),
        (
            "Rain of 12 to 16 in (300 to 410 mm) fell.",
            [("12 to 16 in", "12", "16", "in"), ("300 to 410 mm", "300", "410", "mm")],
        ),
        (
            "A tail of 25 mm (1 in), seen by 5 in the town",
            [("25 mm", "25", "", "mm"), ("1 in", "1", "", "in")],
        ),
        (
            "A load of 20 tons, or 18 long tons",
            [("20 tons", "20", "", "ton"), ("18 long tons", "18", "", "long ton")],
        ),
        (
            "161 inhabitants per square kilometre",
            [("161 inhabitants per square kilometre", "161", "", "inhabitant/km²")],
        ),
        ("Rain fell at 3 inches per hour.", [("3 inches per hour", "3", "", "in/h")]),
        ("The town had a population of 14,208.", [("14,208", "14208", "", "inhabitant")]),
        ("The town's population, which had risen to 16,930 by 1960", [("16,930", "16930", "", "inhabitant")]),
        ("The town has a population of 300 birds.", []),
        ("The weasel has a population of 300.", []),
    ],
)
def test_quantities(text: str, quantities: list[tuple[str, str, str, str]]) -> None:
    assert [
        (q.text, str(q.quantity), "" if q.at_most is None else str(q.at_most), q.unit)
        for q in inlines_of(text)
        if isinstance(q, Quantity)
    ] == quantities


@pytest.mark.parametrize(
    "text",
    [
        "It caused $1.34 billion (2004 USD) in damage.",
        "It caused $1.34 billion in damage (in 1933 USD).",
        "In 2020 dollars, it cost $1.34 billion.",
        "At 1990 prices it cost $1.34 billion.",
    ],
)
def test_year_of_prices_is_no_date(text: str) -> None:
    (money,) = inlines_of(text)
    assert money.text == "$1.34 billion"


def test_yen_sign_is_read_where_the_country_leaves_one_currency() -> None:
    assert list(money_spans("¥720 million", "en", currencies_of(frozenset({"CN", "JP"})))) == []
    (span,) = money_spans("¥720 million", "en", currencies_of(frozenset({"JP"})))
    assert isinstance(span.inline, Money)
    assert span.inline.currency == "JPY"


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("88 million yuan", "88 million yuan", "CNY"),
        ("1.9 billion pesetas", "1.9 billion pesetas", "ESP"),
        ("EC$48 million", "EC$48 million", "XCD"),
        ("between $90 and $110 million", "$90 and $110 million", "USD"),
    ],
)
def test_currencies_in_prose(text: str, amount: str, currency: str) -> None:
    (money,) = inlines_of(f"It cost {text}.")
    assert isinstance(money, Money)
    assert (money.text, money.currency) == (amount, currency)


def test_theater_is_counted_only_where_films_run() -> None:
    assert inlines_of("He fought in 13 theaters of war.") == []


# --- Durations, and parts ------------------------------------------------------------------


def test_running_time_is_a_duration() -> None:
    assert inlines_of("The 78-minute film was cut.") == [Duration("78-minute", "PT78M")]


@pytest.mark.parametrize("text", ["the film 48 Hours", "at 1600 hours", "a 1974 H. B. Hall film"])
def test_title_or_time_of_day_is_no_duration(text: str) -> None:
    assert not any(isinstance(i, Duration) for i in inlines_of(text))


def test_outlets_are_told_by_their_words() -> None:
    assert is_outlet("The New York Times")
    assert not is_outlet("Ann Lee")


def test_surnames_are_the_last_words_of_names() -> None:
    assert surnames_in("Ann Lee's friend Bob van Dyke and The Times") == {"Lee"}


# --- The gold standard ---------------------------------------------------------------------

GOLD = ROOT / "benchmarks" / "gold"


@pytest.mark.parametrize("path", sorted(GOLD.rglob("*.txt")), ids=lambda path: path.stem)
def test_labels_of_the_gold_standard_lie_on_their_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for line in path.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        assert text[label["offset"] : label["offset"] + label["length"]] == label["text"]


def test_gold_standard_is_met() -> None:
    spec = importlib.util.spec_from_file_location("facts", ROOT / "benchmarks" / "facts.py")
    assert spec is not None
    assert spec.loader is not None
    facts = importlib.util.module_from_spec(spec)
    sys.modules["facts"] = facts
    spec.loader.exec_module(facts)
    right, marked, labeled = (
        sum(count[kind] for kind in facts.SOUGHT)
        for count in facts.measured(facts.own_articles(), verbose=False)
    )
    assert right >= 0.98 * marked
    assert right >= 0.90 * labeled
