"""What ``make`` does, in a copy of the checkout that shares the environment of the tests.

That a new machine gets its environment is shown by ``.ci/run``, which has none to start with.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STAMPS = (".created", ".installed", ".ready", ".tools", ".tested", ".validators")
SEED = "= X =\n\nText.\n"


class Checkout:
    """A copy of the checkout with one seed, in which make can be run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("pipeline", "styles", ".ci"):
            shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("Makefile", "pyproject.toml", *(path.name for path in ROOT.glob("requirements*.lock"))):
            shutil.copy2(ROOT / file, root)
        for folder in ("seeds", "out", "environment"):
            (root / folder).mkdir()
        (root / "out" / ".gitkeep").touch()
        (root / "environment" / "bin").symlink_to(Path(sys.prefix) / "bin")
        for stamp in STAMPS:
            (root / "environment" / stamp).touch()
        self.seed("ruby-sparks.txt")

    def seed(self, name: str, text: str = SEED) -> Path:
        path = self.root / "seeds" / name
        path.write_text(text, encoding="utf-8")
        return path

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        # Make hands its own settings down, and these tests may run below a make.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        command = ["make", "VENV=environment", *arguments]
        return subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, check=False, text=True, timeout=300
        )

    def outputs(self) -> set[str]:
        return {path.name for path in (self.root / "out").iterdir()} - {".gitkeep"}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    return Checkout(tmp_path)


def test_make_alone_builds_every_seed_in_all_formats(checkout: Checkout) -> None:
    checkout.seed("other.txt")
    commands = checkout.make("--dry-run").stdout
    expected = {
        f"out/{n}.{s}" for n in ("ruby-sparks", "other") for s in ("pdf", "epub", "docx", "wiki", "xml")
    }
    assert set(re.findall(r"--output '(.*?)'", commands)) == expected


@pytest.mark.parametrize(
    ("target", "suffix"),
    [("pdf", "pdf"), ("epub", "epub"), ("docx", "docx"), ("mediawiki", "wiki"), ("xml", "xml")],
)
def test_a_format_is_a_target(target: str, suffix: str, checkout: Checkout) -> None:
    commands = checkout.make("--dry-run", target).stdout
    assert re.findall(r"--output '(.*?)'", commands) == [f"out/ruby-sparks.{suffix}"]


def test_make_builds_in_parallel_and_then_has_nothing_to_do(checkout: Checkout) -> None:
    checkout.seed("other.txt")
    done = checkout.make("--jobs=4", "xml", "mediawiki")
    assert done.returncode == 0, done.stderr
    assert checkout.outputs() == {"ruby-sparks.xml", "ruby-sparks.wiki", "other.xml", "other.wiki"}
    assert checkout.make("--question", "xml", "mediawiki").returncode == 0


def test_one_file_is_a_target(checkout: Checkout) -> None:
    checkout.seed("other.txt")
    assert checkout.make("out/other.xml").returncode == 0
    assert checkout.outputs() == {"other.xml"}


@pytest.mark.parametrize(
    "changed",
    [
        "seeds/ruby-sparks.txt",
        "styles/terms.toml",
        "pipeline/cli.py",
        "pipeline/normalizer/profiles/film.toml",
    ],
)
def test_a_change_of_what_decides_is_built_again(changed: str, checkout: Checkout) -> None:
    assert checkout.make("xml").returncode == 0
    newer = (checkout.root / "out" / "ruby-sparks.xml").stat().st_mtime + 5
    os.utime(checkout.root / changed, (newer, newer))
    assert checkout.make("--question", "xml").returncode == 1


def test_a_change_of_one_seed_is_not_a_change_of_another(checkout: Checkout) -> None:
    other = checkout.seed("other.txt")
    assert checkout.make("xml").returncode == 0
    newer = (checkout.root / "out" / "other.xml").stat().st_mtime + 5
    os.utime(other, (newer, newer))
    assert "ruby-sparks" not in checkout.make("--dry-run", "xml").stdout


@pytest.mark.parametrize(
    "name", ["two words.txt", "it's.txt", "$(touch HACKED) `touch HACKED`.txt", "x;y.txt"]
)
def test_a_strange_name_does_no_harm(name: str, checkout: Checkout) -> None:
    checkout.seed(name)
    assert checkout.make("xml").returncode == 0
    assert checkout.outputs() <= {"ruby-sparks.xml", name.replace(".txt", ".xml")}
    assert checkout.make("--question", "xml").returncode == 0
    assert not list(checkout.root.rglob("HACKED"))


def test_a_name_with_a_blank_is_built(checkout: Checkout) -> None:
    checkout.seed("two words.txt")
    assert checkout.make("xml").returncode == 0
    assert "two words.xml" in checkout.outputs()


def test_a_name_that_make_cannot_take_is_named(checkout: Checkout) -> None:
    checkout.seed("x:y.txt")
    assert "x:y.txt" in checkout.make("xml").stderr


def test_a_bad_seed_fails_and_leaves_no_file(checkout: Checkout) -> None:
    checkout.seed("bad.txt", "")
    done = checkout.make("--keep-going", "xml")
    assert done.returncode != 0
    assert checkout.outputs() == {"ruby-sparks.xml"}


def test_clean_empties_the_output_folder_and_keeps_it(checkout: Checkout) -> None:
    (checkout.root / "out" / "x.pdf").touch()
    assert checkout.make("clean").returncode == 0
    assert [path.name for path in (checkout.root / "out").iterdir()] == [".gitkeep"]
    assert (checkout.root / "environment").exists()


def test_help_lists_every_target(checkout: Checkout) -> None:
    targets = re.findall(r"^\.PHONY: (.*)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    listed = [line.split()[0] for line in checkout.make("help").stdout.splitlines()]
    assert listed == " ".join(targets).split()


@pytest.mark.parametrize("target", ["test", "validators", "conformance", "lint", "golden", "lock", "all"])
def test_every_target_sets_up_what_it_needs_in_order(target: str, checkout: Checkout) -> None:
    for stamp in STAMPS:
        (checkout.root / "environment" / stamp).unlink()
    commands = checkout.make("--dry-run", "--jobs=4", target).stdout
    touched = re.findall(r"touch environment/(\S+)", commands)
    assert touched == list(STAMPS[: len(touched)])
    assert len(touched) >= 3


def test_the_lock_is_what_is_installed_and_its_hashes_are_checked(checkout: Checkout) -> None:
    (checkout.root / "environment" / ".installed").unlink()
    commands = checkout.make("--dry-run", "all").stdout
    assert "--require-hashes --only-binary :all: --requirement requirements.lock" in commands
    assert "--no-deps --no-build-isolation --editable ." in commands


# --- The scripts that make calls -------------------------------------------------------------


def script(name: str, *arguments: str | Path, programs: Path) -> subprocess.CompletedProcess[str]:
    """Run a script of .ci with `programs` found before those of the system."""
    environment = {"PATH": f"{programs}:{os.environ['PATH']}"}
    command = [ROOT / ".ci" / name, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, check=False, text=True, timeout=60)


def program(folder: Path, name: str, commands: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{commands}\n", encoding="utf-8")
    path.chmod(0o755)


def test_packages_that_may_not_be_installed_are_named(tmp_path: Path) -> None:
    program(tmp_path, "apt-get", "exit 99")
    program(tmp_path, "id", "echo 1000")
    program(tmp_path, "sudo", "exit 1")
    done = script("install-packages", "libpango-1.0-0", "libx", programs=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "Missing; please run: sudo apt-get install libpango-1.0-0 libx\n"


@pytest.mark.parametrize(("user", "through"), [("0", ""), ("1000", "sudo ")])
def test_packages_are_installed_by_who_may(user: str, through: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    program(tmp_path, "id", f"echo {user}")
    program(tmp_path, "sudo", f'[ "$1" = -n ] || {{ printf "sudo " >>{log}; "$@"; }}')
    program(tmp_path, "apt-get", f'echo "$*" >>{log}')
    done = script("install-packages", "libx", programs=tmp_path)
    assert done.returncode == 0
    (line,) = log.read_text(encoding="utf-8").splitlines()
    assert line.startswith(through)
    assert line.endswith("install -y --no-install-recommends libx")


def test_the_lists_of_packages_are_fetched_where_they_are_missing(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    program(tmp_path, "id", "echo 0")
    program(tmp_path, "apt-get", f'case "$*" in *update*) touch {lists};; *) test -e {lists};; esac')
    assert script("install-packages", "libx", programs=tmp_path).returncode == 0


def test_packages_that_cannot_be_installed_are_an_error(tmp_path: Path) -> None:
    program(tmp_path, "id", "echo 0")
    program(tmp_path, "apt-get", "exit 100")
    done = script("install-packages", "libx", programs=tmp_path)
    assert done.returncode == 1
    assert done.stderr.endswith("could not install: libx\n")


def test_an_environment_that_stands_is_kept(tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    environment.mkdir()
    (environment / "bin").symlink_to(Path(sys.prefix) / "bin")
    assert script("make-environment", environment, "/nowhere/python", programs=tmp_path).returncode == 0


def test_a_python_that_is_too_old_is_named(tmp_path: Path) -> None:
    program(tmp_path, "python-old", "exit 1")
    done = script("make-environment", tmp_path / "environment", "python-old", programs=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Please install Python 3.11 or newer")


def test_a_python_that_makes_no_environments_gets_its_package(tmp_path: Path) -> None:
    program(
        tmp_path, "python-bare", 'case "$2" in *ensurepip*) exit 1;; *print*) echo python3.11-venv;; esac'
    )
    program(tmp_path, "apt-get", "exit 99")
    program(tmp_path, "id", "echo 1000")
    program(tmp_path, "sudo", "exit 1")
    done = script("make-environment", tmp_path / "environment", "python-bare", programs=tmp_path)
    assert done.returncode == 1
    assert done.stderr == "Missing; please run: sudo apt-get install python3.11-venv\n"
