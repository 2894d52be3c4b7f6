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
    """`text` with what `finders` find in it; where two finds overlap, the earlier, then the
    longer one stands.

    The texts of the inlines, joined, are always `text`.
    """
    spans = sorted(
        (span for finder in finders for span in finder(text)),
        key=lambda span: (span.start, -span.end),
    )
    end = 0
    for span in spans:
        if span.start < end:
            continue
        yield Text(text[end : span.start])
        yield span.inline
        end = span.end
    yield Text(text[end:])
