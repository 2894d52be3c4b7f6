"""One file of many documents: what is in it, what its parts are called, and what one bad document costs."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from docx_reader import read_docx
from html_reader import lines_in
from lxml import etree
from test_epub import NAMES, Book

from pipeline import (
    Document,
    RefusedInput,
    export,
    export_all,
    from_xml,
    make_exporter,
    recover,
    to_xml,
)
from pipeline.batch.collect import Collection, file_name
from pipeline.cli import run
from pipeline.document import Paragraph, Section, Text, lines_of
from pipeline.errors import ExportFailed, SeedpressError, UsageError
from pipeline.exporters import Entry, collecting
from pipeline.exporters import _pdf_collection as pdf_collection
from pipeline.exporters._collection import Slugs, languages_of
from pipeline.exporters.typography import typographic
from pipeline.messages import Code, Message

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FORMATS = ("epub", "pdf", "docx", "mediawiki-dump")


def article(title: str, language: str = "en", *sections: str, text: str = "") -> Document:
    return Document(
        title,
        language,
        lead=(Paragraph((Text(text or f"What {title} is."),)),),
        sections=tuple(
            Section(name.casefold(), name, (Paragraph((Text(f"{name} of {title}."),)),)) for name in sections
        ),
    )


FILMS = [
    article("Alice", "en", "Plot", "Cast"),
    article("همس الميناء", "ar", "القصة"),
    article("Alice", "en", "Plot"),
]


def collected(to: str, documents: list[Document] = FILMS, title: str = "My Films", **options: str) -> bytes:
    return b"".join(export_all(documents, to, title=title, **options))


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(collected("epub"))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return collected("pdf", layout="article")


@pytest.fixture(scope="module")
def docx() -> bytes:
    return collected("docx")


# --- Names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("titles", "slugs"),
    [
        (["Ruby Sparks", "Ruby Sparks"], ["ruby-sparks", "ruby-sparks-2"]),
        (["X", "X 2", "X"], ["x", "x-2", "x-3"]),
        (["Æon Flux", "Işıklı İskele", "Don’t"], ["aeon-flux", "isikli-iskele", "dont"]),
        (["君の名は", ""], ["article", "article-2"]),
        (["../etc", "a/b"], ["etc", "a-b"]),
    ],
)
def test_parts_are_called_after_titles_and_told_apart(titles: list[str], slugs: list[str]) -> None:
    names = Slugs()
    assert [names.slug_for(title) for title in titles] == slugs


def test_language_of_most_documents_comes_first() -> None:
    assert languages_of(["ar", "en", "de", "en"]) == ["en", "ar", "de"]
    assert languages_of(["ar", "en"]) == ["ar", "en"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("My Films", "My Films"),
        ("AC/DC: a life", "AC-DC- a life"),
        ("../../etc/passwd", "-..-etc-passwd"),
        (" .hidden. ", "hidden"),
        ("a\\b", "a-b"),
        ("é" * 150, "é" * 100),
        ("فیلم‌ها", "فیلم‌ها"),
    ],
)
def test_file_is_called_as_the_title_but_for_what_no_name_may_have(title: str, name: str) -> None:
    assert file_name(title) == name


@pytest.mark.parametrize("title", ["", " ", "..", "/", "a\nb", "a\0"])
def test_title_that_can_name_no_file_is_refused(title: str) -> None:
    with pytest.raises(UsageError, match="the title of a collection"):
        file_name(title)


# --- EPUB ------------------------------------------------------------------------------------


def test_epub_has_the_text_of_all_in_order(book: Book) -> None:
    pages = [href for href in book.spine() if "/" in href]
    lines = [line for href in pages for line in lines_in(book.page(href))]
    assert lines == [line for document in FILMS for line in lines_of(typographic(document))]


def test_epub_begins_with_cover_and_contents(book: Book) -> None:
    assert book.spine()[:3] == ["cover.xhtml", "nav.xhtml", "alice/opening.xhtml"]
    assert book.find("//dc:title/text()") == ["My Films"]
    assert book.page("cover.xhtml").xpath("//h:img/@alt", namespaces=NAMES) == ["Cover: My Films"]


def contents(parent: etree._Element) -> list[object]:
    """The labels of a list of links, those below each after it."""
    found: list[object] = []
    for item in parent.xpath("h:ol/h:li", namespaces=NAMES):
        found.append(item.findtext("{*}a"))
        if below := contents(item):
            found.append(below)
    return found


def test_epub_contents_have_the_sections_below_each_article(book: Book) -> None:
    [toc] = book.nav().xpath("//h:nav[@e:type='toc']", namespaces=NAMES)
    assert contents(toc) == ["Alice", ["Plot", "Cast"], "همس الميناء", ["القصة"], "Alice", ["Plot"]]
    arabic = toc.xpath("h:ol/h:li", namespaces=NAMES)[1]
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")


def test_epub_page_has_the_language_of_its_article(book: Book) -> None:
    assert [book.page(f"{name}/opening.xhtml").get("lang") for name in ("alice", "article", "alice-2")] == [
        "en",
        "ar",
        "en",
    ]
    assert book.find("//dc:language/text()") == ["en", "ar"]


def test_epub_links_to_the_source_of_each_article(book: Book) -> None:
    links = book.find("//o:link[@rel='dcterms:source']/@href")
    assert [from_xml(book.read(href)) for href in links] == FILMS


def test_epub_of_one_document_by_itself_has_no_folders(ruby_sparks: Document) -> None:
    assert not [name for name in Book(export(ruby_sparks, "epub")).spine() if "/" in name]


# --- PDF -------------------------------------------------------------------------------------


def page_texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as file:
        return [file[number].get_textpage().get_text_bounded() for number in range(len(file))]


def test_pdf_begins_with_title_and_contents_with_the_pages_of_articles(pdf: bytes) -> None:
    title, toc, *articles = page_texts(pdf)
    assert title.strip() == "My Films"
    assert [line.split(" .")[0].strip() for line in toc.splitlines() if "Alice" in line] == ["Alice", "Alice"]
    assert [line.split()[-1] for line in toc.splitlines() if "Alice" in line] == ["1", "3"]
    assert [text.splitlines()[0] for text in articles][::2] == ["Alice", "Alice"]
    assert [text.splitlines()[-1] for text in articles] == ["1", "2", "3"]


def outline(items: pikepdf.Object) -> list[object]:
    found: list[object] = []
    while items is not None:
        found.append(str(items.Title))
        if "/First" in items:
            found.append(outline(items.First))
        items = items.get("/Next")
    return found


def test_pdf_bookmarks_have_the_sections_below_each_article(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as file:
        assert outline(file.Root.Outlines.First) == [
            "Contents",
            "Alice",
            ["Plot", "Cast"],
            "همس الميناء",
            ["القصة"],
            "Alice",
            ["Plot"],
        ]


def test_pdf_has_an_article_of_its_language_for_each_document(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as file:
        kids = file.Root.StructTreeRoot.K[0].K
        articles = [kid for kid in kids if kid.S == "/Art"]
        assert [str(kid.Lang) for kid in articles] == ["en", "ar", "en"]
        assert all(child.P.objgen == kid.objgen for kid in articles for child in kid.K)
        assert str(file.Root.Lang) == "en"


def test_pdf_links_of_the_contents_lead_to_the_articles(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as file:
        names = file.Root.Names.Dests.Names
        targets = {str(names[i]): names[i + 1][0].objgen for i in range(0, len(names), 2)}
        links = file.pages[1].Annots
        pages = [page.objgen for page in file.pages[2:]]
        assert list(dict.fromkeys(targets[str(link.Dest)] for link in links)) == pages
        titles = {str(link.Dest): str(link.Contents) for link in links}
        assert list(titles.values()) == [document.title for document in FILMS]


def test_pdf_pages_are_called_as_they_are_numbered(pdf: bytes) -> None:
    with pypdfium2.PdfDocument(pdf) as file:
        assert [file.get_page_label(number) for number in range(len(file))] == ["i", "ii", "1", "2", "3"]


def test_pdf_numbers_run_on_through_articles_of_several_pages() -> None:
    documents = [article("A"), article("B", text="A long sentence about it. " * 300), article("C")]
    _, toc, *pages = page_texts(collected("pdf", documents, layout="article"))
    assert [text.splitlines()[-1] for text in pages] == [str(n) for n in range(1, len(pages) + 1)]
    assert [line.split()[-1] for line in toc.splitlines() if line[:2] in ("A ", "B ", "C ")] == [
        "1",
        "2",
        str(len(pages)),
    ]
    assert len(pages) > 3


def test_pdf_carries_each_document(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as file:
        carried = {name: spec.get_file().read_bytes() for name, spec in file.attachments.items()}
    assert carried == {
        "alice.document.xml": to_xml(FILMS[0]),
        "alice-2.document.xml": to_xml(FILMS[2]),
        "article.document.xml": to_xml(FILMS[1]),
    }


def test_pdf_of_fact_sheets_has_a_sheet_for_each_document() -> None:
    title, _, *sheets = page_texts(collected("pdf", [FILMS[0], FILMS[2]]))
    assert title.strip() == "My Films"
    assert all("What Alice is." in sheet for sheet in sheets)
    assert ["alice.document.xml: SHA-256" in sheet for sheet in sheets] == [True, False]
    assert [sheet.split()[-1] for sheet in sheets] == ["1", "2"]


def test_pdf_draws_boxes_where_a_font_lacks_a_character_and_says_in_which_document() -> None:
    said: list[tuple[int, Message]] = []
    documents = [article("A"), article("B", text="It is \U0001f9ff\ue123."), article("C")]
    entries = [Entry(d, lambda m, n=n: said.append((n, m))) for n, d in enumerate(documents)]  # type: ignore[misc]
    exporter = collecting(make_exporter("pdf", layout="article"))
    texts = page_texts(b"".join(exporter.export_all(entries, "T")))
    assert {(n, m.code) for n, m in said} == {(1, Code.GLYPH_MISSING)}
    assert [text.splitlines()[-1] for text in texts[2:]] == ["1", "2", "3"]


def test_pdf_with_more_pages_than_memory_may_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_collection, "MOST_PAGES", 2)
    with pytest.raises(ExportFailed, match="a PDF of more than 2 pages takes too much memory"):
        collected("pdf", layout="article")


# --- DOCX ------------------------------------------------------------------------------------


def body_of(docx: bytes) -> etree._Element:
    with zipfile.ZipFile(BytesIO(docx)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def styled(docx: bytes) -> list[tuple[str, str]]:
    """The style and the text of each paragraph of the body."""
    return [(p.style.name, p.text) for p in read_docx(docx).paragraphs]


def test_docx_has_title_contents_and_a_heading_for_each_article(docx: bytes) -> None:
    assert [pair for pair in styled(docx) if pair[0] not in ("Lead", "First Paragraph")] == [
        ("Title", "My Films"),
        ("TOC Heading", "Contents"),
        ("toc 1", "Alice"),
        ("toc 1", "همس الميناء"),
        ("toc 1", "Alice"),
        ("Article Title", "Alice"),
        ("Heading 2", "Plot"),
        ("Heading 2", "Cast"),
        ("Article Title", "همس الميناء"),
        ("Heading 2", "القصة"),
        ("Article Title", "Alice"),
        ("Heading 2", "Plot"),
    ]


def test_docx_links_lead_to_bookmarks_of_which_none_is_there_twice(docx: bytes) -> None:
    body = body_of(docx)
    names = [mark.get(W + "name") for mark in body.iter(W + "bookmarkStart")]
    assert len(names) == len(set(names)) == 7
    links = [link.get(W + "anchor") for link in body.iter(W + "hyperlink")]
    assert len(set(links)) == 3
    assert set(links) <= set(names)


def test_docx_contents_are_no_field(docx: bytes) -> None:
    assert not list(body_of(docx).iter(W + "fldSimple", W + "fldChar", W + "instrText"))


def test_docx_article_has_its_language_and_direction(docx: bytes) -> None:
    paragraphs = {"".join(p.itertext()): p for p in body_of(docx).iter(W + "p")}
    arabic, english = paragraphs["What همس الميناء is."], paragraphs["Cast of Alice."]
    assert arabic.find(f"{W}pPr/{W}bidi") is not None
    assert arabic.find(f".//{W}lang").get(W + "bidi") == "ar-EG"
    assert english.find(f"{W}pPr/{W}bidi") is None
    assert english.find(f".//{W}lang") is None


def test_docx_carries_each_document(docx: bytes) -> None:
    with zipfile.ZipFile(BytesIO(docx)) as package:
        assert [from_xml(package.read(f"customXml/item{n}.xml")) for n in (1, 2, 3)] == FILMS
        ids = {package.read(f"customXml/itemProps{n}.xml") for n in (1, 2, 3)}
    assert len(ids) == 3


# --- All formats -----------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["epub", "pdf", "docx"])
def test_same_documents_give_the_same_bytes(to: str, book: Book, pdf: bytes, docx: bytes) -> None:
    options = {"layout": "article"} if to == "pdf" else {}
    first = {"epub": book.zip.fp.getvalue(), "pdf": pdf, "docx": docx}[to]  # type: ignore[union-attr]
    assert collected(to, **options) == first


@pytest.mark.parametrize("to", ["epub", "pdf", "docx"])
def test_file_of_no_document_is_refused(to: str) -> None:
    with pytest.raises(ExportFailed, match="there is no document"):
        collected(to, [])


@pytest.mark.parametrize("to", ["epub", "pdf", "docx"])
def test_document_that_cannot_be_written_is_left_out(to: str) -> None:
    left_out: list[SeedpressError] = []
    bad = article("B", text="\0")
    entries = [Entry(article("A")), Entry(bad, leave_out=left_out.append), Entry(article("C"))]
    data = b"".join(collecting(make_exporter(to)).export_all(entries, "T"))
    assert len(left_out) == 1
    assert data


def test_recovering_a_collection_names_its_documents(book: Book, pdf: bytes, docx: bytes) -> None:
    epub = book.zip.fp.getvalue()  # type: ignore[union-attr]
    for data, name in ((epub, "EPUB/alice-2/"), (pdf, "'alice-2.document.xml'"), (docx, "item3.xml")):
        with pytest.raises(RefusedInput, match=f"is a collection, it carries several documents: .*{name}"):
            recover(data)


@pytest.mark.parametrize("to", ["epub", "pdf", "docx"])
def test_collection_of_one_gives_its_document_back(to: str) -> None:
    assert recover(collected(to, FILMS[:1])) == FILMS[0]


def test_documents_wait_on_the_disk_and_come_back_as_often_as_asked(ruby_sparks: Document) -> None:
    given: list[list[Document]] = []

    class Taking:
        def export_all(self, entries, title):  # type: ignore[no-untyped-def]
            given.append([entry.document for entry in entries])
            yield title.encode()

    with Collection() as collection:
        for document in (ruby_sparks, *FILMS):
            collection.add("x", document)
        for _ in range(2):
            assert [*collection.exported(Taking(), "T", print, print)] == [b"T"]  # type: ignore[arg-type]
    assert given == [[ruby_sparks, *FILMS]] * 2


# --- The command -----------------------------------------------------------------------------


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    for name in ("b/two", "a", "c#"):
        path = folder / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"= {path.stem.upper()} =\n\nText of {path.stem}.\n", encoding="utf-8")
    return folder


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def build(*arguments: object) -> int:
    return run(["build", *map(str, arguments), "--language", "en"])


def titles(epub: Path) -> list[str]:
    return [entry for entry in contents(Book(epub.read_bytes()).nav().find(".//{*}nav")) if entry]  # type: ignore[misc]


def test_command_writes_one_file_of_each_format(seeds: Path, tmp_path: Path, capfd) -> None:
    out = tmp_path / "out"
    assert build(seeds, "--collect", "My Films", "--to", ",".join(FORMATS), "--out", out) == 0
    assert files(out) == ["My Films.docx", "My Films.epub", "My Films.mediawiki.xml", "My Films.pdf"]
    assert titles(out / "My Films.epub") == ["A", "C#", "TWO"]
    assert capfd.readouterr().err == (
        f"{seeds}/c#.txt: note page-renamed no wiki page can be called 'C#': it is 'C＃'\n"
        f"seedpress: 3 documents, 4 files written to {out}\n"
    )


def test_command_takes_the_inputs_in_order_and_each_file_once(seeds: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert build(seeds / "b", seeds, "--collect", "T", "--to", "epub", "--out", out, "-q") == 0
    assert titles(out / "T.epub") == ["TWO", "A", "C#"]


def test_command_leaves_out_what_it_cannot_read_and_says_so(seeds: Path, tmp_path: Path, capfd) -> None:
    (seeds / "bad.xml").write_text("<no", encoding="utf-8")
    out = tmp_path / "out"
    assert build(seeds, "--collect", "T", "--to", "epub", "--out", out) == 1
    assert titles(out / "T.epub") == ["A", "C#", "TWO"]
    first, last = capfd.readouterr().err.splitlines()
    assert first.startswith(f"{seeds}/bad.xml: error: ")
    assert last == f"seedpress: 3 documents, 1 failed, 1 files written to {out}"


def test_command_writes_nothing_where_no_document_is_left(tmp_path: Path) -> None:
    (tmp_path / "bad.xml").write_text("<no", encoding="utf-8")
    out = tmp_path / "out"
    assert build(tmp_path / "bad.xml", "--collect", "T", "--to", "epub", "--out", out, "-q") == 1
    assert not out.exists()


def test_command_writes_the_other_formats_where_two_pages_would_be_one(
    seeds: Path, tmp_path: Path, capfd
) -> None:
    (seeds / "z.txt").write_text("= A =\n\nx\n", encoding="utf-8")
    out = tmp_path / "out"
    assert build(seeds, "--collect", "T", "--to", "mediawiki-dump,epub", "--out", out, "-q") == 1
    assert files(out) == ["T.epub"]
    assert capfd.readouterr().err == (
        f"{out}/T.mediawiki.xml: error: '{seeds}/a.txt' and '{seeds}/z.txt' would both be 'A'\n"
    )


@pytest.mark.parametrize("extra", [["--to", "epub,txt"], ["--to", "json"]])
def test_command_lists_the_formats_that_can_be_one_file(
    extra: list[str], seeds: Path, tmp_path: Path, capfd
) -> None:
    assert build(seeds, "--collect", "T", *extra, "--out", tmp_path / "out") == 2
    err = capfd.readouterr().err
    assert "is a file for each document; --collect can docx, epub, mediawiki-dump, pdf" in err
    assert not (tmp_path / "out").exists()


def test_command_does_not_overwrite_an_input(tmp_path: Path, capfd) -> None:
    (tmp_path / "T.epub").write_bytes(export(article("A"), "epub"))
    assert build(tmp_path / "T.epub", "--collect", "T", "--to", "epub", "--out", tmp_path) == 2
    assert "is the input, and would be overwritten" in capfd.readouterr().err
    assert recover((tmp_path / "T.epub").read_bytes()) == article("A")


@pytest.mark.parametrize(
    ("arguments", "title"), [([], "book"), (["--title", "My Films"], "My Films")], ids=["name", "title"]
)
def test_export_writes_many_files_as_one(
    arguments: list[str], title: str, seeds: Path, tmp_path: Path
) -> None:
    output = tmp_path / "book.epub"
    sources = [str(seeds / "a.txt"), str(seeds / "c#.txt")]
    assert run(["export", *sources, "-o", str(output), "-q", *arguments]) == 0
    assert Book(output.read_bytes()).find("//dc:title/text()") == [title]
    assert titles(output) == ["A", "C#"]
