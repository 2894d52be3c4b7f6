"""What a fact sheet shows of the value of a fact: all of it, or as much as can decently be cut."""

from __future__ import annotations

import re

from pipeline.document import Date, Fact, Inlines, Money, Name
from pipeline.exporters._sentences import fits, shortened, width
from pipeline.profiles import folded

_LONGEST_ESSENTIAL = 40
_LONGEST_AMOUNT = 13


def in_brief(fact: Fact) -> str:
    """A fact as the line of essentials has it: the year of a date, else all, else its first value."""
    first = fact.values[:1]
    if first and isinstance(date := first[0], Date):
        year = re.match(r"-?\d+", date.when)
        return year[0] if year and year[0] in date.text else date.text
    if fits(fact.text, _LONGEST_ESSENTIAL) and "\n" not in fact.text:
        return fact.text.strip()
    text = first[0].text.strip() if first else ""
    return text if fits(text, _LONGEST_ESSENTIAL) and "\n" not in text else ""


def is_amount(fact: Fact) -> bool:
    """Whether the value of `fact` is an amount and nothing else, worth setting large."""
    values = fact.values
    return len(values) == 1 and isinstance(values[0], Money) and fits(fact.text, _LONGEST_AMOUNT)


def repeats(fact: Fact, actors: set[str]) -> bool:
    """Whether `fact` only lists names that are among `actors` (folded)."""
    names = [part.text for part in fact.content if isinstance(part, Name)]
    return len(names) > 1 and all(folded(name) in actors for name in names)


def value_within(fact: Fact, limit: int) -> tuple[tuple[str, ...], int]:
    """The value of `fact`, a string a line, at most `limit` wide, and how many names are missing."""
    if fits(fact.text, limit):
        return tuple(line for line in fact.text.split("\n") if line.strip()), 0
    names = sum(isinstance(part, Name) for part in fact.content)
    if names > 1:
        kept = _up_to_a_name(fact.content, limit)
        shown = sum(isinstance(part, Name) for part in kept)
        text = "".join(part.text for part in kept)
        return tuple(line for line in text.split("\n") if line.strip()), names - shown
    return tuple(shortened((line for line in fact.text.split("\n") if line.strip()), limit)), 0


def _up_to_a_name(content: Inlines, limit: int) -> Inlines:
    used, end = 0, 0
    for place, part in enumerate(content, start=1):
        used += width(part.text)
        if used > limit:
            break
        if isinstance(part, Name):
            end = place
    return content[:end]
