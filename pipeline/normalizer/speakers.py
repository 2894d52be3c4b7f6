"""Who says a quotation, and in which paper: all that a reader of its paragraph can tell.

The answer is ``None`` where somebody is named and is not certain, whole reading and all: then the
words between quotation marks stay text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from pipeline.normalizer.antecedents import Setting, antecedent, site_of_consensus
from pipeline.normalizer.attribution import (
    Attribution,
    according_to,
    in_review,
    is_unnamed,
    named_after,
    subject_at_start,
    subject_before,
    told,
)
from pipeline.normalizer.places import is_place
from pipeline.normalizer.subjects import (
    Kind,
    Subject,
    noun_phrase,
    outlets_in,
    sentence_subject,
    subject_of,
    unquoted,
)
from pipeline.sentences import sentence_at

_WINDOW = 160
# A critic is called by a surname alone soon after the whole name.
_LATEST = 8
_LONGEST_PREFIX = 1000

_PRONOUN_BEFORE = re.compile(
    r"(?:^|[^\w’'])(?P<pronoun>[Hh]e|[Ss]he|[Tt]hey)(?:[ ](?:also|later|once|then|has|had|would|even"
    r"|further|\w+ly))*[ ]$"
)
_NOBODY_NAMED = re.compile(
    r"(?:In[ ][a-z][^,A-Z]{1,40},[ ])?(?:[Tt]he|[Aa]n?|[Ss]ome|[Ss]everal|[Mm]any|[Mm]ost|[Oo]thers?"
    r"|[Hh]is|[Hh]er|[Ii]ts|[Oo]ne|[Aa]nother"
    r"|[A-Z][a-z]+['’]s)(?:[ ][a-z’'-]+){1,6}[ ]$"
)
_CONSENSUS = re.compile(
    r"(?:(?P<owner>Rotten Tomatoes|Metacritic|OpenCritic"
    r"|Letterboxd)(?:['’]s?)?[ ](?:[\w'’]+[ ]){0,3})?\bconsensus"
    r"(?:[ ](?:on|at|of|from)[ ](?:the[ ](?:web)?site[ ])?(?P<on>Rotten Tomatoes|Metacritic|OpenCritic"
    r"|Letterboxd))?"
)
_INTERVIEW = re.compile(
    r"\b(?:(?:interview|conversation|discussion|Q&A|profile|feature|podcast|essay|letter|column|article"
    r"|piece)s?"
    r"[ ](?:with|for|to|in|by)|[Ss]peaking[ ](?:to|with|for)|[Tt]alking[ ](?:to|with)"
    r"|[Ii]nterviewed[ ](?:by|in|for))"
    r"[ ](?=(?:the[ ])?[A-Z])"
)
# said in a 1988 interview with Cahiers du cinéma
_PIECE = (
    r"(?:(?:an?|his|her|the|their|its)[ ](?:[\w’'-]+[ ]){0,3}?(?:interview|review|letter|article|piece|essay"
    r"|column|editorial|profile|obituary)[ ](?:of[ ][^,;\"“”]{1,40}?[ ])?(?:with|for|to|in)[ ])?"
)
_WHERE = re.compile(rf"(?:^|[ ])(?:in|for|to|on)[ ]{_PIECE}(?=(?:the[ ])?[A-Z])")
_TOLD = re.compile(
    r"(?P<name>[A-Z][\w’-]+)(?=:|,?[ ][\"“]|[,.]?$|[ ]in[ ](?:(?:early|late"
    r"|mid-?)[ ]?)?(?:[A-Z][a-z]+[ ])?\d{4}\b)"
)
_ARTICLE = re.compile(r"(?:The|Der|Die|Das|Le|La|Les|L'|El|Il|De|Het|O)[ ]?[A-Z]")
_NOBODY = frozenset(
    {
        "Congress", "Parliament", "Senate", "House", "Commons", "Court", "Police", "God", "Mother", "Father",
        "Mom", "Dad", "Him", "Her", "Them", "Everyone", "Reporters", "Fans",
    }
)  # fmt: skip
_NO_PLACE_OF_PRINT = re.compile(
    r"(?:the[ ])?(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December|I\b|Day\b)"
)
_APPOSITION = re.compile(r"(?:the|its|their|his|her)(?:[ ][\w’'-]+){1,5},[ ](?P<name>[^,]+),$")
_UNNAMED = re.compile(
    r"(?:we|one|(?:the|a|an|its|his|her|their|one|another)(?:[ ][a-z’'-]+){1,4})(?:[ ](?:later|also|once"
    r"|then|had))?$"
)
_PRONOUN = re.compile(r"(?:he|she|they)(?:[ ](?:later|also|once|then|had|has|further))?$")
_PAPER = re.compile(r"(?:[Ii]t|.*(?:paper|magazine|journal|site|publication|outlet|daily|weekly|blog))$")
_AFTER_QUOTE = re.compile(r"[ ]in[ ](?=[Tt]he[ ]|[A-Z])")

Said = Sequence[tuple[int, Attribution]]


def consensus_of(setting: Setting, start: int) -> Attribution | None:
    """The site whose consensus the quotation at `start` is, and ``None`` where it may be of two."""
    low = max(sentence_at(setting.sentences, start)[0], start - _LONGEST_PREFIX)
    found = list(_CONSENSUS.finditer(setting.text, low, start))
    site = found[-1]["owner"] or found[-1]["on"] or site_of_consensus(setting, start)
    return Attribution("", site) if site is not None else None


def is_consensus(setting: Setting, start: int) -> bool:
    """Whether the sentence of the quotation at `start` speaks of a consensus before it."""
    low = max(sentence_at(setting.sentences, start)[0], start - _LONGEST_PREFIX)
    return _CONSENSUS.search(setting.text, low, start) is not None


def by_verb(
    setting: Setting, verb: tuple[int, int], quote: tuple[int, int], said: Said
) -> Attribution | None:
    """Who the subject is of the verb at `verb`, which stands before `quote`, and where it was said."""
    low, high = sentence_at(setting.sentences, quote[0])
    low = max(low, verb[0] - _LONGEST_PREFIX)
    before = setting.text[low : verb[0]]
    pronoun = _PRONOUN_BEFORE.search(before)
    subject = subject_of(before, setting.surnames)
    if pronoun is not None:
        by = antecedent(setting, low + pronoun.start("pronoun"), said)
    elif subject is not None:
        by = _of(setting, subject, low, said)
    else:
        by = _unparsed(setting, before)
    if by is None:
        return None
    word = setting.text[verb[0] : verb[1]]
    return _with_outlet(
        setting,
        by,
        word,
        (low, quote[0]),
        setting.text[verb[1] : quote[0]],
        setting.text[quote[1] : min(high, quote[1] + _WINDOW)],
    )


def _of(setting: Setting, subject: Subject, low: int, said: Said) -> Attribution | None:
    match subject.kind:
        case Kind.NAMED:
            # "Ann Lee of Sounding" is a critic where films are reviewed; else it may be her town.
            doubtful = subject.by.speaker and in_review(subject.by, setting.text) != subject.by
            return None if doubtful else _known(setting, subject.by, said)
        case Kind.PRONOUN:
            word = setting.text[low + subject.start : low + subject.end]
            return antecedent(setting, low + subject.start, said, paper=_PAPER.fullmatch(word) is not None)
        case Kind.ANYBODY:
            return Attribution()
        case Kind.SEVERAL | Kind.DOUBTFUL:
            return None


def _known(setting: Setting, by: Attribution, said: Said) -> Attribution:
    """`by` with the paper that its critic was named with in the paragraph: *Lee*, "Ann Lee of the Post"."""
    if by.outlet or not by.speaker:
        return by
    surname = by.speaker.rpartition(" ")[2]
    others = [other for _, other in said[-_LATEST:]]
    for low, high in setting.sentences[:_LATEST]:
        found = sentence_subject(
            unquoted(setting.text[low : min(high, low + _LONGEST_PREFIX)]), setting.surnames
        )
        if found is not None and found.kind is Kind.NAMED:
            others.append(found.by)
    outlets = {
        other.outlet for other in others if other.outlet and other.speaker.rpartition(" ")[2] == surname
    }
    return Attribution(by.speaker, outlets.pop()) if len(outlets) == 1 else by


def _unparsed(setting: Setting, before: str) -> Attribution | None:
    """Who is named in `before`, a beginning of a sentence whose subject was not told."""
    joined = before.endswith((" and ", " but ", " and then "))
    by = Attribution() if joined else subject_before(before[-_WINDOW:], before, setting.surnames)
    if not by.speaker and not by.outlet and (joined or before.endswith(", ")):
        by = subject_at_start(before)
    by = in_review(by, before)
    if by != Attribution():
        return by
    if is_unnamed(before) or _NOBODY_NAMED.search(unquoted(before)):
        return by
    return None


def _with_outlet(
    setting: Setting, by: Attribution, verb: str, prefix: tuple[int, int], rest: str, after: str
) -> Attribution | None:
    """`by` with the paper that it was said in; none where there may be one that isn't certain."""
    if by.outlet:
        return by
    outlet = outlet_in(rest, verb, setting.surnames)
    if outlet is None:
        return None
    if not outlet:
        sentence = unquoted(setting.text[prefix[0] : prefix[1]])
        interview = list(_INTERVIEW.finditer(sentence))
        if interview:
            named = told(sentence[interview[-1].end() :].split(",")[0] + ",")
            if not named:
                return None
            outlet = named
        elif by.speaker and outlets_in(sentence):
            return None
        else:
            place = _AFTER_QUOTE.match(after.lstrip(",.")) if by.speaker else None
            outlet = told(after.lstrip(",.")[place.end() :].split(".")[0] + ",") if place is not None else ""
    return Attribution(by.speaker, outlet)


def outlet_in(rest: str, verb: str, surnames: Set[str]) -> str | None:
    """The paper that what follows a verb of saying names: told *Animage*, wrote in *the Dayton Herald*.

    ``None`` where a name is there that may be one.
    """
    if verb == "told":
        name = rest.lstrip()
        found = told(name) or told(name.rstrip(" ,:.") + ",")
        if found:
            return found
        if re.match(r"(?:the[ ])?[A-Z]", name):
            single = _TOLD.match(name)
            if single is not None:
                return "" if single["name"] in surnames | _NOBODY else single["name"]
            if _ARTICLE.match(name) or " & " in name:
                full = re.match(r"[A-Z][\w’'-]*(?:[ ](?:&|[A-Z][\w’'-]*))*", name)
                return full[0] if full is not None else None
            return None
    for where in _WHERE.finditer(rest):
        name = rest[where.end() :]
        found = told(name.rstrip(" ,:.") + ",") or told(name)
        if found:
            return found
        bare = re.match(r"(?:the[ ])?(?P<name>[A-Z][\w’'&-]*(?:[ ][A-Z][\w’'&-]*)*)", name)
        if bare is not None and not _NO_PLACE_OF_PRINT.match(name) and not is_place(bare["name"]):
            return None
    return ""


def by_inversion(setting: Setting, at: int, end: int, said: Said) -> Attribution | None:
    """Who is named at `at`, right after a verb of saying: ``wrote`` *Marcus Bell for ScreenFan*."""
    following = setting.text[at : min(end, at + _WINDOW)]
    found = noun_phrase(following, 0, setting.surnames)
    if found is None:
        named = in_review(named_after(following), "wrote " + following)
        if named != Attribution():
            return named
        lower = re.match(
            r"(?:the|an?|one|another|his|her|its)(?:[ ][a-z’'-]+){1,4}(?=[.,;]|[ ](?:in|on|at|of"
            r"|for)[ ][a-z])",
            following,
        )
        return named if lower is not None else None
    if re.match(r",?[ ](?:and|&)[ ][A-Z]", following[found.end :]):
        return None
    by = _of(setting, found, at, said)
    if by is None or by.outlet or found.kind is not Kind.NAMED:
        return by
    outlet = outlet_in(
        following[found.end :].split(";")[0].split("“")[0].split('"')[0].rstrip(" ,."),
        "said",
        setting.surnames,
    )
    return Attribution(by.speaker, outlet) if outlet is not None else None


def by_subject_after(
    setting: Setting, subject: str, verb: str, rest: str, quote: tuple[int, int], said: Said
) -> tuple[bool, Attribution | None]:
    """Who `subject` is, which follows the quotation with its verb; and whether it is one at all."""
    by: Attribution | None = None
    apposition = _APPOSITION.fullmatch(subject)
    words = apposition["name"] if apposition is not None else subject
    found = noun_phrase(f"{words} ", 0, setting.surnames)
    if _PRONOUN.fullmatch(subject):
        by = antecedent(setting, quote[0], said)
    elif _UNNAMED.fullmatch(subject) and found is None:
        by = Attribution()
    elif found is not None and found.kind is Kind.PRONOUN:
        by = antecedent(setting, quote[0], said, paper=_PAPER.fullmatch(words) is not None)
    elif found is not None and re.search(r"[ ](?:and|&)[ ][A-Z]", words[found.end :]):
        return True, None
    elif found is not None:
        by = _of(setting, found, 0, said)
    else:
        by = subject_before(f"{words} ", "", setting.surnames)
        if by == Attribution():
            return bool(subject[:1].isupper()), None
    if by is None or by.outlet:
        return True, by
    outlet = outlet_in(rest, verb, setting.surnames)
    return True, Attribution(by.speaker, outlet) if outlet is not None else None


def according_to_whom(setting: Setting, start: int, at: int) -> Attribution | None:
    """Who "According to …" names after `at`, before the quotation at `start`: a paper, a full name."""
    window = setting.text[at:start]
    found = list(re.finditer(r"(?:^|[ ])[Aa]ccording to (?:the[ ](?=[A-Z]))?", window))[-1]
    named = noun_phrase(window, found.end())
    if (
        named is not None
        and named.kind is Kind.NAMED
        and (window[named.end :] in ("", " ") or window[named.end] == ",")
    ):
        return named.by
    by = according_to(window)
    return None if by is None or " of " in by.outlet else by


def by_phrase(setting: Setting, low: int, start: int) -> Attribution | None:
    """Who is the subject of the sentence that leads to a quotation with a colon."""
    prefix = setting.text[low:start]
    bare = unquoted(prefix).rstrip(": ") + " "
    subject = subject_of(bare, setting.surnames)
    if subject is not None and subject.kind is Kind.NAMED:
        by = subject.by
    else:
        by = in_review(subject_at_start(prefix), prefix)
        if by == Attribution() and re.search(r"[A-Z]", bare[1:]):
            return None
        if subject is not None and subject.kind is not Kind.ANYBODY and by == Attribution():
            return None
    if not by.outlet and by.speaker and outlets_in(bare):
        return None
    return by
