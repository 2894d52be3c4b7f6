"""The names of wiki pages: which titles can be one, and where a text names a title."""

from __future__ import annotations

import re
import unicodedata

# What no page's name may hold.
_NOT_IN_NAMES = re.compile(
    r"[\x00-\x1f\x7f#<>\[\]|{}\ufffd]|%[0-9A-Fa-f]{2}|&[#0-9A-Za-z\x80-\U0010FFFF]++;|~~~"
    r"|\A:|(?:\A|/)\.{1,2}(?:/|\Z)"
)
_BYTES_IN_NAMES = 255

# What is taken for a blank in a name, and what is left out of it.
_BLANKS = re.compile(r"[ _\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_MARKS = re.compile(r"[\u200e\u200f\u202a-\u202e]")


def page_name(title: str) -> str | None:
    """The name of the page that is created under `title`; ``None`` where none can be."""
    name = _BLANKS.sub(" ", _MARKS.sub("", unicodedata.normalize("NFC", title))).strip()
    if not name or _NOT_IN_NAMES.search(name) or len(name.encode(errors="replace")) > _BYTES_IN_NAMES:
        return None
    return name[0].title() + name[1:]


def first_occurrence(title: str, text: str) -> int | None:
    """Where `text` first has `title` as words of its own; ``None`` where it doesn't."""
    start = text.find(title) if title.strip() else -1
    while start >= 0:
        stop = start + len(title)
        if not (_joined(text[start - 1 : start], title[0]) or _joined(title[-1], text[stop : stop + 1])):
            return start
        start = text.find(title, stop)
    return None


def _joined(left: str, right: str) -> bool:
    """Whether a cut between two characters would go through a word or a letter.

    Scripts without case never join: many have no blanks between words, or write particles
    together with a name.
    """
    if not left or not right:
        return False
    if "\u200d" in (left, right) or unicodedata.category(right).startswith("M"):
        return True
    return _in_cased_word(left) and _in_cased_word(right)


def _in_cased_word(char: str) -> bool:
    return unicodedata.category(char) in ("Lu", "Ll", "Lt", "Nd")
