"""MediaWiki's import file: many pages in one XML, with the templates that they need.

``importDump.php`` and Special:Import take it (export-0.11.xsd; what the fields mean is in
https://www.mediawiki.org/wiki/Help:Export). The pages are those of `mediawiki`, each with one
revision. A template stands before the first page that uses it, so a wiki that renders pages as it
imports them finds it.

- **Pages** are in the main namespace and in ``Template:``, wherever a title would like to lead;
  `nearest_page_name` says what a page is called whose title none can have.
- **Labels** of facts are those of the document: where the template has another one, the page
  gives it. So the infobox reads as it was written, in its language too.
- **Time** is 1980 unless ``SOURCE_DATE_EPOCH`` says otherwise. A wiki shows the newest revision of a
  page, so an import of 1980 adds to what a wiki has and replaces nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import ClassVar

from lxml import etree

from pipeline.document import Document
from pipeline.errors import ExportFailed, SameName
from pipeline.exporters import Entry
from pipeline.exporters._epoch import source_date_epoch
from pipeline.exporters._wikinames import nearest_page_name, page_name
from pipeline.exporters._wikitemplates import PARTS, drawn_table, infobox_templates
from pipeline.exporters._wikitext import without_unholdable
from pipeline.exporters.mediawiki import Infobox, MediaWikiOptions, infobox_of, page
from pipeline.messages import Code, Message, Report
from pipeline.profiles import Profile, Profiles, load_profiles
from pipeline.styles import Styles
from pipeline.terms import load_terms, terms_for

_NAMESPACE = "http://www.mediawiki.org/xml/export-0.11/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XML = "http://www.w3.org/XML/1998/namespace"

_PREFIXES = {None: _NAMESPACE, "xml": _XML, "xsi": _XSI}

_TEMPLATE = 10
# Every wiki's namespaces, by their numbers.
_SUBJECTS = {
    0: "",
    2: "User",
    4: "Project",
    6: "File",
    8: "MediaWiki",
    _TEMPLATE: "Template",
    12: "Help",
    14: "Category",
}

# `$wgMaxArticleSize` of a wiki whose settings leave it alone: past it an import breaks off.
_BYTES_IN_PAGES = 2048 * 1024


@dataclass(frozen=True, slots=True)
class MediaWikiDumpOptions(MediaWikiOptions):
    """How pages are written, and whether their templates are."""

    templates: bool = field(
        default=True, metadata={"help": "bring the infobox templates; a wiki may have its own"}
    )


class MediaWikiDumpExporter:
    """Writes documents as the pages of one import file."""

    name: ClassVar[str] = "mediawiki-dump"
    suffix: ClassVar[str] = ".mediawiki.xml"
    media_type: ClassVar[str] = "application/xml"
    summary: ClassVar[str] = "import file for a wiki: all the pages, with their infobox templates"
    reads_profiles: ClassVar[bool] = True
    reads_styles: ClassVar[tuple[str, ...]] = ("terms.toml",)
    Options = MediaWikiDumpOptions

    def __init__(
        self,
        options: MediaWikiDumpOptions,
        styles: Styles,
        report: Report,
        *,
        profiles: Profiles | None = None,
    ) -> None:
        """Lay out the templates.

        Raises:
            UsageError: a profile's template or parameter has a name that a wiki can't take.
        """
        self._profiles = profiles or load_profiles()
        self._as_template = options.infobox == "template"
        self._with_templates = options.templates
        by_name = self._profiles.by_name
        in_order = (by_name[name] for name in self._profiles.names)
        self._templates = infobox_templates(in_order) if options.templates else {}
        self._terms = load_terms(styles)
        self._report = report

    def export(self, document: Document) -> bytes:
        """The document as an import file of one page; see `export_all`."""
        return b"".join(self.export_all((Entry(document, self._report),)))

    def export_all(self, entries: Iterable[Entry], title: str = "") -> Iterator[bytes]:
        """The documents as one import file, UTF-8, a part at a time; `title` names the wiki.

        A page that is larger than a wiki takes is left out.

        Raises:
            SameName: two documents would be the same page.
        """
        buffer = BytesIO()
        attributes = {
            "version": "0.11",
            f"{{{_XML}}}lang": "en",  # of the namespaces' names
            f"{{{_XSI}}}schemaLocation": f"{_NAMESPACE} http://www.mediawiki.org/xml/export-0.11.xsd",
        }
        moment = datetime.fromtimestamp(source_date_epoch(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with etree.xmlfile(buffer, encoding="utf-8") as file:
            file.write_declaration()
            # Elements inside have no namespace of their own, or each would declare it again.
            with file.element(f"{{{_NAMESPACE}}}mediawiki", attributes, _PREFIXES):
                file.write("\n  ", _indented(_site_info(without_unholdable(title)[0])))
                for number, written in enumerate(self._pages(entries), 1):
                    file.write("\n  ", _indented(written.element(number, moment)))
                    file.flush()
                    yield _taken_out(buffer)
                file.write("\n")
        yield _taken_out(buffer) + b"\n"

    def _pages(self, entries: Iterable[Entry]) -> Iterator[_Page]:
        """The page of each document, each template before the first one that uses it."""
        written: set[str] = set()
        places: dict[str, int] = {}
        for place, (document, report, leave_out) in enumerate(entries):
            name = self._page_name(document, report)
            key = name[0].upper() + name[1:]  # what is one page in some wikis can't be two
            if places.setdefault(key, place) != place:
                raise SameName(name, places[key], place)
            infobox = self._infobox(document, report)
            table = drawn_table if self._with_templates else None
            wikitext = page(document, infobox, report, table).rstrip("\n")
            if (size := len(wikitext.encode())) > _BYTES_IN_PAGES:
                limit = f"a wiki takes {_BYTES_IN_PAGES}"
                leave_out(ExportFailed(f"the page {name!r} has {size} bytes, and {limit}: split the article"))
                continue
            if self._with_templates:
                for template, template_text in self._needed(infobox, written).items():
                    yield _Page(template, template_text, _TEMPLATE)
            yield _Page(name, wikitext)

    def _page_name(self, document: Document, report: Report) -> str:
        title = document.title
        name = page_name(title)
        if name is not None:
            return name
        untitled = terms_for(self._terms, document.language).untitled
        name = nearest_page_name(title) or nearest_page_name(untitled) or "Untitled"
        report(Message(Code.PAGE_RENAMED, f"no wiki page can be called {title!r}: it is {name!r}"))
        return name

    def _infobox(self, document: Document, report: Report) -> Infobox:
        profile = Profile("")  # knows no template
        if self._as_template:
            profile = self._profiles.that_read(document.profile, report)
        template = self._templates.get(page_name(profile.template) or "")
        return infobox_of(document, profile, template.labels if template else None)

    def _needed(self, infobox: Infobox, written: set[str]) -> dict[str, str]:
        """The pages of the templates that `infobox` uses, but for those `written`, which they join."""
        pages = dict(PARTS) if infobox.parameters or infobox.others or infobox.caption else {}
        if infobox.parameters:
            template = self._templates[page_name(infobox.template) or ""]
            pages[template.name] = template.page
        new = {name: wikitext for name, wikitext in pages.items() if name not in written}
        written.update(new)
        return new


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the file, its namespace told by number."""

    name: str
    wikitext: str
    namespace: int = 0

    def element(self, number: int, moment: str) -> etree._Element:
        """The page and its one revision; `number` is the identifier of both."""
        data = self.wikitext.encode()
        sha1 = _base36(hashlib.sha1(data, usedforsecurity=False).digest())
        root = etree.Element("page")
        title = f"{_SUBJECTS[self.namespace]}:{self.name}" if self.namespace else self.name
        _add(root, "title", title)
        _add(root, "ns", str(self.namespace))
        _add(root, "id", str(number))
        revision = etree.SubElement(root, "revision")
        _add(revision, "id", str(number))
        _add(revision, "timestamp", moment)
        _add(etree.SubElement(revision, "contributor"), "username", "Seedpress")
        _add(revision, "comment", "Written by Seedpress")
        _add(revision, "origin", str(number))
        _add(revision, "model", "wikitext")
        _add(revision, "format", "text/x-wiki")
        attributes = {"bytes": str(len(data)), "sha1": sha1, f"{{{_XML}}}space": "preserve"}
        _add(revision, "text", self.wikitext, attributes)
        _add(revision, "sha1", sha1)
        return root


def _add(parent: etree._Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    etree.SubElement(parent, name, attributes).text = text or None


def _base36(digest: bytes) -> str:
    """`digest` as MediaWiki writes a SHA-1: 31 digits and lower-case letters."""
    number, written = int.from_bytes(digest, "big"), ""
    while number:
        number, digit = divmod(number, 36)
        written = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + written
    return written.zfill(31)


def _site_info(title: str) -> etree._Element:
    root = etree.Element("siteinfo")
    _add(root, "sitename", title or "Seedpress")
    _add(root, "generator", "Seedpress")
    _add(root, "case", "first-letter")
    names = {-2: "Media", -1: "Special"}
    for number, name in _SUBJECTS.items():
        names |= {number: name, number + 1: f"{name} talk" if name else "Talk"}
    namespaces = etree.SubElement(root, "namespaces")
    for number, name in names.items():
        _add(namespaces, "namespace", name, {"key": str(number), "case": "first-letter"})
    return root


def _indented(element: etree._Element) -> etree._Element:
    etree.indent(element, level=1)
    return element


def _taken_out(buffer: BytesIO) -> bytes:
    data = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return data
