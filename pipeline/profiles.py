"""Profiles: what the labels and headings of one kind of article mean.

A profile is data, a TOML file; ``docs/profiles.md`` describes its keys. The normalizer reads
facts by it, the exporters choose and name facts by it. It stands below both.

Profiles come from three places, a later one winning over an earlier one of the same name: those
that are built in, packages that the entry-point group ``pipeline.profiles`` names, and a folder
of the user's.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from importlib import resources
from importlib.metadata import entry_points
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast, get_args

from pipeline.errors import UsageError

FactType: TypeAlias = Literal[
    "text", "names", "countries", "languages", "dates", "duration", "money", "number"
]
GROUP = "pipeline.profiles"

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
        """The fact that `label` means, if the profile knows it.

        A remark in brackets that ends the label doesn't count: ``Population (2011)``.
        """
        label = folded(label)
        known = self._by_label.get(label)
        if known is None and label.endswith(")"):
            known = self._by_label.get(label[: label.rfind("(")].rstrip())
        return known

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


@dataclass(frozen=True)
class Profiles:
    """The profiles to choose from, by name; ``generic`` is among them."""

    by_name: Mapping[str, Profile]

    @property
    def names(self) -> list[str]:
        """The names of all, sorted."""
        return sorted(self.by_name)

    def named(self, name: str) -> Profile:
        """The profile called `name`.

        Raises:
            UsageError: there is none; the message lists the known ones.
        """
        if name not in self.by_name:
            raise UsageError.unknown("profile", name, self.names)
        return self.by_name[name]

    def that_read(self, name: str) -> Profile:
        """The profile that read a document: the one called `name`, else ``generic``.

        A document may come from somebody who has other profiles; it can still be exported.
        """
        return self.by_name.get(name) or self.by_name["generic"]

    def fitting(self, labels: Iterable[str], headings: Iterable[str]) -> Profile:
        """The profile that knows most of `labels` and `headings`; ``generic`` where none is certain.

        A profile is certain when it knows one of its telling facts, and at least two labels (or
        one and a heading); without facts, when headings say of two parts what they hold and one
        of them is the box office. It has to know more than any other profile does.
        """
        labels, headings = tuple(labels), tuple(headings)
        ranked = sorted(((_fit(p, labels, headings), p.name) for p in self.by_name.values()), reverse=True)
        best, name = ranked[0]
        certain = best >= 2 and all(score < best for score, _ in ranked[1:])
        return self.by_name[name if certain else "generic"]


def _fit(profile: Profile, labels: tuple[str, ...], headings: tuple[str, ...]) -> int:
    known = {fact.name for label in labels if (fact := profile.fact_labeled(label))}
    roles = {role for heading in headings if (role := profile.section_role(heading))}
    if not labels:
        return len(roles) if "box_office" in roles else 0
    return 0 if known.isdisjoint(profile.telling) else len(known) + bool(roles)


def load_profiles(folder: Path | str | None = None) -> Profiles:
    """The built-in profiles, those of installed packages, and each ``*.toml`` in `folder`.

    Raises:
        UsageError: `folder` is not a folder, or a file in it is not a profile.
    """
    if folder is None:
        return _installed()
    path = Path(folder)
    if not path.is_dir():
        raise UsageError(f"the profile folder {str(folder)!r} does not exist")
    return Profiles({**_installed().by_name, **_read_folder(path)})


@cache
def _installed() -> Profiles:
    profiles = _read_folder(resources.files("pipeline").joinpath("normalizer", "profiles"))
    # In the order of their names, so that the same installation always gives the same profiles.
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        profiles |= _read_folder(resources.files(point.value))
    return Profiles(profiles)


def _read_folder(folder: Traversable) -> dict[str, Profile]:
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {profile.name: profile for profile in map(_read_file, files)}


def _read_file(file: Traversable) -> Profile:
    try:
        return parse_profile(file.read_text(encoding="utf-8"))
    except (UsageError, UnicodeDecodeError) as error:
        raise UsageError(f"{file.name}: {error}") from error


def profile_names() -> list[str]:
    """The names of the installed profiles, sorted."""
    return load_profiles().names


def get_profile(name: str) -> Profile:
    """The installed profile called `name`; see `Profiles.named`."""
    return load_profiles().named(name)


def profile_of(name: str) -> Profile:
    """The installed profile that read a document; see `Profiles.that_read`."""
    return load_profiles().that_read(name)
