"""Text that stands in wikitext as itself.

`escaped` writes a character reference for each character at which MediaWiki would begin to
read markup, and for few others, so the source stays readable. A reference rather than
``<nowiki>``: it works alike in a paragraph, a heading, a table cell and a template's argument,
the text can't close it, and Parsoid writes it back unchanged (its spelling is used: ``&nbsp;``,
else hexadecimal in capitals).

What counts as markup is what MediaWiki's parser and Parsoid's grammar take for it, with the
default ``$wgUrlProtocols`` and the magic words of all languages. Openings are broken, and of
the closings those that Parsoid would protect by ``<nowiki>`` when it writes the page back.
Saving a page brings its text into Unicode Normalization Form C; characters that this would
change become references too.

Two things are left to the wiki: it may set a no-break space before ``? : ; ! % »``, and a
browser shows a run of blanks as one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, TypeAlias

# Where text stands: in a paragraph or list item, a heading, a template's argument, a table.
Place: TypeAlias = Literal["line", "heading", "argument", "cell"]

# Each alternative matches exactly one character, the one to be written as a reference. What
# stands around it is only looked at, and nothing is looked at twice, so the time is linear.
_ANYWHERE = [
    r"<",  # tags, comments, extensions
    r"&(?=[#0-9A-Za-z\x80-\U0010FFFF]++;)",  # character references; some have Arabic names
    r"\[(?=\[|//)",  # links; links to //example.org
    r"\](?=\])",  # their ends, as Parsoid would protect them
    r"\{(?=[{|])",  # templates, arguments, tables
    r"\}(?=\})",  # the same
    r"\{(?<=-\{)",  # language variants
    r"'(?=')",  # italics and bold
    r"~(?=~~)",  # signatures
    r"[_＿](?=[_＿])",  # __SWITCHES__; Japanese has full-width ones
    r"_(?<!\w_)",  # and a few languages have _SWITCHES_
    r":(?=//)",  # http://example.org; below, the protocols that need no //
    r":(?<=(?i:geo|sip|sms|tel|urn):)(?! .)",
    r":(?<=(?i:news|sips|xmpp):)(?! .)",
    r":(?<=(?i:magnet|mailto|matrix):)(?! .)",
    r":(?<=(?i:bitcoin):)(?! .)",
    r"N(?<=ISBN)(?=\s++[0-9])|C(?<=RFC)(?=\s++[0-9])|D(?<=PMID)(?=\s++[0-9])",  # magic links
    # What opens a line: lists, headings, rows, redirects, rules, preformatted text; and what
    # Parsoid sets a no-break space before.
    r"[ *#:;=!|＃?%»›](?<=\A.)",
    r"-(?<=\A-)(?=---)",
    r" (?=\Z)",  # would be stripped
    # White space that an editor can't tell from a blank or can't see, and direction marks.
    r"[\t\n\xA0\xAD\u061C\u1680\u2000-\u200B\u200E\u200F\u2028-\u202F\u205F-\u2064\u2066-\u206F\uFEFF]",
]
_ONLY_IN: dict[Place, list[str]] = {
    "line": [],
    "heading": [r"=(?=\Z)"],
    "argument": [r"\|", r"\}(?=\Z)"],
    "cell": [r"\|", r"!(?=!)", r"[-+}](?<=\A.)"],
}
_MARKUP = {place: re.compile("|".join(_ANYWHERE + own)) for place, own in _ONLY_IN.items()}

# Characters that no page can hold: those that XML forbids, CR (read as LF) and DEL (a "?").
_UNHOLDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str, place: Place) -> str:
    """`text` as wikitext that shows it, every character of it, and nothing else."""
    return _written(text, 0, len(text), _positions(text, place))


def escaped_with_bold(text: str, start: int, stop: int) -> str:
    """A line of wikitext that shows `text`, from `start` to `stop` in bold."""
    references = _positions(text, "line")
    # An apostrophe beside the quotes of bold would be read as one of them.
    references.update(i for i in (start - 1, start, stop - 1, stop) if text[i : i + 1] == "'")
    before, bold, after = (
        _written(text, i, j, references) for i, j in ((0, start), (start, stop), (stop, len(text)))
    )
    return f"{before}'''{bold}'''{after}"


def without_unholdable(wikitext: str) -> tuple[str, list[str]]:
    """`wikitext` with U+FFFD for each character that no page can hold, and which these were."""
    found = sorted(set(_UNHOLDABLE.findall(wikitext)))
    return (_UNHOLDABLE.sub("\ufffd", wikitext) if found else wikitext), found


def _positions(text: str, place: Place) -> set[int]:
    """Where in `text` a reference is needed."""
    positions = {match.start() for match in _MARKUP[place].finditer(text)}
    if text and unicodedata.combining(text[0]):  # could join what stands before the text
        positions.add(0)
    if not unicodedata.is_normalized("NFC", text):
        positions.update(i for i, char in enumerate(text) if not _is_stable(text[i - 1 : i], char))
    return positions


def _is_stable(before: str, char: str) -> bool:
    """Whether normalization certainly leaves `char` after `before` as it is."""
    normalized = unicodedata.normalize("NFC", before) + char
    return not unicodedata.combining(char) and unicodedata.normalize("NFC", before + char) == normalized


def _written(text: str, start: int, stop: int, references: set[int]) -> str:
    if not references:
        return text[start:stop]
    return "".join(_reference(text[i]) if i in references else text[i] for i in range(start, stop))


def _reference(char: str) -> str:
    return "&nbsp;" if char == "\xa0" else f"&#x{ord(char):02X};"
