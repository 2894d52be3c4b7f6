"""The command line: parses options, calls the API, shows messages. What it does is elsewhere.

Results go to standard output, all else to standard error. An error is one line, and its
exit code is that of its class (`pipeline.errors`); 130 is Ctrl-C, 143 a request to stop.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click
from click.shell_completion import get_completion_class

from pipeline.batch.collect import Collection
from pipeline.batch.reading import Reading, document_of
from pipeline.batch.source import naming, read, shown
from pipeline.canonical import to_xml
from pipeline.cli_build import build_command
from pipeline.cli_check import check_command
from pipeline.cli_flags import (
    ExportCommand,
    complete_formats,
    exporter_classes,
    flag_lines,
    input_options,
    options_by_format,
    quiet_option,
    styles_option,
)
from pipeline.cli_output import (
    abandon_standard_output,
    deliver,
    deliver_parts,
    messages_of,
    print_lines,
    refuse_bytes_on_terminal,
    refuse_overwriting,
)
from pipeline.doctor import Finding, examine
from pipeline.document import Document
from pipeline.errors import ExportFailed, MissingTool, SeedpressError, UnwritableOutput, UsageError
from pipeline.exporters import (
    collecting,
    exporter_class,
    format_names,
    format_origin,
    make_exporter,
    opened,
)
from pipeline.messages import Message, Report
from pipeline.profiles import Profiles, load_profiles
from pipeline.recovery import recover
from pipeline.styles import find_styles

_PROGRAM = "seedpress"
_STANDARD_STREAM = Path("-")
_DEBUG = "SEEDPRESS_DEBUG"
_INTERNAL_ERROR = 70  # EX_SOFTWARE of sysexits.h


# --- From errors to lines and exit codes ---------------------------------------------------


def main() -> NoReturn:
    """Run the command line of this process."""
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command line `arguments`; the exit code."""
    try:
        code = cli.main(list(arguments), prog_name=_PROGRAM, standalone_mode=False, obj=list(arguments))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else _PROGRAM
        return _failed(f"{error.format_message()} ('{path} --help' explains)", error.exit_code)
    except click.Abort:
        return _failed("interrupted", 128 + signal.SIGINT)
    except SeedpressError as error:
        return _failed(str(error), error.exit_code)
    except Exception as error:
        if isinstance(error, OSError) and _is_raised_by_echo(error):
            abandon_standard_output()
            text = f"cannot write to standard output: {error.strerror}"
            return _failed(text, UnwritableOutput.exit_code)
        if os.environ.get(_DEBUG):
            raise
        text = f"internal error: {type(error).__name__}: {error} ({_DEBUG}=1 shows where)"
        return _failed(text, _INTERNAL_ERROR)
    return code or 0


def _failed(text: str, exit_code: int) -> int:
    click.echo(f"{_PROGRAM}: error: {' '.join(text.split())}", err=True)
    return exit_code


def _is_raised_by_echo(error: OSError) -> bool:
    """Whether click failed to write its help or version, which is the only output not written here."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return frame.f_code is click.echo.__code__


def _stop(signal_number: int, _: object) -> NoReturn:
    # An exception, so that temporary files and worker processes are cleared away.
    raise SystemExit(128 + signal_number)


# --- The commands --------------------------------------------------------------------------


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="seedpress", prog_name=_PROGRAM)
def cli() -> None:
    """Turn plain-text articles into PDF fact sheets, EPUB, DOCX and MediaWiki markup.

    \b
    seedpress export article.txt --to pdf -o sheet.pdf     one document
    seedpress build articles/ --to pdf,epub --out out/     many
    seedpress check article.txt                            where it disagrees with itself
    seedpress recover sheet.pdf                            the document that it was made from
    seedpress formats                                      what can be written

    Exit codes: 0 all is well, 1 some documents of a batch failed, 2 wrong usage, 3 the input
    can't be read, 4 the output can't be written, 5 an engine failed, 6 something has to be
    installed, 70 a bug of seedpress, 130 interrupted (Ctrl-C), 143 stopped by a signal.
    """


_PATH = click.Path(path_type=Path, allow_dash=True)
_SOURCE = click.argument("source", metavar="FILE|-", type=_PATH)
_OUTPUT = click.option(
    "-o",
    "--output",
    type=_PATH,
    default=_STANDARD_STREAM,
    help="The file to write; standard output unless given, or for '-'.",
)


@cli.command(cls=ExportCommand)
@click.argument("sources", metavar="FILE|-...", nargs=-1, required=True, type=_PATH)
@click.option(
    "--to",
    "format_name",
    metavar="FORMAT",
    shell_complete=complete_formats,
    help="The format; unless given, by the output's suffix.",
)
@_OUTPUT
@click.option("--title", metavar="TEXT", help="The title of one file of many documents.")
@styles_option
@input_options
@quiet_option
def export(
    sources: Sequence[Path],
    format_name: str | None,
    output: Path,
    title: str | None,
    styles: Path | None,
    language: str | None,
    profile: str | None,
    profiles: Path | None,
    encoding: str | None,
    quiet: bool,
    **flags: Any,
) -> None:
    """Write one document in another format, or many as one file.

    A FILE is seed text, canonical XML, or a PDF, EPUB or DOCX of ours, which carries it. Many can
    be one EPUB, PDF, DOCX or mediawiki-dump; for a file each, use 'seedpress build'.

    \b
    seedpress export article.txt --to pdf -o sheet.pdf
    seedpress export article.txt -o article.epub
    seedpress export article.txt -o article.pdf --layout article
    seedpress export sheet.pdf -o article.epub
    curl … | seedpress export - --to docx > article.docx
    seedpress export films/*.txt -o films.epub --title "My films"
    """
    name = format_name or _format_of(output)
    for source in sources:
        refuse_overwriting(source, output)
    options = options_by_format([name], flags)[name]
    refuse_bytes_on_terminal(name, output)
    known, looks = load_profiles(profiles), find_styles(styles)
    reading = Reading(language, profile, encoding)
    make = partial(make_exporter, name, styles=looks, profiles=known, **options)
    if len(sources) == 1 and title is None:
        show = messages_of(shown(sources[0]), quiet=quiet)
        document = _document(sources[0], reading, known, show)  # before an engine is loaded
        with opened(make(report=show)) as exporter:
            deliver(exporter.export(document), output)
        return

    def show_of(name: str, message: Message) -> None:
        messages_of(name, quiet=quiet)(message)

    def give_up(name: str, error: SeedpressError) -> NoReturn:
        raise ExportFailed(f"{name}: {error}") from error

    with opened(make(report=messages_of(_PROGRAM, quiet=quiet))) as exporter, Collection() as collection:
        able = collecting(exporter)  # before anything is read
        for source in sources:
            name = shown(source)
            collection.add(name, _document(source, reading, known, partial(show_of, name)))
        called = title or output.name.removesuffix(able.suffix).strip("-")
        deliver_parts(collection.exported(able, called, show_of, give_up), output)


@cli.command()
@_SOURCE
@_OUTPUT
@input_options
@quiet_option
def normalize(
    source: Path,
    output: Path,
    language: str | None,
    profile: str | None,
    profiles: Path | None,
    encoding: str | None,
    quiet: bool,
) -> None:
    """Write the canonical XML of one document.

    \b
    seedpress normalize article.txt
    seedpress normalize - < article.txt > article.xml
    """
    refuse_overwriting(source, output)
    known, reading = load_profiles(profiles), Reading(language, profile, encoding)
    document = _document(source, reading, known, messages_of(shown(source), quiet=quiet))
    deliver(to_xml(document), output)


@cli.command("recover")
@_SOURCE
@_OUTPUT
def recover_command(source: Path, output: Path) -> None:
    """Write the document that a file carries.

    It is written as canonical XML. FILE is a PDF, EPUB or DOCX of ours, which carries its
    document, or canonical XML itself. It is told by its content, not by its name.

    \b
    seedpress recover sheet.pdf
    seedpress recover article.docx -o article.xml
    """
    refuse_overwriting(source, output)
    data = read(source)
    with naming(source):
        document = recover(data)
    deliver(to_xml(document), output)


@cli.command()
def formats() -> None:
    """List the formats, who brings each, and its options."""
    print_lines(line for name in format_names() for line in _format_lines(name))


@cli.command()
@click.option("--fonts/--no-fonts", default=True, help="Look for the fonts of all scripts, too.")
@click.option("--packages", is_flag=True, help="Only print the names of the Debian packages to install.")
def doctor(fonts: bool, packages: bool) -> int:
    """Check that all is installed that the formats need.

    \b
    seedpress doctor
    sudo apt-get install $(seedpress doctor --packages)
    """
    findings = list(examine(fonts=fonts))
    missing = [finding for finding in findings if finding.found is None]
    if packages:
        print_lines(dict.fromkeys(finding.package for finding in missing if finding.package))
        return 0
    print_lines(
        f"{f.name:<16} {f.found or 'missing':<8} {f.purpose:<22} {_advice(f)}".rstrip() for f in findings
    )
    needed = [finding.name for finding in missing if finding.required]
    if needed:
        raise MissingTool(f"not installed, but needed: {', '.join(needed)}")
    return 0


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    bash: eval "$(seedpress completion bash)"    in ~/.bashrc
    zsh:  eval "$(seedpress completion zsh)"     in ~/.zshrc
    fish: seedpress completion fish | source     in ~/.config/fish/config.fish
    """
    completer = get_completion_class(shell)
    assert completer, "the choices of the argument are shells that click knows"
    print_lines([completer(cli, {}, _PROGRAM, f"_{_PROGRAM.upper()}_COMPLETE").source()])


cli.add_command(check_command)
cli.add_command(build_command)


# --- What the commands share ---------------------------------------------------------------


def _document(source: Path, reading: Reading, profiles: Profiles, show: Report) -> Document:
    data = read(source)
    with naming(source):
        normalized = document_of(data, source, reading, profiles)
    for message in normalized.messages:
        show(message)
    return normalized.document


def _format_of(output: Path) -> str:
    """The format that is meant by the suffix of the file `output`."""
    name = output.name.lower()
    fitting = [cls for cls in exporter_classes() if name.endswith(cls.suffix)]
    if not fitting:
        raise UsageError(f"which format? give --to, one of: {', '.join(format_names())}")
    # ".xml" ends ".mediawiki.xml" too. And where several formats have one suffix, one may be called so.
    longest = max(len(cls.suffix) for cls in fitting)
    names = [cls.name for cls in fitting if len(cls.suffix) == longest]
    return suffix if (suffix := output.suffix.lower()[1:]) in names else names[0]


def _format_lines(name: str) -> Iterator[str]:
    try:
        cls = exporter_class(name)
    except Exception as error:
        yield f"{name:<15} {format_origin(name)}: does not load: {error}"
        return
    blank = " " * 16
    yield f"{name:<15} {cls.suffix:<15} {cls.media_type}  ({format_origin(name)})"
    yield f"{blank}{cls.summary}"
    yield from (f"{blank}{line}" for line in flag_lines(cls))


def _advice(finding: Finding) -> str:
    if finding.found is not None:
        return ""
    return f"install {finding.package}" if finding.package else "install seedpress again"
