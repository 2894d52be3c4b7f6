"""Seedpress: plain-text articles to PDF fact sheets, EPUB, DOCX and MediaWiki markup.

::

    from pipeline import normalize, export

    document = normalize(text)          # str or bytes
    pdf: bytes = export(document, "pdf")

    assert recover(pdf) == document     # PDF, EPUB and DOCX carry the document

For many documents, make an exporter once and call it for each: `make_exporter`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

# Each part is imported when it is first asked for: whoever only exports needs no checks, and a
# command line that finds nothing to do needs none of them.
if TYPE_CHECKING:
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

_HOMES = {
    "Code": "messages",
    "Collecting": "exporters",
    "Document": "document",
    "Entry": "exporters",
    "ExportFailed": "errors",
    "Exporter": "exporters",
    "Finding": "checks",
    "Message": "messages",
    "MissingTool": "errors",
    "Normalized": "normalizer",
    "Profiles": "profiles",
    "RefusedInput": "errors",
    "SameName": "errors",
    "SeedpressError": "errors",
    "Styles": "styles",
    "UnreadableInput": "errors",
    "UnwritableOutput": "errors",
    "UsageError": "errors",
    "check": "checks",
    "export": "exporters",
    "export_all": "exporters",
    "find_styles": "styles",
    "format_names": "exporters",
    "from_xml": "canonical",
    "load_profiles": "profiles",
    "make_exporter": "exporters",
    "normalize": "normalizer",
    "normalize_with_messages": "normalizer",
    "opened": "exporters",
    "recover": "recovery",
    "text_of": "document",
    "to_xml": "canonical",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


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
