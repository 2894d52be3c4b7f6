"""Shared libraries of the system, opened; and how two of them are kept from asking who the user is.

Fontconfig and Pango take the user's languages from the environment (``FC_LANG``, ``LC_ALL``,
``LANG``; ``PANGO_LANGUAGE``, ``LANGUAGE``) and prefer fonts that are made for them: the same
document would look otherwise on the machine of somebody who reads Japanese. Each library looks
when it first needs to know, and never again. So each is made to look while it is loaded, in an
environment that says English, which is what fontconfig takes an empty one to say.

What a host program has had them look up before stays as it is: neither lets it be changed.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_ENGLISH = {"FC_LANG": "en", "PANGO_LANGUAGE": "en"}
_MATCH_PATTERN = 0  # FcMatchKind
_COMMON = 0  # PangoScript; any would do

_environment = Lock()


def open_library(name: str, version: int = 0) -> ctypes.CDLL | None:
    """The shared library `name`, as the loader of this system finds it."""
    file = ctypes.util.find_library(name) if sys.platform == "darwin" else f"lib{name}.so.{version}"
    try:
        return ctypes.CDLL(file) if file else None
    except OSError:
        return None


@contextmanager
def english_user() -> Iterator[None]:
    """The environment of an English user, that of C too; after the block it is as it was."""
    with _environment:
        before = {name: os.environ.get(name) for name in _ENGLISH}
        os.environ.update(_ENGLISH)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def settle_fontconfig(config: int | None = None) -> None:
    """Have fontconfig look up the user's languages now.

    Newer ones do it for each configuration: `config` is the address of one, the current one
    unless given.
    """
    library = open_library("fontconfig", version=1)
    if library is None:
        return
    library.FcPatternCreate.restype = ctypes.c_void_p
    pattern = ctypes.c_void_p(library.FcPatternCreate())
    library.FcConfigSubstitute(ctypes.c_void_p(config), pattern, _MATCH_PATTERN)
    library.FcDefaultSubstitute(pattern)
    library.FcPatternDestroy(pattern)


def settle_pango() -> None:
    """Have Pango look up the user's languages now."""
    library = open_library("pango-1.0")
    if library is None:
        return
    library.pango_script_get_sample_language(_COMMON)
    library.pango_language_get_default()
