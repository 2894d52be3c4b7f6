"""Carries out a plan, in this process or in several.

What is written does not depend on the number of workers, nor on the order of the tasks. A
task that fails, or that kills its worker, is reported; the others go on. What would fail each
of them alike, an exporter that can't be made above all, ends the batch.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.util
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from itertools import islice

from pipeline.batch.task import Failure, Outcome, Settings, Task
from pipeline.batch.work import Workshop
from pipeline.errors import ExportFailed
from pipeline.messages import Message, Report, ignore

# Enough that no worker waits, few enough that memory does not grow with the batch.
_IN_FLIGHT_PER_WORKER = 4


def run_tasks(
    tasks: Iterable[Task],
    formats: Sequence[str],
    settings: Settings,
    *,
    jobs: int = 1,
    report: Report = ignore,
) -> Iterator[Outcome]:
    """Carry out `tasks` with `jobs` worker processes; the outcomes, in the order of the tasks.

    Their targets are of `formats`. Tasks are taken as they are needed, a few ahead.

    The exporters are made before the first task is begun; what they have to say about their
    styles, and so about no document, is reported. With one job the work is done in this process.

    Raises:
        UsageError, MissingTool: no document can be exported like this.
        ExportFailed: an exporter can't be made.
    """
    if jobs == 1:
        with closing(Workshop(settings)) as workshop:
            for message in workshop.prepare(formats):
                report(message)
            yield from map(workshop.do, tasks)
        return
    waiting = iter(tasks)
    unfinished: deque[Task] = deque()
    while True:
        try:
            with _pool(settings, jobs) as pool:
                for message in _prepared(pool, formats, jobs):
                    report(message)
                yield from _run_in_pool(pool, waiting, unfinished, jobs)
            return
        except BrokenProcessPool:
            report = ignore  # the next pool's exporters have the same to say
            # A worker was killed, and nobody says by which task: try those in flight one by one.
            while unfinished:
                yield _run_alone(unfinished[0], settings)
                unfinished.popleft()


def _prepared(pool: ProcessPoolExecutor, formats: Sequence[str], jobs: int) -> tuple[Message, ...]:
    """What the exporters of `formats` have to say when they are made, which every worker begins to do."""
    futures = [pool.submit(_prepare, formats) for _ in range(jobs)]
    try:
        return futures[0].result()
    except BrokenProcessPool as error:
        raise ExportFailed(
            f"the process that made the exporters of {', '.join(formats)} was killed"
        ) from error


def _run_in_pool(
    pool: ProcessPoolExecutor, waiting: Iterator[Task], unfinished: deque[Task], jobs: int
) -> Iterator[Outcome]:
    """The outcomes of `waiting`; `unfinished` holds what is in flight, in order."""
    futures: deque[Future[Outcome]] = deque()
    while True:
        for task in islice(waiting, jobs * _IN_FLIGHT_PER_WORKER - len(futures)):
            unfinished.append(task)
            futures.append(pool.submit(_do, task))
        if not futures:
            return
        outcome = futures.popleft().result()
        unfinished.popleft()
        yield outcome


def _run_alone(task: Task, settings: Settings) -> Outcome:
    with _pool(settings, 1) as pool:
        try:
            return pool.submit(_do, task).result()
        except BrokenProcessPool:
            return Outcome(task.source, failures=(Failure("", "the process that worked on it was killed"),))


@contextmanager
def _pool(settings: Settings, jobs: int) -> Iterator[ProcessPoolExecutor]:
    # Not `fork`: a copy of a process with threads or loaded engines can hang in one of their locks.
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload([__name__])
    pool = ProcessPoolExecutor(jobs, context, initializer=_open_workshop, initargs=(settings,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


_workshop: Workshop
"""The workshop of this worker process; a pool has no other place for what lasts."""


def _open_workshop(settings: Settings) -> None:
    global _workshop
    # Ctrl-C goes to the whole process group; the parent stops the workers in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _workshop = Workshop(settings)
    # A worker process ends without `atexit`; its exporters may hold processes of their own.
    multiprocessing.util.Finalize(None, _workshop.close, exitpriority=1)


def _prepare(formats: Sequence[str]) -> tuple[Message, ...]:
    return _workshop.prepare(formats)


def _do(task: Task) -> Outcome:
    return _workshop.do(task)
