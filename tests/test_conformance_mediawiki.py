"""Every page is drawn by a real MediaWiki with the document's text, without lint, and stays itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conformance import documents, page_title, written
from lxml import etree
from lxml import html as lxml_html
from validators.wiki import MediaWiki, Page, Wiki, dump_findings

from pipeline import Document, export
from pipeline.document import lines_of
from pipeline.messages import ignore
from pipeline.profiles import load_profiles

pytestmark = pytest.mark.xdist_group("mediawiki")
LAYOUTS = ("template", "table")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[Path, Document]]:
    """The files of each layout, with their documents."""
    folder = tmp_path_factory.mktemp("mediawiki")
    return {layout: written(folder / layout, "mediawiki", infobox=layout) for layout in LAYOUTS}


@pytest.fixture(scope="module")
def wiki(installed) -> Iterator[Wiki]:
    installed(MediaWiki())
    with Wiki() as wiki:
        yield wiki


def test_nothing_is_found_in_any_page(installed, pages) -> None:
    files = {path: page_title(document) for layout in pages.values() for path, document in layout.items()}
    assert installed(MediaWiki(files)).validate(list(files)) == {}


# --- The text that is drawn ------------------------------------------------------------------

_LINES = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "th", "td", "caption"}


def drawn_lines(page: Page, within: str = "//*") -> list[str]:
    """The lines of a page that have text: of each paragraph, heading, item and cell."""
    return as_drawn(
        line
        for element in page.tree.xpath(within)
        if element.tag in _LINES
        for line in _own_text(element).split("\n")
    )


def as_drawn(lines: Iterable[str]) -> list[str]:
    """`lines` that have text, without blanks at their ends, each blank the same.

    MediaWiki sets no-break spaces of its own, before a colon for one, as French typography asks.
    """
    return [drawn for line in lines if (drawn := line.replace("\xa0", " ").strip())]


def _own_text(element: lxml_html.HtmlElement) -> str:
    """The text of an element without the lists in it; a line break is a newline, one of the source none."""
    parts = [(element.text or "").replace("\n", " ")]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif child.tag not in ("ul", "ol"):
            parts.append(_own_text(child))
        parts.append((child.tail or "").replace("\n", " "))
    return "".join(parts)


def body_lines(document: Document) -> list[str]:
    body = Document("", lead=document.lead, sections=document.sections)
    return as_drawn(lines_of(body))


def values(document: Document) -> list[str]:
    return as_drawn([document.caption, *(line for fact in document.facts for line in fact.text.split("\n"))])


def without_title_line(lines: list[str], document: Document) -> list[str]:
    """`lines` without the bold one for a title that no page can have."""
    return lines[1:] if lines[:1] == [document.title.strip()] else lines


def test_page_with_a_table_shows_all_text_in_order(wiki: Wiki, pages) -> None:
    for path, document in pages["table"].items():
        page = wiki.parse(path.read_text(encoding="utf-8"), page_title(document))
        facts = [line for fact in document.facts for line in (fact.label, *fact.text.split("\n"))]
        expected = [*as_drawn([document.caption, *facts]), *body_lines(document)]
        drawn = drawn_lines(page)
        assert drawn == expected or without_title_line(drawn, document) == expected, path.name


def template_dump(path: Path) -> Path:
    """A dump with the infobox of each profile: a table that shows each parameter it knows."""
    namespace = "http://www.mediawiki.org/xml/export-0.11/"
    root = etree.Element("mediawiki", {"version": "0.11"}, nsmap={None: namespace})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    seen = set()
    names = sorted({document.profile for document in documents().values()})
    profiles = [load_profiles().that_read(name, ignore) for name in names]
    for number, profile in enumerate(profiles, 1):
        if not profile.template or profile.template in seen:
            continue
        seen.add(profile.template)
        known = dict.fromkeys([profile.caption_parameter, *(fact.parameter for fact in profile.facts)])
        rows = "".join(f"<tr><td>{{{{{{{name}|}}}}}}</td></tr>" for name in known if name)
        page = etree.SubElement(root, "page")
        for tag, text in (("title", f"Template:{profile.template}"), ("ns", "10"), ("id", str(number))):
            etree.SubElement(page, tag).text = text
        revision = etree.SubElement(page, "revision")
        etree.SubElement(revision, "id").text = str(number)
        etree.SubElement(revision, "timestamp").text = "2012-07-25T00:00:00Z"
        etree.SubElement(etree.SubElement(revision, "contributor"), "username").text = "Admin"
        for tag, text in (("origin", str(number)), ("model", "wikitext"), ("format", "text/x-wiki")):
            etree.SubElement(revision, tag).text = text
        text = f'<table class="template">{rows}</table>'
        etree.SubElement(revision, "text", bytes=str(len(text)), sha1="").text = text
        etree.SubElement(revision, "sha1")
    etree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return path


def test_page_with_a_template_shows_all_values_and_all_text_in_order(
    wiki: Wiki, pages, tmp_path: Path
) -> None:
    wiki.import_dump(template_dump(tmp_path / "templates.xml"))
    for path, document in pages["template"].items():
        page = wiki.parse(path.read_text(encoding="utf-8"), page_title(document))
        assert page.missing_templates == (), path.name
        shown = drawn_lines(page, "//td | //caption")
        assert Counter(shown) == Counter(values(document)), path.name
        below = drawn_lines(page, "//*[not(ancestor-or-self::table)]")
        assert body_lines(document) in (below, without_title_line(below, document)), path.name


def test_every_page_shows_its_title(wiki: Wiki, pages) -> None:
    for path, document in pages["template"].items():
        page = wiki.parse(path.read_text(encoding="utf-8"), page_title(document))
        heading = lxml_html.fragment_fromstring(page.heading, create_parent=True).text_content()
        bold = [element.text_content() for element in page.tree.iter("b")]
        assert not document.title or document.title in (heading, *bold), path.name


# --- Wikitext → HTML → wikitext --------------------------------------------------------------


def test_page_with_a_table_is_written_as_parsoid_writes_new_text(wiki: Wiki, pages) -> None:
    different = []
    for path, document in pages["table"].items():
        text = path.read_text(encoding="utf-8")
        if wiki.round_trip(text, page_title(document)).new.rstrip("\n") != text.rstrip("\n"):
            different.append(path.name)
    assert different == []


# --- Storing ---------------------------------------------------------------------------------


def test_imported_page_is_stored_as_it_was_and_drawn(wiki: Wiki, tmp_path: Path) -> None:
    dump = template_dump(tmp_path / "templates.xml")
    assert dump_findings(dump) == []
    wiki.import_dump(dump)
    name = "Template:Infobox film"
    assert wiki.text(name).startswith('<table class="template"><tr>')
    assert wiki.page(name).tree.xpath("//table[@class='template']")


def test_dump_without_what_its_schema_asks_for_is_found(wiki: Wiki, tmp_path: Path) -> None:
    dump = template_dump(tmp_path / "templates.xml")
    dump.write_text(dump.read_text(encoding="utf-8").replace("<ns>10</ns>", ""), encoding="utf-8")
    assert dump_findings(dump)


def test_dump_that_is_not_well_formed_is_refused(wiki: Wiki, tmp_path: Path) -> None:
    path = tmp_path / "broken.xml"
    path.write_text("<mediawiki><page>", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1"):
        wiki.import_dump(path)


# --- What the validator has to find ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("<b>bold <i>italic</b>", "lint: missing-end-tag"),
        ("<center>x</center>", "lint: obsolete-tag"),
        ("<ref name='a' />", "error in the page: Cite error"),
        ("{{#expr:1/0}}", "error in the page: Division by zero"),
        ("<b><p>x</b></p>", "wikitext → HTML → wikitext is another text"),
    ],
)
def test_mediawiki_finds(text: str, finding: str, installed, tmp_path: Path) -> None:
    path = tmp_path / "broken.wiki"
    path.write_text(text, encoding="utf-8")
    found = installed(MediaWiki()).validate([path])[path]
    assert any(one.startswith(finding) for one in found), found


def test_text_that_is_taken_for_markup_would_be_missed(wiki: Wiki, ruby_sparks: Document) -> None:
    text = export(ruby_sparks, "mediawiki", infobox="table").decode()
    plain = drawn_lines(wiki.parse(text, "Ruby Sparks"))
    assert drawn_lines(wiki.parse(text.replace("Calvin", "[[Calvin]] x", 1), "Ruby Sparks")) != plain
