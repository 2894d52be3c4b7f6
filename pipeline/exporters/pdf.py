"""PDF by WeasyPrint: a fact sheet of one or two pages, or the whole article.

Both are tagged (PDF/UA-1), archival (PDF/A-3a) and carry the canonical XML of their document
as ``document.xml``. The same document gives the same bytes with the same fonts and libraries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from typing import ClassVar, Literal

from pipeline.canonical import identifier_of, to_xml
from pipeline.carry import PDF_FILE
from pipeline.document import Document
from pipeline.errors import ExportFailed
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
    """Writes a document as PDF."""

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
        document = self._options.shown(document)
        terms = terms_for(self._terms, document.language)
        profile = self._profiles.that_read(document.profile, self._report)
        figures = figures_of(document, terms, profile)
        if self._options.layout == "article":
            lay_out = partial(self._article, document, terms, figures)
        else:
            colophon = self._colophon(terms, document.title, sha256(source).hexdigest())
            plans = partial(_candidates, document, profile, figures)
            lay_out = partial(self._fact_sheet, plans, terms, colophon)
        identifier = identifier_of(source).urn
        return self._engine.write(lay_out, source, identifier, self._report)

    def _article(
        self, document: Document, terms: Terms, figures: tuple[Figure, ...], missing: frozenset[str]
    ) -> Rendering:
        html, _, body = blank_page(document.title or terms.untitled, document.language)
        append_article(body, document, terms, figures)
        return self._engine.layout(html, missing)

    def _fact_sheet(
        self,
        plans: Callable[[], Iterator[Plan]],
        terms: Terms,
        colophon: tuple[str, ...],
        missing: frozenset[str],
    ) -> Rendering:
        for plan in plans():
            rendering = self._engine.layout(sheet_page(plan, terms, colophon), missing)
            if _ends_well(rendering):
                return replace(rendering, messages=(*rendering.messages, *_left_out(plan.sheet)))
        raise ExportFailed("the style sheet leaves no room for a fact sheet on two pages")

    def _colophon(self, terms: Terms, title: str, digest: str) -> tuple[str, ...]:
        """What the sheet is made of, and whose text that is where the user said so."""
        shown_title = title if fits(title, _LONGEST_COLOPHON_TITLE) else ""
        made_of = (terms.sheet, shown_title, f"{PDF_FILE}: SHA-256 {digest[:16]}")
        given = ((terms.source, self._options.source), (terms.license, self._options.license))
        credit = " · ".join(f"{label}: {text}" for label, text in given if text)
        return tuple(line for line in (" · ".join(filter(None, made_of)), credit) if line)


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
