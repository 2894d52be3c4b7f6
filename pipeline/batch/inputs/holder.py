"""Inputs that hold many documents in one file. What a worker needs has to be given along."""

from __future__ import annotations

import codecs
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from typing import NamedTuple

from pipeline.batch.inputs.names import comparable, in_unicode
from pipeline.batch.inputs.protocol import broken
from pipeline.batch.source import Source, on_one_line
from pipeline.errors import UnreadableInput

LONGEST_NAME = 200  # characters of an id or the like in a message


class Entry(NamedTuple):
    """One document in a holder, before it is read.

    `where` is its place in the holder for those who look for it, as a line's number; `name` is what
    messages call it. `stem` and `file` are those of its source. `read` gives its bytes, or raises
    `UnreadableInput`.
    """

    where: str
    name: str
    stem: str
    file: str
    read: Callable[[], bytes]


class Bad(NamedTuple):
    """An entry that can't be read, and why; `where` is empty if that concerns the holder itself."""

    where: str
    error: str


class Holder(ABC):
    """A file with many documents, read from its begin to its end, a document at a time.

    The names of its documents begin with `folder`, which is empty or ends in ``/``.
    """

    nothing: str
    """What it lacks if there is nothing in it."""

    def __init__(self, path: str, folder: str) -> None:
        self.name = path
        self.folder = in_unicode(folder)
        self._stems: set[str] = set()

    @abstractmethod
    def entries(self) -> Iterator[Entry | Bad]:
        """What is in it, in order.

        Raises:
            UnreadableInput: it is not there, or not what it seems.
        """

    def sources(self) -> Iterator[Source]:
        """Its documents, each with its digest."""
        is_empty = True
        places: dict[str, str] = {}
        for entry in self.entries():
            is_empty = False
            if isinstance(entry, Bad):
                yield self._broken(entry.where, entry.error)
                continue
            key = comparable(entry.stem)
            if key in places:
                same = f"it would write the same files as {self._place(places[key])}"
                yield self._broken(entry.where, f"{entry.name!r} is there already: {same}")
                continue
            try:
                digest = sha256(entry.read()).hexdigest()
            except UnreadableInput as error:
                yield self._broken(entry.where, str(error))
                continue
            places[key] = entry.where
            self._stems.add(self.folder + entry.stem)
            yield self._source(entry, digest=digest)
        if is_empty:
            raise UnreadableInput(f"nothing to build: {self.nothing}")

    def loaded(self, stems: Collection[str]) -> Iterator[Source]:
        """Those of its documents that are wanted, read once more."""
        left = {stem for stem in self._stems if stem in stems}
        with suppress(UnreadableInput):  # as what is left says then
            for entry in self.entries() if left else ():
                if isinstance(entry, Entry) and self.folder + entry.stem in left:
                    with suppress(UnreadableInput):
                        source = self._source(entry, content=entry.read())
                        left.discard(source.stem)
                        yield source
        for stem in sorted(left):
            error = "it was changed while it was being built; build again"
            yield Source(on_one_line(f"{self.name}/{stem}"), stem, file="", location="", error=error)

    def holders(self) -> Iterable[str]:
        """It."""
        return (self.name,)

    def _source(self, entry: Entry, content: bytes | None = None, digest: str = "") -> Source:
        name = on_one_line(f"{self.name}/{entry.name}" if entry.name else self.name)
        return Source(name, self.folder + entry.stem, entry.file, "", content, digest=digest)

    def _broken(self, where: str, error: str) -> Source:
        return broken(self._place(where), error)

    def _place(self, where: str) -> str:
        return on_one_line(f"{self.name}:{where}" if where else self.name)


def text_bytes(text: str) -> bytes:
    """`text` as it is never taken for anything else: its mark wins over any encoding that was given.

    Raises:
        UnreadableInput: it has half of a surrogate pair, which is no character.
    """
    try:
        return codecs.BOM_UTF8 + text.encode()
    except UnicodeEncodeError as error:
        half = f"U+{ord(text[error.start]):04X} at character {error.start + 1}"
        raise UnreadableInput(f"the text has half of a surrogate pair: {half}") from error


def abridged(name: str) -> str:
    """`name` as long as it may be in a message."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
