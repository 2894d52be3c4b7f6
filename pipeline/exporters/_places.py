"""The sentences of an article, each with its place and with what was read in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.document import Block, Document, Inline, Paragraph, walk_sections
from pipeline.sentences import sentence_starts


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is said: a sentence of a section, counted from 1 through all its paragraphs.

    `section` is ``""`` for the lead. For a fact, `sentence` is 0 and `text` is its line.
    """

    section: str
    sentence: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paragraph, and the inlines that begin in it, outside of quotations."""

    source: Source
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """The lead (its `id` is ``""``) or a section, without those below it."""

    id: str
    title: str
    sentences: tuple[Sentence, ...]


def places_of(document: Document) -> Iterator[Place]:
    """The lead and all sections, in reading order."""
    yield Place("", "", tuple(_sentences("", document.lead)))
    for _, section in walk_sections(document.sections):
        yield Place(section.id, section.title, tuple(_sentences(section.title, section.blocks)))


def _sentences(section: str, blocks: Iterable[Block]) -> Iterator[Sentence]:
    number = 0
    for block in blocks:
        if not isinstance(block, Paragraph):
            continue
        text = block.text
        begins = sentence_starts(block.content)
        inside: list[list[Inline]] = [[] for _ in begins]
        offset = 0
        for part in block.content:
            inside[bisect_right(begins, offset) - 1].append(part)
            offset += len(part.text)
        for start, end, parts in zip(begins, [*begins[1:], len(text)], inside, strict=True):
            number += 1
            yield Sentence(Source(section, number, text[start:end].strip()), tuple(parts))
