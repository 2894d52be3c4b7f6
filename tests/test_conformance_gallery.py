"""The gallery of a build in Chromium: it finds, filters, sorts, serves all, and runs nothing of a seed's."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from validators.gallery import Chromium

from pipeline import Document, cli, export
from pipeline.batch.entry import Entry, File
from pipeline.batch.gallery import GalleryStyle
from pipeline.batch.leave import leave
from pipeline.batch.task import Card, Failure
from pipeline.batch.thumbnail import place_of_thumbnail, thumbnail_of
from pipeline.messages import Code, Message
from pipeline.styles import find_styles

pytestmark = pytest.mark.xdist_group("gallery")

HOSTILE = "</script><img src=x onerror=\"alert('1')\"><script>alert(2)</script>"
STATUS = "document.querySelector('#status').textContent"
TITLES = "Array.from(document.querySelectorAll('h2'), (title) => title.textContent)"
CARDS = "document.querySelectorAll('article').length"


def entry(stem: str, title: str, kind: str = "film", language: str = "en", **changes: Any) -> Entry:
    facts = changes.pop("facts", (("Director", "Zoë Kazan"),))
    card = Card(title, language, kind, "A lead.", ("2012",), facts, changes.pop("thumbnail", ""))
    files = tuple(File(f, f"{stem}.{f}", "0" * 64, len(stem) * 1000, 0.1) for f in ("pdf", "epub"))
    return Entry(stem, f"{stem}.txt", "0" * 64, card, changes.pop("files", files), **changes)


WARNING = (Message(Code.VALUE_NOT_READ, "no date is read"),)
ENTRIES = [
    entry("a", "Crème brûlée", facts=(("Director", "Łukasz Øster"),), messages=WARNING),
    entry("b#?%", HOSTILE, facts=((HOSTILE, HOSTILE),)),
    entry("c", "Another film", "film", failures=(Failure("docx", HOSTILE),)),
    entry("d", "رسائل البحر", "album", "ar"),
    entry("e" * 30, "A title that is very long " * 9, "place", files=()),
    Entry("f", "f.txt", failures=(Failure("", "it is empty"),)),
]


@pytest.fixture(scope="module")
def gallery(ruby_sparks: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gallery of all that is awkward, with one real thumbnail."""
    out = tmp_path_factory.mktemp("gallery")
    place = place_of_thumbnail("g")
    (out / place).parent.mkdir(parents=True)
    (out / place).write_bytes(thumbnail_of(export(ruby_sparks, "pdf")) or b"")
    entries = [*ENTRIES, entry("g", "Ruby Sparks", thumbnail=place)]
    leave(entries, out, GalleryStyle(find_styles()))
    for each in entries:
        for file in each.files:
            (out / file.path).write_bytes(b"")
    return out / "index.html"


@pytest.fixture
def chromium(installed) -> Chromium:
    browser = installed(Chromium())
    assert isinstance(browser, Chromium)
    return browser


def test_nothing_is_found_in_the_gallery_by_axe_or_the_browser(gallery: Path, chromium: Chromium) -> None:
    assert chromium.validate([gallery]) == {}


def test_axe_finds_what_some_could_not_use(gallery: Path, chromium: Chromium, tmp_path: Path) -> None:
    broken = tmp_path / "index.html"
    text = gallery.read_text(encoding="utf-8")
    broken.write_text(
        text.replace('<label class="search"><span>Search</span>', "<div>").replace(
            ' placeholder="Title, fact, kind"', ""
        ),
        encoding="utf-8",
    )
    assert any("label" in found for found in chromium.validate([broken])[broken])


def test_hostile_text_is_shown_as_text_and_never_run(gallery: Path, chromium: Chromium) -> None:
    visit = chromium.visit(gallery, ["get", TITLES], ["get", "document.images.length"])
    assert HOSTILE in visit.answers[0]
    assert visit.answers[1] == 1
    assert visit.problems == []


def test_the_policy_stops_what_is_smuggled_in(gallery: Path, chromium: Chromium, tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    smuggled = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"
    text = gallery.read_text(encoding="utf-8")
    page.write_text(text.replace("<main>", f"<main>{smuggled}"), encoding="utf-8")
    visit = chromium.visit(page, ["get", "document.title"])
    assert visit.answers == ["Documents"]
    assert any("Content Security Policy" in problem for problem in visit.problems)


def test_only_files_beside_the_page_are_asked_for(gallery: Path, chromium: Chromium) -> None:
    # Pictures are loaded when they are wanted.
    visit = chromium.visit(gallery, ["get", "document.images[0].decode().then(() => true)"])
    here = gallery.parent.as_uri()
    assert [request for request in visit.requests if not request.startswith(here)] == []
    assert any("_seedpress/fonts/" in request for request in visit.requests)
    assert any("_seedpress/thumbnails/" in request for request in visit.requests)


def test_every_link_leads_to_a_file_that_is_there(gallery: Path, chromium: Chromium) -> None:
    visit = chromium.visit(gallery, ["get", "Array.from(document.querySelectorAll('main a'), (a) => a.href)"])
    (links,) = visit.answers
    assert len(links) > 12
    assert [link for link in links if not Path(url2pathname(urlsplit(link).path)).exists()] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("CREME BRULEE", ["Crème brûlée"]),
        ("lukasz oster", ["Crème brûlée"]),
        ("zoë another", ["Another film"]),
        ("رَسائل", ["رسائل البحر"]),
        ("album", ["رسائل البحر"]),
        ("onerror=", [HOSTILE, "Another film"]),
        ("nowhere", []),
    ],
)
def test_the_search_finds_words_whatever_their_case_and_accents(
    words: str, expected: list[str], gallery: Path, chromium: Chromium
) -> None:
    assert chromium.visit(gallery, ["type", words, "#query"], ["get", TITLES]).answers[1] == expected


@pytest.mark.parametrize(
    ("control", "value", "expected"),
    [
        ("#kind", "album", "1 of 7 documents"),
        ("#state", "warnings", "1 of 7 documents · 1 with warnings"),
        ("#state", "failures", "2 of 7 documents · 2 with failures"),
        ("#state", "sound", "4 of 7 documents"),
    ],
)
def test_a_filter_shows_those_documents_and_says_how_many(
    control: str, value: str, expected: str, gallery: Path, chromium: Chromium
) -> None:
    assert chromium.visit(gallery, ["choose", control, value], ["get", STATUS]).answers[1] == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", ["Crème brûlée", HOSTILE]),
        ("title", [HOSTILE, "A title that is very long " * 9, "Another film", "Crème brûlée", "f"]),
        ("problems", ["Another film", "f", "Crème brûlée"]),
        ("size", [HOSTILE, "Crème brûlée"]),
    ],
)
def test_documents_are_put_in_order(
    order: str, expected: list[str], gallery: Path, chromium: Chromium
) -> None:
    titles = chromium.visit(gallery, ["choose", "#order", order], ["get", TITLES]).answers[1]
    assert titles[: len(expected)] == expected
    assert len(titles) == 7


def test_a_search_stands_in_the_address_and_is_there_again(gallery: Path, chromium: Chromium) -> None:
    visit = chromium.visit(
        gallery, ["type", "ruby", "#query"], ["get", "location.hash"], ["reload"], ["get", TITLES]
    )
    assert visit.answers[1] == "#q=ruby"
    assert visit.answers[3] == ["Ruby Sparks"]


def test_all_can_be_done_by_keys(gallery: Path, chromium: Chromium) -> None:
    visit = chromium.visit(
        gallery,
        ["press", "Tab"],
        ["get", "document.activeElement.className"],
        ["press", "/"],
        ["type", "ruby"],
        *[["press", "Tab"]] * 4,
        ["get", "document.activeElement.textContent"],
        ["press", "Tab"],
        ["get", "document.activeElement.textContent"],
    )
    assert visit.answers[1] == "skip"
    assert visit.answers[-3] == "Ruby Sparks"
    assert visit.answers[-1] == "PDF"


def test_without_a_script_there_is_a_plain_list_of_all(gallery: Path, chromium: Chromium) -> None:
    visit = chromium.visit(gallery, ["get", "document.body.innerText"], script=False)
    (text,) = visit.answers
    assert all(words in text for words in ("Crème brûlée", HOSTILE, "رسائل البحر", "f failed: it is empty"))
    assert "Search" not in text


def test_few_cards_are_made_of_many_documents_and_more_on_demand(chromium: Chromium, tmp_path: Path) -> None:
    leave([entry(f"{n:04}", f"Film {n}") for n in range(5000)], tmp_path, GalleryStyle(find_styles()))
    bottom = "new Promise((done) => { scrollTo(0, 1e9); setTimeout(done, 500); })"
    visit = chromium.visit(
        tmp_path / "index.html", ["get", CARDS], ["get", STATUS], ["get", bottom], ["get", CARDS],
        ["search", "film 4321"], ["get", TITLES],
    )  # fmt: skip
    assert visit.answers[1] == "5,000 documents"
    assert 12 <= visit.answers[0] < visit.answers[3] < 200
    assert visit.answers[5] == ["Film 4321"]


@pytest.mark.parametrize("width", [320, 390, 800, 1400, 2560])
def test_nothing_is_wider_than_the_window(width: int, gallery: Path, chromium: Chromium) -> None:
    visit = chromium.visit(gallery, ["get", "document.documentElement.scrollWidth"], width=width)
    assert visit.answers[0] <= width


def test_the_gallery_of_a_real_build_is_whole(chromium: Chromium, tmp_path: Path) -> None:
    seed = tmp_path / "a b#c.txt"
    seed.write_text("= A =\n\nA is a letter.\n", encoding="utf-8")
    out = tmp_path / "out"
    assert cli.run(["build", str(seed), "--to", "pdf,html", "--out", str(out), "--jobs", "1", "-q"]) == 0
    picture = "(async () => { await document.images[0].decode(); return document.images[0].naturalWidth; })()"
    visit = chromium.visit(out / "index.html", ["get", TITLES], ["get", picture])
    assert (visit.answers, visit.problems) == ([["A"], 320], [])
