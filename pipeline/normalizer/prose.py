"""Paragraphs, bullets and notes → the same text with inline annotations."""

from __future__ import annotations

import re
from bisect import bisect_right
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
    Quote,
    Section,
    Text,
    text_of,
    walk_sections,
)
from pipeline.messages import Report
from pipeline.normalizer.attribution import surnames_in
from pipeline.normalizer.boxoffice import with_roles
from pipeline.normalizer.dates import date_spans, impossible_date_messages
from pipeline.normalizer.durations import duration_spans
from pipeline.normalizer.money import money_spans
from pipeline.normalizer.names import KnownNames
from pipeline.normalizer.quantities import quantity_spans
from pipeline.normalizer.quotes import found_quotes
from pipeline.normalizer.scores import score_spans
from pipeline.normalizer.spans import Finder, Span, annotated, woven
from pipeline.normalizer.values import Context


def annotate_prose(document: Document, context: Context, report: Report) -> Document:
    """`document` with the dates, amounts and known names in its prose marked."""
    known = KnownNames(_names_in(document))
    # Where two find the same stretch, the first stands: 79% is a score before it is a quantity.
    surnames = surnames_in(text_of(document))
    finders: tuple[Finder, ...] = (
        partial(score_spans, language=context.language, title=_bare(document.title), surnames=surnames),
        partial(date_spans, language=context.language),
        partial(_money_spans, context=context, title=_bare(document.title)),
        partial(quantity_spans, language=context.language),
        partial(_running_times, language=context.language),
        known.spans,
    )
    finders = tuple(partial(_outside_title, finder, document.title) for finder in finders)
    prose = _Prose(finders, context.language, surnames, report, _bare(document.title))
    return replace(
        document,
        lead=tuple(prose.block(block) for block in document.lead),
        sections=tuple(prose.section(section) for section in document.sections),
    )


_OF_A_KIND = re.compile(r"\s\([^()]*\)$")


def _bare(title: str) -> str:
    return _OF_A_KIND.sub("", title)


def _outside_title(finder: Finder, title: str, text: str) -> Iterator[Span]:
    """What `finder` finds in `text`, but for parts of the article's own title: *Class of 1999*."""
    title = _bare(title)
    if " " not in title or title not in text:
        yield from finder(text)
        return
    starts = [match.start() for match in re.finditer(re.escape(title), text)]
    for span in finder(text):
        index = bisect_right(starts, span.start) - 1
        inside = index >= 0 and span.end <= starts[index] + len(title)
        if not inside or span.end - span.start == len(title):
            yield span


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


def _money_spans(text: str, context: Context, title: str) -> Iterator[Span]:
    spans = tuple(money_spans(text, context.language, context.signs))
    return with_roles(text, spans, context.language, title)


# A title (48 Hours), the initial of a name (the 1974 H. B. Halicki film), a time of day (1600 hours).
_NO_DURATION = re.compile(r"\d\W*[^\W\d_]?$|\d\W*[^\W\d_a-z]|^[012]\d{3} hours$")


def _running_times(text: str, language: str) -> Iterator[Span]:
    """The durations in `text` that are part of no title or name."""
    for span in duration_spans(text, language):
        title = (
            language.split("-")[0] == "en" and _NO_DURATION.search(text[span.start : span.end]) is not None
        )
        if not title and text[max(0, span.start - 1) : span.start] not in ("\N{FRACTION SLASH}", "/", "."):
            yield span


def _with_quotes(
    text: str, finders: tuple[Finder, ...], language: str, surnames: frozenset[str], title: str
) -> Iterator[Inline]:
    """`text` with what `finders` find in it, and with its quotations around what is in them.

    The finders see the whole paragraph, so that what stands in a quotation reads the same as
    outside. A find that goes over a quotation mark is dropped.
    """
    quotes = list(found_quotes(text, language, surnames, title))
    if not quotes:
        return annotated(text, finders)
    starts = [quote.start for quote in quotes]
    inside: list[list[Span]] = [[] for _ in quotes]
    outside: list[Span] = []
    for span in (span for finder in finders for span in finder(text)):
        index = bisect_right(starts, span.start) - 1
        quote = quotes[index] if index >= 0 else None
        if quote is not None and span.start < quote.end:
            if span.end <= quote.end:
                inside[index].append(Span(span.start - quote.start, span.end - quote.start, span.inline))
        elif index + 1 == len(quotes) or span.end <= quotes[index + 1].start:
            outside.append(span)
    for quote, spans in zip(quotes, inside, strict=True):
        content = tuple(woven(text[quote.start : quote.end], spans))
        outside.append(Span(quote.start, quote.end, Quote(content, *quote.said_by)))
    return woven(text, outside)


class _Prose:
    """Walks the article; the content of its nodes is one `Text` when it comes in."""

    def __init__(
        self,
        finders: tuple[Finder, ...],
        language: str,
        surnames: frozenset[str],
        report: Report,
        title: str,
    ) -> None:
        self._finders = finders
        self._surnames = surnames
        self._language = language
        self._report = report
        self._title = title

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
        start = member.position
        if start is not None:
            before = len(member.actor) + len(member.joint) + len(member.role)
            start = Position(start.line, start.column + before)
        return replace(member, note=self._content(member.note, start))

    def _content(self, content: Inlines, position: Position | None) -> Inlines:
        read: list[Inline] = []
        for part in content:
            if not isinstance(part, Text):
                read.append(part)
                continue
            read.extend(_with_quotes(part.text, self._finders, self._language, self._surnames, self._title))
            for message in impossible_date_messages(part.text, self._language, position):
                self._report(message)
        return tuple(read)
