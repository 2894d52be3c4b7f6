"""The public API, the profiles, and the golden files of the real seed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import REAL_SEED

import pipeline
from pipeline import Document, UsageError, export, normalize, text_of
from pipeline.document import Section, walk_sections
from pipeline.normalizer.slugs import UniqueIds


def test_public_names_are_sorted_and_there() -> None:
    assert sorted(pipeline.__all__, key=lambda n: (n[0].islower(), n)) == pipeline.__all__
    assert all(hasattr(pipeline, name) for name in pipeline.__all__)


@pytest.mark.parametrize("name", ["xml", "txt", "mediawiki", "html", "json"])
def test_real_seed_matches_its_golden_file(name: str, ruby_sparks: Document, golden) -> None:
    golden(f"ruby-sparks.{name}", export(ruby_sparks, name))


def test_real_seed_is_read_without_a_warning() -> None:
    result = pipeline.normalize_with_messages(REAL_SEED.read_bytes(), name="ruby-sparks")
    assert result.messages == ()


def test_str_and_bytes_give_the_same_document() -> None:
    data = REAL_SEED.read_bytes()
    assert normalize(data) == normalize(data.decode())


def test_text_of_is_the_text_in_order(ruby_sparks: Document) -> None:
    text = text_of(ruby_sparks)
    assert text.startswith("Ruby Sparks\nRuby Sparks\nDirector: Jonathan Dayton, Valerie Faris\n")
    assert text.endswith('all rolled into one."')


def test_sections_of_the_real_seed(ruby_sparks: Document) -> None:
    titles = [(depth, section.title) for depth, section in walk_sections(ruby_sparks.sections)]
    assert titles[2:6] == [(1, "Production"), (2, "Writing"), (2, "Development"), (2, "Location")]


@pytest.mark.parametrize("language", ["", "english!", "e", "en_US", "x" * 9])
def test_language_has_to_be_a_tag(language: str) -> None:
    with pytest.raises(UsageError, match="language tag"):
        normalize("= T =", language=language or "-")


def test_unknown_profile_suggests_a_known_one() -> None:
    with pytest.raises(UsageError, match="Did you mean 'film'"):
        normalize("= T =", profile="flim")


# --- Ids -----------------------------------------------------------------------------------


def ids(*titles: str) -> list[str]:
    unique = UniqueIds()
    return [unique.id_for(title) for title in titles]


def test_ids_are_slugs_in_any_script() -> None:
    assert ids("Box office", "Plot: A–B", "あらすじ", "Σκηνή", "कथानक") == [
        "box-office",
        "plot-a-b",
        "あらすじ",
        "σκηνή",
        "कथानक",
    ]


def test_ids_are_unique() -> None:
    assert ids("Plot", "Plot 2", "Plot", "plot") == ["plot", "plot-2", "plot-3", "plot-4"]


def test_ids_never_begin_with_a_digit_nor_are_empty() -> None:
    assert ids("2012", "???", "!") == ["s-2012", "section", "section-2"]


def test_ids_follow_reading_order() -> None:
    document = normalize("= T =\n==A==\n===X===\n==X==")

    def flat(sections: tuple[Section, ...]) -> list[str]:
        return [section.id for _, section in walk_sections(sections)]

    assert flat(document.sections) == ["a", "x", "x-2"]


# --- Law 6 ---------------------------------------------------------------------------------


def test_xml_is_the_same_in_another_process_with_another_hash_seed() -> None:
    program = (
        "import sys; from pipeline import *; "
        "sys.stdout.buffer.write(to_xml(normalize(open(sys.argv[1], 'rb').read(), name='ruby-sparks')))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(REAL_SEED)],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("language", ["english", "xx-foo", "qq"])
def test_a_code_that_no_language_has_is_refused(language: str) -> None:
    with pytest.raises(UsageError, match=r"no language has the code .* en, pt-BR"):
        normalize("= T =", language=language)


@pytest.mark.parametrize("language", ["en", "pt-BR", "zh-Hans", "gsw", "und", "EN"])
def test_a_code_of_a_language_is_taken(language: str) -> None:
    assert normalize("= T =", language=language).language == language
