"""``seedpress build --collect``: one file of many documents in each format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

import click

from pipeline.batch.collect import Collection, file_name
from pipeline.batch.reading import document_of
from pipeline.batch.source import Source, shown
from pipeline.batch.store import write_parts
from pipeline.batch.task import Settings
from pipeline.batch.url import is_url
from pipeline.batch.work import content_of, reason_of
from pipeline.cli_output import messages_of, refuse_overwriting
from pipeline.errors import MissingTool, SeedpressError, UnwritableOutput, UsageError
from pipeline.exporters import Collecting, collecting, collecting_names, exporter_class, make_exporter, opened
from pipeline.messages import Message
from pipeline.profiles import load_profiles


class _Told:
    """What has been said on standard error: each thing once, whichever format says it."""

    def __init__(self, *, quiet: bool) -> None:
        self.failed: set[str] = set()
        self._said: set[tuple[str, Message]] = set()
        self._quiet = quiet

    def show(self, name: str, message: Message) -> None:
        if (name, message) not in self._said:
            self._said.add((name, message))
            messages_of(name, quiet=self._quiet)(message)

    def fail(self, name: str, error: Exception, format_name: str = "") -> None:
        self.failed.add(name)
        place = f"{format_name}: " if format_name else ""
        click.echo(f"{name}: error: {place}{reason_of(error)}", err=True)


def files_of_collection(title: str, formats: Sequence[str], out: Path) -> dict[str, Path]:
    """The file of each of `formats`, in the folder `out`.

    Raises:
        UsageError: a format has no file of many documents, or the title names no file.
    """
    able = collecting_names()
    for name in formats:
        cls = exporter_class(name)
        if name not in able:
            raise UsageError(f"{cls.name} is a file for each document; --collect can {', '.join(able)}")
    stem = file_name(title)
    return {name: out / f"{stem}{exporter_class(name).suffix}" for name in formats}


def build_collection(
    title: str, sources: Iterable[Source], formats: Sequence[str], settings: Settings, *, quiet: bool
) -> int:
    """Write the documents of all `sources` as one file in each of `formats`; the exit code.

    A source that can't be read is left out and reported.

    Raises:
        UsageError: no collection can be written like this; nothing is written then.
        UnwritableOutput: the output folder can't be made.
    """
    out = settings.out
    assert isinstance(out, Path)  # the command refuses a URL
    files = files_of_collection(title, formats, out)
    told, written = _Told(quiet=quiet), 0
    with Collection() as collection:
        _gather(collection, sources, files.values(), settings, told)
        if len(collection):
            _make_folder(out)
            for name in formats:
                written += _write(collection, title, name, files[name], settings, told)
    if not quiet:
        left_out = f"{len(told.failed)} failed, " if told.failed else ""
        summary = f"{len(collection)} documents, {left_out}{written} files written to {shown(out)}"
        click.echo(f"seedpress: {summary}", err=True)
    return 1 if told.failed or written < len(formats) else 0


def _gather(
    collection: Collection, sources: Iterable[Source], files: Iterable[Path], settings: Settings, told: _Told
) -> None:
    profiles = load_profiles(settings.profiles)
    for source in sources:
        for file in files:
            if source.location and not is_url(source.location):
                refuse_overwriting(Path(source.location), file)
        try:
            path = PurePath(source.file)
            normalized = document_of(content_of(source), path, settings.reading, profiles)
        except (UsageError, MissingTool):
            raise
        except Exception as error:
            told.fail(source.name, error)
            continue
        for message in normalized.messages:
            told.show(source.name, message)
        collection.add(source.name, normalized.document)


def _write(
    collection: Collection, title: str, format_name: str, file: Path, settings: Settings, told: _Told
) -> int:
    """Write one file; how many have been written. What goes wrong is reported."""

    def leave_out(name: str, error: SeedpressError) -> None:
        told.fail(name, error, format_name)

    def report(message: Message) -> None:
        told.show("seedpress", message)

    exporter = make_exporter(
        format_name,
        styles=settings.styles,
        profiles=load_profiles(settings.profiles),
        report=report,
        **settings.options.get(format_name, {}),
    )
    with opened(exporter):
        able: Collecting = collecting(exporter)
        try:
            write_parts(file, collection.exported(able, title, told.show, leave_out))
        except MissingTool:
            raise
        except Exception as error:
            told.fail(shown(file), error)
            return 0
    return 1


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableOutput(f"cannot make the folder {str(folder)!r}: {error.strerror}") from error
