"""Document ⇄ canonical XML, the two forms of the same tree.

`document.rnc` beside this file is the contract. The XML is UTF-8 in the form of Canonical
XML 2.0 (W3C, 2013), so equal documents have equal bytes. Only elements that can't hold text
are set on lines of their own; text is never indented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, assert_never, cast
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree

from pipeline.document import (
    Block,
    BulletList,
    CastList,
    CastMember,
    Date,
    Document,
    Duration,
    Fact,
    Inline,
    Inlines,
    LineBreak,
    ListItem,
    Money,
    MoneyRole,
    Name,
    Paragraph,
    Quantity,
    Quote,
    Score,
    Section,
    Text,
)
from pipeline.errors import UnreadableInput
from pipeline.untrusted_xml import parse_xml

NAMESPACE = "urn:seedpress:document:1"
MEDIA_TYPE = "application/vnd.seedpress.document+xml"

_NSMAP: Any = {None: NAMESPACE}  # the stubs know no default namespace
_XML = "{http://www.w3.org/XML/1998/namespace}"


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


# --- Document → XML ------------------------------------------------------------------------


def to_xml(document: Document) -> bytes:
    """The canonical XML of `document`: UTF-8, C14N 2.0, one namespace, no XML declaration.

    Raises:
        UnreadableInput: a text holds a character that XML 1.0 forbids. `normalize` never
            lets one through; a document that was built by hand may hold one.
    """
    try:
        root = _document_element(document)
    except ValueError as error:
        raise UnreadableInput(f"a text of the document can't stand in XML: {error}") from error
    # With one namespace and no prefix, C14N 1.0 is the same, and libxml2 writes it far faster.
    canonical: bytes = etree.tostring(root, method="c14n")
    return canonical + b"\n"


def identifier_of(xml: bytes) -> UUID:
    """The identifier of the document that the canonical XML `xml` stands for.

    It is made from the content alone (RFC 9562, version 5), so equal documents share it, in
    whatever format.
    """
    return uuid5(uuid5(NAMESPACE_URL, NAMESPACE), xml.decode())


def identifier_of_all(title: str, identifiers: Iterable[UUID]) -> UUID:
    """The identifier of the collection `title` of the documents that have `identifiers`, in order."""
    return uuid5(uuid5(NAMESPACE_URL, NAMESPACE), "\n".join((title, *(each.urn for each in identifiers))))


def _document_element(document: Document) -> etree._Element:
    root = etree.Element(_tag("document"), nsmap=_NSMAP)
    root.set(_XML + "lang", document.language)
    root.set("profile", document.profile)
    _leaf(root, "title", document.title)
    if document.caption or document.facts:
        facts = etree.SubElement(root, _tag("facts"))
        if document.caption:
            _leaf(facts, "head", document.caption)
        for fact in document.facts:
            _append_fact(facts, fact)
    if document.lead:
        lead = etree.SubElement(root, _tag("lead"))
        for block in document.lead:
            _append_block(lead, block)
    for section in document.sections:
        _append_section(root, section)
    _indent(root)
    return root


def _leaf(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, _tag(name), attributes)
    element.text = text
    return element


def _append_fact(parent: etree._Element, fact: Fact) -> None:
    element = etree.SubElement(parent, _tag("fact"), name=fact.name)
    _leaf(element, "label", fact.label)
    _append_content(etree.SubElement(element, _tag("value")), fact.content)


def _append_section(parent: etree._Element, section: Section) -> None:
    element = etree.SubElement(parent, _tag("section"), id=section.id)
    _leaf(element, "head", section.title)
    for block in section.blocks:
        _append_block(element, block)
    for child in section.sections:
        _append_section(element, child)


def _append_block(parent: etree._Element, block: Block) -> None:
    match block:
        case Paragraph():
            _append_content(etree.SubElement(parent, _tag("p")), block.content)
        case BulletList(items):
            _append_list(parent, items)
        case CastList(members):
            cast = etree.SubElement(parent, _tag("castList"))
            for member in members:
                if isinstance(member, CastMember):
                    _append_member(cast, member)
                else:
                    _append_item(cast, member)
        case _:
            assert_never(block)


def _append_list(parent: etree._Element, items: tuple[ListItem, ...]) -> None:
    element = etree.SubElement(parent, _tag("list"))
    for item in items:
        _append_item(element, item)


def _append_item(parent: etree._Element, item: ListItem) -> None:
    element = etree.SubElement(parent, _tag("item"))
    _append_content(etree.SubElement(element, _tag("p")), item.content)
    if item.items:
        _append_list(element, item.items)


def _append_member(parent: etree._Element, member: CastMember) -> None:
    element = etree.SubElement(parent, _tag("castItem"))
    _leaf(element, "actor", member.actor).tail = member.joint
    _leaf(element, "role", member.role)
    if member.note:
        _append_content(etree.SubElement(element, _tag("roleDesc")), member.note)


def _append_content(parent: etree._Element, content: Inlines) -> None:
    last: etree._Element | None = None
    for part in content:
        if not isinstance(part, Text):
            last = _inline_element(parent, part)
        elif last is None:
            parent.text = part.text
        else:
            last.tail = part.text


def _inline_element(
    parent: etree._Element,
    part: Date | Duration | Money | Quantity | Score | Name | Quote | LineBreak,
) -> etree._Element:
    match part:
        case Date(text, when, to):
            return _leaf(parent, "date", text, **({"from": when, "to": to} if to else {"when": when}))
        case Duration(text, duration):
            return _leaf(parent, "duration", text, dur=duration)
        case Money():
            element = _leaf(parent, "money", part.text, amount=_plain(part.amount), currency=part.currency)
            _set_certainty(element, part)
            _set_given(element, role=part.role, territory=part.territory)
            return element
        case Quantity():
            element = _leaf(parent, "quantity", part.text, quantity=_plain(part.quantity))
            _set_given(element, unit=part.unit)
            _set_certainty(element, part)
            return element
        case Quote(content, speaker, outlet):
            element = etree.SubElement(parent, _tag("quote"))
            _set_given(element, who=speaker, source=outlet)
            _append_content(element, content)
            return element
        case Score(text, value, scale, by, count):
            element = _leaf(parent, "score", text, value=_plain(value), scale=_plain(scale))
            if by:
                element.set("by", by)
            if count is not None:
                element.set("count", str(count))
            return element
        case Name(text, type_, key):
            element = _leaf(parent, type_, text)
            if key:
                element.set("key", key)
            return element
        case LineBreak():
            return etree.SubElement(parent, _tag("lb"))
        case _:
            assert_never(part)


def _set_given(element: etree._Element, **attributes: str) -> None:
    for name, value in attributes.items():
        if value:
            element.set(name, value)


def _set_certainty(element: etree._Element, part: Money | Quantity) -> None:
    if part.approximate:
        element.set("approximate", "true")
    if part.at_most is not None:
        element.set("atMost", _plain(part.at_most))


def _plain(number: Decimal) -> str:
    """`number` in digits, with no exponent and no trailing zeros after the point."""
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


_ELEMENT_ONLY = frozenset(
    _tag(n) for n in ("document", "facts", "lead", "section", "list", "item", "castList")
)


def _indent(root: etree._Element) -> None:
    """Set each child of an element that can't hold text on a line of its own."""
    open_elements = [(root, 1)]
    while open_elements:
        element, depth = open_elements.pop()
        if element.tag not in _ELEMENT_ONLY or not len(element):
            continue
        element.text = "\n" + "  " * depth
        for child in element:
            child.tail = element.text
            open_elements.append((child, depth + 1))
        element[-1].tail = "\n" + "  " * (depth - 1)


# --- XML → Document ------------------------------------------------------------------------


@cache
def _schema() -> etree.RelaxNG:
    with resources.files("pipeline").joinpath("document.rng").open("rb") as file:
        return etree.RelaxNG(etree.parse(file))


def from_xml(data: bytes) -> Document:
    """The document that canonical XML stands for.

    The XML need not be in canonical form, but has to be valid against the schema.

    Args:
        data: the XML, in an encoding that it declares.

    Raises:
        RefusedInput: it has a document type declaration, so it could hold entities; or it is past
            a limit of the parser.
        UnreadableInput: it is not well-formed or not valid; the message names the line.
    """
    tree = parse_xml(data)
    schema = _schema()
    if not schema.validate(tree):
        first = schema.error_log[0]
        raise UnreadableInput(f"not a valid document: line {first.line}: {first.message}")
    _check_ids(tree.getroot())
    return _read_document(tree.getroot())


def _check_ids(root: etree._Element) -> None:
    seen: set[str] = set()
    for section in root.iter(_tag("section")):
        id_ = section.get("id", "")
        if id_ in seen:
            raise UnreadableInput(f"not a valid document: line {section.sourceline}: id {id_!r} stands twice")
        seen.add(id_)


def _read_document(root: etree._Element) -> Document:
    facts = root.find(_tag("facts"))
    lead = root.find(_tag("lead"))
    return Document(
        title=_text(root, "title"),
        language=root.get(_XML + "lang", ""),
        profile=root.get("profile", ""),
        caption=_text(facts, "head") if facts is not None else "",
        facts=tuple(_read_fact(e) for e in facts.iterchildren(_tag("fact"))) if facts is not None else (),
        lead=tuple(_read_blocks(lead)) if lead is not None else (),
        sections=_read_sections(root),
    )


def _text(parent: etree._Element, name: str) -> str:
    return parent.findtext(_tag(name)) or ""


def _read_fact(element: etree._Element) -> Fact:
    value = element.find(_tag("value"))
    assert value is not None, "the schema requires a value"
    return Fact(
        content=tuple(_read_content(value)),
        name=element.get("name", ""),
        label=_text(element, "label"),
    )


def _read_sections(parent: etree._Element) -> tuple[Section, ...]:
    return tuple(
        Section(
            id=element.get("id", ""),
            title=_text(element, "head"),
            blocks=tuple(_read_blocks(element)),
            sections=_read_sections(element),
        )
        for element in parent.iterchildren(_tag("section"))
    )


def _read_blocks(parent: etree._Element) -> Iterator[Block]:
    for element in parent:
        if element.tag == _tag("p"):
            yield Paragraph(tuple(_read_content(element)))
        elif element.tag == _tag("list"):
            yield BulletList(_read_items(element))
        elif element.tag == _tag("castList"):
            yield CastList(tuple(_read_member(child) for child in element))


def _read_items(parent: etree._Element) -> tuple[ListItem, ...]:
    return tuple(_read_item(element) for element in parent)


def _read_item(element: etree._Element) -> ListItem:
    nested = element.find(_tag("list"))
    return ListItem(
        content=tuple(_read_content(element[0])),
        items=_read_items(nested) if nested is not None else (),
    )


def _read_member(element: etree._Element) -> CastMember | ListItem:
    if element.tag == _tag("item"):
        return _read_item(element)
    note = element.find(_tag("roleDesc"))
    last = element[1] if note is None else note
    stray = (element.text or "") + (last.tail or "") + ((element[1].tail or "") if note is not None else "")
    if stray.strip():
        raise UnreadableInput(f"not a valid document: line {element.sourceline}: stray text in a castItem")
    return CastMember(
        actor=element[0].text or "",
        joint=element[0].tail or "",
        role=element[1].text or "",
        note=tuple(_read_content(note)) if note is not None else (),
    )


def _read_content(parent: etree._Element) -> Iterator[Inline]:
    if parent.text:
        yield Text(parent.text)
    for element in parent:
        yield _read_inline(element)
        if element.tail:
            yield Text(element.tail)


def _read_inline(element: etree._Element) -> Inline:
    text, get = element.text or "", element.get
    match etree.QName(element).localname:
        case "date":
            return Date(text, get("when", get("from", "")), get("to", ""))
        case "duration":
            return Duration(text, get("dur", ""))
        case "money":
            return Money(
                text,
                Decimal(get("amount", "")),
                get("currency", ""),
                get("approximate") == "true",
                _decimal(get("atMost")),
                cast("MoneyRole", get("role", "")),
                get("territory", ""),
            )
        case "quantity":
            return Quantity(
                text,
                Decimal(get("quantity", "")),
                get("unit", ""),
                get("approximate") == "true",
                _decimal(get("atMost")),
            )
        case "quote":
            return Quote(tuple(_read_content(element)), get("who", ""), get("source", ""))
        case "score":
            count = get("count")
            return Score(
                text,
                Decimal(get("value", "")),
                Decimal(get("scale", "")),
                get("by", ""),
                int(count) if count is not None else None,
            )
        case "lb":
            return LineBreak()
        case "country":
            return Name(text, "country", get("key", ""))
        case "language":
            return Name(text, "language", get("key", ""))
        case name:
            assert name == "name", "the schema knows no other inline"
            return Name(text)


def _decimal(number: str | None) -> Decimal | None:
    return None if number is None else Decimal(number)
