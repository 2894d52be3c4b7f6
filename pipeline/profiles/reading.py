"""TOML → Profile. What is wrong in a file is said before a document is read by it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any, cast, get_args

from pipeline.errors import UsageError
from pipeline.profiles.profile import FactSpec, FactType, Profile, SectionRole, folded
from pipeline.profiles.schema_org import Narrower, Subject, Term, ValueType

_KEYS = frozenset({"name", "essentials", "telling", "wiki", "sections", "schema_org", "fact"})
_FACT_KEYS = frozenset(field.name for field in fields(FactSpec))

# The name of a profile stands in canonical XML as an NCName, and is typed on command lines.
_PROFILE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# That of a fact stands there in an attribute without white space.
_FACT_NAME = re.compile(r"[\w.-]+")
_TERM = re.compile(r"[A-Za-z][A-Za-z0-9]*")
# In the name of a template or of its parameter these would be markup.
_MARKUP = frozenset("{}[]|=<>#\n")
_TOML_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)")


def parse_profile(text: str, file: str = "") -> Profile:
    """The profile that a TOML file describes; `file` is what messages call it.

    Raises:
        UsageError: the TOML is broken, or it says what no profile can mean.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # The message ends with the place, but for the end of the file.
        place = _TOML_PLACE.search(str(error))
        where = ":".join(filter(None, (file, *(place.groups() if place else ()))))
        what = f"not TOML: {_TOML_PLACE.sub('', str(error))}"
        raise UsageError(f"{where}: {what}" if where else what) from error
    try:
        return _profile(data)
    except ValueError as error:
        what = f"not a profile: {error}"
        raise UsageError(f"{file}: {what}" if file else what) from error


def _profile(data: dict[str, Any]) -> Profile:
    _only(data, _KEYS, "the profile")
    wiki = _table(data, "wiki")
    _only(wiki, {"template", "caption"}, "[wiki]")
    sections = _table(data, "sections")
    _only(sections, get_args(SectionRole), "[sections]")
    subject = _subject(_table(data, "schema_org"))
    profile = Profile(
        name=_string(data, "name", "the profile", form=_PROFILE_NAME),
        facts=tuple(_fact_spec(number, table) for number, table in enumerate(_tables(data, "fact"), 1)),
        essentials=_strings(data, "essentials", "the profile"),
        telling=_strings(data, "telling", "the profile"),
        sections={cast("SectionRole", role): _strings(sections, role, "[sections]") for role in sections},
        template=_wiki_name(wiki, "template", "[wiki]"),
        caption_parameter=_wiki_name(wiki, "caption", "[wiki]"),
        schema_org=subject,
    )
    for fault in _faults(profile):
        raise ValueError(fault)
    return profile


def _fact_spec(number: int, table: dict[str, Any]) -> FactSpec:
    name = _string(table, "name", f"[[fact]] number {number}", form=_FACT_NAME)
    where = f"the fact {name!r}"
    _only(table, _FACT_KEYS, where)
    labels = _strings(table, "labels", where)
    if not labels:
        raise ValueError(f"{where} has no 'labels'")
    return FactSpec(
        name=name,
        labels=labels,
        type=cast("FactType", _choice(table, "type", get_args(FactType), where, "text")),
        parameter=_wiki_name(table, "parameter", where),
        sheet=_flag(table, "sheet", where, default=True),
        schema_org=_term(_table(table, "schema_org"), where) if "schema_org" in table else None,
    )


# --- schema.org ------------------------------------------------------------------------------


def _subject(table: dict[str, Any]) -> Subject:
    where = "[schema_org]"
    _only(table, {field.name for field in fields(Subject)}, where)
    parts = _table(table, "parts")
    return Subject(
        type=_string(table, "type", where, "Thing", form=_TERM),
        cast=_string(table, "cast", where, ""),
        ratings=_string(table, "ratings", where, ""),
        parts={part: _string(parts, part, "[schema_org.parts]", form=_TERM) for part in parts},
        lineage=_strings(table, "lineage", where),
        narrower=_narrower(_table(table, "narrower")) if "narrower" in table else None,
    )


def _narrower(table: dict[str, Any]) -> Narrower:
    where = "[schema_org.narrower]"
    _only(table, {"fact", "types"}, where)
    types = _table(table, "types")
    return Narrower(
        _string(table, "fact", where),
        {folded(word): _string(types, word, where, form=_TERM) for word in types},
    )


def _term(table: dict[str, Any], fact: str) -> Term:
    where = f"'schema_org' of {fact}"
    _only(table, {field.name for field in fields(Term)}, where)
    return Term(
        property=_string(table, "property", where, form=_TERM),
        value=cast("ValueType", _choice(table, "value", get_args(ValueType), where)),
        role=_flag(table, "role", where, default=False),
        one=_flag(table, "one", where, default=False),
        part=_string(table, "part", where, ""),
    )


# --- What the parts of a profile have to agree on --------------------------------------------


def _faults(profile: Profile) -> Iterator[str]:
    subject = profile.schema_org
    for name in _repeated(fact.name for fact in profile.facts):
        yield f"there are two facts {name!r}"
    for label in _repeated(label for fact in profile.facts for label in {*map(folded, fact.labels)}):
        yield f"two facts have the label {label!r}"
    for parameter in _repeated(fact.parameter for fact in profile.facts if fact.parameter):
        yield f"two facts have the parameter {parameter!r}"
    narrowing = (subject.narrower.fact,) if subject.narrower else ()
    for name in (*profile.essentials, *profile.telling, *subject.lineage, *narrowing):
        if profile.fact_named(name) is None:
            yield f"there is no fact {name!r}"
    for fact in profile.facts:
        if fact.parameter and not profile.template:
            yield f"the fact {fact.name!r} has a parameter, but [wiki] names no template"
        if fact.schema_org and fact.schema_org.part and fact.schema_org.part not in subject.parts:
            yield f"the fact {fact.name!r} is in the part {fact.schema_org.part!r}, which is not in 'parts'"
    if profile.caption_parameter and not profile.template:
        yield "[wiki] has a caption, but names no template"


def _repeated(items: Iterable[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1]


# --- Values of TOML --------------------------------------------------------------------------


def _only(table: Mapping[str, Any], known: Collection[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise ValueError(f"unknown key {key!r} in {where}; known: {', '.join(sorted(known))}")


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise ValueError(f"{key!r} has to be a table")
    return table


def _tables(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    tables = data.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ValueError(f"each {key} has to be a table of its own, below [[{key}]]")
    return tables


def _string(
    table: Mapping[str, Any],
    key: str,
    where: str,
    default: str | None = None,
    *,
    form: re.Pattern[str] | None = None,
) -> str:
    value = table.get(key, default)
    if value is None:
        raise ValueError(f"{where} has no {key!r}")
    if not isinstance(value, str):
        raise ValueError(f"{key!r} in {where} has to be a string")
    if form and not form.fullmatch(value):
        raise ValueError(f"{key!r} in {where} can't be {value!r}: {_FORMS[form]}")
    return value


_FORMS = {
    _PROFILE_NAME: "a name is a letter from a to z, then letters, digits, '-' or '_'",
    _FACT_NAME: "a name is letters, digits, '_', '-' or '.'",
    _TERM: "a term of schema.org is letters and digits",
}


def _wiki_name(table: Mapping[str, Any], key: str, where: str) -> str:
    name = _string(table, key, where, "")
    if not _MARKUP.isdisjoint(name):
        raise ValueError(f"{key!r} in {where} can't be {name!r}: that would be markup")
    return name


def _choice(
    table: Mapping[str, Any], key: str, choices: tuple[str, ...], where: str, default: str | None = None
) -> str:
    value = _string(table, key, where, default)
    if value not in choices:
        raise ValueError(f"{where} has the unknown {key} {value!r}; known: {', '.join(choices)}")
    return value


def _flag(table: Mapping[str, Any], key: str, where: str, *, default: bool) -> bool:
    value = table.get(key, default)
    if not isinstance(value, bool):
        raise ValueError(f"{key!r} in {where} has to be true or false")
    return value


def _strings(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{key!r} in {where} has to be a list of strings")
    return tuple(value)
