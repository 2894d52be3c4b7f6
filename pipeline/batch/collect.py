"""Many sources for one file: their documents, read one after another as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.document import Document
from pipeline.errors import SameName, UsageError
from pipeline.exporters import Collecting
from pipeline.messages import Message


class Collection:
    """The documents of `sources`, of which `read` gives each.

    `show` takes what is remarked on a source; pass `report` to the exporter, which knows documents
    only: what it says is about the one that it took last.
    """

    def __init__(
        self,
        sources: Sequence[Path],
        read: Callable[[Path], Document],
        show: Callable[[Path, Message], None],
    ) -> None:
        self._sources = sources
        self._read = read
        self._show = show
        self._current = sources[0]

    def report(self, message: Message) -> None:
        """Show `message` with the source that it is about."""
        self._show(self._current, message)

    def exported(self, exporter: Collecting, title: str = "") -> Iterator[bytes]:
        """The file that `exporter` makes of the documents, a part at a time.

        Raises:
            UsageError: two documents can't stand side by side; their sources are named.
        """
        try:
            yield from exporter.export_all(self._documents(), title)
        except SameName as error:
            first, second = (str(self._sources[place]) for place in (error.first, error.second))
            raise UsageError(f"{first!r} and {second!r} would both be {error.name!r}") from error

    def _documents(self) -> Iterator[Document]:
        for source in self._sources:
            self._current = source
            yield self._read(source)
