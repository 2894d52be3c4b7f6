"""A page tree as WeasyPrint takes it, without the way through text and a parser.

WeasyPrint takes HTML as text only, and its parser, in Python, takes longer than all that makes
the page. Its default style sheet gives each element six pseudo-elements, for notes and list
markers, that a page has no use for: to style these takes longer than to style the elements.

Both shortcuts rest on what isn't documented, so each is tried when an engine is made, and where
WeasyPrint is not as they expect, it gets text, or keeps its style sheet.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable
from typing import Any
from xml.etree import ElementTree

from lxml import etree

from pipeline.exporters.html import XHTML, XML_LANG, blank_page, to_html

# CSS that may want the pseudo-elements, or that brings CSS which is not seen here. A letter that is
# written as an escape could hide any word.
_WANTS_PSEUDO_ELEMENTS = re.compile(r"note-|footnote|\bnote\(|list-item|@import|\\", re.IGNORECASE)
_OF_NOTES = frozenset({"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"})
_LIST_ITEM = "li"

# Of the paragraph separator WeasyPrint knows only that Pango ends a line there, and gives up.
_PARAGRAPH_SEPARATOR = "\N{PARAGRAPH SEPARATOR}"


def html_maker(weasyprint: Any, fetcher: Any, css: Iterable[str]) -> Callable[[etree._Element], Any]:
    """What makes a ``weasyprint.HTML`` of a page (an ``html`` element, which is used up).

    `css` is the text of the style sheets that it will be laid out with.
    """
    lean_style_sheet = None if any(map(_WANTS_PSEUDO_ELEMENTS.search, css)) else _lean(weasyprint)

    class Page(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint has no types
        def _ua_stylesheets(self, forms: bool = False) -> Any:
            return super()._ua_stylesheets(forms) if forms or not lean_style_sheet else [lean_style_sheet]

    def parsed(page: etree._Element) -> Any:
        text = to_html(page).replace(_PARAGRAPH_SEPARATOR, " ")
        return Page(string=text, url_fetcher=fetcher)

    def given(page: etree._Element) -> Any:
        from cssselect2 import ElementWrapper

        html = Page.__new__(Page)
        html.base_url, html.url_fetcher, html.media_type = None, fetcher, "print"
        html.wrapper_element = ElementWrapper.from_html_root(html_tree(page), content_language=None)
        html.etree_element = html.wrapper_element.etree_element
        return html

    return given if _are_alike(parsed, given) else parsed


def _are_alike(*makers: Callable[[etree._Element], Any]) -> bool:
    """Whether all of `makers` make the same of a page."""
    try:
        made = [vars(make(blank_page("", "en")[0])) for make in makers]
    except Exception:  # whatever a WeasyPrint raises that is made otherwise
        return False
    kinds = [{name: type(value) for name, value in of_one.items()} for of_one in made]
    return all(kind == kinds[0] for kind in kinds)


def html_tree(page: etree._Element) -> ElementTree.Element:
    """What an HTML parser makes of `page` (an ``html`` element) once it is written as text."""
    copies: dict[etree._Element, ElementTree.Element] = {}
    for element in page.iter("*"):
        name = etree.QName(element)
        tag = name.localname if name.namespace == XHTML else name.text
        attributes = {str(k): _text(v) for k, v in element.attrib.items() if k != XML_LANG}
        parent = element.getparent()
        if parent is None:
            made = ElementTree.Element(tag, attributes)
        else:
            made = ElementTree.SubElement(copies[parent], tag, attributes)
        made.text, made.tail = _text(element.text or "") or None, _text(element.tail or "") or None
        copies[element] = made
    return copies[page]


def _text(text: str | bytes) -> str:
    return str(text).replace(_PARAGRAPH_SEPARATOR, " ")


# --- The default style sheet -------------------------------------------------------------------


def _lean(weasyprint: Any) -> Any:
    """WeasyPrint's default style sheet without notes, and with markers for list items alone.

    ``None`` where it isn't as expected.
    """
    try:
        sheet = copy.copy(weasyprint.UA_STYLESHEET)
        matcher = sheet.matcher = copy.copy(sheet.matcher)
        # Of an entry, the fourth is the name of its pseudo-element; entries are sorted when they match.
        entries, by_name = matcher.other_selectors, dict(matcher.lower_local_name_selectors)
        markers = [entry for entry in entries if entry[3] == "marker"]
        matcher.other_selectors = [entry for entry in entries if entry[3] not in {"marker", *_OF_NOTES}]
        by_name[_LIST_ITEM] = [*by_name[_LIST_ITEM], *markers]
        matcher.lower_local_name_selectors = by_name
    except Exception:  # whatever a WeasyPrint raises that is made otherwise
        return None
    return sheet
