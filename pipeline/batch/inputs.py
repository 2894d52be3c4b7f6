"""Where the documents of a batch come from.

Outputs mirror the folders of the inputs: with the input ``seeds/``, ``seeds/films/x.txt``
becomes ``out/films/x.pdf``; a file that is named itself becomes ``out/x.pdf``. Names come
from the names of inputs alone, never from what is in them.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Protocol

from pipeline.batch.source import SUFFIXES, Source, is_source, shown, without_suffix
from pipeline.batch.url import Url, place_of
from pipeline.errors import UnreadableInput


class Input(Protocol):
    """One argument of the command line, and the documents that it stands for."""

    def sources(self) -> Iterable[Source]:
        """All of them, in order, each without its content.

        One that no worker can read by itself has its digest instead.

        Raises:
            UnreadableInput: it does not exist, or holds nothing to build.
        """
        ...

    def loaded(self, stems: Collection[str]) -> Iterator[Source]:
        """Those whose stems are among `stems`, in order, each with all that a worker needs."""
        ...


def open_inputs(paths: Iterable[str | Path], out: Path | Url) -> list[Input]:
    """The input that each of `paths`, which may be URLs, is; what is in the output folder `out` is none.

    Raises:
        UnreadableInput: one does not exist.
        UsageError: a URL can't be used.
    """
    inputs: list[Input] = []
    for argument in map(str, paths):
        path = place_of(argument)
        if isinstance(path, Url):
            from pipeline.batch.remote_input import RemoteInput

            inputs.append(RemoteInput(path, out))
            continue
        try:
            is_folder, exists = path.is_dir(), path.exists()
        except OSError as error:
            raise _unreadable(path, error) from error
        if not exists:
            raise UnreadableInput(f"cannot read {str(path)!r}: no such file or folder")
        inputs.append(Folder(path, out) if is_folder else File(path))
    return inputs


class File:
    """A file that is named itself; it may be called anything."""

    def __init__(self, path: Path) -> None:
        self._source = _source(path, without_suffix(PurePath(path.name)))

    def sources(self) -> Sequence[Source]:
        """It alone."""
        return [self._source]

    def loaded(self, stems: Collection[str]) -> Iterator[Source]:
        """It alone, if it is wanted."""
        if self._source.stem in stems:
            yield self._source


class Folder:
    """A folder that is searched for seeds and canonical XML, in order of names, its subfolders too.

    What begins with a dot is left out, and so is the output folder itself. An artefact that
    carries its document has to be named.
    """

    def __init__(self, path: Path, out: Path | Url) -> None:
        self._path = path
        self._out = None if isinstance(out, Url) else out.resolve()
        self._sources: list[Source] = []

    def sources(self) -> Sequence[Source]:
        """What is in the folder now."""
        try:
            files = list(_files(self._path, except_for=self._out))
        except OSError as error:
            raise _unreadable(self._path, error) from error
        if not files:
            wanted = f"no {' or '.join(SUFFIXES)} file; name other files themselves"
            raise UnreadableInput(f"nothing to build in {str(self._path)!r}: {wanted}")
        self._sources = [_source(file, without_suffix(file.relative_to(self._path))) for file in files]
        return self._sources

    def loaded(self, stems: Collection[str]) -> Iterator[Source]:
        """Those that were found by `sources`: workers read them."""
        return (source for source in self._sources if source.stem in stems)


def _source(path: Path, stem: PurePath) -> Source:
    try:
        status = path.stat()
    except OSError:  # whoever reads it says why not
        return Source(name=shown(path), stem=stem.as_posix(), file=path.name, location=str(path))
    return Source(
        name=shown(path),
        stem=stem.as_posix(),
        file=path.name,
        location=str(path),
        size=status.st_size,
        modified=status.st_mtime_ns,
    )


def _unreadable(path: Path, error: OSError) -> UnreadableInput:
    shown_path = str(error.filename or path)
    return UnreadableInput(f"cannot read {shown_path!r}: {error.strerror or error}")


def _files(folder: Path, *, except_for: Path | None) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise error

    for place, folders, files in os.walk(folder, onerror=refuse):
        here = Path(place)
        folders[:] = sorted(
            name for name in folders if name[0] != "." and (here / name).resolve() != except_for
        )
        for name in sorted(files):
            # A pipe of that name would be waited for without end.
            if name[0] != "." and is_source(name) and (here / name).is_file():
                yield here / name
