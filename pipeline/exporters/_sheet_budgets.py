"""How much a fact sheet may show: budgets, to be tried from the richest to the poorest."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a sheet may show: numbers of things, and widths in columns of text."""

    lead: int  # width of the lead
    extracts: int  # number of sections in short
    extract: int  # width of each
    cast: int  # number of entries
    note: int  # width of a member's note
    facts: int  # number of facts
    value: int  # width of each
    figures: int  # number of drawn figures
    retold: bool = True  # whether a section that a figure is drawn from is told in short too


# From the richest to the poorest. Prose shrinks first, then figures go; who is in the cast and what
# the facts are go last, for that is what a fact sheet is read for.
_AMOUNTS = (
    Budget(lead=2800, extracts=8, extract=900, cast=64, note=220, facts=100, value=360, figures=3),
    Budget(lead=2400, extracts=7, extract=760, cast=56, note=200, facts=84, value=320, figures=3),
    Budget(lead=2000, extracts=6, extract=640, cast=48, note=180, facts=70, value=280, figures=3),
    Budget(lead=1700, extracts=6, extract=540, cast=40, note=160, facts=58, value=240, figures=3),
    Budget(lead=1400, extracts=5, extract=460, cast=34, note=150, facts=48, value=200, figures=3),
    Budget(lead=1200, extracts=4, extract=400, cast=28, note=150, facts=40, value=180, figures=3),
    Budget(lead=1000, extracts=4, extract=340, cast=24, note=140, facts=34, value=160, figures=3),
    Budget(lead=850, extracts=3, extract=300, cast=20, note=120, facts=30, value=150, figures=3),
    Budget(lead=700, extracts=3, extract=250, cast=18, note=110, facts=26, value=140, figures=3),
    Budget(lead=560, extracts=2, extract=200, cast=16, note=100, facts=22, value=120, figures=3),
    Budget(lead=420, extracts=2, extract=160, cast=14, note=80, facts=19, value=100, figures=3),
    Budget(lead=280, extracts=1, extract=120, cast=12, note=0, facts=16, value=90, figures=2),
    Budget(lead=160, extracts=0, extract=0, cast=8, note=0, facts=12, value=70, figures=1),
    Budget(lead=0, extracts=0, extract=0, cast=0, note=0, facts=6, value=50, figures=0),
    Budget(lead=0, extracts=0, extract=0, cast=0, note=0, facts=0, value=0, figures=0),
)

# Of each, first the one that tells in prose what is drawn as well.
BUDGETS = tuple(variant for budget in _AMOUNTS for variant in (budget, replace(budget, retold=False)))
