"""Document → Sheet: what a fact sheet shows, chosen to fit. Knows no format.

A fact sheet is a choice, made by these rules:

- The **title** is shown whole, unless it is too long for any page; the caption of the infobox
  beside it where it says something else. The **essentials** are those of the profile.
- The **facts** come in the profile's order, then those that the profile doesn't know, in the
  document's. A long list of names is cut after a name, with the number of the others; a long
  text after a sentence; what can't be cut is left out. A fact without a value is not shown, nor
  one that only lists the names of the cast again. Amounts are worth setting large.
- The **figures** that are drawn of an article are shown whole or not at all; where they don't
  all fit, bars are kept before gauges, and these before the timeline. Scores whose gauges are
  left out are rows among the facts; no score is told twice.
- The **lead** is cut after a paragraph, else after a sentence, never within one.
- The **cast** is cut after an entry, with the number of the others. A member's note is its
  first sentence, or nothing where that is long. The paragraphs of the section are cut as the
  lead is; they stand before or after its entries.
- **Extracts** are the first sentences of sections: of box office and reception, where the
  profile knows them; of the first sections of the article where there are fewer than two.
  Where room is short, a section that a figure is drawn from is not told in prose too.
  A section that is shown whole is followed by its subsections, under their headings.

How much that is, is a `Budget`. `BUDGETS` are tried from the richest to the poorest until the
sheet ends well; the last shows nothing but the title, so one always does. What a sheet leaves
out is said in `Sheet.left_out`, but for headings and labels with nothing below or beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.document import (
    Block,
    BulletList,
    CastList,
    CastMember,
    Document,
    Fact,
    ListItem,
    Paragraph,
    Section,
    walk_items,
    walk_sections,
)
from pipeline.exporters._sentences import fits, shortened, width
from pipeline.exporters._sheet_budgets import BUDGETS, Budget
from pipeline.exporters._sheet_values import in_brief, is_amount, repeats, value_within
from pipeline.exporters.figures import Figure, Kind
from pipeline.profiles import Profile, folded
from pipeline.sentences import sentences

# What stands between a role and its note.
_SEPARATORS = ",;:–—،؛、，；："

_LONGEST_TITLE = 320
_LONGEST_LABEL = 60
_LONGEST_CREDIT = 160
_MOST_SCORES = 3
_MOST_NAMED = 5

# Which figures stay where there is not room for all.
_FIRST_DRAWN: tuple[Kind, ...] = ("bars", "gauges", "timeline")

# Bullets that are nested deeper stand as deep as this, so that a column stays wide enough.
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A fact: its label and its value, a string a line; `more` values are left out of it.

    One that `is_large` is worth setting large.
    """

    label: str
    lines: tuple[str, ...]
    more: int = 0
    is_large: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of prose, the heading of a subsection, or a bullet: its `level` is 1 or more."""

    text: str
    level: int = 0
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """Who played whom; `role` and `note` may be empty. There may be `more_note` than is shown."""

    actor: str
    role: str = ""
    note: str = ""
    more_note: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """The cast, under the heading of its section; `more` entries are left out of it.

    An entry is a member, or a bullet that names no role. The paragraphs of the section stand
    `before` and `after` the entries.
    """

    heading: str
    entries: tuple[Credit | Line, ...]
    more: int = 0
    before: tuple[Line, ...] = ()
    after: tuple[Line, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The entries, if they are a plain list of names; else nothing."""
        lines = [entry for entry in self.entries if isinstance(entry, Line) and entry.level == 1]
        return tuple(line.text for line in lines) if len(lines) == len(self.entries) else ()


@dataclass(frozen=True, slots=True)
class Extract:
    """The beginning of a section, under its heading."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a fact sheet shows; any part but the title may be empty."""

    title: str
    language: str
    caption: str = ""
    essentials: tuple[str, ...] = ()
    facts: tuple[Row, ...] = ()
    lead: tuple[Line, ...] = ()
    cast: Cast | None = None
    extracts: tuple[Extract, ...] = ()
    figures: tuple[Figure, ...] = ()
    left_out: tuple[str, ...] = ()


def sheet_of(
    document: Document, profile: Profile, budget: Budget = BUDGETS[0], figures: tuple[Figure, ...] = ()
) -> Sheet:
    """What a sheet of `document`, which `profile` read, shows within `budget`, beside its `figures`."""
    chooser = _Chooser(document, profile, budget, figures)
    return chooser.sheet()


class _Chooser:
    """Chooses the parts of one sheet, and keeps account of what it leaves out."""

    def __init__(
        self, document: Document, profile: Profile, budget: Budget, figures: tuple[Figure, ...]
    ) -> None:
        self.document = document
        self.profile = profile
        self.budget = budget
        self.figures = sorted(figures, key=lambda figure: _FIRST_DRAWN.index(figure.kind))
        self.left_out: list[str] = []
        self.sections = tuple(section for _, section in walk_sections(document.sections))

    def sheet(self) -> Sheet:
        document = self.document
        title = self._title()
        cast_sections = self._cast_sections()
        cast = self._cast(cast_sections)
        return Sheet(
            title=title,
            language=document.language,
            caption=self._caption(),
            essentials=self._essentials(),
            facts=self._facts(cast),
            lead=self._lead(),
            cast=cast,
            extracts=self._extracts(cast_sections),
            figures=self._figures(),
            left_out=tuple(self.left_out),
        )

    # --- The head ---

    def _title(self) -> str:
        title = self.document.title
        if fits(title, _LONGEST_TITLE):
            return title
        self.left_out.append("the end of the title")
        kept = title[:_LONGEST_TITLE]
        while width(kept) > _LONGEST_TITLE - 1:
            kept = kept[:-1]
        return (kept.rpartition(" ")[0] or kept) + "…"

    def _caption(self) -> str:
        caption = self.document.caption
        says_more = folded(caption) != folded(self.document.title)
        return caption if says_more and fits(caption, _LONGEST_TITLE) else ""

    def _essentials(self) -> tuple[str, ...]:
        by_name = {fact.name: fact for fact in reversed(self.document.facts)}
        found = (in_brief(by_name[name]) for name in self.profile.essentials if name in by_name)
        return tuple(text for text in found if text)

    # --- Facts ---

    def _facts(self, cast: Cast | None) -> tuple[Row, ...]:
        shown = [fact for fact in self._ordered_facts() if fact.text.strip()]
        if cast and cast.names:
            actors = {folded(_name(entry)) for entry in self._entries(self._cast_sections())}
            shown = [fact for fact in shown if not repeats(fact, actors)]
        rows = [row for fact in shown if (row := self._row(fact))]
        large = [row for row in rows if row.is_large] + self._scores()
        plain = [row for row in rows if not row.is_large]
        kept = (large + plain)[: self.budget.facts]
        if missing := len(shown) - sum(row in rows for row in kept):
            self.left_out.append(f"{missing} of {len(shown)} facts")
        if cut := sum(row.more > 0 for row in kept):
            self.left_out.append(f"parts of {cut} facts")
        return tuple(kept)

    def _ordered_facts(self) -> Iterator[Fact]:
        order = {spec.name: place for place, spec in enumerate(self.profile.facts)}
        for fact in sorted(self.document.facts, key=lambda fact: order.get(fact.name, len(order))):
            spec = self.profile.fact_named(fact.name)
            if spec is None or spec.sheet:
                yield fact

    def _row(self, fact: Fact) -> Row | None:
        if not fits(fact.label, _LONGEST_LABEL):
            return None
        lines, more = value_within(fact, self.budget.value)
        return Row(fact.label, lines, more, is_large=is_amount(fact)) if lines else None

    def _scores(self) -> list[Row]:
        """The scores whose gauges are left out, one for each aggregator."""
        rows: dict[str, Row] = {}
        for figure in self.figures[self.budget.figures :]:
            for mark in figure.marks if figure.kind == "gauges" else ():
                rows.setdefault(folded(mark.label), Row(mark.label, (mark.value,), is_large=True))
        return list(rows.values())[:_MOST_SCORES]

    # --- Figures ---

    def _figures(self) -> tuple[Figure, ...]:
        kept = self.figures[: self.budget.figures]
        self.left_out += [f"the figure “{figure.title}”" for figure in self.figures[len(kept) :]]
        return tuple(kept)

    # --- Prose ---

    def _lead(self) -> tuple[Line, ...]:
        every = tuple(_lines(self.document.lead))
        kept = _shortened(every, self.budget.lead)
        if kept != every:
            self.left_out.append("the end of the lead" if kept else "the lead")
        return kept

    def _extracts(self, cast_sections: tuple[Section, ...]) -> tuple[Extract, ...]:
        roles = ("box_office", "reception")
        cast = {section.id for section in cast_sections}
        written = {s.id: s for s in self.sections if any(_lines(s.blocks)) and s.id not in cast}
        wanted = [s for s in written.values() if self.profile.section_role(s.title) in roles]
        if len(wanted) < 2:
            wanted = [s for s in self.document.sections if s.id not in cast]
        if not self.budget.retold:
            drawn = {figure.place for figure in self.figures[: self.budget.figures]}
            wanted = [s for s in wanted if s.id not in drawn]
        own = {section.id for section in wanted}  # they are no part of another's extract
        extracts: list[Extract] = []
        shown: set[str] = set()
        cut: list[Section] = []
        for section in wanted:
            if len(extracts) == self.budget.extracts:
                break
            sources = [s for _, s in walk_sections((section,)) if s.id in written]
            lines, whole, rest = self._extract(
                section, [s for s in sources if s is section or s.id not in own]
            )
            if lines:
                extracts.append(Extract(section.title, lines))
            shown.update(source.id for source in whole + rest)
            cut += rest
        if cut:
            self.left_out.append(f"the end of {_quoted(cut)}")
        if missing := [section for section in written.values() if section.id not in shown]:
            self.left_out.append(f"the text of {_quoted(missing)}")
        return tuple(extracts)

    def _extract(
        self, section: Section, sources: list[Section]
    ) -> tuple[tuple[Line, ...], list[Section], list[Section]]:
        """The beginning of `sources`, those that it has whole, and the one, if any, that it ends within."""
        lines: list[Line] = []
        limit = self.budget.extract
        for place, source in enumerate(sources):
            every = tuple(_lines(source.blocks))
            heading = () if source is section else (Line(source.title, is_heading=True),)
            limit -= sum(width(line.text) for line in heading)
            if not (kept := _shortened(every, limit)):
                return tuple(lines), sources[:place], []
            lines += heading + kept
            limit -= sum(width(line.text) for line in kept)
            if kept != every:
                return tuple(lines), sources[:place], [source]
        return tuple(lines), sources, []

    # --- Cast ---

    def _cast_sections(self) -> tuple[Section, ...]:
        """The first section that holds a cast, and those below it."""
        kinds: tuple[type[Block], ...] = (CastList, BulletList)
        for section in self.sections:
            below = tuple(s for _, s in walk_sections((section,)))
            if self.profile.section_role(section.title) == "cast":
                if any(isinstance(block, kinds) for s in below for block in s.blocks):
                    return below
            elif any(isinstance(block, CastList) for block in section.blocks):
                return below
        return ()

    def _cast(self, sections: tuple[Section, ...]) -> Cast | None:
        every = self._entries(sections)
        fitting = [e for e in every if _name(e).strip() and fits(_name(e), _LONGEST_CREDIT)]
        kept = tuple(fitting[: self.budget.cast])
        before, after = _paragraphs_around_entries(sections)
        prose = _shortened(before + after, self.budget.extract) if kept else ()
        if more := len(every) - len(kept):
            self.left_out.append(f"{more} of {len(every)} entries of the cast")
        if cut := sum(isinstance(entry, Credit) and entry.more_note for entry in kept):
            notes = "1 note" if cut == 1 else f"{cut} notes"
            self.left_out.append(f"parts of {notes} on the cast")
        if prose != before + after:
            self.left_out.append(f"some of “{sections[0].title}”")
        if below := [section for section in sections[1:] if section.blocks]:
            self.left_out.append(
                f"the headings {_quoted(below)}" if below[1:] else f"the heading {_quoted(below)}"
            )
        if not kept:
            return None
        return Cast(sections[0].title, kept, more, prose[: len(before)], prose[len(before) :])

    def _entries(self, sections: Iterable[Section]) -> list[Credit | Line]:
        entries: list[Credit | Line] = []
        for section in sections:
            for block in section.blocks:
                if isinstance(block, CastList):
                    for member in block.members:
                        entries += (
                            [self._credit(member)] if isinstance(member, CastMember) else _bullets((member,))
                        )
                elif isinstance(block, BulletList):
                    entries += _bullets(block.items)
        return entries

    def _credit(self, member: CastMember) -> Credit:
        note = "".join(part.text for part in member.note).strip().lstrip(_SEPARATORS).lstrip()
        shown = next(sentences(note)).rstrip()
        if shown != note:
            shown = shown.removesuffix(".")  # the others have none: they are no whole sentences
        if not fits(shown, self.budget.note):
            shown = ""
        return Credit(member.actor.strip(), member.role.strip(), shown, more_note=shown != note)


def _name(entry: Credit | Line) -> str:
    """What is told of an entry of the cast where its notes are not: actor and role, or its text."""
    return entry.text if isinstance(entry, Line) else entry.actor + entry.role


def _paragraphs_around_entries(sections: Iterable[Section]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The paragraphs of a cast before its first entry, and all others."""
    before: list[Line] = []
    after: list[Line] = []
    paragraphs = before
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                paragraphs.append(Line(block.text))
            else:
                paragraphs = after
    return tuple(before), tuple(after)


# --- Lines -----------------------------------------------------------------------------------


def _lines(blocks: Iterable[Block]) -> Iterator[Line]:
    for block in blocks:
        match block:
            case Paragraph():
                yield Line(block.text)
            case BulletList(items):
                yield from _bullets(items)
            case CastList(members):
                for member in members:
                    yield from (
                        [Line(member.text, 1)] if isinstance(member, CastMember) else _bullets((member,))
                    )


def _bullets(items: Iterable[ListItem]) -> Iterator[Line]:
    return (Line(item.text, min(depth, _DEEPEST)) for depth, item in walk_items(items))


def _shortened(lines: tuple[Line, ...], limit: int) -> tuple[Line, ...]:
    texts = shortened((line.text for line in lines), limit)
    return tuple(replace(line, text=text) for text, line in zip(texts, lines, strict=False))


def _quoted(sections: list[Section]) -> str:
    named = ", ".join(f"“{section.title}”" for section in sections[:_MOST_NAMED])
    others = len(sections) - _MOST_NAMED
    return f"{named} and {others} more sections" if others > 0 else named
