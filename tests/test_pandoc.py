"""The AST for pandoc, how pandoc is run, and how runs of text are told their script."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Document, find_styles
from pipeline.document import Date, Fact, LineBreak, Paragraph, Section, Text
from pipeline.errors import ExportFailed, MissingTool
from pipeline.exporters._scripts import by_script, locale_of
from pipeline.exporters.pandoc import Pandoc, to_ast
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


@pytest.fixture
def fake_pandoc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in pandoc's place that tells how it was called."""
    program = tmp_path / "pandoc"
    program.write_text(
        f"#!{sys.executable}\n"
        "import os, sys\n"
        "print(os.getcwd(), dict(os.environ), sys.argv[1:], sys.stdin.read(), sep='\\n')\n"
        "print('[WARNING] watch out', file=sys.stderr)\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(pypandoc, "get_pandoc_path", lambda: str(program))
    return program


@pytest.mark.usefixtures("fake_pandoc")
def test_pandoc_is_run_in_its_sandbox_with_the_document_on_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "for nobody else")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1343174400")
    written = Pandoc().write(EMPTY, "docx", reference=REFERENCE)
    folder, environment, arguments, stdin = written.data.decode().splitlines()
    assert folder == str(Path.cwd())
    assert "'SOURCE_DATE_EPOCH': '1343174400'" in environment
    assert "SECRET" not in environment
    assert "'--sandbox'" in arguments
    assert stdin.startswith('{"pandoc-api-version"')
    assert written.warnings == ("[WARNING] watch out",)


def test_pandoc_reads_no_file_that_a_document_names(tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    picture = {
        "t": "Image",
        "c": [["", [], []], [{"t": "Str", "c": "alt"}], [str(tmp_path / "secret.svg"), ""]],
    }
    ast = EMPTY | {"blocks": [{"t": "Para", "c": [picture]}]}
    written = Pandoc().write(ast, "docx", reference=REFERENCE)
    assert any("secret.svg" in warning for warning in written.warnings)
    assert b"word/media" not in written.data


def test_failure_of_pandoc_is_told_in_its_own_first_line() -> None:
    with pytest.raises(ExportFailed, match=r"^pandoc could not write docx: .*\S$") as caught:
        Pandoc().write({"no": "document"}, "docx", reference=REFERENCE)
    assert "\n" not in str(caught.value)


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
