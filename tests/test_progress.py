"""What a build says while it works: a bar on a terminal, lines elsewhere, events for machines."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from pipeline import cli
from pipeline.batch.task import Failure, Made, Outcome, Source
from pipeline.cli_progress import Lines
from pipeline.messages import Code, Message

SEEDPRESS = str(Path(sysconfig.get_path("scripts")) / "seedpress")


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Three seeds: one that is sound, one with a warning, one that can't be read."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "a.txt").write_text("= A =\n\nA is the first of the letters.\n", encoding="utf-8")
    (folder / "b.txt").write_text("= B =\n\n== Uneven\n\nB is the second.\n", encoding="utf-8")
    (folder / "c.txt").write_bytes(b"")
    return folder


def arguments(seeds: Path, *more: str) -> list[str]:
    out = str(seeds.parent / "out")
    return ["build", str(seeds), "--to", "txt", "--out", out, "--jobs", "1", "--language", "en", *more]


# --- Lines -----------------------------------------------------------------------------------


def test_lines_are_messages_failures_and_a_summary(seeds: Path, capsys: Any) -> None:
    assert cli.run(arguments(seeds)) == 1
    out, err = capsys.readouterr()
    warning, failure, summary = err.splitlines()
    assert out == ""
    assert warning.startswith(f"{seeds}/b.txt:3:1: warning heading-unbalanced")
    assert failure.startswith(f"{seeds}/c.txt: error: ")
    assert re.fullmatch(
        r"seedpress: 2 built, 1 failed, 2 files written to \S+/out "
        r"\(\d+\.\d kB in \d+\.\d s, \d+\.\d documents/s\)",
        summary,
    )


def test_quiet_leaves_the_failures(seeds: Path, capsys: Any) -> None:
    assert cli.run(arguments(seeds, "--quiet")) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{seeds}/c.txt: error: ")


class Clock:
    """Seconds that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def outcome(*, failed: bool = False) -> Outcome:
    made = () if failed else (Made("txt", "a.txt", "0" * 64, 2_000_000, 0, 0.1),)
    failures = (Failure("txt", "gave up"),) if failed else ()
    return Outcome(Source("a.txt", "a", "a.txt", ""), "0" * 64, made, failures)


@pytest.mark.parametrize("quiet", [False, True])
def test_a_long_build_says_how_far_it_is_every_thousand_documents(quiet: bool, capsys: Any) -> None:
    lines = Lines(quiet=quiet, clock=Clock())
    lines.start(5000, up_to_date=1000)
    for _ in range(2500):
        lines.done(outcome())
    said = [line.split(",")[0] for line in capsys.readouterr().err.splitlines()]
    expected = ["seedpress: 1000 of 4000 documents", "seedpress: 2000 of 4000 documents"]
    assert said == ([] if quiet else expected)


def test_a_slow_build_says_how_far_it_is_every_ten_seconds(capsys: Any) -> None:
    clock = Clock()
    lines = Lines(clock=clock)
    lines.start(100)
    for _ in range(10):
        clock.now += 4
        lines.done(outcome())
    said = [line.split(",")[0] for line in capsys.readouterr().err.splitlines()]
    assert said == [f"seedpress: {number} of 100 documents" for number in (3, 6, 9)]


def test_the_summary_counts_all(tmp_path: Path, capsys: Any) -> None:
    clock = Clock()
    lines = Lines(clock=clock)
    lines.start(10, up_to_date=7)
    for failed in (False, False, True):
        lines.done(outcome(failed=failed))
    clock.now = 6
    lines.end(Path("out"))
    *_, summary = capsys.readouterr().err.splitlines()
    assert "2 built, 7 up to date, 1 failed, 2 files written to out" in summary
    assert "(4.0 MB in 6.0 s, 0.5 documents/s)" in summary


# --- Events ----------------------------------------------------------------------------------


def events(capsys: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_events_tell_machines_all_that_happens(seeds: Path, capsys: Any) -> None:
    assert cli.run(arguments(seeds, "--json")) == 1
    start, a, message, b, c, summary = events(capsys)
    assert start == {"event": "start", "documents": 3, "up_to_date": 0}
    assert [each["event"] for each in (a, message, b, c)] == ["document", "message", "document", "document"]
    assert [each["state"] for each in (a, b, c)] == ["built", "built", "failed"]
    assert [file["path"] for file in a["files"]] == ["a.txt"]
    assert message["source"] == f"{seeds}/b.txt"
    assert (message["code"], message["severity"]) == ("heading-unbalanced", "warning")
    assert (message["line"], message["column"]) == (3, 1)
    assert c["failures"][0]["format"] == ""
    wanted = {"event": "summary", "built": 2, "failed": 1, "up_to_date": 0, "files": 2, "documents": 3}
    assert summary.items() >= wanted.items()


def test_events_leave_standard_error_alone(seeds: Path, capsys: Any) -> None:
    cli.run(arguments(seeds, "--json"))
    assert capsys.readouterr().err == ""


def test_quiet_events_leave_out_messages(seeds: Path, capsys: Any) -> None:
    cli.run(arguments(seeds, "--json", "--quiet"))
    assert {event["event"] for event in events(capsys)} == {"start", "document", "summary"}


def test_a_remark_on_no_document_names_no_source(capsys: Any) -> None:
    from pipeline.cli_progress import Events

    Events().remark(Message(Code.ENGINE_WARNING, "the styles are odd"))
    (event,) = events(capsys)
    assert "source" not in event


def test_every_event_is_documented(seeds: Path, capsys: Any) -> None:
    """The table of docs/batch.md has a row for each event, with each of its keys."""
    page = (ROOT / "docs" / "batch.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \|.*?\| (.*) \|$", page.partition("## Events")[2], re.M))
    cli.run(arguments(seeds, "--json"))
    for event in events(capsys):
        keys = set(re.findall(r"`(\w+)`", rows[event["event"]]))
        assert event.keys() - {"event"} <= keys


# --- The bar ---------------------------------------------------------------------------------


def on_a_terminal(command: list[str], **environment: str) -> tuple[str, int]:
    """What `command` writes to a terminal of 100 columns, and its exit code."""
    import pty
    import termios

    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (30, 100))
    given = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    given |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", **environment}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=given)
    os.close(theirs)
    said = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        said += part
    os.close(ours)
    return said.decode(), process.wait()


def plain(text: str) -> str:
    """`text` without what moves the cursor or sets colors."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_a_terminal_gets_a_bar_with_all_lines_above_it(seeds: Path) -> None:
    said, code = on_a_terminal([SEEDPRESS, *arguments(seeds)])
    lines = [line.strip() for line in re.split(r"[\r\n]+", plain(said)) if line.strip()]
    assert code == 1
    assert any(re.search(r"━.* \d/3 .*documents/s", line) for line in lines), lines
    assert any(f"{seeds}/b.txt:3:1: warning heading-unbalanced" in line for line in lines)
    assert any(f"{seeds}/c.txt: error: " in line for line in lines)
    assert "2 built, 1 failed, 2 files written to" in lines[-1]
    assert "\x1b[?25h" in said  # the cursor is shown again


def test_a_long_message_is_not_broken_and_its_brackets_are_no_markup(tmp_path: Path) -> None:
    path = tmp_path / ("[bold]" + "x" * 120 + ".txt")
    path.write_bytes(b"")
    said, _ = on_a_terminal([SEEDPRESS, "build", str(path), "--to", "txt", "--out", str(tmp_path / "out")])
    assert f"{path}: error: " in plain(said).replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("more", "environment"), [(["--quiet"], {}), ([], {"TERM": "dumb"}), (["--json"], {})], ids=str
)
def test_no_bar_is_drawn_where_none_is_wanted(
    more: list[str], environment: dict[str, str], seeds: Path
) -> None:
    said, _ = on_a_terminal([SEEDPRESS, *arguments(seeds, *more)], **environment)
    assert "\x1b" not in said


def test_rich_is_loaded_for_a_terminal_alone(seeds: Path) -> None:
    code = "import sys; from pipeline import cli; cli.run(sys.argv[1:]); print('rich' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments(seeds)], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "False"
