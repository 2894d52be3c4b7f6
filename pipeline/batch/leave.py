"""Writes what a build leaves behind beside its documents: the report, and the gallery with its fonts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from pipeline.batch.entry import Entry
from pipeline.batch.gallery import GALLERY, MARK, GalleryStyle, gallery_parts
from pipeline.batch.plan import Plan
from pipeline.batch.report import REPORT, SCHEMA, report_parts
from pipeline.batch.store import Store
from pipeline.errors import UnwritableOutput, UsageError

_OURS = "_seedpress"

# A gallery says early whose it is, even where its page is the user's own.
_BEGINNING = 1 << 16


def check_places(planned: Plan, out: Path, *, gallery: bool) -> None:
    """Find out before a build begins that nothing stands where its report and gallery will be.

    Raises:
        UsageError: a document would be written there, or there is a file that is none of ours.
        UnwritableOutput: what is there can't be looked at.
    """
    places = {GALLERY: MARK, REPORT: SCHEMA} if gallery else {REPORT: SCHEMA}
    for stem in planned.wanted:
        # As the pickiest file system compares names.
        folder, *_ = unicodedata.normalize("NFC", stem).casefold().split("/", 1)
        if folder == _OURS and "/" in stem:
            raise UsageError(f"{stem!r} would be written to {_OURS!r}, where seedpress keeps its own files")
    for place, mark in places.items():
        taken = [suffix for suffix in planned.suffixes.values() if place.endswith(suffix)]
        stems = {place.removesuffix(suffix) for suffix in taken}
        for stem in planned.wanted if stems else ():
            if unicodedata.normalize("NFC", stem).casefold() in stems:
                advice = "give --no-gallery, or rename it" if place == GALLERY else "rename it"
                raise UsageError(
                    f"{stem!r} would be written to {place!r}, which seedpress itself writes: {advice}"
                )
        path = out / place
        if _is_of_others(path, mark):
            advice = "give --no-gallery, or another folder" if place == GALLERY else "give another folder"
            raise UsageError(f"{str(path)!r} would be overwritten, and seedpress did not write it: {advice}")


def leave(entries: Iterable[Entry], out: Path, style: GalleryStyle | None) -> None:
    """Write the report of `entries` to the folder `out`, and where there is a `style` their gallery.

    They are gone through once for each, and have to be in order of stems.

    Raises:
        UnwritableOutput: a file can't be written.
        UsageError: a font of `style` can't be read.
    """
    store = Store(out)
    store.write_parts(REPORT, report_parts(entries))
    if style:
        for place, font in style.fonts():
            if not _has_size(out / place, len(font)):
                store.write(place, font)
        store.write_parts(GALLERY, gallery_parts(entries, style))


def _is_of_others(path: Path, mark: str) -> bool:
    try:
        if not path.is_file():
            return False  # a folder is refused when it is written to
        with path.open("rb") as file:
            return mark.encode() not in file.read(_BEGINNING)
    except OSError as error:
        raise UnwritableOutput(f"cannot write {str(path)!r}: {error.strerror or error}") from error


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False
