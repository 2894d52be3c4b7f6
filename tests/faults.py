"""Exporters that do harm, and builds that are started quickly so that they can be killed often.

Run as a script it is a launcher: for each line on standard input, a JSON list of arguments, it
forks a process that runs ``seedpress`` with them, writes the process's id, and when that has
ended its exit code or, below zero, signal. The engines are imported once. Nothing of pytest is in it.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline import cli, normalize
from pipeline.batch import work as batch_work
from pipeline.document import Document

MARK = "SEEDPRESS_TEST_MARK"


# --- Exporters that do harm --------------------------------------------------------------------


def hang() -> None:
    time.sleep(1000)


def hang_deaf() -> None:
    """Hang as an engine does: no signal is handled before it returns."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    hang()


def hang_in_child() -> None:
    subprocess.run(["sleep", "1000"], check=False)


def take_all_memory() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(1 << 24))


def take_all_memory_in_child() -> None:
    code = "hoard = []\nwhile True: hoard.append(bytearray(1 << 24))"
    subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)


def segfault() -> None:
    ctypes.string_at(0)


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    os._exit(3)


HARM: dict[str, Callable[[], None]] = {
    function.__name__: function
    for function in (
        hang,
        hang_deaf,
        hang_in_child,
        take_all_memory,
        take_all_memory_in_child,
        segfault,
        be_killed,
        leave,
    )
}


class Harmful:
    """An exporter that does what the title of a document says, or else writes the title."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def export(self, document: Document) -> bytes:
        HARM.get(document.title, lambda: None)()
        return document.title.encode()


# --- Builds that can be killed -----------------------------------------------------------------


class Launcher:
    """Starts builds, one after another or several at once. Their processes are told by a mark."""

    def __init__(self, folder: Path, *flags: str) -> None:
        self._mark = uuid.uuid4().hex
        self._folder = folder
        with (folder / "errors").open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, __file__, *flags],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, MARK: self._mark, "TMPDIR": str(folder)},
                text=True,
            )

    def start(self, *arguments: str | Path) -> int:
        """Start ``seedpress``; the id of its process, which leads a group of its own."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([str(argument) for argument in arguments]) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def ended(self) -> int:
        """The exit code of what has been started last, once it has ended; below zero a signal."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def run(self, *arguments: str | Path) -> int:
        """Run ``seedpress``; its exit code."""
        self.start(*arguments)
        return self.ended()

    def errors(self) -> str:
        """What has been written to standard error."""
        return (self._folder / "errors").read_text(encoding="utf-8")

    def processes(self) -> list[int]:
        """The processes that builds have left behind."""
        mark = f"{MARK}={self._mark}".encode()
        return [pid for pid in _processes_with(mark) if pid != self._process.pid]

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        self._process.wait(30)


@contextmanager
def launcher(folder: Path, *flags: str) -> Iterator[Launcher]:
    """A launcher whose builds have `folder` for temporary files; ``--harmful`` makes all exporters that."""
    folder.mkdir()
    made = Launcher(folder, *flags)
    try:
        yield made
    finally:
        made.close()


def _processes_with(mark: bytes) -> Iterator[int]:
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (place / "environ").read_bytes().split(b"\0"):
                yield int(place.name)
        except OSError:  # gone, or not ours
            continue


def until(is_so: Callable[[], Any]) -> None:
    """Wait until it is so. That it ever will be is what a test fails on."""
    for _ in range(1000):
        if is_so():
            return
        time.sleep(0.04)
    raise AssertionError("it has not become so")


def _launch() -> None:
    if "--harmful" in sys.argv:
        batch_work.make_exporter = Harmful  # type: ignore[assignment]
    else:
        for engine in ("ebooklib.epub", "weasyprint"):
            import_module(engine)
    normalize("= A =\n\nA is a film.\n")  # loads what tells languages

    pid = 0
    for line in sys.stdin:
        if arguments := line.strip():
            pid = os.fork()
            if not pid:
                code = 99
                try:
                    os.setpgid(0, 0)
                    os.dup2(2, 1)  # what is written there is read by the test
                    code = cli.run(json.loads(arguments))
                finally:
                    os._exit(code)
            sys.stdout.write(f"{pid}\n")
        else:
            sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _launch()
