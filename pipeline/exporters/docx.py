"""DOCX: the body by pandoc, the look by the reference document, finished as a package.

Pandoc writes headings, tables and lists by style (ECMA-376 Transitional). What it can't say is
added afterwards by `_wordml`: language, direction, scripts, accessible tables, properties, and
the canonical XML as a custom XML part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from struct import unpack_from
from types import TracebackType
from typing import ClassVar, Self

from pipeline.canonical import identifier_of, identifier_of_all, to_xml
from pipeline.document import Document
from pipeline.errors import ExportFailed, SeedpressError
from pipeline.exporters import Entry
from pipeline.exporters._collection import Slugs, languages_of
from pipeline.exporters._docx_collection import Chapter, collection_ast
from pipeline.exporters._epoch import source_date_epoch
from pipeline.exporters._opc import read_package, write_package
from pipeline.exporters._wordml import Whole, finish
from pipeline.exporters.figures import figures_of
from pipeline.exporters.pandoc import Node, Picture, to_ast
from pipeline.exporters.pandoc_process import Pandoc
from pipeline.exporters.picture import DPI, FigurePainter
from pipeline.exporters.typography import QuoteOptions
from pipeline.messages import Code, Message, Report
from pipeline.profiles import Profiles, load_profiles
from pipeline.styles import Styles
from pipeline.terms import Terms, load_terms, terms_for

# Where the header of a PNG file has its width and height.
_PNG_SIZE = 16


class DocxExporter:
    """Writes a document, or many, as an Office Open XML text document; holds a pandoc process."""

    name: ClassVar[str] = "docx"
    suffix: ClassVar[str] = ".docx"
    media_type: ClassVar[str] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    summary: ClassVar[str] = "Word document, restyled by changing the styles of one reference document"
    reads_profiles: ClassVar[bool] = True
    reads_styles: ClassVar[tuple[str, ...]] = ("docx/reference.docx", "fonts/", "terms.toml")
    uses_system_fonts: ClassVar[bool] = True
    Options = QuoteOptions

    def __init__(
        self,
        options: QuoteOptions,
        styles: Styles,
        report: Report,
        *,
        profiles: Profiles | None = None,
    ) -> None:
        """Find pandoc, the reference document and the words.

        Raises:
            MissingTool: pandoc or Pillow is not installed.
            UsageError: a style file is missing or broken.
        """
        self._options = options
        self._pandoc = Pandoc()
        self._reference = styles.path("docx/reference.docx")
        self._profiles = profiles or load_profiles()
        self._terms = load_terms(styles)
        self._painter = FigurePainter(styles)
        self._report = report

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pandoc.close()

    def export(self, document: Document) -> bytes:
        """The document as DOCX.

        Raises:
            ExportFailed: pandoc gave up, or the reference document is none.
            UnreadableInput: a text of the document can't stand in XML.
        """
        source = to_xml(document)
        painted: dict[bytes, bytes] = {}
        document, ast = self._ast(document, self._report, painted)
        whole = Whole(document.title, document.language, identifier_of(source), [source])
        return self._finished(ast, whole, painted)

    def export_all(self, entries: Iterable[Entry], title: str = "") -> Iterator[bytes]:
        """The documents as one DOCX called `title`, which is given out whole.

        Its language is that of most documents.

        Raises:
            ExportFailed: pandoc gave up, there is no document, or the reference document is none.
        """
        sources: list[bytes] = []
        chapters: list[Chapter] = []
        slugs = Slugs()
        painted: dict[bytes, bytes] = {}
        for entry in entries:
            try:
                source = to_xml(entry.document)
                document, ast = self._ast(entry.document, entry.report, painted)
            except SeedpressError as error:
                entry.leave_out(error)
                continue
            terms = terms_for(self._terms, document.language)
            slug = slugs.slug_for(entry.document.title)
            chapters.append(Chapter(document.title, document.language, slug, ast["blocks"], terms.untitled))
            sources.append(source)
        if not chapters:
            raise ExportFailed("there is no document to make a DOCX of")
        articles = [chapter.language for chapter in chapters]
        language = languages_of(articles)[0]
        identifier = identifier_of_all(title, [identifier_of(source) for source in sources])
        terms = terms_for(self._terms, language)
        ast = collection_ast(title or terms.untitled, chapters, terms)
        yield self._finished(ast, Whole(title, language, identifier, sources, articles), painted)

    def _ast(self, document: Document, report: Report, painted: dict[bytes, bytes]) -> tuple[Document, Node]:
        """`document` as it is shown, and as pandoc takes it.

        Pandoc gets a stand-in for each figure; `painted` is told what belongs in its place.
        """
        document = self._options.shown(document)
        terms = terms_for(self._terms, document.language)
        pictures = []
        for picture in self._pictures(document, terms, report):
            stand_in = _stand_in(picture, len(painted))
            painted[stand_in.data] = picture.data
            pictures.append(stand_in)
        return document, to_ast(document, terms, tuple(pictures))

    def _finished(self, ast: Node, whole: Whole, painted: dict[bytes, bytes]) -> bytes:
        written = self._pandoc.write(ast, "docx", reference=self._reference)
        for warning in written.warnings:
            self._report(Message(Code.ENGINE_WARNING, f"pandoc: {warning}"))
        moment = source_date_epoch()
        parts = {name: painted.get(data, data) for name, data in read_package(written.data).items()}
        finish(parts, whole, moment)
        return write_package(parts, moment)

    def _pictures(self, document: Document, terms: Terms, report: Report) -> Iterator[Picture]:
        """The figures of `document`, painted: Word draws SVG in its newest versions alone."""
        profile = self._profiles.that_read(document.profile, report)
        for figure in figures_of(document, terms, profile):
            data = self._painter.paint(figure, document.language, report)
            yield Picture(figure.place, f"{figure.alternative} {figure.origin}", data)


def _stand_in(picture: Picture, number: int) -> Picture:
    """A picture of a few pixels to give pandoc in the place of `picture`, and as large on the page.

    Pandoc decodes all the pixels of a picture to know its size. No two numbers make the same file.
    """
    from PIL import Image

    width, height = unpack_from(">II", picture.data, _PNG_SIZE)
    file = BytesIO()
    Image.new("1", (1, number + 1)).save(file, "PNG")
    return replace(picture, data=file.getvalue(), size=(width / DPI, height / DPI))
