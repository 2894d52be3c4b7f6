"""How often the checks are wrong about real articles.

    SEEDPRESS_CORPUS=films.jsonl.gz python benchmarks/false_alarms.py [--show CODE] [--write]

Runs all checks over a corpus (gzipped JSON lines with "id" and "text") and counts the findings
by code. A person has read a sample of them; the verdicts stand in false_alarms.tsv, a finding a
line: id, code, line, column, verdict (true or false). ``--show`` prints findings with their
lines, to be judged; ``--write`` renews the tables in docs/checks.md.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline import Finding, check, normalize
from pipeline.checks import CHECKS

ROOT = Path(__file__).resolve().parent.parent
VERDICTS = Path(__file__).with_suffix(".tsv")
PAGE = ROOT / "docs" / "checks.md"
BEGIN, END = "<!-- false alarms: made by benchmarks/false_alarms.py -->\n", "<!-- end -->\n"


class Alarm(NamedTuple):
    """A finding in an article of the corpus."""

    id: str
    text: str
    finding: Finding

    @property
    def key(self) -> tuple[str, ...]:
        """What a verdict is about."""
        position = self.finding.position
        assert position
        return self.id, self.finding.code, str(position.line), str(position.column)


def articles() -> Iterator[tuple[str, str]]:
    """Ids and seed texts of the corpus."""
    path = os.environ.get("SEEDPRESS_CORPUS")
    if not path:
        sys.exit("set SEEDPRESS_CORPUS to a corpus: gzipped JSON lines with id and text")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["id"], record["text"]


def verdicts() -> dict[tuple[str, ...], str]:
    """What a person said of the findings that were read."""
    if not VERDICTS.exists():
        return {}
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        return {tuple(row[:4]): row[4] for row in csv.reader(file, delimiter="\t")}


def table(alarms: list[Alarm], count: int) -> str:
    """The findings by check, how many of them were read, and how many of those were false."""
    judged = verdicts()
    found = Counter(alarm.finding.code for alarm in alarms)
    read = Counter(alarm.finding.code for alarm in alarms if alarm.key in judged)
    false = Counter(alarm.finding.code for alarm in alarms if judged.get(alarm.key) == "false")
    rows = [
        f"| `{check.code}` | {found[check.code]} | {read[check.code]} | {false[check.code]} |"
        for check in CHECKS
        if found[check.code]
    ]
    share = false.total() / max(1, read.total())
    rate = share * found.total() / max(1, count) * 1000
    head = (
        f"{count:,} articles, {found.total():,} findings in {len({alarm.id for alarm in alarms}):,} of them; "
        f"{read.total()} findings were read, of which {false.total()} were false ({share:.0%}).\n"
        f"At that rate {rate:.1f} of 1,000 articles have a false alarm.\n"
    )
    return "\n".join([head, "| check | findings | read | false |", "| --- | ---: | ---: | ---: |", *rows, ""])


def show(alarm: Alarm) -> None:
    """Print a finding and the lines that it is about."""
    lines = alarm.text.split("\n")
    print(alarm.finding.line(alarm.id))
    for place in (alarm.finding, *alarm.finding.others):
        if place.position:
            start = max(0, place.position.column - 150)
            print("    ", lines[place.position.line - 1][start : place.position.column + 150])


def main() -> None:
    """Count, and show or write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", metavar="CODE", help="print the findings of a check; 'all' for all")
    parser.add_argument("--write", action="store_true", help="renew the tables in docs/checks.md")
    arguments = parser.parse_args()
    count, alarms = 0, []
    for id_, text in articles():
        count += 1
        alarms += [Alarm(id_, text, finding) for finding in check(normalize(text, language="en"))]
    for alarm in alarms:
        if arguments.show in (alarm.finding.code, "all"):
            show(alarm)
    print(table(alarms, count))
    if arguments.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(
            before + BEGIN + table(alarms, count) + END + rest.partition(END)[2], encoding="utf-8"
        )


if __name__ == "__main__":
    main()
