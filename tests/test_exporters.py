"""The registry: how a format is found, made, and refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import EntryPoint
from typing import Literal

import pytest

from pipeline import (
    Document,
    Exporter,
    MissingTool,
    UsageError,
    export,
    exporters,
    format_names,
    make_exporter,
)


@pytest.mark.parametrize("name", format_names())
def test_every_format_keeps_the_protocol(name: str) -> None:
    exporter = make_exporter(name)
    assert isinstance(exporter, Exporter)
    assert exporter.name == name
    assert exporter.suffix.startswith(".")
    assert "/" in exporter.media_type
    assert exporter.summary
    assert all(option.help for option in exporters.option_fields(type(exporter)))


def test_suffixes_differ() -> None:
    suffixes = [exporters.exporter_class(name).suffix for name in format_names()]
    assert len(set(suffixes)) == len(suffixes)


def test_unknown_format_lists_and_suggests() -> None:
    with pytest.raises(UsageError, match=r"Did you mean 'docx'\? Known: docx, epub"):
        export(Document("T"), "dcx")


def test_unknown_option_lists_and_suggests() -> None:
    with pytest.raises(UsageError, match="Did you mean 'layout'"):
        export(Document("T"), "pdf", layuot="article")


def test_unknown_choice_lists_the_choices() -> None:
    with pytest.raises(UsageError, match="article, factsheet"):
        export(Document("T"), "pdf", layout="poster")


def test_format_that_cannot_be_loaded_is_a_missing_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = EntryPoint("broken", "no_such_package:Exporter", exporters.GROUP)
    monkeypatch.setattr(exporters, "_entry_points", lambda: {"broken": broken})
    with pytest.raises(MissingTool, match="no_such_package"):
        exporters.exporter_class("broken")


def test_only_literals_are_choices() -> None:
    @dataclass(frozen=True)
    class Options:
        a: Literal["x", "y"] = field(default="x", metadata={"help": "one of two"})
        b: str | None = None

    class Plain:
        pass

    Plain.Options = Options  # type: ignore[attr-defined]
    choices = [option.choices for option in exporters.option_fields(Plain)]  # type: ignore[arg-type]
    assert choices == [("x", "y"), ()]
