"""A fact's text → the text with its readings, by the type that the profile gives its label."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, assert_never

from pipeline.document import Inline, Name, Text
from pipeline.normalizer.dates import date_spans
from pipeline.normalizer.durations import duration_spans
from pipeline.normalizer.money import money_spans
from pipeline.normalizer.names import name_list, named, split_list
from pipeline.normalizer.places import country_code, language_code
from pipeline.normalizer.spans import annotated
from pipeline.profiles import FactType


class Context(NamedTuple):
    """What a reading depends on beside the text: the language, and what a bare ``$`` is."""

    language: str
    dollar: str


def read_value(text: str, type_: FactType, context: Context) -> Iterable[Inline]:
    """`text` with its certain readings; a value that can't be read stays `Text`."""
    match type_:
        case "names":
            return name_list(text)
        case "countries":
            return _coded(text, lambda name: _country(name, context.language))
        case "languages":
            return _coded(text, lambda name: _language(name, context.language))
        case "dates":
            return annotated(text, [lambda t: date_spans(t, context.language, whole=True)])
        case "duration":
            return annotated(text, [lambda t: duration_spans(t, context.language)])
        case "money":
            return annotated(text, [lambda t: money_spans(t, context.language, context.dollar)])
        case "text" | "number":
            return annotated(
                text,
                [
                    lambda t: date_spans(t, context.language),
                    lambda t: money_spans(t, context.language, context.dollar),
                ],
            )
        case _:
            assert_never(type_)


def _coded(text: str, read: Callable[[str], Name | Text]) -> Iterator[Inline]:
    for piece, is_item in split_list(text):
        name, remark = named(piece) if is_item else ("", piece)
        yield read(name)
        yield Text(remark)


def _country(name: str, language: str) -> Name | Text:
    code = country_code(name, language)
    return Name(name, "country", code) if code else Text(name)


def _language(name: str, language: str) -> Name | Text:
    code = language_code(name, language)
    return Name(name, "language", code) if code else Text(name)
