"""Every PDF is PDF/UA-1, PDF/A-3a and PDF/A-3u to veraPDF, sound to qpdf, and has all its fonts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from conformance import collected, written
from validators import Findings, Validator
from validators.pdf import Glyphs, PdfFonts, Qpdf, VeraPdf
from weasyprint import HTML

from pipeline import Document, export

pytestmark = pytest.mark.xdist_group("pdf")
LAYOUTS = ("factsheet", "article")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pdf")
    single = [path for layout in LAYOUTS for path in written(folder / layout, "pdf", layout=layout)]
    return [
        *single,
        *(collected(folder / f"collected-{layout}.pdf", "pdf", layout=layout) for layout in LAYOUTS),
    ]


@pytest.mark.parametrize("validator", [VeraPdf(), Qpdf(), PdfFonts(), Glyphs()], ids=lambda v: v.name)
def test_nothing_is_found_in_any_pdf(validator: Validator, installed, request) -> None:
    assert installed(validator).validate(request.getfixturevalue("files")) == {}


# --- What the validators have to find --------------------------------------------------------


def untagged(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot, pdf.Root.MarkInfo


def without_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def without_claim(pdf: pikepdf.Pdf) -> None:
    metadata = pdf.Root.Metadata
    metadata.write(metadata.read_bytes().replace(b"pdfaid:conformance", b"pdfaid:corr"))


def without_color_profile(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def with_a_missing_glyph(pdf: pikepdf.Pdf) -> None:
    """Set the glyph 0, ``.notdef``, in the first text that is shown."""
    page = pdf.pages[0]
    content = pikepdf.parse_content_stream(page)
    shown = next(i for i, (_, operator) in enumerate(content) if str(operator) in ("TJ", "Tj"))
    content.insert(shown, ([pikepdf.String(b"\0\0")], pikepdf.Operator("Tj")))
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(content))


def with_a_font_of_the_reader(pdf: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page = pdf.pages[0]
    page.Resources.Font.Helv = pdf.make_indirect(font)
    page.contents_add(b"BT /Helv 9 Tf 20 20 Td (x) Tj ET")


DAMAGES: dict[Callable[[pikepdf.Pdf], None], tuple[str, ...]] = {
    untagged: ("ua1 7.1-11 ", "3a 6.7.3.3-1 "),
    without_language: ("ua1 7.2-34 ", "ua1 7.2-33 "),
    without_claim: ("3a 6.6.4-",),
    without_color_profile: ("3a 6.2.4.3-", "3u 6.2.4.3-"),
    with_a_font_of_the_reader: ("ua1 7.21.4.1-1 ", "3u 6.2.11.4.1-1 "),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, ruby_sparks: Document) -> Path:
    path = tmp_path_factory.mktemp("sound") / "sound.pdf"
    path.write_bytes(export(ruby_sparks, "pdf"))
    return path


def damaged(sound: Path, damage: Callable[[pikepdf.Pdf], None], folder: Path) -> Path:
    path = folder / f"{damage.__name__}.pdf"
    with pikepdf.open(sound) as pdf:
        damage(pdf)
        pdf.save(path)
    return path


def cut_off(sound: Path, folder: Path) -> Path:
    path = folder / "cut.pdf"
    path.write_bytes(sound.read_bytes()[:5000])
    return path


def with_a_character_that_no_font_has(folder: Path) -> Path:
    """As WeasyPrint writes it: with a code of its own, which only the font's CMap leads to no glyph."""
    path = folder / "unassigned.pdf"
    HTML(string="<p>a \u0378 b</p>").write_pdf(path)
    return path


@pytest.fixture(scope="module")
def verdicts(sound: Path, installed, tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """What veraPDF says of all broken files, by their names."""
    validator = installed(VeraPdf())
    folder = tmp_path_factory.mktemp("broken")
    damaged_files = (damaged(sound, damage, folder) for damage in DAMAGES)
    files = [*damaged_files, cut_off(sound, folder), with_a_character_that_no_font_has(folder)]
    return {Path(path.stem): found for path, found in validator.validate(files).items()}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_verapdf_finds(damage: Callable[[pikepdf.Pdf], None], verdicts: Findings) -> None:
    found = verdicts[Path(damage.__name__)]
    for rule in DAMAGES[damage]:
        assert any(finding.startswith(rule) for finding in found), found


def test_verapdf_does_not_pass_over_a_file_that_it_cannot_read(verdicts: Findings) -> None:
    assert [finding.split()[1] for finding in verdicts[Path("cut")]] == ["unreadable"] * 3


def test_qpdf_finds_a_file_that_is_cut_off(sound: Path, installed, tmp_path: Path) -> None:
    assert installed(Qpdf()).validate([cut_off(sound, tmp_path)])


def test_pdffonts_finds_a_font_that_is_not_embedded(sound: Path, installed, tmp_path: Path) -> None:
    path = damaged(sound, with_a_font_of_the_reader, tmp_path)
    found = installed(PdfFonts()).validate([path])
    assert "Helvetica: not embedded" in found[path]


def test_a_glyph_that_is_missing_is_found(sound: Path, installed, tmp_path: Path) -> None:
    path = damaged(sound, with_a_missing_glyph, tmp_path)
    [finding] = installed(Glyphs()).validate([path])[path]
    assert finding.startswith("page 1: 1 times .notdef of /")


def test_a_character_that_no_font_has_is_found(installed, tmp_path: Path) -> None:
    path = with_a_character_that_no_font_has(tmp_path)
    [finding] = installed(Glyphs()).validate([path])[path]
    assert finding.startswith("page 1: 1 times .notdef of /")


def test_verapdf_finds_a_character_that_no_font_has(verdicts: Findings) -> None:
    found = verdicts[Path("unassigned")]
    for rule in ("ua1 7.21.8-1 ", "3a 6.2.11.8-1 ", "3u 6.2.11.8-1 "):
        assert any(finding.startswith(rule) for finding in found), found
