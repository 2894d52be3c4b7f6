"""An input of the command line: the bytes of a file or of standard input, and what they are."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from pipeline.canonical import NAMESPACE, from_xml
from pipeline.errors import RefusedInput, UnreadableInput
from pipeline.normalizer import Normalized, check_language, normalize_with_messages
from pipeline.normalizer.decode import check_encoding
from pipeline.profiles import Profiles
from pipeline.recovery import MAX_ARTEFACT, is_artefact, recover

SEED_SUFFIX = ".txt"
XML_SUFFIX = ".xml"
SUFFIXES = (SEED_SUFFIX, XML_SUFFIX)
"""What a folder is searched for; a file that is named may be called anything.

Artefacts are not in it: outputs among the seeds must not become inputs by themselves.
"""

_STEM_SUFFIXES = (*SUFFIXES, ".pdf", ".epub", ".docx")

MAX_SIZE = MAX_ARTEFACT
"""Bytes of one source."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How seed texts are to be read: the options of `normalize`. A document speaks for itself."""

    language: str | None = None
    profile: str | None = None
    encoding: str | None = None

    def check(self, profiles: Profiles) -> None:
        """Find out before a batch begins, not with each document; `profiles` are those to choose from.

        Raises:
            UsageError: there is no such profile or encoding, or the language is not a tag.
        """
        if self.language is not None:
            check_language(self.language)
        if self.profile:
            profiles.named(self.profile)
        if self.encoding:
            check_encoding(self.encoding)


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


def shown(path: Path) -> str:
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


def document_of(data: bytes, path: PurePath, reading: Reading, profiles: Profiles) -> Normalized:
    """The document that `data`, the content of `path`, holds.

    What it is, the content says: a PDF, EPUB or DOCX that carries its document, canonical XML,
    else seed text. Only a file called ``.xml`` is never taken for seed text.

    Seed text is read by one of `profiles`.

    Raises:
        UnreadableInput: it holds none, or one that is not valid.
        MissingTool: it is a PDF, and pikepdf is not installed.
        UsageError: `reading` asks for what does not exist.
    """
    if is_artefact(data):
        return Normalized(recover(data), ())
    if path.suffix.lower() == XML_SUFFIX or _looks_canonical(data):
        return Normalized(from_xml(data), ())
    return normalize_with_messages(
        data,
        name=None if str(path) == "-" else without_suffix(path.name),
        language=reading.language,
        profile=reading.profile,
        profiles=profiles,
        encoding=reading.encoding,
    )


def _looks_canonical(data: bytes) -> bool:
    """Whether `data` begins like canonical XML: an element in our namespace, before any text."""
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") and NAMESPACE.encode() in start
