"""Law 6: the same document gives the same bytes, whatever the exporter did before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from pathlib import Path

import pikepdf
import pytest
from conftest import REAL_SEED, ROOT
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from fontTools.ttLib.tables import _h_e_a_d as head_table
from fontTools.ttLib.tables.S_V_G_ import SVGDocument
from hypothesis import given, settings
from strategies import seed_texts
from test_laws import normalized

from pipeline import Document, Exporter, export, format_names, make_exporter, opened
from pipeline.exporters._libraries import english_user

ENGINES = ("docx", "pdf")

PROGRAM = """
import sys
from pipeline import export, normalize
document = normalize(open(sys.argv[1], "rb").read(), name="ruby-sparks")
sys.stdout.buffer.write(export(document, sys.argv[2]))
"""

IN_ENGLISH = """
import sys
from pipeline import export, normalize
document = normalize(open(sys.argv[1], "rb").read(), name="film", language="en")
for name in sys.argv[2].split(","):
    sys.stdout.buffer.write(export(document, name, styles=(sys.argv[3:] or [None])[0]))
"""

# Wrapping takes so long here that each thread comes in before another one is through.
IN_THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from weasyprint.pdf.stream import Stream
from pipeline.exporters import _actual_text

wrapped, make, barrier = [], _actual_text._wrapped, Barrier(4)

def slow(engine):
    wrapped.append(engine)
    sleep(0.05)
    return make(engine)

def install(_):
    barrier.wait()
    with _actual_text.actual_text():
        return Stream.marked

_actual_text._wrapped = slow
with ThreadPoolExecutor(4) as pool:
    assert len(set(pool.map(install, range(4)))) == 1
print(len(wrapped))
"""


def run(program: str, *arguments: object, **environment: str) -> bytes:
    """What `program` writes in a process of its own that knows no variables but `environment`."""
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={"PATH": os.environ["PATH"], **environment},
        cwd=ROOT / "docs",
        capture_output=True,
        check=True,
    ).stdout


@pytest.fixture(scope="module")
def han_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    seed = tmp_path_factory.mktemp("seeds") / "film.txt"
    seed.write_text("= 直角 骨 Film =\n\n直角 骨 is a film.\n", encoding="utf-8")
    return seed


@pytest.fixture(scope="module")
def written_in_english(han_film: Path) -> bytes:
    """What a user without any variables gets in all formats."""
    return run(IN_ENGLISH, han_film, ",".join(format_names()))


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


# The one emoji of a font with pictures, and characters that no font has.
EMOJI = "\N{GRINNING FACE}"
RARE = f"{EMOJI} \u0378\x85\u0081 {EMOJI}\ufe0f \ue000\u0301 \U0003abcd\u200d\U000f1234 \u202e日本 עברית"


def save_emoji_font(file: Path) -> None:
    """A font of one emoji with a picture for it, which WeasyPrint takes out."""
    pen = TTGlyphPen(None)
    for draw, point in zip((pen.moveTo, pen.lineTo, pen.lineTo), ((0, 0), (900, 0), (450, 900)), strict=True):
        draw(point)
    pen.closePath()
    glyph = pen.glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "emoji"])
    font.setupCharacterMap({ord(EMOJI): "emoji"})
    font.setupGlyf({".notdef": glyph, "emoji": glyph})
    font.setupHorizontalMetrics({".notdef": (1000, 0), "emoji": (1000, 0)})
    font.setupHorizontalHeader(ascent=900, descent=-100)
    font.setupNameTable({"familyName": "One Emoji", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><path id="glyph1" d="M0 0h900v-900z"/></svg>'
    table = font.font["SVG "] = newTable("SVG ")
    table.docList = [SVGDocument(picture, 1, 1, False)]
    font.save(file)


@pytest.fixture(scope="module")
def emoji_styles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("styles") / "factsheet"
    folder.mkdir()
    save_emoji_font(folder / "emoji.ttf")
    (folder / "sheet.css").write_text(
        '@font-face { font-family: "One Emoji"; src: url(emoji.ttf) }\n'
        'html { font-family: var(--latin-serif), "One Emoji", serif }\n'
    )
    return folder.parent


@pytest.fixture(scope="module")
def rare_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    seed = tmp_path_factory.mktemp("seeds") / "film.txt"
    seed.write_text(f"= Film {RARE} =\n\n{RARE} is a film.\n\n- Director: {RARE}\n", encoding="utf-8")
    return seed


def test_font_that_is_saved_anew_keeps_its_date(
    emoji_styles: Path, rare_film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the clock went on by a second between any two fonts that are saved."""
    monkeypatch.setattr(head_table, "timestampNow", count(3_900_000_000).__next__)
    document = normalized(rare_film.read_text(encoding="utf-8"))
    with opened(make_exporter("pdf", styles=emoji_styles)) as exporter:
        once = exporter.export(document)
        assert exporter.export(document) == once
    assert export(document, "pdf", styles=emoji_styles) == once
    assert any(name.endswith("+One-Emoji") for name in font_names(once))


def font_names(pdf: bytes) -> set[str]:
    with pikepdf.open(BytesIO(pdf)) as file:
        return {str(font.BaseFont) for page in file.pages for font in page.Resources.Font.values()}


def test_emoji_and_stand_ins_are_the_same_in_another_process(emoji_styles: Path, rare_film: Path) -> None:
    written = [run(IN_ENGLISH, rare_film, "pdf", emoji_styles, PYTHONHASHSEED=seed) for seed in ("1", "2")]
    assert written[0] == written[1]


@pytest.mark.parametrize("name", format_names())
def test_rare_characters_are_written_the_same_by_warm_and_new_exporters(name: str, rare_film: Path) -> None:
    document = normalized(rare_film.read_text(encoding="utf-8"))
    with opened(make_exporter(name)) as exporter:
        once = exporter.export(document)
        exporter.export(normalized("= Another =\n\n日本 עברית \u0379 is another.\n"))
        assert exporter.export(document) == once
    assert export(document, name) == once


@pytest.mark.parametrize("name", format_names())
def test_another_process_on_another_day_writes_the_same(name: str, ruby_sparks: Document) -> None:
    """Another hash seed, time zone, locale, folder and home."""
    environment = {
        "PYTHONHASHSEED": "12345",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "HOME": "/nonexistent",
    }
    assert run(PROGRAM, REAL_SEED, name, **environment) == export(ruby_sparks, name)


@pytest.mark.parametrize("variable", ["LC_ALL", "LANG", "FC_LANG", "PANGO_LANGUAGE", "LANGUAGE"])
def test_user_of_another_language_writes_the_same(
    variable: str, han_film: Path, written_in_english: bytes
) -> None:
    """Han is drawn in another way for readers of Chinese and Japanese; this text says it is English."""
    formats = ",".join(format_names())
    assert run(IN_ENGLISH, han_film, formats, **{variable: "ja_JP.UTF-8"}) == written_in_english


@pytest.mark.parametrize("formats", ["pdf", "epub,pdf"])
def test_font_that_stands_in_does_not_follow_the_user(formats: str, han_film: Path, tmp_path: Path) -> None:
    """Fontconfig looks up the languages once in a process, for whichever format is the first."""
    (tmp_path / "factsheet").mkdir()
    (tmp_path / "factsheet" / "sheet.css").write_text("html { font-family: serif }")
    written = run(IN_ENGLISH, han_film, formats, tmp_path, FC_LANG="zh_TW")
    assert written == run(IN_ENGLISH, han_film, formats, tmp_path)


def test_cover_is_the_same_where_fontconfig_has_asked_for_the_language_before(han_film: Path) -> None:
    asked = (
        "from pipeline.exporters._libraries import open_library\n"
        "library = open_library('fontconfig', version=1)\n"
        "library.FcInit()\n"
        "library.FcGetDefaultLangs()\n"
    )
    assert run(asked + IN_ENGLISH, han_film, "epub", FC_LANG="ja") == run(IN_ENGLISH, han_film, "epub")


def test_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FC_LANG", "ja")
    monkeypatch.delenv("PANGO_LANGUAGE", raising=False)
    before = dict(os.environ)
    with english_user():
        assert dict(os.environ) != before
    assert dict(os.environ) == before


def test_engine_is_extended_once_however_many_threads_ask() -> None:
    assert run(IN_THREADS) == b"1\n"


@pytest.mark.parametrize("name", ["docx", "epub", "mediawiki-dump", "pdf"])
def test_source_date_epoch_is_the_only_clock(
    name: str, ruby_sparks: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed = export(ruby_sparks, name)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = export(ruby_sparks, name)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert dated != fixed
    assert export(ruby_sparks, name) == fixed
