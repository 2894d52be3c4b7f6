"""How wide text is, and where its sentences end: what is needed to shorten it decently."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate

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
    approx bzw ca capt cf co col dr ed eds est etc fig fr gen gov hon hr inc jr lt ltd messrs mlle mme
    mr mrs ms mt no nos nr op pp prof rep rev sen sgt sr st str usw vol vols vs гг им ред см стр тыс ул
    """.split()  # noqa: SIM905
)
_LAST_WORD = re.compile(r"[^\s\"'“‘«(\[]+\Z")
_LONGEST = 4000
_LONGEST_WORD = 40
_PAIRS = (("“", "”"), ("«", "»"), ("(", ")"), ("「", "」"), ("『", "』"), ("（", "）"))


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
    if last[-1].isdigit():
        return False
    return len(last) == 1 or "." in last or last in _ABBREVIATIONS or "\u0e00" <= last[-1] <= "\u0eff"


def _is_balanced(piece: str, has_pairs: bool) -> bool:
    if has_pairs and piece.count('"') % 2:
        return False
    # What closes in German opens in English.
    low = piece.count("„")
    if low > piece.count("“") + piece.count("”"):
        return False
    pairs = _PAIRS[1:] if low else _PAIRS
    return all(piece.count(opening) <= piece.count(closing) for opening, closing in pairs)


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
