"""An input of the command line: the bytes of a file or of standard input, and what they are."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path, PurePath

from pipeline.canonical import NAMESPACE, from_xml
from pipeline.errors import UnreadableInput
from pipeline.normalizer import Normalized, check_language, normalize_with_messages
from pipeline.normalizer.decode import check_encoding
from pipeline.profiles import Profiles

SEED_SUFFIX = ".txt"
XML_SUFFIX = ".xml"
SUFFIXES = (SEED_SUFFIX, XML_SUFFIX)
"""What a folder is searched for; a file that is named may be called anything."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How seed texts are to be read: the options of `normalize`. Canonical XML speaks for itself."""

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


def without_suffix(path: PurePath) -> PurePath:
    """`path` without the suffix of a source; "Dr. No" stays whole."""
    return path.with_suffix("") if path.suffix.lower() in SUFFIXES else path


def read(path: Path) -> bytes:
    """The bytes of the file `path`; those of standard input for ``-``.

    Raises:
        UnreadableInput: there is no such file, it is a folder, it may not be read.
    """
    if str(path) == "-":
        if sys.stdin is None:
            raise UnreadableInput("cannot read standard input: it is closed")
        try:
            return sys.stdin.buffer.read()
        except OSError as error:
            raise UnreadableInput(f"cannot read standard input: {error.strerror or error}") from error
    try:
        return path.read_bytes()
    except IsADirectoryError as error:
        message = f"cannot read {str(path)!r}: it is a folder ('seedpress build' takes folders)"
        raise UnreadableInput(message) from error
    except OSError as error:
        raise UnreadableInput(f"cannot read {str(path)!r}: {error.strerror or error}") from error


def document_of(data: bytes, path: Path, reading: Reading, profiles: Profiles) -> Normalized:
    """The document that `data`, the content of `path`, holds: seed text or canonical XML.

    Seed text is read by one of `profiles`.

    Raises:
        UnreadableInput: it is neither.
        UsageError: `reading` asks for what does not exist.
    """
    if path.suffix.lower() == XML_SUFFIX or _looks_canonical(data):
        return Normalized(from_xml(data), ())
    return normalize_with_messages(
        data,
        name=None if str(path) == "-" else without_suffix(path).name,
        language=reading.language,
        profile=reading.profile,
        profiles=profiles,
        encoding=reading.encoding,
    )


def _looks_canonical(data: bytes) -> bool:
    """Whether `data` begins like canonical XML: an element in our namespace, before any text."""
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") and NAMESPACE.encode() in start
