"""The laws of the document, as properties of every seed text (``docs/architecture.md``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from conftest import REAL_SEED, SEEDS, document_of
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from strategies import seed_texts

from pipeline import (
    Document,
    Exporter,
    UnreadableInput,
    export,
    from_xml,
    make_exporter,
    normalize,
    normalize_with_messages,
    recover,
    to_xml,
)
from pipeline.document import lines_of, text_of
from pipeline.exporters.typography import marks_of, typographic

NAME = "a-name"


def normalized(text: str) -> Document:
    try:
        return normalize(text, name=NAME)
    except UnreadableInput:
        assume(False)
        raise


def seed_lines(text: str) -> list[str]:
    """The lines of a seed, without its bullets and with U+FFFD for what XML forbids.

    Written apart from the normalizer on purpose: of the grammar it knows as little as it can.
    """
    text = re.sub(
        "[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text.removeprefix("\ufeff")
    )
    lines = (line.strip(" \t") for line in re.split("\r\n|\r|\n", text))
    return [re.sub(r"^-[ \t]+(?=.*\S)", "", line) for line in lines if not line.isspace()]


def weighed(lines: Iterable[str]) -> tuple[str, int]:
    """All characters of `lines` in order, but for what may be markup; and the number of colons.

    What may be markup is equals signs and blanks at the ends of a line, and a label's colon with
    the blanks around it. Blanks and equals signs inside a line are text.
    """
    lines = list(lines)
    bare = (re.sub(r"\s*[:：]\s*", "", line).strip("= \t") for line in lines)
    return "".join(bare), sum(line.count(":") + line.count("：") for line in lines)


@given(seed_texts())
def test_law_1_every_character_reaches_the_document_in_order(text: str) -> None:
    document = normalized(text)
    seed = seed_lines(text)
    # A title that the text does not hold comes from the input's name.
    assert weighed(lines_of(document)) in (weighed(seed), weighed([NAME, *seed]))


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


@pytest.fixture(scope="module")
def carriers() -> dict[str, Exporter]:
    """What writes each kind of artefact that carries its document."""
    return {
        "fact sheet": make_exporter("pdf"),
        "article": make_exporter("pdf", layout="article"),
        "epub": make_exporter("epub"),
        "docx": make_exporter("docx"),
    }


@pytest.mark.parametrize("kind", ["fact sheet", "article", "epub", "docx"])
@settings(max_examples=settings().max_examples // 12, phases=(Phase.explicit, Phase.generate))
@given(text=seed_texts())
def test_law_4_an_artefact_gives_the_document_back(
    kind: str, carriers: dict[str, Exporter], text: str
) -> None:
    document = normalized(text)
    assert recover(carriers[kind].export(document)) == document


@pytest.mark.parametrize("name", ["txt", "xml"])
@given(text=seed_texts())
def test_law_5_the_reader_of_the_format_gets_the_text(name: str, text: str) -> None:
    """Of the formats that this project reads; those with readers of their own have it in their tests."""
    document = normalized(text)
    written = export(document, name)
    again = from_xml(written) if name == "xml" else normalize(written, language=document.language)
    assert list(lines_of(again)) == list(lines_of(document))


@given(
    st.lists(st.sampled_from([*"\"' .,a5é日("]), max_size=30).map("".join),
    st.sampled_from(["en", "de", "fr", "nl", "sr", "hy", "ja", "he"]),
)
def test_law_5_typographic_marks_map_back_to_those_that_were_written(line: str, language: str) -> None:
    document = Document(title=line, language=language)
    marks = marks_of(language)
    double, single = set(marks[:2]), {*marks[2:], "’"}
    # In some languages an inner mark is an outer one as well, and says no more than that it is a mark.
    single_written = '"' if double & single else "'"
    back = str.maketrans({**dict.fromkeys(double, '"'), **dict.fromkeys(single, single_written)})
    either = str.maketrans({"'": single_written})
    assert text_of(typographic(document)).translate(back).translate(either) == line.translate(either)


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
    assert weighed(lines_of(document)) == weighed(seed_lines(path.read_bytes().decode()))
    assert from_xml(to_xml(document)) == document
    assert normalize(export(document, "txt"), language=document.language) == document
