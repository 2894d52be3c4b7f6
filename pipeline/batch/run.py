"""Carries out a plan, over any `concurrent.futures.Executor`.

What is written does not depend on the executor, the number of its workers, or the order of the
tasks. A task that fails, hangs or kills its worker is reported; the others go on. What would fail
each of them alike, an exporter that can't be made above all, ends the batch.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from itertools import chain
from pathlib import Path
from time import perf_counter

from pipeline.batch.pool import LocalPool
from pipeline.batch.supervisor import Limits, WorkerLost, begin
from pipeline.batch.task import Failure, Outcome, Settings, Task
from pipeline.batch.work import Workshop, reason_of
from pipeline.errors import ExportFailed, MissingTool, UsageError
from pipeline.messages import Message, Report, ignore

# Enough that no worker waits, few enough that memory does not grow with the batch.
_IN_FLIGHT_PER_WORKER = 4

# What one submission should take, in seconds: many times what sending it costs.
_CHUNK_SECONDS = 0.1
_QUICKEST = 0.0015  # what a task counts for at least
_MOST_CONTENT = 1 << 20  # bytes

# How many outcomes wait for one before them that takes longer.
_HELD_BACK = 256

# How soon a request to stop is noticed, in seconds.
_PATIENCE = 0.1


def run_tasks(
    tasks: Iterable[Task],
    formats: Sequence[str],
    settings: Settings,
    *,
    jobs: int = 1,
    limits: Limits | None = None,
    executor: Executor | None = None,
    chunk_seconds: float = _CHUNK_SECONDS,
    report: Report = ignore,
    stopping: Callable[[], bool] = lambda: False,
) -> Iterator[Outcome]:
    """Carry out `tasks`; the outcomes, in the order of the tasks.

    Only a task that takes much longer than those after it comes later than they. The targets of
    tasks are of `formats`. Tasks are taken as they are needed, a few ahead; where there are
    none, nothing is started.

    `jobs` processes of this machine do the work, within `limits`; or else `executor`, which has as
    many workers and is left open. Tasks are submitted together that take about `chunk_seconds`. The
    exporters are made before the first task is begun; what they have to say about their styles, and
    so about no document, is reported.

    Once `stopping` says so nothing new is begun, what is in hand is given up, and what is done
    by then is the rest.

    Raises:
        UsageError, MissingTool: no document can be exported like this.
        ExportFailed: an exporter can't be made, or all workers are gone.
        UnwritableOutput: the output folder can't be made, or nothing can be written to it.
    """
    waiting = iter(tasks)
    first = next(waiting, None)
    if first is None:
        return
    prepare_all = partial(warm_up, settings, tuple(formats))
    pool = executor or LocalPool(jobs, limits, prepare=prepare_all, finish=close_workshop)
    with nullcontext() if executor else pool:
        run = _Run(pool, settings, jobs * _IN_FLIGHT_PER_WORKER, stopping, chunk_seconds)
        for message in run.prepared(formats):
            report(message)
        yield from run.outcomes(chain([first], waiting))
        if stopping() and isinstance(pool, LocalPool):
            pool.shutdown(cancel_futures=True)


# --- What is submitted -----------------------------------------------------------------------


def prepare(settings: Settings, formats: Sequence[str]) -> tuple[Message, ...]:
    """Make the exporters of `formats` and the output folder; what there is to say about the styles.

    Raises:
        UsageError, MissingTool, ExportFailed, UnwritableOutput: as `run_tasks`.
    """
    warm(settings, formats)
    bench = _bench(settings)
    bench.workshop.check_store()
    return tuple(dict.fromkeys(bench.messages))


def warm(settings: Settings, formats: Sequence[str]) -> None:
    """Make the exporters of `formats`, and nothing that a fork of this process could not use."""
    bench = _bench(settings)
    bench.messages += bench.workshop.prepare(formats)
    bench.has_threads = _threads() > 1


def warm_up(settings: Settings, formats: Sequence[str]) -> None:
    """`warm`, and load all else that documents need: for the processes that are forked from this."""
    warm(settings, formats)
    bench = _bench(settings)
    bench.workshop.warm_up()
    bench.has_threads = _threads() > 1


def carry_out(settings: Settings, tasks: Sequence[Task]) -> tuple[tuple[Outcome, ...], float]:
    """The outcomes of `tasks`, in order, and how many seconds they took."""
    workshop = _bench(settings).workshop
    started, outcomes = perf_counter(), []
    for number, task in enumerate(tasks):
        begin(number)
        outcomes.append(workshop.do(task))
    return tuple(outcomes), perf_counter() - started


def close_workshop() -> None:
    """Close the workshop of this thread. It is forgotten, too, where it was made in this process."""
    bench = getattr(_here, "bench", None)
    if bench is not None:
        bench.workshop.close()
        if bench.process == os.getpid():
            del _here.bench


@dataclass(slots=True)
class _Bench:
    """A workshop, and where it was made: in `process`, which `has_threads` of its engines."""

    settings: Settings
    workshop: Workshop
    process: int = field(default_factory=os.getpid)
    messages: tuple[Message, ...] = ()
    has_threads: bool = False


# An exporter is for one thread; an executor may have many in a process.
_here = threading.local()
_left_alone: list[_Bench] = []


def _bench(settings: Settings) -> _Bench:
    """What this thread works at: kept for as long as the settings are the same."""
    bench: _Bench | None = getattr(_here, "bench", None)
    if bench is not None and bench.has_threads and bench.process != os.getpid():
        # A fork takes no threads along: Pango 1.52 and newer would wait for its one without end.
        _left_alone.append(bench)
        bench = None
    if bench is None or bench.settings != settings:
        close_workshop()
        bench = _here.bench = _Bench(settings, Workshop(settings))
    return bench


def _threads() -> int:
    """How many threads this process has, those of libraries among them."""
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:  # not on Linux
        return threading.active_count()


# --- The loop --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Tasks that are submitted together, each with its place in the batch."""

    tasks: tuple[tuple[int, Task], ...]
    is_second_try: bool = False


class _Run:
    """One run over an executor, with up to `in_flight` chunks submitted at a time."""

    def __init__(
        self,
        executor: Executor,
        settings: Settings,
        in_flight: int,
        stopping: Callable[[], bool],
        chunk_seconds: float,
    ) -> None:
        self._executor = executor
        self._settings = settings
        self._in_flight = in_flight
        self._stopping = stopping
        self._again: deque[_Chunk] = deque()
        self._chunk_seconds = chunk_seconds
        self._seconds_per_task = chunk_seconds
        self._done: list[tuple[int, Outcome]] = []  # a heap, by place
        self._next = 0

    def prepared(self, formats: Sequence[str]) -> tuple[Message, ...]:
        """What the exporters of `formats` have to say when they are made; nothing when stopped."""
        try:
            future = self._executor.submit(prepare, self._settings, tuple(formats))
            while not wait([future], _PATIENCE).done:
                if self._stopping():
                    return ()
            return future.result()
        except (BrokenExecutor, WorkerLost) as error:
            if self._stopping():
                return ()
            what = f"the process that made the exporters of {', '.join(formats)} was killed"
            raise ExportFailed(f"{what}: {error}" if isinstance(error, WorkerLost) else what) from error

    def outcomes(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """The outcomes of `tasks`, as `run_tasks` gives them."""
        numbered = enumerate(tasks)
        running: dict[Future[tuple[tuple[Outcome, ...], float]], _Chunk] = {}
        is_stopping = False
        while not is_stopping:
            while len(running) < self._in_flight and (chunk := self._next_chunk(numbered)):
                submitted = tuple(task for _, task in chunk.tasks)
                running[self._executor.submit(carry_out, self._settings, submitted)] = chunk
            if not running:
                break
            wait(running, _PATIENCE, FIRST_COMPLETED)
            is_stopping = self._stopping()
            for future in [future for future in running if future.done()]:
                self._take(running.pop(future), future)
            yield from self._in_order(_HELD_BACK)
        yield from self._in_order(0)

    def _next_chunk(self, waiting: Iterator[tuple[int, Task]]) -> _Chunk | None:
        """What is to be submitted next: what takes long alone, of the rest some together."""
        if self._again:
            return self._again.popleft()
        size = int(self._chunk_seconds / max(self._seconds_per_task, _QUICKEST))
        tasks: list[tuple[int, Task]] = []
        content = 0
        for number, task in waiting:
            tasks.append((number, task))
            content += len(task.source.content or b"")
            if len(tasks) >= size or content >= _MOST_CONTENT:
                break
        return _Chunk(tuple(tasks)) if tasks else None

    def _take(self, chunk: _Chunk, future: Future[tuple[tuple[Outcome, ...], float]]) -> None:
        """Note what became of `chunk`, or have it done again."""
        try:
            outcomes, seconds = future.result()
        except (UsageError, MissingTool):
            raise
        except BrokenExecutor as error:
            if not self._stopping():
                raise ExportFailed(f"the processes that do the work are gone: {error}") from error
        except WorkerLost as error:
            # Those before it are done again, too: their outcomes went with the worker.
            blamed, others = chunk.tasks[error.thing], (*chunk.tasks[: error.thing],)
            others += chunk.tasks[error.thing + 1 :]
            if others:
                self._again.append(_Chunk(others))
            self._try_again(blamed, str(error), is_last=chunk.is_second_try or not error.may_be_chance)
        except Exception as error:  # of the executor, or of ours: whose task it was, nobody says
            for task in chunk.tasks:
                self._try_again(task, reason_of(error), is_last=chunk.is_second_try)
        else:
            self._seconds_per_task += (seconds / len(outcomes) - self._seconds_per_task) / 2
            for (number, _), outcome in zip(chunk.tasks, outcomes, strict=True):
                heappush(self._done, (number, outcome))

    def _try_again(self, numbered: tuple[int, Task], text: str, *, is_last: bool) -> None:
        if is_last:
            number, task = numbered
            heappush(self._done, (number, Outcome(task.source, failures=(Failure("", text),))))
        else:
            self._again.append(_Chunk((numbered,), is_second_try=True))

    def _in_order(self, held_back: int) -> Iterator[Outcome]:
        """Those outcomes whose turn it is, and what there is of them beyond `held_back`."""
        while self._done and (self._done[0][0] <= self._next or len(self._done) > held_back):
            number, outcome = heappop(self._done)
            self._next = max(self._next, number + 1)
            yield outcome
