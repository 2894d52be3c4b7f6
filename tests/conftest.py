"""What every test may use: the real seed, the texts in tests/seeds, golden files, and validators."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from validators import Validator, missing

from pipeline import Document, normalize

ROOT = Path(__file__).resolve().parent.parent
REAL_SEED = ROOT / "seeds" / "ruby-sparks.txt"
SEEDS = sorted((ROOT / "tests" / "seeds").glob("*.txt"))
GOLDEN = ROOT / "tests" / "golden"

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="renew the golden files instead of comparing")
    parser.addoption("--all-validators", action="store_true", help="fail where a validator is not installed")


def document_of(path: Path) -> Document:
    """The document of a seed; the language is in the file's name: ``title.ja.txt``."""
    suffixes = path.name.split(".")[1:-1]
    return normalize(
        path.read_bytes(), name=path.name.split(".")[0], language=suffixes[0] if suffixes else None
    )


@pytest.fixture(scope="session")
def ruby_sparks() -> Document:
    return normalize(REAL_SEED.read_bytes(), name="ruby-sparks")


@pytest.fixture(scope="session")
def seed_documents() -> dict[str, Document]:
    """The document of each text in tests/seeds and of the real seed, by file name."""
    return {path.name: document_of(path) for path in (REAL_SEED, *SEEDS)}


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """A function that compares bytes with a golden file, or writes it under ``--accept``."""

    def compare(name: str, actual: bytes) -> None:
        file = GOLDEN / name
        if request.config.getoption("--accept"):
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(actual)
        assert file.exists(), f"no golden file {name}: make golden"
        assert actual.decode() == file.read_bytes().decode()

    return compare


# --- Validators ------------------------------------------------------------------------------

_NOT_INSTALLED = "not installed: "


@pytest.fixture(scope="session")
def installed(pytestconfig: pytest.Config):
    """A function that gives a validator back, or skips the test where it is not installed.

    Under ``--all-validators`` the test fails instead.
    """

    def check(validator: Validator) -> Validator:
        lacking = ", ".join(need.what for need in missing(validator))
        if lacking and pytestconfig.getoption("--all-validators"):
            pytest.fail(f"{validator.name} can't run without {lacking}")
        if lacking:
            pytest.skip(f"{_NOT_INSTALLED}{validator.name} (it needs {lacking})")
        return validator

    return check


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which validators were not run: a green run without them says less."""
    skipped = {
        found[1]
        for report in terminalreporter.stats.get("skipped", [])
        if (found := re.search(f"{_NOT_INSTALLED}(.*?) \\(", str(report.longrepr)))
    }
    if skipped:
        names = ", ".join(sorted(skipped))
        terminalreporter.write_line(
            f"Validators not run: {names} (make validators installs them)", yellow=True
        )
