"""``report.json`` and the entries that it is made of: their form, their round trip, what never differs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from pipeline import cli
from pipeline.batch.entry import Entry, File, entry_of
from pipeline.batch.report import report_parts
from pipeline.batch.task import Card, Failure, Made, Outcome, Source
from pipeline.document import Position
from pipeline.messages import Code, Message

SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
TYPES = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "null": type(None)
}  # fmt: skip


def violations(value: Any, schema: dict[str, Any], place: str = "$") -> Iterator[str]:
    """What of `value` is against `schema`: as much of JSON Schema as ours uses, and no more."""
    known = {"$schema", "$id", "$defs", "title", "description", "$ref", "type", "const", "enum", "anyOf"}
    known |= {"pattern", "minimum", "items", "required", "properties", "additionalProperties"}
    assert schema.keys() <= known, f"{schema.keys() - known}: not looked at here"
    if "$ref" in schema:
        yield from violations(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], place)
    if "anyOf" in schema and all(list(violations(value, each)) for each in schema["anyOf"]):
        yield f"{place}: none of what it may be"
    if "type" in schema and (isinstance(value, bool) or not isinstance(value, TYPES[schema["type"]])):
        yield f"{place}: not of type {schema['type']}"
        return
    if value not in schema.get("enum", [schema.get("const", value)]):
        yield f"{place}: not one of those"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{place}: does not match"
    if value is not None and "minimum" in schema and value < schema["minimum"]:
        yield f"{place}: too small"
    for number, item in enumerate(value if "items" in schema else ()):
        yield from violations(item, schema["items"], f"{place}[{number}]")
    if schema.get("type") == "object":
        properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        yield from (f"{place}: lacks {key}" for key in schema.get("required", ()) if key not in value)
        for key, item in value.items():
            if key in properties or isinstance(others, dict):
                yield from violations(item, properties.get(key, others), f"{place}.{key}")
            elif not others:
                yield f"{place}: {key} is too much"


MESSAGE = Message(Code.VALUE_NOT_READ, "not read", Position(3, 7))
FULL = Entry(
    "films/a",
    "seeds/films/a.txt",
    "0" * 64,
    Card("A", "ar", "film", "Lead.", ("2012",), (("Director", "B"),), "_seedpress/thumbnails/aa/b.png"),
    (File("pdf", "films/a.pdf", "1" * 64, 1234, 0.1234, (MESSAGE,)),),
    (Failure("docx", "gave up"),),
    (Message(Code.LANGUAGE_ASSUMED, "taken to be 'ar'"), MESSAGE),
)


def report_of(*entries: Entry) -> Any:
    return json.loads(b"".join(report_parts(entries)))


# --- Entries ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entry", [FULL, Entry("a", "a.txt"), Entry("b", "b", card=Card("", "en", "generic"))]
)
def test_an_entry_comes_back_from_its_json(entry: Entry) -> None:
    assert Entry.from_json(entry.as_json()) == entry


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    entry = Entry(text, text, card=Card(text, "en", text, text), failures=(Failure(text, text),))
    line = entry.as_json()
    assert "\n" not in line
    assert Entry.from_json(line.encode().decode()) == entry


def test_a_name_whose_bytes_are_not_utf_8_comes_back() -> None:
    entry = Entry("caf\udce9", "caf\udce9.txt")
    assert Entry.from_json(entry.as_json().encode().decode()) == entry


def outcome(*formats: str, digest: str = "d", failures: tuple[Failure, ...] = (), **card: str) -> Outcome:
    made = tuple(Made(name, f"a.{name}", digest, 1, 0, 0.5) for name in formats)
    return Outcome(
        Source("a.txt", "a", "a.txt", ""), digest, made, failures, card=Card("A", "en", "film", **card)
    )


def test_files_that_were_not_made_again_are_kept() -> None:
    before = entry_of(outcome("pdf", "epub", thumbnail="t.png"))
    after = entry_of(outcome("docx"), before)
    assert [file.format for file in after.files] == ["docx", "epub", "pdf"]
    assert after.card is not None
    assert after.card.thumbnail == "t.png"


def test_files_of_another_source_are_not_kept() -> None:
    after = entry_of(outcome("docx", digest="e"), entry_of(outcome("pdf", thumbnail="t.png")))
    assert [file.format for file in after.files] == ["docx"]
    assert after.card is not None
    assert after.card.thumbnail == ""


def test_a_file_that_failed_now_is_not_kept() -> None:
    after = entry_of(outcome(failures=(Failure("pdf", "gave up"),)), entry_of(outcome("pdf", "epub")))
    assert [file.format for file in after.files] == ["epub"]


# --- The report ------------------------------------------------------------------------------


@pytest.mark.parametrize("entries", [(), (FULL,), (Entry("a", "a.txt", failures=(Failure("", "x"),)), FULL)])
def test_a_report_is_valid_to_its_schema(entries: tuple[Entry, ...]) -> None:
    assert list(violations(report_of(*entries), SCHEMA)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda report: report.pop("totals"), "$: lacks totals"),
        (lambda report: report["documents"][0].update(digest="x"), "$.documents[0].digest: none of"),
        (lambda report: report["documents"][0]["files"][0].update(size=-1), ".size: too small"),
        (lambda report: report["documents"][0]["card"].update(more=1), ".card: none of"),
        (lambda report: report["versions"].update(seedpress=1), "not of type string"),
    ],
)
def test_what_is_against_the_schema_is_found(change: Any, expected: str) -> None:
    report = report_of(FULL)
    change(report)
    assert expected in " ".join(violations(report, SCHEMA))


def test_totals_are_those_of_the_documents() -> None:
    totals = report_of(FULL, Entry("b", "b.txt"), Entry("c", "c", failures=(Failure("", "x"),)))["totals"]
    assert totals == {
        "documents": 3, "failed": 2, "with_warnings": 1, "files": 1, "bytes": 1234, "seconds": 0.1234
    }  # fmt: skip


def test_a_document_is_a_line_and_keys_are_in_order() -> None:
    text = b"".join(report_parts([FULL, Entry("g", "g.txt")])).decode()
    lines = text.splitlines()
    assert sum(line.startswith('{"card"') for line in lines) == 2

    def keys_in_order(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert [key for key, _ in pairs] == sorted(key for key, _ in pairs)
        return dict(pairs)

    json.loads(text, object_pairs_hook=keys_in_order)


def test_the_report_takes_entries_as_it_comes_to_them() -> None:
    def entries() -> Iterator[Entry]:
        yield FULL
        raise AssertionError("asked for too early")

    parts = report_parts(entries())
    assert b"$schema" in next(parts)
    assert b"films/a" in next(parts)


# --- The command -----------------------------------------------------------------------------


def built(tmp_path: Path, name: str, jobs: str) -> Any:
    seeds, out = tmp_path / "seeds", tmp_path / name
    if not seeds.exists():
        seeds.mkdir()
        for stem in "abcdef":
            (seeds / f"{stem}.txt").write_text(f"= {stem} =\n\n== Uneven =\n", encoding="utf-8")
        (seeds / "g.txt").write_bytes(b"")
    assert cli.run(["build", str(seeds), "--to", "xml,txt", "--out", str(out), "--jobs", jobs, "-q"]) == 1
    return json.loads((out / "report.json").read_bytes())


def without_seconds(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_seconds(item) for key, item in value.items() if key != "seconds"}
    return [without_seconds(item) for item in value] if isinstance(value, list) else value


def test_a_build_reports_every_file_as_it_is_on_the_disk(tmp_path: Path) -> None:
    report = built(tmp_path, "out", "1")
    assert list(violations(report, SCHEMA)) == []
    files = [file for document in report["documents"] for file in document["files"]]
    assert len(files) == report["totals"]["files"] == 12
    for file in files:
        data = (tmp_path / "out" / file["path"]).read_bytes()
        assert (file["digest"], file["size"]) == (sha256(data).hexdigest(), len(data))


def test_a_build_reports_what_failed_and_what_was_remarked(tmp_path: Path) -> None:
    report = built(tmp_path, "out", "1")
    first, last = report["documents"][0], report["documents"][-1]
    assert "heading-unbalanced" in [message["code"] for message in first["messages"]]
    assert (last["stem"], last["card"], last["files"]) == ("g", None, [])
    assert "empty" in last["failures"][0]["text"]


def test_reports_differ_in_seconds_alone(tmp_path: Path) -> None:
    one, two = built(tmp_path, "one", "1"), built(tmp_path, "two", "2")
    assert without_seconds(one) == without_seconds(two)
    assert (tmp_path / "one" / "index.html").read_bytes() == (tmp_path / "two" / "index.html").read_bytes()
