"""MediaWiki: a wiki of its own, with the parser that draws pages and Parsoid, behind PHP's server."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from validators import HERE, HOME, Findings, Need, file, program, run, with_findings

CODE = HOME / "mediawiki"
_DUMP_SCHEMA = CODE / "export-0.11.xsd"
_EXTENSIONS = "Cite,ParserFunctions"
_PHP_EXTENSIONS = ("sqlite3", "mbstring", "xml", "intl")
_START = 30.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the wiki draws it: `html` below its heading, and the heading, which is HTML, too."""

    html: str
    heading: str
    warnings: tuple[str, ...]
    missing_templates: tuple[str, ...]

    @property
    def tree(self) -> lxml_html.HtmlElement:
        """What `html` holds."""
        return lxml_html.fromstring(self.html)


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """Wikitext and what Parsoid makes of its own HTML of it.

    `kept` comes from the HTML as it is, with the notes that Parsoid leaves there on how things were
    written; `new` from HTML without them: that is how an editor's new text would be written.
    """

    wikitext: str
    kept: str
    new: str


class Wiki:
    """An empty wiki, as a context manager: its server runs on the loopback interface alone."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Wiki:
        self._folder = Path(tempfile.mkdtemp(prefix="wiki-"))
        try:
            self._install()
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server and remove all that was written."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def parse(self, text: str, title: str = "Test") -> Page:
        """`text` as the parser draws it on the page called `title`; nothing is stored."""
        return self._parse(contentmodel="wikitext", title=title, text=text)

    def page(self, title: str) -> Page:
        """The stored page called `title`; raises `RuntimeError` where there is none."""
        return self._parse(page=title)

    def text(self, title: str) -> str:
        """The wikitext of the stored page called `title`."""
        query = {"prop": "revisions", "rvprop": "content", "rvslots": "main", "titles": title}
        [page] = self._api("query", **query)["query"]["pages"]
        return str(page["revisions"][0]["slots"]["main"]["content"])

    def titles(self, namespace: int) -> list[str]:
        """The titles of all stored pages of a namespace, 500 at most."""
        query = {"list": "allpages", "apnamespace": str(namespace), "aplimit": "500"}
        return [str(page["title"]) for page in self._api("query", **query)["query"]["allpages"]]

    def lint(self, text: str, title: str = "Test") -> list[str]:
        """What Parsoid's linter finds in `text`: the kind, and the piece of text."""
        utf16 = text.encode("utf-16-le")
        found = []
        for error in json.loads(self._transform("wikitext", "lint", title, wikitext=text)):
            start, end = error["dsr"][:2]
            found.append(f"{error['type']}: {utf16[2 * start : 2 * end].decode('utf-16-le', 'replace')!r}")
        return found

    def round_trip(self, text: str, title: str = "Test") -> RoundTrip:
        """`text` as Parsoid's HTML and back."""
        page = self._transform("wikitext", "html", title, wikitext=text, body_only="true")
        kept = self._transform("html", "wikitext", title, html=page)
        return RoundTrip(text, kept, self._transform("html", "wikitext", title, html=_without_notes(page)))

    def import_dump(self, path: Path) -> None:
        """Store the pages of an XML dump, as ``importDump.php`` does.

        Raises:
            ValueError: the dump is not well-formed, of which MediaWiki says nothing.
            RuntimeError: MediaWiki refuses it.
        """
        try:
            etree.parse(path)
        except etree.XMLSyntaxError as error:
            raise ValueError(f"{path}: {error}") from error
        self._maintenance("importDump.php", "--no-updates", "--quiet", str(path.resolve()))

    # --- Behind it ---------------------------------------------------------------------------

    def _install(self) -> None:
        for name in ("data", "cache", "images"):
            (self._folder / name).mkdir()
        places = ["--dbtype", "sqlite", "--dbname", "wiki", "--dbpath", self._folder / "data"]
        address = ["--confpath", self._folder, "--server", "http://127.0.0.1", "--scriptpath", ""]
        kind = ["--lang", "en", "--skins", "Vector", "--extensions", _EXTENSIONS]
        install = CODE / "maintenance" / "install.php"
        person = ["--pass", "not-a-secret-1", "Wiki", "Admin"]
        done = run(["php", install, *places, *address, *kind, *person], timeout=120)
        settings = self._folder / "LocalSettings.php"
        if done.returncode or not settings.exists():
            raise RuntimeError(f"MediaWiki can't be installed: {done.stdout[-1000:]} {done.stderr[-1000:]}")
        more = (HERE / "LocalSettings.php").read_text(encoding="utf-8").removeprefix("<?php")
        with settings.open("a", encoding="utf-8") as out:
            out.write(more)

    def _environment(self) -> dict[str, str]:
        return {"MW_CONFIG_FILE": str(self._folder / "LocalSettings.php"), "TMPDIR": str(self._folder)}

    def _maintenance(self, script: str, *arguments: str) -> None:
        done = run(["php", CODE / "maintenance" / script, *arguments], env=self._environment())
        if done.returncode:
            raise RuntimeError(f"{script} failed: {done.stdout[-1000:]} {done.stderr[-1000:]}")

    def _start(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._address = f"127.0.0.1:{free.getsockname()[1]}"
        self._process = subprocess.Popen(
            ["php", "-S", self._address, "-t", CODE],
            env={**os.environ, **self._environment()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + _START
        while True:
            try:
                self._api("query", meta="siteinfo")
                return
            except OSError as error:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("the wiki's server does not answer") from error
                time.sleep(0.05)

    def version(self) -> str:
        """The version of MediaWiki that runs."""
        generator = self._api("query", meta="siteinfo")["query"]["general"]["generator"]
        return str(generator).removeprefix("MediaWiki ")

    def _parse(self, **what: str) -> Page:
        parts = "text|displaytitle|parsewarnings|templates"
        plain = dict.fromkeys(("disablelimitreport", "disableeditsection", "disabletoc"), "1")
        answer = self._api("parse", prop=parts, **plain, **what)
        parsed = answer["parse"]
        return Page(
            parsed["text"],
            parsed["displaytitle"],
            tuple(parsed["parsewarnings"]),
            tuple(template["title"] for template in parsed["templates"] if not template["exists"]),
        )

    def _api(self, action: str, **parameters: str) -> dict[str, Any]:
        fields = {"action": action, "format": "json", "formatversion": "2", **parameters}
        answer: dict[str, Any] = json.loads(self._post("api.php", fields))
        if "error" in answer:
            raise RuntimeError(f"the wiki says: {answer['error']['code']}: {answer['error']['info']}")
        return answer

    def _transform(self, source: str, target: str, title: str, **fields: str) -> str:
        name = urllib.parse.quote(title, safe="")
        return self._post(f"rest.php/127.0.0.1/v3/transform/{source}/to/{target}/{name}", fields)

    def _post(self, path: str, fields: dict[str, str]) -> str:
        request = urllib.request.Request(
            f"http://{self._address}/{path}", urllib.parse.urlencode(fields).encode()
        )
        # Loopback is asked directly, whatever proxy the environment names.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=120) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")[:1000]
            raise RuntimeError(f"the wiki answers {path} with {error.code}: {said}") from error


def _without_notes(page: str) -> str:
    """Parsoid's HTML without its notes on the wikitext that it comes from."""
    return re.sub(r""" data-parsoid=(?:'[^']*'|"[^"]*")""", "", page)


def dump_findings(path: Path) -> list[str]:
    """What MediaWiki's schema of dumps finds in an XML dump, of which the import says nothing."""
    source = etree.parse(_DUMP_SCHEMA)
    for imported in source.iterfind("{http://www.w3.org/2001/XMLSchema}import"):
        imported.set("schemaLocation", str(HERE / "xml.xsd"))  # instead of an address in the network
    schema = etree.XMLSchema(source)
    schema.validate(etree.parse(path))
    return [str(entry) for entry in schema.error_log]


class MediaWiki:
    """Parses, lints and round-trips pages, each under the title that `titles` has for its file."""

    name = "MediaWiki"

    def __init__(self, titles: dict[Path, str] | None = None) -> None:
        self.titles = titles or {}

    def needs(self) -> Iterator[Need]:
        yield program("php", "php-cli")
        loaded = run(["php", "-m"]).stdout.split() if shutil.which("php") else []
        for name in _PHP_EXTENSIONS:
            yield Need(f"PHP's {name}", name in loaded, f"php-{name}")
        yield file(CODE / "api.php")

    def version(self) -> str:
        text = (CODE / "includes" / "Defines.php").read_text(encoding="utf-8")
        found = re.search(r"'MW_VERSION', '(.*?)'", text)
        assert found is not None
        return found[1]

    def validate(self, files: Sequence[Path]) -> Findings:
        with Wiki() as wiki:
            return with_findings((path, self._complaints(wiki, path)) for path in files)

    def _complaints(self, wiki: Wiki, path: Path) -> list[str]:
        text, title = path.read_text(encoding="utf-8"), self.titles.get(path, "Test")
        page, back = wiki.parse(text, title), wiki.round_trip(text, title)
        found = [f"lint: {error}" for error in wiki.lint(text, title)]
        found += [f"warning: {warning}" for warning in page.warnings]
        found += [f"error in the page: {html.unescape(error)}" for error in errors_in(page)]
        if "".join(back.kept.split()) != "".join(text.split()):
            found.append("wikitext → HTML → wikitext is another text")
        return found


def errors_in(page: Page) -> list[str]:
    """The messages of errors that stand in a page."""
    return [
        element.text_content().strip()
        for element in page.tree.xpath("//*[contains(concat(' ', @class, ' '), ' error ')]")
    ]
