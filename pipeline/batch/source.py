"""A source of a batch or a command: its name, and its bytes.

Little is imported here: a batch that has nothing to do needs not even know how a document is read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pipeline.batch.url import Url
from pipeline.errors import RefusedInput, UnreadableInput

SEED_SUFFIX = ".txt"
XML_SUFFIX = ".xml"
SUFFIXES = (SEED_SUFFIX, XML_SUFFIX)
"""What a folder is searched for; a file that is named may be called anything.

Artefacts are not in it: outputs among the seeds must not become inputs by themselves.
"""

_STEM_SUFFIXES = (*SUFFIXES, ".pdf", ".epub", ".docx")

MAX_SIZE = 64 << 20
"""Bytes of one source."""


class Source(NamedTuple):
    """A document to build, wherever it is.

    A named tuple, not a dataclass: a batch looks at thousands of them before it knows that there
    is nothing to do.
    """

    name: str
    """What messages call it: a path, or the name of an archive and that of a record in it."""

    stem: str
    """Its place below the output folder, ``/`` between folders, without a suffix."""

    file: str
    """The name of the file that it is, or would be: a title and what it holds may follow from that."""

    location: str
    """The path or URL where a worker reads it; empty where `content` has to be given along."""

    content: bytes | None = None
    """Its bytes, where no worker could read them by itself."""

    size: int = -1
    """Of the file, in bytes; -1 where it isn't known."""

    modified: int = -1
    """When the file was changed, in nanoseconds since 1970; -1 where it isn't known."""

    digest: str = ""
    """SHA-256 of its bytes in hexadecimal, where they have been read already."""

    error: str = ""
    """Why there is nothing to read, where that is known before any work; then all but the name is empty."""


def without_suffix(path: str) -> str:
    """`path` without the suffix of a source; "Dr. No" stays whole."""
    stem, suffix = os.path.splitext(path)  # noqa: PTH122 - of thousands; a path object takes ten times as long
    return stem if suffix.lower() in _STEM_SUFFIXES else path


def read(path: Path) -> bytes:
    """The bytes of the file `path`; those of standard input for ``-``.

    Raises:
        RefusedInput: there are more than any input may have.
        UnreadableInput: there is no such file, it is a folder, it may not be read.
    """
    if str(path) == "-":
        if sys.stdin is None:
            raise UnreadableInput("cannot read standard input: it is closed")
        try:
            return _limited(sys.stdin.buffer, "standard input")
        except OSError as error:
            raise UnreadableInput(f"cannot read standard input: {error.strerror or error}") from error
    try:
        with path.open("rb") as file:
            return _limited(file, repr(str(path)))
    except IsADirectoryError as error:
        message = f"cannot read {str(path)!r}: it is a folder ('seedpress build' takes folders)"
        raise UnreadableInput(message) from error
    except OSError as error:
        raise UnreadableInput(f"cannot read {str(path)!r}: {error.strerror or error}") from error


def shown(path: Path | Url) -> str:
    """`path` on one line, whatever characters are in it."""
    return "<stdin>" if str(path) == "-" else on_one_line(str(path))


def on_one_line(name: str) -> str:
    """`name`, quoted where it has characters that can't be shown."""
    return name if name.isprintable() else repr(name)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let what is wrong with the content of `path` begin with its name."""
    try:
        yield
    except UnreadableInput as error:
        raise type(error)(f"{shown(path)}: {error}") from error


def _limited(file: BinaryIO, name: str) -> bytes:
    data = file.read(MAX_SIZE + 1)
    if len(data) > MAX_SIZE:
        raise RefusedInput(f"cannot read {name}: it is larger than {MAX_SIZE >> 20} MiB")
    return data
