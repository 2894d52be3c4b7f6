"""The same name spelled in two ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from pipeline.checks.article import Article, Place, fact_mentions, moved
from pipeline.checks.findings import Discrepancy
from pipeline.checks.spelling import plain, same_word_misspelled
from pipeline.document import Name

_WORD = re.compile(r"[^\W\d_]\w*(?:[.'’-]\w+)*")
_GENITIVE = ("'s", "’s")
_BETWEEN_WORDS = (" ", ". ")
_MIN_LENGTH, _MAX_WORDS = 9, 5
# With more names that differ in one word, as in a large family, likeness says nothing.
_MAX_ALIKE = 20

# The words of a name without one of them, and which.
_Rest: TypeAlias = "tuple[int, tuple[str, ...]]"


@dataclass(slots=True)
class _Spelling:
    """One way to write a name: its words, also folded, where it is written, and in which lists."""

    written: tuple[str, ...]
    words: tuple[str, ...]
    places: dict[Place, None] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)

    @property
    def first(self) -> Place:
        return next(iter(self.places))

    @property
    def worth(self) -> tuple[int, int, int]:
        """More for what is written more often; of two that are as rare, for the earlier."""
        line, column = self.first.order
        return len(self.places), -line, -column


_Spellings: TypeAlias = "dict[tuple[str, ...], _Spelling]"
_Index: TypeAlias = "dict[_Rest, list[_Spelling]]"


def name_spelled_twice(article: Article) -> Iterator[Discrepancy]:
    """A full name of the infobox or the cast is spelled in another way elsewhere.

    One of its words differs by a letter or two, or by accents. Two names in one list are two
    people, however much alike.
    """
    spellings = _listed(article)
    index = _by_rest(spellings.values())
    lengths = {len(words) for words in spellings}
    for written, place in _runs_in_prose(article, lengths):
        if written not in spellings:
            words = _folded(written)
            if not any(True for _ in _alike(written, words, index)):
                continue
            spellings[written] = _Spelling(written, words)
        spellings[written].places[place] = None
    told: set[frozenset[tuple[str, ...]]] = set()
    for spelling in spellings.values():
        for other in _alike(spelling.written, spelling.words, index):
            pair = frozenset((spelling.written, other.written))
            if pair not in told and not spelling.lists & other.lists:
                told.add(pair)
                slip, usual = sorted((spelling, other), key=lambda s: s.worth)
                text = f"{slip.first.text!r} is spelled {usual.first.text!r} elsewhere"
                yield Discrepancy(slip.first, text, (usual.first,))


def same_name(a: str, b: str) -> bool:
    """Whether `a` and `b` are one full name in two spellings, as `name_spelled_twice` judges."""
    one, other = _words(a), _words(b)
    return any(True for _ in _alike(one, _folded(one), _by_rest([_Spelling(other, _folded(other))])))


def is_full_name(text: str) -> bool:
    """Whether `text` has the words of a full name, the first and the last capitalized, and no brackets."""
    words = _words(text)
    return (
        2 <= len(words) <= _MAX_WORDS
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and not any(c in text for c in "()[]")
    )


# --- The names that lists hold -------------------------------------------------------------


def _listed(article: Article) -> _Spellings:
    """The full names in the facts and in the cast."""
    spellings: _Spellings = {}
    for source, place in _names(article):
        written = _words(place.text)
        if is_full_name(place.text) and len(place.text) >= _MIN_LENGTH:
            spelling = spellings.setdefault(written, _Spelling(written, _folded(written)))
            spelling.places[place] = None
            spelling.lists.add(source)
    return spellings


def _names(article: Article) -> Iterator[tuple[str, Place]]:
    """The names in lists, each with what tells its list from the others."""
    for number, fact in enumerate(article.document.facts):
        for name in fact_mentions(fact, Name):
            if name.reading.type == "name":
                yield f"fact {number}", name.place
    for member in article.cast:
        yield "cast", Place(member.actor, member.position)
        yield "cast", Place(member.role, moved(member.position, len(member.actor + member.joint)))
    for item in article.cast_items:
        yield "cast", Place(item.text, item.position)


def _words(text: str) -> tuple[str, ...]:
    return tuple(match[0].replace("’", "'") for match in _WORD.finditer(text))


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(plain, words))


def _rests(words: tuple[str, ...]) -> Iterator[_Rest]:
    return ((i, words[:i] + words[i + 1 :]) for i in range(len(words)))


def _by_rest(spellings: Iterable[_Spelling]) -> _Index:
    index: _Index = defaultdict(list)
    for spelling in spellings:
        for rest in _rests(spelling.words):
            index[rest].append(spelling)
    return dict(index)


def _alike(written: tuple[str, ...], words: tuple[str, ...], index: _Index) -> Iterator[_Spelling]:
    """The listed names that differ from `written` in the spelling of one word."""
    for rest in _rests(words):
        candidates = index.get(rest, [])
        if len(candidates) > _MAX_ALIKE:
            continue
        place, _ = rest
        for candidate in candidates:
            if candidate.words == words:
                accents = "".join(candidate.written).casefold() != "".join(written).casefold()
                alike = accents and place == 0
            else:
                a, b = words[place], candidate.words[place]
                alike = same_word_misspelled(a, b, first_name=place == 0)
            if alike:
                yield candidate


# --- The prose -----------------------------------------------------------------------------


def _runs_in_prose(article: Article, lengths: Container[int]) -> Iterator[tuple[tuple[str, ...], Place]]:
    """The runs of words in the prose that could be full names, of so many words."""
    for sentence in article.sentences:
        words = [(match.start(), _without_genitive(match[0])) for match in _WORD.finditer(sentence.text)]
        for first in range(len(words)):
            for last in _ends_of_runs(sentence.text, words, first):
                if last - first + 1 in lengths:
                    start, end = words[first][0], words[last][0] + len(words[last][1])
                    written = tuple(word.replace("’", "'") for _, word in words[first : last + 1])
                    yield written, sentence.place(start, end)


def _without_genitive(word: str) -> str:
    return word[:-2] if word.endswith(_GENITIVE) else word


def _ends_of_runs(text: str, words: list[tuple[int, str]], first: int) -> Iterator[int]:
    """The indexes of the words that may end a full name that begins with the word `first`."""
    if not words[first][1][0].isupper():
        return
    for last in range(first + 1, min(first + _MAX_WORDS, len(words))):
        before, word = words[last - 1]
        start, name = words[last]
        if text[before + len(word) : start] not in _BETWEEN_WORDS:
            return
        if name[0].isupper():
            yield last
