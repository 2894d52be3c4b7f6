"""Many documents for one file, in each of several formats: read once, kept on the disk, given out in order.

However many there are, memory holds one of them. What an exporter has to say is said of the source of
the document that it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from unicodedata import category

from pipeline.batch.inputs import Input
from pipeline.batch.source import Source, on_one_line
from pipeline.batch.url import is_url
from pipeline.canonical import from_xml, to_xml
from pipeline.document import Document
from pipeline.errors import SameName, SeedpressError, UnreadableInput, UsageError
from pipeline.exporters import Collecting, Entry
from pipeline.messages import Message

_LONGEST_NAME = 200  # bytes; file systems take 255, and a suffix is to follow
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')


class Collection(AbstractContextManager["Collection"]):
    """Documents in order, each with the name of its source."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 - closed by `__exit__`
        self._places: list[tuple[str, int]] = []

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._places)

    def add(self, name: str, document: Document) -> None:
        """Put `document`, whose source is called `name`, behind the others."""
        self._file.seek(0, 2)
        self._places.append((name, self._file.tell()))
        data = to_xml(document)
        self._file.write(len(data).to_bytes(8))
        self._file.write(data)

    def exported(
        self,
        exporter: Collecting,
        title: str,
        show: Callable[[str, Message], None],
        leave_out: Callable[[str, SeedpressError], None],
    ) -> Iterator[bytes]:
        """The file that `exporter` makes of the documents, a part at a time.

        Args:
            exporter: what writes it.
            title: that of the whole.
            show: takes the name of a source and what there is to say about its document.
            leave_out: takes the name of a source and why its document can't be in the file.

        Raises:
            UsageError: two documents can't stand side by side; their sources are named.
            ExportFailed: the engine could not render them.
        """
        try:
            yield from exporter.export_all(self._entries(show, leave_out), title)
        except SameName as error:
            first, second = (self._places[place][0] for place in (error.first, error.second))
            raise UsageError(f"{first!r} and {second!r} would both be {error.name!r}") from error

    def _entries(
        self, show: Callable[[str, Message], None], leave_out: Callable[[str, SeedpressError], None]
    ) -> Iterator[Entry]:
        for name, place in self._places:
            self._file.seek(place)
            data = self._file.read(int.from_bytes(self._file.read(8)))
            yield Entry(from_xml(data), partial(show, name), partial(leave_out, name))


def sources_of(inputs: Iterable[Input]) -> Iterator[Source]:
    """The sources of all `inputs`, in order; a file that is met twice, by whatever path, once.

    What can't be read is a source with an error.
    """
    met: set[Path] = set()
    for each in inputs:
        stems = set()
        try:
            for source in each.sources():
                stems.add(source.stem)
                if source.error:
                    yield source
        except UnreadableInput as error:
            yield Source(on_one_line(each.name), "", "", "", error=str(error))
        for source in each.loaded(stems):
            if source.location:
                # Its folder alone is resolved: a link to a file is a name of its own.
                path = Path(source.location)
                place = path if is_url(source.location) else path.parent.resolve() / path.name
                if place in met:
                    continue
                met.add(place)
            yield source


def file_name(title: str) -> str:
    """What a file of the collection `title` is called, without its suffix.

    It is the title, with a hyphen for each character that a file system may not take.

    Raises:
        UsageError: nothing is left of it, or it has a character that is not text.
    """
    if any(category(c) in ("Cc", "Cs") for c in title):
        raise UsageError(f"the title of a collection has a character that is not text: {title!r}")
    name = "".join("-" if c in _NOT_IN_NAMES else c for c in " ".join(title.split()))
    name = name.encode()[:_LONGEST_NAME].decode(errors="ignore").strip(" .")
    if not name.strip("-"):
        raise UsageError(f"the title of a collection names its files, and {title!r} can't: give one in words")
    return name
