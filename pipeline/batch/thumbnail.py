"""Pictures of documents for the gallery: the first page of a PDF, as a small PNG."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

# Twice what the gallery gives it, for screens with fine pixels; text is still gray there.
_WIDTH = 320

# A page is paper, ink and an accent. Few colors make a file of four kilobytes.
_COLORS = 16


def place_of_thumbnail(stem: str) -> str:
    """Where below the output folder the thumbnail of the document at `stem` is.

    The name is a digest: it is safe anywhere, never too long, and spread over 256 folders.
    """
    name = sha256(stem.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return f"_seedpress/thumbnails/{name[:2]}/{name[2:]}.png"


def thumbnail_of(pdf: bytes) -> bytes | None:
    """The first page of `pdf` as a PNG file; ``None`` where it can't be drawn, which is no failure."""
    try:
        return _drawn(pdf)
    except Exception:  # no pypdfium2, no page: a document without a picture is as good
        return None


def _drawn(pdf: bytes) -> bytes:
    # Not at the top: most builds of other formats need neither.
    from PIL import Image
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    try:
        page = document[0]
        bitmap = page.render(scale=_WIDTH / page.get_width())
        picture = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    finally:
        document.close()
    # An octree is three times faster here than the median cut, and keeps the accent.
    indexed = picture.quantize(_COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = BytesIO()
    indexed.save(file, "PNG", compress_level=6)
    return file.getvalue()
