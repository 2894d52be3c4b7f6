"""A worker's part of a batch: a source is read and normalized once, and exported to all its targets.

What is written depends on the task and the settings alone, not on what the worker did before.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePath
from time import perf_counter

from pipeline.batch.entry import card_of
from pipeline.batch.reading import document_of
from pipeline.batch.source import Source, read
from pipeline.batch.store import open_store
from pipeline.batch.supervisor import out_of_memory
from pipeline.batch.task import Card, Failure, Made, Outcome, Settings, Target, Task
from pipeline.batch.thumbnail import place_of_thumbnail, thumbnail_of
from pipeline.batch.url import Url, is_url
from pipeline.document import Document
from pipeline.errors import MissingTool, SeedpressError, UnreadableInput, UnwritableOutput, UsageError
from pipeline.exporters import Exporter, make_exporter, opened
from pipeline.messages import Message
from pipeline.profiles import Profiles, load_profiles

# Has what most articles have: a language to tell, facts to read, and values in prose.
_EXAMPLE = """\
= A film =

A film
- Director: Ann Lee
- Released: 2012-07-25
- Gross: $9.4 million

A film is a 2012 American film that Ann Lee directed. It grossed $9.4 million in the United States.

== Cast ==
- Ann Lee as herself
"""


class Workshop:
    """Works through tasks one after another; makes each exporter once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = open_store(settings.out)
        self._exporters: dict[str, Exporter] = {}
        self._messages: list[Message] = []
        self._thumbnail = ""  # its place, once that of the document at hand is drawn
        self._open = ExitStack()

    @cached_property
    def _profiles(self) -> Profiles:
        # Not made with the workshop: a worker process can't raise an error before it has a task.
        return load_profiles(self._settings.profiles)

    def close(self) -> None:
        """Close the exporters that hold anything."""
        self._open.close()

    def prepare(self, formats: Iterable[str]) -> tuple[Message, ...]:
        """Make the exporters of `formats` that aren't yet; what they have to say about their styles.

        Raises:
            UsageError: a style file, a profile or an option is wrong.
            MissingTool: something that an engine needs is not installed.
        """
        self._messages.clear()
        for name in formats:
            if name not in self._exporters:
                options = self._settings.options.get(name, {})
                exporter = make_exporter(
                    name,
                    styles=self._settings.styles,
                    profiles=self._profiles,
                    report=self._messages.append,
                    **options,
                )
                self._exporters[name] = self._open.enter_context(opened(exporter))
        return tuple(dict.fromkeys(self._messages))

    def check_store(self) -> None:
        """Find out whether anything can be written, before a document is.

        Raises:
            UnwritableOutput: nothing can.
        """
        self._store.check()

    def warm_up(self) -> None:
        """Load what is else loaded with the first document, for copies of this process.

        Not by exporting it, too: that costs as much as it saves where there are few documents.
        """
        reading = self._settings.reading
        document_of(_EXAMPLE.encode(reading.encoding or "utf-8"), PurePath(), reading, self._profiles)

    def do(self, task: Task) -> Outcome:
        """Carry out `task`. What goes wrong with its document is in the outcome.

        Raises:
            UsageError, MissingTool: no document can be exported like this.
        """
        self.prepare(target.format for target in task.targets)  # what that says is said of no document
        reading, digest = self._settings.reading, ""
        told = task.source._replace(content=None)  # who gave the content need not have it back
        try:
            data = content_of(task.source)
            digest = sha256(data).hexdigest()
            normalized = document_of(data, PurePath(task.source.file), reading, self._profiles)
        except (UsageError, MissingTool):
            raise
        except Exception as error:
            return Outcome(told, digest, failures=(Failure("", reason_of(error)),))
        made, failures = [], []
        self._thumbnail = ""
        for target in task.targets:
            try:
                made.append(self._make(target, normalized.document, task.source.stem))
            except (UsageError, MissingTool):
                raise
            except Exception as error:
                failures.append(Failure(target.format, reason_of(error)))
        card = self._card(normalized.document)
        return Outcome(told, digest, tuple(made), tuple(failures), normalized.messages, card)

    def _make(self, target: Target, document: Document, stem: str) -> Made:
        self._messages.clear()
        begin = perf_counter()
        content = self._exporters[target.format].export(document)
        modified = self._store.write(target.path, content)
        made = Made(
            format=target.format,
            path=target.path,
            digest=sha256(content).hexdigest(),
            size=len(content),
            modified=modified,
            seconds=perf_counter() - begin,
            messages=tuple(dict.fromkeys(self._messages)),
        )
        if self._settings.thumbnails and target.format == "pdf":
            self._draw(stem, content)
        return made

    def _draw(self, stem: str, pdf: bytes) -> None:
        """Write the thumbnail of `pdf`; where that can't be done, there is none."""
        place = place_of_thumbnail(stem)
        with suppress(UnwritableOutput):
            if picture := thumbnail_of(pdf):
                self._store.write(place, picture)
                self._thumbnail = place

    def _card(self, document: Document) -> Card | None:
        try:
            return replace(card_of(document, self._profiles), thumbnail=self._thumbnail)
        except Exception:  # the files are written: a gallery that shows less is no failure
            return None


def content_of(of: Source) -> bytes:
    """The bytes of the source `of`. Raises `UnreadableInput` where it can't be read."""
    if of.error:
        raise UnreadableInput(of.error)
    if of.content is not None:
        return of.content
    if is_url(of.location):
        from pipeline.batch import remote

        return remote.read(Url(of.location))
    return read(Path(of.location))


def reason_of(error: Exception) -> str:
    """One line that says what `error` is; an error that isn't ours is named by its type."""
    if _is_short_of_memory(error):
        return out_of_memory()
    text = (
        str(error)
        if isinstance(error, SeedpressError)
        else f"internal error: {type(error).__name__}: {error}"
    )
    return " ".join(text.split())


def _is_short_of_memory(error: BaseException | None) -> bool:
    """Whether there was no memory, whatever an engine has made of that."""
    return error is not None and (
        isinstance(error, MemoryError) or _is_short_of_memory(error.__cause__ or error.__context__)
    )
