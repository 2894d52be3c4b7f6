"""Finds what it looks like: style sheets, templates, reference documents and fonts.

The styles are a folder that a user can copy and change. A file that the user's folder does
not have comes from the built-in one, so a copy may hold a single changed file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent


@cache
def _built_in() -> Path:
    """The styles that travel in the wheel, else those of the checkout."""
    for folder in (_PACKAGE / "_styles", _PACKAGE.parent / "styles"):
        if folder.is_dir():
            return folder
    raise UsageError("the built-in styles are missing: reinstall seedpress")


@dataclass(frozen=True)
class Styles:
    """A search path of style folders; the first that has a file wins."""

    folders: tuple[Path, ...]

    def path(self, name: str) -> Path:
        """The file called `name` (relative, with ``/``).

        Raises:
            UsageError: no folder has it, or one may not be searched.
        """
        for folder in self.folders:
            file = folder / name
            try:
                if file.is_file():
                    return file
            except OSError as error:
                raise UsageError(f"cannot read the style file {str(file)!r}: {error.strerror}") from error
        raise UsageError(f"no style file {name!r} in {', '.join(map(str, self.folders))}")

    def text(self, name: str) -> str:
        """The content of a UTF-8 style file.

        Raises:
            UsageError: no folder has it, it can't be read, or it is not UTF-8.
        """
        path = self.path(name)
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(f"the style file {str(path)!r} is not UTF-8: {error.reason}") from error
        except OSError as error:
            raise UsageError(f"cannot read the style file {str(path)!r}: {error.strerror}") from error


def find_styles(user_folder: Path | str | None = None) -> Styles:
    """The styles to use: `user_folder`, where given, before the built-in ones.

    Raises:
        UsageError: `user_folder` is not a folder.
    """
    if user_folder is None:
        return Styles((_built_in(),))
    folder = Path(user_folder)
    try:
        problem = "" if folder.is_dir() else "is not a folder" if folder.exists() else "does not exist"
    except OSError as error:
        problem = f"can't be read: {error.strerror}"
    if problem:
        raise UsageError(f"the style folder {str(folder)!r} {problem}")
    return Styles((folder.resolve(), _built_in()))
