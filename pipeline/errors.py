"""What can go wrong, as one tree.

::

    SeedpressError
     ├─ UsageError            2  a request that can't be meant: unknown format, option, profile
     │   └─ SameName          2  two documents of a collection that can't stand side by side
     ├─ UnreadableInput       3  no such file, not text, empty, invalid canonical XML
     │   └─ RefusedInput      3  readable, but past a limit or forbidden (DTD, entities)
     ├─ UnwritableOutput      4  the place to write to can't be written
     ├─ ExportFailed          5  an engine could not render the document
     └─ MissingTool           6  a program, library or font that has to be installed

The number is the exit code of the command line. Exit code 1 belongs to a batch of which some
documents failed. A message is one line: what is wrong and what to do about it.
"""

from __future__ import annotations

from typing import ClassVar


class SeedpressError(Exception):
    """The base of all errors that a caller can cause or mend."""

    exit_code: ClassVar[int] = 1


class UsageError(SeedpressError):
    """The request itself is wrong."""

    exit_code = 2

    @classmethod
    def unknown(cls, kind: str, name: str, known: list[str]) -> UsageError:
        """An error that names what is known and suggests what was probably meant."""
        from difflib import get_close_matches

        close = get_close_matches(name, known, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        return cls(f"unknown {kind} {name!r}.{hint} Known: {', '.join(sorted(known))}.")


class SameName(UsageError):
    """Two documents of a collection would be called `name` in it.

    `first` and `second` are their places in the collection, from 0.
    """

    def __init__(self, name: str, first: int, second: int) -> None:
        super().__init__(f"documents {first + 1} and {second + 1} would both be {name!r}")
        self.name = name
        self.first = first
        self.second = second


class UnreadableInput(SeedpressError):
    """The input is not what it has to be."""

    exit_code = 3


class RefusedInput(UnreadableInput):
    """The input could be read, but must not be."""


class UnwritableOutput(SeedpressError):
    """The output can't be written where it was asked for."""

    exit_code = 4


class ExportFailed(SeedpressError):
    """An engine gave up on a document."""

    exit_code = 5


class MissingTool(SeedpressError):
    """Something that has to be installed is not."""

    exit_code = 6
