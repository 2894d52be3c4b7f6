"""Records: JSON Lines, one ``{"id": …, "text": …}`` a line, gzipped or not."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BufferedReader, FileIO
from typing import BinaryIO, cast

from pipeline.batch.inputs.holder import Bad, Entry, Holder, abridged, text_bytes
from pipeline.batch.inputs.names import stem_of_id
from pipeline.batch.inputs.patterns import Selection
from pipeline.batch.inputs.protocol import reason
from pipeline.batch.source import MAX_SIZE
from pipeline.errors import UnreadableInput

_GZIP = b"\x1f\x8b"
_BUFFER = 2**17
_BLANKS = b" \t\r\n"


class Records(Holder):
    """A file of records, of which no more than one line is in memory.

    Whether it is gzipped, its first bytes say; a browser may have unpacked it.
    """

    nothing = "no record"

    def __init__(self, path: str, folder: str, selection: Selection) -> None:
        super().__init__(path, folder)
        self._selection = selection

    def entries(self) -> Iterator[Entry | Bad]:
        """Its records that are selected, and its lines that are none."""
        with _opened(self.name) as file:
            number = 0
            try:
                for number, line in enumerate(_lines(file), 1):
                    entry = _entry(line, str(number))
                    if isinstance(entry, Bad) or (entry and self._selection.takes(entry.name)):
                        yield entry._replace(name=abridged(entry.name)) if isinstance(entry, Entry) else entry
            except (OSError, EOFError, zlib.error) as error:  # gzip's own are among them
                text = f"it is damaged after line {number}, and ends here: {reason(error)}"
                yield Bad("", text)


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    try:
        file = BufferedReader(FileIO(path), _BUFFER)
    except OSError as error:
        raise UnreadableInput(reason(error)) from error
    with file:
        if file.peek(len(_GZIP)).startswith(_GZIP):
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield cast("BinaryIO", unpacked)
        else:
            yield file


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of `file`; of one that is too long only its begin, which is too long, too."""
    while line := file.readline(MAX_SIZE + 1):
        rest = line
        while len(rest) > _BUFFER and not rest.endswith(b"\n"):
            # More of a line that is refused, read in pieces and forgotten.
            rest = file.readline(_BUFFER + 1)
        yield line


def _entry(line: bytes, number: str) -> Entry | Bad | None:
    if len(line) > MAX_SIZE:
        return Bad(number, f"the line is longer than {MAX_SIZE >> 20} MiB")
    line = line.rstrip(_BLANKS)
    if not line:
        return None
    try:
        record = json.loads(line.decode("utf-8-sig" if number == "1" else "utf-8"))
    except json.JSONDecodeError as error:
        return Bad(number, f"not JSON: {error.msg} at column {error.colno}")
    except UnicodeDecodeError as error:
        return Bad(number, f"not UTF-8: byte 0x{line[error.start]:02X} at column {error.start + 1}")
    except (RecursionError, ValueError) as error:  # nested too deeply; a number of too many digits
        return Bad(number, f"not a record: {error}")
    if not isinstance(record, dict):
        return Bad(number, 'not a record: not an object as {"id": …, "text": …}')
    identifier, text = record.get("id"), record.get("text")
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        identifier = str(identifier)
    if not isinstance(identifier, str):
        return Bad(number, "the record has no id" if identifier is None else "the id is not a string")
    if not identifier.strip():
        return Bad(number, "the id is empty")
    if not isinstance(text, str):
        name = abridged(identifier)
        return Bad(
            number, f"{name!r} has no text" if text is None else f"the text of {name!r} is not a string"
        )
    file = abridged(identifier.rstrip("/").rpartition("/")[2]) + ".txt"
    return Entry(number, identifier, stem_of_id(identifier), file, partial(text_bytes, text))
