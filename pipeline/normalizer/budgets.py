"""Which amounts of money in a sentence are what a film cost to make.

``on a budget of £3.2 million``, ``shot in 18 days for $450,000``, ``came in at $685,000, over its budget``.
"""

from __future__ import annotations

import re

from pipeline.normalizer.markets import ABOUT

_BUDGET_BEFORE = re.compile(
    rf"\b(?P<cost>(?:final|total)\scosts?\s(?:came\sto|of|was|were|totall?ed)|(?:shoot|complete|film"
    rf"|make|produce)\sat\sa"
    rf"\scost\sof){ABOUT}\s$|"
    rf"(?:(?P<kind>\w+)\s)?\b(?:budget(?:ed)?|production costs?)(?:\s|(?=,))?(?:(?:of|was|is|at|being|de|von"
    rf"|betrug|lag bei"
    r"|(?:(?:was|is|were)\s)?(?:\w+ly\s)?(?:reported(?:ly)?|estimated|said)\s(?:as|at|to\sbe)|(?:was|is)\sbetween"
    r"|,\swhich\sreached"
    rf"|reached|rose\sto|grew\sto|came\sto|ended\sup\sat|totall?ed"
    rf"|increased\sto)\b)?(?:\s\([^()]{{1,20}}\))?{ABOUT}\s$"
    rf"|\b(?P<made>(?:made|shot|filmed|produced|budgeted|completed)\s(?:[^.;$£€₹,]{{0,50}}\s)?(?:for|on"
    rf"|at)(?:\s(?:a|the) (?:mere|budget of|cost of))?){ABOUT}\s$",
    re.IGNORECASE,
)
_BUDGET_AFTER = re.compile(
    r"[\s-](?:(?:production|film|shooting|estimated|reported)\s)?budget\b|\sto\s(?:make|produce|film"
    r"|shoot)\b",
    re.IGNORECASE,
)
# "The budget, €6.4 million", "the budget, 42 million francs (€6.4 million)"
_BUDGET_BESIDE = re.compile(
    rf"\b[Tt]he\s(?:(?:production|film['’]s|final|whole)\s)?budget,(?:\s[\d.,]+(?:\s(?:million|billion))?\s[a-z]+\s\($"
    rf"|{ABOUT}\s$)"
)
# "The picture came in at $685,000, about $40,000 over its budget."
_CAME_IN = re.compile(
    rf"\b(?:film|picture|movie|production|shoot)\s(?:\w+\s)?came\sin(?:\sat|\sfor){ABOUT}\s$"
)
_OFF_BUDGET = re.compile(r"[^.;]{0,60}\b(?:over|under|above|below)\s(?:[\w’'-]+\s){0,3}budget\b")
# "budgets variously reported as $185 million and $200 million"
_OR_BUDGET = re.compile(rf"\s(?:or|and){ABOUT}\s$")
_NO_PRODUCTION = re.compile(
    r"\b(?:re-?stor\w+|prints?|negative|trailers?|posters?|DVD|soundtrack|replica)\b", re.IGNORECASE
)
# A budget that is no production's.
_OTHER_BUDGET = frozenset(
    {
        "advertising", "annual", "city", "defense", "federal", "marketing", "military", "operating",
        "print", "promotion", "promotional", "state"
    }
)  # fmt: skip


def is_budget(
    prefix: str, before: str, after: str, beyond: str, *, about_film: bool, after_budget: bool
) -> bool:
    """Whether an amount is what a film cost to make.

    Args:
        prefix: its sentence, up to it.
        before: that from the amount before it on.
        after: what follows, up to the next
        beyond: what follows in its sentence.
        about_film: its paragraph is of a film.
        after_budget: the amount before it is a budget.
    """
    named = _BUDGET_AFTER.match(after)
    if named is not None and (about_film or "budget" in named[0].casefold()):
        return True
    if _BUDGET_BESIDE.search(prefix):
        return True
    if _CAME_IN.search(before) and _OFF_BUDGET.match(beyond):
        return True
    if after_budget and _OR_BUDGET.fullmatch(before):
        return "variously" in prefix or before.startswith(" or")
    found = _BUDGET_BEFORE.search(before)
    if found is None:
        return False
    stated = "budget" in found[0].casefold() or "production cost" in found[0].casefold()
    other = (found["kind"] or "").casefold() in _OTHER_BUDGET
    about_film = about_film or "budget" in prefix
    made = (found["made"] or found["cost"]) is not None and not _NO_PRODUCTION.search(prefix)
    return (stated or (about_film and made)) and not other
