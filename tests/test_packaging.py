"""What the package promises about itself: dependencies, lock files, imports, licenses."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")
ENGINES = ("weasyprint", "ebooklib", "pypandoc", "PIL", "pypdfium2", "rich")


def pins(lock: str) -> dict[str, str]:
    """The version of each distribution that a lock file names."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {
        canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.M)
    }


def group(name: str) -> list[Requirement]:
    """The requirements of a dependency group, with those of the groups that it includes."""
    found = []
    for entry in PROJECT["dependency-groups"][name]:
        found += [Requirement(entry)] if isinstance(entry, str) else group(entry["include-group"])
    return found


DECLARED = [Requirement(entry) for entry in PROJECT["project"]["dependencies"]]


@pytest.mark.parametrize(
    ("lock", "declared"),
    [
        ("requirements.lock", DECLARED + group("build")),
        ("requirements-dev.lock", DECLARED + group("dev")),
    ],
)
def test_the_lock_pins_every_dependency_to_a_version_it_admits(lock: str, declared: Any) -> None:
    locked = pins(lock)
    for requirement in declared:
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in {lock}: make lock"
        assert requirement.specifier.contains(version), f"{lock} has {requirement.name} {version}: make lock"


def test_the_locks_agree() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.findall(r"^[\w.-]+==.*(?:\n[ ].*)*", text, re.M)
    assert len(entries) == len(pins(lock))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_no_address_and_no_option(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or line.startswith("-")] == []


def test_the_package_has_the_types_marker() -> None:
    assert (ROOT / "pipeline" / "py.typed").exists()


def test_our_license_is_the_whole_apache_license() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_every_bundled_font_has_its_license() -> None:
    fonts = ROOT / "styles" / "fonts"
    families = {
        re.split(r"[-\[.]", path.name)[0] for path in chain(fonts.rglob("*.ttf"), fonts.rglob("*.otf"))
    }
    licenses = [path.name for path in fonts.rglob("OFL*.txt")]
    assert [family for family in families if not any(family in name for name in licenses)] == []


@pytest.mark.parametrize("module", ["pipeline", "pipeline.cli", "pipeline.batch.run", "pipeline.batch.leave"])
def test_importing_loads_no_engine(module: str) -> None:
    code = f"import {module}, sys; print(*sorted(sys.modules.keys() & {set(ENGINES)!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.split() == []


def test_loading_every_exporter_class_loads_no_engine() -> None:
    code = (
        "import sys; from pipeline.exporters import exporter_class, format_names\n"
        "for name in format_names(): exporter_class(name)\n"
        f"print(*sorted(sys.modules.keys() & {set(ENGINES)!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.split() == []


def test_imports_run_the_way_the_design_says() -> None:
    command = [str(Path(sysconfig.get_path("scripts")) / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout
