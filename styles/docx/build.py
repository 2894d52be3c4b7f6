"""Packs ``reference/`` into ``reference.docx``: ``python styles/docx/build.py``.

The parts are the source; the packed file is what pandoc reads and what a user opens in Word.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.exporters._epoch import FIXED_EPOCH
from pipeline.exporters._opc import write_package

_HERE = Path(__file__).parent


def packed(folder: Path) -> bytes:
    """The package whose parts are the files of `folder`."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return write_package(
        {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}, FIXED_EPOCH
    )


if __name__ == "__main__":
    (_HERE / "reference.docx").write_bytes(packed(_HERE / "reference"))
