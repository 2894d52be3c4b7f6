"""A figure as a picture, for formats that take nothing drawn: PNG, painted by Pillow.

It shows what the HTML of a figure shows, in the same three columns, with the title above and the
origin below, since no text of the format stands beside it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.document import direction_of
from pipeline.errors import MissingTool
from pipeline.exporters._fontconfig import installed_face, missing_in
from pipeline.exporters.figures import Figure, Mark
from pipeline.exporters.svg import ACCENT, TRACK
from pipeline.messages import Code, Message, Report
from pipeline.styles import Styles

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

WIDTH = 1300
DPI = 200

_PAPER, _INK, _QUIET = "#ffffff", "#1d1b1a", "#5c5753"

# The 16 colors of a picture: paper, what is drawn, and for smooth letters shades of what is written.
_TRACK, _ACCENT = 1, 2
_SHADES = {_QUIET: range(3, 8), _INK: range(8, 16)}
_REGULAR, _STRONG = "fonts/Inter-Regular.otf", "fonts/Inter-SemiBold.otf"
_FAMILIES = ("Inter", "Noto Sans", "Noto Sans CJK JP", "DejaVu Sans")
_TITLE, _TEXT, _NOTE = 34, 28, 24  # sizes in pixels
_LEADING = 1.45
_MARGIN = 8
_GAP = 26  # between two columns
_BAR = 24
_DOT = 11

# Where the second and the third column begin, as shares of the width.
_COLUMNS = {"bars": (0.3, 0.72), "gauges": (0.3, 0.72), "timeline": (0.24, 0.46)}

# A word with the blank before it, or a character of a script that is written without blanks.
_PIECE = re.compile(r"\s*[\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef]|\s*[^\s\u2e80-\u9fff]+")


@dataclass(frozen=True, slots=True)
class _Style:
    size: int
    color: str = _INK
    font: str = _REGULAR

    @property
    def pitch(self) -> int:
        return round(self.size * _LEADING)


_HEADLINE, _BODY, _SMALL = _Style(_TITLE, font=_STRONG), _Style(_TEXT), _Style(_NOTE, _QUIET)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text; `left` and `width` are those of its column, `top` of the line."""

    text: str
    style: _Style
    font: ImageFont.FreeTypeFont
    left: float
    width: float
    top: float


class FigurePainter:
    """Paints figures with the fonts of one folder of styles."""

    def __init__(self, styles: Styles) -> None:
        try:
            import PIL.features
        except ImportError as error:
            raise MissingTool("pictures of figures need Pillow: pip install pillow") from error
        self._styles = styles
        self._shapes = PIL.features.check("raqm")

    def paint(self, figure: Figure, language: str, report: Report) -> bytes:
        """A PNG file; `report` is told of characters that no font has.

        `language` is that of the document; the picture runs in its direction.
        """
        from PIL import Image, ImageChops, ImageDraw

        painting = _Painting(figure, language, self._styles)
        size = WIDTH, painting.height
        picture = Image.new("L", size)
        draw = ImageDraw.Draw(picture)
        for box, index in painting.boxes:
            draw.rectangle(box, index)
        for box in painting.dots:
            draw.ellipse(box, _ACCENT)
        for color, shades in _SHADES.items():
            layer = Image.new("L", size)
            draw = ImageDraw.Draw(layer)
            for line in painting.lines:
                if line.style.color == color:
                    self._write(draw, line, figure, language)
            picture = ImageChops.lighter(picture, layer.point(_indices(shades)))
        if painting.missing:
            names = ", ".join(f"U+{ord(c):04X}" for c in sorted(painting.missing))
            report(Message(Code.GLYPH_MISSING, f"a figure leaves out {names}: no installed font has it"))
        indexed = Image.frombytes("P", size, picture.tobytes())
        indexed.putpalette(_palette())
        file = BytesIO()
        # Flat areas are runs, as on a cover: looking for nothing else is faster.
        indexed.save(file, "PNG", dpi=(DPI, DPI), compress_level=6, compress_type=zlib.Z_RLE)
        return file.getvalue()

    def _write(self, draw: ImageDraw.ImageDraw, line: _Line, figure: Figure, language: str) -> None:
        left = WIDTH - line.left - line.width if figure.rtl else line.left
        shaping: dict[str, Any] = {}
        if self._shapes:
            shaping = {"direction": direction_of(language), "language": language}
        place = (left + line.width if figure.rtl else left, line.top + line.style.size)
        draw.text(place, line.text, 255, line.font, "rs" if figure.rtl else "ls", **shaping)


class _Painting:
    """What is where in a picture: boxes and dots as they are drawn, lines by their columns."""

    def __init__(self, figure: Figure, language: str, styles: Styles) -> None:
        self.lines: list[_Line] = []
        self.boxes: list[tuple[tuple[float, float, float, float], int]] = []
        self.dots: list[tuple[float, float, float, float]] = []
        self.missing: set[str] = set()
        self._figure = figure
        self._language = language
        self._styles = styles
        top = self._text(figure.title, _HEADLINE, 0, WIDTH, _MARGIN) + 10
        for mark in figure.marks:
            top = self._row(mark, top) + 12
        self.height = round(self._text(figure.origin, _SMALL, 0, WIDTH, top + 4)) + _MARGIN

    def _row(self, mark: Mark, top: float) -> float:
        """Where the row of `mark` ends that begins at `top`."""
        second, third = (share * WIDTH for share in _COLUMNS[self._figure.kind])
        head, last = mark.label, mark.value
        if self._figure.kind == "timeline":
            head, last = last, head
        ends = [self._text(head, _BODY, 0, second - _GAP, top)]
        end = self._text(last, _BODY, third, WIDTH - third, top)
        ends.append(self._text(mark.note, _SMALL, third, WIDTH - third, end) if mark.note else end)
        self._draw(mark, second, third - _GAP, top + _BODY.pitch / 2)
        return max(ends)

    def _draw(self, mark: Mark, left: float, right: float, middle: float) -> None:
        if self._figure.kind == "timeline":
            self._box(left, right, middle, 4, _TRACK)
            place = left + _DOT + mark.end * (right - left - 2 * _DOT)
            place = WIDTH - place if self._figure.rtl else place
            self.dots.append((place - _DOT, middle - _DOT, place + _DOT, middle + _DOT))
            return
        if self._figure.kind == "gauges":
            self._box(left, right, middle, _BAR, _TRACK)
        if mark.end > 0:
            self._box(left, left + mark.end * (right - left), middle, _BAR, _ACCENT)

    def _box(self, left: float, right: float, middle: float, height: int, index: int) -> None:
        if self._figure.rtl:
            left, right = WIDTH - right, WIDTH - left
        self.boxes.append(((left, middle - height / 2, right, middle + height / 2 - 1), index))

    def _text(self, text: str, style: _Style, left: float, width: float, top: float) -> float:
        """Where `text`, set from `top` in a column, ends."""
        font, missing = _font_for(text, style, self._language, self._styles)
        self.missing |= missing
        for line in _wrapped("".join(c for c in text if c not in missing), font, width):
            self.lines.append(_Line(line, style, font, left, width, top))
            top += style.pitch
        return top


@cache
def _palette() -> bytes:
    """The colors of a picture, in the order of their indices."""
    shades = [
        _mixed(_PAPER, color, step / len(indices))
        for color, indices in _SHADES.items()
        for step in range(1, len(indices) + 1)
    ]
    return b"".join([bytes.fromhex(color[1:]) for color in (_PAPER, TRACK, ACCENT)] + shades)


def _mixed(one: str, other: str, part: float) -> bytes:
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return bytes(round(a + (b - a) * part) for a, b in pairs)


def _indices(shades: range) -> list[int]:
    """The index for each level of coverage, 0 for none."""
    steps = (round(level * len(shades) / 255) for level in range(256))
    return [shades[step - 1] if step else 0 for step in steps]


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    """`text` in lines that are at most `width` wide, cut within a word only where it has to be."""
    text = " ".join(text.split())
    if font.getlength(text) <= width:
        yield text
        return
    line = ""
    for piece in _PIECE.findall(text):
        if font.getlength(line + piece) <= width:
            line += piece
            continue
        if line:
            yield line.strip()
        line = piece.lstrip()
        while font.getlength(line) > width and len(line) > 1:
            end = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or font.getlength(line[:n]) <= width)
            yield line[:end]
            line = line[end:]
    if line:
        yield line.strip()


def _font_for(
    text: str, style: _Style, language: str, styles: Styles
) -> tuple[ImageFont.FreeTypeFont, frozenset[str]]:
    """The font to draw `text` with, and the characters that it lacks."""
    file = styles.path(style.font)
    missing = missing_in(file, text)
    if missing:
        face = installed_face(text, language, _FAMILIES)
        if face and len(face.missing) < len(missing):
            return _font(face.file, face.index, style.size), face.missing
    return _font(str(file), 0, style.size), missing


@lru_cache(maxsize=32)
def _font(file: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(file, size, index=index)
