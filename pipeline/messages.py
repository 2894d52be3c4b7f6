"""What a stage has to say about a document: a closed list of messages.

Nothing is dropped, repaired or guessed without one. A code never changes its meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from pipeline.document import Position

Severity: TypeAlias = Literal["note", "warning"]


class Code(StrEnum):
    """Every kind of message, by its code."""

    CHARACTER_REPLACED = "character-replaced"
    TITLE_FROM_INFOBOX = "title-from-infobox"
    TITLE_FROM_NAME = "title-from-name"
    TITLE_MISSING = "title-missing"
    TITLE_REPEATED = "title-repeated"
    HEADING_UNBALANCED = "heading-unbalanced"
    HEADING_LEVEL_SKIPPED = "heading-level-skipped"
    LIST_TOO_DEEP = "list-too-deep"
    FACT_WITHOUT_LABEL = "fact-without-label"
    FACT_EMPTY = "fact-empty"
    FACT_REPEATED = "fact-repeated"
    VALUE_NOT_READ = "value-not-read"
    DATE_IMPOSSIBLE = "date-impossible"
    LANGUAGE_ASSUMED = "language-assumed"
    PROFILE_UNKNOWN = "profile-unknown"
    GLYPH_MISSING = "glyph-missing"
    ENGINE_WARNING = "engine-warning"
    CONTENT_CUT = "content-cut"
    PAGE_RENAMED = "page-renamed"
    NO_LEDGER = "no-ledger"
    NOT_PRUNED = "not-pruned"


# What a reader may want to know, but need not act on.
_NOTES = frozenset(
    {
        Code.LANGUAGE_ASSUMED,
        Code.HEADING_LEVEL_SKIPPED,
        Code.FACT_EMPTY,
        Code.TITLE_FROM_INFOBOX,
        Code.CONTENT_CUT,
        Code.PAGE_RENAMED,
    }
)


@dataclass(frozen=True, slots=True)
class Message:
    """One remark; `position` is ``None`` where it is not about a place in a seed."""

    code: Code
    text: str
    position: Position | None = None

    @property
    def severity(self) -> Severity:
        """``note`` where nobody need act, else ``warning``."""
        return "note" if self.code in _NOTES else "warning"

    def line(self, file: str) -> str:
        """``file:line:column: severity code text``, as compilers write it."""
        place = f"{file}:{self.position.line}:{self.position.column}" if self.position else file
        return f"{place}: {self.severity} {self.code} {self.text}"

    def as_dict(self) -> dict[str, str | int | None]:
        """The form for machines."""
        return {
            "code": str(self.code),
            "severity": self.severity,
            "text": self.text,
            "line": self.position.line if self.position else None,
            "column": self.position.column if self.position else None,
        }


Report: TypeAlias = Callable[[Message], None]


def ignore(message: Message) -> None:
    """A `Report` for callers who don't want any."""
