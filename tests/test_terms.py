"""The words that exporters add."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from pipeline import UsageError
from pipeline.styles import find_styles
from pipeline.terms import Terms, load_terms, terms_for

LANGUAGES = ["ar", "de", "el", "en", "es", "fr", "he", "hi", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th"]
LANGUAGES += ["tr", "vi", "zh", "zh-Hant"]
WORDS = {f.name for f in fields(Terms)} - {"language"}


def terms_with(folder: Path, text: str) -> dict[str, Terms]:
    (folder / "terms.toml").write_text(text, encoding="utf-8")
    return load_terms(find_styles(folder))


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_has_every_word_of_its_own(language: str) -> None:
    table = tomllib.loads(find_styles().text("terms.toml"))[language]
    assert table.keys() == WORDS
    assert all(word.strip() == word != "" for word in table.values())


@pytest.mark.parametrize(
    ("language", "table"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("PT-br", "pt"),
        ("zh-Hant-TW", "zh-Hant"),
        ("zh-Hans-CN", "zh"),
        ("zh-TW", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
        ("zh-TW-x-test", "zh-Hant"),
        ("zh-CN", "zh"),
        ("zh-SG", "zh"),
        ("sv", "en"),
        ("", "en"),
    ],
)
def test_terms_come_from_the_closest_table(language: str, table: str) -> None:
    assert terms_for(load_terms(find_styles()), language).language == table


def test_word_that_a_language_lacks_comes_from_the_shorter_tag_then_english(tmp_path: Path) -> None:
    english = find_styles().text("terms.toml").partition("[de]")[0]
    terms = terms_with(tmp_path, english + '[zh]\ncast = "A"\nrole = "B"\n[zh-Hant]\nrole = "C"\n')
    chosen = terms_for(terms, "zh-Hant")
    assert (chosen.role, chosen.cast, chosen.actor) == ("C", "A", "Actor")


@pytest.mark.parametrize(
    "text",
    ["[en", "", '[en]\nrole = "Role"', '[de]\nrole = "Rolle"', "en = 1"],
)
def test_file_without_all_the_english_words_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="not a file of terms"):
        terms_with(tmp_path, text)


@pytest.mark.parametrize(
    "line", ['more = "{x}"', 'more = "{}"', 'more = "{n.real}"', 'more = "{n:s}"', 'more = "{"']
)
def test_format_that_takes_more_than_the_number_is_refused(tmp_path: Path, line: str) -> None:
    english = find_styles().text("terms.toml").partition("[de]")[0]
    with pytest.raises(UsageError, match="not a file of terms"):
        terms_with(tmp_path, f"{english}[de]\n{line}\n")


@pytest.mark.parametrize("line", ['rolle = "Rolle"', "role = 1", 'role = "Ro\\u0001lle"'])
def test_unknown_word_or_type_is_refused(tmp_path: Path, line: str) -> None:
    english = find_styles().text("terms.toml").partition("[de]")[0]
    with pytest.raises(UsageError, match="de"):
        terms_with(tmp_path, f"{english}[de]\n{line}\n")
