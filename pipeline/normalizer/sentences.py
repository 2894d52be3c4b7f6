"""Where the sentences of a paragraph begin and end, near enough for readings that look around."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

# A full stop after these, or after one capital letter, ends no sentence.
_ABBREVIATIONS = frozenset(
    {
        "approx", "apr", "aug", "bros", "c", "ca", "capt", "cf", "co", "col", "corp", "d.c", "dec",
        "dept", "dr", "ed", "est", "feb", "fig", "gen", "hon", "inc", "jan", "jr", "jul", "jun", "lt",
        "ltd", "mar", "messrs", "mr", "mrs", "ms", "mt", "no", "nov", "oct", "p", "pp", "prof", "rev",
        "sep", "sept", "sgt", "sr", "st", "u.k", "u.n", "u.s", "vol", "vs"
    }
)  # fmt: skip
# The look-behind keeps a long run of marks from being tried at each of them.
_END = re.compile(
    r"(?<![.!?…。！？])(?P<stop>[.!?…。！？]++)(?P<closing>[\"”’»“)\]」』]*+)(?:(?=\s*$)|\s+(?=[\"“‘«„(\[]*[^\W_]))"
)
_LAST_WORD = re.compile(r"[\w.’'-]+$")
_WINDOW = 24


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of `text`, one after the other without gaps."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        following = text[match.end() : match.end() + 3].lstrip('"“‘«„([')[:1]
        if following.islower() or (
            match["stop"] == "." and not match["closing"] and _abbreviates(text, match.start())
        ):
            continue
        found.append((start, match.end()))
        start = match.end()
    if start < len(text):
        found.append((start, len(text)))
    return found


def _abbreviates(text: str, stop: int) -> bool:
    word = _LAST_WORD.search(text, max(0, stop - _WINDOW), stop)
    return word is not None and (
        (len(word[0]) == 1 and word[0].isupper())
        or word[0].casefold() in _ABBREVIATIONS
        or word[0][-2:-1] == "."
    )


def sentence_at(found: Sequence[tuple[int, int]], offset: int) -> tuple[int, int]:
    """The sentence of `found`, from `sentences`, that `offset` is in."""
    return found[bisect_right(found, offset, key=lambda sentence: sentence[0]) - 1]
