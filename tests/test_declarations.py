"""WeasyPrint's C declarations, kept from one process for the next."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Imports WeasyPrint as the PDF exporter does; prints how its declarations came about, and a PDF's hash.
SCRIPT = """
import sys
from hashlib import sha256
from pipeline.exporters._declarations import declarations_kept
with declarations_kept():
    import weasyprint
import cffi
from weasyprint.text.ffi import ffi
assert "FFI" in vars(cffi) and cffi.FFI.__module__ == "cffi.api"
pdf = weasyprint.HTML(string="<p lang=en>No trace of ﬁre at 10 °C</p>").write_pdf()
print(type(ffi).__name__, sha256(pdf).hexdigest())
"""


def run(folder: Path, *flags: str) -> list[str]:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder)
    result = subprocess.run(
        [sys.executable, *flags, "-c", SCRIPT], env=environment, capture_output=True, check=True, text=True
    )
    assert not result.stderr
    return result.stdout.split()  # and nothing else is printed


def kept(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("_declarations.*.pyc") if file.name.count(".") == 3]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("bytecode")


@pytest.fixture(scope="module")
def first(folder) -> list[str]:
    return run(folder)


def test_first_import_reads_the_declarations_and_keeps_them(folder, first):
    assert first[0] == "Recording"
    assert len(kept(folder)) == 1


def test_second_import_takes_what_was_kept_and_gives_the_same_bytes(folder, first):
    assert run(folder) == ["Prepared", first[1]]


@pytest.mark.parametrize("content", [b"no bytecode", b"\xe9\x01\x00\x00\x00"])
def test_kept_file_that_is_broken_is_replaced(folder, first, content):
    [file] = kept(folder)
    file.write_bytes(content)
    assert run(folder) == first
    assert run(folder) == ["Prepared", first[1]]


def test_nothing_is_kept_where_python_keeps_no_bytecode(tmp_path, first):
    assert run(tmp_path, "-B") == first
    assert not kept(tmp_path)


def test_weasyprint_is_imported_where_nothing_can_be_kept(tmp_path, first):
    (tmp_path / "file").touch()
    assert run(tmp_path / "file") == first


def test_other_declarations_are_kept_in_another_file(tmp_path):
    from pipeline.exporters._declarations import _file_for

    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text("ffi.cdef('int f(void);')")
    other.write_text("ffi.cdef('long f(void);')")
    assert _file_for(one) != _file_for(other)
