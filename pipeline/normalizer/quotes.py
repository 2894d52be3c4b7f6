"""What somebody said or wrote, between quotation marks, with who and where.

Titles, nicknames and words in scare quotes stand between the same marks. A quotation is told
by the verb beside it (``wrote, "…"``, ``called it "…"``, ``"…," said Ann Lee``), and by having the
words of a sentence rather than of a title. In other languages than English only a colon
before a whole sentence in quotation marks is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import NamedTuple

from pipeline.normalizer.attribution import (
    Attribution,
    in_review,
    named_after,
    subject_at_start,
    subject_before,
    told,
)
from pipeline.sentences import sentence_at, sentence_spans

_MARKS = {"“": "”", "«": "»", "„": "“", "「": "」", "『": "』"}
_MARK = re.compile('["“”«»„「」『』]')
_WINDOW = 160
_MAX_QUOTE = 3000
# The subject of a sentence is not looked for further back: sentences are not longer.
_LONGEST_PREFIX = 1000

_SAY = (
    r"wrote|writes|said|says|stated|states|noted|notes|remarked|remarks|commented|comments|argued|argues"
    r"|added|adds|"
    r"explained|explains|declared|declares|recalled|recalls|concluded|concludes|opined|opines|observed"
    r"|observes|replied|"
    r"claimed|claims|joked|warned|warns|insisted|ruled|announced|answered|asked|continued|quipped|lamented"
    r"|reported|reflected|told"
)
_SAYING = (
    r"writing|saying|stating|noting|remarking|commenting|arguing|adding|explaining|declaring|concluding"
    r"|opining|observing"
)
_CALL = (
    r"called|calls|described|describes|deemed|deems|praised|praises|criticized|criticizes|criticised"
    r"|labeled|dubbed|summarized|found"
)
_CALLING = (
    r"calling|describing|deeming|praising|criticizing|criticising|labeling|citing|lauding|applauding|finding"
)

# The verb right before a quotation that it introduces: wrote, "… / said: "… / stating "…
_INTRODUCES = re.compile(
    rf"\b(?P<verb>(?P<say>{_SAY})|(?P<saying>{_SAYING})|(?P<reads>reads|read|reading))"
    r"(?P<told>[ ](?:the[ ])?[A-Z][\w.’'& -]{1,40})?"
    r"(?:[ ](?:in|for|of|about|at|on|to|during|after)[ ](?P<where>[^\"“”«».;:!?]{1,80}?))?"
    r"(?P<mark>[,:]|[ ]that|[ ]how)?[ ]$"
)
# What a thing is called: called it "… / describing the film as "… / praising "…
_DESCRIBES = re.compile(
    rf"\b(?P<verb>(?P<call>{_CALL})|(?P<calling>{_CALLING}))"
    r"(?P<object>[ ](?:it|him|her|them|this|himself|herself|itself|themselves)|[ ](?:the|its|his|her"
    r"|their)[ ][^\"“”«».,;:!?]{1,60}?"
    r"|[ ][A-Z][^\"“”«».,;:!?]{1,60}?)?"
    r"(?:[ ](?:as|to be|for|simply|both|for being|for its))?(?:[ ](?:an?|the|its))?[ ]$"
)
# wrote that the film was "…
_REPORTS = re.compile(
    rf"\b(?P<verb>(?P<say>{_SAY})|(?P<saying>{_SAYING}))(?P<told>[ ]"
    rf"(?:the[ ])?[A-Z][\w.’'& -]{{1,40}}?)?(?:[ ](?:in|for)[ ](?P<where>[^\"“”«».,;:!?]{{1,40}}?))?"
    rf"[ ](?:that|the|it|he|she|they|his|her)[ ](?P<clause>[^\"“”«».;:!?]{{0,120}}[ ])?$"
)
_AFTER = re.compile(
    rf"[ ](?:(?P<verb>{_SAY})[ ](?P<inverted>(?=[A-Z]|(?:film|music|critic|director|the)\b))"
    rf"|(?P<subject>(?:(?:the|film|critic|director|author|actor|actress"
    rf"|writer)[ ]){{0,3}}[A-Z][^\"“”«».;:!?,]{{1,80}}?|he|she|they)[ ](?:{_SAY})\b)"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SMALL = frozenset(
    {
        "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "it", "nor", "of",
        "on", "or", "the", "to", "with"
    }
)  # fmt: skip


class FoundQuote(NamedTuple):
    """``text[start:end]``, marks and all, is what `said_by` says."""

    start: int
    end: int
    said_by: Attribution


def found_quotes(text: str, language: str, surnames: Set[str] = frozenset()) -> Iterator[FoundQuote]:
    """The certain quotations in `text`, in order.

    Args:
        text: a paragraph.
        language: of the text, a BCP 47 tag.
        surnames: the single words that are names in the article.
    """
    if _MARK.search(text) is None:
        return
    ends = sentence_spans(text)
    english = language.split("-")[0] == "en"
    for start, end in _quoted(text):
        if english:
            sentence, _ = sentence_at(ends, start)
            said_by = _said_by(text, start, end, sentence, surnames)
        else:
            said_by = _after_colon(text, start, end)
        if said_by is not None:
            yield FoundQuote(start, end, said_by)


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    """What stands between a pair of quotation marks, the marks with it; pairs don't overlap."""
    opened, closing = -1, ""
    for mark in _MARK.finditer(text):
        sign, at = mark[0], mark.start()
        if opened >= 0 and sign == closing and (sign != '"' or not _opens(text, at) or _closes(text, at)):
            if at - opened <= _MAX_QUOTE:
                yield opened, at + 1
            opened = -1
        elif (opened < 0 or at - opened > _MAX_QUOTE) and (
            sign in _MARKS or (sign == '"' and _opens(text, at))
        ):
            opened, closing = at, _MARKS.get(sign, '"')


def _opens(text: str, at: int) -> bool:
    after = text[at + 1 : at + 2]
    return (at == 0 or text[at - 1].isspace() or text[at - 1] in "([—–-'‘") and not after.isspace()


def _closes(text: str, at: int) -> bool:
    return at > 0 and not text[at - 1].isspace()


def _is_speech(inside: str, least: int) -> bool:
    """Whether the words of a quotation are a sentence's or a phrase's, not a title's."""
    words = [word for word in _WORD.findall(inside) if word.casefold() not in _SMALL]
    lower = sum(1 for word in words if word[0].islower())
    return len(_WORD.findall(inside)) >= least and lower * 2 >= len(words)


def _said_by(text: str, start: int, end: int, sentence: int, surnames: Set[str]) -> Attribution | None:
    """Who says ``text[start:end]``, or ``None`` where it may be no quotation."""
    inside = text[start + 1 : end - 1].strip()
    window = text[max(sentence, start - _WINDOW) : start]
    prefix = text[sentence:start] if start - sentence <= _LONGEST_PREFIX else window
    introduced = _INTRODUCES.search(window)
    if introduced is not None and _is_speech(inside, 2 if introduced["mark"] in (",", ":") else 4):
        return _by_verb(introduced, window, prefix, surnames)
    described = _DESCRIBES.search(window)
    if described is not None and _is_speech(inside, 4):
        by = _by_verb(described, window, prefix, surnames)
        return by if by.speaker or by.outlet else None
    reported = _REPORTS.search(window)
    if reported is not None and inside[:1].islower() and _is_speech(inside, 3):
        return _by_verb(reported, window, prefix, surnames)
    if inside[-1:] in (",", "?", "!", "—") and _is_speech(inside, 2):
        return _named_after(text, end, surnames)
    return None


def _by_verb(match: re.Match[str], window: str, prefix: str, surnames: Set[str]) -> Attribution:
    """The subject of the verb, and the outlet that it was told."""
    groups = match.groupdict()
    if groups.get("reads"):
        return Attribution()
    before = prefix[: len(prefix) - len(window) + match.start("verb")]
    joined = before.endswith((" and ", " but "))
    by = Attribution() if joined else subject_before(before[-_WINDOW:], prefix, surnames)
    # "…, writing" and "… and wrote" have the subject that the sentence begins with.
    if not by.speaker and not by.outlet and (joined or groups.get("saying") or groups.get("calling")):
        by = subject_at_start(prefix)
    by = in_review(by, prefix)
    # told the BBC, wrote in the Dayton Herald
    named = (groups.get("told") if match["verb"] == "told" else "") or groups.get("where") or ""
    return Attribution(by.speaker, by.outlet or told(named.strip() + ","))


def _named_after(text: str, end: int, surnames: Set[str]) -> Attribution | None:
    after = _AFTER.match(text, end)
    if after is None:
        return None
    if after["verb"]:
        return named_after(text[after.end() : after.end() + _WINDOW])
    return subject_before(f"{after['subject'] or ''} ", "", surnames)


def _after_colon(text: str, start: int, end: int) -> Attribution | None:
    inside = text[start + 1 : end - 1].strip()
    sentence = inside[:1].isupper() and (inside[-1:] in ".!?…" or text[end : end + 1] in (".", "!", "?"))
    if text[max(0, start - 2) : start].strip() == ":" and sentence and _is_speech(inside, 4):
        return Attribution()
    return None
