"""The line grammar: title, infobox, headings, bullets, paragraphs."""

from __future__ import annotations

import pytest

from pipeline import Code, UnreadableInput, normalize_with_messages
from pipeline.document import (
    Block,
    BulletList,
    Document,
    LineBreak,
    ListItem,
    Paragraph,
    Position,
    Section,
    lines_of,
    walk_sections,
)
from pipeline.normalizer.blocks import Heading, heading_in, label_in, parse


def parsed(text: str, name: str | None = None) -> Document:
    return parse(text.split("\n"), lambda message: None, name=name)


def codes(text: str, name: str | None = None) -> list[Code]:
    result = normalize_with_messages(text, name=name, language="en")
    return [message.code for message in result.messages]


def outline(sections: tuple[Section, ...]) -> list[tuple[int, str]]:
    return [(depth, section.title) for depth, section in walk_sections(sections)]


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def tree(items: tuple[ListItem, ...]) -> list[object]:
    return [(item.text, tree(item.items)) if item.items else item.text for item in items]


# --- Headings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("= T =", Heading(1, "T", True)),
        ("=T=", Heading(1, "T", True)),
        ("==Plot==", Heading(2, "Plot", True)),
        ("== Plot ==", Heading(2, "Plot", True)),
        ("==\tPlot \t==", Heading(2, "Plot", True)),
        ("======6======", Heading(6, "6", True)),
        ("=======7=======", Heading(6, "=7=", True)),
        ("=== a ==", Heading(2, "= a", False)),
        ("== a ===", Heading(2, "a =", False)),
        ("== a=b ==", Heading(2, "a=b", True)),
        ("== = ==", Heading(2, "=", True)),
        ("====", None),
        ("== ==", None),
        ("== a", None),
        ("a ==", None),
        ("", None),
    ],
)
def test_heading(line: str, heading: Heading | None) -> None:
    assert heading_in(line) == heading


def test_levels_nest() -> None:
    document = parsed("= T =\n==A==\n===B===\n====C====\n===D===\n==E==")
    assert outline(document.sections) == [(1, "A"), (2, "B"), (3, "C"), (2, "D"), (1, "E")]


def test_skipped_levels_nest_without_a_gap() -> None:
    document = parsed("= T =\n==A==\n=====B=====\n====C====\n===D===")
    assert outline(document.sections) == [(1, "A"), (2, "B"), (2, "C"), (2, "D")]


def test_document_may_begin_at_a_deep_level() -> None:
    assert outline(parsed("= T =\n====A====\n==B==").sections) == [(1, "A"), (1, "B")]


def test_empty_sections_are_kept() -> None:
    sections = parsed("= T =\n==A==\n\n\n==B==\n").sections
    assert [(s.title, s.blocks) for s in sections] == [("A", ()), ("B", ())]


def test_second_title_is_a_section_and_reported() -> None:
    text = "= T =\n= U =\n==A=="
    assert outline(parsed(text).sections) == [(1, "U"), (1, "A")]
    assert Code.TITLE_REPEATED in codes(text)


@pytest.mark.parametrize("line", ["=== a ==", "== a"])
def test_unbalanced_heading_is_reported(line: str) -> None:
    assert Code.HEADING_UNBALANCED in codes(f"= T =\n\n{line}")


# --- Title ---------------------------------------------------------------------------------


def test_title_line() -> None:
    assert parsed("\n\n=  A = B  =\n\nlead").title == "A = B"


def test_title_comes_from_the_infobox() -> None:
    text = "Ruby Sparks\n- Director: X"
    document = parsed(text, "file")
    assert (document.title, document.caption) == ("Ruby Sparks", "")
    assert Code.TITLE_FROM_INFOBOX in codes(text, "file")


def test_title_comes_from_the_name() -> None:
    assert parsed("Some prose.", "file").title == "file"
    assert Code.TITLE_FROM_NAME in codes("Some prose.", "file")


def test_title_is_missing() -> None:
    assert parsed("Some prose.").title == "Untitled"
    assert Code.TITLE_MISSING in codes("Some prose.")


def test_title_alone_is_a_document() -> None:
    assert list(lines_of(parsed("= T ="))) == ["T"]


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u00a0\n"])
def test_empty_text_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInput, match="empty"):
        parsed(text)


# --- Infobox -------------------------------------------------------------------------------


def facts(text: str) -> list[tuple[str, str]]:
    return [(fact.label, fact.text) for fact in parsed(text).facts]


def test_infobox_repeats_the_title() -> None:
    document = parsed("= T =\n\nT\n- A: b\n\nlead")
    assert (document.caption, texts(document.lead)) == ("T", ["lead"])
    assert facts("= T =\n\nT\n- A: b\n\nlead") == [("A", "b")]


def test_infobox_title_may_differ() -> None:
    assert parsed("= T (2012 film) =\nT\n- A: b").caption == "T"


def test_infobox_needs_no_title() -> None:
    assert facts("= T =\n\n- A: b\n- C: d") == [("A", "b"), ("C", "d")]


def test_repeated_title_without_facts_is_kept() -> None:
    document = parsed("= T =\nT\nT is a film.")
    assert (document.caption, texts(document.lead)) == ("T", ["T is a film."])


def test_sentence_above_a_list_is_prose() -> None:
    document = parsed("= T =\nThere are two kinds:\n- Red: hot\n- Blue: cold")
    assert document.caption == ""
    assert document.facts == ()
    assert texts(document.lead) == ["There are two kinds:"]


def test_duplicate_empty_and_unknown_facts_are_kept() -> None:
    text = "= T =\nT\n- A: b\n- A: c\n- Mood:\n- Zip: 10: 30"
    assert facts(text) == [("A", "b"), ("A", "c"), ("Mood", ""), ("Zip", "10: 30")]
    assert {Code.FACT_REPEATED, Code.FACT_EMPTY} <= set(codes(text))


def test_blank_lines_between_facts_do_not_end_the_infobox() -> None:
    assert facts("= T =\nT\n- A: b\n\n- C: d\n\nlead") == [("A", "b"), ("C", "d")]


def test_indented_bullets_go_on_a_value() -> None:
    fact = parsed("= T =\nT\n- Starring:\n  - A\n  - B: c\n- Next: x").facts[0]
    assert fact.text == "A\nB: c"
    assert fact.position == Position(4, 5)
    assert [p.position for p in fact.content if isinstance(p, LineBreak)] == [Position(5, 5)]


def test_bullet_without_label_goes_on_a_value_and_is_reported() -> None:
    text = "= T =\nT\n- A: b\n- no label\n- C: d"
    assert facts(text) == [("A", "b\nno label"), ("C", "d")]
    assert Code.FACT_WITHOUT_LABEL in codes(text)


def test_list_after_the_infobox_is_lead() -> None:
    document = parsed("= T =\nT\n- A: b\n\n- no label")
    assert isinstance(document.lead[0], BulletList)


@pytest.mark.parametrize(
    ("bullet", "label", "value"),
    [
        ("Director: X", "Director", "X"),
        ("Empty:", "Empty", ""),
        ("Time: 10:30: sharp", "Time", "10:30: sharp"),
        ("Runtime:104 minutes", "Runtime", "104 minutes"),
        ("監督：宮崎駿", "監督", "宮崎駿"),
        ("Titre\u00a0: X", "Titre\u00a0", "X"),
    ],
)
def test_label(bullet: str, label: str, value: str) -> None:
    found = label_in(bullet)
    assert found is not None
    assert found[:2] == (label, value)
    assert bullet[found[2] :] == value


@pytest.mark.parametrize("bullet", ["no colon", "https://example.org", "10:30", ": x", "a" * 90 + ": x"])
def test_no_label(bullet: str) -> None:
    assert label_in(bullet) is None


# --- Paragraphs and bullets ----------------------------------------------------------------


def test_newline_ends_a_paragraph() -> None:
    assert texts(parsed("= T =\n\none\ntwo\n\n\nthree").lead) == ["one", "two", "three"]


def test_blanks_inside_a_line_are_kept() -> None:
    assert texts(parsed("= T =\n\n  a  b\tc\u2009d\u200de  ").lead) == ["a  b\tc\u2009d\u200de"]


@pytest.mark.parametrize("line", ["* a", "# a", ": a", "-a", "-", "– a", "----", "• a"])
def test_other_marks_are_text(line: str) -> None:
    assert texts(parsed(f"= T =\n\nlead\n\n{line}").lead) == ["lead", line]


def test_bullets_nest_by_indentation() -> None:
    document = parsed("= T =\n\nlead\n\n- a\n  - b\n\t- c\n- d")
    block = document.lead[1]
    assert isinstance(block, BulletList)
    assert tree(block.items) == [("a", [("b", ["c"])]), "d"]


def test_dedent_between_two_levels_joins_the_inner_one() -> None:
    block = parsed("= T =\n\nlead\n- a\n    - b\n  - c").lead[1]
    assert isinstance(block, BulletList)
    assert tree(block.items) == [("a", ["b", "c"])]


def test_blank_lines_do_not_end_a_list() -> None:
    assert len(parsed("= T =\n\nlead\n\n- a\n\n- b").lead) == 2


def test_too_deep_bullets_stay_at_the_deepest_level() -> None:
    text = "= T =\n\nlead\n" + "\n".join(f"{' ' * n}- {n}" for n in range(12))
    block = parsed(text).lead[1]
    assert isinstance(block, BulletList)
    depth, items = 0, block.items
    while items:
        depth, items = depth + 1, items[-1].items
    assert depth == 8
    assert codes(text).count(Code.LIST_TOO_DEEP) == 4


# --- Positions -----------------------------------------------------------------------------


def test_positions_name_line_and_column() -> None:
    document = parsed("= T =\n\nT\n- Label:  value\n\n  prose\n\n==S==\n  -  item")
    assert document.facts[0].position == Position(4, 11)
    lead, section = document.lead[0], document.sections[0]
    assert isinstance(lead, Paragraph)
    assert (lead.position, section.position) == (Position(6, 3), Position(8, 1))
    block = section.blocks[0]
    assert isinstance(block, BulletList)
    assert block.items[0].position == Position(9, 6)
