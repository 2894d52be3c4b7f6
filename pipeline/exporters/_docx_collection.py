"""Many documents as one for pandoc: a table of contents, then each below a heading of the first level.

The contents are links, and no field: a word processor asks before it fills in a field of an unknown
file, and shows what is there until then. The headings are real ones, so it can make its own contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.exporters.pandoc import API_VERSION, Node
from pipeline.terms import Terms

_DEEPEST_HEADING = 6


@dataclass(frozen=True, slots=True)
class Chapter:
    """An article as the blocks that it is by itself; `slug` is a name that no other one has."""

    title: str
    language: str
    slug: str
    blocks: Sequence[Node]
    untitled: str


def collection_ast(title: str, chapters: Sequence[Chapter], terms: Terms) -> Node:
    """The collection `title` of `chapters` as pandoc's AST."""
    return {
        "pandoc-api-version": list(API_VERSION),
        "meta": {"title": {"t": "MetaInlines", "c": [_str(title)]}},
        "blocks": [*_contents(chapters, terms), *(block for c in chapters for block in _chapter(c))],
    }


def _contents(chapters: Sequence[Chapter], terms: Terms) -> Iterator[Node]:
    yield _styled("TOC Heading", _str(terms.contents))
    for chapter in chapters:
        text = chapter.title if chapter.title.strip() else chapter.untitled
        link = {"t": "Link", "c": [_attributes(), [_str(text)], [f"#{_anchor(chapter)}", ""]]}
        yield _styled("toc 1", link)


def _chapter(chapter: Chapter) -> Iterator[Node]:
    """The title, and the blocks with all headings a level deeper, their ids told from those of others."""
    yield {"t": "Header", "c": [1, _attributes(_anchor(chapter)), [_str(chapter.title)]]}
    for block in chapter.blocks:
        if block["t"] == "Header":
            level, (identifier, *more), text = block["c"]
            below = min(level + 1, _DEEPEST_HEADING)
            yield {"t": "Header", "c": [below, [f"{chapter.slug}.{identifier}", *more], text]}
        else:
            yield block


def _anchor(chapter: Chapter) -> str:
    return f"article.{chapter.slug}"


def _str(text: str) -> Node:
    return {"t": "Str", "c": text}


def _attributes(identifier: str = "", style: str = "") -> list[Any]:
    return [identifier, [], [["custom-style", style]] if style else []]


def _styled(style: str, *inlines: Node) -> Node:
    return {"t": "Div", "c": [_attributes(style=style), [{"t": "Para", "c": list(inlines)}]]}
