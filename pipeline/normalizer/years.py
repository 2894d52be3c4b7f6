"""Years that stand alone in a sentence, and spans of years.

Four digits are a year only where their surroundings leave no doubt: ``(1985)``, ``im Jahr 2018``,
``в 1946 году``. A number of things is none: ``depuis 2000 ans``. English has its own module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.normalizer.english_years import english_years

YEAR = r"[12]\d{3}"


class Year(NamedTuple):
    """``text[start:end]`` is the year `when`, or the years from `when` to `to` (ISO 8601)."""

    start: int
    end: int
    when: str
    to: str


# No part of a longer figure, or of a span that is not read as one.
_END = r"(?![\w%°])(?!\s?[-–—/]\d)(?![.,]\d)"
_RANGE = rf"(?P<y>{YEAR})(?:\s?[-–~〜～]\s?(?P<y2>{YEAR})|–(?P<short>\d\d))(?![\w%°])(?![-–—/.,]\d)"
_FIRST = rf"(?P<one>{YEAR}){_END}"
_ONE_OR_RANGE = rf"(?:{_RANGE}|{_FIRST})"

# Words after a number that is one of things.
_COUNTED = re.compile(
    r"\s(?:ans|années|personnes|salles|spectateurs|exemplaires|habitants|mètres|km|Jahren?|años|personas|salas"
    r"|cines|ejemplares|habitantes|metros|anni|persone|sale|copie|abitanti|metri|pessoas|anos|μέτρα|άτομα)\b"
)
_BEFORE = {
    "de": r"(?:[Jj]ahre?s?|[Ss]eit|[Aa]nno|Frühjahr|Frühling|Sommer|Herbst|Winter|Anfang|Mitte|Ende)\s",
    "fr": r"(?:[Ee]n|[Dd]epuis|[Jj]usqu['’]en|[Ll]['’]an|[Aa]nnée)\s",
    "es": r"(?:[Ee]n|[Dd]esde|[Aa]ño)\s",
    "pt": r"(?:[Ee]m|[Dd]esde|[Aa]no de)\s",
    "it": r"(?:[Nn]el|[Dd]al|[Dd]el|[Aa]nno)\s",
    "el": r"(?:[Ττ]ο|[Ττ]ου|[Έέ]τος)\s",
    "vi": r"[Nn]ăm\s",
    "ar": r"(?:عام|سنة|العام)\s",
    "he": r"ב?שנת\s",
    "hi": r"(?:सन्|वर्ष)\s",
    "th": r"(?:ปี|พ\.ศ\.|ค\.ศ\.)\s?",
}
_AFTER = {
    "ru": r"(?=\s(?:году|года|год|гг?\.))",
    "tr": r"(?=['’][dt][ea]|\syılı)",
    "hi": r"(?=\sमें(?!\s(?:से|एक)))",
}

_IN_BRACKETS = re.compile(rf"(?<=\(){_ONE_OR_RANGE}(?=[),;])")


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    patterns = [_IN_BRACKETS]
    if language in _BEFORE:
        patterns.append(re.compile(rf"(?<!\w){_BEFORE[language]}{_ONE_OR_RANGE}"))
    if language in _AFTER:
        after = _AFTER[language]
        patterns.append(re.compile(rf"(?<![\w.,-]){_RANGE}{after}|(?<![\w.,–-])(?P<one>{YEAR}){after}"))
    return tuple(patterns)


def bare_years(text: str, language: str) -> Iterator[Year]:
    """The certain years in a sentence of `language` (its primary subtag)."""
    if language == "en":
        yield from (Year(*year) for year in english_years(text))
        return
    for pattern in _patterns(language):
        for match in pattern.finditer(text):
            year = year_of(match, language)
            if year is not None and _COUNTED.match(text, year.end) is None:
                yield year


def year_of(match: re.Match[str], language: str) -> Year | None:
    """The year (group ``one``) or years (``y`` to ``y2`` or ``short``) that `match` found."""
    # The first year of a second alternative is called ``first``.
    found = {
        name.replace("first", "y"): match.span(name) for name, value in match.groupdict().items() if value
    }
    text = match.string
    # A Thai text counts years from 543 BC, unless it says ค.ศ.
    first, *last = (
        year - 543 if language == "th" and year >= 2400 else year
        for year in (int(text[slice(*found[name])]) for name in ("one", "y", "y2") if name in found)
    )
    if "short" in found:
        last = [first - first % 100 + int(text[slice(*found["short"])])]
    if last and last[0] <= first:
        return None
    end = next(found[name][1] for name in ("one", "y2", "short") if name in found)
    start = found["one" if "one" in found else "y"][0]
    return Year(start, end, f"{first:04}", f"{last[0]:04}" if last else "")
