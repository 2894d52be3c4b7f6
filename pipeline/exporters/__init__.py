"""Exporters: a Document in, the bytes of one format out.

An exporter is a class, found through the entry-point group ``pipeline.exporters``; the
built-in ones are registered the same way, in ``pyproject.toml``. It declares facts about
itself, takes its options as one frozen dataclass, and has one method. It does no I/O but
reading its styles. Loading the class imports no engine; making one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import MISSING, dataclass, fields
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import (
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    NoReturn,
    Protocol,
    get_args,
    get_origin,
    get_type_hints,
    runtime_checkable,
)
from unicodedata import category

from pipeline.document import Document
from pipeline.errors import MissingTool, SeedpressError, UsageError
from pipeline.messages import Report, ignore
from pipeline.profiles import Profiles, load_profiles
from pipeline.styles import Styles, find_styles

GROUP = "pipeline.exporters"


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The options of an exporter that has none."""


@runtime_checkable
class Exporter(Protocol):
    """What every exporter is; see ``docs/exporters.md`` for how to write one.

    `name` is what ``--to`` takes, `suffix` ends the file's name, `summary` is one line for
    ``seedpress formats``. Each field of `Options` has a default and, in its metadata under
    ``"help"``, a line of help; one of type ``Literal`` is a choice.

    One whose class says ``reads_profiles = True`` also takes the keyword argument `profiles`.

    An exporter that holds a process or a file is also a context manager.
    """

    name: ClassVar[str]
    suffix: ClassVar[str]
    media_type: ClassVar[str]
    summary: ClassVar[str]
    Options: ClassVar[type[Any]]

    def __init__(self, options: Any, styles: Styles, report: Report) -> None: ...

    def export(self, document: Document) -> bytes:
        """The document in this format. Raises `ExportFailed` where the engine gives up."""
        ...


def _fail(error: SeedpressError) -> NoReturn:
    raise error


class Entry(NamedTuple):
    """A document of a collection, and whom to tell about it.

    `report` takes what there is to say about this document. `leave_out` takes why it can't be part of
    the file: it raises that error, or takes note of it, and the exporter goes on with the next one.
    """

    document: Document
    report: Report = ignore
    leave_out: Callable[[SeedpressError], None] = _fail


@runtime_checkable
class Collecting(Exporter, Protocol):
    """An exporter that can also write many documents into one file."""

    def export_all(self, entries: Iterable[Entry], title: str = "") -> Iterator[bytes]:
        """The documents of all `entries` as one file in this format, a part at a time.

        `title` is that of the whole. An exporter that can takes each entry only when it comes to
        it, and keeps none, so that a collection may be larger than memory.

        Raises:
            SameName: two documents can't stand side by side.
            ExportFailed: the engine could not render them, or there is no document to render.
        """
        ...


@cache
def _entry_points() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def format_names() -> list[str]:
    """The names of all formats that can be written, sorted."""
    return sorted(_entry_points())


def format_origin(name: str) -> str:
    """The distribution that brings the format `name`, with its version."""
    distribution = _entry_points()[name].dist
    return f"{distribution.name} {distribution.version}" if distribution else "unknown"


@cache
def exporter_class(name: str) -> type[Exporter]:
    """The class that writes the format `name`.

    Raises:
        UsageError: there is no such format; the message lists the known ones.
        MissingTool: the distribution that brings the format can't be imported.
    """
    points = _entry_points()
    if name not in points:
        raise UsageError.unknown("format", name, list(points))
    try:
        loaded: type[Exporter] = points[name].load()
    except (ImportError, AttributeError) as error:
        origin = format_origin(name)
        raise MissingTool(f"the format {name!r} of {origin} can't be loaded: {error}") from error
    return loaded


def make_options(cls: type[Exporter], values: dict[str, Any]) -> Any:
    """The options of `cls` with `values` set.

    Raises:
        UsageError: there is no such option, or the value is not one of its choices, or no text.
    """
    hints = get_type_hints(cls.Options)
    known = [f.name for f in fields(cls.Options)]
    for name, value in values.items():
        if name not in known:
            raise UsageError.unknown(f"option of format {cls.name!r}", name, known)
        choices = _choices(hints[name])
        if choices and value not in choices:
            raise UsageError.unknown(f"value of option {name!r}", str(value), [str(c) for c in choices])
        # Controls and surrogates can't stand in most formats, and mean nothing in the others.
        if isinstance(value, str) and any(category(c) in ("Cc", "Cs") or c in "\ufffe\uffff" for c in value):
            raise UsageError(f"the option {name!r} has a character that is not text: {value!r}")
    return cls.Options(**values)


def _choices(hint: Any) -> tuple[Any, ...]:
    """The values that a type allows, where it is a ``Literal``."""
    return get_args(hint) if get_origin(hint) is Literal else ()


def make_exporter(
    name: str,
    /,
    *,
    styles: Styles | Path | str | None = None,
    profiles: Profiles | None = None,
    report: Report = ignore,
    **options: Any,
) -> Exporter:
    """An exporter for the format `name`, to be called many times.

    Args:
        name: one of `format_names`.
        styles: what it looks like, or the folder that has it; the built-in styles unless given.
        profiles: what facts mean, of `load_profiles`; the installed profiles unless given.
        report: takes what the exporter has to say about a document.
        **options: fields of the exporter's `Options`.

    Raises:
        UsageError: unknown format or option.
        MissingTool: something that the format's engine needs is not installed.
    """
    cls = exporter_class(name)
    found = styles if isinstance(styles, Styles) else find_styles(styles)
    make: Any = cls
    more = {"profiles": profiles or load_profiles()} if getattr(cls, "reads_profiles", False) else {}
    exporter: Exporter = make(make_options(cls, options), found, report, **more)
    return exporter


@contextmanager
def opened(exporter: Exporter) -> Iterator[Exporter]:
    """`exporter` for the time of a ``with`` block, closed after it if it holds anything."""
    if isinstance(exporter, AbstractContextManager):
        with exporter:
            yield exporter
    else:
        yield exporter


def export(
    document: Document,
    to: str,
    /,
    *,
    styles: Styles | Path | str | None = None,
    profiles: Profiles | None = None,
    report: Report = ignore,
    **options: Any,
) -> bytes:
    """`document` in the format `to`; for many documents, keep a `make_exporter`.

    Raises:
        UsageError: unknown format or option.
        ExportFailed: the engine could not render the document.
        MissingTool: something that the format's engine needs is not installed.
    """
    with opened(make_exporter(to, styles=styles, profiles=profiles, report=report, **options)) as exporter:
        return exporter.export(document)


def collecting(exporter: Exporter) -> Collecting:
    """`exporter`, if it can write many documents into one file.

    Raises:
        UsageError: it can't; the message lists the formats that can.
    """
    if isinstance(exporter, Collecting):
        return exporter
    raise UsageError(
        f"{exporter.name} is a file for each document, which 'seedpress build' writes; "
        f"one file of many can be {', '.join(collecting_names())}"
    )


def collecting_names() -> list[str]:
    """The names of the formats that can hold many documents in one file, sorted; broken ones aside."""
    return [name for name in format_names() if _can_collect(name)]


def _can_collect(name: str) -> bool:
    try:
        return hasattr(exporter_class(name), "export_all")
    except MissingTool:
        return False


def export_all(
    documents: Iterable[Document],
    to: str,
    /,
    *,
    title: str = "",
    styles: Styles | Path | str | None = None,
    profiles: Profiles | None = None,
    report: Report = ignore,
    **options: Any,
) -> Iterator[bytes]:
    """All `documents` as one file in the format `to`, called `title`, a part at a time.

    To know which document is reported on, give `collecting` exporters an `Entry` for each.

    Raises:
        UsageError: unknown format or option, or a format of single documents.
        SameName: two documents can't stand side by side.
        ExportFailed: the engine could not render the documents, or there are none.
        MissingTool: something that the format's engine needs is not installed.
    """
    with opened(make_exporter(to, styles=styles, profiles=profiles, report=report, **options)) as exporter:
        entries = (Entry(document, report) for document in documents)
        yield from collecting(exporter).export_all(entries, title)


@dataclass(frozen=True, slots=True)
class OptionField:
    """One option of an exporter, as a user interface needs it."""

    name: str
    help: str
    default: Any
    choices: tuple[str, ...]


def option_fields(cls: type[Exporter]) -> list[OptionField]:
    """The options of `cls`, in order."""
    hints = get_type_hints(cls.Options)
    return [
        OptionField(
            name=f.name,
            help=f.metadata.get("help", ""),
            default=None if f.default is MISSING else f.default,
            choices=_choices(hints[f.name]),
        )
        for f in fields(cls.Options)
    ]
