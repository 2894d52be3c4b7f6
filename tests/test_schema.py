"""The schema: its two syntaxes agree, and it refuses what no document is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import rnc2rng
from conftest import ROOT, SEEDS, document_of
from hypothesis import find
from lxml import etree
from strategies import seed_texts

from pipeline import RefusedInput, UnreadableInput, from_xml, normalize, to_xml
from pipeline.document import (
    CastList,
    CastMember,
    Date,
    Document,
    Fact,
    LineBreak,
    Money,
    Name,
    Paragraph,
    Quantity,
    Quote,
    Score,
    Section,
    Text,
)

HEAD = '<document xmlns="urn:seedpress:document:1" xml:lang="en" profile="film"><title>T</title>'


def test_rng_is_generated_from_rnc() -> None:
    """Renew it with ``rnc2rng pipeline/document.rnc pipeline/document.rng``."""
    generated = rnc2rng.dumps(rnc2rng.load(str(ROOT / "pipeline" / "document.rnc")))
    written = (ROOT / "pipeline" / "document.rng").read_text(encoding="utf-8")
    assert generated.strip() == written.strip()


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_canonical_xml_is_c14n_2(path: Path) -> None:
    xml = to_xml(document_of(path))
    assert etree.canonicalize(xml.decode()) == xml.decode().rstrip("\n")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<p>lead without lead</p></document>", "p"),
        ("<lead/></document>", "line 1"),
        ("<facts/></document>", "line 1"),
        ('<lead><p><date when="yesterday">x</date></p></lead></document>', "yesterday"),
        ('<lead><p><money amount="1" currency="dollars">x</money></p></lead></document>', "money"),
        ("<lead><p>x</p>stray</lead></document>", "lead"),
        ('<section id="a b"><head>A</head></section></document>', "id"),
        (
            '<section id="a"><head>A</head></section><section id="a"><head>B</head></section></document>',
            "twice",
        ),
        ('<section id="page:main"><head>A</head></section></document>', "id"),
        ('<lead><p><date when="2012-07-25+01:00">x</date></p></lead></document>', "2012-07-25"),
        ('<lead><p><score value="1" scale="2" count="1234567890">x</score></p></lead></document>', "score"),
        ("<script>x</script></document>", "script"),
        ("</wrong>", "well-formed"),
    ],
)
def test_invalid_xml_is_refused_with_a_reason(body: str, why: str) -> None:
    with pytest.raises(UnreadableInput, match=why):
        from_xml((HEAD + body).encode())


@pytest.mark.parametrize("text", ["before", "after"])
def test_cast_item_holds_no_stray_text(text: str) -> None:
    stray = {"before": ("x", ""), "after": ("", "x")}[text]
    item = f"<castItem>{stray[0]}<actor>A</actor> as <role>B</role>{stray[1]}</castItem>"
    with pytest.raises(UnreadableInput, match="stray"):
        from_xml(f"{HEAD}<lead><castList>{item}</castList></lead></document>".encode())


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE document>",
        '<!DOCTYPE document [<!ENTITY a "b">]>',
        '<!DOCTYPE document SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE document [<!ENTITY % a SYSTEM "http://127.0.0.1/x"> %a;]>',
    ],
)
def test_document_type_declarations_are_refused(doctype: str) -> None:
    with pytest.raises(RefusedInput, match="document type"):
        from_xml(f"{doctype}{HEAD}</document>".encode())


def test_entity_bomb_is_refused() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE document [<!ENTITY e0 "x">{entities}]>{HEAD}<lead><p>&e11;</p></lead></document>'
    with pytest.raises(UnreadableInput):
        from_xml(bomb.encode())


def test_language_with_blanks_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="attributes"):
        from_xml((HEAD.replace('"en"', '" en "') + "</document>").encode())


def test_text_that_is_too_long_is_refused_with_the_limit() -> None:
    xml = to_xml(Document("T", lead=(Paragraph((Text("a" * 10_000_001),)),)))
    with pytest.raises(RefusedInput, match="10 million"):
        from_xml(xml)


def test_comments_and_instructions_are_not_content() -> None:
    xml = f"{HEAD}<lead><p>a<!-- x -->b<?pi y?>c</p></lead></document>"
    assert from_xml(xml.encode()).lead == (Paragraph((Text("abc"),)),)


def test_text_that_xml_forbids_is_refused_when_written() -> None:
    with pytest.raises(UnreadableInput, match="can't stand in XML"):
        to_xml(Document(title="a\0b"))


def test_every_inline_round_trips() -> None:
    content = (
        Date("2010–12", "2010", "2012"),
        Money("$1–2 million", Decimal(10**6), "USD", True, Decimal(2 * 10**6), "gross", "US CA"),
        Quantity("5 or 6 km", Decimal(5), "km", True, Decimal(6)),
        Score("7.2/10", Decimal("7.2"), Decimal(10), "Rotten Tomatoes", 183),
        Quote((Text('"In '), Date("2012", "2012"), Text(' it rained"')), "Ann Lee", "The Times"),
        Name("Hindi", "language", "hi"),
    )
    document = Document(title="T", lead=(Paragraph(content),))
    assert from_xml(to_xml(document)) == document


def test_hand_built_documents_round_trip() -> None:
    document = Document(
        title="T\rT",
        language="pt-BR",
        caption=" two  blanks ",
        facts=(Fact((LineBreak(), Text("a"), Text(""), Text("b"), LineBreak()), "x", ""),),
        lead=(Paragraph(()), CastList((CastMember("A", "B", (Text(", c"),), " \t als "),))),
        sections=(Section("β", "", (), (Section("γ", "G"),)),),
    )
    assert from_xml(to_xml(document)) == document


def test_strategy_reaches_every_block() -> None:
    """The laws mean little if the strategy never writes what they are about."""

    def has_cast(text: str) -> bool:
        return any(isinstance(b, CastList) for s in normalize(text, name="n").sections for b in s.blocks)

    assert find(seed_texts().filter(lambda t: t.strip()), has_cast)
