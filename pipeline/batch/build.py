"""Around a plan: the recipes that it needs, why it builds what it builds, and what is removed after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.batch.ledger import Known, Ledger, recipes_of
from pipeline.batch.plan import Plan, Recipes
from pipeline.batch.recipes import digest_of, recipe
from pipeline.batch.record import LEFT
from pipeline.batch.stale import REASONS
from pipeline.batch.task import Settings
from pipeline.batch.thumbnail import place_of_thumbnail
from pipeline.errors import UnwritableOutput
from pipeline.exporters import exporter_class
from pipeline.messages import Code, Message, Report


def complain(report: Report, text: str) -> None:
    """Report that the ledger can't be kept, and why."""
    report(Message(Code.NO_LEDGER, text))


def recipes_for(formats: Sequence[str], settings: Settings) -> Recipes:
    """The recipes of `formats`.

    Raises:
        UsageError: a format is unknown, or can't be told what `settings` tell it.
    """
    parts = {name: recipe(name, settings) for name in dict.fromkeys(formats)}
    digests = {name: digest_of(each) for name, each in parts.items()}
    return Recipes({name: exporter_class(name).suffix for name in parts}, digests, parts)


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
    if planned.gone:
        ledger.keep_command(LEFT, None)
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
        with suppress(OSError):
            (out / place_of_thumbnail(stem)).unlink()
        _remove_empty((out / stem).parent, out)
        ledger.forget(stem)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root:
        try:
            folder.rmdir()
        except OSError:  # something is in it, or it is gone
            return
        folder = folder.parent
