"""The one HTML rendering of a document, which PDF, EPUB and the web page share.

It is built as a tree of XHTML elements; each user of it adds a style sheet, and serializes
it in the syntax that it needs. What a reader sees is the document's text, written line by
written line, and nothing else but the header row of a cast table (``thead``) and the figures that
were asked for (``figure``).

The tags are those that become a sound tag tree in a PDF (PDF/UA-1): headings in strict order
from ``h1``, no paragraph inside a list item, header cells without spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, assert_never

from lxml import etree

from pipeline.document import (
    Block,
    BulletList,
    CastList,
    CastMember,
    Date,
    Document,
    Duration,
    Inline,
    Inlines,
    LineBreak,
    ListItem,
    Money,
    Name,
    Paragraph,
    Quantity,
    Quote,
    Score,
    Section,
    Text,
    direction_of,
)
from pipeline.exporters.figures import Figure
from pipeline.exporters.svg import mark_svg
from pipeline.terms import Terms

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"

_NSMAP: Any = {None: XHTML, "epub": EPUB}  # the stubs know no default namespace
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def append(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    """A new last child of `parent`; a Python keyword as attribute takes a ``_`` at its end."""
    element = etree.SubElement(parent, f"{{{XHTML}}}{name}")
    for key, value in attributes.items():
        element.set(key.rstrip("_").replace("_", "-"), value)
    if text:
        element.text = text
    return element


def set_language(element: etree._Element, language: str) -> None:
    """Say that the text below `element` is in `language` (a BCP 47 tag)."""
    element.set("lang", language)
    element.set(XML_LANG, language)


# --- The page and its parts ------------------------------------------------------------------


def blank_page(title: str, language: str) -> tuple[etree._Element, etree._Element, etree._Element]:
    """An empty page called `title`: its ``html``, ``head`` and ``body``."""
    html = etree.Element(f"{{{XHTML}}}html", nsmap=_NSMAP)
    set_language(html, language)
    html.set("dir", direction_of(language))
    head = append(html, "head")
    append(head, "meta", charset="utf-8")
    append(head, "title", title)
    return html, head, append(html, "body")


def append_article(
    parent: etree._Element, document: Document, terms: Terms, figures: tuple[Figure, ...] = ()
) -> None:
    """The whole document, with its title as ``h1``, and each of its `figures` in its place."""
    append_opening(parent, document, terms, figures)
    for section in document.sections:
        append_section(parent, section, terms, figures=figures)


def append_opening(
    parent: etree._Element, document: Document, terms: Terms, figures: tuple[Figure, ...] = ()
) -> None:
    """What stands before the first section: title, facts, lead, and those of `figures` that belong here."""
    _append_heading(parent, "h1", document.title, terms)
    if document.caption or document.facts:
        _append_facts(parent, document, terms)
    if document.lead:
        lead = append(parent, "div", class_="lead")
        for block in document.lead:
            _append_block(lead, block, terms)
    _append_figures(parent, figures, "")


def _append_heading(
    parent: etree._Element, tag: str, title: str, terms: Terms, **attributes: str
) -> etree._Element:
    """A heading; one without text is told to those who hear it, as the seed says nothing there."""
    heading = append(parent, tag, title, **attributes)
    if not title.strip():
        heading.set("aria-label", terms.untitled)
    return heading


def append_section(
    parent: etree._Element,
    section: Section,
    terms: Terms,
    depth: int = 1,
    figures: tuple[Figure, ...] = (),
) -> etree._Element:
    """A section and its subsections; its heading, ``h2`` at depth 1, has the section's id.

    Those of `figures` that belong to it follow its own text.

    The element has no name of its own: each named section would be a landmark, and these
    have to be few and to differ, which the headings of an article need not.
    """
    element = append(parent, "section")
    heading = _append_heading(element, f"h{min(depth + 1, 6)}", section.title, terms, id=section.id)
    if depth > 5:  # HTML ends at h6
        heading.set("role", "heading")
        heading.set("aria-level", str(depth + 1))
    for block in section.blocks:
        _append_block(element, block, terms)
    _append_figures(element, figures, section.id)
    for child in section.sections:
        append_section(element, child, terms, depth + 1, figures)
    return element


def append_figure(parent: etree._Element, figure: Figure) -> None:
    """A figure: its title, a table in which each value is drawn beside it, and where it is from.

    The table is the figure's text alternative: it reads well where nothing is drawn.
    """
    element = append(parent, "figure", class_=f"drawn {figure.kind}")
    set_language(append(element, "figcaption", figure.title), figure.language)
    table = append(element, "table")
    table.set("aria-label", figure.title)
    body = append(table, "tbody")
    for mark in figure.marks:
        row = append(body, "tr")
        # A date heads its row, what happened is the value; else it's the other way round.
        head, last = (mark.value, mark.label) if figure.kind == "timeline" else (mark.label, mark.value)
        append(row, "th", head, scope="row")
        append(row, "td").append(mark_svg(figure.kind, mark, rtl=figure.rtl))
        cell = append(row, "td", last)
        if mark.note:
            set_language(append(cell, "span", mark.note, class_="note"), figure.language)
    set_language(append(element, "p", figure.origin, class_="origin"), figure.language)


def _append_figures(parent: etree._Element, figures: Iterable[Figure], place: str) -> None:
    for figure in figures:
        if figure.place == place:
            append_figure(parent, figure)


def _append_facts(parent: etree._Element, document: Document, terms: Terms) -> None:
    if not document.facts:
        append(parent, "p", document.caption, class_="caption")
        return
    table = append(parent, "table", class_="facts")
    if document.caption:
        append(table, "caption", document.caption)
    else:
        table.set("aria-label", terms.facts)
    body = append(table, "tbody")
    for fact in document.facts:
        row = append(body, "tr")
        append(row, "th", fact.label, scope="row")
        _append_content(append(row, "td"), fact.content)


# --- Blocks ----------------------------------------------------------------------------------


def _append_block(parent: etree._Element, block: Block, terms: Terms) -> None:
    match block:
        case Paragraph():
            _append_content(append(parent, "p"), block.content)
        case BulletList(items):
            _append_list(parent, items)
        case CastList(members):
            _append_cast(parent, members, terms)
        case _:
            assert_never(block)


def _append_list(parent: etree._Element, items: tuple[ListItem, ...]) -> None:
    element = append(parent, "ul")
    for item in items:
        _append_item(append(element, "li"), item)


def _append_item(parent: etree._Element, item: ListItem) -> None:
    _append_content(parent, item.content)
    if item.items:
        _append_list(parent, item.items)


def _append_cast(parent: etree._Element, members: tuple[CastMember | ListItem, ...], terms: Terms) -> None:
    """Two columns, actor and the rest; the cells of a row, joined, are the written line."""
    table = append(parent, "table", class_="cast")
    head = append(table, "thead")
    set_language(head, terms.language)
    row = append(head, "tr")
    append(row, "th", terms.actor, scope="col")
    append(row, "th", terms.role, scope="col")
    body = append(table, "tbody")
    for member in members:
        row = append(body, "tr")
        if isinstance(member, CastMember):
            append(row, "th", member.actor, scope="row")
            rest = append(row, "td", member.joint)
            append(rest, "em", member.role)
            _append_content(rest, member.note)
        else:
            _append_item(append(row, "td", colspan="2"), member)


# --- Inlines ---------------------------------------------------------------------------------


def _append_content(parent: etree._Element, content: Inlines) -> None:
    for part in content:
        if not isinstance(part, Text):
            _append_inline(parent, part)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + part.text
        else:
            parent.text = (parent.text or "") + part.text


def _append_inline(parent: etree._Element, part: Inline) -> None:
    match part:
        case Text():
            raise AssertionError("text is not an element")
        case Date(text, when, to) if not to and _is_html_date(when):
            append(parent, "time", text, datetime=when)
        case Duration(text, duration) if _HTML_DURATION.fullmatch(duration):
            append(parent, "time", text, datetime=duration)
        case Money(text, amount, currency):
            append(parent, "data", text, value=f"{amount:f} {currency}")
        case Quantity(text, quantity, unit):
            append(parent, "data", text, value=f"{quantity:f} {unit}".strip())
        case Score(text, value, scale):
            append(parent, "data", text, value=f"{value:f}/{scale:f}")
        case Name(text, _, key) if key:
            append(parent, "data", text, value=key)
        case Date(text) | Duration(text) | Name(text):
            append(parent, "span", text, class_=type(part).__name__.lower())
        case Quote(content):
            # Not a `q`: that would draw quotation marks of its own.
            _append_content(append(parent, "span", class_="quote"), content)
        case LineBreak():
            append(parent, "br")
        case _:
            assert_never(part)


# What HTML takes as a duration: ISO 8601 without years, months and weeks.
_HTML_DURATION = re.compile(r"P(?=\d|T\d)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,3})?S)?)?", re.ASCII)


def _is_html_date(when: str) -> bool:
    """Whether HTML takes `when`: a year after 0, a month or a day of the calendar."""
    try:
        date.fromisoformat(f"{when}-01-01"[:10])
    except ValueError:
        return False
    return True


# --- Syntax ----------------------------------------------------------------------------------


def to_xhtml(html: etree._Element) -> bytes:
    """`html` as an XHTML file: UTF-8, with an XML declaration and a doctype."""
    text: bytes = etree.tostring(html, xml_declaration=True, encoding="utf-8", doctype="<!DOCTYPE html>")
    return text


def to_html(html: etree._Element) -> str:
    """`html` in HTML's own syntax, for a browser or WeasyPrint. Uses `html` up."""
    for element in html.iter("*"):
        element.tag = etree.QName(element).localname
        element.attrib.pop(XML_LANG, "")
    etree.cleanup_namespaces(html)
    text: str = etree.tostring(html, method="html", encoding="unicode", doctype="<!DOCTYPE html>")
    return text
