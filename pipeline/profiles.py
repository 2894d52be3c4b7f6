"""Profiles: what the labels and headings of one kind of article mean.

A profile is data, a TOML file; ``docs/profiles.md`` describes its keys. The normalizer reads
facts by it, the exporters choose and name facts by it. It stands below both.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from importlib import resources
from typing import Any, Literal, TypeAlias, cast, get_args

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


_KEYS = frozenset({"name", "essentials", "telling", "wiki", "sections", "fact"})


def _profile(data: dict[str, Any]) -> Profile:
    _only(data, _KEYS, "profile")
    wiki = _table(data, "wiki")
    _only(wiki, {"template", "caption"}, "[wiki]")
    sections = _table(data, "sections")
    _only(sections, set(get_args(SectionRole)), "[sections]")
    facts = tuple(_fact_spec(fact) for fact in data.get("fact", []))
    profile = Profile(
        name=_string(data["name"], "name"),
        facts=facts,
        essentials=_strings(data.get("essentials", []), "essentials"),
        telling=_strings(data.get("telling", []), "telling"),
        sections={cast("SectionRole", role): _strings(titles, role) for role, titles in sections.items()},
        template=_string(wiki.get("template", ""), "template"),
        caption_parameter=_string(wiki.get("caption", ""), "caption"),
    )
    for name in (*profile.essentials, *profile.telling):
        if profile.fact_named(name) is None:
            raise ValueError(f"there is no fact {name!r}")
    return profile


def _fact_spec(fact: dict[str, Any]) -> FactSpec:
    _only(fact, {field.name for field in fields(FactSpec)}, "[[fact]]")
    labels = _strings(fact["labels"], "labels")
    spec = FactSpec(**{**fact, "name": _string(fact["name"], "name"), "labels": labels})
    if spec.type not in get_args(FactType):
        raise ValueError(f"fact {spec.name!r} has the unknown type {spec.type!r}")
    return spec


def _only(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise ValueError(f"unknown key {unknown[0]!r} in {where}; known: {', '.join(sorted(known))}")


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise TypeError(f"{key!r} has to be a table")
    return table


def _string(value: object, key: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{key!r} has to be a string")
    return value


def _strings(value: object, key: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{key!r} has to be a list of strings")
    return tuple(_string(item, key) for item in value)


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
