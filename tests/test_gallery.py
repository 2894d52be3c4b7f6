"""The gallery of a build: what its page has, that hostile text stays text, and what it won't overwrite."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from conftest import SEEDS, document_of
from PIL import Image

from pipeline import Document, cli, export
from pipeline.batch import gallery, work
from pipeline.batch.entry import Entry, File, card_of
from pipeline.batch.gallery import GalleryStyle, gallery_parts
from pipeline.batch.leave import leave
from pipeline.batch.task import Card, Failure
from pipeline.batch.thumbnail import place_of_thumbnail, thumbnail_of
from pipeline.document import Fact, Paragraph, Text
from pipeline.errors import UsageError
from pipeline.messages import Code, Message
from pipeline.profiles import load_profiles
from pipeline.styles import Styles, find_styles

HOSTILE = "</script></noscript></style><img src=x onerror=alert(1)><!-- ]]> \"'& \u2028"


@dataclass
class Page(HTMLParser):
    """What a parser of HTML sees: start tags, and the text of scripts and styles."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    raw: list[tuple[str, dict[str, str | None], str]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.raw.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            tag, attrs, text = self.raw[-1]
            self.raw[-1] = (tag, attrs, text + data)
        else:
            self.text += data

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]

    @property
    def records(self) -> list[dict[str, Any]]:
        blocks = [text for _, attrs, text in self.raw if attrs.get("type") == "application/json"]
        return [record for block in blocks for record in json.loads(block)]


def page_of(*entries: Entry) -> Page:
    page = Page()
    page.feed(b"".join(gallery_parts(entries, GalleryStyle(find_styles()))).decode())
    page.close()
    return page


def entry(stem: str = "a", title: str = "A", **changes: Any) -> Entry:
    card = Card(title, "en", "film", **changes.pop("card", {}))
    return Entry(stem, f"{stem}.txt", card=card, **changes)


def pdf(stem: str) -> tuple[File, ...]:
    return (File("pdf", f"{stem}.pdf", "0" * 64, 1, 0.0),)


# --- The page --------------------------------------------------------------------------------


def test_every_document_is_in_the_data_and_in_the_plain_list() -> None:
    stems = [f"{number:03}" for number in range(600)]
    page = page_of(*(entry(stem, f"Title {stem}", files=pdf(stem)) for stem in stems))
    assert [record["name"] for record in page.records] == stems
    links = [attrs["href"] for attrs in page.named("a") if (attrs["href"] or "").endswith(".pdf")]
    assert links == [f"{stem}.pdf" for stem in stems]
    assert re.findall(r"Title (\d+)", page.text) == stems


def test_memory_holds_a_block_of_documents_and_not_all() -> None:
    taken = 0

    def entries() -> Any:
        nonlocal taken
        for number in range(2000):
            taken += 1
            yield entry(str(number))

    parts = gallery_parts(entries(), GalleryStyle(find_styles()))
    next(parts)
    next(parts)
    assert 0 < taken <= gallery._BLOCK


@pytest.mark.parametrize("where", ["title", "stem", "lead", "essential", "fact", "failure", "message"])
def test_hostile_text_stays_text(where: str) -> None:
    made = {
        "title": entry(title=HOSTILE),
        "stem": Entry(HOSTILE, HOSTILE, files=pdf(HOSTILE)),
        "lead": entry(card={"lead": HOSTILE}),
        "essential": entry(card={"essentials": (HOSTILE,)}),
        "fact": entry(card={"facts": ((HOSTILE, HOSTILE),)}),
        "failure": entry(failures=(Failure(HOSTILE, HOSTILE),)),
        "message": entry(messages=(Message(Code.ENGINE_WARNING, HOSTILE),)),
    }[where]
    page, plain = page_of(made), page_of(entry())
    assert page.named("img") == []
    assert [tag for tag, _, _ in page.raw] == [tag for tag, _, _ in plain.raw]
    (record,) = page.records
    strings = json.dumps(record, ensure_ascii=False)
    assert (
        json.dumps(HOSTILE.rpartition("/")[2] if where == "stem" else HOSTILE, ensure_ascii=False) in strings
    )


def test_the_policy_lets_only_this_script_and_style_run() -> None:
    page = page_of(entry())
    (policy,) = [a["content"] for a in page.named("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    hashes = {
        tag: b64encode(sha256(text.encode()).digest()).decode()
        for tag, attrs, text in page.raw
        if attrs.get("type") != "application/json"
    }
    rules = dict(rule.strip().split(" ", 1) for rule in (policy or "").split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"'sha256-{hashes['script']}'"
    assert rules["style-src"] == f"'sha256-{hashes['style']}'"
    assert [
        attrs for _, attrs in page.tags for name in attrs if name == "style" or name.startswith("on")
    ] == []


def test_nothing_is_asked_of_a_network() -> None:
    page = page_of(entry(files=pdf("a"), card={"thumbnail": "_seedpress/thumbnails/ab/cd.png"}))
    addresses = [attrs.get(name) or "" for _, attrs in page.tags for name in ("src", "href")]
    style = GalleryStyle(find_styles())
    assert [address for address in addresses if ":" in address or address.startswith("//")] == []
    assert "://" not in style.css + style.script
    assert not re.search(r"\b(fetch|XMLHttpRequest|import|innerHTML|outerHTML|eval)\b", style.script)


@pytest.mark.parametrize(
    "stem",
    ["two words", "a#b?c&d%20", "javascript:alert(1)", "ä/日本語", "a:b", "x\\y", '"><b>', "\udcff\udcfe"],
)
def test_a_link_leads_to_the_file_whatever_its_name(stem: str) -> None:
    page = page_of(entry(stem, files=pdf(stem)))
    (link,) = [attrs["href"] for attrs in page.named("a") if (attrs["href"] or "").endswith(".pdf")]
    (record,) = page.records
    for address in (link, record["base"] + record["files"][0][1]):
        assert unquote_to_bytes(address or "").decode("utf-8", "surrogateescape") == f"{stem}.pdf"
        assert re.fullmatch(r"[\w.~/%-]+", address or "", re.ASCII)


def test_a_link_never_names_a_host() -> None:
    (record,) = page_of(entry("//host/x", files=pdf("//host/x"))).records
    assert record["base"] == ".//host/x"


def test_a_document_that_could_not_be_read_is_shown_by_its_name() -> None:
    (record,) = page_of(Entry("films/lost", "films/lost.txt", failures=(Failure("", "it is empty"),))).records
    assert record["title"] == "lost"
    assert record["failures"] == [["", "it is empty"]]


def test_the_same_entries_give_the_same_page() -> None:
    entries = [entry(str(number), files=pdf(str(number))) for number in range(300)]
    style = GalleryStyle(find_styles())
    assert b"".join(gallery_parts(entries, style)) == b"".join(gallery_parts(iter(entries), style))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("gallery.js", "'</script>'", "would end it"),
        ("gallery.css", "</STYLE>", "would end it"),
        ("page.html", "<!--policy--><!--style--><!--script-->", "has to have <!--policy-->"),
    ],
)
def test_a_broken_style_of_the_gallery_is_wrong_usage(
    name: str, content: str, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "gallery").mkdir()
    (tmp_path / "gallery" / name).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=expected):
        GalleryStyle(find_styles(tmp_path))


def test_a_style_of_ones_own_is_used(tmp_path: Path) -> None:
    (tmp_path / "styles" / "gallery").mkdir(parents=True)
    (tmp_path / "styles" / "gallery" / "gallery.css").write_text("p { color: red }", encoding="utf-8")
    leave([entry()], tmp_path / "out", GalleryStyle(find_styles(tmp_path / "styles")))
    assert "<style>p { color: red }</style>" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert not (tmp_path / "out" / "_seedpress").exists()


def test_the_fonts_of_the_style_are_beside_the_page(tmp_path: Path) -> None:
    style = GalleryStyle(find_styles())
    leave([entry()], tmp_path, style)
    named = set(re.findall(r"url\((.*?)\)", style.css))
    assert named
    assert named == {path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("_seedpress/fonts/*")}


# --- Cards -----------------------------------------------------------------------------------


def test_a_card_tells_what_the_fact_sheet_tells_first(ruby_sparks: Document) -> None:
    card = card_of(ruby_sparks, load_profiles())
    assert (card.title, card.kind, card.language, card.direction) == ("Ruby Sparks", "film", "en", "ltr")
    assert card.essentials == ("2012", "United States", "104 minutes")
    assert card.facts[:2] == (("Gross", "$9.4 million"), ("Director", "Jonathan Dayton, Valerie Faris"))
    assert card.lead.startswith("Ruby Sparks is a 2012 American")


def test_a_fact_is_told_once() -> None:
    document = Document("T", profile="film", facts=(Fact((Text("2012"),), "released", "Released"),))
    card = card_of(document, load_profiles())
    assert (card.essentials, card.facts) == (("2012",), ())


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_every_document_has_a_card(path: Path) -> None:
    document = document_of(path)
    assert card_of(document, load_profiles()).title == document.title


def test_a_card_is_short_whatever_the_document() -> None:
    long = "word " * 5000
    facts = tuple(Fact((Text(long),), f"f{n}", long) for n in range(99))
    document = Document(long, facts=facts, lead=(Paragraph((Text(long),)),))
    assert len(Entry("a", "a.txt", card=card_of(document, load_profiles())).as_json()) < 3000


# --- Thumbnails ------------------------------------------------------------------------------


def test_a_thumbnail_is_the_first_page_and_always_the_same(ruby_sparks: Document) -> None:
    sheet = export(ruby_sparks, "pdf")
    picture = thumbnail_of(sheet)
    assert picture is not None
    assert picture == thumbnail_of(sheet)
    with Image.open(BytesIO(picture)) as image:
        assert (image.format, image.size) == ("PNG", (320, 453))
        assert len(image.convert("RGB").getcolors() or ()) > 8
    assert len(picture) < 30_000


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_what_cannot_be_drawn_has_no_thumbnail(data: bytes) -> None:
    assert thumbnail_of(data) is None


@pytest.mark.parametrize("stem", ["a", "A", "x" * 5000, "\udcff", "a/../b", "CON"])
def test_the_name_of_a_thumbnail_is_safe(stem: str) -> None:
    assert re.fullmatch(r"_seedpress/thumbnails/[0-9a-f]{2}/[0-9a-f]{30}\.png", place_of_thumbnail(stem))


def test_stems_that_differ_have_thumbnails_that_differ() -> None:
    assert len({place_of_thumbnail(stem) for stem in ("a", "A", "b", "films/a")}) == 4


# --- The command -----------------------------------------------------------------------------


def build(out: Path, *arguments: str | Path, to: str = "xml") -> int:
    return cli.run(["build", *map(str, arguments), "--to", to, "--out", str(out), "--jobs", "1", "-q"])


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    path = tmp_path / "seeds" / "a.txt"
    path.parent.mkdir()
    path.write_text("= A =\n\nA is a place.\n", encoding="utf-8")
    return path


def test_a_pdf_has_its_thumbnail_in_the_gallery(seed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert build(out, seed, to="pdf,xml") == 0
    page = Page()
    page.feed((out / "index.html").read_text(encoding="utf-8"))
    (record,) = page.records
    assert (out / record["thumbnail"]).read_bytes() == thumbnail_of((out / "a.pdf").read_bytes())


def test_a_thumbnail_that_cannot_be_drawn_is_no_failure(
    seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "thumbnail_of", lambda _: None)
    assert build(tmp_path / "out", seed, to="pdf") == 0
    assert not list((tmp_path / "out").glob("_seedpress/thumbnails/**/*.png"))


def test_a_thumbnail_that_cannot_be_written_is_no_failure(seed: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "_seedpress").mkdir(parents=True)
    (tmp_path / "out" / "_seedpress" / "thumbnails").write_bytes(b"")
    assert build(tmp_path / "out", seed, to="pdf") == 0


def test_no_gallery_leaves_out_the_page_and_all_that_is_for_it(seed: Path, tmp_path: Path) -> None:
    assert build(tmp_path / "out", seed, "--no-gallery", to="pdf") == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "_seedpress",
        "a.pdf",
        "report.json",
    ]


@pytest.mark.parametrize(("name", "to"), [("index", "html"), ("INDEX", "html"), ("_seedpress/x", "xml")])
def test_a_document_in_the_place_of_the_gallery_fails(
    name: str, to: str, seed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = seed.parent / f"{name}.txt"
    path.parent.mkdir(exist_ok=True)
    seed.rename(path)
    assert build(tmp_path / "out", seed.parent, to=to) == 1
    assert f"error: it would be '{name}', which a build needs for itself" in capsys.readouterr().err


def test_a_document_called_index_is_built_without_a_gallery(seed: Path, tmp_path: Path) -> None:
    seed.rename(seed.parent / "index.txt")
    assert build(tmp_path / "out", seed.parent, "--no-gallery", to="html") == 0


@pytest.mark.parametrize("name", ["index.html", "report.json"])
def test_a_file_of_others_is_not_overwritten(
    name: str, seed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine", encoding="utf-8")
    assert build(tmp_path / "out", seed) == 2
    assert "seedpress did not write it" in capsys.readouterr().err
    assert [path.read_text() for path in (tmp_path / "out").iterdir()] == ["mine"]


def test_what_a_build_left_behind_is_renewed_by_the_next(seed: Path, tmp_path: Path) -> None:
    assert build(tmp_path / "out", seed) == 0
    seed.write_text("= Another title =\n", encoding="utf-8")
    assert build(tmp_path / "out", seed) == 0
    for name in ("index.html", "report.json"):
        assert "Another title" in (tmp_path / "out" / name).read_text(encoding="utf-8")


def test_the_built_in_page_has_its_places_in_styles() -> None:
    assert isinstance(find_styles(), Styles)
    assert len(GalleryStyle(find_styles()).pieces) == 5
