"""MediaWiki's import file: its XML, the names of its pages, and the templates that it brings.

What a wiki makes of it is checked where there is one; these tests read the file alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree
from strategies import seed_texts
from test_laws import normalized

from pipeline import (
    Collecting,
    Document,
    ExportFailed,
    SameName,
    UsageError,
    export,
    export_all,
    format_names,
    make_exporter,
)
from pipeline.cli import run
from pipeline.document import Fact, LineBreak, Paragraph, Text
from pipeline.exporters import collecting_names
from pipeline.exporters._wikinames import nearest_page_name, page_name
from pipeline.exporters._wikitemplates import PARTS
from pipeline.messages import Code, Message
from pipeline.profiles import FactSpec, Profile, Profiles, load_profiles

NAMESPACE = "http://www.mediawiki.org/xml/export-0.11/"


@dataclass(frozen=True)
class Page:
    """A page of the file: the texts and attributes of its elements, by their names."""

    values: dict[str, str]
    text_attributes: dict[str, str]
    order: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.values["title"]

    @property
    def text(self) -> str:
        return self.values["text"]


def read(dump: bytes) -> dict[str, Page]:
    """The pages of an import file, by title, in order."""
    root = etree.fromstring(dump)
    assert root.tag == f"{{{NAMESPACE}}}mediawiki"
    pages = [_page(element) for element in root.iter(f"{{{NAMESPACE}}}page")]
    assert len({page.title for page in pages}) == len(pages), "a page is there once"
    return {page.title: page for page in pages}


def _page(element: etree._Element) -> Page:
    local = [etree.QName(child).localname for child in element.iter()]
    values = {name: child.text or "" for name, child in zip(local, element.iter(), strict=True)}
    [text] = element.iter(f"{{{NAMESPACE}}}text")
    values["page id"], values["revision id"] = (i.text or "" for i in element.iter(f"{{{NAMESPACE}}}id"))
    return Page(values, dict(text.attrib), tuple(local))


def dumped(*documents: Document, **options: object) -> dict[str, Page]:
    return read(b"".join(export_all(documents, "mediawiki-dump", **options)))  # type: ignore[arg-type]


def articles(pages: dict[str, Page]) -> list[Page]:
    return [page for page in pages.values() if page.values["ns"] == "0"]


def film(title: str, *facts: Fact) -> Document:
    return Document(title, profile="film", facts=facts or (Fact((Text("A"),), "director", "Director"),))


# --- The file ------------------------------------------------------------------------------


def test_single_document_is_a_file_of_one_page_and_its_templates(ruby_sparks: Document) -> None:
    pages = read(export(ruby_sparks, "mediawiki-dump"))
    assert list(pages) == [
        "Template:Seedpress/style",
        "Template:Seedpress/caption",
        "Template:Seedpress/row",
        "Template:Infobox film",
        "Ruby Sparks",
    ]


def test_page_has_what_the_schema_wants_in_its_order() -> None:
    [page] = articles(dumped(film("T")))
    assert page.order == (
        *("page", "title", "ns", "id", "revision", "id", "timestamp", "contributor", "username"),
        *("comment", "origin", "model", "format", "text", "sha1"),
    )


def test_text_is_summed_as_mediawiki_sums_it() -> None:
    for i in range(100):  # a few of them begin with a zero
        [page] = articles(dumped(film(f"T{i}"), templates=False))
        number = int(sha1(page.text.encode(), usedforsecurity=False).hexdigest(), 16)
        assert int(page.values["sha1"], 36) == number
        assert page.values["sha1"] == page.text_attributes["sha1"]
        assert re.fullmatch("[0-9a-z]{31}", page.values["sha1"])


def test_bytes_are_not_characters() -> None:
    [page] = articles(dumped(Document("T", lead=(Paragraph((Text("é"),)),), caption="T")))
    assert int(page.text_attributes["bytes"]) == len(page.text.encode()) == len(page.text) + 1


def test_identifiers_follow_the_order_of_the_pages(seed_documents: dict[str, Document]) -> None:
    pages = dumped(*seed_documents.values())
    for name in ("page id", "revision id", "origin"):
        assert [page.values[name] for page in pages.values()] == [str(i + 1) for i in range(len(pages))]


def test_pages_stand_in_the_order_of_the_documents() -> None:
    assert [page.title for page in articles(dumped(film("B"), film("A"), film("C")))] == ["B", "A", "C"]


def test_every_namespace_has_its_number() -> None:
    root = etree.fromstring(export(film("T"), "mediawiki-dump"))
    names = {int(n.get("key") or ""): n.text for n in root.iter(f"{{{NAMESPACE}}}namespace")}
    assert list(names) == list(range(-2, 16))
    assert (names[-1], names[0], names[1], names[10], names[15]) == (
        *("Special", None, "Talk", "Template", "Category talk"),
    )


def test_time_is_1980_unless_the_environment_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {page.values["timestamp"] for page in dumped(film("T")).values()} == {"1980-01-01T00:00:00Z"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert {page.values["timestamp"] for page in dumped(film("T")).values()} == {"2023-11-14T22:13:20Z"}


def test_title_of_the_collection_names_the_wiki() -> None:
    dump = b"".join(export_all([film("T")], "mediawiki-dump", title="Films & \x00more"))
    assert etree.fromstring(dump).findtext(f".//{{{NAMESPACE}}}sitename") == "Films & \ufffdmore"


def test_file_without_documents_is_whole() -> None:
    assert dumped() == {}


def test_documents_are_asked_for_one_at_a_time() -> None:
    asked: list[int] = []

    def documents() -> Iterator[Document]:
        for i in range(3):
            asked.append(i)
            yield Document(f"T{i}")

    parts = export_all(documents(), "mediawiki-dump")
    assert asked == []
    next(parts)
    assert asked == [0]
    next(parts)
    assert asked == [0, 1]


@given(seed_texts())
def test_any_document_is_a_page_with_the_text_that_mediawiki_gets(text: str) -> None:
    document = normalized(text)
    [page] = articles(dumped(document, templates=False))
    assert page.text == export(document, "mediawiki").decode().rstrip("\n")


def test_page_that_a_wiki_would_choke_on_is_refused() -> None:
    with pytest.raises(ExportFailed, match=r"the page 'T' has 2097\d+ bytes, and a wiki takes 2097152"):
        dumped(Document("T", lead=(Paragraph((Text("x" * 2**21),)),)))


# --- Names of pages ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("C#", "C＃"),
        ("[[a]] {b} <c> d|e", "［［a］］ ｛b｝ ＜c＞ d｜e"),
        (":a", "：a"),
        ("::File:a", "：:File:a"),
        (".", "．"),
        ("./.././a", "．/．．/．/a"),
        ("100%41 50% off", "100％41 50% off"),
        ("&amp; AT&T", "＆amp; AT&T"),
        ("~~~~~", "～～～~~"),
        ("a\x00b\ufffd\ud800", "A□b□□"),
        ("File: A Love Story", "File： A Love Story"),
        ("file : x", "File ： x"),
        ("user_talk:x", "User talk：x"),
        ("MediaWiki:Common.css", "MediaWiki：Common.css"),
        ("Special:Version", "Special：Version"),
        ("Datei:x", "Datei：x"),
        ("wikipedia:x", "Wikipedia：x"),
        ("It: Chapter Two", "It： Chapter Two"),
        ("Alien: Covenant", "Alien: Covenant"),
        ("Star Wars: Episode IV – A New Hope", "Star Wars: Episode IV – A New Hope"),
        ("é" * 128, "É" + "é" * 125 + "…"),
        ("a" * 255, "A" + "a" * 254),
        ("ǆ", "Ǆ"),
        ("ß", "ß"),
    ],
)
def test_page_is_called_what_is_nearest_to_its_title(title: str, name: str) -> None:
    assert nearest_page_name(title) == name
    assert page_name(name) == name


def test_title_without_text_is_not_a_name() -> None:
    assert nearest_page_name(" _\u200e") is None


@given(seed_texts())
def test_nearest_name_is_always_a_name(text: str) -> None:
    name = nearest_page_name(text)
    assert name is None or page_name(name) == name


def test_page_that_is_called_otherwise_has_its_title_and_is_reported() -> None:
    messages: list[Message] = []
    document = Document("File: X", lead=(Paragraph((Text("A film."),)),))
    [page] = articles(dumped(document, report=messages.append))
    assert (page.title, page.values["ns"]) == ("File： X", "0")
    assert page.text == "'''File: X'''\n\nA film."
    assert [(m.code, m.severity, m.text) for m in messages] == [
        (Code.PAGE_RENAMED, "note", "no wiki page can be called 'File: X': it is 'File： X'")
    ]


def test_untitled_document_is_called_so_in_its_language() -> None:
    [page] = articles(dumped(Document("", language="de", lead=(Paragraph((Text("x"),)),))))
    assert page.title == "Ohne Titel"


@pytest.mark.parametrize(("a", "b"), [("A b", "A_b"), ("iPhone", "IPhone"), ("C#", "C＃"), ("ßx", "SSx")])
def test_two_documents_of_one_page_are_refused(a: str, b: str) -> None:
    with pytest.raises(SameName) as caught:
        dumped(film(a), film("between"), film(b))
    assert (caught.value.first, caught.value.second) == (0, 2)
    assert str(caught.value).startswith("documents 1 and 3 would both be ")


# --- Templates -----------------------------------------------------------------------------

BUILT_IN = [p for p in load_profiles().by_name.values() if p.template]


def template_data(page: Page) -> dict[str, object]:
    found = re.search(r"<templatedata>(.*?)</templatedata>", page.text, re.DOTALL)
    assert found is not None
    data: dict[str, object] = json.loads(found[1])
    return data


def parameters_of(profile: Profile) -> list[str]:
    own = [fact.parameter for fact in profile.facts if fact.parameter]
    return list(dict.fromkeys([profile.caption_parameter, *own]))


@pytest.mark.parametrize("profile", BUILT_IN, ids=lambda profile: profile.name)
def test_template_takes_the_parameters_of_its_profile(profile: Profile) -> None:
    pages = dumped(Document("T", profile=profile.name, caption="T"))
    template = pages[f"Template:{profile.template}"]
    drawn, documentation = template.text.split("<noinclude>")
    data = template_data(template)
    assert list(dict.fromkeys(re.findall(r"value=\{\{\{(.*?)\|\}\}\}", drawn))) == parameters_of(profile)
    assert re.findall(r"^\| (.*) = $", documentation, re.MULTILINE) == parameters_of(profile)
    assert data["paramOrder"] == parameters_of(profile)
    assert data["format"] == "block"


@pytest.mark.parametrize("profile", BUILT_IN, ids=lambda profile: profile.name)
def test_template_needs_nothing_but_mediawiki_and_its_parts(profile: Profile) -> None:
    template = dumped(Document("T", profile=profile.name, caption="T"))[f"Template:{profile.template}"]
    drawn = template.text.split("<noinclude>")[0]
    assert {name.partition("|")[0] for name in re.findall(r"(?<!\{)\{\{(?!\{)([^{}|]+)", drawn)} == set(PARTS)
    assert "#" not in drawn


def test_row_stands_only_where_its_value_is_not_empty() -> None:
    template = dumped(film("T"))["Template:Infobox film"].text
    row = (
        "{{Seedpress/row|label={{{director label|Director}}}|value={{{director|}}}|empty{{{director|}}}=\n}}"
    )
    assert row in template
    assert PARTS["Seedpress/row"].startswith("<includeonly>{{{empty|<tr>")


def test_template_comes_before_the_first_page_that_uses_it() -> None:
    pages = list(
        dumped(Document("Plain"), film("A"), Document("P", profile="person", caption="P"), film("B"))
    )
    parts = [f"Template:{name}" for name in PARTS]
    assert pages == [
        *("Plain", *parts, "Template:Infobox film", "A"),
        *("Template:Infobox person", "P", "B"),
    ]


def test_page_without_facts_brings_no_template() -> None:
    assert list(dumped(Document("T", profile="film"))) == ["T"]


def test_facts_outside_the_template_are_drawn_by_its_parts() -> None:
    genre = Fact((Text("a | b = c"), LineBreak(), Text("d")), "genre", "Genre = x")
    [page] = articles(dumped(film("T", genre)))
    assert page.text == (
        "{{DISPLAYTITLE:T}}\n"
        '<table class="infobox" dir="auto" style="{{Seedpress/style}}">\n'
        "{{Seedpress/row|label=Genre = x|value=a &#x7C; b = c<br />d}}\n"
        "</table>"
    )


def test_label_that_the_template_lacks_is_given() -> None:
    german = (Fact((Text("A"),), "director", "Regie"), Fact((Text("B"),), "writer", "Writer"))
    [page] = articles(dumped(film("T", *german)))
    assert "| director label = Regie\n| director = A\n| writer = B\n}}" in page.text


def test_pages_without_templates_are_what_mediawiki_writes(seed_documents: dict[str, Document]) -> None:
    pages = dumped(*seed_documents.values(), templates=False)
    expected = [export(document, "mediawiki").decode().rstrip("\n") for document in seed_documents.values()]
    assert [page.text for page in pages.values()] == expected


def test_option_table_brings_no_infobox() -> None:
    pages = list(dumped(film("T"), infobox="table"))
    assert pages == [*(f"Template:{name}" for name in PARTS), "T"]


SHIP = Profile(
    "ship",
    facts=(FactSpec("class", ("Class | type",), parameter="Ship class"), FactSpec("crew", ("Crew",))),
    template="infobox ship",
)


def with_profiles(*profiles: Profile) -> Profiles:
    return Profiles({**load_profiles().by_name, **{profile.name: profile for profile in profiles}})


def test_template_of_a_users_profile_is_written_with_its_parameters() -> None:
    document = Document("T", profile="ship", facts=(Fact((Text("F"),), "class", "Class"),))
    pages = dumped(document, profiles=with_profiles(SHIP))
    assert list(template_data(pages["Template:Infobox ship"])["params"]) == ["Ship class"]  # type: ignore[call-overload]
    assert "label={{{Ship class label|Class &#x7C; type}}}" in pages["Template:Infobox ship"].text
    assert "{{infobox ship\n| Ship class label = Class\n| Ship class = F\n}}" in pages["T"].text


def test_profiles_that_share_a_template_share_its_page() -> None:
    boat = Profile(
        "boat",
        facts=(FactSpec("oars", ("Oars",), parameter="oars"),),
        template="Infobox ship",
        caption_parameter="name",
    )
    pages = dumped(Document("T", profile="boat", caption="T"), profiles=with_profiles(SHIP, boat))
    data = template_data(pages["Template:Infobox ship"])
    assert data["paramOrder"] == ["name", "oars", "Ship class"]


@pytest.mark.parametrize("template", ["User:X/Box", ":Main", "Template:X", "a|b", "{x}"])
def test_template_that_would_be_elsewhere_is_refused(template: str) -> None:
    with pytest.raises(UsageError, match="of the profile 'bad', can't be the name of a template"):
        dumped(profiles=with_profiles(Profile("bad", template=template)))


@pytest.mark.parametrize("parameter", ["a|b", "a=b", "{{a}}", "<a>", " a", "a label", "a\nb"])
def test_parameter_that_no_template_can_have_is_refused(parameter: str) -> None:
    bad = Profile("bad", facts=(FactSpec("a", ("A",), parameter=parameter),), template="Infobox bad")
    with pytest.raises(UsageError, match="can't be a parameter of 'Infobox bad'"):
        dumped(profiles=with_profiles(bad))


def test_label_that_would_end_the_template_data_does_not() -> None:
    label = "</templatedata>"
    bad = Profile("bad", facts=(FactSpec("a", (label,), parameter="a"),), template="Infobox bad")
    pages = dumped(Document("T", profile="bad", facts=(Fact((), "a", "A"),)), profiles=with_profiles(bad))
    assert template_data(pages["Template:Infobox bad"])["params"] == {
        "a": {"label": label, "type": "content"}
    }


# --- Many documents in one file ------------------------------------------------------------


def test_format_of_single_documents_is_refused() -> None:
    with pytest.raises(UsageError, match="txt is a file for each document"):
        list(export_all([Document("T")], "txt"))


def test_every_exporter_says_whether_it_collects() -> None:
    collecting = ["docx", "epub", "mediawiki-dump", "pdf"]
    assert [name for name in format_names() if isinstance(make_exporter(name), Collecting)] == collecting
    assert collecting_names() == collecting


@pytest.fixture
def seeds(tmp_path: Path) -> list[str]:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"= {name} =\n\nText of {name}.\n", encoding="utf-8")
    return [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]


def test_command_writes_many_files_as_one(seeds: list[str], tmp_path: Path) -> None:
    output = tmp_path / "site.mediawiki.xml"
    assert run(["export", *seeds, "-o", str(output), "-q", "--language", "en"]) == 0
    assert list(read(output.read_bytes())) == ["A", "B"]


def test_command_writes_many_files_to_standard_output(
    seeds: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["export", *seeds, "--to", "mediawiki-dump", "-q"]) == 0
    assert list(read(capfdbinary.readouterr().out)) == ["A", "B"]


def test_command_names_both_files_of_one_page_and_writes_nothing(
    seeds: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    again = tmp_path / "c.txt"
    again.write_text("= A =\n\nx\n", encoding="utf-8")
    output = tmp_path / "site.xml"
    output.write_text("old", encoding="utf-8")
    assert run(["export", *seeds, str(again), "--to", "mediawiki-dump", "-q", "-o", str(output)]) == 2
    assert capfd.readouterr().err == f"seedpress: error: '{seeds[0]}' and '{again}' would both be 'A'\n"
    assert output.read_text(encoding="utf-8") == "old"
    assert run(["export", *seeds, str(again), "--to", "mediawiki-dump", "-q"]) == 2
    assert capfd.readouterr().out == ""


def test_command_names_the_file_that_a_message_is_about(
    seeds: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b.txt").write_text("= C# =\n\nText of b.\n", encoding="utf-8")
    assert (
        run(["export", *seeds, "--to", "mediawiki-dump", "--language", "en", "-o", str(tmp_path / "o")]) == 0
    )
    assert (
        capfd.readouterr().err
        == f"{seeds[1]}: note page-renamed no wiki page can be called 'C#': it is 'C＃'\n"
    )


def test_command_refuses_many_files_for_a_format_of_one(
    seeds: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", *seeds, "-o", str(tmp_path / "x.txt")]) == 2
    assert "txt is a file for each document" in capfd.readouterr().err
    assert not (tmp_path / "x.txt").exists()


def test_command_that_cannot_read_one_file_writes_nothing(seeds: list[str], tmp_path: Path) -> None:
    output = tmp_path / "site.xml"
    missing = str(tmp_path / "none.txt")
    assert run(["export", *seeds, missing, "--to", "mediawiki-dump", "-q", "-o", str(output)]) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]
