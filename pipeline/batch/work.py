"""A worker's part of a batch: a source is read and normalized once, and exported to all its targets.

What is written depends on the task and the settings alone, not on what the worker did before.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePath
from time import perf_counter

from pipeline.batch.reading import document_of
from pipeline.batch.source import Source, read
from pipeline.batch.store import open_store
from pipeline.batch.supervisor import out_of_memory
from pipeline.batch.task import Failure, Made, Outcome, Settings, Target, Task
from pipeline.batch.url import Url, is_url
from pipeline.document import Document
from pipeline.errors import MissingTool, SeedpressError, UsageError
from pipeline.exporters import Exporter, make_exporter, opened
from pipeline.messages import Message
from pipeline.profiles import Profiles, load_profiles


class Workshop:
    """Works through tasks one after another; makes each exporter once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = open_store(settings.out)
        self._exporters: dict[str, Exporter] = {}
        self._messages: list[Message] = []
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

    def do(self, task: Task) -> Outcome:
        """Carry out `task`. What goes wrong with its document is in the outcome.

        Raises:
            UsageError, MissingTool: no document can be exported like this.
        """
        self.prepare(target.format for target in task.targets)  # what that says is said of no document
        reading, digest = self._settings.reading, ""
        try:
            data = _content(task.source)
            digest = sha256(data).hexdigest()
            normalized = document_of(data, PurePath(task.source.file), reading, self._profiles)
        except (UsageError, MissingTool):
            raise
        except Exception as error:
            return Outcome(task.source, digest, failures=(Failure("", reason(error)),))
        made, failures = [], []
        for target in task.targets:
            try:
                made.append(self._make(target, normalized.document))
            except (UsageError, MissingTool):
                raise
            except Exception as error:
                failures.append(Failure(target.format, reason(error)))
        return Outcome(task.source, digest, tuple(made), tuple(failures), normalized.messages)

    def _make(self, target: Target, document: Document) -> Made:
        self._messages.clear()
        begin = perf_counter()
        content = self._exporters[target.format].export(document)
        modified = self._store.write(target.path, content)
        return Made(
            format=target.format,
            path=target.path,
            digest=sha256(content).hexdigest(),
            size=len(content),
            modified=modified,
            seconds=perf_counter() - begin,
            messages=tuple(dict.fromkeys(self._messages)),
        )


def _content(of: Source) -> bytes:
    if of.content is not None:
        return of.content
    if is_url(of.location):
        from pipeline.batch import remote

        return remote.read(Url(of.location))
    return read(Path(of.location))


def reason(error: Exception) -> str:
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
