"""How alike two names are spelled."""

from __future__ import annotations

import unicodedata

# Letters that have no decomposition in Unicode but are written without their mark, too.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'"})


def plain(text: str) -> str:
    """`text` without case and without marks upon letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_PLAIN)


def distance(a: str, b: str, limit: int) -> int:
    """The edits (insert, delete, replace, swap neighbors) from `a` to `b`; `limit` + 1 for more.

    The restricted Damerau-Levenshtein distance. Words are short, so rows are kept in full.
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return min(last[-1], limit + 1)


def same_word_misspelled(a: str, b: str, *, first_name: bool) -> bool:
    """Whether `a` and `b`, folded with `plain`, are one word of a name in two spellings.

    Different people have first names that differ in a letter (Jean, Joan; Robert, Roberta), so
    those have to be long and may not differ at their end.
    """
    longest = max(len(a), len(b))
    if longest < 5 or a[0] != b[0] or b in (f"{a}s", f"{a}'s") or a in (f"{b}s", f"{b}'s"):
        return False
    allowed = 2 if min(len(a), len(b)) >= 8 else 1
    if first_name and (longest < 6 or a[-1] != b[-1]):
        return False
    return 0 < distance(a, b, allowed) <= allowed
