"""``index.html``: a page with a card for each document, to be searched without a server.

The page is ``gallery/page.html`` of the styles, with the style sheet, the script and the data put
where it has comments for them. The data is JSON, of which the script makes cards as they come
into view, and beside it a plain list for browsers that run no script. Seeds are hostile: data
can't end its element, a policy in the page lets nothing run but the script as it is here.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pipeline.batch.entry import Entry, compact
from pipeline.document import direction_of
from pipeline.errors import UsageError
from pipeline.messages import Message
from pipeline.styles import Styles

if TYPE_CHECKING:
    from lxml import etree

GALLERY = "index.html"
MARK = '<meta name="generator" content="Seedpress gallery">'
"""What stands in every gallery, whatever its page looks like."""

# So many documents are a block of the page; memory holds no more.
_BLOCK = 250

_PLACE = re.compile(r"<!--(policy|style|documents|script)-->")
_PLACES = ["policy", "style", "documents", "script"]
_FONT = re.compile(r"url\(_seedpress/fonts/([\w.-]+)\)")


class GalleryStyle:
    """The page, style sheet, script and fonts of a gallery.

    Raises:
        UsageError: one of the files is missing, broken, or would end its element.
    """

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.css = styles.text("gallery/gallery.css")
        self.script = styles.text("gallery/gallery.js")
        for name, text in (("style", self.css), ("script", self.script)):
            if re.search(rf"</{name}|<!--", text, re.IGNORECASE):
                raise UsageError(f"the {name} of the gallery has '</{name}' or '<!--', which would end it")
        page = styles.text("gallery/page.html")
        if _PLACE.findall(page) != _PLACES:
            comments = ", ".join(f"<!--{name}-->" for name in _PLACES)
            raise UsageError(f"not a gallery: {styles.path('gallery/page.html')} has to have {comments}")
        self.pieces = _PLACE.split(page)[::2]

    @cached_property
    def policy(self) -> str:
        """The content security policy: this script and style sheet, pictures and fonts beside the page."""
        return "; ".join(
            (
                "default-src 'none'",
                f"script-src {_hash(self.script)}",
                f"style-src {_hash(self.css)}",
                "img-src 'self' file:",
                "font-src 'self' file:",
                "base-uri 'none'",
                "form-action 'none'",
                "require-trusted-types-for 'script'",
            )
        )

    def fonts(self) -> Iterator[tuple[str, bytes]]:
        """The fonts that the style sheet names, each with its place below the output folder."""
        for name in sorted(set(_FONT.findall(self.css))):
            path = self._styles.path(f"fonts/{name}")
            try:
                yield f"_seedpress/fonts/{name}", path.read_bytes()
            except OSError as error:
                raise UsageError(f"cannot read the font {str(path)!r}: {error.strerror}") from error


def gallery_parts(entries: Iterable[Entry], style: GalleryStyle) -> Iterator[bytes]:
    """The page of `entries`, in their order, a part at a time."""
    start, head, body, middle, end = style.pieces
    yield f"{start}{MARK}\n{_policy(style)}{head}<style>{style.css}</style>{body}".encode()
    waiting = iter(entries)
    first = 1
    while block := list(islice(waiting, _BLOCK)):
        yield f'<script type="application/json">{_data(block)}</script>\n'.encode()
        yield f"<noscript>{_list(block, first)}</noscript>\n".encode()
        first += len(block)
    yield f"{middle}<script>{style.script}</script>{end}".encode()


# --- Data ------------------------------------------------------------------------------------


def _data(block: Iterable[Entry]) -> str:
    """JSON that no element of HTML ends in, nor any line of an old script."""
    text = compact([_record(entry) for entry in block])
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _record(entry: Entry) -> dict[str, Any]:
    """What the script needs of `entry`; what is empty is left out."""
    base, files = _addresses(entry)
    record: dict[str, Any] = {
        "title": _title(entry),
        "name": entry.stem,
        "base": base,
        "files": files,
        "failures": [[failure.format, failure.text] for failure in entry.failures],
        "messages": [[message.severity, message.text, _place(message)] for message in entry.all_messages],
    }
    if card := entry.card:
        record |= {
            "language": card.language,
            "direction": card.direction,
            "kind": card.kind,
            "lead": card.lead,
            "essentials": card.essentials,
            "facts": card.facts,
            "thumbnail": _address(card.thumbnail),
        }
    return {key: value for key, value in record.items() if value}


def _title(entry: Entry) -> str:
    """The title of the document, else the name of its file, as text that can be shown."""
    title = entry.card.title if entry.card else ""
    name = entry.stem.rpartition("/")[2]
    return title if title.strip() else os.fsencode(name).decode("utf-8", "replace")


def _place(message: Message) -> str:
    return f"line {message.position.line}" if message.position else ""


def _addresses(entry: Entry) -> tuple[str, list[tuple[str, str, int]]]:
    """What the addresses of all files begin with, and each file's format, rest and size."""
    base = entry.stem if all(file.path.startswith(entry.stem) for file in entry.files) else ""
    return _address(base), [(f.format, _address(f.path[len(base) :]), f.size) for f in entry.files]


def _address(path: str) -> str:
    """A relative address of `path`, whatever characters or bytes its name has."""
    address = quote(os.fsencode(path), safe="/")
    return f".{address}" if address.startswith("//") else address  # else it would name a host


# --- The plain list --------------------------------------------------------------------------


def _list(block: Iterable[Entry], first: int) -> str:
    from lxml import etree

    items = etree.Element("ol", start=str(first))
    for entry in block:
        item = etree.SubElement(items, "li")
        title = etree.SubElement(item, "span")
        title.text = _printable(_title(entry))
        if entry.card:
            title.set("lang", entry.card.language)
            title.set("dir", direction_of(entry.card.language))
        for file in entry.files:
            link = etree.SubElement(item, "a", href=_address(file.path))
            link.text = file.format
        for failure in entry.failures:
            etree.SubElement(item, "strong").text = _printable(f" failed: {failure}")
    return _html(items)


def _policy(style: GalleryStyle) -> str:
    from lxml import etree

    return _html(etree.Element("meta", {"http-equiv": "Content-Security-Policy", "content": style.policy}))


def _printable(text: str) -> str:
    """`text` without what XML has no characters for; a name of a file may have any."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def _html(element: etree._Element) -> str:
    from lxml import etree

    text: str = etree.tostring(element, method="html", encoding="unicode")
    return text


def _hash(text: str) -> str:
    """How a policy names the content of an element, which has no carriage returns once it is parsed."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
