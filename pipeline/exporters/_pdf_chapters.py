"""Chapters of one PDF: articles that were laid out by themselves, made one document.

What a reader can't see is added to what WeasyPrint writes: that each chapter is an article, its
language, and how the pages are numbered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.messages import Report


@dataclass(frozen=True, slots=True)
class Chapter:
    """An article in a PDF: `anchor` is where the contents lead to, `pages` are WeasyPrint's."""

    title: str
    language: str
    anchor: str
    report: Report
    pages: Sequence[Any]


def finish_collection(front_pages: int, chapters: Sequence[Chapter], pdf: Any) -> None:
    """Finish the `pdf` (pydyf's) that is about to be written: `front_pages`, then those of `chapters`."""
    _number_pages(front_pages, pdf)
    _name_links({chapter.anchor: chapter.title for chapter in chapters}, pdf)
    _mark_articles(front_pages, chapters, pdf)


def _object(pdf: Any, reference: Any) -> Any:
    """What `reference` ("12 0 R") refers to."""
    return pdf.objects[int(reference.split()[0])]


def _number_pages(front_pages: int, pdf: Any) -> None:
    """Let viewers call pages as they are numbered: from i, then from 1 (ISO 32000-1, 12.4.2)."""
    import pydyf

    roman, arabic = pydyf.Dictionary({"S": "/r"}), pydyf.Dictionary({"S": "/D"})
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, roman, front_pages, arabic])})


def _name_links(titles: dict[str, str], pdf: Any) -> None:
    """Describe each link by the title of the article that it leads to, not by its anchor."""
    import pydyf

    for found in pdf.objects:
        if isinstance(found, pydyf.Dictionary) and found.get("Subtype") == "/Link":
            title = titles.get(found["Dest"].string) if "Dest" in found else None
            if title is not None:
                found["Contents"] = pydyf.String(title)


def _mark_articles(front_pages: int, chapters: Sequence[Chapter], pdf: Any) -> None:
    """Put what is on the pages of each chapter into an ``Art`` of its language (ISO 32000-1, 14.8.4.2)."""
    import pydyf

    owners = [chapter for chapter in chapters for _ in chapter.pages]
    chapter_of = dict(zip(pdf.page_references[front_pages:], owners, strict=True))
    [root] = _object(pdf, pdf.catalog["StructTreeRoot"])["K"]
    document = _object(pdf, root)
    kids = pydyf.Array()
    articles: dict[str, Any] = {}
    for kid in document["K"]:
        element = _object(pdf, kid)
        owner = chapter_of.get(element["Pg"])
        if owner is None:
            kids.append(kid)
            continue
        article = articles.get(owner.anchor)
        if article is None:
            article = articles[owner.anchor] = pydyf.Dictionary(
                {
                    "Type": "/StructElem",
                    "S": "/Art",
                    "K": pydyf.Array(),
                    "P": document.reference,
                    "Lang": pydyf.String(owner.language),
                }
            )
            pdf.add_object(article)
            kids.append(article.reference)
        article["K"].append(kid)
        element["P"] = article.reference
    document["K"] = kids
