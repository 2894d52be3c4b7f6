"""The command ``seedpress build``."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pipeline.batch.collect import sources_of
from pipeline.batch.inputs import open_inputs
from pipeline.batch.plan import plan
from pipeline.batch.run import run_tasks
from pipeline.batch.source import Reading, shown
from pipeline.batch.task import Settings
from pipeline.cli_collect import build_collection, files_of_collection
from pipeline.cli_flags import (
    ExportCommand,
    complete_formats,
    input_options,
    options_by_format,
    quiet_option,
    styles_option,
)
from pipeline.cli_output import messages_of
from pipeline.errors import UsageError
from pipeline.exporters import format_names
from pipeline.profiles import load_profiles
from pipeline.styles import find_styles


@click.command("build", cls=ExportCommand)
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--to",
    "format_lists",
    metavar="FORMAT,…",
    shell_complete=complete_formats,
    multiple=True,
    required=True,
    help="The formats.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to write to.")
@click.option(
    "--collect",
    metavar="TITLE",
    help="One file of all the documents in each format, called TITLE, not a file for each.",
)
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="Worker processes; one a processor unless given."
)
@styles_option
@input_options
@quiet_option
def build_command(
    inputs: Sequence[Path],
    format_lists: Sequence[str],
    out: Path,
    collect: str | None,
    jobs: int | None,
    styles: Path | None,
    language: str | None,
    profile: str | None,
    profiles: Path | None,
    encoding: str | None,
    quiet: bool,
    **flags: Any,
) -> int:
    """Write many documents, each in all the formats.

    An INPUT is a file, or a folder that is searched for .txt and .xml files; a PDF, EPUB or DOCX
    that carries its document has to be named itself. The folders of the inputs come back below
    the output folder. A document that fails stops no other. With --collect, all documents become
    one EPUB, PDF, DOCX or mediawiki-dump, in the order of the inputs, with one table of contents.

    \b
    seedpress build articles/ --to pdf,epub,docx,mediawiki --out out/
    seedpress build one.txt two.txt --to pdf --page-size letter --out out/
    seedpress build articles/ --collect "My articles" --to epub,pdf --out out/
    """
    names = list(dict.fromkeys(name for several in format_lists for name in several.split(",") if name))
    if not names:
        raise UsageError(f"which formats? give --to, some of: {', '.join(format_names())}")
    reading = Reading(language, profile, encoding)
    reading.check(load_profiles(profiles))
    options = options_by_format(names, flags)
    if collect is not None:
        files_of_collection(collect, names, out)  # what is wrong with it is said before the inputs are read
    settings = Settings(out, find_styles(styles), options, reading, profiles)
    if collect is not None:
        return build_collection(collect, sources_of(open_inputs(inputs, out)), names, settings, quiet=quiet)
    planned = plan(open_inputs(inputs, out), names, out)
    counts: Counter[str] = Counter()
    jobs = min(jobs or _processors(), planned.documents)
    report = messages_of("seedpress", quiet=quiet)
    for outcome in run_tasks(planned.tasks(), names, settings, jobs=jobs, report=report):
        show = messages_of(outcome.source.name, quiet=quiet)
        for message in outcome.all_messages:
            show(message)
        for failure in outcome.failures:
            click.echo(f"{outcome.source.name}: error: {failure}", err=True)
        counts["failed" if outcome.failures else "built"] += 1
        counts["files"] += len(outcome.made)
    if not quiet:
        summary = f"{counts['built']} built, {counts['failed']} failed, {counts['files']} files written"
        click.echo(f"seedpress: {summary} to {shown(out)}", err=True)
    return 1 if counts["failed"] else 0


def _processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
