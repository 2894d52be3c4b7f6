"""Law 6: the same document gives the same bytes, whatever the exporter did before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from conftest import REAL_SEED, ROOT
from hypothesis import given, settings
from strategies import seed_texts
from test_laws import normalized

from pipeline import Document, Exporter, export, format_names, make_exporter, opened

ENGINES = ("docx", "pdf")

PROGRAM = """
import sys
from pipeline import export, normalize
document = normalize(open(sys.argv[1], "rb").read(), name="ruby-sparks")
sys.stdout.buffer.write(export(document, sys.argv[2]))
"""


@pytest.fixture(scope="module", params=format_names())
def warm(request: pytest.FixtureRequest) -> Iterator[Exporter]:
    """One exporter of each format, kept over all examples."""
    with opened(make_exporter(request.param)) as exporter:
        yield exporter


def test_warm_exporter_writes_what_a_new_one_does(warm: Exporter) -> None:
    @settings(max_examples=4 if warm.name in ENGINES else 40, database=None)
    @given(seed_texts())
    def law(text: str) -> None:
        document = normalized(text)
        once = warm.export(document)
        assert warm.export(document) == once
        assert export(document, warm.name) == once

    law()


@pytest.mark.parametrize("name", format_names())
def test_another_process_on_another_day_writes_the_same(name: str, ruby_sparks: Document) -> None:
    """Another hash seed, time zone, locale, folder and home."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONHASHSEED": "12345",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "HOME": "/nonexistent",
    }
    written = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(REAL_SEED), name],
        env=environment,
        cwd=ROOT / "docs",
        capture_output=True,
        check=True,
    )
    assert written.stdout == export(ruby_sparks, name)


@pytest.mark.parametrize("name", ["docx", "epub", "pdf"])
def test_source_date_epoch_is_the_only_clock(
    name: str, ruby_sparks: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed = export(ruby_sparks, name)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = export(ruby_sparks, name)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert dated != fixed
    assert export(ruby_sparks, name) == fixed
