"""Carries out a plan: each source is read and normalized once, and exported to all its targets.

What is written does not depend on the number of workers, nor on the order of the tasks. A
task that fails, or that kills its worker, is reported; the others go on. What would fail each
of them alike, an exporter that can't be made above all, ends the batch.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.util
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.batch import source, store
from pipeline.batch.plan import Task
from pipeline.batch.source import Reading
from pipeline.errors import ExportFailed, MissingTool, SeedpressError, UsageError
from pipeline.exporters import Exporter, make_exporter, opened
from pipeline.messages import Message, Report, ignore
from pipeline.profiles import Profiles, load_profiles
from pipeline.styles import Styles

# Enough that no worker waits, few enough that memory does not grow with the batch.
_IN_FLIGHT_PER_WORKER = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for all tasks of a batch.

    `options` are those of each format, by its name; `profiles` is the folder of the user's
    profiles, which each worker loads itself.
    """

    out: Path
    styles: Styles
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reading: Reading = field(default_factory=Reading)
    profiles: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: the files written, what was remarked, and what went wrong."""

    source: Path
    written: tuple[Path, ...] = ()
    messages: tuple[Message, ...] = ()
    failures: tuple[str, ...] = ()


class Workshop:
    """Works through tasks one after another; makes each exporter once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._exporters: dict[str, Exporter] = {}
        self._messages: list[Message] = []
        self._open = ExitStack()

    @cached_property
    def _profiles(self) -> Profiles:
        # Not made with the workshop: a worker process can't raise an error before it has a task.
        return load_profiles(self._settings.profiles)

    def close(self) -> None:
        """Close the exporters that hold anything."""
        self._open.close()

    def prepare(self, formats: Iterable[str]) -> tuple[Message, ...]:
        """Make the exporters of `formats` that aren't yet; what they have to say about their styles.

        Raises:
            UsageError: a style file, a profile or an option is wrong.
            MissingTool: something that an engine needs is not installed.
        """
        self._messages.clear()
        for name in formats:
            if name not in self._exporters:
                options = self._settings.options.get(name, {})
                exporter = make_exporter(
                    name,
                    styles=self._settings.styles,
                    profiles=self._profiles,
                    report=self._messages.append,
                    **options,
                )
                self._exporters[name] = self._open.enter_context(opened(exporter))
        return tuple(dict.fromkeys(self._messages))

    def do(self, task: Task) -> Outcome:
        """Carry out `task`. What goes wrong with its document is in the outcome.

        Raises:
            UsageError, MissingTool: no document can be exported like this.
        """
        settings = self._settings
        self.prepare(target.format for target in task.targets)  # what that says is said of no document
        self._messages.clear()
        try:
            data = source.read(task.source)
            normalized = source.document_of(data, task.source, settings.reading, self._profiles)
        except (UsageError, MissingTool):
            raise
        except Exception as error:
            return Outcome(task.source, failures=(_reason(error),))
        written, failures = [], []
        for target in task.targets:
            try:
                content = self._exporters[target.format].export(normalized.document)
                store.write_inside(settings.out, target.path, content)
                written.append(target.path)
            except (UsageError, MissingTool):
                raise
            except Exception as error:
                failures.append(f"{target.format}: {_reason(error)}")
        # Two formats often have the same to say.
        messages = tuple(dict.fromkeys((*normalized.messages, *self._messages)))
        return Outcome(task.source, tuple(written), messages, tuple(failures))


def _reason(error: Exception) -> str:
    """One line that says what `error` is; an error that isn't ours is named by its type."""
    text = (
        str(error)
        if isinstance(error, SeedpressError)
        else f"internal error: {type(error).__name__}: {error}"
    )
    return " ".join(text.split())


def run_tasks(
    tasks: Sequence[Task], settings: Settings, *, jobs: int = 1, report: Report = ignore
) -> Iterator[Outcome]:
    """Carry out `tasks` with `jobs` worker processes; the outcomes, in the order of the tasks.

    The exporters are made before the first task is begun; what they have to say about their
    styles, and so about no document, is reported. With one job the work is done in this process.

    Raises:
        UsageError, MissingTool: no document can be exported like this.
        ExportFailed: an exporter can't be made.
    """
    formats = tuple(dict.fromkeys(target.format for task in tasks for target in task.targets))
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
            return Outcome(task.source, failures=("the process that worked on it was killed",))


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
