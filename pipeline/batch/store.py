"""Writes that are atomic: a file has its final name only when all of it is on the disk."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import BinaryIO, Protocol

from pipeline.batch.url import Url
from pipeline.errors import UnwritableOutput


def write(path: Path, data: bytes) -> int:
    """Write `data` to `path`: all of it, or nothing; see `write_parts`."""
    return write_parts(path, (data,))


def write_parts(path: Path, parts: Iterable[bytes]) -> int:
    """Write `parts`, one after another, to `path`: all of them, or nothing.

    The bytes go to a temporary file in the same folder, are flushed to the disk, and are
    renamed. Whoever reads `path` meanwhile sees the old file or the new one. The permissions
    follow from the umask. A symbolic link at `path` is replaced, never written through. A process
    that is killed in the middle leaves a file behind, which `sweep` removes. An error of
    `parts` leaves nothing behind. When it was written is returned, in nanoseconds since 1970.

    Raises:
        UnwritableOutput: the folder does not exist, `path` is a folder, the disk is full, …
    """
    try:
        if path.is_dir():
            raise UnwritableOutput(f"cannot write {str(path)!r}: it is a folder")
        with _temporary(path.parent) as (temporary, file):
            file.writelines(parts)
            file.flush()
            # That the file is whole after a power failure. Not its folder, too: what has no name
            # then is missing, and the next build sees that.
            os.fsync(file.fileno())
            modified = os.fstat(file.fileno()).st_mtime_ns
            temporary.replace(path)
    except OSError as error:
        raise UnwritableOutput(f"cannot write {str(path)!r}: {error.strerror or error}") from error
    return modified


def write_through(path: Path, parts: Iterable[bytes]) -> None:
    """Write `parts` to a device or pipe, which can't be replaced by a file.

    Raises:
        UnwritableOutput: it takes no more, or may not be written.
    """
    try:
        with path.open("wb") as device:
            device.writelines(parts)
    except OSError as error:
        raise UnwritableOutput(f"cannot write {str(path)!r}: {error.strerror or error}") from error


# --- Temporary files -------------------------------------------------------------------------

# Not made from the name of a file, which may already be as long as a name can be.
_PREFIX, _SUFFIX = ".seedpress-", ".tmp"

_unfinished: set[Path] = set()
"""The temporary files of this process, for a handler of signals."""


@contextmanager
def _temporary(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file in `folder`, which is gone after the ``with`` block, unless it was renamed.

    It is locked meanwhile: that is how `sweep` knows it from one that nobody works on.
    """
    while True:
        path = folder / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
        _unfinished.add(path)  # before it is there: Ctrl-C may come just when it is made
        try:
            # Not `tempfile`: its files are for the owner alone, whatever the umask.
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            with os.fdopen(handle, "wb") as file:
                with suppress(OSError):  # a file system without locks; nothing is swept there
                    flock(handle, LOCK_EX)
                if os.fstat(handle).st_nlink:  # else it was swept before it was locked
                    yield path, file
                    return
        finally:
            path.unlink(missing_ok=True)
            _unfinished.discard(path)


def remove_temporaries() -> None:
    """Remove what this process has not finished writing: it is about to end on the spot."""
    for path in list(_unfinished):
        with suppress(OSError):
            path.unlink()


def sweep(folder: Path) -> None:
    """Remove the temporary files in `folder` whose processes were killed."""
    with os.scandir(folder) as entries:
        found = [e.path for e in entries if e.name.startswith(_PREFIX) and e.name.endswith(_SUFFIX)]
    for path in found:
        with suppress(OSError):  # another process works on it, or has just finished; or it isn't ours
            handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb"):
                flock(handle, LOCK_EX | LOCK_NB)
                Path(path).unlink()


# --- The output folder -----------------------------------------------------------------------


class AnyStore(Protocol):
    """An output folder, here or elsewhere."""

    def check(self) -> None:
        """Find out whether anything can be written."""
        ...

    def write(self, place: str, data: bytes) -> int:
        """Write `data` to the file at `place`: all of it, or nothing; when that was."""
        ...

    def write_parts(self, place: str, parts: Iterable[bytes]) -> int:
        """Write `parts` to the file at `place`, one after another, as `write` does."""
        ...


def open_store(out: Path | Url) -> AnyStore:
    """What writes to the output folder `out`."""
    if isinstance(out, Path):
        return Store(out)
    from pipeline.batch.remote import RemoteStore

    return RemoteStore(out)


class Store:
    """The output folder: writes files somewhere below `root`, and nowhere else.

    What killed processes have left in a folder is swept when it is first written to.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._swept: set[Path] = set()

    def check(self) -> None:
        """Make the root, and a file in it for a moment.

        Raises:
            UnwritableOutput: that can't be done.
        """
        self._make(self._root)
        try:
            with _temporary(self._root):
                pass
        except OSError as error:
            reason = error.strerror or error
            raise UnwritableOutput(f"cannot write to the folder {str(self._root)!r}: {reason}") from error

    def write(self, place: str, data: bytes) -> int:
        """Write `data` to the file at `place` below the root, and make its folders.

        When it was written is returned, in nanoseconds since 1970.

        Raises:
            UnwritableOutput: as `write_parts` does; or a symbolic link leads out of the root.
        """
        return self.write_parts(place, (data,))

    def write_parts(self, place: str, parts: Iterable[bytes]) -> int:
        """Write `parts` to the file at `place`, one after another, as `write` does."""
        path = self._root / place
        self._refuse_outside(path)  # before a folder is made out there
        self._make(path.parent)
        self._refuse_outside(path)
        if path.parent not in self._swept:
            self._swept.add(path.parent)
            with suppress(OSError):
                sweep(path.parent)
        return write_parts(path, parts)

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = "it is not a folder" if isinstance(error, FileExistsError) else error.strerror or error
            raise UnwritableOutput(f"cannot make the folder {str(folder)!r}: {reason}") from error

    def _refuse_outside(self, path: Path) -> None:
        try:
            is_inside = path.parent.resolve().is_relative_to(self._root.resolve())
        except (OSError, RuntimeError) as error:  # links that lead in a circle
            raise UnwritableOutput(f"cannot write {str(path)!r}: {error}") from error
        if not is_inside:
            raise UnwritableOutput(f"cannot write {str(path)!r}: a link leads out of {str(self._root)!r}")
