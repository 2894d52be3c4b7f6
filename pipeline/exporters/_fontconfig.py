"""Which characters a font has, and which installed font has the rest: fontconfig, asked directly.

Fontconfig is the library that finds fonts for Pango and so for the PDF; asking it in the process
costs a millisecond, its command ``fc-match`` fifty. Where it is not installed, nothing is
known about any font: `missing_in` answers nothing and `installed_face` none.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import category

from pipeline.exporters._libraries import english_user, open_library, settle_fontconfig

_MATCH_PATTERN = 0  # FcMatchKind
_FOUND = 0  # FcResult
_SEMIBOLD = 180  # FC_WEIGHT_DEMIBOLD

# Unicode's categories of what is not drawn: controls, format characters, blanks.
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})

# Fontconfig tells the two kinds of Chinese apart by place, BCP 47 by script.
_CHINESE = {"zh": "zh-cn", "zh-hans": "zh-cn", "zh-hant": "zh-tw", "zh-tw": "zh-tw", "zh-hk": "zh-hk"}


@dataclass(frozen=True, slots=True)
class Face:
    """A font: `file`, the `index` of the face in it, and what it lacks of the text asked for."""

    file: str
    index: int
    missing: frozenset[str]


@cache
def _library() -> ctypes.CDLL | None:
    library = open_library("fontconfig", version=1)
    if library is None:
        return None
    for function in (
        library.FcPatternCreate,
        library.FcCharSetCreate,
        library.FcFontMatch,
        library.FcFreeTypeQuery,
    ):
        function.restype = ctypes.c_void_p
    with english_user():
        if not library.FcInit():
            return None
        settle_fontconfig()  # for a PDF that is made later in this process
    return library


def visible(text: str) -> set[str]:
    """The characters of `text` that need a glyph: no blanks, controls and invisible marks."""
    return {c for c in set(text) if category(c) not in _INVISIBLE and not "\ufe00" <= c <= "\ufe0f"}


def missing_in(file: Path, text: str) -> frozenset[str]:
    """The characters of `text` that the font `file` has no glyph for."""
    library = _library()
    if library is None:
        return frozenset()
    pattern = _font_pattern(file)
    return _missing(library, pattern, text) if pattern else frozenset(visible(text))


@cache
def _font_pattern(file: Path) -> int | None:
    """What fontconfig knows about a font file; kept, since finding that out means reading it all."""
    library = _library()
    assert library is not None
    count = ctypes.c_int()
    pattern: int | None = library.FcFreeTypeQuery(str(file).encode(), 0, None, ctypes.byref(count))
    return pattern


def installed_face(text: str, language: str, families: Sequence[str]) -> Face | None:
    """The installed font that has most of `text`.

    Among those that have equally much, one of `families` (the first ones first), and one
    that is made for `language` (a BCP 47 tag), which matters where scripts share characters.
    """
    library = _library()
    if library is None:
        return None
    with _pattern(library, text, language, families) as wanted:
        result = ctypes.c_int()
        library.FcConfigSubstitute(None, ctypes.c_void_p(wanted), _MATCH_PATTERN)
        library.FcDefaultSubstitute(ctypes.c_void_p(wanted))
        found = library.FcFontMatch(None, ctypes.c_void_p(wanted), ctypes.byref(result))
    if not found:
        return None
    with _destroyed(library.FcPatternDestroy, found):
        file, index = ctypes.c_char_p(), ctypes.c_int()
        if library.FcPatternGetString(ctypes.c_void_p(found), b"file", 0, ctypes.byref(file)) != _FOUND:
            return None
        library.FcPatternGetInteger(ctypes.c_void_p(found), b"index", 0, ctypes.byref(index))
        # The upper half of the index is the instance of a variable font.
        name = (file.value or b"").decode()
        return Face(name, index.value & 0xFFFF, _missing(library, found, text))


@contextmanager
def _pattern(library: ctypes.CDLL, text: str, language: str, families: Sequence[str]) -> Iterator[int]:
    """What to look for: a half bold font, drawn in outlines of one color."""
    pattern, characters = library.FcPatternCreate(), library.FcCharSetCreate()
    handle = ctypes.c_void_p(pattern)
    for character in sorted(visible(text)):
        library.FcCharSetAddChar(ctypes.c_void_p(characters), ord(character))
    tag = language.lower()
    for family in families:
        library.FcPatternAddString(handle, b"family", family.encode())
    library.FcPatternAddString(handle, b"lang", _CHINESE.get(tag, tag.split("-")[0]).encode())
    # After an undetermined language fontconfig adds none of the user's.
    library.FcPatternAddString(handle, b"lang", b"und")
    library.FcPatternAddInteger(handle, b"weight", _SEMIBOLD)
    library.FcPatternAddBool(handle, b"scalable", 1)
    library.FcPatternAddBool(handle, b"color", 0)
    library.FcPatternAddCharSet(handle, b"charset", ctypes.c_void_p(characters))
    with (
        _destroyed(library.FcCharSetDestroy, characters),
        _destroyed(library.FcPatternDestroy, pattern),
    ):
        yield pattern


def _missing(library: ctypes.CDLL, pattern: int, text: str) -> frozenset[str]:
    characters = ctypes.c_void_p()
    handle = ctypes.c_void_p(pattern)
    if library.FcPatternGetCharSet(handle, b"charset", 0, ctypes.byref(characters)) != _FOUND:
        return frozenset(visible(text))
    return frozenset(c for c in visible(text) if not library.FcCharSetHasChar(characters, ord(c)))


@contextmanager
def _destroyed(destroy: ctypes._NamedFuncPointer, pointer: int) -> Iterator[None]:
    """Free what fontconfig gave us, however the block ends."""
    try:
        yield
    finally:
        destroy(ctypes.c_void_p(pointer))
