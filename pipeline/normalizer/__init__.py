"""Seed text → Document.

The stages, in reading order: `decode` makes lines of bytes, `blocks` a plain document of
lines, then this module reads it: facts by a profile (`values`), cast lists (`cast`), prose
(`prose`). Each stage takes the value of the one before and returns a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

import pycountry

from pipeline.document import (
    Block,
    Document,
    Fact,
    Inline,
    LineBreak,
    Name,
    Paragraph,
    Position,
    Section,
    Text,
    lines_of,
    walk_sections,
)
from pipeline.errors import UsageError
from pipeline.messages import Code, Message, Report
from pipeline.normalizer.blocks import parse
from pipeline.normalizer.cast import cast_blocks
from pipeline.normalizer.dates import impossible_date_messages
from pipeline.normalizer.decode import decode, printable_name
from pipeline.normalizer.language import language_of
from pipeline.normalizer.money import currencies_of
from pipeline.normalizer.prose import annotate_prose
from pipeline.normalizer.slugs import UniqueIds, slug
from pipeline.normalizer.values import Context, read_value
from pipeline.profiles import FactSpec, Profile, Profiles, folded, load_profiles

__all__ = ["Normalized", "check_language", "normalize", "normalize_with_messages"]


@dataclass(frozen=True, slots=True)
class Normalized:
    """A document, and what there was to say about its seed."""

    document: Document
    messages: tuple[Message, ...]


def normalize(
    source: str | bytes,
    *,
    name: str | None = None,
    language: str | None = None,
    profile: str | None = None,
    profiles: Profiles | None = None,
    encoding: str | None = None,
) -> Document:
    """The document in a seed text.

    Args:
        source: the seed text. Bytes are UTF-8, or what their byte order mark says.
        name: the title to use where the text has none; a file's name without its suffix.
        language: BCP 47 tag of the text's language; told from its script unless given.
        profile: the profile to read its facts by; the best fitting one unless given.
        profiles: those to choose from, of `load_profiles`; the installed ones unless given.
        encoding: of bytes without a byte order mark, where it is not UTF-8.

    Raises:
        UnreadableInput: the source is empty or not text.
        UsageError: there is no such profile or encoding, or the language is not a tag.
    """
    return normalize_with_messages(
        source, name=name, language=language, profile=profile, profiles=profiles, encoding=encoding
    ).document


def normalize_with_messages(
    source: str | bytes,
    *,
    name: str | None = None,
    language: str | None = None,
    profile: str | None = None,
    profiles: Profiles | None = None,
    encoding: str | None = None,
) -> Normalized:
    """Like `normalize`, with every message: what was repaired, guessed or could not be read."""
    messages: list[Message] = []
    report = messages.append
    if language is not None:
        check_language(language)
    lines = decode(source, report, encoding=encoding)
    plain = parse(lines, report, name=printable_name(name) if name else None)
    known = profiles or load_profiles()
    profile_used = known.named(profile) if profile else _fitting_profile(plain, known)
    document = replace(
        plain, language=language or _language(plain, profile_used, report), profile=profile_used.name
    )
    read = _read(document, profile_used, report)
    messages.sort(key=lambda m: (m.position.line, m.position.column) if m.position else (0, 0))
    return Normalized(read, tuple(messages))


def check_language(language: str) -> None:
    """Find out whether `language` has the form of a BCP 47 tag and names a language of ISO 639.

    Raises:
        UsageError: it doesn't.
    """
    subtags = language.split("-")
    if not (subtags[0].isalpha() and subtags[0].isascii() and 2 <= len(subtags[0]) <= 8) or not all(
        s.isascii() and s.isalnum() and len(s) <= 8 for s in subtags
    ):
        raise UsageError(f"not a language tag: {language!r}; write it as in BCP 47: en, pt-BR, zh-Hans")
    primary = subtags[0].lower()
    code = {2: "alpha_2", 3: "alpha_3"}.get(len(primary))
    if code is None or pycountry.languages.get(default=None, **{code: primary}) is None:
        raise UsageError(f"no language has the code {subtags[0]!r}; write it as: en, pt-BR, zh-Hans")


def _language(document: Document, profile: Profile, report: Report) -> str:
    prose = "\n".join(_paragraphs(document, profile))
    language, certain = language_of(prose, "\n".join(lines_of(document)))
    if not certain:
        text = f"language taken to be {language!r}; name it if it is another"
        report(Message(Code.LANGUAGE_ASSUMED, text, Position(1, 1)))
    return language


def _paragraphs(document: Document, profile: Profile) -> Iterator[str]:
    """The text of the paragraphs, but for a cast section's, whose bare lines are names."""
    blocks = chain(document.lead, _blocks_outside_cast(document.sections, profile))
    return (block.text for block in blocks if isinstance(block, Paragraph))


def _blocks_outside_cast(sections: Iterable[Section], profile: Profile) -> Iterator[Block]:
    for section in sections:
        if profile.section_role(section.title) != "cast":
            yield from section.blocks
            yield from _blocks_outside_cast(section.sections, profile)


def _fitting_profile(document: Document, profiles: Profiles) -> Profile:
    headings = (section.title for _, section in walk_sections(document.sections))
    return profiles.fitting((fact.label for fact in document.facts), headings)


def _read(document: Document, profile: Profile, report: Report) -> Document:
    """`document` with every certain reading."""
    facts = tuple(_read_facts(document, profile, report))
    sections = _named_sections(document.sections, UniqueIds())
    sections = tuple(_with_cast(section, profile, document.language, in_cast=False) for section in sections)
    context = _context(document, facts)
    return annotate_prose(replace(document, facts=facts, sections=sections), context, report)


def _context(document: Document, facts: Iterable[Fact]) -> Context:
    countries = frozenset(
        value.key
        for fact in facts
        for value in fact.content
        if isinstance(value, Name) and value.type == "country"
    )
    return Context(document.language, currencies_of(countries))


# --- Facts ---------------------------------------------------------------------------------


def _read_facts(document: Document, profile: Profile, report: Report) -> Iterator[Fact]:
    """The facts, named and typed. The countries come first: they say what a ``$`` is."""
    specs = [
        profile.fact_labeled(fact.label) or FactSpec(slug(fact.label) or "fact", ())
        for fact in document.facts
    ]
    neutral = _context(document, ())
    countries = [
        fact if spec.type != "countries" else _typed(fact, spec, neutral)
        for fact, spec in zip(document.facts, specs, strict=True)
    ]
    context = _context(document, countries)
    seen: set[str] = set()
    for fact, spec in zip(document.facts, specs, strict=True):
        typed = _typed(fact, spec, context)
        for code, text in _remarks(typed, spec, seen):
            report(Message(code, text, fact.position))
        for message in _impossible_dates(fact, document.language):
            report(message)
        seen.add(folded(fact.label))
        yield typed


def _typed(fact: Fact, spec: FactSpec, context: Context) -> Fact:
    content: list[Inline] = []
    for part in fact.content:
        if isinstance(part, LineBreak):
            content.append(part)
        else:
            content.extend(read_value(part.text, spec.type, context))
    return Fact(tuple(content), spec.name, fact.label, fact.position)


def _remarks(fact: Fact, spec: FactSpec, seen: set[str]) -> Iterator[tuple[Code, str]]:
    if folded(fact.label) in seen:
        yield Code.FACT_REPEATED, f"the label {fact.label!r} stands twice; both are kept"
    if not fact.text.strip():
        yield Code.FACT_EMPTY, f"{fact.label!r} has no value"
        return
    if spec.type not in ("text", "number") and all(isinstance(p, Text | LineBreak) for p in fact.content):
        yield Code.VALUE_NOT_READ, f"{fact.text!r} can't be read as {spec.type} with certainty; kept as text"


def _impossible_dates(fact: Fact, language: str) -> Iterator[Message]:
    """A message for each impossible date in a fact whose value has not been read yet."""
    start = fact.position
    for part in fact.content:
        if isinstance(part, LineBreak):
            start = part.position
        else:
            yield from impossible_date_messages(part.text, language, start)


# --- Sections ------------------------------------------------------------------------------


def _named_sections(sections: Iterable[Section], ids: UniqueIds) -> tuple[Section, ...]:
    # A section's own id is drawn before those of its subsections, so ids follow reading order.
    return tuple(
        replace(section, id=ids.id_for(section.title), sections=_named_sections(section.sections, ids))
        for section in sections
    )


def _with_cast(section: Section, profile: Profile, language: str, *, in_cast: bool) -> Section:
    """`section` with its cast lists, where it or a section around it is headed as cast."""
    in_cast = in_cast or profile.section_role(section.title) == "cast"
    return replace(
        section,
        blocks=cast_blocks(section.blocks, language) if in_cast else section.blocks,
        sections=tuple(_with_cast(child, profile, language, in_cast=in_cast) for child in section.sections),
    )
