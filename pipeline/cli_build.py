"""The command ``seedpress build``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.batch.build import explained, ledger_of, pruned, recipes_for
from pipeline.batch.collect import sources_of
from pipeline.batch.gallery import GALLERY, GalleryStyle
from pipeline.batch.inputs import Selection, open_inputs
from pipeline.batch.leave import check_places, places_of
from pipeline.batch.ledger import Ledger
from pipeline.batch.plan import OWN_NAMES, Plan, Recipes, plan
from pipeline.batch.reading import Reading
from pipeline.batch.record import Record
from pipeline.batch.repeat import keep, key_of
from pipeline.batch.run import run_tasks
from pipeline.batch.source import shown
from pipeline.batch.stopping import Stopping
from pipeline.batch.supervisor import Limits
from pipeline.batch.task import Settings
from pipeline.batch.url import Url, is_url, place_of
from pipeline.cli_collect import build_collection, files_of_collection
from pipeline.cli_flags import (
    ExportCommand,
    complete_formats,
    input_options,
    options_by_format,
    quiet_option,
    styles_option,
)
from pipeline.cli_output import print_lines
from pipeline.cli_progress import open_progress
from pipeline.errors import MissingTool, UsageError
from pipeline.exporters import format_names
from pipeline.messages import Code, Message
from pipeline.profiles import load_profiles
from pipeline.styles import find_styles

if TYPE_CHECKING:  # it needs Dask
    from pipeline.batch.cluster import Cluster

_STANDARD_INPUT = "-"
_LIMITS = Limits()


@click.command("build", cls=ExportCommand)
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--to",
    "format_lists",
    metavar="FORMAT,…",
    shell_complete=complete_formats,
    multiple=True,
    required=True,
    help="The formats.",
)
@click.option(
    "--out", "out_argument", type=click.Path(), required=True, help="The folder to write to; or its URL."
)
@click.option(
    "--collect",
    metavar="TITLE",
    help="One file of all the documents in each format, called TITLE, not a file for each.",
)
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), help="Worker processes; one a processor unless given."
)
@click.option(
    "--include", metavar="PATTERN", multiple=True, help="Take only what fits this; may be given again."
)
@click.option(
    "--exclude", metavar="PATTERN", multiple=True, help="Leave out what fits this; may be given again."
)
@click.option(
    "-0", "--null", is_flag=True, help="The names on standard input end in NUL, as of 'find -print0'."
)
@click.option("--force", is_flag=True, help="Build everything, also what is up to date.")
@click.option("--verify", is_flag=True, help="Look at the content of sources, not at their times and sizes.")
@click.option("--dry-run", is_flag=True, help="Only say what would be built, and why.")
@click.option("--prune", is_flag=True, help="Remove what was built from sources that are gone.")
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
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Have the workers of a Dask cluster do it: its scheduler, as tcp://host:8786.",
)
@click.option(
    "--ledger",
    "ledger_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to keep what was built of what; else in the output folder, or for a URL among your files.",
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
    inputs: Sequence[str],
    format_lists: Sequence[str],
    out_argument: str,
    include: Sequence[str],
    exclude: Sequence[str],
    null: bool,
    collect: str | None,
    jobs: int | None,
    force: bool,
    verify: bool,
    dry_run: bool,
    prune: bool,
    timeout: float,
    memory_limit: int,
    scheduler: str | None,
    ledger_path: Path | None,
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

    \b
    An INPUT is
      a file         seed text, canonical XML, or a PDF, EPUB or DOCX that carries its document
      a folder       searched for .txt and .xml, and what --include names
      'a/**/*.txt'   a quoted pattern, searched for from its first folder
      .zip           as the folder that was packed
      .jsonl(.gz)    records {"id": …, "text": …}, one a line; the id becomes the file's name
      .json          a response of a MediaWiki's API with plain-text extracts
      -              the names of any of these on standard input, one a line

    The folders of the inputs come back below the output folder. A document that fails stops no other.
    Only what is missing, or was made from another text, or in another way, is built.

    With --collect, all documents become one EPUB, PDF, DOCX or mediawiki-dump, in the order of the
    inputs, with one table of contents.

    A PATTERN is as in .gitignore: '*.txt' and 'drafts' fit at any depth, 'films/**/x?.txt' from the
    top. It is compared with paths in folders and archives and with ids of records.

    \b
    seedpress build articles/ --to pdf,epub,docx,mediawiki --out out/
    seedpress build films.jsonl.gz --to pdf,epub,docx,mediawiki --out out/
    seedpress build one.txt two.txt --to pdf --page-size letter --out out/
    find articles -name '*.txt' -newer stamp -print0 | seedpress build -0 - --to pdf --out out/
    seedpress build articles/ --collect "My articles" --to epub,pdf --out out/
    seedpress build s3://bucket/articles --to pdf --out sftp://host/out --scheduler tcp://host:8786

    On a cluster the memory limits are those of its workers, and there is no time-out (docs/scale.md).
    """
    names = list(dict.fromkeys(name for several in format_lists for name in several.split(",") if name))
    if not names:
        raise UsageError(f"which formats? give --to, some of: {', '.join(format_names())}")
    reading = Reading(language, profile, encoding)
    reading.check(load_profiles(profiles))
    looks = find_styles(styles)
    options = options_by_format(names, flags)
    if not out_argument or not all(inputs):
        raise UsageError("an input or --out is empty: is a variable not set?")
    out = place_of(out_argument)
    inputs = [each if is_url(each) else str(Path(each)) for each in inputs]
    if collect is not None:
        if scheduler or not isinstance(out, Path):
            raise UsageError("--collect writes on this machine: there is no --scheduler or URL for it")
        files_of_collection(collect, names, out)  # what is wrong with it is said before the inputs are read
        if dry_run or prune or verify:
            raise UsageError(
                "--collect makes its files anew: there is no --dry-run, --prune or --verify for it"
            )
    if scheduler:
        inputs, out = _wherever(inputs, out)
    style = GalleryStyle(looks) if gallery else None
    settings = Settings(out, looks, options, reading, profiles, thumbnails=gallery)
    opened = open_inputs(inputs, out, Selection(include, exclude), null=null)
    if collect is not None:
        return build_collection(collect, sources_of(opened), names, settings, quiet=quiet)
    recipes = recipes_for(names, settings)
    with (
        open_progress(quiet=quiet, as_json=as_json) as progress,
        ledger_of(out, progress.remark, ledger_path) as ledger,
        Stopping() as stopping,
    ):
        known = ledger.known()
        own = OWN_NAMES if gallery else OWN_NAMES - {GALLERY}
        planned = plan(opened, recipes, out, known, force=force, verify=verify, own=own)
        if dry_run:
            print_lines(_intentions(planned, recipes, ledger, prune=prune))
            return 0
        check_places(out, gallery=gallery)
        todo = len(planned.reasons) + len(planned.broken)
        progress.start(planned.documents, up_to_date=planned.documents - todo)
        run = partial(run_tasks, planned.tasks(), names, settings, report=progress.remark, stopping=stopping)
        record = Record(planned, recipes, ledger, known)
        with ExitStack() as stack:
            if scheduler and planned.reasons:
                cluster = stack.enter_context(_cluster()(scheduler, settings, names, jobs=jobs))
                outcomes = run(jobs=cluster.jobs, executor=cluster, chunk_seconds=cluster.chunk_seconds)
            else:
                outcomes = run(jobs=min(jobs or _processors(), todo), limits=Limits(timeout, memory_limit))
            for outcome in record.kept(outcomes):
                progress.done(outcome)
        if stopping.signal:
            progress.end(out, interrupted=True)
            return 128 + stopping.signal
        try:
            if prune and any(not source.stem for source in planned.broken):
                text = "nothing is removed: as some inputs can't be read, nobody knows what is gone"
                progress.remark(Message(Code.NOT_PRUNED, text))
            elif prune:
                progress.counts["removed"] += sum(1 for _ in pruned(planned, known, ledger, out))
            record.leave(out, style)
            if isinstance(out, Path) and not (
                force
                or verify
                or prune
                or progress.failed
                or as_json
                or ledger_path
                or _STANDARD_INPUT in inputs
            ):
                folders = [*looks.folders, *filter(None, [styles, profiles])]
                kept = list(inputs), include, exclude
                left = list(places_of(gallery=gallery))
                with suppress(OSError):  # a working folder that was removed is no key
                    keep(ledger, key_of(click.get_current_context().obj), kept, recipes, folders, left)
        finally:
            progress.end(out)
    return 1 if progress.failed else 0


def _wherever(inputs: Sequence[str], out: Path | Url) -> tuple[list[str], Path | Url]:
    """`inputs` and `out`, as workers of a cluster find them, which have other working folders."""
    source = click.get_current_context().get_parameter_source
    for name in ("timeout", "memory_limit"):  # it would be no limit at all
        if source(name) is click.core.ParameterSource.COMMANDLINE:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} is for workers of this machine; see docs/scale.md for a cluster's")
    if _STANDARD_INPUT in inputs:
        raise UsageError("--scheduler takes no list of names on standard input: name their folder")
    absolute = [each if is_url(each) else os.path.abspath(each) for each in inputs]  # noqa: PTH100
    return absolute, out.absolute() if isinstance(out, Path) else out


def _cluster() -> Callable[..., AbstractContextManager[Cluster]]:
    try:
        from pipeline.batch.cluster import connected
    except ModuleNotFoundError as error:
        raise MissingTool("--scheduler needs Dask: pip install 'seedpress[dask]'") from error
    return connected


def _intentions(planned: Plan, recipes: Recipes, ledger: Ledger, *, prune: bool) -> Iterator[str]:
    """What a build would do, a line a file."""
    for stem, reasons in planned.reasons.items():
        for name, reason in reasons.items():
            why = explained(reason, recipes.parts[name], ledger)
            yield f"{shown(Path(stem + planned.suffixes[name]))}: {why}"
    for stem in planned.gone if prune else ():
        yield f"{shown(Path(stem))}.*: to be removed, its source is gone"


def _processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
