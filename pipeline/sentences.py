"""Where the sentences of a text end: for readings that look around, for checks, for extracts.

One answer for all of them, so that a figure, a finding and an extract count the same sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from pipeline.document import Inlines, Text

# A mark that ends a sentence, what closes after it, and the blanks up to the next sentence.
# The marks of Chinese and Japanese need no blank; before a closing bracket they end a quotation,
# which more often than not goes on outside of it.
# The look-behinds keep a long run of marks from being tried at each of them.
_STOP = re.compile(
    r"(?<![.!?…؟۔।॥።։])[.!?…؟۔।॥።։]++[\"'”’»)\]]*+\s+|(?<![。！？｡])[。！？｡]++(?![」』）)”’。！？｡])\s*"
)

# Words that end in a full stop without ending a sentence, folded. A full stop after a single
# letter or after a word with an inner one ("U.S.") is never taken for an end.
_ABBREVIATIONS = frozenset(
    """
    approx apr aug bros bzw ca capt cf co col corp dec dept dr ed eds est etc feb fig fr gen gov hon hr inc
    jan jr jul jun lt ltd mar messrs mlle mme mr mrs ms mt no nos nov nr oct op pp prof rep rev sen sep sept
    sgt sr st str transl usw vol vols vs гг им ред см стр тыс ул
    """.split()  # noqa: SIM905
)
_LAST_WORD = re.compile(r"[^\s\"'“‘«(\[]+\Z")
_LONGEST = 4000
_LONGEST_WORD = 40
_PAIRS = (("«", "»"), ("(", ")"), ("「", "」"), ("『", "』"), ("（", "）"))


def sentences(text: str) -> Iterator[str]:
    """`text` in pieces that end where a sentence ends; joined, they are `text`.

    In doubt two sentences stay one: after an abbreviation, within quotation marks or brackets,
    and in scripts that mark no ends (Thai, Lao). What follows a sentence of absurd length is one
    piece with it, so that the time stays proportional to the text.
    """
    start, straight = 0, text.count('"') % 2 == 0
    for stop in _STOP.finditer(text):
        if stop.end() - start > _LONGEST:
            break
        if stop.end() == len(text) or text[stop.end()].islower():
            continue
        piece = text[start : stop.end()]
        is_dot = stop[0].startswith((".", "…"))
        if not (is_dot and _is_abbreviation(text[start : stop.start()][-_LONGEST_WORD:])) and _is_balanced(
            piece, straight
        ):
            yield piece
            start = stop.end()
    yield text[start:]


def _is_abbreviation(before: str) -> bool:
    word = _LAST_WORD.search(before)
    if not word:
        return False
    last = word[0].casefold()
    if any(c.isdigit() for c in last) or not any(c.isalpha() for c in last):
        return False
    return len(last) == 1 or "." in last or last in _ABBREVIATIONS or "\u0e00" <= last[-1] <= "\u0eff"


def _is_balanced(piece: str, has_pairs: bool) -> bool:
    if has_pairs and piece.count('"') % 2:
        return False
    # “ opens in English and closes in German, where „ opens; ” does both in Swedish and Finnish.
    low, double, closing = map(piece.count, "„“”")
    if low > double + closing if low else double > closing:
        return False
    if not low and not double and closing % 2:
        return False
    # What closes may be an apostrophe as well.
    if piece.count("‘") > piece.count("’"):
        return False
    return all(piece.count(opening) <= piece.count(closing) for opening, closing in _PAIRS)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of `text`, one after the other without gaps."""
    return list(pairwise((0, *accumulate(map(len, sentences(text)))))) if text else []


def sentence_at(found: Sequence[tuple[int, int]], offset: int) -> tuple[int, int]:
    """The sentence of `found`, from `sentence_spans`, that `offset` is in."""
    return found[bisect_right(found, offset, key=lambda span: span[0]) - 1]


def sentence_starts(content: Inlines) -> list[int]:
    """Where the sentences of a line begin: never within a reading, as in “1. Juli 2004”."""
    text = "".join(part.text for part in content)
    inner = [end for _, end in sentence_spans(text) if end < len(text)]
    found, offset, place = [0], 0, 0
    for part in content:
        end = offset + len(part.text)
        while place < len(inner) and inner[place] < end:
            if isinstance(part, Text) or inner[place] <= offset:
                found.append(inner[place])
            place += 1
        offset = end
    return found
