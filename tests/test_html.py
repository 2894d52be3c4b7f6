"""The HTML rendering, and the web page that is made of it."""

from __future__ import annotations

import re
from base64 import b64encode
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from html_reader import lines_in, local
from hypothesis import given
from lxml import etree, html
from strategies import seed_texts

from pipeline import Document, UnreadableInput, UsageError, export, normalize
from pipeline.document import (
    BulletList,
    CastList,
    CastMember,
    Date,
    Duration,
    Fact,
    ListItem,
    Money,
    Name,
    Paragraph,
    Quantity,
    Score,
    Section,
    Text,
    lines_of,
)
from pipeline.errors import ExportFailed
from pipeline.exporters import make_exporter
from pipeline.exporters.html import append_article, blank_page
from pipeline.exporters.typography import typographic
from pipeline.styles import find_styles
from pipeline.terms import load_terms, terms_for

HOSTILE = "</p><script>alert(1)</script> <!-- & &amp; ]]> <img src=x onerror=y> \"'"


def page_of(document: Document) -> etree._Element:
    return html.document_fromstring(export(document, "html").decode())


def article_of(document: Document) -> etree._Element:
    return page_of(document).find(".//article")


def paragraph(*parts: object) -> Document:
    return Document("Title", lead=(Paragraph(tuple(parts)),))


def only(document: Document, path: str) -> etree._Element:
    [element] = article_of(document).iterfind(path)
    return element


def test_page_has_all_the_text_in_order(seed_documents: dict[str, Document]) -> None:
    for name, document in seed_documents.items():
        assert lines_in(article_of(document)) == list(lines_of(typographic(document))), name


def test_page_has_the_text_as_it_was_written_where_asked_for(seed_documents: dict[str, Document]) -> None:
    exporter = make_exporter("html", quotes="as-written")
    for name, document in seed_documents.items():
        article = html.document_fromstring(exporter.export(document).decode()).find(".//article")
        assert lines_in(article) == list(lines_of(document)), name


@given(seed_texts())
def test_rendering_of_any_seed_has_all_its_text_in_order(text: str) -> None:
    try:
        document = normalize(text, name="a-name")
    except UnreadableInput:
        return
    _, _, body = blank_page(document.title, document.language)
    append_article(body, document, terms_for(load_terms(find_styles()), document.language))
    assert lines_in(body) == list(lines_of(document))


def test_hostile_text_stays_text() -> None:
    document = Document(
        HOSTILE,
        caption=HOSTILE,
        facts=(Fact((Text(HOSTILE), Name(HOSTILE, "country", '"><b>')), 'a"b', HOSTILE),),
        lead=(Paragraph((Text(HOSTILE),)), BulletList((ListItem((Text(HOSTILE),)),))),
        sections=(Section("s", HOSTILE, (CastList((CastMember(HOSTILE, HOSTILE),)),)),),
    )
    page = page_of(document)
    assert not page.xpath("//script | //img | //b | //comment()")
    assert lines_in(page.find(".//article")) == list(lines_of(document))


def test_page_asks_nobody_for_anything(ruby_sparks: Document) -> None:
    page = page_of(ruby_sparks)
    assert not page.xpath("//script | //link | //img | //iframe | //object | //@src | //@style")
    assert all(href.startswith("#") for href in page.xpath("//@href"))
    assert not re.search(r"url\(|@import|expression\(", page.findtext(".//style"))


def test_policy_allows_the_own_style_sheet_and_nothing_else(ruby_sparks: Document) -> None:
    page = page_of(ruby_sparks)
    [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = b64encode(sha256(page.findtext(".//style").encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_style_sheet_that_would_end_its_element_is_refused(tmp_path: Path, ruby_sparks: Document) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "page.css").write_text("p::after { content: '</STYLE>' }")
    with pytest.raises(UsageError, match=r"page\.css"):
        export(ruby_sparks, "html", styles=find_styles(tmp_path))


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("ja", "ltr")])
def test_page_declares_language_and_direction(language: str, direction: str) -> None:
    page = page_of(Document("Title", language))
    assert (page.get("lang"), page.get("dir")) == (language, direction)


def test_words_of_another_language_than_the_document_say_so() -> None:
    page = page_of(Document("Titel", "sv"))
    assert page.find(".//a[@class='skip']").get("lang") == "en"


def test_skip_link_and_contents_lead_somewhere(seed_documents: dict[str, Document]) -> None:
    for name, document in seed_documents.items():
        page = page_of(document)
        ids = set(page.xpath("//@id"))
        assert {unquote(href).removeprefix("#") for href in page.xpath("//@href")} <= ids, name
        assert set(page.xpath("//@aria-labelledby")) <= ids, name


def test_ids_are_unique_even_where_a_section_is_called_as_ours() -> None:
    sections = tuple(Section(name, name) for name in ("page", "main", "page-main", "contents", "skip"))
    ids = page_of(Document("Title", sections=sections)).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_headings_begin_at_one_and_skip_no_level(seed_documents: dict[str, Document]) -> None:
    for name, document in seed_documents.items():
        levels = [int(local(e)[1]) for e in article_of(document).iter() if re.fullmatch("h[1-6]", local(e))]
        assert levels[0] == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_heading_deeper_than_html_has_says_its_level() -> None:
    section = Section("s7", "Deepest")
    for depth in range(6, 0, -1):
        section = Section(f"s{depth}", "Above", sections=(section,))
    heading = only(Document("Title", sections=(section,)), ".//*[@id='s7']")
    assert (local(heading), heading.get("aria-level")) == ("h6", "8")


def test_facts_are_a_table_with_row_headers(ruby_sparks: Document) -> None:
    rows = article_of(ruby_sparks).findall(".//table[@class='facts']//tr")
    assert len(rows) == len(ruby_sparks.facts)
    assert all([local(cell) for cell in row] == ["th", "td"] for row in rows)
    assert all(row[0].get("scope") == "row" for row in rows)


def test_title_of_an_infobox_without_facts_is_a_paragraph() -> None:
    assert lines_in(article_of(Document("Title", caption="Box"))) == ["Title", "Box"]


def test_facts_without_a_title_of_their_own_are_named_for_screen_readers() -> None:
    document = Document("Titel", "de", facts=(Fact((), "a", "A"),))
    assert only(document, ".//table").get("aria-label") == "Daten"
    assert lines_in(article_of(document)) == ["Titel", "A: "]


def test_rows_of_a_cast_table_have_the_same_width() -> None:
    members = (CastMember("A", "B"), ListItem((Text("and"),), (ListItem((Text("others"),)),)))
    table = only(Document("Title", lead=(CastList(members),)), ".//table")
    widths = [sum(int(cell.get("colspan", "1")) for cell in row) for row in table.iter("tr")]
    assert widths == [2, 2, 2]
    assert not table.xpath(".//th[@colspan]")


def test_list_items_hold_no_paragraphs(seed_documents: dict[str, Document]) -> None:
    for document in seed_documents.values():
        assert not article_of(document).xpath(".//li/p | .//li/div | .//li/table")


@pytest.mark.parametrize("when", ["2012", "2012-07", "2012-07-25"])
def test_date_is_a_time(when: str) -> None:
    assert only(paragraph(Date("then", when)), ".//time").get("datetime") == when


@pytest.mark.parametrize("when", ["-0044", "0000", "2012-02-30"])
def test_date_that_html_can_not_write_is_no_time(when: str) -> None:
    assert only(paragraph(Date("then", when)), ".//span").text == "then"


def test_duration_is_a_time() -> None:
    assert only(paragraph(Duration("104 minutes", "PT104M")), ".//time").get("datetime") == "PT104M"


@pytest.mark.parametrize("duration", ["P2Y", "P", "PT", "P1W"])
def test_duration_that_html_can_not_write_is_no_time(duration: str) -> None:
    assert only(paragraph(Duration("long", duration)), ".//span").text == "long"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        (Money("$9.4 million", Decimal("9.4E+6"), "USD", True), "9400000 USD"),
        (Quantity("13 theaters", Decimal(13), "theaters"), "13 theaters"),
        (Quantity("13", Decimal(13)), "13"),
        (Score("79%", Decimal(79), Decimal(100)), "79/100"),
        (Name("France", "country", "FR"), "FR"),
    ],
)
def test_reading_is_a_data_value(part: object, value: str) -> None:
    assert only(paragraph(part), ".//data").get("value") == value


def test_text_between_and_after_readings_is_kept() -> None:
    document = paragraph(Text("a  "), Name("B"), Text(" c"), Name("D"), Text(" e"))
    assert "".join(only(document, ".//p").itertext()) == "a  B cD e"


def test_character_that_html_forbids_is_an_error() -> None:
    with pytest.raises(ExportFailed):
        export(paragraph(Text("\0")), "html")


def test_same_document_gives_the_same_bytes(ruby_sparks: Document) -> None:
    assert export(ruby_sparks, "html") == export(ruby_sparks, "html")


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2) of ``#rrggbb`` or ``#rgb``."""
    digits = color.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_colors_of_each_scheme_meet_wcag_aa() -> None:
    css = find_styles().text("html/page.css")
    schemes = [
        dict(re.findall(r"--(\w+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", css, re.S)
    ]
    assert len(schemes) == 3  # light, dark, print
    for scheme in schemes:
        assert all(contrast(scheme[name], scheme["paper"]) >= 4.5 for name in ("ink", "quiet", "accent"))
