"""DOCX: the body by pandoc, the look by the reference document, finished as a package.

Pandoc writes headings, tables and lists by style (ECMA-376 Transitional). What it can't say is
added afterwards by `_wordml`: language, direction, scripts, accessible tables, properties, and
the canonical XML as a custom XML part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from struct import unpack_from
from types import TracebackType
from typing import ClassVar, Self

from pipeline.canonical import to_xml
from pipeline.document import Document
from pipeline.exporters._epoch import source_date_epoch
from pipeline.exporters._opc import read_package, write_package
from pipeline.exporters._wordml import finish
from pipeline.exporters.figures import figures_of
from pipeline.exporters.pandoc import Picture, to_ast
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
    """Writes a document as an Office Open XML text document; holds a pandoc process."""

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
        document = self._options.shown(document)
        terms = terms_for(self._terms, document.language)
        pictures = tuple(self._pictures(document, terms))
        stand_ins = tuple(_stand_in(picture, number) for number, picture in enumerate(pictures))
        ast = to_ast(document, terms, stand_ins)
        written = self._pandoc.write(ast, "docx", reference=self._reference)
        for warning in written.warnings:
            self._report(Message(Code.ENGINE_WARNING, f"pandoc: {warning}"))
        moment = source_date_epoch()
        painted = {small.data: picture.data for small, picture in zip(stand_ins, pictures, strict=True)}
        parts = {name: painted.get(data, data) for name, data in read_package(written.data).items()}
        finish(parts, document, source, moment)
        return write_package(parts, moment)

    def _pictures(self, document: Document, terms: Terms) -> Iterator[Picture]:
        """The figures of `document`, painted: Word draws SVG in its newest versions alone."""
        profile = self._profiles.that_read(document.profile, self._report)
        for figure in figures_of(document, terms, profile):
            data = self._painter.paint(figure, document.language, self._report)
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
