"""Dates in a text, at the precision that they are written in (TEI att.datable.iso).

A day is read with its month and year only; the ends of a span share what is written once:
``25 July – 3 August 2012``. Years that stand alone are read by `years`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.document import Date, Position
from pipeline.messages import Code, Message
from pipeline.normalizer.numbers import has_digit, is_rounded
from pipeline.normalizer.spans import Span
from pipeline.normalizer.words import Words, alternatives, words_of
from pipeline.normalizer.years import bare_years, year_of

_YEAR = r"[12]\d{3}"
_DAY = r"\d{1,2}"
_ISO = re.compile(rf"(?<![\w-])(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?![\w-])")

# Between the ends of a span. A long dash with blanks is one of the sentence.
_DASH = r"(?:\s?[-–−~〜～]\s?|—)"
_JOINT = re.compile(_DASH)
_JOINT_IN_VALUE = re.compile(rf"{_DASH}|\s?(?:—|to|until|through|bis|au|al|до|から|부터)\s?")


def _east_asian(year: str, month: str, day: str) -> re.Pattern[str]:
    """Year, month and day, and what the last day of a span says anew of them."""
    return re.compile(
        rf"(?<!\d)(?P<y>{_YEAR})\s?{year}(?:\s?(?P<m>{_DAY})\s?{month}(?:\s?(?P<d>{_DAY})\s?{day})?"
        rf"(?:{_DASH}(?:(?P<m2>{_DAY})\s?{month}\s?)?(?:(?P<d2>{_DAY})\s?{day})?(?<=[{month}{day}]))?)?"
    )


_CHINESE = _east_asian("年", "月", "日")
_KOREAN = _east_asian("년", "월", "일")

# 年 and 년 also count years: 2000年間 is a span of time.
_NOT_A_DATE = re.compile(r"\s?(?:間|间|동안|来|來)")


@dataclass(frozen=True)
class Found:
    """A date, or a span of dates up to `to`, as it stands in a text.

    `when` is ``None`` where no such day exists.
    """

    start: int
    end: int
    when: str | None
    to: str = ""


@cache
def _written(words: Words) -> tuple[re.Pattern[str], ...]:
    """Dates, and spans of dates, in the months of a language."""
    m, m2 = (rf"(?P<{name}>{alternatives(words.months)})\.?" for name in ("m", "m2"))
    # Between the parts: "of", "de", a comma, the Hebrew ב before a month, "г." after a year.
    d, d2 = (rf"(?P<{name}>{_DAY})(?:st|nd|rd|th|er|º|ª|\.)?" for name in ("d", "d2"))
    of = r"(?:\s(?:of|de|del|d’|d')\s?|\s)"  # "1, March 2012" is the end of something else
    link = r"(?:\s(?:of|de|del|d’|d')\s?|\s?,\s|\s)"
    year = rf"(?:(?:năm|พ\.ศ\.|ค\.ศ\.|عام)\s)?(?P<y>{_YEAR})(?![\w]|[-–/]\d|[.,]\d)"
    edge = r"(?<![\w.,/])(?<!\d-)"
    # "27 to 30 July" is a span; "25 July to 3 August" may say that something was put off.
    days = rf"(?:{_DASH}|\s(?:to|bis|au|al)\s)"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"{edge}{d}{of}ב?{m}{link}{year}",
            rf"{edge}{m}\s{d},?\s{year}",
            rf"{edge}{m}{link}{year}",
            rf"{edge}{d}{days}{d2}{of}ב?{m}{link}{year}",
            rf"{edge}{d}{of}ב?{m}{_DASH}{d2}{of}ב?{m2}{link}{year}",
            rf"{edge}{m}\s{d}{days}{d2},?\s{year}",
            rf"{edge}{m}\s{d}{_DASH}{m2}\s{d2},?\s{year}",
            rf"{edge}{m}{_DASH}{m2}{link}{year}",
            *(_joined_by_words(edge, m, m2, d, d2, year) if words.language == "en" else ()),
        )
    )


def _joined_by_words(edge: str, m: str, m2: str, d: str, d2: str, year: str) -> tuple[str, ...]:
    """Spans whose first date borrows from the last: ``9 July to 17 August 1962``."""
    word = (
        r"\s(?P<word>to|and|until|till|through)\s(?:(?:on\s)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?"
    )
    of = r"\s(?:of\s)?"
    return (
        rf"{edge}{d}{of}{m}{word}{d2}{of}{m2},?\s{year}",
        rf"{edge}{d}{word}{d2}{of}{m},?\s{year}",
        rf"{edge}{m}\s{d}{word}{m2}\s{d2},?\s{year}",
        rf"{edge}{m}\s{d}{word}{d2},?\s{year}",
        rf"{edge}{m}{word}{m2}{of}{year}",
    )


# What was moved *from* one day *to* another did not last from the one to the other.
_MOVED = re.compile(
    r"\b(?:mov(?:e|ed|es|ing)|delay\w*|postpon\w+|push(?:ed|ing)|reschedul\w+|shift\w*|brought\sforward|put\s(?:off|back)"
    r"|chang\w+|advanc\w+|deferr\w+|set\sback|bumped|switched)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?<!\w)from\s(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<!\w)between\s(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s)?$", re.IGNORECASE)
_AROUND = 80


def _lasts(match: re.Match[str], when: str, to: str) -> bool:
    """Whether the word between the ends of `match` makes one span of them."""
    word = match["word"].casefold()
    before = match.string[max(0, match.start() - _AROUND) : match.start()].rpartition(". ")[2]
    if word != "and":
        is_days = match.groupdict().get("m2") is None
        return is_days or (_FROM.search(before) is not None and _MOVED.search(before) is None)
    return _BETWEEN.search(before) is not None or _next(when) == to


def _next(when: str) -> str:
    """The day or month after `when`."""
    if len(when) == len("2012-07"):
        month = int(when[5:])
        return f"{when[:5]}{month + 1:02}" if month < 12 else ""
    return (datetime.date.fromisoformat(when) + datetime.timedelta(days=1)).isoformat()


def found_dates(text: str, words: Words, *, whole: bool = False) -> Iterator[Found]:
    """The dates in `text`, which may overlap.

    Args:
        text: where to look.
        words: of the text's language.
        whole: the text is the value of a date, so that a bare year or ``2012-07`` is one too.
    """
    if not has_digit(text):
        return
    for pattern in (_ISO, *_written(words), _CHINESE, _KOREAN):
        for match in pattern.finditer(text):
            if pattern in (_CHINESE, _KOREAN) and _NOT_A_DATE.match(text, match.end()):
                continue
            if words.language == "en" and _is_word(match):
                continue
            yield from _found(match, words)
    for year in bare_years(text, words.language):
        yield Found(year.start, year.end, year.when, year.to)
    if whole:
        yield from _items(text, words)


def _is_word(match: re.Match[str]) -> bool:
    """Whether the month is an English word in lower case: they *march* 1500 miles."""
    month = match.groupdict().get("m")
    return month is not None and month.islower()


def _found(match: re.Match[str], words: Words) -> Iterator[Found]:
    groups: dict[str, str | None] = {"d": None, "m2": None, "d2": None, **match.groupdict()}
    when = _iso(match["y"], groups["m"], groups["d"], words)
    if groups["m2"] is None and groups["d2"] is None:
        yield Found(match.start(), match.end(), when)
        return
    if (groups["d"] is None) != (groups["d2"] is None):
        return
    to = _iso(match["y"], groups["m2"] or groups["m"], groups["d2"], words)
    if groups.get("word") and (when is None or to is None or not _lasts(match, when, to)):
        return
    if when is None or to is None:
        yield Found(match.start(), match.end(), None)
    elif when < to:
        yield Found(match.start(), match.end(), when, to)


def _iso(year: str, month: str | None, day: str | None, words: Words) -> str | None:
    number = int(year)
    # A Thai text counts years from 543 BC, unless it says ค.ศ.
    if words.language == "th" and number >= 2400:
        number -= 543
    if month is None:
        return f"{number:04}"
    in_year = int(month) if month.isdigit() else words.months[month.casefold()]
    if day is None:
        return f"{number:04}-{in_year:02}" if 1 <= in_year <= 12 else None
    try:
        return datetime.date(number, in_year, int(day)).isoformat()
    except ValueError:
        return None


# --- Years and months that are items of a value ----------------------------------------------

_ITEM = re.compile(
    rf"(?P<y>{_YEAR})\s?(?:[-–—−~〜～]|to|bis|à|until)\s?(?P<y2>{_YEAR})(?!\d)"
    rf"|(?P<first>{_YEAR})–(?P<short>\d\d)(?!\d)"
    rf"|(?P<one>{_YEAR})(?:-(?P<m>0[1-9]|1[0-2])(?!\d))?(?!\d)"
)
# What goes on: 1994–present.
_OPEN_END = re.compile(r"\s?(?:[-–—]\s?(?:[^\W\d]+(?:\s[^\W\d]+)?)?)?\s*")


def _items(text: str, words: Words) -> Iterator[Found]:
    offset = 0
    for piece in re.split(r"([,;()（）、，；])", text):
        match = _ITEM.search(piece)
        if match is not None and _is_item(piece, match):
            year = year_of(match, words.language)
            if match["m"]:
                # 2001-02 may be a season: the years 2001 and 2002.
                if int(match["m"]) == (int(match["one"]) + 1) % 100:
                    offset += len(piece)
                    continue
                start = offset + match.start("one")
                yield Found(start, offset + match.end("m"), f"{match['one']}-{match['m']}")
            elif year is not None:
                yield Found(offset + year.start, offset + year.end, year.when, year.to)
        offset += len(piece)


def _is_item(piece: str, match: re.Match[str]) -> bool:
    """Whether nothing stands beside the year but *about* before it, or an open end after it."""
    before = piece[: match.start()]
    is_first = not before.strip() or (len(before) <= 20 and is_rounded(piece, match.start()))
    return is_first and _OPEN_END.fullmatch(piece, match.end()) is not None


# --- Readings ------------------------------------------------------------------------------


def date_spans(text: str, language: str, *, whole: bool = False) -> Iterator[Span]:
    """The dates in `text` that exist, and the spans that two of them make.

    Args:
        text: where to look.
        language: of the text, a BCP 47 tag.
        whole: the text is the value of a date.
    """
    joint = _JOINT_IN_VALUE if whole else _JOINT
    first: Found | None = None
    for found in _apart(_in_order(text, language, whole)):
        if first is None:
            first = found
        elif _make_span(first, found) and joint.fullmatch(text, first.end, found.start):
            yield _span(text, first.start, found.end, first.when, found.when)
            first = None
        else:
            yield _span(text, first.start, first.end, first.when, first.to)
            first = found
    if first is not None:
        yield _span(text, first.start, first.end, first.when, first.to)


@lru_cache(maxsize=8)
def _in_order(text: str, language: str, whole: bool) -> tuple[Found, ...]:
    """The dates in `text` by where they begin, the longest first.

    They are remembered for a while: a paragraph is asked for those that exist, then for the others.
    """
    return tuple(sorted(found_dates(text, words_of(language), whole=whole), key=lambda f: (f.start, -f.end)))


def _apart(found: Iterable[Found]) -> Iterator[Found]:
    """Those of `found`, in order, that exist and don't overlap: the earlier, then the longer one stands.

    The month and year in "31 February 2012" are no date either.
    """
    end = 0
    for each in found:
        if each.start >= end:
            end = each.end
            if each.when is not None:
                yield each


def _make_span(first: Found, last: Found) -> bool:
    # Two years are a span only where `years` says so: the dash may be one of the sentence.
    if first.to or last.to or first.when is None or last.when is None:
        return False
    return first.when < last.when and len(first.when) > 4 and len(last.when) > 4


def _span(text: str, start: int, end: int, when: str | None, to: str | None) -> Span:
    return Span(start, end, Date(text[start:end], when or "", to or ""))


def impossible_dates(text: str, language: str) -> Iterator[tuple[int, str]]:
    """The dates in `text` that no calendar has: where each begins, and how it is written."""
    end = 0
    for found in _in_order(text, language, False):
        if found.when is None and found.start >= end:
            end = found.end
            yield found.start, text[found.start : found.end]


def impossible_date_messages(text: str, language: str, start: Position | None) -> Iterator[Message]:
    """A message for each date in `text` that no calendar has; `start` is where `text` began."""
    for offset, date in impossible_dates(text, language):
        where = Position(start.line, start.column + offset) if start else None
        yield Message(Code.DATE_IMPOSSIBLE, f"{date!r}: no calendar has this date; kept as text", where)
