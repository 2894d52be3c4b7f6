"""Profiles: what the labels and headings of one kind of article mean.

A profile is data, a TOML file; ``docs/profiles.md`` describes its keys. The normalizer reads
facts by it, the exporters choose and name facts by it, the checks find the cast by it. It stands
below them all.

Profiles come from three places, a later one winning over an earlier one of the same name: those
that are built in, packages that the entry-point group ``pipeline.profiles`` names, and a folder
of the user's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.metadata import EntryPoint, entry_points
from importlib.resources.abc import Traversable
from pathlib import Path

from pipeline.errors import MissingTool, UsageError
from pipeline.messages import Code, Message, Report
from pipeline.profiles.profile import FactSpec, FactType, Profile, SectionRole, folded
from pipeline.profiles.reading import parse_profile

__all__ = [
    "GROUP",
    "FactSpec",
    "FactType",
    "Profile",
    "Profiles",
    "SectionRole",
    "folded",
    "load_profiles",
    "parse_profile",
]

GROUP = "pipeline.profiles"


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

    def that_read(self, name: str, report: Report) -> Profile:
        """The profile that read a document: the one called `name`, else ``generic``.

        A document may come from somebody who has other profiles. It can still be shown, with
        less understanding, and that is reported.
        """
        if name not in self.by_name:
            text = f"no profile {name!r}: treated as 'generic'; give the folder that has it with --profiles"
            report(Message(Code.PROFILE_UNKNOWN, text))
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
        UsageError: `folder` can't be read or holds no profile, or a file in it is not one.
        MissingTool: a package that is to bring profiles can't be imported.
    """
    if folder is None:
        return _installed()
    path = Path(folder)
    if not path.is_dir():
        what = "is not a folder" if path.exists() else "does not exist"
        raise UsageError(f"the profile folder {str(folder)!r} {what}")
    return Profiles({**_installed().by_name, **_read_folder(path, str(path))})


@cache
def _installed() -> Profiles:
    built_in = resources.files("pipeline").joinpath("normalizer", "profiles")
    profiles = _read_folder(built_in, str(built_in))
    # In the order of their names, so that the same installation always gives the same profiles.
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        profiles |= _read_folder(_folder_of(point), point.value)
    return Profiles(profiles)


def _folder_of(point: EntryPoint) -> Traversable:
    try:
        return resources.files(point.value)
    except ImportError as error:
        origin = f" of {point.dist.name} {point.dist.version}" if point.dist else ""
        raise MissingTool(f"the profiles {point.name!r}{origin} can't be loaded: {error}") from error


def _read_folder(folder: Traversable, shown: str) -> dict[str, Profile]:
    """The profiles in `folder`, by name; messages call it `shown`."""
    profiles: dict[str, Profile] = {}
    files: dict[str, str] = {}
    try:
        # Hidden files are what editors and file systems leave behind.
        names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".toml") and f.name[0] != ".")
    except OSError as error:
        raise UsageError(f"cannot read the profile folder {shown!r}: {error.strerror or error}") from error
    for name in names:
        file = f"{shown}/{name}"
        profile = _read_file(folder.joinpath(name), file)
        if profile.name in profiles:
            raise UsageError(f"{file}: {files[profile.name]} is the profile {profile.name!r} already")
        profiles[profile.name], files[profile.name] = profile, file
    if not profiles:
        raise UsageError(f"there is no profile in {shown!r}: no *.toml file")
    return profiles


def _read_file(path: Traversable, shown: str) -> Profile:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the profile {shown!r}: {error.strerror or error}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{shown}:{line}: not UTF-8") from error
    return parse_profile(text, shown)
