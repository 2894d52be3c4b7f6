"""The same command once more: most often a nightly build finds nothing to do.

A command that ended well is kept in the ledger with what its arguments meant. Where the very same one
is given again, by the same installation with the same styles, there is nothing to parse, and formats
need not be loaded to know their suffixes: sources and outputs are looked at, and that is all. Where
anything is different, or fails, the command takes its usual way, which finds out what.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from pipeline.batch.inputs import Selection, open_inputs
from pipeline.batch.ledger import FILE, LEFT, Ledger
from pipeline.batch.plan import Recipes, plan
from pipeline.batch.state import fonts_state, package_state, tree_state
from pipeline.batch.url import is_url

_ENVIRONMENT = ("SOURCE_DATE_EPOCH", "HOME", "XDG_DATA_HOME")


def key_of(arguments: Sequence[str]) -> str:
    """What the command line `arguments` is found by: they, where they were given, and by what."""
    environment = [os.environ.get(name) for name in _ENVIRONMENT]
    places = [place for place in sys.path if Path(place).is_dir()]
    # A package that is installed, renewed or removed changes the folder that it is in.
    installed = [(place, Path(place).stat().st_mtime_ns) for place in places]
    known = [
        list(arguments),
        str(Path.cwd()),
        environment,
        installed,
        sys.version,
        package_state(),
        fonts_state(),
    ]
    return sha256(json.dumps(known).encode(errors="surrogateescape")).hexdigest()


def keep(
    ledger: Ledger,
    key: str,
    inputs: tuple[Sequence[str], Sequence[str], Sequence[str]],
    recipes: Recipes,
    folders: Sequence[Path],
    left: Sequence[str],
) -> None:
    """Keep the command `key`, which found or left nothing to do.

    `inputs` are paths, and the patterns to include and exclude; `folders` hold styles and profiles.
    `left` are the files that it left behind beside the documents.
    """
    names = [str(folder) for folder in folders]
    state = tree_state(names)
    ledger.keep_command(key, [inputs, recipes.suffixes, recipes.digests, names, state, left])


def documents_up_to_date(arguments: Sequence[str]) -> int:
    """How many documents the build `arguments` is about, if all of them are up to date; else 0."""
    out = _out(arguments)
    if out is None or not (out / FILE).is_file():
        return 0
    try:
        with Ledger(out / FILE) as ledger:
            kept = ledger.command(key_of(arguments))
            if kept is None or ledger.command(LEFT) is None:
                return 0
            inputs, suffixes, digests, folders, state, left = kept
            if state != tree_state(folders):
                return 0
            paths, include, exclude = inputs
            opened = open_inputs(paths, out, Selection(include, exclude))
            planned = plan(opened, Recipes(suffixes, digests), out, ledger.known())
    except Exception:  # whatever it is, the usual way says it better
        return 0
    if (
        planned.reasons
        or planned.renewed
        or planned.broken
        or not all((out / each).is_file() for each in left)
    ):
        return 0
    return planned.documents


def nothing_to_do(documents: int) -> str:
    """The summary where all `documents` are up to date."""
    return f"nothing to do: {documents} {'document is' if documents == 1 else 'documents are'} up to date"


def _out(arguments: Sequence[str]) -> Path | None:
    """The output folder that `arguments` name, where that is plain to see."""
    for place, argument in enumerate(arguments):
        if argument == "--out" and place + 1 < len(arguments):
            return _here(arguments[place + 1])
        if argument.startswith("--out="):
            return _here(argument.removeprefix("--out="))
    return None


def _here(out: str) -> Path | None:
    return None if is_url(out) else Path(out)
