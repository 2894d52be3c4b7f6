"""Batches: which files are written, that each is whole, and that one failure stays one."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sysconfig
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pipeline import cli
from pipeline.batch import pool, store
from pipeline.batch import run as batch_run
from pipeline.batch import work as batch_work
from pipeline.batch.inputs import open_inputs
from pipeline.batch.ledger import RESERVED
from pipeline.batch.plan import Plan, Recipes, plan
from pipeline.batch.run import run_tasks
from pipeline.batch.task import Failure, Outcome, Settings
from pipeline.document import Document
from pipeline.errors import ExportFailed, UnreadableInput, UnwritableOutput, UsageError
from pipeline.exporters import exporter_class
from pipeline.messages import Code, Message, Report
from pipeline.styles import find_styles

SEED = "= {0} =\n\n{0} is a place.\n"


def write_seeds(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SEED.format(path.stem), encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by its path, but for those of the ledger."""
    files = {p.relative_to(folder): p for p in sorted(folder.rglob("*")) if p.is_file()}
    return {str(name): p.read_bytes() for name, p in files.items() if name.parts[0] != RESERVED}


def planning(inputs: Sequence[Path], out: Path, *formats: str) -> Plan:
    names = formats or ("xml",)
    suffixes = {name: exporter_class(name).suffix for name in names}
    return plan(open_inputs(inputs, out), Recipes(suffixes, dict.fromkeys(names, "")), out, {})


def planned(inputs: Sequence[Path], out: Path, *formats: str) -> list[str]:
    """The paths below `out` that a plan writes."""
    return [target.path for task in planning(inputs, out, *formats).tasks() for target in task.targets]


def carried_out(inputs: Sequence[Path], out: Path, *formats: str, jobs: int = 1) -> list[Outcome]:
    tasks = planning(inputs, out, *formats).tasks()
    return list(run_tasks(tasks, formats or ("xml",), Settings(out, find_styles()), jobs=jobs))


# --- store: all or nothing -------------------------------------------------------------------


def test_write_replaces_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    store.write(path, b"new")
    assert contents(tmp_path) == {"x": b"new"}


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_alone(failing: str, tmp_path: Path, monkeypatch: Any) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "x"
    path.write_bytes(b"old")
    monkeypatch.setattr(*((os, "fsync") if failing == "fsync" else (Path, "replace")), full_disk)
    with pytest.raises(UnwritableOutput, match="No space left on device"):
        store.write(path, b"new")
    assert contents(tmp_path) == {"x": b"old"}


def test_an_interrupted_write_leaves_no_file(tmp_path: Path, monkeypatch: Any) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.write(tmp_path / "x", b"new")
    assert contents(tmp_path) == {}


def test_a_write_that_is_interrupted_just_as_it_begins_leaves_no_file(
    tmp_path: Path, monkeypatch: Any
) -> None:
    really_open = os.open

    def interrupted(*arguments: Any) -> int:
        os.close(really_open(*arguments))
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "open", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.write(tmp_path / "a.txt", b"new")
    assert contents(tmp_path) == {}


def test_the_bytes_are_on_the_disk_before_they_have_the_name(tmp_path: Path, monkeypatch: Any) -> None:
    path, sizes = tmp_path / "x", []

    def record(handle: int) -> None:
        assert not path.exists()
        sizes.append(os.fstat(handle).st_size)

    monkeypatch.setattr(os, "fsync", record)
    store.write(path, b"12345")
    assert sizes == [5]


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_permissions_follow_from_the_umask(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        store.write(tmp_path / "x", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o666 & ~umask


def test_a_link_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"other")
    (tmp_path / "link").symlink_to("other")
    store.write(tmp_path / "link", b"new")
    assert contents(tmp_path) == {"link": b"new", "other": b"other"}


def test_a_name_as_long_as_names_can_be_is_written(tmp_path: Path) -> None:
    store.write(tmp_path / ("x" * 255), b"")
    assert (tmp_path / ("x" * 255)).exists()


def test_a_name_that_is_too_long_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match="File name too long"):
        store.write(tmp_path / ("x" * 256), b"")
    assert contents(tmp_path) == {}


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match="it is a folder"):
        store.write(tmp_path, b"")


def test_a_link_that_leads_out_of_the_root_is_not_followed(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    (root / "films").symlink_to(elsewhere)
    with pytest.raises(UnwritableOutput, match="leads out of"):
        store.Store(root).write("films/x.xml", b"")
    assert contents(elsewhere) == {}


def test_no_folder_is_made_where_a_link_leads_out(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    (root / "link").symlink_to(elsewhere)
    with pytest.raises(UnwritableOutput, match="a link leads out"):
        store.Store(root).write("link/sub/x.xml", b"")
    assert list(elsewhere.iterdir()) == []


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "link")
    with pytest.raises(UnwritableOutput):
        store.Store(tmp_path).write("link/x.xml", b"")


def test_a_file_in_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "films").write_bytes(b"")
    with pytest.raises(UnwritableOutput, match="cannot make the folder"):
        store.Store(tmp_path).write("films/x.xml", b"")


# --- plan: what will be written --------------------------------------------------------------


def test_outputs_mirror_the_folders_of_the_input(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", "b.txt", "a.txt", "films/a.txt")
    assert planned([seeds], tmp_path / "out") == ["a.xml", "b.xml", "films/a.xml"]


def test_a_file_that_is_named_has_no_folder(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", "films/a.txt")
    assert planned([seeds / "films" / "a.txt"], tmp_path / "out", "xml", "txt") == ["a.xml", "a.txt"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dr. No", "Dr. No.xml"),
        ("a.b.txt", "a.b.xml"),
        ("X.TXT", "X.xml"),
        ("notes.md", "notes.md.xml"),
        ("a\nb $(x) ;.txt", "a\nb $(x) ;.xml"),
    ],
)
def test_a_name_only_loses_the_suffix_of_a_seed(name: str, expected: str, tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", name)
    assert planned([seeds / name], tmp_path / "out") == [expected]


def test_a_folder_is_searched_for_seeds_and_canonical_xml_alone(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt", "b.xml", "c.md", ".d.txt", ".git/e.txt")
    assert planned([seeds], tmp_path / "out", "txt") == ["a.txt", "b.txt"]


def test_outputs_below_an_input_are_not_its_inputs(tmp_path: Path) -> None:
    write_seeds(tmp_path, "a.txt", "out/b.xml")
    assert planned([tmp_path], tmp_path / "out") == ["a.xml"]


def test_a_file_met_twice_is_built_once(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt")
    assert planned([seeds, seeds / "a.txt", seeds], tmp_path / "out") == ["a.xml"]


def test_a_file_met_twice_is_built_where_it_is_met_first(tmp_path: Path, monkeypatch: Any) -> None:
    seeds = write_seeds(tmp_path / "seeds", "films/a.txt")
    assert planned([seeds, seeds / "films" / "a.txt"], tmp_path / "out") == ["films/a.xml"]
    assert planned([seeds / "films" / "a.txt", seeds], tmp_path / "out") == ["a.xml"]
    monkeypatch.chdir(tmp_path)
    assert planned([seeds, Path("seeds")], tmp_path / "out") == ["films/a.xml"]


def test_a_link_to_a_seed_is_built_by_its_own_name(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt")
    (seeds / "b.txt").symlink_to(seeds / "a.txt")
    assert planned([seeds], tmp_path / "out") == ["a.xml", "b.xml"]


def test_an_input_that_cannot_be_looked_at_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="File name too long"):
        planning([tmp_path / ("x" * 300)], tmp_path / "out", "xml")


@pytest.mark.parametrize(
    "names",
    [("a/x.txt", "b/x.txt"), ("a/x.txt", "b/X.txt"), ("a/é.txt", "b/e\u0301.txt"), ("x.txt", "x.xml")],
)
def test_inputs_that_would_write_one_file_are_refused(names: tuple[str, str], tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", *names)
    with pytest.raises(UsageError, match="would both write"):
        planning([seeds / name for name in names], tmp_path / "out", "docx")


def test_a_source_is_never_overwritten(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path, "a.txt")
    with pytest.raises(UsageError, match="is one of the inputs"):
        planning([seeds / "a.txt"], tmp_path, "xml", "txt")


def test_a_missing_input_stops_the_batch_before_it_begins(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt")
    with pytest.raises(UnreadableInput, match="no such file or folder"):
        planning([seeds, tmp_path / "none"], tmp_path / "out", "xml")


def test_a_folder_without_seeds_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="nothing to build"):
        planning([tmp_path], tmp_path / "out", "xml")


def test_an_unknown_format_is_wrong_usage(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt")
    with pytest.raises(UsageError, match="unknown format 'xmll'"):
        planning([seeds], tmp_path / "out", "xmll")


# --- run -------------------------------------------------------------------------------------


def test_results_do_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", *(f"{n:02}.txt" for n in range(12)), "sub/x.txt")
    one = carried_out([seeds], tmp_path / "one", "xml", "txt", "html")
    three = carried_out([seeds], tmp_path / "three", "xml", "txt", "html", jobs=3)
    assert contents(tmp_path / "one") == contents(tmp_path / "three")
    assert [outcome.source for outcome in one] == [outcome.source for outcome in three]
    assert len(contents(tmp_path / "one")) == 39


def test_results_do_not_depend_on_the_order(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt", "b.txt", "c.txt")
    forward = [seeds / name for name in ("a.txt", "b.txt", "c.txt")]
    carried_out(forward, tmp_path / "one", "html")
    carried_out(forward[::-1], tmp_path / "two", "html")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("jobs", [1, 2])
def test_profiles_that_cannot_be_loaded_end_the_batch(jobs: int, tmp_path: Path) -> None:
    tasks = planning([write_seeds(tmp_path / "seeds", "a.txt")], tmp_path / "out").tasks()
    settings = Settings(tmp_path / "out", find_styles(), profiles=tmp_path / "none")
    with pytest.raises(UsageError, match=r"the profile folder '.*none' does not exist"):
        list(run_tasks(tasks, ["xml"], settings, jobs=jobs))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_document_stops_no_other(jobs: int, tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt", "c.txt")
    (seeds / "b.txt").write_bytes(b"")
    outcomes = carried_out([seeds], tmp_path / "out", jobs=jobs)
    assert sorted(contents(tmp_path / "out")) == ["a.xml", "c.xml"]
    assert [bool(outcome.failures) for outcome in outcomes] == [False, True, False]


def test_a_format_that_fails_stops_no_other(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt")
    (tmp_path / "out" / "a.xml").mkdir(parents=True)
    (outcome,) = carried_out([seeds], tmp_path / "out", "xml", "txt")
    assert outcome.failures == (Failure("xml", f"cannot write '{tmp_path}/out/a.xml': it is a folder"),)
    assert [made.path for made in outcome.made] == ["a.txt"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exporter_is_made_once_for_all_documents_and_workers(
    jobs: int, tmp_path: Path, monkeypatch: Any
) -> None:
    def make(name: str, **settings: Any) -> Any:
        with (tmp_path / "log").open("a", encoding="ascii") as log:
            log.write(f"{name}\n")
        return make_exporter(name, **settings)

    make_exporter = batch_work.make_exporter
    monkeypatch.setattr(batch_work, "make_exporter", make)
    monkeypatch.setattr(pool, "_start_method", lambda: "fork")
    seeds = write_seeds(tmp_path / "seeds", "a.txt", "b.txt", "c.txt")
    carried_out([seeds], tmp_path / "out", "xml", "txt", jobs=jobs)
    assert (tmp_path / "log").read_text(encoding="ascii").split() == ["xml", "txt"]


def test_messages_of_one_document_are_not_shown_for_the_next(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", "b.txt")
    (seeds / "a.txt").write_text("= A =\n\n== Unbalanced =\n\nText.\n", encoding="utf-8")
    first, second = carried_out([seeds], tmp_path / "out")
    codes = [[str(message.code) for message in outcome.all_messages] for outcome in (first, second)]
    assert "heading-unbalanced" in codes[0]
    assert "heading-unbalanced" not in codes[1]


class Recorder:
    """An exporter that holds something: it remarks on its styles and on X, and notes when it is closed."""

    def __init__(self, log: Path, report: Report) -> None:
        self._log, self._report = log, report
        report(Message(Code.ENGINE_WARNING, "the styles are odd"))

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self._log.write_text("closed", encoding="ascii")

    def export(self, document: Document) -> bytes:
        if document.title == "x":
            self._report(Message(Code.ENGINE_WARNING, "odd"))
        return b""


def recording(log: Path, monkeypatch: Any) -> None:
    """Make every exporter a `Recorder`, in worker processes, too: only a fork takes that along."""
    monkeypatch.setattr(batch_work, "make_exporter", lambda _, report, **__: Recorder(log, report))
    monkeypatch.setattr(pool, "_start_method", lambda: "fork")


def test_remarks_on_one_document_are_not_made_on_the_next(tmp_path: Path, monkeypatch: Any) -> None:
    recording(tmp_path / "log", monkeypatch)
    seeds = write_seeds(tmp_path / "seeds", "x.txt", "y.txt")
    x, y = carried_out([seeds], tmp_path / "out")
    assert Code.ENGINE_WARNING in [message.code for message in x.all_messages]
    assert Code.ENGINE_WARNING not in [message.code for message in y.all_messages]


@pytest.mark.parametrize("jobs", [1, 3])
def test_remarks_on_the_styles_are_made_once_and_on_no_document(
    jobs: int, tmp_path: Path, monkeypatch: Any
) -> None:
    recording(tmp_path / "log", monkeypatch)
    seeds = write_seeds(tmp_path / "seeds", *(f"{n:02}.txt" for n in range(30)))
    tasks, remarks = planning([seeds], tmp_path / "out", "xml", "txt").tasks(), []
    settings = Settings(tmp_path / "out", find_styles())
    outcomes = list(run_tasks(tasks, ["xml", "txt"], settings, jobs=jobs, report=remarks.append))
    assert [message.text for message in remarks] == ["the styles are odd"]
    assert all(m.code != Code.ENGINE_WARNING for outcome in outcomes for m in outcome.all_messages)


def test_exporters_that_kill_their_process_end_the_batch(tmp_path: Path, monkeypatch: Any) -> None:
    recording(tmp_path / "log", monkeypatch)
    monkeypatch.setattr(batch_work, "make_exporter", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(ExportFailed, match="was killed"):
        carried_out([write_seeds(tmp_path / "seeds", "a.txt", "b.txt")], tmp_path / "out", jobs=2)


@pytest.mark.parametrize("jobs", [1, 2])
def test_exporters_are_closed_at_the_end(jobs: int, tmp_path: Path, monkeypatch: Any) -> None:
    recording(tmp_path / "log", monkeypatch)
    carried_out([write_seeds(tmp_path / "seeds", "a.txt", "b.txt")], tmp_path / "out", jobs=jobs)
    assert (tmp_path / "log").read_text(encoding="ascii") == "closed"


def test_workers_leave_ctrl_c_to_the_parent() -> None:
    with pool.LocalPool(1) as workers:
        assert workers.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN


class Kept(ThreadPoolExecutor):
    """An executor that is none of ours, and notes what is submitted to it."""

    def __init__(self) -> None:
        super().__init__(2)
        self.submitted: list[Any] = []

    def submit(self, function: Any, /, *arguments: Any, **more: Any) -> Future[Any]:
        self.submitted.append(arguments[-1])
        return super().submit(function, *arguments, **more)


def test_any_executor_does_and_is_left_open(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", *(f"{n:03}.txt" for n in range(300)))
    with Kept() as executor:
        tasks = planning([seeds], tmp_path / "out").tasks()
        settings = Settings(tmp_path / "out", find_styles())
        outcomes = list(run_tasks(tasks, ["xml"], settings, jobs=2, executor=executor))
        assert executor.submit(int, "7").result() == 7
    assert [outcome.source.stem for outcome in outcomes] == [f"{n:03}" for n in range(300)]
    assert len(contents(tmp_path / "out")) == 300


def test_tasks_that_take_little_are_submitted_together(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", *(f"{n:03}.txt" for n in range(300)))
    with Kept() as executor:
        tasks = planning([seeds], tmp_path / "out").tasks()
        list(run_tasks(tasks, ["xml"], Settings(tmp_path / "out", find_styles()), jobs=2, executor=executor))
        assert max(map(len, executor.submitted)) > 1
        assert len(executor.submitted) < 300


def test_tasks_are_taken_as_they_are_needed(tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "seeds", *(f"{n:04}.txt" for n in range(2000)))
    taken = 0

    def tasks() -> Any:
        nonlocal taken
        for task in planning([seeds], tmp_path / "out").tasks():
            taken += 1
            yield task

    outcomes = run_tasks(tasks(), ["xml"], Settings(tmp_path / "out", find_styles()), jobs=2)
    next(outcomes)
    outcomes.close()
    assert 0 < taken < 600


def test_nothing_is_started_where_there_is_nothing_to_do(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(batch_run, "LocalPool", None)
    assert list(run_tasks([], ["xml"], Settings(tmp_path, find_styles()))) == []


# --- the command -----------------------------------------------------------------------------


def build(*arguments: str | Path) -> int:
    return cli.run(["build", *map(str, arguments)])


def test_build_writes_every_format_of_every_document(tmp_path: Path, capsys: Any) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt", "films/b.txt")
    assert build(seeds, "--to", "xml,txt", "--to", "html", "--out", tmp_path / "out") == 0
    assert len(contents(tmp_path / "out")) == 6
    assert "2 built, 0 failed, 6 files written" in capsys.readouterr().err


def test_build_names_each_failure_and_exits_with_1(tmp_path: Path, capsys: Any) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt")
    (seeds / "b.txt").write_bytes(b"caf\xe9")
    assert build(seeds, "--to", "xml", "--out", tmp_path / "out", "--quiet") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{seeds}/b.txt: error: ")


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["none"], 3, "cannot read 'none'"),
        (["seeds", "--to", "xmll"], 2, "unknown format 'xmll'"),
        (["seeds", "--layout", "article"], 2, "--layout is an option of pdf, not of xml"),
        (["seeds", "--styles", "none"], 2, "'none' does not exist"),
        (["seeds", "--profile", "none"], 2, "unknown profile 'none'"),
        (["seeds", "--encoding", "klingon"], 2, "klingon"),
        (["seeds", "--language", "!"], 2, "not a language tag: '!'"),
        (["seeds", "--to", "pdf", "--license", "CC\x01BY"], 2, "has a character that is not text"),
        (["seeds", "--jobs", "0"], 2, "0 is not in the range x>=1"),
        ([], 2, "Missing argument 'INPUT...'"),
    ],
)
def test_wrong_usage_of_build_is_one_line_and_writes_nothing(
    arguments: list[str], code: int, expected: str, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.chdir(write_seeds(tmp_path, "seeds/a.txt"))
    assert build("--to", "xml", "--out", "out", *arguments) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert expected in line
    assert not (tmp_path / "out").exists()


def test_build_reads_an_encoding_that_is_not_like_ascii(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.txt").write_bytes("= Café =\n".encode("utf-16-le"))
    assert build(seeds, "--to", "txt", "--out", tmp_path / "out", "--encoding", "utf-16-le") == 0
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "= Café =\n"


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [("terms.toml", "[en", "not a file of terms"), ("html/page.css", "</style>", "would end the style")],
)
def test_styles_that_fit_no_document_are_wrong_usage_once(
    name: str, content: str, expected: str, jobs: str, tmp_path: Path, capsys: Any
) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt", "b.txt", "c.txt")
    style = tmp_path / "styles" / name
    style.parent.mkdir(parents=True)
    style.write_text(content, encoding="utf-8")
    arguments = ["--to", "xml,html", "--styles", tmp_path / "styles", "--jobs", jobs]
    assert build(seeds, *arguments, "--out", tmp_path / "out") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert expected in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_environment_that_fits_no_document_is_wrong_usage_once(
    jobs: str, tmp_path: Path, monkeypatch: Any
) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt", "b.txt", "c.txt")
    command = [str(Path(sysconfig.get_path("scripts")) / "seedpress"), "build", str(seeds), "--to", "epub"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out"), "--jobs", jobs, "--quiet"],
        env={**os.environ, "SOURCE_DATE_EPOCH": "abc"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert "SOURCE_DATE_EPOCH is 'abc'" in line


def test_an_output_folder_that_cannot_be_made_ends_the_batch_with_one_line(
    tmp_path: Path, capsys: Any
) -> None:
    seeds = write_seeds(tmp_path / "seeds", "a.txt", "b.txt", "c.txt")
    (tmp_path / "out").write_bytes(b"")
    assert build(seeds, "--to", "xml", "--out", tmp_path / "out") == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"seedpress: error: cannot make the folder '{tmp_path}/out': it is not a folder"
