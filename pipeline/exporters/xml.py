"""Canonical XML, as a format."""

from __future__ import annotations

from typing import ClassVar

from pipeline.canonical import MEDIA_TYPE, to_xml
from pipeline.document import Document
from pipeline.exporters import NoOptions
from pipeline.messages import Report
from pipeline.styles import Styles


class XmlExporter:
    """Writes the canonical XML of a document (``document.rnc``)."""

    name: ClassVar[str] = "xml"
    suffix: ClassVar[str] = ".xml"
    media_type: ClassVar[str] = MEDIA_TYPE
    summary: ClassVar[str] = "the canonical document: schema-checked XML with every typed fact"
    reads_styles: ClassVar[tuple[str, ...]] = ()
    Options = NoOptions

    def __init__(self, options: NoOptions, styles: Styles, report: Report) -> None:
        pass

    def export(self, document: Document) -> bytes:
        """The document as canonical XML, UTF-8."""
        return to_xml(document)
