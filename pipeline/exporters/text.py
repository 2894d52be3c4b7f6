"""Seed text again: the plain-text form that the normalizer reads.

`normalize` turns what is written here into an equal document; markup is in one canonical
spelling, so the blanks and empty lines of the original are not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, assert_never

from pipeline.document import (
    Block,
    BulletList,
    CastList,
    CastMember,
    Document,
    Fact,
    ListItem,
    Paragraph,
    walk_items,
    walk_sections,
)
from pipeline.exporters import NoOptions
from pipeline.messages import Report
from pipeline.styles import Styles


class TextExporter:
    """Writes a document as seed text."""

    name: ClassVar[str] = "txt"
    suffix: ClassVar[str] = ".txt"
    media_type: ClassVar[str] = "text/plain; charset=utf-8"
    summary: ClassVar[str] = "seed text again, in one canonical spelling"
    reads_styles: ClassVar[tuple[str, ...]] = ()
    Options = NoOptions

    def __init__(self, options: NoOptions, styles: Styles, report: Report) -> None:
        pass

    def export(self, document: Document) -> bytes:
        """The document as seed text, UTF-8 with ``\\n`` at the end of each line."""
        return "".join(f"{line}\n" for line in _seed_lines(document)).encode()


def _seed_lines(document: Document) -> Iterator[str]:
    yield f"= {document.title} ="
    if document.caption or document.facts:
        yield ""
    if document.caption:
        yield document.caption
    for fact in document.facts:
        yield from _fact_lines(fact)
    for block in document.lead:
        yield ""
        yield from _block_lines(block)
    for depth, section in walk_sections(document.sections):
        yield ""
        marks = "=" * (depth + 1)
        yield f"{marks} {section.title} {marks}"
        for block in section.blocks:
            yield ""
            yield from _block_lines(block)


def _fact_lines(fact: Fact) -> Iterator[str]:
    first, *more = fact.text.split("\n")
    yield f"- {fact.label}: {first}" if first else f"- {fact.label}:"
    yield from (f"  - {line}" for line in more)


def _block_lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield block.text
        case BulletList(items):
            yield from _item_lines(items)
        case CastList(members):
            for member in members:
                if isinstance(member, CastMember):
                    yield f"- {member.text}"
                else:
                    yield from _item_lines((member,))
        case _:
            assert_never(block)


def _item_lines(items: tuple[ListItem, ...]) -> Iterator[str]:
    return ("  " * (depth - 1) + f"- {item.text}" for depth, item in walk_items(items))
