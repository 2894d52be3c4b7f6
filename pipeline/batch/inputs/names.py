"""Names of files from names that nobody has checked: ids of records, members of archives.

A name that is made here is the same everywhere, and safe on Linux, macOS and Windows.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from itertools import takewhile

_MAX_PART = 200
"""Bytes of a name. 255 is what file systems allow, and suffixes are still to come."""

_MAX_PARTS = 16
_MAX_STEM = 1000  # bytes; a path may have 4096

_SEPARATOR = "/"

# What Windows forbids in names; and a percent sign that would seem to be one of ours.
_FORBIDDEN = re.compile(r'["*:<>?\\|]|%(?=[0-9A-Fa-f]{2})')
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # invisible, but spelling in Persian and Indic languages
_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {
    f"{port}{digit}" for port in ("COM", "LPT") for digit in "123456789¹²³"
}

_SLUG = re.compile(f"[A-Za-z0-9_-]{{1,{_MAX_PART}}}")

_AFTER_CODE = re.compile("(?<=%[0-9A-F]{2})[\u0300-\uffff\U00010000-\U0010ffff]+")

# How Python shows a byte of a file's name that is not UTF-8.
_BYTE = re.compile("[\udc80-\udcff]")


def stem_of_id(identifier: str) -> str:
    """The place below the output folder of the record `identifier`.

    ``/`` separates folders, unless what it separates are no names, as in ``https://a.b/c`` or
    ``../x``. What no file name should hold is written as in URLs, ``%3F`` for ``?``: control and
    format characters, ``" * : < > ? \\ |``, a dot that hides a file, one or a blank at the end of
    a folder, the first letter of a device of Windows (``NUL``). What is too long is cut, and ends
    in ``~`` and a digest. It is NFC. Ids that differ give different stems, but for those.
    """
    if _SLUG.fullmatch(identifier) and identifier.upper() not in _DEVICES:
        return identifier  # as most are; the rest takes three times as long
    parts = unicodedata.normalize("NFC", identifier).split(_SEPARATOR)
    if len(parts) > _MAX_PARTS or any(part in ("", ".", "..") for part in parts):
        parts = ["%2F".join(map(_visible, parts))]
    else:
        parts = [_visible(part) for part in parts]
    folders = (_short(_apart(_folder(_safe(part)))) for part in parts[:-1])
    stem = _SEPARATOR.join((*folders, _short(_apart(_safe(parts[-1])))))
    return stem if len(stem.encode()) <= _MAX_STEM else _short(stem.replace(_SEPARATOR, "%2F"))


def comparable(path: str) -> str:
    """`path` as the pickiest file system compares names: "X.pdf" and "x.pdf" are one file there."""
    return unicodedata.normalize("NFC", path).casefold()


def in_unicode(stem: str) -> str:
    """The `stem` of a file, with ``%E9`` for a byte that is not UTF-8: it is to be stored and shown."""
    return stem if stem.isascii() else _BYTE.sub(lambda byte: f"%{ord(byte[0]) & 0xFF:02X}", stem)


def _visible(part: str) -> str:
    encoded = _FORBIDDEN.sub(lambda match: _encoded(match[0]), part)
    if encoded.isprintable():
        return encoded
    return "".join(
        _encoded(c) if unicodedata.category(c) in _INVISIBLE and c not in _JOINERS else c for c in encoded
    )


def _safe(part: str) -> str:
    """`part` where it would be hidden or a device, with its first character encoded."""
    is_device = part.partition(".")[0].rstrip(" ").upper() in _DEVICES
    return _encoded(part[0]) + part[1:] if part.startswith(".") or is_device else part


def _folder(part: str) -> str:
    """`part` without what Windows cuts off at the end of a folder's name."""
    return part[:-1] + _encoded(part[-1]) if part.endswith((".", " ")) else part


def _apart(part: str) -> str:
    """`part` where no accent joins the last digit of what is encoded: ``%2E`` would become ``%2É``."""
    return _AFTER_CODE.sub(lambda found: _without_accents_first(found[0]), part)


def _without_accents_first(text: str) -> str:
    accents = "".join(takewhile(unicodedata.combining, text))
    return "".join(map(_encoded, accents)) + text[len(accents) :]


def _short(part: str) -> str:
    data = part.encode()
    if len(data) <= _MAX_PART:
        return part
    digest = sha256(data).hexdigest()[:16]
    start = data[: _MAX_PART - len(digest) - 1].decode(errors="ignore")
    return f"{re.sub('%.?$', '', start)}~{digest}"


def _encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode(errors="surrogatepass"))
