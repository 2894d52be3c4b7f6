"""Bytes → text: encodings, newlines, and characters that XML forbids."""

from __future__ import annotations

import codecs
import re

from pipeline.document import Position
from pipeline.errors import UnreadableInput, UsageError
from pipeline.messages import Code, Message, Report

_BYTE_ORDER_MARKS = (
    # UTF-32's mark begins with UTF-16's, so it has to be tried first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The complement of Char in XML 1.0 (fifth edition), section 2.2. Lone surrogates are in it.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEWLINE = re.compile("\r\n?")

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def decode(source: str | bytes, report: Report, *, encoding: str | None = None) -> list[str]:
    """The lines of `source`, without their ends.

    A byte order mark decides the encoding; without one it is `encoding`, by default UTF-8.
    ``\\r\\n`` and ``\\r`` end a line as ``\\n`` does. A character that XML 1.0 forbids becomes
    U+FFFD, and is reported.

    Raises:
        UnreadableInput: the bytes are not text in the encoding; the message names the offset.
        UsageError: there is no encoding of that name.
    """
    text = source if isinstance(source, str) else _text(source, encoding)
    lines = _NEWLINE.sub("\n", text.removeprefix("\ufeff")).split("\n")
    return [_printable(line, number, report) for number, line in enumerate(lines, 1)]


def printable_name(name: str) -> str:
    """`name`, a file's perhaps, as a title can hold it: on one line, U+FFFD for what XML forbids."""
    return " ".join(_FORBIDDEN.sub(REPLACEMENT, _NEWLINE.sub("\n", name)).split("\n")).strip(" \t")


def check_encoding(name: str) -> None:
    """Find out whether text can be in the encoding `name`.

    Raises:
        UsageError: there is no such encoding, or it is none of text.
    """
    try:
        "".encode(name)  # `codecs.lookup` finds `hex` and `undefined`, too
    except (LookupError, ValueError) as error:
        raise UsageError(f"unknown encoding {name!r}") from error


def _text(source: bytes, encoding: str | None) -> str:
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if source.startswith(mark)), None)
    name = marked or encoding or "utf-8"
    check_encoding(name)
    try:
        text = source.decode(name)
    except UnicodeDecodeError as error:
        what = f"byte 0x{source[error.start]:02X} at offset {error.start}"
        line = source.count(b"\n", 0, error.start) + 1
        before = source[source.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(before.decode(name, errors="replace")) + 1
        encoding = name.removesuffix("-sig").upper()
        raise UnreadableInput(
            f"not {encoding} text: {what} (line {line}, column {column}); name its encoding or convert it"
        ) from error
    nul = text.find("\0") if encoding is None else -1
    if nul >= 0 and marked is None:
        raise UnreadableInput(f"not text: NUL byte at offset {source.find(0)}")
    return text


def _printable(line: str, number: int, report: Report) -> str:
    first = _FORBIDDEN.search(line)
    if first is None:
        return line
    replaced, count = _FORBIDDEN.subn(REPLACEMENT, line)
    more = f" and {count - 1} more like it in this line" if count > 1 else ""
    report(
        Message(
            Code.CHARACTER_REPLACED,
            f"U+{ord(first[0]):04X}{more}: XML forbids it, replaced by U+FFFD",
            Position(number, first.start() + 1),
        )
    )
    return replaced
