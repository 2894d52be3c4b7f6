"""Findings for people (text) and for machines: JSON, SARIF 2.1.0, GitHub's workflow commands."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import PurePath
from typing import Any, TypeAlias
from urllib.parse import quote

from pipeline.checks import CHECKS, Check, Finding
from pipeline.document import Position

Found: TypeAlias = "Sequence[tuple[str, Finding]]"
"""Findings, each with the file it is in."""

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(found: Found) -> str:
    """``file:line:column: severity code text``, a finding a line, as compilers write it."""
    return "".join(f"{finding.line(_printable(file))}\n" for file, finding in found)


def as_json(found: Found) -> str:
    """A list with an object a finding."""
    return _json([{"file": file, **finding.as_dict()} for file, finding in found])


def as_github(found: Found) -> str:
    """Workflow commands that annotate the lines of a pull request."""
    return "".join(f"{_command(file, finding)}\n" for file, finding in found)


def as_sarif(found: Found) -> str:
    """A log with one run (OASIS SARIF 2.1.0)."""
    driver = {
        "name": "seedpress",
        "version": version("seedpress"),
        "rules": [_rule(check) for check in CHECKS],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(file, finding) for file, finding in found],
    }
    return _json({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


FORMATS: Mapping[str, Callable[[Found], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _printable(file: str) -> str:
    """`file` on one line, whatever characters are in it."""
    return file if file.isprintable() else repr(file)


# --- GitHub --------------------------------------------------------------------------------

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def _command(file: str, finding: Finding) -> str:
    properties = {"file": file}
    if finding.position:
        properties |= {"line": str(finding.position.line), "col": str(finding.position.column)}
    properties["title"] = finding.code
    places = "".join(f"; see line {p.position.line}: {p.text}" for p in finding.others if p.position)
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(finding.text + places)}"


def _data(text: str) -> str:
    """`text` as GitHub's runner unescapes it; the per cent sign comes first."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


# --- SARIF ---------------------------------------------------------------------------------


def _rule(check: Check) -> dict[str, Any]:
    return {
        "id": check.code,
        "shortDescription": {"text": check.summary},
        "defaultConfiguration": {"level": check.severity},
    }


def _result(file: str, finding: Finding) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": [check.code for check in CHECKS].index(finding.code),
        "level": finding.severity,
        "message": {"text": finding.text},
        "locations": [_location(file, finding.position)],
    }
    if finding.others:
        result["relatedLocations"] = [
            {"id": number, **_location(file, other.position), "message": {"text": other.text}}
            for number, other in enumerate(finding.others, 1)
        ]
    return result


def _location(file: str, position: Position | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(file)}}
    if position:
        physical["region"] = {"startLine": position.line, "startColumn": position.column}
    return {"physicalLocation": physical}


def _uri(file: str) -> str:
    """`file` as a URI reference (RFC 3986): relative where it is, else with the scheme file."""
    path = PurePath(file)
    if path.is_absolute():
        return path.as_uri()
    # A colon in the first segment would be read as the end of a scheme.
    return quote(path.as_posix(), safe="/")
