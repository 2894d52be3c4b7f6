"""Where an article disagrees with itself: Document → findings.

A check is one function in the modules of this package and one row in `CHECKS`. It looks at
an `Article` and yields what it is certain of; ``docs/checks.md`` lists them all. Where the
document came from a seed, each finding names the places in it.
"""

from __future__ import annotations

from collections.abc import Container

from pipeline.checks import calendars, cast, dates, lives, money, names, sections, values
from pipeline.checks.article import Article, Place
from pipeline.checks.findings import Check, Finding, Severity
from pipeline.document import Document
from pipeline.errors import UsageError
from pipeline.messages import Report, ignore
from pipeline.profiles import Profiles, load_profiles

__all__ = ["CHECKS", "Check", "Finding", "Place", "Severity", "check", "check_codes"]

CHECKS: tuple[Check, ...] = (
    Check("date-impossible", "error", calendars.impossible_date),
    Check("date-span-reversed", "error", lives.span_reversed),
    Check("dates-out-of-order", "error", lives.end_before_start),
    Check("life-dates-differ", "error", lives.life_dates_differ),
    Check("release-date-differs", "error", dates.release_date_differs),
    Check("lead-year-differs", "error", dates.lead_year_differs),
    Check("runtime-differs", "error", values.runtime_differs),
    Check("budget-differs", "error", money.budget_differs),
    Check("gross-differs", "error", money.gross_differs),
    Check("gross-sum-differs", "error", money.sum_differs),
    Check("gross-part-exceeds-total", "error", money.part_exceeds_total),
    Check("theater-average-differs", "error", money.average_differs),
    Check("score-off-scale", "error", values.score_off_scale),
    Check("score-differs", "error", values.score_differs),
    Check("star-not-in-cast", "warning", cast.star_not_in_cast),
    Check("name-spelled-twice", "warning", names.name_spelled_twice),
    Check("name-repeated", "warning", cast.name_repeated),
    Check("cast-member-repeated", "warning", cast.cast_member_repeated),
    Check("cast-two-roles", "note", cast.two_roles),
    Check("section-empty", "warning", sections.empty_section),
    Check("section-repeated", "warning", sections.section_repeated),
    Check("paragraph-repeated", "warning", sections.paragraph_repeated),
)
"""All checks. A code never changes its meaning."""


def check(
    document: Document,
    *,
    profiles: Profiles | None = None,
    disable: Container[str] = (),
    report: Report = ignore,
) -> tuple[Finding, ...]:
    """Where `document` disagrees with itself, in reading order.

    Args:
        document: the article; one that `normalize` made has the positions of its seed.
        profiles: what facts and headings mean, of `load_profiles`; the installed ones unless given.
        disable: the codes of the checks to leave out.
        report: takes what keeps the checks from understanding the document.
    """
    article = Article(document, (profiles or load_profiles()).that_read(document.profile, report))
    found = [finding for each in CHECKS if each.code not in disable for finding in each.findings(article)]
    return tuple(sorted(found, key=lambda f: (f.position.line, f.position.column) if f.position else (0, 0)))


def check_codes(codes: tuple[str, ...]) -> frozenset[str]:
    """`codes`, each of which has to be that of a check.

    Raises:
        UsageError: there is no such check; the message lists the known ones.
    """
    known = [each.code for each in CHECKS]
    for code in codes:
        if code not in known:
            raise UsageError.unknown("check", code, known)
    return frozenset(codes)
