"""Around a plan: the recipes that it needs, why it builds what it builds, and what is removed after it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from pipeline.batch.inputs.names import comparable
from pipeline.batch.ledger import FILE, LEFT, Known, Ledger, recipes_of
from pipeline.batch.plan import Plan, Recipes
from pipeline.batch.recipes import digest_of, recipe
from pipeline.batch.stale import REASONS
from pipeline.batch.task import Settings
from pipeline.batch.thumbnail import place_of_thumbnail
from pipeline.batch.url import Url
from pipeline.errors import MissingTool, UnwritableOutput, UsageError
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
    if not planned.gone:
        return
    ledger.keep_command(LEFT, None)
    gone = set(planned.gone)
    alive = {stem: row for stem, row in ledger.known().items() if stem not in gone}
    kept = {comparable(place) for stem, row in alive.items() for place in _places(stem, row)}
    for stem in planned.gone:
        for place in _places(stem, known[stem]):
            if comparable(place) not in kept and _removed(out, place):
                yield place
        with suppress(UnwritableOutput):
            _removed(out, place_of_thumbnail(stem))
        if isinstance(out, Path):
            _remove_empty((out / stem).parent, out)
        ledger.forget(stem)


def _places(stem: str, known: Known) -> Iterator[str]:
    """The files that were made of the document `stem`, in the formats that are still installed."""
    for name in recipes_of(known.built):
        with suppress(UsageError, MissingTool):
            yield f"{stem}{exporter_class(name).suffix}"


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
