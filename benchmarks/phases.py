"""Where the time of one document goes: CPU milliseconds of each phase, text to PDF, in a warm process.

    python benchmarks/phases.py [SEED...] [--runs N]

Each row is the time in that phase and in none of the rows that it calls, a median over the runs;
the first documents of the process are not counted. Phases of WeasyPrint are taken by wrapping
the functions that they begin with, so the table follows the version that is installed.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from pipeline import make_exporter

_SEED = Path(__file__).parent.parent / "seeds" / "ruby-sparks.txt"
_WARM_UP = 3

# What a phase is called, and the functions that it begins with, as "module:name".
_PHASES = {
    "read the seed": ["pipeline.normalizer:normalize_with_messages"],
    "canonical XML": ["pipeline.exporters.pdf:to_xml"],
    "choose what is shown": ["pipeline.exporters.pdf:figures_of", "pipeline.exporters.pdf:_candidates"],
    "build the page": ["pipeline.exporters.pdf:sheet_page"],
    "hand the page over": ["pipeline.exporters._weasy:Engine.layout"],
    "cascade": ["weasyprint.document:get_all_computed_styles"],
    "build boxes": ["weasyprint.document:build_formatting_structure"],
    "layout": ["weasyprint.document:Document._render"],
    "paint": ["weasyprint.document:Page.paint"],
    "fonts": ["weasyprint.pdf:build_fonts_dictionary"],
    "tags": ["weasyprint.pdf:add_tags"],
    "serialize": ["pydyf:PDF.write", "pipeline.exporters._weasy:_finish"],
}
_REST = "everything else"
_COUNTED = "layout"


class Clock:
    """Adds up the CPU time of each phase, the innermost one that is running."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.calls: Counter[str] = Counter()
        self._running = [_REST]
        self._since = time.process_time()

    def enter(self, phase: str) -> None:
        """Begin `phase` inside the one that is running."""
        self._settle()
        self.calls[phase] += 1
        self._running.append(phase)

    def leave(self) -> None:
        """End the innermost phase."""
        self._settle()
        self._running.pop()

    def restart(self) -> tuple[dict[str, float], Counter[str]]:
        """What has been counted, in seconds and calls; from now on it is counted anew."""
        self._settle()
        result = dict(self.spent), self.calls.copy()
        self.spent.clear()
        self.calls.clear()
        return result

    def _settle(self) -> None:
        now = time.process_time()
        self.spent[self._running[-1]] += now - self._since
        self._since = now


def _watch(clock: Clock, phase: str, place: str) -> None:
    module_name, _, path = place.partition(":")
    owner: Any = importlib.import_module(module_name)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    setattr(owner, name, _watched(clock, phase, getattr(owner, name)))


def _watched(clock: Clock, phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def watched(*args: Any, **kwargs: Any) -> Any:
        clock.enter(phase)
        try:
            return function(*args, **kwargs)
        finally:
            clock.leave()

    return watched


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("seeds", nargs="*", type=Path, default=[_SEED])
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    clock = Clock()
    for phase, places in _PHASES.items():
        for place in places:
            _watch(clock, phase, place)
    from pipeline.normalizer import normalize_with_messages  # as it is watched

    exporter = make_exporter("pdf")
    for seed in arguments.seeds:
        runs = []
        text = seed.read_bytes()
        for _ in range(_WARM_UP + arguments.runs):
            clock.restart()
            exporter.export(normalize_with_messages(text).document)
            runs.append(clock.restart())
        _print_table(seed.name, runs[_WARM_UP:])


def _print_table(name: str, runs: list[tuple[dict[str, float], Counter[str]]]) -> None:
    totals = [sum(spent.values()) * 1000 for spent, _ in runs]
    total = statistics.median(totals)
    tried = runs[-1][1][_COUNTED]
    print(f"{name}: {total:.0f} ms of CPU ({min(totals):.0f} at best), laid out {tried} times")
    for phase in (*_PHASES, _REST):
        spent = statistics.median(of_phase.get(phase, 0.0) for of_phase, _ in runs) * 1000
        print(f"  {phase:<22} {spent:6.1f} ms  {spent / total:4.0%}")


if __name__ == "__main__":
    main()
