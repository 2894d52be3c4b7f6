"""The canonical XML in an EPUB or DOCX, both of which are ZIP files.

It is found by following the package's own links, so tools may have renamed and moved it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from posixpath import dirname, join, normpath
from urllib.parse import SplitResult, unquote, urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from pipeline.canonical import MEDIA_TYPE, NAMESPACE
from pipeline.carry import DOCX_MAIN_RELATIONSHIP, DOCX_RELATIONSHIP, MAX_XML
from pipeline.errors import RefusedInput, UnreadableInput
from pipeline.untrusted_xml import parse_xml, root_tag

MAX_DIRECTORY = 2**20
"""Bytes of a ZIP file's directory: some 10,000 entries. What is read of it takes 20 times as much."""

_MAX_PART = 2**20  # a package document, relationships: what leads to the XML
_MAX_CANDIDATES = 100
_MAX_LISTED = 10
_START = 4096  # bytes that tell the root element of a part

# The record at the end of a ZIP file (APPNOTE 4.3.16), if it has no comment.
_END = struct.Struct("<4s4H2LH")
_LOCATOR64 = (b"PK\x06\x07", 20)

_ENCRYPTED = 0x1 | 0x40 | 0x2000  # APPNOTE 4.4.4: bits 0, 6 and 13

_OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# ISO/IEC 29500 Strict has namespaces of its own; Word can save so.
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def xml_in_package(data: bytes) -> tuple[str, bytes]:
    """The canonical XML in the EPUB or DOCX `data`, and the name of its entry.

    Raises:
        RefusedInput: the ZIP file is encrypted, past a limit, or has names that no package has.
        UnreadableInput: it is damaged, neither EPUB nor DOCX, or carries no canonical XML.
    """
    package = _Package(data)
    if "mimetype" in package and package.read("mimetype", _MAX_PART).strip() == b"application/epub+zip":
        kind, names = "EPUB", _names_in_epub(package)
    elif "[Content_Types].xml" in package:
        kind, names = "DOCX", _names_in_docx(package)
    else:
        raise UnreadableInput("a ZIP file, but neither EPUB nor DOCX")
    if not names:
        raise UnreadableInput(f"the {kind} carries no canonical XML: it was not made by seedpress")
    if len(names) > 1:
        more = f" and {len(names) - _MAX_LISTED} more" if len(names) > _MAX_LISTED else ""
        listed = ", ".join(map(repr, names[:_MAX_LISTED])) + more
        raise RefusedInput(f"the {kind} is a collection, it carries several documents: {listed}")
    return names[0], package.read(names[0], MAX_XML)


# --- EPUB: container → package document → link -----------------------------------------------


def _names_in_epub(package: _Package) -> list[str]:
    container = package.xml("META-INF/container.xml")
    path = next((e.get("full-path", "") for e in container.iter(f"{_OCF}rootfile")), "")
    opf = package.xml(path)
    # A tool that packs the book anew may turn the linked resource into one of the manifest.
    hrefs = (
        element.get("href", "")
        for element in opf.iter(f"{_OPF}link", f"{_OPF}item")
        if element.get("media-type") == MEDIA_TYPE
    )
    return _distinct(_resolved(path, href) for href in hrefs if not _split(href).scheme)


# --- DOCX: package → main part → custom XML part ---------------------------------------------


def _names_in_docx(package: _Package) -> list[str]:
    main = next(_related(package, "", DOCX_MAIN_RELATIONSHIP), None)
    if main is None:
        return []
    parts = _distinct(_related(package, main, DOCX_RELATIONSHIP))
    if len(parts) > _MAX_CANDIDATES:
        raise RefusedInput(
            f"the DOCX has more than {_MAX_CANDIDATES} custom XML parts: too many for one document"
        )
    return [name for name in parts if (root_tag(package.start(name)) or "").startswith(f"{{{NAMESPACE}}}")]


def _related(package: _Package, source: str, type_: str) -> Iterator[str]:
    """The parts that the part `source` (``""``: the package) has a relationship of `type_` with."""
    folder, _, file = source.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels".removeprefix("/")
    if rels not in package:
        return
    types = {type_, f"{_STRICT}/{type_.rpartition('/')[2]}"}
    for relationship in package.xml(rels).iter(_RELATIONSHIP):
        if relationship.get("Type") in types and relationship.get("TargetMode") != "External":
            yield _resolved(source, relationship.get("Target", ""))


# --- The ZIP file ----------------------------------------------------------------------------


class _Package:
    """The entries of a hostile ZIP file. Names are compared without case, as OPC and OCF do."""

    def __init__(self, data: bytes) -> None:
        _check_end(data)
        with _damaged():
            self._zip = ZipFile(BytesIO(data))
        self._entries: dict[str, ZipInfo] = {}
        for entry in self._zip.infolist():
            name = entry.orig_filename
            if name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/"):
                raise RefusedInput(f"the ZIP file has an entry that leads out of it: {name!r}")
            if entry.flag_bits & _ENCRYPTED:
                raise RefusedInput("the ZIP file is encrypted")
            if self._entries.setdefault(name.casefold(), entry) is not entry:
                raise RefusedInput(f"the ZIP file has two entries called {name!r}")

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def read(self, name: str, limit: int) -> bytes:
        """The content of the entry `name`, of which no more than `limit` bytes are unpacked."""
        content = self._unpacked(name, limit + 1)
        if len(content) > limit:
            raise RefusedInput(f"{name!r} in the ZIP file unpacks to more than {limit >> 20} MiB")
        return content

    def start(self, name: str) -> bytes:
        """The first bytes of the entry `name`; none if there is no such entry."""
        return self._unpacked(name, _START) if name in self else b""

    def xml(self, name: str) -> etree._Element:
        """The root element of the entry `name`, which is small."""
        content = self.read(name, _MAX_PART)
        try:
            return parse_xml(content).getroot()
        except UnreadableInput as error:
            raise type(error)(f"{name!r} in the ZIP file: {error}") from error

    def _unpacked(self, name: str, size: int) -> bytes:
        entry = self._entries.get(name.casefold())
        if entry is None:
            raise UnreadableInput(f"the ZIP file lacks {name!r}")
        # `zipfile` unpacks the others a block at a time, however much that block becomes.
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise RefusedInput(f"{name!r} in the ZIP file is compressed in a way that EPUB and DOCX are not")
        with _damaged(), self._zip.open(entry) as file:
            return file.read(size)


def _check_end(data: bytes) -> None:
    """Look at the size of the directory before `zipfile` makes an object of each entry in it."""
    end = data[-_END.size :]
    if len(end) < _END.size or not end.startswith(b"PK\x05\x06") or end[-2:] != b"\0\0":
        raise UnreadableInput("the ZIP file is cut off, or goes on behind its end")
    signature, offset = _LOCATOR64
    if data[: -_END.size][-offset:].startswith(signature):
        raise RefusedInput("the ZIP file is in the format ZIP64, for more than any document needs")
    directory = _END.unpack(end)[5]
    if directory > MAX_DIRECTORY:
        raise RefusedInput(f"the directory of the ZIP file is larger than {MAX_DIRECTORY >> 20} MiB")


@contextmanager
def _damaged() -> Iterator[None]:
    """Turn what `zipfile` raises into an error of ours. Only some of it is declared."""
    try:
        yield
    except (BadZipFile, EOFError, NotImplementedError, OSError, OverflowError, RuntimeError) as error:
        raise UnreadableInput(f"the ZIP file is damaged: {error}") from error
    except (ValueError, struct.error, zlib.error) as error:
        raise UnreadableInput(f"the ZIP file is damaged: {error}") from error


def _resolved(base: str, reference: str) -> str:
    """The entry that `reference` means in the entry `base`."""
    path = unquote(_split(reference).path)
    return normpath(join("/", dirname(base), path)).lstrip("/")


def _split(reference: str) -> SplitResult:
    try:
        return urlsplit(reference)
    except ValueError as error:
        raise UnreadableInput(f"{reference!r} in the ZIP file is no reference: {error}") from error


def _distinct(names: Iterable[str]) -> list[str]:
    return list({name.casefold(): name for name in names}.values())
