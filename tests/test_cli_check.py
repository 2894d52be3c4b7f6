"""The command ``seedpress check``."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import REAL_SEED

from pipeline.checks import CHECKS
from pipeline.cli_check import check_command
from pipeline.errors import UsageError


def run(*arguments: str | Path, text: str | None = None) -> Result:
    return CliRunner().invoke(check_command, [str(a) for a in arguments], input=text, standalone_mode=False)


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """The real seed with another release date in its prose."""
    path = tmp_path / "wrong.txt"
    path.write_text(REAL_SEED.read_text(encoding="utf-8").replace("July 25", "July 27"), encoding="utf-8")
    return path


def test_real_seed_is_clean() -> None:
    result = run(REAL_SEED)
    assert (result.return_value, result.output) == (0, "")


def test_error_gives_exit_code_1(wrong: Path) -> None:
    result = run(wrong)
    assert result.return_value == 1
    assert result.output.startswith(f"{wrong}:21:47: error release-date-differs ")


def test_warning_gives_exit_code_0(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("= A =\n\nLead.\n\n==Plot==\n", encoding="utf-8")
    result = run(path, "--language", "en")
    assert (result.return_value, result.output.split()[1]) == (0, "warning")


def test_check_is_switched_off(wrong: Path) -> None:
    assert run(wrong, "--disable", "release-date-differs").return_value == 0


def test_formats_for_machines(wrong: Path) -> None:
    assert json.loads(run(wrong, "--format", "json").output)[0]["line"] == 21
    assert json.loads(run(wrong, "--format", "sarif").output)["runs"][0]["results"]
    assert run(wrong, "--format", "github").output.startswith("::error file=")


def test_standard_input() -> None:
    text = REAL_SEED.read_text(encoding="utf-8").replace("July 25", "July 27")
    assert run("-", text=text).output.startswith("<stdin>:21:47: ")


def test_file_that_cannot_be_read_stops_no_other(wrong: Path, tmp_path: Path) -> None:
    result = run(tmp_path / "none.txt", wrong)
    assert result.return_value == 3
    assert f"{wrong}:21:47: " in result.stdout
    assert "cannot read" in result.stderr


@pytest.mark.parametrize("kind", ["folder", "glob", "zip", "jsonl"])
def test_every_document_of_many_is_checked(kind: str, wrong: Path, tmp_path: Path) -> None:
    text = wrong.read_text(encoding="utf-8")
    if kind == "zip":
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.writestr("wrong.txt", text)
        file, name = tmp_path / "x.zip", tmp_path / "x.zip" / "wrong.txt"
    elif kind == "jsonl":
        file, name = tmp_path / "x.jsonl", tmp_path / "x.jsonl" / "wrong"
        file.write_text("{\n" + json.dumps({"id": "wrong", "text": text}) + "\n", encoding="utf-8")
    else:
        file, name = tmp_path if kind == "folder" else tmp_path / "w*.txt", wrong
    result = run(file)
    assert result.stdout.startswith(f"{name}:21:47: error release-date-differs ")
    assert result.return_value == (3 if kind == "jsonl" else 1)
    assert (f"{file}:1" in result.stderr) == (kind == "jsonl")


def test_list_needs_no_file() -> None:
    assert [line.split()[0] for line in run("--list").output.splitlines()] == [each.code for each in CHECKS]


@pytest.mark.parametrize("arguments", [(), (REAL_SEED, "--disable", "no-such-check")])
def test_wrong_usage(arguments: tuple[str | Path, ...]) -> None:
    assert isinstance(run(*arguments).exception, UsageError)
