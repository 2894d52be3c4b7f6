"""The command line as a user meets it: what it prints, where, and with which exit code."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest

import pipeline.exporters
from pipeline import cli, cli_flags, doctor, from_xml, normalize
from pipeline.doctor import Finding
from pipeline.document import Document
from pipeline.errors import ExportFailed, MissingTool
from pipeline.messages import Code, Message, Report
from pipeline.styles import Styles

SEED = "= Marrow Creek =\n\nMarrow Creek is a place.\n"


SEEDPRESS = str(Path(sysconfig.get_path("scripts")) / "seedpress")


def run(*arguments: str | Path, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    """Run seedpress in a process of its own."""
    command = [SEEDPRESS, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=120, **settings)


def only_line(stderr: bytes | str) -> str:
    """The one line that `stderr` consists of."""
    text = stderr.decode() if isinstance(stderr, bytes) else stderr
    assert "Traceback" not in text
    (line,) = text.splitlines()
    return line


@pytest.fixture(autouse=True)
def _buffered_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """Output as users have it, whatever the machine that runs the tests is set to."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    path = tmp_path / "marrow-creek.txt"
    path.write_text(SEED, encoding="utf-8")
    return path


class StubExporter:
    """A format for these tests; it counts how often an exporter is made, and fails on request."""

    name: ClassVar[str] = "stub"
    suffix: ClassVar[str] = ".stub"
    media_type: ClassVar[str] = "application/octet-stream"
    summary: ClassVar[str] = "a stub"
    error: ClassVar[Exception | None] = None

    @dataclass(frozen=True)
    class Options:
        paper_color: Literal["white", "cream"] = field(default="white", metadata={"help": "the paper"})
        draft: bool = field(default=False, metadata={"help": "a draft"})
        copies: int = field(default=1, metadata={"help": "how many"})
        note: str = field(default="", metadata={"help": "a note"})

    def __init__(self, options: Options, styles: Styles, report: Report) -> None:
        self._options, self._report = options, report

    def export(self, document: Document) -> bytes:
        if self.error:
            raise self.error
        self._report(Message(Code.ENGINE_WARNING, "the stub remarks"))
        return repr(self._options).encode()


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[StubExporter]]:
    """The registry with the stub, the formats that need no engine, and a plugin that doesn't load."""

    @dataclass
    class Point:
        name: str
        loaded: type | None
        dist: None = None

        def load(self) -> type:
            if self.loaded is None:
                raise ImportError("no module named nowhere")
            return self.loaded

    from pipeline.exporters.text import TextExporter
    from pipeline.exporters.xml import XmlExporter

    points = [
        Point("broken", None),
        Point("stub", StubExporter),
        Point("txt", TextExporter),
        Point("xml", XmlExporter),
    ]
    monkeypatch.setattr(pipeline.exporters, "_entry_points", lambda: {point.name: point for point in points})
    monkeypatch.setattr(StubExporter, "error", None)
    caches = (pipeline.exporters.exporter_class, cli_flags._options, cli_flags._flags)
    for function in caches:
        function.cache_clear()
    yield StubExporter
    for function in caches:
        function.cache_clear()


# --- Results ---------------------------------------------------------------------------------


def test_normalize_writes_canonical_xml_to_standard_output(seed: Path) -> None:
    done = run("normalize", seed)
    assert done.returncode == 0
    assert from_xml(done.stdout) == normalize(SEED, name=seed.stem)


def test_normalize_reads_standard_input() -> None:
    done = run("normalize", "-", input=SEED.encode())
    assert from_xml(done.stdout).title == "Marrow Creek"


def test_normalize_writes_to_the_named_file(seed: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.xml"
    done = run("normalize", seed, "-o", output)
    assert done.stdout == b""
    assert from_xml(output.read_bytes()).title == "Marrow Creek"


def test_export_writes_to_standard_output(seed: Path) -> None:
    assert run("export", seed, "--to", "txt").stdout.decode() == SEED


def test_export_guesses_the_format_from_the_suffix(seed: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.XML"
    assert cli.run(["export", str(seed), "-o", str(output)]) == 0
    assert from_xml(output.read_bytes()).title == "Marrow Creek"


def test_export_reads_canonical_xml_from_a_file(seed: Path, tmp_path: Path) -> None:
    xml, txt = tmp_path / "in.xml", tmp_path / "out.txt"
    assert cli.run(["normalize", str(seed), "-o", str(xml)]) == 0
    assert cli.run(["export", str(xml), "-o", str(txt)]) == 0
    assert txt.read_text(encoding="utf-8") == SEED


def test_export_knows_canonical_xml_on_standard_input(seed: Path) -> None:
    xml = run("normalize", seed).stdout
    assert run("export", "-", "--to", "txt", input=xml).stdout.decode() == SEED


def test_a_seed_that_begins_with_a_tag_stays_a_seed(tmp_path: Path, capfdbinary: Any) -> None:
    seed = tmp_path / "tag.txt"
    seed.write_text("<document> is an element.\n", encoding="utf-8")
    assert cli.run(["export", str(seed), "--to", "txt"]) == 0
    assert b"<document> is an element." in capfdbinary.readouterr().out


def test_language_profile_and_encoding_reach_the_normalizer(tmp_path: Path, capfdbinary: Any) -> None:
    seed = tmp_path / "x.txt"
    seed.write_bytes("= Café =\n\nUn lieu.\n".encode("latin-1"))
    arguments = ["--language", "fr", "--profile", "film", "--encoding", "latin-1"]
    assert cli.run(["normalize", str(seed), *arguments]) == 0
    document = from_xml(capfdbinary.readouterr().out)
    assert (document.title, document.language, document.profile) == ("Café", "fr", "film")


def test_messages_name_file_line_and_column(tmp_path: Path) -> None:
    seed = tmp_path / "x.txt"
    seed.write_text("= X =\n\nOne.\n\n== Heading =\n\nTwo.\n", encoding="utf-8")
    errors = run("normalize", seed).stderr.decode()
    assert f"{seed}:5:1: warning heading-unbalanced " in errors


def test_quiet_hides_messages(seed: Path) -> None:
    assert run("normalize", seed).stderr != b""
    assert run("normalize", seed, "--quiet").stderr == b""


def test_messages_of_standard_input_have_a_name() -> None:
    assert run("normalize", "-", input=b"Only a text.\n").stderr.startswith(b"<stdin>")


def test_a_file_name_never_breaks_a_message_in_two(tmp_path: Path) -> None:
    seed = tmp_path / "a\nb.txt"
    seed.write_text(SEED, encoding="utf-8")
    errors = run("normalize", seed).stderr.decode()
    assert all("language-assumed" in line for line in errors.splitlines())


def test_the_version_is_that_of_the_distribution() -> None:
    from importlib.metadata import version

    assert version("seedpress") in run("--version").stdout.decode()


@pytest.mark.parametrize("command", ["", "export", "build", "normalize", "formats", "doctor", "completion"])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([*command.split(), "--help"]) == 0
    assert f"Usage: seedpress {command}".strip() in capsys.readouterr().out


def test_no_arguments_show_the_help_and_are_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([]) == 2
    assert "Commands:" in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_of_the_shell(shell: str, capfdbinary: Any) -> None:
    assert cli.run(["completion", shell]) == 0
    assert b"_SEEDPRESS_COMPLETE" in capfdbinary.readouterr().out


def test_formats_are_completed_after_a_comma() -> None:
    environment = {**os.environ, "_SEEDPRESS_COMPLETE": "bash_complete", "COMP_CWORD": "3"}
    environment["COMP_WORDS"] = "seedpress build --to txt,x"
    assert run(env=environment).stdout.decode().split() == ["plain,txt,xml"]


# --- The options of the formats --------------------------------------------------------------


def exported(arguments: Sequence[str], capfdbinary: Any) -> str:
    assert cli.run(arguments) == 0
    return capfdbinary.readouterr().out.decode()


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (["--paper-color", "cream"], "paper_color='cream'"),
        (["--draft"], "draft=True"),
        (["--no-draft"], "draft=False"),
        (["--copies", "3"], "copies=3"),
        (["--note", "hello"], "note='hello'"),
        ([], "paper_color='white', draft=False, copies=1, note=''"),
    ],
)
def test_an_option_of_a_format_is_a_flag(
    flags: list[str], expected: str, seed: Path, stub: type[StubExporter], capfdbinary: Any
) -> None:
    assert expected in exported(["export", str(seed), "--to", "stub", *flags], capfdbinary)


def test_help_shows_the_options_of_formats(
    stub: type[StubExporter], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run(["export", "--help"])
    assert "--paper-color [white|cream]  the paper [stub, default: white]" in capsys.readouterr().out


def test_formats_lists_what_each_format_is(stub: type[StubExporter], capfdbinary: Any) -> None:
    text = exported(["formats"], capfdbinary)
    assert "stub            .stub           application/octet-stream" in text
    assert "--paper-color white|cream" in text


def test_formats_names_a_plugin_that_does_not_load(stub: type[StubExporter], capfdbinary: Any) -> None:
    assert "no module named nowhere" in exported(["formats"], capfdbinary)


def test_formats_names_the_distribution_of_each_format(capfdbinary: Any) -> None:
    lines = exported(["formats"], capfdbinary).splitlines()
    (line,) = [line for line in lines if line.startswith("xml ")]
    assert "(seedpress " in line


def test_remarks_of_an_exporter_are_shown(seed: Path, stub: type[StubExporter], capfd: Any) -> None:
    cli.run(["export", str(seed), "--to", "stub"])
    assert f"{seed}: warning engine-warning the stub remarks" in capfd.readouterr().err


# --- What goes wrong -------------------------------------------------------------------------


def failing(arguments: Sequence[str | Path], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code and the only line of an error."""
    code = cli.run([*map(str, arguments), "--quiet"])
    captured = capsys.readouterr()
    assert captured.out == ""
    return code, only_line(captured.err)


@pytest.mark.parametrize("command", [["export", "--to", "xml"], ["normalize"]])
class TestUnreadableInput:
    def test_missing_file(self, command: list[str], tmp_path: Path, capsys: Any) -> None:
        missing = tmp_path / "none.txt"
        code, line = failing([*command, missing], capsys)
        assert (code, line) == (3, f"seedpress: error: cannot read '{missing}': No such file or directory")

    def test_folder(self, command: list[str], tmp_path: Path, capsys: Any) -> None:
        code, line = failing([*command, tmp_path], capsys)
        assert code == 3
        assert f"'{tmp_path}': it is a folder" in line

    def test_not_utf8(self, command: list[str], tmp_path: Path, capsys: Any) -> None:
        bad = tmp_path / "bad.txt"
        bad.write_bytes(b"= X =\n\ncaf\xe9 noir\n")
        assert failing([*command, bad], capsys)[0] == 3

    @pytest.mark.parametrize("content", [b"", b" \n\n"])
    def test_empty(self, command: list[str], content: bytes, tmp_path: Path, capsys: Any) -> None:
        empty = tmp_path / "empty.txt"
        empty.write_bytes(content)
        assert failing([*command, empty], capsys)[0] == 3

    def test_xml_that_is_not_canonical(self, command: list[str], tmp_path: Path, capsys: Any) -> None:
        other = tmp_path / "other.xml"
        other.write_bytes(b"<html/>")
        assert failing([*command, other], capsys)[0] == 3


def test_forbidden_input_is_unreadable(seed: Path, monkeypatch: Any, capsys: Any) -> None:
    def refuse(path: Path, *_: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    code, line = failing(["normalize", seed], capsys)
    assert code == 3
    assert line.endswith("Permission denied")


def test_closed_standard_input_is_unreadable() -> None:
    done = run("normalize", "-", preexec_fn=lambda: os.close(0))
    assert done.returncode == 3
    assert "standard input" in only_line(done.stderr)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--to", "stubb"], "unknown format 'stubb'. Did you mean 'stub'?"),
        ([], "which format?"),
        (["-o", "x.odd"], "which format?"),
        (["--to", "txt", "--paper-color", "cream"], "--paper-color is an option of stub, not of txt"),
        (["--to", "stub", "--paper-color", "blue"], "'blue' is not one of 'white', 'cream'"),
        (["--to", "stub", "--copies", "few"], "'few' is not a valid int"),
        (["--to", "txt", "--nonsense"], "No such option"),
        (["--to", "txt", "--profile", "filme"], "unknown profile 'filme'. Did you mean 'film'?"),
        (["--to", "txt", "--language", "!"], "language"),
        (["--to", "txt", "--encoding", "klingon"], "klingon"),
        (["--to", "txt", "--encoding", "undefined"], "unknown encoding 'undefined'"),
        (["--to", "stub", "--note", "CC\x01BY"], "has a character that is not text"),
        (["--to", "txt", "--styles", "nowhere"], "'nowhere' does not exist"),
    ],
)
def test_wrong_usage_is_one_line(
    arguments: list[str], expected: str, seed: Path, stub: type[StubExporter], capsys: Any
) -> None:
    code, line = failing(["export", seed, *arguments], capsys)
    assert code == 2
    assert line.startswith("seedpress: error: ")
    assert expected in line


def test_wrong_usage_names_the_help(capsys: Any) -> None:
    assert "'seedpress export --help' explains" in failing(["export"], capsys)[1]


def test_an_engine_that_fails(seed: Path, stub: type[StubExporter], monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(stub, "error", ExportFailed("the engine\ngave up"))
    assert failing(["export", seed, "--to", "stub"], capsys) == (5, "seedpress: error: the engine gave up")


def test_a_missing_tool(seed: Path, stub: type[StubExporter], monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(stub, "error", MissingTool("install it"))
    assert failing(["export", seed, "--to", "stub"], capsys) == (6, "seedpress: error: install it")


def test_a_bug_is_one_line_too(seed: Path, stub: type[StubExporter], monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(stub, "error", RecursionError("too deep"))
    monkeypatch.delenv("SEEDPRESS_DEBUG", raising=False)
    code, line = failing(["export", seed, "--to", "stub"], capsys)
    assert code == 70
    assert "internal error: RecursionError: too deep" in line


def test_a_bug_shows_its_traceback_on_request(seed: Path, stub: type[StubExporter], monkeypatch: Any) -> None:
    monkeypatch.setattr(stub, "error", RecursionError("too deep"))
    monkeypatch.setenv("SEEDPRESS_DEBUG", "1")
    with pytest.raises(RecursionError):
        cli.run(["export", str(seed), "--to", "stub"])


def test_a_failed_export_leaves_the_old_file(
    seed: Path, stub: type[StubExporter], monkeypatch: Any, tmp_path: Path
) -> None:
    output = tmp_path / "old.stub"
    output.write_bytes(b"old")
    monkeypatch.setattr(stub, "error", ExportFailed("no"))
    assert cli.run(["export", str(seed), "-o", str(output)]) == 5
    assert output.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["marrow-creek.txt", "old.stub"]


@pytest.mark.parametrize("command", [["export", "--to", "txt"], ["normalize"]])
@pytest.mark.parametrize("kind", ["path", "symbolic link", "link"])
def test_output_onto_the_input_is_refused(
    command: list[str], kind: str, seed: Path, tmp_path: Path, capsys: Any
) -> None:
    output = {"path": tmp_path / "." / ".." / tmp_path.name / seed.name}.get(kind, tmp_path / "other")
    if kind == "symbolic link":
        output.symlink_to(seed)
    elif kind == "link":
        output.hardlink_to(seed)
    code, line = failing([*command, seed, "-o", output], capsys)
    assert code == 2
    assert "is the input" in line
    assert seed.read_text(encoding="utf-8") == SEED


def test_one_device_may_be_input_and_output(tmp_path: Path) -> None:
    assert run("export", "/dev/null", "--to", "txt", "-o", "/dev/null").returncode == 3  # it is empty


def test_standard_input_that_fails_is_unreadable(tmp_path: Path) -> None:
    with (tmp_path / "x").open("wb") as not_to_be_read:
        done = run("normalize", "-", stdin=not_to_be_read)
    assert done.returncode == 3
    assert "cannot read standard input" in only_line(done.stderr)


def test_an_os_error_that_is_not_about_output_is_a_bug(
    seed: Path, stub: type[StubExporter], monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.setattr(stub, "error", BlockingIOError(11, "Resource temporarily unavailable"))
    monkeypatch.delenv("SEEDPRESS_DEBUG", raising=False)
    code, line = failing(["export", seed, "--to", "stub"], capsys)
    assert code == 70
    assert "output" not in line


def test_a_style_sheet_that_is_not_utf8_is_wrong_usage(seed: Path, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "styles" / "html").mkdir(parents=True)
    (tmp_path / "styles" / "html" / "page.css").write_bytes(b"/* \xe9 */")
    code, line = failing(["export", seed, "--to", "html", "--styles", tmp_path / "styles"], capsys)
    assert code == 2
    assert "page.css' is not UTF-8" in line


def test_a_title_from_a_name_is_as_long_as_the_name_of_the_output(tmp_path: Path, capfdbinary: Any) -> None:
    seed = tmp_path / "Dr. No"
    seed.write_text("A film.\n", encoding="utf-8")
    assert from_xml(exported(["normalize", str(seed)], capfdbinary).encode()).title == "Dr. No"


def test_help_names_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["--help"])
    codes = capsys.readouterr().out.partition("Exit codes:")[2].partition("Options:")[0]
    assert re.findall("[0-9]+", codes) == ["0", "1", "2", "3", "4", "5", "6", "70", "130", "143"]


def test_output_in_a_folder_that_is_missing(seed: Path, tmp_path: Path, capsys: Any) -> None:
    code, line = failing(["export", seed, "-o", tmp_path / "none" / "x.xml"], capsys)
    assert code == 4
    assert "No such file or directory" in line


def test_output_onto_a_folder(seed: Path, tmp_path: Path, capsys: Any) -> None:
    code, line = failing(["export", seed, "--to", "xml", "-o", tmp_path], capsys)
    assert code == 4
    assert "it is a folder" in line


def test_output_onto_a_pipe_is_written_to_it(seed: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen([SEEDPRESS, "export", str(seed), "--to", "txt", "-o", str(pipe), "-q"]) as process:
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        assert process.wait(timeout=60) == 0
        assert os.read(reader, 1000).decode() == SEED
        os.close(reader)
    assert pipe.is_fifo()


def test_output_onto_a_full_device(seed: Path, tmp_path: Path) -> None:
    # By a link: a mistake in the code could cost the link, but never the machine's device.
    link = tmp_path / "full"
    link.symlink_to("/dev/full")
    done = run("export", seed, "--to", "xml", "-o", link, "-q")
    assert done.returncode == 4
    assert "No space left" in only_line(done.stderr)


@pytest.mark.parametrize("arguments", [["formats"], ["--help"], ["normalize", "-", "-q"]])
def test_standard_output_that_is_full(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [SEEDPRESS, *arguments]
        done = subprocess.run(
            command, input=SEED.encode(), stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert done.returncode == 4
    assert "No space left" in only_line(done.stderr)


def test_standard_output_that_nobody_reads(seed: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [SEEDPRESS, "normalize", str(seed), "-q"]
    with os.fdopen(writer, "wb") as pipe:
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == 4
    assert "Broken pipe" in only_line(done.stderr)


def test_standard_output_that_is_closed(seed: Path) -> None:
    done = run("normalize", seed, "-q", preexec_fn=lambda: os.close(1))
    assert done.returncode == 4
    assert "standard output" in only_line(done.stderr)


def test_bytes_are_kept_from_a_terminal(seed: Path, stub: type[StubExporter], monkeypatch: Any) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert cli.run(["export", str(seed), "--to", "stub", "-q"]) == 2
    assert cli.run(["export", str(seed), "--to", "xml", "-q"]) == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_in_order(number: int, code: int, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen([SEEDPRESS, "normalize", str(pipe)], stderr=subprocess.PIPE)
    with process, pipe.open("wb"):  # opens as soon as the process begins to read
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in errors.decode()


# --- doctor ----------------------------------------------------------------------------------


def test_doctor_finds_what_is_installed(capfdbinary: Any) -> None:
    assert "pandoc" in exported(["doctor", "--no-fonts"], capfdbinary)


def test_doctor_says_what_to_install(monkeypatch: Any, capfd: Any) -> None:
    missing = Finding("Pango", "PDF", None, required=True, package="libpango-1.0-0")
    monkeypatch.setattr(cli, "examine", lambda *, fonts: [missing])
    assert cli.run(["doctor"]) == 6
    captured = capfd.readouterr()
    assert "install libpango-1.0-0" in captured.out
    assert only_line(captured.err) == "seedpress: error: not installed, but needed: Pango"


def test_doctor_does_not_insist_on_what_it_recommends(monkeypatch: Any, capfd: Any) -> None:
    findings = [
        Finding("Thai font", "PDF", None, package="fonts"),
        Finding("Hebrew font", "PDF", None, package="fonts"),
    ]
    monkeypatch.setattr(cli, "examine", lambda *, fonts: findings)
    assert cli.run(["doctor"]) == 0
    capfd.readouterr()
    assert cli.run(["doctor", "--packages"]) == 0
    assert capfd.readouterr().out == "fonts\n"


def test_doctor_misses_a_library_that_is_not_there(monkeypatch: Any) -> None:
    monkeypatch.setattr(doctor, "open_library", lambda name, version=0: None)
    found = {finding.name: finding.found for finding in doctor.examine()}
    assert found.pop("pandoc") is not None
    assert set(found.values()) == {None}


def test_doctor_misses_the_font_of_a_language_that_has_none() -> None:
    assert doctor._font("x-none") is None
