"""A build: what is stale is planned, carried out and recorded, what is gone can be removed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from pipeline.batch.ledger import FILE, Known, Ledger, built_as, recipes_of
from pipeline.batch.plan import Plan, Recipes
from pipeline.batch.recipes import digest_of, recipe
from pipeline.batch.stale import REASONS, known_of
from pipeline.batch.task import Outcome, Settings
from pipeline.batch.url import Url
from pipeline.errors import UnwritableOutput
from pipeline.exporters import exporter_class
from pipeline.messages import Code, Message, Report


def ledger_of(out: Path | Url, report: Report, path: Path | None = None) -> Ledger:
    """The ledger of the output folder `out`, at `path` where that is given.

    That of a folder elsewhere is among the files of this user on this machine.
    """
    path = path or (out / FILE if isinstance(out, Path) else _state_folder() / f"{_named(out)}.sqlite")
    return Ledger(path, lambda text: report(Message(Code.NO_LEDGER, text)))


def _state_folder() -> Path:
    """Where a user's programs keep what they remember, by the XDG Base Directory Specification."""
    base = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".local" / "state") / "seedpress"


def _named(out: Url) -> str:
    return sha256(out.text.encode(errors="surrogateescape")).hexdigest()[:32]


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


def pruned(planned: Plan, known: Mapping[str, Known], ledger: Ledger, out: Path | Url) -> Iterator[str]:
    """Remove what was made of sources that are gone; the places of the files that were removed.

    Folders of this machine that this leaves empty are removed, too.

    Raises:
        UnwritableOutput: a file can't be removed.
    """
    for stem in planned.gone:
        for name in recipes_of(known[stem].built):
            place = f"{stem}{exporter_class(name).suffix}"
            if _removed(out, place):
                yield place
        if isinstance(out, Path):
            _remove_empty((out / stem).parent, out)
        ledger.forget(stem)


def _removed(out: Path | Url, place: str) -> bool:
    """Remove the file at `place` below `out`; whether there was one."""
    if not isinstance(out, Path):
        from pipeline.batch.remote import RemoteStore

        return RemoteStore(out).remove(place)
    path = out / place
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise UnwritableOutput(f"cannot remove {str(path)!r}: {error.strerror or error}") from error
    return True


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root:
        try:
            folder.rmdir()
        except OSError:  # something is in it, or it is gone
            return
        folder = folder.parent
