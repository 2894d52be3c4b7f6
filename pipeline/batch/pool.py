"""Worker processes on this machine, for work that may hang, crash, or take all memory.

::

    this process ── supervisor ─┬─ worker ── what it starts (pandoc)
                                └─ worker ── …

The supervisor (`pipeline.batch.supervisor`) is forked off while this process is small and has
one thread; it loads the engines and forks workers, warm ones, whenever one is needed. So this
process may have threads and open databases, and a worker costs milliseconds.

Not `ProcessPoolExecutor`: there one worker that dies breaks the pool, and the others with it; it
knows no time-outs. Not Pebble, which knows them: it forks workers from a process with three
threads, through one pipe with one lock that a killed worker may hold; what a worker has started
outlives it; and it knows no limit of memory, nor which of several things a worker was doing.
"""

from __future__ import annotations

import multiprocessing
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from concurrent.futures import wait as wait_for
from contextlib import suppress
from itertools import count
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from pipeline.batch.supervisor import CALL, Limits, supervise

_P = ParamSpec("_P")
_T = TypeVar("_T")

# How long the supervisor may take to end, in seconds: it gives its workers two.
_PATIENCE = 5.0


def _nothing() -> None:
    """What is called unless there is something to call."""


class LocalPool(Executor):
    """Up to `jobs` worker processes, each of which may take what `limits` allows.

    What is submitted has to be picklable. A future raises `WorkerLost` where the worker was lost
    with the call; the pool goes on with a new one. It raises `BrokenExecutor` where the pool
    itself is gone. A single call can't be canceled; `shutdown` with ``cancel_futures`` stops all.

    However this process ends, nothing of the pool outlives it.
    """

    def __init__(
        self,
        jobs: int,
        limits: Limits | None = None,
        *,
        prepare: Callable[[], object] = _nothing,
        finish: Callable[[], object] = _nothing,
    ) -> None:
        """`prepare` is called before the first worker is made: what it loads, all workers have.

        What it raises is dropped; the first call may raise it again. `finish` is called in each process
        that ends in order.
        """
        method = _start_method()
        context = multiprocessing.get_context(method)
        self._connection, theirs = context.Pipe()
        inherited = self._connection if method == "fork" else None
        self._supervisor = context.Process(  # type: ignore[attr-defined]
            target=supervise,
            args=(theirs, inherited, jobs, limits or Limits(), prepare, finish),
            daemon=True,
        )
        self._supervisor.start()
        theirs.close()
        self._lock = threading.Lock()
        self._numbers = count()
        self._futures: dict[int, Future[Any]] = {}
        self._is_open = True
        self._reader = threading.Thread(target=self._read, args=(self._connection,), daemon=True)
        self._reader.start()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Have a worker call `fn`."""
        assert not kwargs, "arguments are given by position"
        call = pickle.dumps((fn, args))
        future: Future[_T] = Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            if not self._is_open:
                raise BrokenExecutor("the pool is closed, or its supervisor was killed")
            number = next(self._numbers)
            self._futures[number] = future
        try:
            self._connection.send_bytes(CALL.pack(number) + call)
        except OSError as error:
            raise BrokenExecutor("the supervisor of the workers was killed") from error
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End all workers: when all is done, or with `cancel_futures` now."""
        if wait and not cancel_futures:
            wait_for(list(self._futures.values()))
        with suppress(OSError):
            self._connection.send_bytes(b"")
        self._join()

    def kill(self) -> None:
        """End all workers at once, whatever they are doing."""
        self._supervisor.terminate()
        self._join()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.shutdown()
        elif issubclass(kind, KeyboardInterrupt | SystemExit):
            self.kill()
        else:
            self.shutdown(cancel_futures=True)

    def _join(self) -> None:
        try:
            self._supervisor.join(_PATIENCE)
        finally:  # Ctrl-C while we wait: the next steps take no time
            if self._supervisor.is_alive():
                self._supervisor.terminate()
                self._supervisor.join(1)
            if self._supervisor.is_alive():
                self._supervisor.kill()  # its workers die with it
                self._supervisor.join()
        self._reader.join()
        self._connection.close()

    def _read(self, connection: Connection) -> None:
        """Give futures their results, until the supervisor ends. This is a thread of its own."""
        while True:
            try:
                answer = connection.recv_bytes()
            except (EOFError, OSError):
                break
            with self._lock:
                future = self._futures.pop(CALL.unpack_from(answer)[0])
            try:
                is_result, value = pickle.loads(answer[CALL.size :])  # noqa: S301 - of our own worker
            except Exception as error:
                is_result, value = False, error
            if is_result:
                future.set_result(value)
            else:
                future.set_exception(value)
        with self._lock:
            self._is_open = False
            lost, self._futures = self._futures, {}
        for future in lost.values():
            future.set_exception(BrokenExecutor("the supervisor of the workers was killed"))


def _start_method() -> str:
    """How the supervisor is started: a fork is ten times as fast, but copies no other thread."""
    return "fork" if threading.active_count() == 1 else "spawn"
