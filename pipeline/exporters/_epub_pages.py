"""The content documents of an EPUB, and what leads to them.

The files of a single article lie beside each other; in a collection each article has a folder of its
own, called after its title, in which they have the same names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from pipeline.document import Document, Section, direction_of
from pipeline.exporters.figures import Figure
from pipeline.exporters.html import (
    EPUB,
    append,
    append_opening,
    append_section,
    blank_page,
    set_language,
    to_xhtml,
)
from pipeline.exporters.svg import SVG
from pipeline.terms import Terms

_OPENING = "opening.xhtml"


@dataclass(frozen=True, slots=True)
class Article:
    """A document in a book, as it is shown, with the canonical XML of what was written.

    `slug` names its folder; it is empty for an article that is the whole book.
    """

    document: Document
    terms: Terms
    figures: tuple[Figure, ...]
    source: bytes
    slug: str = ""

    def file(self, name: str) -> str:
        """Where the file `name` of this article is in the package."""
        return f"{self.slug}/{name}" if self.slug else name

    def id(self, name: str) -> str:
        """The id of `name` in the package document."""
        return f"{name}.{self.slug}" if self.slug else name

    def page(self, title: str) -> tuple[etree._Element, etree._Element]:
        """An empty page of this article, and its body."""
        return _styled_page(title, self.document.language, "../style.css" if self.slug else "style.css")


@dataclass(frozen=True, slots=True)
class ContentDocument:
    """A page of text: its id, its place in the package, and its bytes."""

    id: str
    file: str
    content: bytes
    has_svg: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place that the table of contents leads to, with those below it.

    `language` is that of the labels from here on, unless empty. `ncx_id` is the id in the NCX of what
    has nothing below it.
    """

    label: str
    href: str
    below: tuple[Place, ...] = ()
    language: str = ""
    ncx_id: str = ""


def label(title: str, terms: Terms) -> str:
    """`title` as a label, which can't be empty."""
    return title if title.strip() else terms.untitled


def content_documents(article: Article) -> Iterator[ContentDocument]:
    """The pages of `article`: its opening, and one for each top-level section."""
    yield _content_document(article, "opening", _OPENING, _opening_page(article))
    for number, section in enumerate(article.document.sections, 1):
        page = _section_page(article, section)
        yield _content_document(article, f"section-{number}", _section_file(number), page)


def _content_document(article: Article, name: str, file: str, page: etree._Element) -> ContentDocument:
    has_svg = page.find(f".//{{{SVG}}}svg") is not None
    return ContentDocument(article.id(name), article.file(file), to_xhtml(page), has_svg)


def _section_file(number: int) -> str:
    return f"section-{number}.xhtml"


# --- Pages -----------------------------------------------------------------------------------


def _styled_page(
    title: str, language: str, style: str = "style.css"
) -> tuple[etree._Element, etree._Element]:
    html, head, body = blank_page(title, language)
    append(head, "link", rel="stylesheet", type="text/css", href=style)
    return html, body


def _set_type(element: etree._Element, epub_type: str, role: str = "") -> None:
    element.set(f"{{{EPUB}}}type", epub_type)
    if role:
        element.set("role", role)


def cover_page(title: str, language: str, terms: Terms) -> etree._Element:
    """The page that shows the cover."""
    html, body = _styled_page(label(title, terms), language)
    body.set("class", "cover")
    alt = f"{terms.cover}: {label(title, terms)}"
    _set_type(append(body, "img", src="cover.png", alt=alt), "cover", "doc-cover")
    return html


def _opening_page(article: Article) -> etree._Element:
    html, body = article.page(label(article.document.title, article.terms))
    append_opening(body, article.document, article.terms, article.figures)
    return html


def _section_page(article: Article, section: Section) -> etree._Element:
    html, body = article.page(label(section.title, article.terms))
    chapter = append_section(body, section, article.terms, figures=article.figures)
    _set_type(chapter, "chapter", "doc-chapter")
    chapter.set("aria-labelledby", section.id)
    return html


# --- Contents --------------------------------------------------------------------------------


def places_of_single(article: Article) -> tuple[Place, ...]:
    """The contents of a book of one article: its opening, then its sections."""
    title = label(article.document.title, article.terms)
    opening = Place(title, article.file(_OPENING), ncx_id="toc-opening")
    return (opening, *_section_places(article))


def place_in_collection(article: Article) -> Place:
    """An article in the contents of many, with its sections below it."""
    title = label(article.document.title, article.terms)
    below = tuple(_section_places(article))
    return Place(title, article.file(_OPENING), below, article.document.language)


def _section_places(article: Article) -> Iterator[Place]:
    for number, section in enumerate(article.document.sections, 1):
        file = article.file(_section_file(number))
        yield _section_place(section, file, file, article.terms)


def _section_place(section: Section, href: str, file: str, terms: Terms) -> Place:
    below = (_section_place(child, f"{file}#{child.id}", file, terms) for child in section.sections)
    return Place(label(section.title, terms), href, tuple(below))


def nav_page(title: str, language: str, places: Sequence[Place], terms: Terms) -> etree._Element:
    """The navigation document of the book `title`, whose text begins at the first of `places`."""
    html, body = _styled_page(terms.contents, language)
    toc = append(body, "nav")
    _set_type(toc, "toc", "doc-toc")
    toc.set("aria-labelledby", "contents")
    set_language(append(toc, "h1", terms.contents, id="contents"), terms.language)
    _append_places(toc, places, language)

    landmarks = append(body, "nav", hidden="hidden", aria_label=terms.landmarks)
    _set_type(landmarks, "landmarks")
    set_language(landmarks, terms.language)
    entries = append(landmarks, "ol")
    for epub_type, text, href in (
        ("cover", terms.cover, "cover.xhtml"),
        ("bodymatter", label(title, terms), places[0].href),
    ):
        _set_type(append(append(entries, "li"), "a", text, href=href), epub_type)
    return html


def _append_places(parent: etree._Element, places: Sequence[Place], language: str) -> None:
    entries = append(parent, "ol")
    for place in places:
        entry = append(entries, "li")
        if place.language not in ("", language):
            set_language(entry, place.language)
            entry.set("dir", direction_of(place.language))
        append(entry, "a", place.label, href=place.href)
        if place.below:
            _append_places(entry, place.below, language)
