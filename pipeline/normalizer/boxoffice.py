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
from pipeline.normalizer.places import country_code
from pipeline.normalizer.spans import Span
from pipeline.sentences import sentence_at, sentence_spans

_WINDOW = 90
_ABOUT = (
    r"(?:\s(?:an?|the|some|about|around|approximately|roughly|nearly|almost|over|more than|less than"
    r"|just|only|under|at least|an estimated|estimated|reported|total of|at))*"
)

_BUDGET_BEFORE = re.compile(
    rf"(?:(?P<kind>\w+)\s)?\b(?:budget(?:ed)?|production costs?)\s?(?:(?:of|was|is|at|being|de|von"
    rf"|betrug|lag bei)\b)?(?:\s\([^()]{{1,20}}\))?{_ABOUT}\s$"
    rf"|\b(?P<made>(?:made|shot|filmed|produced|budgeted|completed)\s(?:[^.;$£€₹,]{{0,50}}\s)?(?:for|on"
    rf"|at)(?:\s(?:a|the) (?:mere|budget of|cost of))?){_ABOUT}\s$",
    re.IGNORECASE,
)
_BUDGET_AFTER = re.compile(
    r"[\s-](?:(?:production|film|shooting|estimated|reported)\s)?budget\b|\sto\s(?:make|produce|film"
    r"|shoot)\b",
    re.IGNORECASE,
)
# A budget that is no production's.
_OTHER_BUDGET = frozenset(
    {
        "advertising", "annual", "city", "defense", "federal", "marketing", "military", "operating",
        "print", "promotion", "promotional", "state"
    }
)  # fmt: skip
_AVERAGE_AFTER = re.compile(
    r"\s?(?:per[\s-]|/|an?\s|each\s|(?:at|from|in)\seach\s)\s?(?:theater|theatre|screen|venue|location"
    r"|cinema|site)\b|\s(?:per|each)\b(?=[.,;)])",
    re.IGNORECASE,
)
_AVERAGE_BEFORE = re.compile(
    rf"\b(?:per[- ](?:theater|theatre|screen|venue|location)\saverage\s(?:of|was)|(?:theater|theatre"
    rf"|screen|location)\saverage\s(?:of|was)){_ABOUT}\s$",
    re.IGNORECASE,
)
_OPENING_AFTER = re.compile(
    r"(?:,?\s[\w’'-]+){0,6}?\s(?:in|on|during|over|for|from|by)\s(?:(?:its|their|the|a|limited|domestic"
    r"|first|three-day|four-day|five-day|"
    r"U\.S\.|American|North|worldwide|wide|[A-Z][a-z]+)\s)*(?:opening|debut|first|premiere)\s(?:weekend"
    r"|three\sdays)",
)
_OPENING_BEFORE = re.compile(
    r"(?:\b(?:opening|first|debut)[\s-]weekend\b[^;$£€₹]{0,60}|\b(?:opened|debuted)\s"
    r"(?:[^;$£€₹]{0,40}\s)?(?:to|with)"
    r"(?:\s(?:an?|the)\s(?:[\w-]+\s){0,3}of)?)"
    rf"{_ABOUT}\s$",
    re.IGNORECASE,
)
_OPENED_AND = re.compile(
    rf"\b(?:opened|debuted)\b[^;$£€₹]{{0,90}}\b(?:and|,)\s(?:it\s)?(?:grossed|grossing|earned|earning"
    rf"|made|making|took\sin|taking\sin|took){_ABOUT}\s$"
)
_WHOLE_RUN = re.compile(
    r"[^;$£€₹]{0,50}\b(?:worldwide|globally|in total|domestically|internationally|run|overseas"
    r"|altogether|overall)\b"
)
_GROSS_BEFORE = re.compile(
    rf"\b(?:gross(?:ed|es|ing)?(?:\sof|\swas)?|box[- ]office\s(?:gross|total|takings|revenues?|receipts"
    rf"|earnings|returns|haul)\s(?:of|was|were|to)"
    rf"|box[- ]office\sof|(?:total|gross|cumulative|cumulative\stotal|haul|tally)\s(?:of|to)){_ABOUT}\s$",
    re.IGNORECASE,
)
_EARNED_BEFORE = re.compile(
    rf"\b(?:earned|earning|earn|earns|made|making|took\sin|taking\sin|took|collected|collecting|collect"
    rf"|brought\sin|bringing\sin|rapporté"
    rf"|generated|generating|accumulated|garnered|totaling|totalling|recouped|spielte(?:\s\w+){{0,2}}"
    rf"|einspielte){_ABOUT}\s$",
    re.IGNORECASE,
)
# Gross profit and gross domestic product are no box office; neither is a part of the run.
_JOINED = re.compile(r"[^;]{0,60}?(?:,|\b(?:and|plus|et|und|with|while))[^;]{0,40}$")
_NO_GROSS = re.compile(
    r"gross\s(?:profit|revenue|income|margin|sales|domestic\sproduct|national)", re.IGNORECASE
)
_PART = re.compile(
    r"\b(?:projected|predicted|expected|projections?|forecast|another|further|additional|extra"
    r"|more than it|re-?releas\w+|re-?issue\w*|restored|second"
    r"|third|fourth|fifth|final|"
    r"opening\sday|first\sday|previews?|midnight|profits?|rentals?|salary|paid|sold|bought|acquired|DVD"
    r"|video|Blu-ray|merchandis\w+|tickets?)\b",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"(?:,?\s[\w’'-]+){0,4}?\s(?:in|on|during|over|from|for)\s(?:its|the|their|a)\s(?:(?:limited|U\.S\."
    r"|domestic)\s)?(?:opening\sday|first\sday|re-?release|reissue|"
    r"second|third|fourth|fifth|sixth|final|following|next|previews?|DVD|home|video|day|two|three|four"
    r"|five|six|ten|month)"
    r"|(?:\s\w+){0,3}?\son\s(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|its\sopening\sday)"
    r"|\s(?:in|from)\s(?:rentals|home\svideo|DVD|video|profits?|merchandise|theatrical\srentals)|\s"
    r"(?:profit|loss|deal|advance|salary)\b",
    re.IGNORECASE,
)
_FILM = re.compile(
    r"\b(?:film|movie|box[ -]office|theaters?|theatres?|screens?|cinemas?|picture|documentary|feature"
    r"|kinos?|salles)\b",
    re.IGNORECASE,
)

_WORLD = (
    r"worldwide|world-wide|globally|global|around\sthe\s(?:world|globe)|across\sthe\s(?:world|globe)"
    r"|weltweit|dans\sle\smonde"
)
_ABROAD = (
    r"internationally|international|overseas|abroad|foreign|elsewhere|in\s(?:other|foreign|international"
    r"|overseas)\s(?:territories|countries|markets|regions)"
    r"|from\s(?:other|foreign|international|overseas)\s(?:territories|countries|markets|regions)"
    r"|outside\s(?:of\s)?(?:the\s)?(?:U\.?S\.?|United\sStates|North\sAmerica)(?:\sand\sCanada)?"
)
_HOME = r"domestically|domestic|stateside"
_AMERICA = (
    r"North\sAmerica|(?:the\s)?(?:U\.S\.|US|United\sStates|USA|U\.S\.A\.)\s(?:and|&)\sCanada|"
    r"(?:the\s)?United\sStates/Canada|Canada\sand\s(?:the\s)?(?:U\.S\.|US|United\sStates)"
)
_PLACE_AFTER = re.compile(
    rf",?\s(?:(?P<world>{_WORLD})\b|(?P<abroad>{_ABROAD})(?!\w)|(?P<home>{_HOME})\b"
    rf"|(?:in|from|at|across|throughout|en|aux|in\sder|in\sden|at\sthe\sbox\soffice\sin)\s(?:"
    rf"(?P<america>{_AMERICA})(?!\w)|(?P<country>(?:the\s)?[A-ZÉÎ][\w.’-]*(?:\s"
    rf"(?:and\s)?[A-Z][\w.’-]*){{0,3}})"
    rf"|(?:the\s)?(?P<market>domestic|international|overseas|worldwide|global|foreign"
    rf"|North\sAmerican)\s(?:box\soffice|market|territories|markets)))"
)
_PLACE_BEFORE = re.compile(
    rf"\b(?P<place>{_WORLD}|international|overseas|foreign|domestic|North\sAmerican)\s"
    rf"(?:box[- ]office\s)?(?:theatrical\s)?"
    rf"(?:(?:gross|total|haul|tally|takings|box[- ]office|earnings|revenue|receipts|cume"
    rf"|figure)\s?){{1,3}}(?:of|to|was|is|at|stands\sat)?{_ABOUT}\s$"
    rf"|(?P<total>\btotal\s(?P<of>worldwide|domestic|international)\sgross\s(?:of|to|was)){_ABOUT}\s$",
    re.IGNORECASE,
)
_PLACE_AT_START = re.compile(
    rf"\s*(?P<place>Worldwide|Globally|Internationally|Overseas|Domestically|Weltweit"
    rf"|In\s(?P<america>{_AMERICA})"
    r"|(?:In|Aux|En|In\sder)\s(?P<country>(?:the\s)?[A-Z][\w.’-]*(?:\s[A-Z][\w.’-]*){0,3})),?\s"
)


# Countries that are states or islands of others as well.
_NOT_A_MARKET = frozenset({"Georgia", "Jersey", "Lebanon", "Mexico City"})


class _Amount(NamedTuple):
    """An amount's surroundings, within its sentence and up to the amounts beside it."""

    prefix: str  # the sentence up to the amount
    before: str
    after: str
    chained: str  # the role of the amount before it in the sentence
    about_film: bool
    language: str


def with_roles(text: str, spans: Sequence[Span], language: str) -> Iterator[Span]:
    """`spans`, the amounts in `text` in order, with role and territory where they are certain."""
    if not spans:
        return
    about_film = _FILM.search(text) is not None
    ends = sentence_spans(text)
    last_end, last_role = 0, ""
    for number, span in enumerate(spans):
        start, end = sentence_at(ends, span.start)
        following = spans[number + 1].start if number + 1 < len(spans) else end
        low = max(start, last_end)
        amount = _Amount(
            prefix=text[max(start, span.start - 4 * _WINDOW) : span.start],
            before=text[max(low, span.start - _WINDOW) : span.start],
            after=text[span.end : min(end, following, span.end + _WINDOW)],
            chained=last_role if last_end > start else "",
            about_film=about_film,
            language=language,
        )
        role, territory = _reading(amount)
        last_end, last_role = span.end, role
        if role and isinstance(span.inline, Money):
            yield span._replace(inline=replace(span.inline, role=role, territory=territory))
        else:
            yield span


def _reading(amount: _Amount) -> tuple[MoneyRole, str]:
    before, after = amount.before, amount.after
    if _AVERAGE_AFTER.match(after) or _AVERAGE_BEFORE.search(before):
        return "average", ""
    if _is_budget(amount):
        return "budget", ""
    if _PART_AFTER.match(after):
        return "", ""
    if _is_opening(amount):
        return "opening", ""
    territory = _territory(amount)
    if _is_gross(amount, territory):
        return "gross", territory
    return "", ""


def _is_budget(amount: _Amount) -> bool:
    after = _BUDGET_AFTER.match(amount.after)
    if after is not None and (amount.about_film or "budget" in after[0].casefold()):
        return True
    before = _BUDGET_BEFORE.search(amount.before)
    if before is None:
        return False
    stated = "budget" in before[0].casefold() or "production cost" in before[0].casefold()
    other = (before["kind"] or "").casefold() in _OTHER_BUDGET
    return (stated or (amount.about_film and before["made"] is not None)) and not other


def _is_opening(amount: _Amount) -> bool:
    if _OPENING_AFTER.match(amount.after) or _OPENING_BEFORE.search(amount.before):
        return not _PART.search(amount.before)
    opened = _OPENED_AND.search(amount.before)
    return opened is not None and not _WHOLE_RUN.match(amount.after)


def _is_gross(amount: _Amount, territory: str) -> bool:
    if _PART.search(amount.before) or _NO_GROSS.search(amount.before):
        return False
    if _PLACE_BEFORE.search(amount.before):
        return True
    if _GROSS_BEFORE.search(amount.before):
        return amount.about_film or "gross" in amount.before[-20:].casefold()
    if not territory:
        return False
    earned = _EARNED_BEFORE.search(amount.before) is not None and amount.about_film
    return earned or (amount.chained == "gross" and _JOINED.match(amount.before) is not None)


def _territory(amount: _Amount) -> str:
    placed = _PLACE_BEFORE.search(amount.before)
    if placed is not None:
        return _named(placed["place"] or placed["of"])
    after = _PLACE_AFTER.match(amount.after)
    if after is not None:
        return _of_groups(after, amount.language)
    start = _PLACE_AT_START.match(amount.prefix) if not amount.chained else None
    return _of_groups(start, amount.language) if start is not None else ""


def _of_groups(match: re.Match[str], language: str) -> str:
    groups = match.groupdict()
    if groups.get("america"):
        return "US CA"
    country = groups.get("country")
    if country:
        name = country.removeprefix("the ").strip(" ,")
        code = country_code(name, language) or country_code(name.rstrip("."), language)
        return "" if name in _NOT_A_MARKET or len(code) != 2 else code
    for name, territory in (("world", "worldwide"), ("abroad", "international"), ("home", "domestic")):
        if groups.get(name):
            return territory
    return _named(groups.get("market") or groups.get("place") or "")


def _named(word: str) -> str:
    word = re.sub(r"\s+", " ", word.casefold())
    if word == "north american":
        return "US CA"
    if word in ("domestic", "domestically"):
        return "domestic"
    if word in ("international", "internationally", "overseas", "foreign"):
        return "international"
    return "worldwide" if word else ""
