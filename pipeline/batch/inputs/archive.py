"""ZIP archives of seed texts. Nothing is unpacked to the disk, and nothing in them is believed."""

from __future__ import annotations

import re
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import FileIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pipeline.batch.inputs.holder import Bad, Entry, Holder, abridged
from pipeline.batch.inputs.names import stem_of_id
from pipeline.batch.inputs.patterns import Selection
from pipeline.batch.inputs.protocol import reason
from pipeline.batch.source import MAX_SIZE, without_suffix
from pipeline.errors import RefusedInput, UnreadableInput

MAX_DIRECTORY = 16 * 2**20
"""Bytes of an archive's directory: some 150,000 members. What is read of it takes 20 times as much."""

_MAX_RATIO = 200
"""A text becomes a tenth, perhaps; what becomes less than this is there to fill the memory."""

_SMALL = 2**20  # what may be packed as tightly as can be
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # APPNOTE 4.4.4: bits 0, 6 and 13
_IS_UTF8 = 0x800  # APPNOTE 4.4.4: bit 11
_UNIX = 3  # APPNOTE 4.4.2: the upper half of the attributes is a mode of Unix


class Archive(Holder):
    """A ZIP file, whose members come out as they would of the folder that was packed."""

    nothing = "no .txt or .xml file in it is wanted"

    def __init__(self, path: str, folder: str, selection: Selection) -> None:
        super().__init__(path, folder)
        self._selection = selection

    def entries(self) -> Iterator[Entry | Bad]:
        """Its members that are selected, but for hidden ones."""
        with _opened(self.name) as archive:
            for member in archive.infolist():
                name = _name(member)
                if name.endswith("/"):
                    continue
                parts = name.split("/")
                is_hidden = any(part.startswith(".") and not part.startswith("..") for part in parts)
                if is_hidden or not self._selection.takes_file(name):
                    continue
                error = _name_error(name) or _error(member)
                shown = abridged(name)
                if error:
                    yield Bad(shown, error)
                else:
                    # A member's name is no safer than an id.
                    stem = stem_of_id(without_suffix(name))
                    yield Entry(shown, shown, stem, parts[-1], partial(_read, archive, member))


class _Bounded(FileIO):
    """A file that gives no more than the directory of an archive may have at once, until `limit` is off.

    `zipfile` reads the directory at once, and there are several fields that could say how long it is.
    """

    limit: int | None = MAX_DIRECTORY

    def read(self, size: int | None = -1, /) -> bytes:
        if self.limit is not None and size is not None and size > self.limit:
            error = f"its directory is larger than {self.limit >> 20} MiB: unpack it, and build the folder"
            raise RefusedInput(error)
        return super().read(size) or b""


@contextmanager
def _opened(path: str) -> Iterator[ZipFile]:
    try:
        file = _Bounded(path)
    except OSError as error:
        raise UnreadableInput(reason(error)) from error
    with file:
        with _damaged():
            archive = ZipFile(file)  # which has nothing to close: the file is ours
            file.limit = None
            size = file.seek(0, 2)
        if sum(member.compress_size for member in archive.infolist()) > size:
            raise RefusedInput("its members overlap: it was made to do harm")
        yield archive


@contextmanager
def _damaged() -> Iterator[None]:
    """Turn what `zipfile` raises into an error of ours. Only some of it is declared."""
    try:
        yield
    except (BadZipFile, EOFError, NotImplementedError, OSError, OverflowError, RuntimeError) as error:
        raise UnreadableInput(f"the ZIP file is damaged: {error}") from error
    except (ValueError, struct.error, zlib.error) as error:
        raise UnreadableInput(f"the ZIP file is damaged: {error}") from error


def _read(archive: ZipFile, member: ZipInfo) -> bytes:
    with _damaged(), archive.open(member) as file:
        content = file.read(MAX_SIZE + 1)
    if len(content) > MAX_SIZE:
        raise RefusedInput(f"it unpacks to more than {MAX_SIZE >> 20} MiB")
    return content


def _name(member: ZipInfo) -> str:
    """The name of `member` as it stands in the archive; `zipfile` changes some."""
    name = member.orig_filename
    if member.flag_bits & _IS_UTF8 or name.isascii():
        return name
    try:
        # The Finder of macOS writes UTF-8 and doesn't say so.
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _name_error(name: str) -> str:
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match("[A-Za-z]:", name):
        return "its name leads out of the archive"
    if "\\" in name:
        return "its name has a backslash: pack it with '/' between folders"
    if any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in name):
        return "its name has control characters"
    return "" if all(parts) else "its name has an empty part"


def _error(member: ZipInfo) -> str:
    if member.flag_bits & _ENCRYPTED:
        return "it is encrypted"
    if member.create_system == _UNIX and stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        return "it is a link or device, not a file"
    # `zipfile` unpacks the others a block at a time, however much that block becomes.
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "it is compressed in another way than by Deflate: pack it anew"
    if member.file_size > MAX_SIZE:
        return f"it unpacks to more than {MAX_SIZE >> 20} MiB"
    if member.file_size > max(_SMALL, _MAX_RATIO * member.compress_size):
        return f"it unpacks to more than {_MAX_RATIO} times its size: no text does"
    return ""
