"""A build: what is stale is planned, carried out and recorded, what is gone can be removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.batch.ledger import FILE, Known, Ledger, built_as, recipes_of
from pipeline.batch.plan import Plan, Recipes
from pipeline.batch.recipes import digest_of, recipe
from pipeline.batch.stale import REASONS, known_of
from pipeline.batch.task import Outcome, Settings
from pipeline.errors import UnwritableOutput
from pipeline.exporters import exporter_class
from pipeline.messages import Code, Message, Report


def ledger_of(out: Path, report: Report) -> Ledger:
    """The ledger of the output folder `out`."""
    return Ledger(out / FILE, lambda text: report(Message(Code.NO_LEDGER, text)))


def recipes_for(formats: Sequence[str], settings: Settings) -> Recipes:
    """The recipes of `formats`.

    Raises:
        UsageError: a format is unknown, or can't be told what `settings` tell it.
    """
    parts = {name: recipe(name, settings) for name in dict.fromkeys(formats)}
    digests = {name: digest_of(each) for name, each in parts.items()}
    return Recipes({name: exporter_class(name).suffix for name in parts}, digests, parts)


def recorded(
    outcomes: Iterable[Outcome], planned: Plan, recipes: Recipes, ledger: Ledger, known: Mapping[str, Known]
) -> Iterator[Outcome]:
    """`outcomes`, each passed on when `ledger` has it."""
    if planned.renewed:
        ledger.renew(planned.renewed)
    is_first = True
    for outcome in outcomes:
        if is_first:  # not sooner: until then all may be refused, and nothing is left behind
            ledger.keep_recipes((recipes.digests[name], parts) for name, parts in recipes.parts.items())
            is_first = False
        _record(outcome, planned, recipes, ledger, known.get(outcome.source.stem))
        yield outcome


def _record(outcome: Outcome, planned: Plan, recipes: Recipes, ledger: Ledger, before: Known | None) -> None:
    source = outcome.source
    if source.error:
        return
    built = {made.format: recipes.digests[made.format] for made in outcome.made}
    if before is not None and (before.digest, before.file) == (outcome.digest, source.file):
        # What was made before of the same text is still there, but for what was just made in vain.
        failed = {failure.format for failure in outcome.failures}
        built = {
            name: digest for name, digest in recipes_of(before.built).items() if name not in failed
        } | built
    now = known_of(source, outcome.digest, built_as(built), planned.looked_at)
    ledger.record(source.stem, now, "")


def explained(reason: str, parts: Mapping[str, str], ledger: Ledger) -> str:
    """`reason`, one of a plan, in words; `parts` are those of the recipe as it is."""
    if reason in REASONS:
        return reason
    before = ledger.parts(reason)
    changed = sorted(name for name in before.keys() | parts.keys() if before.get(name) != parts.get(name))
    return f"changed: {', '.join(changed)}"


def pruned(planned: Plan, known: Mapping[str, Known], ledger: Ledger, out: Path) -> Iterator[Path]:
    """Remove what was made of sources that are gone; the files that were removed.

    Folders that this leaves empty are removed, too.

    Raises:
        UnwritableOutput: a file can't be removed.
    """
    for stem in planned.gone:
        for name in recipes_of(known[stem].built):
            path = out / f"{stem}{exporter_class(name).suffix}"
            try:
                path.unlink()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise UnwritableOutput(f"cannot remove {str(path)!r}: {error.strerror or error}") from error
            yield path
        _remove_empty((out / stem).parent, out)
        ledger.forget(stem)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root:
        try:
            folder.rmdir()
        except OSError:  # something is in it, or it is gone
            return
        folder = folder.parent
