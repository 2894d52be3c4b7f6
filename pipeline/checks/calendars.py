"""Dates that no calendar has.

The normalizer reads a date where it exists, and leaves text where it does not. This module
looks for the others, also without a year, with months as CLDR has them. It shares no code with
the normalizer, of which checks know nothing: to read every date right is another task, with
other mistakes to avoid, than to be sure that one does not exist.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names

from pipeline.checks.article import Article, Place, moved
from pipeline.checks.findings import Discrepancy

_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
_LEAP_YEAR = 2000


def impossible_date(article: Article) -> Iterator[Discrepancy]:
    """A date that no calendar has, as "July 32, 2012"."""
    language = article.document.language.split("-")[0]
    for line in article.lines:
        for start, end in _impossible(line.text, language):
            place = Place(line.text[start:end], moved(line.position, start))
            yield Discrepancy(place, f"{place.text!r}: no calendar has this date")


def _impossible(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where dates begin and end that don't exist."""
    if not any(c.isdigit() for c in text):
        return
    months, patterns = _patterns(language)
    for pattern in patterns:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            month = int(groups["m"]) if groups["m"].isdigit() else months[groups["m"].casefold()]
            # A Thai text may count years from 543 BC.
            year = int(groups["y"]) if groups.get("y") and language != "th" else _LEAP_YEAR
            if not _exists(year, month, int(groups["d"])):
                yield match.start("date"), match.end("date")


def _exists(year: int, month: int, day: int) -> bool:
    """Whether a day exists in the Gregorian or in the Julian calendar."""
    leap = year if year % 100 else _LEAP_YEAR
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(leap, month)[1]


@cache
def _patterns(language: str) -> tuple[dict[str, int], tuple[re.Pattern[str], ...]]:
    """The months of a language and of English by their folded names, and the patterns with them."""
    months = dict(_months("en") | _months(language))
    month = rf"(?P<m>{'|'.join(sorted(map(re.escape, months), key=len, reverse=True))})"
    day = r"(?P<d>\d{1,2})"
    year = r"(?P<y>[12]\d{3})(?![\w-])"
    day_month = rf"{day}(?:st|nd|rd|th|er|\.)? (?:(?:of|de) |d[’'])?{month}"
    month_day = rf"{month} {day}(?:st|nd|rd|th)?"
    # Without a year, as in "in March 45 ships sank", only "on" says that it is a day.
    expressions = (
        r"(?<![\w./-])(?P<date>(?P<y>[12]\d{3})-(?P<m>\d\d)-(?P<d>\d\d))(?![\w-])",
        rf"(?<![\w.,/:-])(?P<date>{day_month},? (?:de )?{year})",
        rf"(?<!\w)(?P<date>{month_day},? {year})",
        rf"\bon (?P<date>{day_month})(?![\w-]|,? [12]\d{{3}})",
        rf"\bon (?P<date>{month_day})(?![\w%-]|[.,:]\d|,? [12]\d{{3}})",
        r"(?<!\d)(?P<date>(?P<y>[12]\d{3})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日)",
        r"(?<!\d)(?P<date>(?P<y>[12]\d{3})년\s?(?P<m>\d{1,2})월\s?(?P<d>\d{1,2})일)",
    )
    return months, tuple(re.compile(expression, re.IGNORECASE) for expression in expressions)


def _months(language: str) -> dict[str, int]:
    try:
        locale = Locale(language)
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        name.casefold(): number
        for context in _CONTEXTS
        for number, name in get_month_names("wide", context, locale).items()
        if not name[0].isdigit()
    }
