"""Files on other machines, by fsspec: SFTP servers, object stores.

What file systems need, addresses aside, comes from fsspec's own configuration (``FSSPEC_…`` in the
environment, ``~/.config/fsspec``), and so never from a command line.

A file has its final name only when all of it is there. Object stores do that by themselves: an object
is there when its upload is complete. Elsewhere the bytes go to a temporary file, which is renamed.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from pipeline.batch.source import MAX_SIZE
from pipeline.batch.url import Url, redacted
from pipeline.errors import MissingTool, RefusedInput, SeedpressError, UnreadableInput, UnwritableOutput

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_T = TypeVar("_T")

_SFTP = frozenset({"sftp", "ssh"})
OBJECT_STORES = frozenset({"abfs", "abfss", "az", "gcs", "gs", "memory", "oci", "oss", "s3", "s3a"})

# How long to wait, in seconds, before what a lost connection has spoiled is tried again.
_PAUSES = (0.5, 2.0, 5.0)

# After how many seconds without an answer a connection counts as lost.
_SILENCE = 120.0

_TEMPORARY = ".seedpress-{}.tmp"


def file_system(url: Url) -> tuple[AbstractFileSystem, str]:
    """The file system of `url`, connected, and what it calls the place.

    It belongs to this thread, and is the same the next time.

    Raises:
        MissingTool: a library is not installed.
        Exception: whatever the library says of a server that does not answer.
    """
    try:
        import fsspec

        cls: Any = fsspec.get_filesystem_class(url.scheme)
    except ModuleNotFoundError as error:
        raise MissingTool(f"{url.scheme}:// needs fsspec: pip install 'seedpress[remote]'") from error
    except ImportError as error:
        how = "pip install 'seedpress[remote]'" if url.scheme in _SFTP else str(error)
        raise MissingTool(f"the library for {url.scheme}:// is missing: {how}") from error
    except ValueError as error:
        raise MissingTool(f"fsspec knows no {url.scheme}://: {error}") from error
    if url.scheme not in _SFTP:
        return cls(**cls._get_kwargs_from_urls(url.text)), cls._strip_protocol(url.text)
    # Not by fsspec, which takes "?" and "#" in names for what they are in web addresses.
    authority, _, path = url.text.partition("://")[2].partition("/")
    address = urlsplit(f"//{authority}")
    options: dict[str, Any] = {"host": address.hostname or "", "port": address.port or 22}
    if address.username:
        options["username"] = address.username
    if "host_key_policy" not in _configured(cls):
        from pipeline.batch.known_hosts import KnownHosts

        options["host_key_policy"] = KnownHosts()
    found = cls(**options)
    found.ftp.get_channel().settimeout(_SILENCE)
    return found, f"/{path}"


def _configured(cls: Any) -> dict[str, Any]:
    from fsspec.config import apply_config

    return dict(apply_config(cls, {}))


def patiently(operation: Callable[[AbstractFileSystem, str], _T], url: Url) -> _T:
    """What `operation` gives for the file system and path of `url`; again where a connection was lost."""
    for pause in _PAUSES:
        try:
            return operation(*file_system(url))
        except Exception as error:
            if not _is_passing(error):
                raise
        _forget(url)
        time.sleep(pause)
    return operation(*file_system(url))


def _is_passing(error: Exception) -> bool:
    if isinstance(error, EOFError | ConnectionError | TimeoutError):
        return True
    if isinstance(error, OSError):
        return str(error) == "Socket is closed"
    # Of Paramiko; its subclasses say what will be so the next time, too.
    return type(error).__name__ == "SSHException"


def _forget(url: Url) -> None:
    import fsspec

    fsspec.get_filesystem_class(url.scheme).clear_instance_cache()


def reason(error: BaseException) -> str:
    """What `error`, of whatever library, says; no passwords."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return redacted(" ".join(text.split()))


def read(url: Url) -> bytes:
    """The bytes of the file at `url`.

    Raises:
        RefusedInput: there are more than any input may have.
        UnreadableInput: there is no such file, it may not be read, nobody answers.
        MissingTool: a library is not installed.
    """

    def content(system: AbstractFileSystem, path: str) -> bytes:
        with system.open(path, "rb") as file:
            data: bytes = file.read(MAX_SIZE + 1)
        return data

    try:
        data = patiently(content, url)
    except SeedpressError:
        raise
    except Exception as error:
        raise UnreadableInput(f"cannot read {str(url)!r}: {reason(error)}") from error
    if len(data) > MAX_SIZE:
        raise RefusedInput(f"cannot read {str(url)!r}: it is larger than {MAX_SIZE >> 20} MiB")
    return data


def beginning(url: Url, size: int) -> bytes | None:
    """The first `size` bytes of the file at `url`; ``None`` where there is none.

    Raises:
        UnreadableInput: nobody answers, or it may not be read.
    """

    def content(system: AbstractFileSystem, path: str) -> bytes | None:
        system.invalidate_cache()
        if system.info(path)["type"] == "directory":  # that is refused when it is written to
            return None
        return bytes(system.cat_file(path, start=0, end=size))

    try:
        return patiently(content, url)
    except FileNotFoundError:
        return None
    except SeedpressError:
        raise
    except Exception as error:
        raise UnreadableInput(f"cannot read {str(url)!r}: {reason(error)}") from error


def names(folder: str) -> frozenset[str]:
    """The names of what is in the folder with the URL `folder`; none where there is no folder.

    Raises:
        UnreadableInput: nobody answers, or it may not be listed.
    """
    url = Url(folder.rstrip("/"))

    def listed(system: AbstractFileSystem, path: str) -> frozenset[str]:
        system.invalidate_cache()
        return frozenset(name.rstrip("/").rpartition("/")[2] for name in system.ls(path, detail=False))

    try:
        return patiently(listed, url)
    except (FileNotFoundError, NotADirectoryError):
        return frozenset()
    except SeedpressError:
        raise
    except Exception as error:
        raise UnreadableInput(f"cannot list {str(url)!r}: {reason(error)}") from error


class RemoteStore:
    """An output folder elsewhere: writes files somewhere below `root`, and nowhere else."""

    def __init__(self, root: Url) -> None:
        self._root = root
        self._ready: set[str] = set()

    def check(self) -> None:
        """Make the root, and a file in it for a moment.

        Raises:
            UnwritableOutput: that can't be done.
            MissingTool: a library is not installed.
        """

        def tried(system: AbstractFileSystem, root: str) -> None:
            path = self._prepared(system, root, _TEMPORARY.format(secrets.token_hex(8)))
            system.pipe_file(path, b"")
            with suppress(Exception):  # who may write, need not be allowed to remove
                system.rm_file(path)

        self._attempt(tried, f"cannot write to {str(self._root)!r}")

    def write(self, place: str, data: bytes) -> int:
        """Write `data` to the file at `place` below the root: all of it, or nothing.

        When it was written is returned, in nanoseconds since 1970. A process that is killed in the
        middle leaves a temporary file behind where there are any.

        Raises:
            UnwritableOutput: it can't be written, or would be outside of the root.
            MissingTool: a library is not installed.
        """

        def written(system: AbstractFileSystem, root: str) -> int:
            path = self._prepared(system, root, place)
            if self._root.scheme in OBJECT_STORES:
                system.pipe_file(path, data)
            else:
                _write_and_rename(system, path, data)
            return time.time_ns()

        return self._attempt(written, f"cannot write {str(self._root / place)!r}")

    def write_parts(self, place: str, parts: Iterable[bytes]) -> int:
        """Write `parts` to the file at `place`, one after another, as `write` does; memory holds them all."""
        return self.write(place, b"".join(parts))

    def remove(self, place: str) -> bool:
        """Remove the file at `place` below the root; whether there was one.

        Raises:
            UnwritableOutput: it can't be removed.
        """

        def removed(system: AbstractFileSystem, root: str) -> bool:
            try:
                system.rm_file(_below(root, place))
            except FileNotFoundError:
                return False
            return True

        return self._attempt(removed, f"cannot remove {str(self._root / place)!r}")

    def _attempt(self, operation: Callable[[AbstractFileSystem, str], _T], what: str) -> _T:
        try:
            return patiently(operation, self._root)
        except SeedpressError:
            raise
        except Exception as error:
            raise UnwritableOutput(f"{what}: {reason(error)}") from error

    def _prepared(self, system: AbstractFileSystem, root: str, place: str) -> str:
        """The path of `place`, whose folder is there then."""
        path = _below(root, place)
        folder = path.rpartition("/")[0]
        if folder not in self._ready and self._root.scheme not in OBJECT_STORES:
            _make(system, root)
            inside = _real(system, root)
            below = root
            for name in folder[len(root) :].strip("/").split("/"):  # no step may lead out
                below = f"{below.rstrip('/')}/{name}" if name else below
                _make(system, below)
                if not f"{_real(system, below)}/".startswith(f"{inside.rstrip('/')}/"):
                    raise UnwritableOutput(
                        f"cannot write {str(self._root / place)!r}: a link leads out of {str(self._root)!r}"
                    )
        self._ready.add(folder)
        return path


def _below(root: str, place: str) -> str:
    if any(part in ("", ".", "..") for part in place.split("/")):
        raise UnwritableOutput(f"{place!r} is no place below the output folder")
    return f"{root.rstrip('/')}/{place}"


def _make(system: AbstractFileSystem, folder: str) -> None:
    """Make `folder`, which another worker may do at the same time."""
    try:
        system.makedirs(folder, exist_ok=True)
    except OSError:
        if not system.isdir(folder):
            system.makedirs(folder, exist_ok=True)


def _real(system: AbstractFileSystem, folder: str) -> str:
    """Where `folder` is when all links are followed, on file systems that have any."""
    client = getattr(system, "ftp", None)
    normalize = getattr(client, "normalize", None)
    return normalize(folder) if normalize else folder


def _write_and_rename(system: AbstractFileSystem, path: str, data: bytes) -> None:
    from fsspec import AbstractFileSystem

    if type(system).mv is AbstractFileSystem.mv:
        raise UnwritableOutput("files can't be renamed there, and so would be seen half-written")
    temporary = str(Path(path).with_name(_TEMPORARY.format(secrets.token_hex(8))))
    try:
        system.pipe_file(temporary, data)
        size = system.info(temporary)["size"]
        if size != len(data):
            raise OSError(f"{size} of {len(data)} bytes have arrived")
        system.mv(temporary, path)
    except BaseException as error:
        with suppress(Exception):
            system.rm_file(temporary)
        if isinstance(error, OSError) and not _is_passing(error) and system.isdir(path):
            raise IsADirectoryError("it is a folder") from error
        raise
