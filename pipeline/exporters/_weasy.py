"""WeasyPrint, as this project uses it: a page tree in, an accessible archival PDF out.

What WeasyPrint writes as PDF/A-3a (ISO 19005-3) is finished to be PDF/UA-1 (ISO 14289-1) as
well. It may read files of the styles and nothing else. What it logs is reported.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname
from weakref import finalize

from lxml import etree

from pipeline.carry import PDF_FILE, PDF_RELATIONSHIP
from pipeline.errors import ExportFailed, MissingTool, UsageError
from pipeline.exporters._actual_text import actual_text
from pipeline.exporters._declarations import declarations_kept
from pipeline.exporters._epoch import source_date_epoch
from pipeline.exporters._garbage import uncollected
from pipeline.exporters._libraries import english_user, settle_fontconfig, settle_pango
from pipeline.exporters._missing_glyphs import STYLE, missing_messages, put_stand_ins
from pipeline.exporters._pdf_chapters import Chapter, finish_collection
from pipeline.exporters._weasy_page import html_maker
from pipeline.messages import Code, Message, Report
from pipeline.styles import Styles

# PDF/A wants a profile that says what the colors are. WeasyPrint opens the file of its own anew
# for each document and never closes it, so the same profile is given under another name.
_SRGB = "--srgb"
_ARCHIVAL: Any = {"pdf_variant": "pdf/a-3a", "output_intent": _SRGB}

# PDF/A has no interpolated images (ISO 19005-3, 6.2.8), which the glyphs of a color font would be.
_FIXED_STYLE = f":root {{ image-rendering: crisp-edges }} {STYLE}"

_LOGGER = logging.getLogger("weasyprint")
_MISSING_GLYPH = ".notdef glyph"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True)
class Rendering:
    """A document that is laid out, but not yet written. `pages` is their number."""

    engine_document: Any
    pages: int
    messages: tuple[Message, ...]

    def end_of(self, anchor: str) -> float:
        """How far down its page the element with the id `anchor` begins: 0 at the top, 1 at the bottom."""
        page = next(page for page in self.engine_document.pages if anchor in page.anchors)
        return float(page.anchors[anchor][1] / page.height)


@dataclass(frozen=True, slots=True)
class StyleSheets:
    """Style sheets that are loaded, and what makes pages for them (see `html_maker`)."""

    loaded: tuple[Any, ...]
    html: Callable[[etree._Element], Any]


class Engine:
    """WeasyPrint with its fonts and style sheets loaded, for many documents."""

    def __init__(self, styles: Styles, style_sheets: list[str], page_rule: str, report: Report) -> None:
        """Load `style_sheets` (names of style files) and `page_rule`, a CSS rule.

        What is wrong with the style sheets is reported.

        Raises:
            MissingTool: WeasyPrint can't load a library that it needs.
            UsageError: a style sheet is missing.
        """
        weasyprint = _import_weasyprint()
        self._weasyprint = weasyprint
        self._fetcher = _fetcher(styles)
        self._fonts = _font_configuration()
        finalize(self, _forget, self._fonts)
        self._srgb = resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
        self._styles = styles
        self._page_rule = page_rule
        self._style_sheets = self.style_sheets(style_sheets, report)

    def style_sheets(self, names: Sequence[str], report: Report) -> StyleSheets:
        """The style files `names`, to lay out pages with. What is wrong with them is reported.

        Raises:
            UsageError: one is missing.
        """
        sources = [(self._styles.text(name), self._styles.path(name).as_uri()) for name in names]
        fixed = [(_FIXED_STYLE, None), (self._page_rule, None)]
        with _reporting(report), _failing():
            loaded = tuple(self._css(css, url) for css, url in [*sources, *fixed])
            return StyleSheets(
                loaded, html_maker(self._weasyprint, self._fetcher, [css for css, _ in [*sources, *fixed]])
            )

    def _css(self, css: str, url: str | None = None) -> Any:
        return self._weasyprint.CSS(
            string=css, base_url=url, url_fetcher=self._fetcher, font_config=self._fonts
        )

    def layout(
        self,
        page: etree._Element,
        missing: frozenset[str] = frozenset(),
        style_sheets: StyleSheets | None = None,
        first_page: int = 1,
    ) -> Rendering:
        """`page` (an ``html`` element, which is used up) laid out on pages.

        Each of the `missing` characters is drawn as a stand-in. `style_sheets` are those of the engine
        unless given. The number of the first page is `first_page`.
        """
        messages: list[Message] = []
        put_stand_ins(page, missing)
        sheets = style_sheets or self._style_sheets
        with _reporting(messages.append), _failing(), uncollected():
            rule = f"@page :first {{ counter-reset: page {first_page} }}"
            numbering = [self._css(rule)] if first_page > 1 else []
            document = sheets.html(page).render(
                font_config=self._fonts,
                color_profiles={_SRGB: _color_profile(self._srgb)},
                stylesheets=[*sheets.loaded, *numbering],
                **_ARCHIVAL,
            )
        return Rendering(document, len(document.pages), tuple(messages))

    def write(
        self, lay_out: Callable[[frozenset[str]], Rendering], source: bytes, identifier: str, report: Report
    ) -> bytes:
        """What `lay_out` renders, as PDF, with the canonical XML `source` attached as its source.

        `lay_out` takes the characters that no font has, for `layout`. Which ones these are shows when
        all is drawn, and nowhere sooner: Pango chooses fonts by context. Then it is called once more,
        or (where a stand-in changes the context) a few times.

        What the engine had to say about it, in layout too, is reported.
        """
        missing: frozenset[str] = frozenset()
        while True:
            rendering = lay_out(missing)
            messages = list(rendering.messages)
            with _reporting(messages.append) as listener, _failing(), actual_text(), uncollected():
                pdf = self._written(rendering.engine_document, {PDF_FILE: source}, identifier)
            if listener.missing <= missing:
                break
            missing |= listener.missing
        for message in (*messages, *missing_messages(missing)):
            report(message)
        return pdf

    def join(
        self,
        front: Rendering,
        chapters: Sequence[Chapter],
        sources: Mapping[str, bytes],
        identifier: str,
        report: Report,
    ) -> tuple[bytes, list[frozenset[str]]]:
        """`front` and `chapters` as one PDF, with `sources` (canonical XML by the names of files) attached.

        What the engine has to say about a chapter is reported to its own `report`. The characters of
        each chapter, and last those of `front`, that no font has are given back: where there are new
        ones, lay the chapter out again with them, and join once more.
        """
        missing: list[set[str]] = [set() for _ in range(len(chapters) + 1)]
        with _reporting(report) as listener, _failing(), actual_text(), uncollected():
            pages = [listener.heard(page, missing[-1], report) for page in front.engine_document.pages]
            for chapter, found in zip(chapters, missing, strict=False):
                pages += [listener.heard(page, found, chapter.report) for page in chapter.pages]
            document = front.engine_document.copy(pages)
            finishing = partial(finish_collection, front.pages, chapters)
            pdf = self._written(document, sources, identifier, finishing)
        return pdf, [frozenset(found) for found in missing]

    def _written(
        self,
        document: Any,
        sources: Mapping[str, bytes],
        identifier: str,
        finish_more: Callable[[Any], None] | None = None,
    ) -> bytes:
        moment = datetime.fromtimestamp(source_date_epoch(), UTC)
        document.metadata.created = document.metadata.modified = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
        attachments = [
            self._weasyprint.Attachment(
                string=source,
                name=name,
                description="Canonical XML of this document",
                created=moment,
                modified=moment,
                relationship=PDF_RELATIONSHIP,
            )
            for name, source in sorted(sources.items())  # a name tree is sorted (ISO 32000-1, 7.9.6)
        ]

        def finish(_: Any, pdf: Any) -> None:
            _finish(identifier, pdf)
            if finish_more:
                finish_more(pdf)
            _serialize(pdf)

        pdf: bytes = document.write_pdf(attachments=attachments, finisher=finish, **_ARCHIVAL)
        return pdf


def _import_weasyprint() -> Any:
    try:
        with declarations_kept():
            import weasyprint
    except OSError as error:  # cffi finds no shared library
        raise MissingTool(
            f"WeasyPrint can't load a library that it needs ({error}). On Debian or Ubuntu: "
            "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from error
    _keep_font_dates()
    return weasyprint


def _keep_font_dates() -> None:
    """Have fonts that are saved anew keep the date that they have.

    WeasyPrint takes the pictures out of a color font, and the axes out of a variable one, by
    fontTools, which puts the time into what it saves: a PDF was another one a second later.
    """
    from weasyprint.pdf import fonts

    if not isinstance(fonts.TTFont, partial):
        fonts.TTFont = partial(fonts.TTFont, recalcTimestamp=False)


def _font_configuration() -> Any:
    from weasyprint.text.ffi import ffi
    from weasyprint.text.fonts import FontConfiguration

    with english_user():
        fonts = FontConfiguration()
        settle_fontconfig(int(ffi.cast("uintptr_t", fonts._config)))
        settle_pango()
    return fonts


def _forget(fonts: Any) -> None:
    """Remove the temporary folder of `fonts` while there still is an interpreter to do it.

    WeasyPrint does it in ``__del__``, which at the end of a process comes too late and complains.
    """
    fonts.__del__()
    fonts._folder = None


def _color_profile(content: bytes) -> Any:
    """A profile for one document: once it is asked for its name, it is written with other bytes."""
    from weasyprint.css import ColorProfile

    return ColorProfile(BytesIO(content), None, "relative-colorimetric", ["r", "g", "b"])


@contextmanager
def _failing() -> Iterator[None]:
    """Turn whatever the engine raises into an `ExportFailed`: its errors are not declared."""
    try:
        yield
    except Exception as error:
        raise ExportFailed(f"WeasyPrint gave up: {type(error).__name__}: {error}") from error


# --- What it may read ------------------------------------------------------------------------


def _fetcher(styles: Styles) -> Any:
    """A fetcher that reads files of `styles` and refuses everything else.

    A file that the user's styles don't have comes from the built-in ones, as everywhere.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StylesFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            file = style_file(styles, url)
            return URLFetcherResponse(url, file.read_bytes())

    return StylesFetcher(allowed_protocols=("file",), allow_redirects=False)


def style_file(styles: Styles, url: str) -> Path:
    """The style file that `url` names.

    Raises:
        PermissionError: it is none; nothing has been read.
    """
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        raise PermissionError(f"{url} is not a file of the styles")
    wanted = Path(url2pathname(parts.path)).resolve()
    for folder in styles.folders:
        if wanted.is_relative_to(folder):
            try:
                file = styles.path(wanted.relative_to(folder).as_posix()).resolve()
            except UsageError:
                break
            if any(file.is_relative_to(root) for root in styles.folders):
                return file
    raise PermissionError(f"{url} is not a file of the styles")


# --- What it says ----------------------------------------------------------------------------


class _Listener(logging.Handler):
    """Reports what is logged in this thread, each text once; collects the characters that no font has."""

    def __init__(self, report: Report) -> None:
        super().__init__(logging.WARNING)
        self.missing: set[str] = set()
        self._report = report
        self._thread = threading.get_ident()
        self._said: set[str] = set()

    def heard(self, page: Any, missing: set[str], report: Report) -> Any:
        """`page`, of whose painting this listener tells `report`; `missing` gets what no font has."""
        paint = type(page).paint

        def painted(stream: Any, scale: float = 1) -> None:
            others = self.missing, self._report
            self.missing, self._report = missing, report
            try:
                paint(page, stream, scale)
            finally:
                self.missing, self._report = others

        page.paint = painted
        return page

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self._thread:
            return
        if str(record.msg).startswith(_MISSING_GLYPH) and isinstance(record.args, tuple):
            self.missing.add(str(record.args[0]))
            return
        text = " ".join(record.getMessage().split())
        if text not in self._said:
            self._said.add(text)
            self._report(Message(Code.ENGINE_WARNING, text))


@contextmanager
def _reporting(report: Report) -> Iterator[_Listener]:
    """Have what WeasyPrint logs reported; gives who knows the characters that no font has."""
    listener = _Listener(report)
    _LOGGER.addHandler(listener)
    try:
        yield listener
    finally:
        _LOGGER.removeHandler(listener)


# --- The finish ------------------------------------------------------------------------------


def _finish(identifier: str, pdf: Any) -> None:
    """Make the PDF/A-3a that is about to be written PDF/UA-1 as well, and name it `identifier`.

    It lacks the identifier of PDF/UA, and PDF/A wants that to be described by an extension
    schema. WeasyPrint also names each attachment twice in ``/AF``.
    """
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    packet = etree.fromstring(b"".join(metadata.stream))
    rdf = next(packet.iter(f"{_RDF}RDF"))
    rdf.extend(etree.fromstring(resources.files(__package__).joinpath("_pdfua.xml").read_bytes()))
    description = etree.SubElement(rdf, f"{_RDF}Description", {f"{_RDF}about": ""}, nsmap={"dc": _DC})
    etree.SubElement(description, f"{{{_DC}}}identifier").text = identifier
    metadata.stream = [etree.tostring(packet.getroottree(), encoding="utf-8")]
    pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _serialize(pdf: Any) -> None:
    """Write out each object of `pdf`, and compress its streams, now and never again.

    pydyf asks each object twice for its bytes: to write them, and to make of them the name of the file.
    """
    from pydyf import Object

    class Written(Object):  # type: ignore[misc]  # pydyf has no types
        data = b""
        compressible = False

    for place, plain in enumerate(pdf.objects):
        if plain.free == "n":
            pdf.objects[place] = written = Written()
            written.number, written.generation = plain.number, plain.generation
            written.data, written.compressible = plain.data, plain.compressible
