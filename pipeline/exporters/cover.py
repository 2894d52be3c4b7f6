"""The cover of an EPUB: a picture painted from the title.

A band of columns, whose heights are the letters of the title as a hash, stands below the
title itself; the colors come from the same hash. So each title has its own cover, and always
the same one. The picture has 16 colors, 12 of them for smooth letters, and is a few kilobytes.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.document import direction_of
from pipeline.errors import MissingTool, UsageError
from pipeline.exporters._fontconfig import installed_face, missing_in
from pipeline.messages import Code, Message, Report
from pipeline.styles import Styles

if TYPE_CHECKING:
    from PIL import Image, ImageFont

_SHADES = 12  # from paper to ink
_ACCENT = _SHADES
_TINTS = 3  # of the accent, for the columns
_COLUMNS = 20

# Nobody reads a longer title on a cover; its whole length is in the picture's description.
_LONGEST = 240


@dataclass(frozen=True, slots=True)
class CoverStyle:
    """What ``epub/cover.toml`` says; lengths in pixels."""

    width: int
    height: int
    margin: int
    top: int
    bottom: int
    sizes: tuple[int, ...]
    font: Path
    families: tuple[str, ...]
    palettes: tuple[bytes, ...]


class CoverPainter:
    """Paints covers in one style."""

    def __init__(self, styles: Styles) -> None:
        try:
            import PIL.features
        except ImportError as error:
            raise MissingTool("an EPUB's cover needs Pillow: pip install pillow") from error
        self._style = cover_style(styles)
        self._shapes = PIL.features.check("raqm")

    def paint(self, title: str, language: str, report: Report) -> bytes:
        """A PNG file; `report` is told of characters of `title` that no font has."""
        from PIL import Image, ImageDraw

        style = self._style
        digest = sha256(title.encode()).digest()
        picture = Image.new("L", (style.width, style.height))
        draw = ImageDraw.Draw(picture)
        rtl = direction_of(language) == "rtl"
        x, anchor = (style.width - style.margin, "rs") if rtl else (style.margin, "ls")
        shaping: dict[str, Any] = {}
        if self._shapes:
            shaping = {"direction": direction_of(language), "language": language, "features": ["lnum"]}

        words, file, index = self._drawable(title, language, report)
        size, lines = self._fitted(_pieces(words), file, index)
        pitch = size * (1.12 if file == str(style.font) else 1.35)
        baseline = style.top + size * 0.8
        for line in lines:
            draw.text((x, baseline), line, 255, _font(file, index, size), anchor, **shaping)
            baseline += pitch
        picture = picture.point(lambda level: level * (_SHADES - 1) // 255)

        draw = ImageDraw.Draw(picture)
        rule = style.width // 8
        draw.rectangle(
            (x - rule if rtl else x, style.margin * 1.6, x if rtl else x + rule, style.margin * 1.7), _ACCENT
        )
        for box, tint in _columns(style, digest):
            draw.rectangle(box, _ACCENT + 1 + tint)
        return _png(picture, style.palettes[digest[-1] % len(style.palettes)])

    def _drawable(self, title: str, language: str, report: Report) -> tuple[str, str, int]:
        """What can be drawn of `title`, and the font to draw it with."""
        text = " ".join(title[:_LONGEST].split()) + ("…" if len(title) > _LONGEST else "")
        file, index, missing = str(self._style.font), 0, missing_in(self._style.font, text)
        if missing:
            face = installed_face(text, language, self._style.families)
            if face and len(face.missing) < len(missing):
                file, index, missing = face.file, face.index, face.missing
        if missing:
            names = ", ".join(f"U+{ord(c):04X}" for c in sorted(missing))
            report(Message(Code.GLYPH_MISSING, f"the cover leaves out {names}: no installed font has it"))
            text = " ".join("".join(c for c in text if c not in missing).split())
        return text, file, index

    def _fitted(self, pieces: Sequence[str], file: str, index: int) -> tuple[int, list[str]]:
        """The largest size with which `pieces` fit, and the lines that they then make."""
        style = self._style
        reference = style.sizes[0]
        font = _font(file, index, reference)
        lengths = [font.getlength(piece) for piece in pieces]
        room = style.width - 2 * style.margin
        for size in style.sizes:
            width = room * reference / size
            breaks = _breaks(lengths, width)
            if max(lengths, default=0) <= width and len(breaks) * size * 1.2 <= style.bottom - style.top:
                break
        else:
            pieces = [part for piece in pieces for part in piece]
            lengths = [font.getlength(piece) for piece in pieces]
            breaks = _breaks(lengths, width)
        balanced = _breaks(lengths, _narrowest(lengths, width, len(breaks)))
        lines = ["".join(pieces[start:end]).strip() for start, end in pairwise([*balanced, len(pieces)])]
        most = int((style.bottom - style.top) / (size * 1.2))
        if len(lines) > most:
            lines[most - 1 :] = [lines[most - 1].rstrip()[:-1] + "…"]
        return size, lines


def cover_style(styles: Styles) -> CoverStyle:
    """The style of covers in `styles`.

    Raises:
        UsageError: ``epub/cover.toml`` is broken, or lacks something.
    """
    file = styles.path("epub/cover.toml")
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        if not (data["sizes"] and data["palette"]):
            raise ValueError("it needs a size and a palette at least")
        width = data["width"]
        return CoverStyle(
            width=width,
            height=data["height"],
            margin=round(data["margin"] * width),
            top=round(data["top"] * width),
            bottom=round(data["bottom"] * width),
            sizes=tuple(sorted((round(size * width) for size in data["sizes"]), reverse=True)),
            font=styles.path(data["font"]),
            families=tuple(data["families"]),
            palettes=tuple(_palette(**palette) for palette in data["palette"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"not a cover style: {file}: {error}") from error


def _palette(paper: str, ink: str, accent: str) -> bytes:
    """16 colors: paper to ink, the accent, and three tints of it."""
    shades = [_mixed(paper, ink, step / (_SHADES - 1)) for step in range(_SHADES)]
    tints = [_mixed(paper, accent, part) for part in (0.3, 0.5, 0.75)]
    return b"".join([*shades, bytes.fromhex(accent[1:]), *tints])


def _mixed(one: str, other: str, part: float) -> bytes:
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return bytes(round(a + (b - a) * part) for a, b in pairs)


@lru_cache(maxsize=32)
def _font(file: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(file, size, index=index)


# --- Lines -----------------------------------------------------------------------------------

# A word with the blanks after it, or an ideograph with the marks that must not leave it.
_IDEOGRAPH = r"[\u2e80-\u2fdf\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_OPENING, _CLOSING = (
    r"[「『（【〈《〔［｛]",
    r"[」』）】〉》〕］｝、。，．・：；！？ーぁぃぅぇぉっゃゅょァィゥェォッャュョ]",
)
_PIECE = re.compile(rf"{_OPENING}*{_IDEOGRAPH}{_CLOSING}*\s*|(?:(?!{_IDEOGRAPH}|{_OPENING})\S)+\s*|\S\s*")


def _pieces(text: str) -> list[str]:
    """`text`, cut where a line may end."""
    return _PIECE.findall(text)


def _breaks(lengths: Sequence[float], width: float) -> list[int]:
    """Where the lines begin when as many pieces as fit stand on each."""
    starts, used = [0], 0.0
    for number, length in enumerate(lengths):
        if used and used + length > width:
            starts.append(number)
            used = 0.0
        used += length
    return starts


def _narrowest(lengths: Sequence[float], width: float, lines: int) -> float:
    """The least width with which there are no more than `lines`, so that they are about equal."""
    low, high = width / 2, width
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_breaks(lengths, middle)) <= lines else (middle, high)
    return high


# --- Picture ---------------------------------------------------------------------------------


def _columns(style: CoverStyle, digest: bytes) -> Iterator[tuple[tuple[int, int, int, int], int]]:
    """Columns that stand on the lower edge: a byte of `digest` is the height and tint of one."""
    tallest = (style.height - style.bottom) * 3 // 4
    edges = [style.width * number // _COLUMNS for number in range(_COLUMNS + 1)]
    for (left, right), byte in zip(pairwise(edges), digest, strict=False):
        height = tallest * (24 + byte) // 279
        yield (left, style.height - height, right - 1, style.height), byte % _TINTS


def _png(picture: Image.Image, palette: bytes) -> bytes:
    from PIL import Image

    indexed = Image.frombytes("P", picture.size, picture.tobytes())
    indexed.putpalette(palette)
    file = BytesIO()
    # Flat areas are runs: looking for nothing else is three times faster, and smaller.
    indexed.save(file, "PNG", compress_level=6, compress_type=zlib.Z_RLE)
    return file.getvalue()
