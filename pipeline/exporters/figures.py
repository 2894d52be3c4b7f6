"""Document → figures: what of its facts is better looked at than read. Knows no format.

A figure is drawn only from readings whose provenance is certain, and each of its marks says
where it is from, to the sentence. There are three kinds:

- **Bars**: what was earned where, in one currency; from amounts whose role is ``gross`` and whose
  territory is known. Two territories at least: one bar shows nothing.
- **Gauges**: review scores on their scales, by whom and from how many reviews.
- **Timeline**: three different dates at least; those of the facts under their labels, and those of
  sentences, to the day: in other languages than English, of those that have a single date. Not those
  of a plot, nor the day of a count, nor of what was only planned, denied or made up; nor a year or month
  that has a day in it: it would be drawn at its first day, as if it were another date.

Where the article gives two different values for one thing, neither is drawn. What stands in a
quotation is somebody's word, and is not drawn either. No data, no figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias, TypeVar

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.numbers import format_decimal

from pipeline.document import (
    Date,
    Document,
    Fact,
    Money,
    Score,
    direction_of,
)
from pipeline.exporters._places import Place, Source, places_of
from pipeline.exporters._sentences import fits
from pipeline.profiles import Profile, folded
from pipeline.terms import Terms

Kind: TypeAlias = Literal["bars", "gauges", "timeline"]

_MOST_BARS = 8
_MOST_GAUGES = 6
_MOST_EVENTS = 10
_FEWEST_EVENTS = 3
_LONGEST_VALUE = 14
_LONGEST_LABEL = 60
_LONGEST_EVENT = 110
_LONGEST_REMARK = 40

# The headings of what is told and did not happen.
_TOLD = frozenset(
    map(
        folded,
        """Plot|Plot summary|Synopsis|Premise|Story|Storyline|Summary|Handlung|Inhalt|Intrigue|Résumé
Argumento|Trama|Enredo|Sinopse|Verhaal|Fabuła|Konu|Nội dung|Cốt truyện|Сюжет|Υπόθεση|Πλοκή|القصة|قصة الفيلم
עלילה|תקציר|कथानक|कहानी|あらすじ|ストーリー|剧情|劇情|剧情简介|줄거리|เนื้อเรื่อง|เรื่องย่อ""".replace(
            "\n", "|"
        ).split("|"),
    )
)
# A sentence that tells the day on which something was counted or looked up.
_COUNTED = re.compile(r"\b(?:as of|retrieved|accessed)\b", re.IGNORECASE)
# An English sentence that tells a day on which something did not happen, or not yet, or in a story.
_UNCERTAIN = re.compile(
    r"\b(?:not|never|cancel(?:l?ed|lation)|planned|plans|postponed|delayed|scheduled|slated|expected"
    r"|supposed|intended|rumou?red|(?:was|were|is|are|had)\sto|set\sto|due\sto\s(?:be|open|premiere|begin|start)"
    r"|[Ff]ail(?:ed|s)\sto|[Dd]ream(?:s|t|ed|ing)?|[Ff]iction\w*|[Ii]magin\w+|set\s(?:in|on|during|around)"
    r"|(?:[Ii]n|[Aa]|[Tt]he)\s(?:\w+\s)?scenes?|[Ii]f|[Uu]nless|will|would|could|might|may|should|shall)\b"
    r"|n['’]t\b"
)
_EITHER = re.compile(r"\b(?:or|either|between|whether|instead|rather)\b")
# A dash at a date, which is written as NUL.
_SPAN = re.compile(r"[-–—]\s?\0|\0\s?[-–—]")
_REMARK = re.compile(rf"\s?(\([^()\n]{{1,{_LONGEST_REMARK}}}\))")


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that a figure shows.

    `label` says what it is, `value` is its value as written, `note` what has to be known with it.
    `end` is where on the axis it is, from 0 to 1.
    """

    label: str
    value: str
    end: float
    source: Source
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `place` is the id of the section that it belongs to, ``""`` for the opening.

    `language` is the tag of the words that aren't the document's: title, origin and notes.
    The axis of one that is `rtl` begins at the right.
    """

    kind: Kind
    title: str
    marks: tuple[Mark, ...]
    origin: str
    language: str
    place: str = ""
    rtl: bool = False

    @property
    def alternative(self) -> str:
        """All of the figure in one sentence, with the values as written."""
        return f"{self.title} – {'; '.join(map(sentence_of, self.marks))}."


def sentence_of(mark: Mark) -> str:
    """`mark` in words: its label, its value and its note."""
    value = f"{mark.value} ({mark.note})" if mark.note else mark.value
    return f"{mark.label}: {value}"


def figures_of(document: Document, terms: Terms, profile: Profile) -> tuple[Figure, ...]:
    """The figures of `document`, which `profile` read, in the order of the article; often none."""
    places = tuple(places_of(document))
    found = (
        _bars(profile, places, terms),
        _gauges(profile, places, terms),
        _timeline(document, profile, places, terms),
    )
    order = {place.id: number for number, place in enumerate(places)}
    rtl = direction_of(document.language) == "rtl"
    figures = (replace(figure, rtl=rtl) for figure in found if figure)
    return tuple(sorted(figures, key=lambda figure: order[figure.place]))


# --- What the article says for certain --------------------------------------------------------

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


def _undisputed(found: Iterable[tuple[_Key, Hashable, _Value]]) -> dict[_Key, _Value]:
    """The first value for each key, without the keys for which there are different readings."""
    readings: dict[_Key, set[Hashable]] = {}
    values: dict[_Key, _Value] = {}
    for key, reading, value in found:
        readings.setdefault(key, set()).add(reading)
        values.setdefault(key, value)
    return {key: value for key, value in values.items() if len(readings[key]) == 1}


# --- Bars ------------------------------------------------------------------------------------


def _bars(profile: Profile, places: tuple[Place, ...], terms: Terms) -> Figure | None:
    """What was earned where. The section on the box office is asked first, then all others."""
    home = [place for place in places if profile.section_role(place.title) == "box_office"]
    grosses = _grosses(home)
    if len(grosses) < 2:
        grosses = _grosses(places)
    if len(grosses) < 2:
        return None
    largest = max(money.amount for money, _, _ in grosses)
    marks = tuple(
        Mark(_territory(money.territory, terms), money.text, float(money.amount / largest), source)
        for money, _, source in grosses[:_MOST_BARS]
    )
    return _figure("bars", terms.box_office, marks, grosses[0][1], terms)


def _grosses(places: Iterable[Place]) -> list[tuple[Money, Place, Source]]:
    """One gross for each territory, the whole world first, then by amount."""
    found = [
        (money, place, sentence.source)
        for place in places
        for sentence in place.sentences
        for money in sentence.inlines
        if isinstance(money, Money)
        and money.role == "gross"
        and money.territory
        and money.at_most is None
        and money.amount > 0
        and fits(money.text, 2 * _LONGEST_VALUE)
    ]
    if not found:
        return []
    # Amounts in different currencies are not to be compared: the most frequent one is drawn.
    currency = Counter(money.currency for money, _, _ in found).most_common(1)[0][0]
    grosses = _undisputed(
        (entry[0].territory, entry[0].amount, entry) for entry in found if entry[0].currency == currency
    )
    return sorted(grosses.values(), key=lambda entry: (entry[0].territory != "worldwide", -entry[0].amount))


def _territory(territory: str, terms: Terms) -> str:
    words = {
        "worldwide": terms.worldwide,
        "international": terms.international,
        "domestic": terms.domestic,
    }
    if territory in words:
        return words[territory]
    locale = _locale(terms.language)
    names = [locale.territories.get(code, code) for code in territory.split()]
    return format_list(names, locale=locale)


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


# --- Gauges ----------------------------------------------------------------------------------


def _gauges(profile: Profile, places: tuple[Place, ...], terms: Terms) -> Figure | None:
    """One gauge for each scale of each aggregator."""
    found = [
        ((score, place, sentence.source), profile.section_role(place.title) == "reception")
        for place in places
        for sentence in place.sentences
        for score in sentence.inlines
        if isinstance(score, Score) and _is_certain(score)
    ]
    # Of equal scores the one of the section on the reception is shown, and one with its count.
    found.sort(key=lambda entry: (not entry[1], entry[0][0].count is None))
    scores = list(
        _undisputed(
            ((folded(entry[0].by), entry[0].scale), entry[0].value, entry) for entry, _ in found
        ).values()
    )
    if not scores:
        return None
    marks = tuple(
        Mark(score.by, _value_of(score), float(score.value / score.scale), source, _note_of(score, terms))
        for score, _, source in scores[:_MOST_GAUGES]
    )
    return _figure("gauges", terms.ratings, marks, scores[0][1], terms)


def _is_certain(score: Score) -> bool:
    return bool(score.by) and fits(score.by, _LONGEST_LABEL) and 0 <= score.value <= score.scale != 0


def _value_of(score: Score) -> str:
    """The score as written, without what else the reading may span."""
    if fits(score.text, _LONGEST_VALUE):
        return score.text
    return f"{score.value:f}%" if "%" in score.text else f"{score.value:f}/{score.scale:f}"


def _note_of(score: Score, terms: Terms) -> str:
    notes = []
    if not re.search(r"[%٪％/／]", _value_of(score)):
        notes.append(f"0–{_number(score.scale, terms)}")
    if score.count is not None:
        notes.append(terms.reviews.format(n=_number(score.count, terms)))
    return ", ".join(notes)


def _number(number: Decimal | int, terms: Terms) -> str:
    return format_decimal(number, locale=_locale(terms.language))


# --- Timeline --------------------------------------------------------------------------------


def _timeline(document: Document, profile: Profile, places: tuple[Place, ...], terms: Terms) -> Figure | None:
    """The dates of the facts, and those of sentences while there is room; a day is shown once."""
    events = list(
        {
            (event.when, event.label): (event, source)
            for event, source in _events_of_facts(document.facts, profile, terms)
        }.values()
    )
    days = {event.when for event, _ in events}
    for event, source in _events_of_prose(places, document.language):
        if event.when not in days and len(events) < _MOST_EVENTS:
            days.add(event.when)
            events.append((event, source))
    dates = {event.when for event, _ in events}
    dated = sorted(
        (
            (day, event, source)
            for event, source in events
            if not any(when.startswith(f"{event.when}-") for when in dates)
            and (day := _first_day(event.when))
        ),
        key=lambda entry: entry[0],
    )
    if len({day for day, _, _ in dated}) < _FEWEST_EVENTS:
        return None
    first, last = dated[0][0].toordinal(), dated[-1][0].toordinal()
    marks = tuple(
        Mark(event.label, event.text, (day.toordinal() - first) / (last - first), source)
        for day, event, source in dated
    )
    return _figure("timeline", terms.timeline, marks, places[0], terms)


@dataclass(frozen=True, slots=True)
class _Event:
    when: str
    text: str
    label: str


def _events_of_facts(
    facts: Iterable[Fact], profile: Profile, terms: Terms
) -> Iterator[tuple[_Event, Source]]:
    for fact in facts:
        if not fits(fact.label, _LONGEST_LABEL) or not _tells_dates(fact, profile):
            continue
        source = Source(terms.facts, 0, f"{fact.label}: {fact.text}")
        offset = 0
        for part in fact.content:
            offset += len(part.text)
            if isinstance(part, Date) and not part.to:
                remark = _REMARK.match(fact.text, offset)
                yield (
                    _Event(part.when, part.text, f"{fact.label} {remark[1]}" if remark else fact.label),
                    source,
                )


def _tells_dates(fact: Fact, profile: Profile) -> bool:
    """Whether the dates of `fact` are its value, and none is the end of a span that was not read.

    The profile says so; where it doesn't know the fact, there is nothing else but remarks.
    """
    spec = profile.fact_named(fact.name)
    if spec and spec.type != "dates":
        return False
    rest = "".join("\0" if isinstance(part, Date) else part.text for part in fact.content)
    if _SPAN.search(rest):
        return False
    return bool(spec) or not re.sub(r"\([^()]*\)|[\0\s,;]", "", rest)


def _events_of_prose(places: Iterable[Place], language: str) -> Iterator[tuple[_Event, Source]]:
    english = language.split("-")[0] == "en"
    for place in places:
        if folded(place.title) in _TOLD:
            continue
        for sentence in place.sentences:
            dates = [part for part in sentence.inlines if isinstance(part, Date)]
            uncertain = english and _UNCERTAIN.search(sentence.source.text)
            if uncertain or _COUNTED.search(sentence.source.text):
                continue
            # "on 8 or 9 May": one of several is no event; of other languages that can't be told.
            if len(dates) > 1 and (not english or _EITHER.search(sentence.source.text)):
                continue
            label = _shortened(sentence.source.text, _LONGEST_EVENT)
            for day in dates:
                if len(day.when) == len("2012-07-25") and not day.to:
                    yield _Event(day.when, day.text, label), sentence.source


def _shortened(text: str, limit: int) -> str:
    """`text`, cut after a word where it is too long for a label."""
    if fits(text, limit):
        return text
    kept = text[: limit - 1]
    while not fits(kept, limit - 1):
        kept = kept[:-1]
    return (kept.rpartition(" ")[0] or kept).rstrip(" ,;:") + "…"


def _first_day(when: str) -> date | None:
    """The first day of `when`; none where the calendar of this library has no such year."""
    try:
        return date.fromisoformat(f"{when}-01-01"[:10])
    except ValueError:
        return None


# --- Provenance ------------------------------------------------------------------------------


def _figure(kind: Kind, title: str, marks: tuple[Mark, ...], place: Place, terms: Terms) -> Figure:
    where = dict.fromkeys(_where(mark.source, terms) for mark in marks)
    return Figure(kind, title, marks, terms.origin.format(places="; ".join(where)), terms.language, place.id)


def _where(source: Source, terms: Terms) -> str:
    if not source.sentence:
        return source.section
    section = _shortened(source.section, _LONGEST_LABEL) or terms.lead
    return terms.sentence.format(section=section, n=source.sentence)
