"""Many documents as one PDF: a title page, a table of contents, then each document as a chapter.

Each chapter is laid out by itself, so it looks as it does alone, and one that can't be laid out is left
out. The pages of all are held until the last one is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lxml import etree

from pipeline.canonical import identifier_of, identifier_of_all
from pipeline.carry import pdf_file_of
from pipeline.document import Document, direction_of
from pipeline.errors import ExportFailed, SeedpressError
from pipeline.exporters import Entry
from pipeline.exporters._collection import Slugs, languages_of
from pipeline.exporters._missing_glyphs import missing_messages
from pipeline.exporters._pdf_chapters import Chapter
from pipeline.exporters._weasy import Engine, Rendering, StyleSheets
from pipeline.exporters.html import append, blank_page, set_language
from pipeline.messages import Message, Report
from pipeline.terms import Terms, terms_for

LayOut: TypeAlias = Callable[[frozenset[str], int], Rendering]
"""Lays a document out, given the characters that no font has and the number of its first page."""

MOST_PAGES = 2500
"""The page of an article takes 1.3 MB of memory until all is written, a fact sheet 4 MB."""

_LONG_TITLE = 60


@dataclass(slots=True)
class Part:
    """A document of the collection, called `name` in it, and its pages once they are laid out."""

    document: Document
    name: str
    source: bytes
    report: Report
    lay_out: LayOut
    missing: frozenset[str] = frozenset()
    first_page: int = 0
    pages: list[Any] = field(default_factory=list)
    messages: tuple[Message, ...] = ()
    painted: list[Message] = field(default_factory=list)

    def lay(self, first_page: int) -> None:
        """Lay it out, beginning with the page number `first_page`."""
        rendering = self.lay_out(self.missing, first_page)
        self.first_page, self.pages = first_page, rendering.engine_document.pages
        self.messages = rendering.messages

    def chapter(self, untitled: str) -> Chapter:
        """What the engine has to know of it."""
        self.painted.clear()
        title = self.document.title if self.document.title.strip() else untitled
        return Chapter(title, self.document.language, _anchor(self.name), self.painted.append, self.pages)


def collection_pdf(
    engine: Engine,
    front_style: StyleSheets,
    entries: Iterable[Entry],
    title: str,
    part_of: Callable[[Entry, str], Part],
    all_terms: Mapping[str, Terms],
    report: Report,
) -> bytes:
    """The documents of `entries` as one PDF.

    Args:
        engine: lays out and writes.
        front_style: what the title and the contents look like.
        entries: the documents.
        title: that of the whole.
        part_of: the part that an entry becomes, with a name that no other one has.
        all_terms: the words of all languages.
        report: takes what there is to say about the whole.

    Raises:
        ExportFailed: there is no document, or there are more than `MOST_PAGES`.
    """
    parts = _parts(entries, part_of)
    language = languages_of(part.document.language for part in parts)[0]
    terms = terms_for(all_terms, language)
    sources = {pdf_file_of(part.name): part.source for part in parts}
    identifier = identifier_of_all(title, [identifier_of(part.source) for part in parts]).urn
    missing: frozenset[str] = frozenset()
    while True:
        chapters = [part.chapter(terms_for(all_terms, part.document.language).untitled) for part in parts]
        page = _front_page(title, language, terms, chapters, [part.first_page for part in parts])
        front = engine.layout(page, missing, front_style)
        said = [*front.messages]
        pdf, [*found, found_in_front] = engine.join(front, chapters, sources, identifier, said.append)
        is_done = found_in_front <= missing and all(
            new <= part.missing for part, new in zip(parts, found, strict=True)
        )
        if is_done:
            break
        missing |= found_in_front
        _lay_again(parts, found)
    for part in parts:
        for message in (*part.messages, *part.painted, *missing_messages(part.missing)):
            part.report(message)
    for message in (*said, *missing_messages(missing)):
        report(message)
    return pdf


def _parts(entries: Iterable[Entry], part_of: Callable[[Entry, str], Part]) -> list[Part]:
    """The parts, laid out, but for those that can't be."""
    parts: list[Part] = []
    slugs = Slugs()
    pages = 0
    for entry in entries:
        try:
            part = part_of(entry, slugs.slug_for(entry.document.title))
            part.lay(pages + 1)
        except SeedpressError as error:
            entry.leave_out(error)
            continue
        pages += len(part.pages)
        if pages > MOST_PAGES:
            raise ExportFailed(f"a PDF of more than {MOST_PAGES} pages takes too much memory: make several")
        parts.append(part)
    if not parts:
        raise ExportFailed("there is no document to make a PDF of")
    return parts


def _lay_again(parts: Sequence[Part], found: Sequence[frozenset[str]]) -> None:
    """Lay out the parts with characters that no font has, and those whose page numbers this changes."""
    first_page = 1
    for part, characters in zip(parts, found, strict=True):
        is_stale = not characters <= part.missing
        part.missing |= characters
        if is_stale or part.first_page != first_page:
            part.lay(first_page)
        first_page += len(part.pages)


# --- Pages -----------------------------------------------------------------------------------


def _anchor(name: str) -> str:
    return f"article.{name}"


def set_anchor(page: etree._Element, name: str, kept: str) -> None:
    """Let links to the article `name` lead to the title on `page`, and give up all ids but `kept`.

    Those of sections are unique in one document alone, and nothing leads to them.
    """
    for element in page.iter("*"):
        if element.get("id", kept) != kept:
            del element.attrib["id"]
    title = page.find(".//{*}h1")
    assert title is not None, "every page has a title"
    title.set("id", _anchor(name))


def _front_page(
    title: str, language: str, terms: Terms, chapters: Sequence[Chapter], first_pages: Sequence[int]
) -> etree._Element:
    """The title and the contents."""
    shown = title if title.strip() else terms.untitled
    html, _, body = blank_page(shown, language)
    append(body, "h1", shown, class_="title long" if len(shown) > _LONG_TITLE else "title")
    set_language(append(body, "h1", terms.contents, class_="contents"), terms.language)
    contents = append(body, "ol")
    for chapter, number in zip(chapters, first_pages, strict=True):
        entry = append(contents, "li")
        if chapter.language != language:
            set_language(entry, chapter.language)
        # The lines all run as those of the book, so that its numbers stand at one side.
        href = f"#{chapter.anchor}"
        append(entry, "a", chapter.title, href=href, dir=direction_of(chapter.language))
        append(entry, "a", class_="page", href=href, data_page=str(number))
    return html
