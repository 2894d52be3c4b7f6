"""Review scores: the aggregator's or the critic's figure, its scale, and how many reviews it is of.

``79% based on 183 reviews, with an average rating of 7.2/10``; ``a score of 67, based on
reviews from 40 critics``; ``four out of five stars``. A figure is a score only beside words
that say so, in a sentence that names the aggregator (or goes on from one that does).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from decimal import Decimal
from typing import NamedTuple

from pipeline.document import Score
from pipeline.normalizer.antecedents import Setting
from pipeline.normalizer.certainty import is_certain
from pipeline.normalizer.numbers import has_digit
from pipeline.normalizer.raters import rater_of, rating_site
from pipeline.normalizer.spans import Span
from pipeline.normalizer.subjects import unquoted
from pipeline.normalizer.words import Words, words_of
from pipeline.sentences import sentence_spans

_AGGREGATORS = {
    "rotten tomatoes": "Rotten Tomatoes", "tomatometer": "Rotten Tomatoes", "metacritic": "Metacritic",
    "metascore": "Metacritic", "imdb": "IMDb",
    "internet movie database": "IMDb", "letterboxd": "Letterboxd",
    "opencritic": "OpenCritic",
    "gamerankings": "GameRankings", "posttrak": "PostTrak",
    "cinemascore": "CinemaScore",
    "allociné": "AlloCiné",
    "douban": "Douban", "filmarks": "Filmarks", "anydecentmusic?": "AnyDecentMusic?",
    "anydecentmusic": "AnyDecentMusic?", "goodreads": "Goodreads", "kinopoisk": "Kinopoisk",
    "кинопоиск": "Kinopoisk",
}  # fmt: skip
_SITES = frozenset(_AGGREGATORS.values())
_IN_PERCENT = frozenset({"Rotten Tomatoes", "PostTrak", "OpenCritic", "GameRankings", "Metacritic"})
_NAMES = "|".join(re.escape(name) for name in sorted(_AGGREGATORS, key=len, reverse=True))
_AGGREGATOR = re.compile(rf"(?<!\w)(?:{_NAMES})(?!\w)", re.IGNORECASE)
_WINDOW = 70
# Scales of points; those of stars may be others too.
_POINTS = frozenset({5, 10, 20, 100})
_STARS = frozenset({4, 5, 6, 10})
_LONGEST_SENTENCE = 2000

_PERCENT = re.compile(r"(?<![\w.,/–-])(?P<n>\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|percent\b|per cent\b)(?![–-]\d)")
_OUT_OF = re.compile(
    r"(?<![\w.,/$£€–-])(?P<n>\d{1,3}(?:[.,]\d{1,2})?|\d?½)(?:\s?/\s?|\s(?:stars?\s)?out\sof\s"
    r"(?:a\spossible\s)?)"
    r"(?P<scale>\d{1,3})(?P<after>(?:-|\s)stars?)?(?![\w%/]|[.,]\d)"
)
_DIGITS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip
_NUMBER = "|".join(_DIGITS)
# What some give in place of stars.
_MARKS = r"stars?|hearts?|skulls?"
_IN_WORDS = re.compile(
    rf"(?<![\w-])(?P<n>{_NUMBER}|\d(?:\.5)?|\d?½|half)(?P<half>[ -]and[ -](?:a"
    rf"|one)[ -]half)?(?P<stars>(?:\s|-)(?:{_MARKS}))?"
    rf"\sout\sof\s(?:a\spossible\s)?(?P<scale>{_NUMBER}|\d{{1,2}})(?P<after>(?:\s|-)(?:{_MARKS}))?(?![\w%/]"
    rf"|[.,]\d)",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(?P<cue>\b(?:score|rating|average|metascore)\s(?:of|was|is)\s(?:an?\s)?|\b(?:gave|gives|assigned"
    r"|assigns|awarded|scored|scores|scoring|rated)\s"
    r"(?:it|the\s\w+|its\s\w+)?\s?(?:an?\s)?(?:average\s|weighted\s|aggregate\s|normalized\s"
    r"|normalised\s)*(?:score\s|rating\s)?(?:of\s)?(?:an?\s)?)"
    r"(?P<n>\d{1,3}(?:\.\d)?)(?![\w%]|[.,]\d|\s?(?:/|out\sof|percent|per\scent|million|billion|stars?\b"
    r"|[–-]\d|%))",
    re.IGNORECASE,
)

# "and 67, based on reviews from 40 critics, on Metacritic"
_BASED = re.compile(
    r"(?<=\s)(?<!\bof\s)(?P<n>\d{1,3}),?\sbased\son\s(?:reviews\sfrom\s)?\d+\s(?:critics?|reviews?)\b"
)

_RATED_BEFORE = re.compile(
    r"\b(?:ratings?|scores?|average|approval|scored|rated|rates|tomatometer|metascore|grade|gave|gives"
    r"|giving|given|awarded|awarding|"
    r"awards)\b(?:[^.;%]{0,45})$",
    re.IGNORECASE,
)
_PERCENT_BEFORE = re.compile(
    r"\b(?:ratings?|scores?|approval|scored|rated|tomatometer)\b(?:\s(?:rating|score))?(?:\s(?:of|at|is"
    r"|was|stands at|currently|an?|only|just|it))*\s$"
    r"|\b(?:has|holds?|held|received|with|gave it|currently|scored|earned|maintains?|at|have)\s"
    r"(?:an?\s)?(?:\w+\s)?$",
    re.IGNORECASE,
)
_PERCENT_AFTER = re.compile(
    r"\s(?:[\"“]?(?:certified\s)?(?:fresh|rotten)[\"”]?|(?:positive\s|critical\s|critics?['’]?\s"
    r"|audience\s|overall\s|approval\s|tomatometer\s|average\s)*"
    r"(?:approval|rating|score)s?\b|(?:on|at)\s(?:the\s)?(?:review\s)?(?:aggregat\w+\s)?(?:web)?"
    r"(?:site\s)?(?:rotten|tomatometer)"
    r"|(?:of|from)\s(?:the\s|its\s)?\d[\d,]*\s(?:\w+\s){0,2}?(?:critics|reviews|reviewers)|(?:of"
    r"|from)\s(?:the\s)?(?:\w+\s)?(?:critics|reviews|reviewers)"
    r"|(?:have\s|had\s|has\s)?(?:gave|given|awarded)\s(?:it|the\s\w+)\sa\s(?:positive|favou?rable|good|fresh)"
    r"|(?:(?:were|are)\s)?(?:positive|favou?rable)\b)|,?\s(?:based|from|with an average|indicating)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\b(?:average|mean|site|website|aggregator|audience|weighted)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:based\s(?:up)?on|from|of|calculated from|by|collected|compiled|counted|gathered|surveyed"
    r"|sur la base de|der|aus)\s(?:the\s|a\stotal\sof\s"
    r"|a\ssample\sof\s|reviews\s(?:from|by|of)\s|its\s|an?\s\w+\sof\s)*"
    r"(?P<n>\d{1,3}(?:[, ]\d{3})+|\d{1,5})\s(?:[^\W\d]+\s){0,3}?(?:reviews?|critics?|reviewers|ratings"
    r"|publications|critiques|kritiken|avis|votes|scores|outlets)(?!\w)",
    re.IGNORECASE,
)


_REVIEWS = re.compile(r"kritik|critiques|avis|reviews|críticas|recensioni|рецензи", re.IGNORECASE)
_RATING = re.compile(r"\b(?:rating|score|approval|rated|scored|fresh|tomatometer)\b", re.IGNORECASE)
# "gave the film four out of five"
_GIVEN = re.compile(
    r"\b(?:gave|gives|giving|awarded|awards|awarding|rated|rates|rating|scored|scores|scoring)\s(?:it"
    r"|the\s\w+)\s"
    r"(?:an?\s)?(?:(?:score|rating)\sof\s)?$",
    re.IGNORECASE,
)
_RATED_AFTER = re.compile(
    r"\s(?:(?:average|critics?|user|overall|aggregate)\s)*(?:rating|score|average|review(?!\sof\b))\b"
)
# A figure right before the name of its site: "85% on Rotten Tomatoes".
_BESIDE = re.compile(
    rf"\s(?:(?:approval\s|positive\s|average\s)*(?:rating|score)\s)?(?:on|at|from"
    rf"|by)\s(?:the\s)?(?:review\s)?"
    rf"(?:aggregat\w+\s)?(?:(?:web)?site\s)?(?P<name>{_NAMES})(?!\w)",
    re.IGNORECASE,
)
# PostTrak's second figure is no rating.
_RECOMMENDS = re.compile(r"[^.;%]{0,60}\brecommend", re.IGNORECASE)
# Famitsu's four reviewers give up to ten points each.
_FAMITSU = re.compile(r"\bFamitsu\b")


class _Sentence(NamedTuple):
    text: str
    aggregators: list[tuple[int, str]]
    before: str  # the aggregator that the sentences before named last, if this one goes on from it
    setting: Setting
    start: int


class _Found(NamedTuple):
    start: int
    end: int
    value: Decimal
    scale: Decimal
    by: str


def score_spans(
    text: str, language: str, title: str = "", surnames: Set[str] = frozenset()
) -> Iterator[Span]:
    """The certain review scores in `text`, a paragraph in `language` of the article `title`.

    `surnames` are the single words that are names in the article.
    """
    if not has_digit(text) and " out of " not in text:
        return
    words = words_of(language)
    setting = Setting(text, sentence_spans(text), surnames, title)
    last = ""
    for start, end in setting.sentences:
        # Nothing that long is one; and the work in a sentence grows with its square.
        if end - start > _LONGEST_SENTENCE:
            last = ""
            continue
        part = text[start:end]
        aggregators = [(m.start(), _AGGREGATORS[m[0].casefold()]) for m in _AGGREGATOR.finditer(part)]
        goes_on = _GOES_ON.search(part) is not None
        sentence = _Sentence(part, aggregators, last if goes_on else "", setting, start)
        figures = sorted(_candidates(sentence, words))
        # What is said in quotation marks denies nothing: "like someone reading a will".
        stated = unquoted(part) if figures and words.language == "en" else part
        for number, found in enumerate(figures):
            if words.language == "en" and not is_certain(stated[: found.start], title, _SITES):
                continue
            count = _count(sentence, figures, number) if found.by in _SITES else None
            score = Score(part[found.start : found.end], found.value, found.scale, found.by, count)
            yield Span(start + found.start, start + found.end, score)
        last = aggregators[-1][1] if aggregators else sentence.before


def _candidates(sentence: _Sentence, words: Words) -> Iterator[_Found]:
    yield from _percentages(sentence, words)
    yield from _out_of(sentence, words)
    yield from _plain(sentence)


def _percentages(sentence: _Sentence, words: Words) -> Iterator[_Found]:
    """``79%`` of a site that counts reviews in percent."""
    for match in _PERCENT.finditer(sentence.text):
        by = _by(sentence, *match.span())
        value = Decimal(match["n"].replace(",", "."))
        recommends = by == "PostTrak" and _RECOMMENDS.match(sentence.text, match.end()) is not None
        if (
            by in _IN_PERCENT
            and value <= 100
            and not recommends
            and _rates(sentence.text, match, words.language)
        ):
            yield _Found(*match.span(), value, Decimal(100), by)


def _rates(text: str, match: re.Match[str], language: str) -> bool:
    """Whether a percentage beside the name of a site is of reviews."""
    if language != "en":
        return _REVIEWS.search(text) is not None
    if _PERCENT_AFTER.match(text, match.end()):
        return True
    before = text[max(0, match.start() - _WINDOW) : match.start()]
    return _RATING.search(before) is not None and _PERCENT_BEFORE.search(before) is not None


def _out_of(sentence: _Sentence, words: Words) -> Iterator[_Found]:
    """``7.2/10``, ``68 out of 100``, ``three and a half stars out of four``."""
    for match in _OUT_OF.finditer(sentence.text):
        value, scale = _number(match["n"], words.decimal), Decimal(match["scale"])
        stars = "star" in match[0]
        before = sentence.text[max(0, match.start() - _WINDOW) : match.start()]
        given = _GIVEN.search(before) is not None
        points = (
            scale in (_STARS if stars else _POINTS)
            or (given and scale in _STARS)
            or (scale == 40 and _FAMITSU.search(sentence.text))
        )
        rated = _RATED_BEFORE.search(before) or _RATED_AFTER.match(sentence.text, match.end())
        if value is not None and value <= scale and points and (stars or rated is not None):
            by = _rater(sentence, match, stars=stars)
            if by is not None and (by or scale != 4 or stars):
                yield _Found(*match.span(), value, scale, by)
    for match in _IN_WORDS.finditer(sentence.text):
        value, scale = _in_words(match["n"], match["half"]), _in_words(match["scale"], None)
        before = sentence.text[max(0, match.start() - _WINDOW) : match.start()]
        stars = bool(match["stars"] or match["after"])
        given = stars or (_GIVEN.search(before) is not None and re.search(r"\d", match[0]) is None)
        by = _rater(sentence, match, stars=True) if given and value <= scale and scale in _STARS else None
        if by is not None and (by or stars):
            yield _Found(*match.span(), value, scale, by)


def _plain(sentence: _Sentence) -> Iterator[_Found]:
    """``a score of 67``, on a site whose scale is known."""
    starts = set[int]()
    for match in (*_PLAIN.finditer(sentence.text), *_BASED.finditer(sentence.text)):
        if match.start("n") in starts:
            continue
        starts.add(match.start("n"))
        by = _by(sentence, match.start(), match.end("n"))
        value = Decimal(match["n"])
        whole = "." not in match["n"]
        if by == "Metacritic" and whole and value <= 100:
            yield _Found(*match.span("n"), value, Decimal(100), by)
        elif by == "IMDb" and not whole and value <= 10:
            yield _Found(*match.span("n"), value, Decimal(10), by)


def _by(sentence: _Sentence, at: int, end: int) -> str:
    """The aggregator of a figure: the one right after it, else before it, else after it."""
    beside = _BESIDE.match(sentence.text, end)
    if beside is not None:
        return _AGGREGATORS[beside["name"].casefold()]
    named = [name for offset, name in sentence.aggregators if offset < at]
    if named:
        return named[-1]
    if sentence.aggregators:
        offset, name = sentence.aggregators[0]
        # Of "79% based on 183 reviews, and 67, based on reviews from 40 critics, on Metacritic" the
        # aggregator is that of the second count.
        if len(list(_COUNT.finditer(sentence.text, at, offset))) < 2:
            return name
    return sentence.before


def _rater(sentence: _Sentence, match: re.Match[str], *, stars: bool) -> str | None:
    """Who gives a score that states its scale: an aggregator, or the critic who is the subject."""
    # An average rating stands with the share of good reviews before it.
    shares = [] if stars else list(_PERCENT.finditer(sentence.text, 0, match.start()))
    near = bool(shares) and not any(
        shares[-1].start() < offset < match.start() for offset, _ in sentence.aggregators
    )
    by = _by(sentence, *(shares[-1].span() if near else match.span()))
    if by and (sentence.aggregators or not stars):
        return by
    return rating_site(sentence.text[: match.start()]) or rater_of(
        sentence.setting, sentence.start, match.start(), match.end()
    )


def _count(sentence: _Sentence, figures: list[_Found], number: int) -> int | None:
    """How many reviews the score ``figures[number]`` is of.

    It is said after the score, up to the next one; or it is that of the score beside it, if that is
    of the same site on another scale: ``79% based on 183 reviews, with an average rating of 7.2/10``.
    """
    found = figures[number]
    before = figures[number - 1] if number else None
    after = figures[number + 1] if number + 1 < len(figures) else None
    others = [offset for offset, name in sentence.aggregators if name != found.by]
    low = max([0, *(offset for offset in others if offset < found.start)])
    high = min([len(sentence.text), *(offset for offset in others if offset > found.start)])
    said = _COUNT.search(sentence.text, found.end, min(high, after.start if after else high))
    if said is None and (before is None or before.by != found.by or before.scale != found.scale):
        is_first_pair = number == 1 and before is not None and before.by == found.by
        start = max(low, before.end if before is not None and not is_first_pair else 0)
        # Before the first score it may be said once for all.
        said = next(iter(list(_COUNT.finditer(sentence.text, start, found.start))[::-1]), None)
    if said is None and after is not None and after.by == found.by and after.scale != found.scale:
        said = _COUNT.search(sentence.text, after.end, high)
    # Votes are no reviews.
    if said is None or said[0].casefold().endswith("votes"):
        return None
    return int(re.sub(r"\D", "", said["n"]))


def _number(text: str, decimal: str) -> Decimal | None:
    if "½" in text:
        return Decimal(text.replace("½", "") or 0) + Decimal("0.5")
    if decimal == "." and "," in text:
        return None
    return Decimal(text.replace(",", "."))


def _in_words(text: str, half: str | None) -> Decimal:
    text = text.casefold()
    if text == "half":
        return Decimal("0.5")
    value = _number(_DIGITS.get(text, text), ".") or Decimal(0)
    return value + Decimal("0.5") if half else value
