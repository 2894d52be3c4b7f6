"""Paragraphs, bullets and notes → the same text with inline annotations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import assert_never

from pipeline.document import (
    Block,
    BulletList,
    CastList,
    CastMember,
    Document,
    Inline,
    Inlines,
    ListItem,
    Name,
    Paragraph,
    Position,
    Section,
    Text,
    walk_sections,
)
from pipeline.messages import Code, Message, Report
from pipeline.normalizer.dates import date_spans, impossible_dates
from pipeline.normalizer.money import money_spans
from pipeline.normalizer.names import KnownNames
from pipeline.normalizer.spans import Finder, annotated
from pipeline.normalizer.values import Context


def annotate_prose(document: Document, context: Context, report: Report) -> Document:
    """`document` with the dates, amounts and known names in its prose marked."""
    known = KnownNames(_names_in(document))
    finders: tuple[Finder, ...] = (
        partial(date_spans, language=context.language),
        partial(money_spans, language=context.language, dollar=context.dollar),
        known.spans,
    )
    prose = _Prose(finders, context.language, report)
    return replace(
        document,
        lead=tuple(prose.block(block) for block in document.lead),
        sections=tuple(prose.section(section) for section in document.sections),
    )


def _names_in(document: Document) -> Iterator[str]:
    for fact in document.facts:
        for value in fact.content:
            if isinstance(value, Name) and value.type == "name":
                yield value.text
    for _, section in walk_sections(document.sections):
        for block in section.blocks:
            if isinstance(block, CastList):
                for member in block.members:
                    if isinstance(member, CastMember):
                        yield from (member.actor, member.role)


class _Prose:
    """Walks the article; the content of its nodes is one `Text` when it comes in."""

    def __init__(self, finders: tuple[Finder, ...], language: str, report: Report) -> None:
        self._finders = finders
        self._language = language
        self._report = report

    def section(self, section: Section) -> Section:
        return replace(
            section,
            blocks=tuple(self.block(block) for block in section.blocks),
            sections=tuple(self.section(child) for child in section.sections),
        )

    def block(self, block: Block) -> Block:
        match block:
            case Paragraph(content, position):
                return Paragraph(self._content(content, position), position)
            case BulletList(items):
                return BulletList(tuple(self._item(item) for item in items))
            case CastList(members):
                return CastList(tuple(self._member(member) for member in members))
            case _:
                assert_never(block)

    def _item(self, item: ListItem) -> ListItem:
        return ListItem(
            self._content(item.content, item.position),
            tuple(self._item(child) for child in item.items),
            item.position,
        )

    def _member(self, member: CastMember | ListItem) -> CastMember | ListItem:
        if isinstance(member, ListItem):
            return self._item(member)
        return replace(member, note=self._content(member.note, member.position))

    def _content(self, content: Inlines, position: Position | None) -> Inlines:
        read: list[Inline] = []
        for part in content:
            if not isinstance(part, Text):
                read.append(part)
                continue
            read.extend(annotated(part.text, self._finders))
            for date in impossible_dates(part.text, self._language):
                text = f"{date!r}: no calendar has this date; kept as text"
                self._report(Message(Code.DATE_IMPOSSIBLE, text, position))
        return tuple(read)
