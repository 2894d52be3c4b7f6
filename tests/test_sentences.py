"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Date, Quote, Text
from pipeline.sentences import sentence_at, sentence_spans, sentence_starts, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One. ", "Two! ", "Three?"]),
        ("Dr. Rosenthal met J. R. Hill. He left.", ["Dr. Rosenthal met J. R. Hill. ", "He left."]),
        ("It made $2 in the U.S. and Canada.", ["It made $2 in the U.S. and Canada."]),
        ("It got 7.2/10. Critics agreed.", ["It got 7.2/10. ", "Critics agreed."]),
        ('He said, "Stop. Go." She went.', ['He said, "Stop. Go." ', "She went."]),
        ("Er sagte: «Halt. Geh.» Sie ging.", ["Er sagte: «Halt. Geh.» ", "Sie ging."]),
        ("It ends (so. They say) here. Yes.", ["It ends (so. They say) here. ", "Yes."]),
        ("灯台の春。監督は森下。", ["灯台の春。", "監督は森下。"]),
        ("「行く。」と言った。帰る。", ["「行く。」と言った。", "帰る。"]),
        ("पहला वाक्य। दूसरा वाक्य।", ["पहला वाक्य। ", "दूसरा वाक्य।"]),
        ("هل جاء؟ نعم.", ["هل جاء؟ ", "نعم."]),
        ("พ.ศ. 2555 ออกฉาย", ["พ.ศ. 2555 ออกฉาย"]),
        ("Er schrieb, sie sei „still“. Sie ging.", ["Er schrieb, sie sei „still“. ", "Sie ging."]),
        ("C'est « un silence ». Il sort.", ["C'est « un silence ». ", "Il sort."]),
        ("It rose to 78.5%. A patent was sold.", ["It rose to 78.5%. ", "A patent was sold."]),
        ("Door (transl. The Blue Door) is a film.", ["Door (transl. The Blue Door) is a film."]),
        ("Han sa ”Det var bra. Mycket bra.” Hon gick.", ["Han sa ”Det var bra. Mycket bra.” ", "Hon gick."]),
        ("Hij zei ‘Kom. Ga nu.’ Ze ging.", ["Hij zei ‘Kom. Ga nu.’ ", "Ze ging."]),
        ("wait... what? no", ["wait... what? no"]),
        ("", [""]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


@given(st.text())
def test_sentences_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


def test_sentences_end_at_stops_but_not_at_abbreviations() -> None:
    text = 'Mr. T. Doe Jr. spoke in the U.S. on Sunday. "Yes!" he said. It cost $2.5 million.'
    found = sentence_spans(text)
    assert [text[start:end].strip() for start, end in found] == [
        "Mr. T. Doe Jr. spoke in the U.S. on Sunday.",
        '"Yes!" he said.',
        "It cost $2.5 million.",
    ]
    assert sentence_at(found, text.index("cost")) == found[-1]


@given(st.text())
def test_spans_of_sentences_have_no_gaps(text: str) -> None:
    assert "".join(text[start:end] for start, end in sentence_spans(text)) == text


def test_no_sentence_begins_within_a_reading() -> None:
    assert sentence_starts((Text("Am "), Date("1. Juli 2004", "2004-07-01"), Text(" kam er. Er blieb."))) == [
        0,
        24,
    ]
    assert sentence_starts((Quote((Text("“One.” Two."),)), Text(" Three. Four."))) == [0, 12, 19]
