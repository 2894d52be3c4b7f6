"""Every DOCX is valid to the Open XML SDK, and LibreOffice reads all of it: text, headings, tables, lists."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from unicodedata import bidirectional, category, normalize

import pikepdf
import pytest
from conformance import collected, of_collection, written
from docx_reader import is_header, read_docx
from validators import run
from validators.docx import LibreOffice, OpenXml

from pipeline import Document, export
from pipeline.document import lines_of, walk_sections
from pipeline.exporters.typography import typographic

pytestmark = pytest.mark.xdist_group("docx")

# The languages whose characters come out of a PDF one by one and in order; the others are shaped
# from several, or from right to left, and are read from LibreOffice's text alone.
SHAPED = {"ar", "he", "hi", "th"}

# The languages that LibreOffice writes into a PDF: those of Western scripts. It keeps one language
# for each of three kinds of script, and a PDF names but the first.
WESTERN = {"de", "el", "en", "fr", "ru", "tr", "vi"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Document]:
    return written(tmp_path_factory.mktemp("docx") / "all", "docx")


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collected(tmp_path_factory.mktemp("docx") / "collection.docx", "docx")


def test_open_xml_sdk_finds_nothing_in_any_docx(
    installed, files: dict[Path, Document], collection: Path
) -> None:
    assert installed(OpenXml()).validate([*files, collection]) == {}


# --- What LibreOffice has read ---------------------------------------------------------------


@pytest.fixture(scope="module")
def libreoffice(installed) -> LibreOffice:
    return installed(LibreOffice())


@pytest.fixture(scope="module")
def texts(libreoffice: LibreOffice, files, tmp_path_factory) -> dict[Path, Path]:
    return libreoffice.convert(list(files), tmp_path_factory.mktemp("libreoffice-txt"), "txt")


@pytest.fixture(scope="module")
def pdfs(libreoffice: LibreOffice, files, tmp_path_factory) -> dict[Path, Path]:
    return libreoffice.convert(list(files), tmp_path_factory.mktemp("libreoffice-pdf"), "pdf")


def test_libreoffice_opens_every_docx(files, pdfs: dict[Path, Path]) -> None:
    assert set(files) == set(pdfs)


def characters(text: str) -> str:
    """All but white space and what says where a line may break."""
    return "".join(char for char in text if not char.isspace() and char not in "\u00ad\u200b\ufeff")


def words(text: str) -> str:
    """The letters and digits of scripts that run from left to right, but those with a mark of their own.

    What LibreOffice draws in a font that stands in for another, as it does signs, Hebrew words and
    letters under an arrow, poppler does not always read back, or not in its place.
    """
    composed = normalize("NFC", text)
    return "".join(
        char
        for char, following in zip(composed, composed[1:] + " ", strict=True)
        if category(char)[0] in "LN"
        and bidirectional(char) not in ("R", "AL")
        and category(following) != "Mn"
    )


def first_lost(expected: str, text: str) -> str:
    """What is around the first character of `expected` that does not follow in `text`, in order."""
    at = 0
    for number, char in enumerate(expected):
        at = text.find(char, at) + 1
        if not at:
            return expected[max(0, number - 10) : number + 30]
    return ""


def read_text(document: Document) -> str:
    """The text of `document` as a word processor shows it: a table sets no colon after a label."""
    shown = typographic(document)
    labels = {f"{fact.label}: " for fact in shown.facts}
    lines = []
    for line in lines_of(shown):
        label = next((label for label in labels if line.startswith(label)), "")
        lines.append(label.removesuffix(": ") + line.removeprefix(label))
    return characters("".join(lines))


def test_libreoffice_reads_all_text_in_order(files, texts: dict[Path, Path]) -> None:
    lost = {}
    for path, document in files.items():
        text = characters(texts[path].read_text(encoding="utf-8"))
        lost[path.name] = first_lost(read_text(document), text)
    assert {name: text for name, text in lost.items() if text} == {}


def test_pdf_of_libreoffice_has_all_words_in_order(files, pdfs: dict[Path, Path]) -> None:
    lost = {}
    for path, document in files.items():
        if document.language.partition("-")[0] not in SHAPED:
            text = run(["pdftotext", "-raw", "-enc", "UTF-8", pdfs[path], "-"]).stdout
            lost[path.name] = first_lost(words(read_text(document)), words(text))
    assert {name: text for name, text in lost.items() if text} == {}


def tags(pdf: Path) -> list[str]:
    """The types of all structure elements of a tagged PDF, in order (ISO 32000-1, 14.7)."""
    with pikepdf.open(pdf) as file:
        return list(_tags(file.Root.StructTreeRoot.K))


def _tags(node: pikepdf.Object | int) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)
        yield from _tags(node.get("/K", 0))


def headings(tagged: list[str]) -> list[int]:
    return [int(tag[2]) for tag in tagged if tag[:2] == "/H" and tag[2:].isdigit()]


def test_pdf_of_libreoffice_has_the_headings(files, pdfs: dict[Path, Path]) -> None:
    for path, document in files.items():
        expected = [depth for depth, _ in walk_sections(document.sections)]
        assert headings(tags(pdfs[path])) == expected, path.name


def test_pdf_of_libreoffice_has_the_tables_and_their_header_cells(files, pdfs: dict[Path, Path]) -> None:
    for path in files:
        tagged = Counter(tags(pdfs[path]))
        tables = read_docx(path.read_bytes()).tables
        assert (tagged["/Table"], tagged["/TH"]) == (len(tables), 2 * len(tables)), path.name


def test_pdf_of_libreoffice_has_the_languages_that_it_can_name(files, pdfs: dict[Path, Path]) -> None:
    for path, document in files.items():
        language = document.language.partition("-")[0]
        if language in WESTERN:
            with pikepdf.open(pdfs[path]) as pdf:
                assert str(pdf.Root.Lang).partition("-")[0] == language, path.name


def test_pdf_of_libreoffice_has_the_headings_of_a_collection(
    libreoffice: LibreOffice, collection: Path, tmp_path: Path
) -> None:
    pdf = libreoffice.convert([collection], tmp_path, "pdf")[collection]
    expected = []
    for document in of_collection():
        expected += [1, *(min(depth + 1, 6) for depth, _ in walk_sections(document.sections))]
    assert headings(tags(pdf)) == expected


def test_every_table_has_a_header_row_and_every_document_its_language(files) -> None:
    for path, document in files.items():
        docx = read_docx(path.read_bytes())
        assert all(is_header(table.rows[0]) for table in docx.tables), path.name
        assert docx.core_properties.language == document.language, path.name


# --- What the validators have to find --------------------------------------------------------


def broken(document: Document, folder: Path, change: Callable[[str], str]) -> Path:
    """A DOCX with `change` made in the XML of its body."""
    whole, path = folder / "whole.docx", folder / "broken.docx"
    whole.write_bytes(export(document, "docx"))
    with zipfile.ZipFile(whole) as package, zipfile.ZipFile(path, "w") as out:
        for entry in package.infolist():
            data = package.read(entry)
            if entry.filename == "word/document.xml":
                changed = change(data.decode()).encode()
                assert changed != data
                data = changed
            out.writestr(entry, data)
    return path


def with_an_unknown_element(xml: str) -> str:
    return xml.replace("</w:body>", "<w:unknown/></w:body>")


def with_a_wrong_value(xml: str) -> str:
    return xml.replace("<w:pPr>", '<w:pPr><w:jc w:val="sideways"/>', 1)


@pytest.mark.parametrize("change", [with_an_unknown_element, with_a_wrong_value])
def test_open_xml_sdk_finds(change, ruby_sparks: Document, installed, tmp_path: Path) -> None:
    path = broken(ruby_sparks, tmp_path, change)
    found = installed(OpenXml()).validate([path])[path]
    assert any(finding.startswith("Schema") for finding in found), found


def test_libreoffice_does_not_pass_over_a_file_that_it_cannot_open(installed, tmp_path: Path) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\3\4 and no more")
    assert installed(LibreOffice()).validate([path]) == {path: ["LibreOffice can't open it"]}


def test_a_heading_that_is_none_would_be_missed(
    ruby_sparks: Document, libreoffice: LibreOffice, tmp_path: Path
) -> None:
    path = broken(ruby_sparks, tmp_path, lambda xml: xml.replace('w:val="Heading1"', 'w:val="BodyText"', 1))
    pdf = libreoffice.convert([path], tmp_path, "pdf")[path]
    assert headings(tags(pdf)) != [depth for depth, _ in walk_sections(ruby_sparks.sections)]


def test_a_word_that_is_lost_would_be_missed(ruby_sparks: Document) -> None:
    text = read_text(ruby_sparks)
    assert first_lost(text, text) == ""
    assert first_lost(text, text.replace("Annette", "", 1))
