"""What a DOCX of pandoc's lacks: WordprocessingML (ECMA-376, part 1), added to its parts.

Nothing here changes a text, and nothing formats a paragraph or a run: a list item gets its
style, a run is told its script, the whole gets its language and direction. So a user who
changes the styles changes all that there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from lxml import etree

from pipeline.canonical import NAMESPACE, identifier_of, identifier_of_all
from pipeline.carry import DOCX_RELATIONSHIP, docx_part
from pipeline.document import direction_of
from pipeline.exporters._opc import Parts, add_part, relate, xml_bytes
from pipeline.exporters._scripts import Locale, by_script, locale_of

_DOCUMENT, _STYLES, _SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NS = {"w": _W[1:-1]}


@dataclass(frozen=True, slots=True)
class Whole:
    """What pandoc wrote: its title, its language, its identifier, and the canonical XML to be carried.

    `articles` are the languages of the articles of a collection, in order; none for a single one.
    """

    title: str
    language: str
    identifier: UUID
    sources: Sequence[bytes]
    articles: Sequence[str] = ()


def finish(parts: Parts, whole: Whole, moment: int) -> None:
    """Turn the `parts` that pandoc wrote into those of the finished package.

    Args:
        parts: the package; changed in place.
        whole: what pandoc wrote.
        moment: when it was written, in seconds since 1970.
    """
    rtl = direction_of(whole.language) == "rtl"
    locale = locale_of(whole.language)
    styles = etree.fromstring(parts[_STYLES])
    body = etree.fromstring(parts[_DOCUMENT])
    ids = _style_ids(styles)
    _style_lists(body, ids)
    _style_tables(body, ids)
    _describe_tables(body, ids)
    _describe_pictures(body)
    if whole.articles:
        _mark_articles(body, ids, whole)
    else:
        _mark_scripts(body, rtl)
    _mark_tabs(body)
    for language in styles.iterfind("w:docDefaults/w:rPrDefault/w:rPr/w:lang", _NS):
        _set_language(language, locale)
    if rtl:
        _turn_styles(styles)
        _turn_body(body)
    parts[_DOCUMENT], parts[_STYLES] = xml_bytes(body), xml_bytes(styles)
    settings = etree.fromstring(parts[_SETTINGS])
    for language in settings.iterfind("w:themeFontLang", _NS):
        _set_language(language, locale)
    parts[_SETTINGS] = xml_bytes(settings)
    for name in [name for name in parts if re.fullmatch(r"word/header\d+\.xml", name)]:
        parts[name] = _running_head(parts[name], whole.title, rtl)
    parts["docProps/core.xml"] = _core_properties(whole, moment)
    for number, source in enumerate(whole.sources, 1):
        _carry(parts, source, number)


def _w(name: str, **attributes: str) -> etree._Element:
    return etree.Element(_W + name, {_W + key: value for key, value in attributes.items()})


def _value(parent: etree._Element, path: str) -> str:
    """The ``w:val`` of the element at `path`, ``""`` where there is none."""
    child = parent.find(path, _NS)
    return "" if child is None else child.get(_W + "val", "")


def _insert_before(parent: etree._Element, child: etree._Element, followers: Iterable[str]) -> None:
    """Put `child` where the schema's sequence wants it: before the first of `followers`."""
    tags = {_W + name for name in followers}
    index = next((i for i, element in enumerate(parent) if element.tag in tags), len(parent))
    parent.insert(index, child)


def _style_ids(styles: etree._Element) -> dict[str, str]:
    """The id of each style by its name in lower case. Names are the same in Word of any language."""
    return {
        _value(style, "w:name").lower(): style.get(_W + "styleId", "")
        for style in styles.iterfind("w:style", _NS)
    }


# --- Lists ---------------------------------------------------------------------------------


def _style_lists(body: etree._Element, ids: dict[str, str]) -> None:
    """Give each list item the style of its level (List Bullet, List Bullet 2, …).

    Pandoc numbers the paragraph itself, which no style can change. A reference document that
    lacks the style of a level keeps pandoc's numbering there.
    """
    for numbering in body.findall(".//w:pPr/w:numPr", _NS):
        properties = numbering.getparent()
        assert properties is not None
        level = int(_value(numbering, "w:ilvl")) + 1
        style = ids.get("list bullet" if level == 1 else f"list bullet {level}")
        named = properties.find("w:pStyle", _NS)
        if style and named is not None:
            named.set(_W + "val", style)
            properties.remove(numbering)


# --- Tables --------------------------------------------------------------------------------


def _style_tables(body: etree._Element, ids: dict[str, str]) -> None:
    """Refer to the style of each table by its id, and fit its columns to the page.

    Pandoc writes the style's name instead, and columns for a page of its own.
    """
    width = _text_width(body)
    for table in body.iter(_W + "tbl"):
        style = table.find("w:tblPr/w:tblStyle", _NS)
        if style is not None:
            name = style.get(_W + "val", "")
            style.set(_W + "val", ids.get(name.lower()) or ids.get("table", name))
        columns = table.findall("w:tblGrid/w:gridCol", _NS)
        total = sum(int(column.get(_W + "w", "0")) for column in columns)
        for column in columns if width and total else ():
            column.set(_W + "w", str(round(int(column.get(_W + "w", "0")) * width / total)))


def _text_width(body: etree._Element) -> int:
    """The width of a line in twentieths of a point, 0 where the document doesn't say."""
    size = body.find("w:body/w:sectPr/w:pgSz", _NS)
    margins = body.find("w:body/w:sectPr/w:pgMar", _NS)
    if size is None or margins is None:
        return 0
    sides = (margins.get(_W + side, "0") for side in ("left", "right"))
    return int(size.get(_W + "w", "0")) - sum(map(int, sides))


def _describe_tables(body: etree._Element, ids: dict[str, str]) -> None:
    """Name and describe each table for those who don't see it, and mark its row headers.

    Its name is its caption, else the heading above it; its description is its header row.
    """
    heads = {ids.get(name) for name in ("title", *(f"heading {level}" for level in range(1, 7)))}
    above = ""
    for element in body.iterfind("w:body/*", _NS):
        if element.tag == _W + "tbl":
            _describe_table(element, above)
        elif _value(element, "w:pPr/w:pStyle") in heads:
            above = _text(element)


def _describe_table(table: etree._Element, above: str) -> None:
    properties = table.find("w:tblPr", _NS)
    assert properties is not None, "a table of pandoc's has properties"
    look = properties.find("w:tblLook", _NS)
    if look is not None:
        look.set(_W + "firstColumn", "1")
        look.set(_W + "val", "00A0")  # the same in the older form: first row, first column
    if properties.find("w:tblCaption", _NS) is None:
        properties.append(_w("tblCaption", val=above))
    header = " | ".join(_text(cell) for cell in table.iterfind("w:tr[1]/w:tc", _NS))
    properties.append(_w("tblDescription", val=header))


def _text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(_W + "t"))


# --- Pictures ------------------------------------------------------------------------------

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"


def _describe_pictures(body: etree._Element) -> None:
    """Describe each picture by its text alternative alone, and set it without space of its own.

    Pandoc adds the whole data URI as a second description; without distances, which are zero by
    the standard, LibreOffice takes an eighth of an inch.
    """
    for drawing in body.iter(_W + "drawing"):
        for inline in drawing.iter(_WP + "inline"):
            inline.attrib.update(dict.fromkeys(("distT", "distB", "distL", "distR"), "0"))
        alternatives = [properties.get("descr", "") for properties in drawing.iter(_WP + "docPr")]
        for properties in drawing.iter(_PIC + "cNvPr"):
            properties.set("descr", "".join(alternatives))


# --- Runs ----------------------------------------------------------------------------------


def _mark_scripts(root: etree._Element, rtl: bool) -> None:
    """Tell each run whether it is right-to-left or of another complex script.

    Word takes face, size and weight of such a run from other slots of the style, and orders the
    punctuation at its ends by it. A run that mixes scripts is cut where they change.
    """
    for run in list(root.iter(_W + "r")):
        text = run.find("w:t", _NS)
        if text is None:
            continue
        pieces = by_script(text.text or "", rtl)
        if any(script for _, script in pieces):
            parent = run.getparent()
            assert parent is not None
            index = parent.index(run)
            parent[index : index + 1] = [_run_of_script(run, *piece) for piece in pieces]


def _run_of_script(run: etree._Element, text: str, script: str) -> etree._Element:
    """A run like `run`, which is left as it is, with another text."""
    new = _w("r")
    properties = deepcopy(run.find("w:rPr", _NS))
    if properties is not None:
        new.append(properties)
    if script:
        if properties is None:
            properties = etree.SubElement(new, _W + "rPr")
        _insert_before(properties, _w(script), ("em", "lang", "eastAsianLayout", "specVanish", "oMath"))
    new.append(_text_element(text))
    return new


def _mark_tabs(root: etree._Element) -> None:
    """Write each tab as ``w:tab``: as a character of a text it would be a mere blank."""
    for text in [t for t in root.iter(_W + "t") if "\t" in (t.text or "")]:
        run = text.getparent()
        assert run is not None
        pieces = (piece for piece in re.split("(\t)", text.text or "") if piece)
        index = run.index(text)
        run[index : index + 1] = [_w("tab") if p == "\t" else _text_element(p) for p in pieces]


def _text_element(text: str) -> etree._Element:
    element = _w("t")
    element.set(_XML_SPACE, "preserve")
    element.text = text
    return element


# --- Language and direction ----------------------------------------------------------------

# The attribute of w:lang and w:themeFontLang for each kind of script.
_SLOTS = {"western": "val", "east-asian": "eastAsia", "complex": "bidi"}


def _set_language(language: etree._Element, locale: Locale) -> None:
    """Set the document's language in a ``w:lang`` or ``w:themeFontLang``.

    Text in another kind of script keeps the language that the reference document has for it:
    Latin letters in a Hebrew article are not Hebrew.
    """
    language.set(_W + _SLOTS[locale.kind], locale.tag)


def _turn_styles(styles: etree._Element) -> None:
    """Make right-to-left the direction of every style that doesn't say otherwise."""
    default = styles.find("w:style[@w:type='paragraph'][@w:default='1']", _NS)
    if default is None:
        return
    properties = default.find("w:pPr", _NS)
    if properties is None:
        properties = _w("pPr")
        _insert_before(default, properties, ("rPr", "tblPr", "trPr", "tcPr", "tblStylePr"))
    if properties.find("w:bidi", _NS) is None:
        _insert_before(properties, _w("bidi"), _AFTER_BIDI)


# What may follow w:bidi in w:pPr.
_AFTER_BIDI = (
    "adjustRightInd",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "mirrorIndents",
    "suppressOverlap",
    "jc",
    "textDirection",
    "textAlignment",
    "textboxTightWrap",
    "outlineLvl",
    "divId",
    "cnfStyle",
    "rPr",
    "sectPr",
    "pPrChange",
)


def _turn_body(body: etree._Element) -> None:
    """Let columns and pages run from the right."""
    for properties in body.iter(_W + "tblPr"):
        properties.insert(1, _w("bidiVisual"))  # behind w:tblStyle
    for section in body.iter(_W + "sectPr"):
        _insert_before(section, _w("bidi"), ("rtlGutter", "docGrid", "printerSettings", "sectPrChange"))


# --- The articles of a collection ----------------------------------------------------------


def _mark_articles(body: etree._Element, ids: dict[str, str], whole: Whole) -> None:
    """Give each article its title's style, its language and its direction.

    Each begins with a heading of the first level, which has no other use in a collection.
    """
    rtl, language = direction_of(whole.language) == "rtl", whole.language
    waiting = iter(whole.articles)
    of_article, is_turned = language, False
    for element in list(body.iterfind("w:body/*", _NS)):
        style = element.find("w:pPr/w:pStyle", _NS)
        if style is not None and style.get(_W + "val") == ids.get("heading 1"):
            style.set(_W + "val", ids.get("article title") or ids["heading 1"])
            of_article = next(waiting)
            is_turned = (direction_of(of_article) == "rtl") != rtl
        _mark_scripts(element, rtl != is_turned)
        if is_turned:
            _turn(element, rtl=not rtl)
        if of_article != language:
            _mark_language(element, locale_of(of_article))


def _turn(element: etree._Element, *, rtl: bool) -> None:
    """Let the paragraphs and tables of `element` run in another direction than those around it."""
    direction = {} if rtl else {"val": "0"}
    for paragraph in element.iter(_W + "p"):
        properties = paragraph.find("w:pPr", _NS)
        if properties is None:
            properties = _w("pPr")
            paragraph.insert(0, properties)
        _insert_before(properties, _w("bidi", **direction), _AFTER_BIDI)
    for table in element.iter(_W + "tblPr"):
        table.insert(1, _w("bidiVisual", **direction))  # behind w:tblStyle


def _mark_language(element: etree._Element, locale: Locale) -> None:
    for run in element.iter(_W + "r"):
        properties = run.find("w:rPr", _NS)
        if properties is None:
            properties = _w("rPr")
            run.insert(0, properties)
        language = _w("lang")
        _set_language(language, locale)
        _insert_before(properties, language, ("eastAsianLayout", "specVanish", "oMath"))


# --- Page furniture and properties ---------------------------------------------------------


def _running_head(part: bytes, title: str, rtl: bool) -> bytes:
    """A header whose content control for the title, if it has one, shows `title`.

    Word fills the control from the core properties by itself; other readers show what is there.
    """
    header = etree.fromstring(part)
    for control in header.iter(_W + "sdt"):
        binding = control.find("w:sdtPr/w:dataBinding", _NS)
        texts = control.findall("w:sdtContent//w:t", _NS)
        if binding is None or ":title" not in binding.get(_W + "xpath", "") or not texts:
            continue
        texts[0].text = title
        texts[0].set(_XML_SPACE, "preserve")
        for text in texts[1:]:
            text.text = ""
        _mark_scripts(control, rtl)
        _mark_tabs(control)
    return xml_bytes(header)


_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def _core_properties(whole: Whole, moment: int) -> bytes:
    """Title, language, identifier and date. An author is not known, so none is named."""
    root = etree.Element(
        f"{{{_CP}}}coreProperties", nsmap={"cp": _CP, "dc": _DC, "dcterms": _DCTERMS, "xsi": _XSI}
    )
    etree.SubElement(root, f"{{{_DC}}}title").text = whole.title
    etree.SubElement(root, f"{{{_DC}}}language").text = whole.language
    etree.SubElement(root, f"{{{_DC}}}identifier").text = whole.identifier.urn
    time = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for name in ("created", "modified"):
        date = etree.SubElement(root, f"{{{_DCTERMS}}}{name}")
        date.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
        date.text = time
    return xml_bytes(root)


# --- The document itself -------------------------------------------------------------------

_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


def _carry(parts: Parts, source: bytes, number: int) -> None:
    """Put the canonical XML into the package as the custom XML part `number` of the document."""
    # Two documents may be equal, but two parts can't have one identifier.
    identifier = (
        identifier_of(source) if number == 1 else identifier_of_all(str(number), [identifier_of(source)])
    )
    part, file = docx_part(number), f"itemProps{number}.xml"
    item = etree.Element(f"{{{_STORE}}}datastoreItem", nsmap={"ds": _STORE})
    item.set(f"{{{_STORE}}}itemID", f"{{{str(identifier).upper()}}}")
    schemas = etree.SubElement(item, f"{{{_STORE}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_STORE}}}schemaRef").set(f"{{{_STORE}}}uri", NAMESPACE)
    properties = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    add_part(parts, part, source)
    add_part(parts, f"customXml/{file}", xml_bytes(item), properties)
    relate(parts, part, f"{DOCX_RELATIONSHIP}Props", file)
    relate(parts, _DOCUMENT, DOCX_RELATIONSHIP, f"../{part}")
