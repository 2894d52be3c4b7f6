"""Bytes → lines: encodings, line ends, characters that XML forbids."""

from __future__ import annotations

import pytest

from pipeline import Code, Message, UnreadableInput, UsageError
from pipeline.document import Position
from pipeline.normalizer.decode import decode


def decoded(source: str | bytes, encoding: str | None = None) -> tuple[list[str], list[Message]]:
    messages: list[Message] = []
    return decode(source, messages.append, encoding=encoding), messages


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_decides_the_encoding(codec: str) -> None:
    assert decoded("= Tár =\nTár".encode(codec))[0] == ["= Tár =", "Tár"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_newline_ends_a_line(end: str) -> None:
    assert decoded(f"a{end}b{end}".encode())[0] == ["a", "b", ""]


@pytest.mark.parametrize("separator", ["\u0085", "\u2028", "\u2029"])
def test_other_separators_are_text(separator: str) -> None:
    assert decoded(f"a{separator}b")[0] == [f"a{separator}b"]


def test_latin_1_is_refused_with_offset_byte_and_line() -> None:
    with pytest.raises(UnreadableInput, match=r"0xE9 at offset 6 \(line 3, column 2\)"):
        decoded(b"= T\n\nA\xe9")


def test_latin_1_is_read_when_named() -> None:
    assert decoded(b"caf\xe9", "latin-1")[0] == ["café"]


def test_unknown_encoding_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="klingon"):
        decoded(b"x", "klingon")


def test_nul_byte_is_not_text() -> None:
    with pytest.raises(UnreadableInput, match="NUL byte at offset 1"):
        decoded(b"a\0b")


@pytest.mark.parametrize("forbidden", ["\0", "\x0b", "\x1b", "\ufffe", "\ud800"])
def test_forbidden_characters_are_replaced_and_reported(forbidden: str) -> None:
    lines, messages = decoded(f"first\nab{forbidden}c")
    assert lines == ["first", "ab\ufffdc"]
    assert [(m.code, m.position) for m in messages] == [(Code.CHARACTER_REPLACED, Position(2, 3))]
    assert f"U+{ord(forbidden):04X}" in messages[0].text


def test_one_message_a_line_counts_the_rest() -> None:
    _, messages = decoded("\x01\x02\x03")
    assert len(messages) == 1
    assert "2 more" in messages[0].text


def test_message_has_a_form_for_people_and_one_for_machines() -> None:
    (message,) = decoded("ab\x01")[1]
    assert message.line("x.txt").startswith("x.txt:1:3: warning character-replaced U+0001")
    assert message.as_dict() == {
        "code": "character-replaced",
        "severity": "warning",
        "text": message.text,
        "line": 1,
        "column": 3,
    }
