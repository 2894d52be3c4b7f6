"""What holds when things go wrong: documents that hang or crash, full disks, kills at any moment."""

from __future__ import annotations

import errno
import os
import random
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from functools import partial
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from faults import HARM, Harmful, Launcher, launcher, until
from planning import first_plan

from pipeline import cli, normalize
from pipeline.batch import pool, store
from pipeline.batch import run as batch_run
from pipeline.batch import work as batch_work
from pipeline.batch.inputs import open_inputs
from pipeline.batch.pool import LocalPool
from pipeline.batch.run import run_tasks
from pipeline.batch.supervisor import Limits, WorkerLost, begin
from pipeline.batch.task import Outcome, Settings
from pipeline.errors import UnwritableOutput
from pipeline.styles import find_styles

QUIETLY = ("--jobs", "2", "--quiet")
FORMATS = {"txt": ".txt", "xml": ".xml", "html": ".html", "epub": ".epub"}
TEXT = (
    "= {0} =\n\n{0}\n- Director: Ann Lee\n- Released: 2012-07-25\n\n{0} is a film.\n\n== Cast ==\n- A as B\n"
)


def write_seeds(folder: Path, *titles: str) -> Path:
    """A text for each title; each file is named after its place and title."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, title in enumerate(titles):
        (folder / f"{number:03}-{title}.txt").write_text(TEXT.format(title), encoding="utf-8")
    return folder


def titles(number: int, **others: int) -> list[str]:
    """That many titles, with some others at certain places."""
    found = [f"film{n:03}" for n in range(number)]
    for title, place in others.items():
        found[place] = title
    return found


def built(seeds: Path, out: Path, limits: Limits | None = None, jobs: int = 2) -> dict[str, str]:
    """Build `seeds` as text; what failed, by the title of the document, and why."""
    outcomes = outcomes_of(seeds, out, limits, jobs)
    assert len({outcome.source.stem for outcome in outcomes}) == len(outcomes) == len(list(seeds.iterdir()))
    made = {made.path for outcome in outcomes for made in outcome.made}
    assert made == {path.name for path in out.iterdir() if path.name[0] != "."}
    return {
        outcome.source.stem.partition("-")[2]: "; ".join(map(str, outcome.failures))
        for outcome in outcomes
        if outcome.failures
    }


def outcomes_of(seeds: Path, out: Path, limits: Limits | None = None, jobs: int = 2) -> list[Outcome]:
    tasks = first_plan(open_inputs([seeds], out), ["txt"], out).tasks()
    return list(run_tasks(tasks, ["txt"], Settings(out, find_styles()), jobs=jobs, limits=limits))


def left(folder: Path) -> list[str]:
    """The temporary files below `folder`."""
    return [path.name for path in folder.rglob(".seedpress-*.tmp")]


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """Load what the first document loads: all processes that are forked from this one have it."""
    normalize(TEXT)


@pytest.fixture
def harmful(monkeypatch: Any) -> None:
    """Every exporter does harm; only a fork takes that along into workers."""
    monkeypatch.setattr(batch_work, "make_exporter", Harmful)
    monkeypatch.setattr(pool, "_start_method", lambda: "fork")


# --- Documents that do harm ------------------------------------------------------------------


@pytest.mark.usefixtures("harmful")
@pytest.mark.parametrize(("title", "jobs"), [("hang", 1), ("hang_deaf", 2), ("hang_in_child", 2)])
def test_a_document_that_hangs_is_stopped_and_stops_no_other(title: str, jobs: int, tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", *titles(100, **{title: 60}))
    failed = built(seeds, tmp_path / "out", Limits(timeout=2), jobs)
    assert failed == {title: "took longer than 2 s and was stopped; --timeout allows more"}


def beside_this_process(more: int) -> int:
    """`more` MiB than this process has, of which workers are forks."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmData:\s+(\d+) kB$", status, re.MULTILINE)
    assert found
    return int(found[1]) // 1024 + more


@pytest.mark.usefixtures("harmful")
def test_a_document_that_takes_all_memory_is_stopped_and_stops_no_other(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", *titles(60, take_all_memory=30))
    limit = beside_this_process(300)
    failed = built(seeds, tmp_path / "out", Limits(memory=limit))
    why = f"txt: needed more than {limit} MiB of memory; --memory-limit allows more"
    assert failed == {"take_all_memory": why}


@pytest.mark.usefixtures("harmful")
def test_what_a_worker_starts_has_the_same_limit_of_memory(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", *titles(10, take_all_memory_in_child=5))
    failed = built(seeds, tmp_path / "out", Limits(memory=beside_this_process(300), timeout=60))
    assert "returned non-zero exit status 1" in failed.pop("take_all_memory_in_child")
    assert not failed


@pytest.mark.usefixtures("harmful")
@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("segfault", "the process that worked on it was killed (signal 11)"),
        ("be_killed", "the process that worked on it was killed (signal 9)"),
        ("leave", "the process that worked on it ended (exit code 3)"),
    ],
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_document_that_kills_its_worker_stops_no_other(
    title: str, why: str, jobs: int, tmp_path: Path
) -> None:
    seeds = write_seeds(tmp_path / "seeds", *titles(100, **{title: 60}))
    assert built(seeds, tmp_path / "out", jobs=jobs) == {title: why}


@pytest.mark.usefixtures("harmful")
def test_many_that_do_harm_are_each_reported_once(tmp_path: Path) -> None:
    names = ["segfault", "leave", "be_killed", "hang"]
    places = dict(zip(names, (3, 40, 41, 99), strict=True))
    seeds = write_seeds(tmp_path / "seeds", *titles(100, **places))
    assert sorted(built(seeds, tmp_path / "out", Limits(timeout=2))) == sorted(names)


@pytest.mark.usefixtures("harmful")
def test_a_worker_that_is_killed_by_chance_costs_no_document(tmp_path: Path, monkeypatch: Any) -> None:
    def once() -> None:
        if not (tmp_path / "once").exists():
            (tmp_path / "once").touch()
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setitem(HARM, "once", once)
    seeds = write_seeds(tmp_path / "seeds", *titles(100, once=60))
    assert built(seeds, tmp_path / "out") == {}
    assert (tmp_path / "once").exists()


@pytest.mark.usefixtures("harmful")
def test_outcomes_come_in_order_and_a_slow_one_holds_back_no_more_than_some(
    tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(batch_run, "_HELD_BACK", 20)
    monkeypatch.setitem(HARM, "slow", partial(until, lambda: len(list((tmp_path / "out").iterdir())) > 90))
    seeds = write_seeds(tmp_path / "seeds", *titles(100, slow=10))
    places = [int(outcome.source.stem[:3]) for outcome in outcomes_of(seeds, tmp_path / "out")]
    assert places[:8] == list(range(8))  # each of these was submitted alone
    assert sorted(places) == list(range(100))
    assert places.index(10) > 30


# --- The pool --------------------------------------------------------------------------------


def sleep_in(thing: int, seconds: float) -> None:
    begin(0)
    begin(thing)
    time.sleep(seconds)


def fail_with(error: Exception) -> None:
    raise error


def test_a_worker_that_is_lost_says_what_it_was_doing() -> None:
    with LocalPool(1, Limits(timeout=0.3)) as workers:
        future = workers.submit(sleep_in, 7, 100)
        with pytest.raises(WorkerLost, match=r"took longer than 0\.3 s") as caught:
            future.result()
        assert caught.value.thing == 7
        assert not caught.value.may_be_chance
        assert workers.submit(int, "1").result() == 1


def test_each_thing_has_a_time_out_of_its_own() -> None:
    with LocalPool(1, Limits(timeout=0.6)) as workers:
        assert workers.submit(several_things, 4, 0.25).result() == 4


def several_things(number: int, seconds: float) -> int:
    for thing in range(number):
        begin(thing)
        time.sleep(seconds)
    return number


def test_an_error_of_what_is_called_is_that_of_the_future() -> None:
    with LocalPool(1) as workers, pytest.raises(UnwritableOutput, match="full"):
        workers.submit(fail_with, UnwritableOutput("full")).result()


def test_what_cannot_be_sent_back_is_an_error_and_ends_nothing() -> None:
    with LocalPool(1) as workers:
        with pytest.raises(RuntimeError, match="can't be sent"):
            workers.submit(eval, "lambda: 0").result()
        assert workers.submit(int, "1").result() == 1


def test_workers_are_replaced_after_so_many_things() -> None:
    with LocalPool(1, Limits(things=3)) as workers:
        pids = [workers.submit(os.getpid).result() for _ in range(9)]
    assert [len(set(pids[place : place + 3])) for place in (0, 3, 6)] == [1, 1, 1]
    assert len(set(pids)) == 3


def test_a_killed_worker_without_work_costs_nothing() -> None:
    with LocalPool(1) as workers:
        pid = workers.submit(os.getpid).result()
        os.kill(pid, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{pid}").exists())
        assert workers.submit(int, "1").result() == 1


def test_a_supervisor_that_is_killed_takes_its_workers_along() -> None:
    with LocalPool(1) as workers:
        pid, supervisor = workers.submit(os.getpid).result(), workers.submit(os.getppid).result()
        future = workers.submit(time.sleep, 100)
        os.kill(supervisor, signal.SIGKILL)
        with pytest.raises(pool.BrokenExecutor):
            future.result()
        with pytest.raises(pool.BrokenExecutor):
            workers.submit(int, "1")
    until(lambda: not is_running(pid))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_process_with_threads_is_not_forked() -> None:
    stop: list[int] = []
    thread = Thread(target=until, args=(lambda: stop,))
    thread.start()
    try:
        assert pool._start_method() == "spawn"
        with LocalPool(1) as workers:
            assert workers.submit(int, "1").result() == 1
    finally:
        stop.append(1)
        thread.join()


class Threaded:
    """An exporter whose engine has a thread, as newer versions of Pango do."""

    def __init__(self, log: Path) -> None:
        with log.open("a", encoding="ascii") as file:
            file.write(f"{os.getpid()}\n")
        self.process = os.getpid()
        Thread(target=time.sleep, args=(2,), daemon=True).start()

    def export(self, _: object) -> bytes:
        assert self.process == os.getpid()
        return b""


def test_an_exporter_with_a_thread_is_made_anew_in_each_worker(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(pool, "_start_method", lambda: "fork")
    monkeypatch.setattr(batch_work, "make_exporter", lambda *_, **__: Threaded(tmp_path / "log"))
    seeds = write_seeds(tmp_path / "seeds", *titles(30))
    assert built(seeds, tmp_path / "out", jobs=1) == {}
    assert len(set((tmp_path / "log").read_text(encoding="ascii").split())) == 2


# --- Disks -----------------------------------------------------------------------------------


@contextmanager
def failing(step: str, name: str, error: int, monkeypatch: Any) -> Iterator[None]:
    """Let one step of writing a file of that name fail."""
    current: list[str] = []
    really_write = store.write_parts

    def write(path: Path, parts: Iterable[bytes]) -> int:
        current[:] = [path.name]
        try:
            return really_write(path, parts)
        finally:
            current.clear()

    def broken(really: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        if current == [name]:
            raise OSError(error, os.strerror(error))
        return really(*arguments, **more)

    def half_open(*arguments: Any) -> Any:
        file = really_fdopen(*arguments)
        if current == [name]:
            file.write(b"half")
            os.close(file.fileno())  # so that writing the rest fails
        return file

    really_fdopen = os.fdopen
    with monkeypatch.context() as patch:
        patch.setattr(pool, "_start_method", lambda: "fork")
        patch.setattr(store, "write_parts", write)
        match step:
            case "write":
                patch.setattr(os, "fdopen", half_open)
            case "replace":
                # Not `partial`, which is no method.
                really = Path.replace
                patch.setattr(Path, "replace", lambda path, target: broken(really, path, target))
            case _:
                patch.setattr(os, step, partial(broken, getattr(os, step)))
        yield


@pytest.mark.parametrize("step", ["open", "fsync", "replace", "fstat"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_step_of_writing_that_fails_costs_one_file(
    step: str, error: int, tmp_path: Path, monkeypatch: Any
) -> None:
    seeds = write_seeds(tmp_path / "seeds", *titles(20))
    with failing(step, "007-film007.txt", error, monkeypatch):
        failed = built(seeds, tmp_path / "out", jobs=1)
    why = f"txt: cannot write '{tmp_path}/out/007-film007.txt': {os.strerror(error)}"
    assert failed == {"film007": why}
    assert left(tmp_path) == []


def test_writing_that_fails_halfway_costs_one_file(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(pool, "_start_method", lambda: "fork")
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    really_open = os.open
    opened = count()

    def open_full(path: Any, flags: int, *mode: int) -> int:
        # The first is that of the probe.
        is_to_fail = str(path).endswith(".tmp") and next(opened) == 3
        return really_open(full, os.O_WRONLY) if is_to_fail else really_open(path, flags, *mode)

    monkeypatch.setattr(os, "open", open_full)
    failed = built(write_seeds(tmp_path / "seeds", *titles(20)), tmp_path / "out", jobs=1)
    ((why),) = failed.values()
    assert why.endswith("No space left on device")
    assert left(tmp_path) == []


def test_a_folder_that_cannot_be_written_costs_what_belongs_there(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(pool, "_start_method", lambda: "fork")
    really_open = os.open

    def refuse(path: Any, *arguments: int) -> int:
        if f"{tmp_path}/out/locked/" in str(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return really_open(path, *arguments)

    write_seeds(tmp_path / "seeds" / "locked", *titles(2))
    seeds = write_seeds(tmp_path / "seeds", *titles(2))
    monkeypatch.setattr(os, "open", refuse)
    outcomes = outcomes_of(seeds, tmp_path / "out")
    failed = {outcome.source.stem: str(*outcome.failures) for outcome in outcomes if outcome.failures}
    assert sorted(failed) == ["locked/000-film000", "locked/001-film001"]
    assert all(why.endswith("Permission denied") for why in failed.values())


def test_an_output_folder_that_cannot_be_written_ends_the_batch_with_one_line(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.setattr(pool, "_start_method", lambda: "fork")

    def refuse(path: Any, *arguments: int) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    seeds = write_seeds(tmp_path / "seeds", *titles(5))
    monkeypatch.setattr(os, "open", refuse)
    assert cli.run(["build", str(seeds), "--to", "txt", "--out", str(tmp_path / "out")]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert (
        line == f"seedpress: error: cannot write to the folder '{tmp_path}/out': {os.strerror(errno.EROFS)}"
    )


# --- What killed processes leave -------------------------------------------------------------


def test_what_a_killed_process_left_is_swept_by_the_next_write_into_that_folder(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / ".seedpress-0123456789abcdef.tmp").write_bytes(b"half")
    store.Store(tmp_path).write("films/x.txt", b"whole")
    assert [path.name for path in (tmp_path / "films").iterdir()] == ["x.txt"]


def test_what_another_process_works_on_is_not_swept(tmp_path: Path) -> None:
    theirs = tmp_path / ".seedpress-0123456789abcdef.tmp"
    with theirs.open("wb") as file:
        flock(file, LOCK_EX)
        store.sweep(tmp_path)
        assert theirs.exists()
    store.sweep(tmp_path)
    assert not theirs.exists()


def test_a_file_is_locked_until_it_has_its_name(tmp_path: Path, monkeypatch: Any) -> None:
    really_replace = Path.replace

    def swept(path: Path, target: Path) -> Path:
        store.sweep(tmp_path)
        return really_replace(path, target)

    monkeypatch.setattr(Path, "replace", swept)
    store.write(tmp_path / "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"new"


def test_a_file_that_was_swept_before_it_was_locked_is_made_again(tmp_path: Path, monkeypatch: Any) -> None:
    def late(handle: int, how: int, locks: list[int] = []) -> None:  # noqa: B006 - kept between calls
        locks.append(handle)
        if len(locks) == 1:
            for path in tmp_path.glob(".seedpress-*.tmp"):
                path.unlink()

    monkeypatch.setattr(store, "flock", late)
    store.write(tmp_path / "x", b"new")
    assert (tmp_path / "x").read_bytes() == b"new"
    assert left(tmp_path) == []


def test_other_files_are_not_swept(tmp_path: Path) -> None:
    (tmp_path / ".seedpress.sqlite").write_bytes(b"ledger")
    (tmp_path / "x.tmp").write_bytes(b"mine")
    store.sweep(tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


# --- Builds that are stopped -----------------------------------------------------------------


def is_idle(build: Launcher) -> bool:
    """Whether no process of any build is left."""
    return not build.processes()


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_build_that_is_to_stop_does_so_in_order(
    number: signal.Signals, code: int, jobs: str, tmp_path: Path
) -> None:
    seeds, out = write_seeds(tmp_path / "seeds", *titles(600)), tmp_path / "out"
    with launcher(tmp_path / "tmp") as build:
        pid = build.start("build", seeds, "--to", "html,epub", "--out", out, "--quiet", "--jobs", jobs)
        until(lambda: len(list(out.glob("*.epub"))) > 5)
        # As a terminal does it; and as `kill` does.
        (os.killpg if number == signal.SIGINT else os.kill)(pid, number)
        assert build.ended() == code
        done = len(list(out.glob("*.epub")))
        (line,) = build.errors().splitlines()
        until(partial(is_idle, build))
    assert line.startswith("seedpress: interrupted: ")
    said = int(line.split()[2])
    assert f"{said} of 600 built, 0 failed, {2 * said} files written to {out} (" in line
    assert 0 < said <= done < 600
    assert left(out) == []
    assert [path.name for path in (tmp_path / "tmp").iterdir()] == ["errors"]


def test_a_build_of_pdf_leaves_no_temporary_file(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", *titles(1))
    with launcher(tmp_path / "tmp") as build:
        assert build.run("build", seeds, "--to", "pdf", "--out", tmp_path / "out", *QUIETLY) == 0
        assert [path.name for path in (tmp_path / "tmp").iterdir()] == ["errors"]


def test_a_build_whose_documents_hang_stops_in_order(tmp_path: Path) -> None:
    seeds, out = write_seeds(tmp_path / "seeds", *titles(20, hang_in_child=10)), tmp_path / "out"
    with launcher(tmp_path / "tmp", "--harmful") as build:
        pid = build.start("build", seeds, "--to", "txt", "--out", out, "--jobs", "2")
        until(lambda: len(list(out.glob("*.txt"))) >= 10)
        os.kill(pid, signal.SIGTERM)
        assert build.ended() == 143
        until(partial(is_idle, build))
        # Of those that were submitted together with it nothing is known.
        assert re.search(r"interrupted: \d+ of 20 built, 0 failed", build.errors())


def test_a_second_ctrl_c_ends_a_build_that_does_not_end(tmp_path: Path) -> None:
    seeds, out = write_seeds(tmp_path / "seeds", *titles(3, hang_deaf=1)), tmp_path / "out"
    with launcher(tmp_path / "tmp", "--harmful") as build:
        pid = build.start("build", seeds, "--to", "txt", "--out", out, "--jobs", "1")
        until(lambda: len(list(out.glob("*.txt"))) >= 1)
        os.killpg(pid, signal.SIGINT)
        time.sleep(0.4)
        os.killpg(pid, signal.SIGINT)
        assert build.ended() == 130
        until(partial(is_idle, build))


# --- Builds that are killed ------------------------------------------------------------------


def undisturbed(build: Launcher, seeds: Path, out: Path, formats: dict[str, str]) -> dict[str, bytes]:
    """What a build without any fault writes: the outputs of all documents, by name."""
    assert build.run("build", seeds, "--to", ",".join(formats), "--out", out, "--jobs", "2") == 0
    names = [f"{path.stem}{suffix}" for path in seeds.iterdir() for suffix in formats.values()]
    return {name: (out / name).read_bytes() for name in names}


def killed(
    build: Launcher,
    kills: int,
    expected: dict[str, bytes],
    *arguments: str | Path,
    out: Path,
) -> int:
    """Kill builds at random moments; how many of them had written something, and not all.

    After each kill every file that has its name is whole.
    """
    chance = random.Random(20261122)  # noqa: S311
    begin = time.monotonic()
    assert build.run("build", *arguments, "--out", out.with_name("measured"), *QUIETLY) == 0
    longest = 1.1 * (time.monotonic() - begin)  # as the machine is today
    partial_results = 0
    for number in range(kills):
        pid = build.start("build", *arguments, "--out", out, *QUIETLY)
        time.sleep(chance.uniform(0.02, longest))
        # The program alone; or all that belongs to it, as when the machine is switched off.
        for victim in [pid] if number % 2 else build.processes():
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
        build.ended()
        until(partial(is_idle, build))
        written = {name for name in expected if (out / name).exists()}
        assert [name for name in written if (out / name).read_bytes() != expected[name]] == []
        partial_results += 0 < len(written) < len(expected)
        if len(written) == len(expected):  # nothing is left to do: begin anew
            shutil.rmtree(out)
    return partial_results


def test_a_hundred_kills_leave_whole_files_and_a_resumed_build_the_rest(tmp_path: Path) -> None:
    seeds, out = write_seeds(tmp_path / "seeds", *titles(8)), tmp_path / "out"
    with launcher(tmp_path / "tmp") as build:
        expected = undisturbed(build, seeds, tmp_path / "undisturbed", FORMATS)
        halfway = killed(build, 100, expected, seeds, "--to", ",".join(FORMATS), out=out)
        assert halfway > 10, "most kills came before or after all the work"
        assert build.run("build", seeds, "--to", ",".join(FORMATS), "--out", out) == 0
        until(partial(is_idle, build))
    assert {name: (out / name).read_bytes() for name in expected} == expected
    assert left(out) == []


def test_kills_of_a_build_of_pdf_leave_whole_files_and_a_resumed_build_the_rest(tmp_path: Path) -> None:
    seeds, out = write_seeds(tmp_path / "seeds", *titles(3)), tmp_path / "out"
    formats = {"pdf": ".pdf", "docx": ".docx", "mediawiki": ".wiki"}
    with launcher(tmp_path / "tmp") as build:
        expected = undisturbed(build, seeds, tmp_path / "undisturbed", formats)
        killed(build, 5, expected, seeds, "--to", ",".join(formats), out=out)
        assert build.run("build", seeds, "--to", ",".join(formats), "--out", out) == 0
        until(partial(is_idle, build))
    assert {name: (out / name).read_bytes() for name in expected} == expected
    assert left(out) == []


def test_workers_that_are_killed_cost_nothing(tmp_path: Path) -> None:
    seeds, out = write_seeds(tmp_path / "seeds", *titles(80)), tmp_path / "out"
    chance = random.Random(20261122)  # noqa: S311
    with launcher(tmp_path / "tmp") as build:
        expected = undisturbed(build, seeds, tmp_path / "undisturbed", FORMATS)
        pid = build.start("build", seeds, "--to", ",".join(FORMATS), "--out", out, "--jobs", "2")
        for _ in range(6):
            time.sleep(chance.uniform(0.05, 0.2))
            workers = [worker for worker in build.processes() if os.getpgid(worker) == worker != pid]
            if workers:
                os.kill(chance.choice(workers), signal.SIGKILL)
        assert build.ended() == 0
    assert {name: (out / name).read_bytes() for name in expected} == expected


def test_two_builds_into_one_folder_both_succeed(tmp_path: Path) -> None:
    seeds, out = write_seeds(tmp_path / "seeds", *titles(30)), tmp_path / "out"
    arguments = ["build", seeds, "--to", ",".join(FORMATS), "--out", out, "--jobs", "2"]
    with launcher(tmp_path / "one") as one, launcher(tmp_path / "two") as two:
        expected = undisturbed(one, seeds, tmp_path / "undisturbed", FORMATS)
        assert two.run("formats") == 0  # it has imported all, too
        one.start(*arguments)
        two.start(*arguments)
        assert (one.ended(), two.ended()) == (0, 0)
        assert "failed, " in two.errors()
        assert "error" not in one.errors() + two.errors()
    assert {name: (out / name).read_bytes() for name in expected} == expected
    assert left(out) == []
