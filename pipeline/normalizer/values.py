"""A fact's text → the text with its readings, by the type that the profile gives its label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, assert_never

from pipeline.document import Inline, Name, Text
from pipeline.normalizer.dates import date_spans
from pipeline.normalizer.durations import duration_spans
from pipeline.normalizer.money import Currencies, money_spans
from pipeline.normalizer.names import conjoined, name_list, named, split_list
from pipeline.normalizer.places import country_code, language_code
from pipeline.normalizer.quantities import quantity_spans
from pipeline.normalizer.spans import Finder, Span, annotated
from pipeline.profiles import FactType


class Context(NamedTuple):
    """What a reading depends on beside the text: the language, and what a bare ``$`` or ``¥`` is."""

    language: str
    signs: Currencies


def read_value(text: str, type_: FactType, context: Context) -> Iterable[Inline]:
    """`text` with its certain readings; a value that can't be read stays `Text`."""
    language, signs = context

    def dates(text: str) -> Iterable[Span]:
        return date_spans(text, language)

    def money(text: str) -> Iterable[Span]:
        return money_spans(text, language, signs)

    finders: list[Finder]
    match type_:
        case "names":
            return name_list(text, language)
        case "countries":
            return _coded(text, language, _country)
        case "languages":
            return _coded(text, language, _language)
        case "dates":
            finders = [lambda t: date_spans(t, language, whole=True)]
        case "duration":
            finders = [lambda t: duration_spans(t, language, whole=True)]
        case "money":
            finders = [lambda t: money_spans(t, language, signs, whole=True), dates]
        case "number":
            finders = [lambda t: quantity_spans(t, language, whole=True), dates, money]
        case "text":
            finders = [lambda t: quantity_spans(t, language), dates, money]
        case _:
            assert_never(type_)
    return annotated(text, finders)


def _coded(text: str, language: str, read: Callable[[str, str], Name | None]) -> Iterator[Inline]:
    for piece, is_item in split_list(text):
        item, remark = named(piece) if is_item else ("", piece)
        name = read(item, language)
        if name is not None and name.type == "country" and _is_elsewhere(remark, name, language):
            yield Text(item)
        elif name is not None:
            yield name
        else:
            yield from _coded_parts(item, language, read)
        yield Text(remark)


def _coded_parts(item: str, language: str, read: Callable[[str, str], Name | None]) -> Iterable[Inline]:
    """The parts of ``English and French``, if each of them has a code."""
    parts = conjoined(item, language)
    names = [read(part, language) for part in parts[::2]]
    if not all(names):
        return (Text(item),)
    return (names[i // 2] or Text(part) if i % 2 == 0 else Text(part) for i, part in enumerate(parts))


_NOT_A_COUNTRY = re.compile(
    r"\b(?:state|city|town|village|county|province|region|district|municipality|island|river|person|surname"
    r"|given name|singer|actor|actress|band)\b"
)


def _is_elsewhere(remark: str, country: Name, language: str) -> bool:
    """Whether the remark after a country's name says that it is another place's: ``(U.S. state)``."""
    other = country_code(remark.strip(" ()[]（）"), language)
    return _NOT_A_COUNTRY.search(remark) is not None or other not in ("", country.key)


def _country(name: str, language: str) -> Name | None:
    code = country_code(name, language)
    return Name(name, "country", code) if code else None


def _language(name: str, language: str) -> Name | None:
    code = language_code(name, language)
    return Name(name, "language", code) if code else None
