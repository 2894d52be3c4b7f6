"""Builds on a Dask cluster: the same bytes as here, whoever of the cluster is lost meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from on_workers import deadly, styles_of
from servers import DaskCluster, SftpServer, dask_cluster, sftp_server, wait_until

from pipeline.batch import cluster as batch_cluster
from pipeline.batch.cluster import Sent, connected, unfit
from pipeline.batch.ledger import FILE
from pipeline.batch.machine import differences, machine
from pipeline.batch.plan import OWN_NAMES
from pipeline.batch.task import Settings
from pipeline.errors import ExportFailed, UsageError
from pipeline.styles import find_styles

pytestmark = pytest.mark.xdist_group("cluster")

ROOT = Path(__file__).resolve().parent.parent
FORMATS = "pdf,epub,docx,mediawiki,xml"


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any) -> Iterator[SftpServer]:
    with sftp_server(tmp_path_factory.mktemp("sftp")) as running:
        yield running


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: Any, server: SftpServer) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("dask"), **server.environment) as running:
        yield running


def write_seeds(folder: Path, count: int) -> Path:
    text = (ROOT / "seeds" / "ruby-sparks.txt").read_text(encoding="utf-8")
    for number in range(count):
        path = folder / f"{number % 3}" / f"{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("Ruby Sparks", f"Ruby Sparks {number}"), encoding="utf-8")
    return folder


def started(*arguments: object, **more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline", "build", *map(str, arguments)]
    environment = {**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s", **more}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


def build(*arguments: object, **more: str) -> tuple[int, str]:
    """The exit code of a build in a process of its own, and the last line that it says."""
    process = started(*arguments, **more)
    said = process.communicate(timeout=300)[1]
    return process.returncode, said.strip().splitlines()[-1]


def contents(folder: Path) -> dict[str, bytes]:
    files = (
        path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in OWN_NAMES
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def in_ledger(out: Path) -> int:
    database = sqlite3.connect(out / FILE)
    (count,) = database.execute("SELECT count(*) FROM document").fetchone()
    database.close()
    return count


# --- The same bytes --------------------------------------------------------------------------


def test_a_cluster_writes_what_this_machine_writes(cluster: DaskCluster, tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "in", 3)
    styles, profiles = tmp_path / "styles", tmp_path / "profiles"
    (styles / "factsheet").mkdir(parents=True)
    sheet = (ROOT / "styles" / "factsheet" / "sheet.css").read_text(encoding="utf-8")
    (styles / "factsheet" / "sheet.css").write_text(f"{sheet}\nh1 {{ color: #123456 }}\n", encoding="utf-8")
    shutil.copytree(ROOT / "pipeline" / "normalizer" / "profiles", profiles)
    same = ("--to", FORMATS, "--styles", styles, "--profiles", profiles)
    code, said = build(seeds, *same, "--out", tmp_path / "far", "--scheduler", cluster.address)
    assert code == 0
    assert said.startswith(f"seedpress: 3 built, 0 failed, 15 files written to {tmp_path / 'far'} ")
    assert build(seeds, *same, "--out", tmp_path / "near", "--jobs", 1)[0] == 0
    assert contents(tmp_path / "far") == contents(tmp_path / "near")
    assert below(tmp_path / "far" / "_seedpress") == below(tmp_path / "near" / "_seedpress")
    assert any(name.startswith("thumbnails/") for name in below(tmp_path / "far" / "_seedpress"))


def test_workers_read_and_write_on_a_file_server(
    cluster: DaskCluster, server: SftpServer, tmp_path: Path
) -> None:
    seeds = write_seeds(server.folder / "in", 6)
    there = ("--to", "xml,mediawiki", "--out", f"{server.url}/out", "--scheduler", cluster.address)
    code, said = build(f"{server.url}/in", *there, **server.environment)
    assert code == 0
    assert said.startswith(f"seedpress: 6 built, 0 failed, 12 files written to {server.url}/out ")
    assert build(seeds, "--to", "xml,mediawiki", "--out", tmp_path / "near")[0] == 0
    assert contents(server.folder / "out") == contents(tmp_path / "near")
    assert (
        "nothing to do: 6 documents are up to date"
        in build(f"{server.url}/in", *there, **server.environment)[1]
    )


def test_folders_of_the_user_travel_to_the_workers(cluster: DaskCluster, tmp_path: Path) -> None:
    for part in ("styles", "profiles"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "own.txt").write_text(part)
    settings = Settings(tmp_path / "out", find_styles(tmp_path / "styles"), profiles=tmp_path / "profiles")
    with connected(cluster.address, settings, ["xml"]) as workers:
        folders, profiles, local = workers.submit(styles_of, settings).result()
        assert [folders[0].is_relative_to(local), profiles.is_relative_to(local)] == [True, True]
        assert (folders[0] / "own.txt").read_text() == "styles"
        assert (profiles / "own.txt").read_text() == "profiles"
        assert folders[1:] == list(find_styles().folders)


# --- Who is lost -----------------------------------------------------------------------------


def test_nothing_is_lost_or_doubled_with_a_worker(tmp_path: Path) -> None:
    seeds, out = write_seeds(tmp_path / "in", 10), tmp_path / "out"
    with dask_cluster(tmp_path, workers=2) as cluster:
        process = started(seeds, "--to", "pdf,xml", "--out", out, "--scheduler", cluster.address)
        wait_until(lambda: len(contents(out)) >= 2, "the build is in the middle")
        os.kill(cluster.workers[0].pid, signal.SIGKILL)
        assert len(contents(out)) < 20
        said = process.communicate(timeout=300)[1]
    assert process.returncode == 0
    last = said.strip().splitlines()[-1]
    assert last.startswith(f"seedpress: 10 built, 0 failed, 20 files written to {out} ")
    assert in_ledger(out) == 10
    assert build(seeds, "--to", "pdf,xml", "--out", tmp_path / "near")[0] == 0
    assert contents(out) == contents(tmp_path / "near")


def test_without_its_scheduler_a_build_stops_and_goes_on_later(tmp_path: Path) -> None:
    seeds, out = write_seeds(tmp_path / "in", 10), tmp_path / "out"
    with dask_cluster(tmp_path, workers=1) as cluster:
        process = started(seeds, "--to", "pdf", "--out", out, "--scheduler", cluster.address)
        wait_until(lambda: out.exists() and in_ledger_so_far(out) >= 1, "something is recorded")
        cluster.scheduler.kill()
        said = process.communicate(timeout=120)[1].strip().splitlines()[-1]
    assert process.returncode == 5
    assert "the scheduler at" in said
    assert "is gone" in said
    before = in_ledger(out)
    assert 1 <= before < 10
    command = [sys.executable, "-m", "pipeline", "build", str(seeds), "--to", "pdf", "--out", str(out)]
    left = subprocess.run([*command, "--dry-run"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert len(left.stdout.splitlines()) == 10 - before


def in_ledger_so_far(out: Path) -> int:
    return in_ledger(out) if (out / FILE).exists() else 0


def test_a_document_that_kills_its_workers_fails_alone(tmp_path: Path) -> None:
    with dask_cluster(tmp_path, 2, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as cluster:
        settings = Settings(tmp_path / "out", find_styles())
        with connected(cluster.address, settings, ["xml"]) as workers:
            with pytest.raises(ExportFailed, match="were lost, one after another"):
                workers.submit(deadly, settings).result(timeout=60)
            assert workers.submit(styles_of, settings).result(timeout=60)


# --- Who can't do it -------------------------------------------------------------------------


def test_workers_that_would_write_something_else_are_refused(cluster: DaskCluster, tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "in", 1)
    arguments = (seeds, "--to", "xml", "--out", tmp_path / "out", "--scheduler", cluster.address)
    code, said = build(*arguments, SOURCE_DATE_EPOCH="1")
    assert code == 2
    assert "is not as the machine that asks it: SOURCE_DATE_EPOCH not set instead of 1" in said
    assert contents(tmp_path / "out") == {}


def test_what_differs_is_named() -> None:
    here = machine(["xml"])
    assert differences(here, here) == ""
    there = {**here, "weasyprint": "1.0"}
    assert differences(here, there) == f"weasyprint 1.0 instead of {here['weasyprint']}"
    assert "fonts" in machine(["pdf"])
    assert "fonts" not in here


def test_a_worker_that_does_not_see_the_output_folder_is_refused(tmp_path: Path) -> None:
    mark = tmp_path / "out" / "_seedpress" / "mark"
    sent = Sent("name", Settings(tmp_path, find_styles()), frozenset(), machine(["xml"]), mark)
    assert unfit(sent) == f"has no {str(tmp_path / 'out')!r}: all machines have to share it, or give a URL"


@pytest.mark.parametrize(
    ("address", "code", "expected"),
    [
        ("tcp://127.0.0.1:1", 5, "no scheduler answers at tcp://127.0.0.1:1"),
        ("nonsense://127.0.0.1:1", 2, "is no address of a scheduler"),
    ],
)
def test_a_scheduler_that_is_not_there_is_said(
    address: str, code: int, expected: str, tmp_path: Path
) -> None:
    seeds = write_seeds(tmp_path / "in", 1)
    found, said = build(seeds, "--to", "xml", "--out", tmp_path / "out", "--scheduler", address)
    assert (found, expected in said) == (code, True), said


def test_a_cluster_without_workers_is_said(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(batch_cluster, "_PATIENCE", 0.5)
    with (
        dask_cluster(tmp_path, workers=0) as cluster,
        pytest.raises(ExportFailed, match=f"dask worker {cluster.address} --nthreads 1"),
        connected(cluster.address, Settings(tmp_path / "out", find_styles()), ["xml"]),
    ):
        pass


def test_folders_that_are_too_large_to_be_sent_are_refused(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "big").write_bytes(os.urandom(2000))
    monkeypatch.setattr(batch_cluster, "_MOST_DATA", 1000)
    with pytest.raises(UsageError, match="too large to be sent"):
        batch_cluster._packed(tmp_path)


@pytest.mark.parametrize("option", ["--timeout", "--memory-limit"])
def test_limits_that_a_cluster_would_not_keep_are_refused(option: str, tmp_path: Path) -> None:
    seeds = write_seeds(tmp_path / "in", 1)
    code, said = build(
        seeds, "--to", "xml", "--out", tmp_path / "out", "--scheduler", "tcp://x:1", option, "100"
    )
    assert (code, f"{option} is for workers of this machine" in said) == (2, True)
