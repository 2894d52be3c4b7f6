"""Sections and paragraphs that are empty or stand twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.checks.article import Article, Place
from pipeline.checks.findings import Discrepancy
from pipeline.document import Section, walk_sections
from pipeline.profiles import folded

# A short line may well be said twice.
_MIN_PARAGRAPH = 80


def empty_section(article: Article) -> Iterator[Discrepancy]:
    """A section has a heading and nothing else."""
    for _, section in walk_sections(article.document.sections):
        if not section.blocks and not section.sections:
            yield Discrepancy(_heading(section), f"the section {section.title!r} is empty")


def section_repeated(article: Article) -> Iterator[Discrepancy]:
    """Two sections of the same part have the same heading."""
    groups = [article.document.sections]
    groups += (section.sections for _, section in walk_sections(article.document.sections))
    for siblings in groups:
        yield from _repeated(siblings)


def _repeated(siblings: Iterable[Section]) -> Iterator[Discrepancy]:
    first: dict[str, Section] = {}
    for section in siblings:
        earlier = first.setdefault(folded(section.title), section)
        if earlier is not section:
            text = f"a second section {section.title!r}"
            yield Discrepancy(_heading(section), text, (_heading(earlier),))


def _heading(section: Section) -> Place:
    return Place(section.title, section.position)


def paragraph_repeated(article: Article) -> Iterator[Discrepancy]:
    """A paragraph stands in the article twice, word for word."""
    first: dict[str, Place] = {}
    for paragraph in article.paragraphs:
        text = paragraph.text
        if len(text) < _MIN_PARAGRAPH:
            continue
        place = Place(text, paragraph.position)
        earlier = first.setdefault(text, place)
        if earlier is not place:
            yield Discrepancy(place, f"the paragraph beginning {text[:30]!r} stands twice", (earlier,))
