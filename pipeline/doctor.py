"""Looks for what has to be installed beside the Python packages, and names what brings it.

Nothing is imported that could fail for the lack of it: libraries are opened, not used.
"""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.exporters._libraries import open_library


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for.

    `found` says which version, ``None`` that it is missing; `package` is what brings it on
    Debian and its relatives (``""``: it comes with seedpress itself). What is not `required`
    costs speed, or some scripts.
    """

    name: str
    purpose: str
    found: str | None
    required: bool = False
    package: str = ""


def examine(*, fonts: bool = True) -> Iterator[Finding]:
    """What was found and what is missing; `fonts` for all scripts are looked for too."""
    yield Finding("Pango", "PDF", _pango_version(), required=True, package="libpango-1.0-0")
    yield Finding("PangoFT2", "PDF", _library("pangoft2-1.0"), required=True, package="libpangoft2-1.0-0")
    yield Finding(
        "HarfBuzz subset",
        "PDF, five times faster",
        _library("harfbuzz-subset"),
        package="libharfbuzz-subset0",
    )
    yield Finding("pandoc", "DOCX", _pandoc_version(), required=True)
    if fonts:
        for script, language, package in _SCRIPTS:
            yield Finding(f"{script} font", "PDF", _font(language), package=package)


# The scripts that the fonts of the styles don't cover, each by a language that needs all of it.
_SCRIPTS = (
    ("Arabic", "ar", "fonts-noto-core"),
    ("Hebrew", "he", "fonts-noto-core"),
    ("Devanagari", "hi", "fonts-noto-core"),
    ("Thai", "th", "fonts-noto-core"),
    ("Chinese", "zh-cn", "fonts-noto-cjk"),
    ("Japanese", "ja", "fonts-noto-cjk"),
    ("Korean", "ko", "fonts-noto-cjk"),
)


def _library(name: str) -> str | None:
    return "found" if open_library(name) else None


def _pango_version() -> str | None:
    pango = open_library("pango-1.0")
    if pango is None:
        return None
    pango.pango_version_string.restype = ctypes.c_char_p
    version: bytes = pango.pango_version_string()
    return version.decode()


def _pandoc_version() -> str | None:
    import pypandoc

    try:
        command = [pypandoc.get_pandoc_path(), "--version"]
        answer = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.split("\n", 1)[0].removeprefix("pandoc ")


class _FontSet(ctypes.Structure):
    """``FcFontSet`` of fontconfig."""

    _fields_ = (("count", ctypes.c_int), ("size", ctypes.c_int), ("fonts", ctypes.c_void_p))


def _font(language: str) -> str | None:
    """Whether an installed font has every character that `language` needs, by fontconfig."""
    fontconfig = open_library("fontconfig", version=1)
    if fontconfig is None:
        return None
    for function in (fontconfig.FcNameParse, fontconfig.FcObjectSetCreate):
        function.restype = ctypes.c_void_p
    fontconfig.FcFontList.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    fontconfig.FcFontList.restype = ctypes.POINTER(_FontSet)
    pattern = fontconfig.FcNameParse(f":lang={language}".encode())
    fonts = fontconfig.FcFontList(None, pattern, fontconfig.FcObjectSetCreate())
    return "found" if fonts.contents.count else None
