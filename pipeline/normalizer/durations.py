"""Lengths of time in a text (ISO 8601 durations)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from pipeline.document import Duration
from pipeline.normalizer.spans import Span
from pipeline.normalizer.words import Words, alternatives, words_of

_JOINT = r"(?:\s?,?\s?(?:and\s|und\s|et\s|y\s|e\s|и\s|ו-?)?)"
# What makes a number the end of a range ("90–95 min") or of a product ("24 x 30 minutes").
_EDGE = r"(?<![\w.,:/-])(?<![-–—~〜～×]\s)(?<![–—~〜～×])(?<!\dx\s)(?<!\sx\s)"
# 1h44, 2 h 05: the minutes need no unit of their own.
_SHORT = re.compile(rf"{_EDGE}(?P<H>\d{{1,2}})\s?h\s?(?P<M>[0-5]\d)(?![\w:.,]*\d|\w)", re.IGNORECASE)

# A letter goes on a word, but for scripts that put no blanks between words.
_WORD_GOES_ON = r"(?![^\W\d_](?<![\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]))"


@cache
def _pattern(words: Words) -> re.Pattern[str]:
    def part(letter: str) -> str:
        named = alternatives(w for w, unit in words.units.items() if unit == letter)
        return rf"(?P<{letter}>\d{{1,4}})[\s-]?(?:{named})(?:\.(?=\s?\d))?{_WORD_GOES_ON}"

    hours, minutes, seconds = part("H"), part("M"), part("S")
    return re.compile(
        rf"{_EDGE}(?:{hours}(?:{_JOINT}{minutes})?|{minutes.replace('?P<M>', '?P<M2>')})"
        rf"(?:{_JOINT}{seconds})?(?!\d)",
        re.IGNORECASE,
    )


# Under six it could be hours and minutes as well as minutes and seconds.
_CLOCK = re.compile(
    r"(?<![\w.,:/-])(?:(?P<H>\d{1,2}):(?P<M>[0-5]\d):(?P<S>[0-5]\d)|(?P<M2>[6-9]|[1-9]\d{1,2}):(?P<S2>[0-5]\d))"
    r"(?=\s*(?:$|[(),;（）、，；]))"
)


def duration_spans(text: str, language: str, *, whole: bool = False) -> Iterator[Span]:
    """The hours, minutes and seconds in `text`: ``104 minutes``, ``1h 44m``.

    Args:
        text: where to look.
        language: of the text, a BCP 47 tag.
        whole: the text is the value of a duration, in which ``43:17`` is one too.
    """
    if whole:
        for match in _CLOCK.finditer(text):
            parts = (("H", match["H"]), ("M", match["M"] or match["M2"]), ("S", match["S"] or match["S2"]))
            yield Span(*match.span(), Duration(match[0], _iso(parts)))
    for match in _SHORT.finditer(text):
        yield Span(*match.span(), Duration(match[0], _iso((("H", match["H"]), ("M", match["M"])))))
    for match in _pattern(words_of(language)).finditer(text):
        groups = match.groupdict()
        parts = (("H", groups["H"]), ("M", groups["M"] or groups["M2"]), ("S", groups["S"]))
        if _is_whole(groups, text, match.end()):
            yield Span(match.start(), match.end(), Duration(match[0], _iso(parts)))


# What may be minutes after hours, and seconds after minutes: 2 hr 10.
_GOES_ON = re.compile(rf"\.?{_JOINT}\d")
_SECONDS_GO_ON = re.compile(rf"\.?{_JOINT}[0-5]?\d(?![\w.,:])")


def _is_whole(groups: Mapping[str, str | None], text: str, end: int) -> bool:
    """Whether no part of a duration is left over after ``text[end]``, or more than its unit holds."""
    hours, minutes, seconds = groups["H"], groups["M"] or groups["M2"], groups["S"]
    if hours and minutes and int(minutes) > 59:
        return False
    if seconds and (hours or minutes) and int(seconds) > 59:
        return False
    if seconds or (hours and minutes):
        return True
    return (_GOES_ON if hours else _SECONDS_GO_ON).match(text, end) is None


def _iso(parts: Iterable[tuple[str, str | None]]) -> str:
    return "PT" + "".join(f"{int(number)}{letter}" for letter, number in parts if number)
