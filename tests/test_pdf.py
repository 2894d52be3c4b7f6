"""PDF, read back by two readers that share no code with its writer: PDFium and qpdf (pikepdf)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline import Document
from pipeline.canonical import from_xml, to_xml
from pipeline.document import (
    BulletList,
    CastList,
    CastMember,
    Fact,
    ListItem,
    Name,
    Paragraph,
    Section,
    Text,
    block_lines,
    walk_sections,
)
from pipeline.errors import ExportFailed, UsageError
from pipeline.exporters import make_exporter
from pipeline.exporters._weasy import style_file
from pipeline.exporters.figures import figures_of
from pipeline.messages import Code, Message, ignore
from pipeline.profiles import load_profiles
from pipeline.styles import Styles, find_styles
from pipeline.terms import load_terms, terms_for

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
LETTER = (8.5 * 72, 11 * 72)
TERMS = load_terms(find_styles())


@pytest.fixture(scope="session")
def fact_sheet():
    return make_exporter("pdf")


@pytest.fixture(scope="session")
def article():
    return make_exporter("pdf", layout="article", quotes="as-written")


@pytest.fixture(scope="session")
def sheet_pdf(fact_sheet, ruby_sparks) -> bytes:
    return fact_sheet.export(ruby_sparks)


@pytest.fixture(scope="session")
def article_pdf(article, ruby_sparks) -> bytes:
    return article.export(ruby_sparks)


@pytest.fixture(params=["sheet_pdf", "article_pdf"])
def pdf(request) -> bytes:
    return request.getfixturevalue(request.param)


def text_of_pages(pdf: bytes, *, top: float = 0, bottom: float = 0) -> str:
    """What PDFium reads, without the margins (in mm) where running heads stand."""
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        width, height = page.get_size()
        pages.append(page.get_textpage().get_text_bounded(0, bottom * MM, width, height - top * MM))
    return "\n".join(pages)


def plain_text(value: str | Text) -> str:
    return "".join(str(value).split())


def objects_of(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    return [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == kind]


# --- Both layouts ----------------------------------------------------------------------------


def test_document_xml_is_attached_as_the_source(pdf, ruby_sparks):
    with pikepdf.open(BytesIO(pdf)) as file:
        assert file.attachments["document.xml"].get_file().read_bytes() == to_xml(ruby_sparks)
        (associated,) = file.Root.AF
        assert associated.AFRelationship == "/Source"


def test_the_attached_source_is_the_document(pdf, ruby_sparks):
    with pikepdf.open(BytesIO(pdf)) as file:
        source = file.attachments["document.xml"].get_file().read_bytes()
    assert from_xml(source) == ruby_sparks


def test_it_claims_pdf_a_3a_and_pdf_ua_1(pdf):
    with pikepdf.open(BytesIO(pdf)) as file, file.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"


def test_title_language_and_identifier_are_metadata(pdf):
    with pikepdf.open(BytesIO(pdf)) as file:
        assert file.Root.Lang == "en"
        assert file.docinfo["/Title"] == "Ruby Sparks"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        with file.open_metadata() as metadata:
            assert metadata["dc:title"] == "Ruby Sparks"
            assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", metadata["dc:identifier"])


def test_it_is_tagged(pdf):
    with pikepdf.open(BytesIO(pdf)) as file:
        assert file.Root.MarkInfo.Marked
        tags = {str(o.S) for o in objects_of(file, "/StructElem")}
    assert {"/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD"} <= tags


def test_all_fonts_are_embedded(pdf):
    with pikepdf.open(BytesIO(pdf)) as file:
        descriptors = objects_of(file, "/FontDescriptor")
        assert descriptors
        assert all("/FontFile2" in d or "/FontFile3" in d for d in descriptors)


def test_it_is_dated_with_the_fixed_moment(pdf):
    with pikepdf.open(BytesIO(pdf)) as file:
        assert str(file.docinfo["/CreationDate"]).startswith("D:19800101000000")
        (attachment,) = file.Root.AF
        assert attachment.EF.F.Params.ModDate == "D:19800101000000Z"


def test_the_same_document_gives_the_same_bytes(fact_sheet, sheet_pdf, ruby_sparks, seed_documents):
    fact_sheet.export(seed_documents["film-toudai-no-haru.ja.txt"])
    assert fact_sheet.export(ruby_sparks) == sheet_pdf


def test_another_process_gives_the_same_bytes(sheet_pdf):
    program = (
        "import sys; from pathlib import Path; from pipeline import export, normalize;"
        "seed = Path('seeds/ruby-sparks.txt').read_bytes();"
        "sys.stdout.buffer.write(export(normalize(seed, name='ruby-sparks'), 'pdf'))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "42", "TZ": "Asia/Tokyo"}
    root = Path(__file__).parent.parent
    run = subprocess.run([sys.executable, "-c", program], cwd=root, env=environment, stdout=subprocess.PIPE)
    assert run.stdout == sheet_pdf


@pytest.mark.parametrize(("page_size", "expected"), [("a4", A4), ("letter", LETTER)])
def test_pages_have_the_size_asked_for(ruby_sparks, page_size, expected):
    pdf = make_exporter("pdf", page_size=page_size).export(ruby_sparks)
    assert pypdfium2.PdfDocument(pdf)[0].get_size() == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("option", [{"layout": "poster"}, {"page_size": "a5"}, {"paper": "a4"}])
def test_unknown_options_are_refused(option):
    with pytest.raises(UsageError, match="unknown"):
        make_exporter("pdf", **option)


def test_markup_in_text_stays_text(fact_sheet, article):
    hostile = '<a href="http://example.org/">x</a><img src="file:///etc/passwd"><style>*{color:red}</style>'
    document = Document(title=hostile, lead=(Paragraph((Text(hostile),)),))
    for exporter in (fact_sheet, article):
        pdf = exporter.export(document)
        assert plain_text(hostile) in plain_text(text_of_pages(pdf)).replace("\ufffe", "")
        with pikepdf.open(BytesIO(pdf)) as file:
            assert not any("/URI" in o for o in file.objects if isinstance(o, pikepdf.Dictionary))
            assert list(file.attachments) == ["document.xml"]


# --- The article -----------------------------------------------------------------------------


# The scripts whose letters a PDF reader gives back one by one and in order. Arabic, Hebrew,
# Devanagari and Thai are read by the attached source: extraction from shaped text is a guess.
READABLE = [
    "ruby-sparks.txt",
    "film-harbor-lights.en.txt",
    "shapes-the-ninth-ladder.en.txt",
    "film-les-heures-blanches.fr.txt",
    "organisation-glockenwerk-gruenlauter.de.txt",
    "person-nguyen-thi-suong-mai.vi.txt",
    "place-agia-vrochi.el.txt",
    "film-posledniy-paromshchik.ru.txt",
    "film-toudai-no-haru.ja.txt",
    "person-lin-zhaoxi.zh.txt",
    "album-bada-ui-pyeonji.ko.txt",
    "film-aakhiri-chitthi.hi.txt",
    "extract-leaving-marrow-creek.en.txt",
]
# Readers put right-to-left text in order by rules of their own, brackets and digits otherwise
# than the document has them; its characters are all there.
RIGHT_TO_LEFT = ["film-hams-al-mina.ar.txt", "place-ein-tamara.he.txt"]
_HYPHEN_AT_LINE_END = re.compile("[\u2010\ufffe]\\s*")
_MARKERS = str.maketrans(dict.fromkeys("•◦▪"))


def readable(text: str, document: Document) -> str:
    """`text` without what the page adds: blanks, hyphens, bullets and the head of a cast table."""
    terms = terms_for(TERMS, document.language)
    joined = plain_text(_HYPHEN_AT_LINE_END.sub("", text).translate(_MARKERS))
    return joined.replace(plain_text(terms.actor + terms.role), "")


def written(document: Document) -> str:
    """The text of `document` in reading order, its facts without the colon."""
    lines = [document.title, document.caption]
    for fact in document.facts:
        lines += [fact.label, fact.text]
    for block in document.lead:
        lines += block_lines(block)
    for _, section in walk_sections(document.sections):
        lines.append(section.title)
        for block in section.blocks:
            lines += block_lines(block)
    return "\n".join(lines)


def drawn(document: Document) -> Iterator[str]:
    """What readers get from each figure of `document`: it shows again what the text says."""
    profile = load_profiles().that_read(document.profile, ignore)
    for figure in figures_of(document, terms_for(TERMS, document.language), profile):
        rows = []
        for mark in figure.marks:
            pair = (mark.label, mark.value)
            rows += [*(reversed(pair) if figure.kind == "timeline" else pair), mark.note]
        yield plain_text("".join([figure.title, *rows, figure.origin]))


@pytest.mark.parametrize("name", READABLE)
def test_the_article_reads_as_the_document(article, seed_documents, name):
    document = seed_documents[name]
    read = readable(text_of_pages(article.export(document), top=24, bottom=23), document)
    for figure in drawn(document):
        assert figure in read
        read = read.replace(figure, "")
    assert read == readable(written(document), document)


# What is set in the fonts of the styles, and as it is: no ligatures of marks, no direction.
LATIN = st.characters(codec="latin-1", categories=("Lu", "Ll", "Nd", "Po", "Sc"))
WORDS = st.text(LATIN, min_size=1, max_size=9)


@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=4))
def test_the_article_of_any_latin_text_reads_as_the_document(lines):
    article = make_exporter("pdf", layout="article", quotes="as-written")
    document = Document("Title", lead=tuple(Paragraph((Text(f"a {line}"),)) for line in lines))
    read = readable(text_of_pages(article.export(document), top=24, bottom=23), document)
    assert read == readable(written(document), document)


@pytest.mark.parametrize("name", RIGHT_TO_LEFT)
def test_an_article_from_right_to_left_has_all_characters(article, seed_documents, name):
    document = seed_documents[name]
    read = readable(text_of_pages(article.export(document), top=24, bottom=23), document)
    # A reader leaves out the marks that only direct the text.
    expected = readable(written(document), document).replace("\u200f", "")
    assert sorted(read) == sorted(expected)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext (Debian: poppler-utils)")
def test_the_article_reads_as_the_document_in_thai(article, seed_documents, tmp_path):
    """By Poppler: PDFium gives a piece of text again for each font that it is drawn with."""
    document = seed_documents["film-rotfai-khabuan-sutthai.th.txt"]
    file = tmp_path / "article.pdf"
    file.write_bytes(article.export(document))
    area = ["-y", "70", "-x", "0", "-W", "600", "-H", "700"]  # of A4, without head and foot
    command = ["pdftotext", "-enc", "UTF-8", "-nopgbrk", *area, str(file), "-"]
    read = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert readable(read, document) == readable(written(document), document)


def test_the_outline_is_the_article_s_headings(article_pdf, ruby_sparks):
    outline = [
        (entry.level, entry.get_title()) for entry in pypdfium2.PdfDocument(article_pdf).get_toc(max_depth=9)
    ]
    sections = [(depth, section.title) for depth, section in walk_sections(ruby_sparks.sections)]
    assert outline == [(0, "Ruby Sparks"), *sections]


def test_the_article_s_pages_are_numbered(article_pdf):
    pages = pypdfium2.PdfDocument(article_pdf)
    for number, page in enumerate(pages, start=1):
        foot = page.get_textpage().get_text_bounded(0, 0, page.get_width(), 23 * MM)
        assert foot.strip() == f"{number} / {len(pages)}"


def test_the_article_has_running_heads_but_on_its_first_page(article_pdf):
    heads = [
        page.get_textpage().get_text_bounded(
            0, page.get_height() - 24 * MM, page.get_width(), page.get_height()
        )
        for page in pypdfium2.PdfDocument(article_pdf)
    ]
    assert not heads[0].strip()
    assert all("Ruby Sparks" in head for head in heads[1:])


def test_a_long_title_and_a_long_heading_have_one_line_of_running_head(article):
    title, heading = "A title that goes on " * 17, "A heading that goes on " * 15
    section = Section("s", heading, (Paragraph((Text("A sentence goes here. " * 300),)),))
    *_, last = pypdfium2.PdfDocument(article.export(Document(title=title, sections=(section,))))
    width, height = last.get_size()
    head = last.get_textpage().get_text_bounded(0, height - 24 * MM, width, height)
    assert plain_text(head).startswith("Atitlethat")
    assert plain_text(head).count("…") == 2
    assert len(plain_text(head)) < 120


# --- The fact sheet --------------------------------------------------------------------------


def pages_of(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def test_the_fact_sheet_of_the_real_seed_is_one_page(sheet_pdf):
    assert pages_of(sheet_pdf) == 1


def test_the_fact_sheet_shows_title_facts_cast_and_reception(sheet_pdf):
    text = " ".join(text_of_pages(sheet_pdf).split())
    for part in ("Ruby Sparks", "2012 · United States · 104 minutes", "$9.4 million", "Langdon Tharp"):
        assert part in text
    assert "79% 183 reviews" in text


def test_the_fact_sheet_shows_its_figures_and_where_they_are_from(sheet_pdf):
    text = " ".join(text_of_pages(sheet_pdf).split())
    for part in ("Box office by territory", "International $6.8 million", "From: Box office, sentence 2"):
        assert part in text


def test_the_fact_sheet_tells_a_score_once(sheet_pdf):
    assert text_of_pages(sheet_pdf).count("79%") == 1


def test_what_is_drawn_has_a_text_alternative_in_pdf(sheet_pdf):
    with pikepdf.open(BytesIO(sheet_pdf)) as file:
        told = [str(o.Alt) for o in objects_of(file, "/StructElem") if "/Alt" in o]
    assert "International: $6.8 million" in told


def test_source_and_license_are_shown_only_where_given(ruby_sparks, sheet_pdf):
    given_ = {"source": "Wikipedia, Ruby Sparks", "license": "CC BY-SA 4.0"}
    with_both = text_of_pages(make_exporter("pdf", **given_).export(ruby_sparks))
    assert "Source: Wikipedia, Ruby Sparks · License: CC BY-SA 4.0" in with_both
    assert "License" not in text_of_pages(sheet_pdf)


def test_what_the_fact_sheet_leaves_out_is_reported(ruby_sparks):
    messages: list[Message] = []
    make_exporter("pdf", report=messages.append).export(ruby_sparks)
    (message,) = messages
    assert message.code is Code.CONTENT_CUT
    assert "“Plot”" in message.text


def test_sixty_short_facts_are_all_shown_on_one_page(fact_sheet):
    facts = tuple(Fact((Text(f"value {n}"),), f"label-{n}", f"Label {n}") for n in range(60))
    pdf = fact_sheet.export(Document(title="Sixty", facts=facts, lead=(Paragraph((Text("Sixty facts."),)),)))
    assert pages_of(pdf) == 1
    assert text_of_pages(pdf).count("value ") == 60


def many(document: Document, members: int) -> Document:
    """`document` with a cast of so many `members`."""

    def grown(section: Section) -> Section:
        lists = [block for block in section.blocks if isinstance(block, CastList)]
        cast = tuple((lists[0].members * members)[:members])
        return replace(section, blocks=(CastList(cast),))

    sections = tuple(grown(s) if s.title == "Cast" else s for s in document.sections)
    return replace(document, sections=sections)


@pytest.mark.parametrize("page_size", ["a4", "letter"])
@pytest.mark.parametrize("members", [15, 20, 30, 45, 90])
def test_a_second_page_is_worth_it_or_not_there(ruby_sparks, members, page_size):
    pdf = make_exporter("pdf", page_size=page_size).export(many(ruby_sparks, members))
    pages = pypdfium2.PdfDocument(pdf)
    assert len(pages) <= 2
    if len(pages) == 2:
        width, height = pages[1].get_size()
        assert pages[1].get_textpage().get_text_bounded(0, 20 * MM, width, height * 0.5).strip()


# The seeds that hold so little that nothing could fill a page.
_POOR = {"title-only-the-unwritten-film.en.txt"}


@pytest.fixture(scope="session", params=["a4", "letter"])
def sheets(request, seed_documents):
    """The fact sheets of all seeds, by name, on one size of paper."""
    exporter = make_exporter("pdf", page_size=request.param)
    return {
        name: pypdfium2.PdfDocument(exporter.export(document)) for name, document in seed_documents.items()
    }


def test_the_last_page_of_a_sheet_is_well_filled(sheets):
    for name, pages in sheets.items():
        assert len(pages) <= 2, name
        *_, last = pages
        width, height = last.get_size()
        below = last.get_textpage().get_text_bounded(0, 20 * MM, width, height * 0.34)
        assert below.strip() or name in _POOR, f"{name} ends too high"


def test_nothing_of_a_sheet_stands_in_the_margins(sheets):
    for name, pages in sheets.items():
        for page in pages:
            width, height = page.get_size()
            text = page.get_textpage()
            for left, right in ((0, 15 * MM), (width - 15 * MM, width)):
                assert not text.get_text_bounded(left, 0, right, height).strip(), name


def test_a_style_sheet_with_no_room_fails_plainly(ruby_sparks, tmp_path):
    (tmp_path / "factsheet").mkdir()
    (tmp_path / "factsheet" / "sheet.css").write_text("h1 { font-size: 900pt }")
    with pytest.raises(ExportFailed, match="no room"):
        make_exporter("pdf", styles=find_styles(tmp_path)).export(ruby_sparks)


words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs", "S")), min_size=1, max_size=12)
texts = st.one_of(
    st.lists(words, min_size=1, max_size=60).map(" ".join),
    st.sampled_from(["x" * 3000, "A sentence goes here. " * 300, "長い文章です。" * 400, "word " * 1500]),
)
paragraphs = st.lists(texts.map(lambda text: Paragraph((Text(text),))), max_size=4).map(tuple)
lists = st.lists(texts.map(lambda text: ListItem((Text(text),))), min_size=1, max_size=9).map(
    lambda items: BulletList(tuple(items))
)
casts = st.lists(
    st.builds(CastMember, words, words, texts.map(lambda t: (Text(t),))), min_size=1, max_size=9
).map(lambda members: CastList(tuple(members) * 5))
documents = st.builds(
    lambda title, language, profile, facts, lead, blocks: Document(
        title=title,
        language=language,
        profile=profile,
        facts=tuple(facts),
        lead=lead,
        sections=tuple(
            Section(f"s{place}", heading, tuple(parts)) for place, (heading, parts) in enumerate(blocks)
        ),
    ),
    st.one_of(words, texts),
    st.sampled_from(["en", "de", "ar", "ja", "hi"]),
    st.sampled_from(["film", "generic"]),
    st.lists(st.builds(Fact, texts.map(lambda t: (Name(t), Text(", "), Name(t))), words, words), max_size=30),
    paragraphs,
    st.lists(
        st.tuples(st.one_of(words, st.just("Cast")), st.lists(st.one_of(lists, casts), max_size=2)),
        max_size=6,
    ),
)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(documents)
@example(Document(title="x" * 5000))
@example(Document(title=""))
@example(Document(title="長" * 3000, language="ja"))
def test_no_document_makes_more_than_two_pages(fact_sheet, document):
    assert pages_of(fact_sheet.export(document)) <= 2


# --- What it may read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://localhost/",
        "https://example.org/font.ttf",
        "ftp://example.org/",
        "data:text/css,*{}",
        "file://example.org/etc/passwd",
        "{styles}/../pyproject.toml",
        "{styles}/%2e%2e/pyproject.toml",
        "http://example.org{path}/fonts/Vollkorn-Regular.ttf",
        "file://example.org{path}/fonts/Vollkorn-Regular.ttf",
        "{styles}/fonts/none.ttf",
        "{styles}/fonts",
    ],
)
def test_nothing_but_the_styles_is_read(url):
    styles = find_styles()
    (folder,) = styles.folders
    with pytest.raises(PermissionError, match="not a file of the styles"):
        style_file(styles, url.replace("{styles}", folder.as_uri()).replace("{path}", str(folder)))


def test_a_link_out_of_the_styles_is_not_followed(tmp_path):
    (tmp_path / "factsheet").mkdir()
    (tmp_path / "factsheet" / "secret").symlink_to("/etc/passwd")
    with pytest.raises(PermissionError):
        style_file(Styles((tmp_path.resolve(),)), (tmp_path / "factsheet" / "secret").as_uri())


def test_a_link_that_takes_the_place_of_a_built_in_file_is_not_followed(tmp_path):
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "Vollkorn-Regular.ttf").symlink_to("/etc/passwd")
    styles = find_styles(tmp_path)
    with pytest.raises(PermissionError):
        style_file(styles, (styles.folders[-1] / "fonts" / "Vollkorn-Regular.ttf").as_uri())


def test_a_user_s_style_sheet_finds_the_built_in_fonts(tmp_path):
    styles = find_styles(tmp_path)
    file = style_file(styles, (tmp_path / "fonts" / "Vollkorn-Regular.ttf").as_uri())
    assert file == styles.folders[-1] / "fonts" / "Vollkorn-Regular.ttf"


def test_what_a_style_sheet_may_not_read_is_reported(ruby_sparks, tmp_path):
    (tmp_path / "article").mkdir()
    (tmp_path / "article" / "article.css").write_text("body { background: url(file:///etc/passwd) }")
    messages: list[Message] = []
    make_exporter("pdf", styles=find_styles(tmp_path), layout="article", report=messages.append).export(
        ruby_sparks
    )
    assert any(m.code is Code.ENGINE_WARNING and "PermissionError" in m.text for m in messages)


def test_separator_of_paragraphs_is_a_blank(article):
    document = Document("T", lead=(Paragraph((Text("one \u2029 two\u2029three\u2029"),)),))
    assert plain_text(text_of_pages(article.export(document), top=24, bottom=23)) == "Tonetwothree"
