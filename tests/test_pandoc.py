"""The AST for pandoc, how pandoc is run, and how runs of text are told their script."""

from __future__ import annotations

import ast
import gc
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pypandoc
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline import Document, find_styles, normalize
from pipeline.document import Date, Fact, LineBreak, Paragraph, Section, Text
from pipeline.errors import ExportFailed, MissingTool
from pipeline.exporters._scripts import by_script, locale_of
from pipeline.exporters.pandoc import Picture, to_ast
from pipeline.exporters.pandoc_process import Pandoc, Written
from pipeline.terms import load_terms, terms_for

REFERENCE = ROOT / "styles" / "docx" / "reference.docx"
EMPTY = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": []}


def ast_of(document: Document) -> dict[str, Any]:
    return to_ast(document, terms_for(load_terms(find_styles()), document.language))


# --- The AST -------------------------------------------------------------------------------


def test_run_of_text_is_one_string() -> None:
    content = (Text("On  the "), Date("25 July 2012", "2012-07-25"), Text("."))
    ast = ast_of(Document(title="T", sections=(Section("s", "S", (Paragraph(content),)),)))
    assert ast["blocks"][-1] == {"t": "Para", "c": [{"t": "Str", "c": "On  the 25 July 2012."}]}


def test_line_break_parts_strings() -> None:
    fact = Fact((Text("x"), LineBreak(), LineBreak(), Text("y")), name="n", label="L")
    [table] = ast_of(Document(title="T", facts=(fact,)))["blocks"]
    [_, _, _, _, [[_, _, _, [[_, [_, value]]]]], _] = table["c"]
    [styled] = value[4]
    assert [node["t"] for node in styled["c"][1][0]["c"]] == ["Str", "LineBreak", "LineBreak", "Str"]


def test_section_keeps_its_identifier_and_level() -> None:
    inner = Section("inner", "Inner")
    blocks = ast_of(Document(title="T", sections=(Section("outer", "Outer", sections=(inner,)),)))["blocks"]
    assert [(node["c"][0], node["c"][1][0]) for node in blocks] == [(1, "outer"), (2, "inner")]


def test_section_below_the_deepest_heading_stays_a_heading() -> None:
    section = Section("s8", "8")
    for number in range(7, 0, -1):
        section = Section(f"s{number}", str(number), sections=(section,))
    levels = [node["c"][0] for node in ast_of(Document(title="T", sections=(section,)))["blocks"]]
    assert levels == [1, 2, 3, 4, 5, 6, 6, 6]


# --- Running pandoc ------------------------------------------------------------------------


FAKE = f"""#!{sys.executable}
import os, sys
read = sys.stdin.buffer.read
while line := sys.stdin.buffer.readline():
    fields = [read(int(length)).decode() for length in line.split()]
"""
ECHO = """
    told = repr((os.getcwd(), dict(os.environ), sys.argv[1:], fields)).encode()
    print("[WARNING] watch out", file=sys.stderr, flush=True)
    sys.stdout.buffer.write(b"written %d\\n%s" % (len(told), told))
    sys.stdout.flush()
"""


@pytest.fixture
def fake_pandoc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in pandoc's place that tells how it was called."""
    program = tmp_path / "pandoc"
    program.write_text(FAKE + ECHO)
    program.chmod(0o755)
    monkeypatch.setattr(pypandoc, "get_pandoc_path", lambda: str(program))
    return program


@pytest.fixture
def pandoc() -> Iterator[Pandoc]:
    with Pandoc() as pandoc:
        yield pandoc


def text_document(text: str) -> dict[str, Any]:
    return EMPTY | {"blocks": [{"t": "Para", "c": [{"t": "Str", "c": text}]}]}


def body(written: Written) -> str:
    with ZipFile(BytesIO(written.data)) as archive:
        return archive.read("word/document.xml").decode()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts, but for the properties: pandoc's sandbox knows no date, and they are written anew."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def worker_of(pandoc: Pandoc) -> int:
    """The id of the process that `pandoc` holds."""
    assert pandoc._worker is not None
    return pandoc._worker._process.pid


def is_running(process: int) -> bool:
    return Path(f"/proc/{process}").exists() if Path("/proc/self").exists() else True


def spawned(ast: dict[str, Any]) -> bytes:
    """What pandoc's own command line makes of `ast`."""
    command = [
        pypandoc.get_pandoc_path(),
        "--sandbox",
        "--from=json",
        "--to=docx",
        "--syntax-highlighting=none",
        f"--data-dir={REFERENCE.parent}",
        f"--reference-doc={REFERENCE}",
        "--output=-",
    ]
    environment = {"LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "315532800"}
    return subprocess.run(
        command, input=json.dumps(ast).encode(), capture_output=True, check=True, env=environment
    ).stdout


@pytest.mark.usefixtures("fake_pandoc")
def test_pandoc_is_run_in_its_sandbox_with_the_document_on_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "for nobody else")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1343174400")
    with Pandoc() as pandoc:
        written = pandoc.write(EMPTY, "docx", reference=REFERENCE)
    folder, environment, arguments, fields = ast.literal_eval(written.data.decode())
    assert folder == str(Path.cwd())
    assert environment["SOURCE_DATE_EPOCH"] == "1343174400"
    assert "SECRET" not in environment
    assert "--sandbox" in arguments
    assert (*fields[:2], json.loads(fields[2])) == ("docx", str(REFERENCE), EMPTY)
    assert written.warnings == ("[WARNING] watch out",)


def test_pandoc_that_stays_writes_what_one_for_each_document_writes(pandoc: Pandoc) -> None:
    document = normalize((ROOT / "seeds" / "ruby-sparks.txt").read_bytes())
    terms = terms_for(load_terms(find_styles()), document.language)
    icon = BytesIO()
    Image.new("RGB", (40, 20), "red").save(icon, "PNG")
    asts = [
        EMPTY,
        text_document("\n\0 ü 日本"),
        to_ast(document, terms, (Picture("", "red", icon.getvalue()),)),
    ]
    written = [parts_of(pandoc.write(ast, "docx", reference=REFERENCE).data) for ast in [*asts, *asts]]
    assert written == 2 * [parts_of(spawned(ast)) for ast in asts]


def test_documents_share_a_process(pandoc: Pandoc) -> None:
    pandoc.write(EMPTY, "docx", reference=REFERENCE)
    first = worker_of(pandoc)
    pandoc.write(EMPTY, "docx", reference=REFERENCE)
    assert worker_of(pandoc) == first


@pytest.mark.parametrize("scheme", ["", "file://", "http://127.0.0.1:9", "data:image/svg+xml,"])
@pytest.mark.parametrize("place", ["text", "note", "title", "alternative"])
def test_pandoc_opens_nothing_that_a_document_names(
    tmp_path: Path, pandoc: Pandoc, scheme: str, place: str
) -> None:
    secret = tmp_path / "secret.png"
    Image.new("1", (9, 9)).save(secret)
    picture = {"t": "Image", "c": [["", [], []], [{"t": "Str", "c": "alt"}], [f"{scheme}{secret}", ""]]}
    paragraph = {"t": "Para", "c": [picture]}
    ast = {
        "text": EMPTY | {"blocks": [paragraph]},
        "note": EMPTY | {"blocks": [{"t": "Para", "c": [{"t": "Note", "c": [paragraph]}]}]},
        "title": EMPTY | {"meta": {"title": {"t": "MetaInlines", "c": [picture]}}},
        "alternative": EMPTY
        | {"blocks": [{"t": "Para", "c": [{"t": "Image", "c": [["", [], []], [picture], ["x.png", ""]]}]}]},
    }[place]
    written = pandoc.write(ast, "docx", reference=REFERENCE)
    assert any("secret.png" in warning for warning in written.warnings)
    assert b"word/media" not in written.data


def test_warnings_are_those_of_the_document_at_hand(pandoc: Pandoc) -> None:
    picture = {"t": "Image", "c": [["", [], []], [], ["a.png\n[WARNING] b", ""]]}
    named = EMPTY | {"blocks": [{"t": "Para", "c": [picture]}]}
    [warning] = pandoc.write(named, "docx", reference=REFERENCE).warnings
    assert warning.startswith("[WARNING] Could not fetch resource a.png")
    assert pandoc.write(EMPTY, "docx", reference=REFERENCE).warnings == ()


def test_failure_of_pandoc_is_told_in_its_own_first_line(pandoc: Pandoc) -> None:
    with pytest.raises(ExportFailed, match=r"^pandoc could not write docx: .*\S$") as caught:
        pandoc.write({"no": "document"}, "docx", reference=REFERENCE)
    assert "\n" not in str(caught.value)


def test_document_after_a_failure_is_written(pandoc: Pandoc) -> None:
    with pytest.raises(ExportFailed):
        pandoc.write({"no": "document"}, "docx", reference=REFERENCE)
    assert "after" in body(pandoc.write(text_document("after"), "docx", reference=REFERENCE))


def test_document_after_the_process_was_killed_is_written(pandoc: Pandoc) -> None:
    pandoc.write(EMPTY, "docx", reference=REFERENCE)
    assert pandoc._worker is not None
    pandoc._worker._process.kill()
    pandoc._worker._process.wait()
    assert "after" in body(pandoc.write(text_document("after"), "docx", reference=REFERENCE))


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("sys.exit('heap overflow\\nat 0')", "heap overflow"),
        ("os._exit(3)", "it ended with status 3"),
        ("print('garbage', flush=True)", "it answered what it never should"),
        ("print('written 10\\nshort', end='', flush=True); os._exit(4)", "it ended with status 4"),
        ("print('written 2\\nmore', end='', flush=True)", "it answered what it never should"),
    ],
)
def test_broken_answer_fails_its_document_alone(fake_pandoc: Path, act: str, told: str) -> None:
    fake_pandoc.write_text(f"{FAKE}    {act}\n")
    with Pandoc() as pandoc:
        with pytest.raises(ExportFailed, match=f"^pandoc could not write docx: {told}$"):
            pandoc.write(EMPTY, "docx", reference=REFERENCE)
        fake_pandoc.write_text(FAKE + ECHO)
        assert pandoc.write(EMPTY, "docx", reference=REFERENCE).warnings == ("[WARNING] watch out",)


def test_change_of_the_date_counts_for_the_next_document(
    pandoc: Pandoc, monkeypatch: pytest.MonkeyPatch
) -> None:
    dates = []
    for seconds in ("1343174400", "1700000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
        with ZipFile(BytesIO(pandoc.write(EMPTY, "docx", reference=REFERENCE).data)) as archive:
            dates.append(re.findall(r"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml").decode())[0])
    assert dates == ["2012-07-25T", "2023-11-14T"]


def test_process_ends_with_its_block() -> None:
    with Pandoc() as pandoc:
        pandoc.write(EMPTY, "docx", reference=REFERENCE)
        process = worker_of(pandoc)
    assert not is_running(process)


def test_process_ends_with_the_object_that_holds_it() -> None:
    pandoc = Pandoc()
    pandoc.write(EMPTY, "docx", reference=REFERENCE)
    process = worker_of(pandoc)
    del pandoc
    gc.collect()
    assert not is_running(process)


def test_process_ends_when_the_program_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, signal\nfrom pathlib import Path\nfrom pipeline.exporters.pandoc_process import Pandoc\n"
        f"p = Pandoc(); p.write({EMPTY!r}, 'docx', reference=Path({str(REFERENCE)!r}))\n"
        "print(p._worker._process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    # Its stdout and stderr are ours no more when `run` returns, so it is the pipe that ended it.
    process = int(done.stdout)
    for _ in range(500):
        if not is_running(process):
            return
        time.sleep(0.01)
    pytest.fail("pandoc is still there")


def test_program_that_never_closes_ends_without_a_word() -> None:
    code = (
        "from pathlib import Path; from pipeline.exporters.pandoc_process import Pandoc\n"
        f"p = Pandoc(); p.write({EMPTY!r}, 'docx', reference=Path({str(REFERENCE)!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", code], capture_output=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # this process has threads
def test_forked_copy_starts_a_process_of_its_own(pandoc: Pandoc) -> None:
    pandoc.write(EMPTY, "docx", reference=REFERENCE)
    process = worker_of(pandoc)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            ok = "child" in body(pandoc.write(text_document("child"), "docx", reference=REFERENCE))
            status = 0 if ok and worker_of(pandoc) != process else 2
            pandoc.close()
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert "parent" in body(pandoc.write(text_document("parent"), "docx", reference=REFERENCE))
    assert worker_of(pandoc) == process


def test_threads_take_turns(pandoc: Pandoc) -> None:
    def write(number: int) -> bool:
        return f"number {number}!" in body(
            pandoc.write(text_document(f"number {number}!"), "docx", reference=REFERENCE)
        )

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(write, range(12)))


def test_missing_pandoc_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr(pypandoc, "get_pandoc_path", missing)
    with pytest.raises(MissingTool, match="pypandoc_binary"):
        Pandoc()


def test_pandoc_that_has_gone_is_named(fake_pandoc: Path) -> None:
    pandoc = Pandoc()
    fake_pandoc.unlink()
    with pytest.raises(MissingTool, match="can't be started"):
        pandoc.write(EMPTY, "docx", reference=REFERENCE)


# --- Scripts and locales -------------------------------------------------------------------

mixed = st.text(
    st.sampled_from("ab é\u0301 1,(). שלו\u05bcם عربي ไทยก็ हिन्दी 日本 _-\u200f\u2009") | st.characters()
)


@given(mixed, st.booleans())
def test_pieces_by_script_are_the_text(text: str, rtl: bool) -> None:
    assert "".join(piece for piece, _ in by_script(text, rtl)) == text


@pytest.mark.parametrize(
    ("text", "rtl", "pieces"),
    [
        ("plain 日本 text", False, [("plain 日本 text", "")]),
        ("see שלום עולם.", False, [("see ", ""), ("שלום עולם", "rtl"), (".", "")]),
        ("ראו Windows 95 (1995).", True, [("ראו ", "rtl"), ("Windows 95 (1995)", ""), (".", "rtl")]),
        ("(שלום)", False, [("(", ""), ("שלום", "rtl"), (")", "")]),
        ("1995", True, [("1995", "rtl")]),
        ("cafe\u0301 ו", True, [("cafe\u0301", ""), (" ו", "rtl")]),
        ("x ไทย y", False, [("x ", ""), ("ไทย", "cs"), (" y", "")]),
    ],
)
def test_script_of_pieces(text: str, rtl: bool, pieces: list[tuple[str, str]]) -> None:
    assert by_script(text, rtl) == pieces


@pytest.mark.parametrize("unit", ["א ", "אa", "a\u0301", "_ ", "ก ", "a.", "ש1_", "(", ")"])
def test_script_is_found_in_linear_time(unit: str) -> None:
    text = f"a{unit * 100_000}אa{')' * 100_000}"
    assert sum(len(piece) for rtl in (False, True) for piece, _ in by_script(text, rtl)) == 2 * len(text)


@pytest.mark.parametrize(
    ("language", "tag", "kind"),
    [
        ("en", "en-US", "western"),
        ("pt-BR", "pt-BR", "western"),
        ("sr-Latn", "sr-Latn-RS", "western"),
        ("zh", "zh-CN", "east-asian"),
        ("zh-Hant", "zh-TW", "east-asian"),
        ("zh-TW", "zh-TW", "east-asian"),
        ("ko", "ko-KR", "east-asian"),
        ("he", "he-IL", "complex"),
        ("th", "th-TH", "complex"),
        ("hi", "hi-IN", "complex"),
        ("tlh", "tlh", "western"),
    ],
)
def test_locale_has_the_likely_region(language: str, tag: str, kind: str) -> None:
    locale = locale_of(language)
    assert (locale.tag, locale.kind) == (tag, kind)
