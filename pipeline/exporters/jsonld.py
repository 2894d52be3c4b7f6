"""JSON-LD 1.1: the facts of a document in the vocabulary of schema.org.

The thing that the article is about has a type by the document's profile, and a property for each
fact that schema.org has one for; the profile says which. All facts, and the amounts of the
prose whose role is known, are in a `Dataset` about the thing besides: each with its label and its
value as written. So no fact is lost for want of a term, and there is no term that is not
schema.org's. ``docs/json-ld.md`` shows an example.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias

from pipeline.document import (
    CastList,
    CastMember,
    Date,
    Document,
    Duration,
    Fact,
    Inline,
    Money,
    Name,
    Paragraph,
    Quantity,
    Score,
    Text,
    walk_sections,
)
from pipeline.errors import ExportFailed
from pipeline.exporters import NoOptions
from pipeline.exporters._places import Sentence, places_of
from pipeline.messages import Report
from pipeline.profiles import Profile, Profiles, folded, load_profiles
from pipeline.profiles.schema_org import ValueType
from pipeline.styles import Styles

Node: TypeAlias = dict[str, Any]
CONTEXT = "https://schema.org"

# What is named by a text that can only be one name; "Person" is not: a text may say "unknown".
_NAMED_BY_TEXT = frozenset(
    {"Organization", "MusicGroup", "CreativeWork", "Occupation", "Place", "Taxon", "Name"}
)
_SEVERAL = re.compile(r"[,;/()\[\]\n、，；،؛／（）]")
_SEVERAL_PLACES = re.compile(r"[;/()\[\]\n；؛／（）]")
_LONGEST_NAME = 80
_URL = re.compile(r"https?://[!-~]+")
_CODED = {"country": "Country", "language": "Language"}
_SEPARATORS = " \t\n,;:–—،؛、，；："  # between a role and its note
_ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


class JsonExporter:
    """Writes the facts of a document as JSON-LD."""

    name: ClassVar[str] = "json"
    suffix: ClassVar[str] = ".jsonld"
    media_type: ClassVar[str] = "application/ld+json"
    summary: ClassVar[str] = "the facts as JSON-LD, in the vocabulary of schema.org"
    reads_profiles: ClassVar[bool] = True
    reads_styles: ClassVar[tuple[str, ...]] = ()
    Options = NoOptions

    def __init__(
        self,
        options: NoOptions,  # noqa: ARG002
        styles: Styles,  # noqa: ARG002
        report: Report,
        *,
        profiles: Profiles | None = None,
    ) -> None:
        self._profiles = profiles or load_profiles()
        self._report = report

    def export(self, document: Document) -> bytes:
        """The facts of `document`, UTF-8. No text in it can end a ``script`` element of HTML.

        Raises:
            ExportFailed: a text is not Unicode.
        """
        profile = self._profiles.that_read(document.profile, self._report)
        try:
            text = json.dumps(to_jsonld(document, profile), ensure_ascii=False, indent=2)
            return (text.replace("<", "\\u003c") + "\n").encode()
        except UnicodeEncodeError as error:
            raise ExportFailed(f"a text of the document can't stand in JSON: {error}") from error


# --- The thing -------------------------------------------------------------------------------


class _Properties:
    """The properties of a node while it is put together: each with its values, no value twice."""

    def __init__(self, type_: str) -> None:
        self._type = type_
        self._values: dict[str, dict[str, Any]] = {}

    def add(self, name: str, value: Any) -> None:
        """Give `name` one more value; an empty text is none."""
        if value != "":
            self._values.setdefault(name, {}).setdefault(json.dumps(value), value)

    def node(self) -> Node:
        """The finished node; a list stands only where there is more than one value."""
        lists = {name: list(values.values()) for name, values in self._values.items()}
        return {"@type": self._type} | {n: v if len(v) > 1 else v[0] for n, v in lists.items()}


def to_jsonld(document: Document, profile: Profile) -> Node:
    """`document`, read by `profile`, as a JSON-LD object; equal ones have their keys in the same order."""
    subject = profile.schema_org
    thing = _Properties(_type_of(document, profile))
    thing.add("name", document.title.strip())
    if folded(document.caption) != folded(document.title):
        thing.add("alternateName", document.caption.strip())
    opening = next((block for block in document.lead if isinstance(block, Paragraph)), None)
    thing.add("description", opening.text.strip() if opening else "")
    mapped = _add_facts(thing, document, profile)
    for name, value in _lineage(document, subject.lineage):
        thing.add(name, value)
    sentences = [sentence for place in places_of(document) for sentence in place.sentences]
    if subject.ratings:
        for rating in _ratings(sentences):
            thing.add(subject.ratings, rating)
    values = [_property_value(fact, fact_is_mapped=id(fact) in mapped) for fact in document.facts]
    values += _amounts(sentences)
    if values:
        data = _Properties("Dataset")
        data.add("name", document.title.strip())
        data.add("inLanguage", document.language)
        thing.add("subjectOf", data.node() | {"variableMeasured": values})
    return {"@context": CONTEXT} | thing.node()


def _type_of(document: Document, profile: Profile) -> str:
    """The type of the thing: a narrower one only where a fact says so in a known word."""
    subject = profile.schema_org
    for fact in document.facts:
        if subject.narrower and fact.name == subject.narrower.fact:
            return subject.narrower.types.get(folded(fact.text), subject.type)
    return subject.type


def _add_facts(thing: _Properties, document: Document, profile: Profile) -> set[int]:
    """Give `thing` the facts that it has properties for, and the cast; the ids of these facts."""
    subject = profile.schema_org
    actors = set()
    if subject.cast:
        for member in _cast(document):
            actors.add(member.actor.strip())
            thing.add(subject.cast, _performance(member, subject.cast))
    parts = {name: _Properties(type_) for name, type_ in subject.parts.items()}
    mapped = set()
    for fact in document.facts:
        spec = profile.fact_named(fact.name)
        term = spec.schema_org if spec else None
        values = list(_values(fact, term.value)) if term else []
        if not term or not values or (term.one and len(values) > 1):
            continue
        mapped.add(id(fact))
        for value in values:
            if term.property == subject.cast and isinstance(value, dict) and value["name"] in actors:
                continue  # is there already, with the role
            if term.role:
                value = {"@type": "Role", "roleName": fact.label.strip(), term.property: value}
            (parts[term.part] if term.part else thing).add(term.property, value)
    for name, part in parts.items():
        if len(node := part.node()) > 1:
            thing.add(name, node)
    return mapped


def _cast(document: Document) -> Iterator[CastMember]:
    for _, section in walk_sections(document.sections):
        for block in section.blocks:
            for member in block.members if isinstance(block, CastList) else ():
                if isinstance(member, CastMember) and member.actor.strip():
                    yield member


def _performance(member: CastMember, cast: str) -> Node:
    role = _Properties("PerformanceRole")
    role.add(cast, _named("Person", member.actor))
    role.add("characterName", member.role.strip())
    role.add("description", "".join(part.text for part in member.note).strip(_SEPARATORS))
    return role.node()


def _lineage(document: Document, ranks: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """The taxon that the thing is in, which is in another one, and so on; and its own rank."""
    by_name = {fact.name: fact.text.strip() for fact in reversed(document.facts)}
    above: Node = {}
    for rank in reversed(ranks):
        name = by_name.get(rank, "")
        if not name or "\n" in name:
            continue
        if folded(name) == folded(document.title):
            yield "taxonRank", rank
            break
        parent = {"parentTaxon": above} if above else {}
        above = {"@type": "Taxon", "name": name, "taxonRank": rank} | parent
    if above:
        yield "parentTaxon", above


# --- Values ----------------------------------------------------------------------------------


def _values(fact: Fact, kind: ValueType) -> Iterator[Any]:
    """The values of `fact` that are of `kind`, in order."""
    if kind == "Text":
        yield from _texts(fact)
        return
    if (kind == "Date" and not _is_dates(fact)) or (kind == "Person" and _is_turned(fact)):
        return
    for part in fact.values:
        value = _text_named(part, kind) if isinstance(part, Text) else _value(part, kind)
        if value is not None:
            yield value


# Small words of a remark that says where, at what age or in what form: (limited release).
_REMARK_WORDS = frozenset(
    {
        "age",
        "aged",
        "am",
        "and",
        "at",
        "de",
        "del",
        "du",
        "edition",
        "festival",
        "first",
        "hardcover",
        "in",
        "la",
    }
    | {
        "le",
        "limited",
        "of",
        "paperback",
        "premiere",
        "release",
        "the",
        "theatrical",
        "von",
        "wide",
        "worldwide",
    }
)
_REMARK = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_REMARK_WORD = re.compile(r"\w[\w.’'-]*")
_BEFORE_PLACE = re.compile(r"\s*(?:[,;·•|、，；\n]|(?:in|at)\s)")
_UNCERTAIN = re.compile(
    r"(?:abandon|about|after|announc|approx|before|cancel|circa|delay|disput|estim|expect|intend|never|not\b|plan"
    r"|possibl|postpon|presum|probabl|propos|schedul|shelv|supposed|tb[acd]\b|uncertain|unknown|unreleas|until"
    r"|\bc\.|\bca\b|\?)",
    re.IGNORECASE,
)


def _is_dates(fact: Fact) -> bool:
    """Whether `fact` says its dates, with places at most, and nothing that could take them back.

    ``before 1920`` and ``3 May 2019, cancelled`` do; ``3 May 1931, Odda, Norway`` does not.
    """
    around = "".join("\0" if isinstance(part, Date) else part.text for part in fact.content)
    if _UNCERTAIN.search(around) or not all(_says_where(remark) for remark in _REMARK.findall(around)):
        return False
    before, *after = _REMARK.sub("", around).split("\0")
    return not before.strip() and all(
        not text.strip() or (_BEFORE_PLACE.match(text) is not None and _says_where(text)) for text in after
    )


def _says_where(text: str) -> bool:
    """Whether `text` has nothing but names, figures and the small words between them."""
    if any(c not in "\n,;:·•|、，；&-.’'/ " and not c.isalnum() for c in text):
        return False
    words = _REMARK_WORD.findall(text)
    return all(not word[0].islower() or word in _REMARK_WORDS for word in words)


def _is_turned(fact: Fact) -> bool:
    """Whether two words around a comma may be one person's name: ``Müller, Hans``."""
    names = [part.text for part in fact.content if isinstance(part, Name)]
    return (
        len(names) == 2
        and not any(" " in n for n in names)
        and re.fullmatch(r"\w[\w’'-]*,\s*\w[\w’'-]*", fact.text.strip()) is not None
    )


_COMPANY = re.compile(r"(?:^|[\s,])(?:Inc|Ltd|LLC|Corp|GmbH|Limited|Plc|PLC)\b\.?$")


def _texts(fact: Fact) -> Iterator[str]:
    """The names of a list of names, else the value as written."""
    names = [part.text for part in fact.values if isinstance(part, Name)]
    yield from names or filter(None, [fact.text.strip()])


def _text_named(part: Text, kind: ValueType) -> Any:
    """The text of a fact without readings as a value of `kind`."""
    text = part.text.strip()
    if kind == "URL":
        return text if _URL.fullmatch(text) else None
    several = _SEVERAL_PLACES if kind == "Place" else _SEVERAL
    if not text or kind not in _NAMED_BY_TEXT or len(text) > _LONGEST_NAME or several.search(text):
        return None
    return text if kind == "Name" else _named(kind, text)


def _value(part: Inline, kind: ValueType) -> Any:
    """`part` as a value of `kind`; none where it is not of that kind."""
    match part, kind:
        case Name(text, "country" | "language" as type_, key), ("Country" | "Language" | "Place"):
            is_wanted = kind == _CODED[type_] or (kind == "Place" and type_ == "country")
            return _named(_CODED[type_], text, key) if is_wanted else None
        case Name(text, "name"), "Person" if _COMPANY.search(text.strip()):
            return None
        case Name(text, "name"), (
            "Person" | "Organization" | "MusicGroup" | "CreativeWork" | "Occupation" | "Place" | "Taxon"
        ):
            return _named(kind, text)
        case Name(text, "name"), "Name":
            return text.strip()
        case Date(_, when, ""), "Date" if _ISO_DATE.fullmatch(when):
            return when
        case Duration(_, duration), "Duration":
            return duration
        case Quantity(_, quantity, _, _, None), "Integer":
            number = _number(quantity)
            return number if isinstance(number, int) else None
        case Quantity(), "QuantitativeValue":
            return _quantitative_value(part)
        case Money(), "MonetaryAmount":
            return _monetary_amount(part)
    return None


def _named(kind: str, name: str, identifier: str = "") -> Node:
    node: Node = {"@type": kind, "name": name.strip()}
    return node | {"identifier": identifier} if identifier else node


def _monetary_amount(money: Money) -> Node | None:
    node: Node = {"@type": "MonetaryAmount", "currency": money.currency}
    return _with_number(node, money.amount, money.at_most)


def _quantitative_value(quantity: Quantity) -> Node | None:
    node: Node = {"@type": "QuantitativeValue"}
    if quantity.unit:
        node["unitText"] = quantity.unit
    return _with_number(node, quantity.quantity, quantity.at_most)


def _with_number(node: Node, number: Decimal, at_most: Decimal | None) -> Node | None:
    """`node` with its value or, for a range, its ends; none if JSON's numbers can't hold them."""
    ends = (("value", number),) if at_most is None else (("minValue", number), ("maxValue", at_most))
    for name, end in ends:
        written = _number(end)
        if written is None:
            return None
        node[name] = written
    return node


def _number(number: Decimal) -> int | float | None:
    """`number`, if a reader that has binary64 numbers alone (RFC 8259, section 6) gets it back."""
    if not number.is_finite() or number.adjusted() > 15:
        return None
    if number == number.to_integral_value():
        return int(number)
    return float(number) if Decimal(repr(float(number))) == number else None


# --- The data set ----------------------------------------------------------------------------


def _property_value(fact: Fact, *, fact_is_mapped: bool) -> Node:
    """A fact as written; with its readings where no property of the thing has them."""
    value = _Properties("PropertyValue")
    value.add("name", fact.label.strip())
    value.add("propertyID", fact.name)
    value.add("value", fact.text.strip())
    for reading in () if fact_is_mapped else filter(None, map(_reading, fact.values)):
        value.add("valueReference", reading)
    return value.node()


def _reading(part: Inline) -> Any:
    match part:
        case Money():
            return _monetary_amount(part)
        case Quantity():
            return _quantitative_value(part)
        case Date(_, when, to):
            return f"{when}/{to}" if to else when
        case Duration(_, duration):
            return duration
        case Name(text, _, key) if key:
            return {"@type": "DefinedTerm", "name": text, "termCode": key}
    return None


def _amounts(sentences: Iterable[Sentence]) -> Iterator[Node]:
    """The amounts of the prose of which it is known what they are, with the sentences that say so."""
    for sentence in sentences:
        for part in sentence.inlines:
            if isinstance(part, Money) and part.role:
                value = _Properties("PropertyValue")
                value.add("name", part.role)
                value.add("propertyID", part.role)
                value.add("value", part.text)
                value.add("description", sentence.source.text)
                if amount := _monetary_amount(part):
                    value.add("valueReference", amount)
                if part.territory:
                    value.add("valueReference", {"@type": "DefinedTerm", "termCode": part.territory})
                yield value.node()


def _ratings(sentences: Iterable[Sentence]) -> Iterator[Node]:
    for sentence in sentences:
        for part in sentence.inlines:
            if isinstance(part, Score) and part.by.strip() and 0 <= part.value <= part.scale:
                value, scale = _number(part.value), _number(part.scale)
                if value is None or scale is None:
                    continue
                rating: Node = {"@type": "AggregateRating", "author": _named("Organization", part.by)}
                rating |= {"ratingValue": value, "worstRating": 0, "bestRating": scale}
                if part.count is not None:
                    rating["reviewCount"] = part.count
                yield rating | {"ratingExplanation": part.text}
