"""Whom a pronoun stands for in a paragraph, where only one can be meant.

``Ann Lee of the Post gave it three stars. She wrote that it was "…"``: the sentence before is of a
critic, and no other person is named in it. In any other case nobody is certain.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from typing import NamedTuple

from pipeline.normalizer.attribution import Attribution, is_name
from pipeline.normalizer.outlets import is_outlet
from pipeline.normalizer.subjects import Kind, outlets_in, sentence_subject, unquoted

_MOST_SENTENCES = 3
# Longer ones are no prose, and are not looked through for each quotation in them.
_LONGEST = 1000
_SPEAKS = re.compile(
    r"\b(?:wrote|writes|writing|review(?:s|ed|ing)?|gave|gives|giving|praised|awarded|called|calling"
    r"|described|said|says"
    r"|saying|stated|noted|felt|found|thought|told|recalled|explained|argued|considered|liked|disliked"
    r"|rated|graded"
    r"|criticized|criticised|named|added|remarked|commented|opined|observed|concluded|admitted|scored"
    r"|impressed"
    r"|confirmed|announced|revealed|claimed|insisted|warned|positive|critical|enthusiastic|harsher|kinder|blunter"
    r"|skeptical|sceptical|unmoved|unimpressed|unconvinced|dismissive|negative|favou?rable|warmer|cooler)\b"
)
_SITES = re.compile(r"\b(?:Rotten Tomatoes|Metacritic|OpenCritic|Letterboxd|AnyDecentMusic\?)(?!\w)")
_NAMES = re.compile(
    r"(?<![\w.’'-])[^\W\d_a-z][\w-]*+(?:[ ](?:[^\W\d_a-z][\w-]*+|[A-Z]\.|of|the|and"
    r"|&)(?![\w]))*(?P<owner>['’]s?(?!\w))?"
)


class Setting(NamedTuple):
    """A paragraph in which somebody speaks."""

    text: str
    sentences: Sequence[tuple[int, int]]
    surnames: Set[str]
    title: str = ""


def antecedent(
    setting: Setting, at: int, said: Sequence[tuple[int, Attribution]], *, paper: bool = False
) -> Attribution | None:
    """Whom a pronoun at `at` stands for; none if that is not certain.

    Args:
        setting: the paragraph.
        at: where the pronoun is.
        said: the quotations before it, where they begin and who says them.
        paper: it stands for a paper (``The magazine added``).
    """
    index = _number_of(setting, at)
    start = setting.sentences[index][0]
    if at - start > _LONGEST:
        return None
    if paper:
        # "According to Variety, it took $14,500, a figure that the paper considered …"
        named = dict.fromkeys(outlets_in(unquoted(setting.text[start:at])))
        if named:
            return Attribution("", next(iter(named))) if len(named) == 1 else None
    # "Ann Lee of the Post liked it, though she thought …"
    here = sentence_subject(unquoted(setting.text[start:at]), setting.surnames)
    if here is not None and here.kind == Kind.NAMED and here.end < at - start:
        return _alone(setting, here.by, start, at, paper=paper)
    if here is not None and here.kind == Kind.SEVERAL:
        return None
    # "Kerr's first cut ran 187 minutes; he told …": whose it was, or another.
    before = _without_title(unquoted(setting.text[start:at]), setting.title)
    if here is None and re.search(r"[A-Z]|^\w+['’]s?[ ]", before[1:]):
        return None
    for number in range(index - 1, max(-1, index - 1 - _MOST_SENTENCES), -1):
        low, high = setting.sentences[number]
        if high - low > _LONGEST:
            return None
        by = _speaker_of(setting, low, high, said)
        if by is None:
            return None
        if by != Attribution():
            return _alone(setting, by, low, high, paper=paper)
    return None


def _speaker_of(
    setting: Setting, low: int, high: int, said: Sequence[tuple[int, Attribution]]
) -> Attribution | None:
    """Who speaks in a sentence; nobody by name where it goes on from the one before, none if uncertain."""
    first = bisect_left(said, low, key=lambda quotation: quotation[0])
    quoted = [by for start, by in said[first:] if start < high]
    subject = sentence_subject(unquoted(setting.text[low:high]), setting.surnames)
    if subject is not None and subject.kind == Kind.PRONOUN:
        return Attribution() if not quoted or quoted[-1] == quoted[0] else None
    if quoted:
        return quoted[-1] if all(by == quoted[0] for by in quoted) else None
    if subject is None or subject.kind != Kind.NAMED:
        return None
    # "Dorn shot the ferry scenes with a hand-held camera. "…," he recalled": a surname is a person's.
    known = subject.by.speaker in setting.surnames
    return subject.by if known or _SPEAKS.search(unquoted(setting.text[low:high])) else None


def _alone(setting: Setting, by: Attribution, low: int, high: int, *, paper: bool) -> Attribution | None:
    """`by`, if nobody else is named in ``text[low:high]``, and it is what is looked for."""
    if paper:
        return Attribution("", by.outlet) if by.outlet else None
    if not by.speaker:
        return None
    rest = _without_title(unquoted(setting.text[low:high]), setting.title)
    for name in (by.outlet, by.speaker):
        rest = rest.replace(name, "x" * len(name)) if name else rest
    for found in _NAMES.finditer(rest):
        words = found[0].split(" ")
        name = found[0].removesuffix("'s").removesuffix("’s")
        # "Marsh's performance" is no subject to come.
        if found["owner"] or is_outlet(name):
            continue
        if (len(words) > 1 and is_name(words[0])) or name in setting.surnames - {
            by.speaker.rpartition(" ")[2]
        }:
            return None
    return by


def site_of_consensus(setting: Setting, at: int) -> str | None:
    """The site that "the site's consensus" at `at` is of: ``""`` where none is named, none where two are."""
    index = _number_of(setting, at)
    for number in range(index, max(-1, index - 1 - _MOST_SENTENCES), -1):
        low, high = setting.sentences[number]
        if high - low > _LONGEST:
            return None
        named = dict.fromkeys(_SITES.findall(unquoted(setting.text[low : min(high, at)])))
        if named:
            return next(iter(named)) if len(named) == 1 else None
    return ""


def _number_of(setting: Setting, at: int) -> int:
    """The number of the sentence that `at` is in."""
    return max(0, bisect_right(setting.sentences, at, key=lambda span: span[0]) - 1)


def _without_title(text: str, title: str) -> str:
    return text.replace(title, "x" * len(title)) if title else text
