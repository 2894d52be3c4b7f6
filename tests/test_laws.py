"""The laws of the document, as properties of every seed text (``docs/architecture.md``)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import REAL_SEED, SEEDS, document_of
from hypothesis import assume, given
from strategies import seed_texts

from pipeline import (
    Document,
    UnreadableInput,
    export,
    from_xml,
    normalize,
    normalize_with_messages,
    text_of,
    to_xml,
)
from pipeline.document import lines_of

NAME = "a-name"


def normalized(text: str) -> Document:
    try:
        return normalize(text, name=NAME)
    except UnreadableInput:
        assume(False)
        raise


def seed_characters(text: str) -> str:
    """The characters of a seed that are no markup.

    Written apart from the normalizer on purpose: it knows the line ends, the bullet, and the
    characters that XML forbids; `counted` leaves out what else may be markup.
    """
    text = re.sub(
        "[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text.removeprefix("\ufeff")
    )
    bare = (re.sub(r"^[ \t]*-[ \t]+(?=.*\S)", "", line) for line in re.split("\r\n|\r|\n", text))
    return counted("".join(bare))


def counted(text: str) -> str:
    """`text` without white space, heading marks and label ends."""
    return re.sub(r"[\s=:：]", "", text)


@given(seed_texts())
def test_law_1_every_character_reaches_the_document_in_order(text: str) -> None:
    document = normalized(text)
    written = counted(text_of(document))
    seed = seed_characters(text)
    # A title that the text does not hold comes from the input's name.
    assert written in (seed, counted(NAME) + seed)


@given(seed_texts())
def test_law_2_xml_gives_the_document_back(text: str) -> None:
    document = normalized(text)
    xml = to_xml(document)
    assert from_xml(xml) == document
    assert to_xml(from_xml(xml)) == xml


@given(seed_texts())
def test_law_3_seed_text_gives_the_document_back(text: str) -> None:
    document = normalized(text)
    assert normalize(export(document, "txt"), language=document.language) == document


@given(seed_texts())
def test_language_and_profile_survive_seed_text(text: str) -> None:
    document = normalized(text)
    again = normalize(export(document, "txt"))
    assert (again.language, again.profile) == (document.language, document.profile)


@given(seed_texts())
def test_lines_hold_no_line_ends(text: str) -> None:
    assert not any("\n" in line or "\r" in line for line in lines_of(normalized(text)))


@given(seed_texts())
def test_every_message_of_the_normalizer_names_a_place(text: str) -> None:
    normalized(text)
    messages = normalize_with_messages(text, name=NAME).messages
    lines = len(re.split("\r\n|\r|\n", text))
    assert all(m.position and 1 <= m.position.line <= lines and m.position.column >= 1 for m in messages)


@pytest.mark.parametrize("path", [REAL_SEED, *SEEDS], ids=lambda path: path.name)
def test_laws_hold_on_written_articles(path: Path) -> None:
    document = document_of(path)
    assert counted(text_of(document)) == seed_characters(path.read_bytes().decode())
    assert from_xml(to_xml(document)) == document
    assert normalize(export(document, "txt"), language=document.language) == document
