"""MediaWiki: the wikitext of a page that a wiki takes as it is.

The layout is the one in which Parsoid (VisualEditor) writes a page, so an edit there changes
nothing but what was edited: one parameter a line, ``== Heading ==``, ``* item``, an empty line
between blocks. All text is `escaped`.

**The infobox** is the template of the document's profile, with the profile's parameters.
Facts that it has no parameter for, and second ones for the same parameter, follow in a plain
table; with the option ``infobox=table``, and where the profile has no template, all do.

**The title** of a page is its name, which the wiki shows above the text: the page is to be
created under the document's title. In the text it is bold where the first paragraph of the
lead names it. So that the file holds it in any case:

- ``{{DISPLAYTITLE:…}}`` begins a page whose lead and caption don't have the title, or whose
  name the wiki would show otherwise (``IPhone``);
- a title that can't stand there either (no page can be called ``C#``, and ``File: A Love Story``
  would be a file) is a first line in bold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeAlias, assert_never

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
from pipeline.exporters._wikinames import first_occurrence, is_shown_otherwise, page_name
from pipeline.exporters._wikitext import Place, escaped, escaped_with_bold, without_unholdable
from pipeline.messages import Code, Message, Report
from pipeline.profiles import Profile, Profiles, load_profiles
from pipeline.styles import Styles

# A table of facts, as wikitext, of its caption and the facts.
DrawTable: TypeAlias = Callable[[str, Iterable[Fact]], str]


@dataclass(frozen=True, slots=True)
class MediaWikiOptions:
    """How a page is written."""

    infobox: Literal["template", "table"] = field(
        default="template", metadata={"help": "the facts as the wiki's own template, or as a plain table"}
    )


class MediaWikiExporter:
    """Writes a document as the wikitext of a page."""

    name: ClassVar[str] = "mediawiki"
    suffix: ClassVar[str] = ".wiki"
    media_type: ClassVar[str] = "text/x-wiki; charset=utf-8"
    summary: ClassVar[str] = "wikitext of a page, with Wikipedia's infobox"
    reads_profiles: ClassVar[bool] = True
    reads_styles: ClassVar[tuple[str, ...]] = ()
    Options = MediaWikiOptions

    def __init__(
        self,
        options: MediaWikiOptions,
        styles: Styles,  # noqa: ARG002
        report: Report,
        *,
        profiles: Profiles | None = None,
    ) -> None:
        self._profiles = profiles or load_profiles()
        self._as_template = options.infobox == "template"
        self._report = report

    def export(self, document: Document) -> bytes:
        """The document as wikitext, UTF-8.

        A character that no wiki page can hold becomes U+FFFD, and is reported.
        """
        profile = Profile("")  # knows no template
        if self._as_template:
            profile = self._profiles.that_read(document.profile, self._report)
        return page(document, infobox_of(document, profile), self._report).encode()


def page(document: Document, infobox: Infobox, report: Report, table: DrawTable | None = None) -> str:
    """The wikitext of `document`, which `infobox` is of; `table` draws what its template can't take.

    A character that no wiki page can hold becomes U+FFFD, and is reported.
    """
    wikitext, unholdable = without_unholdable(_page(document, infobox, table or _table))
    for char in unholdable:
        text = f"a wiki page can't hold U+{ord(char):04X}: U+FFFD stands in its place"
        report(Message(Code.CHARACTER_REPLACED, text))
    return wikitext


def _page(document: Document, infobox: Infobox, table: DrawTable) -> str:
    lead, is_named = _lead(document)
    blocks = [*_infobox(infobox, table), *lead]
    for depth, section in walk_sections(document.sections):
        blocks.append(_heading(depth, section.title))
        blocks.extend(_blocks(section.blocks))
    page = _title_line(document, is_named) + "\n\n".join(blocks)
    return page.rstrip("\n") + "\n"


# --- Title and lead ------------------------------------------------------------------------


def _title_line(document: Document, is_named: bool) -> str:
    """What begins the page so that it has its title; ``is_named``: the lead has it in bold."""
    title = document.title
    if not is_shown_otherwise(title) and (is_named or document.caption == title):
        return ""
    # A reference is no help in DISPLAYTITLE: a wiki reads the title without them.
    if page_name(title) is not None and escaped(title, "argument") == title:
        return f"{{{{DISPLAYTITLE:{title}}}}}\n"
    if is_named or not title:
        return ""
    return f"{escaped_with_bold(title, 0, len(title))}\n\n"


def _lead(document: Document) -> tuple[list[str], bool]:
    """The lead's blocks, and whether the title is bold in its first paragraph."""
    first = next((block for block in document.lead if isinstance(block, Paragraph)), None)
    start = first_occurrence(document.title, first.text) if first else None
    if first is None or start is None:
        return list(_blocks(document.lead)), False
    at = document.lead.index(first)
    bold = escaped_with_bold(first.text, start, start + len(document.title))
    return [*_blocks(document.lead[:at]), bold, *_blocks(document.lead[at + 1 :])], True


# --- Infobox -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Infobox:
    """The facts of a page: `parameters` of the template, and the table of what it can't take.

    `parameters` are wikitext, by name; there is no template where there are none.
    """

    template: str
    parameters: Mapping[str, str]
    caption: str
    others: tuple[Fact, ...]


def infobox_of(document: Document, profile: Profile, labels: Mapping[str, str] | None = None) -> Infobox:
    """The infobox of `document`, with the template of `profile`.

    `labels` are those that the template shows, by parameter; where the document has another one,
    it is given by the parameter that `label_parameter` names. Without `labels`, none are.
    """
    if not profile.template:
        profile = Profile("")
    parameters: dict[str, str] = {}
    others: list[Fact] = []
    chosen = _facts_of_parameters(document, profile)
    caption = document.caption
    if caption and profile.caption_parameter:
        parameters[profile.caption_parameter] = escaped(caption, "argument")
        caption = ""
    for fact in document.facts:
        parameter = _parameter(fact, profile)
        if not parameter or chosen[parameter] is not fact:
            others.append(fact)
            continue
        if labels and fact.label != labels[parameter]:
            parameters[label_parameter(parameter)] = escaped(fact.label, "argument")
        parameters[parameter] = value_of(fact, "argument")
    return Infobox(profile.template, parameters, caption, tuple(others))


def label_parameter(parameter: str) -> str:
    """The parameter of a template of ours for the label of another one."""
    return f"{parameter} label"


def _infobox(infobox: Infobox, table: DrawTable) -> Iterator[str]:
    if infobox.parameters:
        yield _template(infobox.template, infobox.parameters)
    if infobox.caption or infobox.others:
        yield table(infobox.caption, infobox.others)


def _parameter(fact: Fact, profile: Profile) -> str:
    spec = profile.fact_named(fact.name)
    return spec.parameter if spec else ""


def _facts_of_parameters(document: Document, profile: Profile) -> dict[str, Fact]:
    """The fact for each parameter: the first one with a value, else the first one."""
    chosen: dict[str, Fact] = {}
    for fact in document.facts:
        parameter = _parameter(fact, profile)
        if parameter not in chosen or (fact.text and not chosen[parameter].text):
            chosen[parameter] = fact
    return chosen


def _template(name: str, parameters: Mapping[str, str]) -> str:
    lines = [f"{{{{{name}", *(f"| {key} = {value}" for key, value in parameters.items()), "}}"]
    return "\n".join(lines)


def _table(caption: str, facts: Iterable[Fact]) -> str:
    lines = ['{| class="infobox"']
    if caption:
        lines.append(f"|+{escaped(caption, 'cell')}")
    for i, fact in enumerate(facts):
        if i:
            lines.append("|-")
        lines.append(f'! scope="row" |{escaped(fact.label, "cell")}')
        lines.append(f"|{value_of(fact, 'cell')}")
    lines.append("|}")
    return "\n".join(lines)


def value_of(fact: Fact, place: Place) -> str:
    """The value of `fact` as wikitext, a line below the other."""
    return "<br />".join(escaped(line, place) for line in fact.text.split("\n"))


# --- Blocks --------------------------------------------------------------------------------


def _heading(depth: int, title: str) -> str:
    marks = "=" * min(depth + 1, 6)  # HTML has six levels
    return f"{marks} {escaped(title, 'heading') or '<nowiki/>'} {marks}"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    """Each block that has text."""
    for block in blocks:
        match block:
            case Paragraph():
                wikitext = escaped(block.text, "line")
            case BulletList(items):
                wikitext = "\n".join(_bullets(items))
            case CastList(members):
                wikitext = "\n".join(_cast_bullets(members))
            case _:
                assert_never(block)
        if wikitext:
            yield wikitext


def _bullets(items: tuple[ListItem, ...]) -> Iterator[str]:
    return (_bullet(depth, item.text) for depth, item in walk_items(items))


def _cast_bullets(members: Iterable[CastMember | ListItem]) -> Iterator[str]:
    for member in members:
        if isinstance(member, CastMember):
            yield _bullet(1, member.text)
        else:
            yield from _bullets((member,))


def _bullet(depth: int, text: str) -> str:
    return f"{'*' * depth} {escaped(text, 'line')}" if text else "*" * depth
