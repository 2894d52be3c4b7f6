"""The documentation says what is true: its examples are run, its listings compared."""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT

from pipeline import Document, export, exporters, normalize, text_of, to_xml
from pipeline.profiles import parse_profile

DOCS = ROOT / "docs"
EXAMPLE = re.compile(r"```seed\n(?P<seed>.*?)```\n\n```xml\n(?P<xml>.*?)```", re.DOTALL)
SCHEMA = re.compile(r"```rnc\n(?P<rnc>.*?)```", re.DOTALL)


def renewed(page: str) -> str:
    """The page as it should be: each seed with its canonical XML, each schema as it is."""

    def example(match: re.Match[str]) -> str:
        xml = to_xml(normalize(match["seed"], language="en")).decode()
        return f"```seed\n{match['seed']}```\n\n```xml\n{xml}```"

    rnc = (ROOT / "pipeline" / "document.rnc").read_text(encoding="utf-8")
    return SCHEMA.sub(lambda _: f"```rnc\n{rnc}```", EXAMPLE.sub(example, page))


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_examples_are_true(path: Path, pytestconfig: pytest.Config) -> None:
    page = path.read_text(encoding="utf-8")
    if pytestconfig.getoption("--accept"):
        path.write_text(renewed(page), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == renewed(page)


def test_exporter_example_works(ruby_sparks: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / "exporters.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert code is not None
    module = ModuleType("your_package")
    monkeypatch.setitem(sys.modules, "your_package", module)
    exec(code[1], module.__dict__)  # noqa: S102
    entry = EntryPoint("count", "your_package:CountExporter", exporters.GROUP)
    monkeypatch.setattr(exporters, "_entry_points", lambda: {"count": entry})
    exporters.exporter_class.cache_clear()
    assert isinstance(exporters.make_exporter("count"), exporters.Exporter)
    assert (
        export(ruby_sparks, "count", unit="lines")
        == f"{len(text_of(ruby_sparks).splitlines())} lines\n".encode()
    )
    exporters.exporter_class.cache_clear()


def test_example_of_many_documents_in_one_file_works(monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / "exporters.md").read_text(encoding="utf-8")
    whole, method = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    module = ModuleType("your_package")
    monkeypatch.setitem(sys.modules, "your_package", module)
    exec(whole + "\n" + method, module.__dict__)  # noqa: S102
    entry = EntryPoint("count", "your_package:CountExporter", exporters.GROUP)
    monkeypatch.setattr(exporters, "_entry_points", lambda: {"count": entry})
    exporters.exporter_class.cache_clear()
    documents = [Document("A b"), Document("C")]
    assert list(exporters.export_all(documents, "count")) == [b"2 words\n", b"1 words\n"]
    exporters.exporter_class.cache_clear()


def test_profile_example_is_a_profile() -> None:
    page = (DOCS / "profiles.md").read_text(encoding="utf-8")
    toml = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert toml is not None
    assert parse_profile(toml[1]).fact_named("director") is not None


def test_grammar_has_examples() -> None:
    assert len(EXAMPLE.findall((DOCS / "seed-text.md").read_text(encoding="utf-8"))) >= 6


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_example_of_another_engine_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / "scale.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert code is not None
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    for name in ("a", "b"):
        (tmp_path / "articles" / f"{name}.txt").write_text(f"= {name} =\n\nText.\n", encoding="utf-8")
    with ThreadPoolExecutor(1) as pool:
        names: dict[str, object] = {"pool": pool}
        exec(code[1], names)  # noqa: S102
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"a.epub", "a.xml", "b.epub", "b.xml"}
