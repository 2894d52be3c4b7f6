"""The command ``seedpress build``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from pipeline.batch.entry import entry_of
from pipeline.batch.gallery import GalleryStyle
from pipeline.batch.inputs import open_inputs
from pipeline.batch.leave import check_places, leave
from pipeline.batch.plan import plan
from pipeline.batch.report import Entries
from pipeline.batch.run import run_tasks
from pipeline.batch.source import Reading
from pipeline.batch.task import Settings
from pipeline.cli_flags import (
    ExportCommand,
    complete_formats,
    input_options,
    options_by_format,
    quiet_option,
    styles_option,
)
from pipeline.cli_progress import open_progress
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
    "-j", "--jobs", type=click.IntRange(min=1), help="Worker processes; one a processor unless given."
)
@styles_option
@input_options
@click.option(
    "--gallery/--no-gallery",
    default=True,
    help="Write index.html, a page to look through and search, with thumbnails. [default: yes]",
)
@click.option("--json", "as_json", is_flag=True, help="Say what happens in lines of JSON on standard output.")
@quiet_option
def build_command(
    inputs: Sequence[Path],
    format_lists: Sequence[str],
    out: Path,
    jobs: int | None,
    styles: Path | None,
    language: str | None,
    profile: str | None,
    profiles: Path | None,
    encoding: str | None,
    gallery: bool,
    as_json: bool,
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
    found = find_styles(styles)
    settings = Settings(out, found, options_by_format(names, flags), reading, profiles, thumbnails=gallery)
    planned = plan(open_inputs(inputs, out), names, out)
    check_places(planned, out, gallery=gallery)
    style = GalleryStyle(found) if gallery else None
    jobs = min(jobs or _processors(), planned.documents)
    with open_progress(quiet=quiet, as_json=as_json) as progress, closing(Entries()) as entries:
        progress.start(planned.documents)
        for outcome in run_tasks(planned.tasks(), names, settings, jobs=jobs, report=progress.remark):
            progress.done(outcome)
            entries.add(entry_of(outcome))
        try:
            leave(entries, out, style)
        finally:
            progress.end(out)
    return 1 if progress.failed else 0


def _processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
