"""The command ``seedpress build``."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from pipeline.batch.inputs import open_inputs
from pipeline.batch.plan import plan
from pipeline.batch.run import run_tasks
from pipeline.batch.source import Reading, shown
from pipeline.batch.stopping import Stopping
from pipeline.batch.supervisor import Limits
from pipeline.batch.task import Settings
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

_LIMITS = Limits()


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
    "-j", "--jobs", type=click.IntRange(min=1), help="Worker processes; one a processor unless given."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0),
    default=_LIMITS.timeout,
    show_default=True,
    help="Seconds that a document may take; 0 for any time.",
)
@click.option(
    "--memory-limit",
    metavar="MIB",
    type=click.IntRange(min=0),
    default=_LIMITS.memory,
    show_default=True,
    help="What a worker may need, and each program that it starts; 0 for all.",
)
@styles_option
@input_options
@quiet_option
def build_command(
    inputs: Sequence[Path],
    format_lists: Sequence[str],
    out: Path,
    jobs: int | None,
    timeout: float,
    memory_limit: int,
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
    the output folder. A document that fails stops no other.

    \b
    seedpress build articles/ --to pdf,epub,docx,mediawiki --out out/
    seedpress build one.txt two.txt --to pdf --page-size letter --out out/
    """
    names = list(dict.fromkeys(name for several in format_lists for name in several.split(",") if name))
    if not names:
        raise UsageError(f"which formats? give --to, some of: {', '.join(format_names())}")
    reading = Reading(language, profile, encoding)
    reading.check(load_profiles(profiles))
    settings = Settings(out, find_styles(styles), options_by_format(names, flags), reading, profiles)
    planned = plan(open_inputs(inputs, out), names, out)
    counts: Counter[str] = Counter()
    jobs = min(jobs or _processors(), planned.documents)
    report = messages_of("seedpress", quiet=quiet)
    limits = Limits(timeout, memory_limit)
    with Stopping() as stopping:
        for outcome in run_tasks(
            planned.tasks(), names, settings, jobs=jobs, limits=limits, report=report, stopping=stopping
        ):
            show = messages_of(outcome.source.name, quiet=quiet)
            for message in outcome.all_messages:
                show(message)
            for failure in outcome.failures:
                click.echo(f"{outcome.source.name}: error: {failure}", err=True)
            counts["failed" if outcome.failures else "built"] += 1
            counts["files"] += len(outcome.made)
    result = f"{counts['failed']} failed, {counts['files']} files written to {shown(out)}"
    if stopping.signal:
        built = f"{counts['built']} of {planned.documents} built"
        click.echo(f"seedpress: interrupted: {built}, {result}", err=True)
        return 128 + stopping.signal
    if not quiet:
        click.echo(f"seedpress: {counts['built']} built, {result}", err=True)
    return 1 if counts["failed"] else 0


def _processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
