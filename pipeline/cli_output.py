"""Where the results of commands go: a file, a device, standard output; and where they must not."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile

import click

from pipeline.batch import store
from pipeline.batch.source import shown
from pipeline.errors import UnwritableOutput, UsageError
from pipeline.exporters import exporter_class
from pipeline.messages import Report, ignore

_STANDARD_STREAM = Path("-")


def _write_standard_output(parts: Iterable[bytes]) -> None:
    if sys.stdout is None:
        raise UnwritableOutput("cannot write to standard output: it is closed")
    try:
        sys.stdout.buffer.writelines(parts)
        sys.stdout.buffer.flush()
    except OSError as error:
        abandon_standard_output()
        raise UnwritableOutput(f"cannot write to standard output: {error.strerror}") from error


def abandon_standard_output() -> None:
    """Let the interpreter's last flush go nowhere; it would fail once more, with a traceback."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_lines(lines: Iterable[str]) -> None:
    """Write each of `lines` to standard output."""
    _write_standard_output(f"{line}\n".encode() for line in lines)


def messages_of(file: str, *, quiet: bool = False) -> Report:
    """What shows the messages about `file` on standard error."""
    return ignore if quiet else lambda message: click.echo(message.line(file), err=True)


def refuse_overwriting(source: Path, output: Path) -> None:
    """Raise `UsageError` where `output` is the file `source`."""
    if _STANDARD_STREAM in (source, output):
        return
    try:
        # A device, as /dev/stdin and /dev/stdout may both be, is not overwritten.
        is_input = output.is_file() and output.samefile(source)
    except OSError:  # one of them is not there, or can't be: reading or writing it says why
        return
    if is_input:
        raise UsageError(f"{shown(output)} is the input, and would be overwritten")


def refuse_bytes_on_terminal(name: str, output: Path) -> None:
    """Raise `UsageError` where the format `name` would be written to a terminal, and is no text."""
    media_type = exporter_class(name).media_type
    is_text = media_type.startswith("text/") or media_type.endswith("xml")
    if output == _STANDARD_STREAM and not is_text and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(f"{name} is not for a terminal: give a file with -o")


def deliver(data: bytes, output: Path) -> None:
    """Write `data` to the file, device or standard stream `output`.

    Raises:
        UnwritableOutput: it can't be written; no file is left half-written.
    """
    if output == _STANDARD_STREAM:
        _write_standard_output((data,))
    elif _is_device(output):
        store.write_through(output, (data,))
    else:
        store.write(output, data)


def deliver_parts(parts: Iterator[bytes], output: Path) -> None:
    """Write all of `parts`, or nothing where one of them can't be made, as `deliver` does."""
    if output != _STANDARD_STREAM and not _is_device(output):
        store.write_parts(output, parts)
        return
    # What can't be taken back is written when all is well, and memory may not hold it until then.
    with TemporaryFile() as file:
        file.writelines(parts)
        file.seek(0)
        if output == _STANDARD_STREAM:
            _write_standard_output(file)
        else:
            store.write_through(output, file)


def _is_device(path: Path) -> bool:
    """Whether `path` is to be written to, not to be replaced: ``/dev/null``, a pipe."""
    try:
        return path.exists() and not path.is_file() and not path.is_dir()
    except OSError:  # a name that no file can have; writing it says why
        return False
