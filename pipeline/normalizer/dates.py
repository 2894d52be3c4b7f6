"""Dates in a text, at the precision that they are written in (TEI att.datable.iso).

A day is read with its month and year only. A year alone is read where its surroundings leave
no doubt: ``in 2006,``, ``(1985)``, ``a 2012 American film``, ``2012年``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.document import Date
from pipeline.normalizer.spans import Span
from pipeline.normalizer.words import Words, alternatives, words_of

_YEAR = r"[12]\d{3}"
_DAY = r"\d{1,2}"
_ISO = re.compile(rf"(?<![\w-])(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?![\w-])")
_CHINESE = re.compile(rf"(?<!\d)(?P<y>{_YEAR})\s?年(?:\s?(?P<m>{_DAY})\s?月(?:\s?(?P<d>{_DAY})\s?日)?)?")
_KOREAN = re.compile(rf"(?<!\d)(?P<y>{_YEAR})\s?년(?:\s?(?P<m>{_DAY})\s?월(?:\s?(?P<d>{_DAY})\s?일)?)?")

# 年 and 년 also count years: 2000年間 is a span of time.
_NOT_A_DATE = re.compile(r"\s?(?:間|间|동안|来|來)")

# What may follow a bare year that is no part of a longer figure or of a count of things.
_YEAR_ENDS = r"(?![\w%])(?![-–—/.,]\d)"
_AFTER_YEAR = (
    r"(?=\s*(?:$|[,;:.!?)\]»”\"]))|(?=\s+(?:\(|[A-Z]|and|or|to|by|with|for|at|in|on|from|as|but|the|a|an|when|while|"
    r"where|who|which|that|until|through|because|before|after|under|during|he|she|it|they|is|was|were|had|"
    r"has|film|films|season|edition|release|version)\b)"
)
_BARE_YEAR = re.compile(
    rf"(?P<before>\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Dd]uring|[Bb]y|[Ff]rom|[Oo]f|[Ee]arly|[Ll]ate|[Mm]id|[Yy]ear|circa)\s)"
    rf"(?P<y>{_YEAR}){_YEAR_ENDS}(?:{_AFTER_YEAR})"
)
_PAREN_YEAR = re.compile(rf"(?<=\()(?P<y>{_YEAR})(?=\))")
_ATTRIBUTE_YEAR = re.compile(
    rf"\b(?:[Aa]n?|[Tt]he)\s(?:(?:lost|new|short|silent)\s)?(?P<y>{_YEAR})(?=\s[\w-]+(?:\s[\w-]+){{0,8}}?\s"
    r"(?:film|movie|novel|book|album|song|series|play|musical|opera|drama|comedy|documentary|video|game|remake|"
    r"adaptation|thriller|western|short|serial|special)\b)"
)
_WHOLE = re.compile(rf"\s*(?P<y>{_YEAR})(?:-(?P<m>0[1-9]|1[0-2]))?\s*")


@dataclass(frozen=True)
class Found:
    """A date as it stands in a text; `when` is ``None`` where no such day exists."""

    start: int
    end: int
    when: str | None


@cache
def _written(words: Words) -> tuple[re.Pattern[str], ...]:
    """Day-month-year, month-day-year and month-year in the months of a language."""
    month = rf"(?P<m>{alternatives(words.months)})"
    dot = r"\.?"
    # Between the parts: "of", "de", a comma, the Hebrew ב before a month, "г." after a year.
    day = rf"(?P<d>{_DAY})(?:st|nd|rd|th|er|º|ª|\.)?"
    link = r"(?:\s(?:of|de|del|d’|d')\s?|\s?,\s|\s)"
    year = rf"(?:(?:năm|พ\.ศ\.|ค\.ศ\.|عام)\s)?(?P<y>{_YEAR})(?![\w]|[-–/]\d|[.,]\d)"
    edge = r"(?<![\w.,/])(?<!\d-)"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"{edge}{day}{link}ב?{month}{dot}{link}{year}",
            rf"{edge}{month}{dot}\s{day},?\s{year}",
            rf"{edge}{month}{dot}{link}{year}",
        )
    )


def found_dates(text: str, words: Words, *, whole: bool = False) -> Iterator[Found]:
    """The dates in `text`, which may overlap.

    Args:
        text: where to look.
        words: of the text's language.
        whole: the text is the value of a date, so that a bare year or ``2012-07`` is one too.
    """
    if not any(c.isdigit() for c in text):
        return
    for pattern in (_ISO, *_written(words), _CHINESE, _KOREAN):
        for match in pattern.finditer(text):
            if pattern in (_CHINESE, _KOREAN) and _NOT_A_DATE.match(text, match.end()):
                continue
            yield Found(match.start(), match.end(), _iso(match, words))
    bare = (_BARE_YEAR, _PAREN_YEAR, _ATTRIBUTE_YEAR) if words.language == "en" else (_PAREN_YEAR,)
    for pattern in bare:
        for match in pattern.finditer(text):
            yield Found(*match.span("y"), _iso(match, words))
    if whole:
        offset = 0
        for piece in re.split(r"([,;()（）、，])", text):
            match_whole = _WHOLE.fullmatch(piece)
            if match_whole:
                end = match_whole.end("m") if match_whole["m"] else match_whole.end("y")
                yield Found(offset + match_whole.start("y"), offset + end, _iso(match_whole, words))
            offset += len(piece)


def _iso(match: re.Match[str], words: Words) -> str | None:
    groups = match.groupdict()
    year = int(groups["y"])
    # A Thai text counts years from 543 BC, unless it says ค.ศ.
    if words.language == "th" and year >= 2400:
        year -= 543
    if not groups.get("m"):
        return f"{year:04}"
    written = groups["m"].casefold()
    month = int(written) if written.isdigit() else words.months[written]
    if not groups.get("d"):
        return f"{year:04}-{month:02}" if 1 <= month <= 12 else None
    try:
        return datetime.date(year, month, int(groups["d"])).isoformat()
    except ValueError:
        return None


def date_spans(text: str, language: str, *, whole: bool = False) -> Iterator[Span]:
    """The dates in `text` that exist."""
    all_found = list(found_dates(text, words_of(language), whole=whole))
    # The month and year in "31 February 2012" are no date either.
    impossible = [found for found in all_found if found.when is None]
    for found in all_found:
        inside = any(bad.start < found.end and found.start < bad.end for bad in impossible)
        if found.when is not None and not inside:
            yield Span(found.start, found.end, Date(text[found.start : found.end], found.when))


def impossible_dates(text: str, language: str) -> Iterator[str]:
    """The dates in `text` that no calendar has, as written."""
    for found in found_dates(text, words_of(language)):
        if found.when is None:
            yield text[found.start : found.end]
