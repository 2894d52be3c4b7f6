"""Lines → a plain Document: the line grammar of seed text, as ``docs/seed-text.md`` has it.

What comes out has its final shape but for readings: every content is one `Text`, no fact has
a name, no section an id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.document import (
    Block,
    BulletList,
    Document,
    Fact,
    Inline,
    LineBreak,
    ListItem,
    Paragraph,
    Position,
    Section,
    Text,
)
from pipeline.errors import UnreadableInput
from pipeline.messages import Code, Message, Report
from pipeline.profiles import folded

# Deeper bullets are drawn at this depth: WordprocessingML has nine list levels (ECMA-376
# part 1, 17.9.3), and no reader follows more.
MAX_LIST_DEPTH = 8

_BLANKS = " \t"
_MAX_LABEL = 80
_MAX_CAPTION = 120


class Heading(NamedTuple):
    """``== title ==``; `level` counts the equals signs that form a pair."""

    level: int
    title: str
    balanced: bool


def heading_in(text: str) -> Heading | None:
    """The heading that a line is, if it is one.

    As in MediaWiki, the shorter run of equals signs is the level, six at most, and what is
    left of the longer one is title.
    """
    if not (text.startswith("=") and text.endswith("=")):
        return None
    left = len(text) - len(text.lstrip("="))
    right = len(text) - len(text.rstrip("="))
    level = min(left, right, 6)
    title = text[level:-level].strip(_BLANKS)
    if left == len(text) or not title or title.isspace():
        return None
    return Heading(level, title, left == right)


def label_in(text: str) -> tuple[str, str, int] | None:
    """The label and the value in a bullet's text, and the offset of the value.

    The first colon before a blank (or at the end) ends the label, or a full-width colon.
    Without one, the first colon does where the label is plain words: ``Runtime:104 minutes``,
    but not ``https://…`` or ``10:30``.
    """
    end = next(
        (
            i
            for i, c in enumerate(text[: _MAX_LABEL + 1])
            if c == "：" or (c == ":" and (i + 1 == len(text) or text[i + 1].isspace()))
        ),
        None,
    )
    if end is None:
        end = text.find(":", 0, _MAX_LABEL)
        if end < 0 or text.startswith("//", end + 1) or not text[:end].replace(" ", "").isalpha():
            return None
    label = text[:end].strip(_BLANKS)
    if not label or label.isspace():
        return None
    rest = text[end + 1 :]
    value = rest.strip(_BLANKS)
    return label, value, end + 1 + len(rest) - len(rest.lstrip(_BLANKS))


class _Line:
    """A line that is not blank, sorted into heading, bullet or prose."""

    __slots__ = ("bullet", "column", "heading", "indent", "number", "text")

    def __init__(self, number: int, raw: str) -> None:
        text = raw.strip(_BLANKS)
        self.number = number
        self.indent = len(raw[: len(raw) - len(raw.lstrip(_BLANKS))].expandtabs(4))
        self.column = len(raw) - len(raw.lstrip(_BLANKS)) + 1
        self.heading = heading_in(text)
        self.bullet = text[:2] in ("- ", "-\t") and bool(text[2:].strip())
        if self.bullet:
            rest = text[2:].lstrip(_BLANKS)
            self.column += len(text) - len(rest)
            text = rest
        self.text = text

    @property
    def position(self) -> Position:
        return Position(self.number, self.column)

    @property
    def prose(self) -> bool:
        return not self.bullet and self.heading is None

    @property
    def is_fact(self) -> bool:
        return self.bullet and label_in(self.text) is not None


@dataclass
class _Open:
    """A section under construction; the root, at level 1, is the article."""

    level: int
    title: str
    position: Position
    blocks: list[Block] = field(default_factory=list)
    sections: list[_Open] = field(default_factory=list)

    def closed(self) -> Section:
        return Section(
            id="",
            title=self.title,
            blocks=tuple(self.blocks),
            sections=tuple(s.closed() for s in self.sections),
            position=self.position,
        )


def parse(raw_lines: Sequence[str], report: Report, *, name: str | None = None) -> Document:
    """The plain document in `raw_lines`.

    Args:
        raw_lines: the lines of the seed, without their ends.
        report: takes what had to be repaired or guessed.
        name: the title to use where the text has none, most often the file's name.

    Raises:
        UnreadableInput: there is nothing but blanks.
    """
    lines = [_Line(n, raw) for n, raw in enumerate(raw_lines, 1) if raw and not raw.isspace()]
    if not lines:
        raise UnreadableInput("the text is empty")
    title, rest = _title(lines)
    caption, facts, rest = _infobox(rest, title if title is not None else name, report)
    if title is None:
        title, caption = _title_without_line(caption, bool(facts), name, lines[0].position, report)
    root = _article(rest, report)
    return Document(
        title=title,
        caption=caption,
        facts=facts,
        lead=tuple(root.blocks),
        sections=tuple(section.closed() for section in root.sections),
    )


# --- Title and infobox ---------------------------------------------------------------------


def _title(lines: list[_Line]) -> tuple[str | None, list[_Line]]:
    first = lines[0].heading
    if first is not None and first.level == 1:
        return first.title, lines[1:]
    return None, lines


def _title_without_line(
    caption: str, has_facts: bool, name: str | None, start: Position, report: Report
) -> tuple[str, str]:
    """The title and the caption of a document that has no ``= Title =``."""
    if caption and has_facts:
        text = f"no title line; {caption!r} is the infobox's own title"
        report(Message(Code.TITLE_FROM_INFOBOX, text, start))
        return caption, ""
    if name:
        report(Message(Code.TITLE_FROM_NAME, f"no title line; the title {name!r} is the input's name", start))
        return name, caption
    text = "no title line, and the input has no name; begin it with '= Title ='"
    report(Message(Code.TITLE_MISSING, text, start))
    return "Untitled", caption


def _infobox(
    lines: list[_Line], title: str | None, report: Report
) -> tuple[str, tuple[Fact, ...], list[_Line]]:
    """The infobox's title (or ``""``) and facts, and the lines after it."""
    caption, start = "", 0
    if lines and lines[0].prose and _is_caption(lines, title):
        caption, start = lines[0].text, 1
    end = start
    while end < len(lines) and lines[end].bullet and (lines[end].is_fact or _goes_on(lines, start, end)):
        end += 1
    return caption, tuple(_facts(lines[start:end], report)), lines[end:]


def _is_caption(lines: list[_Line], title: str | None) -> bool:
    """Whether the first line is the infobox's title.

    It is where it repeats the article's title, or stands right above the first fact and is
    no sentence.
    """
    first = lines[0]
    if title is not None and folded(first.text) == folded(title):
        return True
    return (
        len(lines) > 1
        and lines[1].is_fact
        and lines[1].number == first.number + 1
        and len(first.text) <= _MAX_CAPTION
        and first.text[-1] not in ".:;。：；"
    )


def _goes_on(lines: list[_Line], start: int, index: int) -> bool:
    """Whether a bullet without a label goes on the fact right above it."""
    return index > start and lines[index].number == lines[index - 1].number + 1


def _facts(lines: list[_Line], report: Report) -> list[Fact]:
    facts: list[Fact] = []
    above = 0
    for line in lines:
        labeled = label_in(line.text)
        indented = line.indent > lines[0].indent and line.number == above + 1
        above = line.number
        if labeled is None or (facts and indented):
            last = facts[-1]
            if not indented:
                report(
                    Message(
                        Code.FACT_WITHOUT_LABEL, f"no label; read as part of {last.label!r}", line.position
                    )
                )
            if last.content:
                more: tuple[Inline, ...] = (LineBreak(line.position), Text(line.text))
                facts[-1] = Fact(last.content + more, last.name, last.label, last.position)
            else:
                facts[-1] = Fact((Text(line.text),), last.name, last.label, line.position)
        else:
            label, value, offset = labeled
            where = Position(line.number, line.column + (offset if value else 0))
            facts.append(Fact((Text(value),), "", label, where))
    return facts


# --- The article ---------------------------------------------------------------------------


def _article(lines: list[_Line], report: Report) -> _Open:
    root = _Open(1, "", Position(1, 1))
    stack = [root]
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.heading is not None:
            _open_section(stack, line, line.heading, report)
            index += 1
        elif line.bullet:
            end = index
            while end < len(lines) and lines[end].bullet:
                end += 1
            stack[-1].blocks.append(BulletList(_items(lines[index:end], report)))
            index = end
        else:
            if line.text.startswith("==") and line.text.strip("= \t"):
                report(
                    Message(
                        Code.HEADING_UNBALANCED,
                        "begins like a heading but does not end like one; read as a paragraph",
                        line.position,
                    )
                )
            stack[-1].blocks.append(Paragraph((Text(line.text),), line.position))
            index += 1
    return root


def _open_section(stack: list[_Open], line: _Line, heading: Heading, report: Report) -> None:
    level = max(heading.level, 2)
    if heading.level == 1:
        report(
            Message(
                Code.TITLE_REPEATED, f"a second title {heading.title!r}; read as a section", line.position
            )
        )
    if not heading.balanced:
        report(
            Message(
                Code.HEADING_UNBALANCED,
                f"the equals signs differ; read as a heading of level {level} titled {heading.title!r}",
                line.position,
            )
        )
    while stack[-1].level >= level:
        stack.pop()
    if level > stack[-1].level + 1:
        report(
            Message(
                Code.HEADING_LEVEL_SKIPPED,
                f"level {level} follows level {stack[-1].level}; nested right below it",
                line.position,
            )
        )
    section = _Open(level, heading.title, line.position)
    stack[-1].sections.append(section)
    stack.append(section)


@dataclass
class _OpenItem:
    indent: int
    line: _Line
    items: list[_OpenItem] = field(default_factory=list)

    def closed(self) -> ListItem:
        return ListItem(
            (Text(self.line.text),), tuple(item.closed() for item in self.items), self.line.position
        )


def _items(lines: list[_Line], report: Report) -> tuple[ListItem, ...]:
    """The bullets of one list, nested by their indentation."""
    root = _OpenItem(-1, lines[0])
    stack = [root]
    for line in lines:
        while line.indent <= stack[-1].indent:
            stack.pop()
        if len(stack) > MAX_LIST_DEPTH:
            report(
                Message(
                    Code.LIST_TOO_DEEP,
                    f"a list is {MAX_LIST_DEPTH} levels deep at most; drawn at that level",
                    line.position,
                )
            )
            stack.pop()
        item = _OpenItem(line.indent, line)
        stack[-1].items.append(item)
        stack.append(item)
    return tuple(item.closed() for item in root.items)
