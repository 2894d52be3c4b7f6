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
    according_to,
    in_review,
    is_pronoun,
    is_unnamed,
    named_after,
    seen_by,
    subject_at_start,
    subject_before,
    told,
)
from pipeline.sentences import sentence_at, sentence_spans

_MARKS = {"“": "”", "«": "»", "„": "“", "「": "」", "『": "』"}
_MARK = re.compile('["“”«»„「」『』]')
_WINDOW = 160
_MAX_QUOTE = 3000
# Before a pronoun that begins a sentence nobody is named.
_SHORT = 20
# The subject of a sentence is not looked for further back: sentences are not longer.
_LONGEST_PREFIX = 1000

_SAY = (
    r"wrote|writes|said|says|stated|states|noted|notes|remarked|remarks|commented|comments|argued|argues"
    r"|added|adds|written|say|complained|complains|felt|feels|thought|thinks|believed|believes|maintained|maintains"
    r"|contended|contends|suggested|admitted|admits|asserted|asserts|acknowledged|proclaimed|responded|recorded"
    r"|confessed|predicted|wondered|cautioned|"
    r"explained|explains|declared|declares|recalled|recalls|concluded|concludes|opined|opines|observed"
    r"|observes|replied|"
    r"claimed|claims|joked|warned|warns|insisted|ruled|announced|answered|asked|continued|quipped|lamented"
    r"|reported|reflected|told|conceded|quipped|mused|summarised|summarized"
)
_SAYING = (
    r"writing|saying|stating|noting|remarking|commenting|arguing|adding|explaining|declaring|concluding"
    r"|opining|observing|claiming|complaining|feeling|believing|admitting|asserting|suggesting|insisting"
)
_CALL = (
    r"called|calls|described|describes|deemed|deems|praised|praises|criticized|criticizes|criticised"
    r"|labeled|labelled|dubbed|summarized|found|finds|hailed|hails|judged|judges|considered|considers|dismissed"
    r"|dismisses|thought|thinks|ranked|ranks|lauded|lauds|applauded|likened|likens|singled[ ]out"
    r"|characterized"
    r"|characterised|regarded|felt|pronounced|named|derided|panned|lamented|deplored|decried|complimented"
    r"|commended|credited|noted|proclaimed|declared|commended|identified"
)
_CALLING = (
    r"calling|describing|deeming|praising|criticizing|criticising|labeling|citing|lauding|applauding|finding|hailing|judging|considering|dismissing|noting|likening|characterizing|deriding|lamenting"
    r"|declaring|commending|complimenting|crediting"
)

# The verb right before a quotation that it introduces: wrote, "… / said: "… / stating "…
_INTRODUCES = re.compile(
    rf"\b(?P<verb>(?P<say>{_SAY})|(?P<saying>{_SAYING})|(?P<reads>reads|read|reading))"
    r"(?P<told>[ ](?:the[ ])?[A-Z][\w.’'& -]{1,40})?"
    r"(?:[ ](?:in|for|of|about|at|on|to|during|after)[ ](?P<where>[^\"“”«».;:!?]{1,80}?))?"
    r"(?P<mark>[,:]|[ ]that,?|[ ]how)?[ ]$"
)
# What a thing is called: called it "… / describing the film as "… / praising "…
_DESCRIBES = re.compile(
    rf"\b(?P<verb>(?P<call>{_CALL})|(?P<calling>{_CALLING}))"
    r"(?P<object>[ ][\"“][^\"“”]{1,40}[\"”]|[ ](?:it|him|her|them|this|himself|herself|itself|themselves)"
    r"|[ ](?:the|its|his|her"
    r"|their)[ ][^\"“”«».,;:!?]{1,60}?"
    r"|[ ][A-Z][^\"“”«».,;:!?]{1,60}?)?"
    r"(?:[ ](?:as|to be|for|simply|both|for being|for its|among|with|to be both))?(?:[ ](?:an?|the|its))?[ ]$"
)
# wrote that the film was "…
_REPORTS = re.compile(
    rf"\b(?P<verb>(?P<say>{_SAY})|(?P<saying>{_SAYING}))(?P<told>[ ]"
    rf"(?:the[ ])?[A-Z][\w.’'& -]{{1,40}}?)?(?:[ ](?:in|for)[ ](?P<where>[^\"“”«».,;:!?]{{1,40}}?))?"
    rf"[ ](?:that|the|it|he|she|they|his|her|its|their|whether|of|there"
    rf"|this)[ ](?P<clause>[^\"“”«».;:!?]{{0,120}}[ ])?$"
)
# "…," Ann Lee wrote in the Post / "…," the county sheriff, Dale Pruitt, warned
_AFTER = re.compile(
    rf"[ ](?:(?P<inverted>{_SAY})[ ](?=[A-Z]|(?:film|music|critic|director|the)\b)"
    rf"|(?P<subject>(?:[Tt]he"
    rf"|[a-z]+)?(?:[ ]?[^\"“”«».;:!?\s]+){{1,10}}?)[ ](?P<verb>{_SAY})\b(?P<rest>[^\"“”.;!?]{{0,120}}))"
)
_APPOSITION = re.compile(r"(?:the|its|their|his|her)(?:[ ][\w’'-]+){1,5},[ ](?P<name>[^,]+),$")
_UNNAMED = re.compile(
    r"(?:he|she|they|we|one|(?:the|a|an|its|his|her|their|one|another)(?:[ ][a-z’'-]+){1,4})(?:[ ](?:later"
    r"|also|once|then|had))?$"
)
_PUT_IT = re.compile(
    r",?[ ](?:as[ ](?P<who>[^\"“”.;:,]{1,40}?)[ ](?:later[ ])?(?:put|puts|phrased|described)[ ]it"
    r"|in[ ](?P<whose>[A-Z][\w .’'-]{1,30}?)['’]s"
    r"[ ](?:words?|phrase|view|opinion))\b"
)
# Who sees it so: "For Marcus Eddery of The Spectator, the novel was "…"".
_IS = re.compile(r"\b(?:is|was|are|were|remains|remained)[ ]$")
# A colon leads to these as well.
_NO_SPEECH = re.compile(
    r"\b(?:taglines?|slogans?|mottos?|titles?|titled|inscriptions?|inscribed|lyrics?|refrain|song|verse|chorus|signs?|headlines?"
    r"|captions?|names?|line)\b[^\"“”]{0,40}$",
    re.IGNORECASE,
)
_SITES = r"(?P<site>Rotten Tomatoes|Metacritic|OpenCritic|Letterboxd)"
_CONSENSUS = re.compile(
    rf"(?:{_SITES}['’]s?[ ](?:[\w'’]+[ ]){{0,3}}|(?P<any>\b))consensus(?:[ ](?:on|at|of"
    rf"|from)[ ](?:the[ ](?:web)?site[ ])?"
    rf"{_SITES.replace('site', 'on')})?"
)
# said in a 1988 interview with Cahiers du cinéma
_PIECE = (
    r"(?:(?:an?|his|her|the|their|its)[ ](?:[\w’'-]+[ ]){0,3}?(?:interview|review|letter|article|piece"
    r"|essay|column|editorial"
    r"|profile|obituary)[ ](?:with|for|to|in)[ ])?"
)
_WHERE = re.compile(rf"(?:^|[ ])(?:in|for|to|on)[ ]{_PIECE}(?=(?:the[ ])?[A-Z])")
_TOLD = re.compile(
    r"(?P<name>[A-Z][\w’-]+)(?=:|,?[ ][\"“]|,?$|[ ]in[ ](?:(?:early|late"
    r"|mid-?)[ ]?)?(?:[A-Z][a-z]+[ ])?\d{4}\b)"
)
_NOBODY = frozenset(
    {
        "Congress", "Parliament", "Senate", "House", "Commons", "Court", "Police", "God", "Mother", "Father",
        "Mom", "Dad", "Him", "Her", "Them", "Everyone", "Reporters", "Fans",
    }
)  # fmt: skip
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
    last: FoundQuote | None = None
    for start, end in _quoted(text):
        if english:
            sentence = sentence_at(ends, start)
            said_by = _said_by(text, start, end, sentence[0], surnames)
            if last is not None and (said_by is None or said_by == Attribution()):
                goes_on = _goes_on(text, last, start, end, sentence, ends)
                said_by = goes_on if goes_on is not None else said_by
        else:
            said_by = _after_colon(text, start, end)
        if said_by is not None:
            last = FoundQuote(start, end, said_by)
            yield last


def _goes_on(
    text: str,
    last: FoundQuote,
    start: int,
    end: int,
    sentence: tuple[int, int],
    ends: list[tuple[int, int]],
) -> Attribution | None:
    """Who says ``text[start:end]`` if the quotation `last` goes on in it.

    ``"…," she said, "…"`` is of one speaker; of ``"…," she said. "…."`` the second sentence names nobody.
    """
    inside = text[start + 1 : end - 1].strip()
    between = text[last.end : start]
    if not _is_speech(inside, 2) or len(between) > 2 * _WINDOW:
        return None
    if last.start >= sentence[0]:
        broken = text[last.end - 2] in ",?!—" and between.endswith((", ", "; ", ": "))
        return last.said_by if broken and re.search(rf"\b(?:{_SAY})\b", between) else None
    before = sentence_at(ends, last.end)
    alone = start == sentence[0] and not text[end : sentence[1]].strip() and inside[-1:] in ".!?…"
    after_speech = text[last.end - 2] in ",?!—" and re.match(rf"[^.;:]*\b(?:{_SAY})\b", between)
    return Attribution() if alone and after_speech and before[1] == start else None


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
    if introduced is not None and (introduced["mark"] or _is_verb(introduced)):
        marked = introduced["mark"] in (",", ":", " that,")
        if _is_speech(inside, 2 if marked else 4) or (marked and _is_sentence(inside)):
            return _by_verb(introduced, window, prefix, surnames)
    described = _DESCRIBES.search(window)
    if described is not None and _is_speech(inside, 3 if described["calling"] else 4):
        before = _before_verb(described, window, prefix)
        by = _by_verb(described, window, prefix, surnames)
        if by.speaker or by.outlet or (is_unnamed(before) and _is_speech(inside, 4)):
            return by
    reported = _REPORTS.search(window)
    if reported is not None and _is_verb(reported) and inside[:1].islower() and _is_speech(inside, 3):
        return _by_verb(reported, window, prefix, surnames)
    if inside[-1:] in (",", "?", "!", "—") and _is_speech(inside, 2):
        named = _named_after(text, end, surnames)
        if named is not None:
            return named
    return _by_frame(text, start, end, window, prefix)


def _by_frame(text: str, start: int, end: int, window: str, prefix: str) -> Attribution | None:
    """Who says a quotation that no verb of saying stands beside."""
    inside = text[start + 1 : end - 1].strip()
    if window.endswith(": ") and inside[-1:] in (".", "!", "?", "…") and _is_sentence(inside):
        if _NO_SPEECH.search(window):
            return None
        consensus = _CONSENSUS.search(prefix)
        if consensus is not None:
            return Attribution("", consensus["site"] or consensus["on"] or "")
        return in_review(subject_at_start(prefix), prefix)
    if not _is_speech(inside, 4):
        return None
    put = _PUT_IT.match(text, end)
    if put is not None:
        who = put["whose"] or put["who"]
        return Attribution(who) if who[0].isupper() and who not in ("He", "She") else Attribution()
    according = according_to(window)
    if according is not None:
        return according
    sees = seen_by(prefix) if _IS.search(window) else None
    return in_review(sees, prefix) if sees is not None else None


# A noun that looks like a verb: "after a thought he had".
_NOUN = re.compile(r"\b(?:an?|the|his|her|its|their|any|no)[ ](?:\w+[ ])?$")
# "maintained the sound" is no speech, "maintained that the sound …" is.
_NEEDS_THAT = frozenset({"answered", "continued", "maintained", "maintains", "predicted", "recorded"})


def _is_verb(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start("verb") - 20) : match.start("verb")]
    bare = match["verb"] in _NEEDS_THAT and not match.string.startswith(
        (" that", " whether"), match.end("verb")
    )
    return not bare and (match["verb"] not in ("thought", "say", "found") or _NOUN.search(before) is None)


def _is_sentence(inside: str) -> bool:
    """Whether a quotation is a whole sentence, however many names are in it."""
    words = _WORD.findall(inside)
    lower = [word for word in words if word[0].islower() and word not in _SMALL]
    return inside[:1].isupper() and inside[-1:] in ".,!?…" and len(words) >= 4 and len(lower) >= 2


def _before_verb(match: re.Match[str], window: str, prefix: str) -> str:
    """The sentence up to the verb of `match`, which was found in the window at its end."""
    return prefix[: len(prefix) - len(window) + match.start("verb")]


def _by_verb(match: re.Match[str], window: str, prefix: str, surnames: Set[str]) -> Attribution:
    """The subject of the verb, and the outlet that it was told."""
    groups = match.groupdict()
    consensus = _CONSENSUS.search(prefix)
    if groups.get("reads") or consensus is not None:
        return Attribution("", (consensus["site"] or consensus["on"] or "") if consensus is not None else "")
    before = _before_verb(match, window, prefix)
    joined = before.endswith((" and ", " but ", " and then "))
    by = Attribution() if joined else subject_before(before[-_WINDOW:], prefix, surnames)
    # "…, writing" and "…, in a review, wrote" have the subject that the sentence begins with; so has
    # "… a finale she deemed".
    apart = joined or before.endswith(", ") or (is_pronoun(before) and len(before) > _SHORT)
    if not by.speaker and not by.outlet and (apart or groups.get("saying") or groups.get("calling")):
        by = subject_at_start(prefix)
    by = in_review(by, prefix)
    # told the BBC, wrote in the Dayton Herald
    rest = window[match.end("verb") :]
    return Attribution(by.speaker, by.outlet or _outlet_in(rest, match["verb"], surnames))


def _outlet_in(rest: str, verb: str, surnames: Set[str]) -> str:
    """The outlet that what follows a verb of saying names: told *Animage*, wrote in *the Dayton Herald*."""
    if verb == "told":
        name = rest.lstrip()
        found = told(name) or told(name.rstrip(" ,:") + ",")
        if found:
            return found
        single = _TOLD.match(name)
        if single is not None and single["name"] not in surnames | _NOBODY:
            return single["name"]
    for where in _WHERE.finditer(rest):
        found = told(rest[where.end() :].rstrip(" ,:") + ",") or told(rest[where.end() :])
        if found:
            return found
    return ""


def _named_after(text: str, end: int, surnames: Set[str]) -> Attribution | None:
    after = _AFTER.match(text, end)
    if after is None:
        return None
    if after["inverted"]:
        following = text[after.end() : after.end() + _WINDOW]
        return in_review(named_after(following), text[end : after.end()] + following)
    subject = after["subject"].strip()
    by = Attribution()
    apposition = _APPOSITION.fullmatch(subject)
    if apposition is not None:
        by = subject_before(f"{apposition['name']} ", "", surnames)
    elif not _UNNAMED.fullmatch(subject):
        by = subject_before(f"{subject} ", "", surnames)
        if not by.speaker and not by.outlet and not subject[:1].isupper():
            return None
    return Attribution(by.speaker, by.outlet or _outlet_in(after["rest"], after["verb"], surnames))


def _after_colon(text: str, start: int, end: int) -> Attribution | None:
    inside = text[start + 1 : end - 1].strip()
    sentence = inside[:1].isupper() and (inside[-1:] in ".!?…" or text[end : end + 1] in (".", "!", "?"))
    if text[max(0, start - 2) : start].strip() == ":" and sentence and _is_speech(inside, 4):
        return Attribution()
    return None
