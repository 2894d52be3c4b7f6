"""What has to be built, and why: sources and outputs as they are, against what the ledger knows.

A source is looked at by its size and the time of its last change; only where these differ is it
read, and only where its content differs is it built again. Outputs are looked for by name, a folder
at a time. This is all that a build with nothing to do spends its time on, so it makes no objects.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path

from pipeline.batch.ledger import UNKNOWN, Known, built_as, recipes_of
from pipeline.batch.source import Source
from pipeline.batch.url import Url, is_url
from pipeline.errors import UnreadableInput

_FORCED, _NEW, _CHANGED, _MISSING, _UNFINISHED = REASONS = (
    "forced",
    "new",
    "source changed",
    "missing",
    "not finished before",
)

# A file that was changed this short before it was looked at may change again and look the same:
# file systems count time in steps, some in steps of two seconds.
_UNSURE = 2_000_000_000


class Stale:
    """Finds out what is stale in the folder `out`, for `recipes` (the digest of each format's recipe).

    `suffixes` are those of the formats, and `known` is what the ledger knows; sources were `looked_at`
    at that time (in nanoseconds since 1970). After `examine` was
    called with each source, `reasons` has why each format of a stem has to be built, and `renewed`
    what is now known of sources that are the same but for their times.
    """

    def __init__(
        self,
        out: Path | Url,
        recipes: Mapping[str, str],
        suffixes: Mapping[str, str],
        known: Mapping[str, Known],
        looked_at: int,
        *,
        force: bool = False,
        verify: bool = False,
    ) -> None:
        self.reasons: dict[str, Mapping[str, str]] = {}
        self.renewed: dict[str, Known] = {}
        self._out = str(out)
        self._names = _names if isinstance(out, Path) else _names_elsewhere
        self._recipes = recipes
        self._suffixes = suffixes
        self._known = known
        self._looked_at = looked_at
        self._force = force
        self._verify = verify
        self._built = built_as(recipes)
        self._folders: dict[str, frozenset[str]] = {}
        self._shared: dict[tuple[str, ...], Mapping[str, str]] = {}

    def examine(self, sources: Iterable[Source]) -> None:
        """Find out which of `sources` are stale."""
        known, verify, built = self._known, self._verify, self._built
        suffixes = tuple(self._suffixes.values())
        slow = self._force or verify
        for source in sources:
            stem = source.stem
            row = known.get(stem)
            folder, _, name = stem.rpartition("/")
            files = self._folders.get(folder)
            if files is None:
                files = self._folders[folder] = self._names(f"{self._out}/{folder}")
            if (
                row is not None
                and row.modified == source.modified >= 0
                and row.size == source.size
                and row.origin == source.location
                and row.built == built
                and not slow
            ):
                for suffix in suffixes:
                    if name + suffix not in files:
                        break
                else:
                    continue
            why = self._why(source, row, name, files)
            if why:
                self.reasons[stem] = self._shared.setdefault((*why, *why.values()), why)

    def _why(self, source: Source, row: Known | None, name: str, files: frozenset[str]) -> dict[str, str]:
        if self._force:
            return dict.fromkeys(self._suffixes, _FORCED)
        if row is None:
            return dict.fromkeys(self._suffixes, _NEW)
        if not self._is_same(source, row):
            return dict.fromkeys(self._suffixes, _CHANGED)
        before = _parsed(row.built)
        why = {}
        for format_name, suffix in self._suffixes.items():
            if format_name not in before:
                why[format_name] = _NEW
            elif before[format_name] == UNKNOWN:
                why[format_name] = _UNFINISHED
            elif before[format_name] != self._recipes[format_name]:
                why[format_name] = before[format_name]  # what has changed in it, the ledger can tell
            elif name + suffix not in files:
                why[format_name] = _MISSING
        return why

    def _is_same(self, source: Source, row: Known) -> bool:
        """Whether the content of `source` is what the ledger knows; its new times are kept then."""
        if storable(source.file) != row.file:
            return False
        is_known = row.modified == source.modified >= 0 and row.size == source.size
        if is_known and row.origin == source.location and not self._verify:
            return True
        try:
            digest = source.digest or _digest_of(source)
        except (OSError, UnreadableInput):
            return False  # whoever builds it says why it can't be read
        if digest != row.digest:
            return False
        renewed = known_of(source, digest, row.built, self._looked_at)
        if renewed != row:
            self.renewed[source.stem] = renewed
        return True


def known_of(source: Source, digest: str, built: str, looked_at: int) -> Known:
    """What the ledger keeps of `source`, which has `digest` and was `looked_at` then (in ns since 1970)."""
    sure = source.modified < looked_at - _UNSURE
    modified = source.modified if sure else -1
    return Known(storable(source.location), storable(source.file), source.size, modified, digest, built)


def storable(name: str) -> str:
    """`name` as SQLite can keep it; what a name has that is no UTF-8 it can't."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return ascii(name)
    return name


@lru_cache(maxsize=64)
def _parsed(built: str) -> Mapping[str, str]:
    return recipes_of(built)


def _digest_of(source: Source) -> str:
    if source.content is not None:
        return sha256(source.content).hexdigest()
    if is_url(source.location):
        from pipeline.batch import remote

        return sha256(remote.read(Url(source.location))).hexdigest()
    with open(source.location, "rb") as file:  # noqa: PTH123 - no object for each of thousands
        return file_digest(file, "sha256").hexdigest()


def _names(folder: str) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))  # noqa: PTH208 - names are all that is wanted
    except OSError:
        return frozenset()


def _names_elsewhere(folder: str) -> frozenset[str]:
    from pipeline.batch import remote

    return remote.names(folder)
