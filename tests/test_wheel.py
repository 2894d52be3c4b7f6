"""The wheel, installed where nothing of the checkout is beside it, does all that the checkout does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {"docx": ".docx", "epub": ".epub", "html": ".html", "mediawiki": ".wiki", "pdf": ".pdf"}
SUFFIXES |= {"txt": ".txt", "xml": ".xml"}


def run(command: list[str | Path], folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, check=False, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder], ROOT)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` of a clean environment with the wheel; the dependencies are those of the tests."""
    environment = tmp_path_factory.mktemp("environment")
    run([sys.executable, "-m", "venv", "--without-pip", environment], environment)
    python = environment / "bin" / "python"
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    run([*pip, "install", "--no-deps", "--no-index", wheel], environment)
    site_packages = run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], environment)
    # Folders named in a .pth file have their own .pth files ignored, so the checkout stays out of reach.
    borrowed = Path(site_packages.strip()) / "dependencies.pth"
    borrowed.write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return environment / "bin"


@pytest.fixture(scope="module")
def exported(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the real seed in all formats, as the installed wheel wrote it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copy(ROOT / "seeds" / "ruby-sparks.txt", folder)
    formats = ",".join(SUFFIXES)
    run(
        [installed / "seedpress", "build", "ruby-sparks.txt", "--to", formats, "--out", "out", "--jobs", "1"],
        folder,
    )
    return folder / "out"


def test_the_wheel_is_imported_and_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    file = run([installed / "python", "-c", "import pipeline; print(pipeline.__file__)"], tmp_path)
    assert Path(file.strip()).is_relative_to(installed.parent)


@pytest.mark.parametrize("name", sorted(SUFFIXES))
def test_the_wheel_writes_what_the_checkout_writes(name: str, exported: Path, tmp_path: Path) -> None:
    ours = tmp_path / f"ruby-sparks{SUFFIXES[name]}"
    seedpress = Path(sysconfig.get_path("scripts")) / "seedpress"
    run([seedpress, "export", ROOT / "seeds" / "ruby-sparks.txt", "--to", name, "-o", ours], tmp_path)
    assert (exported / ours.name).read_bytes() == ours.read_bytes()


@pytest.mark.parametrize(("folder", "place"), [("styles", "pipeline/_styles"), ("pipeline", "pipeline")])
def test_every_file_travels_in_the_wheel(folder: str, place: str, wheel: Path) -> None:
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc")
    expected = {f"{place}/{path.relative_to(ROOT / folder).as_posix()}" for path in files}
    assert expected - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_wheel_has_the_licenses(wheel: Path) -> None:
    names = [Path(name).name for name in zipfile.ZipFile(wheel).namelist() if "/licenses/" in name]
    assert "LICENSE" in names
    assert [name for name in names if name.startswith("OFL-")]


def test_the_wheel_has_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pipeline"}
