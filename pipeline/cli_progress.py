"""What ``seedpress build`` says while it works, and at its end.

On a terminal that is a bar, with messages and failures above it; elsewhere lines: a message or
failure each, a word on how far it is from time to time, and the summary. Under ``--json`` it is
events for machines, a line of JSON each on standard output (``docs/batch.md`` has all of them).
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from pipeline.batch.entry import compact, entry_of, failures_data, file_data, message_data
from pipeline.batch.repeat import nothing_to_do
from pipeline.batch.source import shown
from pipeline.batch.task import Outcome
from pipeline.cli_output import print_lines
from pipeline.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import Progress as RichProgress

    from pipeline.batch.url import Url

_PROGRAM = "seedpress"

# How far it is, is said after so many documents or seconds.
_DOCUMENTS = 1000
_SECONDS = 10.0


class Progress:
    """Counts what is done, and says nothing of it; the others say it in their ways.

    `clock` gives seconds. The counts are of documents, but for ``files`` and ``bytes``.
    """

    def __init__(self, *, quiet: bool = False, clock: Callable[[], float] = monotonic) -> None:
        self.counts: Counter[str] = Counter(built=0, up_to_date=0, failed=0, removed=0, files=0, bytes=0)
        self.total = 0
        self._quiet = quiet
        self._clock = clock
        self._begin = clock()

    @property
    def failed(self) -> int:
        """How many documents have a failure."""
        return self.counts["failed"]

    @property
    def seconds(self) -> float:
        """The time since it began."""
        return self._clock() - self._begin

    @property
    def rate(self) -> float:
        """How many documents were worked on in a second."""
        return (self.counts["built"] + self.counts["failed"]) / max(self.seconds, 0.001)

    def start(self, documents: int, *, up_to_date: int = 0) -> None:
        """There are `documents` in all, of which `up_to_date` need no work."""
        self.total = documents
        self.counts["up_to_date"] = up_to_date

    def remark(self, message: Message, source: str = _PROGRAM) -> None:
        """`message` is about `source`; about no document unless that is given."""

    def done(self, outcome: Outcome) -> None:
        """A task is done."""
        for message in outcome.all_messages:
            self.remark(message, outcome.source.name)
        self.counts["failed" if outcome.failures else "built"] += 1
        self.counts["files"] += len(outcome.made)
        self.counts["bytes"] += sum(made.size for made in outcome.made)

    def end(self, out: Path | Url, *, interrupted: bool = False) -> None:
        """All is done, or `interrupted`, and written to `out`."""


class Lines(Progress):
    """Lines on standard error; under ``--quiet`` errors alone."""

    def __init__(self, *, quiet: bool = False, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(quiet=quiet, clock=clock)
        self._said = (0, self._begin)

    def remark(self, message: Message, source: str = _PROGRAM) -> None:
        """Show `message`."""
        if not self._quiet:
            self._say(message.line(source))

    def done(self, outcome: Outcome) -> None:
        """Show what was remarked on the document and what has failed, and sometimes how far it is."""
        super().done(outcome)
        for failure in outcome.failures:
            self._say(f"{outcome.source.name}: error: {failure}")
        self._advance()

    def end(self, out: Path | Url, *, interrupted: bool = False) -> None:
        """Show the summary; how far it was interrupted even under ``--quiet``."""
        if interrupted:
            self._say(
                f"{_PROGRAM}: interrupted: {self._summary(out, of=self.total - self.counts['up_to_date'])}"
            )
        elif not self._quiet:
            self._say(f"{_PROGRAM}: {self._summary(out)}")

    def _advance(self) -> None:
        number = self.counts["built"] + self.counts["failed"]
        documents, moment = self._said
        now = self._clock()
        if self._quiet or (number - documents < _DOCUMENTS and now - moment < _SECONDS):
            return
        self._said = (number, now)
        of = self.total - self.counts["up_to_date"]
        self._say(
            f"{_PROGRAM}: {number} of {of} documents, {self.failed} failed, {self.rate:.1f} documents/s"
        )

    def _summary(self, out: Path | Url, *, of: int | None = None) -> str:
        counts = self.counts
        if counts["up_to_date"] and not (counts["built"] or counts["failed"] or counts["removed"]):
            return nothing_to_do(counts["up_to_date"])
        parts = [f"{counts['built']} built" if of is None else f"{counts['built']} of {of} built"]
        if counts["up_to_date"]:
            parts.append(f"{counts['up_to_date']} up to date")
        if counts["removed"]:
            parts.append(f"{counts['removed']} files removed")
        parts += [f"{counts['failed']} failed", f"{counts['files']} files written to {shown(out)}"]
        size = counts["bytes"]
        amount = f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"
        amount += f" in {self.seconds:.1f} s, {self.rate:.1f} documents/s"
        return f"{', '.join(parts)} ({amount})"

    def _say(self, line: str) -> None:
        click.echo(line, err=True)


class Bar(Lines):
    """A bar on a terminal, with all lines above it."""

    def __init__(self, bar: RichProgress) -> None:
        super().__init__()
        self._bar = bar
        self._task = bar.add_task("", total=None, rate="", failed="")

    def start(self, documents: int, *, up_to_date: int = 0) -> None:
        """Show an empty bar."""
        super().start(documents, up_to_date=up_to_date)
        self._bar.update(self._task, total=documents - up_to_date)

    def end(self, out: Path | Url, *, interrupted: bool = False) -> None:
        """Take the bar away, and show the summary."""
        self._bar.stop()
        super().end(out, interrupted=interrupted)

    def _advance(self) -> None:
        failed = f"{self.failed} failed" if self.failed else ""
        self._bar.update(self._task, advance=1, rate=f"{self.rate:.1f} documents/s", failed=failed)

    def _say(self, line: str) -> None:
        from rich.text import Text

        self._bar.console.print(Text(line), soft_wrap=True)


class Events(Progress):
    """A line of JSON on standard output for each thing that happens; messages not under ``--quiet``."""

    def start(self, documents: int, *, up_to_date: int = 0) -> None:
        """The event ``start``."""
        super().start(documents, up_to_date=up_to_date)
        self._tell("start", documents=documents, up_to_date=up_to_date)

    def remark(self, message: Message, source: str = _PROGRAM) -> None:
        """The event ``message``."""
        if not self._quiet:
            about = {} if source == _PROGRAM else {"source": source}
            self._tell("message", **about, **message_data(message))

    def done(self, outcome: Outcome) -> None:
        """The event ``document``."""
        super().done(outcome)
        entry = entry_of(outcome)
        self._tell(
            "document",
            stem=entry.stem,
            source=entry.source,
            digest=entry.digest,
            state="failed" if entry.failures else "built",
            files=[file_data(file) for file in entry.files],
            failures=failures_data(entry.failures),
        )

    def end(self, out: Path | Url, *, interrupted: bool = False) -> None:
        """The event ``summary``."""
        self._tell(
            "summary",
            out=str(out),
            documents=self.total,
            **self.counts,
            seconds=round(self.seconds, 3),
            interrupted=interrupted,
        )

    def _tell(self, event: str, **data: Any) -> None:
        print_lines([compact({"event": event, **data})])


@contextmanager
def open_progress(*, quiet: bool, as_json: bool) -> Iterator[Progress]:
    """What shows the progress of a build, for the time of a ``with`` block."""
    if as_json:
        yield Events(quiet=quiet)
    elif quiet or not _is_terminal():
        yield Lines(quiet=quiet)
    else:
        with _rich_bar() as bar:
            yield Bar(bar)


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") not in (None, "", "dumb")


def _rich_bar() -> RichProgress:
    # Not at the top: who redirects standard error never needs it.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        BarColumn(bar_width=None, complete_style="cyan"),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[failed]}", style="bold red"),
        console=Console(stderr=True, highlight=False),
        transient=True,
        expand=True,
        refresh_per_second=8,
        redirect_stdout=False,
        redirect_stderr=False,
    )
