"""An input elsewhere: a file, or a folder that is searched, on a file system that fsspec knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.batch.remote import OBJECT_STORES, patiently, reason
from pipeline.batch.source import Source, is_source, without_suffix
from pipeline.batch.url import Url
from pipeline.errors import SeedpressError, UnreadableInput

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_SECOND = 1_000_000_000


class RemoteInput:
    """What is at `url`. Of a folder it is what a folder here would be; what is below `out` is left out."""

    def __init__(self, url: Url, out: Path | Url) -> None:
        self._url = url
        self._out = f"{out}/"
        self._sources: list[Source] = []

    def sources(self) -> Sequence[Source]:
        """What is there now; workers read it.

        Raises:
            UnreadableInput: there is nothing to build, or nobody answers.
            MissingTool: a library is not installed.
        """
        try:
            self._sources = sorted(patiently(self._found, self._url), key=lambda source: source.location)
        except SeedpressError:
            raise
        except FileNotFoundError as error:
            raise UnreadableInput(f"cannot read {str(self._url)!r}: no such file or folder") from error
        except Exception as error:
            raise UnreadableInput(f"cannot read {str(self._url)!r}: {reason(error)}") from error
        if not self._sources:
            raise UnreadableInput(f"nothing to build in {str(self._url)!r}")
        return self._sources

    def loaded(self, stems: Collection[str]) -> Iterator[Source]:
        """Those that were found by `sources`: workers read them."""
        return (source for source in self._sources if source.stem in stems)

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
            if not is_source(place) or f"/{place}".count("/.") or url.text.startswith(self._out):
                continue
            if details["type"] == "link":  # whose size and time are its own, not those of its file
                try:
                    details = system.info(path)
                except FileNotFoundError:  # it leads nowhere
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
    return Source(
        name=url.text if url.text.isprintable() else repr(url.text),
        stem=without_suffix(PurePosixPath(place)).as_posix(),
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
