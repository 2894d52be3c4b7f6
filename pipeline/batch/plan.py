"""Which files a batch writes, and why, decided and checked before it writes the first one."""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.batch.ledger import RESERVED, Known
from pipeline.batch.source import Source
from pipeline.batch.stale import Stale
from pipeline.batch.url import Url, is_url
from pipeline.errors import UsageError

if TYPE_CHECKING:  # a batch with nothing to do gets by without tasks
    from pipeline.batch.inputs import Input
    from pipeline.batch.task import Task


class Recipes(NamedTuple):
    """Of each format the suffix of its files, and the digest of the `parts` that decide how they look."""

    suffixes: Mapping[str, str]
    digests: Mapping[str, str]
    parts: Mapping[str, Mapping[str, str]] = {}


class Plan(NamedTuple):
    """What is to be built of `documents` in all, and what the ledger is to be told.

    `reasons` has why each format of a stem is built: ``new``, ``missing``, ``forced``, ``source
    changed``, or the digest of the recipe by which it was made before. `renewed` is what is now known
    of sources that are the same as before, and `gone` are the stems whose sources there are no more.
    """

    inputs: Sequence[Input]
    documents: int
    suffixes: Mapping[str, str]
    reasons: Mapping[str, Mapping[str, str]]
    renewed: Mapping[str, Known]
    gone: Sequence[str]
    looked_at: int

    def tasks(self) -> Iterator[Task]:
        """The tasks, each with all that a worker needs, in order of the inputs."""
        from pipeline.batch.task import Target, Task

        met: set[str] = set()
        for each in self.inputs:
            for source in each.loaded(self.reasons.keys()):
                if source.stem not in met:  # a file that two inputs stand for
                    met.add(source.stem)
                    formats = self.reasons[source.stem]
                    targets = (Target(name, source.stem + self.suffixes[name]) for name in formats)
                    yield Task(source, tuple(targets))


def plan(
    inputs: Sequence[Input],
    recipes: Recipes,
    out: Path | Url,
    known: Mapping[str, Known],
    *,
    force: bool = False,
    verify: bool = False,
) -> Plan:
    """What turns `inputs` into the formats of `recipes` below the folder `out`.

    A file that is met twice, by whatever path, is built once, where it is met first. What the ledger
    has `known` and is as it was is not built again, unless `force` is set; `verify` looks at the
    content of sources even where their sizes and times are the same.

    Raises:
        UnreadableInput: a folder holds nothing to build.
        UsageError: two inputs would write one file; a source would be overwritten.
    """
    looked_at = time.time_ns()
    sources = _distinct(inputs)
    stems = _refuse_same_names(sources, recipes.suffixes, out)
    stale = Stale(out, recipes.digests, recipes.suffixes, known, force=force, verify=verify)
    stale.examine(sources)
    _refuse_overwriting([source for source in sources if source.stem in stale.reasons], recipes.suffixes, out)
    gone = sorted(known.keys() - stems)
    return Plan(inputs, len(sources), recipes.suffixes, stale.reasons, stale.renewed, gone, looked_at)


def _distinct(inputs: Sequence[Input]) -> list[Source]:
    """All sources of `inputs`, a file that several of them stand for where it is met first."""
    if len(inputs) == 1:
        return list(inputs[0].sources())
    folders: dict[str, str] = {}
    met: dict[str | Source, Source] = {}
    for each in inputs:
        for source in each.sources():
            if not source.location:
                met[source] = source
                continue
            # Its folder alone is resolved: a link to a file is a name of its own.
            folder, _, name = source.location.rpartition("/")
            if folder not in folders:
                folders[folder] = os.path.realpath(folder or ".")
            met.setdefault(f"{folders[folder]}/{name}", source)
    return list(met.values())


def _refuse_same_names(sources: Sequence[Source], suffixes: Mapping[str, str], out: Path | Url) -> set[str]:
    """Refuse sources of which two would write one file; the stems of all."""
    stems = {source.stem for source in sources}
    _refuse_same_suffix(sources, suffixes, out)
    # One suffix may end another: then "a" and "a.mediawiki" meet where their stems are two.
    endings = list(suffixes.values()) if _is_any_the_end_of_another(suffixes) else [""]
    writers: dict[str, Source] = {}
    for ending in endings:
        for source in sources:
            name = source.stem + ending
            # As the pickiest file system compares names: "X.pdf" and "x.pdf" are one file there.
            key = name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()
            other = writers.setdefault(key, source)
            if other is not source:
                shown = str(out / (name if ending else name + next(iter(suffixes.values()))))
                raise UsageError(f"{other.name!r} and {source.name!r} would both write {shown!r}")
            if key.startswith(RESERVED) and key.partition("/")[0] == RESERVED:
                raise UsageError(f"{source.name!r} would write into {str(out / RESERVED)!r}, which is ours")
    return stems


def _refuse_same_suffix(sources: Iterable[Source], suffixes: Mapping[str, str], out: Path | Url) -> None:
    by_suffix: dict[str, str] = {}
    for name, suffix in suffixes.items():
        other = by_suffix.setdefault(suffix, name)
        if other != name:
            path = next((str(out / f"{source.stem}{suffix}") for source in sources), suffix)
            raise UsageError(f"{other} and {name} would both write {path!r}")


def _is_any_the_end_of_another(suffixes: Mapping[str, str]) -> bool:
    return any(
        one != other and one.endswith(other) for one in suffixes.values() for other in suffixes.values()
    )


def _refuse_overwriting(sources: Sequence[Source], suffixes: Mapping[str, str], out: Path | Url) -> None:
    """Refuse `sources` of which one is a file that would be written."""
    inside = f"{_real(str(out))}/"
    paths = {_real(source.location) for source in sources if source.location}
    endangered = {path for path in paths if path.startswith(inside)}
    if not endangered:
        return
    for source in sources:
        for suffix in suffixes.values():
            path = out / f"{source.stem}{suffix}"
            if _real(str(path)) in endangered:
                raise UsageError(f"{str(path)!r} would be overwritten, and it is one of the inputs")


def _real(place: str) -> str:
    return place if is_url(place) else os.path.realpath(place)
