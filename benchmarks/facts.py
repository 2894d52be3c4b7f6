"""Precision and recall of the readings in prose, measured against labels made by reading.

    python benchmarks/facts.py [--verbose] [--write]

The gold standard is in ``benchmarks/gold``: twenty articles with their labels (JSON lines: offset
and length in code points, kind, reading), those of three annotators who never saw the program
(``blind``, ``unseen``, ``fresh``), and the labels of some leads of the developers' corpus, whose
texts are not ours to commit: name its ``films.jsonl.gz`` in SEEDPRESS_CORPUS. How far each part was
held out is told in docs/facts.md.

A find is right where its place, its length and its reading all are those of a label.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from pipeline import Document, normalize
from pipeline.document import (
    BulletList,
    CastMember,
    Date,
    Duration,
    Inline,
    Inlines,
    Money,
    Paragraph,
    Position,
    Quantity,
    Quote,
    Score,
    walk_inlines,
    walk_items,
    walk_sections,
)

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "benchmarks" / "gold"
BLIND = GOLD / "blind"
UNSEEN = GOLD / "unseen"
FRESH = GOLD / "fresh"
TABLE = ROOT / "docs" / "facts.md"
KINDS = ("date", "money", "box office", "percent", "score", "quantity", "duration", "quotation")
# What the second target of the project is about: at least 90 in 100 of these are to be found.
SOUGHT = ("date", "money", "percent", "score")


class Fact(NamedTuple):
    """One reading: where, of what kind, and what it says."""

    offset: int
    length: int
    kind: str
    reading: str


class Article(NamedTuple):
    """A text, its language, what a reader marked in it."""

    name: str
    text: str
    language: str
    labels: frozenset[Fact]


def facts_in(document: Document, text: str) -> Iterator[Fact]:
    """What the normalizer marked in the prose of `document`, the article in `text`."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for content, position in _prose(document):
        if position is None:
            continue
        start = starts[position.line - 1] + position.column - 1
        for offset, inline in walk_inlines(content):
            for kind, reading in readings(inline):
                yield Fact(start + offset, len(inline.text), kind, reading)


def _prose(document: Document) -> Iterator[tuple[Inlines, Position | None]]:
    for blocks in (document.lead, *(section.blocks for _, section in walk_sections(document.sections))):
        for block in blocks:
            if isinstance(block, Paragraph):
                yield block.content, block.position
            elif isinstance(block, BulletList):
                for _, item in walk_items(block.items):
                    yield item.content, item.position
            else:
                for member in block.members:
                    if not isinstance(member, CastMember):
                        yield member.content, member.position


def readings(inline: Inline) -> Iterator[tuple[str, str]]:
    """The kind of an annotation, and its reading as the labels have it."""
    match inline:
        case Date(_, when, to):
            yield "date", f"{when}/{to}" if to else when
        case Money():
            yield "money", f"{_number(inline.amount, inline.at_most)} {inline.currency}"
            if inline.role:
                yield "box office", f"{inline.role} {inline.territory}".strip()
        case Quantity():
            number = _number(inline.quantity, inline.at_most)
            yield ("percent" if inline.unit == "%" else "quantity"), f"{number} {inline.unit}"
        case Score():
            parts = [
                f"{inline.value}/{inline.scale}",
                inline.by,
                "" if inline.count is None else str(inline.count),
            ]
            yield "score", "; ".join(part for part in parts if part)
        case Duration(_, duration):
            yield "duration", duration
        case Quote(_, speaker, outlet):
            yield "quotation", f"{speaker}; {outlet}".strip()
        case _:
            return


def _number(value: Decimal, at_most: Decimal | None) -> str:
    return f"{value}" if at_most is None else f"{value}..{at_most}"


# --- The gold standard ---------------------------------------------------------------------


def own_articles(folder: Path = GOLD) -> list[Article]:
    """The articles of `folder`, in the order of their names."""
    return [
        Article(
            path.stem,
            path.read_text(encoding="utf-8"),
            path.name.split(".")[-2],
            _labels(path.with_suffix(".jsonl")),
        )
        for path in sorted(folder.glob("*.txt"))
    ]


def corpus_leads(corpus: Path, labels: Path) -> list[Article]:
    """The records of the developers' corpus that have rows in `labels`, in its order."""
    by_id: dict[str, set[Fact]] = {}
    for row in _rows(labels):
        facts = by_id.setdefault(str(row["id"]), set())
        facts.update(_facts(row))
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        Article(record["id"], record["text"], "en", frozenset(by_id[record["id"]]))
        for record in records
        if record["id"] in by_id
    ]


def _labels(path: Path) -> frozenset[Fact]:
    return frozenset(fact for row in _rows(path) for fact in _facts(row))


def _rows(path: Path) -> Iterator[dict[str, object]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _facts(row: dict[str, object]) -> Iterator[Fact]:
    """The labels in a row: an amount with a role is two, one for the amount and one for the role."""
    if "kind" not in row:
        return
    offset, length = int(str(row["offset"])), int(str(row["length"]))
    kind, reading = str(row["kind"]), str(row["reading"])
    if kind == "money":
        amount, currency, *role = reading.split(" ")
        yield Fact(offset, length, kind, f"{amount} {currency}")
        if role:
            yield Fact(offset, length, "box office", " ".join(role))
    else:
        yield Fact(offset, length, kind, reading)


# --- Measuring -----------------------------------------------------------------------------


class Tally(NamedTuple):
    """How many were right, marked and labeled, by kind."""

    right: Counter[str]
    marked: Counter[str]
    labeled: Counter[str]

    def row(self, name: str, kinds: Iterable[str]) -> str:
        """A line of the table."""
        right, marked, labeled = (sum(count[kind] for kind in kinds) for count in self)
        precision = f"{100 * right / marked:.1f} %" if marked else "–"
        recall = f"{100 * right / labeled:.1f} %" if labeled else "–"
        return f"| {name} | {labeled} | {marked} | {right} | {precision} | {recall} |"


def measured(articles: Iterable[Article], *, verbose: bool) -> Tally:
    """The tally of `articles`; with `verbose`, each difference is printed."""
    tally = Tally(Counter(), Counter(), Counter())
    for article in articles:
        document = normalize(article.text, language=article.language, name=article.name)
        found = frozenset(facts_in(document, article.text))
        for count, facts in zip(tally, (found & article.labels, found, article.labels), strict=True):
            count.update(fact.kind for fact in facts)
        if verbose:
            for fact in sorted(found ^ article.labels):
                sign = "+" if fact in found else "-"
                text = article.text[fact.offset : fact.offset + fact.length]
                print(f"{article.name}:{fact.offset}: {sign}{fact.kind} {text!r} {fact.reading!r}")
    return tally


def table(tally: Tally) -> str:
    """`tally` as a table in Markdown."""
    head = [
        "| kind | labeled | marked | right | precision | recall |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    rows = [tally.row(kind, (kind,)) for kind in KINDS]
    sought = ", ".join(SOUGHT)
    return "\n".join([*head, *rows, tally.row(f"*{sought}*", SOUGHT), tally.row("**all**", KINDS)])


def report(*, verbose: bool) -> str:
    """The tables of all parts of the gold standard."""
    articles = own_articles()
    half = len(articles) // 2
    parts = [
        ("Articles, first half (development)", articles[:half]),
        ("Articles, second half (partly seen)", articles[half:]),
        ("Articles of an annotator who never saw the program (development since)", own_articles(BLIND)),
        ("Articles of another such annotator (measured once, development since)", own_articles(UNSEEN)),
        ("Articles of a third annotator (first run above; development since)", own_articles(FRESH)),
    ]
    corpus = os.environ.get("SEEDPRESS_CORPUS")
    if corpus and Path(corpus).is_file():
        leads = corpus_leads(Path(corpus), GOLD / "corpus-leads.jsonl")
        middle = len(leads) // 2
        parts += [
            ("Leads of the corpus, first half (development)", leads[:middle]),
            ("Leads of the corpus, second half (partly seen)", leads[middle:]),
            (
                "Leads of the corpus, labeled before any mark was seen",
                corpus_leads(Path(corpus), GOLD / "corpus-audit.jsonl"),
            ),
            (
                "Leads of the corpus with amounts or speech (development)",
                corpus_leads(Path(corpus), GOLD / "corpus-rich.jsonl"),
            ),
        ]
    else:
        print("The leads of the corpus are left out: SEEDPRESS_CORPUS does not name its films.jsonl.gz.")
    return "\n\n".join(f"### {name}\n\n{table(measured(part, verbose=verbose))}" for name, part in parts)


_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"


def main() -> None:
    """Print the tables, or put them into the documentation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--verbose", action="store_true", help="print each difference")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {TABLE.relative_to(ROOT)}")
    arguments = parser.parse_args()
    tables = report(verbose=arguments.verbose)
    print(tables)
    if arguments.write:
        before, _, rest = TABLE.read_text(encoding="utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        TABLE.write_text(f"{before}{_BEGIN}\n\n{tables}\n\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
