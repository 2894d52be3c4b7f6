"""Where the parts of a fact sheet stand, and about how much room they take.

The measures are those of ``styles/factsheet/sheet.css``: a row is a line of text in its smallest
size (12 pt), a column the width of an average letter in that size. Pages are counted after
layout, so a wrong guess costs time and not a page too much.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from pipeline.exporters._sentences import width
from pipeline.exporters._sheet_figures import (
    Placement,
    Room,
    band_rows,
    beside_the_facts,
    count_nearest,
    in_bands,
    panel_rows,
    text_rows,
)
from pipeline.exporters._sheet_title import title_size
from pipeline.exporters.sheet import Cast, Credit, Extract, Line, Row, Sheet

# The sizes of text that a sheet can be set in, as multiples of the smallest.
TEXT_SIZES = (1.0, 1.135, 1.3, 1.43, 1.57)

# The columns of a line of a title of each size, and the rows.
_TITLES = ((19, 4.0), (23, 3.5), (31, 2.75), (45, 2.2), (66, 1.6))
_PAGE_ROWS = 62.0
_HEAD_ROWS = 3.8
_HEADING_ROWS = 2.5
_CAST_HEAD_ROWS = 4.1
_CELL_ROWS = 0.26
_LARGE_ROWS = 1.0
_INDENT = 3  # columns, of each level of a list

# Facts that would be so many times as tall as the text beside them stand below it instead, in two
# columns, unless they are few.
_TOO_TALL = 2.5
_FEW_FACTS = 8

# Languages whose letters are taller, so that their lines stand farther apart.
_TALL = frozenset({"ar", "fa", "he", "hi", "bn", "th", "ur"})
_TALL_ROWS = 1.1


class Measure:
    """The columns of each part of the page, in one size of text."""

    def __init__(self, text_size: int) -> None:
        self.scale = TEXT_SIZES[text_size]
        self.panel = int(28 / self.scale)
        self.wide_panel = int(85 / self.scale)
        self.half_panel = int(35 / self.scale)
        self.beside = int(67 / self.scale)
        self.alone = int(82 / self.scale)
        self.half = int(54 / self.scale)
        self.page = int(115 / self.scale)
        self.name = int(26 / self.scale)
        self.credit = (int(20 / self.scale), int(22 / self.scale), int(65 / self.scale))


@dataclass(frozen=True, slots=True)
class Band:
    """Two columns of extracts side by side; the first is where a line begins.

    Without a second one, the first is as wide as a lead that stands alone.
    """

    first: tuple[Extract, ...]
    second: tuple[Extract, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A sheet in one size of text, and what stands where on it.

    The facts stand beside the text if `has_panel_beside`, else below the lead, in one or two
    columns (`panels`). `figures` says where the figures stand. Some of the extracts follow the lead
    (`beside`), the others stand in `bands` at the end. A cast of mere names has `names_in_a_row`.
    `pages` is about how many A4 pages that is: within a tenth as a rule.
    """

    sheet: Sheet
    text_size: int
    has_panel_beside: bool
    panels: tuple[tuple[Row, ...], ...]
    figures: Placement
    beside: tuple[Extract, ...]
    bands: tuple[Band, ...]
    names_in_a_row: int
    pages: float


def plan_of(sheet: Sheet, text_size: int) -> Plan:
    """A plan in which the columns that stand side by side are about equally long."""
    measure = Measure(text_size)
    panel, main = _panel_rows(sheet.facts, measure.panel), float(_rows(sheet.lead, measure.beside))
    heights = [_extract_rows(extract, measure.beside) for extract in sheet.extracts]
    columns = (measure.beside, measure.panel, measure.half, measure.page)
    room = Room(measure.scale, *columns, main, panel, tuple(heights))
    figures = beside_the_facts(sheet.figures, room)
    panel += panel_rows(figures.panel, room)
    main += text_rows(figures.lead, room)
    count = count_nearest(panel - main, heights)
    text = main + sum(heights[:count])
    has_panel_beside = bool(sheet.facts and text) and (
        panel <= text * _TOO_TALL or len(sheet.facts) <= _FEW_FACTS
    )
    panels: tuple[tuple[Row, ...], ...] = (sheet.facts,) if sheet.facts else ()
    if has_panel_beside:
        opening = 1 + max(panel, text)
    else:
        count, figures = 0, in_bands(sheet.figures, room)
        opening = 2 + _rows(sheet.lead, measure.alone)
        if len(sheet.facts) > _FEW_FACTS:
            panels = _halves(sheet.facts, measure)
            opening += max(_panel_rows(half, measure.half_panel) for half in panels)
        else:
            opening += _panel_rows(sheet.facts, measure.wide_panel)
    beside, rest = sheet.extracts[:count], sheet.extracts[count:]
    opening += sum(band_rows(band, room) for band in figures.bands)
    opening += _cast_rows(sheet.cast, measure)

    def pages_with(bands: tuple[Band, ...]) -> float:
        rows = opening + sum(_band_rows(band, measure) for band in bands)
        tall = _TALL_ROWS if sheet.language.split("-")[0] in _TALL else 1.0
        return (_head_rows(sheet, measure) + rows * tall * measure.scale) / _PAGE_ROWS

    bands = _one_band(rest, measure)
    if (pages := pages_with(bands)) > 1:
        # A column that goes on overleaf can't be read on beside itself: short bands don't break.
        bands = tuple(Band(rest[i : i + 1], rest[i + 1 : i + 2]) for i in range(0, len(rest), 2))
        pages = pages_with(bands)
    names = _names_in_a_row(sheet.cast, measure) if sheet.cast else 0
    return Plan(sheet, text_size, has_panel_beside, panels, figures, beside, bands, names, pages)


def _halves(facts: tuple[Row, ...], measure: Measure) -> tuple[tuple[Row, ...], ...]:
    """`facts` in two columns of about the same height."""
    heights = [_panel_rows((fact,), measure.half_panel) for fact in facts]
    count = count_nearest(sum(heights) / 2, heights)
    return facts[:count], facts[count:]


def _one_band(extracts: tuple[Extract, ...], measure: Measure) -> tuple[Band, ...]:
    if not extracts:
        return ()
    rows = [_extract_rows(extract, measure.half) for extract in extracts]
    count = max(1, count_nearest(sum(rows) / 2, rows))
    return (Band(extracts[:count], extracts[count:]),)


def _band_rows(band: Band, measure: Measure) -> float:
    if not band.second:
        return sum(_extract_rows(extract, measure.alone) for extract in band.first)
    return max(sum(_extract_rows(e, measure.half) for e in column) for column in (band.first, band.second))


def _names_in_a_row(cast: Cast, measure: Measure) -> int:
    """As many columns, from two to four, as most of the names need no second line in."""
    widths = sorted(map(width, cast.names)) or [1]
    most = widths[len(widths) * 3 // 4]
    return max(2, min(4, 4 * measure.name // max(1, most)))


def _head_rows(sheet: Sheet, measure: Measure) -> float:
    is_large = measure.scale == TEXT_SIZES[-1]
    columns, rows = _TITLES[title_size(sheet.title, is_large=is_large)]
    enlarged = 1.4 if is_large else 1.0
    lines = ceil(width(sheet.title) / columns * enlarged)
    return _HEAD_ROWS * measure.scale + lines * rows * enlarged + bool(sheet.caption)


def _panel_rows(rows: Iterable[Row], columns: int) -> float:
    return sum(
        sum(ceil(width(text) / columns) for text in row.lines)
        + (row.more > 0)
        + _CELL_ROWS
        + _LARGE_ROWS * row.is_large
        for row in rows
    )


def _extract_rows(extract: Extract, columns: int) -> float:
    return _HEADING_ROWS + _rows(extract.lines, columns)


def _rows(lines: Iterable[Line], columns: int) -> int:
    return sum(ceil(width(line.text) / max(1, columns - _INDENT * line.level)) for line in lines)


def _cast_rows(cast: Cast | None, measure: Measure) -> float:
    if cast is None:
        return 0
    rows = _rows(cast.before + cast.after, measure.alone)
    if cast.names:
        count = _names_in_a_row(cast, measure)
        columns = measure.name * 4 // count
        lines = [ceil(width(name) / columns) for name in cast.names]
        names = [max(lines[start : start + count]) for start in range(0, len(lines), count)]
        return rows + _HEADING_ROWS + 1 + sum(names) + len(names) * _CELL_ROWS
    return rows + _CAST_HEAD_ROWS + sum(_CELL_ROWS + _entry_rows(entry, measure) for entry in cast.entries)


def _entry_rows(entry: Credit | Line, measure: Measure) -> int:
    if isinstance(entry, Line):
        return _rows((entry,), measure.wide_panel)
    texts = (entry.actor, entry.role, entry.note)
    return max(ceil(width(text) / columns) for text, columns in zip(texts, measure.credit, strict=True))
