"""What an amount of money in a sentence about a film is of, and where it was earned.

``$2.5 million in the U.S. and Canada, and $6.8 million internationally for a worldwide total of
$9.4 million``; ``an average of $10,832 per theater``; ``on a budget of £3.2 million``. A role is given
only where the words right beside the amount state it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.document import Money, MoneyRole
from pipeline.normalizer.budgets import is_budget
from pipeline.normalizer.certainty import is_at_most, is_certain
from pipeline.normalizer.markets import (
    ABOUT,
    is_list_of_openings,
    is_placed,
    opening_place,
    place_accounting,
    place_after,
    place_at_start,
    place_before,
    place_in_list,
    places_in,
    release_of,
)
from pipeline.normalizer.spans import Span
from pipeline.sentences import sentence_at, sentence_spans

_WINDOW = 90
_LONGEST_PREFIX = 600

_AVERAGE_AFTER = re.compile(
    r"\s?(?:per[\s-]|/|an?\s|each\s|(?:at|from|in)\seach\s)\s?(?:theater|theatre|screen|venue|location"
    r"|cinema|site)\b|\s(?:per|each)\b(?=[.,;)])",
    re.IGNORECASE,
)
_AVERAGE_BEFORE = re.compile(
    rf"\b(?:per[- ](?:theater|theatre|screen|venue|location)\saverage\s(?:of|was)|(?:theater|theatre"
    rf"|screen|location)\saverage(?:\s(?!of\s[$£€₹¥\d]|was\s)\w+){{0,4}}\s(?:of|was|at)){ABOUT}\s$",
    re.IGNORECASE,
)
# "grossed $61,300 over the weekend of November 4–6, for an average of $6,811"
_AVERAGE_OF = re.compile(rf"\b(?:for|with|averaging)?\san\saverage\sof{ABOUT}\s$", re.IGNORECASE)
_WEEKEND_AFTER = re.compile(r"\s(?:over|in|on|during|for)\sthe\s(?:\w+\s)?weekend\b")
_OPENED = re.compile(r"\b(?:opened|opening|premiered|debuted)\b")
_OPENING_AFTER = re.compile(
    r"(?:,?\s[\w’'.-]+){0,8}?\s(?:in|on|during|over|for|from|by|(?:by|at)\sthe\s(?:end|close)\sof)\s"
    r"(?:(?:its|their|the|a|limited|domestic"
    r"|US|UK"
    r"|first|three-day|four-day|five-day|"
    r"U\.S\.|American|North|worldwide|wide|[A-Z][a-z]+)\s)*(?:opening|debut|first|premiere)\s(?:weekend"
    r"|three\sdays)",
)
_OPENING_BEFORE = re.compile(
    r"(?:\b(?:(?:opening|first|debut)[\s-]weekend|\w+-day\s(?:opening|debut))\b[^;$£€₹]{0,60}"
    r"|\b(?:opened|debuted|debut(?=\sto\b)|open(?=\sto\b)"
    r"|(?:opening|debuting)(?=\s(?:to|with)\b))\s"
    r"(?:[^;$£€₹]{0,40}\s)?(?:to|with)"
    r"(?:\s(?:an?|the)\s(?:[\w-]+\s){0,3}of)?)"
    rf"{ABOUT}\s$",
    re.IGNORECASE,
)
_OPENED_AND = re.compile(
    rf"\b(?:opened|debuted)\b[^;$£€₹]{{0,90}}\b(?:and|,)\s(?:it\s)?(?:grossed|grossing|earned|earning"
    rf"|made|making|took\sin|taking\sin|took){ABOUT}\s$"
)
# "£22,871 on its opening weekend in the UK, where it finally made £196,000"
_SINCE = re.compile(r"\b(?:where|finally|eventually|ultimately|in the end|(?:went|going) on to)\b")
_WHOLE_RUN = re.compile(
    r"[^;$£€₹]{0,50}\b(?:worldwide|globally|in total|domestically|internationally|run|overseas"
    r"|altogether|overall)\b"
)
_GROSS_BEFORE = re.compile(
    rf"\b(?:gross(?:ed|es|ing)?(?:\sof|\swas)?|box[- ]office\s(?:gross|total|takings|revenues?|receipts"
    rf"|earnings|returns|haul)\s(?:of|was|were|to)"
    rf"|box[- ]office\sof|(?:total|gross|cumulative|cumulative\stotal|haul|tally)\s(?:of|to|stands\sat"
    rf"|stood\sat|reached)"
    rf"|(?:finished|ended|closed|concluded)\s(?:(?:its|the)\s(?:[\w-]+\s){{0,2}}run\s|up\s)?with){ABOUT}\s$",
    re.IGNORECASE,
)
_EARNED_BEFORE = re.compile(
    rf"\b(?:earned|earning|earn|earns|grossed|made|making|took\sin|taking\sin|took|collected|collecting"
    rf"|collect"
    rf"|brought\sin|bringing\sin|rapporté"
    rf"|generated|generating|accumulated|garnered|totaling|totalling|recouped|spielte(?:\s\w+){{0,2}}"
    rf"|einspielte){ABOUT}\s$",
    re.IGNORECASE,
)
# Gross profit and gross domestic product are no box office; neither is a part of the run.
_JOINED = re.compile(r"[^;]{0,60}?(?:,|—|–|\b(?:and|plus|et|und|with|while))[^;]{0,40}$")
_NO_GROSS = re.compile(
    r"gross\s(?:profit|revenue|income|margin|sales|domestic\sproduct|national)", re.IGNORECASE
)
_PART = re.compile(
    r"\b(?:projected|predicted|expected|projections?|forecast|another|further|additional|extra"
    r"|more than it|re-?releas\w+|re-?issue\w*|restored|(?:second|third|fourth|fifth|sixth)(?!\splace)"
    r"|final(?=\s(?:\w+\s)?(?:week|day))|"
    r"opening\sday|first\sday|on\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?=\salone|,?\s(?:it|the\sfilm)\b)"
    r"|previews?|midnight|profits?|rentals?|salary|paid|sold|bought|acquired|DVD"
    r"|video|Blu-ray|merchandis\w+|tickets?)\b",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"(?:,?\s[\w’'-]+){0,4}?\s(?:in|on|during|over|from|for)\s(?:its|the|their|a)\s(?:(?:limited|U\.S\."
    r"|domestic)\s)?(?:opening\sday|first\sday|re-?release|reissue|"
    r"second|third|fourth|fifth|sixth|final|following|next|first\s(?:week|month)\b|(?:paid\s)?(?:previews?|premieres?)|DVD|home"
    r"|video|day|two|three|four"
    r"|five|six|ten|month)"
    r"|(?:\s\w+){0,3}?\son\s(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|its\sopening\sday)"
    r"|\s(?:in|from)\s(?:rentals|home\svideo|DVD|video|profits?|merchandise|theatrical\srentals)|\s"
    r"(?:profit|loss|deal|advance|salary)\b",
    re.IGNORECASE,
)
# "₹61.3 crore in its opening weekend, of which ₹17.4 crore came from overseas"
_SHARE = re.compile(
    rf"[^;$£€₹]{{0,80}}?,\s(?:of\swhich|including){ABOUT}\s|\sin\s[^;,$£€₹]{{1,40}}?,?\sand{ABOUT}\s"
)
# "It made a further $11.6 million internationally": the rest of what was earned at home.
_REST = re.compile(rf"\s(?:an?\s)?(?:further|another|additional|extra)(?={ABOUT}\s$)")
# "$8 million domestically and $3 million internationally, for a total of $11 million"
_SUM = re.compile(rf"\btotal\s(?:gross\s)?(?:of|to){ABOUT}\s$")
# A whole run's amount is told without more: "the film earned $14 million."
_ENDS = re.compile(
    r"[.;]|$|\s(?:in\stotal|overall|(?:during|over|in|by\sthe\send\sof)\sits\s(?:\w+\s)?(?:run|release"
    r"|lifetime))\b"
)
_FILM = re.compile(
    r"\b(?:film|movie|box[ -]office|theaters?|theatres?|screens?|cinemas?|picture|documentary|feature"
    r"|kinos?|salles)\b",
    re.IGNORECASE,
)

# "earned $200.7 million on a $60 million budget", "made $6 million at the box office"
_AGAINST_BUDGET = re.compile(
    r"(?:\s(?:at\sthe\sbox\soffice|in\stheaters|in\scinemas))?,?\s(?:on|against|from|versus)\s(?:an?|its"
    r"|the)\s"
    r"(?:[$£€₹]?\w[\w.,-]*\s){0,3}?budget\b|\s(?:at\sthe\s(?P<world>worldwide\s|global\s)?box\soffice"
    r"|in\stheaters)\b"
)
# "on a $6 million budget in North America": the place of the amount before.
_BUDGET_THEN = re.compile(r"\s(?:on|against|from)\san?\s\S+(?:\s\w+)?\s(?:production\s)?budget(?=\s)")
_CONVERTED = re.compile(r"\s\([^()]{1,40}\)")
# The same amount in another currency: ₹18 crore (US$2.8 million)
_CONVERSION = re.compile(
    r"(?:\s\(|,\s(?:or\s)?(?=about|approximately|around|equivalent|roughly))"
    r"(?:(?:about|approximately|around|equivalent\sto|roughly|or|then)\s)*$"
)


class _Amount(NamedTuple):
    """An amount's surroundings, within its sentence and up to the amounts beside it."""

    prefix: str  # the sentence up to the amount
    before: str
    after: str
    beyond: str  # what follows, over the amounts beside it
    earlier: str  # what of the paragraph stands before its sentence
    preceding: str  # the sentence before its own
    chained: str  # the role of the amount before it in the sentence
    chained_in: str  # and its territory
    sums_up: bool  # it is the sum of those before it, of which one was earned abroad
    about_film: bool
    language: str


def with_roles(text: str, spans: Sequence[Span], language: str, title: str = "") -> Iterator[Span]:
    """`spans`, the amounts in `text` in order, with role and territory where they are certain.

    `title` is that of the article, ``""`` where it isn't known.
    """
    if not spans:
        return
    about_film = _FILM.search(text) is not None
    ends = sentence_spans(text)
    last_end, last_role = 0, ""
    last: Money | None = None
    grosses: list[Money] = []
    for number, span in enumerate(spans):
        start, end = sentence_at(ends, span.start)
        if last_end <= start:
            grosses = []
        following = spans[number + 1].start if number + 1 < len(spans) else end
        low = max(start, last_end)
        amount = _Amount(
            prefix=text[max(start, span.start - 4 * _WINDOW) : span.start],
            before=text[max(low, span.start - _WINDOW) : span.start],
            after=text[span.end : min(end, following, span.end + _WINDOW)],
            beyond=text[span.end : min(end, span.end + _WINDOW)],
            earlier=text[max(0, start - 2 * _WINDOW) : start],
            preceding=text[slice(*sentence_at(ends, start - 1))] if start else "",
            chained=last_role if last_end > start else "",
            chained_in=last.territory if last is not None and last_end > start else "",
            sums_up=_sums_up(span, grosses),
            about_film=about_film,
            language=language,
        )
        stated = is_certain(text[start : span.start][-_LONGEST_PREFIX:], title) or _base(language) != "en"
        role, territory = _reading(amount) if stated and not is_at_most(amount.before) else ("", "")
        if last is not None and _converts(text, last_end, span, last):
            role, territory = last.role, last.territory
        last_end, last_role = span.end, role
        last = (
            replace(span.inline, role=role, territory=territory) if isinstance(span.inline, Money) else None
        )
        if last is not None and role == "gross":
            grosses.append(last)
        if role and isinstance(span.inline, Money):
            yield span._replace(inline=replace(span.inline, role=role, territory=territory))
        else:
            yield span


def _sums_up(span: Span, parts: Sequence[Money]) -> bool:
    """Whether an amount is the sum of `parts`, as far as they are rounded, and those are all the world.

    One from home and one from abroad are that, whatever their sum: a wrong total is a total.
    """
    total = span.inline
    if not isinstance(total, Money) or len(parts) < 2 or any(p.currency != total.currency for p in parts):
        return False
    territories = [part.territory for part in parts]
    if sorted(territories) in (["US CA", "international"], ["domestic", "international"]):
        return True
    abroad = any(part.territory == "international" for part in parts)
    return abroad and abs(sum(part.amount for part in parts) - total.amount) * 50 <= total.amount


def _base(language: str) -> str:
    return language.split("-")[0]


def _converts(text: str, last_end: int, span: Span, last: Money) -> bool:
    """Whether an amount is `last`, which ends at `last_end`, in another currency."""
    between = text[last_end : span.start]
    other = isinstance(span.inline, Money) and span.inline.currency != last.currency
    return other and len(between) < _WINDOW and _CONVERSION.fullmatch(between) is not None


def _reading(amount: _Amount) -> tuple[MoneyRole, str]:
    before, after = amount.before, amount.after
    if _AVERAGE_AFTER.match(after) or _AVERAGE_BEFORE.search(before):
        return "average", ""
    if amount.chained == "opening" and _AVERAGE_OF.search(before):
        return "average", ""
    if is_budget(
        amount.prefix,
        amount.before,
        amount.after,
        amount.beyond,
        about_film=amount.about_film,
        after_budget=amount.chained == "budget",
    ):
        return "budget", ""
    if _PART_AFTER.match(after):
        return "", ""
    if amount.chained == "opening" and _SHARE.fullmatch(amount.before):
        place = place_after(amount.after, amount.language)
        return ("opening", place) if place else ("", "")
    if _is_opening(amount):
        opened_in = _opened_in(amount)
        return ("", "") if opened_in is None else ("opening", opened_in)
    if _WEEKEND_AFTER.match(after):
        opened = amount.about_film and _OPENED.search(amount.earlier + amount.prefix) is not None
        if not opened or _PART.search(before):
            return "", ""
        elsewhere = _elsewhere(amount)
        return ("", "") if elsewhere is None else ("opening", elsewhere)
    territory = _territory(amount)
    if not _is_gross(amount, territory):
        return "", ""
    if not territory and amount.chained == "gross" and _SUM.search(amount.before):
        return ("gross", "worldwide") if amount.sums_up else ("", "")
    if not territory and not is_placed(amount.after):
        elsewhere = _elsewhere(amount)
        return ("", "") if elsewhere is None else ("gross", elsewhere)
    return ("gross", territory) if territory else ("", "")


def _opened_in(amount: _Amount) -> str | None:
    """Where a film opened; none where one of several places is meant."""
    beside = (
        _in_list(amount)
        or place_after(amount.after, amount.language)
        or opening_place(amount.before, amount.after, amount.language)
    )
    return beside or _elsewhere(amount)


def _elsewhere(amount: _Amount) -> str | None:
    """The one place that the sentence names before an amount, or that the sentence before begins with."""
    if amount.chained and amount.chained_in:
        # "£1.1 million in its opening weekend in the UK, where it finally made £4 million"
        return amount.chained_in if len(set(places_in(amount.prefix, amount.language))) < 2 else None
    here = set(places_in(amount.prefix, amount.language))
    if here:
        return here.pop() if len(here) == 1 else None
    return place_at_start(amount.preceding, amount.language)


def _is_opening(amount: _Amount) -> bool:
    converted = _CONVERTED.match(amount.beyond)
    if _OPENING_AFTER.match(amount.after) or (
        converted is not None and _OPENING_AFTER.match(amount.beyond[converted.end() :])
    ):
        # "₹5 crore on its opening day and ₹17 crore in its first weekend"
        return not _PART.search(amount.before.rpartition(" and ")[2])
    if _in_list(amount):
        return is_list_of_openings(amount.prefix)
    opening = _OPENING_BEFORE.search(amount.before)
    if opening is not None:
        return not _PART.search(amount.before) and not _SINCE.search(opening[0])
    opened = _OPENED_AND.search(amount.before)
    return opened is not None and not _WHOLE_RUN.match(amount.after)


def _is_gross(amount: _Amount, territory: str) -> bool:
    before = _REST.sub("", amount.before) if territory == "international" else amount.before
    if _PART.search(before) or _NO_GROSS.search(before):
        return False
    if place_before(amount.before):
        return True
    if _in_list(amount) or _accounted(amount):
        return True
    if _GROSS_BEFORE.search(before):
        return amount.about_film or "gross" in before[-20:].casefold()
    earned = _EARNED_BEFORE.search(before) is not None and amount.about_film
    if earned and (_AGAINST_BUDGET.match(amount.beyond) or _ENDS.match(amount.after)):
        return True
    if not territory:
        return False
    return earned or (amount.chained == "gross" and _JOINED.match(amount.before) is not None)


def _territory(amount: _Amount) -> str:
    """The place that stands right beside an amount."""
    placed = place_before(amount.before)
    if placed:
        return placed
    listed = _in_list(amount) or _accounted(amount)
    if listed:
        return listed
    after = place_after(amount.after, amount.language)
    if after:
        return after
    between = _BUDGET_THEN.match(amount.beyond) or _CONVERTED.match(amount.beyond)
    after = place_after(amount.beyond[between.end() :], amount.language) if between is not None else ""
    if after:
        return after
    box_office = _AGAINST_BUDGET.match(amount.beyond)
    if box_office is not None and box_office["world"]:
        return "worldwide"
    return (
        ""
        if amount.chained
        else (release_of(amount.prefix) or place_at_start(amount.prefix, amount.language))
    )


def _accounted(amount: _Amount) -> str:
    """The country of ``France alone accounted for …`` after a gross."""
    return place_accounting(amount.before, amount.language) if amount.chained == "gross" else ""


def _in_list(amount: _Amount) -> str:
    """The country of an amount in a list of markets: ``Mexico ($14.3 million)``."""
    return place_in_list(amount.prefix, amount.before, amount.after, amount.language)
