"""Artefact → Document: what an artefact carries is found and checked, and what is hostile is refused."""

from __future__ import annotations

import struct
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipeline import (
    Document,
    MissingTool,
    RefusedInput,
    SeedpressError,
    UnreadableInput,
    cli,
    export,
    from_xml,
    normalize,
    recover,
    to_xml,
)
from pipeline.canonical import NAMESPACE
from pipeline.carry import MAX_XML
from pipeline.recovery import MAX_ARTEFACT, is_artefact, pdf
from pipeline.recovery.packages import MAX_DIRECTORY

MADE_BY_OTHERS = "was not made by seedpress|not made by seedpress"


@pytest.fixture(scope="module")
def artefacts(ruby_sparks: Document) -> dict[str, bytes]:
    return {name: export(ruby_sparks, name) for name in ("pdf", "epub", "docx")}


@pytest.fixture(scope="module")
def epub(artefacts: dict[str, bytes]) -> bytes:
    return artefacts["epub"]


@pytest.fixture(scope="module")
def docx(artefacts: dict[str, bytes]) -> bytes:
    return artefacts["docx"]


@pytest.fixture(scope="module")
def sheet(artefacts: dict[str, bytes]) -> bytes:
    return artefacts["pdf"]


# --- What is given back ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pdf", "epub", "docx"])
def test_an_artefact_gives_its_document_back(
    name: str, artefacts: dict[str, bytes], ruby_sparks: Document
) -> None:
    assert recover(artefacts[name]) == ruby_sparks


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_canonical_xml_gives_its_document_back(encoding: str, ruby_sparks: Document) -> None:
    text = '<?xml version="1.0"?>\n' + to_xml(ruby_sparks).decode()
    assert recover(text.encode(encoding)) == ruby_sparks


@pytest.mark.parametrize("data", [b"", b"= A seed =\n", b"\0\0\0\0", b"\x89PNG\r\n\x1a\n", b"{}"])
def test_other_files_carry_nothing(data: bytes) -> None:
    with pytest.raises(UnreadableInput, match="neither PDF, EPUB, DOCX nor canonical XML"):
        recover(data)


@pytest.mark.parametrize("data", [b"%PDF-1.7 is a format.\n", b"%PDF-\n", b"PK is a title\n"])
def test_a_text_about_a_format_is_not_one(data: bytes) -> None:
    assert not is_artefact(data)


# --- What other tools may do to an artefact --------------------------------------------------


def repacked(
    package: bytes,
    changes: Mapping[str, bytes | None] | None = None,
    rename: Callable[[str], str] = str,
    **writing: Any,
) -> bytes:
    """The ZIP file `package` written anew with other contents (``None``: without it) and names."""
    contents = {}
    with zipfile.ZipFile(BytesIO(package)) as old:
        contents = {name: old.read(name) for name in old.namelist()} | dict(changes or {})
    target = BytesIO()
    with zipfile.ZipFile(target, "w", **(writing or {"compression": zipfile.ZIP_DEFLATED})) as new:
        for name, content in contents.items():
            if content is not None:
                new.writestr(rename(name), content)
    return target.getvalue()


def entry(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(package)) as archive:
        return archive.read(name)


def test_an_epub_whose_files_were_moved(epub: bytes, ruby_sparks: Document) -> None:
    container = entry(epub, "META-INF/container.xml").replace(b"EPUB/content.opf", b"my%20book.opf")
    opf = entry(epub, "EPUB/content.opf").replace(b'href="document.xml"', b'href="a/b/../the%20source.xml"')
    moved = {
        "META-INF/container.xml": container.replace(b"%20", b" "),
        "EPUB/content.opf": None,
        "EPUB/document.xml": None,
        "my book.opf": opf,
        "a/the source.xml": entry(epub, "EPUB/document.xml"),
    }
    assert recover(repacked(epub, moved)) == ruby_sparks


def test_an_epub_whose_link_became_an_item_of_the_manifest(epub: bytes, ruby_sparks: Document) -> None:
    opf = entry(epub, "EPUB/content.opf")
    assert b'<link rel="dcterms:source"' in opf
    item = opf.replace(b'<link rel="dcterms:source"', b"<item")
    assert recover(repacked(epub, {"EPUB/content.opf": item})) == ruby_sparks


def test_a_docx_with_custom_xml_of_others(docx: bytes, ruby_sparks: Document) -> None:
    rels = entry(docx, "word/_rels/document.xml.rels")
    ours = b'Target="../customXml/item1.xml"'
    other = b'Target="../customXml/item7.xml"'
    link = b'<Relationship Id="rId99" Type="%s" ' % (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
    )
    changed = rels.replace(b"</Relationships>", link + ours + b"/></Relationships>")
    changed = changed.replace(ours, other, 1)
    parts = {
        "word/_rels/document.xml.rels": changed,
        "customXml/item7.xml": entry(docx, "customXml/item1.xml"),
        "customXml/item1.xml": b'<?xml version="1.0"?><b:Sources xmlns:b="urn:bibliography"/>',
    }
    assert recover(repacked(docx, parts)) == ruby_sparks


def test_a_docx_saved_as_strict(docx: bytes, ruby_sparks: Document) -> None:
    transitional = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    strict = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    names = ("_rels/.rels", "word/_rels/document.xml.rels")
    parts = {name: entry(docx, name).replace(transitional, strict) for name in names}
    assert recover(repacked(docx, parts)) == ruby_sparks


@pytest.mark.parametrize(
    "saving",
    [
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "recompress_flate": True},
        {"linearize": True},
        {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.generalized},
    ],
    ids=["plain", "object streams", "linearized", "uncompressed"],
)
def test_a_pdf_saved_by_another_tool(saving: dict[str, Any], sheet: bytes, ruby_sparks: Document) -> None:
    assert recover(saved(sheet, lambda file: None, **saving)) == ruby_sparks


def saved(data: bytes, change: Callable[[pikepdf.Pdf], object], **saving: Any) -> bytes:
    """The PDF `data` after `change`."""
    target = BytesIO()
    with pikepdf.open(BytesIO(data)) as file:
        change(file)
        file.save(target, **saving)
    return target.getvalue()


@pytest.mark.parametrize("key", ["/AF", "/Names"])
def test_a_pdf_that_lost_one_of_its_two_lists_of_files(key: str, sheet: bytes, ruby_sparks: Document) -> None:
    def lose(file: pikepdf.Pdf) -> None:
        del file.Root[key]

    assert recover(saved(sheet, lose)) == ruby_sparks


def test_a_pdf_with_other_attachments(sheet: bytes, ruby_sparks: Document) -> None:
    def attach(file: pikepdf.Pdf) -> None:
        file.attachments["data.csv"] = b"a,b\n"

    assert recover(saved(sheet, attach)) == ruby_sparks


# --- Nothing, or nothing of use, is carried ---------------------------------------------------


def test_an_epub_of_others_carries_nothing(epub: bytes) -> None:
    opf = entry(epub, "EPUB/content.opf").replace(b"vnd.seedpress.document+xml", b"xml")
    with pytest.raises(UnreadableInput, match=MADE_BY_OTHERS):
        recover(repacked(epub, {"EPUB/content.opf": opf}))


def test_a_docx_of_others_carries_nothing(docx: bytes) -> None:
    with pytest.raises(UnreadableInput, match=MADE_BY_OTHERS):
        recover(repacked(docx, {"customXml/item1.xml": b"<a/>"}))


def test_a_pdf_of_others_carries_nothing() -> None:
    empty = BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        file.save(empty)
    with pytest.raises(UnreadableInput, match=MADE_BY_OTHERS):
        recover(empty.getvalue())


def test_another_zip_file_carries_nothing() -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(UnreadableInput, match="neither EPUB nor DOCX"):
        recover(target.getvalue())


def carrying(xml: bytes, artefacts: Mapping[str, bytes], name: str) -> bytes:
    """The artefact `name` with `xml` for its canonical XML."""

    def attach(file: pikepdf.Pdf) -> None:
        specification = file.Root.AF[0]
        specification.EF.F.write(xml)

    if name == "pdf":
        return saved(artefacts["pdf"], attach)
    place = {"epub": "EPUB/document.xml", "docx": "customXml/item1.xml"}[name]
    return repacked(artefacts[name], {place: xml})


BOMB = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">%s]>' % b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k"))
)
ROOT = f'<document xmlns="{NAMESPACE}" xml:lang="en" profile="generic"><title>%s</title>%s</document>'


def xml_of(title: str = "T", rest: str = "") -> bytes:
    return (ROOT % (title, rest)).encode()


BROKEN = {
    "not valid": (xml_of().replace(b"title", b"tittle"), UnreadableInput, "not a valid document: line 1"),
    "cut off": (xml_of()[:-5], UnreadableInput, "not well-formed"),
    "an entity bomb": (BOMB + xml_of("&j;"), RefusedInput, "entities"),
    "an external entity": (
        b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + xml_of("&a;"),
        RefusedInput,
        "document type declaration",
    ),
    "too deep": (
        xml_of(rest=f"<lead><p>{'<quote>' * 900}{'</quote>' * 900}</p></lead>"),
        RefusedInput,
        "more than 256 deep",
    ),
    "a text that is too long": (xml_of("a" * 10_000_001), RefusedInput, "longer than 10 million bytes"),
    "too large": (xml_of(rest=" " * MAX_XML), RefusedInput, "16 MiB"),
}


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("name", ["pdf", "epub", "docx"])
def test_what_is_carried_is_checked_as_any_input(
    name: str, what: str, artefacts: Mapping[str, bytes]
) -> None:
    xml, error, message = BROKEN[what]
    data = carrying(xml, artefacts, name)
    with pytest.raises(error, match=message):
        recover(data)


# --- Hostile ZIP files -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["epub", "docx"])
@pytest.mark.parametrize("kept", [4, 30, 0.3, 0.9, -1])
def test_a_zip_file_that_is_cut_off(name: str, kept: float, artefacts: Mapping[str, bytes]) -> None:
    data = artefacts[name]
    end = int(len(data) * kept) if isinstance(kept, float) else kept
    with pytest.raises(UnreadableInput, match="cut off"):
        recover(data[:end])


def test_a_zip_bomb_is_not_unpacked(epub: bytes) -> None:
    bomb = repacked(epub, {"META-INF/container.xml": b"\0" * 100_000_000})
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    try:
        with pytest.raises(RefusedInput, match=r"'META-INF/container\.xml'.* more than 1 MiB"):
            recover(bomb)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20_000_000


def test_a_zip_bomb_where_nobody_looks_costs_nothing(epub: bytes, ruby_sparks: Document) -> None:
    assert recover(repacked(epub, {"EPUB/cover.png": b"\0" * 100_000_000})) == ruby_sparks


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compression_that_packages_know_nothing_of(method: int, docx: bytes) -> None:
    with pytest.raises(RefusedInput, match="compressed in a way"):
        recover(repacked(docx, compression=method))


def test_a_zip_file_with_too_many_entries(docx: bytes) -> None:
    names = {f"word/{number:06}": b"" for number in range(MAX_DIRECTORY // 50)}
    with pytest.raises(RefusedInput, match="the directory of the ZIP file is larger"):
        recover(repacked(docx, names))


def test_zip64(docx: bytes, ruby_sparks: Document) -> None:
    # Record and locator between directory and end, as zipfile would believe them.
    end = len(docx) - 22
    count, size, offset = struct.unpack("<HLL", docx[end + 10 : end + 20])
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    with pytest.raises(RefusedInput, match="ZIP64"):
        recover(docx[:end] + record + locator + docx[end:])


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "a\\..\\b"])
def test_names_that_lead_out(name: str, epub: bytes) -> None:
    with pytest.raises(RefusedInput, match="leads out of it"):
        recover(repacked(epub, {name: b""}))


@pytest.mark.parametrize(
    "href",
    [
        *("../../../document.xml", "file:///etc/passwd", "//host/document.xml", ""),
        *("http://[", "//[", "//\u2100/x"),
    ],
)
def test_links_that_lead_out_find_nothing(href: str, epub: bytes) -> None:
    opf = entry(epub, "EPUB/content.opf").replace(b'href="document.xml"', f'href="{href}"'.encode())
    with pytest.raises(UnreadableInput, match=r"lacks|carries no|can't be used|no reference"):
        recover(repacked(epub, {"EPUB/content.opf": opf}))


@pytest.mark.parametrize("twin", ["EPUB/document.xml", "EPUB/Document.XML"])
def test_two_entries_of_one_name(twin: str, epub: bytes) -> None:
    target = BytesIO(epub)
    with zipfile.ZipFile(target, "a") as archive:
        if twin in archive.namelist():
            with pytest.warns(UserWarning, match="Duplicate name"):
                archive.writestr(twin, b"<other/>")
        else:
            archive.writestr(twin, b"<other/>")
    with pytest.raises(RefusedInput, match="two entries called"):
        recover(target.getvalue())


def test_an_encrypted_zip_file(docx: bytes) -> None:
    data = bytearray(docx)
    start = data.rindex(b"PK\x01\x02")
    data[start + 8] |= 1
    with pytest.raises(RefusedInput, match="encrypted"):
        recover(bytes(data))


def test_damaged_contents(epub: bytes) -> None:
    data = bytearray(epub)
    place = data.index(b"META-INF/container.xml") + len("META-INF/container.xml") + 20
    data[place] ^= 0xFF
    with pytest.raises(UnreadableInput, match="the ZIP file is damaged"):
        recover(bytes(data))


def test_a_book_with_two_documents(epub: bytes) -> None:
    opf = entry(epub, "EPUB/content.opf")
    second = (
        b'<link rel="x" media-type="application/vnd.seedpress.document+xml" href="other.xml"/></metadata>'
    )
    changes = {"EPUB/content.opf": opf.replace(b"</metadata>", second), "EPUB/other.xml": xml_of()}
    with pytest.raises(RefusedInput, match="several documents"):
        recover(repacked(epub, changes))


@pytest.mark.parametrize("name", ["META-INF/container.xml", "EPUB/content.opf"])
def test_what_leads_to_the_document_is_untrusted_too(name: str, epub: bytes) -> None:
    start, _, rest = entry(epub, name).partition(b"?>")
    with pytest.raises(RefusedInput, match=f"'{name}' in the ZIP file: the XML has"):
        recover(repacked(epub, {name: start + b"?>" + BOMB + rest}))


@pytest.mark.parametrize("name", ["epub", "docx"])
@given(data=st.data())
@settings(max_examples=150, phases=(Phase.explicit, Phase.generate))
def test_any_change_of_a_package_is_survived(
    name: str, artefacts: Mapping[str, bytes], ruby_sparks: Document, data: st.DataObject
) -> None:
    package = bytearray(artefacts[name])
    # Most of what matters stands in the directory, at the end.
    places = st.one_of(st.integers(0, len(package) - 1), st.integers(len(package) - 2000, len(package) - 1))
    for place in data.draw(st.lists(places, min_size=1, max_size=4)):
        package[place] = data.draw(st.integers(0, 255))
    try:
        recovered = recover(bytes(package))
    except SeedpressError:
        return
    assert recovered == ruby_sparks


# --- Hostile PDF files -----------------------------------------------------------------------


@pytest.mark.parametrize("kept", [9, 1000, 0.5, -1000])
def test_a_pdf_that_is_cut_off(kept: float, sheet: bytes) -> None:
    end = int(len(sheet) * kept) if isinstance(kept, float) else kept
    with pytest.raises(UnreadableInput, match="the PDF is damaged"):
        recover(sheet[:end])


@pytest.mark.parametrize("passwords", [("owner", "user"), ("owner", "")], ids=["to open", "to change"])
def test_an_encrypted_pdf(passwords: tuple[str, str], sheet: bytes) -> None:
    encryption = pikepdf.Encryption(owner=passwords[0], user=passwords[1])
    with pytest.raises(RefusedInput, match="the PDF is encrypted"):
        recover(saved(sheet, lambda file: None, encryption=encryption))


def attach_again(file: pikepdf.Pdf, content: bytes) -> None:
    twin = pikepdf.AttachedFileSpec(file, content, filename="document.xml")
    file.Root.AF.append(file.make_indirect(twin.obj))


def test_a_pdf_with_two_documents(sheet: bytes) -> None:
    with pytest.raises(RefusedInput, match=r"several attachments .* differ"):
        recover(saved(sheet, lambda file: attach_again(file, xml_of())))


def test_a_pdf_with_the_same_document_twice(sheet: bytes, ruby_sparks: Document) -> None:
    assert recover(saved(sheet, lambda file: attach_again(file, to_xml(ruby_sparks)))) == ruby_sparks


def pdf_of(catalog: bytes, *objects: bytes) -> bytes:
    """A PDF without pages: `catalog`, more entries of that; `objects`, which are numbered from 3."""
    data, places = bytearray(b"%PDF-1.7\n"), []
    root = b"<</Type /Catalog /Pages 2 0 R %s>>" % catalog
    for number, content in enumerate((root, b"<</Type /Pages /Kids [] /Count 0>>", *objects), 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(data), len(places) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(data)


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(content), more, content)


SPECIFICATION = b"<</Type /Filespec /F (document.xml) /UF (document.xml) /EF <</F %d 0 R>>>>"
TREE = b"/Names <</EmbeddedFiles 3 0 R>>"


def pdf_carrying(file: bytes) -> bytes:
    return pdf_of(b"/AF [3 0 R]", SPECIFICATION % 4, file)


def test_the_smallest_pdf_that_carries_a_document() -> None:
    assert recover(pdf_carrying(stream(xml_of("Small")))) == from_xml(xml_of("Small"))


NOWHERE = {
    "a reference to itself": pdf_of(b"/AF 3 0 R", b"3 0 R"),
    "references in a circle": pdf_of(b"/AF 3 0 R", b"4 0 R", b"3 0 R"),
    "an array that holds itself": pdf_of(b"/AF 3 0 R", b"[3 0 R 1 0 R]"),
    "a specification for its file": pdf_of(b"/AF [3 0 R]", SPECIFICATION % 3),
    "a string for a file": pdf_of(b"/AF [3 0 R]", b"<</UF (document.xml) /EF <</F (text)>>>>"),
    "a number for files": pdf_of(b"/AF [3 0 R]", b"<</UF (document.xml) /EF 17>>"),
    "no files": pdf_of(b"/AF [3 0 R]", b"<</UF (document.xml)>>"),
    "a name for a string": pdf_of(b"/AF [3 0 R]", b"<</UF /document.xml /EF 3 0 R>>"),
    "a tree that holds itself": pdf_of(TREE, b"<</Kids [3 0 R 3 0 R]>>"),
    "a tree in a circle": pdf_of(TREE, b"<</Kids [4 0 R]>>", b"<</Kids [3 0 R 4 0 R]>>"),
    "a tree of numbers": pdf_of(TREE, b"<</Names [1 2 3]>>"),
    "arrays without end": pdf_of(b"/AF " + b"[" * 100_000),
    "deep arrays": pdf_of(b"/AF %s%s" % (b"[" * 100_000, b"]" * 100_000)),
    "deep dictionaries": pdf_of(b"/AF " + b"<</A " * 100_000),
    "a length that is its stream": pdf_carrying(b"<</Length 4 0 R>>\nstream\nabc\nendstream"),
    "a length that lies": pdf_carrying(b"<</Length 999999999>>\nstream\nabc\nendstream"),
    "no compressed data": pdf_carrying(stream(b"abc", b"/Filter /FlateDecode")),
    "no picture": pdf_carrying(stream(b"abc", b"/Filter /DCTDecode")),
    "filters without end": pdf_carrying(stream(b"abc", b"/Filter [%s]" % (b"/ASCIIHexDecode " * 10_000))),
    "a file outside": pdf_carrying(stream(b"", b"/F (/etc/passwd)")),
}


@pytest.mark.parametrize("what", NOWHERE)
def test_what_leads_nowhere_or_in_circles(what: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        recover(NOWHERE[what])
    assert "it takes more than" not in str(caught.value)  # the reader has seen it for what it is


def flate(size: int, unit: bytes = b" ") -> bytes:
    """Compressed data that unpacks to `size` bytes; its end is missing, which nobody reaches."""
    squeeze = zlib.compressobj(9)
    first, block = (
        squeeze.compress(unit * (2**20 // len(unit))) + squeeze.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    return first + block * ((size >> 20) - 1)


@pytest.fixture
def _little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less for the reader than it has, so that it is sooner filled."""
    monkeypatch.setattr(pdf, "_MAX_MEMORY", 2**28)


@pytest.mark.usefixtures("_little_memory")
@pytest.mark.parametrize("size", [32 * 2**20, 4 * 2**30], ids=["32 MiB", "4 GiB"])
def test_an_attachment_that_unpacks_without_end(size: int) -> None:
    data = pdf_carrying(stream(flate(size), b"/Filter /FlateDecode"))
    assert len(data) < 10_000_000
    with pytest.raises(RefusedInput, match=r"more than 16 MiB|memory"):
        recover(data)


@pytest.mark.usefixtures("_little_memory")
def test_a_table_of_objects_that_unpacks_without_end() -> None:
    start = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 3 0 R>>\nendobj\n"
    entries = flate(4 * 2**30, b"\1\0\x09\0")
    more = b"/Type /XRef /W [1 2 1] /Size %d /Root 1 0 R /Filter /FlateDecode" % 2**30
    data = start + b"2 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(entries, more), len(start))
    assert len(data) < 10_000_000
    # Where it is the memory that ends, qpdf does not always say so.
    with pytest.raises(UnreadableInput, match="the PDF"):
        recover(data)


@pytest.mark.parametrize(
    ("limit", "value"), [("_MAX_MEMORY", 2**20), ("_MAX_SECONDS", 0), ("_MAX_CLOCK_SECONDS", 0)]
)
def test_a_pdf_that_takes_too_much_is_refused(
    limit: str, value: int, sheet: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, limit, value)
    with pytest.raises(RefusedInput, match=r"memory|seconds"):
        recover(sheet)


def test_a_reader_that_crashes_is_an_error_of_ours(
    sheet: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reader = tmp_path / "reader.py"
    reader.write_text("import os; os.abort()")
    monkeypatch.setattr(pdf, "_READER", reader)
    with pytest.raises(RefusedInput, match="the PDF can't be read"):
        recover(sheet)


def test_pikepdf_that_is_not_installed(sheet: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pikepdf.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(MissingTool, match="pip install pikepdf"):
        recover(sheet)


@given(data=st.data())
@settings(max_examples=10, phases=(Phase.explicit, Phase.generate))
def test_any_change_of_a_pdf_is_survived(sheet: bytes, ruby_sparks: Document, data: st.DataObject) -> None:
    changed = bytearray(sheet)
    for place in data.draw(st.lists(st.integers(20, len(changed) - 1), min_size=1, max_size=20)):
        changed[place] = data.draw(st.integers(0, 255))
    try:
        recovered = recover(bytes(changed))
    except SeedpressError:
        return
    assert isinstance(recovered, Document)


def test_an_artefact_that_is_too_large() -> None:
    with pytest.raises(RefusedInput, match="larger than 64 MiB"):
        recover(b"PK\x03\x04".ljust(MAX_ARTEFACT + 1))


def test_recovering_loads_no_pdf_library_into_our_process(sheet: bytes) -> None:
    code = "import sys, pipeline; pipeline.recover(sys.stdin.buffer.read()); print('pikepdf' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], input=sheet, capture_output=True, check=True)
    assert done.stdout.split() == [b"False"]


# --- The command line ------------------------------------------------------------------------


@pytest.fixture
def files(artefacts: dict[str, bytes], tmp_path: Path) -> dict[str, Path]:
    """Artefacts under names that say nothing of what they are."""
    paths = {}
    for number, (name, data) in enumerate(artefacts.items()):
        paths[name] = tmp_path / f"download-{number}"
        paths[name].write_bytes(data)
    return paths


@pytest.mark.parametrize("name", ["pdf", "epub", "docx"])
def test_recover_writes_canonical_xml_to_standard_output(
    name: str, files: dict[str, Path], ruby_sparks: Document, capfdbinary: Any
) -> None:
    assert cli.run(["recover", str(files[name])]) == 0
    captured = capfdbinary.readouterr()
    assert (captured.out, captured.err) == (to_xml(ruby_sparks), b"")


def test_recover_writes_to_the_named_file(
    files: dict[str, Path], ruby_sparks: Document, tmp_path: Path
) -> None:
    assert cli.run(["recover", str(files["epub"]), "-o", str(tmp_path / "x.xml")]) == 0
    assert (tmp_path / "x.xml").read_bytes() == to_xml(ruby_sparks)


def test_recover_never_overwrites_its_input(files: dict[str, Path], epub: bytes) -> None:
    assert cli.run(["recover", str(files["epub"]), "-o", str(files["epub"])]) == 2
    assert files["epub"].read_bytes() == epub


def test_recover_refuses_seed_text(tmp_path: Path, capsys: Any) -> None:
    seed = tmp_path / "seed.txt"
    seed.write_text("= A =\n")
    assert cli.run(["recover", str(seed)]) == 3
    line = capsys.readouterr().err
    assert line.startswith(f"seedpress: error: {seed}: neither PDF")


@pytest.mark.parametrize("command", [["export", "--to", "txt"], ["check"], ["normalize"], ["recover"]])
def test_what_is_wrong_with_an_artefact_is_said_with_its_name(
    command: list[str], tmp_path: Path, epub: bytes, capsys: Any
) -> None:
    file = tmp_path / "broken.epub"
    file.write_bytes(epub[:1000])
    assert cli.run([*command, str(file)]) == 3
    assert capsys.readouterr().err.splitlines() == [
        f"seedpress: error: {file}: the ZIP file is cut off, or goes on behind its end"
    ]


@pytest.mark.parametrize("name", ["pdf", "epub", "docx"])
def test_export_takes_an_artefact(
    name: str, files: dict[str, Path], ruby_sparks: Document, tmp_path: Path
) -> None:
    assert cli.run(["export", str(files[name]), "-o", str(tmp_path / "x.txt")]) == 0
    assert (tmp_path / "x.txt").read_bytes() == export(ruby_sparks, "txt")


def test_check_takes_an_artefact(tmp_path: Path, capsys: Any) -> None:
    document = normalize("= A =\n\nA lead.\n\n== Empty ==\n")
    xml, epub = tmp_path / "a.xml", tmp_path / "a.epub"
    xml.write_bytes(to_xml(document))
    epub.write_bytes(export(document, "epub"))
    assert cli.run(["check", str(xml)]) == 0
    expected = capsys.readouterr().out
    assert "section-empty" in expected
    assert cli.run(["check", str(epub)]) == 0
    assert capsys.readouterr().out.replace(str(epub), str(xml)) == expected


def test_build_takes_artefacts_that_are_named(
    artefacts: dict[str, bytes], ruby_sparks: Document, tmp_path: Path
) -> None:
    inputs = [tmp_path / "one.PDF", tmp_path / "two.epub", tmp_path / "three.docx", tmp_path / "four.xml"]
    for path in inputs:
        path.write_bytes(artefacts.get(path.suffix[1:].lower(), to_xml(ruby_sparks)))
    out = tmp_path / "out"
    arguments = ["build", *map(str, inputs), "--to", "txt", "--out", str(out), "--jobs", "1"]
    assert cli.run(arguments) == 0
    assert sorted(path.name for path in out.glob("*.txt")) == ["four.txt", "one.txt", "three.txt", "two.txt"]
    assert {path.read_bytes() for path in out.glob("*.txt")} == {export(ruby_sparks, "txt")}


def test_build_goes_on_past_an_artefact_that_is_broken(
    artefacts: dict[str, bytes], tmp_path: Path, capsys: Any
) -> None:
    good, broken = tmp_path / "good.epub", tmp_path / "broken.pdf"
    good.write_bytes(artefacts["epub"])
    broken.write_bytes(artefacts["pdf"][:5000])
    out = tmp_path / "out"
    arguments = ["build", str(broken), str(good), "--to", "txt", "--out", str(out), "--jobs", "1"]
    assert cli.run(arguments) == 1
    assert (out / "good.txt").exists()
    assert f"{broken}: error: the PDF is damaged" in capsys.readouterr().err


def test_build_does_not_take_the_artefacts_of_a_folder(artefacts: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    folder.mkdir()
    for name, data in artefacts.items():
        (folder / f"old.{name}").write_bytes(data)
    (folder / "seed.txt").write_text("= A =\n")
    assert cli.run(["build", str(folder), "--to", "txt", "--out", str(tmp_path / "out"), "-q"]) == 0
    assert [path.name for path in (tmp_path / "out").glob("*.txt")] == ["seed.txt"]


@pytest.mark.parametrize("command", ["export", "build"])
def test_an_artefact_is_never_overwritten_by_its_own_format(
    command: str, sheet: bytes, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(sheet)
    where = ["-o", str(file)] if command == "export" else ["--out", str(tmp_path)]
    assert cli.run([command, str(file), "--to", "pdf", "--layout", "article", *where]) == 2
    assert "would be overwritten" in capsys.readouterr().err
    assert file.read_bytes() == sheet
