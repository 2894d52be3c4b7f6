"""Which files a batch writes, decided and checked before it writes the first one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.inputs import Input
from pipeline.batch.task import Source, Target, Task
from pipeline.errors import UsageError
from pipeline.exporters import exporter_class


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be built: the formats of each stem. There are `documents` in all."""

    inputs: Sequence[Input]
    wanted: Mapping[str, tuple[str, ...]]
    documents: int
    suffixes: Mapping[str, str]

    def tasks(self) -> Iterator[Task]:
        """The tasks, each with all that a worker needs, in order of the inputs."""
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

    A file that is met twice, by whatever path, is built once, where it is met first.

    Raises:
        UnreadableInput: a folder holds nothing to build.
        UsageError: an unknown format; two inputs would write one file; a source would be overwritten.
    """
    suffixes = {name: exporter_class(name).suffix for name in dict.fromkeys(formats)}
    files: set[Path] = set()
    sources: list[Source] = []
    for each in inputs:
        for source in each.sources():
            if source.location:
                # Its folder alone is resolved: a link to a file is a name of its own.
                path = Path(source.location)
                place = path.parent.resolve() / path.name
                if place in files:
                    continue
                files.add(place)
            sources.append(source)
    _refuse_collisions(sources, suffixes, out)
    wanted = {source.stem: tuple(suffixes) for source in sources}
    return Plan(inputs, wanted, len(sources), suffixes)


def _refuse_collisions(sources: Sequence[Source], suffixes: Mapping[str, str], out: Path) -> None:
    files = {Path(source.location).resolve() for source in sources if source.location}
    writers: dict[str, tuple[Source, str]] = {}
    for source in sources:
        for format_name, suffix in suffixes.items():
            path = out / f"{source.stem}{suffix}"
            if path.resolve() in files:
                raise UsageError(f"{str(path)!r} would be overwritten, and it is one of the inputs")
            # As the pickiest file system compares names: "X.pdf" and "x.pdf" are one file there.
            key = unicodedata.normalize("NFC", str(path)).casefold()
            other, other_format = writers.setdefault(key, (source, format_name))
            if other != source:
                raise UsageError(f"{other.name!r} and {source.name!r} would both write {str(path)!r}")
            if other_format != format_name:
                raise UsageError(f"{other_format} and {format_name} would both write {str(path)!r}")
