"""DOCX, read back by python-docx and as a bare package."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any
from zipfile import ZipFile

import pytest
from conftest import REAL_SEED, ROOT
from docx.oxml.ns import qn
from docx_reader import cells_in, is_header, lines_in, read_docx
from hypothesis import given, settings
from lxml import etree
from strategies import seed_texts

from pipeline import Document, UnreadableInput, export, find_styles, normalize, to_xml
from pipeline.canonical import NAMESPACE
from pipeline.document import (
    Block,
    BulletList,
    CastList,
    CastMember,
    Fact,
    LineBreak,
    ListItem,
    Paragraph,
    Section,
    Text,
    block_lines,
    lines_of,
    walk_sections,
)
from pipeline.errors import ExportFailed, UsageError
from pipeline.exporters import make_exporter
from pipeline.exporters.docx import DocxExporter
from pipeline.exporters.pandoc_process import Pandoc, Written
from pipeline.exporters.typography import typographic
from pipeline.messages import Code, Message

REFERENCE = ROOT / "styles" / "docx" / "reference"
W = qn("w:p").removesuffix("p")


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def item(text: str, *items: ListItem) -> ListItem:
    return ListItem((Text(text),), items)


def article(*blocks: Block, **values: object) -> Document:
    """A small article with `blocks` in its only section."""
    return replace(Document(title="Title", sections=(Section("plot", "Plot", blocks),)), **values)


@pytest.fixture(scope="module")
def exporter() -> DocxExporter:
    exporter = make_exporter("docx", quotes="as-written")
    assert isinstance(exporter, DocxExporter)
    return exporter


def part(data: bytes, name: str) -> etree._Element:
    with ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def body(data: bytes) -> etree._Element:
    return part(data, "word/document.xml")


def values(root: etree._Element, path: str) -> list[str]:
    return [element.get(qn("w:val"), "") for element in root.iterfind(path, {"w": W[1:-1]})]


# --- The whole text, in order --------------------------------------------------------------


def expected_lines(document: Document) -> Iterator[str]:
    """The document's lines; the blank between actor and role is the border of two cells."""
    yield from lines_of(replace(document, lead=(), sections=()))
    yield from _block_texts(document.lead)
    for _, section in walk_sections(document.sections):
        yield section.title
        yield from _block_texts(section.blocks)


def _block_texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        for member in block.members if isinstance(block, CastList) else ():
            if isinstance(member, CastMember):
                yield member.actor + member.text.removeprefix(member.actor).lstrip()
            else:
                yield from block_lines(BulletList((member,)))
        if not isinstance(block, CastList):
            yield from block_lines(block)


def filled(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if line]


def test_text_of_written_articles_is_read_back(
    seed_documents: dict[str, Document], exporter: DocxExporter
) -> None:
    for name, document in seed_documents.items():
        read = lines_in(read_docx(exporter.export(document)))
        assert filled(read) == filled(expected_lines(document)), name


@settings(max_examples=40)
@given(seed_texts())
def test_text_of_any_seed_is_read_back(text: str) -> None:
    try:
        document = normalize(text, name="a-name")
    except UnreadableInput:
        return
    read = lines_in(read_docx(export(document, "docx", quotes="as-written")))
    assert filled(read) == filled(expected_lines(document))


def test_typographic_text_is_read_back(seed_documents: dict[str, Document]) -> None:
    exporter = make_exporter("docx")
    for name in ("ruby-sparks.txt", "film-les-heures-blanches.fr.txt"):
        document = seed_documents[name]
        shown = typographic(document)
        assert shown != document
        assert filled(lines_in(read_docx(exporter.export(document)))) == filled(expected_lines(shown))


@pytest.mark.parametrize(
    "text",
    [
        "two  blanks   and  three",
        "a\ttab\t\tand two",
        "no\u00a0break, thin\u2009blank, zero\u200bwidth, soft\u00adhyphen, hard\u2011hyphen",
        " blanks at both ends  ",
        "日本語と“引用”、español, עברית abc 123, ภาษาไทย, हिन्दी",
    ],
)
def test_white_space_and_mixed_scripts_survive(text: str, exporter: DocxExporter) -> None:
    assert lines_in(read_docx(exporter.export(article(paragraph(text)))))[-1] == text


@pytest.mark.parametrize("text", ["\u00ad", "end\u00ad", "a\u00ad\u00adb", "\u00ada", " \u00ad b"], ids=ascii)
def test_soft_hyphens_survive(text: str, exporter: DocxExporter) -> None:
    assert lines_in(read_docx(exporter.export(article(paragraph(text), title=text))))[-1] == text


def test_tabs_are_elements(exporter: DocxExporter) -> None:
    root = body(exporter.export(article(paragraph("a\tb\t\tc"), title="no\ttitle")))
    assert len(list(root.iter(qn("w:tab")))) == 4
    assert not any("\t" in (text.text or "") for text in root.iter(qn("w:t")))


HOSTILE = [
    '{ HYPERLINK "http://example.org" }',
    '{ INCLUDETEXT "/etc/passwd" }',
    "<w:fldSimple w:instr='DATE'/>",
    "<script>alert(1)</script> &lt; &amp; &#65; ]]> <!-- --> <?xml version='1.0'?>",
    "[link](http://example.org) ![picture](http://example.org/a.png) **bold** `code`",
    "\\input{/etc/passwd} $x^2$ http://example.org mailto:a@example.org",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str, exporter: DocxExporter) -> None:
    document = Document(
        title=text,
        caption=text,
        facts=(Fact((Text(text),), name="x", label=text),),
        lead=(paragraph(text),),
        sections=(Section("s", text, (BulletList((item(text),)), CastList((CastMember(text, text),)))),),
    )
    data = exporter.export(document)
    assert lines_in(read_docx(data)) == list(expected_lines(document))
    assert not list(
        body(data).iter(*(qn(f"w:{name}") for name in ("fldSimple", "fldChar", "instrText", "hyperlink")))
    )
    with ZipFile(BytesIO(data)) as archive:
        assert not [n for n in archive.namelist() if n.endswith(".rels") and b"External" in archive.read(n)]


# --- Headings, tables, lists ---------------------------------------------------------------


def test_headings_are_real_and_nested(exporter: DocxExporter) -> None:
    deepest = Section("e", "Five")
    for depth in ("Four", "Three", "Two", "One"):
        deepest = Section(depth, depth, sections=(deepest,))
    docx = read_docx(exporter.export(Document(title="The title", sections=(deepest,))))
    assert [(p.style.name, p.text) for p in docx.paragraphs if p.style is not None] == [
        ("Title", "The title"),
        ("Heading 1", "One"),
        ("Heading 2", "Two"),
        ("Heading 3", "Three"),
        ("Heading 4", "Four"),
        ("Heading 5", "Five"),
    ]


def test_facts_are_a_table_with_a_header_row(exporter: DocxExporter) -> None:
    facts = (
        Fact((Text("A, B"),), name="director", label="Director"),
        Fact((Text("x"), LineBreak(), Text("y")), name="n", label="Notes"),
    )
    [table] = read_docx(exporter.export(article(facts=facts, caption="Caption"))).tables
    assert [is_header(row) for row in table.rows] == [True, False, False]
    assert [cells_in(row) for row in table.rows] == [
        [["Fact"], ["Value"]],
        [["Director"], ["A, B"]],
        [["Notes"], ["x", "y"]],
    ]


def test_header_row_speaks_the_language_of_the_document(exporter: DocxExporter) -> None:
    facts = (Fact((Text("x"),), name="x", label="X"),)
    [table] = read_docx(exporter.export(article(facts=facts, language="de"))).tables
    assert cells_in(table.rows[0]) == [["Angabe"], ["Wert"]]


def test_cast_is_a_table_of_actor_and_rest_of_line(exporter: DocxExporter) -> None:
    cast = CastList(
        (CastMember("Ann", "Calvin", (Text(", a novelist"),)), item("And others", item("One more")))
    )
    [table] = read_docx(exporter.export(article(cast))).tables
    assert [cells_in(row) for row in table.rows] == [
        [["Actor"], ["Role"]],
        [["Ann"], ["as Calvin, a novelist"]],
        [["And others", "One more"]],
    ]


def test_role_is_emphasized_by_a_character_style(exporter: DocxExporter) -> None:
    data = exporter.export(article(CastList((CastMember("Ann", "Calvin", (Text(", a novelist"),)),))))
    roles = [r for r in body(data).iter(qn("w:r")) if values(r, "w:rPr/w:rStyle") == ["Role"]]
    assert ["".join(role.itertext()) for role in roles] == ["Calvin"]


def test_caption_without_facts_is_a_paragraph(exporter: DocxExporter) -> None:
    docx = read_docx(exporter.export(Document(title="T", caption="The caption")))
    assert [(p.style.name, p.text) for p in docx.paragraphs[1:] if p.style] == [
        ("Table Caption", "The caption")
    ]


def test_tables_are_named_and_described(exporter: DocxExporter) -> None:
    facts = (Fact((Text("x"),), name="x", label="X"),)
    cast = CastList((CastMember("Ann", "Calvin"),))
    root = body(exporter.export(article(cast, facts=facts, caption="Caption")))
    assert values(root, ".//w:tblCaption") == ["Caption", "Plot"]
    assert values(root, ".//w:tblDescription") == ["Fact | Value", "Actor | Role"]


def test_columns_fill_the_line(exporter: DocxExporter) -> None:
    docx = read_docx(exporter.export(article(CastList((CastMember("Ann", "Calvin"),)))))
    page = docx.sections[0]
    assert page.page_width is not None
    line = page.page_width - (page.left_margin or 0) - (page.right_margin or 0)
    assert sum(column.width or 0 for column in docx.tables[0].columns) == pytest.approx(line, rel=0.001)


def test_list_items_have_the_style_of_their_level(exporter: DocxExporter) -> None:
    bullets = BulletList((item("1", item("1.1", item("1.1.1"))), item("2")))
    docx = read_docx(exporter.export(article(bullets)))
    assert [(p.style.name, p.text) for p in docx.paragraphs[2:] if p.style] == [
        ("List Bullet", "1"),
        ("List Bullet 2", "1.1"),
        ("List Bullet 3", "1.1.1"),
        ("List Bullet", "2"),
    ]


def test_list_styles_are_numbered_by_level() -> None:
    styles, numbering = (etree.parse(REFERENCE / "word" / name) for name in ("styles.xml", "numbering.xml"))
    for level in range(9):
        style = "ListBullet" + (str(level + 1) if level else "")
        bound = numbering.find(f".//w:lvl[@w:ilvl='{level}']/w:pStyle", {"w": W[1:-1]})
        assert bound is not None
        assert bound.get(qn("w:val")) == style
        named = styles.find(f"w:style[@w:styleId='{style}']", {"w": W[1:-1]})
        assert named is not None
        assert values(named, "w:pPr/w:numPr/w:ilvl") == ([str(level)] if level else [])


def test_lead_has_its_own_style(exporter: DocxExporter) -> None:
    docx = read_docx(exporter.export(Document(title="T", lead=(paragraph("Lead."),))))
    assert docx.paragraphs[1].style is not None
    assert docx.paragraphs[1].style.name == "Lead"


# --- Styles alone make the look ------------------------------------------------------------


def test_nothing_is_formatted_directly(ruby_sparks: Document, exporter: DocxExporter) -> None:
    root = body(exporter.export(ruby_sparks))
    of_paragraphs = {child.tag for properties in root.iter(qn("w:pPr")) for child in properties}
    of_runs = {child.tag for properties in root.iter(qn("w:rPr")) for child in properties}
    assert of_paragraphs == {qn("w:pStyle")}
    assert of_runs == {qn("w:rStyle")}


def test_every_style_in_use_is_the_reference_documents(
    seed_documents: dict[str, Document], exporter: DocxExporter
) -> None:
    known = set(etree.parse(REFERENCE / "word/styles.xml").xpath("//*/@*[local-name()='styleId']"))
    for name, document in seed_documents.items():
        root = body(exporter.export(document))
        used = {v for tag in ("pStyle", "rStyle", "tblStyle") for v in values(root, f".//w:{tag}")}
        assert used <= known, name


def with_reference(tmp_path: Path, change: dict[bytes, bytes]) -> DocxExporter:
    """An exporter whose user has changed the reference document."""
    copytree(ROOT / "styles" / "docx", tmp_path / "docx")
    file = tmp_path / "docx" / "reference.docx"
    with ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(file, "w") as archive:
        for name, data in parts.items():
            for old, new in change.items() if name.startswith("word/") else ():
                data = data.replace(old, new)
            archive.writestr(name, data)
    exporter = make_exporter("docx", styles=find_styles(tmp_path))
    assert isinstance(exporter, DocxExporter)
    return exporter


def test_user_restyles_by_changing_the_reference_document(tmp_path: Path) -> None:
    exporter = with_reference(tmp_path, {b'w:val="68"': b'w:val="99"'})
    title = read_docx(exporter.export(article())).paragraphs[0]
    assert title.style is not None
    assert title.style.font.size is not None
    assert title.style.font.size.pt == 49.5


def test_style_ids_of_another_language_are_followed(tmp_path: Path) -> None:
    renamed = {b'"ListBullet2"': b'"Auf2"', b'"FactsTable"': b'"Tab"', b'"Heading1"': b'"Ber1"'}
    facts = (Fact((Text("x"),), name="x", label="X"),)
    bullets = BulletList((item("1", item("2")),))
    cast = CastList((CastMember("Ann", "Calvin"),))
    root = body(with_reference(tmp_path, renamed).export(article(bullets, cast, facts=facts)))
    assert {"Auf2", "Ber1"} <= set(values(root, ".//w:pStyle"))
    assert values(root, ".//w:tblStyle") == ["Tab", "CastTable"]
    assert values(root, ".//w:tblCaption") == ["Title", "Plot"]


def test_styles_that_the_user_deleted_are_done_without(tmp_path: Path) -> None:
    renamed = {b'"List Bullet 2"': b'"Gone"', b'"Facts Table"': b'"Gone Table"'}
    facts = (Fact((Text("x"),), name="x", label="X"),)
    bullets = BulletList((item("1", item("2")),))
    root = body(with_reference(tmp_path, renamed).export(article(bullets, facts=facts)))
    assert values(root, ".//w:tblStyle") == ["Table"]
    assert values(root, ".//w:numPr/w:ilvl") == ["1"]


def test_packed_reference_document_is_that_of_its_parts() -> None:
    with ZipFile(REFERENCE.with_suffix(".docx")) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    files = [file for file in REFERENCE.rglob("*") if file.is_file()]
    assert packed == {file.relative_to(REFERENCE).as_posix(): file.read_bytes() for file in files}, (
        "run: python styles/docx/build.py"
    )


def test_broken_reference_document_fails_the_export(tmp_path: Path) -> None:
    (tmp_path / "docx").mkdir()
    (tmp_path / "docx" / "reference.docx").write_bytes(b"no ZIP file")
    with pytest.raises(ExportFailed, match=r"^pandoc could not write docx: .+$"):
        make_exporter("docx", styles=find_styles(tmp_path)).export(article())


# --- Language and direction ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "slot", "tag"),
    [("en", "val", "en-US"), ("el", "val", "el-GR"), ("ja", "eastAsia", "ja-JP"), ("ar", "bidi", "ar-EG")],
)
def test_language_is_set_for_its_kind_of_script(
    language: str, slot: str, tag: str, exporter: DocxExporter
) -> None:
    data = exporter.export(article(language=language))
    for name, path in (("styles", "w:docDefaults//w:lang"), ("settings", "w:themeFontLang")):
        element = part(data, f"word/{name}.xml").find(path, {"w": W[1:-1]})
        assert element is not None
        assert element.get(qn(f"w:{slot}")) == tag


def test_right_to_left_document_turns_paragraphs_tables_and_pages(exporter: DocxExporter) -> None:
    facts = (Fact((Text("ערך"),), name="x", label="תווית"),)
    data = exporter.export(article(paragraph("שלום"), facts=facts, language="he"))
    root = body(data)
    assert root.find(".//w:tblPr/w:bidiVisual", {"w": W[1:-1]}) is not None
    assert root.find(".//w:sectPr/w:bidi", {"w": W[1:-1]}) is not None
    normal = part(data, "word/styles.xml").find("w:style[@w:styleId='Normal']/w:pPr/w:bidi", {"w": W[1:-1]})
    assert normal is not None


def test_right_to_left_keeps_what_the_user_set_for_normal(tmp_path: Path) -> None:
    spaced = b'<w:name w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:after="7"/></w:pPr>'
    exporter = with_reference(tmp_path, {b'<w:name w:val="Normal"/>\n    <w:qFormat/>': spaced})
    styles = part(exporter.export(article(language="ar")), "word/styles.xml")
    properties = styles.find("w:style[@w:styleId='Normal']/w:pPr", {"w": W[1:-1]})
    assert properties is not None
    assert [child.tag for child in properties] == [qn("w:bidi"), qn("w:spacing")]


def test_left_to_right_document_turns_nothing(exporter: DocxExporter) -> None:
    data = exporter.export(article(paragraph("Hello")))
    for name in ("document", "styles"):
        assert not list(part(data, f"word/{name}.xml").iter(*map(qn, ("w:bidi", "w:bidiVisual", "w:rtl"))))


def test_runs_are_told_their_script(exporter: DocxExporter) -> None:
    root = body(exporter.export(article(paragraph("See שלום (1999) and ไทย."))))
    runs = list(root.iter(qn("w:r")))[-5:]
    kinds = [
        ("".join(r.itertext()), [etree.QName(e).localname for e in r.iterfind("w:rPr/*", {"w": W[1:-1]})])
        for r in runs
    ]
    assert kinds == [("See ", []), ("שלום (1999)", ["rtl"]), (" and ", []), ("ไทย", ["cs"]), (".", [])]


def test_warnings_of_pandoc_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    write = Pandoc.write

    def warning(*arguments: Any, **options: Any) -> Written:
        return replace(write(*arguments, **options), warnings=("[WARNING] watch out",))

    monkeypatch.setattr(Pandoc, "write", warning)
    messages: list[Message] = []
    make_exporter("docx", report=messages.append).export(article())
    assert messages == [Message(Code.ENGINE_WARNING, "pandoc: [WARNING] watch out")]


# --- The package ---------------------------------------------------------------------------


def test_core_properties_come_from_the_document(ruby_sparks: Document, exporter: DocxExporter) -> None:
    properties = read_docx(exporter.export(ruby_sparks)).core_properties
    assert (properties.title, properties.language) == ("Ruby Sparks", "en")
    assert properties.identifier.startswith("urn:uuid:")
    assert (properties.author, properties.last_modified_by, properties.subject) == ("", "", "")
    assert properties.created is not None
    assert properties.created.year == 1980


def test_identifier_is_that_of_the_content(exporter: DocxExporter) -> None:
    identifiers = {
        read_docx(exporter.export(article(paragraph(text)))).core_properties.identifier
        for text in ("a", "b", "a")
    }
    assert len(identifiers) == 2


def test_running_head_shows_the_title(exporter: DocxExporter) -> None:
    header = part(exporter.export(article(title="A  title")), "word/header1.xml")
    assert "".join(header.find(".//w:sdtContent", {"w": W[1:-1]}).itertext()).strip() == "A  title"  # type: ignore[union-attr]


def test_canonical_xml_is_carried(ruby_sparks: Document, exporter: DocxExporter) -> None:
    with ZipFile(BytesIO(exporter.export(ruby_sparks))) as archive:
        assert archive.read("customXml/item1.xml") == to_xml(ruby_sparks)
        properties = archive.read("customXml/itemProps1.xml")
        relationships = archive.read("word/_rels/document.xml.rels")
    assert NAMESPACE.encode() in properties
    assert b'Target="../customXml/item1.xml"' in relationships


def test_same_bytes_again(ruby_sparks: Document, exporter: DocxExporter) -> None:
    assert exporter.export(ruby_sparks) == exporter.export(ruby_sparks)


def test_same_bytes_in_another_process(ruby_sparks: Document, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from pipeline import export, normalize;"
        "data = Path(sys.argv[1]).read_bytes();"
        "sys.stdout.buffer.write(export(normalize(data, name='ruby-sparks'), 'docx'))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    command = [sys.executable, "-c", script, str(REAL_SEED)]
    done = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path, env=environment)
    assert done.stdout == export(ruby_sparks, "docx")


def test_dates_come_from_source_date_epoch(exporter: DocxExporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1343174400")
    data = exporter.export(article())
    created = read_docx(data).core_properties.created
    assert created is not None
    assert created.isoformat()[:10] == "2012-07-25"
    with ZipFile(BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2012, 7, 25, 0, 0, 0)}


def test_date_that_is_no_number_is_refused(exporter: DocxExporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
        exporter.export(article())


def test_date_that_zip_can_not_write_becomes_the_nearest(
    exporter: DocxExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    years = []
    for seconds in ("0", "9" * 5000):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
        created = read_docx(exporter.export(article())).core_properties.created
        assert created is not None
        years.append(created.year)
    assert years == [1980, 2107]
