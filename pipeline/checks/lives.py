"""When a life, or anything else that begins and ends, began and ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from pipeline.checks.article import Article, Line, Mention, Place, fact_mentions, moved
from pipeline.checks.dates import days_of, meets
from pipeline.checks.findings import Discrepancy
from pipeline.document import Date, walk_inlines

# The facts that profiles have for a beginning and its end; generic ones are named by their labels.
_LIVES = (("born", "died"), ("founded", "defunct"), ("formed", "dissipated"), ("opened", "closed"))
# "Inès Valcourt (14 February 1911 – 2 November 1998) was", "(born 14 February 1911) is".
_IN_BRACKETS = re.compile(r"\A[^()]*\((?:[^()]*[\s(])?\Z")
_VERB = re.compile(r"\b(?:is|was|are|were)\b")
# A dash alone between two dates, with no other on either side: in "A – 3 May – 1 May" it is no span's.
_DASH = re.compile(r"\s?[-–−]\s?|—")
_DASH_BEFORE = re.compile(r"[-–−—]\s?\Z")
_DASH_AFTER = re.compile(r"\s?[-–−—]")
# Two years in brackets or after a word that years follow. Others are scores, pages and numbers of
# telephones; years before Christ run backward.
_YEARS = re.compile(
    r"(?:\(|\b(?:in|from|during|between) )"
    r"(?P<years>(?P<first>1[5-9]\d\d|20\d\d)\s?–\s?(?P<second>1[5-9]\d\d|20\d\d))"
    r"(?=[,.;)](?!\d)|\Z| (?:and|or)\b)"
)
_BORN = re.compile(r"\b(?:born|b\.)(?: on)? \Z")


def life_dates_differ(article: Article) -> Iterator[Discrepancy]:
    """The lead has somebody born, or dead, on another day than the infobox."""
    first = article.sentences[0] if article.sentences else None
    for date in first.of(Date) if first and first.in_lead else ():
        # After the verb it is somebody else's.
        if _VERB.search(date.before) or not _IN_BRACKETS.match(date.before):
            return
        if not (date.reading.to or _BORN.search(date.before)):
            continue
        birth, death = Date(date.reading.text, date.reading.when), Date(date.reading.text, date.reading.to)
        yield from _compared(date, birth, article.fact_mentions(Date, "born"))
        if date.reading.to:
            yield from _compared(date, death, article.fact_mentions(Date, "died"))
        return


def _compared(date: Mention[Date], day: Date, stated: list[Mention[Date]]) -> Iterator[Discrepancy]:
    if stated and not any(meets(day, other.reading) for other in stated):
        text = f"{date.place.text!r} in the lead, but {stated[0].place.text!r} in the infobox"
        yield Discrepancy(date.place, text, (stated[0].place,))


def end_before_start(article: Article) -> Iterator[Discrepancy]:
    """A death, an end or a closing is dated before the birth, the start or the opening."""
    for start_name, end_name in _LIVES:
        starts, ends = article.fact_mentions(Date, start_name), article.fact_mentions(Date, end_name)
        if starts and ends and days_of(ends[0].reading)[1] < days_of(starts[0].reading)[0]:
            start, end = starts[0].place, ends[0].place
            yield Discrepancy(end, f"{end.text!r} is before {start.text!r}", (start,))


def span_reversed(article: Article) -> Iterator[Discrepancy]:
    """A span of dates ends before it begins."""
    in_facts = chain.from_iterable(fact_mentions(fact, Date) for fact in article.document.facts)
    for date in chain(in_facts, article.prose_mentions(Date)):
        first, last = days_of(date.reading)
        if last < first:
            yield _reversed(date.place)
    # As two dates, or as text: the normalizer reads no span that ends before it begins.
    for line in article.lines:
        for begin, second, stop in chain(_reversed_dates(line), _reversed_years(line.text)):
            until = Place(line.text[second:stop], moved(line.position, second))
            yield _reversed(Place(line.text[begin:stop], moved(line.position, begin)), until)


def _reversed(span: Place, *until: Place) -> Discrepancy:
    return Discrepancy(span, f"{span.text!r} ends before it begins", until)


def _reversed_dates(line: Line) -> Iterator[tuple[int, int, int]]:
    """Where two dates begin that a dash alone joins, the later one first, and where they end."""
    text = line.text
    dates = [(offset, part) for offset, part in walk_inlines(line.content) if isinstance(part, Date)]
    for (start, first), (next_start, second) in pairwise(dates):
        joint = text[start + len(first.text) : next_start]
        end = next_start + len(second.text)
        if first.to or second.to or not _DASH.fullmatch(joint) or _DASH_BEFORE.search(text, 0, start):
            continue
        if days_of(second)[1] < days_of(first)[0] and not _DASH_AFTER.match(text, end):
            yield start, next_start, end


def _reversed_years(text: str) -> Iterator[tuple[int, int, int]]:
    """Where two years begin, the later one first, and end; nothing says that they are numbers."""
    for match in _YEARS.finditer(text):
        if match["second"] < match["first"]:
            yield match.start("years"), match.start("second"), match.end("years")
