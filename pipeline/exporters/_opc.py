"""Open Packaging Conventions (ECMA-376, part 2): a ZIP file of parts and relationships."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

Parts: TypeAlias = dict[str, bytes]

_CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_NSMAP: Any = {None: _RELATIONSHIPS[1:-1]}  # the stubs know no default namespace


def read_package(data: bytes) -> Parts:
    """The parts of a package that we or our engine wrote, by name. It is not for hostile input."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_package(parts: Parts, moment: int) -> bytes:
    """The package: content types first, the others by name, all dated with `moment`.

    Args:
        parts: the parts by name.
        moment: seconds since 1970, within the years that ZIP can write.
    """
    time = datetime.fromtimestamp(moment, UTC).timetuple()[:6]
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name in sorted(parts, key=lambda name: (name != _CONTENT_TYPES, name)):
            info = ZipInfo(name, time)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 3  # the same on any system
            info.external_attr = 0o644 << 16
            archive.writestr(info, parts[name])
    return target.getvalue()


def xml_bytes(root: etree._Element) -> bytes:
    """`root` as the bytes of a part."""
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return data


def add_part(parts: Parts, name: str, data: bytes, content_type: str = "") -> None:
    """Put a part into the package, with its content type unless that of its suffix will do."""
    parts[name] = data
    if content_type:
        types = etree.fromstring(parts[_CONTENT_TYPES])
        etree.SubElement(types, _TYPES + "Override", PartName=f"/{name}", ContentType=content_type)
        parts[_CONTENT_TYPES] = xml_bytes(types)


def relate(parts: Parts, source: str, type_: str, target: str) -> None:
    """Add a relationship from the part `source` to `target` (relative to it)."""
    folder, _, file = source.rpartition("/")
    name = f"{folder}/_rels/{file}.rels"
    if name in parts:
        relationships = etree.fromstring(parts[name])
    else:
        relationships = etree.Element(_RELATIONSHIPS + "Relationships", nsmap=_NSMAP)
    used = {relationship.get("Id") for relationship in relationships}
    number = next(n for n in range(1, len(used) + 2) if f"rId{n}" not in used)
    etree.SubElement(
        relationships, _RELATIONSHIPS + "Relationship", Id=f"rId{number}", Type=type_, Target=target
    )
    parts[name] = xml_bytes(relationships)
