"""Writes what a build leaves behind beside its documents: the report, and the gallery with its fonts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.batch.entry import Entry
from pipeline.batch.gallery import GALLERY, MARK, GalleryStyle, gallery_parts
from pipeline.batch.report import REPORT, SCHEMA, report_parts
from pipeline.batch.store import open_store
from pipeline.batch.url import Url
from pipeline.errors import UnwritableOutput, UsageError

# A gallery says early whose it is, even where its page is the user's own.
_BEGINNING = 1 << 16


def check_places(out: Path | Url, *, gallery: bool) -> None:
    """Find out before a build begins that nothing of others stands where its report and gallery will be.

    Raises:
        UsageError: there is a file that is none of ours.
        UnwritableOutput: what is there can't be looked at.
    """
    for place, mark in places_of(gallery=gallery).items():
        path = out / place
        beginning = _beginning_of(path)
        if beginning is not None and mark.encode() not in beginning:
            advice = "give --no-gallery, or another folder" if place == GALLERY else "give another folder"
            raise UsageError(f"{str(path)!r} would be overwritten, and seedpress did not write it: {advice}")


def places_of(*, gallery: bool) -> dict[str, str]:
    """The files that a build leaves behind, each with what tells it from files of others."""
    return {GALLERY: MARK, REPORT: SCHEMA} if gallery else {REPORT: SCHEMA}


def leave(entries: Iterable[Entry], out: Path | Url, style: GalleryStyle | None) -> None:
    """Write the report of `entries` to the folder `out`, and where there is a `style` their gallery.

    They are gone through once for each, and have to be in order of stems.

    Raises:
        UnwritableOutput: a file can't be written.
        UsageError: a font of `style` can't be read.
    """
    store = open_store(out)
    store.write_parts(REPORT, report_parts(entries))
    if style:
        for place, font in style.fonts():
            if not (isinstance(out, Path) and _has_size(out / place, len(font))):
                store.write(place, font)
        store.write_parts(GALLERY, gallery_parts(entries, style))


def _beginning_of(path: Path | Url) -> bytes | None:
    """The first bytes of the file at `path`; ``None`` where there is none."""
    if isinstance(path, Url):
        from pipeline.batch import remote

        return remote.beginning(path, _BEGINNING)
    try:
        if not path.is_file():
            return None  # a folder is refused when it is written to
        with path.open("rb") as file:
            return file.read(_BEGINNING)
    except OSError as error:
        raise UnwritableOutput(f"cannot write {str(path)!r}: {error.strerror or error}") from error


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False
