"""What a batch is made of: sources, the files to make of each, and what became of them.

All of it is plain values, which travel between processes and machines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.batch.reading import Reading
from pipeline.batch.source import Source
from pipeline.batch.url import Url
from pipeline.document import direction_of
from pipeline.messages import Message
from pipeline.styles import Styles


class Target(NamedTuple):
    """One file to write: its format, and its place below the output folder."""

    format: str
    path: str


class Task(NamedTuple):
    """One source and all that is to be made of it."""

    source: Source
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was written.

    `digest` is SHA-256 in hexadecimal, `size` in bytes, `modified` when it was written, in
    nanoseconds since 1970; it took `seconds` of time. `messages` are those of its exporter.
    """

    format: str
    path: str
    digest: str
    size: int
    modified: int
    seconds: float
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file was not written; `format` is empty where there is no document at all."""

    format: str
    text: str

    def __str__(self) -> str:
        return f"{self.format}: {self.text}" if self.format else self.text


@dataclass(frozen=True, slots=True)
class Card:
    """What a gallery shows of a document: the head of its fact sheet, in short.

    `kind` is the name of the profile that read it. `essentials` and `facts` are those that its
    fact sheet would show first; `facts` are pairs of a label and a text. `thumbnail` is the place
    of a picture below the output folder, empty where there is none.
    """

    title: str
    language: str
    kind: str
    lead: str = ""
    essentials: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    thumbnail: str = ""

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``, from the language."""
        return direction_of(self.language)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task. `digest` is that of the source, empty where it could not be read."""

    source: Source
    digest: str = ""
    made: tuple[Made, ...] = ()
    failures: tuple[Failure, ...] = ()
    messages: tuple[Message, ...] = ()
    """What was remarked on the document itself."""
    card: Card | None = None
    """What a gallery shows of the document, if there is one."""

    @property
    def all_messages(self) -> tuple[Message, ...]:
        """What was remarked on the document and by its exporters, each thing once."""
        return tuple(dict.fromkeys((*self.messages, *(m for made in self.made for m in made.messages))))


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all tasks of a batch.

    `options` are those of each format, by its name; `profiles` is the folder of the user's
    profiles, which each worker loads itself. `thumbnails` are drawn of PDF files for a gallery.
    """

    out: Path | Url
    styles: Styles
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    profiles: Path | None = None
    thumbnails: bool = False
