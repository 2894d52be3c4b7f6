"""What of a machine decides how files come out: two that are the same in it write the same bytes."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pipeline
from pipeline.batch.recipes import engine_versions, tree_digest
from pipeline.batch.state import FONT_FOLDERS, digest
from pipeline.exporters import exporter_class
from pipeline.exporters._libraries import open_library
from pipeline.styles import find_styles


def machine(formats: Iterable[str], *, fonts: bool = False) -> dict[str, str]:
    """This machine, as far as `formats` can tell; `fonts`, where they can draw with any that it has."""
    found = dict(_always())
    found["SOURCE_DATE_EPOCH"] = os.environ.get("SOURCE_DATE_EPOCH", "not set")
    if fonts or any(getattr(exporter_class(name), "uses_system_fonts", False) for name in formats):
        found["fonts"] = _fonts()
    return found


def differences(expected: Mapping[str, str], found: Mapping[str, str]) -> str:
    """Where `found` is not as `expected`; nothing where it is."""
    parts = (
        f"{name} {found.get(name, 'not installed')} instead of {expected.get(name, 'none')}"
        for name in sorted(expected.keys() | found.keys())
        if expected.get(name) != found.get(name)
    )
    return ", ".join(parts)


@cache
def _always() -> Mapping[str, str]:
    package = Path(pipeline.__file__).parent
    parts = dict(part.rsplit(" ", 1) for part in engine_versions().split(", "))
    for name, library, version, function in _LIBRARIES:
        parts[name] = _version(library, version, function)
    parts["seedpress"] = tree_digest(
        [package], lambda name: "__pycache__" not in name and "_styles" not in name
    )
    parts["its styles"] = tree_digest(find_styles().folders)
    return parts


_LIBRARIES = (
    ("Pango", "pango-1.0", 0, "pango_version_string"),
    ("HarfBuzz", "harfbuzz", 0, "hb_version_string"),
    ("fontconfig", "fontconfig", 1, "FcGetVersion"),
)


def _version(name: str, version: int, function: str) -> str:
    library = open_library(name, version)
    if library is None:
        return "missing"
    call = getattr(library, function)
    call.restype = ctypes.c_int if function == "FcGetVersion" else ctypes.c_char_p
    found = call()
    return found.decode() if isinstance(found, bytes) else str(found)


@cache
def _fonts() -> str:
    """A digest of the system's fonts, by their names and sizes: to read them all would take long."""
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    names = sorted({f"{path.name} {path.stat().st_size}" for path in files if not path.name.startswith(".")})
    return digest(name.encode(errors="surrogateescape") for name in names)
