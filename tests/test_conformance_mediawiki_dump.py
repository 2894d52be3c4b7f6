"""What a real MediaWiki makes of the import file: every page as it was meant, and nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from conformance import documents as texts
from lxml import etree
from lxml import html as lxml_html
from validators.wiki import MediaWiki, Wiki, dump_findings, errors_in

from pipeline import Document, export_all
from pipeline.document import Fact, LineBreak, Paragraph, Text, lines_of
from pipeline.exporters._wikinames import nearest_page_name
from pipeline.exporters.mediawiki import infobox_of
from pipeline.messages import ignore
from pipeline.profiles import load_profiles

pytestmark = pytest.mark.xdist_group("mediawiki")

# Titles that a wiki can't take, would take for something else, or would show otherwise.
HOSTILE = (
    *("C#", "[[x]]", "{{x}}", "a|b", "<b>x</b>", ":x", "::File:y", ".", "./..", "100%41", "&amp; x", "~~~~"),
    *(
        "File: x",
        "Talk: x",
        "Category:x",
        "Template:Infobox film",
        "MediaWiki:Common.css",
        "User:Admin/common.js",
    ),
    *("Special:Version", "Project: Kill", "wikipedia:x", "It: Chapter Two", "Alien: Covenant", "#REDIRECT x"),
    *("iPhone", "under_score", "x" * 300, "映" * 100, "", "ßx", "ამბავი", "'''bold'''", "*star", "__NOTOC__"),
)


def hostile(title: str) -> Document:
    """A document whose title, labels and values would all be markup."""
    text = f"This is about {title} and ~~~~ [[Category:X]] {{{{y}}}} [[File:Z.png]]."
    director = Fact((Text("[[A]] {{b}} | c}} = d"), LineBreak(), Text("* e")), "director", "Regie = x")
    facts = (director, Fact((Text("1"),), "x", "X = |y"), Fact((), "studio", "Studio"))
    return Document(title, profile="film", caption=title, facts=facts, lead=(Paragraph((Text(text),)),))


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """All texts, but for those whose title is another's: no wiki can have both."""
    return list({name_of(each): each for each in [*texts().values(), *map(hostile, HOSTILE)]}.values())


@pytest.fixture(scope="module")
def dump(documents: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dump") / "site.xml"
    path.write_bytes(b"".join(export_all(documents, "mediawiki-dump")))
    return path


@pytest.fixture(scope="module")
def wiki(installed, dump: Path) -> Iterator[Wiki]:
    installed(MediaWiki())
    with Wiki() as wiki:
        wiki.import_dump(dump)
        yield wiki


def name_of(document: Document) -> str:
    return nearest_page_name(document.title) or "Untitled"


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def test_dump_keeps_its_schema(dump: Path) -> None:
    assert dump_findings(dump) == []


def test_infobox_has_no_red_link_and_no_error(wiki: Wiki, documents: list[Document]) -> None:
    for document in documents:
        page = wiki.page(name_of(document))
        assert page.missing_templates == ()
        assert page.warnings == ()
        assert errors_in(page) == []
        assert page.tree.xpath("//a[not(starts-with(@href, '#'))]|//img") == []


def test_boxes_read_as_the_facts_do(wiki: Wiki, documents: list[Document]) -> None:
    for document in documents:
        tree = lxml_html.fragment_fromstring(wiki.page(name_of(document)).html, create_parent=True)
        others = infobox_of(document, load_profiles().that_read(document.profile, ignore)).others
        drawn = [fact for fact in document.facts if fact.text or any(fact is other for other in others)]
        expected = [document.caption, *(text for fact in drawn for text in (fact.label, fact.text))]
        cells = [cell.text_content() for cell in tree.xpath(".//caption|.//th|.//td")]
        assert sorted(map(squeezed, cells)) == sorted(
            squeezed(t) for t in expected if t or t is not expected[0]
        )


def test_text_below_the_boxes_is_the_documents(wiki: Wiki, documents: list[Document]) -> None:
    for document in documents:
        tree = lxml_html.fragment_fromstring(wiki.page(name_of(document)).html, create_parent=True)
        for part in tree.xpath(".//table|.//*[@id='toc']|.//style"):
            part.drop_tree()
        body = "".join(lines_of(Document("", lead=document.lead, sections=document.sections)))
        shown = squeezed(tree.text_content())
        assert shown in (squeezed(body), squeezed(document.title + body)), document.title


def test_linter_finds_nothing(wiki: Wiki, dump: Path) -> None:
    for page in etree.parse(dump).iter("{*}page"):
        assert wiki.lint(page.findtext(".//{*}text") or "", page.findtext("{*}title") or "") == []


def test_wiki_has_the_pages_that_were_meant_and_no_other(wiki: Wiki, dump: Path) -> None:
    meant = {page.findtext("{*}title") for page in etree.parse(dump).iter("{*}page")}
    there = {title for namespace in range(0, 16, 2) for title in wiki.titles(namespace)}
    capitals = {"ßx": "SSx", "ამბავი": "Ამბავი"}  # as a wiki with its settings left alone has them
    assert there - {"Main Page"} == {capitals.get(title, title) for title in meant if title}
