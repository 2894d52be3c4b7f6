"""Batches beside what people do today: a loop around pandoc and WeasyPrint, and GNU make.

    python benchmarks/batch.py [ROW ...] [--pairs 5] [--write]

Both sides of a row run in turn, so that a busy machine slows both; of the ratios the median is given.
CPU is user and system time of all processes. The documents are variants of the real seed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypandoc
from process_tree import Cost, cost_of

ROOT = Path(__file__).resolve().parent.parent
SEED = (ROOT / "seeds" / "ruby-sparks.txt").read_text(encoding="utf-8")
PAGE = ROOT / "docs" / "performance.md"
BIN = Path(sys.executable).parent
SEEDPRESS = BIN / "seedpress"
LOOP = ROOT / "benchmarks" / "peer_loop.sh"
ENVIRONMENT = {
    "PANDOC": str(pypandoc.get_pandoc_path()),
    "WEASYPRINT": str(BIN / "weasyprint"),
    "CSS": str(ROOT / "benchmarks" / "peer.css"),
}

FOUR = "pdf,epub,docx,mediawiki"
THREE = "epub,docx,mediawiki"
LOOP_FOUR = "docx epub wiki pdf"
LOOP_THREE = "docx epub wiki"

# The loop does for each document what it does for the first: fewer of them cost as much each.
LOOP_DOCUMENTS = 20
DOCUMENTS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what is measured, and the ratio that it must and should have."""

    name: str
    what: str
    must: str
    aim: str
    measure: Callable[[Path, int], tuple[float, str]]


def variants(folder: Path, count: int) -> Path:
    """`count` seeds of the size of the real one, of which no two are alike, in `folder`."""
    folder.mkdir(parents=True)
    paragraphs = SEED.split("\n")
    for number in range(count):
        chance = random.Random(number)  # noqa: S311 - nothing secret
        name = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(6)).title()
        lines = [line.replace("Ruby Sparks", f"{name} Sparks").replace("Ruby", name) for line in paragraphs]
        (folder / f"{number:05}.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


def ours(seeds: Path, out: Path, formats: str, jobs: int, *more: str) -> Cost:
    """A build of all `seeds` from nothing."""
    shutil.rmtree(out, ignore_errors=True)
    return cost_of(
        [SEEDPRESS, "build", seeds, "--to", formats, "--out", out, "--jobs", str(jobs), "--quiet", *more]
    )


def loop(seeds: Path, out: Path, formats: str, jobs: int) -> Cost:
    """The loop over all `seeds`."""
    shutil.rmtree(out, ignore_errors=True)
    return cost_of(["sh", LOOP, seeds, out, str(jobs), formats], ENVIRONMENT)


def pages(folder: Path) -> float:
    """The mean number of pages of the PDF files in `folder`."""
    import pypdfium2

    counts = []
    for file in sorted(folder.glob("*.pdf"))[:20]:
        with pypdfium2.PdfDocument(file) as pdf:
            counts.append(len(pdf))
    return statistics.mean(counts)


def _sides(work: Path, count: int) -> tuple[Path, Path]:
    return variants(work / "many", count), variants(work / "few", LOOP_DOCUMENTS)


def cpu_of_four(work: Path, pairs: int) -> tuple[float, str]:
    """CPU of a document in four formats."""
    return _cpu(work, pairs, FOUR, LOOP_FOUR)


def cpu_of_three(work: Path, pairs: int) -> tuple[float, str]:
    """CPU of a document in EPUB, DOCX and MediaWiki."""
    return _cpu(work, pairs, THREE, LOOP_THREE)


def _cpu(work: Path, pairs: int, formats: str, loop_formats: str) -> tuple[float, str]:
    many, few = _sides(work, DOCUMENTS)
    ratio, mine, theirs = _paired(
        pairs,
        lambda: 1000 * ours(many, work / "ours", formats, 1).cpu / DOCUMENTS,
        lambda: 1000 * loop(few, work / "loop", loop_formats, 1).cpu / LOOP_DOCUMENTS,
    )
    note = f"{mine:.0f} ms against {theirs:.0f} ms a document"
    if "pdf" in formats:
        note += f"; {pages(work / 'ours'):.1f} pages against {pages(work / 'loop'):.1f}"
    return ratio, note


def _paired(pairs: int, ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[float, float, float]:
    """The medians of the ratios, of ours and of theirs, measured in turn."""
    found = [(ours(), theirs()) for _ in range(pairs)]
    return (
        statistics.median(one / other for one, other in found),
        statistics.median(one for one, _ in found),
        statistics.median(other for _, other in found),
    )


def throughput(work: Path, pairs: int) -> tuple[float, str]:
    """Documents a second on two processors, in four formats; how many times that of the loop."""
    many, few = _sides(work, DOCUMENTS)
    ratio, mine, theirs = _paired(
        pairs,
        lambda: DOCUMENTS / ours(many, work / "ours", FOUR, 2).wall,
        lambda: LOOP_DOCUMENTS / loop(few, work / "loop", LOOP_FOUR, 2).wall,
    )
    return ratio, f"{mine:.1f} against {theirs:.2f} documents a second"


def cold(work: Path, pairs: int) -> tuple[float, str]:
    """The time until one document is there in four formats, by a process that has just begun."""
    one = variants(work / "one", 1)
    ratio, mine, theirs = _paired(
        pairs,
        lambda: ours(one, work / "ours", FOUR, 1).wall,
        lambda: loop(one, work / "loop", LOOP_FOUR, 1).wall,
    )
    return ratio, f"{mine:.2f} s against {theirs:.2f} s"


MAKEFILE = """\
SEEDS := $(wildcard seeds/*.txt)
NAMES := $(patsubst seeds/%.txt,out/%,$(SEEDS))
all: $(foreach suffix,wiki xml jsonld txt,$(addsuffix .$(suffix),$(NAMES)))
out/%.wiki: seeds/%.txt; false
out/%.xml: seeds/%.txt; false
out/%.jsonld: seeds/%.txt; false
out/%.txt: seeds/%.txt; false
"""


def nothing_to_do(work: Path, pairs: int) -> tuple[float, str]:
    """The time of a build of 10,000 sources in four formats that finds nothing to do."""
    seeds = work / "seeds"
    seeds.mkdir()
    for number in range(10_000):
        (seeds / f"{number:05}.txt").write_text(f"= {number} =\n\nText {number}.\n", encoding="utf-8")
    (work / "Makefile").write_text(MAKEFILE, encoding="utf-8")
    # Which formats these are makes no difference to what is measured; PDF would take an hour to prepare.
    build = [SEEDPRESS, "build", seeds, "--to", "mediawiki,xml,json,txt", "--out", work / "out"]
    make = ["make", "--directory", work, "--no-builtin-rules", "--silent"]
    cost_of(build)
    cost_of(build)  # the first of its kind keeps what the command means
    ratio, mine, theirs = _paired(pairs, lambda: cost_of(build).wall, lambda: cost_of(make).wall)
    verified = cost_of([*build, "--verify"]).wall
    return ratio, (
        f"{mine:.2f} s against {theirs:.2f} s of GNU make;"
        f" `--verify`, which reads every source: {verified:.2f} s"
    )


def memory(work: Path, _: int) -> tuple[float, str]:
    """The largest process of a build of 5,000 documents against that of 500; films of the corpus."""
    corpus = Path(os.environ["SEEDPRESS_CORPUS"]) / "films.jsonl.gz"
    with gzip.open(corpus, "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    peaks = []
    for count in (500, 5000):
        seeds = work / str(count)
        seeds.mkdir()
        for record in records[:count]:
            (seeds / f"{record['id']}.txt").write_text(record["text"], encoding="utf-8")
        peaks.append(ours(seeds, work / "ours", FOUR, 2).peak)
    return peaks[1] / peaks[0], f"{peaks[1]:.0f} MiB against {peaks[0]:.0f} MiB"


ROWS = [
    Row("four", f"CPU a document, four formats, {DOCUMENTS} documents, against the loop",
        "≤ 0.25", "≤ 0.15", cpu_of_four),
    Row("throughput", "throughput on 2 cores against the loop with `-P2`", "≥ 4", "≥ 6", throughput),
    Row("three", "EPUB, DOCX and MediaWiki alone, CPU against three pandoc spawns",
        "≤ 0.10", "≤ 0.06", cpu_of_three),
    Row("cold", "one cold document, four formats, wall, against the loop", "≤ 0.85", "≤ 0.6", cold),
    Row("no-op", "nothing to do, 10,000 inputs × 4 outputs, wall, against GNU make",
        "≤ 1.0", "≤ 0.5", nothing_to_do),
    Row("memory", "peak memory of the largest process, 5,000 documents against 500",
        "≤ 1.1", "≤ 1.02", memory),
]  # fmt: skip

_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"


def _machine() -> str:
    return (
        f"{platform.system()} {platform.machine()}, {len(os.sched_getaffinity(0))} processors, "
        f"Python {platform.python_version()}"
    )


def main() -> None:
    """Measure the rows that are named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help=", ".join(row.name for row in ROWS))
    parser.add_argument("--pairs", type=int, default=5, help="how often both sides run (default: 5)")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.relative_to(ROOT)}")
    arguments = parser.parse_args()
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "pipeline")], check=True)
    lines = ["| what | ratio | must | aim | medians |", "| --- | --: | --: | --: | --- |"]
    for row in ROWS:
        if arguments.rows and row.name not in arguments.rows:
            continue
        if row.name == "memory" and "SEEDPRESS_CORPUS" not in os.environ:
            print("memory: SEEDPRESS_CORPUS names no folder with films.jsonl.gz", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as work:
            ratio, note = row.measure(Path(work), arguments.pairs)
        lines.append(f"| {row.what} | **{ratio:.2f}** | {row.must} | {row.aim} | {note} |")
        print(lines[-1], flush=True)
    table = "\n".join([*lines, "", f"Medians of {arguments.pairs} pairs; {_machine()}."])
    if arguments.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(_BEGIN)
        _, after = rest.split(_END)
        PAGE.write_text(f"{before}{_BEGIN}\n\n{table}\n\n{_END}{after}", encoding="utf-8")
    else:
        print(f"\n{table}")


if __name__ == "__main__":
    main()
