"""Artefact → Document: the canonical XML that a PDF, EPUB or DOCX carries, read back.

An artefact comes from anywhere, so it is hostile input. Nothing of it is written to the disk;
what it may cost is bounded: a ZIP file by `packages`, a PDF by the process that reads it
(`pdf`). The XML inside is validated as any other.
"""

from __future__ import annotations

import re

from pipeline.canonical import from_xml
from pipeline.carry import MAX_XML
from pipeline.document import Document
from pipeline.errors import RefusedInput, UnreadableInput
from pipeline.recovery.packages import xml_in_package
from pipeline.recovery.pdf import xml_in_pdf

MAX_ARTEFACT = 64 * 2**20

# The header stands alone on its line, so that an article about PDF may begin with "%PDF-1.7 is …".
_PDF = re.compile(rb"%PDF-[12]\.\d[ \t]*(?:[\r\n%]|\Z)")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second one begins a ZIP file that is empty
_BEFORE_XML = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"  # byte order marks, blanks, what UTF-16 puts between


def is_artefact(data: bytes) -> bool:
    """Whether `data` begins as a PDF, EPUB or DOCX does, which no text does."""
    return data.startswith(_ZIP) or _PDF.match(data) is not None


def recover(data: bytes) -> Document:
    """The document that an artefact was made from.

    Args:
        data: a PDF, EPUB or DOCX that carries its canonical XML; or canonical XML itself.

    Raises:
        RefusedInput: it is encrypted, past a limit, ambiguous, or made to do harm.
        UnreadableInput: it is damaged, none of these formats, carries no document, or one that is
            not valid.
        MissingTool: reading PDF needs pikepdf, which is not installed.
    """
    if not is_artefact(data):
        if data[:100].lstrip(_BEFORE_XML).startswith(b"<"):
            return from_xml(data)
        raise UnreadableInput("neither PDF, EPUB, DOCX nor canonical XML, so it carries no document")
    if len(data) > MAX_ARTEFACT:
        raise RefusedInput(f"it is larger than {MAX_ARTEFACT >> 20} MiB")
    place, xml = xml_in_package(data) if data.startswith(_ZIP) else xml_in_pdf(data)
    if len(xml) > MAX_XML:
        raise RefusedInput(f"the document that it carries ({place}) is larger than {MAX_XML >> 20} MiB")
    try:
        return from_xml(xml)
    except UnreadableInput as error:
        raise type(error)(f"the document that it carries ({place}) can't be used: {error}") from error
