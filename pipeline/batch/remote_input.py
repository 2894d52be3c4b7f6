"""An input elsewhere: a file, or a folder that is searched, on a file system that fsspec knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.batch.inputs.names import in_unicode
from pipeline.batch.inputs.opening import HOLDERS
from pipeline.batch.inputs.patterns import Selection
from pipeline.batch.inputs.protocol import broken
from pipeline.batch.remote import OBJECT_STORES, patiently, reason
from pipeline.batch.source import SUFFIXES, Source, on_one_line, without_suffix
from pipeline.batch.url import Url
from pipeline.errors import SeedpressError, UnreadableInput

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_SECOND = 1_000_000_000


class RemoteInput:
    """What is at `url`. Of a folder it is what a folder here would be; what is below `out` is left out.

    Archives and files of records are read on this machine only.
    """

    def __init__(self, url: Url, out: Path | Url | None, selection: Selection | None = None) -> None:
        self.name = url.text
        self._url = url
        self._out = f"{out}/"
        self._selection = selection or Selection()
        self._sources: list[Source] = []

    def sources(self) -> Sequence[Source]:
        """What is there now; workers read it.

        Raises:
            UnreadableInput: there is nothing to build, or nobody answers.
            MissingTool: a library is not installed.
        """
        try:
            self._sources = sorted(patiently(self._found, self._url), key=attrgetter("location", "name"))
        except SeedpressError:
            raise
        except FileNotFoundError as error:
            raise UnreadableInput("no such file or folder") from error
        except Exception as error:
            raise UnreadableInput(reason(error)) from error
        if not self._sources:
            wanted = f"no {' or '.join(SUFFIXES)} file; name other files themselves"
            raise UnreadableInput(f"nothing to build: {wanted}")
        if len(self._sources) == 1 and self._sources[0].error:
            raise UnreadableInput(self._sources[0].error)
        return self._sources

    def loaded(self, stems: Collection[str]) -> Iterator[Source]:
        """Those that were found by `sources`: workers read them."""
        return (source for source in self._sources if source.stem in stems and not source.error)

    def holders(self) -> Iterable[str]:
        """None: what holds many documents is not read there."""
        return ()

    def _found(self, system: AbstractFileSystem, root: str) -> list[Source]:
        system.invalidate_cache()
        about = system.info(root)
        if about["type"] != "directory":
            return [_source(self._url, PurePosixPath(self._url.text).name, about)]
        found = []
        if self._url.scheme in OBJECT_STORES:  # all in one listing
            entries: Iterable[tuple[str, Mapping[str, Any]]] = system.find(root, detail=True).items()
        else:
            entries = _files(system, root)
        for path, details in entries:
            place = str(path)[len(root.rstrip("/")) :].lstrip("/")
            url = self._url / place
            is_wanted = self._selection.takes_file(place) and "/." not in f"/{place}"
            if not is_wanted or url.text.startswith(self._out):
                continue
            if details["type"] == "link":  # whose size and time are its own, not those of its file
                try:
                    details = system.info(path)
                except FileNotFoundError as error:  # it leads nowhere
                    found.append(broken(on_one_line(url.text), reason(error)))
                    continue
            if details["type"] == "file":
                found.append(_source(url, place, details))
        return found


def _files(system: AbstractFileSystem, root: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All files below `root`. Not by fsspec, to which a folder that can't be read is an empty one."""
    waiting = [root]
    while waiting:
        for details in system.ls(waiting.pop(), detail=True):
            if details["type"] == "directory":
                waiting.append(details["name"])
            else:
                yield details["name"], details


def _source(url: Url, place: str, details: Mapping[str, Any]) -> Source:
    name = on_one_line(url.text)
    if place.lower().endswith(HOLDERS):
        return broken(name, "what holds many documents is read on this machine only: copy it here")
    return Source(
        name=name,
        stem=in_unicode(without_suffix(place)),
        file=PurePosixPath(place).name,
        location=url.text,
        size=details.get("size") or 0,
        modified=_modified(details),
    )


def _modified(details: Mapping[str, Any]) -> int:
    """When a file was changed, in nanoseconds since 1970; -1 where its file system does not say.

    Object stores count whole seconds, but have a tag for each content: the fraction is made of it.
    """
    when = next((details[key] for key in _TIMES if details.get(key)), None)
    if isinstance(when, str):
        when = datetime.fromisoformat(when)
    if isinstance(when, datetime):
        when = when.timestamp()
    if not isinstance(when, int | float):
        return -1
    tag = next((str(details[key]) for key in _TAGS if details.get(key)), "")
    if not tag:
        return int(when * _SECOND)
    fraction = int.from_bytes(sha256(tag.encode()).digest()[:8]) % _SECOND
    return int(when) * _SECOND + fraction


_TIMES = ("LastModified", "mtime", "updated", "last_modified")
_TAGS = ("ETag", "etag", "md5Hash", "content_md5")
