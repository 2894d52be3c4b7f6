"""What the reference validators find in our outputs, and in those of other programs for the same text.

    python benchmarks/conformance.py [--write]

Ours are the outputs for the real seed, the texts of tests/seeds and those of the corpus (see
tests/conformance.py). The others get the real seed as one plain HTML page, with its title and
language, headings, lists and a table with a header row: pandoc, Calibre's ebook-convert where it is
installed, and WeasyPrint with the page that pandoc makes of it, all with their default settings.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pypandoc
from lxml import etree
from lxml.builder import E

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "conformance.md"
sys.path.insert(0, str(ROOT / "tests"))

from conformance import documents, page_title, written  # noqa: E402
from validators import Findings, Validator, missing  # noqa: E402
from validators.docx import LibreOffice, OpenXml  # noqa: E402
from validators.epub import Ace, EpubCheck  # noqa: E402
from validators.pdf import Glyphs, PdfFonts, Qpdf, VeraPdf  # noqa: E402
from validators.wiki import MediaWiki  # noqa: E402
from validators.xml import Jing, Libxml2  # noqa: E402

from pipeline import Document  # noqa: E402
from pipeline.document import BulletList, CastList, ListItem, Paragraph, walk_items, walk_sections  # noqa: E402

REAL_SEED = "ruby-sparks"

# What is validated by whom: a format's name, the options of its files, its validators.
FORMATS: Mapping[str, tuple[Sequence[dict[str, str]], Sequence[Validator]]] = {
    "pdf": (
        ({"layout": "factsheet"}, {"layout": "article"}),
        (VeraPdf("ua1"), VeraPdf("3a"), VeraPdf("3u"), Qpdf(), PdfFonts(), Glyphs()),
    ),
    "epub": (({},), (EpubCheck(), Ace())),
    "docx": (({},), (OpenXml(), LibreOffice())),
    "mediawiki": (({"infobox": "template"}, {"infobox": "table"}), (MediaWiki(),)),
    "xml": (({},), (Libxml2(), Jing())),
}
TITLES = {
    "ua1": "PDF/UA-1",
    "3a": "PDF/A-3a",
    "3u": "PDF/A-3u",
}


def label(validator: Validator) -> str:
    """The name of a validator, with what it checks against where that is one of several."""
    profiles = getattr(validator, "profiles", ())
    return " ".join([validator.name, *(TITLES[profile] for profile in profiles)])


# --- Other programs --------------------------------------------------------------------------


def plain_page(document: Document) -> bytes:
    """`document` as a plain HTML page."""
    facts = [E.tr(E.th("Fact", scope="col"), E.th("Value", scope="col"))]
    facts += [E.tr(E.td(fact.label), E.td(fact.text)) for fact in document.facts]
    body = E.body(E.h1(document.title), E.table(E.thead(facts[0]), E.tbody(*facts[1:])))
    body.extend(element for block in document.lead for element in _elements(block))
    for depth, section in walk_sections(document.sections):
        body.append(etree.Element(f"h{depth + 1}"))
        body[-1].text = section.title
        body.extend(element for block in section.blocks for element in _elements(block))
    page = E.html(E.head(E.meta(charset="utf-8"), E.title(document.title)), body, lang=document.language)
    return etree.tostring(page, method="html", encoding="utf-8", doctype="<!DOCTYPE html>")


def _elements(block: Paragraph | BulletList | CastList) -> Iterator[etree._Element]:
    if isinstance(block, Paragraph):
        yield E.p(block.text)
    elif isinstance(block, BulletList):
        yield E.ul(*(E.li(item.text) for _, item in walk_items(block.items)))
    else:
        items = (member for member in block.members if not isinstance(member, ListItem))
        yield E.ul(*(E.li(member.text) for member in items))


class Other(NamedTuple):
    """A program, and the files that it has written, by format."""

    name: str
    files: dict[str, Path]


def others(folder: Path) -> Iterator[Other]:
    """The programs that are installed."""
    page = folder / "page.html"
    page.write_bytes(plain_page(documents()[REAL_SEED]))
    pandoc = pypandoc.get_pandoc_path()
    version = _said(pandoc, "--version").split()[1]
    yield Other(f"pandoc {version}", dict(_by_pandoc(pandoc, page, folder)))
    if convert := shutil.which("ebook-convert"):
        found = re.search(r"calibre ([\d.]+)", _said(convert, "--version"))
        assert found is not None
        files = {to: folder / f"calibre.{to}" for to in ("epub", "docx")}
        for path in files.values():
            _said(convert, page, path)
        yield Other(f"Calibre {found[1]}", files)
    else:
        print("Calibre is left out: there is no ebook-convert.", file=sys.stderr)
    import weasyprint

    standalone, pdf = folder / "pandoc.html", folder / "weasyprint.pdf"
    _said(pandoc, page, "--standalone", "--to", "html5", "--output", standalone)
    weasyprint.HTML(standalone).write_pdf(pdf)
    yield Other(f"WeasyPrint {weasyprint.__version__}", {"pdf": pdf})


def _by_pandoc(pandoc: str, page: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    for to in ("epub", "docx", "mediawiki"):
        path = folder / f"pandoc.{to}"
        _said(pandoc, page, "--standalone", "--to", "epub3" if to == "epub" else to, "--output", path)
        yield to, path


def _said(*command: str | Path) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=True, encoding="utf-8")
    return done.stdout


# --- Measuring -------------------------------------------------------------------------------


def kinds(findings: Findings) -> Counter[str]:
    """How often each kind of finding occurs: findings without the place, the number and the wording."""
    return Counter(_kind(finding) for found in findings.values() for finding in found)


def _kind(finding: str) -> str:
    words = finding.split()
    if words[0] in TITLES or words[0] in (
        "WARNING",
        "ERROR",
        "FATAL",
        "critical",
        "serious",
        "moderate",
        "minor",
    ):
        return words[1]
    return re.split(r"[:/(]", finding)[0].strip()


def cell(findings: Findings) -> str:
    """What a table says of `findings`."""
    found = kinds(findings)
    if not found:
        return "0"
    first = sorted(found.items())[:6]
    listed = ", ".join(f"{kind} × {count}" if count > 1 else kind for kind, count in first)
    return f"{found.total()} ({listed}{', …' if len(found) > 6 else ''})"


def ours(folder: Path) -> Iterator[tuple[str, list[Path], list[tuple[Validator, Findings]]]]:
    """For each format its files and what each validator finds in them."""
    for name, (variants, validators) in FORMATS.items():
        files: dict[Path, Document] = {}
        for number, options in enumerate(variants):
            files |= written(folder / f"{name}-{number}", name, **options)
        for validator in validators:
            if isinstance(validator, MediaWiki):
                validator.titles = {path: page_title(document) for path, document in files.items()}
        yield name, list(files), [(validator, validator.validate(list(files))) for validator in validators]


def report() -> str:
    """The tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = list(others(folder))
        all_rows, seed_rows = [], []
        for to, files, results in ours(folder):
            by_others = [program for program in programs if to in program.files]
            for validator, findings in results:
                about = f"| {to} | {label(validator)} | {validator.version()} |"
                all_rows.append(f"{about} {len(files)} | {cell(findings)} |")
                if not by_others:
                    continue
                seed = {path: found for path, found in findings.items() if path.stem == REAL_SEED}
                seed_rows.append(f"| {to} | {label(validator)} | Seedpress | {cell(seed)} |")
                for program in by_others:
                    theirs = cell(validator.validate([program.files[to]]))
                    seed_rows.append(f"| {to} | {label(validator)} | {program.name} | {theirs} |")
    return "\n".join(
        [
            f"### Seedpress, {len(documents())} texts",
            "",
            "| format | validator | version | files | findings |",
            "| --- | --- | --- | --: | --- |",
            *all_rows,
            "",
            "### The real seed, by Seedpress and others",
            "",
            "| format | validator | written by | findings |",
            "| --- | --- | --- | --- |",
            *seed_rows,
        ]
    )


_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"


def main() -> None:
    """Print the tables, or put them into the documentation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.relative_to(ROOT)}")
    arguments = parser.parse_args()
    lacking = {need.what for _, validators in FORMATS.values() for v in validators for need in missing(v)}
    if lacking:
        sys.exit(f"not installed: {', '.join(sorted(lacking))} (make validators installs all)")
    tables = report()
    print(tables)
    if arguments.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        PAGE.write_text(f"{before}{_BEGIN}\n\n{tables}\n\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
