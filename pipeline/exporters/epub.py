"""EPUB 3.3, packed by EbookLib.

A chapter for the title, facts and lead, and one for each top-level section; a cover, a
navigation document (and an NCX for old readers), and the canonical XML of the document.

EbookLib is AGPL and is imported in this module alone, when an exporter is made. It writes the
package; the content documents are ours, as it would parse and write them again.
"""

from __future__ import annotations

import posixpath
import time
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from types import ModuleType
from typing import Any, ClassVar

from lxml import etree

from pipeline.canonical import MEDIA_TYPE, NAMESPACE, identifier_of, to_xml
from pipeline.carry import EPUB_FILE, EPUB_RELATIONSHIP
from pipeline.document import Document, Section, direction_of
from pipeline.errors import MissingTool
from pipeline.exporters._epoch import source_date_epoch
from pipeline.exporters.cover import CoverPainter
from pipeline.exporters.figures import Figure, figures_of
from pipeline.exporters.html import (
    EPUB,
    XML_LANG,
    append,
    append_opening,
    append_section,
    blank_page,
    set_language,
    to_xhtml,
)
from pipeline.exporters.svg import SVG
from pipeline.exporters.typography import QuoteOptions
from pipeline.messages import Report
from pipeline.profiles import Profiles, load_profiles
from pipeline.styles import Styles
from pipeline.terms import Terms, load_terms, terms_for

_XHTML_TYPE = "application/xhtml+xml"

# EPUB Accessibility 1.1, section 3: what is true of each book that is written here. It claims
# no conformance, which somebody would have to certify.
_ACCESSIBILITY = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "alternativeText"),
    ("schema:accessibilityFeature", "displayTransformability"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityHazard", "none"),
)


class EpubExporter:
    """Writes a document as an EPUB."""

    name: ClassVar[str] = "epub"
    suffix: ClassVar[str] = ".epub"
    media_type: ClassVar[str] = "application/epub+zip"
    summary: ClassVar[str] = "EPUB 3.3 with a cover, contents and accessibility metadata"
    reads_profiles: ClassVar[bool] = True
    reads_styles: ClassVar[tuple[str, ...]] = ("epub/", "fonts/", "html/figures.css", "terms.toml")
    uses_system_fonts: ClassVar[bool] = True
    Options = QuoteOptions

    def __init__(
        self,
        options: QuoteOptions,
        styles: Styles,
        report: Report,
        *,
        profiles: Profiles | None = None,
    ) -> None:
        try:
            from ebooklib import epub
        except ImportError as error:
            raise MissingTool("EPUB needs EbookLib: pip install ebooklib") from error
        self._epub: ModuleType = epub
        self._profiles = profiles or load_profiles()
        self._options = options
        self._terms = load_terms(styles)
        self._css = "\n".join(map(styles.text, ("epub/book.css", "html/figures.css")))
        self._covers = CoverPainter(styles)
        self._report = report

    def export(self, document: Document) -> bytes:
        """The document as an EPUB.

        Raises:
            UnreadableInput: a text holds a character that XML forbids.
        """
        terms = terms_for(self._terms, document.language)
        source = to_xml(document)
        profile = self._profiles.that_read(document.profile, self._report)
        document = self._options.shown(document)
        figures = figures_of(document, terms, profile)
        cover = self._covers.paint(document.title, document.language, self._report)
        book = self._described_book(document, terms, source)

        self._add(book, "cover-image", "cover.png", "image/png", cover, "cover-image")
        self._add(book, "style", "style.css", "text/css", self._css.encode())
        self._add(book, "nav", "nav.xhtml", _XHTML_TYPE, to_xhtml(_nav_page(document, terms)), "nav")
        spine = [
            self._add(book, "cover", "cover.xhtml", _XHTML_TYPE, to_xhtml(_cover_page(document, terms))),
            self._add_page(book, "opening", "opening.xhtml", _opening_page(document, terms, figures)),
        ]
        for number, section in enumerate(document.sections, 1):
            page = _section_page(document, section, terms, figures)
            spine.append(self._add_page(book, f"section-{number}", _section_file(number), page))
        book.spine = spine
        book.toc = [self._epub.Link("opening.xhtml", _label(document.title, terms), "toc-opening")]
        for number, section in enumerate(document.sections, 1):
            book.toc.append(self._toc_entry(section, _section_file(number), terms))
        book.add_item(self._epub.EpubNcx())
        return _finished(self._written(book), document.language, source)

    def _described_book(self, document: Document, terms: Terms, source: bytes) -> Any:
        """A book without content, with all its metadata."""
        book = self._epub.EpubBook()
        book.set_identifier(identifier_of(source).urn)
        book.set_title(_label(document.title, terms))
        book.set_language(document.language)
        book.add_metadata("DC", "source", f"urn:sha256:{sha256(source).hexdigest()}")
        if direction_of(document.language) == "rtl":
            book.set_direction("rtl")
        for name, value in _ACCESSIBILITY:
            book.add_metadata(None, "meta", value, {"property": name})
        summary = {"property": "schema:accessibilitySummary", XML_LANG: terms.language}
        book.add_metadata(None, "meta", terms.accessibility, summary)
        # What the book is made from, and what that is: a document of our schema. What is linked must
        # not be in the manifest, too: it is part of the publication, but not of what is rendered.
        link = {"rel": EPUB_RELATIONSHIP, "href": EPUB_FILE, "media-type": MEDIA_TYPE, "id": "source"}
        book.add_metadata(None, "link", None, link)
        conforms = {"refines": "#source", "property": "dcterms:conformsTo"}
        book.add_metadata(None, "meta", NAMESPACE, conforms)
        return book

    def _add(
        self, book: Any, uid: str, file_name: str, media_type: str, content: bytes, properties: str = ""
    ) -> Any:
        item = self._epub.EpubItem(uid=uid, file_name=file_name, media_type=media_type, content=content)
        item.properties = properties.split()
        return book.add_item(item)

    def _add_page(self, book: Any, uid: str, file_name: str, page: etree._Element) -> Any:
        """A content document; the manifest has to say which ones hold an SVG (EPUB 3.3, D.5)."""
        properties = "svg" if page.find(f".//{{{SVG}}}svg") is not None else ""
        return self._add(book, uid, file_name, _XHTML_TYPE, to_xhtml(page), properties)

    def _toc_entry(self, section: Section, href: str, terms: Terms) -> Any:
        """An entry of the NCX, which EbookLib writes; the navigation document is ours."""
        file = href.partition("#")[0]
        below = [self._toc_entry(child, f"{file}#{child.id}", terms) for child in section.sections]
        return self._epub.Section(_label(section.title, terms), href), below

    def _written(self, book: Any) -> BytesIO:
        file = BytesIO()
        modified = datetime.fromtimestamp(source_date_epoch(), UTC)
        options = {"mtime": modified, "package_direction": True, "compresslevel": 0}
        writer = self._epub.EpubWriter(file, book, options)
        writer.write()
        return file


# --- Content documents -----------------------------------------------------------------------


def _label(title: str, terms: Terms) -> str:
    """`title` as a label, which can't be empty."""
    return title if title.strip() else terms.untitled


def _section_file(number: int) -> str:
    return f"section-{number}.xhtml"


def _styled_page(title: str, document: Document) -> tuple[etree._Element, etree._Element]:
    html, head, body = blank_page(title, document.language)
    append(head, "link", rel="stylesheet", type="text/css", href="style.css")
    return html, body


def _set_type(element: etree._Element, epub_type: str, role: str = "") -> None:
    element.set(f"{{{EPUB}}}type", epub_type)
    if role:
        element.set("role", role)


def _cover_page(document: Document, terms: Terms) -> etree._Element:
    html, body = _styled_page(_label(document.title, terms), document)
    body.set("class", "cover")
    alt = f"{terms.cover}: {_label(document.title, terms)}"
    _set_type(append(body, "img", src="cover.png", alt=alt), "cover", "doc-cover")
    return html


def _opening_page(document: Document, terms: Terms, figures: tuple[Figure, ...]) -> etree._Element:
    html, body = _styled_page(_label(document.title, terms), document)
    append_opening(body, document, terms, figures)
    return html


def _section_page(
    document: Document, section: Section, terms: Terms, figures: tuple[Figure, ...]
) -> etree._Element:
    html, body = _styled_page(_label(section.title, terms), document)
    chapter = append_section(body, section, terms, figures=figures)
    _set_type(chapter, "chapter", "doc-chapter")
    chapter.set("aria-labelledby", section.id)
    return html


def _nav_page(document: Document, terms: Terms) -> etree._Element:
    html, body = _styled_page(terms.contents, document)
    toc = append(body, "nav")
    _set_type(toc, "toc", "doc-toc")
    toc.set("aria-labelledby", "contents")
    set_language(append(toc, "h1", terms.contents, id="contents"), terms.language)
    entries = append(toc, "ol")
    append(append(entries, "li"), "a", _label(document.title, terms), href="opening.xhtml")
    for number, section in enumerate(document.sections, 1):
        _append_entry(entries, section, _section_file(number), terms, top=True)

    landmarks = append(body, "nav", hidden="hidden", aria_label=terms.landmarks)
    _set_type(landmarks, "landmarks")
    set_language(landmarks, terms.language)
    entries = append(landmarks, "ol")
    for epub_type, label, href in (
        ("cover", terms.cover, "cover.xhtml"),
        ("bodymatter", _label(document.title, terms), "opening.xhtml"),
    ):
        _set_type(append(append(entries, "li"), "a", label, href=href), epub_type)
    return html


def _append_entry(parent: etree._Element, section: Section, file: str, terms: Terms, top: bool) -> None:
    entry = append(parent, "li")
    href = file if top else f"{file}#{section.id}"
    append(entry, "a", _label(section.title, terms), href=href)
    if section.sections:
        below = append(entry, "ol")
        for child in section.sections:
            _append_entry(below, child, file, terms, top=False)


# --- Container -------------------------------------------------------------------------------


def _finished(container: BytesIO, language: str, source: bytes) -> bytes:
    """`container` with the language on its package, with `source`, and with the same bytes on any day.

    EbookLib has no option for the first, puts all files into the manifest, and stamps the entries of
    the ZIP with the present.
    """
    moment = time.gmtime(source_date_epoch())[:6]
    finished = BytesIO()
    with zipfile.ZipFile(container) as old, zipfile.ZipFile(finished, "w") as new:
        for entry in old.infolist():  # the order is EbookLib's, `mimetype` first
            content = old.read(entry)
            if entry.filename.endswith(".opf"):
                content = _with_language(content, language)
                _write_entry(
                    new, posixpath.join(posixpath.dirname(entry.filename), EPUB_FILE), source, moment
                )
            _write_entry(new, entry.filename, content, moment)
    return finished.getvalue()


def _write_entry(archive: zipfile.ZipFile, name: str, content: bytes, moment: Any) -> None:
    info = zipfile.ZipInfo(name, moment)
    info.create_system = 3  # Unix, on any system
    info.external_attr = 0o100644 << 16
    stored = name == "mimetype" or name.endswith(".png")
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


def _with_language(package: bytes, language: str) -> bytes:
    root = etree.fromstring(package)
    root.set(XML_LANG, language)
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return text
