"""What an input is to the rest of a batch."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from pipeline.batch.source import Source

LIST = "standard input"
"""The name of the input that is a list of names; a file may stand in it twice."""


class Input(Protocol):
    """One argument of the command line, and the documents that it stands for."""

    @property
    def name(self) -> str:
        """What the user called it."""
        ...

    def sources(self) -> Iterable[Source]:
        """All of them, in order, each without its content.

        One that no worker can read by itself has its digest instead. One that nobody can read is
        a source with an error and without a stem.

        Raises:
            UnreadableInput: it does not exist, or holds nothing to build. The text leaves out its name.
        """
        ...

    def loaded(self, stems: Collection[str]) -> Iterator[Source]:
        """Those whose stems are among `stems`, in order, each with all that a worker needs.

        One that `sources` gave and that is gone by now has an error.
        """
        ...

    def holders(self) -> Iterable[str]:
        """The files that those documents are in which are no files themselves; known after `sources`."""
        ...


def broken(name: str, error: str) -> Source:
    """What stands for a document that can't be read; `name` says where it should be."""
    return Source(name=name, stem="", file="", location="", error=" ".join(error.split()))


def reason(error: Exception) -> str:
    """Why the operating system refused; without the name, which is said elsewhere."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
