"""Profiles: the built-in ones, how one is chosen, and how a user adds one."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from conftest import SEEDS, document_of

import pipeline.profiles
from pipeline import Document, MissingTool, UsageError, export, normalize
from pipeline.document import Date, Duration, Fact, Money, Name, Quantity
from pipeline.messages import Code, Message
from pipeline.profiles import Profiles, folded, load_profiles, parse_profile

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
    } <= set(load_profiles().names)  # fmt: skip


@pytest.mark.parametrize("name", load_profiles().names)
def test_no_label_means_two_facts(name: str) -> None:
    labels = [label.casefold() for fact in load_profiles().named(name).facts for label in fact.labels]
    assert sorted(labels) == sorted(set(labels))


@pytest.mark.parametrize("name", load_profiles().names)
def test_profiles_name_only_their_own_facts(name: str) -> None:
    profile = load_profiles().named(name)
    names = [fact.name for fact in profile.facts]
    assert {*profile.essentials, *profile.telling} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", load_profiles().names)
def test_no_parameter_takes_two_facts(name: str) -> None:
    parameters = [fact.parameter for fact in load_profiles().named(name).facts if fact.parameter]
    assert len(parameters) == len(set(parameters))


# --- Choosing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [path for path in SEEDS if path.name.split("-")[0] in {*load_profiles().names, "storm", "festival"}],
    ids=lambda path: path.name,
)
def test_written_articles_are_told_by_their_labels(path: Path) -> None:
    kind = path.name.split("-")[0]
    assert document_of(path).profile == (kind if kind in load_profiles().names else "generic")


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
    spec = load_profiles().named("place").fact_labeled("Population (2011)")
    assert spec is not None
    assert spec.name == "population"
    assert load_profiles().named("place").fact_labeled("Population)") is None


def test_kind_of_apostrophe_does_not_change_a_label() -> None:
    assert folded("Critics’ response") == folded("Critics' response")


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
    assert profiles.names == sorted([*load_profiles().names, "ship"])
    document = normalize(SHIP_SEED, profiles=profiles)
    assert document.profile == "ship"
    assert document.facts[1].content == (Date("3 May 1921", "1921-05-03"),)


def test_profile_of_a_folder_wins_over_a_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(SHIP.replace('"ship"', '"film"'), encoding="utf-8")
    assert load_profiles(tmp_path).named("film").template == "Infobox ship"
    assert load_profiles().named("film").template == "Infobox film"


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
        assert "ship" in load_profiles().names
    finally:
        pipeline.profiles._installed.cache_clear()


def test_document_of_an_unknown_profile_is_treated_as_generic_with_one_message() -> None:
    messages: list[Message] = []
    assert load_profiles().that_read("ship", messages.append).name == "generic"
    assert [message.code for message in messages] == [Code.PROFILE_UNKNOWN]
    assert load_profiles().that_read("film", messages.append).name == "film"
    assert len(messages) == 1


@pytest.mark.parametrize("to", ["pdf", "epub", "docx", "html", "json", "mediawiki"])
def test_exporter_says_once_that_it_does_not_know_the_profile(to: str) -> None:
    messages: list[Message] = []
    export(Document("T", profile="ship"), to, report=messages.append)
    assert [m.code for m in messages if m.code is not Code.CONTENT_CUT] == [Code.PROFILE_UNKNOWN]


# --- What is wrong with a folder -------------------------------------------------------------


def test_folder_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        load_profiles(tmp_path / "none")


def test_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "ship.toml").write_text(SHIP, encoding="utf-8")
    with pytest.raises(UsageError, match=r"ship\.toml' is not a folder"):
        load_profiles(tmp_path / "ship.toml")


def test_folder_holds_a_profile(tmp_path: Path) -> None:
    (tmp_path / ".#ship.toml").write_text("left behind by an editor", encoding="utf-8")
    with pytest.raises(UsageError, match=r"there is no profile in .*: no \*\.toml file"):
        load_profiles(tmp_path)


def test_broken_file_is_named_with_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text('name = "x"\n\nessentials = [\n  nothing\n]\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"broken\.toml:4:3: not TOML: ") as caught:
        load_profiles(tmp_path)
    assert str(caught.value).startswith(str(tmp_path))


def test_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "ship.toml").write_bytes('# Schiffe\nname = "ö"\n'.encode("latin-1"))
    with pytest.raises(UsageError, match=r"ship\.toml:2: not UTF-8"):
        load_profiles(tmp_path)


def test_byte_order_mark_is_no_part_of_a_profile(tmp_path: Path) -> None:
    (tmp_path / "ship.toml").write_text(SHIP, encoding="utf-8-sig")
    assert "ship" in load_profiles(tmp_path).names


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "ship.toml").mkdir()
    with pytest.raises(UsageError, match=r"cannot read the profile '.*ship\.toml': Is a directory"):
        load_profiles(tmp_path)


def test_two_files_of_a_folder_are_not_the_same_profile(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(SHIP, encoding="utf-8")
    with pytest.raises(UsageError, match=r"b\.toml: .*a\.toml is the profile 'ship' already"):
        load_profiles(tmp_path)


FACT = '[[fact]]\nname = "a"\nlabels = ["A"]\n'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "the profile has no 'name'"),
        ("name = 5", "'name' in the profile has to be a string"),
        ('name = "my ship"', "can't be 'my ship'"),
        ('name = "x"\nessential = []', "unknown key 'essential' in the profile; known: essentials, "),
        ('name = "x"\nessentials = "a"', "'essentials' in the profile has to be a list of strings"),
        ('name = "x"\nessentials = ["b"]\n' + FACT, "there is no fact 'b'"),
        ('name = "x"\ntelling = ["b"]\n' + FACT, "there is no fact 'b'"),
        ('name = "x"\nwiki = 1', "'wiki' has to be a table"),
        ('name = "x"\n[wiki]\ntemplate = "A|b"', "can't be 'A|b': that would be markup"),
        ('name = "x"\n[wiki]\ncaption = "name"', "names no template"),
        ('name = "x"\n[sections]\nplot = ["Plot"]', "unknown key 'plot' in [sections]"),
        ('name = "x"\n[fact]\nname = "a"', "below [[fact]]"),
        ('name = "x"\n[[fact]]\nlabels = ["A"]', "[[fact]] number 1 has no 'name'"),
        ('name = "x"\n[[fact]]\nname = "a b"', "can't be 'a b'"),
        ('name = "x"\n[[fact]]\nname = "a"', "the fact 'a' has no 'labels'"),
        ('name = "x"\n' + FACT + 'type = "b"', "the fact 'a' has the unknown type 'b'; known: text, names, "),
        ('name = "x"\n' + FACT + "sheet = 0", "'sheet' in the fact 'a' has to be true or false"),
        ('name = "x"\n' + FACT + 'parameter = "p"', "has a parameter, but [wiki] names no template"),
        ('name = "x"\n' + FACT + FACT, "there are two facts 'a'"),
        ('name = "x"\n' + FACT + FACT.replace('"a"', '"b"'), "two facts have the label 'a'"),
        ('name = "x"\n' + FACT + "schema_org = {}", "'schema_org' of the fact 'a' has no 'property'"),
        ('name = "x"\n' + FACT + 'schema_org = {property = "p", value = "V"}', "the unknown value 'V'"),
        ('name = "x"\n' + FACT + 'schema_org = {property="p", value="Text", part="q"}', "not in 'parts'"),
        ('name = "x"\n[schema_org]\nlineage = ["genus"]', "there is no fact 'genus'"),
        ('name = "x"\n[schema_org]\ntype = "A b"', "can't be 'A b'"),
    ],
)  # fmt: skip
def test_profile_that_means_nothing_is_refused_with_the_reason(text: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_profile(text, "x.toml")
    assert str(caught.value).startswith("x.toml: not a profile: ")
    assert what in str(caught.value)


def test_package_that_is_not_there_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("ships", "no_such_package", pipeline.profiles.GROUP)
    monkeypatch.setattr(pipeline.profiles, "entry_points", lambda *, group: [point])
    pipeline.profiles._installed.cache_clear()
    try:
        with pytest.raises(MissingTool, match="the profiles 'ships' can't be loaded"):
            load_profiles()
    finally:
        pipeline.profiles._installed.cache_clear()


def test_profiles_are_equal_by_what_they_hold() -> None:
    assert Profiles(dict(load_profiles().by_name)) == load_profiles()


def test_german_labels_of_a_film_are_those_of_its_profile() -> None:
    text = (
        "= Das Boot =\n\nDas Boot\n- Regie: Wolfgang Petersen\n- Darsteller: Jürgen Prochnow\n"
        "- Laufzeit: 149 Minuten\n- Land: Deutschland\n"
    )
    facts = normalize(text, language="de").facts
    assert [fact.name for fact in facts] == ["director", "starring", "runtime", "country"]
