"""A program: reads a PDF on standard input, writes the attachment that is asked for.

It is run by `pipeline.recovery.pdf`, in a process of its own, and imports nothing of ours. Its
exit code says what standard output holds: 0 the attachment, 3 why the PDF can't be read, 4 why
it is refused, 6 what is missing.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Collection, Iterator
from io import BytesIO
from typing import Any

_MAX_NODES = 10_000  # of the name tree, and of its names
_MAX_CANDIDATES = 10


class _Failed(Exception):
    """The exit code, and the message."""


def main(name: str, max_size: int, max_memory: int, max_seconds: int) -> tuple[int, bytes]:
    """The exit code of the program and what it writes, for the attachment `name`."""
    try:
        import pikepdf
    except ImportError:
        return 6, b"reading PDF needs pikepdf: pip install pikepdf"
    source = _Input(sys.stdin.buffer.read())
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, max_memory)
    _limit(resource.RLIMIT_CPU, max_seconds)
    try:
        # Without recovery: what qpdf makes up for a damaged file is not what was written.
        with pikepdf.open(source, attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                return 4, b"the PDF is encrypted; save it without a password first"
            return 0, _attachment(pdf.Root, name, max_size)
    except _Failed as error:
        code, message = error.args
        return code, message.encode()
    except pikepdf.PasswordError:
        return 4, b"the PDF is encrypted; save it without a password first"
    except Exception as error:  # an object of another type than it has to be: pikepdf declares none
        message = " ".join(str(error).split())
        if isinstance(error, MemoryError) or "bad_alloc" in message:
            return 4, b"the PDF takes more than %d MiB of memory to read" % (max_memory >> 20)
        return 3, f"the PDF is damaged: {message.removeprefix(f'stream {source!r}').lstrip(' ,:')}".encode()


class _Input(BytesIO):
    def __repr__(self) -> str:
        return "on standard input"  # as errors call it


def _limit(what: int, limit: int) -> None:
    _, hard = resource.getrlimit(what)
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(what, (limit, limit))


def _attachment(catalog: Any, name: str, max_size: int) -> bytes:
    files: dict[tuple[int, int], Any] = {}
    others: dict[str, Any] = {}  # in a collection, each document has an attachment NAME.document.xml
    for specification in (*_associated(catalog), *_attached(catalog)):
        called = _name_of(specification)
        if called == name or called.endswith(f".{name}"):
            file = _get(_get(specification, "/EF"), "/UF", "/F")
            if file is not None and called == name:
                files[file.objgen] = file
            elif file is not None:
                others[called] = file
        if len(files) > _MAX_CANDIDATES:
            break
    if not files and len(others) > 1:
        raise _Failed(4, f"the PDF is a collection, it carries several documents: {_listed(others)}")
    files = files or {file.objgen: file for file in others.values()}
    contents: set[bytes] = set()
    for file in files.values():
        content = file.read_bytes()
        if len(content) > max_size:
            raise _Failed(4, f"the attachment {name} unpacks to more than {max_size >> 20} MiB")
        contents.add(content)
    if not contents:
        raise _Failed(3, f"the PDF carries no canonical XML (no attachment {name}): not made by seedpress")
    if len(contents) > 1:
        raise _Failed(4, f"the PDF carries several attachments called {name}, which differ")
    return contents.pop()


def _listed(names: Collection[str]) -> str:
    first, more = list(names)[:_MAX_CANDIDATES], len(names) - _MAX_CANDIDATES
    return ", ".join(map(repr, first)) + (f" and {more} more" if more > 0 else "")


def _associated(catalog: Any) -> Iterator[Any]:
    """The file specifications in ``/AF`` (ISO 32000-2, 14.13)."""
    yield from _list(_get(catalog, "/AF"))


def _attached(catalog: Any) -> Iterator[Any]:
    """The file specifications in the name tree ``/EmbeddedFiles`` (ISO 32000-2, 7.9.6, 7.11.4)."""
    waiting = [_get(_get(catalog, "/Names"), "/EmbeddedFiles")]
    for count in range(_MAX_NODES):
        if not waiting:
            return
        node = waiting.pop()
        waiting += _list(_get(node, "/Kids"))[: _MAX_NODES - count]  # which may lead in a circle
        yield from _list(_get(node, "/Names"))[1::2]
    raise _Failed(4, f"the PDF has a tree of attachments with more than {_MAX_NODES} nodes")


def _name_of(specification: Any) -> str:
    return str(_get(specification, "/UF", "/F") or "")


def _get(dictionary: Any, *keys: str) -> Any:
    """The value of the first of `keys` that `dictionary` has; ``None`` if it isn't one."""
    import pikepdf

    if not isinstance(dictionary, pikepdf.Dictionary | pikepdf.Stream):
        return None
    return next((dictionary[key] for key in keys if key in dictionary), None)


def _list(array: Any) -> list[Any]:
    import pikepdf

    return list(array)[:_MAX_NODES] if isinstance(array, pikepdf.Array) else []


if __name__ == "__main__":
    code, output = main(sys.argv[1], *map(int, sys.argv[2:]))
    sys.stdout.buffer.write(output)
    sys.exit(code)
