"""XML from elsewhere, parsed so that it can do no harm: no DTD, no entities, no network."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any

from lxml import etree

from pipeline.errors import RefusedInput, UnreadableInput

_TOO_MUCH = etree.ErrorTypes.ERR_RESOURCE_LIMIT

# The parser's own defenses: no DTD is loaded, no entity is expanded, nothing is fetched. The
# limits of libxml2 stay on: 10 million bytes for a text, 256 levels of elements.
_DEFENSES: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def parse_xml(data: bytes) -> etree._ElementTree:
    """The tree of `data`, XML in an encoding that it declares, without comments and instructions.

    Raises:
        RefusedInput: it has a document type declaration, so it could hold entities; or it is past
            a limit of the parser.
        UnreadableInput: it is not well-formed; the message names the line.
    """
    try:
        tree: etree._ElementTree = etree.parse(BytesIO(data), etree.XMLParser(**_DEFENSES))
    except etree.XMLSyntaxError as error:
        if error.code == _TOO_MUCH:  # type: ignore[attr-defined]
            reason = "a text longer than 10 million bytes, elements more than 256 deep, or entities"
            raise RefusedInput(f"the XML has what it must not have: {reason}") from error
        raise UnreadableInput(f"not well-formed XML: {error.msg}") from error
    if tree.docinfo.doctype:  # type: ignore[attr-defined]
        raise RefusedInput("the XML has a document type declaration; canonical XML has none")
    return tree


def root_tag(start: bytes) -> str:
    """The tag of the root element in XML of which `start` is the beginning; ``""`` if there is none."""
    parser: Any = etree.XMLPullParser(events=("start",), **_DEFENSES)
    with suppress(etree.XMLSyntaxError):  # perhaps behind the root element, and not ours to judge
        parser.feed(start)
    return next((str(element.tag) for _, element in parser.read_events()), "")
