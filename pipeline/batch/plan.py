"""Which files a batch writes, and why, decided and checked before it writes the first one."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from pipeline.batch.inputs.names import comparable
from pipeline.batch.inputs.protocol import LIST
from pipeline.batch.ledger import RESERVED, Known
from pipeline.batch.source import Source, on_one_line
from pipeline.batch.stale import Stale
from pipeline.batch.url import Url, is_url
from pipeline.errors import UnreadableInput, UsageError

if TYPE_CHECKING:  # a batch with nothing to do gets by without tasks
    from pipeline.batch.inputs import Input
    from pipeline.batch.task import Task


OWN_NAMES = frozenset({RESERVED, "index.html", "report.json"})
"""What a build itself writes at the top of the output folder."""


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
    What is `broken` can't be read and so has no files; its tasks, which come first, fail.
    `locations` are those of the sources that are built, by their stems.
    """

    inputs: Sequence[Input]
    documents: int
    suffixes: Mapping[str, str]
    reasons: Mapping[str, Mapping[str, str]]
    renewed: Mapping[str, Known]
    gone: Sequence[str]
    broken: Sequence[Source]
    looked_at: int
    locations: Mapping[str, str]

    def tasks(self) -> Iterator[Task]:
        """The tasks, each with all that a worker needs, in order of the inputs."""
        from pipeline.batch.task import Target, Task

        yield from (Task(source, ()) for source in self.broken)
        met: set[str] = set()
        for each in self.inputs:
            for source in each.loaded(self.reasons.keys()):
                is_meant = source.error or source.location == self.locations[source.stem]
                if is_meant and source.stem not in met:  # and not a file that another input stands for, too
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
    own: Set[str] = OWN_NAMES,
) -> Plan:
    """What turns `inputs` into the formats of `recipes` below the folder `out`.

    A file that is met twice, by whatever path, is built once, where it is met first. What the ledger
    has `known` and is as it was is not built again, unless `force` is set; `verify` looks at the
    content of sources even where their sizes and times are the same. An input that can't be read
    stops no other. At the top of `out` no document may be called like one of `own`.

    Raises:
        UnreadableInput: no input can be read.
        UsageError: two inputs would write one file; a source would be overwritten.
    """
    looked_at = time.time_ns()
    sources, broken = _readable(inputs)
    stems = {source.stem for source in sources}
    keys = _refuse_same_names(sources, recipes.suffixes, out)
    sources, ours = _without_ours(sources, keys, recipes.suffixes, own)
    sources, below = _without_below_files(sources, keys, recipes.suffixes)
    stale = Stale(out, recipes.digests, recipes.suffixes, known, looked_at, force=force, verify=verify)
    stale.examine(sources)
    to_build = [source for source in sources if source.stem in stale.reasons]
    if to_build:
        _refuse_overwriting(to_build, [source.location for source in sources], inputs, recipes.suffixes, out)
    return Plan(
        inputs=inputs,
        documents=len(sources) + len(broken) + len(ours) + len(below),
        suffixes=recipes.suffixes,
        reasons=stale.reasons,
        renewed=stale.renewed,
        gone=[stem for stem in sorted(known.keys() - stems) if not _is_there(known[stem].origin)],
        broken=[*broken, *ours, *below],
        looked_at=looked_at,
        locations={source.stem: source.location for source in to_build},
    )


def _is_there(origin: str) -> bool:
    """Whether the file `origin` is still there, though it is none of the inputs."""
    return bool(origin) and not is_url(origin) and os.path.lexists(origin)


def _readable(inputs: Sequence[Input]) -> tuple[list[Source], list[Source]]:
    """The sources of `inputs`, a file of several of them where it is met first; and those that are broken."""
    folders: dict[str, str] = {}
    met: dict[str | Source, Source] = {}
    broken: list[Source] = []
    unreadable: list[tuple[Input, UnreadableInput]] = []
    for each in inputs:
        try:
            for source in each.sources():
                if source.error:
                    broken.append(source)
                elif (len(inputs) == 1 and each.name != LIST) or not source.location:
                    met[source] = source
                else:
                    # Its folder alone is resolved: a link to a file is a name of its own.
                    folder, _, name = source.location.rpartition("/")
                    if folder not in folders:
                        folders[folder] = _real(folder or ("/" if _ else "."))
                    met.setdefault(f"{folders[folder]}/{name}", source)
        except UnreadableInput as unread:
            unreadable.append((each, unread))
    if unreadable and not met and not broken:
        first, error = unreadable[0]
        more = f" (and {len(unreadable) - 1} more like it)" if len(unreadable) > 1 else ""
        raise type(error)(f"cannot read {first.name!r}: {error}{more}")
    broken += (Source(on_one_line(each.name), "", "", "", error=str(error)) for each, error in unreadable)
    return list(met.values()), broken


def _refuse_same_names(sources: Sequence[Source], suffixes: Mapping[str, str], out: Path | Url) -> list[str]:
    """Refuse sources of which two would write one file; the stems of all, as names are compared."""
    by_suffix: dict[str, str] = {}
    for name, suffix in suffixes.items():
        other = by_suffix.setdefault(suffix, name)
        if other != name and sources:
            path = str(out / f"{sources[0].stem}{suffix}")
            raise UsageError(f"{other} and {name} would both write {path!r}")
    keys = [comparable(source.stem) for source in sources]
    # One suffix may end another: then "a" and "a.mediawiki" meet where their stems are two.
    may_meet = any(one != other and one.endswith(other) for one in by_suffix for other in by_suffix)
    endings = list(by_suffix) if may_meet else [next(iter(by_suffix), "")]
    if len(set(keys)) == len(keys) and not may_meet:
        return keys
    writers: dict[str, Source] = {}
    for ending in endings:
        for source, key in zip(sources, keys, strict=True):
            other_source = writers.setdefault(key + ending, source)
            if other_source is not source:
                path = str(out / f"{source.stem}{ending}")
                raise UsageError(f"{other_source.name!r} and {source.name!r} would both write {path!r}")
    return keys


def _without_ours(
    sources: list[Source], keys: list[str], suffixes: Mapping[str, str], own: Set[str]
) -> tuple[list[Source], list[Source]]:
    """`sources` without, and only, those that would write what a build itself writes; `keys` with them."""
    files = {name.removesuffix(suffix) for name in own for suffix in suffixes.values()} - own
    kept, ours = [], []
    places = []
    for source, key in zip(sources, keys, strict=True):
        folder, slash, _ = key.partition("/")
        if (folder in own) if slash else (key in files):
            error = f"it would be {source.stem!r}, which a build needs for itself: call it something else"
            ours.append(source._replace(error=error))
        else:
            kept.append(source)
            places.append(key)
    keys[:] = places
    return kept, ours


def _without_below_files(
    sources: list[Source], keys: Sequence[str], suffixes: Mapping[str, str]
) -> tuple[list[Source], list[Source]]:
    """`sources` without, and only, those that would need a folder where another one's file is to be.

    With the record ``a`` there can't be ``a.pdf/b``.
    """
    endings = tuple(suffixes.values())
    folders = {folder for key in keys if (folder := key.rpartition("/")[0])}
    folders |= {str(above) for folder in folders for above in PurePosixPath(folder).parents}
    if not any(folder.endswith(endings) for folder in folders):
        return sources, []
    files = {
        key + ending: source.name for source, key in zip(sources, keys, strict=True) for ending in endings
    }
    apart, below = [], []
    for source, key in zip(sources, keys, strict=True):
        above = map(str, PurePosixPath(key).parents)
        other = next((files[folder] for folder in above if folder in files), None)
        if other is None:
            apart.append(source)
        else:
            error = f"it would be in a folder that is called as a file of {other}: call it something else"
            below.append(source._replace(error=error))
    return apart, below


def _refuse_overwriting(
    sources: Sequence[Source],
    locations: Sequence[str],
    inputs: Sequence[Input],
    suffixes: Mapping[str, str],
    out: Path | Url,
) -> None:
    """Refuse to build `sources` if that would write over one of `locations`, or a file that holds them."""
    inside = f"{_real(str(out))}/"
    paths = {_real(source.location) for source in sources if source.location}
    folders = {folder: _real(folder or ".") for folder in {place.rpartition("/")[0] for place in locations}}
    paths.update(
        _real(place)
        for place in locations
        if place and f"{folders[place.rpartition('/')[0]]}/".startswith(inside)
    )
    paths.update(os.path.realpath(holder) for each in inputs for holder in each.holders())
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
