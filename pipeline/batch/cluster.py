"""A Dask cluster that does the work: its scheduler and workers are somebody else's, and stay.

What its workers have to have is found out before the first task, and by each worker again before
its first one, since workers come and go: the same versions, the same styles, the same output folder.
Else what comes out would depend on who did it. Folders of the user travel there as data.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from distributed import Client, KilledWorker, Worker, WorkerPlugin, get_worker
from distributed.comm.addressing import get_address_host_port

from pipeline.batch.ledger import RESERVED
from pipeline.batch.machine import differences, machine
from pipeline.batch.task import Settings
from pipeline.errors import ExportFailed, UnwritableOutput, UsageError
from pipeline.styles import Styles, find_styles

# How long to wait for the first worker, in seconds: a batch system may have to start it.
_PATIENCE = 60

# What the user's folders may have in them, in bytes: they go through the scheduler.
_MOST_DATA = 64 << 20

# A scheduler does some hundred tasks a second, here a tenth of that: so many workers to a task of a second.
_WORKERS_PER_SECOND = 50


class Sent(NamedTuple):
    """`settings`, as they travel: without folders that are the client's own.

    `name` is that of the build. `folders` of the user are unpacked by each worker; `expected` is what
    it has to have, and `mark` is a file that it has to see, if any.
    """

    name: str
    settings: Settings
    folders: frozenset[str]
    expected: Mapping[str, str]
    mark: Path | None


@contextmanager
def connected(
    address: str, settings: Settings, formats: Sequence[str], *, jobs: int | None = None
) -> Iterator[Cluster]:
    """The cluster of the scheduler at `address`, for a build with `settings`.

    `jobs` is how many workers there will be, if more than there are now.

    Raises:
        UsageError: `address` is none; workers differ from this machine, or don't see the output folder.
        ExportFailed: nobody answers there, or no worker comes.
        UnwritableOutput: the output folder can't be written.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it says of lost workers, we say
    client = _client(address)
    name = f"seedpress-{secrets.token_hex(8)}"
    with client, _mark(settings.out, name) as mark:
        data = {
            part: _packed(folder)
            for part, folder in (("styles", _own(settings.styles)), ("profiles", settings.profiles))
            if folder
        }
        if data:
            client.register_plugin(Folders(name, data), name=name)
        try:
            own = replace(settings, styles=Styles(()), profiles=None)
            sent = Sent(name, own, frozenset(data), machine(formats), mark)
            _check(client, address, sent)
            threads = sum(client.nthreads().values())  # type: ignore[no-untyped-call]
            yield Cluster(client, address, sent, max(jobs or 1, threads))
        finally:
            if data:
                with suppress(Exception):  # the cluster is gone
                    client.unregister_worker_plugin(name)  # type: ignore[no-untyped-call]


class Cluster(Executor):
    """Has the workers of a cluster call functions whose first argument is the build's settings.

    `jobs` of them work at a time, and what is submitted together should take `chunk_seconds`.

    A call whose worker is lost is made by another one; `ExportFailed` is raised where several are lost
    with it, `BrokenExecutor` where the scheduler is gone.
    """

    def __init__(self, client: Client, address: str, sent: Sent, jobs: int) -> None:
        # Not pure: else a second try had the result of the first.
        self._executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        self._address = address
        self._sent = sent
        self.jobs = jobs
        self.chunk_seconds = max(1.0, jobs / _WORKERS_PER_SECOND)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Have a worker call `fn`, with its own form of the settings for the first of `args`."""
        answer: Future[Any] = Future()
        answer.set_running_or_notify_cancel()
        try:
            call = self._executor.submit(there, self._sent, fn, *args[1:])
        except Exception as error:
            raise self._broken() from error
        call.add_done_callback(lambda done: self._pass_on(done, answer))
        return answer

    def _pass_on(self, done: Future[Any], answer: Future[Any]) -> None:
        try:
            answer.set_result(done.result())
        except CancelledError:
            answer.set_exception(self._broken())
        except KilledWorker as error:
            last = getattr(error.last_worker, "address", "")
            text = f"the workers that tried it were lost, one after another, the last one at {last}"
            answer.set_exception(ExportFailed(text))
        except BaseException as error:
            answer.set_exception(error)

    def _broken(self) -> BrokenExecutor:
        return BrokenExecutor(f"the scheduler at {self._address} is gone; the same command goes on from here")


# --- On a worker -----------------------------------------------------------------------------


class Folders(WorkerPlugin):
    """Unpacks the user's folders where each worker, also one that comes later, keeps its files."""

    def __init__(self, name: str, data: Mapping[str, bytes]) -> None:
        self.name = name
        self._data = data

    def setup(self, worker: Worker) -> None:
        """Unpack them."""
        for part, data in self._data.items():
            with ZipFile(BytesIO(data)) as archive:
                archive.extractall(_unpacked(worker, self.name) / part)  # made by `_packed`


def _unpacked(worker: Worker, name: str) -> Path:
    return Path(worker.local_directory) / name


_settings: dict[str, Settings] = {}
"""The settings of the build that this process works for, by its name."""


def there(sent: Sent, function: Callable[..., Any], *arguments: Any) -> Any:
    """What `function` gives for the settings that were `sent`, in the form that they have here.

    Raises:
        UsageError: what is done here would be something else than what is done elsewhere.
    """
    settings = _settings.get(sent.name)
    if settings is None:
        if problem := unfit(sent):
            raise UsageError(f"the worker at {get_worker().address} {problem}")
        _settings.clear()
        settings = _settings[sent.name] = _unfolded(sent)
    return function(settings, *arguments)


def unfit(sent: Sent) -> str:
    """What this worker has or lacks so that it can't do its part; nothing where it can."""
    if different := differences(sent.expected, machine_like(sent.expected)):
        return f"is not as the machine that asks it: {different}"
    if sent.mark and not sent.mark.exists():
        folder = sent.mark.parent.parent
        return f"has no {str(folder)!r}: all machines have to share it, or give a URL"
    return ""


def machine_like(expected: Mapping[str, str]) -> dict[str, str]:
    """This machine, in the respects in which another one was described."""
    return machine((), fonts="fonts" in expected)


def _unfolded(sent: Sent) -> Settings:
    folder = _unpacked(get_worker(), sent.name)
    own = (folder / "styles",) if "styles" in sent.folders else ()
    return replace(
        sent.settings,
        styles=Styles((*own, *find_styles().folders)),
        profiles=folder / "profiles" if "profiles" in sent.folders else None,
    )


# --- On the client ---------------------------------------------------------------------------


def _client(address: str) -> Client:
    try:
        get_address_host_port(address, strict=True)
        client = Client(address, set_as_default=False)  # type: ignore[no-untyped-call]
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"{address!r} is no address of a scheduler, as tcp://host:8786 is: {error}"
        ) from error
    except (OSError, ImportError) as error:
        how = "is 'dask scheduler' running there, and does the network let this machine reach it?"
        raise ExportFailed(f"no scheduler answers at {address}: {how}") from error
    return client


def _check(client: Client, address: str, sent: Sent) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        how = f"start some with 'dask worker {address} --nthreads 1'"
        raise ExportFailed(f"no worker has come to {address} in {_PATIENCE} seconds: {how}") from error
    problems = []
    for worker, answer in client.run(unfit, sent, on_error="return").items():
        if isinstance(answer, ModuleNotFoundError):
            problems.append(f"{worker} has no {answer.name}: install the same seedpress there")
        elif isinstance(answer, Exception):
            problems.append(f"{worker} failed: {type(answer).__name__}: {answer}")
        elif answer:
            problems.append(f"{worker} {answer}")
    if problems:
        more = f" (and {len(problems) - 1} more workers)" if len(problems) > 1 else ""
        raise UsageError(f"the worker at {min(problems)}{more}")


@contextmanager
def _mark(out: object, name: str) -> Iterator[Path | None]:
    """A file in `out` for a while, by which a worker knows it; none where `out` is a URL."""
    if not isinstance(out, Path):
        yield None
        return
    mark = out / RESERVED / name
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError as error:
        text = f"cannot write to the folder {str(out)!r}: {error.strerror or error}"
        raise UnwritableOutput(text) from error
    try:
        yield mark
    finally:
        mark.unlink(missing_ok=True)


def _own(styles: Styles) -> Path | None:
    """The user's folder of `styles`, if there is one: it comes before the built-in one."""
    return styles.folders[0] if len(styles.folders) > 1 else None


def _packed(folder: Path) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.writestr(file.relative_to(folder).as_posix(), file.read_bytes())
    if buffer.tell() > _MOST_DATA:
        limit = f"{_MOST_DATA >> 20} MiB"
        raise UsageError(f"{str(folder)!r} is too large to be sent to workers: more than {limit}")
    return buffer.getvalue()
