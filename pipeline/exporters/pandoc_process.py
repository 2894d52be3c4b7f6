"""Pandoc as a process that stays: started with the first document, it writes all that follow.

Starting it costs several times what writing a document does. What it is sent and what it answers
is described in ``pandoc_worker.lua``, the script that it runs.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import IO, Any, Self
from weakref import WeakSet, finalize

from pipeline.errors import ExportFailed, MissingTool
from pipeline.exporters._epoch import source_date_epoch

_SCRIPT = Path(__file__).with_name("pandoc_worker.lua")

# How long a process that has nothing to do may take to end, in seconds.
_GRACE = 5.0

# How long a process that broke off an answer may take to be gone.
_BROKEN_OFF = 0.5


@dataclass(frozen=True, slots=True)
class Written:
    """What pandoc wrote, and the lines of warning that came with it."""

    data: bytes
    warnings: tuple[str, ...]


class Pandoc:
    """A pandoc process, started when there is something to write.

    It ends when a ``with`` block does, when this object goes, or at the latest after the document
    in hand when this program dies. A forked copy of this program starts a process of its own.
    Threads take turns.
    """

    def __init__(self) -> None:
        """Find pandoc.

        Raises:
            MissingTool: there is none.
        """
        # Its `convert_*` functions start pandoc three times a document and change the working
        # directory of the whole process; only its knowledge of where pandoc is gets used.
        import pypandoc

        try:
            self._program = str(pypandoc.get_pandoc_path())
        except OSError as error:
            raise MissingTool("pandoc is not installed: install the package pypandoc_binary") from error
        self._lock = Lock()
        self._worker: _Worker | None = None
        _all.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, if there is one; the next document starts another."""
        with self._lock:
            self._end()

    def write(self, ast: dict[str, Any], to: str, *, reference: Path) -> Written:
        """`ast` in the format `to`, styled by the reference document.

        Only that file is read: pictures are data URIs of PNG, and the data folder is not that of
        the user. A document that pandoc fails at leaves nothing behind for the next one.

        Raises:
            ExportFailed: pandoc gave up; the message is its own first line.
            MissingTool: the program has gone.
        """
        fields = (to.encode(), os.fsencode(reference), json.dumps(ast, ensure_ascii=False).encode())
        with self._lock:
            try:
                answer = self._ready().ask(fields)
            except BaseException:  # even when interrupted, what is left of the answer is nobody's
                self._end(at_once=True)
                raise
            if not answer.whole:
                assert self._worker is not None
                fate = self._worker.fate()
                self._end(at_once=True)
        if answer.whole and answer.kind == b"written":
            return Written(answer.data, answer.remarks)
        if answer.whole:
            told = (answer.data.decode(errors="replace").strip().splitlines() or ["no reason given"])[0]
        else:
            told = (answer.remarks or (fate,))[0]
        raise ExportFailed(f"pandoc could not write {to}: {told}")

    def _ready(self) -> _Worker:
        """The process, started unless it runs already, and in the same environment."""
        environment = _environment()
        if self._worker is None or not self._worker.serves(environment):
            self._end()
            self._worker = _Worker(self._program, environment)
            # Without `with`, it ends with this object, or with the program.
            self._finalizer = finalize(self, self._worker.end)
        return self._worker

    def _end(self, *, at_once: bool = False) -> None:
        if self._worker is not None:
            self._finalizer.detach()
            self._worker.end(at_once=at_once)
            self._worker = None

    def _forget(self) -> None:
        """Leave the process to the program that this one was forked from."""
        self._lock = Lock()  # a thread that isn't here may have held the old one
        if self._worker is not None:
            self._finalizer.detach()
            self._worker.disown()
            self._worker = None


_all: WeakSet[Pandoc] = WeakSet()


def _forget_all() -> None:
    for pandoc in list(_all):
        pandoc._forget()


os.register_at_fork(after_in_child=_forget_all)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back: not `whole` if the process ended, or said what it never should."""

    kind: bytes = b""
    data: bytes = b""
    remarks: tuple[str, ...] = ()
    whole: bool = False


class _Worker:
    """One process that runs the script, and the pipes to it."""

    def __init__(self, program: str, environment: dict[str, str]) -> None:
        self._environment = environment
        command = [
            program,
            "--sandbox",
            "--from=commonmark",
            f"--to={_SCRIPT}",
            "--syntax-highlighting=none",  # else pandoc adds a style for each kind of token
            f"--data-dir={_SCRIPT.parent}",  # not that of the user, which could change what is written
            "--output=-",
            os.devnull,
        ]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - no shell; documents are on stdin only
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                bufsize=0,
            )
        except OSError as error:
            raise MissingTool(f"pandoc can't be started: {error.strerror}: {program}") from error
        for pipe in (self._stdout, self._stderr):
            os.set_blocking(pipe.fileno(), False)
        self._pipes = selectors.DefaultSelector()
        self._pipes.register(self._stdout, selectors.EVENT_READ)
        self._pipes.register(self._stderr, selectors.EVENT_READ)

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    @property
    def _stderr(self) -> IO[bytes]:
        assert self._process.stderr is not None
        return self._process.stderr

    def serves(self, environment: dict[str, str]) -> bool:
        """Whether it still runs, and as if it had been started in `environment`."""
        return self._environment == environment and self._process.poll() is None

    def ask(self, fields: tuple[bytes, ...]) -> _Answer:
        """What it answers to a request. It reads all of that before it writes, so neither waits."""
        request = b" ".join(b"%d" % len(field) for field in fields) + b"\n" + b"".join(fields)
        rest = memoryview(request)
        with suppress(BrokenPipeError):  # it says why on stderr
            while rest:
                rest = rest[self._stdin.write(rest) :]
        return self._answer()

    def _answer(self) -> _Answer:
        data, remarks = bytearray(), bytearray()
        sinks = {self._stdout: data, self._stderr: remarks}
        total = None
        while total is None or len(data) < total:
            ended = False
            for key, _ in self._pipes.select():
                piece = os.read(key.fd, 1 << 20)
                sinks[key.fileobj] += piece  # type: ignore[index]
                ended = ended or (not piece and key.fileobj is self._stdout)
            head, newline, _ = bytes(data[:80]).partition(b"\n")
            kind, _, length = head.partition(b" ")
            if newline and kind in (b"written", b"failed") and length.isdigit():
                total = len(head) + 1 + int(length)
            elif ended or newline or len(data) > 80:
                break
            if ended:
                break
        # What it had to remark on this document was written before the answer was.
        while piece := self._stderr.read():
            remarks += piece
        lines = tuple(line for line in remarks.decode(errors="replace").splitlines() if line.strip())
        if total is None or len(data) != total:
            return _Answer(remarks=lines)
        return _Answer(kind, bytes(data[len(head) + 1 :]), lines, whole=True)

    def fate(self) -> str:
        """What has become of a process whose answer was not whole."""
        try:
            return f"it ended with status {self._process.wait(_BROKEN_OFF)}"
        except subprocess.TimeoutExpired:
            return "it answered what it never should"

    def end(self, *, at_once: bool = False) -> None:
        """Let the process end by itself, as it does at the end of its input, or kill it."""
        with suppress(OSError):
            self._stdin.close()
        try:
            if not at_once:
                self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            at_once = True
        if at_once:
            self._process.kill()
            self._process.wait()
        self._close()

    def disown(self) -> None:
        """Close this program's copies of the pipes; the process belongs to another."""
        self._stdin.close()
        self._process.returncode = 0  # not for us to wait for
        self._close()

    def _close(self) -> None:
        self._pipes.close()
        self._stdout.close()
        self._stderr.close()


def _environment() -> dict[str, str]:
    """The environment that pandoc runs in: nothing that could change what it writes."""
    kept = {name: os.environ[name] for name in ("HOME", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": str(source_date_epoch())}
