"""Keeps what becomes of a plan in the ledger, and writes the report and the gallery from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.batch.entry import Entry, entry_of
from pipeline.batch.gallery import GalleryStyle
from pipeline.batch.leave import leave, places_of
from pipeline.batch.ledger import LEFT, UNKNOWN, Known, Ledger, built_as, recipes_of
from pipeline.batch.plan import Plan, Recipes
from pipeline.batch.recipes import engine_versions
from pipeline.batch.stale import known_of, storable
from pipeline.batch.task import Outcome
from pipeline.batch.url import Url


class Record:
    """Keeps what becomes of a plan in the ledger, and writes the report and the gallery from it."""

    def __init__(self, planned: Plan, recipes: Recipes, ledger: Ledger, known: Mapping[str, Known]) -> None:
        self._planned = planned
        self._recipes = recipes
        self._ledger = ledger
        self._known = known
        self._broken: list[Entry] = []
        self._is_changed = False

    def kept(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """`outcomes`, each passed on when the ledger has it."""
        ledger, recipes = self._ledger, self._recipes
        if self._planned.renewed:
            ledger.renew(self._planned.renewed)
        # Else a build that is killed between a file and its record would leave a record of another file.
        stale = {stem: why.keys() for stem, why in self._planned.reasons.items() if stem in self._known}
        if stale:
            ledger.mark(stale)
        for outcome in outcomes:
            if not self._is_changed:  # not sooner: until then all may be refused, and nothing is left behind
                ledger.keep_recipes((recipes.digests[name], parts) for name, parts in recipes.parts.items())
                ledger.keep_command(LEFT, None)
                self._is_changed = True
            self._keep(outcome)
            yield outcome

    def leave(self, out: Path | Url, style: GalleryStyle | None) -> None:
        """Write the report to the folder `out`, and with a `style` the gallery, unless they are there.

        To a URL they are always written.

        Raises:
            UnwritableOutput: a file can't be written.
            UsageError: a font of `style` can't be read.
        """
        key = [engine_versions(), style.policy if style else None, "".join(style.pieces) if style else None]
        places = places_of(gallery=style is not None)
        if (
            self._ledger.command(LEFT) == key
            and not self._is_changed
            and isinstance(out, Path)
            and all((out / place).is_file() for place in places)
        ):
            return
        leave(_Entries(self._ledger, self._broken), out, style)
        self._ledger.keep_command(LEFT, key if not self._broken else None)

    def _keep(self, outcome: Outcome) -> None:
        source = outcome.source
        if source.error:
            self._broken.append(entry_of(outcome))
            return
        # As it is now: another build may have worked on the same document meanwhile.
        before = self._ledger.known_of(source.stem)
        built: dict[str, str] = {}
        if before is not None:
            built = recipes_of(before.built)
            if (before.digest, before.file) != (outcome.digest, storable(source.file)):
                built = dict.fromkeys(built, UNKNOWN)  # they may be there still, but are of another text
        for failure in outcome.failures:
            if failure.format in built:
                built[failure.format] = UNKNOWN
        built |= {made.format: self._recipes.digests[made.format] for made in outcome.made}
        now = known_of(source, outcome.digest, built_as(built), self._planned.looked_at)
        text = self._ledger.entry(source.stem) if before else None
        entry = entry_of(outcome, Entry.from_json(text) if text else None)
        self._ledger.record(source.stem, now, entry.as_json())


class _Entries:
    """All entries of an output folder, to be gone through more than once; the `broken` first."""

    def __init__(self, ledger: Ledger, broken: Sequence[Entry]) -> None:
        self._ledger = ledger
        self._broken = broken

    def __iter__(self) -> Iterator[Entry]:
        yield from self._broken
        yield from map(Entry.from_json, self._ledger.entries())
