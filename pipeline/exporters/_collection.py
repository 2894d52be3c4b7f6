"""What the documents of a collection have in common: names that differ, a language, an identifier."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_LONGEST = 48

# Letters that Unicode does not take apart, as they are written where there is nothing but ASCII.
_PLAIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "'": "", "’": ""}
)


class Slugs:
    """Gives out names for the parts of a file: ASCII, none twice, the same for the same titles in order."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: Counter[str] = Counter()

    def slug_for(self, title: str) -> str:
        """The letters and digits of `title`, numbered from 2 where that name is taken."""
        # Apostrophes and accents go, whatever else is no letter becomes a hyphen.
        plain = unicodedata.normalize("NFKD", title.casefold()).translate(_PLAIN)
        words = re.findall("[a-z0-9]+", "".join(c for c in plain if unicodedata.category(c) != "Mn"))
        base = slug = "-".join(words)[:_LONGEST].strip("-") or "article"
        while slug in self._taken:
            self._next[base] += 1
            slug = f"{base}-{self._next[base] + 1}"
        self._taken.add(slug)
        return slug


def languages_of(languages: Iterable[str]) -> list[str]:
    """Each of `languages` once, that of the most documents first; of equals the one that is met first."""
    return [language for language, _ in Counter(languages).most_common()]
