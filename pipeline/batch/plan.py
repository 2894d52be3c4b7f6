"""Which files a batch writes, decided and checked before it writes the first one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.batch.inputs import Input
from pipeline.batch.inputs.names import comparable
from pipeline.batch.source import on_one_line
from pipeline.batch.task import Source, Target, Task
from pipeline.errors import UnreadableInput, UsageError
from pipeline.exporters import exporter_class

OWN_NAMES = frozenset({"_seedpress", "index.html", "report.json"})
"""What a build itself writes at the top of the output folder."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be built: the formats of each stem. There are `documents` in all."""

    inputs: Sequence[Input]
    wanted: Mapping[str, tuple[str, ...]]
    documents: int
    suffixes: Mapping[str, str]
    broken: Sequence[Source] = ()
    """What can't be read and so has no files; its tasks, which come first, fail."""

    def tasks(self) -> Iterator[Task]:
        """The tasks, each with all that a worker needs, in order of the inputs."""
        yield from (Task(source, ()) for source in self.broken)
        met: set[str] = set()
        for each in self.inputs:
            for source in each.loaded(self.wanted.keys()):
                if source.stem not in met:  # a file that two inputs stand for
                    met.add(source.stem)
                    formats = self.wanted[source.stem]
                    targets = (Target(name, source.stem + self.suffixes[name]) for name in formats)
                    yield Task(source, tuple(targets))


def plan(inputs: Sequence[Input], formats: Sequence[str], out: Path) -> Plan:
    """What turns `inputs` into `formats` below the folder `out`.

    A file that is met twice, by whatever path, is built once, where it is met first. An input that
    can't be read stops no other.

    Raises:
        UnreadableInput: no input can be read.
        UsageError: an unknown format; two inputs would write one file; a source would be overwritten.
    """
    suffixes = {name: exporter_class(name).suffix for name in dict.fromkeys(formats)}
    files: set[Path] = set()
    sources: list[Source] = []
    broken: list[Source] = []
    unreadable: list[tuple[Input, UnreadableInput]] = []
    for each in inputs:
        try:
            for source in each.sources():
                if source.error:
                    broken.append(source)
                    continue
                if source.location:
                    # Its folder alone is resolved: a link to a file is a name of its own.
                    path = Path(source.location)
                    place = path.parent.resolve() / path.name
                    if place in files:
                        continue
                    files.add(place)
                ours = _ours(source, suffixes)
                (broken if ours else sources).append(source._replace(error=ours) if ours else source)
        except UnreadableInput as unread:
            unreadable.append((each, unread))
    if unreadable and not sources and not broken:
        first, error = unreadable[0]
        more = f" (and {len(unreadable) - 1} more like it)" if len(unreadable) > 1 else ""
        raise type(error)(f"cannot read {first.name!r}: {error}{more}")
    broken += (Source(on_one_line(each.name), "", "", "", error=str(error)) for each, error in unreadable)
    sources, below = _apart(sources, suffixes)
    broken += below
    holders = [holder for each in inputs for holder in each.holders()]
    _refuse_collisions(sources, holders, suffixes, out)
    wanted = {source.stem: tuple(suffixes) for source in sources}
    return Plan(inputs, wanted, len(sources) + len(broken), suffixes, broken)


def _ours(source: Source, suffixes: Mapping[str, str]) -> str:
    """Why `source` can't be built if it would write what a build itself writes, else nothing."""
    for path in (source.stem + suffix for suffix in suffixes.values()):
        if comparable(path).partition("/")[0] in OWN_NAMES:
            return f"it would write {path!r}, which a build needs for itself: call it something else"
    return ""


def _apart(sources: list[Source], suffixes: Mapping[str, str]) -> tuple[list[Source], list[Source]]:
    """`sources`, without and only those that would need a folder where another one's file is to be.

    With the record ``a`` there can't be ``a.pdf/b``.
    """
    endings = tuple(suffixes.values())
    folders = {folder for source in sources if (folder := source.stem.rpartition("/")[0])}
    folders |= {str(above) for folder in folders for above in PurePosixPath(folder).parents}
    if not any(folder.endswith(endings) for folder in map(comparable, folders)):
        return sources, []
    files = {comparable(source.stem + suffix): source.name for source in sources for suffix in endings}
    apart, below = [], []
    for source in sources:
        above = map(str, PurePosixPath(comparable(source.stem)).parents)
        other = next((files[folder] for folder in above if folder in files), None)
        if other is None:
            apart.append(source)
        else:
            error = f"it would be in a folder that is called as a file of {other}: call it something else"
            below.append(source._replace(error=error))
    return apart, below


def _refuse_collisions(
    sources: Sequence[Source], holders: Sequence[str], suffixes: Mapping[str, str], out: Path
) -> None:
    files = {Path(source.location).resolve() for source in sources if source.location}
    files.update(Path(holder).resolve() for holder in holders)
    writers: dict[str, tuple[Source, str]] = {}
    for source in sources:
        for format_name, suffix in suffixes.items():
            path = out / f"{source.stem}{suffix}"
            if path.resolve() in files:
                raise UsageError(f"{str(path)!r} would be overwritten, and it is one of the inputs")
            key = comparable(str(path))
            other, other_format = writers.setdefault(key, (source, format_name))
            if other != source:
                raise UsageError(f"{other.name!r} and {source.name!r} would both write {str(path)!r}")
            if other_format != format_name:
                raise UsageError(f"{other_format} and {format_name} would both write {str(path)!r}")
