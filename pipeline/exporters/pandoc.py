"""Document → pandoc's JSON AST.

The AST is that of pandoc-types 1.23. A run of text is one ``Str`` with its blanks in it, not a
``Str`` for each word: writers treat both alike, and pandoc is a lot faster. What a part of the
document *is* (a label, a value, a role) is told by ``custom-style``, the attribute that pandoc's
writers for word processors know; the others ignore it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any, TypeAlias, assert_never

from pipeline.document import (
    Block,
    BulletList,
    CastList,
    CastMember,
    Document,
    Fact,
    Inlines,
    LineBreak,
    ListItem,
    Paragraph,
    walk_sections,
)
from pipeline.terms import Terms

Node: TypeAlias = dict[str, Any]
Cell: TypeAlias = list[Any]
Row: TypeAlias = list[Any]

API_VERSION = (1, 23, 1)

# Seed text has five levels; a document that was built by hand may have more than a writer can tell apart.
_DEEPEST_HEADING = 6

# The share of the line that the two columns of a table take.
_FACTS_COLUMNS = (0.24, 0.76)
_CAST_COLUMNS = (0.32, 0.68)

_SOFT_HYPHEN: Node = {"t": "RawInline", "c": ["openxml", "<w:r><w:softHyphen/></w:r>"]}


# --- Document → AST ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG file that follows the text of its place: the id of a section, ``""`` for the opening.

    `size` is its width and height on the page, in inches; unless given, those that the file says.
    """

    place: str
    alternative: str
    data: bytes
    size: tuple[float, float] | None = None


def to_ast(document: Document, terms: Terms, pictures: tuple[Picture, ...] = ()) -> Node:
    """The document as pandoc's AST, with each of `pictures` in its place.

    Facts and cast are tables of two columns under a header row, whose words come from `terms`.
    The cells of a row hold the written line, in order: the colon behind a label and the blank
    behind an actor are what the table stands for.
    """
    return {
        "pandoc-api-version": list(API_VERSION),
        "meta": {"title": {"t": "MetaInlines", "c": [_str(document.title)]}},
        "blocks": list(_blocks(document, terms, pictures)),
    }


def _blocks(document: Document, terms: Terms, pictures: tuple[Picture, ...]) -> Iterator[Node]:
    if document.facts:
        yield _facts_table(document, terms)
    elif document.caption:
        yield _styled("Table Caption", _para([_str(document.caption)]))
    for block in document.lead:
        node = _block(block, terms)
        yield _styled("Lead", node) if isinstance(block, Paragraph) else node
    yield from _pictures(pictures, "")
    for depth, section in walk_sections(document.sections):
        level = min(depth, _DEEPEST_HEADING)
        yield {"t": "Header", "c": [level, _attributes(section.id), [_str(section.title)]]}
        for block in section.blocks:
            yield _block(block, terms)
        yield from _pictures(pictures, section.id)


def _pictures(pictures: Iterable[Picture], place: str) -> Iterator[Node]:
    """Those of `pictures` that belong to `place`: within its sandbox, pandoc reads data URIs only."""
    for picture in pictures:
        if picture.place == place:
            uri = f"data:image/png;base64,{b64encode(picture.data).decode()}"
            attributes = _attributes()
            if picture.size:
                attributes[2] += zip(("width", "height"), map("{}in".format, picture.size), strict=True)
            yield _para([{"t": "Image", "c": [attributes, [_str(picture.alternative)], [uri, ""]]}])


def _block(block: Block, terms: Terms) -> Node:
    match block:
        case Paragraph():
            return _para(_inlines(block.content))
        case BulletList(items):
            return _bullets(items)
        case CastList(members):
            return _cast_table(members, terms)
        case _:
            assert_never(block)


def _bullets(items: tuple[ListItem, ...]) -> Node:
    return {"t": "BulletList", "c": [_item(item) for item in items]}


def _item(item: ListItem) -> list[Node]:
    line = {"t": "Plain", "c": _inlines(item.content)}
    return [line, _bullets(item.items)] if item.items else [line]


def _facts_table(document: Document, terms: Terms) -> Node:
    return _table(
        style="Facts Table",
        caption=document.caption,
        header=(terms.fact, terms.value),
        widths=_FACTS_COLUMNS,
        rows=[_fact_row(fact) for fact in document.facts],
    )


def _fact_row(fact: Fact) -> Row:
    label = _styled("Facts Label", _para([_str(fact.label)]))
    value = _styled("Facts Value", _para(_inlines(fact.content)))
    return _row(_cell(label), _cell(value))


def _cast_table(members: tuple[CastMember | ListItem, ...], terms: Terms) -> Node:
    return _table(
        style="Cast Table",
        caption="",
        header=(terms.actor, terms.role),
        widths=_CAST_COLUMNS,
        rows=[_member_row(m) if isinstance(m, CastMember) else _item_row(m) for m in members],
    )


def _member_row(member: CastMember) -> Row:
    actor = _styled("Cast Actor", _para([_str(member.actor)]))
    emphasized = {"t": "Span", "c": [_attributes(style="Role"), [_str(member.role)]]}
    role = _para([_str(member.joint.lstrip()), emphasized, *_inlines(member.note)])
    return _row(_cell(actor), _cell(_styled("Cast Role", role)))


def _item_row(item: ListItem) -> Row:
    line = _styled("Cast Item", _para(_inlines(item.content)))
    below = [_bullets(item.items)] if item.items else []
    return _row(_cell(line, *below, columns=2))


# --- The nodes of the AST ------------------------------------------------------------------


def _attributes(identifier: str = "", style: str = "") -> list[Any]:
    return [identifier, [], [["custom-style", style]] if style else []]


def _str(text: str) -> Node:
    """`text` as a ``Str``; as a ``Span``, where it has soft hyphens.

    Of those pandoc's writer of DOCX loses the last of a run, and the second of two.
    """
    first, *others = ({"t": "Str", "c": part} for part in text.split("\u00ad"))
    if not others:
        return first
    return {
        "t": "Span",
        "c": [_attributes(), [first, *chain.from_iterable((_SOFT_HYPHEN, o) for o in others)]],
    }


def _inlines(content: Inlines) -> list[Node]:
    """`content` as one ``Str`` for all that stands between two line breaks."""
    nodes: list[Node] = []
    for is_break, parts in groupby(content, lambda part: isinstance(part, LineBreak)):
        if is_break:
            nodes += ({"t": "LineBreak"} for _ in parts)
        else:
            nodes.append(_str("".join(part.text for part in parts)))
    return nodes


def _para(inlines: list[Node]) -> Node:
    return {"t": "Para", "c": inlines}


def _styled(style: str, *blocks: Node) -> Node:
    return {"t": "Div", "c": [_attributes(style=style), list(blocks)]}


def _cell(*blocks: Node, columns: int = 1) -> Cell:
    return [_attributes(), {"t": "AlignDefault"}, 1, columns, list(blocks)]


def _row(*cells: Cell) -> Row:
    return [_attributes(), list(cells)]


def _table(
    *, style: str, caption: str, header: Iterable[str], widths: Iterable[float], rows: list[Row]
) -> Node:
    head = _row(*(_cell(_styled("Table Header", _para([_str(word)]))) for word in header))
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": width}] for width in widths]
    body = [_attributes(), 1, [], rows]  # the first column heads its row
    return {
        "t": "Table",
        "c": [
            _attributes(style=style),
            [None, [{"t": "Plain", "c": [_str(caption)]}] if caption else []],
            columns,
            [_attributes(), [head]],
            [body],
            [_attributes(), []],
        ],
    }
