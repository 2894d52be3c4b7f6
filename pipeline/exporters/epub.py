"""EPUB 3.3, packed by EbookLib.

A chapter for the title, facts and lead, and one for each top-level section; a cover, a
navigation document (and an NCX for old readers), and the canonical XML of the document. A collection
has all that in a folder for each article, under one cover and one table of contents.

EbookLib is AGPL and is imported in this module alone, when an exporter is made. It writes the
package; the content documents are ours, as it would parse and write them again.
"""

from __future__ import annotations

import posixpath
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from types import ModuleType
from typing import Any, ClassVar

from lxml import etree

from pipeline.canonical import MEDIA_TYPE, NAMESPACE, identifier_of, identifier_of_all, to_xml
from pipeline.carry import EPUB_FILE, EPUB_RELATIONSHIP
from pipeline.document import Document, direction_of
from pipeline.errors import ExportFailed, MissingTool, SeedpressError
from pipeline.exporters import Entry
from pipeline.exporters._collection import Slugs, languages_of
from pipeline.exporters._epoch import source_date_epoch
from pipeline.exporters._epub_pages import (
    Article,
    Place,
    content_documents,
    cover_page,
    label,
    nav_page,
    place_in_collection,
    places_of_single,
)
from pipeline.exporters.cover import CoverPainter
from pipeline.exporters.figures import figures_of
from pipeline.exporters.html import XML_LANG, to_xhtml
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


@dataclass(frozen=True, slots=True)
class _Carried:
    """The canonical XML of an article: its file in the package, its id there, its language."""

    file: str
    id: str
    language: str
    xml: bytes


class EpubExporter:
    """Writes a document, or many, as an EPUB."""

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
        book = self._new_book()
        article = self._article(document, self._report)
        carried, spine = self._add_article(book, article)
        title = article.document.title
        return self._finished(book, title, places_of_single(article), [carried], spine)

    def export_all(self, entries: Iterable[Entry], title: str = "") -> Iterator[bytes]:
        """The documents as one EPUB called `title`, which is given out whole.

        Its language is that of most documents.

        Raises:
            ExportFailed: there is no document.
        """
        book, slugs = self._new_book(), Slugs()
        places: list[Place] = []
        sources: list[_Carried] = []
        spine: list[Any] = []
        for entry in entries:
            try:
                article = self._article(entry.document, entry.report, slugs.slug_for(entry.document.title))
                carried, pages = self._add_article(book, article)
            except SeedpressError as error:
                entry.leave_out(error)
                continue
            places.append(place_in_collection(article))
            sources.append(carried)
            spine += pages
        if not sources:
            raise ExportFailed("there is no document to make a book of")
        nav = book.get_item_with_id("nav")
        yield self._finished(book, title, places, sources, [nav, *spine])

    def _article(self, document: Document, report: Report, slug: str = "") -> Article:
        terms = terms_for(self._terms, document.language)
        source = to_xml(document)
        profile = self._profiles.that_read(document.profile, report)
        document = self._options.shown(document)
        return Article(document, terms, figures_of(document, terms, profile), source, slug)

    def _new_book(self) -> Any:
        """A book with what every book has, in the order of the manifest; the rest is put in at the end."""
        book = self._epub.EpubBook()
        self._add(book, "cover-image", "cover.png", "image/png", b"", "cover-image")
        self._add(book, "style", "style.css", "text/css", self._css.encode())
        self._add(book, "nav", "nav.xhtml", _XHTML_TYPE, b"", "nav")
        self._add(book, "cover", "cover.xhtml", _XHTML_TYPE, b"")
        return book

    def _add_article(self, book: Any, article: Article) -> tuple[_Carried, list[Any]]:
        """Put `article` into `book`: what it carries, and its content documents in order."""
        items = []
        for page in content_documents(article):
            # The manifest has to say which ones hold an SVG (EPUB 3.3, D.5).
            properties = "svg" if page.has_svg else ""
            items.append(self._add(book, page.id, page.file, _XHTML_TYPE, page.content, properties))
        file, uid = article.file(EPUB_FILE), article.id("source")
        return _Carried(file, uid, article.document.language, article.source), items

    def _finished(
        self,
        book: Any,
        title: str,
        places: Sequence[Place],
        sources: Sequence[_Carried],
        spine: Sequence[Any],
    ) -> bytes:
        """`book` with its cover, contents and metadata, as a file."""
        languages = languages_of(source.language for source in sources)
        language = languages[0]
        terms = terms_for(self._terms, language)
        identifiers = [identifier_of(source.xml) for source in sources]
        is_single = not posixpath.dirname(sources[0].file)
        identifier = identifiers[0] if is_single else identifier_of_all(title, identifiers)
        book.set_identifier(identifier.urn)
        book.set_title(label(title, terms))
        book.set_language(language)
        for other in languages[1:]:
            book.add_metadata("DC", "language", other)
        self._describe(book, terms, sources)
        if direction_of(language) == "rtl":
            book.set_direction("rtl")
        cover = self._covers.paint(title, language, self._report)
        book.get_item_with_id("cover-image").content = cover
        book.get_item_with_id("nav").content = to_xhtml(nav_page(title, language, places, terms))
        cover_item = book.get_item_with_id("cover")
        cover_item.content = to_xhtml(cover_page(title, language, terms))
        book.spine = [cover_item, *spine]
        book.toc = [self._toc_entry(place) for place in places]
        book.add_item(self._epub.EpubNcx())
        return _packed(self._written(book), language, sources)

    def _describe(self, book: Any, terms: Terms, sources: Sequence[_Carried]) -> None:
        """Say what `book` is made from, and what is true of every book."""
        for source in sources:
            book.add_metadata("DC", "source", f"urn:sha256:{sha256(source.xml).hexdigest()}")
        for name, value in _ACCESSIBILITY:
            book.add_metadata(None, "meta", value, {"property": name})
        summary = {"property": "schema:accessibilitySummary", XML_LANG: terms.language}
        book.add_metadata(None, "meta", terms.accessibility, summary)
        # What the book is made from, and what that is: a document of our schema. What is linked must
        # not be in the manifest, too: it is part of the publication, but not of what is rendered.
        for source in sources:
            link = {
                "rel": EPUB_RELATIONSHIP,
                "href": source.file,
                "media-type": MEDIA_TYPE,
                "id": source.id,
            }
            book.add_metadata(None, "link", None, link)
            conforms = {"refines": f"#{source.id}", "property": "dcterms:conformsTo"}
            book.add_metadata(None, "meta", NAMESPACE, conforms)

    def _add(
        self, book: Any, uid: str, file_name: str, media_type: str, content: bytes, properties: str = ""
    ) -> Any:
        item = self._epub.EpubItem(uid=uid, file_name=file_name, media_type=media_type, content=content)
        item.properties = properties.split()
        return book.add_item(item)

    def _toc_entry(self, place: Place) -> Any:
        """An entry of the NCX, which EbookLib writes; the navigation document is ours."""
        if place.ncx_id:
            return self._epub.Link(place.href, place.label, place.ncx_id)
        return self._epub.Section(place.label, place.href), [self._toc_entry(p) for p in place.below]

    def _written(self, book: Any) -> BytesIO:
        file = BytesIO()
        modified = datetime.fromtimestamp(source_date_epoch(), UTC)
        options = {"mtime": modified, "package_direction": True, "compresslevel": 0}
        writer = self._epub.EpubWriter(file, book, options)
        writer.write()
        return file


# --- Container -------------------------------------------------------------------------------


def _packed(container: BytesIO, language: str, sources: Sequence[_Carried]) -> bytes:
    """`container` with the language on its package, with `sources`, and with the same bytes on any day.

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
                folder = posixpath.dirname(entry.filename)
                for source in sources:
                    _write_entry(new, posixpath.join(folder, source.file), source.xml, moment)
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
