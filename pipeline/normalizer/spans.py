"""Readings found in a text, and how they are woven into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from pipeline.document import Inline, Text


class Span(NamedTuple):
    """``text[start:end]`` reads as `inline`."""

    start: int
    end: int
    inline: Inline


Finder: TypeAlias = Callable[[str], Iterable[Span]]


def annotated(text: str, finders: Iterable[Finder]) -> Iterator[Inline]:
    """`text` with what `finders` find in it, as `woven` does it."""
    return woven(text, (span for finder in finders for span in finder(text)))


def woven(text: str, spans: Iterable[Span]) -> Iterator[Inline]:
    """`text` with `spans` in it; where two overlap, the earlier, then the longer one stands.

    The texts of the inlines, joined, are always `text`.
    """
    end = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start < end:
            continue
        yield Text(text[end : span.start])
        yield span.inline
        end = span.end
    yield Text(text[end:])
