"""Characters that no font has: what a PDF draws for them, and what its readers get."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import Document, normalize
from pipeline.document import CastList, CastMember, Fact, Paragraph, Section, Text
from pipeline.exporters import make_exporter
from pipeline.messages import Code, Message

LAYOUTS = ("factsheet", "article")

# No font has an unassigned character, a noncharacter, or the last plane; nor what its author made up.
NOBODY_S = "\u0378\ufdd0\U0001ffff\U0003abcd\U000f1234\U0010ffff"

RARE = (
    "👩\u200d💻 🏳\ufe0f\u200d🌈 🇩🇪 👍🏽 𪜶 𬺰 葛\U000e0100 𓀀𓐰𓀁 हिन्दी 日本語 \u0301 \ue000 \ufff9 \U000e0041"
)


@pytest.fixture(scope="module", params=LAYOUTS)
def exporter(request):
    return make_exporter("pdf", layout=request.param)


def article(text: str) -> Document:
    """A document with `text` at every place of a text."""
    paragraph = Paragraph((Text(f"Before {text} behind."),))
    member = CastMember(f"Actor {text}", f"Role {text}", (Text(f", note {text}"),))
    section = Section("cast", f"Heading {text}", (paragraph, CastList((member,))))
    fact = Fact((Text(f"value {text}"),), "label", f"Label {text}")
    return Document(f"Title {text}", facts=(fact,), lead=(paragraph,), sections=(section,))


def glyphs_that_are_none(pdf: bytes) -> list[tuple[str, int]]:
    """Every glyph that a page shows and its font doesn't have: ``.notdef``, or none at all."""
    found = []
    with pikepdf.open(BytesIO(pdf)) as file:
        for page in file.pages:
            sizes = {name: number_of_glyphs(font) for name, font in page.Resources.Font.items()}
            name = ""
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    name = str(operands[0])
                for shown in shown_strings(str(operator), operands):
                    codes = [int.from_bytes(shown[at : at + 2]) for at in range(0, len(shown), 2)]
                    found += [(name, code) for code in codes if not 0 < code < sizes[name]]
    return found


def shown_strings(operator: str, operands) -> list[bytes]:
    if operator == "TJ":
        return [bytes(part) for part in operands[0] if isinstance(part, pikepdf.String)]
    return [bytes(operands[0])] if operator == "Tj" else []


def number_of_glyphs(font: pikepdf.Dictionary) -> int:
    descriptor = font.DescendantFonts[0].FontDescriptor
    stream = descriptor.get("/FontFile2") or descriptor.get("/FontFile3")
    return TTFont(BytesIO(stream.read_bytes()))["maxp"].numGlyphs


def by_poppler(pdf: bytes) -> str:
    """What Poppler reads, without blanks; for a noncharacter it gives U+FFFD.

    PDFium knows no actual text that is empty or beyond the basic plane: it reads the code, or a part of it.
    """
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext (Debian: poppler-utils)")
    command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
    return "".join(
        subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode().split()
    )


def test_no_glyph_is_drawn_that_the_font_does_not_have(exporter):
    assert glyphs_that_are_none(exporter.export(article(NOBODY_S + RARE))) == []


def test_a_character_that_no_font_has_is_read_back(exporter):
    text = "<\u0378\U0003abcd\U000f1234>"
    assert by_poppler(exporter.export(article(text))).count(text) >= 6


def test_what_follows_a_missing_character_is_read_back_with_it(exporter):
    text = "<\U0003abcd\u200d\U0003abce\ufe0f>"
    assert text in by_poppler(exporter.export(article(text)))


def test_text_right_to_left_keeps_the_character_that_no_font_has(exporter):
    document = Document("عنوان", language="ar", lead=(Paragraph((Text("كلمة \U0003abcd كلمة"),)),))
    assert "\U0003abcd" in by_poppler(exporter.export(document))


def test_a_heading_is_in_the_outline_as_it_was_written():
    pdf = make_exporter("pdf", layout="article").export(article("\U0003abcd"))
    titles = [entry.get_title() for entry in pypdfium2.PdfDocument(pdf).get_toc()]
    assert titles == ["Title \U0003abcd", "Heading \U0003abcd"]


def test_a_stand_in_shows_the_code():
    pdf = make_exporter("pdf", layout="article").export(Document(title="\U0003abcd"))
    with pikepdf.open(BytesIO(pdf)) as file:
        drawn = sum(
            len(shown) // 2
            for operands, operator in pikepdf.parse_content_stream(file.pages[0])
            for shown in shown_strings(str(operator), operands)
        )
    assert drawn == len("03ABCD" + "1 / 1")


def test_each_missing_character_is_reported_once_with_what_to_do():
    messages: list[Message] = []
    exporter = make_exporter("pdf", report=messages.append)
    exporter.export(article("\u0378\U0003abcd\U000f1234"))
    missing = [m.text for m in messages if m.code is Code.GLYPH_MISSING]
    assert [text.split(":")[0] for text in missing] == [
        "no installed font has U+0378, U+3ABCD",
        "no installed font has U+F1234",
    ]


def test_a_document_without_missing_characters_is_told_nothing():
    messages: list[Message] = []
    make_exporter("pdf", layout="article", report=messages.append).export(article("“é—ß”"))
    assert messages == []


def test_more_characters_than_anybody_reads_are_still_read_back():
    text = "\u0378" * 1100
    pdf = make_exporter("pdf", layout="article").export(Document("t", lead=(Paragraph((Text(text),)),)))
    assert glyphs_that_are_none(pdf) == []
    assert by_poppler(pdf).count("\u0378") == 1100


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(codec="utf-8"), max_size=40).map(lambda text: f"a {text}"))
def test_no_text_draws_a_glyph_that_its_font_does_not_have(text):
    document = normalize(text, name="a-name")
    assert glyphs_that_are_none(make_exporter("pdf", layout="article").export(document)) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_with_the_fonts_of_the_styles_alone_all_is_drawn_and_read_back(tmp_path, layout):
    fonts = tmp_path / "fonts.conf"
    fonts.write_text("<fontconfig><dir>/none</dir></fontconfig>")
    program = (
        "import sys; from pipeline import export, normalize;"
        f"sys.stdout.buffer.write(export(normalize(sys.stdin.buffer.read()), 'pdf', layout={layout!r}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=f"= Title =\n\nLead <{RARE}>.".encode(),
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert glyphs_that_are_none(done.stdout) == []
    assert [c for c in "👩💻🌈🇩🇪👍🏽𪜶𬺰葛𓀀𓐰日本語\ue000\ufff9" if c not in by_poppler(done.stdout)] == []
