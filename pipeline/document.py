"""The canonical document: a small, closed, immutable tree.

Every node keeps the text as it was written in the seed. Typed inlines (`Date`, `Money`, …)
wrap a stretch of that text and add its reading; they never replace it. `text_of` gives the
text of any node back.

Names follow TEI P5 (castItem, when, quantity, unit), DocBook and pandoc's AST where these
have one. The same tree in XML is defined by ``document.rnc`` and written by `canonical`.

A `Position` says where in the seed a node began. It is not part of a document's identity:
it is neither compared nor written to XML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias, assert_never


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a seed: 1-based line, 1-based column in Unicode code points."""

    line: int
    column: int


# --- Inlines: a stretch of text, and what it certainly means -------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Words with no reading of their own."""

    text: str


@dataclass(frozen=True, slots=True)
class Date:
    """A date, at the precision it was written in, or a span of dates up to `to`.

    `when` is ISO 8601: ``2012``, ``2012-07`` or ``2012-07-25`` (TEI att.datable.iso). A span has
    its first date in `when`, its last in `to`.
    """

    text: str
    when: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time; `duration` is ISO 8601, for instance ``PT104M`` (TEI att.duration.iso)."""

    text: str
    duration: str


MoneyRole: TypeAlias = Literal["", "budget", "opening", "gross", "average"]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole units of a currency (ISO 4217 code).

    `approximate` is true where the text rounds, as in ``$9.4 million``. `at_most` is the upper
    end of a range, of which `amount` is the lower one. `role` says what the amount is of where
    the sentence does: a budget, the opening, a gross, an average per theater; `territory` where
    it was earned: ``worldwide``, ``international``, ``domestic`` or an ISO 3166 code (two joined
    by a blank, as in ``US CA``).
    """

    text: str
    amount: Decimal
    currency: str
    approximate: bool = False
    at_most: Decimal | None = None
    role: MoneyRole = ""
    territory: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit (TEI att.measurement); `unit` is ``""`` for a bare number.

    Units are those of the SI and their neighbors by symbol (``km``, ``m²``, ``°C``, ``%``, ``mi``),
    and for counts a singular English noun (``theater``, ``inhabitant``).
    """

    text: str
    quantity: Decimal
    unit: str = ""
    approximate: bool = False
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A review score on a scale of 0 to `scale`, by `by`, from `count` reviews where stated."""

    text: str
    value: Decimal
    scale: Decimal
    by: str = ""
    count: int | None = None


NameType: TypeAlias = Literal["name", "country", "language"]


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name; `key` is its code where it has one.

    The code is ISO 3166-1 alpha-2 (or ISO 3166-3 alpha-4 for a former country) for a
    country, and BCP 47 for a language.
    """

    text: str
    type: NameType = "name"
    key: str = ""


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The end of a written line inside a fact whose value goes on in the next line.

    `position` is where the next line's text began.
    """

    position: Position | None = field(default=None, compare=False, repr=False)

    @property
    def text(self) -> str:
        """The newline that it stands for."""
        return "\n"


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said or wrote, with its quotation marks (TEI ``quote``).

    `speaker` and `outlet` are as the sentence names them, ``""`` where it does not.
    """

    content: Inlines
    speaker: str = ""
    outlet: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "content", inlines(self.content))

    @property
    def text(self) -> str:
        """The text as written."""
        return "".join(part.text for part in self.content)


Inline: TypeAlias = "Text | Date | Duration | Money | Quantity | Score | Name | Quote | LineBreak"
Inlines: TypeAlias = "tuple[Inline, ...]"


def inlines(parts: Iterable[Inline]) -> Inlines:
    """`parts` in normal form: neighboring `Text` nodes joined, empty ones dropped.

    Every node with inline content applies it, so two documents with the same reading are
    equal however they were put together.
    """
    joined: list[Inline] = []
    for part in parts:
        if isinstance(part, Text):
            if not part.text:
                continue
            if joined and isinstance(joined[-1], Text):
                joined[-1] = Text(joined[-1].text + part.text)
                continue
        joined.append(part)
    return tuple(joined)


@dataclass(frozen=True, slots=True)
class _WithContent:
    content: Inlines

    def __post_init__(self) -> None:
        object.__setattr__(self, "content", inlines(self.content))

    @property
    def text(self) -> str:
        """The text as written."""
        return "".join(part.text for part in self.content)


# --- Blocks --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph(_WithContent):
    """One line of prose."""

    position: Position | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ListItem(_WithContent):
    """A bullet, with the bullets that are indented below it."""

    items: tuple[ListItem, ...] = ()
    position: Position | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list without order of its own."""

    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class CastMember:
    """Who played whom (TEI castItem): ``actor`` ``joint`` ``role`` ``note``.

    The four are the line as written, cut in four: ``joint`` is `` as `` with its blanks,
    ``note`` begins with the comma (or bracket) that separates it from the role.
    """

    actor: str
    role: str
    note: Inlines = ()
    joint: str = " as "
    position: Position | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "note", inlines(self.note))

    @property
    def text(self) -> str:
        """The line as written."""
        return self.actor + self.joint + self.role + "".join(part.text for part in self.note)


@dataclass(frozen=True, slots=True)
class CastList:
    """The cast, with the bullets between its members that name no role."""

    members: tuple[CastMember | ListItem, ...]


Block: TypeAlias = Paragraph | BulletList | CastList


# --- The whole -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact(_WithContent):
    """A labeled value of the infobox.

    `name` is the profile's name for the label (``director``), else a slug of the label;
    `label` is the label as written; `content` the value as written, with its readings.
    """

    name: str
    label: str
    position: Position | None = field(default=None, compare=False, repr=False)

    @property
    def values(self) -> Inlines:
        """The typed readings in `content`; where there is none, its text, if any."""
        typed = tuple(p for p in self.content if not isinstance(p, Text | LineBreak))
        return typed or tuple(p for p in self.content if isinstance(p, Text))


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of the article; `id` is a slug of its title, unique in its document."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    position: Position | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """One article.

    `language` is a BCP 47 tag, `profile` the name of the profile that read the facts.
    `caption` is the infobox's own title line, which most often repeats the title; ``""``
    where there is none.
    """

    title: str
    language: str = "en"
    profile: str = "generic"
    caption: str = ""
    facts: tuple[Fact, ...] = ()
    lead: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


# --- Walking -------------------------------------------------------------------------------


def walk_sections(sections: Iterable[Section]) -> Iterator[tuple[int, Section]]:
    """Each section with its depth (1 for a top-level one), in reading order."""
    stack = [(1, section) for section in reversed(tuple(sections))]
    while stack:
        depth, section = stack.pop()
        yield depth, section
        stack.extend((depth + 1, child) for child in reversed(section.sections))


def walk_items(items: Iterable[ListItem]) -> Iterator[tuple[int, ListItem]]:
    """Each item with its depth (1 for an outermost one), in reading order."""
    stack = [(1, item) for item in reversed(tuple(items))]
    while stack:
        depth, item = stack.pop()
        yield depth, item
        stack.extend((depth + 1, child) for child in reversed(item.items))


def walk_inlines(content: Inlines) -> Iterator[tuple[int, Inline]]:
    """Each inline with the offset of its text, a quotation before what is in it."""
    offset = 0
    for part in content:
        yield offset, part
        if isinstance(part, Quote):
            yield from ((offset + inner, child) for inner, child in walk_inlines(part.content))
        offset += len(part.text)


def block_lines(block: Block) -> Iterator[str]:
    """The text of a block, a string a written line."""
    match block:
        case Paragraph():
            yield block.text
        case BulletList(items):
            for _, item in walk_items(items):
                yield item.text
        case CastList(members):
            for member in members:
                if isinstance(member, CastMember):
                    yield member.text
                else:
                    yield from (item.text for _, item in walk_items((member,)))
        case _:
            assert_never(block)


def lines_of(document: Document) -> Iterator[str]:
    """The text of a document in reading order, a string a written line.

    A fact is ``label: value``; no other markup is written.
    """
    yield document.title
    if document.caption:
        yield document.caption
    for fact in document.facts:
        yield from f"{fact.label}: {fact.text}".split("\n")
    for block in document.lead:
        yield from block_lines(block)
    for _, section in walk_sections(document.sections):
        yield section.title
        for block in section.blocks:
            yield from block_lines(block)


def text_of(document: Document) -> str:
    """The whole text of `document`: `lines_of`, joined by newlines."""
    return "\n".join(lines_of(document))


# ISO 15924 scripts that are written from right to left decide; these are the languages of
# our users whose usual script is one of them (CLDR, layout/orientation).
_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
)


def direction_of(language: str) -> Literal["ltr", "rtl"]:
    """The base direction of text in `language` (a BCP 47 tag)."""
    return "rtl" if language.lower().split("-")[0] in _RIGHT_TO_LEFT else "ltr"
