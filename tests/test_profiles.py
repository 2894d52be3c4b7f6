"""Profiles: the built-in ones, how one is chosen, and how a user adds one."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from conftest import SEEDS, document_of

import pipeline.profiles
from pipeline import UsageError, export, normalize
from pipeline.document import Date, Duration, Fact, Money, Name, Quantity
from pipeline.profiles import Profiles, get_profile, load_profiles, parse_profile, profile_names

SHIP = """
name = "ship"
essentials = ["builder"]
telling = ["builder", "laid_down"]

[wiki]
template = "Infobox ship"

[[fact]]
name = "builder"
labels = ["Builder"]
type = "names"
parameter = "Ship builder"

[[fact]]
name = "laid_down"
labels = ["Laid down"]
type = "dates"
"""
SHIP_SEED = "= Annabel Day =\n\nAnnabel Day\n- Builder: Ewart Yard\n- Laid down: 3 May 1921\n\nA schooner.\n"


def fitting(labels: list[str], headings: list[str] | None = None) -> str:
    return load_profiles().fitting(labels, headings or []).name


# --- The built-in ones ---------------------------------------------------------------------


def test_built_in_profiles() -> None:
    assert {
        "album", "book", "film", "generic", "organisation", "person", "place", "species"
    } <= set(profile_names())  # fmt: skip


@pytest.mark.parametrize("name", profile_names())
def test_no_label_means_two_facts(name: str) -> None:
    labels = [label.casefold() for fact in get_profile(name).facts for label in fact.labels]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("name", profile_names())
def test_profiles_name_only_their_own_facts(name: str) -> None:
    profile = get_profile(name)
    names = [fact.name for fact in profile.facts]
    assert {*profile.essentials, *profile.telling} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", profile_names())
def test_no_parameter_takes_two_facts(name: str) -> None:
    parameters = [fact.parameter for fact in get_profile(name).facts if fact.parameter]
    assert len(parameters) == len(set(parameters))


# --- Choosing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [path for path in SEEDS if path.name.split("-")[0] in {*profile_names(), "storm", "festival"}],
    ids=lambda path: path.name,
)
def test_written_articles_are_told_by_their_labels(path: Path) -> None:
    kind = path.name.split("-")[0]
    assert document_of(path).profile == (kind if kind in profile_names() else "generic")


def test_film_is_told_by_its_labels() -> None:
    assert fitting(["Directed by", "Starring", "Mood"]) == "film"


@pytest.mark.parametrize(
    "labels",
    [
        ["Released", "Genre", "Length"],
        ["Starring"],
        [],
        ["Origin", "Genres", "Years active", "Labels", "Members"],  # a band
        ["Artist", "Year", "Type", "Medium", "Dimensions", "Location"],  # a painting
        ["Date", "Location", "Result", "Commanders"],  # a battle
        ["Formed", "Dissipated", "Fatalities", "Damage", "Areas affected"],  # a storm
        ["Genre", "Dates", "Location(s)", "Years active", "Founders", "Website"],  # a festival
        ["Genre", "Type", "Publisher", "Class"],
    ],
)
def test_generic_is_taken_where_no_profile_is_certain(labels: list[str]) -> None:
    assert fitting(labels) == "generic"


def test_one_telling_label_and_a_heading_are_enough() -> None:
    assert fitting(["Starring"], ["Cast"]) == "film"


def test_headings_are_enough_where_there_are_no_facts() -> None:
    assert fitting([], ["Plot", "Cast", "Box office"]) == "film"
    assert fitting([], ["Cast", "Reception"]) == "generic"


def test_remark_in_brackets_does_not_change_a_label() -> None:
    spec = get_profile("place").fact_labeled("Population (2011)")
    assert spec is not None
    assert spec.name == "population"


# --- Facts of each kind --------------------------------------------------------------------


def facts_of(seed: str) -> dict[str, Fact]:
    (path,) = [path for path in SEEDS if path.name.startswith(seed)]
    return {fact.name: fact for fact in document_of(path).facts}


def test_facts_of_a_person() -> None:
    facts = facts_of("person-ines")
    assert Date("14 February 1911", "1911-02-14") in facts["born"].content
    assert facts["years_active"].content == (Date("1933–1981", "1933", "1981"),)
    assert facts["spouse"].content[0] == Name("Edmund Hale")


def test_facts_of_an_album() -> None:
    facts = facts_of("album-paper")
    assert facts["length"].content == (Duration("43:17", "PT43M17S"),)
    assert facts["recorded"].content == (Date("August–November 1995", "1995-08", "1995-11"),)


def test_facts_of_a_place() -> None:
    readings = [p for p in facts_of("place-brannock")["area"].content if isinstance(p, Quantity)]
    assert [(str(p.quantity), p.unit) for p in readings] == [("6.4", "km²"), ("2.5", "mi²")]


def test_facts_of_an_organisation() -> None:
    facts = facts_of("organisation-tidewell")
    assert isinstance(facts["revenue"].content[0], Money)
    assert facts["employees"].text == "1,860 (2021)"
    assert isinstance(facts["employees"].content[0], Quantity)


# --- A user's own --------------------------------------------------------------------------


def test_profiles_of_a_folder_stand_beside_the_built_in_ones(tmp_path: Path) -> None:
    (tmp_path / "ship.toml").write_text(SHIP, encoding="utf-8")
    profiles = load_profiles(tmp_path)
    assert profiles.names == sorted([*profile_names(), "ship"])
    document = normalize(SHIP_SEED, profiles=profiles)
    assert document.profile == "ship"
    assert document.facts[1].content == (Date("3 May 1921", "1921-05-03"),)


def test_profile_of_a_folder_wins_over_a_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(SHIP.replace('"ship"', '"film"'), encoding="utf-8")
    assert load_profiles(tmp_path).named("film").template == "Infobox ship"
    assert get_profile("film").template == "Infobox film"


def test_exporter_takes_profiles(tmp_path: Path) -> None:
    (tmp_path / "ship.toml").write_text(SHIP, encoding="utf-8")
    profiles = load_profiles(tmp_path)
    document = normalize(SHIP_SEED, profiles=profiles)
    assert b"| Ship builder = Ewart Yard" in export(document, "mediawiki", profiles=profiles)
    assert b"Infobox ship" not in export(document, "mediawiki")


def test_installed_package_brings_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "ship_profiles"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "ship.toml").write_text(SHIP, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    point = EntryPoint("ships", "ship_profiles", pipeline.profiles.GROUP)
    monkeypatch.setattr(pipeline.profiles, "entry_points", lambda *, group: [point])
    pipeline.profiles._installed.cache_clear()
    try:
        assert "ship" in profile_names()
    finally:
        pipeline.profiles._installed.cache_clear()


def test_document_of_an_unknown_profile_is_exported_as_generic() -> None:
    assert load_profiles().that_read("ship").name == "generic"


def test_folder_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        load_profiles(tmp_path / "none")


def test_broken_file_in_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(UsageError, match=r"broken\.toml: not a profile"):
        load_profiles(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name = ",
        'name = "x"\n[[fact]]\nname = "a"',
        'name = "x"\n[[fact]]\nname="a"\nlabels=["A"]\ntype="b"',
    ],
)
def test_broken_profile_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="not a profile"):
        parse_profile(text)


def test_profiles_are_equal_by_what_they_hold() -> None:
    assert Profiles(dict(load_profiles().by_name)) == load_profiles()
