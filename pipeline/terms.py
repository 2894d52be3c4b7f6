"""The few words that an exporter adds to a document, in the document's language.

They are data, ``terms.toml`` in the styles: a table for each language. A word is looked up
as RFC 4647 has it (section 3.4): under the whole tag, then under shorter ones, then in English.
Where a tag names no script, its likely one counts before the bare language: ``zh-TW`` is ``zh-Hant``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from string import Formatter
from typing import Any
from unicodedata import category

from babel.core import get_global

from pipeline.errors import UsageError
from pipeline.styles import Styles

_DEFAULT = "en"


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of one language.

    `language` is the tag of the table that they come from, which is not the document's
    where that language has no table. `accessibility` is a whole sentence, the rest are labels.
    ``{n}``, ``{places}`` and ``{section}`` in a label stand for what is put in.
    """

    language: str
    fact: str
    value: str
    facts: str
    actor: str
    role: str
    note: str
    cast: str
    contents: str
    landmarks: str
    cover: str
    source: str
    license: str
    sheet: str
    more: str
    skip: str
    untitled: str
    box_office: str
    ratings: str
    timeline: str
    worldwide: str
    domestic: str
    international: str
    reviews: str
    origin: str
    sentence: str
    lead: str
    accessibility: str


def load_terms(styles: Styles) -> dict[str, Terms]:
    """The terms of all languages that `styles` has, by lower-case tag.

    Raises:
        UsageError: the TOML is broken, a word is unknown or can't be used, or English lacks one.
    """
    try:
        return _tables(tomllib.loads(styles.text("terms.toml")))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"not a file of terms: {styles.path('terms.toml')}: {error}") from error


def terms_for(terms: Mapping[str, Terms], language: str) -> Terms:
    """The terms to use in a document in `language` (a BCP 47 tag)."""
    return next(terms[tag] for tag in _lookup(language.lower()) if tag in terms)


def _lookup(tag: str) -> Iterator[str]:
    """`tag` and what stands in for it, the closest first."""
    language, *subtags = tag.split("-")
    yield tag
    while "-" in (tag := tag.rpartition("-")[0]):
        yield tag
    first = subtags[0] if subtags else ""
    if not (len(first) == 4 and first.isalpha()):
        yield from _with_script(language, first)
    yield language
    yield _DEFAULT


def _with_script(language: str, region: str) -> Iterator[str]:
    """The tags of `language` in its script, by CLDR's table of likely subtags, in `region` first."""
    table = get_global("likely_subtags")
    likely = table.get(f"{language}_{region.upper()}") or table.get(language)
    if likely:
        script = likely.split("_")[1].lower()
        if region:
            yield f"{language}-{script}-{region}"
        yield f"{language}-{script}"


def _tables(data: dict[str, Any]) -> dict[str, Terms]:
    known = {f.name for f in fields(Terms)} - {"language"}
    words = {tag.lower(): table for tag, table in data.items()}
    tables = {}
    for language in data:
        merged: dict[str, str] = {}
        for tag in reversed(tuple(_lookup(language.lower()))):
            merged |= words.get(tag, {})
        if unknown := sorted(merged.keys() - known):
            raise ValueError(f"[{language}] has the unknown word {unknown[0]!r}")
        if not all(isinstance(word, str) for word in merged.values()):
            raise TypeError(f"[{language}]: each word has to be a string")
        for word in merged.values():
            if any(category(char) == "Cc" for char in word):
                raise ValueError(f"[{language}] has a control character in {word!r}")
        for name, holes in _HOLES.items():
            _check_format(language, name, merged.get(name, ""), holes)
        tables[language.lower()] = Terms(language=language, **merged)
    if _DEFAULT not in tables:
        raise KeyError(_DEFAULT)
    return tables


# What the words that are format strings can have in braces.
_HOLES = {"more": {"n"}, "reviews": {"n"}, "origin": {"places"}, "sentence": {"section", "n"}}


def _check_format(language: str, name: str, word: str, holes: set[str]) -> None:
    for _, hole, spec, conversion in Formatter().parse(word):
        if hole is not None and (hole not in holes or spec or conversion):
            known = " and ".join(f"{{{each}}}" for each in sorted(holes))
            raise ValueError(f"[{language}] {name} = {word!r}: {known} is all that it can have in braces")
