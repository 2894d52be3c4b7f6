"""Every EPUB is without an error or warning to EPUBCheck, without a violation to Ace."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from conformance import collected, written
from validators import Validator
from validators.epub import Ace, EpubCheck

from pipeline import Document, export, export_all
from pipeline.document import Section

HOSTILE = "</title><script>alert(1)</script> <!-- & &amp; ]]> \"'"
ODD = [
    Document("Only a title"),
    Document("", "ar", sections=(Section("s", ""),)),
    Document(HOSTILE, "zh-Hant", sections=(Section("a.b", HOSTILE, sections=(Section("é", "É"),)),)),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("epub")
    odd = [folder / f"odd-{number}.epub" for number in range(len(ODD))]
    for path, document in zip(odd, ODD, strict=True):
        path.write_bytes(export(document, "epub"))
    hostile = folder / "odd-collection.epub"
    hostile.write_bytes(b"".join(export_all(ODD, "epub", title=HOSTILE)))
    return [*odd, hostile, collected(folder / "collection.epub", "epub"), *written(folder / "all", "epub")]


# Each starts once for all files and takes its time: not one after the other in one process.
@pytest.mark.parametrize(
    "validator",
    [
        pytest.param(EpubCheck(), marks=pytest.mark.xdist_group("epub")),
        pytest.param(Ace(), marks=pytest.mark.xdist_group("ace")),
    ],
    ids=lambda v: v.name,
)
def test_nothing_is_found_in_any_epub(validator: Validator, installed, request) -> None:
    assert installed(validator).validate(request.getfixturevalue("files")) == {}


def broken(document: Document, folder: Path, old: bytes, new: bytes) -> Path:
    """A book with `new` for `old` in all its pages."""
    whole, path = folder / "whole.epub", folder / "broken.epub"
    whole.write_bytes(export(document, "epub"))
    changed = 0
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(path, "w") as out:
        for entry in book.infolist():
            data = book.read(entry)
            changed += old in data
            out.writestr(entry, data.replace(old, new) if entry.filename.endswith("html") else data)
    assert changed
    return path


def test_epubcheck_finds_a_link_that_leads_nowhere(ruby_sparks: Document, installed, tmp_path: Path) -> None:
    path = broken(ruby_sparks, tmp_path, b'href="section-1.xhtml"', b'href="missing.xhtml"')
    [*found] = installed(EpubCheck()).validate([path])[path]
    assert any("RSC-007" in finding or "RSC-001" in finding for finding in found), found


def test_ace_finds_a_picture_without_words(ruby_sparks: Document, installed, tmp_path: Path) -> None:
    path = broken(ruby_sparks, tmp_path, b'alt="Cover: Ruby Sparks"', b"")
    found = installed(Ace()).validate([path])[path]
    assert any(finding.startswith("critical image-alt cover.xhtml") for finding in found), found


def test_ace_does_not_pass_over_a_book_that_it_cannot_read(
    ruby_sparks: Document, installed, tmp_path: Path
) -> None:
    path = broken(ruby_sparks, tmp_path, b"</body>", b"</bode>")
    [finding] = installed(Ace()).validate([path])[path]
    assert finding.startswith("Ace can't read it")
