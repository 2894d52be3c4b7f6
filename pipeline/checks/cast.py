"""Casts: who is missing, and who is listed twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import islice

from pipeline.checks.article import Article, Mention, Place, fact_mentions
from pipeline.checks.findings import Discrepancy
from pipeline.checks.names import is_full_name, same_name
from pipeline.checks.spelling import plain
from pipeline.document import CastMember, Name, block_lines, walk_sections

_WORD = re.compile(r"\w+")
# Of so many members of the cast the likest to a missing star is looked for.
_MAX_ACTORS = 500
_LISTS_OF_PEOPLE = (
    "director",
    "writer",
    "screenplay",
    "producer",
    "starring",
    "cinematography",
    "editing",
    "music",
)


def star_not_in_cast(article: Article) -> Iterator[Discrepancy]:
    """A starring name of the infobox is missing from the cast.

    Where it is there in another spelling, that is what `names.name_spelled_twice` tells.
    """
    stars = article.fact_mentions(Name, "starring")
    words = [_words(star.place.text) for star in stars]
    runs = _runs(_cast_text(article), words)
    missing = [star for star, its_words in zip(stars, words, strict=True) if its_words not in runs]
    # A cast that lacks most of the stars is a selection, or not a list of names.
    if not missing or len(missing) * 2 > len(stars):
        return
    actors = [place.text for place in islice(_actors(article), _MAX_ACTORS)]
    headings = tuple(Place(section.title, section.position) for section in article.cast_sections)
    for star in missing:
        close = get_close_matches(star.place.text, actors, n=1, cutoff=0.8)
        if not (close and same_name(star.place.text, close[0])):
            hint = f" (which has {close[0]!r})" if close else ""
            yield Discrepancy(star.place, f"{star.place.text!r} is not in the cast{hint}", headings)


def _words(text: str) -> tuple[str, ...]:
    """The words of `text`, folded; a name's without the suffix that lists often leave out."""
    words = tuple(_WORD.findall(plain(text)))
    return words[:-1] if words[-1:] in (("jr",), ("sr",)) else words


def _cast_text(article: Article) -> Iterator[tuple[str, ...]]:
    """The words of each line below a cast heading."""
    for _, section in walk_sections(article.cast_sections):
        for block in section.blocks:
            yield from map(_words, block_lines(block))


def _runs(lines: Iterable[tuple[str, ...]], wanted: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The runs of words in `lines` that begin like one of `wanted` and are as long."""
    lengths: dict[str, set[int]] = {}
    for words in wanted:
        if words:
            lengths.setdefault(words[0], set()).add(len(words))
    return {
        line[start : start + length]
        for line in lines
        for start, word in enumerate(line)
        for length in lengths.get(word, ())
    }


def _actors(article: Article) -> Iterator[Place]:
    yield from (Place(member.actor, member.position) for member in article.cast)
    yield from (Place(item.text, item.position) for item in article.cast_items if len(item.text) <= 80)


def cast_member_repeated(article: Article) -> Iterator[Discrepancy]:
    """The cast names somebody twice, with the same role or without any."""
    # Of bullets without a role only full names count: what else stands there may be a remark.
    members = ((_actor(member), f"{member.actor}\n{member.role}") for member in article.cast)
    items = (
        (Place(item.text, item.position), item.text) for item in article.cast_items if is_full_name(item.text)
    )
    for place, earlier in _repeated((*members, *items)):
        yield Discrepancy(place, f"the cast has {place.text!r} twice", (earlier,))


def two_roles(article: Article) -> Iterator[Discrepancy]:
    """Somebody is in the cast with two roles: right for a double role, else a slip."""
    by_role: dict[tuple[str, str], CastMember] = {}
    for member in article.cast:
        by_role.setdefault((member.actor, member.role), member)
    for place, earlier in _repeated((_actor(member), member.actor) for member in by_role.values()):
        yield Discrepancy(place, f"{place.text!r} is in the cast with two roles", (earlier,))


def name_repeated(article: Article) -> Iterator[Discrepancy]:
    """A list of people in the infobox names somebody twice."""
    for fact in article.facts(*_LISTS_OF_PEOPLE):
        names = (name for name in fact_mentions(fact, Name) if not _remarked(name))
        for place, earlier in _repeated((name.place, name.place.text) for name in names):
            yield Discrepancy(place, f"{fact.label!r} names {place.text!r} twice", (earlier,))


def _remarked(name: Mention[Name]) -> bool:
    """Whether a remark in brackets tells this name from the same one elsewhere in its list."""
    return name.after.lstrip()[:1] in ("(", "[", "（")


def _actor(member: CastMember) -> Place:
    return Place(member.actor, member.position)


def _repeated(entries: Iterable[tuple[Place, str]]) -> Iterator[tuple[Place, Place]]:
    """The places whose entry came before, and where it did first."""
    first: dict[str, Place] = {}
    for place, entry in entries:
        earlier = first.setdefault(plain(entry), place)
        if earlier is not place:
            yield place, earlier
