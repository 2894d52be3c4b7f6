"""Where a film earned its money: the territories that an amount's sentence names, and how.

A territory is the ISO 3166 code of a country, two of them for a market of two (``US CA``), or one of
the words ``domestic``, ``international`` and ``worldwide``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.normalizer.places import country_code

# What may stand before an amount.
ABOUT = (
    r"(?:\s(?:an?|the|some|about|around|approximately|roughly|nearly|almost|over|more than|less than"
    r"|just|only|under|at least|an estimated|estimated|reported|total of|at|slightly (?:over|under"
    r"|more than|less than)"
    r"|(?:well|just) over|just under|close to|a (?:bit|little) (?:over|under|more than|less than)))*"
)

_WORLD = (
    r"worldwide|world-wide|globally|global|around\sthe\s(?:world|globe)|across\sthe\s(?:world|globe)"
    r"|weltweit|dans\sle\smonde"
)
_ABROAD = (
    r"(?:from\s)?(?:overseas|abroad)|internationally|international|overseas|abroad|foreign|elsewhere"
    r"|in\s(?:other|foreign|international"
    r"|overseas)\s(?:territories|countries|markets|regions)"
    r"|from\s(?:other|foreign|international|overseas)\s(?:territories|countries|markets|regions)"
    r"|outside\s(?:of\s)?(?:the\s)?(?:U\.?S\.?|United\sStates|North\sAmerica)(?:\sand\sCanada)?"
)
_HOME = r"domestically|domestic|stateside"
_AMERICA = (
    r"North\sAmerica|(?:the\s)?(?:U\.S\.|US|United\sStates|USA|U\.S\.A\.)\s(?:and|&)\sCanada|"
    r"(?:the\s)?United\sStates/Canada|Canada\sand\s(?:the\s)?(?:U\.S\.|US|United\sStates)"
)
_RELEASED_IN = {
    "American": "US", "British": "GB", "UK": "GB", "U.K.": "GB", "US": "US", "U.S.": "US", "Canadian": "CA",
    "French": "FR", "German": "DE", "Japanese": "JP", "Italian": "IT", "Spanish": "ES", "Australian": "AU",
    "Indian": "IN", "Chinese": "CN", "Korean": "KR", "South Korean": "KR", "Russian": "RU", "Mexican": "MX",
    "Brazilian": "BR", "Polish": "PL", "Swedish": "SE", "Norwegian": "NO", "Danish": "DK", "Dutch": "NL",
    "Irish": "IE", "Turkish": "TR", "Finnish": "FI",
}  # fmt: skip
_NATIONS = "|".join(re.escape(name) for name in sorted(_RELEASED_IN, key=len, reverse=True))
_PLACE_AFTER = re.compile(
    rf",?\s(?:at\sthe\sbox\soffice\s)?(?:(?:came|coming|was|were)\s(?:earned\s|grossed\s"
    rf"|made\s)?)?(?:(?P<world>{_WORLD})\b|(?P<abroad>{_ABROAD})(?!\w)|(?P<home>{_HOME})\b"
    rf"|(?:in|from|at|across|throughout|en|aux|in\sder|in\sden|at\sthe\sbox\soffice\sin)\s(?:"
    rf"(?P<america>{_AMERICA})(?!\w)"
    rf"|(?:the\s)?(?P<market>domestic|international|overseas|worldwide|global|foreign"
    rf"|North\sAmerican|{_NATIONS})\s(?:box\soffice|market|territories|markets)"
    rf"|(?P<country>(?:the\s)?[A-ZÉÎ][\w.’-]*(?:\s(?:and\s)?(?:the\s)?[A-Z][\w.’-]*){{0,5}})))"
)
_PLACE_BEFORE = re.compile(
    rf"\b(?P<place>{_WORLD}|international|overseas|foreign|domestic|North\sAmerican|{_NATIONS})\s"
    rf"(?:box[- ]office\s)?(?:theatrical\s)?"
    rf"(?:(?:gross|total|haul|tally|takings|box[- ]office|earnings|revenue|receipts|cume"
    rf"|figure)\s?){{1,3}}(?:of|to|was|were|is|at|stands\sat|stood\sat|amounted\sto|came\sto|reached|totall?ed"
    rf"|(?:has\sbeen|was|is)\s(?:put|estimated|reported)\sat)?{ABOUT}\s$"
    rf"|(?P<total>\btotal\s(?P<of>worldwide|domestic|international)\sgross\s(?:of|to|was)){ABOUT}\s$",
    re.IGNORECASE,
)
_PLACE_AT_START = re.compile(
    rf"\s*(?P<place>Worldwide|Globally|Internationally|Overseas|Domestically|Weltweit"
    rf"|(?P<outside>Outside\s(?:of\s)?(?:the\s)?(?:North\sAmerica|U\.?S\.?|United\sStates)(?:\sand\sCanada)?)"
    rf"|In\s(?P<america>{_AMERICA})"
    r"|(?:In|Aux|En|In\sder|In\sden)\s(?P<country>(?:the\s)?[A-ZÉÎÖ][\w.’-]*(?:\s[A-Z][\w.’-]*){0,3})),?\s"
)


# Countries that are states or islands of others as well.
_NOT_A_MARKET = frozenset({"Georgia", "Jersey", "Lebanon", "Mexico City"})
# "Its largest markets were Mexico ($14.3 million), …"
_IN_LIST = re.compile(r"(?P<country>(?:the\s)?[A-Z][\w.’-]*(?:\s(?:and\s)?[A-Z][\w.’-]*){0,3})\s\($")
_MARKETS = re.compile(r"\b(?:markets|territories|countries|debuts|openings)\b")
_OPENINGS = re.compile(r"\b(?:debuts|openings)\b")
# "the top-earning countries were China with $71.3 million, the United Kingdom with $24.9 million"
_TOP_WITH = re.compile(
    r"\b(?:top|top-\w+|highest-\w+|largest|biggest|best|strongest)\s(?:[a-z-]+\s){0,2}(?:markets|territories"
    r"|countries|debuts|openings)\s(?:were|are|included|include|being)\b"
)
_WITH = re.compile(r"(?P<country>(?:the\s)?[A-Z][\w.’-]*(?:\s(?:and\s)?[A-Z][\w.’-]*){0,3})\s(?:with|at)\s$")
# "France alone, where it was called Dégel, accounted for $604,000"
_ACCOUNTED = re.compile(
    rf"(?P<country>(?:[Tt]he\s)?[A-Z][\w.’-]*(?:\s(?:and\s)?[A-Z][\w.’-]*){{0,3}})(?:\salone)?"
    rf"(?:,\s[^,;$£€₹]{{1,60}},)?\s(?:accounted\sfor|contributed){ABOUT}\s$"
)
_OPENED_IN = re.compile(
    rf"\bopened\s(?:in|at|on)\s[^;$£€₹()]{{0,40}}?(?:theaters|theatres|screens|cinemas|locations)\s(?:in"
    rf"|across)\s"
    rf"(?:(?P<america>{_AMERICA})(?!\w)"
    rf"|(?P<country>(?:the\s)?[A-Z][\w.’-]*(?:\s[A-Z][\w.’-]*){{0,3}}))\sand\b"
)
_RELEASE = re.compile(rf"(?:The|Its|In\sits)\s(?P<of>{_NATIONS})\s(?:theatrical\s)?(?:release|run)\b")

_OPENING_PLACE = re.compile(
    r"[^;$£€₹]{0,60}?\b(?:opening|debut|first)\s(?:weekend|three\sdays)\s(?=(?:in|at|across"
    r"|throughout)\s|worldwide|globally|domestically)"
)
_OPENING_OF = re.compile(
    rf"\b(?P<place>domestic|worldwide|global|international|North\sAmerican|{_NATIONS})\s(?:opening|debut"
    rf"|first)\sweekend\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\b(?:(?P<outside>[Oo]utside\s(?:of\s)?)|(?:[Ii]n|[Aa]cross|[Tt]hroughout|[Ff]rom)\s)"
    rf"(?:(?P<america>{_AMERICA})(?!\w)"
    rf"|(?P<country>(?:the\s)?[A-Z][\w.’-]*(?:\s(?:and\s)?(?:the\s)?[A-Z][\w.’-]*){{0,5}}))"
)
_SOMEWHERE = re.compile(
    r"(?:\s\([^()]*\))?,?\s(?:at\sthe\sbox\soffice\s)?(?:in|from|across)\s(?:the\s)?(?!January|February"
    r"|March|April|May|June|July|August"
    r"|September|October|November|December)[A-Z]"
)


def place_after(after: str, language: str) -> str:
    """The territory that `after`, the words behind an amount, begins with."""
    found = _PLACE_AFTER.match(after)
    return _of_groups(found, language) if found is not None else ""


def is_placed(after: str) -> bool:
    """Whether a name of a place follows an amount, known or not."""
    return _SOMEWHERE.match(after) is not None


def opening_place(before: str, after: str, language: str) -> str:
    """Where the opening weekend was that is named beside an amount."""
    found = _OPENING_PLACE.match(after)
    if found is not None:
        return place_after(after[found.end() - 1 :], language)
    named = _OPENING_OF.search(after) or _OPENING_OF.search(before)
    return _named(named["place"]) if named is not None else ""


def place_before(before: str) -> str:
    """The territory of a total, ``a worldwide gross of``, before an amount."""
    placed = _PLACE_BEFORE.search(before)
    return _named(placed["place"] or placed["of"]) if placed is not None else ""


def place_at_start(sentence: str, language: str) -> str:
    """The territory that `sentence` begins with: ``In the United Kingdom, …``."""
    found = _PLACE_AT_START.match(sentence)
    return _of_groups(found, language) if found is not None else ""


def release_of(sentence: str) -> str:
    """The country of ``The American release …``."""
    release = _RELEASE.match(sentence)
    return _RELEASED_IN[release["of"]] if release is not None else ""


def place_in_list(prefix: str, before: str, after: str, language: str) -> str:
    """The country of an amount in a list of markets: ``Mexico ($14.3 million)``, ``Mexico with …``."""
    beside = _WITH.search(before)
    if beside is not None and _TOP_WITH.search(prefix):
        return _of_groups(beside, language)
    listed = _IN_LIST.search(before)
    if listed is None or not after.startswith(")") or not _MARKETS.search(prefix):
        return ""
    return _of_groups(listed, language)


def is_list_of_openings(prefix: str) -> bool:
    """Whether the list of markets that `prefix` begins is of first weekends: ``largest debuts were …``."""
    return _OPENINGS.search(prefix) is not None


def place_accounting(before: str, language: str) -> str:
    """The country of ``France alone accounted for``, right before an amount."""
    found = _ACCOUNTED.search(before)
    return _of_groups(found, language) if found is not None else ""


def places_in(text: str, language: str) -> Iterator[str]:
    """The territories that `text` names."""
    for match in _NAMED.finditer(text):
        code = _of_groups(match, language)
        if code:
            yield "international" if match["outside"] else code


def _of_groups(match: re.Match[str], language: str) -> str:
    groups = match.groupdict()
    if groups.get("outside"):
        return "international"
    if groups.get("america"):
        return "US CA"
    country = groups.get("country")
    if country:
        return _codes(country, language)
    for name, territory in (("world", "worldwide"), ("abroad", "international"), ("home", "domestic")):
        if groups.get(name):
            return territory
    return _named(groups.get("market") or groups.get("place") or "")


def _codes(country: str, language: str) -> str:
    """The codes of a country or of two joined by "and", ``""`` where one has none."""
    whole = _code(country, language)
    if whole:
        return whole
    first, joint, second = country.partition(" and ")
    codes = [_code(name, language) for name in (first, second)] if joint else [""]
    return " ".join(codes) if all(codes) else ""


def _code(country: str, language: str) -> str:
    name = country.removeprefix("the ").strip(" ,")
    code = country_code(name, language) or country_code(name.rstrip("."), language)
    return "" if name in _NOT_A_MARKET or len(code) != 2 else code


def _named(word: str) -> str:
    word = re.sub(r"\s+", " ", word)
    nation = _RELEASED_IN.get(word) or _RELEASED_IN.get(word.title())
    if nation:
        return nation
    word = word.casefold()
    if word == "north american":
        return "US CA"
    if word in ("domestic", "domestically"):
        return "domestic"
    if word in ("international", "internationally", "overseas", "foreign"):
        return "international"
    return "worldwide" if word else ""
