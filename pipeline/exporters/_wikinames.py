"""The names of wiki pages: which titles can be one, and where a text names a title."""

from __future__ import annotations

import re
import unicodedata

from pipeline.exporters._wikiprefixes import is_taken

# What no page's name may hold.
_NOT_IN_NAMES = re.compile(
    r"[\x00-\x1f\x7f#<>\[\]|{}\ud800-\udfff\ufffd-\uffff]|%[0-9A-Fa-f]{2}|&[#0-9A-Za-z\x80-\U0010FFFF]++;|~~~"
    r"|\A:|(?:\A|/)\.{1,2}(?:/|\Z)"
)
_BYTES_IN_NAMES = 255

# What is taken for a blank in a name, and what is left out of it.
_BLANKS = re.compile(r"[ _\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_MARKS = re.compile(r"[\u200e\u200f\u202a-\u202e]")

# What something else stands in for: the wide form of a sign, an empty box for what is no character.
_STANDS_IN = re.compile(r"[!-/:-@\[-`{-~]|[\x00-\x1f\x7f\ud800-\udfff\ufffd-\uffff]")
_WIDER = 0xFEE0


def page_name(title: str) -> str | None:
    """The name of the page that is created under `title`; ``None`` where none can be.

    None can be either where the wiki would create it elsewhere: ``File: A Love Story``.
    """
    name = _blanks_squeezed(title)
    if not name or _NOT_IN_NAMES.search(name) or len(name.encode(errors="replace")) > _BYTES_IN_NAMES:
        return None
    if is_taken(_prefix(name)):
        return None
    return _capital(name[0]) + name[1:]


def is_shown_otherwise(title: str) -> bool:
    """Whether a wiki may show another title above the page that is created under `title`.

    Wikis don't agree on the capitals of some letters: Georgian ones, ``ß``.
    """
    return page_name(title) != title or title[0].upper() != title[0]


def _capital(char: str) -> str:
    """`char` as it begins the name of a page; as it is where some wikis make it a capital, others don't."""
    capital = char.upper()
    return char if len(capital) > 1 or "\u10d0" <= char <= "\u10ff" else capital


def nearest_page_name(title: str) -> str | None:
    """`page_name`, or the most similar one that a page can have; ``None`` for a title without text.

    A sign that stands in the way becomes its wide form (``C＃``), and what is too long is cut.
    """
    name = _blanks_squeezed(title)
    # Once more, as one match may end in the slash that the next one begins with: "./."
    while _NOT_IN_NAMES.search(name):
        name = _NOT_IN_NAMES.sub(lambda match: _STANDS_IN.sub(_stand_in, match[0]), name)
    if is_taken(_prefix(name)):
        name = name.replace(":", "：", 1)
    if len(name.encode()) > _BYTES_IN_NAMES:
        room = _BYTES_IN_NAMES - len("…".encode())
        name = name.encode()[:room].decode(errors="ignore").rstrip() + "…"
    return page_name(name)


def _blanks_squeezed(title: str) -> str:
    return _BLANKS.sub(" ", _MARKS.sub("", unicodedata.normalize("NFC", title))).strip()


def _prefix(name: str) -> str:
    """What stands before the first colon."""
    before, colon, _ = name.partition(":")
    return before.strip() if colon else ""


def _stand_in(match: re.Match[str]) -> str:
    char = match[0]
    if char in "/;":  # no obstacle in themselves
        return char
    return chr(ord(char) + _WIDER) if "!" <= char <= "~" else "□"


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
