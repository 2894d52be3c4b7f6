"""What a language calls things: months, scale words, units of time, digits' marks.

The words are CLDR's, through Babel, joined with the English ones that stand in articles of
every language. Babel's own parsers are not used: they guess at what they don't know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names
from babel.units import format_unit

_FORMS: tuple[tuple[Literal["wide", "abbreviated"], Literal["format", "stand-alone"]], ...] = (
    ("wide", "format"),
    ("wide", "stand-alone"),
    ("abbreviated", "format"),
    ("abbreviated", "stand-alone"),
)

# CLDR has only the short forms 'M' and 'B', and none of India's, in English.
_ENGLISH_SCALES = {
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "mn": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
# CLDR leaves out the small scales of East Asia, traditional characters in "zh", and variants.
_SCALES_OF = {
    # Not in every language: Polish "bln" is 10¹².
    "en": {"mln": 10**6, "mio": 10**6, "bln": 10**9, "mrd": 10**9},
    "ja": {"百": 10**2, "千": 10**3},
    "zh": {"百": 10**2, "千": 10**3, "萬": 10**4, "億": 10**8, "兆": 10**12},
    "ko": {"백": 10**2, "천": 10**3},
    "el": {"εκατ.": 10**6, "δισ.": 10**9},
    "vi": {"tỉ": 10**9},
}
# What may stand around a word in a pattern.
_BLANKS = " \N{NO-BREAK SPACE}\N{RIGHT-TO-LEFT MARK}"

_LENGTHS: tuple[Literal["long", "short", "narrow"], ...] = ("long", "short", "narrow")
_UNITS = {"duration-hour": "H", "duration-minute": "M", "duration-second": "S"}
_ENGLISH_UNITS = {"hours": "H", "hrs": "H", "mins": "M", "minutes": "M", "secs": "S", "seconds": "S"}


@dataclass(frozen=True, eq=False)
class Words:
    """The words of one language, folded (`str.casefold`).

    `months` gives 1 to 12; `scales` a power of ten; `units` the letter of ISO 8601 (H, M, S);
    `decimal` and `group` are the marks in numbers.
    """

    language: str
    months: Mapping[str, int]
    scales: Mapping[str, int]
    units: Mapping[str, str]
    decimal: str
    group: str


@cache
def words_of(language: str) -> Words:
    """The words of `language`, a BCP 47 tag, with the English ones."""
    english = Locale("en")
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = english
    locales = (english, locale)
    symbols = locale.number_symbols["latn"]
    return Words(
        language=locale.language,
        months={"sept": 9} | {name: number for each in locales for name, number in _months(each)},
        scales=_ENGLISH_SCALES | _scales(locale) | _SCALES_OF.get(locale.language, {}),
        units=_ENGLISH_UNITS | {word: unit for each in locales for word, unit in _units(each)},
        decimal=symbols["decimal"],
        group=symbols["group"],
    )


def _months(locale: Locale) -> Iterable[tuple[str, int]]:
    for width, context in _FORMS:
        for number, name in get_month_names(width, context, locale).items():
            folded = name.casefold().rstrip(".")
            # East Asian months are numbers; the date's own pattern reads those.
            if not folded[0].isdigit():
                yield folded, number


def _scales(locale: Locale) -> dict[str, int]:
    """Words for powers of ten in the language's compact numbers: ``0 Millionen``, ``0億``."""
    scales: dict[str, int] = {}
    for length in ("long", "short"):
        for forms in locale.compact_decimal_formats.get(length, {}).values():
            for power, pattern in forms.items():
                text = str(pattern.pattern if hasattr(pattern, "pattern") else pattern)
                dotted = text.replace("0", "").replace("'", "").strip(_BLANKS)
                word = dotted.rstrip(".")
                # Short ASCII signs (M, k) are too easily something else.
                if "0" not in text or not word or (word.isascii() and len(word) < 2):
                    continue
                # A pattern of several zeros counts in the scale below: 00万 for 100000.
                for written in (word, dotted):
                    scales.setdefault(written.casefold(), int(power) // 10 ** (text.count("0") - 1))
    return scales


# One number for each plural category of CLDR.
PLURALS = (1, 2, 3, 5, 11, 100)


def _units(locale: Locale) -> Iterable[tuple[str, str]]:
    for unit, letter in _UNITS.items():
        for length in _LENGTHS:
            for number in PLURALS:
                text = format_unit(number, unit, length, locale=locale)
                word = re.sub(r"^\d+\W*", "", text).rstrip(".")
                # Babel answers with the unit's own name where CLDR has no word for it.
                if word != text and word and not word.startswith("duration-"):
                    yield word.casefold(), letter


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
