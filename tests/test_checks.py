"""Checks: each catches what it is for, leaves alone what only looks like it, and names the places."""

from __future__ import annotations

import json
import re
import time
from decimal import Decimal

import pytest
from conftest import REAL_SEED, ROOT

from pipeline import Document, Finding, check, from_xml, normalize, to_xml
from pipeline.checks import CHECKS, check_codes
from pipeline.checks.article import Article, Mention, Place
from pipeline.checks.formats import FORMATS
from pipeline.checks.margins import interval_of
from pipeline.checks.spelling import distance, plain, same_word_misspelled
from pipeline.document import Date, Fact, Inline, Money, Paragraph, Position, Quantity, Score, Section, Text
from pipeline.errors import UsageError
from pipeline.profiles import load_profiles

PAGE = ROOT / "docs" / "checks.md"
SEED = REAL_SEED.read_text(encoding="utf-8")


def codes(document: Document) -> list[str]:
    return [finding.code for finding in check(document)]


def film(facts: str = "", prose: str = "", *, title: str = "Blue Hour") -> Document:
    """A film with the facts and the prose of a seed."""
    return normalize(f"= {title} =\n\n{title}\n- Director: Ann Marlow\n{facts}\n\n{prose}", language="en")


def told(*content: Inline | str, facts: tuple[Fact, ...] = ()) -> Document:
    """A film whose only section says `content`, with these readings."""
    parts = tuple(Text(part) if isinstance(part, str) else part for part in content)
    section = Section("box-office", "Box office", (Paragraph(parts, Position(9, 1)),))
    return Document("Blue Hour", profile="film", facts=facts, sections=(section,))


def dollars(text: str, **reading: str) -> Money:
    """The reading of "$2.5 million"."""
    number = Decimal(re.sub(r"[^\d.]", "", text))
    return Money(text, number * 10**6 if "million" in text else number, "USD", **reading)  # type: ignore[arg-type]


def gross_fact(text: str, name: str = "gross") -> tuple[Fact, ...]:
    return (Fact((dollars(text),), name, name.title(), Position(4, 10)),)


# --- The real seed, and copies with one contradiction each ---------------------------------


def test_real_seed_has_no_findings(ruby_sparks: Document) -> None:
    assert check(ruby_sparks) == ()


def test_document_from_xml_has_the_same_findings_without_places() -> None:
    document = normalize(SEED.replace("Runtime: 104", "Released: 1066-13-10\n- Runtime: 104"))
    found = check(from_xml(to_xml(document)))
    assert [(f.code, f.position) for f in found] == [("date-impossible", None)]
    assert found[0].line("a.xml").startswith("a.xml: error date-impossible ")


EDITS = [
    ("- Released: 2012-07-25", "- Released: 2012-08-25", 21, "release-date-differs"),
    ("on July 25, 2012, by", "on July 27, 2012, by", 21, "release-date-differs"),
    ("is a 2012 American", "is a 2013 American", 19, "lead-year-differs"),
    ("- Released: 2012-07-25", "- Released: 2012-02-31", 13, "date-impossible"),
    ("on July 25, 2012, by", "on July 35, 2012, by", 21, "date-impossible"),
    ("- Gross: $9.4 million", "- Gross: $8.4 million", 75, "gross-differs"),
    ("worldwide total of $9.4 million", "worldwide total of $9.9 million", 75, "gross-sum-differs"),
    ("ultimately earned $2.5 million", "ultimately earned $25 million", 75, "gross-part-exceeds-total"),
    ("average of $10,832", "average of $12,832", 75, "theater-average-differs"),
    ("opened in a limited release in 13", "opened in a limited release in 31", 75, "theater-average-differs"),
    ("7.2/10", "12.7/10", 78, "score-off-scale"),
    ("rating of 79%", "rating of 179%", 78, "score-off-scale"),
    ("Elliott Gould, Chris", "Elliott Gould, Nora Whitlock, Chris", 7, "star-not-in-cast"),
    ("- Steve Coogan as", "- Steve Cogan as", 42, "name-spelled-twice"),
    ("written by Zoe Kazan and", "written by Zoe Kazen and", 19, "name-spelled-twice"),
    ("- Wallace Langham as Warren", "- Paul Dano as Calvin Weir-Fields", 49, "cast-member-repeated"),
    ("- Wallace Langham as Warren", "- Paul Dano as Warren", 49, "cast-two-roles"),
    ("- Producer: Albert Berger, Ron", "- Producer: Albert Berger, Albert Berger, Ron", 6, "name-repeated"),
    ("It stars Paul Dano", "The film runs 114 minutes. It stars Paul Dano", 19, "runtime-differs"),
    ("\n==Music==\n", "\n==Sound==\n\n==Music==\n", 69, "section-empty"),
    ("===Location===", "===Development===", 62, "section-repeated"),
]


@pytest.mark.parametrize(("old", "new", "line", "code"), EDITS, ids=[f"{e[3]}:{e[1][:30]}" for e in EDITS])
def test_planted_contradiction_is_caught_at_its_line(old: str, new: str, line: int, code: str) -> None:
    assert SEED.count(old) == 1
    edited = normalize(SEED.replace(old, new))
    found = [f for f in check(edited) if f.code == code]
    assert [f.position.line for f in found if f.position] == [line]


def test_edits_set_off_no_alarm_that_is_not_theirs() -> None:
    lines = {line for _, _, line, _ in EDITS}
    for old, new, line, _ in EDITS:
        places = {f.position.line for f in check(normalize(SEED.replace(old, new))) if f.position}
        assert places <= lines, new
        assert line in places


def test_both_places_are_named() -> None:
    (finding,) = check(normalize(SEED.replace("on July 25, 2012", "on July 27, 2012")))
    assert finding.line("a.txt") == (
        "a.txt:21:47: error release-date-differs "
        "released 'July 27, 2012' in the prose, but '2012-07-25' in the infobox; see a.txt:13:13"
    )


# --- Dates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "prose"),
    [
        ("- Released: May 3, 1990", "The film was released on May 4, 1990."),
        ("- Released: May 3, 1990", "Blue Hour was theatrically released in June 1990."),
        ("- Released: 1990", "It premiered on May 4, 1991."),
        (
            "- Released: May 3, 1990",
            "The film was released on May 3, 1990, in the United States.\n\n"
            "The film was released in the United States on May 13, 1990.\n"
            "The film was released in the United States on May 3, 1990.",
        ),
    ],
)
def test_other_release_date_in_the_prose(facts: str, prose: str) -> None:
    assert "release-date-differs" in codes(film(facts, prose))


@pytest.mark.parametrize(
    "prose",
    [
        "The film was released in May 1990.",
        "The film was released on DVD on June 4, 1991.",
        "The film was released in Japan on June 4, 1991.",
        "The film premiered at the Bergen Festival on April 2, 1990.",
        "The film was originally scheduled to be released on April 2, 1990.",
        "It shares its title with films released in 1933.",
        "Another film with that title was released in 1954.",
        "The film was released on May 3, 1990. It opened in the United States on June 8, 1990.",
        "The first film was released on April 2, 1980, and the second film opened on April 3, 1985.",
        "The earlier film was released on April 2, 1980.",
        "The film was released on May 3, 1990, and in the United Kingdom on June 8, 1990.",
        "The film was released in the United States on May 3 and in the United Kingdom on June 8, 1990.",
    ],
)
def test_date_of_another_release(prose: str) -> None:
    assert codes(film("- Released: May 3, 1990", prose)) == []


@pytest.mark.parametrize(
    ("released", "lead"),
    [
        ("May 3, 1990", "Blue Hour is a 1991 drama film."),
        ("May 3, 1990", "Blue Hour is a 1989 drama film."),
        ("1990", "Blue Hour is a 1991 drama film."),
        ("1990", "Blue Hour is a 1984 drama film."),
    ],
)
def test_other_year_in_the_lead(released: str, lead: str) -> None:
    assert codes(film(f"- Released: {released}", lead)) == ["lead-year-differs"]


@pytest.mark.parametrize(
    ("released", "lead"),
    [
        ("May 3, 1990", "Blue Hour is a 1990 drama film."),
        ("1990", "Blue Hour is a 1989 drama film."),
        ("May 3, 1990", "Blue Hour is a 1989 drama film. It was first shown at a festival in 1989."),
        ("May 3, 1990 (Oslo); June 4, 1991", "Blue Hour is a 1991 drama film."),
        ("1990", "Blue Hour is a 1963 novel and a 1990 drama film."),
        ("1990", "Blue Hour is a film about the 1984 Olympic Games, a 1984 event."),
    ],
)
def test_explained_year_in_the_lead(released: str, lead: str) -> None:
    assert codes(film(f"- Released: {released}", lead)) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It was shown on July 32, 2012, at noon."),
        ("en", "It was shown on 31 June."),
        ("en", "It was shown on February 30 at noon."),
        ("en", "It was shown on 2012-13-25."),
        ("en", "It was shown on 29 February 2013."),
        ("fr", "Il sort le 31 juin 2012 en France."),
        ("de", "Er lief am 31. April 2012 an."),
        ("ja", "T 2019年2月30日。"),
        ("ko", "T 2019년 2월 30일."),
        ("ru", "Премьера состоялась 31 июня 2012 года."),
    ],
)
def test_impossible_date(language: str, text: str) -> None:
    document = normalize(f"= T =\n\n{text}", language=language)
    assert codes(document) == ["date-impossible"]


@pytest.mark.parametrize(
    "text",
    [
        "It was shown on 29 February 2012.",
        "The Old Style has a 29 February 1900.",
        "In March 45 ships sank, and in May 1944 of them none.",
        "The part 2012-13-25-7 is sold out, as is July 4567.",
        "It was shown on May 1990 screens.",
    ],
)
def test_possible_date(text: str) -> None:
    assert codes(normalize(f"= T =\n\n{text}", language="en")) == []


def test_impossible_date_in_the_second_line_of_a_fact() -> None:
    document = film("- Released: May 3, 1990\n  June 31, 1990 (Norway)")
    assert [(f.code, f.position) for f in check(document)] == [("date-impossible", Position(6, 3))]


def person(facts: str, prose: str = "") -> Document:
    return normalize(
        f"= T =\n\nT\n{facts}\n- Occupation: Painter\n\n{prose}", profile="person", language="en"
    )


def test_end_before_the_start() -> None:
    assert codes(person("- Born: 4 May 1911\n- Died: 2 May 1901")) == ["dates-out-of-order"]
    assert codes(person("- Born: 4 May 1911\n- Died: 2 May 1981")) == []


def test_span_that_ends_before_it_begins() -> None:
    assert codes(told("It ran ", Date("May 4 – 2, 2012", "2012-05-04", "2012-05-02"), ".")) == [
        "date-span-reversed"
    ]
    assert codes(told("It ran ", Date("May 2–4, 2012", "2012-05-02", "2012-05-04"), ".")) == []


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("It ran from 12 June 2018 – 4 March 2018 there.", 13),
        ("It ran from June 5, 2012–May 2, 2011.", 13),
        ("T (3 May 1900 – 2 May 1890) was a show.", 4),
        ("It ran in 1990–1980, and ended.", 11),
        ("It ran there (1990–1980).", 15),
    ],
)
def test_reversed_span_that_stands_in_the_text(text: str, column: int) -> None:
    found = check(normalize(f"= T =\n\nIt is.\n\n{text}", language="en"))
    assert [(f.code, f.position) for f in found] == [("date-span-reversed", Position(5, column))]


def test_reversed_span_names_where_it_ends() -> None:
    (finding,) = check(normalize("= T =\n\nIt is.\n\nIt ran there (1990–1980).", language="en"))
    assert finding.others == (Place("1980", Position(5, 20)),)


def test_reversed_span_in_a_fact() -> None:
    assert codes(film("- Released: 3 May 2019 – 1 May 2019")) == ["date-span-reversed"]


@pytest.mark.parametrize(
    "text",
    [
        "It ran from 1990–80 and in 1980–1990.",
        "Call 555-1990-1980 or 1990–1980.",
        "They won by 1990–1980 points, in 1990–1980 votes.",
        "It is of 3 May 2019 — 1 May 2019 was put off.",
        "It ran in 1900–1800 BC.",
        "It ran on 3 May 2019, 1 May 2019.",
    ],
)
def test_what_only_looks_like_a_reversed_span(text: str) -> None:
    assert codes(normalize(f"= T =\n\nIt is.\n\n{text}", language="en")) == []


@pytest.mark.parametrize(
    "lead", ["T (4 May 1911 – 2 June 1981) was a painter.", "T (born 14 May 1911) was a painter."]
)
def test_other_dates_of_a_life(lead: str) -> None:
    assert codes(person("- Born: 4 May 1911\n- Died: 2 May 1981", lead)) == ["life-dates-differ"]


@pytest.mark.parametrize(
    "lead",
    [
        "T (4 May 1911 – 2 May 1981) was a painter.",
        "T (1911–1981) was a painter.",
        "T (born May 1911) was a painter.",
        "T was a painter, as was her sister (5 June 1914 – 1 July 1990).",
    ],
)
def test_dates_of_the_same_life_or_of_another(lead: str) -> None:
    assert codes(person("- Born: 4 May 1911\n- Died: 2 May 1981", lead)) == []


# --- Money ---------------------------------------------------------------------------------


def worldwide(home: str, abroad: str, total: str) -> Document:
    return told(
        "It earned ",
        dollars(home, role="gross", territory="US CA"),
        " at home and ",
        dollars(abroad, role="gross", territory="international"),
        " elsewhere, for a total of ",
        dollars(total, role="gross", territory="worldwide"),
        ".",
    )


@pytest.mark.parametrize(
    ("home", "abroad", "total"),
    [
        ("$2.5 million", "$6.8 million", "$9.6 million"),
        ("$2.5 million", "$6.8 million", "$9.1 million"),
        ("$2,500,123", "$6,800,000", "$9,999,999"),
        ("$2 million", "$6 million", "$11 million"),
    ],
)
def test_sum_beyond_rounding(home: str, abroad: str, total: str) -> None:
    assert codes(worldwide(home, abroad, total)) == ["gross-sum-differs"]


@pytest.mark.parametrize(
    ("home", "abroad", "total"),
    [
        ("$2.5 million", "$6.8 million", "$9.4 million"),
        ("$2.5 million", "$6.8 million", "$9.2 million"),
        ("$2,543,210", "$6.8 million", "$9.4 million"),
        ("$2 million", "$6 million", "$9 million"),
        ("$2,500,123", "$6,800,456", "$9,300,579"),
    ],
)
def test_sum_within_rounding(home: str, abroad: str, total: str) -> None:
    assert codes(worldwide(home, abroad, total)) == []


@pytest.mark.parametrize(
    "total",
    [
        "- Gross: $35 million",
        "- Gross: $35,000,000",
    ],
)
def test_sum_against_the_total_of_the_infobox(total: str) -> None:
    prose = "The film grossed $20 million in North America and $12 million elsewhere."
    (finding,) = check(film(total, prose))
    assert finding.code == "gross-sum-differs"
    assert [other.text for other in finding.others] == ["$12 million", total.removeprefix("- Gross: ")]


@pytest.mark.parametrize(
    ("facts", "prose"),
    [
        ("- Gross: $32 million", ""),
        ("- Gross: $20 million", ""),
        ("- Gross: $35 million (with reissues)", ""),
        ("- Gross: $35 million", " The film has grossed $35 million worldwide since."),
        ("- Gross: €35 million", ""),
    ],
)
def test_sum_that_the_infobox_does_not_contradict(facts: str, prose: str) -> None:
    told = "The film grossed $20 million in North America and $12 million elsewhere."
    assert "gross-sum-differs" not in codes(film(facts, f"{told}\n\nIt ran long.{prose}"))


def test_total_that_its_parts_do_not_make() -> None:
    prose = (
        "The film took $20 million in North America and $12 million elsewhere, for a total of $35 million."
    )
    assert codes(film("", prose)) == ["gross-sum-differs"]


def averages(gross: str, theaters: int, average: str) -> Document:
    return told(
        "It opened in ",
        Quantity(f"{theaters:,} theaters", Decimal(theaters), "theater"),
        " and grossed ",
        dollars(gross, role="opening"),
        ", an average of ",
        dollars(average, role="average"),
        ".",
    )


@pytest.mark.parametrize(
    ("gross", "theaters", "average"), [("$140,822", 13, "$10,822"), ("$1.2 million", 300, "$5,000")]
)
def test_other_average(gross: str, theaters: int, average: str) -> None:
    assert codes(averages(gross, theaters, average)) == ["theater-average-differs"]


@pytest.mark.parametrize(
    ("gross", "theaters", "average"),
    [("$140,822", 13, "$10,832"), ("$1.2 million", 300, "$4,100"), ("$140,822", 13, "$11,000")],
)
def test_rounded_average(gross: str, theaters: int, average: str) -> None:
    assert codes(averages(gross, theaters, average)) == []


def total(text: str, before: str = "It grossed ") -> Document:
    return told(
        before, dollars(text, role="gross", territory="worldwide"), ".", facts=gross_fact("$9.4 million")
    )


def test_other_gross_in_the_prose() -> None:
    (finding,) = check(total("$9.5 million"))
    assert (finding.code, finding.position) == ("gross-differs", Position(9, 12))
    assert [place.position for place in finding.others] == [Position(4, 10)]


@pytest.mark.parametrize(
    ("text", "before"),
    [("$9,383,210", "It grossed "), ("$9 million", "It grossed over "), ("$10 million", "It made nearly ")],
)
def test_same_gross_in_other_words(text: str, before: str) -> None:
    assert codes(total(text, before)) == []


def test_gross_in_another_currency_is_not_compared() -> None:
    yen = Money("¥900 million", Decimal(900_000_000), "JPY", role="gross", territory="worldwide")
    assert codes(told("It grossed ", yen, ".", facts=gross_fact("$9.4 million"))) == []


def test_budget() -> None:
    claims = dollars("$3 million", role="budget"), dollars("$5 million", role="budget")
    told_once = told("Its budget was ", claims[0], ".", facts=gross_fact("$5 million", "budget"))
    assert codes(told_once) == ["budget-differs"]
    told_twice = told("It cost ", claims[0], " or ", claims[1], ".", facts=gross_fact("$5 million", "budget"))
    assert codes(told_twice) == []


def test_part_larger_than_the_whole() -> None:
    facts = gross_fact("$9.4 million")
    assert codes(told("It opened with ", dollars("$12 million", role="opening"), ".", facts=facts)) == [
        "gross-part-exceeds-total"
    ]
    assert codes(told("It opened with ", dollars("$9.4 million", role="opening"), ".", facts=facts)) == []


@pytest.mark.parametrize(
    ("text", "before", "low", "high"),
    [
        ("$9.4 million", "", "9350000", "9450000"),
        ("$140,822", "", "140821.5", "140822.5"),
        ("$140,000", "", "135000", "145000"),
        ("$20", "", "19.5", "20.5"),
        ("$9 million", "more than ", "8500000", "Infinity"),
        ("$9 million", "less than ", "0", "9500000"),
        ("$9 million", "about ", "7600000", "10400000"),
    ],
)
def test_amount_is_as_exact_as_it_is_written(text: str, before: str, low: str, high: str) -> None:
    mention = Mention(dollars(text), len(before), before + text, Place(text))
    interval = interval_of(mention)
    assert (interval.low, interval.high) == (Decimal(low), Decimal(high))


# --- Running times and scores --------------------------------------------------------------


@pytest.mark.parametrize(
    "prose",
    [
        "The film runs 114 minutes.",
        "It has a running time of 1 hour 54 minutes.",
        "Blue Hour is a 114-minute drama film.",
    ],
)
def test_other_running_time(prose: str) -> None:
    assert codes(film("- Runtime: 104 minutes", prose)) == ["runtime-differs"]


@pytest.mark.parametrize(
    "prose",
    [
        "The film runs 105 minutes.",
        "The film runs for about 100 minutes.",
        "The director's cut runs 114 minutes.",
        "The film runs 114 minutes in its extended version.",
        "They cut 20 minutes, and a chase of 3 minutes.",
        "Blue Hour is a drama film shot in one 114-minute take.",
    ],
)
def test_running_time_of_something_else(prose: str) -> None:
    assert codes(film("- Runtime: 104 minutes", prose)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Critics gave it an average rating of 12/10.",
        "It has an approval rating of 179% from critics.",
        "On a site that rates out of 100, the film received a score of 167.",
        "One review gave it 6 out of 5 stars.",
    ],
)
def test_score_off_its_scale(text: str) -> None:
    assert codes(film(prose=f"A film.\n\n==Reception==\n{text}")) == ["score-off-scale"]


@pytest.mark.parametrize(
    "text",
    [
        "Critics gave it an average rating of 7.2/10.",
        "It has an approval rating of 100% from critics.",
        "The review of 11/5/2012 gave it a score of 167 in a game.",
        "Its average attendance rose by 140%.",
        "The average critic has 24/7 duty.",
        "They lost 12/10 on points.",
    ],
)
def test_score_on_its_scale(text: str) -> None:
    assert codes(film(prose=f"A film.\n\n==Reception==\n{text}")) == []


def test_score_that_was_read_off_its_scale_is_told_once() -> None:
    document = told("An average rating of ", Score("7.2/5", Decimal("7.2"), Decimal(5)), ".")
    assert codes(document) == ["score-off-scale"]


RATED = "On Rotten Tomatoes, 79% of 183 reviews are positive."


def test_two_shares_of_as_many_reviews() -> None:
    (finding,) = check(film("", f"{RATED}\n\n==Reception==\n{RATED.replace('79', '81')}"))
    assert finding.code == "score-differs"
    assert [other.text for other in finding.others] == ["79%"]


@pytest.mark.parametrize(
    "other",
    [
        RATED,
        RATED.replace("79", "81").replace("183", "190"),
        RATED.replace("79", "81").replace("reviews", "reviews of the second season"),
    ],
)
def test_shares_that_may_both_be_true(other: str) -> None:
    assert codes(film("", f"{RATED}\n\n==Reception==\n{other}")) == []


# --- Names and casts -----------------------------------------------------------------------

CAST = """Lead.

==Cast==
- Nora Whitlock as Helen Marsh
- Dominic Farrow as Jonah Pell
- Luis Santacruz as Vance"""


def test_missing_star_names_the_heading_of_the_cast() -> None:
    (finding,) = check(film("- Starring: Nora Whitlock, Dominic Farrow, Ada Brightwater", CAST))
    assert [other.text for other in finding.others] == ["Cast"]
    assert finding.line("a.txt").endswith("is not in the cast; see a.txt:9:1")


def test_star_missing_from_the_cast() -> None:
    assert codes(film("- Starring: Nora Whitlock, Dominic Farrow, Ada Brightwater", CAST)) == [
        "star-not-in-cast"
    ]


@pytest.mark.parametrize(
    ("starring", "prose"),
    [
        ("Nora Whitlock, Dominic Farrow", CAST),
        ("Nora Whitlock, Ada Brightwater", "Lead."),
        ("Nora Whitlock, Ada Brightwater, Ben Okri", CAST),
        (
            "Nora Whitlock, Ada Brightwater",
            "Lead.\n\n==Cast==\nNora Whitlock is Helen.\nAda Brightwater, too.",
        ),
        ("Nora Whitlock, Luis Santacruz Jr., Dominic Farrow", CAST),
    ],
)
def test_star_in_the_cast_or_no_whole_cast(starring: str, prose: str) -> None:
    assert codes(film(f"- Starring: {starring}", prose)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Elliott Gould", "Elliot Gould"),
        ("Zoë Kazantzakis", "Zoe Kazantzakis"),
        ("Jonathan Dayton", "Jonathon Dayton"),
        ("Deborah Ann Woll", "Debroah Ann Woll"),
    ],
)
def test_name_in_two_spellings(one: str, other: str) -> None:
    document = film(f"- Starring: {one}", f"A film with {one}. Later {other}'s part was cut.")
    (finding,) = [f for f in check(document) if f.code == "name-spelled-twice"]
    assert finding.text == f"{other!r} is spelled {one!r} elsewhere"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jean Harding", "Joan Harding"),
        ("Robert Harding", "Roberta Harding"),
        ("Kate Wilson", "Nate Wilson"),
        ("John Carson", "John Larson"),
        ("Paul Dano", "Paul Dane"),
        ("Henry Dayton", "Henry Daytons"),
        ("Jonathan Dayton", "Jonathan Clayton"),
        ("Olivia de Havilland", "Olivia De Havilland"),
    ],
)
def test_names_of_two_people(one: str, other: str) -> None:
    assert codes(film(f"- Starring: {one}", f"A film with {one} and {other}.")) == []


def test_two_names_in_one_list_are_two_people() -> None:
    assert codes(film("- Starring: Elliott Gould, Elliot Gould", "A film.")) == []


def test_slip_is_where_the_rarer_spelling_is() -> None:
    document = film("- Starring: Elliot Gould", "With Elliott Gould. By Elliott Gould.")
    assert [f.position for f in check(document)] == [Position(5, 13)]


def test_name_twice_in_one_list() -> None:
    assert codes(film("- Starring: Nora Whitlock, Nora Whitlock")) == ["name-repeated"]
    assert codes(film("- Producer: Nora Whitlock (UK), Nora Whitlock (US)")) == []


def test_cast_member_twice() -> None:
    assert codes(film(prose=f"{CAST}\n- Nora Whitlock as Helen Marsh")) == ["cast-member-repeated"]
    assert codes(film(prose=f"{CAST}\n- Nora Whitlock as the voice")) == ["cast-two-roles"]
    assert codes(film(prose="Lead.\n\n==Cast==\n- Nora Whitlock\n- (UK)\n- Ben Okri\n- (UK)")) == []


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [("kitten", "sitting", 3), ("abcd", "abdc", 1), ("dano", "dano", 0), ("", "ab", 2), ("abc", "xyz", 3)],
)
def test_distance(a: str, b: str, edits: int) -> None:
    assert distance(a, b, 5) == edits
    assert distance(a, b, 1) == min(edits, 2)


def test_folding_drops_marks_upon_letters() -> None:
    assert plain("Łukasz Žižek-Ødegård") == "lukasz zizek-odegard"
    assert not same_word_misspelled("dano", "dane", first_name=False)


# --- Sections ------------------------------------------------------------------------------


def test_empty_section() -> None:
    assert codes(film(prose="Lead.\n\n==Plot==\n\n==Music==\n===Score===\nSlow.")) == ["section-empty"]


def test_section_twice() -> None:
    twice = "Lead.\n\n==Plot==\nA.\n\n==plot ==\nB."
    assert codes(film(prose=twice)) == ["section-repeated"]
    apart = "Lead.\n\n==Film==\n===Plot===\nA.\n\n==Play==\n===Plot===\nB."
    assert codes(film(prose=apart)) == []


def test_paragraph_twice() -> None:
    long = (
        "The keeper winds the clockwork every four hours, as he always has, and says nothing at all about it."
    )
    assert codes(film(prose=f"{long}\n\n{long}")) == ["paragraph-repeated"]
    assert codes(film(prose="It went on.\n\nIt went on.")) == []


# --- All checks, and how findings are written ----------------------------------------------


def test_codes_are_kebab_case_and_unique() -> None:
    names = [each.code for each in CHECKS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", name) for name in names)


def test_check_can_be_switched_off() -> None:
    document = film(prose="Lead.\n\n==Plot==\n")
    assert check(document, disable={"section-empty"}) == ()


def test_unknown_code_is_refused_with_a_suggestion() -> None:
    with pytest.raises(UsageError, match="Did you mean 'section-empty'"):
        check_codes(("section-emtpy",))


def table() -> str:
    rows = [f"| `{each.code}` | {each.severity} | {each.summary} |" for each in CHECKS]
    return "\n".join(("| code | severity | finds |", "| --- | --- | --- |", *rows, ""))


def test_page_lists_all_checks(pytestconfig: pytest.Config) -> None:
    listed = re.compile(
        r"(?<=<!-- checks: made from the registry by tests/test_checks.py -->\n).*?(?=<!-- end -->)", re.S
    )
    page = PAGE.read_text(encoding="utf-8")
    renewed = listed.sub(lambda _: table(), page, count=1)
    if pytestconfig.getoption("--accept"):
        PAGE.write_text(renewed, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == renewed
    assert table() in renewed


AWKWARD = Finding(
    "section-empty", "warning", "100% of\n'a: b, c' <é>", Position(3, 7), (Place("è", Position(1, 2)),)
)


def test_json_is_a_list_of_objects() -> None:
    (found,) = json.loads(FORMATS["json"]([("a.txt", AWKWARD)]))
    assert found["file"] == "a.txt"
    assert (found["code"], found["severity"], found["line"], found["column"]) == (
        "section-empty",
        "warning",
        3,
        7,
    )
    assert found["others"] == [{"text": "è", "line": 1, "column": 2}]
    assert json.loads(FORMATS["json"]([])) == []


def test_github_commands_are_escaped() -> None:
    (line,) = FORMATS["github"]([("a,b:c.txt", AWKWARD)]).splitlines()
    assert line == (
        "::warning file=a%2Cb%3Ac.txt,line=3,col=7,title=section-empty"
        "::100%25 of%0A'a: b, c' <é>; see line 1: è"
    )


def test_text_is_a_finding_a_line() -> None:
    finding = Finding("section-empty", "warning", "empty", Position(3, 7), (Place("x", Position(1, 2)),))
    assert FORMATS["text"]([("a.txt", finding)]) == "a.txt:3:7: warning section-empty empty; see a.txt:1:2\n"


def test_sarif_has_rules_results_and_related_places() -> None:
    log = json.loads(FORMATS["sarif"]([("films/a b.txt", AWKWARD), ("/x/ü.txt", AWKWARD)]))
    (run,) = log["runs"]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [each.code for each in CHECKS]
    assert all(rule["shortDescription"]["text"] for rule in rules)
    first, second = run["results"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "section-empty"
    assert first["level"] == "warning"
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "films/a%20b.txt"},
                "region": {"startLine": 3, "startColumn": 7},
            }
        }
    ]
    assert first["relatedLocations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 2}
    location = second["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "file:///x/%C3%BC.txt"


@pytest.mark.parametrize(
    "piece",
    [
        "In 2006 Paul Dano earned $5 million on July 25, 2012. ",
        "Paul Dano ",
        "It was released on May 3, 1990, ",
        "an average rating of 12/10 ",
        "$5 million ",
    ],
)
def test_time_is_linear(piece: str) -> None:
    def seconds(size: int) -> float:
        facts = "- Starring: Paul Dano, Zoe Kazan\n- Released: 1990\n- Runtime: 9 minutes"
        document = normalize(f"= T =\nT\n{facts}\n\n{piece * size}", language="en", profile="film")
        started = time.process_time()
        check(document)
        return time.process_time() - started

    seconds(10)
    assert seconds(8000) < 30 * max(seconds(1000), 0.01)


def test_article_is_read_once() -> None:
    article = Article(film(prose="One. Two."), load_profiles().named("film"))
    assert article.sentences is article.sentences
    assert [sentence.text for sentence in article.sentences] == ["One. ", "Two."]
