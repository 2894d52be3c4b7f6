"""Canonical XML: libxml2 and Jing, which share no code, against the schema in RELAX NG."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree

from validators import Findings, Need, program, run, with_findings

SCHEMA = Path(__file__).resolve().parent.parent.parent / "pipeline" / "document.rng"


class Libxml2:
    """The validator of libxml2, through lxml, which every run of the tests has."""

    name = "libxml2"

    def __init__(self, schema: Path = SCHEMA) -> None:
        self.schema = schema

    def needs(self) -> Iterator[Need]:
        return iter(())

    def version(self) -> str:
        return ".".join(map(str, etree.LIBXML_VERSION))

    def validate(self, files: Sequence[Path]) -> Findings:
        schema = etree.RelaxNG(etree.parse(self.schema))
        return with_findings((path, self._complaints(schema, path)) for path in files)

    def _complaints(self, schema: etree.RelaxNG, path: Path) -> list[str]:
        try:
            schema.validate(etree.parse(path))
        except etree.XMLSyntaxError as error:
            return [str(error)]
        return [str(entry) for entry in schema.error_log]


class Jing:
    """James Clark's validator of RELAX NG."""

    name = "Jing"

    def __init__(self, schema: Path = SCHEMA) -> None:
        self.schema = schema

    def needs(self) -> Iterator[Need]:
        yield program("jing", "jing")

    def version(self) -> str:
        found = re.search(r"\d{8}", run(["dpkg-query", "--show", "jing"]).stdout)
        return found[0] if found else "?"

    def validate(self, files: Sequence[Path]) -> Findings:
        done = run(["jing", self.schema, *(path.resolve() for path in files)])
        found: dict[Path, list[str]] = {path: [] for path in files}
        by_name = {str(path.resolve()): path for path in files}
        for line in done.stdout.splitlines():
            name, _, complaint = line.partition(":")
            if name not in by_name:
                raise RuntimeError(f"Jing says: {line}")
            found[by_name[name]].append(complaint)
        if done.returncode and not any(found.values()):
            raise RuntimeError(f"Jing failed: {done.stderr}")
        return with_findings(found.items())
