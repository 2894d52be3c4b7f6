"""The drawn part of a figure: a small SVG for each mark, which fits any width.

An SVG here has no text but its title, the text alternative: labels and values stand beside it,
as text of the page. So they wrap, get the page's fonts, and run in their own direction; WeasyPrint
draws the text of an SVG letter by letter, which takes Arabic and Hindi apart.

Lengths along the axis are percentages, so a mark keeps its form at any width. The colors are
those of the fact sheet, the one of its accent and a gray; a style sheet may change them by the
classes ``mark`` and ``track``.
"""

from __future__ import annotations

from typing import Any, assert_never

from lxml import etree

from pipeline.exporters.figures import Kind, Mark, sentence_of

SVG = "http://www.w3.org/2000/svg"

ACCENT = "#8c2f1b"  # 8.6 : 1 on white, and 5.6 : 1 on the track
TRACK = "#cfc8c0"

_NSMAP: Any = {None: SVG}  # the stubs know no default namespace
_HEIGHT = 10
_RADIUS = 4


def mark_svg(kind: Kind, mark: Mark, *, rtl: bool = False) -> etree._Element:
    """The SVG of one mark; its axis begins at the right where it is `rtl`."""
    svg = etree.Element(f"{{{SVG}}}svg", nsmap=_NSMAP)
    svg.attrib.update({"role": "img", "width": "100%", "height": str(_HEIGHT)})
    etree.SubElement(svg, f"{{{SVG}}}title").text = sentence_of(mark)
    match kind:
        case "bars":
            _append_bar(svg, mark.end, "mark", ACCENT, rtl)
        case "gauges":
            _append_bar(svg, 1, "track", TRACK, rtl)
            _append_bar(svg, mark.end, "mark", ACCENT, rtl)
        case "timeline":
            _append_dot(svg, mark.end, rtl)
        case _:
            assert_never(kind)
    return svg


def _append_bar(svg: etree._Element, end: float, name: str, color: str, rtl: bool) -> None:
    _append(
        svg,
        "rect",
        {
            "class": name,
            "x": _percent(1 - end if rtl else 0),
            "width": _percent(end),
            "height": str(_HEIGHT),
            "fill": color,
        },
    )


def _append_dot(svg: etree._Element, end: float, rtl: bool) -> None:
    """A dot on its axis; a tenth of the axis is left free at each end, for half a dot."""
    middle = str(_HEIGHT // 2)
    _append(
        svg,
        "rect",
        {
            "class": "track",
            "y": str(_HEIGHT // 2 - 1),
            "width": "100%",
            "height": "2",
            "fill": TRACK,
        },
    )
    place = 0.1 + 0.8 * (1 - end if rtl else end)
    _append(
        svg,
        "circle",
        {"class": "mark", "cx": _percent(place), "cy": middle, "r": str(_RADIUS), "fill": ACCENT},
    )


def _append(parent: etree._Element, name: str, attributes: dict[str, str]) -> None:
    etree.SubElement(parent, f"{{{SVG}}}{name}", attributes)


def _percent(share: float) -> str:
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"
