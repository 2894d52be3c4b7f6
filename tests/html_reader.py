"""Reads the text of a document out of HTML or XHTML, by the meaning of the tags alone.

It knows nothing of how the exporters write them: a heading, a caption, a paragraph, a list
item and a row are a written line each, a line break ends one, and the header row of a table
is not the document's. Neither is a figure: it shows again what the text says.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

_LINES = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "caption", "li", "tr"}
_UNREAD = {"head", "nav", "thead", "script", "style", "img", "figure"}


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def lines_in(element: etree._Element) -> list[str]:
    """The written lines below `element`, in order."""
    return list(_lines(element))


def _lines(element: etree._Element) -> Iterator[str]:
    name = local(element)
    if name in _UNREAD:
        return
    if name in _LINES:
        yield from _own_text(element).split("\n")
    for child in element:
        yield from _lines(child)


def _own_text(element: etree._Element) -> str:
    """The text of a line without that of the lines below it."""
    parts = [element.text or ""]
    for child in element:
        if local(child) == "br":
            parts.append("\n")
        elif local(child) not in (_LINES | {"ul"}):
            parts.append(_own_text(child))
            # The label of a fact: a header cell at the head of its row in a table of facts.
            if local(child) == "th" and "facts" in _table_of(element).get("class", "").split():
                parts.append(": ")
        parts.append(child.tail or "")
    return "".join(parts)


def _table_of(row: etree._Element) -> etree._Element:
    return next(a for a in row.iterancestors() if local(a) == "table")
