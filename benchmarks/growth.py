"""How time grows with the size of a seed text: it must be linear, whatever the text is.

    python benchmarks/growth.py [SHAPE ...] [--sizes 10000,100000,1000000]

Prints, for each shape, the CPU seconds of `normalize`, `to_xml` and `from_xml` at each size,
and how much the largest size costs a byte, compared with the one before it: 1.0 is linear.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from pipeline import from_xml, normalize, to_xml

SEED = (Path(__file__).resolve().parent.parent / "seeds" / "ruby-sparks.txt").read_text(encoding="utf-8")
PROSE = SEED.split("\n\n", 2)[2]
SENTENCE = "In 2006 Paul Dano earned $5 million on July 25, 2012. "


def repeated(piece: str, size: int) -> str:
    """`piece`, as often as it takes for `size` characters."""
    return piece * (size // len(piece) + 1)


SHAPES: dict[str, Callable[[int], str]] = {
    "article": lambda n: f"{SEED}\n\n{repeated(PROSE, n)}",
    "one line": lambda n: f"= T =\n\n{repeated(SENTENCE, n)}",
    "bullets": lambda n: f"= T =\n\nlead\n{repeated('- a' + chr(10), n)}",
    "deep bullets": lambda n: "= T =\n\nlead\n" + "".join(f"{' ' * (i % 50)}- a\n" for i in range(n // 28)),
    "headings": lambda n: "= T =\n" + repeated("== Plot ==\n", n),
    "facts": lambda n: "= T =\nT\n" + repeated("- Label: value\n", n),
    "cast": lambda n: "= T =\n==Cast==\n" + "".join(f"- Jo Doe as Bob S{i}\n" for i in range(n // 22)),
    "brackets": lambda n: f"= T =\nT\n- Starring: A{'(' * n})",
    "commas": lambda n: f"= T =\nT\n- Starring: {repeated('A, ', n)}",
    "blanks": lambda n: f"= T =\n==Cast==\nA{' ' * n}b",
    "digits": lambda n: f"= T =\n\n${repeated('1,', n)}",
    "empty lines": lambda n: "\n" * n + "= T =",
}


def measured(text: str) -> tuple[float, float, float]:
    """CPU seconds of `normalize`, `to_xml` and `from_xml`."""
    started = time.process_time()
    document = normalize(text, language="en")
    read = time.process_time()
    xml = to_xml(document)
    written = time.process_time()
    # A single text of 10 MB is more than the XML parser takes, on purpose.
    if len(xml) < 9_000_000:
        from_xml(xml)
    return read - started, written - read, time.process_time() - written


def main() -> None:
    """Measure the shapes that are named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shapes", nargs="*", metavar="SHAPE", help=", ".join(SHAPES))
    parser.add_argument("--sizes", default="10000,100000,1000000")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    normalize(SEED)  # loads what every text needs
    print(f"{'shape':14}{'size':>12}{'normalize':>12}{'to_xml':>10}{'from_xml':>10}{'per byte':>10}")
    for shape in arguments.shapes or SHAPES:
        last = 0.0
        for size in sizes:
            seconds = measured(SHAPES[shape](size))
            per_byte = sum(seconds) / size
            ratio = f"{per_byte / last:.2f}" if last else ""
            last = per_byte
            print(f"{shape:14}{size:12}{seconds[0]:12.3f}{seconds[1]:10.3f}{seconds[2]:10.3f}{ratio:>10}")


if __name__ == "__main__":
    main()
