"""Inputs of a batch: what can be given, what each comes out as, and that no name does harm."""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import sys
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning import first_plan, plan_with

from pipeline import cli, normalize
from pipeline.batch.inputs import Selection, archive, open_inputs, records
from pipeline.batch.inputs.names import comparable, stem_of_id
from pipeline.batch.inputs.opening import mirrored
from pipeline.batch.plan import OWN_NAMES
from pipeline.batch.run import run_tasks
from pipeline.batch.source import Source
from pipeline.batch.task import Settings
from pipeline.errors import SeedpressError, UnreadableInput, UsageError
from pipeline.styles import find_styles

SEED = "= {0} =\n\n{0} is a place.\n"


def write_files(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SEED.format(path.stem), encoding="utf-8")
    return folder


def write_records(path: Path, *ids: str) -> Path:
    return write_lines(path, *({"id": each, "text": SEED.format("A")} for each in ids))


def write_lines(path: Path, *lines: object) -> Path:
    data = b"".join(
        (each if isinstance(each, bytes) else json.dumps(each).encode()) + b"\n" for each in lines
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def write_zip(path: Path, *members: str | zipfile.ZipInfo, content: str = SEED.format("A")) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for member in members:
            file.writestr(member, content)
    return path


def surveyed(path: Path | str, selection: Selection | None = None, **options: Any) -> list[Source]:
    return [
        source
        for each in open_inputs([Path(path)], Path("no-such-folder"), selection, **options)
        for source in each.sources()
    ]


def stems(path: Path | str, selection: Selection | None = None, **options: Any) -> list[str]:
    """The places of the documents that can be built."""
    return [source.stem for source in surveyed(path, selection, **options) if not source.error]


def errors(path: Path | str, **options: Any) -> list[str]:
    return [f"{each.name}: {each.error}" for each in surveyed(path, **options) if each.error]


def built(inputs: Sequence[Path], out: Path, selection: Selection | None = None) -> dict[str, str]:
    """Each file that is written, as seed text; that nothing else is, too."""
    tasks = first_plan(open_inputs(inputs, out, selection), ["txt"], out).tasks()
    outcomes = list(run_tasks(tasks, ["txt"], Settings(out, find_styles())))
    assert all(outcome.source.content is None for outcome in outcomes)
    return {str(p.relative_to(out)): p.read_text() for p in sorted(out.rglob("*")) if p.is_file()}


@pytest.fixture
def listing(monkeypatch: pytest.MonkeyPatch) -> Any:
    def give(data: str | bytes) -> None:
        stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))

    return give


# --- Folders -----------------------------------------------------------------------------------


def test_the_survey_of_a_folder_knows_sizes_and_times(tmp_path: Path) -> None:
    seeds = write_files(tmp_path / "seeds", "a.txt")
    (source,) = surveyed(seeds)
    status = (seeds / "a.txt").stat()
    assert (source.size, source.modified) == (status.st_size, status.st_mtime_ns)
    assert source.location == str(seeds / "a.txt")


def test_a_survey_reads_no_file(tmp_path: Path, monkeypatch: Any) -> None:
    seeds = write_files(tmp_path / "seeds", "a.txt", "b/c.txt")
    monkeypatch.setattr(io, "open", None)
    monkeypatch.setattr(os, "open", None)
    assert stems(seeds) == ["a", "b/c"]


def test_files_come_before_folders_in_order_of_names(tmp_path: Path) -> None:
    seeds = write_files(tmp_path / "seeds", "b/z.txt", "b/a/y.txt", "c.txt", "a.txt", "B.txt")
    assert stems(seeds) == ["B", "a", "c", "b/z", "b/a/y"]


def test_a_folder_that_cannot_be_read_stops_no_other(tmp_path: Path, monkeypatch: Any) -> None:
    seeds = write_files(tmp_path / "seeds", "a/x.txt", "b/x.txt")
    really = os.scandir

    def refusing(path: str) -> Any:
        if path.endswith("/a"):
            raise PermissionError(13, "Permission denied", path)
        return really(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert stems(seeds) == ["b/x"]
    assert errors(seeds) == [f"{seeds}/a: Permission denied"]


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    seeds = write_files(tmp_path / "seeds", "a.txt")
    (seeds / "b.txt").symlink_to("none")
    assert stems(seeds) == ["a"]
    assert errors(seeds) == [f"{seeds}/b.txt: No such file or directory"]


def test_a_pipe_in_a_folder_is_left_out(tmp_path: Path) -> None:
    seeds = write_files(tmp_path / "seeds", "a.txt")
    os.mkfifo(seeds / "b.txt")
    assert stems(seeds) == ["a"]


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    seeds = write_files(tmp_path / "seeds", "a/x.txt")
    (seeds / "a" / "again").symlink_to(seeds)
    assert stems(seeds) == ["a/x"]


def test_a_name_that_is_not_unicode_becomes_one_that_is(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    Path(os.fsdecode(os.fsencode(seeds) + b"/caf\xe9.txt")).write_text(SEED.format("A"))
    assert built([seeds], tmp_path / "out") == {"caf%E9.txt": SEED.format("A")}


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (["a.txt"], [], ["a", "films/a"]),
        (["/a.txt"], [], ["a"]),
        (["films"], [], ["films/a", "films/old/b"]),
        (["films/"], [], ["films/a", "films/old/b"]),
        (["/films/"], [], ["films/a", "films/old/b"]),
        (["/films/old/"], [], ["films/old/b"]),
        (["films/*.txt"], [], ["films/a"]),
        (["films/**/*.txt"], [], ["films/a", "films/old/b"]),
        (["**/old/*"], [], ["films/old/b"]),
        (["films/**"], [], ["films/a", "films/old/b"]),
        (["?.txt"], ["films"], ["a"]),
        ([], ["old/"], ["a", "films/a"]),
        ([], ["films/old"], ["a", "films/a"]),
        ([], ["[ac].txt"], ["films/old/b"]),
        ([], ["[!ac].txt"], ["a", "films/a"]),
        (["a.txt", "b.txt"], ["/films/a.txt"], ["a", "films/old/b"]),
        (["*.md"], [], ["films/c.md"]),
        (["*.md", "*.txt"], [], ["a", "films/a", "films/c.md", "films/old/b"]),
        (["A.txt"], [], None),
    ],
)
def test_patterns_are_those_of_gitignore(
    include: list[str], exclude: list[str], expected: list[str] | None, tmp_path: Path
) -> None:
    seeds = write_files(tmp_path / "seeds", "a.txt", "films/a.txt", "films/old/b.txt", "films/c.md", "x.jpg")
    if expected is None:
        with pytest.raises(UnreadableInput, match="nothing to build"):
            stems(seeds, Selection(include, exclude))
    else:
        assert stems(seeds, Selection(include, exclude)) == expected


@pytest.mark.parametrize(("pattern", "fits"), [("[]a]", "]"), ("[z", "[z"), ("a+b", "a+b"), ("[[:]", ":")])
def test_signs_of_regular_expressions_mean_nothing_in_patterns(pattern: str, fits: str) -> None:
    assert Selection([pattern]).takes(fits)
    assert not Selection([pattern]).takes("aab")


@pytest.mark.parametrize("pattern", ["", "/", "[z-a]"])
def test_what_is_no_pattern_is_wrong_usage(pattern: str) -> None:
    with pytest.raises(UsageError, match="is no pattern"):
        Selection(exclude=[pattern])


def test_an_excluded_folder_is_not_even_opened(tmp_path: Path, monkeypatch: Any) -> None:
    seeds = write_files(tmp_path / "seeds", "a.txt", "private/b.txt")
    really, met = os.scandir, []
    monkeypatch.setattr(os, "scandir", lambda path: met.append(str(path)) or really(path))
    assert stems(seeds, Selection(exclude=["private"])) == ["a"]
    assert met == [str(seeds)]


def test_only_a_pattern_lets_a_folder_open_what_holds_many(tmp_path: Path) -> None:
    seeds = write_files(tmp_path / "seeds", "a.txt")
    write_records(seeds / "more" / "b.jsonl", "x", "y")
    assert stems(seeds) == ["a"]
    assert stems(seeds, Selection(["*.jsonl"])) == ["more/x", "more/y"]
    assert stems(seeds, Selection(["*.jsonl"], ["more/b.jsonl/y"])) == ["more/x"]


# --- Globs and lists ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["a"]),
        ("**/*.txt", ["a", "films/b", "films/old/c"]),
        ("films/**/*.txt", ["b", "old/c"]),
        ("films/*.txt", ["b"]),
        ("f*/*.txt", ["films/b"]),
        ("./films/[ab].txt", ["b"]),
        ("films/*.md", ["d.md"]),
    ],
)
def test_a_quoted_glob_mirrors_what_is_below_its_first_folder(
    pattern: str, expected: list[str], tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(write_files(tmp_path, "a.txt", "films/b.txt", "films/old/c.txt", "films/d.md"))
    assert stems(pattern) == expected


def test_folders_that_cannot_fit_a_glob_are_not_opened(tmp_path: Path, monkeypatch: Any) -> None:
    seeds = write_files(tmp_path / "seeds", "a/x.txt", "a/deep/deeper/y.txt", "b/x.txt", "c.txt/z.txt")
    really, met = os.scandir, []
    monkeypatch.setattr(os, "scandir", lambda path: met.append(str(path)) or really(path))
    assert stems(f"{seeds}/[ac]*/*.txt") == ["a/x", "c.txt/z"]
    assert met == [f"{seeds}", f"{seeds}/a", f"{seeds}/c.txt"]
    assert stems(f"{seeds}/*.txt") == ["c.txt/z"]  # what is in a folder that fits, fits


def test_a_file_that_is_called_like_a_glob_is_that_file(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(write_files(tmp_path, "[a].txt", "a.txt"))
    assert stems("[a].txt") == ["[a]"]


def test_a_glob_that_fits_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="nothing to build: no file is called so"):
        stems(tmp_path / "*.txt")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("films/a.txt", "films/a.txt"),
        ("./films//a.txt", "films/a.txt"),
        ("/data/a.txt", "data/a.txt"),
        ("//data/a.txt", "data/a.txt"),
        ("../../a.txt", "a.txt"),
        ("films/../a.txt", "a.txt"),
        (".", ""),
        ("..", ""),
    ],
)
def test_listed_names_are_kept_as_tar_keeps_them(path: str, expected: str) -> None:
    assert mirrored(path) == expected


@pytest.mark.parametrize(
    ("data", "null"),
    [("b/x.txt\na/x.txt\n", False), ("b/x.txt\r\n\r\na/x.txt", False), ("b/x.txt\0a/x.txt\0", True)],
)
def test_a_list_on_standard_input_is_mirrored_in_its_order(
    data: str, null: bool, tmp_path: Path, monkeypatch: Any, listing: Any
) -> None:
    monkeypatch.chdir(write_files(tmp_path, "a/x.txt", "b/x.txt"))
    listing(data)
    assert stems("-", null=null) == ["b/x", "a/x"]


def test_a_listed_name_may_have_newlines_where_nul_ends_it(
    tmp_path: Path, monkeypatch: Any, listing: Any
) -> None:
    monkeypatch.chdir(write_files(tmp_path, "a\nb.txt"))
    listing("a\nb.txt\0")
    assert stems("-", null=True) == ["a\nb"]


def test_a_listed_file_that_is_missing_stops_no_other(
    tmp_path: Path, monkeypatch: Any, listing: Any, capsys: Any
) -> None:
    monkeypatch.chdir(write_files(tmp_path, "a/x.txt"))
    listing("a/none.txt\na/x.txt\na/\0.txt\n")
    assert cli.run(["build", "-", "--to", "txt", "--out", "out", "-q"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "a/none.txt: error: No such file or directory",
        "'a/\\x00.txt': error: embedded null byte",
    ]
    assert (tmp_path / "out" / "a" / "x.txt").exists()


@pytest.mark.parametrize("data", ["", "none.txt\n"])
def test_a_list_without_any_file_ends_the_batch(data: str, tmp_path: Path, listing: Any, capsys: Any) -> None:
    listing(data)
    assert cli.run(["build", "-", "--to", "txt", "--out", str(tmp_path / "out")]) == 3
    assert "cannot read 'standard input': nothing" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_listed_folders_and_records_come_out_where_they_are(
    tmp_path: Path, monkeypatch: Any, listing: Any
) -> None:
    monkeypatch.chdir(write_files(tmp_path, "films/a.txt", "films/old/b.txt"))
    write_records(tmp_path / "more" / "c.jsonl", "x")
    listing("films\nfilms/old\nmore/c.jsonl\n")
    tasks = first_plan(open_inputs([Path("-")], tmp_path / "out"), ["txt"], tmp_path / "out").tasks()
    assert [task.source.stem for task in tasks] == ["films/a", "films/old/b", "more/x"]


# --- Records -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["films.jsonl", "films.jsonl.gz", "FILMS.JSONL"])
def test_records_are_built_by_their_ids(name: str, tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / name, {"id": "b", "text": SEED.format("B")}, {"id": "1980s/a", "text": SEED.format("A")}
    )
    assert built([path], tmp_path / "out") == {"1980s/a.txt": SEED.format("A"), "b.txt": SEED.format("B")}


def test_records_that_were_unpacked_under_their_old_name_are_read(tmp_path: Path) -> None:
    path = tmp_path / "films.jsonl.gz"
    path.write_bytes(b'{"id": "a", "text": "x"}\n')
    assert stems(path) == ["a"]


def test_a_record_is_text_whatever_it_looks_like(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", {"id": "a", "text": "%PDF-1.7\n"}, {"id": "b", "text": "PK\3\4"})
    texts = built([path], tmp_path / "out")
    assert "%PDF-1.7" in texts["a.txt"]
    assert "PK" in texts["b.txt"]


def test_the_encoding_of_seeds_is_not_that_of_records(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", {"id": "a", "text": "= Café =\n"})
    arguments = ["--encoding", "latin-1", "--out", str(tmp_path / "out"), "--jobs", "1", "-q"]
    assert cli.run(["build", str(path), "--to", "txt", *arguments]) == 0
    assert (tmp_path / "out" / "a.txt").read_text(encoding="utf-8") == "= Café =\n"


def test_the_id_is_the_title_of_a_record_without_one(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", {"id": "films/Who?", "text": "It is a place.\n"})
    assert built([path], tmp_path / "out")["films/Who%3F.txt"].startswith("= Who? =\n")


def test_a_survey_of_records_has_digests_and_no_contents(tmp_path: Path) -> None:
    path = write_records(tmp_path / "x.jsonl", "a", "b")
    assert all(source.content is None and len(source.digest) == 64 for source in surveyed(path))


def test_the_digest_of_a_record_is_that_of_its_content(tmp_path: Path) -> None:
    path = write_records(tmp_path / "x.jsonl", "a")
    out = tmp_path / "out"
    (outcome,) = run_tasks(
        first_plan(open_inputs([path], out), ["txt"], out).tasks(), ["txt"], Settings(out, find_styles())
    )
    assert outcome.digest == surveyed(path)[0].digest


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"{", "not JSON: Expecting property name enclosed in double quotes at column 2"),
        (b"[]", 'not a record: not an object as {"id": …, "text": …}'),
        (b'{"text": "x"}', "the record has no id"),
        (b'{"id": "", "text": "x"}', "the id is empty"),
        (b'{"id": " ", "text": "x"}', "the id is empty"),
        (b'{"id": true, "text": "x"}', "the id is not a string"),
        (b'{"id": ["x"], "text": "x"}', "the id is not a string"),
        (b'{"id": "x"}', "'x' has no text"),
        (b'{"id": "x", "text": 1}', "the text of 'x' is not a string"),
        (b'{"id": "x", "text": "a\\ud800"}', "the text has half of a surrogate pair: U+D800 at character 2"),
        (b'{"id": "caf\xe9", "text": "x"}', "not UTF-8: byte 0xE9 at column 12"),
        (b'{"id": "a", "text": "x"}', "'a' is there already: it would write the same files as FILE:1"),
        (b'{"id": "A", "text": "x"}', "'A' is there already: it would write the same files as FILE:1"),
        (b"[" * 100_000, "not a record: maximum recursion depth exceeded"),
        (b"1" * 10_000, "not a record: Exceeds the limit"),
    ],
)
def test_a_bad_record_is_a_failure_of_its_own(line: bytes, error: str, tmp_path: Path) -> None:
    good = {"id": "a", "text": "x"}
    path = write_lines(tmp_path / "x.jsonl", good, line, b"", {"id": "z", "text": "x"})
    assert stems(path) == ["a", "z"]
    (found,) = errors(path)
    assert found.startswith(f"{path}:2: {error.replace('FILE', str(path))}")


def test_the_ids_of_records_may_be_numbers(tmp_path: Path) -> None:
    assert stems(write_lines(tmp_path / "x.jsonl", {"id": 42, "text": "x"})) == ["42"]


def test_of_a_line_that_is_too_long_only_the_begin_is_read(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(records, "MAX_SIZE", 2**20)
    path = write_lines(tmp_path / "x.jsonl.gz", b"1" * 2**24, {"id": "a", "text": "x"})
    assert stems(path) == ["a"]
    assert errors(path) == [f"{path}:1: the line is longer than 1 MiB"]


def test_records_are_read_a_line_at_a_time(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl.gz", *({"id": str(n), "text": "x" * 2**16} for n in range(400)))
    import tracemalloc

    tracemalloc.start()
    for each in open_inputs([path], tmp_path / "out"):
        assert sum(len(source.stem) > 0 for source in each.sources()) == 400
        assert sum(len(source.content or b"") for source in each.loaded({str(n) for n in range(400)})) > 2**24
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**22


def test_records_that_break_off_are_built_as_far_as_they_go(tmp_path: Path) -> None:
    lines = ({"id": str(n), "text": os.urandom(2000).hex()} for n in range(300))
    path = write_lines(tmp_path / "x.jsonl.gz", *lines)
    path.write_bytes(path.read_bytes()[:-100_000])
    assert len(stems(path)) > 50
    (error,) = errors(path)
    assert error.startswith(f"{path}: it is damaged after line ")


def test_a_record_that_is_gone_by_the_time_it_is_built_is_named(tmp_path: Path) -> None:
    path = write_records(tmp_path / "x.jsonl", "a", "b")
    out = tmp_path / "out"
    planned = first_plan(open_inputs([path], out), ["txt"], out)
    write_records(path, "b")
    outcomes = list(run_tasks(planned.tasks(), ["txt"], Settings(out, find_styles())))
    assert [(o.source.stem, len(o.made), len(o.failures)) for o in outcomes] == [("b", 1, 0), ("a", 0, 1)]
    assert "changed while it was being built" in outcomes[1].failures[0].text


def test_patterns_are_compared_with_ids(tmp_path: Path) -> None:
    path = write_records(tmp_path / "x.jsonl", "films/a", "films/b", "books/a")
    assert stems(path, Selection(["a"])) == ["films/a", "books/a"]
    assert stems(path, Selection(exclude=["films/*"])) == ["books/a"]


@pytest.mark.parametrize("content", [b"", b"\n\n", gzip.compress(b"", mtime=0)])
def test_a_file_without_records_is_an_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(content)
    with pytest.raises(UnreadableInput, match="nothing to build: no record"):
        surveyed(tmp_path / "x.jsonl")


def test_a_file_with_many_documents_that_is_met_twice_is_built_once(tmp_path: Path) -> None:
    path = write_records(tmp_path / "x.jsonl", "a")
    (tmp_path / "link.jsonl").symlink_to(path)
    assert built([path, tmp_path / "link.jsonl", path], tmp_path / "out").keys() == {"a.txt"}


def test_build_names_bad_records_and_exits_with_1(tmp_path: Path, capsys: Any) -> None:
    path = write_lines(tmp_path / "films.jsonl.gz", {"id": "a", "text": "x"}, b"{", {"id": "b"})
    assert cli.run(["build", str(path), "--to", "txt", "--out", str(tmp_path / "out"), "-q"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(": error: ")[0] for line in lines] == [f"{path}:2", f"{path}:3"]
    assert {each.name for each in (tmp_path / "out").iterdir()} - OWN_NAMES == {"a.txt"}


# --- Archives ----------------------------------------------------------------------------------


def test_an_archive_is_the_folder_that_was_packed(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "site.zip", "b.txt", "films/", "films/a.txt", "x.jpg", ".git/c.txt", "d.xml")
    assert stems(path) == ["b", "films/a", "d"]
    assert built([path], tmp_path / "out", Selection(exclude=["*.xml"])).keys() == {"b.txt", "films/a.txt"}


def test_patterns_are_compared_with_members(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "site.zip", "b.txt", "films/a.txt", "c.md")
    assert stems(path, Selection(["films"])) == ["films/a"]
    assert stems(path, Selection(["*.md"], ["films"])) == ["c.md"]


def test_members_have_names_in_unicode_even_where_the_archive_does_not_say_so(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", "Amélie.txt")
    data = bytearray(path.read_bytes())
    for start, place in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        assert data[data.index(start) + place] == 8  # says that it is UTF-8
        data[data.index(start) + place] = 0
    path.write_bytes(data)
    assert stems(path) == ["Amélie"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("../x.txt", "leads out of the archive"),
        ("a/../../x.txt", "leads out of the archive"),
        ("a/../x.txt", "leads out of the archive"),
        ("/etc/x.txt", "leads out of the archive"),
        ("C:/x.txt", "leads out of the archive"),
        ("..\\x.txt", "backslash"),
        ("a\nb.txt", "control characters"),
        ("a\x1b[2Jb.txt", "control characters"),
        ("a\x85b.txt", "control characters"),
        ("a//b.txt", "empty part"),
    ],
)
def test_a_member_with_a_hostile_name_is_a_failure_of_its_own(name: str, error: str, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", "a.txt", name, "z.txt")
    assert stems(path) == ["a", "z"]
    (found,) = errors(path)
    assert error in found
    assert found.isprintable()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["a.txt", "A.txt", "a.xml"])
def test_of_two_members_that_would_be_one_file_the_first_is_built(name: str, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", "a.txt", name)
    assert stems(path) == ["a"]
    assert "would write the same files as" in errors(path)[0]


def test_a_member_that_is_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    path = write_zip(tmp_path / "x.zip", "a.txt", link)
    assert "it is a link or device" in errors(path)[0]


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", "a.txt", "b.txt")
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1  # the first entry of the directory
    path.write_bytes(data)
    assert errors(path) == [f"{path}:a.txt: it is encrypted"]
    assert stems(path) == ["b"]


def test_a_member_that_is_packed_in_an_unusual_way_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.txt", "x", zipfile.ZIP_LZMA)
        file.writestr("b.txt", "x", zipfile.ZIP_STORED)
    assert stems(path) == ["b"]
    assert "another way than by Deflate" in errors(path)[0]


def test_a_damaged_member_is_a_failure_of_its_own(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", "a.txt", "b.txt")
    data = bytearray(path.read_bytes())
    data[data.index(b"a.txt") + 8] ^= 0xFF
    path.write_bytes(data)
    assert stems(path) == ["b"]
    assert "damaged" in errors(path)[0]


def test_a_member_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", "a.txt", content="a" * 2**22)
    assert "it unpacks to more than 200 times its size" in errors(path)[0]


def test_a_member_that_is_larger_than_any_text_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(archive, "MAX_SIZE", 1000)
    path = write_zip(tmp_path / "x.zip", "a.txt", content="abc" * 1000)
    assert "it unpacks to more than" in errors(path)[0]


def test_members_that_overlap_are_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", "a.txt", content=os.urandom(1000).hex())
    data = path.read_bytes()
    start, end = data.index(b"PK\1\2"), data.rindex(b"PK\5\6")
    entries = b"".join(data[start:end].replace(b"a.txt", b"%c.txt" % letter) for letter in b"abcdefgh")
    tail = bytearray(data[end:])
    tail[8:12] = b"\x08\0\x08\0"
    tail[12:16] = len(entries).to_bytes(4, "little")
    path.write_bytes(data[:start] + entries + tail)
    with pytest.raises(UnreadableInput, match="overlap"):
        surveyed(path)


def test_an_archive_whose_directory_is_huge_is_refused(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(archive._Bounded, "limit", 2000)
    path = write_zip(tmp_path / "x.zip", *(f"{n}.txt" for n in range(100)))
    with pytest.raises(UnreadableInput, match=r"directory is larger .*build the folder"):
        surveyed(path)


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"= A =\n", b"PK\5\6" + b"\xff" * 18])
def test_what_is_no_archive_is_an_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(UnreadableInput, match="the ZIP file is damaged"):
        surveyed(tmp_path / "x.zip")


def test_an_archive_cut_off_anywhere_does_no_harm(tmp_path: Path) -> None:
    whole = write_zip(tmp_path / "whole.zip", "a.txt", "b.txt").read_bytes()
    path = tmp_path / "x.zip"
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(UnreadableInput):
            surveyed(path)


@given(st.integers(0, 400), st.integers(0, 255))
def test_an_archive_with_a_wrong_byte_does_no_harm(tmp_path_factory: Any, place: int, byte: int) -> None:
    path = tmp_path_factory.getbasetemp() / "wrong.zip"
    data = bytearray(write_zip(path, "a.txt", "b/c.txt").read_bytes())
    data[place % len(data)] = byte
    path.write_bytes(data)
    try:
        found = surveyed(path)
    except SeedpressError:
        return
    assert all(each.error or is_safe(each.stem) for each in found)


# --- Responses of wikis ------------------------------------------------------------------------


def write_response(path: Path, *pages: object, version: int = 2, **more: object) -> Path:
    held = list(pages) if version == 2 else {str(place): page for place, page in enumerate(pages)}
    path.write_text(json.dumps({"batchcomplete": True, **more, "query": {"pages": held}}))
    return path


def page(number: int = 1, title: str = "A", extract: str | None = "A is a place.", **more: object) -> object:
    return {"pageid": number, "ns": 0, "title": title, "extract": extract, **more}


@pytest.mark.parametrize("version", [1, 2])
def test_one_page_is_called_as_its_file(version: int, tmp_path: Path) -> None:
    path = write_response(tmp_path / "brazil.json", page(4281, "../../etc/Brazil"), version=version)
    assert built([path], tmp_path / "out") == {"brazil.txt": "= ../../etc/Brazil =\n\nA is a place.\n"}


@pytest.mark.parametrize("version", [1, 2])
def test_several_pages_are_told_apart_by_their_numbers(version: int, tmp_path: Path) -> None:
    path = write_response(tmp_path / "films.json", page(7, "B"), page(5, "A"), version=version)
    assert stems(path) == ["films-7", "films-5"]
    assert stems(path, Selection(["5"])) == ["films-5"]


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"title": "B", "missing": True}, "the page 'B' does not exist"),
        ({"title": "B", "missing": ""}, "the page 'B' does not exist"),
        ({"title": "<", "invalid": "", "invalidreason": "bad"}, "the page '<' can't exist: bad"),
        ({"pageid": 2, "title": "B"}, "the page 'B' has no extract: ask with action=query"),
        (page(2, "B", extract="<p>B</p>"), "the page 'B' has an extract in HTML: ask with explaintext=1"),
        ({"pageid": 2, "title": "B", "extract": {"*": "x"}}, "the page 'B' has an extract that is no text"),
        ({"title": "B", "extract": "x"}, "the page 'B' has no pageid"),
        ({"pageid": "../x", "title": "B", "extract": "x"}, "the page 'B' has no pageid"),
        (page(2, " \n"), "the page '' has no title"),
        (17, "the page '' is no object"),
    ],
)
def test_a_page_that_is_not_there_is_a_failure_of_its_own(other: object, error: str, tmp_path: Path) -> None:
    path = write_response(tmp_path / "x.json", page(), other)
    assert stems(path) == ["x-1"]
    assert errors(path)[0].startswith(f"{path}: {error}")


def test_a_page_whose_extract_is_still_to_come_is_named(tmp_path: Path) -> None:
    path = write_response(
        tmp_path / "x.json", page(), {"pageid": 2, "title": "B"}, **{"continue": {"excontinue": 1}}
    )
    assert "'B' has its extract in the continuation" in errors(path)[0]


def test_a_page_of_another_wiki_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    query = {"interwiki": [{"title": "fr:Brazil", "iw": "fr"}], "pages": [page()]}
    path.write_text(json.dumps({"query": query}))
    assert "'fr:Brazil' is a page of another wiki" in errors(path)[0]
    assert stems(path) == ["x"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", "not JSON: Expecting value (line 1, column 1)"),
        ("[" * 100_000, "not JSON: maximum recursion depth"),
        ("\udce9", "not JSON: 'utf-8' codec can't decode"),
        ("[]", "not a response of a MediaWiki's API: ask with action=query&prop=extracts"),
        ('{"@context": "https://schema.org"}', "not a response of a MediaWiki's API"),
        ('{"query": []}', "not a response of a MediaWiki's API"),
        ('{"query": {"pages": 1}}', "not a response of a MediaWiki's API"),
        ('{"query": {}}', "nothing to build: no page"),
        ('{"id": "a", "text": "b"}', "a record, not a response of a MediaWiki's API: call the file .jsonl"),
        ('{"error": {"code": "x", "info": "No such action."}}', "answered with an error: No such action."),
        ('{"errors": [{"code": "x", "text": "No."}]}', "answered with an error: No."),
    ],
)
def test_what_is_no_response_is_an_error(content: str, error: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(content, errors="surrogateescape")
    with pytest.raises(UnreadableInput) as raised:
        surveyed(tmp_path / "x.json")
    assert error in str(raised.value)


@given(st.text(min_size=1))
def test_no_title_of_a_page_is_anything_but_a_title(tmp_path_factory: Any, title: str) -> None:
    path = write_response(tmp_path_factory.getbasetemp() / "titles.json", page(1, title))
    (source,) = surveyed(path)
    if title.split():
        (loaded,) = open_inputs([path], Path("no-such-folder"))
        list(loaded.sources())
        (whole,) = loaded.loaded({"titles"})
        document = normalize(whole.content or b"")
        printable = "".join("\ufffd" if not _is_xml(c) else c for c in " ".join(title.split()))
        assert document.title == printable
        assert source.stem == "titles"
    else:
        assert source.error


def _is_xml(character: str) -> bool:
    return (
        character in "\t\n\r"
        or "\x20" <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character > "\uffff"
    )


def test_a_file_with_many_documents_is_never_overwritten(tmp_path: Path, monkeypatch: Any) -> None:
    path = write_response(tmp_path / "x.json", page())
    with pytest.raises(UsageError, match=r"x\.json' would be overwritten, and it is one of the inputs"):
        plan_with(open_inputs([path], tmp_path / "out"), {"any": ".json"}, tmp_path)


# --- Names -------------------------------------------------------------------------------------


def is_safe(stem: str) -> bool:
    """Whether a file called so stays where it is put, on Linux, macOS and Windows, and is seen."""
    devices = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}
    parts = stem.split("/")
    return (
        all(
            part
            and not part.startswith(".")
            and part.partition(".")[0].rstrip().upper() not in devices
            and not set(part) & set('"*:<>?\\|')
            and not any(unicodedata.category(c) in ("Cc", "Cs") or 0x202A <= ord(c) <= 0x202E for c in part)
            and len(f"{part}.mediawiki.xml".encode()) <= 255
            for part in parts
        )
        and not any(part.endswith((".", " ")) for part in parts[:-1])
        and len(stem.encode()) <= 1000
        and unicodedata.is_normalized("NFC", stem)
    )


PARTS = st.one_of(
    st.sampled_from(
        ["CON", "nul.txt", "Aux", "lpt1", ".", "..", "...", "~", "%2e", "%2F", "C:", "\\", ".htaccess"]
    ),
    st.text(max_size=5),
    st.text(st.sampled_from("ab./\\%2Ee:\0\n\u202e\u200dé\u0301ßİ "), max_size=8),
    st.text(min_size=60, max_size=90).map(lambda text: text * 5),
)
IDS = st.one_of(st.text(min_size=1), st.lists(PARTS, min_size=1, max_size=20).map("/".join)).filter(str.strip)


@given(IDS)
def test_no_id_is_an_unsafe_name(identifier: str) -> None:
    assert is_safe(stem_of_id(identifier))


@given(IDS, IDS)
def test_ids_that_differ_have_stems_that_differ(one: str, other: str) -> None:
    if unicodedata.normalize("NFC", one) != unicodedata.normalize("NFC", other):
        assert stem_of_id(one) != stem_of_id(other)


@given(IDS)
def test_a_path_of_ids_stays_below_the_output_folder(tmp_path_factory: Any, identifier: str) -> None:
    out = tmp_path_factory.getbasetemp()
    path = Path(os.path.normpath(out / f"{stem_of_id(identifier)}.pdf"))
    assert path.is_relative_to(out)
    assert path.relative_to(out).as_posix() == f"{stem_of_id(identifier)}.pdf"


@pytest.mark.parametrize(
    ("identifier", "stem"),
    [
        ("ruby-sparks-2012", "ruby-sparks-2012"),
        ("Dr. No", "Dr. No"),
        ("films/Amélie", "films/Amélie"),
        ("films/Ame\u0301lie", "films/Amélie"),
        ("Who?", "Who%3F"),
        ("100% Wolf", "100% Wolf"),
        ("%3F", "%253F"),
        ("../x", "%2E.%2Fx"),
        ("https://a.b/c", "https%3A%2F%2Fa.b%2Fc"),
        ("/x", "%2Fx"),
        (".hidden/.x", "%2Ehidden/%2Ex"),
        ("Inc./x.", "Inc%2E/x."),
        ("nul", "%6Eul"),
        ("CON.txt/a", "%43ON.txt/a"),
        ("a\nb\u202e", "a%0Ab%E2%80%AE"),
        ("می‌شود", "می‌شود"),
        ("\ud800", "%ED%A0%80"),
        (".\u0301x\u0331", "%2E%CC%81x\u0331"),
        ("x" * 300, "x" * 183 + "~98e3fae6a4a2c9f1"),
    ],
)
def test_an_id_is_written_as_it_is_where_that_is_safe(identifier: str, stem: str) -> None:
    if "~" in stem:
        assert stem_of_id(identifier)[:184] == stem[:184]
        assert len(stem_of_id(identifier)) == 200
    else:
        assert stem_of_id(identifier) == stem


@settings(max_examples=25)  # each of them is built
@given(st.lists(IDS, min_size=1, max_size=4))
def test_hostile_records_write_below_the_output_folder_alone(tmp_path_factory: Any, ids: list[str]) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    path = write_records(folder / "x.jsonl", *ids)
    found = surveyed(path)
    assert len(found) == len(ids)
    assert len({comparable(each.stem) for each in found if not each.error}) == sum(not e.error for e in found)
    texts = built([path], folder / "out")
    assert {each.name for each in folder.iterdir()} == {"x.jsonl", "out"}
    assert len(texts) == sum(not each.error for each in found)


@pytest.mark.parametrize(
    ("identifier", "suffix"),
    [("_seedpress/x", ".txt"), ("_SEEDPRESS/x", ".txt"), ("index", ".html"), ("Report", ".json")],
)
def test_what_a_build_needs_for_itself_is_not_written(identifier: str, suffix: str, tmp_path: Path) -> None:
    path = write_records(tmp_path / "x.jsonl", identifier, "a")
    planned = plan_with(open_inputs([path], tmp_path / "out"), {"any": suffix}, tmp_path / "out")
    assert [source.stem for source in planned.broken] == [identifier]
    assert "which a build needs for itself" in planned.broken[0].error
    assert list(planned.reasons) == ["a"]


def test_a_name_that_a_build_needs_is_free_elsewhere(tmp_path: Path) -> None:
    path = write_records(tmp_path / "x.jsonl", "films/index", "index", "films/_seedpress")
    assert not first_plan(open_inputs([path], tmp_path / "out"), ["txt"], tmp_path / "out").broken


def test_a_file_and_a_folder_of_one_name_do_not_meet(tmp_path: Path) -> None:
    path = write_records(tmp_path / "x.jsonl", "A.TXT/b/c", "a", "d.txt/e")
    planned = first_plan(open_inputs([path], tmp_path / "out"), ["txt"], tmp_path / "out")
    assert [source.stem for source in planned.broken] == ["A.TXT/b/c"]
    assert "in a folder that is called as a file of" in planned.broken[0].error


def test_records_of_two_files_that_would_be_one_are_refused_with_both_names(tmp_path: Path) -> None:
    paths = [write_records(tmp_path / name, "a") for name in ("x.jsonl", "y.jsonl")]
    with pytest.raises(UsageError, match=r"x\.jsonl/a' and .*y\.jsonl/a' would both write"):
        first_plan(open_inputs(paths, tmp_path / "out"), ["txt"], tmp_path / "out")


def test_the_records_of_the_readme_become_four_formats(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    write_records(tmp_path / "films.jsonl.gz", "ruby-sparks", "brazil")
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    command = next(line for line in readme.splitlines() if "build films.jsonl.gz" in line).split()
    assert cli.run([*command[1:], "--jobs", "1", "--quiet"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.name not in OWN_NAMES) == [
        f"{stem}.{suffix}" for stem in ("brazil", "ruby-sparks") for suffix in ("docx", "epub", "pdf", "wiki")
    ]
