"""How wide text is, and how it is shortened decently: by whole sentences."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

from pipeline.sentences import sentences


def width(text: str) -> int:
    """The width of `text` in columns: 2 for a wide character of East Asia, 0 for a mark upon one.

    See UAX #11 (East Asian Width).
    """
    if text.isascii():
        return len(text)
    return sum(map(_width_of, text))


def fits(text: str, limit: int) -> bool:
    """Whether `text` is at most `limit` wide. Doesn't look at more of it than it has to."""
    if text.isascii():
        return len(text) <= limit
    return all(used <= limit for used in accumulate(map(_width_of, text)))


@lru_cache(maxsize=20_000)
def _width_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def first_sentences(text: str, limit: int) -> str:
    """As many whole sentences of `text`, from its first, as are at most `limit` wide."""
    if fits(text, limit):
        return text
    kept, used = 0, 0
    for piece in sentences(text):
        if not fits(piece.rstrip(), limit - used):
            break
        used += width(piece)
        kept += len(piece)
    return text[:kept].rstrip()


def shortened(paragraphs: Iterable[str], limit: int) -> list[str]:
    """Whole paragraphs from the first, then whole sentences of the next, at most `limit` wide."""
    kept: list[str] = []
    for paragraph in paragraphs:
        part = first_sentences(paragraph, limit)
        if part:
            kept.append(part)
        if part != paragraph:
            break
        limit -= width(part)
    return kept
