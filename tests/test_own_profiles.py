"""A profile of the user's, from the folder to every format: the example of docs/profiles.md, run."""

from __future__ import annotations

import json
import re
import subprocess
import sysconfig
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from conftest import ROOT

from pipeline import Document, check, cli, export, format_names, load_profiles, normalize, to_xml
from pipeline.document import CastList, Date
from pipeline.profiles import Profiles

PAGE = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
PAGE = PAGE[PAGE.index("## Your own profile") :]
READ_BY_PROFILE = ["docx", "epub", "html", "json", "mediawiki", "pdf"]


def block(language: str) -> str:
    """The first example in this language."""
    match = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert match is not None
    return match[1]


@dataclass(frozen=True)
class Play:
    """The example: its folder of profiles, its seed, and what is made of them in Python."""

    folder: Path
    seed: Path
    profiles: Profiles
    document: Document


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    place = tmp_path_factory.mktemp("plays")
    folder = place / "my-profiles"
    folder.mkdir()
    (folder / "play.toml").write_text(block("toml"), encoding="utf-8")
    seed = place / "lamplighter.txt"
    seed.write_text(block("seed"), encoding="utf-8")
    profiles = load_profiles(folder)
    return Play(folder, seed, profiles, normalize(seed.read_bytes(), name=seed.stem, profiles=profiles))


def text_of_pdf(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def figures_in(html: str) -> list[str]:
    return re.findall(r"<figure.*?</figure>", html, re.DOTALL)


# --- What the profile does, format by format -------------------------------------------------


def test_facts_and_cast_are_read_by_the_profile(play: Play) -> None:
    assert play.document.profile == "play"
    facts = {fact.name: fact for fact in play.document.facts}
    assert list(facts) == ["archive", "starring", "playwright", "first_night", "runtime"]
    assert facts["first_night"].content[0] == Date("3 May 1921", "1921-05-03")
    assert isinstance(play.document.sections[0].blocks[0], CastList)


def test_wiki_page_has_the_template_of_the_profile(play: Play) -> None:
    page = export(play.document, "mediawiki", profiles=play.profiles).decode()
    assert page.startswith(block("wiki"))


def test_json_ld_has_the_type_and_the_terms_of_the_profile(play: Play) -> None:
    thing = json.loads(export(play.document, "json", profiles=play.profiles))
    assert thing["@type"] == "Play"
    assert thing["author"] == {"@type": "Person", "name": "Ada Merrow"}
    assert len([v for v in thing["subjectOf"]["variableMeasured"] if v["propertyID"] != "gross"]) == 5


def test_fact_sheet_has_the_essentials_and_the_order_of_the_profile(play: Play) -> None:
    text = text_of_pdf(export(play.document, "pdf", profiles=play.profiles))
    assert "1921 · 95 minutes" in text
    assert text.index("Playwright") < text.index("Players")
    assert "77-B" not in text
    assert "77-B" in text_of_pdf(export(play.document, "pdf"))


def test_fact_sheet_has_the_sections_of_the_profile(play: Play) -> None:
    text = text_of_pdf(export(play.document, "pdf", profiles=play.profiles))
    assert "Notices" in text
    assert "Revivals" not in text
    assert "Revivals" in text_of_pdf(export(play.document, "pdf"))


def test_figures_are_drawn_by_the_profile(play: Play) -> None:
    with_profile = figures_in(export(play.document, "html", profiles=play.profiles).decode())
    without = figures_in(export(play.document, "html").decode())
    assert any("Worldwide" in figure and "$165,000" in figure for figure in with_profile)
    assert not any("Worldwide" in figure for figure in without)  # the revival disputes it
    assert any("First night" in figure for figure in with_profile)
    assert not any("First night" in figure for figure in without)


def test_book_and_word_document_have_the_figures_of_the_profile(play: Play) -> None:
    with ZipFile(BytesIO(export(play.document, "epub", profiles=play.profiles))) as book:
        pages = "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xhtml"))
    assert any("$165,000" in figure for figure in figures_in(pages))
    with ZipFile(BytesIO(export(play.document, "docx", profiles=play.profiles))) as word:
        body = word.read("word/document.xml").decode()
    assert "Worldwide: $165,000" in body


def test_checks_know_the_cast_by_the_profile(play: Play) -> None:
    (finding,) = check(play.document, profiles=play.profiles)
    assert finding.code == "star-not-in-cast"
    assert "Ira Quist" in finding.text
    assert check(play.document) == ()


# --- The command line ------------------------------------------------------------------------


@pytest.mark.parametrize("to", format_names())
def test_export_gives_what_the_library_gives(play: Play, to: str, tmp_path: Path) -> None:
    output = tmp_path / "out"
    arguments = ["export", str(play.seed), "--to", to, "-o", str(output), "--profiles", str(play.folder)]
    assert cli.run(arguments) == 0
    assert output.read_bytes() == export(play.document, to, profiles=play.profiles)
    if to in READ_BY_PROFILE:
        assert output.read_bytes() != export(play.document, to)


def test_build_gives_the_same_with_any_number_of_workers(play: Play, tmp_path: Path) -> None:
    seeds = tmp_path / "plays"
    seeds.mkdir()
    for name in "ab":
        (seeds / f"{name}.txt").write_bytes(play.seed.read_bytes())
    built = {}
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        formats = ",".join(format_names())
        arguments = ["build", str(seeds), "--to", formats, "--out", str(out), "--jobs", jobs]
        assert cli.run([*arguments, "--profiles", str(play.folder)]) == 0
        built[jobs] = {path.name: path.read_bytes() for path in out.glob("*") if path.is_file()}
        del built[jobs]["report.json"]  # it says how long everything took
    assert built["1"] == built["2"]
    assert built["1"]["a.wiki"] == export(play.document, "mediawiki", profiles=play.profiles)
    assert built["1"]["a.pdf"] == built["1"]["b.pdf"] == export(play.document, "pdf", profiles=play.profiles)


def test_normalize_takes_them(play: Play, tmp_path: Path) -> None:
    output = tmp_path / "out.xml"
    assert cli.run(["normalize", str(play.seed), "-o", str(output), "--profiles", str(play.folder)]) == 0
    assert output.read_bytes() == to_xml(play.document)


def test_check_takes_them(play: Play, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check", str(play.seed), "--profiles", str(play.folder)]) == 0
    assert "warning star-not-in-cast" in capfd.readouterr().out
    assert cli.run(["check", str(play.seed)]) == 0
    assert capfd.readouterr().out.strip() == ""


def test_profile_takes_their_names(play: Play, tmp_path: Path) -> None:
    seed, output = tmp_path / "a.txt", tmp_path / "a.xml"
    seed.write_text("= A =\n\nA\n- Playing time: 5 minutes\n", encoding="utf-8")
    arguments = ["normalize", str(seed), "-o", str(output), "--profile", "play"]
    assert cli.run([*arguments, "--profiles", str(play.folder)]) == 0
    assert b'profile="play"' in output.read_bytes()


COMMANDS = {
    "export": ["export", "SEED", "--to", "xml"],
    "normalize": ["normalize", "SEED"],
    "build": ["build", "SEED", "--to", "xml", "--out", "OUT"],
    "check": ["check", "SEED"],
}


def refused(arguments: list[str], play: Play, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> str:
    """The one line with which a command is wrong usage; nothing is written."""
    places = {"SEED": str(play.seed), "OUT": str(tmp_path / "out")}
    assert cli.run([places.get(argument, argument) for argument in arguments]) == 2
    captured = capfd.readouterr()
    assert captured.out == ""
    assert not (tmp_path / "out").exists()
    (line,) = captured.err.splitlines()
    return line


@pytest.mark.parametrize("command", COMMANDS)
def test_unknown_profile_lists_the_known_ones(
    command: str, play: Play, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = [*COMMANDS[command], "--profiles", str(play.folder), "--profile", "pley"]
    line = refused(arguments, play, tmp_path, capfd)
    assert "unknown profile 'pley'. Did you mean 'play'? Known: album, book, " in line
    assert "place, play, species" in line


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("content", "expected"),
    [(None, "there is no profile in"), ('name = "x"\ntelling = 1 2\n', "b.toml:2:13: not TOML: ")],
)
def test_folder_that_has_no_profile_is_one_line(
    command: str,
    content: str | None,
    expected: str,
    play: Play,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    if content is not None:
        (folder / "b.toml").write_text(content, encoding="utf-8")
    line = refused([*COMMANDS[command], "--profiles", str(folder)], play, tmp_path, capfd)
    assert expected in line
    assert str(folder) in line


@pytest.mark.parametrize("command", COMMANDS)
def test_folder_that_is_not_there_is_one_line(
    command: str, play: Play, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    line = refused([*COMMANDS[command], "--profiles", str(tmp_path / "no")], play, tmp_path, capfd)
    assert line == f"seedpress: error: the profile folder '{tmp_path}/no' does not exist"


@pytest.mark.parametrize("command", ["export", "build", "check"])
def test_document_of_a_profile_that_nobody_has_is_remarked_on_once(
    command: str, play: Play, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "play.xml"
    source.write_bytes(to_xml(play.document))
    arguments = {
        "export": ["export", str(source), "--to", "html", "-o", str(tmp_path / "out.html")],
        "build": ["build", str(source), "--to", "html,json,mediawiki", "--out", str(tmp_path / "out")],
        "check": ["check", str(source)],
    }[command]
    assert cli.run(arguments) == 0
    assert capfd.readouterr().err.count("profile-unknown no profile 'play'") == 1
    assert cli.run([*arguments, "--profiles", str(play.folder)]) == 0
    assert "profile-unknown" not in capfd.readouterr().err


# --- A package -------------------------------------------------------------------------------


def test_profiles_of_an_installed_package_are_there_without_a_word(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1]
    package = re.search(r'plays = "(\w+)"', toml)
    assert package is not None
    site = tmp_path / "site"
    (site / package[1]).mkdir(parents=True)
    (site / package[1] / "__init__.py").write_text("")
    (site / package[1] / "play.toml").write_text(block("toml"), encoding="utf-8")
    # What pip leaves of that entry point.
    (site / "plays-1.0.dist-info").mkdir()
    (site / "plays-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: plays\nVersion: 1.0\n"
    )
    points = toml.replace('[project.entry-points."pipeline.profiles"]', "[pipeline.profiles]").replace(
        '"', ""
    )
    (site / "plays-1.0.dist-info" / "entry_points.txt").write_text(points)
    monkeypatch.setenv("PYTHONPATH", str(site))
    command = [
        str(Path(sysconfig.get_path("scripts")) / "seedpress"),
        "build",
        str(play.seed),
        str(play.seed),
    ]
    command += ["--to", "mediawiki", "--jobs", "2", "--out", str(tmp_path / "out")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    page = (tmp_path / "out" / "lamplighter.wiki").read_bytes()
    assert page == export(play.document, "mediawiki", profiles=play.profiles)
