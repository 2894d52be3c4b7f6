"""``report.json``: what is in the output folder, for machines.

It tells of the documents, not of the run that made them: the same sources give the same report,
but for the numbers called ``seconds``. ``docs/report.schema.json`` is its schema.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from pipeline.batch.entry import Entry, compact

REPORT = "report.json"
SCHEMA = "urn:seedpress:report:1"


def report_parts(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The report of `entries`, which are in order of stems, a part at a time: a document a line."""
    totals: Counter[str] = Counter(documents=0, failed=0, with_warnings=0, files=0, bytes=0)
    seconds = 0.0
    yield f'{{"$schema":"{SCHEMA}",\n"documents":['.encode()
    for number, entry in enumerate(entries):
        yield (",\n" if number else "\n").encode() + entry.as_json().encode()
        totals["documents"] += 1
        totals["failed"] += bool(entry.failures)
        totals["with_warnings"] += bool(entry.warnings)
        totals["files"] += len(entry.files)
        totals["bytes"] += sum(file.size for file in entry.files)
        seconds += sum(file.seconds for file in entry.files)
    yield f'\n],\n"totals":{compact({**totals, "seconds": round(seconds, 4)})},\n'.encode()
    yield f'"versions":{compact(versions())}}}\n'.encode()


def versions() -> dict[str, str]:
    """The versions of seedpress and of all that it stands on, by the names of their distributions."""
    try:
        required = [each for each in requires("seedpress") or () if "extra ==" not in each]
    except PackageNotFoundError:  # it runs from a folder that nobody installed
        required = []
    names = ["seedpress", *(re.split(r"[^\w.-]", each, maxsplit=1)[0] for each in required)]
    return {name: found for name in names if (found := _version(name))}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
