"""What a profile says in the vocabulary of schema.org; ``docs/profiles.md`` describes the keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

ValueType: TypeAlias = Literal[
    "Person",
    "Organization",
    "MusicGroup",
    "CreativeWork",
    "Occupation",
    "Place",
    "Country",
    "Language",
    "Taxon",
    "Name",
    "Text",
    "Date",
    "Duration",
    "URL",
    "Integer",
    "QuantitativeValue",
    "MonetaryAmount",
]


@dataclass(frozen=True, slots=True)
class Term:
    """What a fact is in schema.org: the `property`, and the kind of `value` that it takes.

    `role` puts the value into a Role, whose name is the label: for functions that have no
    property. `one` takes the value only where the fact has exactly one. `part` names the part
    of the thing that has the property.
    """

    property: str
    value: ValueType
    role: bool = False
    one: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class Narrower:
    """The narrower types of a thing, by the words with which the fact called `fact` names them."""

    fact: str
    types: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the articles of a profile are about.

    `cast` and `ratings` are the properties for the members of a cast list and for review scores,
    where `type` has one. `parts` are the parts of the thing, each the property that it stands in
    with its type. `lineage` names the facts that are the ranks of a taxon, from the lowest.
    """

    type: str = "Thing"
    cast: str = ""
    ratings: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    lineage: tuple[str, ...] = ()
    narrower: Narrower | None = None
