"""DOCX: Microsoft's Open XML SDK for the markup, LibreOffice for what a word processor makes of it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

from validators import NODE_MODULES, Findings, Need, file, program, run, with_findings

_VALIDATOR = NODE_MODULES / "@xarsh" / "ooxml-validator-linux-x64" / "ooxml-validator"


class OpenXml:
    """Checks parts against the schemas and the rules of Office Open XML (ISO/IEC 29500)."""

    name = "Open XML SDK"

    def needs(self) -> Iterator[Need]:
        yield file(_VALIDATOR)

    def version(self) -> str:
        package = (_VALIDATOR.parent / "package.json").read_text(encoding="utf-8")
        return f"ooxml-validator {json.loads(package)['version']}"

    def validate(self, files: Sequence[Path]) -> Findings:
        # It takes one file a run.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return with_findings(zip(files, pool.map(self._complaints, files), strict=True))

    def _complaints(self, path: Path) -> list[str]:
        done = run([_VALIDATOR, path.resolve()])
        try:
            report = json.loads(done.stdout)
        except ValueError:
            return [f"no report: {done.stdout} {done.stderr}".strip()]
        found = [
            f"{error.get('errorType', 'Error')} {error.get('path', '')}: {error.get('description', '')}"
            for error in report["errors"]
        ]
        return found or ([] if report["ok"] else ["not ok"])


class LibreOffice:
    """Opens documents and writes them again: as tagged PDF, and as the text that it has read."""

    name = "LibreOffice"

    _FILTERS: ClassVar = {
        "pdf": 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}',
        "txt": "txt:Text (encoded):UTF8,LF",
    }

    def needs(self) -> Iterator[Need]:
        yield program("soffice", "libreoffice-writer-nogui")

    def version(self) -> str:
        return run(["soffice", "--version"]).stdout.split()[1]

    def validate(self, files: Sequence[Path]) -> Findings:
        with tempfile.TemporaryDirectory() as name:
            converted = self.convert(files, Path(name), "pdf")
        return {path: ["LibreOffice can't open it"] for path in files if path not in converted}

    def convert(self, files: Sequence[Path], folder: Path, suffix: str) -> dict[Path, Path]:
        """`files` as PDF or text, in one run, without those that can't be opened.

        It says of nothing whether it went well: what counts is the file that appears.
        """
        inputs, outputs = folder / "in", folder / suffix
        inputs.mkdir(exist_ok=True)
        numbered = [inputs / f"{number}{path.suffix}" for number, path in enumerate(files)]
        for path, copy in zip(files, numbered, strict=True):
            shutil.copyfile(path, copy)
        profile = (folder / "profile").resolve().as_uri()
        options = ["--headless", "--norestore", "--convert-to", self._FILTERS[suffix], "--outdir", outputs]
        run(["soffice", f"-env:UserInstallation={profile}", *options, *numbered])
        made = [outputs / f"{number}.{suffix}" for number in range(len(files))]
        return {path: output for path, output in zip(files, made, strict=True) if output.exists()}
