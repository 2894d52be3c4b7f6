"""PDF by WeasyPrint: a fact sheet of one or two pages, or the whole article.

Both are tagged (PDF/UA-1), archival (PDF/A-3a) and carry the canonical XML of their document
as ``document.xml``. The same document gives the same bytes with the same fonts and libraries.

A collection is the sheets or articles of many documents, one after another, behind a title page and
a table of contents. Each is laid out by itself, so it looks as it does alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import ClassVar, Literal, TypeAlias

from lxml import etree

from pipeline.canonical import identifier_of, to_xml
from pipeline.carry import PDF_FILE, pdf_file_of
from pipeline.document import Document
from pipeline.errors import ExportFailed
from pipeline.exporters import Entry
from pipeline.exporters._pdf_collection import Part, collection_pdf, set_anchor
from pipeline.exporters._sentences import fits
from pipeline.exporters._sheet_budgets import BUDGETS
from pipeline.exporters._sheet_plan import TEXT_SIZES, Plan, plan_of
from pipeline.exporters._weasy import Engine, Rendering
from pipeline.exporters.figures import Figure, figures_of
from pipeline.exporters.html import append_article, blank_page
from pipeline.exporters.sheet import Sheet, sheet_of
from pipeline.exporters.sheet_html import END, sheet_page
from pipeline.exporters.typography import QuoteOptions
from pipeline.messages import Code, Message, Report
from pipeline.profiles import Profile, Profiles, load_profiles
from pipeline.styles import Styles
from pipeline.terms import Terms, load_terms, terms_for

# How far down its second page a fact sheet has to reach to be worth one.
_WORTH_A_PAGE = 0.55

# What the estimated number of pages has to be for a layout to be tried.
_SURELY_ONE_PAGE = 0.95
_MAYBE_ONE_PAGE = 1.06
_MAYBE_WORTH_TWO = 1.45
_MAYBE_TWO = 2.1

_LONGEST_COLOPHON_TITLE = 60

_FONTS = "fonts/fonts.css"
_STYLE_SHEETS: Mapping[str, list[str]] = {
    "factsheet": [_FONTS, "factsheet/sheet.css"],
    "article": [_FONTS, "article/article.css"],
}
_PAGE_RULES: Mapping[str, str] = {
    "a4": "@page { size: A4 }",
    "letter": "@page { size: letter }",
}

_LayOutPage: TypeAlias = Callable[[etree._Element, frozenset[str]], Rendering]
"""Lays out a page tree, with stand-ins for the characters that no font has."""


@dataclass(frozen=True, slots=True)
class PdfOptions(QuoteOptions):
    """The options of the PDF exporter."""

    layout: Literal["factsheet", "article"] = field(
        default="factsheet",
        metadata={"help": "a fact sheet of one or two pages, or the whole article"},
    )
    page_size: Literal["a4", "letter"] = field(default="a4", metadata={"help": "the size of the paper"})
    source: str = field(
        default="", metadata={"help": "where the text comes from, for the foot of a fact sheet"}
    )
    license: str = field(
        default="", metadata={"help": "the license of the text, for the foot of a fact sheet"}
    )


class PdfExporter:
    """Writes a document, or many, as PDF."""

    name: ClassVar[str] = "pdf"
    suffix: ClassVar[str] = ".pdf"
    media_type: ClassVar[str] = "application/pdf"
    summary: ClassVar[str] = "a fact sheet of one or two pages, or the whole article; PDF/UA-1 and PDF/A-3a"
    reads_profiles: ClassVar[bool] = True
    reads_styles: ClassVar[tuple[str, ...]] = ("article/", "factsheet/", "fonts/", "html/", "terms.toml")
    uses_system_fonts: ClassVar[bool] = True
    Options = PdfOptions

    def __init__(
        self,
        options: PdfOptions,
        styles: Styles,
        report: Report,
        *,
        profiles: Profiles | None = None,
    ) -> None:
        self._profiles = profiles or load_profiles()
        self._options = options
        self._report = report
        self._terms = load_terms(styles)
        self._engine = Engine(styles, _STYLE_SHEETS[options.layout], _PAGE_RULES[options.page_size], report)

    def export(self, document: Document) -> bytes:
        """The document as PDF.

        Raises:
            ExportFailed: WeasyPrint gave up, or a user's style sheet has no fact sheet fit two pages.
        """
        source = to_xml(document)
        rendered = self._layout_of(document, source, PDF_FILE, self._report)
        lay_out = partial(rendered, self._engine.layout)
        return self._engine.write(lay_out, source, identifier_of(source).urn, self._report)

    def export_all(self, entries: Iterable[Entry], title: str = "") -> Iterator[bytes]:
        """The documents as one PDF called `title`, which is given out whole.

        All its pages are held in memory until then. One that can't be laid out is left out.

        Raises:
            ExportFailed: there is no document, or there are more pages than should be held.
        """
        layout = self._options.layout
        own = self._engine.style_sheets([*_STYLE_SHEETS[layout], f"collection/{layout}.css"], self._report)
        front = self._engine.style_sheets([_FONTS, "collection/front.css"], self._report)

        def part_of(entry: Entry, name: str) -> Part:
            source = to_xml(entry.document)
            rendered = self._layout_of(entry.document, source, pdf_file_of(name), entry.report)

            def lay_out(missing: frozenset[str], first_page: int) -> Rendering:
                def laid_out(page: etree._Element, characters: frozenset[str]) -> Rendering:
                    set_anchor(page, name, END)
                    return self._engine.layout(page, characters, own, first_page)

                return rendered(laid_out, missing)

            return Part(entry.document, name, source, entry.report, lay_out)

        yield collection_pdf(self._engine, front, entries, title, part_of, self._terms, self._report)

    def _layout_of(
        self, document: Document, source: bytes, file: str, report: Report
    ) -> Callable[[_LayOutPage, frozenset[str]], Rendering]:
        """How `document` is laid out, whose canonical XML `source` is attached as `file`."""
        document = self._options.shown(document)
        terms = terms_for(self._terms, document.language)
        profile = self._profiles.that_read(document.profile, report)
        figures = figures_of(document, terms, profile)
        if self._options.layout == "article":
            return partial(_article, document, terms, figures)
        attached = f"{file}: SHA-256 {sha256(source).hexdigest()[:16]}"
        colophon = self._colophon(terms, document.title, attached)
        return partial(_fact_sheet, partial(_candidates, document, profile, figures), terms, colophon)

    def _colophon(self, terms: Terms, title: str, attached: str) -> tuple[str, ...]:
        """What the sheet is made of, and whose text that is where the user said so."""
        shown_title = title if fits(title, _LONGEST_COLOPHON_TITLE) else ""
        made_of = (terms.sheet, shown_title, attached)
        given = ((terms.source, self._options.source), (terms.license, self._options.license))
        credit = " · ".join(f"{label}: {text}" for label, text in given if text)
        return tuple(line for line in (" · ".join(filter(None, made_of)), credit) if line)


def _article(
    document: Document,
    terms: Terms,
    figures: tuple[Figure, ...],
    lay_out: _LayOutPage,
    missing: frozenset[str],
) -> Rendering:
    html, _, body = blank_page(document.title or terms.untitled, document.language)
    append_article(body, document, terms, figures)
    return lay_out(html, missing)


def _fact_sheet(
    plans: Callable[[], Iterator[Plan]],
    terms: Terms,
    colophon: tuple[str, ...],
    lay_out: _LayOutPage,
    missing: frozenset[str],
) -> Rendering:
    for plan in plans():
        rendering = lay_out(sheet_page(plan, terms, colophon), missing)
        if _ends_well(rendering):
            return replace(rendering, messages=(*rendering.messages, *_left_out(plan.sheet)))
    raise ExportFailed("the style sheet leaves no room for a fact sheet on two pages")


def _candidates(document: Document, profile: Profile, figures: tuple[Figure, ...]) -> Iterator[Plan]:
    """The plans to try: the richest sheet first, and of each the largest text first.

    Only those that may end well are tried, and in any case the poorest.
    """
    seen: set[Sheet] = set()
    for budget in BUDGETS:
        sheet = sheet_of(document, profile, budget, figures)
        is_poorest = budget is BUDGETS[-1]
        if sheet in seen and not is_poorest:
            continue
        seen.add(sheet)
        *_, smallest = plans = [plan_of(sheet, size) for size in reversed(range(len(TEXT_SIZES)))]
        yield from (plan for plan in plans[:-1] if plan.pages < _SURELY_ONE_PAGE)
        if is_poorest or smallest.pages < _MAYBE_ONE_PAGE or _MAYBE_WORTH_TWO < smallest.pages < _MAYBE_TWO:
            yield smallest


def _left_out(sheet: Sheet) -> Iterator[Message]:
    if sheet.left_out:
        yield Message(Code.CONTENT_CUT, f"the fact sheet leaves out {'; '.join(sheet.left_out)}")


def _ends_well(rendering: Rendering) -> bool:
    """Whether a fact sheet is one page, or two of which the second is worth it."""
    if rendering.pages == 2:
        return rendering.end_of(END) >= _WORTH_A_PAGE
    return rendering.pages == 1
