"""Inputs that are files and folders: workers read them, so that only their names go there."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from operator import attrgetter
from typing import TypeAlias

from pipeline.batch.inputs.names import in_unicode
from pipeline.batch.inputs.patterns import Selection
from pipeline.batch.inputs.protocol import Input, broken, reason
from pipeline.batch.source import Source, on_one_line, without_suffix
from pipeline.errors import UnreadableInput

Opener: TypeAlias = Callable[[str, str, str], "Iterable[Input] | None"]
"""Gives what a file holds; takes its path, its place, and the folder that it is in patterns' eyes."""


class File:
    """A file that is named itself; it may be called anything. Its documents are at `place`."""

    def __init__(self, path: str, place: str) -> None:
        self.name = path
        self._place = place
        self._source: Source | None = None

    def sources(self) -> Iterator[Source]:
        """It alone."""
        try:
            self._source = source_of(self.name, self._place, os.stat(self.name))  # noqa: PTH116
        except (OSError, ValueError) as error:
            raise UnreadableInput(reason(error)) from error
        yield self._source

    def loaded(self, stems: Collection[str]) -> Iterator[Source]:
        """It alone, if it is wanted."""
        if self._source is not None and self._source.stem in stems:
            yield self._source

    def holders(self) -> Iterable[str]:
        """None: it is a file."""
        return ()


class Several:
    """What is behind one argument, as `find` finds it; `nothing` says what that should be."""

    def __init__(self, name: str, find: Callable[[], Iterable[Source | Input]], nothing: str) -> None:
        self.name = name
        self._find = find
        self._nothing = nothing
        self._found: list[Source | Input] | None = None

    def sources(self) -> Iterator[Source]:
        """What is found when this is asked first."""
        if self._found is None:
            self._found = list(self._find())
        if not self._found:
            raise UnreadableInput(f"nothing to build: {self._nothing}")
        first = self._found[0]
        if isinstance(first, Source) and all(isinstance(each, Source) and each.error for each in self._found):
            raise UnreadableInput(f"nothing in it can be read, beginning with {first.name}: {first.error}")
        for each in self._found:
            if isinstance(each, Source):
                yield each
                continue
            try:
                yield from each.sources()
            except UnreadableInput as error:
                yield broken(on_one_line(each.name), str(error))

    def loaded(self, stems: Collection[str]) -> Iterator[Source]:
        """Those that were found by `sources`."""
        for each in self._found or ():
            if not isinstance(each, Source):
                yield from each.loaded(stems)
            elif each.stem in stems:
                yield each

    def holders(self) -> Iterator[str]:
        """Those of all that was found."""
        for each in self._found or ():
            if not isinstance(each, Source):
                yield from each.holders()


def source_of(path: str, place: str, status: os.stat_result) -> Source:
    """The file `path`, whose documents are at `place`, of which `status` is known."""
    is_file = stat.S_ISREG(status.st_mode)
    return Source(
        on_one_line(path),
        in_unicode(without_suffix(place)),
        os.path.basename(path),  # noqa: PTH119
        path,
        None,
        status.st_size if is_file else -1,
        status.st_mtime_ns if is_file else -1,
    )


def files_below(
    folder: str, place: str, selection: Selection, except_for: os.stat_result | None, opener: Opener
) -> Iterator[Source | Input]:
    """What `selection` takes of the files below `folder`, in order of names, at `place`.

    What begins with a dot is left out, and so is the folder `except_for`. Links to folders are not
    followed. `opener` has the first say about a file.

    Raises:
        UnreadableInput: `folder` can't be read. What is wrong with a folder in it is in a source.
    """
    # A list of what is still to do: folders can be nested more deeply than functions can call.
    waiting = [(folder, "")]
    while waiting:
        here, below = waiting.pop()
        try:
            with os.scandir(here) as found:
                entries = sorted(found, key=attrgetter("name"))
        except OSError as error:
            if not below:
                raise UnreadableInput(reason(error)) from error
            yield broken(on_one_line(here), reason(error))
            continue
        # As a user would write it, who says "." for the folder itself.
        start = "" if here == "." else here if here.endswith("/") else f"{here}/"
        folders = []
        for entry in entries:
            name, path = entry.name, below + entry.name
            if name[0] == ".":
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    if selection.enters(path) and not _is_same(entry, except_for):
                        folders.append((start + name, f"{path}/"))
                elif selection.takes_file(path):
                    status = entry.stat()
                    if not stat.S_ISREG(status.st_mode):
                        continue  # a pipe of that name would be waited for without end
                    held = opener(start + name, place + path, path)
                    if held is None:
                        yield source_of(start + name, place + path, status)
                    else:
                        yield from held
            except OSError as error:
                yield broken(on_one_line(start + name), reason(error))
        waiting += reversed(folders)


def _is_same(entry: os.DirEntry[str], status: os.stat_result | None) -> bool:
    return (
        status is not None
        and entry.inode() == status.st_ino
        and entry.stat(follow_symlinks=False).st_dev == status.st_dev
    )
