"""Shaped text that a PDF reader gives back as it was written.

In Indic and Southeast Asian scripts, and where marks combine, the glyphs of a word are others
than its letters, in another order; what a reader makes of them is not the text. PDF has
``ActualText`` for this (ISO 32000-1, 14.9.4), which WeasyPrint doesn't write: each piece of text
that it draws gets one here, where it needs it: so does what stands in for a missing glyph.

Right-to-left text is left alone: readers put its glyphs into reading order themselves, and turn
an ``ActualText`` around with them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any

from pipeline.exporters._missing_glyphs import CODES, stood_for

_WRAPPED = "_gives_actual_text"

_installing = Lock()
_wanted: ContextVar[bool] = ContextVar("actual text", default=False)


@contextmanager
def actual_text() -> Iterator[None]:
    """Have WeasyPrint write ``ActualText`` while in this block, in this thread."""
    _install()
    token = _wanted.set(True)
    try:
        yield
    finally:
        _wanted.reset(token)


def _install() -> None:
    """Wrap the one method that opens a marked piece of text; there is no hook for it.

    It does what it did before for whoever else uses WeasyPrint in this process.
    """
    from weasyprint.pdf import stream as engine

    with _installing:
        if not hasattr(engine.Stream.marked, _WRAPPED):
            engine.Stream.marked = _wrapped(engine)


def _wrapped(engine: Any) -> Any:
    """``Stream.marked`` of WeasyPrint's module `engine`, and what is new."""
    plain = engine.Stream.marked

    def marked(self: Any, box: Any, tag: str) -> AbstractContextManager[None]:
        text = _actual_text_of(box) if _wanted.get() else None
        if text is None:
            opened: AbstractContextManager[None] = plain(self, box, tag)
            return opened
        return _marked_with(self, box, tag, text)

    @contextmanager
    def _marked_with(stream: Any, box: Any, tag: str, text: str) -> Iterator[None]:
        properties = engine.pydyf.Dictionary({"ActualText": engine.pydyf.String(text)})
        with plain(stream, box, tag):
            stream.begin_marked_content("Span", properties)
            yield
            stream.end_marked_content()

    setattr(marked, _WRAPPED, True)
    return marked


def _actual_text_of(box: Any) -> str | None:
    """What a reader shall give back for `box`; nothing where that is what its glyphs stand for."""
    text = getattr(box, "text", None)
    if not isinstance(text, str):
        return None
    if box.element is not None and (codes := box.element.get(CODES)):
        return stood_for(codes, box.element_tag)
    return text if _is_shaped(text) else None


# The blocks from Devanagari to Myanmar, and Khmer.
_SHAPED = re.compile("[\u0900-\u109f\u1780-\u17ff]")


def _is_shaped(text: str) -> bool:
    """Whether the glyphs of `text` can be others than its letters: by its script, marks or joiners.

    Text with a letter that is read from right to left is none; but of characters for private use
    the actual text must be given (ISO 19005-3, 6.2.11.7.3).
    """
    if any(unicodedata.category(c) == "Co" for c in text):
        return True
    if text.isascii() or any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return False
    return _SHAPED.search(text) is not None or any(unicodedata.category(c)[0] in "MC" for c in text)
