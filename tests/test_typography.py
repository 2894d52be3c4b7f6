"""Typographic quotation marks: where they are certain, and that nothing else ever changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import seed_texts

from pipeline import Document, normalize
from pipeline.document import CastList, CastMember, Name, Paragraph, Quote, Section, Text, text_of
from pipeline.errors import UnreadableInput
from pipeline.exporters import make_exporter
from pipeline.exporters.typography import typographic, typographic_text

TO_STRAIGHT = str.maketrans({**dict.fromkeys("“”„«»「」", '"'), **dict.fromkeys("‘’‚‹›『』", "'")})


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('He said "no" twice.', "He said “no” twice."),
        ('"No," he said.', "“No,” he said."),
        ('("no")', "(“no”)"),
        ('the end—"no"—came', "the end—“no”—came"),
        ("\"'No,' he said,\" she said.", "“‘No,’ he said,” she said."),
        ("\"It is 'no'\"", "“It is ‘no’”"),
        ("'No,' he said.", "‘No,’ he said."),
        ('"…and in 1984"', "“…and in 1984”"),
        ("Don't Look", "Don’t Look"),
        ("the dogs' bowl", "the dogs’ bowl"),
        ("in the '90s, rock 'n' roll and get 'em", "in the ’90s, rock ’n’ roll and get ’em"),
        ("the 1990's", "the 1990’s"),
        ("the word 'round' means", "the word ‘round’ means"),
        ("'Em' was", "‘Em’ was"),
        ("'N' is a letter", "‘N’ is a letter"),
        ("'cause' and 'effect'", "‘cause’ and ‘effect’"),
        ("'til' or 'until'", "‘til’ or ‘until’"),
    ],
)
def test_certain_marks_are_typographic(written, shown):
    assert typographic_text(written, "en") == shown


@pytest.mark.parametrize(
    "written",
    [
        "She is 5'10\" tall",
        "5' 10\"",
        'a 7" single',
        'a 12" and a 7" single',
        "at 40° 26' 46\" N",
        'an "open one',
        'closed" only',
        'a " b " c',
        'see http://example.org/?q="a" there',
        'print("a")',
        '<a href="x">',
        "''bold''",
        'צה"ל',
        "ג'ורג'",
        "“No,” he said, ‘no’",
    ],
)
def test_marks_in_doubt_stay_as_they_were_written(written):
    assert typographic_text(written, "en") == written


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "“a ‘b’ c”"),
        ("xx", "“a ‘b’ c”"),
        ("de", "„a ‚b‘ c“"),
        ("de-AT", "„a ‚b‘ c“"),
        ("de-CH", "«a ‹b› c»"),
        ("fr", "“a ‘b’ c”"),
        ("pl", "„a «b» c”"),
        ("ru", "«a „b“ c»"),
        ("sv", "”a ’b’ c”"),
        ("ja", "「a 『b』 c」"),
        ("zh", "“a ‘b’ c”"),
        ("zh-Hant", "「a 『b』 c」"),
        ("ar", "”a ’b‘ c“"),
        ("ur", "”a ’b‘ c“"),
        ("he", "”a ’b’ c”"),
        ("fa", "«a ‹b› c»"),
        ("es", "“a ‘b’ c”"),
        ("it", "«a “b” c»"),
        ("pt-BR", "“a ‘b’ c”"),
        ("pt-PT", "«a “b” c»"),
        ("nl", "‘a ‘b’ c’"),
        ("nb-NO", "«a ‘b’ c»"),
        ("bg", "„a „b“ c“"),
        ("lt", "„a „b“ c“"),
        ("et", "„a ‚b‘ c“"),
        ("hu", "„a »b« c”"),
        ("ro", "„a «b» c”"),
        ("sr", "„a ’b’ c”"),
        ("sr-Latn-RS", "„a ’b’ c”"),
        ("bs", "„a ‘b’ c”"),
        ("hy", "«a «b» c»"),
        ("ka", "„a «b» c“"),
        ("kk", "«a “b” c»"),
        ("az", "“a ‘b’ c”"),
        ("az-Cyrl", "«a ‹b› c»"),
        ("fr-CA", "“a ‘b’ c”"),
        ("fr-CH", "«a ‹b› c»"),
    ],
)
def test_each_language_has_its_marks(language, shown):
    assert typographic_text("\"a 'b' c\"", language) == shown


def test_a_pair_may_lie_in_different_inlines():
    content = (Text('He said "'), Name("Ruby"), Text(" is "), Quote((Text('here"'),)), Text("."))
    document = Document("t", lead=(Paragraph(content),))
    (paragraph,) = typographic(document).lead
    assert paragraph == Paragraph(
        (Text("He said “"), Name("Ruby"), Text(" is "), Quote((Text("here”"),)), Text("."))
    )


def test_a_cast_member_s_line_is_read_as_one():
    member = CastMember('"Big" Al', "Ruby's 'self'", (Text(", who isn't"),))
    document = Document("t", sections=(Section("c", "Cast", (CastList((member,)),)),))
    (cast,) = typographic(document).sections[0].blocks
    assert cast.members == (CastMember("“Big” Al", "Ruby’s ‘self’", (Text(", who isn’t"),)),)


@given(seed_texts())
def test_nothing_but_the_marks_changes(text):
    try:
        document = normalize(text, name="a-name")
    except UnreadableInput:
        return
    written, shown = text_of(document), text_of(typographic(document))
    assert len(shown) == len(written)
    changed = [(a, b) for a, b in zip(written, shown, strict=True) if a != b]
    assert all(a == b.translate(TO_STRAIGHT) for a, b in changed)


@pytest.mark.parametrize(("quotes", "title"), [("typographic", "“A” isn’t"), ("as-written", '"A" isn\'t')])
def test_the_option_says_which_marks_are_shown(quotes, title):
    page = make_exporter("html", quotes=quotes).export(Document('"A" isn\'t')).decode()
    assert f"<h1>{title}</h1>" in page
