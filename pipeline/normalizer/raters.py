"""Which critic or paper gives the stars in an English sentence.

``Ann Lee of the Post gave it four stars out of five``, ``Giving it 3/5, the Post said``, ``four stars from
Ann Lee``. Where somebody is named and may be another, there is no answer.
"""

from __future__ import annotations

import re

from pipeline.normalizer.antecedents import Setting, antecedent
from pipeline.normalizer.attribution import is_name, review_of, subject_at_start, subject_before
from pipeline.normalizer.subjects import Kind, Subject, noun_phrase, sentence_subject, subject_of, unquoted
from pipeline.sentences import sentence_at

_WINDOW = 70
_GAVE = re.compile(
    r"\b(?:gave|gives|awarded|awards|rated|rates|giving|awarding|grading|scored|scores|scoring|assigned"
    r"|assigns"
    r"|graded)\b"
)
_WHO = re.compile(r",?\swho\s(?:also\s|later\s)?$")
# "Leonard Maltin's guide awarded it three stars"
_GUIDE = re.compile(
    r"(?P<who>[A-Z][\w.-]*(?:[ ][A-Z][\w.-]*){1,2})['’]s[ ](?:[\w-]+[ ]){0,2}"
    r"(?:guide|handbook|column|blog)[ ]$"
)
# "SiteName, which rated it 3/5"
_SITE_WHICH = re.compile(r"(?P<name>[A-Z0-9][\w.]*[a-z][\w.]*),[ ]which[ ](?:also[ ])?$")
# ""…," wrote Ann Lee of the Post, who rated it 3/5"
_WROTE = re.compile(r"[\"”][ ](?:wrote|writes|said|says|noted|observed|added|quipped)[ ](?=[A-Z])")
# "Uncut, in an 8/10 review, …"
_IN_REVIEW = re.compile(r",[ ]in[ ](?:an?|his|her|its|their)[ ]$")
_LEADS = re.compile(r"(?:Giving|Awarding|Rating|Scoring|Grading|Assigning)\b[^,;]*$")
_FROM = re.compile(r"[ ](?:from|by)[ ](?=(?:the[ ])?[A-Za-z])")
_PRONOUN = re.compile(
    r"(?:^|[^\w’'])(?P<pronoun>[Hh]e|[Ss]he|[Tt]hey)(?:[ ](?:also|later|eventually|\w+ly))?[ ]$"
)
# "Users of the portal Naver rated it"
_USERS = re.compile(
    r"\b(?:[Uu]sers|[Mm]embers|[Vv]isitors|[Rr]eaders|[Aa]udiences)[ ](?:of|on"
    r"|at)[ ](?:the[ ])?(?:[a-z]+[ ]){0,4}?"
    r"(?P<name>[A-Z][\w.’'-]*(?:[ ][A-Z][\w.’'-]*){0,2})[ ]"
)


def rating_site(before: str) -> str:
    """The site whose users rate, in the sentence before a score."""
    users = _USERS.search(before)
    return users["name"] if users is not None and _GAVE.search(before, users.end()) is not None else ""


def rater_of(setting: Setting, low: int, start: int, end: int) -> str | None:
    """Who gives the score ``text[low + start:low + end]`` of the sentence that begins at `low`.

    ``""`` where its sentence names nobody, ``None`` where it isn't certain who of those that it names.
    """
    high = sentence_at(setting.sentences, low + start)[1]
    text = setting.text[low:high]
    given = _FROM.match(text, end)
    if given is not None:
        found = noun_phrase(text, given.end(), setting.surnames)
        return _name(found) if found is not None else ""
    if _LEADS.match(text[:start]):
        return _name(sentence_subject(unquoted(text), setting.surnames))
    verbs = list(_GAVE.finditer(text, 0, start))
    if not verbs:
        return _reviewing(text[:start], setting) or _without_verb(text[:start])
    wrote = _WROTE.search(text, 0, start)
    who = _WHO.search(text[: verbs[-1].start()])
    if wrote is not None and who is not None:
        found = noun_phrase(text, wrote.end(), setting.surnames)
        return _name(found) if found is not None and found.end == who.start() else None
    # "… and Leonard Malt two and a half stars"
    gap = re.search(r"(?:,?[ ]and[ ]|,[ ]|;[ ])(?=[A-Z])", text[verbs[-1].end() : start])
    if gap is not None:
        at = verbs[-1].end() + gap.end()
        found = noun_phrase(text[:start], at, setting.surnames)
        if found is not None and not text[found.end : start].strip(" ,"):
            return _name(found)
    before = text[: verbs[-1].start()]
    guide = _GUIDE.search(before)
    if guide is not None:
        return guide["who"]
    which = _SITE_WHICH.match(before)
    if which is not None and is_name(which["name"]):
        return which["name"]
    pronoun = _PRONOUN.search(before)
    if pronoun is not None:
        by = antecedent(setting, low + pronoun.start("pronoun"), ())
        return by.speaker if by is not None else None
    review = review_of(text[: start + 1])
    if review:
        return review
    subject = subject_of(before, setting.surnames)
    if subject is not None and subject.kind is Kind.PRONOUN:
        by = antecedent(setting, low + subject.start, (), paper=True)
        return by.outlet if by is not None else None
    if subject is not None and subject.kind is not Kind.ANYBODY:
        return _name(subject)
    return _unparsed(before, text[: start + 1], single=len(verbs) == 1)


def _reviewing(before: str, setting: Setting) -> str:
    """Who is the subject in ``Uncut, in an 8/10 review, …``."""
    review = _IN_REVIEW.search(before)
    found = sentence_subject(unquoted(before), setting.surnames) if review is not None else None
    direct = review is not None and found is not None and found.end == review.start()
    return (_name(found) or "") if direct else ""


def _without_verb(before: str) -> str | None:
    """Nobody, unless a colon or a dash stands between a name and the score."""
    return "" if not before.rstrip().endswith((":", "–", "—")) else None


def _unparsed(before: str, sentence: str, *, single: bool) -> str:
    before = _WHO.sub(" ", before)
    subject = subject_before(before[-_WINDOW:], before)
    if not subject.speaker and not subject.outlet and single:
        subject = subject_at_start(sentence)
    return subject.speaker or subject.outlet or _single_name(before)


def _name(found: Subject | None) -> str | None:
    if found is None or found.kind not in (Kind.NAMED, Kind.DOUBTFUL):
        return "" if found is not None and found.kind is Kind.ANYBODY else None
    return found.by.speaker or found.by.outlet or None


def _single_name(before: str) -> str:
    """A paper of one word that is the whole subject (``AllMusic gave it …``), or ``In Famitsu, …``."""
    name = before.strip()
    leading = re.match(r"In\s(?P<name>[A-Z]\w+),\s(?:\w+\s)?(?:reviewers|critics)$", name)
    if leading is not None:
        return leading["name"]
    return name if re.fullmatch(r"[A-Z][\w’'-]+", name) and is_name(name) else ""
