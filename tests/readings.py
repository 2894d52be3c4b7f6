"""What the normalizer reads in a sentence, for the tests of prose; and samples of such sentences.

A file in ``tests/prose`` has paragraphs of an article on a film, each with what a reader marks in it in
indented lines below: the speaker and the outlet of a quotation; an amount with its role and territory;
a score with who gives it and the count of reviews. An amount without a role is only itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from conftest import ROOT

from pipeline import normalize
from pipeline.document import Inline, Money, Paragraph, Quote, Score, Text, walk_inlines

# What a paragraph in an article on a film may go on from.
FILM = (
    "The Glass Harbor is a 2014 American drama film directed by Nora Whitfield and starring Owen Tate and "
    "Lena Marsh."
)


def inlines_of(
    sentence: str, language: str = "en", *, title: str = "T", lead: str = "A lead."
) -> list[Inline]:
    """The annotations in a paragraph, those in quotations too."""
    document = normalize(f"= {title} =\n\n{lead}\n\n{sentence}", language=language)
    paragraph = document.lead[-1]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == sentence
    return [inline for _, inline in walk_inlines(paragraph.content) if not isinstance(inline, Text)]


def scores_of(sentence: str, language: str = "en") -> list[tuple[str, str, str, str, int | None]]:
    return [
        (s.text, str(s.value), str(s.scale), s.by, s.count)
        for s in inlines_of(sentence, language)
        if isinstance(s, Score)
    ]


def roles_of(sentence: str, language: str = "en") -> list[tuple[str, str, str]]:
    return [(m.text, m.role, m.territory) for m in inlines_of(sentence, language) if isinstance(m, Money)]


def quotes_of(sentence: str, language: str = "en") -> list[tuple[str, str, str]]:
    return [(q.text, q.speaker, q.outlet) for q in inlines_of(sentence, language) if isinstance(q, Quote)]


def of_film(sentence: str) -> list[Inline]:
    """The annotations in a paragraph of an article on the film "The Glass Harbor"."""
    return inlines_of(sentence, title="The Glass Harbor", lead=FILM)


class Sample(NamedTuple):
    """A paragraph and its readings, a line each."""

    kind: str
    text: str
    expected: list[str]

    def found(self) -> list[str]:
        """The readings that the normalizer gives."""
        return [line for inline in of_film(self.text) for line in _lines(inline, self.kind)]


def _lines(inline: Inline, kind: str) -> Iterator[str]:
    match inline:
        case Quote(_, speaker, outlet) if kind == "quotations":
            yield f"{speaker}; {outlet}".strip()
        case Money(text) if kind == "box-office":
            yield f"{text}: {inline.role} {inline.territory}".strip(": ")
        case Score() if kind == "scores":
            count = "" if inline.count is None else f"; {inline.count}"
            yield f"{inline.value}/{inline.scale} {inline.by}{count}".strip()
        case _:
            return


def samples(kind: str) -> list[Sample]:
    """The samples of ``tests/prose/KIND.txt``."""
    pieces = (ROOT / "tests" / "prose" / f"{kind}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return [
        Sample(kind, text, [line.strip() for line in lines])
        for text, *lines in (piece.split("\n") for piece in pieces)
    ]
