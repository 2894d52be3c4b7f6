"""Whose clause an English verb of saying stands in: its grammatical subject, as far as it is certain.

The words before the verb are parted into clauses; of the last one the leading phrases are taken off
(``In a mixed review,``, ``Writing for Variety,``), and what then begins it is its subject: a critic with
a paper (``Ann Lee of the Post``, ``Variety's Ann Lee``, ``The Post critic Ann Lee``), a paper, a name, a
pronoun, somebody without a name. Two critics at once are nobody in particular.
"""

from __future__ import annotations

import re
from collections.abc import Set
from enum import Enum
from typing import NamedTuple

from pipeline.normalizer.attribution import Attribution, attribution, is_name
from pipeline.normalizer.outlets import NAMED_OUTLETS, is_outlet, is_paper, without_article
from pipeline.normalizer.places import is_place

_WORD = r"(?:(?:[A-Z]\.)+|[^\W\d_a-z](?:[\w-]|\.(?=\w)|['’](?=[^\W\d_])(?!s\b))*+\+?)"
_PARTICLE = r"(?:de|del|della|da|di|du|la|le|van|von|der|den|bin|al|el|y)"
_PERSON = (
    rf"{_WORD}(?:[ ]{_PARTICLE}){{0,2}}(?:[ ](?:{_PARTICLE}[ ]){{0,2}}{_WORD}){{1,3}}(?:,?[ ](?:Jr|Sr)\.)?"
)
_OUTLET = (
    rf"(?:(?:{NAMED_OUTLETS})(?![\w+])|(?:[Tt]he[ ])?{_WORD}"
    rf"(?:[ ](?:(?:of|the|and|&|for|at|a|in|to|on|de|des|du)[ ]){{0,2}}{_WORD}){{0,5}})"
)
_MEDIUM = (
    r"(?:film[ ]|trade[ ]|music[ ]|news[ ])?"
    r"(?:magazine|newspaper|paper|journal|website|site|daily|weekly|blog)"
)
_CRITIC = (
    r"(?:(?:film|movie|music|chief|senior|former|staff|lead|co-chief|television|theater|theatre|literary"
    r"|book)[ ]){0,3}"
    r"(?:critic|reviewer|writer|columnist|editor|journalist|correspondent|contributor)"
)
_CRITICS = rf"(?:{_CRITIC}|review)s?"
_WORKING = (
    rf"(?:,?[ ](?:of|from|for|with)|,?[ ](?:writing|reviewing)(?:[ ](?:the|it|its"
    rf"|[A-Z])[^.;:\"“”,]{{0,40}}?)?[ ](?:for|in|on|at)"
    rf"|,[ ](?:an?[ ]|the[ ])?{_CRITIC}[ ](?:of|for|at|with)|,?[ ](?:in|at|on)(?=[ ][Tt]he[ ]"
    rf"|[ ](?:{NAMED_OUTLETS})(?!\w)|[ ]{_WORD})"
    r"|,?[ ]in[ ](?:his|her|a|an"
    r"|their)[ ](?:[\w-]+[ ]){0,2}review(?:[ ]of[ ][^.;:\"“”,]{1,40}?)?[ ](?:for|in|on))"
)
_PERSON_HERE = re.compile(_PERSON)
_WORKING_HERE = re.compile(_WORKING)
_PLACE_OF_WORK = re.compile(rf"[ ](?:the[ ](?:{_MEDIUM}[ ])?)?(?P<outlet>{_OUTLET})(?:[ ]{_MEDIUM})?")
_WORD_HERE = re.compile(rf"{_WORD}(?=[ ,.;:]|$)")
_OUTLETS = re.compile(rf"(?<![\w.]){_OUTLET}")
_OWNED = re.compile(
    rf"(?P<outlet>{_OUTLET})(?:[ ]{_MEDIUM})?['’]s?[ ]"
    rf"(?:(?:[a-z-]+[ ]){{0,2}}{_CRITIC},[ ]|(?:(?!review)[a-z-]+[ ]){{0,3}})(?P<speaker>{_PERSON})"
)
_TITLED = re.compile(rf"(?P<outlet>{_OUTLET})(?:[ ]{_MEDIUM})?[ ]{_CRITIC},?[ ](?P<speaker>{_PERSON})")
# "Roger Ebert's colleague at the Chicago Sun-Times, Nell Brandon,"
_COLLEAGUE = re.compile(
    rf"{_PERSON}['’]s[ ](?:colleague|successor|predecessor|counterpart)[ ](?:at|on)[ ](?:the[ ])?"
    rf"(?P<outlet>{_OUTLET}),[ ](?P<speaker>{_PERSON})"
)
# "The Times's Tempus column", "An obituary in The Mercury"
_COLUMN = re.compile(rf"(?P<outlet>{_OUTLET})['’]s?[ ](?:[\w-]+[ ]){{0,2}}column(?=[ ])")
_PIECE_IN = re.compile(
    rf"(?:[Aa]n?|[Tt]he|[Ii]ts|[Oo]ne)[ ](?:[a-z0-9-]+[ ]){{0,2}}"
    rf"(?:obituary|editorial|review|article|profile)[ ](?:in|for|by)[ ]"
    rf"(?P<outlet>{_OUTLET})"
)
_UNNAMED_OF = re.compile(
    rf"(?P<outlet>{_OUTLET})(?:[ ]{_MEDIUM})?(?:['’]s?)?[ ](?:[a-z-]+[ ]){{0,2}}{_CRITICS}(?![\w ]*[ ][A-Z])"
)
_PLACED = re.compile(rf"(?:the[ ])?(?P<outlet>{_OUTLET})(?:[ ]{_MEDIUM})?")
_CALLED = re.compile(
    r"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Ff]ellow|[Ff]ormer)[ ])?"
    r"(?:(?!(?:in|of|for|to|at|by|on|from|with|and|about|who"
    r"|that)[ ])[A-Z]?[a-z]+(?:-[a-z]+)*(?:['’]s)?[ ]){1,4}?(?=[A-Z])"
)
_PUBLISHED = re.compile(
    rf"(?:[Tt]he[ ]|[Ii]n[ ]the[ ])(?:[A-Z]?[a-z-]+[ ]){{0,2}}{_MEDIUM}[ ](?P<outlet>{_OUTLET})"
)
_ANYBODY = re.compile(
    rf"(?:[Oo]ne|[Aa]nother|[Aa]n?|[Tt]he|[Ss]ome|[Ss]everal|[Mm]any|[Mm]ost"
    rf"|[Oo]ther)[ ](?:[a-z-]+[ ]){{0,3}}?{_CRITICS}"
    rf"(?P<of>[ ](?:for|of|in|from|at)[ ])?"
)
_DEFINITE = re.compile(
    rf"(?:[Tt]he[ ](?:same[ ])?(?:{_CRITIC}|{_MEDIUM}|publication|outlet)|[Tt]he[ ]latter)(?=[ ,])"
)
_PRONOUN = re.compile(r"(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t)(?=[ ])")
_ASIDE = re.compile(r",[ ](?![A-Z])[^,;:\"“”]{1,80},|[ ]\([^()]{1,60}\),?")
_ALSO = re.compile(rf"(?:,?[ ](?:and|&|or|with)|,)[ ](?={_WORD})")
_ADVERBS = re.compile(
    r"(?:,?[ ](?:also|later|once|then|has|had|himself|herself|itself|however|too|in[ ]turn|meanwhile"
    r"|even|further|again|would"
    r"|went[ ]on[ ]to|liked[ ]to|additionally|in[ ]contrast|by[ ]contrast|\w+ly))*,?[ ]?$"
)
# What may stand before a subject.
_PIECE = r"(?:review|retrospective|essay|article|column|piece|feature|notice|appraisal|reappraisal)"
_LEADING = re.compile(
    rf"(?:(?:(?P<at>(?:[Ww]riting|[Rr]eviewing(?:[ ](?:the|it|its|[A-Z])[^.;:\"“”,]{{0,40}}?)?)"
    rf"[ ](?:for|in|on))"
    rf"|[Ii]n|[Ff]or|[Ff]rom|[Oo]n"
    r"|(?P<piece>[Ii]n[ ](?:his|her|a|an|their"
    rf"|its)[ ](?:[\w-]+[ ]){{0,2}}{_PIECE}(?:[ ]of[ ][^.;:\"“”,]{{1,40}}?)?[ ](?:for|in|on)))"
    rf"[ ](?P<for>{_OUTLET})(?:[ ]in[ ](?:[A-Z][a-z]+[ ])?\d{{4}})?,[ ])"
)
# "In his 1981 survey Dark Water, …"
_IN_BOOK = re.compile(
    rf"[Ii]n[ ](?:his|her|their)[ ](?:\d{{4}}[ ])?(?:[a-z]+[ ])?(?:book|survey|memoirs?|study|history"
    rf"|monograph"
    rf"|biography|autobiography|guide)[ ](?P<for>{_OUTLET}),[ ]"
)
# "Ashdown, giving it four stars in The Independent, thought …"
_GIVING = re.compile(
    rf",[ ](?:giving|awarding|rating|scoring)[ ][^,;:\"“”A-Z]{{1,60}}[ ](?:in|for)[ ](?P<outlet>{_OUTLET}),$"
)
_PHRASE = re.compile(
    r"(?:According[ ]to|In|On|At|For|From|By|With|As|Of|After|Before|During|Despite|Unlike|Like|While"
    r"|Although|Though"
    r"|When|Giving|Awarding"
    r"|Rating|Grading|Reviewing|Writing|Speaking|Asked|Praising|Calling|Comparing|Among|Upon|However"
    r"|Conversely|Similarly"
    r"|Meanwhile|Additionally|Also|Elsewhere|Likewise|Contrastingly|Alternatively|Nevertheless"
    r"|Nonetheless|Still|Finally"
    r"|Overall|Negatively|Positively|Later|Then|Perhaps|Conversely|Contrarily|Scoring|To|Not|Retrospectively)"
    r"(?:[ ][^,;\"“”]{1,90})?,[ ]"
)
_INVERTED = re.compile(
    r"(?:(?:Less|More|Equally|Particularly|Similarly|Most|Least|Also|Far|Slightly|Somewhat|Even|Not"
    r"|Among|Especially|Rather)[ ]"
    r"[^,;\"“”A-Z]{1,60}?[ ](?:was|were|is|are|came)[ ](?:from[ ])?)"
)
_BOUNDARY = re.compile(
    r"(?:[;—][ ]|,?[ ](?=(?:while|whereas|but|and|though|although|yet|as|because|where|with)[ ]))"
    r"(?:(?:while|whereas|but|and|though|although|yet|as|because|where|with)[ ])?(?:in[ ]contrast,[ ]"
    r"|by[ ]contrast,[ ]|conversely,[ ])?"
)
_VERB_NEXT = re.compile(
    r"(?:,?[ ](?:also|later|once|then|has|had|however|\w+ly))*,?[ ](?:who[ ])?(?!of|for|from|in|at|on"
    r"|with|and|or|as|to|by|but|is|who)[a-z]{3,}"
)


class Kind(Enum):
    """What a subject is."""

    NAMED = "named"  # a critic, a paper, or both
    PRONOUN = "pronoun"  # he, she, the critic, the paper
    ANYBODY = "anybody"  # somebody who is meant to have no name: one critic
    SEVERAL = "several"  # two names or more
    DOUBTFUL = "doubtful"  # a critic, and what may be a paper or a place


class Subject(NamedTuple):
    """A subject, and where in the text its words end."""

    kind: Kind
    by: Attribution
    end: int
    start: int = 0


def unquoted(text: str) -> str:
    """`text` with what is in quotation marks made unreadable, letter by letter."""
    return re.sub(r"[\"“][^\"“”]*[\"”]", lambda match: "“" + "x" * (len(match[0]) - 2) + "”", text)


def subject_of(before: str, surnames: Set[str]) -> Subject | None:
    """The subject of the verb right after `before`, the beginning of its sentence.

    `surnames` are the single words that are names. ``None`` where nothing is certain.
    """
    text = unquoted(before)
    clauses: list[tuple[int, Subject]] = []
    end = 0
    for start, joined in ((0, False), *((m.end(), " and " in m[0]) for m in _BOUNDARY.finditer(text))):
        found = _at(text, start, surnames) if start >= end else None
        if found is None and start >= end > 0:
            found = _unknown(text, start)
        if found is None:
            continue
        # "Ann Lee and Bob Ray said": what "and" joins to bare words is no clause of its own.
        if (
            joined
            and clauses
            and not text[clauses[-1][1].end : start].strip(" ,").removesuffix("and").strip(" ,")
        ):
            found = Subject(Kind.SEVERAL, Attribution(), found.end)
        clauses.append((start, found))
        end = found.end
    for start, found in reversed(clauses):
        rest = text[found.end :]
        direct = _ADVERBS.match(rest) is not None
        if start and not direct and not _VERB_NEXT.match(rest):
            continue
        # The verb may be that of another who stands between: "… liked Tate, who said".
        if not direct and re.search(r"(?<!^)(?<!^,)[ ](?:who|which|that)(?:[ ]\w+)?[ ]$", rest):
            return None
        return found
    return None


def _unknown(text: str, at: int) -> Subject | None:
    """What has a name and a verb, and may be anybody."""
    match = _PLACED.match(text, at)
    if (
        match is None
        or not is_name(match["outlet"].split(" ")[0])
        or not _VERB_NEXT.match(text[match.end() :])
    ):
        return None
    return Subject(Kind.DOUBTFUL, Attribution("", match["outlet"]), match.end())


def sentence_subject(text: str, surnames: Set[str]) -> Subject | None:
    """The subject that the sentence `text`, without its quotations, begins with."""
    return _at(text, 0, surnames)


def outlets_in(text: str) -> list[str]:
    """The papers that are named in `text`."""
    text = re.sub(r"\b[Aa]ccording to ", lambda match: "x" * (len(match[0]) - 1) + " ", text)
    named = (_cut(match[0])[0] for match in _OUTLETS.finditer(text))
    return [without_article(name) for name in named if is_paper(name)]


def _at(text: str, start: int, surnames: Set[str]) -> Subject | None:
    """The subject of the clause that begins at `start`."""
    outlet, at = "", start
    inverted = _INVERTED.match(text, at)
    if inverted is not None:
        at = inverted.end()
    else:
        for _ in range(3):
            leading = _LEADING.match(text, at)
            name = without_article(_cut(leading["for"])[0]) if leading is not None else ""
            if leading is not None and (is_outlet(name) or leading["at"] or leading["piece"]):
                outlet, at = name, leading.end()
                continue
            book = _IN_BOOK.match(text, at)
            if book is not None:
                outlet, at = book["for"], book.end()
                continue
            phrase = _PHRASE.match(text, at)
            if phrase is None:
                break
            at = phrase.end()
    found = noun_phrase(text, at, surnames)
    if found is None or found.kind is not Kind.NAMED:
        return found and found._replace(start=at)
    by = found.by if found.by.outlet or not outlet else Attribution(found.by.speaker, outlet)
    aside = _ASIDE.match(text, found.end)
    giving = _GIVING.fullmatch(aside[0]) if aside is not None and not by.outlet else None
    if giving is not None and is_outlet(giving["outlet"]):
        by = Attribution(by.speaker, without_article(giving["outlet"]))
    end = aside.end() if aside is not None else found.end
    also = _ALSO.match(text, found.end)
    if also is not None:
        second = noun_phrase(text, also.end(), surnames)
        if second is not None and second.kind == Kind.NAMED and also[0].strip() != ",":
            return Subject(Kind.SEVERAL, Attribution(), second.end)
    return Subject(found.kind, by, end, at)


def noun_phrase(text: str, at: int, surnames: Set[str] = frozenset()) -> Subject | None:
    """Whom the words from `at` name."""
    pronoun = _PRONOUN.match(text, at)
    if pronoun is not None:
        return Subject(Kind.PRONOUN, Attribution(), pronoun.end())
    published = _PUBLISHED.match(text, at)
    if published is not None:
        name, end = _cut(published["outlet"])
        return Subject(Kind.NAMED, Attribution("", without_article(name)), published.start("outlet") + end)
    anybody = _ANYBODY.match(text, at)
    if anybody is not None and (anybody["of"] or not anybody[0].startswith(("The ", "the "))):
        placed = _PLACED.match(text, anybody.end()) if anybody["of"] else None
        if placed is not None:
            name, length = _cut(placed["outlet"])
            return Subject(
                Kind.NAMED, Attribution("", without_article(name)), placed.start("outlet") + length
            )
        if not re.match(r",?[ ][A-Z]", text[anybody.end() : anybody.end() + 3]):
            return Subject(Kind.ANYBODY, Attribution(), anybody.end())
    definite = _DEFINITE.match(text, at)
    if definite is not None and not re.match(r",?[ ][A-Z]", text[definite.end() : definite.end() + 3]):
        return Subject(Kind.PRONOUN, Attribution(), definite.end())
    colleague = _COLLEAGUE.match(text, at)
    if colleague is not None:
        by = Attribution(colleague["speaker"], without_article(colleague["outlet"]))
        return Subject(Kind.NAMED, by, colleague.end())
    for pattern in (_COLUMN, _PIECE_IN):
        piece = pattern.match(text, at)
        name = _cut(piece["outlet"])[0] if piece is not None else ""
        # "An article in March", "an article in Ohio"; "The Mercury" is no place.
        if piece is not None and (is_outlet(name) or (pattern is _PIECE_IN and name.startswith("The "))):
            end = piece.end() if pattern is _COLUMN else piece.start("outlet") + len(name)
            return Subject(Kind.NAMED, Attribution("", without_article(name)), end)
    for pattern in (_OWNED, _TITLED):
        owned = pattern.match(text, at)
        # "France's Ann Lee", "Studio president Ann Lee".
        if owned is not None and (is_paper(owned["outlet"]) or not is_outlet(owned["outlet"])):
            name = without_article(owned["outlet"])
            by = attribution(owned["speaker"], "")
            if by.speaker and (is_outlet(name) or (pattern is _TITLED or not is_place(name))):
                if not is_name(name.split(" ")[0]) and not is_outlet(name):
                    continue
                return Subject(Kind.NAMED, Attribution(by.speaker, name), owned.end())
    unnamed = _UNNAMED_OF.match(text, at)
    if unnamed is not None and is_paper(unnamed["outlet"]):
        return Subject(Kind.NAMED, Attribution("", without_article(unnamed["outlet"])), unnamed.end())
    return _person(text, at) or _paper(text, at) or _surname(text, at, surnames)


def _person(text: str, at: int) -> Subject | None:
    match = _PERSON_HERE.match(text, at)
    if match is None:
        called = _CALLED.match(text, at)
        match = _PERSON_HERE.match(text, called.end()) if called is not None else None
    if match is None or is_outlet(match[0]) or text[match.end() : match.end() + 2] in ("'s", "’s"):
        return None
    by = attribution(match[0], "")
    if not by.speaker or " " not in by.speaker:
        return None
    working = _WORKING_HERE.match(text, match.end())
    if working is None:
        return Subject(Kind.NAMED, by, match.end())
    placed = _PLACE_OF_WORK.match(text, working.end())
    if placed is None:
        return Subject(Kind.NAMED, by, match.end())
    name, length = _cut(placed["outlet"])
    certain = is_outlet(name)
    named = "writ" in working[0] or "review" in working[0] or re.search(_CRITIC, working[0]) is not None
    if not certain and is_place(without_article(name)):
        return Subject(Kind.NAMED, by, placed.start("outlet") + length)
    if not certain and not named and working[0].strip(" ,") in ("in", "at", "on"):
        return Subject(Kind.DOUBTFUL, by, placed.end())
    return Subject(
        Kind.NAMED,
        Attribution(by.speaker, without_article(name)),
        placed.start("outlet") + length if length < len(placed["outlet"]) else placed.end(),
    )


def _paper(text: str, at: int) -> Subject | None:
    match = _PLACED.match(text, at)
    if match is None:
        return None
    name, length = _cut(match["outlet"])
    end = match.start("outlet") + length if length < len(match["outlet"]) else match.end()
    if not is_paper(name) or text[end : end + 2] in ("'s", "’s"):
        return None
    return Subject(Kind.NAMED, Attribution("", without_article(name)), end)


def _surname(text: str, at: int, surnames: Set[str]) -> Subject | None:
    match = _WORD_HERE.match(text, at)
    if match is None or match[0] not in surnames:
        return None
    return Subject(Kind.NAMED, Attribution(match[0]), match.end())


_JOINT = re.compile(rf"[ ](?:and|&)[ ](?={_PERSON}(?:[ ]|$))")
_THERE = re.compile(r"[ ](?:in|at|on|for|to)[ ]")


def _cut(name: str) -> tuple[str, int]:
    """`name` without what only stands behind it: another critic, a city."""
    joint = _JOINT.search(name)
    if joint is not None and re.search(r"[ ](?:of|from|for)[ ]", name[joint.end() :]):
        return name[: joint.start()], joint.start()
    for there in _THERE.finditer(name):
        if is_outlet(name[: there.start()]):
            return name[: there.start()], there.start()
    return name, len(name)
