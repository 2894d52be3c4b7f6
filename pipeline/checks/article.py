"""A document as the checks read it: facts by name, prose by sentence, each reading with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, TypeVar, assert_never

from pipeline.document import (
    Block,
    BulletList,
    CastList,
    CastMember,
    Document,
    Fact,
    Inline,
    Inlines,
    LineBreak,
    ListItem,
    Name,
    Paragraph,
    Position,
    Section,
    Text,
    walk_inlines,
    walk_items,
    walk_sections,
)
from pipeline.profiles import Profile
from pipeline.sentences import sentence_starts

Reading = TypeVar("Reading", bound=Inline, covariant=True)
_Kind = TypeVar("_Kind", bound=Inline)
_MAX_READINGS = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Some text of the article, and where it stands."""

    text: str
    position: Position | None = None

    @property
    def order(self) -> tuple[int, int]:
        """What places are sorted by."""
        return (self.position.line, self.position.column) if self.position else (0, 0)


@dataclass(frozen=True, slots=True)
class Mention(Generic[Reading]):
    """A reading where it stands: at `offset` in `context`, which is a sentence or a fact's value."""

    reading: Reading
    offset: int
    context: str
    place: Place

    @property
    def before(self) -> str:
        """The text before it in its context; no more than a phrase can be long."""
        return self.context[max(0, self.offset - 120) : self.offset]

    @property
    def after(self) -> str:
        """The text after it in its context; no more than a phrase can be long."""
        end = self.offset + len(self.reading.text)
        return self.context[end : end + 120]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the readings in it. `paragraph` counts the written lines of the article."""

    text: str
    position: Position | None
    paragraph: int
    in_lead: bool
    mentions: tuple[Mention[Inline], ...] = ()

    def of(self, kind: type[_Kind]) -> list[Mention[_Kind]]:
        """The mentions of one kind of reading."""
        return _of_kind(self.mentions, kind)

    def place(self, start: int, end: int) -> Place:
        """The place of ``text[start:end]``."""
        return Place(self.text[start:end], moved(self.position, start))


def _of_kind(mentions: Iterable[Mention[Inline]], kind: type[_Kind]) -> list[Mention[_Kind]]:
    return [
        Mention(mention.reading, mention.offset, mention.context, mention.place)
        for mention in mentions
        if isinstance(mention.reading, kind)
    ]


def moved(position: Position | None, columns: int) -> Position | None:
    """`position`, so many columns to the right."""
    return position and replace(position, column=position.column + columns)


@dataclass(frozen=True, slots=True)
class Line:
    """A written line: of a fact, of the lead or of a section."""

    content: Inlines
    position: Position | None
    in_lead: bool = False

    @property
    def text(self) -> str:
        """The text as written."""
        return "".join(part.text for part in self.content)


class Article:
    """A document, read once for all checks; what only some of them need is made when asked for."""

    def __init__(self, document: Document, profile: Profile) -> None:
        self.document = document
        self.english = document.language.split("-")[0] == "en"
        self._profile = profile

    def facts(self, *names: str) -> list[Fact]:
        """The facts that the profile calls by one of `names`, in reading order."""
        return [fact for name in names for fact in self._facts_by_name.get(name, ())]

    def fact_mentions(self, kind: type[_Kind], *names: str) -> list[Mention[_Kind]]:
        """The readings of one kind in the facts called by one of `names`, so many at most.

        Checks compare them with each claim of the prose; that has to stay linear.
        """
        found = [mention for fact in self.facts(*names) for mention in fact_mentions(fact, kind)]
        return found[:_MAX_READINGS]

    @cached_property
    def _facts_by_name(self) -> dict[str, list[Fact]]:
        by_name: dict[str, list[Fact]] = {}
        for fact in self.document.facts:
            by_name.setdefault(fact.name, []).append(fact)
        return by_name

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines but titles and headings: of the facts, then of the body."""
        facts = (line for fact in self.document.facts for line in _fact_lines(fact))
        return (*facts, *self._body)

    @cached_property
    def _body(self) -> tuple[Line, ...]:
        return tuple(
            Line(content, position, in_lead)
            for block, in_lead in self._blocks()
            for content, position in _contents(block)
        )

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the body: of paragraphs, bullets and notes of the cast."""
        return tuple(s for number, line in enumerate(self._body) for s in _sentences(line, number))

    def prose_mentions(self, kind: type[_Kind]) -> list[Mention[_Kind]]:
        """The readings of one kind in all sentences."""
        return [mention for sentence in self.sentences for mention in sentence.of(kind)]

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs."""
        return tuple(block for block, _ in self._blocks() if isinstance(block, Paragraph))

    @cached_property
    def cast_sections(self) -> tuple[Section, ...]:
        """The outermost sections that are headed as cast."""
        return tuple(self._cast_sections(self.document.sections))

    def _cast_sections(self, sections: Iterable[Section]) -> Iterator[Section]:
        for section in sections:
            if self._profile.section_role(section.title) == "cast":
                yield section
            else:
                yield from self._cast_sections(section.sections)

    @cached_property
    def cast(self) -> tuple[CastMember, ...]:
        """The members of all cast lists."""
        lists = (block for block, _ in self._blocks() if isinstance(block, CastList))
        return tuple(m for block in lists for m in block.members if isinstance(m, CastMember))

    @cached_property
    def cast_items(self) -> tuple[ListItem, ...]:
        """The bullets below cast headings that name no role."""
        items: list[ListItem] = []
        for _, section in walk_sections(self.cast_sections):
            for block in section.blocks:
                bullets = block.members if isinstance(block, CastList) else ()
                bullets = block.items if isinstance(block, BulletList) else bullets
                items += (item for item in bullets if isinstance(item, ListItem))
        return tuple(items)

    def _blocks(self) -> Iterator[tuple[Block, bool]]:
        """All blocks in reading order; the flag is true for those of the lead."""
        yield from ((block, True) for block in self.document.lead)
        for _, section in walk_sections(self.document.sections):
            yield from ((block, False) for block in section.blocks)


def _contents(block: Block) -> Iterator[tuple[Inlines, Position | None]]:
    """The content of each written line of a block, and where it begins.

    Of a member of the cast it is the whole line, in which actor and role are names.
    """
    match block:
        case Paragraph(content, position):
            yield content, position
        case BulletList(items):
            yield from ((item.content, item.position) for _, item in walk_items(items))
        case CastList(members):
            for member in members:
                if isinstance(member, CastMember):
                    head = (Name(member.actor), Text(member.joint), Name(member.role))
                    yield (*head, *member.note), member.position
                else:
                    yield from ((item.content, item.position) for _, item in walk_items((member,)))
        case _:
            assert_never(block)


def _fact_lines(fact: Fact) -> Iterator[Line]:
    """The lines over which a fact's value goes."""
    parts: list[Inline] = []
    position = fact.position
    for part in fact.content:
        if isinstance(part, LineBreak):
            yield Line(tuple(parts), position)
            parts, position = [], part.position
        else:
            parts.append(part)
    yield Line(tuple(parts), position)


def fact_mentions(fact: Fact, kind: type[_Kind]) -> list[Mention[_Kind]]:
    """The readings of one kind in a fact."""
    return [mention for line in _fact_lines(fact) for mention in _of_kind(_mentions(line), kind)]


def _mentions(line: Line) -> Iterator[Mention[Inline]]:
    text = line.text
    for offset, part in walk_inlines(line.content):
        yield Mention(part, offset, text, Place(part.text, moved(line.position, offset)))


# --- Sentences -----------------------------------------------------------------------------


def _sentences(line: Line, number: int) -> Iterator[Sentence]:
    """The sentences of one line; in doubt two of them stay one."""
    text = line.text
    mentions = [(o, part) for o, part in walk_inlines(line.content) if not isinstance(part, Text | LineBreak)]
    start, index = 0, 0
    for end in (*sentence_starts(line.content)[1:], len(text)):
        first = index
        while index < len(mentions) and mentions[index][0] < end:
            index += 1
        piece = text[start:end]
        inside = tuple(
            Mention(part, offset - start, piece, Place(part.text, moved(line.position, offset)))
            for offset, part in mentions[first:index]
        )
        yield Sentence(piece, moved(line.position, start), number, line.in_lead, inside)
        start = end
