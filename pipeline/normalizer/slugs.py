"""Names made from words: unique, stable, in any script."""

from __future__ import annotations

import re
import unicodedata

_MAX_SLUG = 64

# NameChar of XML 1.0 (fifth edition), section 2.3, without the marks and signs in it.
_NAME_START = (
    "A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u2c00-\u2fef\u3001-\ud7ff"
    "\uf900-\ufdcf\ufdf0-\ufffd"
)
_NAME_END = _NAME_START + "0-9\u0300-\u036f"
_BETWEEN = re.compile(f"[^{_NAME_END}]+")
_START = re.compile(f"[{_NAME_START}]")
_WORDLIKE = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"))


def slug(text: str) -> str:
    """`text` in lower case with hyphens for all that is neither letter, mark nor digit.

    ``""`` where nothing is left. The result is an NCName or begins with a digit or mark.
    """
    letters = "".join(
        c if unicodedata.category(c) in _WORDLIKE else "-"
        for c in unicodedata.normalize("NFKC", text).casefold()
    )
    return _BETWEEN.sub("-", letters).strip("-")[:_MAX_SLUG].strip("-")


class UniqueIds:
    """Gives out ids: each an NCName, none twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def id_for(self, title: str) -> str:
        """The slug of `title`, numbered from 2 where it is taken."""
        base = slug(title)
        if not _START.match(base):
            base = f"s-{base}" if base else "section"
        candidate, number = base, self._next.get(base, 2)
        while candidate in self._taken:
            candidate = f"{base}-{number}"
            number += 1
        self._next[base] = number
        self._taken.add(candidate)
        return candidate
