"""Typed values of facts, and annotations in prose: certain, or left as text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline import Code, normalize, normalize_with_messages
from pipeline.document import Date, Document, Duration, Inline, Money, Name, Paragraph, Text
from pipeline.normalizer.dates import date_spans, impossible_dates
from pipeline.normalizer.durations import duration_spans
from pipeline.normalizer.language import language_of
from pipeline.normalizer.money import money_spans
from pipeline.normalizer.names import split_list
from pipeline.normalizer.places import country_code, language_code


def fact(label: str, value: str, *more: str) -> tuple[Inline, ...]:
    """The content of a fact of a film."""
    lines = [f"- {label}: {value}", *more]
    document = normalize("= T =\nT\n" + "\n".join(lines), profile="film", language="en")
    return document.facts[0].content


# --- Dates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "when"),
    [
        ("en", "2012-07-25", "2012-07-25"),
        ("en", "25 July 2012", "2012-07-25"),
        ("en", "25th of July, 2012", "2012-07-25"),
        ("en", "July 25, 2012", "2012-07-25"),
        ("en", "Sept. 3, 1999", "1999-09-03"),
        ("en", "July 2012", "2012-07"),
        ("en", "29 February 2012", "2012-02-29"),
        ("de", "25. Juli 2012", "2012-07-25"),
        ("fr", "1er juillet 2012", "2012-07-01"),
        ("es", "25 de julio de 2012", "2012-07-25"),
        ("ru", "25 июля 2012", "2012-07-25"),
        ("el", "25 Ιουλίου 2012", "2012-07-25"),
        ("tr", "25 Temmuz 2012", "2012-07-25"),
        ("vi", "25 tháng 7 năm 2012", "2012-07-25"),
        ("ar", "25 يوليو 2012", "2012-07-25"),
        ("ar", "٢٥ يوليو 2012", "2012-07-25"),
        ("he", "25 ביולי 2012", "2012-07-25"),
        ("hi", "25 जुलाई 2012", "2012-07-25"),
        ("th", "25 กรกฎาคม พ.ศ. 2555", "2012-07-25"),
        ("ja", "2012年7月25日", "2012-07-25"),
        ("zh", "2012年7月", "2012-07"),
        ("ko", "2012년 7월 25일", "2012-07-25"),
        ("ja", "2012年", "2012"),
    ],
)
def test_date_in_a_sentence(language: str, text: str, when: str) -> None:
    sentence = f"x {text} x"
    longest = max(date_spans(sentence, language), key=lambda s: s.end - s.start)
    assert (sentence[longest.start : longest.end], longest.inline) == (text, Date(text, when))


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("since Little Miss Sunshine in 2006. Faris", "2006"),
        ("The Purple Rose of Cairo (1985) and", "1985"),
        ("is a 2012 American romantic film written", "2012"),
        ("In 1999, he", "1999"),
        ("until 2001 when", "2001"),
    ],
)
def test_certain_year(text: str, year: str) -> None:
    assert [s.inline for s in date_spans(text, "en")] == [Date(year, year)]


@pytest.mark.parametrize(
    "text",
    [
        "in 2000 theaters",
        "of 1500 people",
        "the 2012–13 season",
        "in 1990s style",
        "version 2012.07",
        "25/07/2012",
        "07-25-2012",
        "page 2012",
        "2012-07-25-3",
        "12012-07-25",
        "5 May 20123",
        "2000年間",
    ],
)
def test_no_date(text: str) -> None:
    assert list(date_spans(text, "ja" if "年" in text else "en")) == []


@pytest.mark.parametrize("text", ["31 February 2012", "February 30, 2012", "2012-13-01", "2011-02-29"])
def test_impossible_date_stays_text(text: str) -> None:
    assert list(date_spans(text, "en")) == []
    assert list(impossible_dates(text, "en")) == [text]


def test_impossible_date_is_reported_with_its_line() -> None:
    result = normalize_with_messages("= T =\n\nlead\n\nOn 31 June 2012 it rained.")
    (message,) = [m for m in result.messages if m.code is Code.DATE_IMPOSSIBLE]
    assert message.position is not None
    assert message.position.line == 5


@pytest.mark.parametrize(
    ("value", "readings"),
    [
        ("2012", [Date("2012", "2012")]),
        ("2012-07", [Date("2012-07", "2012-07")]),
        ("July 25, 2012 (United States), 2013", [Date("July 25, 2012", "2012-07-25"), Date("2013", "2013")]),
        ("Summer 2012", []),
        ("unknown", []),
    ],
)
def test_date_value(value: str, readings: list[Inline]) -> None:
    assert [p for p in fact("Released", value) if not isinstance(p, Text)] == readings


# --- Durations -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "iso"),
    [
        ("en", "104 minutes", "PT104M"),
        ("en", "1h 44m", "PT1H44M"),
        ("en", "1 hour and 44 minutes", "PT1H44M"),
        ("en", "90 min", "PT90M"),
        ("de", "104 Minuten", "PT104M"),
        ("ja", "1時間44分", "PT1H44M"),
        ("ru", "98 мин", "PT98M"),
        ("ar", "112 دقيقة", "PT112M"),
        ("ko", "48분 36초", "PT48M36S"),
    ],
)
def test_duration(language: str, text: str, iso: str) -> None:
    assert [s.inline for s in duration_spans(text, language)] == [Duration(text, iso)]


def test_durations_with_remarks() -> None:
    content = fact("Runtime", "104 minutes (theatrical), 1h 50m (director's cut)")
    assert [p for p in content if isinstance(p, Duration)] == [
        Duration("104 minutes", "PT104M"),
        Duration("1h 50m", "PT1H50M"),
    ]


@pytest.mark.parametrize("text", ["1:44", "104", "104 minuteses", "about a minute"])
def test_no_duration(text: str) -> None:
    assert list(duration_spans(text, "en")) == []


# --- Money ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "amount", "currency", "approximate"),
    [
        ("en", "$9.4 million", 9_400_000, "USD", True),
        ("en", "$140,822", 140_822, "USD", False),
        ("en", "$0.50", "0.5", "USD", False),
        ("en", "US$2.5 billion", 2_500_000_000, "USD", True),
        ("en", "£3m", 3_000_000, "GBP", True),
        ("en", "€10,000.50", "10000.5", "EUR", False),
        ("en", "9.4 million euros", 9_400_000, "EUR", True),
        ("en", "USD 40,000", 40_000, "USD", False),
        ("en", "₹45 crore", 450_000_000, "INR", True),
        ("en", "₹1,23,45,678", 12_345_678, "INR", False),
        ("de", "9,4 Millionen Euro", 9_400_000, "EUR", True),
        ("de", "1.234.567 €", 1_234_567, "EUR", False),
        ("fr", "3 500 000 €", 3_500_000, "EUR", False),
        ("ru", "64 млн ₽", 64_000_000, "RUB", True),
        ("hi", "₹8 करोड़", 80_000_000, "INR", True),
        ("ja", "5億円", 500_000_000, "JPY", True),
        ("ko", "94억 원", 9_400_000_000, "KRW", True),
        ("th", "18 ล้านบาท", 18_000_000, "THB", True),
    ],
)
def test_money(language: str, text: str, amount: int | str, currency: str, approximate: bool) -> None:
    assert [s.inline for s in money_spans(text, language, "USD")] == [
        Money(text, Decimal(amount), currency, approximate)
    ]


def test_words_of_estimate_make_an_amount_approximate() -> None:
    (span,) = money_spans("earned about $500 more", "en", "USD")
    assert isinstance(span.inline, Money)
    assert span.inline.approximate


@pytest.mark.parametrize(
    "text",
    ["$1–2 million", "$", "$x", "5 dollars", "$100x", "ALL 40", "TOP 10", "約9億4000万円", "¥500"],
)
def test_uncertain_amounts_stay_text(text: str) -> None:
    assert list(money_spans(text, "ja" if "円" in text else "en", "USD")) == []


def test_first_of_two_amounts_that_share_a_scale_word_stays_text() -> None:
    assert [s.inline.text for s in money_spans("from $5 to $6 million", "en", "USD")] == ["$6 million"]


@pytest.mark.parametrize(
    ("country", "typed"),
    [("United States", True), ("Canada", False), ("Canada, United States", True), ("France", True)],
)
def test_dollar_is_american_unless_the_country_has_its_own(country: str, typed: bool) -> None:
    document = normalize(
        f"= T =\nT\n- Director: A\n- Country: {country}\n- Gross: $5\n\nIt made $5.", profile="film"
    )
    lead = document.lead[0]
    assert isinstance(lead, Paragraph)
    found = [
        any(isinstance(p, Money) for p in content) for content in (document.facts[2].content, lead.content)
    ]
    assert found == [typed, typed]


# --- Names, countries, languages -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("A, B; C", ["A", "B", "C"]),
        ("Sammy Davis, Jr., Dean Martin", ["Sammy Davis, Jr.", "Dean Martin"]),
        ("A (x, y), B", ["A (x, y)", "B"]),
        ('Roscoe "Fatty, Jr" Arbuckle, B', ['Roscoe "Fatty, Jr" Arbuckle', "B"]),
        ("1,000 Films, B", ["1,000 Films", "B"]),
        ("水野かおり、佐伯俊", ["水野かおり", "佐伯俊"]),
        ("ليلى، طارق", ["ليلى", "طارق"]),
        ("A,B", ["A", "B"]),
        ("", [""]),
    ],
)
def test_lists_are_split(text: str, items: list[str]) -> None:
    pieces = list(split_list(text))
    assert [piece for piece, is_item in pieces if is_item] == items
    assert "".join(piece for piece, _ in pieces) == text


def test_names_keep_their_separators_and_remarks() -> None:
    assert fact("Starring", "Paul Dano, Zoe Kazan (also writer)") == (
        Name("Paul Dano"),
        Text(", "),
        Name("Zoe Kazan"),
        Text(" (also writer)"),
    )


@pytest.mark.parametrize("scrap", ["(", "nominee)", "12", "«A"])
def test_scraps_are_no_names(scrap: str) -> None:
    assert all(isinstance(p, Text) for p in fact("Starring", scrap))


def test_countries_have_codes() -> None:
    content = fact("Country", "United States, West Germany; Wakanda")
    assert content == (
        Name("United States", "country", "US"),
        Text(", "),
        Name("West Germany", "country", "DE"),
        Text("; Wakanda"),
    )


@pytest.mark.parametrize(
    ("language", "name", "code"),
    [
        ("en", "USA", "US"),
        ("en", "Soviet Union", "SUHH"),
        ("de", "Frankreich", "FR"),
        ("ja", "日本", "JP"),
        ("en", "X", ""),
    ],
)
def test_country_code(language: str, name: str, code: str) -> None:
    assert country_code(name, language) == code


@pytest.mark.parametrize(
    ("language", "name", "code"),
    [
        ("en", "English", "en"),
        ("fr", "anglais", "en"),
        ("ru", "русский", "ru"),
        ("en", "Klingon", "tlh"),
        ("en", "X", ""),
    ],
)
def test_language_code(language: str, name: str, code: str) -> None:
    assert language_code(name, language) == code


# --- Prose ---------------------------------------------------------------------------------


def names_in(prose: str, starring: str = "Paul Dano, Lloyd Wright, Cher") -> list[str]:
    document = normalize(f"= T =\nT\n- Director: A\n- Starring: {starring}\n\n{prose}", profile="film")
    lead = document.lead[0]
    assert isinstance(lead, Paragraph)
    return [part.text for part in lead.content if isinstance(part, Name)]


@pytest.mark.parametrize(
    "prose",
    [
        "It stars Paul Dano.",
        "Paul Dano's film",
        "(Paul Dano)",
        "Director Paul Dano said",
        "by Paul Dano, who",
    ],
)
def test_known_name_is_marked(prose: str) -> None:
    assert names_in(prose) == ["Paul Dano"]


@pytest.mark.parametrize(
    "prose",
    [
        "the son of Frank Lloyd Wright",
        "Frank Lloyd Wright built",
        "Paul Danos",
        "Paul Dano Junior",
        "Cher sang",
        "paul dano",
    ],
)
def test_part_of_another_name_is_not_marked(prose: str) -> None:
    assert names_in(prose) == []


def test_roles_of_several_words_are_known() -> None:
    document = normalize("= T =\n\nAbout Calvin Weir-Fields.\n\n==Cast==\n- Paul Dano as Calvin Weir-Fields")
    lead = document.lead[0]
    assert isinstance(lead, Paragraph)
    assert Name("Calvin Weir-Fields") in lead.content


# --- Language ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "certain"),
    [
        ("The film was directed by a man who had never seen a camera.", "en", True),
        ("Der Film wurde von einem Mann gedreht, der noch nie eine Kamera gesehen hatte.", "de", True),
        ("Українська кінострічка, яку було знято за мотивами повісті.", "uk", True),
        ("花様年華は香港の映画である", "ja", True),
        ("花樣年華是一部香港電影", "zh", True),
        ("영화", "ko", True),
        ("ภาพยนตร์", "th", True),
        ("סרט", "he", True),
        ("Ταινία", "el", True),
        ("M", "en", False),
        ("1917", "en", False),
    ],
)
def test_language(text: str, language: str, certain: bool) -> None:
    assert language_of(text, text) == (language, certain)


def test_given_language_is_kept() -> None:
    document: Document = normalize("= T =\n\nDer Film ist ein Film.", language="gsw")
    assert document.language == "gsw"


def test_guessed_language_is_reported() -> None:
    assert Code.LANGUAGE_ASSUMED in [m.code for m in normalize_with_messages("= M =").messages]
