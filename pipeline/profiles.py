"""Profiles: what the labels and headings of one kind of article mean.

A profile is data, a TOML file; ``docs/profiles.md`` describes its keys. The normalizer reads
facts by it, the exporters choose and name facts by it. It stands below both.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal, TypeAlias, get_args

from pipeline.errors import UsageError

FactType: TypeAlias = Literal[
    "text", "names", "countries", "languages", "dates", "duration", "money", "number"
]
SectionRole: TypeAlias = Literal["cast", "box_office", "reception"]


def folded(label: str) -> str:
    """`label` as it is compared: case, width, outer blanks and runs of blanks aside."""
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One kind of fact.

    `labels` are all labels that mean it, `parameter` is its parameter in the wiki template
    (``""`` where the template has none), `sheet` says whether a fact sheet shows it.
    """

    name: str
    labels: tuple[str, ...]
    type: FactType = "text"
    parameter: str = ""
    sheet: bool = True


@dataclass(frozen=True)
class Profile:
    """One kind of article.

    `facts` stand in the order in which a fact sheet shows them; `essentials` names those of
    the line below the title. `template` is the wiki's infobox template (``""``: none fits),
    `caption_parameter` its parameter for the infobox's own title.
    """

    name: str
    facts: tuple[FactSpec, ...] = ()
    essentials: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    sections: Mapping[SectionRole, tuple[str, ...]] = field(default_factory=dict)
    template: str = ""
    caption_parameter: str = ""

    @cached_property
    def _by_label(self) -> dict[str, FactSpec]:
        return {folded(label): fact for fact in self.facts for label in fact.labels}

    @cached_property
    def _by_name(self) -> dict[str, FactSpec]:
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def _by_heading(self) -> dict[str, SectionRole]:
        return {folded(title): role for role, titles in self.sections.items() for title in titles}

    def fact_labeled(self, label: str) -> FactSpec | None:
        """The fact that `label` means, if the profile knows it."""
        return self._by_label.get(folded(label))

    def fact_named(self, name: str) -> FactSpec | None:
        """The fact called `name`, if the profile has it."""
        return self._by_name.get(name)

    def section_role(self, heading: str) -> SectionRole | None:
        """What a section with this heading holds, if the profile knows."""
        return self._by_heading.get(folded(heading))


def parse_profile(text: str) -> Profile:
    """The profile that a TOML file describes.

    Raises:
        UsageError: the TOML is broken, or a key or a type in it is unknown.
    """
    try:
        return _profile(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"not a profile: {error}") from error


def _profile(data: dict[str, Any]) -> Profile:
    wiki = data.get("wiki", {})
    facts = tuple(FactSpec(**{**fact, "labels": tuple(fact["labels"])}) for fact in data.get("fact", []))
    for fact in facts:
        if fact.type not in get_args(FactType):
            raise ValueError(f"fact {fact.name!r} has the unknown type {fact.type!r}")
    return Profile(
        name=data["name"],
        facts=facts,
        essentials=tuple(data.get("essentials", ())),
        telling=tuple(data.get("telling", ())),
        sections={role: tuple(titles) for role, titles in data.get("sections", {}).items()},
        template=wiki.get("template", ""),
        caption_parameter=wiki.get("caption", ""),
    )


@cache
def _built_in() -> dict[str, Profile]:
    folder = resources.files("pipeline").joinpath("normalizer", "profiles")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    profiles = (parse_profile(file.read_text(encoding="utf-8")) for file in files)
    return {profile.name: profile for profile in profiles}


def profile_names() -> list[str]:
    """The names of the built-in profiles, sorted."""
    return sorted(_built_in())


def get_profile(name: str) -> Profile:
    """The built-in profile called `name`.

    Raises:
        UsageError: there is none; the message lists the known ones.
    """
    profiles = _built_in()
    if name not in profiles:
        raise UsageError.unknown("profile", name, list(profiles))
    return profiles[name]


def profile_of(name: str) -> Profile:
    """The profile that read a document: the built-in one called `name`, else ``generic``.

    A document may come from somebody who has other profiles; it can still be exported.
    """
    return _built_in().get(name) or _built_in()["generic"]


def fitting_profile(labels: Iterable[str], headings: Iterable[str]) -> Profile:
    """The profile that knows most of `labels` and `headings`; ``generic`` where none is certain.

    A profile is certain when it knows one of its telling facts, and at least two labels (or one
    and a heading); without facts, when headings say of two parts what they hold and one of them
    is the box office. It has to know more than any other profile does.
    """
    labels, headings = tuple(labels), tuple(headings)
    ranked = sorted(((_fit(p, labels, headings), p.name) for p in _built_in().values()), reverse=True)
    best = ranked[0]
    if best[0] >= 2 and all(score < best[0] for score, _ in ranked[1:]):
        return _built_in()[best[1]]
    return _built_in()["generic"]


def _fit(profile: Profile, labels: tuple[str, ...], headings: tuple[str, ...]) -> int:
    known = {fact.name for label in labels if (fact := profile.fact_labeled(label))}
    roles = {role for heading in headings if (role := profile.section_role(heading))}
    if not labels:
        return len(roles) if "box_office" in roles else 0
    return 0 if known.isdisjoint(profile.telling) else len(known) + bool(roles)
