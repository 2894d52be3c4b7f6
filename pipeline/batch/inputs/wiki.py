"""Responses of a MediaWiki's API: ``action=query&prop=extracts&explaintext=1&exsectionformat=wiki``.

https://www.mediawiki.org/wiki/Extension:TextExtracts and API:Data formats, both versions of JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.batch.inputs.holder import Bad, Entry, Holder, abridged, text_bytes
from pipeline.batch.inputs.names import in_unicode
from pipeline.batch.inputs.patterns import Selection
from pipeline.batch.inputs.protocol import reason
from pipeline.batch.source import MAX_SIZE
from pipeline.errors import RefusedInput, UnreadableInput

_REQUEST = "action=query&prop=extracts&explaintext=1&exsectionformat=wiki&format=json"
_HTML = re.compile(r"\s*<(?:p|div|section)[ >].*>\s*", re.DOTALL)


class Response(Holder):
    """What a wiki answered, with one page or with several.

    One page is called as the file is, ``films/brazil.json`` becomes ``out/films/brazil.pdf``; of
    several each has its number, ``brazil-4281.pdf``. Titles are content, and not in any name.
    """

    nothing = f"no page: ask the wiki with titles=… and {_REQUEST}"

    def __init__(self, path: str, place: str, selection: Selection) -> None:
        folder, slash, name = place.rpartition("/")
        super().__init__(path, folder + slash)
        self._stem = in_unicode(name[: -len(".json")])
        self._selection = selection

    def entries(self) -> Iterator[Entry | Bad]:
        """Its pages; those that the wiki does not have, or sent none of, are bad."""
        response = _response(self.name)
        query = response["query"]
        pages = query.get("pages", [])
        pages = list(pages.values()) if isinstance(pages, dict) else pages
        if not isinstance(pages, list):
            raise UnreadableInput(f"not a response of a MediaWiki's API with extracts: ask with {_REQUEST}")
        links = query.get("interwiki", [])
        for link in links if isinstance(links, list) else ():
            yield Bad("", f"{abridged(_title(link))!r} is a page of another wiki")
        for page in pages:
            error = _error(page, "continue" in response)
            number = _number(page)
            if not error and len(pages) > 1 and number is None:
                error = "has no pageid, which would be its name among several"
            if error:
                yield Bad("", f"the page {abridged(_title(page))!r} {error}")
                continue
            name = "" if len(pages) == 1 else str(number)
            if len(pages) > 1 and not self._selection.takes(name):
                continue
            stem = f"{self._stem}-{name}" if name else self._stem
            text = f"= {_title(page)} =\n\n{page['extract']}\n"
            yield Entry(name, name, stem, f"{stem}.txt", partial(text_bytes, text))


def _response(path: str) -> dict[str, Any]:
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_SIZE + 1)
    except OSError as error:
        raise UnreadableInput(reason(error)) from error
    if len(data) > MAX_SIZE:
        raise RefusedInput(f"it is larger than {MAX_SIZE >> 20} MiB")
    try:
        response = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise UnreadableInput(f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from error
    except (RecursionError, ValueError) as error:  # not UTF-8; nested too deeply
        raise UnreadableInput(f"not JSON: {error}") from error
    if isinstance(response, dict):
        errors = [response["error"]] if "error" in response else response.get("errors", [])
        if isinstance(errors, list) and errors and isinstance(errors[0], dict):
            text = next((errors[0][key] for key in ("info", "text", "html", "code") if key in errors[0]), "")
            raise UnreadableInput(f"the wiki answered with an error: {abridged(str(text))}")
        if isinstance(response.get("query"), dict):
            return response
        if "id" in response and "text" in response:
            raise UnreadableInput("a record, not a response of a MediaWiki's API: call the file .jsonl")
    raise UnreadableInput(f"not a response of a MediaWiki's API: ask with {_REQUEST}")


def _title(page: object) -> str:
    """The title of `page` on one line."""
    title = page.get("title") if isinstance(page, dict) else None
    return " ".join(title.split()) if isinstance(title, str) else ""


def _number(page: object) -> int | None:
    number = page.get("pageid") if isinstance(page, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else None


def _error(page: object, is_continued: bool) -> str:
    """What is wrong with `page`, as it follows its title; empty if nothing is.

    In the first version of the format a flag that is set is an empty string.
    """
    if not isinstance(page, dict):
        return "is no object"
    if page.get("invalid", False) is not False:
        return f"can't exist: {abridged(str(page.get('invalidreason', 'no title is like that')))}"
    if page.get("missing", False) is not False:
        return "does not exist"
    extract = page.get("extract")
    if extract is None and is_continued:
        return "has its extract in the continuation of this response: ask on, or for one page at a time"
    if extract is None:
        return f"has no extract: ask with {_REQUEST}"
    if not isinstance(extract, str):
        return f"has an extract that is no text: ask with format=json and not format=jsonfm, {_REQUEST}"
    if not _title(page):
        return "has no title"
    if _HTML.fullmatch(extract):
        return "has an extract in HTML: ask with explaintext=1"
    return ""
