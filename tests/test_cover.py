"""The picture on the front of an EPUB."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, features
from test_html import contrast

from pipeline import UsageError
from pipeline.errors import MissingTool
from pipeline.exporters import _fontconfig
from pipeline.exporters._fontconfig import installed_face
from pipeline.exporters.cover import CoverPainter, CoverStyle, cover_style
from pipeline.messages import Code, Message, ignore
from pipeline.styles import find_styles

STYLE: CoverStyle = cover_style(find_styles())
INK = 11  # the last of the shades from paper to ink

TITLES = {
    "latin": ("Les Misérables", "fr"),
    "greek": ("Ταξίδι στα Κύθηρα", "el"),
    "cyrillic": ("Иваново детство", "ru"),
    "arabic": ("باب الحديد", "ar"),
    "japanese": ("東京物語", "ja"),
}


def painted(title: str, language: str = "en") -> Image.Image:
    return Image.open(BytesIO(CoverPainter(find_styles()).paint(title, language, ignore)))


def ink_box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where the title stands: left, top, right, bottom."""
    box = picture.convert("P").point(lambda index: 255 if index == INK else 0, "L").getbbox()
    assert box, "nothing is written"
    return box


def need_font(title: str, language: str) -> None:
    face = installed_face(title, language, STYLE.families)
    if face is None or face.missing:
        pytest.skip(f"needs a font for {language} (Debian: fonts-noto-core, fonts-noto-cjk)")


@pytest.mark.parametrize("script", TITLES)
def test_title_is_written_inside_the_margins(script: str) -> None:
    title, language = TITLES[script]
    if script in ("arabic", "japanese"):
        need_font(title, language)
    left, top, right, bottom = ink_box(painted(title, language))
    assert left >= STYLE.margin - 10
    assert right <= STYLE.width - STYLE.margin + 10
    assert STYLE.top - 60 <= top < bottom <= STYLE.bottom + 60


@pytest.mark.parametrize(
    "title", ["word " * 1500, "w" * 6000, "語" * 6000], ids=["words", "word", "ideographs"]
)
def test_very_long_title_stays_inside_the_margins(title: str) -> None:
    if "語" in title:
        need_font("語", "ja")
    left, top, right, bottom = ink_box(painted(title, "ja"))
    assert left >= STYLE.margin - 10
    assert right <= STYLE.width - STYLE.margin + 10
    assert STYLE.top - 60 <= top < bottom <= STYLE.bottom + 60


def test_longer_title_is_written_smaller() -> None:
    def first_line(title: str) -> int:
        rows = painted(title).convert("P").point(lambda index: 255 if index == INK else 0, "L")
        filled = [rows.crop((0, y, rows.width, y + 1)).getbbox() is not None for y in range(rows.height)]
        return filled.index(False, filled.index(True)) - filled.index(True)

    assert first_line("HHH") > 2 * first_line("HHH " * 40)


def test_right_to_left_title_stands_at_the_right() -> None:
    need_font(*TITLES["arabic"])
    left, _, right, _ = ink_box(painted("باب", "ar"))
    assert right > STYLE.width - STYLE.margin - 30
    assert left > STYLE.width / 4


def test_arabic_letters_are_joined_and_reversed() -> None:
    """Shaped text is much shorter than its letters side by side."""
    need_font(*TITLES["arabic"])
    joined = ink_box(painted("بببب", "ar"))
    apart = ink_box(painted("ب\u200cب\u200cب\u200cب", "ar"))
    assert joined[2] - joined[0] < 0.8 * (apart[2] - apart[0])


def test_figures_are_as_tall_as_capitals() -> None:
    if not features.check("raqm"):
        pytest.skip("needs a Pillow with Raqm (Debian: libfribidi0)")
    figure, capital = ink_box(painted("1")), ink_box(painted("H"))
    assert figure[3] - figure[1] > 0.9 * (capital[3] - capital[1])


def test_same_title_gives_the_same_bytes_and_another_title_others() -> None:
    painter = CoverPainter(find_styles())
    one = painter.paint("Ruby Sparks", "en", ignore)
    other = painter.paint("Ruby Spark", "en", ignore)
    assert one == CoverPainter(find_styles()).paint("Ruby Sparks", "en", ignore)
    assert one != other


def test_picture_is_a_small_png_of_16_colors() -> None:
    data = CoverPainter(find_styles()).paint("Ruby Sparks", "en", ignore)
    picture = Image.open(BytesIO(data))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "P", (STYLE.width, STYLE.height))
    assert len(data) < 50_000
    assert data[24] == 4  # bits a pixel, from the IHDR chunk


def test_title_without_letters_still_has_a_cover() -> None:
    assert painted("").size == (STYLE.width, STYLE.height)


def test_character_that_no_font_has_is_reported_and_left_out() -> None:
    messages: list[Message] = []
    painter = CoverPainter(find_styles())
    with_it = painter.paint("Ruby \U0010fffd", "en", messages.append)
    assert [m.code for m in messages] == [Code.GLYPH_MISSING]
    assert "U+10FFFD" in messages[0].text
    width = ink_box(painted("Ruby"))[2]
    assert ink_box(Image.open(BytesIO(with_it)))[2] == width


def test_title_that_the_bundled_font_has_needs_no_installed_font(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_font(*_: object) -> None:
        raise AssertionError("asked for an installed font")

    monkeypatch.setattr("pipeline.exporters.cover.installed_face", no_font)
    painted("Ταξίδι Иваново Les Misérables")


def test_without_fontconfig_the_bundled_font_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with_fontconfig = painted("Ruby Sparks").tobytes()
    monkeypatch.setattr(_fontconfig, "_library", lambda: None)
    assert painted("Ruby Sparks").tobytes() == with_fontconfig
    assert painted("باب", "ar").size == (STYLE.width, STYLE.height)


def test_file_that_is_no_font_lacks_every_character(tmp_path: Path) -> None:
    (tmp_path / "no.ttf").write_bytes(b"no font")
    assert _fontconfig.missing_in(tmp_path / "no.ttf", "a b") == {"a", "b"}


def test_installed_han_face_is_that_of_the_language() -> None:
    """The same characters are drawn in another way in each language of East Asia."""
    need_font("直", "ja")
    faces = {installed_face("直", language, ["serif"]) for language in ("ja", "zh", "zh-Hant")}
    if len(faces) == 1:
        pytest.skip("needs a font for more than one of ja, zh and zh-Hant (Debian: fonts-noto-cjk)")
    assert len(faces) == 3


def test_missing_pillow_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL.features", None)
    with pytest.raises(MissingTool, match="pillow"):
        CoverPainter(find_styles())


@pytest.mark.parametrize("number", range(len(STYLE.palettes)))
def test_ink_of_each_palette_meets_wcag_aa_on_its_paper(number: int) -> None:
    palette = STYLE.palettes[number]
    paper, ink = palette[:3].hex(), palette[INK * 3 : INK * 3 + 3].hex()
    assert contrast(paper, ink) >= 4.5


WHOLE = find_styles().text("epub/cover.toml")


@pytest.mark.parametrize(
    "text",
    [
        "width = ",
        "width = 1000",
        WHOLE.replace("sizes = [", "sizes = [] # "),
        WHOLE.partition("[[palette]]")[0] + "palette = []",
        WHOLE.replace("#14213d", "navy"),
        WHOLE.replace("ink =", "inc ="),
    ],
)
def test_broken_style_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "epub").mkdir()
    (tmp_path / "epub" / "cover.toml").write_text(text)
    with pytest.raises(UsageError, match="not a cover style"):
        cover_style(find_styles(tmp_path))
