"""All validators, in the order of the formats."""

from __future__ import annotations

from validators import Validator
from validators.docx import LibreOffice, OpenXml
from validators.epub import Ace, EpubCheck
from validators.gallery import Chromium
from validators.pdf import Glyphs, PdfFonts, Qpdf, VeraPdf
from validators.wiki import MediaWiki
from validators.xml import Jing, Libxml2

VALIDATORS: tuple[Validator, ...] = (
    VeraPdf(),
    Qpdf(),
    PdfFonts(),
    Glyphs(),
    EpubCheck(),
    Ace(),
    OpenXml(),
    LibreOffice(),
    MediaWiki(),
    Libxml2(),
    Jing(),
    Chromium(),
)
