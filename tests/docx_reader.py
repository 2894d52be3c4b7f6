"""Reads the text of a document out of DOCX, by python-docx and the meaning of the markup alone.

A paragraph is a written line and a line break ends one. A row is a line: label, colon and value
in a table of facts, the cells one after the other elsewhere. Header rows are not the document's,
nor are pictures: they show again what the text says.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

# ECMA-376, part 1, 17.3.3: the elements of a run that stand for one character.
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:softHyphen"): "\u00ad",
    qn("w:noBreakHyphen"): "\u2011",
}


def read_docx(data: bytes) -> Docx:
    return docx.Document(BytesIO(data))


def lines_in(document: Docx) -> list[str]:
    """The written lines of the body, in order."""
    return [line for block in document.iter_inner_content() for line in _block_lines(block)]


def text_in(paragraph: Paragraph) -> str:
    """The text of a paragraph."""
    return "".join(
        child.text or "" if child.tag == qn("w:t") else _CHARACTERS.get(child.tag, "")
        for run in paragraph._p.iter(qn("w:r"))
        for child in run
    )


def is_header(row: _Row) -> bool:
    return row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def cells_in(row: _Row) -> list[list[str]]:
    """The lines of each cell, a cell that spans columns once."""
    return [
        [line for paragraph in cell.paragraphs for line in text_in(paragraph).split("\n")]
        for cell in dict.fromkeys(row.cells)
    ]


def _block_lines(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Paragraph):
        if block._p.find(f".//{qn('w:drawing')}") is not None:
            return
        yield from text_in(block).split("\n")
        return
    colon = ": " if block.style is not None and block.style.name == "Facts Table" else ""
    for row in block.rows:
        if not is_header(row):
            first, *rest = cells_in(row)
            yield from [colon.join([first[0], *(cell[0] for cell in rest)]), *first[1:]]
            for cell in rest:
                yield from cell[1:]
