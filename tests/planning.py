"""Plans of first builds, whose ledger is empty."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.batch.inputs import Input
from pipeline.batch.plan import Plan, Recipes, plan
from pipeline.exporters import exporter_class


def first_plan(inputs: Sequence[Input], formats: Sequence[str], out: Path) -> Plan:
    suffixes = {name: exporter_class(name).suffix for name in formats}
    return plan_with(inputs, suffixes, out)


def plan_with(inputs: Sequence[Input], suffixes: dict[str, str], out: Path) -> Plan:
    return plan(inputs, Recipes(suffixes, dict.fromkeys(suffixes, "")), out, {})
