"""Sources and outputs on other machines: what is written there, and what never is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
import pytest
from servers import SftpServer, sftp_server

from pipeline import cli
from pipeline.batch import remote
from pipeline.batch.inputs import Selection, open_inputs
from pipeline.batch.ledger import FILE
from pipeline.batch.plan import OWN_NAMES
from pipeline.batch.remote import RemoteStore
from pipeline.batch.remote_input import RemoteInput, _modified
from pipeline.batch.url import Url, place_of, redacted
from pipeline.errors import MissingTool, RefusedInput, UnreadableInput, UnwritableOutput, UsageError

pytestmark = pytest.mark.xdist_group("sftp")

LONG_AGO = 1_600_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any) -> Iterator[SftpServer]:
    with sftp_server(tmp_path_factory.mktemp("sftp")) as running:
        yield running


@pytest.fixture
def there(server: SftpServer, tmp_path: Path, monkeypatch: Any) -> Iterator[tuple[Url, Path]]:
    """A folder on the server: its URL, and its path, by which to look at what was done."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setitem(fsspec.config.conf, "sftp", dict(server.options))
    folder = server.folder / tmp_path.name
    folder.mkdir()
    yield Url(f"{server.url}/{folder.name}"), folder
    disconnect(Url(server.url))


def disconnect(url: Url) -> None:
    """End the threads of all connections: with other threads a pool forks no workers."""
    for system in fsspec.get_filesystem_class(url.scheme)._cache.values():
        transport = system.client.get_transport()
        if transport is not None:
            transport.close()
            transport.join(10)
    remote._forget(url)


def write(path: Path, text: str, when: float = LONG_AGO) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (when, when))


def write_seeds(folder: Path, *names: str) -> Path:
    for name in names:
        write(folder / f"{name}.txt", f"= {name} =\n\n{name} is a place.\n")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    files = (
        path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in OWN_NAMES
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def build(*arguments: object) -> int:
    return cli.run(["build", *map(str, arguments), "--to", "xml,txt", "--quiet"])


def last_line(capsys: Any) -> str:
    return capsys.readouterr().err.strip().splitlines()[-1]


# --- Builds ----------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_there_writes_what_a_build_here_writes(
    jobs: int, there: tuple[Url, Path], tmp_path: Path
) -> None:
    url, folder = there
    write_seeds(folder / "in", "a", "films/b", "films/why? #1")
    assert build(url / "in", "--out", url / "out", "--jobs", jobs) == 0
    assert build(folder / "in", "--out", tmp_path / "out") == 0
    assert contents(folder / "out") == contents(tmp_path / "out")
    assert len(contents(folder / "out")) == 6


def test_only_what_is_missing_or_changed_there_is_built_again(there: tuple[Url, Path], capsys: Any) -> None:
    url, folder = there
    write_seeds(folder / "in", "a", "b", "c")
    command = ["build", f"{url}/in", "--to", "xml,txt", "--out", f"{url}/out"]
    assert cli.run(command) == 0
    assert "3 built" in last_line(capsys)
    assert cli.run(command) == 0
    assert "nothing to do: 3 documents are up to date" in last_line(capsys)
    write(folder / "in" / "a.txt", "= a =\n\nAnother text.\n", LONG_AGO + 1)
    (folder / "out" / "b.xml").unlink()
    assert cli.run(command) == 0
    assert "2 built, 1 up to date, 0 failed, 3 files written" in last_line(capsys)


def test_what_was_built_of_a_source_that_is_gone_is_pruned_there(there: tuple[Url, Path]) -> None:
    url, folder = there
    write_seeds(folder / "in", "a", "b")
    assert build(url / "in", "--out", url / "out") == 0
    (folder / "in" / "a.txt").unlink()
    assert build(url / "in", "--out", url / "out", "--prune") == 0
    assert set(contents(folder / "out")) == {"b.xml", "b.txt"}


def test_the_ledger_of_a_folder_elsewhere_is_kept_here(there: tuple[Url, Path], tmp_path: Path) -> None:
    url, folder = there
    write_seeds(folder / "in", "a")
    assert build(url / "in", "--out", url / "out") == 0
    assert len(list((tmp_path / "state" / "seedpress").glob("*.sqlite"))) == 1
    assert build(url / "in", "--out", url / "out2", "--ledger", tmp_path / "mine.sqlite") == 0
    assert (tmp_path / "mine.sqlite").exists()
    assert not (folder / "out" / FILE).exists()


def test_a_source_is_not_overwritten_there(there: tuple[Url, Path], capsys: Any) -> None:
    url, folder = there
    write_seeds(folder, "a")
    assert build(url / "a.txt", "--out", url) == 2
    assert "would be overwritten, and it is one of the inputs" in capsys.readouterr().err


def test_the_gallery_and_the_report_are_written_there(there: tuple[Url, Path]) -> None:
    url, folder = there
    write_seeds(folder / "in", "a", "b")
    assert cli.run(["build", f"{url}/in", "--to", "pdf", "--out", f"{url}/out", "--quiet"]) == 0
    report = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
    assert [document["stem"] for document in report["documents"]] == ["a", "b"]
    assert all((folder / "out" / each["card"]["thumbnail"]).is_file() for each in report["documents"])
    assert "Seedpress gallery" in (folder / "out" / "index.html").read_text(encoding="utf-8")


def test_a_page_of_others_is_not_overwritten_there(there: tuple[Url, Path], capsys: Any) -> None:
    url, folder = there
    write_seeds(folder / "in", "a")
    write(folder / "out" / "index.html", "mine")
    assert build(url / "in", "--out", url / "out") == 2
    assert "seedpress did not write it: give --no-gallery" in capsys.readouterr().err
    assert contents(folder / "out") == {}
    assert build(url / "in", "--out", url / "out", "--no-gallery") == 0
    assert (folder / "out" / "index.html").read_text() == "mine"


def test_a_collection_is_not_written_there(tmp_path: Path, capsys: Any) -> None:
    seeds = write_seeds(tmp_path / "in", "a")
    for more in (["--out", "sftp://host/out"], ["--out", str(tmp_path), "--scheduler", "tcp://host:1"]):
        assert cli.run(["build", str(seeds), "--to", "epub", "--collect", "All", *more]) == 2
        assert "--collect writes on this machine" in capsys.readouterr().err


def test_a_collection_is_made_of_documents_there(there: tuple[Url, Path], tmp_path: Path) -> None:
    url, folder = there
    write_seeds(folder / "in", "a", "b")
    arguments = ["--to", "epub", "--collect", "All", "--out", str(tmp_path / "out"), "--quiet"]
    assert cli.run(["build", f"{url}/in", *arguments]) == 0
    assert (tmp_path / "out" / "All.epub").is_file()


# --- What is searched for --------------------------------------------------------------------


def test_a_folder_there_is_searched_as_one_here(there: tuple[Url, Path], tmp_path: Path) -> None:
    url, folder = there
    write_seeds(folder, "b", "a", "x/Dr. No", "x/.hidden", ".git/d", "out/e")
    write(folder / "site.mediawiki.xml", "")
    write(folder / "notes.md", "")
    (folder / "linked.txt").symlink_to(folder / "a.txt")
    (folder / "broken.txt").symlink_to(folder / "none.txt")
    found = RemoteInput(url, url / "out").sources()
    (here,) = open_inputs([folder], folder / "out")
    assert sorted((s.stem, s.file, s.size) for s in found) == sorted(
        (s.stem, s.file, s.size) for s in here.sources()
    )
    assert {source.modified for source in found if not source.error} == {LONG_AGO * 10**9}


def test_a_folder_there_that_cannot_be_read_is_no_empty_one(
    there: tuple[Url, Path], monkeypatch: Any
) -> None:
    url, folder = there
    write_seeds(folder, "a", "sub/b")
    cls = fsspec.get_filesystem_class("sftp")
    listing = cls.ls

    def ls(self: Any, path: str, **options: Any) -> Any:
        if path.endswith("/sub"):
            raise PermissionError(13, "Permission denied")
        return listing(self, path, **options)

    monkeypatch.setattr(cls, "ls", ls)
    with pytest.raises(UnreadableInput, match="Permission denied"):
        RemoteInput(url, Path("out")).sources()


def test_patterns_say_what_is_taken_there(there: tuple[Url, Path]) -> None:
    url, folder = there
    write_seeds(folder, "a", "films/b", "films/c", "drafts/d")
    write(folder / "films" / "e.seed", "Text.")
    found = RemoteInput(url, None, Selection(["films/*"], ["c.txt"])).sources()
    assert [source.stem for source in found] == ["films/b"]
    assert [s.stem for s in RemoteInput(url, None, Selection([], ["drafts"])).sources()] == [
        "a",
        "films/b",
        "films/c",
    ]


def test_what_holds_many_documents_is_not_read_there(there: tuple[Url, Path], capsys: Any) -> None:
    url, folder = there
    write_seeds(folder, "a")
    write(folder / "b.jsonl", "")
    assert build(url / "b.jsonl", "--out", url / "out") == 3
    assert "is read on this machine only: copy it here" in capsys.readouterr().err
    a, b = RemoteInput(url, None, Selection(["*.txt", "*.jsonl"])).sources()
    assert sorted([(a.stem, bool(a.error)), (b.stem, bool(b.error))]) == [("", True), ("a", False)]


def test_nothing_to_build_there_is_said(there: tuple[Url, Path]) -> None:
    url, _ = there
    with pytest.raises(UnreadableInput, match="nothing to build"):
        RemoteInput(url, Path("out")).sources()
    with pytest.raises(UnreadableInput, match="no such file or folder"):
        RemoteInput(url / "none", Path("out")).sources()


def test_a_source_that_is_too_large_is_refused(there: tuple[Url, Path], monkeypatch: Any) -> None:
    url, folder = there
    write(folder / "a.txt", "0123456789")
    monkeypatch.setattr(remote, "MAX_SIZE", 9)
    with pytest.raises(RefusedInput, match="larger than"):
        remote.read(url / "a.txt")


def test_another_content_has_another_time_where_times_are_whole_seconds() -> None:
    when = datetime.fromtimestamp(LONG_AGO, UTC)
    one, other = ({"LastModified": when, "ETag": tag} for tag in ('"a"', '"b"'))
    assert _modified(one) != _modified(other)
    assert _modified(one) // 10**9 == LONG_AGO
    assert _modified({"size": 3}) == -1


# --- What is written -------------------------------------------------------------------------


def test_a_file_has_its_name_only_when_all_of_it_is_there(there: tuple[Url, Path], monkeypatch: Any) -> None:
    url, folder = there
    store = RemoteStore(url)
    store.write("a.pdf", b"old")
    cls = fsspec.get_filesystem_class("sftp")

    def half(self: Any, path: str, data: bytes, **_: Any) -> None:
        with self.open(path, "wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError("no space left on the server")

    monkeypatch.setattr(cls, "pipe_file", half)
    with pytest.raises(UnwritableOutput, match="no space left on the server"):
        store.write("a.pdf", b"new content")
    assert contents(folder) == {"a.pdf": b"old"}


def test_what_arrives_in_part_gets_no_name(there: tuple[Url, Path], monkeypatch: Any) -> None:
    url, folder = there
    cls = fsspec.get_filesystem_class("sftp")
    whole = cls.pipe_file
    monkeypatch.setattr(cls, "pipe_file", lambda self, path, data: whole(self, path, data[:2]))
    with pytest.raises(UnwritableOutput, match="2 of 3 bytes have arrived"):
        RemoteStore(url).write("a.pdf", b"new")
    assert contents(folder) == {}


def test_a_lost_connection_is_made_again(there: tuple[Url, Path], monkeypatch: Any) -> None:
    url, folder = there
    monkeypatch.setattr(remote, "_PAUSES", (0.01, 0.01))
    store = RemoteStore(url)
    store.write("a.pdf", b"a")
    remote.file_system(url)[0].client.get_transport().close()
    store.write("b.pdf", b"b")
    assert contents(folder) == {"a.pdf": b"a", "b.pdf": b"b"}


def test_no_link_leads_out_of_the_output_folder(there: tuple[Url, Path], tmp_path: Path) -> None:
    url, folder = there
    (folder / "films").symlink_to(tmp_path)
    with pytest.raises(UnwritableOutput, match="a link leads out"):
        RemoteStore(url).write("films/sub/a.pdf", b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["../a.pdf", "x/../../a.pdf", "/a.pdf", "x//a.pdf"])
def test_no_name_leads_out_of_the_output_folder(place: str) -> None:
    with pytest.raises(UnwritableOutput, match="no place below"):
        RemoteStore(Url("memory://out")).write(place, b"")


def test_a_link_in_the_place_of_a_file_is_replaced(there: tuple[Url, Path], tmp_path: Path) -> None:
    url, folder = there
    (tmp_path / "kept").write_bytes(b"kept")
    (folder / "a.pdf").symlink_to(tmp_path / "kept")
    RemoteStore(url).write("a.pdf", b"new")
    assert ((tmp_path / "kept").read_bytes(), (folder / "a.pdf").read_bytes()) == (b"kept", b"new")


def test_a_folder_is_not_replaced_by_a_file(there: tuple[Url, Path]) -> None:
    url, folder = there
    (folder / "a.pdf").mkdir()
    with pytest.raises(UnwritableOutput, match="it is a folder"):
        RemoteStore(url).write("a.pdf", b"new")
    assert [path.name for path in folder.iterdir()] == ["a.pdf"]


def test_an_object_is_put_at_once_under_its_own_name(monkeypatch: Any) -> None:
    cls, put = fsspec.get_filesystem_class("memory"), []
    monkeypatch.setattr(cls, "pipe_file", lambda _, path, data: put.append((path, data)))
    RemoteStore(Url("memory://bucket")).write("films/a.pdf", b"content")
    assert put == [("/bucket/films/a.pdf", b"content")]


def test_a_file_system_that_cannot_rename_is_not_written(monkeypatch: Any) -> None:
    monkeypatch.setattr(remote, "OBJECT_STORES", frozenset())
    with pytest.raises(UnwritableOutput, match="half-written"):
        RemoteStore(Url("memory://bucket")).write("a.pdf", b"content")


# --- Who answers -----------------------------------------------------------------------------


def test_a_server_that_is_not_known_is_not_trusted(there: tuple[Url, Path], monkeypatch: Any) -> None:
    url, _ = there
    monkeypatch.setenv("HOME", str(Path.cwd()))
    disconnect(url)
    with pytest.raises(UnwritableOutput, match="is not known by its ssh-ed25519 key"):
        RemoteStore(url).check()


def test_a_server_with_another_key_is_not_trusted(
    there: tuple[Url, Path], tmp_path: Path, monkeypatch: Any
) -> None:
    url, _ = there
    known = Path(os.environ["HOME"], ".ssh", "known_hosts").read_text().split()
    other = known[2][:-6] + "AAAAAA"
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "known_hosts").write_text(f"{known[0]} {known[1]} {other}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    disconnect(url)
    with pytest.raises(UnwritableOutput, match="does not match"):
        RemoteStore(url).check()


def test_a_library_that_is_missing_is_named() -> None:
    with suppress(ModuleNotFoundError):
        import s3fs  # noqa: F401

        pytest.fail("choose one that is not installed")
    with pytest.raises(MissingTool, match="Install s3fs"):
        remote.read(Url("s3://bucket/a.txt"))


# --- What a URL may be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "place"),
    [
        ("seeds", Path("seeds")),
        ("a:/b", Path("a:/b")),
        ("file:///srv/a%20b", Path("/srv/a b")),
        ("s3://bucket/seeds/", Url("s3://bucket/seeds")),
        ("sftp://me@host:2222/out", Url("sftp://me@host:2222/out")),
    ],
)
def test_an_argument_is_a_path_or_a_url(argument: str, place: Path | Url) -> None:
    assert place_of(argument) == place


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("sftp://me:secret@host/out", "'sftp://me:…@host/out' has a password in it"),
        ("file://host/out", "is on another machine"),
        ("https://host/a.txt", "no folder that all processes can read and write"),
        ("memory://out", "no folder that all processes can read and write"),
        ("simplecache::s3://bucket/x", "no folder that all processes can read and write"),
    ],
)
def test_a_url_that_cannot_be_meant_is_refused(argument: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        place_of(argument)
    assert said in str(raised.value)
    assert "secret" not in str(raised.value)


def test_passwords_are_not_shown() -> None:
    assert redacted("no sftp://me:a:b@host/x, s3://k:s@b") == "no sftp://me:…@host/x, s3://k:…@b"
