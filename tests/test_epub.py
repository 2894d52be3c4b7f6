"""EPUB, read back with zipfile and lxml."""

from __future__ import annotations

import os
import posixpath
import subprocess
import sys
import zipfile
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from html_reader import lines_in
from hypothesis import given, settings
from lxml import etree
from strategies import seed_texts

from pipeline import Document, UnreadableInput, export, from_xml, make_exporter, normalize, to_xml
from pipeline.canonical import MEDIA_TYPE, NAMESPACE
from pipeline.document import Paragraph, Section, Text, lines_of, walk_sections
from pipeline.errors import MissingTool
from pipeline.exporters.typography import typographic

HOSTILE = "</title><script>alert(1)</script> <!-- & &amp; ]]> \"'"
ROOT = Path(__file__).resolve().parent.parent

NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "dc": "http://purl.org/dc/elements/1.1/",
    "e": "http://www.idpf.org/2007/ops",
    "h": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
}


class Book:
    """An EPUB as a reading system sees it: container, package, then the files that this names."""

    def __init__(self, data: bytes) -> None:
        self.zip = zipfile.ZipFile(BytesIO(data))
        container = etree.fromstring(self.zip.read("META-INF/container.xml"))
        [self.path] = container.xpath("//c:rootfile/@full-path", namespaces=NAMES)
        self.package = etree.fromstring(self.zip.read(self.path))

    def find(self, path: str) -> list:
        return self.package.xpath(path, namespaces=NAMES)

    def read(self, href: str) -> bytes:
        return self.zip.read(posixpath.join(posixpath.dirname(self.path), href))

    def page(self, href: str) -> etree._Element:
        return etree.fromstring(self.read(href))

    def spine(self) -> list[str]:
        """The files in reading order."""
        href = {item.get("id"): item.get("href") for item in self.find("//o:manifest/o:item")}
        return [href[idref] for idref in self.find("//o:spine/o:itemref/@idref")]

    def lines(self) -> list[str]:
        return [line for href in self.spine() for line in lines_in(self.page(href))]

    def meta(self, name: str) -> list[str]:
        return self.find(f"//o:meta[@property='{name}']/text()")

    def nav(self) -> etree._Element:
        [href] = self.find("//o:item[contains(@properties, 'nav')]/@href")
        return self.page(href)


def book_of(document: Document) -> Book:
    return Book(export(document, "epub"))


@pytest.fixture(scope="module")
def books(seed_documents: dict[str, Document]) -> dict[str, bytes]:
    exporter = make_exporter("epub", quotes="as-written")
    return {name: exporter.export(document) for name, document in seed_documents.items()}


def test_spine_has_all_the_text_in_order(
    books: dict[str, bytes], seed_documents: dict[str, Document]
) -> None:
    for name, data in books.items():
        assert Book(data).lines() == list(lines_of(seed_documents[name])), name


def test_spine_has_all_the_text_with_typographic_marks(seed_documents: dict[str, Document]) -> None:
    for name in ("ruby-sparks.txt", "film-les-heures-blanches.fr.txt"):
        document = seed_documents[name]
        assert book_of(document).lines() == list(lines_of(typographic(document))) != list(lines_of(document))


_EXPORTER = make_exporter("epub", quotes="as-written")


@settings(max_examples=25)
@given(seed_texts())
def test_spine_of_any_seed_has_all_its_text_in_order(text: str) -> None:
    try:
        document = normalize(text, name="a-name")
    except UnreadableInput:
        return
    assert Book(_EXPORTER.export(document)).lines() == list(lines_of(document))


def test_each_top_level_section_is_a_chapter(ruby_sparks: Document) -> None:
    book = book_of(ruby_sparks)
    cover, opening, *chapters = book.spine()
    assert len(chapters) == len(ruby_sparks.sections)
    assert not lines_in(book.page(cover))
    assert lines_in(book.page(opening))[0] == ruby_sparks.title
    titles = [book.page(chapter).findtext(".//{*}title") for chapter in chapters]
    assert titles == [section.title for section in ruby_sparks.sections]


def test_chapter_is_the_only_landmark_of_its_page(ruby_sparks: Document) -> None:
    """Landmarks of one page need different names, and headings may repeat."""
    book = book_of(ruby_sparks)
    for href, section in zip(book.spine()[2:], ruby_sparks.sections, strict=True):
        assert book.page(href).xpath(
            "//@aria-labelledby | //@aria-label[not(../self::h:table)]", namespaces=NAMES
        ) == [section.id]


def test_contents_name_every_section_and_lead_to_it(ruby_sparks: Document) -> None:
    book = book_of(ruby_sparks)
    links = book.nav().xpath("//h:nav[@e:type='toc']//h:a", namespaces=NAMES)
    sections = [section for _, section in walk_sections(ruby_sparks.sections)]
    assert [link.text for link in links] == [ruby_sparks.title, *(section.title for section in sections)]
    for link, section in zip(links[1:], sections, strict=True):
        file, _, fragment = link.get("href").partition("#")
        heading = book.page(file).find(f".//*[@id='{fragment or section.id}']")
        assert heading is not None
        assert heading.text == section.title


def test_landmarks_lead_to_cover_and_text(ruby_sparks: Document) -> None:
    links = book_of(ruby_sparks).nav().xpath("//h:nav[@e:type='landmarks']//h:a", namespaces=NAMES)
    types = {link.get(f"{{{NAMES['e']}}}type"): link.get("href") for link in links}
    assert types == {"cover": "cover.xhtml", "bodymatter": "opening.xhtml"}


def test_cover_is_a_described_picture(ruby_sparks: Document) -> None:
    book = book_of(ruby_sparks)
    [href] = book.find("//o:item[contains(@properties, 'cover-image')]/@href")
    [image] = book.page("cover.xhtml").xpath("//h:img", namespaces=NAMES)
    assert image.get("src") == href
    assert image.get("alt") == "Cover: Ruby Sparks"
    assert book.read(href).startswith(b"\x89PNG")


def test_package_carries_the_canonical_xml(ruby_sparks: Document) -> None:
    book = book_of(ruby_sparks)
    [refines] = book.find(f"//o:meta[@property='dcterms:conformsTo'][.='{NAMESPACE}']/@refines")
    [link] = book.find(f"//o:metadata/o:link[@id='{refines.removeprefix('#')}']")
    assert (link.get("rel"), link.get("media-type")) == ("dcterms:source", MEDIA_TYPE)
    href = link.get("href")
    assert book.read(href) == to_xml(ruby_sparks)
    assert from_xml(book.read(href)) == ruby_sparks
    [source] = book.find("//dc:source/text()")
    assert source == f"urn:sha256:{sha256(book.read(href)).hexdigest()}"


def test_identifier_comes_from_the_content(ruby_sparks: Document) -> None:
    def identifier(document: Document) -> str:
        [text] = book_of(document).find("//dc:identifier/text()")
        return text

    assert identifier(ruby_sparks).startswith("urn:uuid:")
    assert identifier(ruby_sparks) == identifier(ruby_sparks)
    assert identifier(ruby_sparks) != identifier(replace(ruby_sparks, language="en-GB"))


def test_metadata_says_what_is_accessible_and_claims_no_conformance(ruby_sparks: Document) -> None:
    book = book_of(ruby_sparks)
    assert book.meta("schema:accessMode") == ["textual"]
    assert book.meta("schema:accessModeSufficient") == ["textual"]
    assert "tableOfContents" in book.meta("schema:accessibilityFeature")
    assert book.meta("schema:accessibilityHazard") == ["none"]
    assert book.meta("schema:accessibilitySummary")
    assert book.meta("dcterms:conformsTo") == [NAMESPACE]  # of the carried source alone


@pytest.mark.parametrize(
    ("language", "direction", "progression"), [("ar", "rtl", ["rtl"]), ("ja", "ltr", []), ("en", "ltr", [])]
)
def test_language_and_direction_are_on_every_page(
    language: str, direction: str, progression: list[str]
) -> None:
    book = book_of(Document("Title", language, sections=(Section("s", "Section"),)))
    assert book.find("//dc:language/text()") == [language]
    assert book.package.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert book.find("//o:spine/@page-progression-direction") == progression
    for page in (*map(book.page, book.spine()), book.nav()):
        assert (page.get("lang"), page.get("dir")) == (language, direction)


def test_untitled_document_and_sections_have_labels() -> None:
    book = book_of(Document("", "de", sections=(Section("s", ""),)))
    assert book.find("//dc:title/text()") == ["Ohne Titel"]
    labels = [a.text for a in book.nav().iterfind(".//h:nav[1]//h:a", NAMES)]
    assert labels == ["Ohne Titel", "Ohne Titel"]
    assert all(book.page(href).findtext(".//{*}title") for href in book.spine())


def test_heading_without_text_has_a_label() -> None:
    book = book_of(Document("", "de", sections=(Section("s", ""),)))
    headings = [book.page(href).find(".//h:section/h:h2", NAMES) for href in book.spine()[2:]]
    assert [heading.get("aria-label") for heading in headings] == ["Ohne Titel"]


def test_hostile_text_stays_text() -> None:
    sections = (Section("s", HOSTILE, (Paragraph((Text(HOSTILE),)),)),)
    document = Document(HOSTILE, lead=(Paragraph((Text(HOSTILE),)),), sections=sections)
    book = book_of(document)
    assert book.lines() == list(lines_of(document))
    assert book.find("//dc:title/text()") == [HOSTILE]


def test_book_has_no_scripts_and_asks_nobody_for_anything(books: dict[str, bytes]) -> None:
    for name, data in books.items():
        book = Book(data)
        files = set(book.find("//o:item/@href"))
        for page in (*map(book.page, book.spine()), book.nav()):
            assert not page.xpath("//h:script | //h:style | //@style", namespaces=NAMES), name
            links = {str(link).partition("#")[0] for link in page.xpath("//@href | //@src")}
            assert links <= files, name
        assert b"url(" not in book.read("style.css")


def test_style_sheet_leaves_font_size_and_colors_to_the_reader(ruby_sparks: Document) -> None:
    css = book_of(ruby_sparks).read("style.css").decode()
    [body] = [line for line in css.splitlines() if line.startswith("body {")]
    assert "font" not in body
    assert "color" not in body
    assert "font-family" not in css
    assert "background" not in css


def test_container_begins_with_the_stored_media_type(ruby_sparks: Document) -> None:
    data = export(ruby_sparks, "epub")
    assert data[30:58] == b"mimetypeapplication/epub+zip"


def test_entries_of_the_container_have_one_date_and_mode(ruby_sparks: Document) -> None:
    entries = book_of(ruby_sparks).zip.infolist()
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(e.create_system, e.external_attr) for e in entries} == {(3, 0o100644 << 16)}


def test_source_date_epoch_dates_the_book(ruby_sparks: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1343174400")
    book = book_of(ruby_sparks)
    assert book.meta("dcterms:modified") == ["2012-07-25T00:00:00Z"]
    assert book.zip.infolist()[0].date_time == (2012, 7, 25, 0, 0, 0)


@pytest.mark.parametrize(
    "surroundings", [{"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C"}]
)
def test_another_process_writes_the_same_bytes(
    ruby_sparks: Document, surroundings: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "document.xml").write_bytes(to_xml(ruby_sparks))
    code = (
        "import sys; from pipeline import export, from_xml;"
        "sys.stdout.buffer.write(export(from_xml(open(sys.argv[1], 'rb').read()), 'epub'))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "document.xml")],
        env={**os.environ, **surroundings},
        capture_output=True,
        check=True,
    )
    assert run.stdout == export(ruby_sparks, "epub")


def test_exporter_is_loaded_without_its_engine() -> None:
    code = "import sys, pipeline.exporters.epub;sys.exit(bool({'ebooklib', 'PIL'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_missing_ebooklib_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ebooklib", None)
    with pytest.raises(MissingTool, match="ebooklib"):
        make_exporter("epub")
