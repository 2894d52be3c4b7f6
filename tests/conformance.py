"""What conformance is tested with: the real seed, the texts in tests/seeds, and those of a corpus.

The corpus is the folder that SEEDPRESS_CORPUS names, else ``../shared/corpus`` where there is one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from conftest import REAL_SEED, ROOT, SEEDS, document_of

from pipeline import Document, export_all, make_exporter
from pipeline.exporters._wikinames import page_name


def corpus() -> list[Path]:
    """The seeds of the corpus; raises `FileNotFoundError` where a folder is named that isn't there."""
    named = os.environ.get("SEEDPRESS_CORPUS")
    folder = Path(named) if named else ROOT.parent / "shared" / "corpus"
    if folder.is_file():  # benchmarks take a file of it by the same name
        folder = folder.parent
    if named and not folder.is_dir():
        raise FileNotFoundError(f"SEEDPRESS_CORPUS names no folder: {named}")
    return sorted(folder.rglob("*.txt")) if folder.is_dir() else []


@cache
def documents() -> dict[str, Document]:
    """The document of each text, by the name of its file."""
    return {path.stem: document_of(path) for path in (REAL_SEED, *SEEDS, *corpus())}


def written(folder: Path, to: str, **options: str) -> dict[Path, Document]:
    """Write all `documents` into a new `folder`: each file with its document."""
    folder.mkdir()
    return dict(_written(folder, to, **options))


def _written(folder: Path, to: str, **options: str) -> Iterator[tuple[Path, Document]]:
    exporter = make_exporter(to, **options)
    for name, document in documents().items():
        path = folder / f"{name}{exporter.suffix}"
        path.write_bytes(exporter.export(document))
        yield path, document


def of_collection() -> list[Document]:
    """The documents of a collection: the real seed, and the seeds in other languages than English."""
    return [document_of(path) for path in (REAL_SEED, *SEEDS) if not path.name.endswith(".en.txt")]


def collected(path: Path, to: str, **options: str) -> Path:
    """Write `of_collection` into one file at `path`."""
    path.write_bytes(b"".join(export_all(of_collection(), to, title="All & <more>", **options)))
    return path


def page_title(document: Document) -> str:
    """The title under which a wiki can store `document`."""
    return document.title if page_name(document.title) else "Untitled"
