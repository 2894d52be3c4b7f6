"""Where an artefact carries the canonical XML of its document: what writers and reader agree on.

========  ==================================================================================
PDF       the associated file ``document.xml`` with the relationship ``Source`` (ISO 32000-2,
          14.13; PDF/A-3), which is an attachment, too
EPUB      a linked resource (EPUB 3.3, 5.5.7) of our media type, ``rel="dcterms:source"``
DOCX      a custom XML part (ECMA-376, part 1, 15.2.5) of the main document part, whose root
          element is in our namespace
========  ==================================================================================

A collection carries one for each of its documents: in PDF the attachments are called
``NAME.document.xml``, in EPUB they lie in the folder of the article, in DOCX they are numbered.

How it is found and read back, by `pipeline.recovery`, is described in ``docs/recover.md``.
"""

from __future__ import annotations

PDF_FILE = "document.xml"
PDF_RELATIONSHIP = "Source"


def pdf_file_of(name: str) -> str:
    """The attachment of the document `name` of a collection."""
    return f"{name}.{PDF_FILE}"


EPUB_FILE = "document.xml"
EPUB_RELATIONSHIP = "dcterms:source"

_OFFICE_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCX_RELATIONSHIP = f"{_OFFICE_DOCUMENT}/customXml"
DOCX_MAIN_RELATIONSHIP = f"{_OFFICE_DOCUMENT}/officeDocument"


def docx_part(number: int) -> str:
    """The part of the document `number`, which is 1 but for those of a collection."""
    return f"customXml/item{number}.xml"


MAX_XML = 16 * 2**20
"""How many bytes of canonical XML are read back: more than twice what the longest novel needs."""
