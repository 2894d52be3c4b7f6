"""Years in English prose that stand without a month.

A number of four digits is a year only where what stands around it leaves no doubt: a word
before it that asks for a time (``in 2006``, ``fall 1998``), or a thing after it that has a year
(``his 1972 novel``), and nothing that it could count (``in 2000 theaters``). Years in a list
(``1976, 1978 and 1981``) share what stands before the first and after the last of them.

Every look to the left or right is into a window of fixed size, so time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_BLANK = "[ \N{NO-BREAK SPACE}]"
_WINDOW = 48

# Years have no part in a longer number, a code or a compound; "mid-1944" is one all the same.
_EDGE = (
    r"(?:(?<![\w.,/$£€¥₹₩#%+=:~−–—-])|(?<=\b[Mm]id-)|(?<=\b[Pp]re-)|(?<=\b[Pp]ost-)|(?<=\b[Ll]ate-)"
    r"|(?<=\b[Ee]arly-)|(?<=\w\w—))"
)
_YEAR = re.compile(rf"{_EDGE}(?:1\d|20)\d\d(?![\w%°]|[.,:/]\d|[-−]\w|[–—]\d|\s[–—-]\s\d)")
_SPAN = re.compile(
    rf"{_EDGE}(?P<from>(?:1[5-9]|20)\d\d)(?P<dash>[-–—])(?P<to>(?:1[5-9]|20)\d\d|\d\d)(?![\w%°–—-]|[.,:/]\d)"
)
_JOINT = re.compile(rf"(?:,|,?{_BLANK}(?:and|or|to|through|until|&)|/){_BLANK}?")

# What asks for a time, at the end of the window before the year.
_BEGINS = r"(?:^|[\s(\[“\"‘'—–])"
_SEASONS = (
    r"[Ss]pring|[Ss]ummer|[Mm]idsummer|[Aa]utumn|[Ff]all|[Ww]inter|Christmas|Easter|Thanksgiving|Halloween"
    r"|[Ss]eason|[Yy]ear"
)
_MONTHS = r"January|February|March|April|May|June|July|August|September|October|November|December"
_TIME_BEFORE = re.compile(
    rf"{_BEGINS}(?:[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Dd]uring|[Bb]efore|[Aa]fter|[Tt]hroughout|[Tt]hrough"
    rf"|[Ff]rom|[Ii]nto"
    rf"|[Bb]etween|[Bb]oth|[Bb]y|[Ee]arly|[Ll]ate|[Mm]id|(?:{_SEASONS})(?:\sof)?|[A-Z][\w’']+\s(?:Day"
    rf"|Eve|[Ww]eekend)|[Cc]irca|ca?\.|born|b\.|died|d\.|[Ff]ounded"
    r"|[Ee]stablished|[Ee]st\.|[Cc]opyright|©|dated|(?:prior|back|dates|dating|time)\sto|(?:late|early"
    r"|recently|far\sback)\sas"
    rf"|(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom)\s(?:about|around|at\sleast|approximately|or\saround)"
    rf"|(?:list|\d(?:st|nd|rd|th)|scheduled|slated|planned|awards?|figures|results|season)\sfor|(?:later|earlier)\sthan|(?:{_MONTHS})(?:{_BLANK}\d\d?,)?|\d{{4}}{_BLANK}to){_BLANK}$"
    r"|(?:[Mm]id|[Pp]re|[Pp]ost|[Ll]ate|[Ee]arly)-$"
)
_OF = re.compile(rf"(?P<noun>[\w’']+){_BLANK}of{_BLANK}$")
_AROUND = re.compile(rf"{_BEGINS}[Aa]round{_BLANK}$")
# "rose by 1987" says no time.
_CHANGED = re.compile(
    r"\b(?:\w*creased|rose|fell|grew|dropp?ed|reduced|won|lost|risen|fallen|outnumbered|up|down|ranged"
    r"|ranging)"
    rf"{_BLANK}(?:by|from|to|between){_BLANK}$"
)
# "a population of 1987" is none either.
_AMOUNTS = frozenset(
    {
        "about", "additional", "all", "almost", "altitude", "approximately", "area", "army",
        "attendance", "average", "batch", "capacity", "circulation", "collection", "combined",
        "composed", "consisted", "consisting", "cost", "crowd", "depth", "distance", "dozens", "each",
        "elevation", "enrollment", "enrolment", "entire", "estimate", "estimated", "fleet", "force",
        "frequency", "full", "further", "group", "height", "high", "hundreds", "last", "length",
        "level", "levels", "list", "low", "majority", "maximum", "minimum", "most", "nearly", "next",
        "number", "one", "other", "out", "output", "peak", "population", "price", "range", "rate",
        "record", "remaining", "rest", "roughly", "run", "score", "set", "some", "speed", "stock",
        "sum", "team", "thousands", "total", "value", "weight", "whole", "width"
    }
)  # fmt: skip
_ATTRIBUTE_BEFORE = re.compile(
    rf"(?:{_BEGINS}(?:[Aa]n?|[Tt]he|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Mm]y|[Oo]ur|[Tt]his|[Tt]hat|original"
    rf"|lost|new|short|silent"
    r"|acclaimed|classic|final|debut|similar|earlier|previous|popular|successful|famous|own|eponymous"
    r"|hit|landmark|titled"
    rf"|recent|independent|subsequent|later|first|second|third|best-?selling|unrelated)|\w['’]s"
    rf"|s['’]){_BLANK}$"
)

_ADJECTIVE_BEFORE = re.compile(
    rf"{_BEGINS}(?:[Aa]n?|[Tt]he|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir){_BLANK}([a-z][a-z-]+){_BLANK}$"
)
# What a year may belong to, with words in between.
_WORK = re.compile(
    rf"(?:{_BLANK}(?!and\b|of\b)[\w’'/&-]+,?){{0,8}}?{_BLANK}"
    r"(?:film|movie|novel|novella|book|album|song|series|play|musical|opera|operetta|drama|comedy"
    r"|documentary|video|game"
    r"|remake|adaptation|thriller|western|Western|short|serial|special|sequel|prequel|single|memoir|biography"
    r"|autobiography|poem|essay|story|cartoon|miniseries|telefilm|production|version|revival|election"
    r"|census(?:es)?|season"
    r"|championship|collection|article|tour|screenplay)s?\b"
)
_NEXT = re.compile(rf"{_BLANK}(?P<word>[^\W\d_][\w’'/-]*)(?:{_BLANK}(?P<second>[^\W\d_][\w’'/-]*))?")
_NUMBER_NEXT = re.compile(
    rf"{_BLANK}?(?:[–—-]|(?:to|and|or|through){_BLANK}){_BLANK}?[$£€]?\d(?!\d?(?:st|nd|rd|th)\b)"
)
_ENDS = re.compile(r"\s*(?:$|[,;:.!?)\]»”\"(—–])")
_POSSESSIVE = re.compile(rf"['’]s\b(?P<work>{_BLANK}[\"“]?[^\W\d_a-z])?")
# "$1.34 billion (2004 USD)", "in 2020 dollars": by whose prices is counted, and no time of anything.
_PRICES = re.compile(
    rf"{_BLANK}(?:(?:USD|EUR|GBP|CAD|AUD|NZD|JPY|INR|MXN|PHP|CNY)\b|(?:US|U\.S\.|Canadian|Australian){_BLANK}dollars\b"
    rf"|(?:dollars|euros|pounds|pesos|prices|money|terms)\b)"
)
# "the 2016 Screen Awards", "the Toronto Festival 2009"
_EVENT_NEXT = re.compile(
    rf"(?:{_BLANK}[^\W\d_a-z][\w’'.&-]*){{0,5}}?{_BLANK}(?:Awards?|Festival|Olympics|Games|Championships?|Cup|Prize"
    rf"|Elections?|Grand{_BLANK}Prix)\b"
)
_EVENT_BEFORE = re.compile(rf"{_BLANK}(?:Festival|Awards|Olympics|Championships?|Biennale){_BLANK}$")
_THE = re.compile(rf"\b[Tt]he{_BLANK}$")
# The sentence that says what a thing is: "is a 1937 …".
_DEFINES = re.compile(rf"\b(?:is|was){_BLANK}an?(?:{_BLANK}[a-z-]+)?{_BLANK}$")
_OWNED = re.compile(rf"['’]s?{_BLANK}\d{{4}}$")
_VERB = re.compile(r"\w+(?:ed|s)$|(?:sold|took|ran|came|went|told|saw|sets?|tell)$")
_TITLE_NEXT = re.compile(rf"{_BLANK}[\"“][^\W\d_a-z]")

# Words that no counted thing begins with.
_FUNCTION = frozenset(
    {
        "a", "about", "across", "after", "again", "against", "aged", "all", "alone", "along",
        "alongside", "also", "although", "always", "among", "an", "and", "as", "at", "based", "became",
        "because", "becomes", "before", "began", "being", "besides", "between", "both", "but", "by",
        "called", "closed", "could", "despite", "did", "directed", "does", "due", "during", "either",
        "ended", "entitled", "except", "featuring", "following", "for", "found", "from", "gave", "had", "has",
        "have", "he", "he's", "her", "herself", "himself", "his", "how", "however", "i", "if", "in",
        "including", "instead", "into", "is", "it", "it's", "its", "itself", "just", "killed", "known",
        "led", "left",
        "lost", "made", "makes", "my", "nor", "not", "now", "of", "off", "on", "once", "only", "onto",
        "opened", "or", "originally", "our", "over", "perhaps", "plus", "produced", "published",
        "received", "released", "saw", "she", "she's", "since", "so", "sometimes", "starring",
        "stating", "still", "than", "that", "the", "their", "themselves", "then", "there", "these",
        "they", "this", "those", "though", "through", "thus", "titled", "to", "together", "toward",
        "towards", "under", "unless", "until", "upon", "using", "versus", "via", "was", "we", "were",
        "what", "when", "where", "whereas", "which", "while", "who", "whom", "whose", "will", "with",
        "within", "without", "won", "would", "written", "yet", "you", "your"
    }
)  # fmt: skip
# Things counted whose names don't end in s, and units.
_COUNTED = frozenset(
    {
        "acre", "am", "AM", "AUD", "BC", "BCE", "bed", "billion", "block", "CAD", "cattle", "cavalry",
        "cc", "cent", "children", "cm", "copies", "copy", "crew", "crore", "cubic", "degree", "dollar",
        "EUR", "feet", "fish", "foot", "ft", "gallon", "GB", "GBP", "GHz", "GMT", "ha", "head",
        "hectare", "hectares", "hour", "hours", "hp", "Hz", "inch", "infantry", "INR", "item", "JPY",
        "kg", "kHz", "kilometer", "kilometre", "km", "km2", "kmh", "km²", "kW", "lakh", "lb", "lbs",
        "liter", "litre", "livestock", "m", "m2", "mAh", "man", "MB", "men", "meter", "metre", "MHz",
        "mi", "mile", "million", "minute", "mm", "more", "mph", "MW", "m²", "nm", "oz", "page",
        "people", "per", "percent", "personnel", "persons", "PM", "pm", "points", "pound", "room",
        "rpm", "seat", "second", "sheep", "square", "staff", "strong", "thousand", "ton", "tonne",
        "total", "troop", "troops", "unit", "USD", "UTC",  "volt", "vote",  "watt", "women",
        "word"
    }
)  # fmt: skip
# Plurals that have years.
_EVENTS = frozenset(
    {
        "attacks", "awards", "bombings", "censuses", "championships", "earthquakes", "elections",
        "films", "finals", "fires", "floods", "games", "honors", "honours", "hurricanes", "killings",
        "miniseries", "murders", "negotiations", "news", "olympics", "playoffs", "protests", "raids",
        "recordings", "reforms", "riots", "series", "sessions", "shootings", "storms", "strikes",
        "talks", "trials",
    }
)  # fmt: skip
_SINGULAR_ENDS = ("ss", "us", "is", "'s", "’s", "ics")
# What stands before a span of numbers that are no years.
_NO_SPAN = re.compile(
    rf"\b(?:pp?\.?|pages?|nos?\.?|numbers?|lines?|verses?|scored?|scores|won|lost|record|vols?\.?|ISBN"
    rf"|ISSN){_BLANK}?$",
    re.IGNORECASE,
)
_LONGEST_SPAN = 150


class EnglishYear(NamedTuple):
    """``text[start:end]`` is the year `when`, or the years from `when` to `to`."""

    start: int
    end: int
    when: str
    to: str = ""


def english_years(text: str) -> Iterator[EnglishYear]:
    """The certain years in `text`, and the spans of years."""
    for group in _groups(text):
        for year in group[: _certain(text, group)]:
            yield EnglishYear(*year.span(), year[0])
    yield from _spans(text)


def _groups(text: str) -> Iterator[list[re.Match[str]]]:
    """The numbers that could be years, those of a list together."""
    group: list[re.Match[str]] = []
    for match in _YEAR.finditer(text):
        joint = _JOINT.match(text, group[-1].end()) if group else None
        if joint is not None and joint.end() == match.start():
            group.append(match)
            continue
        if group:
            yield group
        group = [match]
    if group:
        yield group


def _certain(text: str, group: list[re.Match[str]]) -> int:
    """How many of a list are years: all, none, or those before a comma and a count of something."""
    if _is_year(text, group[0], group[-1]):
        return len(group)
    if len(group) > 1 and text[group[-2].end()] == "," and _is_year(text, group[0], group[-2]):
        return len(group) - 1
    return 0


def _is_year(text: str, first: re.Match[str], last: re.Match[str]) -> bool:
    start, end = first.start(), last.end()
    before = text[max(0, start - _WINDOW) : start]
    if _PRICES.match(text, end):
        return False
    if _in_brackets(text, start, end):
        return first[0] >= "1500"
    if first[0] < "1500" and not (_TIME_BEFORE.search(before) and _ends(text, end)):
        return False
    possessive = _POSSESSIVE.match(text, end)
    if possessive is not None:
        # The 1990's are a decade; "1970's Five Easy Pieces" is of a year.
        return not last[0].endswith("0") or (possessive["work"] is not None and not _THE.search(before))
    if _asks_for_time(before):
        return _follows_time(text, end)
    if first[0] >= "1500" and _EVENT_BEFORE.search(before):
        return _ends(text, end)
    if _EVENT_NEXT.match(text, end) and not _is_round(text, end):
        return True
    if _AROUND.search(before):
        return int(last[0]) % 50 != 0 and _ends(text, end)
    after_article = _ATTRIBUTE_BEFORE.search(before) is not None or _has_adjective(before)
    if (
        after_article
        and not _is_round(text, end)
        and (_DEFINES.search(before) or _TITLE_NEXT.match(text, end))
    ):
        following = _NEXT.match(text, end)
        if following is None or not _counts(following):
            return True
    return _is_attribute(text, end, after_article=after_article)


def _has_adjective(before: str) -> bool:
    """``an old`` 1964 roadster, but not ``a further`` 1944 of anything."""
    adjective = _ADJECTIVE_BEFORE.search(before)
    return adjective is not None and adjective[1] not in _AMOUNTS and adjective[1] not in _FUNCTION


def _in_brackets(text: str, start: int, end: int) -> bool:
    """``(1985)``, ``(1985, remastered)``, ``(Cambridge, 1952)``."""
    opened = text[start - 1 : start] in ("(", "[") and text[end : end + 1] in (")", "]", ",", ";")
    return opened or (text[end : end + 1] == ")" and text[max(0, start - 2) : start] in (", ", "; "))


def _asks_for_time(before: str) -> bool:
    if _CHANGED.search(before):
        return False
    of = _OF.search(before)
    return (of is not None and of["noun"].casefold() not in _AMOUNTS) or _TIME_BEFORE.search(
        before
    ) is not None


def _ends(text: str, end: int) -> bool:
    """Whether the phrase ends with the year."""
    following = _NEXT.match(text, end)
    return _NUMBER_NEXT.match(text, end) is None and (
        _ENDS.match(text, end) is not None
        or (following is not None and following["word"].casefold() in _FUNCTION - {"in", "or"})
    )


def _is_round(text: str, end: int) -> bool:
    """Whether the number is one of those by which people count."""
    return text[end - 2 : end] == "00"


def _follows_time(text: str, end: int) -> bool:
    if _ends(text, end):
        return True
    following = _NEXT.match(text, end)
    if following is None or _NUMBER_NEXT.match(text, end):
        return False
    if following["word"] == "in":
        return not _is_round(text, end)
    return _is_attribute(text, end, after_article=True) if _is_round(text, end) else not _counts(following)


def _is_attribute(text: str, end: int, *, after_article: bool) -> bool:
    """Whether what follows is a thing that has a year, rather than one that is counted."""
    following = _NEXT.match(text, end)
    if following is None or following["word"] in _COUNTED:
        return False
    work = _WORK.match(text, end)
    if following["word"] in _FUNCTION and not (after_article and work is not None):
        return False
    if work is not None and (work[0].endswith("series") or not work[0].endswith("s")):
        return after_article or not (_is_round(text, end) or _counts(following))
    if not after_article:
        return False
    if _OWNED.search(text, max(0, end - _WINDOW), end) and _VERB.match(following["word"]):
        return False  # Orwell's 1984 sold
    if following["word"][0].isupper():
        return not _is_round(text, end) or text[end - 4 : end] in ("1900", "2000")
    return not _is_round(text, end) and not _counts(following)


def _counts(following: re.Match[str]) -> bool:
    """Whether the words after a number are what it counts."""
    word, second = following["word"], following["second"] or ""
    if word in _COUNTED or _is_plural(word):
        return True
    if word[0].isupper() or word.casefold() in _FUNCTION or word in _EVENTS:
        return False
    return _is_plural(second) or second in ("people", "men", "women", "children")


def _is_plural(word: str) -> bool:
    known = word in _FUNCTION or word in _EVENTS
    return word.islower() and word.endswith("s") and not word.endswith(_SINGULAR_ENDS) and not known


def _spans(text: str) -> Iterator[EnglishYear]:
    for match in _SPAN.finditer(text):
        first, last = match["from"], match["to"]
        short = len(last) == 2
        if short:
            last = first[:2] + last
        following = _NEXT.match(text, match.end())
        counted = following is not None and (following["word"] in _COUNTED or _is_plural(following["word"]))
        # 2006-07 is a month in ISO 8601, but 2006–07 a season.
        month = short and int(last[2:]) <= 12 and (match["dash"] == "-" or int(last) != int(first) + 1)
        before = text[max(0, match.start() - _WINDOW) : match.start()]
        if 0 < int(last) - int(first) <= _LONGEST_SPAN and not (counted or month or _NO_SPAN.search(before)):
            yield EnglishYear(*match.span(), first, last)
