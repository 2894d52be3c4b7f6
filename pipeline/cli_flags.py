"""What commands share: the options of input, and those of the formats, made from their dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click

from pipeline.errors import UsageError
from pipeline.exporters import (
    Exporter,
    OptionField,
    exporter_class,
    format_names,
    make_options,
    option_fields,
)

_PREFIX = "format_option_"
_Function = Callable[..., Any]


def input_options(function: _Function) -> _Function:
    """Add the options of every command that reads documents."""
    for option in (
        click.option("--encoding", metavar="NAME", help="The encoding of seed texts that are not UTF-8."),
        click.option(
            "--profiles",
            metavar="DIR",
            type=click.Path(path_type=Path),
            help="Your own profiles, which win over the built-in ones of the same names.",
        ),
        click.option("--profile", metavar="NAME", help="Read facts by this profile, not by the fitting one."),
        click.option("--language", metavar="TAG", help="The language of the text (BCP 47: en, pt-BR)."),
    ):
        function = option(function)
    return function


styles_option = click.option(
    "--styles",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Styles to use before the built-in ones: a changed copy of these, or of some.",
)

quiet_option = click.option("-q", "--quiet", is_flag=True, help="Show errors only, no warnings and notes.")


class ExportCommand(click.Command):
    """A command that takes the options of all formats, which depend on what is installed.

    Its function gets them as keyword arguments, for `options_by_format`.
    """

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's own parameters and the flags."""
        return [*super().get_params(ctx), *_flags()]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help: first the command's own options, then the flags."""
        own = super().get_params(ctx)
        for title, params in (("Options", own), ("Options of formats", _flags())):
            options = (param for param in params if isinstance(param, click.Option))
            records = [record for option in options if (record := option.get_help_record(ctx))]
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


def complete_formats(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The formats that `incomplete`, or what follows its last comma, may become."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in format_names() if name.startswith(last)]


def exporter_classes() -> Iterator[type[Exporter]]:
    """The classes of all formats, in order of names, but for broken plugins."""
    for name in format_names():
        try:
            yield exporter_class(name)
        except Exception:  # noqa: S112 - a broken plugin must not stop the other formats
            continue


def options_by_format(formats: Iterable[str], flags: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """For each of `formats` the options that were given to it as `flags`.

    Raises:
        UsageError: a flag was given that none of the formats has.
    """
    given: dict[str, dict[str, Any]] = {name: {} for name in formats}
    for parameter, value in flags.items():
        if value is None:
            continue
        option = parameter.removeprefix(_PREFIX)
        owners = _options()[option]
        takers = given.keys() & owners.keys()
        if not takers:
            raise UsageError(f"{_flag(option)} is an option of {_list(owners)}, not of {_list(given)}")
        for name in takers:
            given[name][option] = value
    for name, options in given.items():
        make_options(exporter_class(name), options)  # a value that only another format takes is refused here
    return given


def flag_lines(cls: type[Exporter]) -> Iterator[str]:
    """What `cls` can be told, a flag a line."""
    for option in option_fields(cls):
        default = "".join(f" [{text}]" for text in _defaults([option]))
        yield f"{_flag(option.name)} {'|'.join(option.choices)}".rstrip() + f": {option.help}{default}"


@cache
def _options() -> dict[str, dict[str, OptionField]]:
    """Each option that any format has, with what it is in each format that has it."""
    found: dict[str, dict[str, OptionField]] = {}
    for cls in exporter_classes():
        for option in option_fields(cls):
            found.setdefault(option.name, {})[cls.name] = option
    return found


@cache
def _flags() -> tuple[click.Option, ...]:
    return tuple(_option(name, by_format) for name, by_format in sorted(_options().items()))


def _option(name: str, by_format: dict[str, OptionField]) -> click.Option:
    """The flag for the option `name`, which takes what any of its formats takes."""
    options = by_format.values()
    default = next(iter(options)).default
    choices = tuple(dict.fromkeys(choice for option in options for choice in option.choices))
    flag = _flag(name)
    kind: click.ParamType[Any] | type | None = None
    if isinstance(default, bool):
        flag = f"{flag}/--no-{flag.removeprefix('--')}"
    elif choices:
        kind = click.Choice(choices)
    elif default is not None:
        kind = type(default)
    return click.Option([flag, _PREFIX + name], type=kind, default=None, help=_help(by_format))


def _help(by_format: dict[str, OptionField]) -> str:
    text = next(iter(by_format.values())).help
    return f"{text} [{_list((*by_format, *_defaults(by_format.values())))}]"


def _defaults(options: Iterable[OptionField]) -> list[str]:
    return [f"default: {default}" for default in sorted({str(o.default) for o in options} - {"None", ""})]


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
