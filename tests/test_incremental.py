"""Incremental builds: what is built again, what is not, and what the ledger may cost when it is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline import cli, normalize, to_xml
from pipeline.batch import record
from pipeline.batch.ledger import FILE, Ledger
from pipeline.batch.plan import OWN_NAMES
from pipeline.batch.repeat import documents_up_to_date
from pipeline.exporters import exporter_class, format_names, make_exporter, opened
from pipeline.styles import Styles, find_styles

BUILT_IN = Path(pipeline.__file__).parent / "normalizer" / "profiles"
RUBY = Path(__file__).parent.parent / "seeds" / "ruby-sparks.txt"

LONG_AGO = 1_600_000_000


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: Any) -> Path:
    """A folder of three seeds, beside which the tests run."""
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b", "films/c"):
        write(tmp_path / "seeds" / f"{name}.txt", f"= {name} =\n\n{name} is a place.\n")
    return tmp_path / "seeds"


def write(path: Path, text: str, when: float = LONG_AGO) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (when, when))


def build(*arguments: str) -> int:
    return cli.run(["build", "seeds", "--out", "out", *(arguments or ("--to", "xml,txt"))])


def stamps() -> dict[str, int]:
    """Each output, with what tells a file that was written again from one that was not."""
    files = (path for path in Path("out").rglob("*") if path.is_file() and path.parts[1] not in OWN_NAMES)
    return {path.relative_to("out").as_posix(): path.stat().st_ino for path in files}


def written_by(*arguments: str) -> set[str]:
    """What a build writes that was not there, or was there and is written again."""
    before = stamps()
    # A new file may get the inode of the one that it replaces, unless that is still there.
    kept = [path.open("rb") for path in Path("out").rglob("*") if path.is_file()]
    assert build(*arguments) == 0
    for file in kept:
        file.close()
    return {name for name, stamp in stamps().items() if before.get(name) != stamp}


ALL = {"a.xml", "b.xml", "films/c.xml", "a.txt", "b.txt", "films/c.txt"}


def test_what_is_up_to_date_is_not_built_again(seeds: Path) -> None:
    assert written_by() == ALL
    assert written_by() == set()


def test_a_text_that_changed_is_built_again(seeds: Path) -> None:
    build()
    write(seeds / "b.txt", "= b =\n\nQuite another text.\n")
    assert written_by() == {"b.xml", "b.txt"}
    assert "Quite another text." in Path("out/b.xml").read_text(encoding="utf-8")


def test_a_change_that_leaves_size_and_time_alone_is_seen_while_the_file_is_new(seeds: Path) -> None:
    now = time.time()
    write(seeds / "a.txt", "= a =\n\nOne.\n", now)
    build()
    write(seeds / "a.txt", "= a =\n\nTwo.\n", now)
    assert written_by() == {"a.xml", "a.txt"}


def test_a_file_that_was_only_touched_is_not_built_again(seeds: Path) -> None:
    build()
    os.utime(seeds / "a.txt", (LONG_AGO + 9, LONG_AGO + 9))
    assert written_by() == set()


def test_a_source_of_another_folder_is_told_by_its_content(seeds: Path) -> None:
    write(Path("more/a.txt"), "= a =\n\nA is a place.\n")  # of the same size and age
    build()
    assert cli.run(["build", "more", "--out", "out", "--to", "txt"]) == 0
    assert Path("out/a.txt").read_text(encoding="utf-8") == "= a =\n\nA is a place.\n"


def test_an_output_that_is_missing_is_built_again_alone(seeds: Path) -> None:
    build()
    Path("out/films/c.txt").unlink()
    assert written_by() == {"films/c.txt"}


def test_another_format_leaves_the_others_alone(seeds: Path) -> None:
    build()
    assert written_by("--to", "xml,json") == {"a.jsonld", "b.jsonld", "films/c.jsonld"}
    assert written_by() == set()


def test_another_option_builds_its_format_alone(seeds: Path) -> None:
    build("--to", "xml,html")
    assert written_by("--to", "xml,html", "--quotes", "as-written") == {"a.html", "b.html", "films/c.html"}


def test_another_style_builds_the_formats_that_use_it(seeds: Path) -> None:
    build("--to", "xml,html,txt")
    write(Path("styles/html/page.css"), "body { color: red }")
    assert written_by("--to", "xml,html,txt", "--styles", "styles") == {"a.html", "b.html", "films/c.html"}


def test_another_profile_builds_everything(seeds: Path) -> None:
    build()
    write(Path("profiles/generic.toml"), (BUILT_IN / "generic.toml").read_text(encoding="utf-8") + "# mine\n")
    assert written_by("--to", "xml,txt", "--profiles", "profiles") == ALL


def test_another_reading_builds_everything(seeds: Path) -> None:
    build()
    assert written_by("--to", "xml,txt", "--language", "de") == ALL


def test_another_epoch_builds_everything(seeds: Path, monkeypatch: Any) -> None:
    build()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert written_by() == ALL


def test_force_builds_everything(seeds: Path) -> None:
    build()
    assert written_by("--to", "xml,txt", "--force") == ALL


def test_verify_finds_a_change_that_size_and_time_hide(seeds: Path) -> None:
    build()
    write(seeds / "a.txt", "= a =\n\nA is a place.\n")
    assert written_by() == set()
    assert written_by("--to", "xml,txt", "--verify") == {"a.xml", "a.txt"}


def test_what_failed_is_tried_again(seeds: Path, capsys: Any) -> None:
    write(seeds / "a.txt", "")
    assert build() == 1
    capsys.readouterr()
    assert build() == 1
    assert "1 failed" in capsys.readouterr().err
    write(seeds / "a.txt", "= a =\n")
    assert written_by() == {"a.xml", "a.txt"}


def test_a_format_that_fails_does_not_make_the_others_stale(seeds: Path) -> None:
    Path("out/a.xml").mkdir(parents=True)
    assert build() == 1
    Path("out/a.xml").rmdir()
    assert written_by() == {"a.xml"}


@pytest.mark.parametrize("content", [None, b"", b"no ledger at all", b"SQLite format 3\0" + b"x" * 5000])
def test_a_ledger_that_is_lost_or_broken_costs_time_only(seeds: Path, content: bytes | None) -> None:
    build()
    before = {name: Path("out", name).read_bytes() for name in ALL}
    for file in Path("out/_seedpress").glob("ledger*"):
        file.unlink()
    if content is not None:
        (Path("out") / FILE).write_bytes(content)
    assert written_by() == ALL
    assert {name: Path("out", name).read_bytes() for name in ALL} == before
    assert written_by() == set()


def test_a_name_that_is_not_unicode_is_kept_in_the_ledger(seeds: Path) -> None:
    for name in ("a", "b", "films/c"):
        (seeds / f"{name}.txt").unlink()
    write(seeds / os.fsdecode(b"caf\xe9.txt"), "= Caf\u00e9 =\n")
    assert len(written_by()) == 2
    assert written_by() == set()


def test_a_ledger_that_cannot_be_kept_is_said_and_stops_nothing(seeds: Path, capsys: Any) -> None:
    (Path("out") / FILE).mkdir(parents=True)
    assert build() == 0
    assert "warning no-ledger" in capsys.readouterr().err
    assert stamps().keys() == ALL


def test_a_dry_run_says_what_would_be_built_and_why_and_writes_nothing(seeds: Path, capsys: Any) -> None:
    build("--to", "xml,html")
    write(seeds / "a.txt", "= a =\n\nQuite another text.\n")
    write(Path("styles/html/page.css"), "body { color: red }")
    Path("out/b.xml").unlink()
    write(seeds / "d.txt", "= d =\n")
    capsys.readouterr()
    before = stamps()
    assert build("--to", "xml,html,txt", "--styles", "styles", "--dry-run") == 0
    assert capsys.readouterr().out.splitlines() == [
        "a.xml: source changed",
        "a.html: source changed",
        "a.txt: source changed",
        "b.xml: missing",
        "b.html: changed: styles",
        "b.txt: new",
        "d.xml: new",
        "d.html: new",
        "d.txt: new",
        "films/c.html: changed: styles",
        "films/c.txt: new",
    ]
    assert stamps() == before


def test_a_dry_run_of_a_first_build_makes_no_folder(seeds: Path, capsys: Any) -> None:
    assert build("--to", "xml", "--dry-run") == 0
    assert not Path("out").exists()


def test_what_was_built_from_a_source_that_is_gone_stays_until_it_is_pruned(seeds: Path, capsys: Any) -> None:
    build()
    (seeds / "films" / "c.txt").unlink()
    build()
    assert stamps().keys() == ALL
    build("--to", "xml", "--prune")
    assert stamps().keys() == {"a.xml", "a.txt", "b.xml", "b.txt"}
    assert not Path("out/films").exists()
    assert "2 files removed" in capsys.readouterr().err


def test_pruning_removes_nothing_that_was_not_built(seeds: Path) -> None:
    build()
    write(Path("out/films/notes.md"), "mine")
    (seeds / "films" / "c.txt").unlink()
    build("--to", "xml", "--prune")
    assert Path("out/films/notes.md").exists()


def test_no_document_may_be_called_as_what_is_ours(seeds: Path, capsys: Any) -> None:
    write(seeds / "_Seedpress" / "x.txt", "= x =\n")
    assert build() == 1
    assert "which a build needs for itself" in capsys.readouterr().err


# --- The same command once more --------------------------------------------------------------


ARGUMENTS = ["build", "seeds", "--to", "xml,txt", "--out", "out"]


def test_a_command_that_left_nothing_to_do_is_known_again(seeds: Path) -> None:
    assert documents_up_to_date(ARGUMENTS) == 0
    cli.run(ARGUMENTS)
    assert documents_up_to_date(ARGUMENTS) == 3


def change_a_text(seeds: Path) -> None:
    write(seeds / "b.txt", "= b =\n\nQuite another text.\n")


def add_a_text(seeds: Path) -> None:
    write(seeds / "d.txt", "= d =\n")


def remove_an_output(seeds: Path) -> None:
    Path("out/films/c.xml").unlink()


def remove_the_report(seeds: Path) -> None:
    Path("out/report.json").unlink()


def change_the_styles(seeds: Path) -> None:
    write(Path("styles/terms.toml"), "# another")


@pytest.mark.parametrize(
    "change", [change_a_text, add_a_text, remove_an_output, remove_the_report, change_the_styles]
)
def test_a_command_is_not_known_where_anything_changed(seeds: Path, change: Any) -> None:
    Path("styles").mkdir()
    arguments = [*ARGUMENTS, "--styles", "styles"]
    assert cli.run(arguments) == 0
    assert documents_up_to_date(arguments) == 3
    change(seeds)
    assert documents_up_to_date(arguments) == 0


@pytest.mark.parametrize("name", ["SOURCE_DATE_EPOCH", "HOME"])
def test_a_command_is_not_known_in_another_environment(seeds: Path, name: str, monkeypatch: Any) -> None:
    cli.run(ARGUMENTS)
    monkeypatch.setenv(name, "1000000000")
    assert documents_up_to_date(ARGUMENTS) == 0


def test_a_command_that_forces_or_fails_is_not_kept(seeds: Path) -> None:
    cli.run([*ARGUMENTS, "--force"])
    assert documents_up_to_date([*ARGUMENTS, "--force"]) == 0
    write(seeds / "a.txt", "")
    cli.run(ARGUMENTS)
    assert documents_up_to_date(ARGUMENTS) == 0


def test_nothing_to_do_needs_no_engine(seeds: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "pipeline", *ARGUMENTS]
    subprocess.run(command, check=True, capture_output=True)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "nothing to do: 3 documents are up to date" in done.stderr
    imported = {line.rsplit("|")[-1].strip() for line in done.stderr.splitlines()}
    assert not imported & {"click", "lxml", "babel", "weasyprint", "PIL", "dataclasses", "asyncio"}


# --- What exporters say that they read -------------------------------------------------------


@pytest.mark.parametrize("name", format_names())
def test_an_exporter_reads_no_styles_but_those_that_it_names(name: str, monkeypatch: Any) -> None:
    read: set[str] = set()
    path = Styles.path

    def recording(self: Styles, file: str) -> Path:
        read.add(file)
        return path(self, file)

    monkeypatch.setattr(Styles, "path", recording)
    with opened(make_exporter(name, styles=find_styles())) as exporter:
        exporter.export(normalize(RUBY.read_bytes()))
    cls: Any = exporter_class(name)
    assert all(file.startswith(cls.reads_styles) for file in read), read


# --- What a build leaves behind --------------------------------------------------------------


def test_the_report_tells_of_the_folder_not_of_the_run(seeds: Path) -> None:
    build()
    write(seeds / "b.txt", "= b =\n\nQuite another text.\n")
    build()
    report = json.loads(Path("out/report.json").read_text(encoding="utf-8"))
    assert [entry["stem"] for entry in report["documents"]] == ["a", "b", "films/c"]
    assert [len(entry["files"]) for entry in report["documents"]] == [2, 2, 2]


def test_the_report_is_written_again_only_where_something_changed(seeds: Path) -> None:
    build()
    before = Path("out/report.json").stat().st_mtime_ns
    build()
    assert Path("out/report.json").stat().st_mtime_ns == before
    (seeds / "a.txt").unlink()
    build("--to", "xml,txt", "--prune")
    report = json.loads(Path("out/report.json").read_text(encoding="utf-8"))
    assert [entry["stem"] for entry in report["documents"]] == ["b", "films/c"]


def test_a_report_that_was_removed_is_written_again(seeds: Path) -> None:
    build()
    Path("out/report.json").unlink()
    build()
    assert Path("out/report.json").is_file()


# --- When things go wrong between a file and its record --------------------------------------


class Killed(BaseException):
    """What a kill is to the code that it hits."""


def test_a_build_that_dies_before_its_record_leaves_no_wrong_one(seeds: Path, monkeypatch: Any) -> None:
    build()
    write(seeds / "a.txt", "= a =\n\nQuite another text.\n")

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "record", die)
        with pytest.raises(Killed):
            build()
    write(seeds / "a.txt", "= a =\n\na is a place.\n")  # as it was, when it was
    assert written_by("--to", "xml,txt") == {"a.xml", "a.txt"}


def test_a_build_that_dies_before_its_report_writes_it_the_next_time(seeds: Path, monkeypatch: Any) -> None:
    cli.run(ARGUMENTS)
    write(seeds / "a.txt", "= A new title =\n")

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(record, "leave", die)
        with pytest.raises(Killed):
            cli.run(ARGUMENTS)
    assert documents_up_to_date(ARGUMENTS) == 0
    cli.run(ARGUMENTS)
    assert "A new title" in Path("out/report.json").read_text(encoding="utf-8")


def test_what_another_build_recorded_meanwhile_is_kept(seeds: Path, monkeypatch: Any) -> None:
    build("--to", "txt")
    known = Ledger.known

    def known_before(self: Ledger) -> Any:
        found = known(self)
        with monkeypatch.context() as patch:
            patch.setattr(Ledger, "known", known)
            build("--to", "xml")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "known", known_before)
        build("--to", "txt", "--force")
    assert written_by("--to", "xml,txt") == set()


def test_a_ledger_that_is_damaged_within_costs_time_only(seeds: Path) -> None:
    build()
    ledger = Path("out") / FILE
    for file in ledger.parent.glob("ledger.sqlite-*"):
        file.unlink()
    data = ledger.read_bytes()
    ledger.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    assert build() == 0
    assert written_by() == set()


# --- What must not be removed, nor written over ----------------------------------------------


def test_nothing_is_pruned_while_an_input_cannot_be_read(seeds: Path, capsys: Any) -> None:
    build()
    (seeds / "a.txt").unlink()
    (seeds / "films").rename("films")
    assert cli.run(["build", "seeds", "none.zip", "--out", "out", "--to", "xml", "--prune"]) == 1
    assert "warning not-pruned" in capsys.readouterr().err
    assert "a.xml" in stamps()


def test_what_was_built_from_a_source_that_is_still_there_is_not_pruned(seeds: Path) -> None:
    build()
    assert cli.run(["build", "seeds/a.txt", "--out", "out", "--to", "xml", "--prune"]) == 0
    assert stamps().keys() == ALL


def test_a_file_of_a_live_document_is_not_pruned(seeds: Path) -> None:
    build("--to", "mediawiki-dump")
    (seeds / "a.txt").rename(seeds / "a.mediawiki.txt")
    build("--to", "xml", "--prune")
    assert "a.mediawiki.xml" in stamps()
    assert written_by("--to", "xml") == set()


def test_what_failed_at_last_is_pruned_too(seeds: Path) -> None:
    build()
    write(seeds / "a.txt", "")
    build()
    (seeds / "a.txt").unlink()
    build("--to", "xml", "--prune")
    assert stamps().keys() == ALL - {"a.xml", "a.txt"}


def test_a_command_that_prunes_is_not_kept(seeds: Path) -> None:
    cli.run([*ARGUMENTS, "--prune"])
    assert documents_up_to_date([*ARGUMENTS, "--prune"]) == 0


def test_an_input_that_is_up_to_date_is_not_written_over(seeds: Path, capsys: Any) -> None:
    write(Path("out/extra.xml"), normalized("extra"))
    write(Path("list"), "out/extra.xml")
    assert cli.run(["build", "out/extra.xml", "--out", "out", "--to", "txt"]) == 0
    write(Path("more/extra.txt"), "= extra =\n")
    assert cli.run(["build", "out/extra.xml", "more", "--out", "out", "--to", "xml"]) == 2
    assert Path("out/extra.xml").read_text(encoding="utf-8") == normalized("extra")


def test_a_document_is_built_from_its_own_source(seeds: Path) -> None:
    write(Path("misc/c.txt"), "= c =\n\nAnother place.\n")
    assert cli.run(["build", "seeds", "seeds/films", "misc/c.txt", "--out", "out", "--to", "txt"]) == 0
    assert "Another place." in Path("out/c.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["", "--out", "out"], ["seeds", "--out", ""]])
def test_an_empty_argument_is_wrong_usage(seeds: Path, arguments: list[str]) -> None:
    assert cli.run(["build", *arguments, "--to", "xml"]) == 2


def test_a_style_in_a_linked_folder_counts(seeds: Path) -> None:
    write(Path("real/page.css"), "body { color: red }")
    Path("styles").mkdir()
    Path("styles/html").symlink_to("../real", target_is_directory=True)
    build("--to", "html", "--styles", "styles")
    write(Path("real/page.css"), "body { color: blue }")
    assert written_by("--to", "html", "--styles", "styles") == {"a.html", "b.html", "films/c.html"}


def normalized(title: str) -> str:
    return to_xml(normalize(f"= {title} =\n", language="en")).decode()
