"""Writes that are atomic: a file has its final name only when all of it is on the disk."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import UnwritableOutput


def write(path: Path, data: bytes) -> int:
    """Write `data` to `path`: all of it, or nothing; see `write_parts`."""
    return write_parts(path, (data,))


def write_parts(path: Path, parts: Iterable[bytes]) -> int:
    """Write `parts`, one after another, to `path`: all of them, or nothing.

    The bytes go to a temporary file in the same folder, are flushed to the disk, and are
    renamed. Whoever reads `path` meanwhile sees the old file or the new one. The permissions
    follow from the umask. A symbolic link at `path` is replaced, never written through. A process
    that is killed in the middle leaves a file behind, called ``.seedpress-*.tmp``. An error of
    `parts` leaves nothing behind. When it was written is returned, in nanoseconds since 1970.

    Raises:
        UnwritableOutput: the folder does not exist, `path` is a folder, the disk is full, …
    """
    # Not made from the name of `path`, which may already be as long as a name can be.
    temporary = path.with_name(f".seedpress-{secrets.token_hex(8)}.tmp")
    try:
        if path.is_dir():
            raise UnwritableOutput(f"cannot write {str(path)!r}: it is a folder")
        try:  # before the file is there: Ctrl-C may come just when it is made
            # Not `tempfile`: its files are for the owner alone, whatever the umask.
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            with os.fdopen(handle, "wb") as file:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
                modified = os.fstat(file.fileno()).st_mtime_ns
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
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


class Store:
    """The output folder: writes files somewhere below `root`, and nowhere else."""

    def __init__(self, root: Path) -> None:
        self._root = root

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
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = "it is not a folder" if isinstance(error, FileExistsError) else error.strerror or error
            raise UnwritableOutput(f"cannot make the folder {str(path.parent)!r}: {reason}") from error
        self._refuse_outside(path)
        return write_parts(path, parts)

    def _refuse_outside(self, path: Path) -> None:
        try:
            is_inside = path.parent.resolve().is_relative_to(self._root.resolve())
        except (OSError, RuntimeError) as error:  # links that lead in a circle
            raise UnwritableOutput(f"cannot write {str(path)!r}: {error}") from error
        if not is_inside:
            raise UnwritableOutput(f"cannot write {str(path)!r}: a link leads out of {str(self._root)!r}")
