"""What a check says: a finding, with the two places that disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pipeline.checks.article import Article, Place
from pipeline.document import Position

Severity: TypeAlias = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """What a check function found: where, what, and the other places that it is about."""

    at: Place
    text: str
    others: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One check: a code that never changes its meaning, and the function that does it.

    The function's docstring begins with the line that lists and documents the check.
    """

    code: str
    severity: Severity
    function: Callable[[Article], Iterable[Discrepancy]]

    @property
    def summary(self) -> str:
        """What the check finds, in one line."""
        return (self.function.__doc__ or "").strip().split("\n")[0]

    def findings(self, article: Article) -> Iterable[Finding]:
        """What it finds in `article`."""
        for found in self.function(article):
            others = tuple(place for place in found.others if place.position is not None)
            yield Finding(self.code, self.severity, found.text, found.at.position, others)


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where an article disagrees with itself.

    `position` is where, ``None`` where the document came without positions (from canonical
    XML); `others` are the places that it disagrees with.
    """

    code: str
    severity: Severity
    text: str
    position: Position | None = None
    others: tuple[Place, ...] = ()

    def line(self, file: str) -> str:
        """``file:line:column: severity code text; see file:line:column``."""
        places = "".join(f"; see {_place(file, other.position)}" for other in self.others)
        return f"{_place(file, self.position)}: {self.severity} {self.code} {self.text}{places}"

    def as_dict(self) -> dict[str, Any]:
        """The form for machines."""
        return {
            "code": self.code,
            "severity": self.severity,
            "text": self.text,
            **_numbers(self.position),
            "others": [{"text": other.text, **_numbers(other.position)} for other in self.others],
        }


def _place(file: str, position: Position | None) -> str:
    return f"{file}:{position.line}:{position.column}" if position else file


def _numbers(position: Position | None) -> dict[str, int | None]:
    return {
        "line": position.line if position else None,
        "column": position.column if position else None,
    }
