"""Seedpress: plain-text articles to PDF fact sheets, EPUB, DOCX and MediaWiki markup.

::

    from pipeline import normalize, export

    document = normalize(text)          # str or bytes
    pdf: bytes = export(document, "pdf")

    assert recover(pdf) == document     # PDF, EPUB and DOCX carry the document

For many documents, make an exporter once and call it for each: `make_exporter`.
"""

from pipeline.canonical import from_xml, to_xml
from pipeline.checks import Finding, check
from pipeline.document import Document, text_of
from pipeline.errors import (
    ExportFailed,
    MissingTool,
    RefusedInput,
    SameName,
    SeedpressError,
    UnreadableInput,
    UnwritableOutput,
    UsageError,
)
from pipeline.exporters import (
    Collecting,
    Entry,
    Exporter,
    export,
    export_all,
    format_names,
    make_exporter,
    opened,
)
from pipeline.messages import Code, Message
from pipeline.normalizer import Normalized, normalize, normalize_with_messages
from pipeline.profiles import Profiles, load_profiles
from pipeline.recovery import recover
from pipeline.styles import Styles, find_styles

__all__ = [
    "Code",
    "Collecting",
    "Document",
    "Entry",
    "ExportFailed",
    "Exporter",
    "Finding",
    "Message",
    "MissingTool",
    "Normalized",
    "Profiles",
    "RefusedInput",
    "SameName",
    "SeedpressError",
    "Styles",
    "UnreadableInput",
    "UnwritableOutput",
    "UsageError",
    "check",
    "export",
    "export_all",
    "find_styles",
    "format_names",
    "from_xml",
    "load_profiles",
    "make_exporter",
    "normalize",
    "normalize_with_messages",
    "opened",
    "recover",
    "text_of",
    "to_xml",
]
