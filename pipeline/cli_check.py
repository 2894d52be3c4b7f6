"""The command ``seedpress check``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

import click

from pipeline.cli_flags import input_options
from pipeline.cli_output import messages_of
from pipeline.errors import SeedpressError, UnreadableInput, UsageError
from pipeline.profiles import load_profiles

_FORMATS = ("text", "json", "sarif", "github")


@click.command("check")
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format", "format_name", type=click.Choice(_FORMATS), default="text", show_default=True,
    help="How findings are written.",
)  # fmt: skip
@click.option("--list", "list_checks", is_flag=True, help="List the checks, and do nothing else.")
@click.option("--disable", metavar="CODE", multiple=True, help="Leave a check out; may be given again.")
@input_options
def check_command(
    files: Sequence[Path],
    format_name: str,
    list_checks: bool,
    disable: tuple[str, ...],
    language: str | None,
    profile: str | None,
    profiles: Path | None,
    encoding: str | None,
) -> int:
    """Find where an article disagrees with itself.

    FILE is seed text, canonical XML, or a PDF, EPUB or DOCX that carries it, '-' is standard input;
    or what holds many of these: a folder, a quoted pattern, .zip, .jsonl, .jsonl.gz, or a wiki's .json,
    as of 'seedpress build'. Only seed text has lines and columns to name.

    \b
    seedpress check article.txt
    seedpress check articles/*.txt --format sarif > checks.sarif
    seedpress check article.txt --disable section-empty

    Exit code 1: an error was found; warnings and notes leave it 0. A file that can't be read
    stops no other; its exit code is the one that stays.
    """
    # The checks bring Babel's data; a command line that only shows its help does without.
    from pipeline.batch.inputs import loaded_inputs
    from pipeline.batch.reading import Reading, document_of
    from pipeline.batch.source import naming, read
    from pipeline.checks import CHECKS, Finding, check, check_codes
    from pipeline.checks.formats import FORMATS

    if list_checks:
        click.echo("\n".join(f"{each.code:<26}{each.severity:<9}{each.summary}" for each in CHECKS))
        return 0
    if not files:
        raise UsageError("nothing to check: name a file ('seedpress check --list' lists the checks)")
    disabled = check_codes(disable)
    known, reading = load_profiles(profiles), Reading(language, profile, encoding)
    reading.check(known)
    found: list[tuple[str, Finding]] = []
    exit_code = 0
    for source in loaded_inputs(files):
        path = Path(source.location or source.name)
        name = "<stdin>" if source.location == "-" else str(path)
        try:
            if source.error:
                raise UnreadableInput(f"cannot read {name!r}: {source.error}")
            data = read(path) if source.content is None else source.content
            with naming(path):
                document = document_of(data, PurePath(source.file), reading, known).document
        except SeedpressError as error:
            click.echo(f"seedpress: error: {' '.join(str(error).split())}", err=True)
            exit_code = max(exit_code, error.exit_code)
        else:
            findings = check(document, profiles=known, disable=disabled, report=messages_of(name))
            found += ((name, finding) for finding in findings)
    click.echo(FORMATS[format_name](found), nl=False)
    return exit_code or int(any(finding.severity == "error" for _, finding in found))
