"""Which of the documents in a folder, an archive or a file of records are wanted.

A pattern is as in gitignore(5): ``*`` and ``?`` stand for anything but ``/``, ``**`` for any
folders, ``[a-z]`` for one of these characters. One with a ``/`` in it is a path from the top,
one without is a name at any depth; ``x/`` is a folder. What is in a folder that fits, fits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from typing import NamedTuple

from pipeline.batch.source import SUFFIXES
from pipeline.errors import UsageError

_DUMP = ".mediawiki.xml"  # an import file of a wiki is XML, but none of ours
_WILDCARDS = "*?["

_TOKEN = re.compile(
    r"(?P<folders>(?<![^/])\*\*/)|\*\*|(?P<any>\*)|(?P<one>\?)|\[(?P<set>[!^]?\]?[^\]/]*)\]|.", re.DOTALL
)


class Selection:
    """What is taken: all that fits one of the patterns `include`, if there are any, and none of `exclude`.

    Raises:
        UsageError: one of them is no pattern.
    """

    def __init__(self, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        included = [_Pattern.compiled(pattern) for pattern in include]
        self._required = [included] if included else []
        self._exclude = [_Pattern.compiled(pattern) for pattern in exclude]
        self._top = ""

    def within(self, pattern: str) -> Selection:
        """Of this only what fits `pattern`, too."""
        narrower = copy(self)
        narrower._required = [*self._required, [_Pattern.compiled(pattern)]]
        return narrower

    def inside(self, folder: str) -> Selection:
        """This, for paths that begin in `folder`, which is empty or ends in ``/``."""
        narrower = copy(self)
        narrower._top = self._top + folder
        return narrower

    def takes(self, path: str) -> bool:
        """Whether the record `path` is wanted."""
        whole = self._top + path
        for several in self._required:
            if not any(each.fits(whole) for each in several):
                return False
        return not self._exclude or not self._excludes(whole)

    def takes_file(self, path: str) -> bool:
        """Whether the file `path` is wanted: it is called as seeds are, or as a pattern says."""
        name = path.lower()
        is_called = name.endswith(SUFFIXES) and not name.endswith(_DUMP)
        for several in self._required:
            is_called = is_called or any(each.names(name) for each in several)
        return is_called and self.takes(path)

    def enters(self, folder: str) -> bool:
        """Whether anything in `folder` may be wanted."""
        whole = self._top + folder
        for several in self._required:
            if not any(each.may_be_in(whole) for each in several):
                return False
        return not self._exclude or not self._excludes(f"{whole}/")

    def _excludes(self, path: str) -> bool:
        return any(each.fits(path) for each in self._exclude)


class _Pattern(NamedTuple):
    regex: re.Pattern[str]
    ending: str
    """What each name that fits it ends in, in lower case, if that is a suffix or all of the name."""

    above: tuple[re.Pattern[str], ...] | None
    """What the folders fit in which it may be found, by their depth; ``None`` if that can be any folder."""

    @staticmethod
    def compiled(pattern: str) -> _Pattern:
        parts = pattern.strip("/").split("/")
        regex, ending = _compiled(pattern), _ending(pattern)
        if "/" not in pattern.rstrip("/") or "**" in pattern:
            return _Pattern(regex, ending, None)
        above = ("/" + "/".join(parts[:depth]) for depth in range(1, len(parts)))
        return _Pattern(regex, ending, tuple(map(_compiled, above)))

    def fits(self, path: str) -> bool:
        return self.regex.fullmatch(path) is not None

    def may_be_in(self, folder: str) -> bool:
        """Whether something in `folder` may fit."""
        if self.above is None:
            return True
        depth = folder.count("/")
        regex = self.above[depth] if depth < len(self.above) else self.regex
        return regex.fullmatch(f"{folder}/") is not None

    def names(self, name: str) -> bool:
        """Whether `name`, in lower case, ends as this says; "*.xml" doesn't mean dumps."""
        ends = self.ending and name.endswith(self.ending)
        return bool(ends) and (not name.endswith(_DUMP) or self.ending.endswith(_DUMP))


def is_pattern(path: str) -> bool:
    """Whether `path` has a wildcard in it."""
    return any(character in path for character in _WILDCARDS)


def split_pattern(path: str) -> tuple[str, str]:
    """The folder that `path` begins with, and the pattern of what is in it, from its top."""
    parts = path.split("/")
    first = next(place for place, part in enumerate(parts) if is_pattern(part))
    folder = "/".join(parts[:first]) or ("/" if first else ".")
    return folder, "/" + "/".join(parts[first:])


def _ending(pattern: str) -> str:
    last = pattern.rpartition("/")[2].lower()
    literal = re.split(r"[*?\]]", last)[-1]
    return literal if literal == last or literal.startswith(".") else ""


def _compiled(pattern: str) -> re.Pattern[str]:
    body = pattern.strip("/")
    if not body:
        raise UsageError(f"{pattern!r} is no pattern: it fits nothing")
    start = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    end = "/.*" if pattern.endswith("/") else "(?:/.*)?"
    try:
        return re.compile(start + "".join(map(_translated, _TOKEN.finditer(body))) + end, re.DOTALL)
    except re.error as error:
        raise UsageError(f"{pattern!r} is no pattern: {error}") from error


def _translated(token: re.Match[str]) -> str:
    if token["folders"]:
        return "(?:[^/]+/)*"
    if token["any"]:
        return "[^/]*"
    if token["one"]:
        return "[^/]"
    if token["set"]:
        negated = token["set"][0] in "!^"
        characters = re.sub(r"([\\\[&~|])", r"\\\1", token["set"][negated:])
        return f"(?!/)[{'^' if negated else ''}{_closed(characters)}]"
    return ".*" if token[0] == "**" else re.escape(token[0])


def _closed(characters: str) -> str:
    """`characters` with a first ``]`` that is one of them, not the end."""
    return "\\" + characters if characters.startswith("]") else characters
