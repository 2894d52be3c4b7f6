"""Running times and scores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.checks.article import Article, Mention, Place, Sentence
from pipeline.checks.findings import Discrepancy
from pipeline.document import Duration, Score

# --- Running times -------------------------------------------------------------------------

_RUNS = re.compile(
    r"\b(?:(?:running |run[- ]?)time|runtime)s?,? (?:of|is|was|at|to)[ \w]{0,20}\Z"
    r"|\b(?:film|movie|picture|it|feature|documentary) (?:runs|ran|lasts|lasted)(?: for)?[ \w]{0,20}\Z",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"\b(?:is|was) an? [\w\s,-]{0,60}\Z", re.IGNORECASE)
_OF_WORK = re.compile(
    r"-?\s?[\w\s,-]{0,80}\b(?:film|movie|picture|feature|documentary|short)\b", re.IGNORECASE
)
# There may be several versions, and each runs as long as it does.
_OTHER_VERSION = re.compile(
    r"\b(?:cut|cuts|version|versions|edit|edited|extended|shortened|trimmed|originally|restored|restoration|uncut"
    r"|print|VHS|DVD|Blu-ray|release[ds]? in|episode|segment|scene|sequence|first|initial|intended|rough)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(r"\b(?:about|around|approximately|roughly|nearly|almost|just|over|under|some)\b[\w ]*\Z")
_PARTS = re.compile(r"(\d+(?:\.\d+)?)([HMS])")
_MINUTES = {"H": Decimal(60), "M": Decimal(1), "S": Decimal(1) / 60}


def runtime_differs(article: Article) -> Iterator[Discrepancy]:
    """The prose states another running time than the infobox, by more than a minute."""
    stated = article.fact_mentions(Duration, "runtime", "length")
    if not stated or not article.english:
        return
    for sentence in article.sentences:
        if _OTHER_VERSION.search(sentence.text):
            continue
        for claim in sentence.of(Duration):
            if _is_runtime(claim, in_lead=sentence.in_lead) and not _same_length(claim, stated):
                text = f"runs {claim.place.text!r} in the prose, but {stated[0].place.text!r} in the infobox"
                yield Discrepancy(claim.place, text, (stated[0].place,))


def _is_runtime(claim: Mention[Duration], *, in_lead: bool) -> bool:
    if _RUNS.search(claim.before):
        return True
    return in_lead and bool(_ATTRIBUTE.search(claim.before)) and bool(_OF_WORK.match(claim.after))


def _same_length(claim: Mention[Duration], stated: list[Mention[Duration]]) -> bool:
    minutes = _minutes(claim.reading)
    allowed = minutes / 10 if _HEDGED.search(claim.before) else Decimal(1)
    return any(abs(minutes - _minutes(other.reading)) <= allowed for other in stated)


def _minutes(duration: Duration) -> Decimal:
    return sum((Decimal(n) * _MINUTES[unit] for n, unit in _PARTS.findall(duration.duration)), Decimal(0))


# --- Scores --------------------------------------------------------------------------------

_REVIEWED = re.compile(r"\b(?:ratings?|scores?|scored|reviews?|critics|stars|average)\b", re.IGNORECASE)
_OUT_OF = re.compile(
    r"(?<![\w/.,$£€-])(?P<value>\d{1,4}(?:\.\d+)?)(?:/| out of )(?P<scale>4|5|10|100)(?![\w/]|[.,]\d)"
)
_SCORE_OF = re.compile(
    r"\b(?:rating|score) of (?:an? )?(?P<value>\d{1,4}(?:\.\d+)?)(?P<percent>%| per ?cent)?"
    r"(?![\w/]|[.,]\d| out of)",
    re.IGNORECASE,
)
_OF_HUNDRED = re.compile(r"\bout of (?:100|a hundred|a possible 100)\b")


def score_off_scale(article: Article) -> Iterator[Discrepancy]:
    """A score lies outside its scale: 12/10, 179%."""
    # What was read as a score is found again in the text; its place is the same.
    found = {place: scale for sentence in article.sentences for place, scale in _off_scale(sentence)}
    for place, scale in found.items():
        yield Discrepancy(place, f"{place.text!r} is not on a scale of 0 to {scale}")


# The same count of another season, film or group of critics is chance.
_OF_OTHERS = re.compile(
    r"\b(?:seasons?|episodes?|series|sequels?|predecessors?|original|first|second|third|top critics?"
    r"|audiences?)\b",
    re.IGNORECASE,
)


def score_differs(article: Article) -> Iterator[Discrepancy]:
    """Rotten Tomatoes has two percentages that are of the same number of reviews."""
    first: dict[int, Mention[Score]] = {}
    for sentence in article.sentences:
        for score in sentence.of(Score):
            reading = score.reading
            if reading.by != "Rotten Tomatoes" or reading.scale != 100 or reading.count is None:
                continue
            if _OF_OTHERS.search(sentence.text):
                continue
            earlier = first.setdefault(reading.count, score)
            if earlier.reading.value != reading.value:
                text = (
                    f"{score.place.text!r} of {reading.count} reviews, but {earlier.place.text!r} of as many"
                )
                yield Discrepancy(score.place, text, (earlier.place,))


def _off_scale(sentence: Sentence) -> Iterator[tuple[Place, Decimal]]:
    """The places of scores off their scales: of those that were read, and of others in the text."""
    for score in sentence.of(Score):
        if not 0 <= score.reading.value <= score.reading.scale:
            yield score.place, score.reading.scale
    if _REVIEWED.search(sentence.text):
        for start, end, scale in _written_off_scale(sentence):
            yield sentence.place(start, end), scale


def _written_off_scale(sentence: Sentence) -> Iterator[tuple[int, int, Decimal]]:
    for match in _OUT_OF.finditer(sentence.text):
        if Decimal(match["value"]) > Decimal(match["scale"]):
            yield match.start(), match.end(), Decimal(match["scale"])
    for match in _SCORE_OF.finditer(sentence.text):
        of_hundred = match["percent"] or _OF_HUNDRED.search(sentence.text)
        if of_hundred and Decimal(match["value"]) > 100:
            yield match.start("value"), match.end(), Decimal(100)
