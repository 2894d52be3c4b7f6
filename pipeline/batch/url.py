"""Places that are no paths of this machine: URLs of file systems that fsspec knows.

Nothing is imported here that only such a place needs.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import UsageError

_SCHEME = re.compile(r"[a-z][a-z0-9+.:-]*://")
_SECRET = re.compile(r"(://[^/@:\s]*):[^/@\s]*@")

# What is in the memory of one process, or is fetched but can't be listed or written.
_NOT_SHARED = frozenset({"data", "http", "https", "memory"})


class Url(NamedTuple):
    """A folder or file elsewhere; without a password, and without a slash at the end."""

    text: str

    def __truediv__(self, place: str) -> Url:
        return Url(f"{self.text}/{place}")

    def __str__(self) -> str:
        return self.text

    @property
    def scheme(self) -> str:
        """What says of what kind the file system is."""
        return self.text.partition("://")[0]


def is_url(text: str) -> bool:
    """Whether `text` is a URL; no path that `pathlib` has seen has two slashes in a row."""
    return _SCHEME.match(text) is not None


def place_of(argument: str) -> Path | Url:
    """The place that an argument of a command names; ``file:///x`` is the path ``/x``.

    Raises:
        UsageError: it is a URL of a kind that can't be used, or has a password in it.
    """
    if not is_url(argument):
        return Path(argument)
    scheme = argument.partition("://")[0]
    if scheme == "file":
        from urllib.parse import unquote, urlsplit  # a build with nothing to do has no time for it

        parts = urlsplit(argument)
        if parts.netloc not in ("", "localhost"):
            raise UsageError(f"{argument!r} is on another machine: say file:///{parts.netloc}{parts.path}")
        return Path(unquote(parts.path))
    if _SECRET.search(argument):
        where = "the configuration of fsspec, or an SSH key or agent, is the place for it (docs/scale.md)"
        raise UsageError(f"{redacted(argument)!r} has a password in it, which others can see: {where}")
    if scheme in _NOT_SHARED or "::" in argument:
        raise UsageError(f"{redacted(argument)!r} is no folder that all processes can read and write")
    return Url(argument.rstrip("/") if argument.rstrip("/")[-1] != ":" else argument)


def redacted(text: str) -> str:
    """`text` without the passwords of URLs in it."""
    return _SECRET.sub(r"\1:…@", text)
