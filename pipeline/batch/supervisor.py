"""The process that looks after the worker processes of a `LocalPool`, and what a worker does.

It has one thread and waits for whatever happens first: a call that comes in, an answer of a
worker, a worker that ends, a deadline. So it may fork at any time, and nothing that it does has
to be locked. It loads the engines once; workers are copies of it, and begin warm.

Each worker leads a process group, in which are the processes that it starts (pandoc): they are
killed with it. It is replaced when it was lost, when it has done many things (engines leak), or
when it has come near its limit of memory.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import resource
import signal
import struct
import sys
import warnings
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from mmap import mmap
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any, NoReturn

from pipeline.batch import store

# How long a worker may take to end by itself, in seconds.
_GRACE = 2.0

# Which call a message is about, before the pickled rest of it.
CALL = struct.Struct("!Q")

# What a worker and the supervisor share: when it began with what it is doing, and which that is.
_BEAT = struct.Struct("=dq")

_PR_SET_PDEATHSIG = 1
_BUG = 70  # EX_SOFTWARE of sysexits.h


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take: 0 is as much as it wants.

    `timeout` is in seconds, by the clock, for one thing that it does; `memory` in MiB, for the worker
    and for each process that it starts. After `things` of them it is replaced: WeasyPrint keeps
    0.2 MB of each document.
    """

    timeout: float = 300
    memory: int = 4096
    things: int = 400


class WorkerLost(Exception):
    """A worker was lost with what it was doing; the message says why.

    `thing` is the last one that it said it would `begin`; `may_be_chance` where it may not be to
    blame: the kernel picks whom it kills when memory is short.
    """

    def __init__(self, text: str, thing: int, may_be_chance: bool) -> None:
        super().__init__(text, thing, may_be_chance)
        self.thing = thing
        self.may_be_chance = may_be_chance

    def __str__(self) -> str:
        return str(self.args[0])


def begin(thing: int) -> None:
    """In a call that does several things: say that it begins with the one of that number now.

    Its time-out begins. Outside of a worker this does nothing.
    """
    global _things
    if _beat is not None:
        _things += 1
        _BEAT.pack_into(_beat, 0, monotonic(), thing)


def supervise(
    client: Connection,
    other_end: Connection | None,
    jobs: int,
    limits: Limits,
    prepare: Callable[[], object],
    finish: Callable[[], object],
) -> None:
    """Be the supervisor of up to `jobs` workers, until `client` says so or is gone.

    `prepare` is called before there is any worker; what it raises is left for the first call to
    raise. `finish` is called where a process ends in order: in a worker, and in this one at last.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the client stops us in order
    signal.signal(signal.SIGTERM, _leave)
    if other_end is not None:
        other_end.close()  # or we would never see that the client is gone
    try:
        with suppress(Exception):
            prepare()
        gc.collect()
        gc.freeze()  # what workers don't touch, they don't copy
        supervisor = _Supervisor(client, jobs, limits, finish)
        try:
            supervisor.run()
        except SystemExit:
            supervisor.end(grace=0)
            raise
        else:
            supervisor.end(grace=_GRACE)
    finally:
        gc.unfreeze()
        finish()
        gc.collect()  # fonts are in a temporary folder, which goes with its owner


def _leave(number: int, _: object) -> NoReturn:
    raise SystemExit(128 + number)


@dataclass(eq=False, slots=True)
class _Worker:
    """A worker, as the supervisor knows it. `call` is what it is busy with; it may be `leaving`."""

    pid: int
    connection: Connection
    beat: mmap
    call: bytes | None = None
    leaving: bool = False

    def mark(self) -> None:
        """Let a time-out begin."""
        _BEAT.pack_into(self.beat, 0, monotonic(), 0)

    @property
    def began(self) -> float:
        return float(_BEAT.unpack_from(self.beat)[0])

    @property
    def thing(self) -> int:
        return int(_BEAT.unpack_from(self.beat)[1])


@dataclass(slots=True)
class _Supervisor:
    client: Connection
    jobs: int
    limits: Limits
    finish: Callable[[], object]
    workers: dict[Connection, _Worker] = field(default_factory=dict)
    waiting: deque[bytes] = field(default_factory=deque)

    def run(self) -> None:
        """Hand out calls and pass on answers until the client says so, or is gone."""
        while True:
            self._hand_out()
            for connection in wait([self.client, *self.workers], self._patience()):
                if connection is self.client:
                    try:
                        call = self.client.recv_bytes()
                    except (EOFError, OSError):
                        return
                    if not call:
                        return
                    self.waiting.append(call)
                else:
                    self._hear(self.workers[connection])  # type: ignore[index]
            for worker in [w for w in self.workers.values() if monotonic() >= self._deadline(w)]:
                self._lose(worker, is_late=True)

    def end(self, grace: float) -> None:
        """End all workers: idle ones close what they hold, busy ones stop where they are."""
        deadline = monotonic() + grace
        for worker in self.workers.values():
            with suppress(OSError):
                if worker.call is None:
                    worker.connection.send_bytes(b"")
                else:
                    os.kill(worker.pid, signal.SIGTERM)
        while self.workers and (left := deadline - monotonic()) > 0:
            for connection in wait(self.workers, left):
                with suppress(EOFError, OSError):
                    connection.recv_bytes()  # type: ignore[union-attr]  # an answer that nobody waits for
                    continue
                self._bury(self.workers[connection])  # type: ignore[index]
        for worker in list(self.workers.values()):
            self._bury(worker)

    # --- What happens to a worker --------------------------------------------------------------

    def _hand_out(self) -> None:
        while self.waiting:
            working = [worker for worker in self.workers.values() if not worker.leaving]
            worker = next((worker for worker in working if worker.call is None), None)
            if worker is None:
                if len(working) >= self.jobs:
                    return
                worker = self._new_worker()
            call = self.waiting.popleft()
            worker.call = call[: CALL.size]
            worker.mark()
            try:
                worker.connection.send_bytes(call)
            except OSError:  # it was killed while it had nothing to do
                self.waiting.appendleft(call)
                self._bury(worker)

    def _hear(self, worker: _Worker) -> None:
        try:
            answer = worker.connection.recv_bytes()
        except (EOFError, OSError):
            self._lose(worker)
            return
        assert worker.call
        self._tell(worker.call + answer[1:])
        worker.call = None
        if answer[0]:
            worker.leaving = True
            worker.mark()

    def _lose(self, worker: _Worker, *, is_late: bool = False) -> None:
        """Bury a worker, whether it has ended or not, and say what it took with it."""
        thing = worker.thing
        status, memory = self._bury(worker)
        if worker.call is None:
            return
        limit = self.limits.memory
        if is_late:
            text = f"took longer than {self.limits.timeout:g} s and was stopped; --timeout allows more"
        elif limit and memory > 0.9 * limit:
            text = out_of_memory(limit)
        elif os.WIFSIGNALED(status):
            text = f"the process that worked on it was killed (signal {os.WTERMSIG(status)})"
        else:
            text = f"the process that worked on it ended (exit code {os.waitstatus_to_exitcode(status)})"
        self._tell(worker.call + pickle.dumps((False, WorkerLost(text, thing, not is_late))))

    def _bury(self, worker: _Worker) -> tuple[int, float]:
        """Kill what is left of a worker and of the processes that it started.

        The status with which it ended, and the most memory that it had, in MiB.
        """
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        _, status, usage = os.wait4(worker.pid, 0)
        del self.workers[worker.connection]
        worker.connection.close()
        worker.beat.close()
        return status, _mebibytes(usage)

    def _tell(self, message: bytes) -> None:
        with suppress(OSError):  # it is gone, as we shall see
            self.client.send_bytes(message)

    def _deadline(self, worker: _Worker) -> float:
        if worker.leaving:
            return worker.began + _GRACE
        if worker.call is not None and self.limits.timeout:
            return worker.began + self.limits.timeout
        return float("inf")

    def _patience(self) -> float | None:
        soonest = min(map(self._deadline, self.workers.values()), default=float("inf"))
        return None if soonest == float("inf") else max(0.0, soonest - monotonic())

    def _new_worker(self) -> _Worker:
        ours, theirs = Pipe()
        beat = mmap(-1, _BEAT.size)
        supervisor = os.getpid()
        with warnings.catch_warnings():
            # Threads of engines stay behind; what is made of them is not used in a worker (`run`).
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if not pid:
            status = _BUG
            try:
                for connection in (self.client, ours, *self.workers):
                    connection.close()
                _work(theirs, beat, self.limits, supervisor)
                self.finish()
                status = 0
            finally:
                os._exit(status)  # nothing of the supervisor's is to be ended here
        with suppress(OSError):
            os.setpgid(pid, pid)  # the worker does it, too: whoever comes first
        theirs.close()
        worker = self.workers[ours] = _Worker(pid, ours, beat)
        return worker


def out_of_memory(limit: int = 0) -> str:
    """What is said of a document that needed more than `limit` MiB; this process has one, too."""
    if not limit and (bound := resource.getrlimit(resource.RLIMIT_DATA)[0]) != resource.RLIM_INFINITY:
        limit = bound >> 20
    if not limit:
        return "needed more memory than there is"
    return f"needed more than {limit} MiB of memory; --memory-limit allows more"


# --- In a worker -----------------------------------------------------------------------------

_beat: mmap | None = None
_things = 0


def _work(connection: Connection, beat: mmap, limits: Limits, supervisor: int) -> None:
    """Answer the calls that come in, until there are no more."""
    global _beat
    with suppress(OSError):
        os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, _stop)
    _die_with(supervisor)
    _limit(resource.RLIMIT_CORE, 0)  # a crash is reported; nobody asked for a file of gigabytes
    if limits.memory:
        _limit(resource.RLIMIT_DATA, limits.memory << 20)
    _beat = beat
    is_last = False
    while not is_last:
        try:
            call = connection.recv_bytes()
        except (EOFError, OSError):
            return
        if not call:
            return
        answer = _answer(call[CALL.size :])
        is_last = _things >= limits.things or _has_grown(limits.memory)
        try:
            connection.send_bytes(bytes([is_last]) + answer)
        except OSError:
            return


def _answer(call: bytes) -> bytes:
    """What comes of the pickled `call`, pickled: whether all went well, and the result or error."""
    global _things
    before = _things
    try:
        function, arguments = pickle.loads(call)  # noqa: S301 - it comes from the client
        result: tuple[bool, Any] = True, function(*arguments)
    except Exception as error:
        result = False, error
    _things = max(_things, before + 1)
    try:
        return pickle.dumps(result)
    except Exception as error:
        return pickle.dumps((False, RuntimeError(f"{result[1]!r} can't be sent: {error}")))


def _stop(number: int, _: object) -> NoReturn:
    """End at once, but leave nothing half-written behind. What we have started, the supervisor ends."""
    store.remove_temporaries()
    os._exit(128 + number)


def _die_with(supervisor: int) -> None:
    """Have the kernel kill us when the supervisor dies; elsewhere than on Linux we see it later."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != supervisor:  # it has been quicker
        os._exit(_BUG)


def _limit(what: int, value: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(what, (value, value))


def _has_grown(limit: int) -> bool:
    """Whether we have come near a limit of memory: what is left after that is in pieces."""
    return limit > 0 and _mebibytes(resource.getrusage(resource.RUSAGE_SELF)) > limit / 2


def _mebibytes(usage: resource.struct_rusage) -> float:
    """The most memory that a process has had."""
    return usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
