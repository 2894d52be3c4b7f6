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

from pipeline.normalizer.antecedents import Setting
from pipeline.normalizer.attribution import Attribution, in_review, is_unnamed, seen_by
from pipeline.normalizer.speakers import (
    Said,
    according_to_whom,
    by_inversion,
    by_phrase,
    by_subject_after,
    by_verb,
    consensus_of,
    is_consensus,
)
from pipeline.normalizer.subjects import Kind, noun_phrase
from pipeline.sentences import sentence_at, sentence_spans

_MARKS = {"“": "”", "«": "»", "„": "“", "「": "」", "『": "』"}
_MARK = re.compile('["“”«»„「」『』]')
_WINDOW = 160
_MAX_QUOTE = 3000
# The subject of a sentence is not looked for further back: sentences are not longer.
_LONGEST_PREFIX = 1000

_SAY = (
    r"wrote|writes|said|says|stated|states|noted|notes|remarked|remarks|commented|comments|argued|argues"
    r"|added|adds|written|say|complained|complains|felt|feels|thought|thinks|believed|believes"
    r"|maintained|maintains"
    r"|agreed|agrees|contended|contends|suggested|admitted|admits|asserted|asserts|acknowledged|proclaimed|responded"
    r"|recorded"
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
    r"|labeled|labelled|dubbed|summarized|found|finds|hailed|hails|judged|judges|considered|considers"
    r"|dismissed"
    r"|dismisses|thought|thinks|ranked|ranks|lauded|lauds|applauded|likened|likens|singled[ ]out"
    r"|characterized"
    r"|characterised|regarded|felt|pronounced|named|derided|panned|lamented|deplored|decried|complimented"
    r"|commended|credited|noted|proclaimed|declared|commended|identified|admired|admires|mocked|mocks"
    r"|pitched|objected[ ]to|complained[ ]of|spoke[ ]of|speaks[ ]of|wrote[ ]of|writes[ ]of|warned[ ]of"
    r"|heard[ ]in[ ]it|saw[ ]in[ ]it"
)
_CALLING = (
    r"calling|describing|deeming|praising|criticizing|criticising|labeling|citing|lauding|applauding"
    r"|finding|hailing|judging|considering|dismissing|noting|likening|characterizing|deriding|lamenting"
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
    r"|[ ][A-Z][^\"“”«».,;:!?]{1,60}?)?(?P<comma>,(?=[ ]$))?"
    r"(?:[ ](?:as|to be|for|simply|both|for being|for its|among|with|to be both))?(?:[ ](?:an?|the|its))?[ ]$"
)
# wrote that the film was "…
_REPORTS = re.compile(
    rf"\b(?P<verb>(?P<say>{_SAY})|(?P<saying>{_SAYING}))(?P<told>[ ]"
    rf"(?:the[ ])?[A-Z][\w.’'& -]{{1,40}}?,?|[ ](?:its[ ]|the[ ])?[a-z]+s(?=[ ]that[ ]))?"
    rf"(?:[ ](?:in|for)[ ](?P<where>[^\"“”«».,;:!?]{{1,40}}?))?"
    rf"[ ](?:that|the|it|he|she|they|his|her|its|their|whether|of|there"
    rf"|this)[ ](?P<clause>[^\"“”«».;:!?]{{0,120}}[ ])?$"
)
# "…," Ann Lee wrote in the Post / "…," the county sheriff, Dale Pruitt, warned
_AFTER = re.compile(
    rf",?[ ](?:(?P<inverted>{_SAY})[ ](?=[A-Z]|(?:film|music|critic|director|the|his|her|its|their)\b)"
    rf"|(?P<subject>(?:[Tt]he"
    rf"|[a-z]+)?(?:[ ]?[^\"“”«».;:!?\s]+){{1,10}}?)[ ](?P<verb>{_SAY})\b(?P<rest>[^\"“”.;!?]{{0,120}}))"
)
# "said Tate was "…" and that Marsh "…""
_AND_THAT = re.compile(r",?[ ]and[ ]that[ ][^\"“”;:.]{1,60}")
# "described by Jane Foss of IndieWire as "…""
_PASSIVE = re.compile(
    rf"\b(?:was|were|been|being"
    rf"|is)[ ](?:\w+ly[ ])?(?:{_CALL})[ ]by[ ](?P<who>[^,;:\"“”]{{1,80}}?)[ ](?:as|for)(?:[ ](?:an?|the"
    rf"|its))?[ ]$"
)
_PUT_IT = re.compile(
    r",?[ ](?:as[ ](?P<who>[^\"“”.;:,]{1,40}?)[ ](?:later[ ])?(?:put|puts|phrased|described)[ ]it"
    r"|in[ ](?P<whose>[A-Z][\w .’'-]{1,30}?)['’]s"
    r"[ ](?:words?|phrase|view|opinion))\b"
)
_ACCORDING = re.compile(r"(?:^|[ ])[Aa]ccording to ")
# "The draft was, in Mayhew's words, "…""
_IN_WORDS = re.compile(
    r"(?:^|[ ])[Ii]n[ ](?P<who>[A-Z][\w.-]*(?:[ ][A-Z][\w.-]*){0,2})['’]s[ ](?:own[ ])?(?:words?|phrase),[ ]$"
)
# ""…" was the verdict of Variety"
_VERDICT = re.compile(
    r",?[ ](?:was|is)[ ]the[ ](?:verdict|judgment|judgement|opinion|conclusion|view)[ ]of[ ]"
)
# What is no saying: "called her "…", a nickname that she detested".
_NICKNAME = re.compile(
    r"[,.]?[ ](?:an?|the|his|her)[ ](?:[a-z]+[ ])?(?:nickname|epithet|moniker|sobriquet)\b"
)
# ""…" whose last reel was "…"": no new subject, no new verb of saying.
_AND_WAS = re.compile(
    r",?[ ](?:whose|which|that)[ ](?:[a-z’'-]+,?[ ]){0,8}?(?:was|were|is|are|had|has)[ ](?:an?[ ]|the[ ])?"
    r"|,?[ ](?:and|but)[ ](?:an?[ ]|the[ ]|also[ ]|as[ ])?"
    r"|,?[ ]and[ ](?P<other>[A-Z][\w’-]+)[ ](?:as[ ])?(?:an?[ ]|the[ ])?"
)
# Who sees it so: "For Marcus Eddery of The Spectator, the novel was "…"".
_IS = re.compile(r"\b(?:is|was|are|were|remains|remained)[ ]$")
# A colon leads to these as well.
_NO_SPEECH = re.compile(
    r"\b(?:taglines?|slogans?|mottos?|titles?|titled|inscriptions?|inscribed|lyrics?|refrain|song|verse"
    r"|chorus|signs?|headlines?"
    r"|captions?|names?|line)\b[^\"“”]{0,40}$",
    re.IGNORECASE,
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


def found_quotes(
    text: str, language: str, surnames: Set[str] = frozenset(), title: str = ""
) -> Iterator[FoundQuote]:
    """The certain quotations in `text`, in order.

    Args:
        text: a paragraph.
        language: of the text, a BCP 47 tag.
        surnames: the single words that are names in the article.
        title: of the article, whose words name nobody.
    """
    if _MARK.search(text) is None:
        return
    if language.split("-")[0] != "en":
        for start, end in _quoted(text):
            by = _after_colon(text, start, end)
            if by is not None:
                yield FoundQuote(start, end, by)
        return
    setting = Setting(text, sentence_spans(text), surnames, title)
    found: list[FoundQuote] = []
    said: list[tuple[int, Attribution]] = []
    for start, end in _quoted(text):
        goes_on = _goes_on(setting, found[-1], start, end) if found else None
        said_by = goes_on if goes_on is not None else _said_by(setting, start, end, said)
        if said_by is not None:
            found.append(FoundQuote(start, end, said_by))
            said.append((start, said_by))
            # Who says it has no name (one critic), or none that is certain (the actor).
            if said_by != Attribution():
                yield found[-1]


def _goes_on(setting: Setting, last: FoundQuote, start: int, end: int) -> Attribution | None:
    """Who says ``text[start:end]`` if the quotation `last` goes on in it: ``"…," she said, "…"``."""
    text = setting.text
    sentence = sentence_at(setting.sentences, start)
    inside = text[start + 1 : end - 1].strip()
    between = text[last.end : start]
    if not _is_speech(inside, 2) or len(between) > 2 * _WINDOW:
        return None
    speech = text[last.end - 2] in ",?!—" or between.startswith(",")
    if last.start >= sentence[0]:
        broken = speech and between.endswith((", ", "; ", ": "))
        verbs = re.findall(rf"\b(?:{_SAY}|{_CALL})\b", between)
        if broken and len(verbs) == 1 and re.search(rf"\b(?:{_SAY})\b", between):
            return last.said_by
        joined = _AND_WAS.fullmatch(between)
        if joined is not None and not verbs and _is_speech(inside, 4):
            # "called it "…" and Callahan "…"": of a thing and a person, as the first was.
            other = joined["other"]
            return last.said_by if other is None or other in setting.surnames else None
        # "said that it was "…" and that she "…""
        return last.said_by if _AND_THAT.fullmatch(between) else None
    before = sentence_at(setting.sentences, last.end)
    alone = start == sentence[0] and not text[end : sentence[1]].strip() and inside[-1:] in ".!?…"
    after_speech = speech and re.match(rf"[^.;:]*\b(?:{_SAY})\b", between)
    return last.said_by if alone and after_speech and before[1] == start else None


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


def _said_by(setting: Setting, start: int, end: int, said: Said) -> Attribution | None:
    """Who says ``text[start:end]``, or ``None`` where it may be no quotation, or anybody's."""
    text = setting.text
    low, high = sentence_at(setting.sentences, start)
    inside = text[start + 1 : end - 1].strip()
    at = max(low, start - _WINDOW)
    window = text[at:start]

    def by(match: re.Match[str]) -> Attribution | None:
        verb = (at + match.start("verb"), at + match.end("verb"))
        return by_verb(setting, verb, (start, end), said)

    told = _told_after(setting, start, end, high, said)
    if told is not None:
        return told
    introduced = _INTRODUCES.search(window)
    if introduced is not None and (introduced["mark"] or _is_verb(introduced)):
        marked = introduced["mark"] in (",", ":", " that,")
        if _is_speech(inside, 2 if marked else 4) or (marked and _is_sentence(inside)):
            if is_consensus(setting, start):
                return consensus_of(setting, start)
            return None if introduced["reads"] and _NO_SPEECH.search(window) else by(introduced)
    if _NICKNAME.match(text, end):
        return None
    described = _DESCRIBES.search(window)
    if described is not None and described["comma"] and not inside.startswith(("who ", "whose ")):
        described = None
    few = described is not None and (
        described["calling"] or (inside.startswith(("a ", "an ")) and described["object"])
    )
    if described is not None and _is_speech(inside, 3 if few else 4):
        named = by(described)
        if named is not None and (
            named != Attribution() or is_unnamed(text[low : at + described.start("verb")])
        ):
            return named
    reported = _REPORTS.search(window)
    if reported is not None and _is_verb(reported) and inside[:1].islower() and _is_speech(inside, 3):
        return by(reported)
    if (inside.rstrip("'’")[-1:] in (",", "?", "!", "—") or text[end : end + 1] == ",") and _is_speech(
        inside, 2
    ):
        is_said, named = _named_after(setting, start, end, high, said)
        if is_said:
            return named
    return _by_frame(setting, start, end, window)


def _told_after(setting: Setting, start: int, end: int, high: int, said: Said) -> Attribution | None:
    """Who told a paper ``text[start:end]``, which a comma ends: ``"…," he told Fangoria``."""
    if setting.text[end - 2] != "," or not _TOLD_AFTER.match(setting.text, end):
        return None
    return _named_after(setting, start, end, high, said)[1]


def _by_frame(setting: Setting, start: int, end: int, window: str) -> Attribution | None:
    """Who says a quotation that no verb of saying stands beside."""
    text = setting.text
    low = max(sentence_at(setting.sentences, start)[0], start - _LONGEST_PREFIX)
    inside = text[start + 1 : end - 1].strip()
    at = start - len(window)
    if window.endswith(": ") and inside[-1:] in (".", "!", "?", "…") and _is_sentence(inside):
        if _NO_SPEECH.search(window):
            return None
        if is_consensus(setting, start):
            return consensus_of(setting, start)
        return by_phrase(setting, low, start)
    if not _is_speech(inside, 4):
        return None
    if window.endswith(("consensus is ", "consensus was ")):
        return consensus_of(setting, start)
    phrased = _IN_WORDS.search(window)
    if phrased is not None:
        who = phrased["who"]
        return Attribution(who) if " " in who or who in setting.surnames else None
    verdict = _VERDICT.match(text, end)
    if verdict is not None:
        judge = noun_phrase(text, verdict.end(), setting.surnames)
        return judge.by if judge is not None and judge.kind is Kind.NAMED else None
    put = _PUT_IT.match(text, end)
    if put is not None:
        who = put["whose"] or put["who"]
        return Attribution(who) if who[0].isupper() and who not in ("He", "She") else None
    if _ACCORDING.search(window):
        return according_to_whom(setting, start, at)
    passive = _PASSIVE.search(window)
    if passive is not None:
        found = noun_phrase(passive["who"] + " ", 0, setting.surnames)
        whole = found is not None and found.end >= len(passive["who"])
        return found.by if found is not None and whole and found.kind is Kind.NAMED else None
    prefix = text[low:start]
    sees = seen_by(prefix) if _IS.search(window) else None
    return in_review(sees, prefix) if sees is not None else None


_TOLD_AFTER = re.compile(r"[ ][\w ]{2,40}[ ]told[ ]")
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


def _named_after(
    setting: Setting, start: int, end: int, high: int, said: Said
) -> tuple[bool, Attribution | None]:
    """Whether a verb of saying follows ``text[start:end]``, and who its subject is."""
    after = _AFTER.match(setting.text, end)
    if after is None:
        return False, None
    if after["inverted"]:
        return True, by_inversion(setting, after.end(), high, said)
    return by_subject_after(
        setting, after["subject"].strip(), after["verb"], after["rest"], (start, end), said
    )


def _after_colon(text: str, start: int, end: int) -> Attribution | None:
    inside = text[start + 1 : end - 1].strip()
    sentence = inside[:1].isupper() and (inside[-1:] in ".!?…" or text[end : end + 1] in (".", "!", "?"))
    if text[max(0, start - 2) : start].strip() == ":" and sentence and _is_speech(inside, 4):
        return Attribution()
    return None
