"""Whether an English sentence says of the article's own subject what a figure in it seems to say.

``It did not gross $5 million in France``, ``Pirated copies would have earned …`` deny their figures;
``The sequel grossed …``, ``Its rival, Foam, has a rating of …`` speak of something else. The
words before a figure are asked, from the beginning of its clause; in doubt the figure is not certain.
"""

from __future__ import annotations

import re

_ITS_OWN = r"(?:it|the\s(?:film|movie|picture|feature|documentary))\b"
# Where something new is said: what is denied before it is denied no longer.
_CLAUSE = re.compile(
    rf";\s|,?\s(?:but|although|though|whereas|while|yet)\s|,\s(?:and\s|so\s)?(?={_ITS_OWN})|\sand\s(?={_ITS_OWN})"
    r"|,\s(?=(?:with|\w+ing)\s)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\sand\s(?=(?:\w+ly\s)?(?:grossed|earned|made|opened|debuted|took|collected|finished|ended|closed)\b)"
)
_ASIDE = re.compile(r"\([^()]*\)|,\s(?:which|who|whose|where)\s[^,;]*,")
# "may" and "will" are words in lower case; "May" is a month, "Will" a name.
_DENIED = re.compile(
    r"\b(?:(?:not|[Nn]ot|\w+n['’]t)\b(?!\s(?:only|just|less|fewer)\b)|[Nn]ever|[Nn]either|nor|cannot|without"
    r"|[Nn]o\s(?:film|movie|other)|[Nn]one|fail(?:ed|s|ing)?\sto|[Uu]nless|(?:even|only)\sif|[Hh]ad\s(?:it|they)"
    r"|[Ii]f\s(?:it|the|they|a|an)"
    r"|could|might|may|should|must|will|shall|ought\sto"
    r"|would(?!\s(?:\w+ly\s)?(?:go\son|end\sup)\b|\s(?:eventually|ultimately|finally|later)\s)"
    r"|(?:need(?:ed|s)?|hop(?:ed|es|ing)|aim(?:ed|s|ing)|expect(?:ed|s)?|projected|predicted|forecast|supposed"
    r"|intended|planned|tipped|set|slated|rumou?red|alleged|required|likely|unlikely)\sto"
    r"|fals(?:e|ely)|wrongly|incorrectly|hypothetical\w*|fictional\w*|den(?:y|ied|ies)|pirated|[Pp]irated)\b"
)
_OTHERS = (
    r"(?:sequels?|predecessors?|successors?|prequels?|remakes?|reboots?|spin-?offs?|follow-?up|originals?"
    r"|(?:original|first|second|third|fourth|fifth|previous|next|other|another|earlier|later|last|rival"
    r"|competing)\s(?:film|movie|picture|one|installment|instalment|entry|part)s?"
    r"|rivals?|competitors?|video\s?games?|soundtracks?|franchise|trilogy)"
)
_HELPS = (
    r"(?:(?:has|had|have|also|later|itself|alone|then|only|itself|in\sturn|currently|eventually|finally|"
    r"ultimately|reportedly|would|did|being)\s){0,3}"
)
_EARNS = (
    r"(?:gross(?:ed|es|ing)?|earn(?:ed|s|ing)?|ma(?:de|kes?|king)|open(?:ed|s|ing)?|debut(?:ed|s)?|premiered"
    r"|t(?:ook|akes|aking)|collect(?:ed|s)?|brought|generated|accumulated|garnered|recouped|finished|ended"
    r"|closed|concluded|totall?ed|cost)"
)
_HAS = r"(?:ha[sd]|have|h[eo]lds?|holding|received|receives|got|scored|scores|maintains?|sits|stands)"
_OTHER_SUBJECT = re.compile(
    rf"\b{_OTHERS}(?:,\s[^,;]{{1,60}},|(?:\s(?-i:[A-Z0-9])[\w’':-]*){{1,5}}|\s(?:to|of|by|in|from|at)\s[^,;]{{1,50}}?)?"
    rf"(?:,?\s(?:which|that))?\s{_HELPS}(?:{_EARNS}|{_HAS}|was|were|is|are)\b",
    re.IGNORECASE,
)
_OTHER_OBJECT = re.compile(
    rf"\b(?:gave|gives|giving|given|assigned|assigns|awarded|awards|rated|rates|scored|scores)\s"
    rf"(?:the|its|his|her|their|a|an)\s(?:[\w’'-]+\s){{0,2}}?{_OTHERS}\b",
    re.IGNORECASE,
)
_NAME = (
    r"(?P<name>[A-Z0-9][\w’'&:!?.-]*"
    r"(?:\s(?:[A-Z0-9&][\w’'&:!?.-]*|of|the|and|in|a|an|to|for|on|at|with|from)){0,8})"
)
_LEADING = r"\s*(?:(?:[A-Z]\w+|(?:On|In|At|For|By|During|Outside)\s[^,;]{1,60}),\s)?[\"“']?"
_NAMED_SUBJECT = re.compile(
    rf"{_LEADING}{_NAME}[\"”']?\s{_HELPS}(?:{_EARNS}|{_HAS})\b(?!\s(?:it|the\s(?:film|movie|picture|album|record|book|novel|game|song|series|show))\b)"
)
_PRONOUNS = frozenset({"it", "this", "that", "they", "which", "both", "he", "she"})
_NO_WORDS = frozenset({"the", "a", "an", "of", "and"})
# "just under" is nearly the amount; "under" may be any below it.
_AT_MOST = re.compile(
    r"(?<!just)(?<!slightly)(?<!little)(?<!bit)\s(?:less\sthan|fewer\sthan|under|below|at\smost|up\sto"
    r"|(?:no|not)\smore\sthan)\s(?:an?\s(?:estimated|reported)\s)?$",
    re.IGNORECASE,
)


def is_certain(before: str, title: str, sites: frozenset[str] = frozenset()) -> bool:
    """Whether a figure after `before`, the beginning of its sentence, is stated, and of `title`.

    `title` is that of the article, ``""`` where it isn't known: then no name is told from it.
    The names of `sites` may be subjects as well.
    """
    clauses = _CLAUSE.split(_ASIDE.sub("", before))
    clause = clauses[-1]
    if _DENIED.search(clause[_goes_on_at(clause) :]):
        return False
    # A clause without a subject of its own ("…, earning $5 million") has that of the one before it.
    if re.match(r"(?:with|\w+ing)\s", clause) and len(clauses) > 1:
        clause = f"{clauses[-2]}, {clause}"
    if _OTHER_SUBJECT.search(clause) or _OTHER_OBJECT.search(clause):
        return False
    named = _NAMED_SUBJECT.match(clause)
    return named is None or not title or _is_own(named["name"], title) or named["name"] in sites


def _goes_on_at(clause: str) -> int:
    """Where the last predicate of `clause` begins: in ``did not win and grossed`` nothing denies it.

    After "have", which takes participles, it may be denied with the one before it.
    """
    if re.search(r"\bhave\b", clause):
        return 0
    return max((match.end() for match in _GOES_ON.finditer(clause)), default=0)


def is_at_most(before: str) -> bool:
    """Whether an amount after `before` is but a limit: ``less than``, ``under``."""
    return _AT_MOST.search(before) is not None


def _is_own(name: str, title: str) -> bool:
    """Whether `name` is the title, a short form of it, or a pronoun."""
    words = _words(name)
    return words <= _words(title) or (len(words) == 1 and words <= _PRONOUNS)


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", re.sub(r"['’]s\b", "", name.casefold()))) - _NO_WORDS
