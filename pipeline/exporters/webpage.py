"""A web page: one file that needs nothing else and asks nobody for anything."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import ClassVar

from lxml import etree

from pipeline.document import Document, Section
from pipeline.errors import ExportFailed, UsageError
from pipeline.exporters.figures import figures_of
from pipeline.exporters.html import append, append_article, blank_page, set_language, to_html
from pipeline.exporters.typography import QuoteOptions
from pipeline.messages import Report
from pipeline.profiles import Profiles, load_profiles
from pipeline.styles import Styles
from pipeline.terms import Terms, load_terms, terms_for

# The ids of a document are XML names, which have no colon: this can't be one of them.
_MAIN = "page:main"


class HtmlExporter:
    """Writes a document as a whole HTML page, with its style sheet inside."""

    name: ClassVar[str] = "html"
    suffix: ClassVar[str] = ".html"
    media_type: ClassVar[str] = "text/html; charset=utf-8"
    summary: ClassVar[str] = "a web page in one file, without scripts and without requests"
    reads_profiles: ClassVar[bool] = True
    reads_styles: ClassVar[tuple[str, ...]] = ("html/", "terms.toml")
    Options = QuoteOptions

    def __init__(
        self,
        options: QuoteOptions,
        styles: Styles,
        report: Report,
        *,
        profiles: Profiles | None = None,
    ) -> None:
        self._options = options
        self._profiles = profiles or load_profiles()
        self._report = report
        self._terms = load_terms(styles)
        self._css = "\n".join(_safe_css(styles, name) for name in ("html/page.css", "html/figures.css"))
        digest = b64encode(sha256(self._css.encode()).digest()).decode()
        self._policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"

    def export(self, document: Document) -> bytes:
        """The document as HTML, UTF-8.

        Raises:
            ExportFailed: a text holds a character that HTML forbids.
        """
        document = self._options.shown(document)
        try:
            page = self._page(document, terms_for(self._terms, document.language))
        except ValueError as error:
            raise ExportFailed(f"a text of the document can't stand in HTML: {error}") from error
        return to_html(page).encode()

    def _page(self, document: Document, terms: Terms) -> etree._Element:
        html, head, body = blank_page(document.title or terms.untitled, document.language)
        policy = append(head, "meta", content=self._policy)
        policy.set("http-equiv", "Content-Security-Policy")
        append(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
        append(head, "meta", name="color-scheme", content="light dark")
        append(head, "style", self._css)
        set_language(append(body, "a", terms.skip, class_="skip", href=f"#{_MAIN}"), terms.language)
        if document.sections:
            nav = append(body, "nav", aria_labelledby="page:contents")
            set_language(append(nav, "p", terms.contents, id="page:contents"), terms.language)
            _append_links(nav, document.sections)
        main = append(body, "main", id=_MAIN, tabindex="-1")
        profile = self._profiles.that_read(document.profile, self._report)
        append_article(append(main, "article"), document, terms, figures_of(document, terms, profile))
        return html


def _safe_css(styles: Styles, name: str) -> str:
    css = styles.text(name)
    if "</style" in css.lower():
        raise UsageError(f"{styles.path(name)}: '</style' would end the style element")
    return css


def _append_links(parent: etree._Element, sections: Iterable[Section]) -> None:
    """The contents, two levels deep."""
    contents = append(parent, "ul")
    for section in sections:
        item = append(contents, "li")
        append(item, "a", section.title, href=f"#{section.id}")
        if section.sections:
            below = append(item, "ul")
            for child in section.sections:
                append(append(below, "li"), "a", child.title, href=f"#{child.id}")
