"""What was built from what: an SQLite file in the output folder.

Losing it costs time, never correctness: whatever it doesn't know is built. A document is recorded
after its files have their final names, so what it knows is there. Builds that run at the same time
may share it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

RESERVED = "_seedpress"
"""The folder in the output folder that is ours; no document is called so."""

FILE = f"{RESERVED}/ledger.sqlite"

LEFT = "left"
"""What was left behind beside the documents, among the commands; none while documents are built."""

UNKNOWN = "-"
"""The recipe of a file that may be there, but is none that the ledger can vouch for."""

_VERSION = 1
_SCHEMA = """
CREATE TABLE document (
    stem TEXT PRIMARY KEY,
    origin TEXT NOT NULL,       -- where the source was found
    file TEXT NOT NULL,         -- its name: a title may follow from it
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,  -- nanoseconds since 1970, or -1: look at the content
    digest TEXT NOT NULL,       -- SHA-256 of its content
    built TEXT NOT NULL         -- the recipe of each format that was made of it
) WITHOUT ROWID;
CREATE TABLE entry (stem TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE recipe (digest TEXT PRIMARY KEY, parts TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE command (key TEXT PRIMARY KEY, value TEXT NOT NULL, number INTEGER NOT NULL) WITHOUT ROWID;
"""
_COMMANDS_KEPT = 50

# Another build of the same folder holds it for moments only.
_PATIENCE = 60.0


class Known(NamedTuple):
    """What is known of a document that was built; see the columns of the table."""

    origin: str
    file: str
    size: int
    modified: int
    digest: str
    built: str


def built_as(recipes: Mapping[str, str]) -> str:
    """`recipes`, the digest of each format's recipe, as the ledger keeps them."""
    return " ".join(f"{name}={digest}" for name, digest in sorted(recipes.items()))


def recipes_of(built: str) -> dict[str, str]:
    """The recipes that `built_as` wrote."""
    return dict(pair.split("=") for pair in built.split())


class Ledger:
    """The ledger at `path`; a context manager.

    The file is made when there is something to keep. Where that can't be, `complain` is told why,
    and what there is to keep is kept until the end of this process.
    """

    def __init__(self, path: Path, complain: Callable[[str], None] = lambda _: None) -> None:
        self._path = path
        self._complain = complain
        self._opened: sqlite3.Connection | None = None

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @property
    def _database(self) -> sqlite3.Connection:
        """What is on the disk; nothing, as long as nothing was kept."""
        if self._opened is None:
            if not self._path.exists():
                return _made(":memory:")
            self._opened = self._open()
        return self._opened

    @property
    def _lasting(self) -> sqlite3.Connection:
        """What is on the disk, to be changed."""
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return _opened(self._path)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:  # not a ledger, or a broken one: it is no loss
                _discard(self._path)
                return _opened(self._path)
        except (OSError, sqlite3.Error) as error:
            self._complain(f"{str(self._path)!r} can't be kept ({error}): the next build makes all again")
            return _made(":memory:")

    def _change(self, change: Callable[[sqlite3.Connection], object]) -> None:
        """Make `change` as one; where the disk takes no more, what is still to come is kept until the end."""
        try:
            with self._lasting as database:
                change(database)
        except sqlite3.Error as error:
            self._complain(
                f"{str(self._path)!r} can't be kept ({error}): the next build makes more than it had to"
            )
            self._close()
            self._opened = _made(":memory:")
            with self._opened as database:
                change(database)

    def _close(self) -> None:
        if self._opened:
            self._opened.close()
            self._opened = None

    def known(self) -> dict[str, Known]:
        """All documents, by their stems."""
        query = "SELECT stem, origin, file, size, modified, digest, built FROM document"
        try:
            rows = self._database.execute(query).fetchall()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # it is damaged, which is no loss
            self._close()
            _discard(self._path)
            return {}
        return {row[0]: Known._make(row[1:]) for row in rows}

    def known_of(self, stem: str) -> Known | None:
        """What is known by now of the document `stem`."""
        query = "SELECT origin, file, size, modified, digest, built FROM document WHERE stem = ?"
        row = self._database.execute(query, (stem,)).fetchone()
        return Known._make(row) if row else None

    def record(self, stem: str, known: Known, entry: str) -> None:
        """Keep what is known of the document `stem`, and its `entry` for the report."""

        def change(database: sqlite3.Connection) -> None:
            database.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?)", (stem, *known))
            database.execute("INSERT OR REPLACE INTO entry VALUES (?, ?)", (stem, entry))

        self._change(change)

    def mark(self, stale: Mapping[str, Collection[str]]) -> None:
        """Forget how files in the `stale` formats of each stem were made, as they are about to be made again.

        That outlives a power cut.
        """

        def change(database: sqlite3.Connection) -> None:
            database.execute("BEGIN IMMEDIATE")
            for stem, formats in stale.items():
                row = database.execute("SELECT built FROM document WHERE stem = ?", (stem,)).fetchone()
                if row:
                    made = {
                        name: UNKNOWN if name in formats else by for name, by in recipes_of(row[0]).items()
                    }
                    database.execute("UPDATE document SET built = ? WHERE stem = ?", (built_as(made), stem))

        self._lasting.execute("PRAGMA synchronous = FULL")
        self._change(change)
        self._lasting.execute("PRAGMA synchronous = NORMAL")

    def renew(self, known: Mapping[str, Known]) -> None:
        """Keep what is now known of documents whose content is the same as before."""
        rows = [(k.origin, k.file, k.size, k.modified, stem, k.digest) for stem, k in known.items()]
        update = (
            "UPDATE document SET origin = ?, file = ?, size = ?, modified = ? WHERE stem = ? AND digest = ?"
        )
        self._change(lambda database: database.executemany(update, rows))

    def forget(self, stem: str) -> None:
        """Forget the document `stem`."""

        def change(database: sqlite3.Connection) -> None:
            database.execute("DELETE FROM document WHERE stem = ?", (stem,))
            database.execute("DELETE FROM entry WHERE stem = ?", (stem,))

        self._change(change)

    def entry(self, stem: str) -> str | None:
        """The entry of the document `stem`, if there is one."""
        row = self._database.execute("SELECT content FROM entry WHERE stem = ?", (stem,)).fetchone()
        return row[0] if row else None

    def entries(self) -> Iterator[str]:
        """The entries of all documents, in order of their stems."""
        return (row[0] for row in self._database.execute("SELECT content FROM entry ORDER BY stem"))

    def keep_recipes(self, recipes: Iterable[tuple[str, Mapping[str, str]]]) -> None:
        """Keep the parts that each recipe is made of, by its digest, to tell later what has changed."""
        rows = [(digest, json.dumps(parts)) for digest, parts in recipes]
        self._change(
            lambda database: database.executemany("INSERT OR IGNORE INTO recipe VALUES (?, ?)", rows)
        )

    def parts(self, recipe: str) -> dict[str, str]:
        """The parts of the recipe with the digest `recipe`, empty where they aren't known."""
        row = self._database.execute("SELECT parts FROM recipe WHERE digest = ?", (recipe,)).fetchone()
        return json.loads(row[0]) if row else {}

    def keep_command(self, key: str, value: Any) -> None:
        """Keep what the command with the digest `key` stands for, and forget the oldest of many."""

        def change(database: sqlite3.Connection) -> None:
            (number,) = database.execute("SELECT coalesce(max(number), 0) + 1 FROM command").fetchone()
            database.execute(
                "INSERT OR REPLACE INTO command VALUES (?, ?, ?)", (key, json.dumps(value), number)
            )
            database.execute("DELETE FROM command WHERE number <= ?", (number - _COMMANDS_KEPT,))

        self._change(change)

    def command(self, key: str) -> Any:
        """What was kept of the command with the digest `key`, or ``None``."""
        row = self._database.execute("SELECT value FROM command WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None


def _opened(path: Path) -> sqlite3.Connection:
    database = _made(str(path))
    try:
        # A commit is then an append that waits for no disk; what a power cut takes is built again.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        database.close()
        raise
    return database


def _made(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=_PATIENCE)
    try:
        with database:
            database.execute("BEGIN IMMEDIATE")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                for statement in _SCHEMA.split(";")[:-1]:
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {_VERSION}")
            elif version != _VERSION:
                raise sqlite3.DatabaseError(f"a ledger of version {version}")
    except BaseException:
        database.close()
        raise
    return database


def _discard(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()
