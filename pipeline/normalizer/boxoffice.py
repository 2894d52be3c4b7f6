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
from pipeline.normalizer.certainty import is_at_most, is_certain
from pipeline.normalizer.places import country_code
from pipeline.normalizer.spans import Span
from pipeline.sentences import sentence_at, sentence_spans

_WINDOW = 90
_LONGEST_PREFIX = 600
_ABOUT = (
    r"(?:\s(?:an?|the|some|about|around|approximately|roughly|nearly|almost|over|more than|less than"
    r"|just|only|under|at least|an estimated|estimated|reported|total of|at|slightly (?:over|under"
    r"|more than|less than)"
    r"|(?:well|just) over|just under|close to|a (?:bit|little) (?:over|under|more than|less than)))*"
)

_BUDGET_BEFORE = re.compile(
    rf"\b(?P<cost>(?:final|total)\scosts?\s(?:came\sto|of|was|were|totall?ed)|(?:shoot|complete|film|make|produce)\sat\sa"
    rf"\scost\sof){_ABOUT}\s$|"
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
    rf"|screen|location)\saverage(?:\s(?!of\s[$£€₹¥\d]|was\s)\w+){{0,4}}\s(?:of|was|at)){_ABOUT}\s$",
    re.IGNORECASE,
)
# "grossed $61,300 over the weekend of November 4–6, for an average of $6,811"
_AVERAGE_OF = re.compile(rf"\b(?:for|with|averaging)?\san\saverage\sof{_ABOUT}\s$", re.IGNORECASE)
_WEEKEND_AFTER = re.compile(r"\s(?:over|in|on|during|for)\sthe\s(?:\w+\s)?weekend\b")
_OPENED = re.compile(r"\b(?:opened|opening|premiered|debuted)\b")
_OPENING_AFTER = re.compile(
    r"(?:,?\s[\w’'-]+){0,6}?\s(?:in|on|during|over|for|from|by)\s(?:(?:its|their|the|a|limited|domestic"
    r"|first|three-day|four-day|five-day|"
    r"U\.S\.|American|North|worldwide|wide|[A-Z][a-z]+)\s)*(?:opening|debut|first|premiere)\s(?:weekend"
    r"|three\sdays)",
)
_OPENING_BEFORE = re.compile(
    r"(?:\b(?:opening|first|debut)[\s-]weekend\b[^;$£€₹]{0,60}|\b(?:opened|debuted|debut(?=\sto\b)|open(?=\sto\b)"
    r"|(?:opening|debuting)(?=\s(?:to|with)\b))\s"
    r"(?:[^;$£€₹]{0,40}\s)?(?:to|with)"
    r"(?:\s(?:an?|the)\s(?:[\w-]+\s){0,3}of)?)"
    rf"{_ABOUT}\s$",
    re.IGNORECASE,
)
_OPENED_AND = re.compile(
    rf"\b(?:opened|debuted)\b[^;$£€₹]{{0,90}}\b(?:and|,)\s(?:it\s)?(?:grossed|grossing|earned|earning"
    rf"|made|making|took\sin|taking\sin|took){_ABOUT}\s$"
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
    rf"|box[- ]office\sof|(?:total|gross|cumulative|cumulative\stotal|haul|tally)\s(?:of|to)"
    rf"|(?:finished|ended|closed|concluded)\s(?:(?:its|the)\s(?:[\w-]+\s){{0,2}}run\s|up\s)?with){_ABOUT}\s$",
    re.IGNORECASE,
)
_EARNED_BEFORE = re.compile(
    rf"\b(?:earned|earning|earn|earns|grossed|made|making|took\sin|taking\sin|took|collected|collecting|collect"
    rf"|brought\sin|bringing\sin|rapporté"
    rf"|generated|generating|accumulated|garnered|totaling|totalling|recouped|spielte(?:\s\w+){{0,2}}"
    rf"|einspielte){_ABOUT}\s$",
    re.IGNORECASE,
)
# Gross profit and gross domestic product are no box office; neither is a part of the run.
_JOINED = re.compile(r"[^;]{0,60}?(?:,|—|–|\b(?:and|plus|et|und|with|while))[^;]{0,40}$")
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
    r"second|third|fourth|fifth|sixth|final|following|next|first\s(?:week|month)\b|previews?|DVD|home|video|day|two|three|four"
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
    rf",?\s(?:at\sthe\sbox\soffice\s)?(?:(?:came|coming)\s)?(?:(?P<world>{_WORLD})\b|(?P<abroad>{_ABROAD})(?!\w)|(?P<home>{_HOME})\b"
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
    rf"|(?P<outside>Outside\s(?:of\s)?(?:the\s)?(?:North\sAmerica|U\.?S\.?|United\sStates)(?:\sand\sCanada)?)"
    rf"|In\s(?P<america>{_AMERICA})"
    r"|(?:In|Aux|En|In\sder)\s(?P<country>(?:the\s)?[A-Z][\w.’-]*(?:\s[A-Z][\w.’-]*){0,3})),?\s"
)


# Countries that are states or islands of others as well.
_NOT_A_MARKET = frozenset({"Georgia", "Jersey", "Lebanon", "Mexico City"})


# "earned $200.7 million on a $60 million budget", "made $6 million at the box office"
_AGAINST_BUDGET = re.compile(
    r"(?:\s(?:at\sthe\sbox\soffice|in\stheaters|in\scinemas))?,?\s(?:on|against|from|versus)\s(?:an?|its|the)\s"
    r"(?:[$£€₹]?\w[\w.,-]*\s){0,3}?budget\b|\s(?:at\sthe\s(?P<world>worldwide\s|global\s)?box\soffice|in\stheaters)\b"
)
# "on a $6 million budget in North America": the place of the amount before.
_BUDGET_THEN = re.compile(r"\s(?:on|against|from)\san?\s\S+(?:\s\w+)?\s(?:production\s)?budget(?=\s)")
_CONVERTED = re.compile(r"\s\([^()]{1,40}\)")
# "Its largest markets were Mexico ($14.3 million), …"
_IN_LIST = re.compile(r"(?P<country>(?:the\s)?[A-Z][\w.’-]*(?:\s(?:and\s)?[A-Z][\w.’-]*){0,3})\s\($")
_MARKETS = re.compile(r"\b(?:markets|territories|countries)\b")
_OPENED_IN = re.compile(
    rf"\bopened\s(?:in|at|on)\s[^;$£€₹()]{{0,40}}?(?:theaters|theatres|screens|cinemas|locations)\s(?:in|across)\s"
    rf"(?:(?P<america>{_AMERICA})(?!\w)|(?P<country>(?:the\s)?[A-Z][\w.’-]*(?:\s[A-Z][\w.’-]*){{0,3}}))\sand\b"
)
_RELEASE = re.compile(
    r"(?:The|Its|In\sits)\s(?P<of>American|British|Canadian|French|German|Japanese|Italian|Spanish|Australian|Indian|Chinese)"
    r"\s(?:theatrical\s)?(?:release|run)\b"
)
_RELEASED_IN = {
    "American": "US", "British": "GB", "Canadian": "CA", "French": "FR", "German": "DE", "Japanese": "JP",
    "Italian": "IT", "Spanish": "ES", "Australian": "AU", "Indian": "IN", "Chinese": "CN",
}  # fmt: skip
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
    chained: str  # the role of the amount before it in the sentence
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
    for number, span in enumerate(spans):
        start, end = sentence_at(ends, span.start)
        following = spans[number + 1].start if number + 1 < len(spans) else end
        low = max(start, last_end)
        amount = _Amount(
            prefix=text[max(start, span.start - 4 * _WINDOW) : span.start],
            before=text[max(low, span.start - _WINDOW) : span.start],
            after=text[span.end : min(end, following, span.end + _WINDOW)],
            beyond=text[span.end : min(end, span.end + _WINDOW)],
            earlier=text[max(0, start - 2 * _WINDOW) : start],
            chained=last_role if last_end > start else "",
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
        if role and isinstance(span.inline, Money):
            yield span._replace(inline=replace(span.inline, role=role, territory=territory))
        else:
            yield span


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
    if _is_budget(amount):
        return "budget", ""
    if _PART_AFTER.match(after):
        return "", ""
    if _is_opening(amount):
        return "opening", _opened_in(amount)
    if _WEEKEND_AFTER.match(after):
        opened = amount.about_film and _OPENED.search(amount.earlier + amount.prefix) is not None
        return ("opening" if opened and not _PART.search(before) else ""), ""
    territory = _territory(amount)
    if _is_gross(amount, territory):
        return "gross", territory
    return "", ""


def _opened_in(amount: _Amount) -> str:
    """Where a film opened: ``Outside of North America, it opened to``, ``in 900 theaters in India and``."""
    place = (_PLACE_AT_START.match(amount.prefix) if not amount.chained else None) or _OPENED_IN.search(
        amount.prefix
    )
    return _of_groups(place, amount.language) if place is not None else ""


def _is_budget(amount: _Amount) -> bool:
    after = _BUDGET_AFTER.match(amount.after)
    if after is not None and (amount.about_film or "budget" in after[0].casefold()):
        return True
    before = _BUDGET_BEFORE.search(amount.before)
    if before is None:
        return False
    stated = "budget" in before[0].casefold() or "production cost" in before[0].casefold()
    other = (before["kind"] or "").casefold() in _OTHER_BUDGET
    about_film = amount.about_film or "budget" in amount.prefix
    return (stated or (about_film and (before["made"] or before["cost"]) is not None)) and not other


def _is_opening(amount: _Amount) -> bool:
    if _OPENING_AFTER.match(amount.after):
        # "₹5 crore on its opening day and ₹17 crore in its first weekend"
        return not _PART.search(amount.before.rpartition(" and ")[2])
    opening = _OPENING_BEFORE.search(amount.before)
    if opening is not None:
        return not _PART.search(amount.before) and not _SINCE.search(opening[0])
    opened = _OPENED_AND.search(amount.before)
    return opened is not None and not _WHOLE_RUN.match(amount.after)


def _is_gross(amount: _Amount, territory: str) -> bool:
    if _PART.search(amount.before) or _NO_GROSS.search(amount.before):
        return False
    if _PLACE_BEFORE.search(amount.before):
        return True
    if _in_list(amount):
        return True
    if _GROSS_BEFORE.search(amount.before):
        return amount.about_film or "gross" in amount.before[-20:].casefold()
    earned = _EARNED_BEFORE.search(amount.before) is not None and amount.about_film
    if earned and _AGAINST_BUDGET.match(amount.beyond):
        return True
    if not territory:
        return False
    return earned or (amount.chained == "gross" and _JOINED.match(amount.before) is not None)


def _territory(amount: _Amount) -> str:
    placed = _PLACE_BEFORE.search(amount.before)
    if placed is not None:
        return _named(placed["place"] or placed["of"])
    listed = _in_list(amount)
    if listed:
        return listed
    after = _PLACE_AFTER.match(amount.after)
    if after is not None:
        return _of_groups(after, amount.language)
    between = _BUDGET_THEN.match(amount.beyond) or _CONVERTED.match(amount.beyond)
    after = _PLACE_AFTER.match(amount.beyond, between.end()) if between is not None else None
    if after is not None:
        return _of_groups(after, amount.language)
    box_office = _AGAINST_BUDGET.match(amount.beyond)
    if box_office is not None and box_office["world"]:
        return "worldwide"
    release = _RELEASE.match(amount.prefix) if not amount.chained else None
    if release is not None:
        return _RELEASED_IN[release["of"]]
    start = _PLACE_AT_START.match(amount.prefix) if not amount.chained else None
    return _of_groups(start, amount.language) if start is not None else ""


def _in_list(amount: _Amount) -> str:
    """The country of an amount in a list of markets: ``Mexico ($14.3 million)``."""
    listed = _IN_LIST.search(amount.before)
    if listed is None or not amount.after.startswith(")") or not _MARKETS.search(amount.prefix):
        return ""
    return _of_groups(listed, amount.language)


def _of_groups(match: re.Match[str], language: str) -> str:
    groups = match.groupdict()
    if groups.get("outside"):
        return "international"
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
