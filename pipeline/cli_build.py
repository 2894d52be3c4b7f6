"""The command ``seedpress build``."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.batch.build import explained, ledger_of, pruned, recipes_for, recorded
from pipeline.batch.inputs import open_inputs
from pipeline.batch.ledger import Ledger
from pipeline.batch.plan import Plan, Recipes, plan
from pipeline.batch.reading import Reading
from pipeline.batch.repeat import keep, key_of
from pipeline.batch.run import run_tasks
from pipeline.batch.source import shown
from pipeline.batch.stopping import Stopping
from pipeline.batch.supervisor import Limits
from pipeline.batch.task import Outcome, Settings
from pipeline.batch.url import Url, is_url, place_of
from pipeline.cli_flags import (
    ExportCommand,
    complete_formats,
    input_options,
    options_by_format,
    quiet_option,
    styles_option,
)
from pipeline.cli_output import messages_of, print_lines
from pipeline.errors import MissingTool, UsageError
from pipeline.exporters import format_names
from pipeline.profiles import load_profiles
from pipeline.styles import find_styles

if TYPE_CHECKING:  # it needs Dask
    from pipeline.batch.cluster import Cluster

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
@click.option("--force", is_flag=True, help="Build everything, also what is up to date.")
@click.option("--verify", is_flag=True, help="Look at the content of sources, not at their times and sizes.")
@click.option("--dry-run", is_flag=True, help="Only say what would be built, and why.")
@click.option("--prune", is_flag=True, help="Remove what was built from sources that are gone.")
@styles_option
@input_options
@quiet_option
def build_command(
    inputs: Sequence[str],
    format_lists: Sequence[str],
    out_argument: str,
    jobs: int | None,
    timeout: float,
    memory_limit: int,
    scheduler: str | None,
    ledger_path: Path | None,
    force: bool,
    verify: bool,
    dry_run: bool,
    prune: bool,
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
    the output folder. A document that fails stops no other. Only what is missing, or was made from
    another text, or in another way, is built.

    \b
    seedpress build articles/ --to pdf,epub,docx,mediawiki --out out/
    seedpress build one.txt two.txt --to pdf --page-size letter --out out/
    seedpress build s3://bucket/articles --to pdf --out sftp://host/out --scheduler tcp://host:8786

    On a cluster the memory limits are those of its workers, and there is no time-out (docs/scale.md).
    """
    names = list(dict.fromkeys(name for several in format_lists for name in several.split(",") if name))
    if not names:
        raise UsageError(f"which formats? give --to, some of: {', '.join(format_names())}")
    reading = Reading(language, profile, encoding)
    reading.check(load_profiles(profiles))
    out = place_of(out_argument)
    if scheduler:  # its workers have other working folders
        _refuse_limits()
        inputs = [each if is_url(each) else os.path.abspath(each) for each in inputs]  # noqa: PTH100
        out = out.absolute() if isinstance(out, Path) else out
    settings = Settings(out, find_styles(styles), options_by_format(names, flags), reading, profiles)
    report = messages_of("seedpress", quiet=quiet)
    arguments = {"paths": list(inputs)}
    opened = open_inputs(out=out, **arguments)
    with ledger_of(out, report, ledger_path) as ledger, Stopping() as stopping:
        recipes, known = recipes_for(names, settings), ledger.known()
        planned = plan(opened, recipes, out, known, force=force, verify=verify)
        if dry_run:
            print_lines(_intentions(planned, recipes, ledger, prune=prune))
            return 0
        counts: Counter[str] = Counter()
        run = partial(run_tasks, planned.tasks(), names, settings, report=report, stopping=stopping)
        with ExitStack() as stack:
            if scheduler and planned.reasons:
                cluster = stack.enter_context(_cluster()(scheduler, settings, names, jobs=jobs))
                outcomes = run(jobs=cluster.jobs, executor=cluster, chunk_seconds=cluster.chunk_seconds)
            else:
                jobs = min(jobs or _processors(), len(planned.reasons)) or 1
                outcomes = run(jobs=jobs, limits=Limits(timeout, memory_limit))
            for outcome in recorded(outcomes, planned, recipes, ledger, known):
                _show(outcome, quiet=quiet)
                counts["failed" if outcome.failures else "built"] += 1
                counts["files"] += len(outcome.made)
        if stopping.signal:
            result = f"{counts['built']} of {len(planned.reasons)} built, {counts['failed']} failed"
            files = f"{counts['files']} files written to {_shown(out)}"
            click.echo(f"seedpress: interrupted: {result}, {files}", err=True)
            return 128 + stopping.signal
        if prune:
            counts["removed"] += sum(1 for _ in pruned(planned, known, ledger, out))
        if isinstance(out, Path) and not (force or verify or counts["failed"]):
            folders = [*settings.styles.folders, *filter(None, [profiles])]
            keep(ledger, key_of(click.get_current_context().obj), arguments, recipes, folders)
    if not quiet:
        click.echo(f"seedpress: {_summary(planned, counts)} to {_shown(out)}", err=True)
    return 1 if counts["failed"] else 0


def _refuse_limits() -> None:
    """Refuse what would be no limit at all."""
    source = click.get_current_context().get_parameter_source
    for name in ("timeout", "memory_limit"):
        if source(name) is click.core.ParameterSource.COMMANDLINE:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} is for workers of this machine; see docs/scale.md for a cluster's")


def _cluster() -> Callable[..., AbstractContextManager[Cluster]]:
    try:
        from pipeline.batch.cluster import connected
    except ModuleNotFoundError as error:
        raise MissingTool("--scheduler needs Dask: pip install 'seedpress[dask]'") from error
    return connected


def _shown(out: Path | Url) -> str:
    return shown(out) if isinstance(out, Path) else str(out)


def _show(outcome: Outcome, *, quiet: bool) -> None:
    show = messages_of(outcome.source.name, quiet=quiet)
    for message in outcome.all_messages:
        show(message)
    for failure in outcome.failures:
        click.echo(f"{outcome.source.name}: error: {failure}", err=True)


def _summary(planned: Plan, counts: Counter[str]) -> str:
    fresh = planned.documents - len(planned.reasons)
    numbers = {"built": counts["built"], "up to date": fresh, "failed": counts["failed"]}
    shown_numbers = [f"{count} {name}" for name, count in numbers.items() if count or name != "up to date"]
    removed = [f"{counts['removed']} files removed"] if counts["removed"] else []
    return ", ".join([*shown_numbers, *removed, f"{counts['files']} files written"])


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
