"""What is read in paragraphs: years, scores, box office, quotations; and what only looks like one."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import ROOT

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


def inlines_of(sentence: str, language: str = "en") -> list[Inline]:
    """The annotations in a paragraph, those in quotations too."""
    document = normalize(f"= T =\n\nA lead.\n\n{sentence}", language=language)
    paragraph = document.lead[-1]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == sentence
    return [inline for _, inline in walk_inlines(paragraph.content) if not isinstance(inline, Text)]


def scores_of(sentence: str, language: str = "en") -> list[tuple[str, str, str, str, int | None]]:
    return [
        (s.text, str(s.value), str(s.scale), s.by, s.count)
        for s in inlines_of(sentence, language)
        if isinstance(s, Score)
    ]


def roles_of(sentence: str, language: str = "en") -> list[tuple[str, str, str]]:
    return [(m.text, m.role, m.territory) for m in inlines_of(sentence, language) if isinstance(m, Money)]


def quotes_of(sentence: str, language: str = "en") -> list[tuple[str, str, str]]:
    return [(q.text, q.speaker, q.outlet) for q in inlines_of(sentence, language) if isinstance(q, Quote)]


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
        ("", "", '"Cleverly written and '),
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
        ("$4 million in 2020 dollars", ["2020"]),
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
        "damage ($3 million in 1933 USD)",
        "of $1.34 billion (2004 USD)",
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


def test_year_of_prices_is_no_amount() -> None:
    money, date = inlines_of("It caused $1.34 billion (2004 USD) in damage.")
    assert (money.text, date) == ("$1.34 billion", Date("2004", "2004"))


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


# --- Scores --------------------------------------------------------------------------------

RT, MC = "Rotten Tomatoes", "Metacritic"


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        (
            "On Rotten Tomatoes, 34% based on 110 reviews, and an average rating of 4.8/10. On Metacritic, "
            "the film has a weighted average score of 41 out of 100, based on 28 critics.",
            [
                ("34%", "34", "100", RT, 110),
                ("4.8/10", "4.8", "10", RT, 110),
                ("41 out of 100", "41", "100", MC, 28),
            ],
        ),
        (
            "It holds a 92% approval rating on Rotten Tomatoes based on 1,211 reviews.",
            [("92%", "92", "100", RT, 1211)],
        ),
        (
            "Rotten Tomatoes reported that 92% of 104 critics gave the film a positive review.",
            [("92%", "92", "100", RT, 104)],
        ),
        ('It has a "Certified Fresh" score of 86% on Rotten Tomatoes.', [("86%", "86", "100", RT, None)]),
        (
            "Metacritic, which scores out of 100, assigned it an average score of 67, "
            "based on reviews from 40 critics.",
            [("67", "67", "100", MC, 40)],
        ),
        (
            "Rotten Tomatoes gives it 60% based on 42 reviews. The site's average rating is 6.1/10.",
            [("60%", "60", "100", RT, 42), ("6.1/10", "6.1", "10", RT, None)],
        ),
        (
            "On Metacritic it has a score of 61 out of 100 based on 44 critics.",
            [("61 out of 100", "61", "100", MC, 44)],
        ),
        (
            "It has a score of 51/100 on Metacritic from 30 critics.",
            [("51/100", "51", "100", MC, 30)],
        ),
        (
            "93% of the 58 reviews collected by Rotten Tomatoes are positive, with an average rating of "
            "7.8 out of 10.",
            [("93%", "93", "100", RT, 58), ("7.8 out of 10", "7.8", "10", RT, 58)],
        ),
        (
            "Metacritic gave one version a score of 84/100 based on 46 critics, and the other scored 81.",
            [("84/100", "84", "100", MC, 46), ("81", "81", "100", MC, None)],
        ),
        # The 79% is not Metacritic's, and 7.2/10 is not of 40 reviews.
        (
            "It got 79% based on 183 reviews, with an average rating of 7.2/10, and 67, based on reviews "
            "from 40 critics, on Metacritic.",
            [("7.2/10", "7.2", "10", "", None), ("67", "67", "100", MC, 40)],
        ),
        ("Spin rated it 8 out of 10.", [("8 out of 10", "8", "10", "Spin", None)]),
        ("Variety's Al Low gave it 3/5.", [("3/5", "3", "5", "Al Low", None)]),
        ("Al Low, who scored the game 7/10, left.", [("7/10", "7", "10", "Al Low", None)]),
        (
            "Variety's 2015 review of it, by Al Low, assigned a score of 8.7 out of 10.",
            [("8.7 out of 10", "8.7", "10", "Variety", None)],
        ),
        (
            "In Famitsu, four reviewers gave it a score of 33 out of 40.",
            [("33 out of 40", "33", "40", "Famitsu", None)],
        ),
        ("It has a rating of 7.4/10 on IMDb.", [("7.4/10", "7.4", "10", "IMDb", None)]),
        (
            "Roger Ebert gave the film three and a half stars out of four.",
            [("three and a half stars out of four", "3.5", "4", "Roger Ebert", None)],
        ),
        (
            "The Guardian gave it four out of five stars, and Empire awarded it 3/5.",
            [("four out of five stars", "4", "5", "The Guardian", None), ("3/5", "3", "5", "Empire", None)],
        ),
        ("It was given a rating of 7.2/10 by many.", [("7.2/10", "7.2", "10", "", None)]),
        (
            "Of 41 reviews collected by Rotten Tomatoes, 95% were positive; the average rating is 7.8/10.",
            [("95%", "95", "100", "Rotten Tomatoes", 41), ("7.8/10", "7.8", "10", "Rotten Tomatoes", 41)],
        ),
    ],
)
def test_scores(text: str, scores: list[tuple[str, str, str, str, int | None]]) -> None:
    assert scores_of(text) == scores


@pytest.mark.parametrize(
    "text",
    [
        "See page 67.",
        "He finished 67, and 79% of the people voted.",
        "He won by 7/10 of a second, on 9/11, all day, 24/7.",
        "One out of five people disagreed, and four out of ten voters.",
        "Rotten Tomatoes is 75% owned by a ticket seller.",
        "On Metacritic it was watched 67 times.",
        'Audiences polled by CinemaScore gave it an average grade of "B+" on an A+ to F scale.',
        "On Rotten Tomatoes it fared badly. A score of 67 runs was made.",
        "It was rated 12/10 for noise.",
        "PostTrak reported a score with 52% saying they would definitely recommend it.",
        "It was given a score of 33 out of 40.",
    ],
)
def test_figure_that_is_no_score(text: str) -> None:
    assert scores_of(text) == []


def test_percentage_beside_a_score_stays_a_quantity() -> None:
    figures = inlines_of("The film scored 100% on Rotten Tomatoes; 12% of the budget was lost.")
    assert figures[1:] == [Quantity("12%", Decimal(12), "%")]


def test_score_in_german() -> None:
    assert scores_of("Bei Rotten Tomatoes sind 88 % der 24 Kritiken positiv.", "de") == [
        ("88 %", "88", "100", RT, 24)
    ]


# --- Box office ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "The film grossed $45 million in the United States and Canada and $60 million in other "
            "countries, for a worldwide gross of $105 million, against a production budget of $30 million.",
            [
                ("$45 million", "gross", "US CA"),
                ("$60 million", "gross", "international"),
                ("$105 million", "gross", "worldwide"),
                ("$30 million", "budget", ""),
            ],
        ),
        (
            "The film has grossed $12 million in the UK, $9 million in Germany, and $7 million in Japan.",
            [("$12 million", "gross", "GB"), ("$9 million", "gross", "DE"), ("$7 million", "gross", "JP")],
        ),
        ("The film earned $3 million domestically.", [("$3 million", "gross", "domestic")]),
        ("Worldwide, the film grossed £7.9 million.", [("£7.9 million", "gross", "worldwide")]),
        (
            "It took £612,000 on its opening weekend, for an average of £3,731 per screen.",
            [("£612,000", "opening", ""), ("£3,731", "average", "")],
        ),
        ("In its limited opening weekend it made $316,200 from 12 theaters.", [("$316,200", "opening", "")]),
        ("It opened in 13 theaters, grossing $140,822.", [("$140,822", "opening", "")]),
        (
            "It opened in 900 theaters and grossed $40 million worldwide.",
            [("$40 million", "gross", "worldwide")],
        ),
        ("The film was shot in 18 days for $450,000.", [("$450,000", "budget", "")]),
        ("The film cost $1.5 million to produce.", [("$1.5 million", "budget", "")]),
        ("It has a $14 million budget.", [("$14 million", "budget", "")]),
        # The same amount in another currency.
        (
            "Made on a budget of ₹18 crore (US$2.8 million), it ran.",
            [("₹18 crore", "budget", ""), ("US$2.8 million", "budget", "")],
        ),
        (
            "The film grossed 88 million yuan (about $12.7 million) in China.",
            [("88 million yuan", "gross", "CN"), ("$12.7 million", "gross", "CN")],
        ),
        ("Of the film's budget, the final cost came to £7 million.", [("£7 million", "budget", "")]),
        ("The film took 31 days to shoot at a cost of $166,000.", [("$166,000", "budget", "")]),
        ("The film went on to debut to $32.4 million.", [("$32.4 million", "opening", "")]),
        (
            "The film took £22,871 on its opening weekend in the UK, where it finally made £196,000.",
            [("£22,871", "opening", ""), ("£196,000", "", "")],
        ),
        (
            "Outside of North America, the film opened to $26 million.",
            [("$26 million", "opening", "international")],
        ),
        (
            "The film opened in 900 theaters in the United States and Canada and took in $11 million in its "
            "opening weekend.",
            [("$11 million", "opening", "US CA")],
        ),
        (
            "The film opened on Friday. It grossed $61,300 over the weekend of May 4–6, for an average of "
            "$6,811.",
            [("$61,300", "opening", ""), ("$6,811", "average", "")],
        ),
        ("It made $61,300 over the weekend of May 4–6.", [("$61,300", "", "")]),
        ("The film had the highest screen average of the week at £3,296.", [("£3,296", "average", "")]),
        (
            "The film made $5 million on its opening day and $17 million in its first weekend.",
            [("$5 million", "", ""), ("$17 million", "opening", "")],
        ),
        (
            "During its opening weekend the film led, and made $16 million in its first week.",
            [("$16 million", "", "")],
        ),
        ("The film ended its run with $402,775.", [("$402,775", "gross", "")]),
        ("The American release of the film finished with $984,000.", [("$984,000", "gross", "US")]),
        (
            "It went on to earn a little over £1 million in the UK in cinemas.",
            [("£1 million", "gross", "GB")],
        ),
        (
            "The film's largest markets were Mexico ($14.3 million) and the United Kingdom ($11.9 million).",
            [("$14.3 million", "gross", "MX"), ("$11.9 million", "gross", "GB")],
        ),
        (
            "The film grossed $90 million worldwide, of which $40 million came from Japan.",
            [("$90 million", "gross", "worldwide"), ("$40 million", "gross", "JP")],
        ),
        (
            "The film earned $200 million on a $60 million budget.",
            [("$200 million", "gross", ""), ("$60 million", "budget", "")],
        ),
        (
            "The film grossed $80 million on a $6 million budget in North America.",
            [("$80 million", "gross", "US CA"), ("$6 million", "budget", "")],
        ),
        ("The film earned $7 million at the box office worldwide.", [("$7 million", "gross", "worldwide")]),
    ],
)
def test_roles(text: str, roles: list[tuple[str, str, str]]) -> None:
    assert roles_of(text) == roles


@pytest.mark.parametrize(
    "text",
    [
        "He was paid $500,000 for the film.",
        "The company had a gross profit of $5 million.",
        "In its second weekend the film made $9 million.",
        "The film made $8 million on its first day.",
        "It was re-released in 2012 and grossed $6 million in the United States.",
        "The film was projected to gross $20 million in its opening weekend.",
        "The army's defense budget of $700 billion was cut.",
        "A $5 million marketing budget helped the film.",
        "He earned $3 million in Germany.",
        "The film sold for $3 million in North America.",
    ],
)
def test_amount_without_a_certain_role(text: str) -> None:
    assert {(role, territory) for _, role, territory in roles_of(text)} == {("", "")}


@pytest.mark.parametrize(
    "sentence",
    [
        "It did not gross $5 million in France.",
        "It didn't gross $5 million in France.",
        "The film never grossed $5 million in France.",
        "The film failed to gross $5 million worldwide.",
        "The film could have made $9 million in Canada.",
        "The film might have grossed $9 million in Canada.",
        "The film may have grossed $9 million in Canada.",
        "The film needed to gross $90 million worldwide.",
        "The film was hoped to have grossed $90 million worldwide.",
        "The film would need a gross of $90 million worldwide.",
        "If it grossed $90 million worldwide, they would be rich.",
        "The film was never made on a budget of $9 million.",
        "It could have won and grossed $5 million in France.",
        "It could have opened to $9 million.",
        "Pirated copies of the film would have earned $9 million in Canada.",
        "Pirated copies of the film earned $9 million in Canada.",
        "The film grossed less than $2 million in France.",
        "The film was made on a budget of under $2 million.",
        "The film grossed at most $2 million in France.",
        "The sequel grossed $88 million in Mexico.",
        "The sequel grossed $88 million in Mexico and $5 million in Brazil.",
        "The film's sequel, Foam 2, has grossed $88 million in Mexico.",
        "The prequel to the film grossed $88 million in Mexico.",
        "The sequel Foam 2 grossed $88 million in Mexico.",
        "Its predecessor had a budget of $20 million.",
        "In 2010, the first film grossed $88 million in Mexico.",
        "It fared worse than its predecessor, which grossed $88 million in Mexico.",
        "Its rival, Foam, grossed $70 million in Brazil.",
        "The video game grossed $70 million in Brazil.",
        "The soundtrack grossed $70 million in Brazil.",
        "Foam grossed $70 million in Brazil.",
        "In Brazil, Foam and Sand grossed $70 million.",
        "Foam was in cinemas. Foam opened to $9 million.",
    ],
)
def test_amount_that_is_denied_or_of_another_work_has_no_role(sentence: str) -> None:
    assert {role for _, role, _ in roles_of(f"The film came out. {sentence}")} == {""}


@pytest.mark.parametrize(
    "sentence",
    [
        "Although it did not open in Peru, the film grossed $5 million in France.",
        "It could not be shown in Peru, but grossed $5 million in France.",
        "The film, which might never have been made, grossed $5 million in France.",
        "It was not loved, earning $5 million in France.",
        "The film not only grossed $5 million in France, it won.",
        "The film, the sequel to Foam, grossed $5 million in France.",
        "The film beat its predecessor, and it grossed $5 million in France.",
        "In May, the film grossed $5 million in France.",
        "It did not win and grossed $5 million in France.",
        "It would go on to gross $5 million in France.",
        "The film grossed just under $5 million in France.",
        "T grossed $5 million in France.",
        '"T" has grossed $5 million in France.',
        "Worldwide, T earned $5 million in France.",
    ],
)
def test_amount_stated_of_the_film_keeps_its_role(sentence: str) -> None:
    assert [role for _, role, _ in roles_of(f"The film came out. {sentence}")] == ["gross"]


@pytest.mark.parametrize(
    "sentence",
    [
        "On Rotten Tomatoes, its predecessor has a 95% rating based on 20 reviews.",
        "Its rival, Foam, has a rating of 7.4/10 on IMDb.",
        "Foam holds a rating of 95% on Rotten Tomatoes.",
        "Metacritic gave the video game 88 out of 100.",
        "Metacritic gave its sequel a score of 88.",
        "It does not have a 95% rating on Rotten Tomatoes.",
        "It would have a 95% rating on Rotten Tomatoes.",
    ],
)
def test_score_that_is_denied_or_of_another_work_is_none(sentence: str) -> None:
    assert scores_of(sentence) == []


def test_votes_are_not_counted_as_reviews() -> None:
    assert scores_of("It has a rating of 7.4/10 from 1,204 votes on IMDb.") == [
        ("7.4/10", "7.4", "10", "IMDb", None)
    ]


def test_roles_in_french() -> None:
    text = "Le film a rapporté 2,9 millions d'euros en France et 3,4 millions d'euros dans le monde."
    assert [(role, place) for _, role, place in roles_of(text, "fr")] == [
        ("gross", "FR"),
        ("gross", "worldwide"),
    ]


def test_theater_is_counted_only_where_films_run() -> None:
    assert inlines_of("He fought in 13 theaters of war.") == []


# --- Quotations ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "speaker", "outlet"),
    [
        ('Ann Lee of the Post said that it was "a fine film".', '"a fine film"', "Ann Lee", "Post"),
        ('Al Low of Variety gave it 3/5, writing: "It works."', '"It works."', "Al Low", "Variety"),
        ('In his review for Variety, Al Low wrote, "It is a mess."', '"It is a mess."', "Al Low", "Variety"),
        ('“It is fine,” wrote Marcus Bell for ScreenFan.', "“It is fine,”", "Marcus Bell", "ScreenFan"),
        ('Variety wrote, "The film is a bore."', '"The film is a bore."', "", "Variety"),
        ('Ann Lee of Ohio said, "I never saw him again."', '"I never saw him again."', "Ann Lee", ""),
        ('With Ann Lee there, Lee later said, "I was cold."', '"I was cold."', "Lee", ""),
        ('Studios President Ann Lee said, "I was cold."', '"I was cold."', "Ann Lee", ""),
        ('Ann Lee told the Seattle Tribune, "I was cold."', '"I was cold."', "Ann Lee", "Seattle Tribune"),
        ('The consensus reads, "Cleverly written, it works."', '"Cleverly written, it works."', "", ""),
        ('The governor said that the coast "will be rebuilt".', '"will be rebuilt"', "", ""),
        ('"What a day!" she said.', '"What a day!"', "", ""),
    ],
)  # fmt: skip
def test_quotation(text: str, quote: str, speaker: str, outlet: str) -> None:
    assert quotes_of(text) == [(quote, speaker, outlet)]


@pytest.mark.parametrize(
    ("text", "speaker", "outlet"),
    [
        # The paper that owns its critic.
        ('"Nobody has shot it like this," said Variety\'s Al Low.', "Al Low", "Variety"),
        ('Kinema Junpo\'s Al Low wrote: "It is a fine film."', "Al Low", "Kinema Junpo"),
        ('The Post\'s critic Al Low called it "a very fine film".', "Al Low", "The Post"),
        ('Le Monde\'s anonymous critic praised "a very fine film".', "", "Le Monde"),
        ('France\'s Al Low wrote, "It is a fine film."', "Al Low", ""),
        # Where it was said.
        ('"It is fine," Low told Animage in 1987.', "Low", "Animage"),
        ('"It is fine," Low told Congress in 1987.', "Low", ""),
        ('"I was cold," Al Low said in a 1988 interview with Variety.', "Al Low", "Variety"),
        ('Low replied in a letter to The Times that he was "glad to have one".', "Low", "The Times"),
        ('She told Knack\'s Al Low that it was "a room of my own".', "", "Knack"),
        ('"It is fine," wrote Al Low in The Globe.', "Al Low", "The Globe"),
        ('Writing for Kinema Junpo, Al Low felt the end was "too long by far".', "Al Low", "Kinema Junpo"),
        ('In a review of it for the Post, Al Low noted, "It is fine."', "Al Low", "Post"),
        ('For The A.V. Club, Al Low found the plot "as thin as it is long".', "Al Low", "The A.V. Club"),
        ('Al Low, writing for The Post, saw an end she deemed "loud and not good".', "Al Low", "The Post"),
        ('Al Low of The Post gave it a B and praised "Ice" as "the best song of all".', "Al Low", "The Post"),
        ('The Post, in a starred review, wrote: "It is fine."', "", "The Post"),
        ('A reviewer for The Hindu opined: "It is fine."', "", "The Hindu"),
        ('One critic deemed it "the best of his films".', "", ""),
        # No verb of saying at all.
        ('Al Low of The Post was blunter: "It is short. It feels long."', "Al Low", "The Post"),
        ('Less happy was Al Low of The Post, who left early: "It is so short."', "Al Low", "The Post"),
        ('For Al Low of The Post, it was "two hours of very bad weather".', "Al Low", "The Post"),
        ('According to Variety, the film "restores dignity to the timetable".', "", "Variety"),
        ('According to naval historian Al Low, it was "the end of the ship".', "Al Low", ""),
        ('It is "a trick I am trying to learn", as she put it.', "", ""),
        ('It becomes "the color of very cold ashes", in Low\'s phrase.', "Low", ""),
        ('Rotten Tomatoes\' consensus is: "A delicate fable of a film."', "", "Rotten Tomatoes"),
        ('"We help machines see at all," the chief executive, Al Low, said.', "Al Low", ""),
        ('Low has written that, "What he saw around him was cold."', "Low", ""),
        ('Low said, "I think Ezra Pound, Al Low and T. S. Eliot will stay."', "Low", ""),
    ],
)  # fmt: skip
def test_attribution(text: str, speaker: str, outlet: str) -> None:
    quotes = quotes_of(f"{text} Low is Al Low.")
    assert [quote[1:] for quote in quotes] == [(speaker, outlet)]


@pytest.mark.parametrize(
    "text",
    [
        'The tagline was: "Love has many faces, and so does murder."',
        'It came from a thought he had after seeing a "bland and boring couple" there.',
        'According to the Time article, a group "of whites with rifles" came.',
        'The others maintained "the hard rock and heavy stuff" there.',
    ],
)
def test_phrase_that_only_stands_beside_a_word_for_speech(text: str) -> None:
    assert quotes_of(text) == []


@pytest.mark.parametrize(
    ("text", "said_by"),
    [
        ('"It rained," Ann Lee recalled, "and we were shooting."', [("Ann Lee", ""), ("Ann Lee", "")]),
        ('"It rained," Ann Lee told the BBC; "we had no lunch."', [("Ann Lee", "BBC"), ("Ann Lee", "BBC")]),
        ('"It rained," Ann Lee said. "We had no lunch."', [("Ann Lee", ""), ("", "")]),
        ('"It rained," Ann Lee said, and sang "La Vie en Rose".', [("Ann Lee", "")]),
    ],
)
def test_quotation_that_goes_on(text: str, said_by: list[tuple[str, str]]) -> None:
    assert [quote[1:] for quote in quotes_of(text)] == said_by


@pytest.mark.parametrize(
    "text",
    [
        'He is in love with his character, "Ruby Sparks".',
        'He explored the idea of "being gazed at but never seen", where',
        'It had 67, indicating "generally favorable" reviews.',
        'He wrote "The Sound of Silence" in 1964.',
        'A song called "the long and winding road of my life" was cut.',
        'Local people call it "the reed mouse".',
        'His friends called him "Fatty" and "the old man".',
        'An 8" disk and a 5" one.',
        'He said "no.',
    ],
)
def test_words_in_quotation_marks_that_nobody_says(text: str) -> None:
    assert quotes_of(text) == []


def test_quotation_holds_its_own_annotations() -> None:
    (quote, date, money) = inlines_of('Ann Lee said, "In May 2012 we had $5 million and no film."')
    assert isinstance(quote, Quote)
    assert quote.content[1:4:2] == (date, money)
    assert (date, money.text) == (Date("May 2012", "2012-05"), "$5 million")


def test_quotation_in_other_languages_needs_a_colon_and_a_sentence() -> None:
    assert quotes_of("Директор сказал: «Мы измеряем всё, кроме терпения».", "ru") == [
        ("«Мы измеряем всё, кроме терпения»", "", "")
    ]
    assert quotes_of("Le bateau s'appelle « Belle de mai ».", "fr") == []


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
