"""Typed values of facts, and annotations in prose: certain, or left as text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline import Code, normalize, normalize_with_messages
from pipeline.document import (
    Date,
    Document,
    Duration,
    Inline,
    Money,
    Name,
    Paragraph,
    Position,
    Quantity,
    Text,
)
from pipeline.normalizer.dates import date_spans, impossible_dates
from pipeline.normalizer.durations import duration_spans
from pipeline.normalizer.language import language_of
from pipeline.normalizer.money import Currencies, money_spans
from pipeline.normalizer.names import split_list
from pipeline.normalizer.places import country_code, language_code
from pipeline.normalizer.quantities import quantity_spans
from pipeline.normalizer.values import Context, read_value
from pipeline.profiles import FactType


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


@pytest.mark.parametrize(
    ("language", "text", "when", "to"),
    [
        ("en", "25 July – 3 August 2012", "2012-07-25", "2012-08-03"),
        ("en", "July 25–August 3, 2012", "2012-07-25", "2012-08-03"),
        ("en", "25–27 July 2012", "2012-07-25", "2012-07-27"),
        ("en", "27 to 30 July 1978", "1978-07-27", "1978-07-30"),
        ("en", "July 25–27, 2012", "2012-07-25", "2012-07-27"),
        ("en", "June–August 2012", "2012-06", "2012-08"),
        ("en", "14 February 1911 – 2 November 1998", "1911-02-14", "1998-11-02"),
        ("de", "25.–27. Juli 2012", "2012-07-25", "2012-07-27"),
        ("vi", "21 tháng 1 năm 1926 – 8 tháng 9 năm 2001", "1926-01-21", "2001-09-08"),
        ("ja", "2006年12月 ~ 2007年7月", "2006-12", "2007-07"),
        ("ja", "2012年7月25日～8月3日", "2012-07-25", "2012-08-03"),
        ("ja", "2012年7月25日〜30日", "2012-07-25", "2012-07-30"),
        ("ja", "2012年7月〜8月", "2012-07", "2012-08"),
        ("zh", "1903年9月18日—1988年3月2日", "1903-09-18", "1988-03-02"),
        ("ko", "2006년 12월 ~ 2007년 7월", "2006-12", "2007-07"),
    ],
)
def test_span_of_dates_in_a_sentence(language: str, text: str, when: str, to: str) -> None:
    assert [s.inline for s in date_spans(f"x {text} x", language)] == [Date(text, when, to)]


@pytest.mark.parametrize("text", ["(1952–1977)", "the war of 1939–1945."])
def test_span_of_years(text: str) -> None:
    (span,) = date_spans(text, "en")
    assert isinstance(span.inline, Date)
    assert span.inline.to


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("December – February 2012", ["February 2012"]),
        ("moved from 25 July to 3 August 2012", ["3 August 2012"]),
        ("from May 2012 to June 2013", ["May 2012", "June 2013"]),
    ],
)
def test_uncertain_span_is_none(text: str, readings: list[str]) -> None:
    assert [s.inline.text for s in date_spans(text, "en")] == readings


@pytest.mark.parametrize(
    ("language", "text", "years"),
    [
        ("de", "seit 1928 und im Jahr 2018", ["1928", "2018"]),
        ("de", "seit 2000 Jahren", []),
        ("fr", "En 1946, depuis 2000 ans", ["1946"]),
        ("ru", "в 1946 году", ["1946"]),
        ("vi", "Năm 1944, bà", ["1944"]),
        ("tr", "1946'da", ["1946"]),
        ("el", "το 1957 έφτασε", ["1957"]),
    ],
)
def test_certain_year_in_other_languages(language: str, text: str, years: list[str]) -> None:
    assert [s.inline.text for s in date_spans(text, language)] == years


@pytest.mark.parametrize("text", ["31 February – 3 March 2012", "25–32 July 2012"])
def test_span_with_an_impossible_end_stays_text(text: str) -> None:
    assert list(date_spans(text, "en")) == []
    assert list(impossible_dates(text, "en")) == [(0, text)]


@pytest.mark.parametrize("text", ["31 February 2012", "February 30, 2012", "2012-13-01", "2011-02-29"])
def test_impossible_date_stays_text(text: str) -> None:
    assert list(date_spans(text, "en")) == []
    assert list(impossible_dates(text, "en")) == [(0, text)]


def test_impossible_date_is_reported_with_its_line() -> None:
    result = normalize_with_messages("= T =\n\nlead\n\nOn 31 June 2012 it rained.")
    (message,) = [m for m in result.messages if m.code is Code.DATE_IMPOSSIBLE]
    assert message.position == Position(5, 4)


def test_impossible_date_in_the_second_line_of_a_value_is_reported_there() -> None:
    result = normalize_with_messages("= T =\nT\n- Released: 2012\n  - was 31 June 2012", profile="film")
    places = [m.position for m in result.messages if m.code is Code.DATE_IMPOSSIBLE]
    assert places == [Position(4, 9)]


@pytest.mark.parametrize(
    ("value", "readings"),
    [
        ("2012", [Date("2012", "2012")]),
        ("2012-07", [Date("2012-07", "2012-07")]),
        ("July 25, 2012 (United States), 2013", [Date("July 25, 2012", "2012-07-25"), Date("2013", "2013")]),
        ("Summer 2012", [Date("2012", "2012")]),
        ("c. 1180", [Date("1180", "1180")]),
        ("1978–1991, 1994–present", [Date("1978–1991", "1978", "1991"), Date("1994", "1994")]),
        ("1939–45", [Date("1939–45", "1939", "1945")]),
        ("3 May 2012 to 4 June 2013", [Date("3 May 2012 to 4 June 2013", "2012-05-03", "2013-06-04")]),
        ("3 June 2013 – 4 May 2012", [Date("3 June 2013", "2013-06-03"), Date("4 May 2012", "2012-05-04")]),
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


@pytest.mark.parametrize(
    ("value", "readings"),
    [
        ("43:17", [Duration("43:17", "PT43M17S")]),
        ("43:17 (original), 1:02:33", [Duration("43:17", "PT43M17S"), Duration("1:02:33", "PT1H2M33S")]),
        ("1:44", []),
        ("20:15 on Mondays", []),
    ],
)
def test_clock_is_a_duration_in_a_value(value: str, readings: list[Inline]) -> None:
    assert [p for p in fact("Runtime", value) if not isinstance(p, Text)] == readings


@pytest.mark.parametrize("text", ["1:44", "43:17", "104", "104 minuteses", "about a minute"])
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
        ("ja", "3億2000万円", 320_000_000, "JPY", True),
        ("ja", "5千万円", 50_000_000, "JPY", True),
        ("ko", "1억 5천만 원", 150_000_000, "KRW", True),
        ("zh", "人民币230万元", 2_300_000, "CNY", True),
        ("tr", "45 milyon TL", 45_000_000, "TRY", True),
        ("fr", "4,2 millions d'euros", 4_200_000, "EUR", True),
        ("es", "4,2 millones de euros", 4_200_000, "EUR", True),
        ("de", "47,3 Mio. Euro", 47_300_000, "EUR", True),
        ("de", "DM 22 million", 22_000_000, "DEM", True),
        ("el", "1,35 εκατ. €", 1_350_000, "EUR", True),
        ("hi", "₹8 करोड़ 50 लाख", 85_000_000, "INR", True),
        ("vi", "50 triệu đồng", 50_000_000, "VND", True),
        ("he", '5 מיליון ש"ח', 5_000_000, "ILS", True),
        ("en", "40-million-dollar", 40_000_000, "USD", True),
    ],
)
def test_money(language: str, text: str, amount: int | str, currency: str, approximate: bool) -> None:
    assert [s.inline for s in money_spans(text, language, Currencies())] == [
        Money(text, Decimal(amount), currency, approximate)
    ]


def test_words_of_estimate_make_an_amount_approximate() -> None:
    (span,) = money_spans("earned about $500 more", "en", Currencies())
    assert isinstance(span.inline, Money)
    assert span.inline.approximate


@pytest.mark.parametrize(
    "text",
    ["$", "$x", "5 pounds", "$100x", "ALL 40", "TOP 10", "3万2億円", "¥500", "$20–10", "38,000银元"],
)
def test_uncertain_amounts_stay_text(text: str) -> None:
    language = "ja" if "円" in text else "zh" if "银" in text else "en"
    assert list(money_spans(text, language, Currencies())) == []


@pytest.mark.parametrize(
    ("language", "text", "amount", "at_most", "currency"),
    [
        ("en", "$12–14 million", 12_000_000, 14_000_000, "USD"),
        ("en", "$12 million–$14 million", 12_000_000, 14_000_000, "USD"),
        ("en", "$5 to $6 million", 5_000_000, 6_000_000, "USD"),
        ("en", "US$900k–1.2m", 900_000, 1_200_000, "USD"),
        ("en", "10 to 15 million euros", 10_000_000, 15_000_000, "EUR"),
        ("de", "10–15 Millionen Euro", 10_000_000, 15_000_000, "EUR"),
        ("de", "10 bis 15 Mio. Euro", 10_000_000, 15_000_000, "EUR"),
        ("ja", "1〜2億円", 100_000_000, 200_000_000, "JPY"),
    ],
)
def test_range_of_money(language: str, text: str, amount: int, at_most: int, currency: str) -> None:
    assert [s.inline for s in money_spans(text, language, Currencies())] == [
        Money(text, Decimal(amount), currency, True, Decimal(at_most))
    ]


def test_exact_range_is_not_approximate() -> None:
    (span,) = money_spans("$5–$10", "en", Currencies())
    assert span.inline == Money("$5–$10", Decimal(5), "USD", False, Decimal(10))


@pytest.mark.parametrize("text", ["rose $5 million to $40 million", "rose from $5 million to $40 million"])
def test_rise_is_no_range(text: str) -> None:
    assert [s.inline.text for s in money_spans(text, "en", Currencies())] == ["$5 million", "$40 million"]


@pytest.mark.parametrize(
    ("text", "amount", "at_most"),
    [("$5M-$6M", 5_000_000, 6_000_000), ("45M USD", 45_000_000, None), ("USD3,000", 3_000, None)],
)
def test_amount_with_a_letter_or_a_code_beside_it(text: str, amount: int, at_most: int | None) -> None:
    (span,) = money_spans(text, "en", Currencies())
    assert isinstance(span.inline, Money)
    assert (span.inline.text, span.inline.amount, span.inline.at_most) == (text, amount, at_most)


@pytest.mark.parametrize("value", ["2001-02", "1999-00", "2009-10"])
def test_month_that_may_be_the_second_year_of_a_season_stays_text(value: str) -> None:
    assert list(date_spans(value, "en", whole=True)) == []


def test_short_names_of_countries_and_languages_have_codes() -> None:
    assert (country_code("UAE", "en"), language_code("Mandarin", "en")) == ("AE", "cmn")


def test_two_amounts_in_a_value_are_a_range() -> None:
    document = normalize("= T =\nT\n- Director: A\n- Budget: $5 million to $6 million", profile="film")
    (money,) = document.facts[1].content
    assert isinstance(money, Money)
    assert money.at_most == 6_000_000


def test_several_currencies() -> None:
    spans = money_spans("¥120 million (US$1.1 million), £2 and 300 Canadian dollars", "en", Currencies())
    assert [s.inline.currency for s in spans if isinstance(s.inline, Money)] == ["USD", "GBP", "CAD"]


def test_dollars_in_words_are_read_like_the_sign() -> None:
    (span,) = money_spans("2.5 مليون دولار", "ar", Currencies())
    assert span.inline == Money("2.5 مليون دولار", Decimal(2_500_000), "USD", True)
    assert list(money_spans("5 dollars", "en", Currencies(""))) == []


def test_first_of_two_amounts_that_share_a_scale_word_stays_text() -> None:
    assert [s.inline.text for s in money_spans("from $5 to $6 million", "en", Currencies())] == ["$6 million"]


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


# --- Quantities ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "quantity", "unit", "at_most"),
    [
        ("en", "6.4 km2", "6.4", "km²", None),
        ("en", "2.5 sq mi", "2.5", "mi²", None),
        ("en", "605/km2", "605", "/km²", None),
        ("en", "−13.9 °C", "-13.9", "°C", None),
        ("en", "78–112 mm", "78", "mm", 112),
        ("en", "900–1,650 m", "900", "m", 1650),
        ("en", "5 to 10 km", "5", "km", 10),
        ("en", "140 mph", "140", "mi/h", None),
        ("en", "79%", "79", "%", None),
        ("en", "12.5 per cent", "12.5", "%", None),
        ("en", "2,762 theaters", "2762", "theater", None),
        ("en", "10-foot", "10", "ft", None),
        ("de", "9.500 kg", "9500", "kg", None),
        ("de", "1,5 Prozent", "1.5", "%", None),
        ("fr", "3 500 km", "3500", "km", None),
        ("ru", "14,6 кв. км", "14.6", "km²", None),
        ("el", "210 μ.", "210", "m", None),
        ("he", '8.2 קמ"ר', "8.2", "km²", None),
        ("zh", "86米", "86", "m", None),
        ("tr", "%5,5", "5.5", "%", None),
    ],
)
def test_quantity(language: str, text: str, quantity: str, unit: str, at_most: int | None) -> None:
    high = Decimal(at_most) if at_most else None
    assert [s.inline for s in quantity_spans(text, language)] == [
        Quantity(text, Decimal(quantity), unit, False, high)
    ]


@pytest.mark.parametrize(
    ("language", "text", "quantity"),
    [("en", "2.5 million people", 2_500_000), ("ja", "12万3千人", 123_000), ("ko", "4만 2천 명", 42_000)],
)
def test_scaled_quantity_is_approximate(language: str, text: str, quantity: int) -> None:
    assert [s.inline for s in quantity_spans(text, language)] == [
        Quantity(text, Decimal(quantity), "person", True)
    ]


def test_feet_and_inches_are_one_length() -> None:
    span = next(iter(quantity_spans("tide, 9 feet 4 inches.", "en")))
    assert span.inline == Quantity("9 feet 4 inches", Decimal(112), "in")


def test_change_is_no_range() -> None:
    assert [s.inline.text for s in quantity_spans("rose from 5 to 10%", "en")] == ["10%"]


@pytest.mark.parametrize(
    "text",
    [
        "3m people", "Maroon 5 ft. Rihanna", "In 2012 people", "5 percentage points", "5 in June", "5 pounds",
        "m 5", "x5 km", "5 kmx", "10–5 km", "2012 г.",
    ],
)  # fmt: skip
def test_uncertain_quantities_stay_text(text: str) -> None:
    assert list(quantity_spans(text, "ru" if "г" in text else "en")) == []


@pytest.mark.parametrize(
    ("language", "value", "readings"),
    [
        ("en", "3,870", [Quantity("3,870", Decimal(3870))]),
        ("en", "1,860 (2021)", [Quantity("1,860", Decimal(1860)), Date("2021", "2021")]),
        ("en", "c. 300", [Quantity("300", Decimal(300), "", True)]),
        ("en", "12m", [Quantity("12m", Decimal(12), "m")]),
        ("el", "1.284 κάτοικοι", [Quantity("1.284 κάτοικοι", Decimal(1284), "inhabitant")]),
        ("ko", "약 4만 2천 장", [Quantity("4만 2천", Decimal(42000), "", True)]),
        ("en", "2011: 3,870", []),
        ("en", "none", []),
    ],
)
def test_number_value(language: str, value: str, readings: list[Inline]) -> None:
    content = read_value(value, "number", Context(language, Currencies()))
    assert [p for p in content if not isinstance(p, Text)] == readings


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


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "Jonathan Dayton and Valerie Faris", ["Jonathan Dayton", "Valerie Faris"]),
        ("en", "Paul Dano, Zoe Kazan & Chris Messina", ["Paul Dano", "Zoe Kazan", "Chris Messina"]),
        ("en", "Cher, Madonna, and Sting", ["Cher", "Madonna", "Sting"]),
        ("de", "Änne Süßkind und Jörg Maßmann", ["Änne Süßkind", "Jörg Maßmann"]),
        ("en", "Martin Luther King, Jr. and Rosa Parks", ["Martin Luther King, Jr.", "Rosa Parks"]),
    ],
)
def test_and_separates_people(language: str, text: str, names: list[str]) -> None:
    content = tuple(read_value(text, "names", Context(language, Currencies())))
    assert [p.text for p in content if isinstance(p, Name)] == names
    assert "".join(p.text for p in content) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Simon & Schuster"),
        ("en", "Marks and Spencer"),
        ("en", "Trinidad and Tobago"),
        ("en", "Smith and Sons"),
        ("en", "Ministry of Culture and National Heritage"),
        ("en", "Warner Bros. Pictures and Legendary Pictures"),
        ("es", "José Ortega y Gasset"),
    ],
)
def test_and_that_may_belong_to_a_name_separates_nothing(language: str, text: str) -> None:
    assert [p for p in read_value(text, "names", Context(language, Currencies())) if p.text] == [Name(text)]


def test_and_in_brackets_separates_nothing() -> None:
    content = read_value("A Band (Paul Dano and Zoe Kazan)", "names", Context("en", Currencies()))
    assert [p.text for p in content if isinstance(p, Name)] == ["A Band"]


def test_countries_and_languages_are_split_at_and() -> None:
    def keys(text: str, type_: FactType) -> list[str]:
        content = read_value(text, type_, Context("en", Currencies()))
        return [p.key for p in content if isinstance(p, Name)]

    assert keys("Trinidad and Tobago, France and Germany", "countries") == ["TT", "FR", "DE"]
    assert keys("English and French", "languages") == ["en", "fr"]
    assert keys("English and Klingonese", "languages") == []


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


# --- What a reader would not take for a value ----------------------------------------------


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Gross", "$1 500 000"),
        ("Gross", "£2 10s"),
        ("Gross", "£1/2/6"),
        ("Runtime", "90–95 min"),
        ("Runtime", "24 x 30 minutes"),
        ("Producer", "TBA"),
        ("Producer", "N/A"),
        ("Writer", "unknown"),
        ("Studio", "a Viacom company"),
        ("Country", "Congo"),
    ],
)
def test_uncertain_value_stays_text(label: str, value: str) -> None:
    assert fact(label, value) == (Text(value),)


@pytest.mark.parametrize(("value", "iso"), [("1h44", "PT1H44M"), ("2 h 05", "PT2H5M")])
def test_minutes_after_hours_need_no_unit(value: str, iso: str) -> None:
    assert fact("Runtime", value) == (Duration(value, iso),)


@pytest.mark.parametrize(
    ("text", "money"),
    [("a $100,000 B movie", "$100,000"), ("£5 M&S voucher", "£5"), ("$50 K-pop ticket", "$50")],
)
def test_letter_that_touches_no_number_is_no_scale(text: str, money: str) -> None:
    assert [s.inline.text for s in money_spans(text, "en", Currencies())] == [money]


@pytest.mark.parametrize("text", ["5 000 €", "1 000 USD", "€12 000"])
def test_blanks_group_no_digits_where_the_language_does_not(text: str) -> None:
    assert list(money_spans(text, "en", Currencies())) == []


@pytest.mark.parametrize("text", ["they march 1500 miles", "you may 2000 times"])
def test_verbs_are_no_months(text: str) -> None:
    assert list(date_spans(text, "en")) == []


def test_number_before_a_comma_is_no_day() -> None:
    assert [s.inline.text for s in date_spans("In chapter 1, March 2020 begins", "en")] == ["March 2020"]


# --- Values that say something else than a part of them ------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "-£30 million",
        "−$3 million",
        "a loss of -$3 million",
        "a loss (−$3 to $4 million)",
        "-3 million euros",
    ],
)
def test_amount_below_zero_stays_text(text: str) -> None:
    assert list(money_spans(text, "en", Currencies())) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$3 mln", 3 * 10**6),
        ("€3 Mio.", 3 * 10**6),
        ("$5 mio", 5 * 10**6),
        ("$2 bln", 2 * 10**9),
        ("$3 mrd", 3 * 10**9),
    ],
)
def test_short_scale_words_are_read(text: str, amount: int) -> None:
    (span,) = money_spans(text, "en", Currencies())
    assert isinstance(span.inline, Money)
    assert span.inline.amount == amount


@pytest.mark.parametrize(
    "text",
    ["$1.5 mil.", "$45.6 (million)", "$45.6 (in millions)", "$5 millions", "$5 M", "$5 tsd.", "$4 trn"],
)
def test_amount_before_what_may_be_a_scale_stays_text(text: str) -> None:
    assert list(money_spans(text, "en", Currencies())) == []


@pytest.mark.parametrize(
    "text", ["$5 million by May", "a $5 million TV film", "$2 billion military aid", "$5 vs. me"]
)
def test_word_after_an_amount_that_is_no_scale_takes_nothing_away(text: str) -> None:
    assert len(list(money_spans(text, "en", Currencies()))) == 1


@pytest.mark.parametrize("text", ["in 2020 dollars", "2020 dollars", "1913 U.S. dollars", "of 2020 EUR"])
def test_year_of_prices_is_no_amount(text: str) -> None:
    assert list(money_spans(text, "en", Currencies())) == []


@pytest.mark.parametrize("text", ["3.000 €", "€3.000", "$3.000–4.000"])
def test_amount_whose_point_may_group_stays_text(text: str) -> None:
    assert list(money_spans(text, "en", Currencies())) == []


@pytest.mark.parametrize("text", ["3.000 people", "1.000 km", "3.500 kg", "1.000–2.000 km"])
def test_quantity_whose_point_may_group_stays_text(text: str) -> None:
    assert list(quantity_spans(text, "en")) == []
    assert list(quantity_spans(text, "en", whole=True)) == []


@pytest.mark.parametrize(
    ("text", "number"), [("0.125 km", "0.125"), ("3.25 km", "3.25"), ("1.234 million km", "1234000")]
)
def test_certain_decimals_are_read(text: str, number: str) -> None:
    (span,) = quantity_spans(text, "en")
    assert isinstance(span.inline, Quantity)
    assert span.inline.quantity == Decimal(number)


@pytest.mark.parametrize(
    ("text", "span", "currency"),
    [
        ("$5 million AUD", "$5 million AUD", "AUD"),
        ("$5 million (CAD)", "$5 million", "CAD"),
        ("$5–6 million NZD", "$5–6 million NZD", "NZD"),
        ("1 million dollars HKD", "1 million dollars HKD", "HKD"),
        ("£5 million GBP", "£5 million", "GBP"),
    ],
)
def test_code_after_an_amount_says_which_dollar(text: str, span: str, currency: str) -> None:
    (found,) = money_spans(text, "en", Currencies())
    assert isinstance(found.inline, Money)
    assert (text[found.start : found.end], found.inline.text, found.inline.currency) == (span, span, currency)


@pytest.mark.parametrize(
    "text",
    ["1 million dollars Canadian", "$5 million EUR", "US$5 million CAD", "£5 million EUR", "AUD $5 million"],
)
def test_amount_beside_another_currency_stays_text(text: str) -> None:
    assert list(money_spans(text, "en", Currencies())) == []


@pytest.mark.parametrize(
    "text", ["2 hr 10", "2 hr 10 (cut)", "A 2 hr 10 film", "2 hours 75 minutes", "10 min 30", "2 hr. 10"]
)
def test_duration_with_a_part_left_over_stays_text(text: str) -> None:
    assert list(duration_spans(text, "en")) == []


@pytest.mark.parametrize("remark", ["(U.S. state)", "(US)", "(person)"])
def test_country_that_its_remark_denies_stays_text(remark: str) -> None:
    assert all(isinstance(p, Text) for p in fact("Country", f"Georgia {remark}"))


def test_country_keeps_a_remark_that_denies_nothing() -> None:
    assert fact("Country", "France (co-production)")[0] == Name("France", "country", "FR")


@pytest.mark.parametrize(
    "text",
    [
        "Earth, Wind & Fire",
        "Joel and Ethan Coen",
        "Joel Coen with help from Ethan Coen",
        "Joel Coen/Ethan Coen",
        "Joel/Ethan Coen",
        "Music: Joel Coen",
    ],
)
def test_names_that_are_not_certain_stay_text(text: str) -> None:
    assert all(isinstance(p, Text) for p in read_value(text, "names", Context("en", Currencies())))


@pytest.mark.parametrize("name", ["AC/DC", "Kerr/Pell Productions"])
def test_slash_that_joins_no_people_is_the_names_own(name: str) -> None:
    assert Name(name) in tuple(read_value(name, "names", Context("en", Currencies())))
