"""Numbers with a unit, percentages and counts in a text (TEI att.measurement).

The words for units are CLDR's, through Babel, beside the international symbols. A unit that is
an everyday word too (``in`` for inches, ``pounds``) is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

from pipeline.document import Quantity
from pipeline.normalizer.numbers import (
    amount_in,
    has_digit,
    is_east_asian,
    is_range,
    is_rounded,
    number_pattern,
    range_joint,
    scaled_pattern,
)
from pipeline.normalizer.spans import Span
from pipeline.normalizer.words import PLURALS, Words, alternatives, words_of

# CLDR's units, and the symbol by which we call each.
_UNITS = {
    "length-millimeter": "mm", "length-centimeter": "cm", "length-meter": "m", "length-kilometer": "km",
    "length-inch": "in", "length-foot": "ft", "length-yard": "yd", "length-mile": "mi",
    "length-nautical-mile": "nmi", "length-fathom": "fathom", "length-light-year": "ly",
    "area-square-meter": "m²", "area-square-kilometer": "km²", "area-square-foot": "ft²",
    "area-square-mile": "mi²", "area-hectare": "ha", "area-acre": "acre",
    "mass-milligram": "mg", "mass-gram": "g", "mass-kilogram": "kg", "mass-tonne": "t",
    "volume-milliliter": "mL", "volume-liter": "L", "volume-cubic-meter": "m³",
    "volume-cubic-kilometer": "km³", "volume-cubic-foot": "ft³", "volume-gallon": "gal",
    "temperature-celsius": "°C", "temperature-fahrenheit": "°F",
    "speed-kilometer-per-hour": "km/h", "speed-mile-per-hour": "mi/h", "speed-meter-per-second": "m/s",
    "speed-knot": "kn", "power-watt": "W", "power-kilowatt": "kW", "power-megawatt": "MW",
    "power-gigawatt": "GW", "frequency-kilohertz": "kHz", "frequency-megahertz": "MHz",
    "frequency-gigahertz": "GHz", "pressure-hectopascal": "hPa", "pressure-millibar": "mbar",
    "pressure-inch-ofhg": "inHg", "concentr-percent": "%",
}  # fmt: skip
# Other ways to write them that mean the same in every language.
_SYMBOLS = {
    **{symbol: symbol for symbol in _UNITS.values() if symbol not in ("in", "mi", "ly", "kn", "gal", "acre")},
    "km2": "km²", "m2": "m²", "m3": "m³", "km3": "km³", "㎢": "km²", "㎡": "m²", "㎞": "km", "㎝": "cm",
    "㎜": "mm", "㎏": "kg", "℃": "°C", "℉": "°F", "ºC": "°C", "° C": "°C", "° F": "°F", "sq mi": "mi²",
    "sq. mi.": "mi²", "sq km": "km²", "sq ft": "ft²", "sq m": "m²", "cu ft": "ft³", "cu m": "m³",
    "mph": "mi/h", "kph": "km/h", "lb": "lb", "lbs": "lb", "oz": "oz", "hp": "hp", "hPa": "hPa", "kPa": "kPa",
    "kWh": "kWh",
    "٪": "%", "％": "%", "l": "L", "ml": "mL",
}  # fmt: skip
_ENGLISH_UNITS = {
    "kilometre": "km", "kilometres": "km", "metre": "m", "metres": "m", "centimetre": "cm",
    "centimetres": "cm", "millimetre": "mm", "millimetres": "mm", "square kilometres": "km²",
    "square metres": "m²", "cubic metres": "m³", "cubic kilometres": "km³", "litre": "L", "litres": "L",
    "kilometres per hour": "km/h", "metres per second": "m/s", "kilos": "kg", "tonne": "t", "tonnes": "t",
    "per cent": "%", "ounces": "oz", "knots": "kn", "knot": "kn", "kn": "kn", "mi": "mi", "horsepower": "hp",
    "nautical miles": "nmi", "inch": "in", "inches": "in", "in": "in", "acres": "acre", "acre": "acre",
    # Which ton is not said.
    "ton": "ton", "tons": "ton", "long ton": "long ton", "long tons": "long ton", "short ton": "short ton",
    "short tons": "short ton",
}  # fmt: skip
_OTHERS = {
    "zh": {"公里": "km", "千米": "km", "平方千米": "km²", "平方公里": "km²", "平方米": "m²", "公斤": "kg",
           "公顷": "ha", "吨": "t", "米": "m", "厘米": "cm", "毫米": "mm", "人": "person"},
    "ja": {"平方キロ": "km²", "人": "person"},
    "ko": {"명": "person"},
    "ru": {"кв. км": "km²", "кв.км": "km²", "кв. м": "m²", "га": "ha", "чел.": "person", "чел": "person",
           "человек": "person", "жителей": "inhabitant", "жителя": "inhabitant"},
    "he": {"תושבים": "inhabitant", "אחוז": "%", "אחוזים": "%"},
    "hi": {"वर्ग किमी": "km²", "किमी": "km", "मी": "m", "प्रतिशत": "%", "फीसदी": "%"},
    "el": {"κάτοικοι": "inhabitant", "κατοίκους": "inhabitant", "τ.χλμ.": "km²"},
    "de": {"Einwohner": "inhabitant", "Einwohnern": "inhabitant", "Mitarbeiter": "employee", "v. H.": "%",
           "Beschäftigte": "employee", "Beschäftigten": "employee", "Seiten": "page", "Kinos": "theater"},
    "fr": {"habitants": "inhabitant", "salariés": "employee", "employés": "employee", "pages": "page",
           "personnes": "person", "exemplaires": "copy", "entrées": "admission", "salles": "theater"},
    "es": {"habitantes": "inhabitant", "empleados": "employee", "páginas": "page", "personas": "person",
           "ejemplares": "copy", "salas": "theater"},
    "pt": {"habitantes": "inhabitant", "funcionários": "employee", "páginas": "page", "pessoas": "person"},
    "it": {"abitanti": "inhabitant", "dipendenti": "employee", "pagine": "page", "persone": "person"},
    "vi": {"người": "person"},
    "tr": {"kişi": "person"},
    "ar": {"نسمة": "inhabitant", "بالمئة": "%", "بالمائة": "%"},
    "th": {"คน": "person"},
    "en": {
        "theaters": "theater", "theatres": "theater", "screens": "screen", "cinemas": "theater",
        "inhabitants": "inhabitant", "residents": "resident", "people": "person", "persons": "person",
        "employees": "employee",
        "copies": "copy", "pages": "page", "households": "household", "students": "student", "seats": "seat",
        "deaths": "death", "fatalities": "fatality", "admissions": "admission",
        "seat": "seat", "page": "page", "person": "person", "screen": "screen", "student": "student",
    },
}  # fmt: skip
# English counts in the singular, which stand after a hyphen: an 84-page booklet.
_AS_ADJECTIVES = frozenset({"seat", "page", "person", "screen", "student"})
# CLDR's short forms that are everyday words, and those that are too short to be certain.
# "2012 г." is a year.
_NOT_UNITS = frozenset({"in", "po", "pi", "ly", "ac", "fm", "tum", "г", "nd", "w.", "pie"})
_COUNTS = frozenset(
    {
        "theater",
        "screen",
        "inhabitant",
        "resident",
        "person",
        "employee",
        "copy",
        "page",
        "household",
        "student",
    }
    | {"seat", "death", "fatality", "admission"}
)


@cache
def _unit_words(words: Words) -> dict[str, str]:
    """What `words`' language writes for each unit → its symbol."""
    found = dict(_SYMBOLS)
    for language in ("en", words.language):
        try:
            locale = Locale(language)
        except (UnknownLocaleError, ValueError):
            continue
        found |= {word: symbol for word, symbol in _cldr(locale) if word not in _NOT_UNITS}
    return found | (_ENGLISH_UNITS if words.language == "en" else {}) | _OTHERS.get(words.language, {})


def _cldr(locale: Locale) -> Iterator[tuple[str, str]]:
    for unit, symbol in _UNITS.items():
        for length in ("long", "short"):
            for number in PLURALS:
                text = format_unit(number, unit, length, locale=locale)
                word = re.sub(r"^\d+\s*", "", text)
                # Babel answers with the unit's own name where CLDR has no word for it.
                if word == text or not word or word.startswith(unit.split("-")[0] + "-"):
                    continue
                yield word, symbol
                # Hebrew and typewriters: קמ״ר and קמ"ר.
                yield word.replace("״", '"').replace("׳", "'"), symbol
                if word.endswith(".") and len(word) > 4:
                    yield word[:-1], symbol


# A letter goes on a word, but for scripts that put no blanks between words; m/s is not m.
_UNIT_END = r"(?![\d²³])(?![^\W\d_](?<![\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]))(?!/[^\W\d_])"


@cache
def _pattern(words: Words) -> re.Pattern[str]:
    number = number_pattern(words)
    scaled = f"(?:{scaled_pattern(words)}|{number})"
    # "a 1,200-square-foot room"
    unit = alternatives(_unit_words(words)).replace(r"\ ", "[ -]")
    before = r"(?<![A-Za-z\d.,$£€¥%/:#_-])" if is_east_asian(words) else r"(?<![\w.,$£€¥%/:#-])"
    blank = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}-]?"
    return re.compile(
        rf"{before}(?P<sign>[-−+])?(?P<low>{scaled})(?:(?P<joint>{range_joint(words)})(?P<high>{scaled}))?"
        rf"(?P<blank>{blank})(?P<unit>(?P<per>/)?(?:{unit})){_UNIT_END}"
    )


@cache
def _before_percent(words: Words) -> re.Pattern[str]:
    # Turkish writes the sign first.
    return re.compile(rf"(?<![\w%])%\s?(?P<low>{number_pattern(words)})(?!\w)")


_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
# "5% points" and "Maroon 5 ft. Rihanna" measure nothing.
_NOT_AFTER = re.compile(r"\s?(?:percentage\s)?points?\b")
_INCHES = re.compile(
    r"\s\(\W?\d[\d.,–-]*(?:\sto\s[\d.,]+)?\s?(?:mm|cm|m|centimet|millimet|met)|\s(?:thick|wide|long|high|tall|deep"
    r"|in\sdiameter|of\s(?:rain|snow|rainfall|precipitation|armou?r))\b"
)
_METRIC_BEFORE = re.compile(
    r"\d\s?(?:mm|cm|m|centimet(?:er|re)s?|millimet(?:er|re)s?|met(?:er|re)s?)(?:\s[\w-]+){0,2}\s\([^()]{0,40}$"
)
_PER = {
    "square kilometre": "km²", "square kilometer": "km²", "km²": "km²", "km2": "km²", "sq km": "km²",
    "square mile": "mi²", "sq mi": "mi²", "hectare": "ha", "hour": "h", "day": "d",
    "year": "a",
}  # fmt: skip
_DENSITY = re.compile(
    r"\s?(?:per\s|/)(?P<per>square\skilomet(?:re|er)|km²|km2|sq\skm|square\smile|sq\smi|hectare"
    r"|(?P<time>hour|day|year))(?!\w)"
)
_OF_WAR = re.compile(r"\sof\s(?:war|operations?|conflict)\b")
_FEATURING = re.compile(r"\.?\s[A-Z]")
_AND_INCHES = re.compile(r"\s(\d{1,2})\s?(?:inches|inch|in)(?!\w)")


def quantity_spans(text: str, language: str, *, whole: bool = False) -> Iterator[Span]:
    """The quantities in `text` whose unit is certain: ``6.4 km²``, ``78–112 mm``, ``79%``.

    Args:
        text: where to look.
        language: of the text, a BCP 47 tag.
        whole: the text is the value of a number, which may be bare and in which a unit may
            touch its number, as in ``86m``.
    """
    if not has_digit(text):
        return
    words = words_of(language)
    for match in _pattern(words).finditer(text):
        read = _read(match, text, words, whole)
        if read is not None:
            yield read
    if words.language == "tr":
        for match in _before_percent(words).finditer(text):
            amount = amount_in(match["low"], None, words)
            if amount is not None:
                yield Span(*match.span(), Quantity(match[0], amount.value, "%"))
    if whole:
        yield from _bare(text, words)
    elif words.language == "en":
        yield from _populations(text, words)


@cache
def _population_pattern(words: Words) -> re.Pattern[str]:
    number = f"(?:{scaled_pattern(words)}|{number_pattern(words)})"
    about = r"(?:(?:an?|about|around|approximately|roughly|nearly|almost|over|some|just|estimated)\s)*"
    changed = (
        r"(?:rose|risen|grew|grown|fell|fallen|declined|dropped|increased|decreased|shrunk|shrank|doubled)"
    )
    return re.compile(
        rf"\b[Pp]opulation(?:,?\s(?:which\s)?(?:had\s|has\s|have\s)?{changed}\s(?:\w+ly\s)?to|\s(?:of|was|is))"
        rf"\s{about}(?P<n>{number})(?=\s*(?:$|[.,;:)(])|\s(?:in|at|as|and|by|according|on|with|during|when|is|was"
        r"|according|per|people)\b(?!\s\w+s\b))"
    )


# What has inhabitants; other populations are of animals.
_PLACE = re.compile(
    r"\b(?:census|municipality|town|city|village|county|district|parish|borough|commune|hamlet|suburb|settlement"
    r"|province|region|island|country|state|inhabitants|residents|capital|township)\b"
)


def _populations(text: str, words: Words) -> Iterator[Span]:
    """``14,208`` in "a population of 14,208"."""
    if "opulation" not in text or _PLACE.search(text) is None:
        return
    for match in _population_pattern(words).finditer(text):
        amount = amount_in(match["n"], None, words)
        if amount is not None:
            rounded = amount.scaled or is_rounded(text, match.start("n"))
            yield Span(*match.span("n"), Quantity(match["n"], amount.value, "inhabitant", rounded))


def _read(match: re.Match[str], text: str, words: Words, whole: bool) -> Span | None:
    unit = _unit_words(words)[match["unit"].removeprefix("/").replace("-", " ")]
    if not whole and not _is_certain(match, text, unit, words):
        return None
    start, low, high = match.start(), match["low"], match["high"]
    if high and not is_range(text, start, match["joint"]):
        start, low, high = match.start("high"), high, None  # rose from 5 to 10%, in 1950 and 12 km
    is_negative = match["sign"] in ("-", "−") and start == match.start()
    # "from −70 to 180 °C"; what a dash joins to a negative number is not certain.
    below_zero = is_negative and high is not None and match["joint"].strip(" ").isalpha()
    amount = amount_in(low, None if below_zero else high, words)
    top = amount_in(high, None, words) if below_zero else None
    if amount is None or (is_negative and high is not None and top is None):
        return None
    end, symbol = match.end(), ("/" if match["per"] else "") + unit
    value = -amount.value if is_negative else amount.value
    density = _DENSITY.match(text, end) if words.language == "en" else None
    if density is not None and (unit in _COUNTS or density["time"]):
        end, symbol = density.end(), f"{symbol}/{_PER[density['per']]}"
    inches = _AND_INCHES.match(text, end) if symbol == "ft" and amount.at_most is None else None
    if inches is not None:
        end, value, symbol = inches.end(), 12 * value + int(inches[1]), "in"
    return Span(
        start,
        end,
        Quantity(
            text=text[start:end],
            quantity=value,
            unit=symbol,
            approximate=amount.scaled or is_rounded(text, start),
            at_most=amount.at_most if top is None else top.value,
        ),
    )


def _is_certain(match: re.Match[str], text: str, unit: str, words: Words) -> bool:
    """Whether a number with this unit, in a sentence, can be nothing else."""
    written = match["unit"]
    if len(written) == 1 and written.isalpha() and not match["blank"] and not is_east_asian(words):
        return False  # 3m people, 5g
    if written in _AS_ADJECTIVES:
        return match["blank"] == "-"  # a 450-seat hall
    if written == "in":
        metric = _METRIC_BEFORE.search(text, max(0, match.start() - 80), match.start())
        return _INCHES.match(text, match.end()) is not None or (
            metric is not None and text[match.end() : match.end() + 1] in (")", ";", ",")
        )
    if unit in _COUNTS and match["high"] is None and _YEAR.fullmatch(match["low"]):
        return False  # In 2012 people …
    if unit == "theater" and _OF_WAR.match(text, match.end()):
        return False
    if unit == "%" and _NOT_AFTER.match(text, match.end()):
        return False
    # "Maroon 5 ft. Rihanna", "the 1934 W. C. Fields comedy"
    short = written == "ft" or (len(written) == 1 and written.isupper())
    return not (short and _FEATURING.match(text, match.end()))


# What East Asian languages put after a number of sheets, volumes or people.
_COUNTERS = "枚|部|冊|册|頁|页|장|부|쪽|명"


@cache
def _bare_pattern(words: Words) -> re.Pattern[str]:
    number = number_pattern(words)
    scaled = f"(?:{scaled_pattern(words)}|{number})"
    return re.compile(
        rf"(?P<about>\W{{0,2}}(?:[^\W\d]{{1,12}}\.?\s?)?)(?P<low>{scaled})"
        rf"(?:(?P<joint>{range_joint(words)})(?P<high>{scaled}))?(?=\s?(?:{_COUNTERS})?\s*(?:$|[(（;；,、\[]))"
    )


def _bare(text: str, words: Words) -> Iterator[Span]:
    """The number that begins `text`, with nothing after it but a remark."""
    match = _bare_pattern(words).match(text)
    if match is None or (match["about"].strip() and not is_rounded(text, match.start("low"))):
        return
    amount = amount_in(match["low"], match["high"], words)
    if amount is None:
        return
    start = match.start("low")
    rounded = amount.scaled or is_rounded(text, start)
    yield Span(
        start,
        match.end(),
        Quantity(text[start : match.end()], amount.value, "", rounded, amount.at_most),
    )
