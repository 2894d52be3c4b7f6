"""Text in wikitext: it shows itself, and it is changed no more than needed.

The expected sources were each shown to MediaWiki 1.39 and its Parsoid, which rendered the
text, made nothing else of it, and wrote the source back unchanged. The properties are checked
by mwparserfromhell, which knows nothing of how the escaping is done.
"""

from __future__ import annotations

import re
from time import perf_counter
from typing import get_args
from unicodedata import normalize

import mwparserfromhell
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mwparserfromhell.nodes import Heading, HTMLEntity, Node, Tag, Template
from mwparserfromhell.nodes import Text as WikiText
from mwparserfromhell.wikicode import Wikicode

from pipeline.exporters._wikitext import Place, escaped, escaped_with_bold, without_unholdable

# All that MediaWiki, its extensions or Parsoid read as more than text, whole and in pieces.
CONSTRUCTS = """
[ ] [[ ]] [[Foo]] [[Foo| [[a|b]] [[File:x.png|thumb]] [[Category:X]] [[de:Y]] [//example.org [http://a
b] [1] { } {{ }} {{{ }}} {{!}} {{PAGENAME}} {{Foo|a=b}} {{subst:x}} {{#if:a|b}} {{{1|x}}} {| |} |- |+ ||
| ! !! |x= -{ }- -{zh:a;} ' '' ''' ''''' <b> </b> <nowiki> </nowiki> <nowiki/> <pre> <ref> </ref> <ref/>
<references/> <math> <gallery> <br> <p> </div> <table> <td> <!-- --> <includeonly> <noinclude>
</noinclude> <onlyinclude> <poem> <h2> < > </ <b/ <3 & ; &lt; &amp;lt; &#91; &#x5B; &nbsp; &amp &lt
&רלמ; &bogus; # * : ; *# :{| ;a:b = == === ====== - ---- ----- ~~ ~~~ ~~~~ ~~~~~ _ __ __TOC__ __NOTOC__
__HIDDENCAT__ ＿＿目次＿＿ _HIDDENCAT_ #REDIRECT #WEITERLEITUNG ＃転送 UNIQ QINU http:// https://example.org
http://a.b/c // HTTP://X mailto:a@b.c mailto: tel:1 news:x urn:a bitcoin:x irc:// ftp://x ISBN RFC PMID
0306406152 978-0-306-40615-7 a b é 漢 العربية שלום ก % ? » 's "x" style="x" / \\
""".split()  # noqa: SIM905
BLANKS = [" ", "  ", "\t", "\n", "\xa0", "\u2009", "\u3000", "\x85", "\u2028"]
MARKS = [
    "\u0301",
    "\u0338",
    "e\u0301",
    "\u212b",
    "\u0958",
    "\u1112\u1161\u11ab",
    "\u200b",
    "\u200d",
    "\u200f",
    "\ufeff",
]

texts = st.lists(
    st.one_of(
        st.sampled_from(CONSTRUCTS),
        st.sampled_from(BLANKS),
        st.sampled_from(MARKS),
        st.characters(codec="utf-8", exclude_characters="\r\x7f", exclude_categories=["Cc"]),
    ),
    min_size=1,
    max_size=12,
).map("".join)
places = st.sampled_from(get_args(Place))


@pytest.mark.parametrize(
    ("text", "wikitext"),
    [
        # links
        ("[[Foo|bar]]", "&#x5B;[Foo|bar&#x5D;]"),
        ("[[[Foo]]]", "&#x5B;&#x5B;[Foo&#x5D;&#x5D;]"),
        ("[//example.org x]", "&#x5B;//example.org x]"),
        ("http://example.org", "http&#x3A;//example.org"),
        ("HTTPS://example.org", "HTTPS&#x3A;//example.org"),
        ("mailto:a@b.c", "mailto&#x3A;a@b.c"),
        ("a Tel:1", "a Tel&#x3A;1"),
        ("ISBN 0306406152", "ISB&#x4E; 0306406152"),
        ("RFC  7, PMID\xa07", "RF&#x43;  7, PMI&#x44;&nbsp;7"),
        # templates, tables, variants
        ("{{Foo}}", "&#x7B;{Foo&#x7D;}"),
        ("{{{1}}}", "&#x7B;&#x7B;{1&#x7D;&#x7D;}"),
        ("{| class=x", "&#x7B;| class=x"),
        ("-{zh:a}-", "-&#x7B;zh:a}-"),
        # tags, comments, references
        ("<b>x</b>", "&#x3C;b>x&#x3C;/b>"),
        ("<!-- x -->", "&#x3C;!-- x -->"),
        ("</nowiki>", "&#x3C;/nowiki>"),
        ("&lt; &#60; &#x3c; &רלמ;", "&#x26;lt; &#x26;#60; &#x26;#x3c; &#x26;רלמ;"),
        # quotes, signatures, switches
        ("''x'' '''y'''", "&#x27;'x&#x27;' &#x27;&#x27;'y&#x27;&#x27;'"),
        ("~~~~", "&#x7E;&#x7E;~~"),
        ("__NOTOC__", "&#x5F;_NOTOC&#x5F;_"),
        ("＿＿目次＿＿", "&#xFF3F;＿目次&#xFF3F;＿"),
        ("_HIDDENCAT_", "&#x5F;HIDDENCAT_"),
        # the start and the end of a line
        ("* x", "&#x2A; x"),
        ("# x", "&#x23; x"),
        ("#REDIRECT [[x]]", "&#x23;REDIRECT &#x5B;[x&#x5D;]"),
        ("＃転送 x", "&#xFF03;転送 x"),
        (": x", "&#x3A; x"),
        ("; x", "&#x3B; x"),
        ("= x =", "&#x3D; x ="),
        ("|- x", "&#x7C;- x"),
        ("! x", "&#x21; x"),
        ("---- x", "&#x2D;--- x"),
        ("? x", "&#x3F; x"),
        (" x ", "&#x20;x&#x20;"),
        # white space and marks that nobody would see
        (
            "a\tb\xa0c\u2009d\u200fe\u200bf\u2028g\nh",
            "a&#x09;b&nbsp;c&#x2009;d&#x200F;e&#x200B;f&#x2028;g&#x0A;h",
        ),
        # what saving would compose, reorder or decompose
        ("e\u0301 a\u0301\u0323", "e&#x301; a&#x301;&#x323;"),
        ("\u212b \u0958", "&#x212B; &#x958;"),
        ("\u0338x", "&#x338;x"),
        ("a\u0316\u0301", "a&#x316;&#x301;"),
    ],
)
def test_markup_in_a_line_becomes_text(text: str, wikitext: str) -> None:
    assert escaped(text, "line") == wikitext


DEFAULT_PROTOCOLS = """
bitcoin: ftp:// ftps:// geo: git:// gopher:// http:// https:// irc:// ircs:// magnet: mailto: matrix: mms://
news: nntp:// redis:// sftp:// sip: sips: sms: ssh:// svn:// tel: telnet:// urn: worldwind:// xmpp:
""".split()  # noqa: SIM905


@pytest.mark.parametrize("protocol", DEFAULT_PROTOCOLS)
def test_address_is_no_link(protocol: str) -> None:
    scheme, _, rest = protocol.partition(":")
    assert escaped(f"{protocol}x", "line") == f"{scheme}&#x3A;{rest}x"


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, (brackets), [one], {one}, it's, 50% & more; a - b -- c --- d.",
        "AT&T, R&D & Co",
        "Re:Zero, 7:30, Star Wars: A New Hope, news: none, a/b, and//or",
        "a * b # c = d | e ! f; g: h~ i~~ j_k",
        "ISBN unknown, RFC and ISBN-10",
        "日本語　テキスト、العربية، עברית, हिन्दी, ไทย, 👩‍🚀, می\u200cخواهم",
        "-5, +3, - and ---",
        "déjà vu \x85",
    ],
)
def test_text_without_markup_is_left_as_it_is(text: str) -> None:
    assert escaped(text, "line") == text


@pytest.mark.parametrize(
    ("place", "text", "wikitext"),
    [
        ("heading", "a =", "a &#x3D;"),
        ("heading", "= a | b", "&#x3D; a | b"),
        ("argument", "a | b = c", "a &#x7C; b = c"),
        ("argument", "a }", "a &#x7D;"),
        ("argument", "* a", "&#x2A; a"),
        ("cell", "a || b !! c", "a &#x7C;&#x7C; b &#x21;! c"),
        ("cell", "- a", "&#x2D; a"),
        ("cell", "+ a", "&#x2B; a"),
        ("cell", "} a", "&#x7D; a"),
        ("line", "a | b !! c }", "a | b !! c }"),
    ],
)
def test_each_place_has_markup_of_its_own(place: Place, text: str, wikitext: str) -> None:
    assert escaped(text, place) == wikitext


def test_bold_keeps_its_distance_from_apostrophes() -> None:
    assert escaped_with_bold("'a' b 'c'", 1, 2) == "&#x27;'''a'''&#x27; b 'c'"
    assert escaped_with_bold("'a' b", 0, 3) == "'''&#x27;a&#x27;''' b"


def test_bold_text_is_escaped_on_all_three_sides() -> None:
    assert escaped_with_bold("<a> [[b]] {{c}}", 4, 9) == "&#x3C;a> '''&#x5B;[b&#x5D;]''' &#x7B;{c&#x7D;}"


def test_characters_that_no_page_can_hold_are_replaced_and_named() -> None:
    assert without_unholdable("a\x7fb\rc\x7f") == ("a\ufffdb\ufffdc\ufffd", ["\r", "\x7f"])


def test_page_without_such_characters_stays_the_same() -> None:
    assert without_unholdable("a\tb\nc\x85") == ("a\tb\nc\x85", [])


def read(code: Wikicode | list[Node]) -> str:
    """The text of wikitext that must hold nothing but text and character references."""
    parts = []
    for node in getattr(code, "nodes", code):
        assert isinstance(node, WikiText | HTMLEntity), f"{type(node).__name__} {str(node)!r}"
        parts.append(node.normalize() if isinstance(node, HTMLEntity) else str(node))
    return "".join(parts)


@given(texts)
def test_any_line_reads_back_as_text(text: str) -> None:
    assert read(mwparserfromhell.parse(escaped(text, "line"))) == text


@given(texts)
def test_any_list_item_reads_back_as_text(text: str) -> None:
    bullet, *rest = mwparserfromhell.parse(f"* {escaped(text, 'line')}").nodes
    assert isinstance(bullet, Tag)
    assert read(rest) == f" {text}"


@given(texts)
def test_any_heading_reads_back_as_text(text: str) -> None:
    [heading] = mwparserfromhell.parse(f"== {escaped(text, 'heading')} ==").nodes
    assert isinstance(heading, Heading)
    assert (heading.level, read(heading.title)) == (2, f" {text} ")


@given(texts)
def test_any_argument_reads_back_as_text(text: str) -> None:
    [template] = mwparserfromhell.parse(f"{{{{T\n| a = {escaped(text, 'argument')}\n}}}}").nodes
    assert isinstance(template, Template)
    [parameter] = template.params
    assert read(parameter.value) == f" {text}\n"


@given(texts, texts)
def test_any_row_reads_back_as_text(label: str, value: str) -> None:
    source = f'{{|\n! scope="row" |{escaped(label, "cell")}\n|{escaped(value, "cell")}\n|}}'
    [table] = mwparserfromhell.parse(source).nodes
    header, cell = table.contents.nodes
    assert (read(header.contents), read(cell.contents)) == (f"{label}\n", f"{value}\n")


# mwparserfromhell doesn't know these; MediaWiki finds them wherever they stand.
_FOUND_ANYWHERE = re.compile(
    r"(?i:https?|ftp|irc)://|\[//|(?i:mailto|tel|news|urn|bitcoin):[^ ]|(?:ISBN|RFC|PMID)\s+\d"
    r"|~~~|__|＿＿|''|-\{|\{\{|\}\}|\[\[|<[!/a-z]"
)


@given(texts, places)
def test_nothing_that_a_wiki_finds_in_text_is_left(text: str, place: Place) -> None:
    assert not _FOUND_ANYWHERE.search(escaped(text, place))


@given(texts, places)
def test_saving_does_not_change_the_source(text: str, place: Place) -> None:
    # Saving normalizes the page, of which the text follows markup: ">" + U+0338 would compose.
    source = ">" + escaped(text, place)
    assert normalize("NFC", source) == source


@pytest.mark.parametrize(
    "text", ["[", "&", "&#", "ISBN ", "ISBN" + " " * 99, "'", "~", " ", ":", "\u0301", "<!--", "N1"]
)
def test_escaping_takes_linear_time(text: str) -> None:
    begin = perf_counter()
    escaped(text * (400_000 // len(text)), "cell")
    assert perf_counter() - begin < 10  # quadratic would be hours
