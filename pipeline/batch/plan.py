"""Which files a batch writes, decided and checked before it writes the first one.

Outputs mirror the folders of the inputs: with the input ``seeds/``, ``seeds/films/x.txt``
becomes ``out/films/x.pdf``; a file that is named itself becomes ``out/x.pdf``. Names come
from the names of inputs alone, never from what is in them.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from pipeline.batch.source import SUFFIXES, without_suffix
from pipeline.errors import UnreadableInput, UsageError
from pipeline.exporters import exporter_class


@dataclass(frozen=True, slots=True)
class Target:
    """One file to write, and its format."""

    format: str
    path: Path


@dataclass(frozen=True, slots=True)
class Task:
    """One source and all that is made of it."""

    source: Path
    targets: tuple[Target, ...]


def plan(inputs: Iterable[Path], formats: Sequence[str], out: Path) -> list[Task]:
    """The tasks that turn `inputs` (files and folders) into `formats` below the folder `out`.

    A folder is searched for seeds and canonical XML, in order of names, its subfolders too;
    what begins with a dot is left out, and so is `out` itself. An artefact that carries its
    document has to be named. A file that is met twice, by whatever path, is built once, where
    it is met first.

    Raises:
        UnreadableInput: an input does not exist, or a folder holds nothing to build.
        UsageError: an unknown format; two inputs would write one file; a source would be overwritten.
    """
    suffixes = {name: exporter_class(name).suffix for name in dict.fromkeys(formats)}
    places: dict[Path, tuple[Path, PurePath]] = {}
    for path in inputs:
        for source, stem in _sources(path, out):
            # Its folder alone is resolved: a link to a file is a name of its own.
            places.setdefault(source.parent.resolve() / source.name, (source, stem))
    tasks = []
    for source, stem in places.values():
        targets = (Target(name, out / f"{stem}{suffix}") for name, suffix in suffixes.items())
        tasks.append(Task(source, tuple(targets)))
    _refuse_collisions(tasks)
    return tasks


def _sources(path: Path, out: Path) -> Iterator[tuple[Path, PurePath]]:
    """Each source that the input `path` stands for, with its place below `out`, no suffix."""
    try:
        is_folder, exists = path.is_dir(), path.exists()
        files = list(_files(path, except_for=out.resolve())) if is_folder else []
    except OSError as error:
        shown = str(error.filename or path)
        raise UnreadableInput(f"cannot read {shown!r}: {error.strerror or error}") from error
    if is_folder:
        if not files:
            wanted = f"no {' or '.join(SUFFIXES)} file; name other files themselves"
            raise UnreadableInput(f"nothing to build in {str(path)!r}: {wanted}")
        for file in files:
            yield file, without_suffix(file.relative_to(path))
    elif exists:
        yield path, without_suffix(PurePath(path.name))
    else:
        raise UnreadableInput(f"cannot read {str(path)!r}: no such file or folder")


def _files(folder: Path, *, except_for: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise error

    for place, folders, files in os.walk(folder, onerror=refuse):
        here = Path(place)
        folders[:] = sorted(
            name for name in folders if name[0] != "." and (here / name).resolve() != except_for
        )
        for name in sorted(files):
            # A pipe of that name would be waited for without end.
            if name[0] != "." and _is_source(name) and (here / name).is_file():
                yield here / name


def _is_source(name: str) -> bool:
    # An import file of a wiki is XML, but none of ours.
    return name.lower().endswith(SUFFIXES) and not name.lower().endswith(".mediawiki.xml")


def _refuse_collisions(tasks: Sequence[Task]) -> None:
    sources = {task.source.resolve(): task.source for task in tasks}
    writers: dict[str, tuple[Path, str]] = {}
    for task in tasks:
        for target in task.targets:
            path = str(target.path)
            if target.path.resolve() in sources:
                raise UsageError(f"{path!r} would be overwritten, and it is one of the inputs")
            # As the pickiest file system compares names: "X.pdf" and "x.pdf" are one file there.
            key = unicodedata.normalize("NFC", path).casefold()
            other, format_name = writers.setdefault(key, (task.source, target.format))
            if other != task.source:
                raise UsageError(f"{str(other)!r} and {str(task.source)!r} would both write {path!r}")
            if format_name != target.format:
                raise UsageError(f"{format_name} and {target.format} would both write {path!r}")
