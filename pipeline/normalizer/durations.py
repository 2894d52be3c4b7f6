"""Lengths of time in a text (ISO 8601 durations)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.document import Duration
from pipeline.normalizer.spans import Span
from pipeline.normalizer.words import Words, alternatives, words_of

_JOINT = r"(?:\s?,?\s?(?:and\s|und\s|et\s|y\s|e\s|и\s|ו-?)?)"


# A letter goes on a word, but for scripts that put no blanks between words.
_WORD_GOES_ON = r"(?![^\W\d_](?<![\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7af]))"


@cache
def _pattern(words: Words) -> re.Pattern[str]:
    def part(letter: str) -> str:
        named = alternatives(w for w, unit in words.units.items() if unit == letter)
        return rf"(?P<{letter}>\d{{1,4}})[\s-]?(?:{named})(?:\.(?=\s?\d))?{_WORD_GOES_ON}"

    hours, minutes, seconds = part("H"), part("M"), part("S")
    return re.compile(
        rf"(?<![\w.,:/-])(?:{hours}(?:{_JOINT}{minutes})?|{minutes.replace('?P<M>', '?P<M2>')})"
        rf"(?:{_JOINT}{seconds})?",
        re.IGNORECASE,
    )


def duration_spans(text: str, language: str) -> Iterator[Span]:
    """The hours, minutes and seconds in `text`: ``104 minutes``, ``1h 44m``."""
    for match in _pattern(words_of(language)).finditer(text):
        groups = match.groupdict()
        parts = (("H", groups["H"]), ("M", groups["M"] or groups["M2"]), ("S", groups["S"]))
        iso = "PT" + "".join(f"{int(number)}{letter}" for letter, number in parts if number)
        yield Span(match.start(), match.end(), Duration(match[0], iso))
