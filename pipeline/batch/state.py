"""Whether anything changed in folders of ours: programs, styles, fonts. Told without reading a file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - as below
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")

_LENGTH = 16
"""Of a digest: 64 bits tell apart what a user will ever have."""


def package_state() -> str:
    """The state of this package's files: a checkout changes without a new version."""
    return tree_state([_PACKAGE])


def fonts_state() -> str:
    """The state of the system's fonts: one that is installed later may draw what was missing."""
    return tree_state(map(os.path.expanduser, FONT_FOLDERS))


def tree_state(roots: Iterable[str]) -> str:
    """A digest of the names, sizes and times of all files below `roots`."""
    lines: list[str] = []
    waiting = list(roots)
    while waiting:
        place = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except NotADirectoryError:
            status = os.stat(place)  # noqa: PTH116 - thousands of fonts
            lines.append(f"{place} {status.st_size} {status.st_mtime_ns}")
            continue
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    waiting.append(entry.path)
            else:
                try:
                    status = entry.stat()
                except OSError:
                    continue
                lines.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
    return digest(line.encode(errors="surrogateescape") for line in sorted(lines))


def files_below(root: Path) -> Iterator[Path]:
    """All files below the folder `root`, in folders that are links, too, but in none twice."""
    met: set[tuple[int, int]] = set()
    for place, folders, files in os.walk(root, followlinks=True):
        status = os.stat(place)  # noqa: PTH116
        if (status.st_dev, status.st_ino) in met:
            folders.clear()
            continue
        met.add((status.st_dev, status.st_ino))
        yield from (path for name in files if (path := Path(place, name)).is_file())


def digest(parts: Iterable[bytes]) -> str:
    """A digest of `parts`, each told apart from the next."""
    found = sha256()
    for part in parts:
        found.update(b"%d:" % len(part))
        found.update(part)
    return found.hexdigest()[:_LENGTH]
