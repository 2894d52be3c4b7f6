"""From the arguments of a command line to inputs."""

from __future__ import annotations

import os
import posixpath
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from pipeline.batch.inputs.files import File, Several, files_below, source_of
from pipeline.batch.inputs.patterns import Selection, is_pattern, split_pattern
from pipeline.batch.inputs.protocol import LIST, Input, broken, reason
from pipeline.batch.source import SUFFIXES, Source, on_one_line
from pipeline.batch.url import Url, is_url, place_of
from pipeline.errors import UnreadableInput

_NAMES = "-"
_RECORDS = (".jsonl", ".jsonl.gz")
_ARCHIVE = ".zip"
_RESPONSE = ".json"
HOLDERS = (*_RECORDS, _ARCHIVE, _RESPONSE)


def open_inputs(
    paths: Iterable[str | Path], out: Path | Url, selection: Selection | None = None, *, null: bool = False
) -> list[Input]:
    """The input that each of `paths`, which may be URLs, is; what is in the output folder `out` is none.

    Of folders and of files with many documents, `selection` says which. ``-`` is the list of names
    on standard input, one a line, or with a NUL character behind each if `null`.

    Raises:
        UsageError: a URL can't be used.
    """
    opening = _Opening(out, selection or Selection())
    return [each for path in paths for each in opening.argument(str(path), null=null)]


def loaded_inputs(paths: Iterable[Path]) -> Iterator[Source]:
    """The documents that `paths` stand for, each with all that is needed to read it.

    What can't be read has an error instead. ``-`` is a document on standard input.
    """
    opening = _Opening(None, Selection())
    for path in paths:
        if str(path) == _NAMES:
            yield Source("<stdin>", "", _NAMES, _NAMES)
            continue
        for each in opening.argument(str(path), null=False):
            stems = set()
            try:
                for source in each.sources():
                    stems.add(source.stem)
                    if source.error:
                        yield source
            except UnreadableInput as error:
                yield broken(on_one_line(each.name), str(error))
            yield from each.loaded(stems)


def mirrored(path: str) -> str:
    """Where a listed `path` comes out: as `tar` keeps names, without what leads to or above the top."""
    parts = posixpath.normpath(path).split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


class _Opening:
    """Opens each file with many documents once, by whatever name it is met."""

    def __init__(self, out: Path | Url | None, selection: Selection) -> None:
        self._selection = selection
        self._met: set[str] = set()
        self._root = out
        self._out: os.stat_result | None = None
        with suppress(OSError):  # it is still to be made
            self._out = out.stat() if isinstance(out, Path) else None

    def argument(self, path: str, *, null: bool) -> Iterable[Input]:
        """What `path` stands for: one input, or none if it was met already."""
        if is_url(path):
            place = place_of(path)
            if isinstance(place, Url):
                from pipeline.batch.remote_input import RemoteInput

                return [RemoteInput(place, self._root, self._selection)]
            path = str(place)
        name = os.path.basename(path)  # noqa: PTH119
        if path == _NAMES:
            find = partial(self._listed, null=null)
            return [Several(LIST, find, "there is no name on it")]
        if os.path.isdir(path):  # noqa: PTH112
            return [self._folder(path, "")]
        if is_pattern(path) and not os.path.lexists(path):
            return [self._matching(path)]
        holders = self._holders(path, name)
        return [File(path, name)] if holders is None else holders

    def _folder(self, path: str, place: str) -> Input:
        find = partial(files_below, path, place, self._selection, self._out, self._holders)
        return Several(path, find, f"no {' or '.join(SUFFIXES)} file; name other files themselves")

    def _matching(self, pattern: str) -> Input:
        folder, rest = split_pattern(pattern)
        find = partial(files_below, folder, "", self._selection.within(rest), self._out, self._holders)
        return Several(pattern, find, "no file is called so")

    def _listed(self, *, null: bool) -> Iterator[Source | Input]:
        for name in _names(null=null):
            place = mirrored(name)
            try:
                status = os.stat(name)  # noqa: PTH116
            except (OSError, ValueError) as error:
                yield broken(on_one_line(name), reason(error))
                continue
            if stat.S_ISDIR(status.st_mode):
                yield self._folder(name, f"{place}/" if place else "")
                continue
            holders = self._holders(name, place)
            if holders is None:
                yield source_of(name, place, status)
            else:
                yield from holders

    def _holders(self, path: str, place: str, inside: str = "") -> Sequence[Input] | None:
        """What the file `path`, which comes out at `place`, holds; ``None`` if it is one document.

        To patterns, `inside` is the folder of what it holds.
        """
        name = path.lower()
        if not name.endswith(HOLDERS):
            return None
        identity = os.path.realpath(path)
        if identity in self._met:
            return ()
        self._met.add(identity)
        selection = self._selection.inside(f"{inside}/") if inside else self._selection
        if name.endswith(_RESPONSE):
            from pipeline.batch.inputs.wiki import Response

            return (Response(path, place, selection),)
        folder = place[: place.rfind("/") + 1]
        if name.endswith(_ARCHIVE):
            from pipeline.batch.inputs.archive import Archive

            return (Archive(path, folder, selection),)
        from pipeline.batch.inputs.records import Records

        return (Records(path, folder, selection),)


def _names(*, null: bool) -> Iterator[str]:
    """The names on standard input, but for empty ones."""
    if sys.stdin is None:
        raise UnreadableInput("it is closed")
    try:
        if null:
            names: Iterable[bytes] = sys.stdin.buffer.read().split(b"\0")
        else:
            names = (line.rstrip(b"\r\n") for line in sys.stdin.buffer)
        yield from (os.fsdecode(name) for name in names if name)
    except OSError as error:
        raise UnreadableInput(reason(error)) from error
