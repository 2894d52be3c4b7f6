"""Where the figures of a fact sheet stand, and about how much room they take.

Measures are those of ``_sheet_plan``: rows and columns of text in its smallest size.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product
from math import ceil, inf

from pipeline.exporters._sentences import width
from pipeline.exporters.figures import Figure, Mark

# What stands above and below the marks of a figure, and the rows of each line in it.
_FRAME_ROWS = 2.1
_VALUE_ROWS = {"bars": 1.1, "gauges": 1.1, "timeline": 1.0}
_SMALL_ROWS = 0.85
_CELL_ROWS = 0.28

# The shares of the width of a figure that the first and the last cell of a row take, and how much
# wider the letters of a value are than those of the text.
_SHARES = {"bars": (0.29, 0.34), "gauges": (0.29, 0.34), "timeline": (0.29, 0.51)}
_SHARES_IN_PANEL = {"bars": (0.36, 0.38), "gauges": (0.36, 0.38), "timeline": (0.36, 0.46)}
_SHARES_ACROSS = {"bars": (0.19, 0.24), "gauges": (0.19, 0.24), "timeline": (0.19, 0.52)}
_WIDTHS = {"bars": 1.35, "gauges": 1.35, "timeline": 1.0}

# An event of a timeline takes no more lines in a column of text, or in that of the facts; else the
# timeline is set across the page.
_MOST_EVENT_LINES = 3
_MOST_PANEL_LINES = 2
# No column of facts and figures is longer: it doesn't go on overleaf. In rows of the smallest text.
_LONGEST_PANEL = 46
# What a row costs that stays empty where one column is shorter than the other, in rows.
_COST_OF_VOID = 0.25
# The rows of an extract in a band, of those that it has below the lead: a band has two columns.
_BAND_SHARE = 0.62


@dataclass(frozen=True, slots=True)
class Placement:
    """Which figures stand below the lead and below the facts, and which in bands of one or two."""

    lead: tuple[Figure, ...]
    panel: tuple[Figure, ...]
    bands: tuple[tuple[Figure, ...], ...]


@dataclass(frozen=True, slots=True)
class Room:
    """The columns that a figure has in each place, and the rows that are there without figures.

    The extracts, of so many rows each, stand below the lead while there is room, else in bands.
    """

    scale: float
    lead: int
    panel: int
    half: int
    page: int
    lead_rows: float
    panel_rows: float
    extract_rows: tuple[float, ...]


def beside_the_facts(figures: tuple[Figure, ...], room: Room) -> Placement:
    """Each figure where it makes the sheet shortest and leaves least of its columns empty."""
    choices = [list(_choices(figure, room)) for figure in figures]
    placements = (_placement(figures, choice, room) for choice in product(*choices))
    return min(placements, key=partial(_cost, room=room))


def _choices(figure: Figure, room: Room) -> Iterator[str]:
    """The places that `figure` is well set in."""
    if _is_narrow(figure, room.lead):
        yield "lead"
    if _has_events_within(figure, _SHARES_IN_PANEL["timeline"][1] * room.panel * _MOST_PANEL_LINES):
        yield "panel"
    yield "band"


def _placement(figures: tuple[Figure, ...], choice: Iterable[str], room: Room) -> Placement:
    placed: dict[str, list[Figure]] = {"lead": [], "panel": [], "band": []}
    for figure, place in zip(figures, choice, strict=True):
        placed[place].append(figure)
    return Placement(tuple(placed["lead"]), tuple(placed["panel"]), tuple(_bands(placed["band"], room.half)))


def _cost(placement: Placement, room: Room) -> float:
    text = room.lead_rows + text_rows(placement.lead, room)
    facts = room.panel_rows + panel_rows(placement.panel, room)
    if placement.panel and facts * room.scale > _LONGEST_PANEL:
        return inf
    count = count_nearest(facts - text, room.extract_rows)
    text += sum(room.extract_rows[:count])
    bands = sum(band_rows(band, room) for band in placement.bands)
    bands += sum(room.extract_rows[count:]) * _BAND_SHARE
    return max(text, facts) + bands + _COST_OF_VOID * abs(text - facts)


def count_nearest(wanted: float, heights: Iterable[float]) -> int:
    """How many of `heights`, from the first, come nearest to `wanted`."""
    count = 0
    for height in heights:
        if wanted < height / 2:
            break
        wanted -= height
        count += 1
    return count


def in_bands(figures: tuple[Figure, ...], room: Room) -> Placement:
    """All figures in bands."""
    return Placement((), (), tuple(_bands(list(figures), room.half)))


def _bands(figures: list[Figure], half: int) -> Iterator[tuple[Figure, ...]]:
    while figures:
        count = 2 if len(figures) > 1 and all(_is_narrow(figure, half) for figure in figures[:2]) else 1
        yield tuple(figures[:count])
        del figures[:count]


def _is_narrow(figure: Figure, columns: int) -> bool:
    """Whether `figure` is well set in a column of text that is so wide."""
    return _has_events_within(figure, _SHARES["timeline"][1] * columns * _MOST_EVENT_LINES)


def _has_events_within(figure: Figure, limit: float) -> bool:
    return figure.kind != "timeline" or all(width(mark.label) <= limit for mark in figure.marks)


def text_rows(figures: Iterable[Figure], room: Room) -> float:
    """The rows of `figures` below the lead."""
    return sum(_rows(figure, room.lead, _SHARES[figure.kind]) for figure in figures)


def panel_rows(figures: Iterable[Figure], room: Room) -> float:
    """The rows of `figures` below the facts."""
    return sum(_rows(figure, room.panel, _SHARES_IN_PANEL[figure.kind]) for figure in figures)


def band_rows(band: tuple[Figure, ...], room: Room) -> float:
    """The rows of a band of figures."""
    if len(band) == 1:
        return 1 + _rows(band[0], room.page, _SHARES_ACROSS[band[0].kind])
    return 1 + max(_rows(figure, room.half, _SHARES[figure.kind]) for figure in band)


@lru_cache(maxsize=200)
def _rows(figure: Figure, columns: int, shares: tuple[float, float]) -> float:
    origin = ceil(width(figure.origin) / (1.2 * columns)) * _SMALL_ROWS
    return _FRAME_ROWS + origin + sum(_mark_rows(figure, mark, columns, shares) for mark in figure.marks)


def _mark_rows(figure: Figure, mark: Mark, columns: int, shares: tuple[float, float]) -> float:
    head, last = (mark.value, mark.label) if figure.kind == "timeline" else (mark.label, mark.value)
    first, third = (max(1, share * columns) for share in shares)
    heading = ceil(width(head) / first)
    value = ceil(width(last) * _WIDTHS[figure.kind] / third) * _VALUE_ROWS[figure.kind]
    note = ceil(width(mark.note) / third) * _SMALL_ROWS
    return max(heading, value + note) + _CELL_ROWS
