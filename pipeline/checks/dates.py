"""The release of a work: when the infobox, the lead and the prose say it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.checks.article import Article, Mention, Sentence
from pipeline.checks.findings import Discrepancy
from pipeline.document import Date, Name

# What says that something came out on a day that follows. "Films released in 1933" are others.
_RELEASED = re.compile(
    r"\b(?:(?:was|were|is|has been|and|then) (?:\w+ly )?(?:first )?(?:theatrically )?released"
    r"|release date (?:was|of|is)|opened|premiered (?=on\b))\b",
    re.IGNORECASE,
)
# Other things come out too, the same one comes out again, and what was planned did not happen.
_OTHERWISE = re.compile(
    r"\b(?:DVDs?|VHS|Blu-?rays?|discs?|Laserdisc|home|digital\w*|demand|VOD|stream\w*|Netflix|Hulu|Amazon"
    r"|television|TV|aired|soundtrack|albums?|singles?|songs?|EP|trailers?|teaser|poster|re-?releas\w+"
    r"|re-?issu\w+|again|restor\w+|remaster\w+|festival|sequels?|prequel|remakes?|novels?|books?|games?"
    r"|versions?|cut|limited|previews?|previously|originally|initially|scheduled|planned|intended|delayed"
    r"|postponed|pushed|supposed|slated|expand\w+|wide|nationwide|before|until|IMAX|3D|premieres?|production"
    r"|filming|photography|shooting|set to|announced|would|roadshow|general release|after|later|followed"
    r"|internationally|dubbed|Broadway)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:the (?:\w+ )?(?:film|movie|picture|short|cartoon|documentary|feature|comedy|drama|album)|it)\b",
    re.IGNORECASE,
)
_NOT_OWN = re.compile(
    r"\b(?:(?:an)?other|earlier|first film|original|second|third|series|shorts|adaptations?|based"
    r"|which|that|who|had)\b",
    re.IGNORECASE,
)
_ON = re.compile(r"\b(?:on|in|of|was|is|released|opened)(?: (?:early|mid|late))? \Z")
_TERRITORY = re.compile(r"\bin (?:the )?(?P<name>[^\W\d_a-z][\w.]*(?: (?:and )?[^\W\d_a-z][\w.]*){0,4})")
_MONTHS = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
# "in France on 15 September, and in Belgium on 20 October 1999": the year stands with the last place only.
_EARLIER_DAY = re.compile(rf"\b(?:\d{{1,2}} {_MONTHS.pattern}|{_MONTHS.pattern} \d{{1,2}})\b")
_HOME = re.compile(r"(?:U\.?S\.?(?:A\.?)?|United States|(?:North )?America)\Z")
_LONGEST_PHRASE = 120

# "is a 2012 American film": the year of the thing itself.
_IS_A = re.compile(r"\b(?:is|was|are|were) (?:an?|the) \Z")
_A_YEAR = re.compile(r"\b(?:an?|the) \Z")
_LATEST_RELEASE = 3
_EARLIER_SHOWING = re.compile(
    r"\b(?:premier\w*|screen\w*|festival|releas\w+|complet\w+|copyright\w*|produc\w+|film\w*|shot|made|debut\w*"
    r"|show\w+|direct\w+)\b",
    re.IGNORECASE,
)


class _Claim(NamedTuple):
    """A sentence's word on when the work came out, and on where (``""``: it doesn't say)."""

    date: Mention[Date]
    territory: str


# --- Of the release ------------------------------------------------------------------------


def release_date_differs(article: Article) -> Iterator[Discrepancy]:
    """The prose dates the release otherwise than the infobox."""
    stated = article.fact_mentions(Date, "released")
    if not stated or not article.english:
        return
    claims = list(_release_claims(article))
    confirmed = {claim.territory for claim in claims if meets_any(claim.date, stated)}
    for date, territory in claims:
        # Where a claim agrees, others are about other places, unless they name the same one.
        other_place = confirmed and (not territory or territory not in confirmed)
        if not other_place and not meets_any(date, stated):
            text = f"released {date.place.text!r} in the prose, but {stated[0].place.text!r} in the infobox"
            yield Discrepancy(date.place, text, (stated[0].place,))


def _release_claims(article: Article) -> Iterator[_Claim]:
    """The claims about the work's release in its own country, or without a country."""
    home = {country.place.text for country in article.fact_mentions(Name, "country")}
    for sentence in article.sentences:
        end = 0
        for date in sentence.of(Date):
            claim = _claim(sentence, date, end, article.document.title)
            end = date.offset + len(date.place.text)
            if claim and (not claim.territory or claim.territory in home or _HOME.match(claim.territory)):
                yield claim


def _claim(sentence: Sentence, date: Mention[Date], start: int, title: str) -> _Claim | None:
    """What the words between `start`, where the date before it ended, and `date` say of a release."""
    before = sentence.text[max(start, date.offset - 2 * _LONGEST_PHRASE) : date.offset]
    verb = next(_RELEASED.finditer(before), None)
    after = re.split("[;.]", date.after, maxsplit=1)[0][:80]
    if verb is None or not _ON.search(before) or _OTHERWISE.search(before) or _OTHERWISE.search(after):
        return None
    if _EARLIER_DAY.search(before, verb.end()):
        return None
    subject = before[: verb.start()]
    if start or _NOT_OWN.search(subject) or not (_OWN.search(subject) or title in subject):
        return None
    places = [*_TERRITORY.finditer(before, verb.end()), *_TERRITORY.finditer(after.split(", and ")[0])]
    named = [place["name"] for place in places if not _MONTHS.match(place["name"])]
    return _Claim(date, named[0] if named else "")


def lead_year_differs(article: Article) -> Iterator[Discrepancy]:
    """The lead calls the work that of a year ("a 2012 film") in which it was not released."""
    stated = article.fact_mentions(Date, "released")
    if not stated or not article.sentences:
        return
    first = article.sentences[0]
    years = [date for date in first.of(Date) if len(date.reading.when) == 4 and _A_YEAR.search(date.before)]
    # "A 1963 novel and a 1972 film": one of them is the work that the infobox is about.
    if not first.in_lead or any(_fits(year.reading, date.reading) for year in years for date in stated):
        return
    year = next((year for year in years if _IS_A.search(year.before)), None)
    if year and not _explained(article, year):
        text = f"of {year.place.text} in the lead, but released {stated[0].place.text!r} in the infobox"
        yield Discrepancy(year.place, text, (stated[0].place,))


def _fits(year: Date, release: Date) -> bool:
    """Whether a work of `year` can have come out at `release`.

    An infobox with nothing but a year often gives that of the release at home, which may follow
    the first showing elsewhere by some years; one with days has the first showing, too.
    """
    late = int(release.when[:4]) - int(year.when)
    return meets(year, release) or (len(release.when) == 4 and 0 < late <= _LATEST_RELEASE)


def _explained(article: Article, year: Mention[Date]) -> bool:
    """Whether the prose tells of a showing or the making of the work in `year`."""
    return any(
        date.place != year.place
        and meets(date.reading, year.reading)
        and _EARLIER_SHOWING.search(sentence.text)
        for sentence in article.sentences
        for date in sentence.of(Date)
    )


# --- Comparing -----------------------------------------------------------------------------


def meets_any(date: Mention[Date], others: Iterable[Mention[Date]]) -> bool:
    """Whether `date` may be the day of one of `others`."""
    return any(meets(date.reading, other.reading) for other in others)


def meets(a: Date, b: Date) -> bool:
    """Whether one day could be meant by both, at the precision they are written in."""
    (a_first, a_last), (b_first, b_last) = days_of(a), days_of(b)
    return a_first <= b_last and b_first <= a_last


def days_of(date: Date) -> tuple[str, str]:
    """The first and the last day that `date` may mean, to be compared as text."""
    last = date.to or date.when
    return date.when + "-01-01"[len(date.when) - 4 :], last + "-12-31"[len(last) - 4 :]
