"""MediaWiki pages, read back by mwparserfromhell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import mwparserfromhell
import pytest
from hypothesis import given
from mwparserfromhell.nodes import Heading, HTMLEntity, Tag, Template
from mwparserfromhell.nodes import Text as WikiText
from mwparserfromhell.wikicode import Wikicode
from strategies import seed_texts

from pipeline import Document, UnreadableInput, UsageError, export, normalize
from pipeline.document import (
    BulletList,
    CastList,
    CastMember,
    Fact,
    LineBreak,
    ListItem,
    Paragraph,
    Section,
    Text,
    lines_of,
)
from pipeline.exporters._wikinames import first_occurrence, page_name
from pipeline.messages import Code, Message
from pipeline.profiles import load_profiles

# --- A reader of its own -------------------------------------------------------------------


@dataclass
class Page:
    """What a page holds: a template's arguments, and the text of all else, a string a line."""

    display_title: str | None = None
    template: str = ""
    arguments: dict[str, str] = field(default_factory=dict)
    bold: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


# The end of a line in the source, apart from a newline that is written as a reference.
END = "\x00"


def read(wikitext: bytes) -> Page:
    """Read a page; a construct that no exported page has fails the test."""
    page = Page()
    text = "".join(_texts(mwparserfromhell.parse(wikitext.decode()), page))
    # One newline ends each line of the source: a blank line, a table's markup are lines without text.
    page.lines = [line for line in text.split(END) if line]
    return page


def _texts(code: Wikicode, page: Page) -> Iterator[str]:
    after_bullet = False
    for node in code.nodes:
        match node:
            case WikiText():
                text = str(node)
                yield (text.removeprefix(" ") if after_bullet else text).replace("\n", END)
            case HTMLEntity():
                yield node.normalize()
            case Heading():
                title = mwparserfromhell.wikicode.Wikicode(node.title.nodes)
                yield END + "".join(_texts(title, page)).removeprefix(" ").removesuffix(" ") + END
            case Template():
                _read_template(node, page)
            case Tag():
                yield from _tag_texts(node, page)
            case _:
                pytest.fail(f"{type(node).__name__} in the page: {str(node)!r}")
        after_bullet = isinstance(node, Tag) and node.wiki_markup == "*"


def _tag_texts(tag: Tag, page: Page) -> Iterator[str]:
    match tag.wiki_markup, str(tag.tag):
        case ("*", _):
            pass
        case ("'''", _):
            text = "".join(_texts(tag.contents, page))
            page.bold.append(text)
            yield text
        case ("{|" | "!" | "|-", _):
            yield from _texts(tag.contents, page)
        case ("|", _):  # mwparserfromhell takes a caption for a cell that begins with "+"
            text = "".join(_texts(tag.contents, page))
            yield text.removeprefix("+")
        case (None, "br"):
            yield "\n"
        case (None, "nowiki"):
            assert not tag.contents
        case _:
            pytest.fail(f"a tag in the page: {str(tag)!r}")


def _read_template(template: Template, page: Page) -> None:
    name = str(template.name)
    if name.startswith("DISPLAYTITLE:"):
        assert not template.params
        page.display_title = name.removeprefix("DISPLAYTITLE:")
        return
    assert not page.template, "one infobox a page"
    page.template = name.strip()
    for parameter in template.params:
        value = "".join(_texts(parameter.value, page))
        page.arguments[str(parameter.name).strip()] = value.removeprefix(" ").removesuffix(END)


def written(document: Document, **options: str) -> str:
    return export(document, "mediawiki", **options).decode()


def body_lines(document: Document) -> list[str]:
    """The lines of a document below its infobox."""
    return [line for line in lines_of(Document("", lead=document.lead, sections=document.sections)) if line]


# --- The text of the document --------------------------------------------------------------


def table_lines(document: Document) -> list[str]:
    """The lines of a page with the facts in a table, each label and each value on its own."""
    facts = [line for fact in document.facts for line in (fact.label, fact.text)]
    return [line for line in (document.caption, *facts, *body_lines(document)) if line]


def test_page_with_a_table_has_all_text_in_order(seed_documents: dict[str, Document]) -> None:
    for name, document in seed_documents.items():
        page = read(export(document, "mediawiki", infobox="table"))
        assert page.lines == table_lines(document), name


def test_page_with_a_template_has_all_text(seed_documents: dict[str, Document]) -> None:
    for name, document in seed_documents.items():
        page = read(export(document, "mediawiki"))
        parameters = {fact.name: fact for fact in load_profiles().named(document.profile).facts}
        in_table = []
        expected = {"name": document.caption} if document.caption and page.template else {}
        for fact in document.facts:
            key = parameters[fact.name].parameter if fact.name in parameters else ""
            if key and key not in expected:
                expected[key] = fact.text
            else:
                in_table += [fact.label, fact.text]
        caption = [] if page.template or not document.caption else [document.caption]
        assert page.arguments == expected, name
        assert page.lines == [line for line in (*caption, *in_table, *body_lines(document)) if line], name


@given(seed_texts())
def test_any_page_has_all_text_in_order(text: str) -> None:
    try:
        document = normalize(text, name="a-name")
    except UnreadableInput:
        return
    lines = read(export(document, "mediawiki", infobox="table")).lines
    expected = [line.replace("\x7f", "\ufffd") for line in table_lines(document)]
    title = document.title.replace("\x7f", "\ufffd")
    assert lines in (expected, [title, *expected])


@given(seed_texts())
def test_any_page_holds_its_title(text: str) -> None:
    try:
        document = normalize(text, name="a-name")
    except UnreadableInput:
        return
    page = read(export(document, "mediawiki"))
    title = document.title.replace("\x7f", "\ufffd")
    assert title in (page.display_title, *page.bold, *page.lines, *page.arguments.values())


def test_page_is_golden(ruby_sparks: Document, golden) -> None:
    golden("ruby-sparks.wiki", export(ruby_sparks, "mediawiki"))


# --- Infobox -------------------------------------------------------------------------------

FILM = Document(
    "Ruby Sparks",
    profile="film",
    caption="Ruby Sparks",
    facts=(
        Fact((Text("Jonathan Dayton"), LineBreak(), Text("Valerie Faris")), "director", "Directors"),
        Fact((Text("Comedy | drama"),), "genre", "Genre"),
        Fact((), "studio", "Studio"),
        Fact((Text("Somebody else"),), "director", "Director"),
    ),
)


def test_facts_stand_in_the_template_and_the_others_in_a_table() -> None:
    assert written(FILM).splitlines() == [
        "{{Infobox film",
        "| name = Ruby Sparks",
        "| director = Jonathan Dayton<br />Valerie Faris",
        "| studio = ",
        "}}",
        "",
        '{| class="infobox"',
        '! scope="row" |Genre',
        "|Comedy &#x7C; drama",
        "|-",
        '! scope="row" |Director',
        "|Somebody else",
        "|}",
    ]


def test_option_table_sets_all_facts_in_a_table() -> None:
    assert (
        written(FILM, infobox="table")
        == """\
{| class="infobox"
|+Ruby Sparks
! scope="row" |Directors
|Jonathan Dayton<br />Valerie Faris
|-
! scope="row" |Genre
|Comedy &#x7C; drama
|-
! scope="row" |Studio
|
|-
! scope="row" |Director
|Somebody else
|}
"""
    )


def test_profile_without_a_template_gets_a_table() -> None:
    document = Document("T", caption="T", facts=(Fact((Text("1"),), "x", "X"),))
    assert written(document) == '{| class="infobox"\n|+T\n! scope="row" |X\n|1\n|}\n'


def test_caption_without_facts_appears() -> None:
    assert written(Document("T", caption="T")) == '{| class="infobox"\n|+T\n|}\n'
    assert written(Document("T", caption="T", profile="film")) == "{{Infobox film\n| name = T\n}}\n"


def test_text_of_the_infobox_is_escaped() -> None:
    document = Document("T", profile="film", caption="a|b", facts=(Fact((Text("{{c}}"),), "director", "D"),))
    assert written(document).endswith(
        "{{Infobox film\n| name = a&#x7C;b\n| director = &#x7B;{c&#x7D;&#x7D;\n}}\n"
    )
    assert "|+a&#x7C;b\n" in written(document, infobox="table")


def test_unknown_infobox_is_refused() -> None:
    with pytest.raises(UsageError, match="infobox"):
        export(FILM, "mediawiki", infobox="fancy")


# --- Title ---------------------------------------------------------------------------------


def lead(title: str, text: str, caption: str = "") -> str:
    return written(Document(title, caption=caption, lead=(Paragraph((Text(text),)),)))


def test_title_is_bold_where_the_lead_first_names_it() -> None:
    assert lead("Ruby", "The film Ruby is about Ruby.") == "The film '''Ruby''' is about Ruby.\n"


def test_title_is_bold_in_the_first_paragraph_alone() -> None:
    document = Document("Ruby", lead=(Paragraph((Text("A film."),)), Paragraph((Text("Ruby."),))))
    assert written(document) == "{{DISPLAYTITLE:Ruby}}\nA film.\n\nRuby.\n"


def test_title_is_bold_though_a_list_stands_before() -> None:
    document = Document("Ruby", lead=(BulletList((ListItem((Text("Ruby"),)),)), Paragraph((Text("Ruby."),))))
    assert written(document) == "* Ruby\n\n'''Ruby'''.\n"


def test_title_that_the_infobox_has_needs_no_line() -> None:
    assert lead("Ruby", "A film.", caption="Ruby").endswith("|}\n\nA film.\n")


def test_title_that_a_wiki_would_show_otherwise_is_set() -> None:
    assert lead("iPhone", "The iPhone is.") == "{{DISPLAYTITLE:iPhone}}\nThe '''iPhone''' is.\n"


def test_title_that_some_wikis_would_show_otherwise_is_set() -> None:
    assert lead("ამბავი", "ამბავი.") == "{{DISPLAYTITLE:ამბავი}}\n'''ამბავი'''.\n"


def test_title_that_leads_out_of_the_articles_is_a_bold_line() -> None:
    assert lead("File: A Love Story", "A film.") == "'''File: A Love Story'''\n\nA film.\n"


def test_title_that_no_page_can_have_is_a_bold_line() -> None:
    assert lead("C#", "A language.") == "'''C#'''\n\nA language.\n"


def test_title_that_no_page_can_have_stays_in_the_lead() -> None:
    assert lead("C#", "The language C# is.") == "The language '''C#''' is.\n"


def test_title_with_markup_is_a_bold_line() -> None:
    assert lead("''x''", "A film.") == "'''&#x27;'x&#x27;&#x27;'''\n\nA film.\n"


def test_document_without_a_title_has_no_title_line() -> None:
    assert lead("", "A film.") == "A film.\n"


def test_document_of_a_title_alone_is_a_page() -> None:
    assert written(Document("Ruby")) == "{{DISPLAYTITLE:Ruby}}\n"


@pytest.mark.parametrize(
    ("title", "text", "start"),
    [
        ("Up", "Up is a film", 0),
        ("Up", "Upstairs, 2Up, cUp, Up", 20),
        ("It", "It’s", 0),
        ("It", "'It'", 1),
        ("Ruby", "Rubý", None),
        ("Rub", "Rub\u0301 Rub", 5),
        ("羅生門", "映画羅生門は", 2),
        ("قصة", "فيلم وقصة", 6),
        ("", "x", None),
        (" ", "x y", None),
    ],
)
def test_title_is_found_as_words_of_its_own(title: str, text: str, start: int | None) -> None:
    assert first_occurrence(title, text) == start


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Ruby Sparks", "Ruby Sparks"),
        ("iPhone", "IPhone"),
        ("a_b", "A b"),
        ("10\u00a0Things \u200eX", "10 Things X"),
        ("ამბავი", "ამბავი"),
        ("Cafe\u0301", "Café"),
        ("ǆ", "Ǆ"),
        ("ßx", "ßx"),
        ("Alien: Covenant", "Alien: Covenant"),
        *((elsewhere, None) for elsewhere in ("File: a", "user_talk:a", "Vorlage : a", "imdb:a", "fr:a")),
        ('Who? 100% & "more"', 'Who? 100% & "more"'),
        *((bad, None) for bad in ("", "  ", "C#", "a[b", "<a>", "a|b", "{a}", "%20", "&amp;", "~~~")),
        *((bad, None) for bad in (":a", ".", "..", "./a", "a/../b", "a/.", "é" * 128)),
    ],
)
def test_page_name(title: str, name: str | None) -> None:
    assert page_name(title) == name


# --- Body ----------------------------------------------------------------------------------


def test_blocks_stand_as_parsoid_writes_them() -> None:
    nested = ListItem((Text("a"),), (ListItem((Text("b"),), (ListItem((Text("c"),)),)), ListItem(())))
    cast = CastList((CastMember("Paul Dano", "Calvin", (Text(", a novelist"),)), nested))
    document = Document(
        "T",
        lead=(Paragraph((Text("T is"),)), Paragraph(()), Paragraph((Text(" x"),))),
        sections=(
            Section("a", "A", (cast, BulletList((nested,))), (Section("b", "B = b =", sections=()),)),
            Section("c", ""),
        ),
    )
    assert (
        written(document)
        == """\
'''T''' is

&#x20;x

== A ==

* Paul Dano as Calvin, a novelist
* a
** b
*** c
**

* a
** b
*** c
**

=== B = b &#x3D; ===

== <nowiki/> ==
"""
    )


def test_heading_below_the_sixth_level_stays_at_it() -> None:
    section = Section("s7", "Deep")
    for depth in range(6, 0, -1):
        section = Section(f"s{depth}", "Up", sections=(section,))
    assert written(Document("T", caption="T", sections=(section,))).endswith(
        "\n\n====== Up ======\n\n====== Up ======\n\n====== Deep ======\n"
    )


def test_character_that_no_page_can_hold_is_reported() -> None:
    messages: list[Message] = []
    page = export(Document("T", lead=(Paragraph((Text("T\x7f"),)),)), "mediawiki", report=messages.append)
    assert page.decode() == "'''T'''\ufffd\n"
    assert [(m.code, m.text) for m in messages] == [
        (Code.CHARACTER_REPLACED, "a wiki page can't hold U+007F: U+FFFD stands in its place")
    ]
