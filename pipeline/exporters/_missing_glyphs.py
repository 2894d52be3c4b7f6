"""What a page shows for a character that no font has: a small box with its code point.

A glyph that a font doesn't have may not be drawn in an accessible or archival PDF (ISO 14289-1, 7.21.8;
ISO 19005-3, 6.2.11.8), and an empty rectangle tells a reader nothing. A stand-in is drawn in the
page's own font and looks like those of browsers; the character itself is its ``ActualText``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import count, groupby

from lxml import etree

from pipeline.messages import Code, Message

# The attribute of a stand-in that has the code points of what it stands for.
CODES = "data-codes"

# The two halves of a code are generated content: so what copies a heading's text, as a running head
# does, has none of it. The outline takes the heading as it was written.
# Each rule names its elements: one that may be for any is tried on all of a page.
# The width is set because finding it takes as much time again.
STYLE = f"""
span[{CODES}][class] {{ display: inline-block; width: 0.92em; border: 0.06em solid; border-radius: 0.1em;
  padding: 0.06em 0; vertical-align: -0.18em; text-indent: 0; text-align: center; white-space: nowrap;
  font-style: normal; font-weight: 500; font-family: var(--sans, sans-serif); letter-spacing: 0;
  text-transform: none }}
span[{CODES}].four[class] {{ width: 0.68em }}
span[{CODES}][class]::before {{ display: block; font-size: 0.42em; line-height: 1;
  content: attr(data-upper) }}
span[{CODES}][class]::after {{ display: block; font-size: 0.42em; line-height: 1;
  content: attr(data-lower) }}
h1[data-heading], h2[data-heading], h3[data-heading], h4[data-heading], h5[data-heading],
h6[data-heading] {{ bookmark-label: attr(data-heading) }}
"""

# What changes or joins the character before it and is itself not drawn: joiners, selectors and tags.
_FOLLOWERS = "\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef"

# So many stand-ins of a page show a code. More would take minutes, and nobody would read them.
_MOST_CODES = 1000
# A square, which the fonts of the styles have, and where a line may end: one that can't takes square time.
_PLAIN = "\N{WHITE SQUARE}\N{ZERO WIDTH SPACE}"

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MOST_LISTED = 20


# --- In the page -----------------------------------------------------------------------------


def put_stand_ins(page: etree._Element, missing: frozenset[str]) -> None:
    """Put stand-ins for the `missing` characters into the body of `page`, an ``html`` element."""
    if not missing:
        return
    # In brackets, so that the pieces of a split text are plain text and stand-in in turns.
    pattern = re.compile(f"([{''.join(map(re.escape, sorted(missing)))}][{_FOLLOWERS}]*)")
    numbers = count()
    body = page[-1]
    for element in list(body.iter("{*}*")):
        if etree.QName(element).localname in _HEADINGS:
            heading = "".join(map(str, element.itertext()))
            if pattern.search(heading):
                element.set("data-heading", heading)
        if element is not body and element.tail and pattern.search(element.tail):
            element.tail, *pieces = pattern.split(element.tail)
            first, element.tail = element.tail, None  # else it would go behind each stand-in
            for stand_in in _stand_ins(element, pieces, numbers):
                element.addnext(stand_in)
            element.tail = first
        if element.text and pattern.search(element.text):
            element.text, *pieces = pattern.split(element.text)
            for stand_in in _stand_ins(element, pieces, numbers):
                element.insert(0, stand_in)


def _stand_ins(
    sibling: etree._Element, pieces: list[str], numbers: Iterator[int]
) -> Iterator[etree._Element]:
    """The stand-ins for every other one of `pieces`, each with the text behind it, from the last one."""
    namespace = etree.QName(sibling).namespace
    for place in range(len(pieces) - 2, -1, -2):
        stand_in = etree.Element(etree.QName(namespace, "span"))
        stand_in.set(CODES, " ".join(f"{ord(c):X}" for c in pieces[place]))
        stand_in.tail = pieces[place + 1]
        if next(numbers) < _MOST_CODES:
            _set_code(stand_in, ord(pieces[place][0]))
        else:
            stand_in.text = _PLAIN
        yield stand_in


def _set_code(stand_in: etree._Element, code: int) -> None:
    digits = f"{code:04X}" if code <= 0xFFFF else f"{code:06X}"
    half = len(digits) // 2
    stand_in.set("class", "four" if half == 2 else "six")
    stand_in.set("data-upper", digits[:half])
    stand_in.set("data-lower", digits[half:])


def stood_for(codes: str, element_tag: str) -> str:
    """What a reader is given for a box of a stand-in with `codes`: all with its first half, or whole."""
    if element_tag.endswith("::after"):
        return ""
    return "".join(chr(int(code, 16)) for code in codes.split())


# --- In messages -----------------------------------------------------------------------------


def missing_messages(missing: frozenset[str]) -> Iterator[Message]:
    """What to say about the `missing` characters: a message for each package that may have them."""
    for advice, group in groupby(sorted(missing, key=lambda c: (_advice(c), c)), _advice):
        characters = [_named(c) for c in group]
        more = len(characters) - _MOST_LISTED
        listed = ", ".join(characters[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
        yield Message(
            Code.GLYPH_MISSING, f"no installed font has {listed}: drawn as a box with its code; {advice}"
        )


def _named(character: str) -> str:
    shown = f"{character} " if unicodedata.category(character)[0] in "LNPS" else ""
    return f"{shown}U+{ord(character):04X}"


def _advice(character: str) -> str:
    """Where to look for a font that has `character`, by its script; packages as Debian names them."""
    code = ord(character)
    match unicodedata.category(character):
        case "Co":
            return "it is for private use, and in the font that its author used"
        case "Cc" | "Cn":
            return "it is a control or no assigned character, and hardly in any font"
    if 0x20000 <= code < 0x40000:
        return "for rare ideographs, apt install fonts-hanazono"
    if unicodedata.name(character, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL")):
        return "apt install fonts-noto-cjk"
    if 0x1F000 <= code < 0x1FB00 or 0x2600 <= code < 0x27C0:
        return "apt install fonts-noto-color-emoji"
    return "fonts-noto-core has most scripts: apt install fonts-noto-core"
