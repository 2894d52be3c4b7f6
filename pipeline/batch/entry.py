"""What a build knows of each document when it is over: for its report, its gallery, and the next build.

An entry is a value that can be written as one line of JSON and read back, so that thousands of
them can lie on a disk. ``docs/report.schema.json`` has its form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.batch.task import Card, Failure, Outcome
from pipeline.document import Document, Position
from pipeline.messages import Code, Message, Report, ignore
from pipeline.profiles import Profiles


@dataclass(frozen=True, slots=True)
class File:
    """A file that was written, as `task.Made` has it, but for when."""

    format: str
    path: str
    digest: str
    size: int
    seconds: float
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of an output folder.

    `source` is what messages call it, `digest` that of its bytes. `card` is ``None`` where there is
    no document. `messages` are those on the document itself; its files have their own.
    """

    stem: str
    source: str
    digest: str = ""
    card: Card | None = None
    files: tuple[File, ...] = ()
    failures: tuple[Failure, ...] = ()
    messages: tuple[Message, ...] = ()

    @property
    def all_messages(self) -> tuple[Message, ...]:
        """What was remarked on the document and by its exporters, each thing once."""
        return tuple(dict.fromkeys((*self.messages, *(m for file in self.files for m in file.messages))))

    @property
    def warnings(self) -> int:
        """How many of `all_messages` are more than notes."""
        return sum(message.severity == "warning" for message in self.all_messages)

    def as_json(self) -> str:
        """This entry as one line of JSON, with its keys in order."""
        return compact(_entry_data(self))

    @classmethod
    def from_json(cls, text: str) -> Entry:
        """The entry that `as_json` wrote as `text`.

        Raises:
            ValueError, KeyError, TypeError: `text` is no such thing.
        """
        return _entry(json.loads(text))


def entry_of(outcome: Outcome, before: Entry | None = None) -> Entry:
    """What is known of a document after `outcome`, where `before` is what was known until then.

    Of the files that were not made this time, those `before` it of the same source are kept, and
    so is its thumbnail, unless making them has failed now.
    """
    files = {
        made.format: File(made.format, made.path, made.digest, made.size, made.seconds, made.messages)
        for made in outcome.made
    }
    failed = {failure.format for failure in outcome.failures}
    card = outcome.card
    if before is not None and before.digest == outcome.digest and "" not in failed:
        kept = (f for f in before.files if f.format not in files and f.format not in failed)
        files |= {file.format: file for file in kept}
        if card and before.card and not card.thumbnail and "pdf" in files:
            card = replace(card, thumbnail=before.card.thumbnail)
    return Entry(
        stem=outcome.source.stem,
        source=outcome.source.name,
        digest=outcome.digest,
        card=card,
        files=tuple(files[name] for name in sorted(files)),
        failures=outcome.failures,
        messages=outcome.messages,
    )


# --- Cards -----------------------------------------------------------------------------------

_LEAD = 260
_FACTS = 3
_VALUE = 64


def card_of(document: Document, profiles: Profiles, report: Report = ignore) -> Card:
    """The card of `document`, which one of `profiles` read; `report` is told where none did."""
    # Not at the top: a build that has nothing to do imports no exporter.
    from pipeline.exporters._sheet_budgets import Budget
    from pipeline.exporters._sheet_values import in_brief
    from pipeline.exporters.sheet import sheet_of

    profile = profiles.that_read(document.profile, report)
    budget = Budget(lead=_LEAD, extracts=0, extract=0, cast=0, note=0, facts=100, value=_VALUE, figures=0)
    sheet = sheet_of(document, profile, budget)
    rows = ((row.label, ", ".join(row.lines) + (" …" if row.more else "")) for row in sheet.facts)
    told = {fact.label for fact in document.facts if fact.name in profile.essentials and in_brief(fact)}
    return Card(
        title=sheet.title,
        language=document.language,
        kind=profile.name,
        lead=" ".join(line.text for line in sheet.lead),
        essentials=sheet.essentials,
        facts=tuple(row for row in rows if row[0] not in told)[:_FACTS],
    )


# --- JSON ------------------------------------------------------------------------------------


def compact(data: Any) -> str:
    """`data` as one line of JSON that can be encoded as UTF-8, the same for the same data."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # the name of a file whose bytes are no UTF-8
        return json.dumps(data, sort_keys=True, separators=(",", ":"))
    return text


def message_data(message: Message) -> dict[str, Any]:
    """`message` for machines, without what it lacks."""
    return {key: value for key, value in message.as_dict().items() if value is not None}


def _entry_data(entry: Entry) -> dict[str, Any]:
    return {
        "stem": entry.stem,
        "source": entry.source,
        "digest": entry.digest,
        "card": _card_data(entry.card) if entry.card else None,
        "files": [file_data(file) for file in entry.files],
        "failures": failures_data(entry.failures),
        "messages": [message_data(message) for message in entry.messages],
    }


def _card_data(card: Card) -> dict[str, Any]:
    return {
        "title": card.title,
        "language": card.language,
        "direction": card.direction,
        "kind": card.kind,
        "lead": card.lead,
        "essentials": card.essentials,
        "facts": [{"label": label, "text": text} for label, text in card.facts],
        "thumbnail": card.thumbnail,
    }


def file_data(file: File) -> dict[str, Any]:
    """`file` for machines."""
    return {
        "format": file.format,
        "path": file.path,
        "digest": file.digest,
        "size": file.size,
        "seconds": round(file.seconds, 4),
        "messages": [message_data(message) for message in file.messages],
    }


def failures_data(failures: tuple[Failure, ...]) -> list[dict[str, str]]:
    """`failures` for machines."""
    return [{"format": failure.format, "text": failure.text} for failure in failures]


def _entry(data: Mapping[str, Any]) -> Entry:
    return Entry(
        stem=data["stem"],
        source=data["source"],
        digest=data["digest"],
        card=_card(data["card"]) if data["card"] else None,
        files=tuple(File(**{**file, "messages": _messages(file["messages"])}) for file in data["files"]),
        failures=tuple(Failure(failure["format"], failure["text"]) for failure in data["failures"]),
        messages=_messages(data["messages"]),
    )


def _card(data: Mapping[str, Any]) -> Card:
    return Card(
        title=data["title"],
        language=data["language"],
        kind=data["kind"],
        lead=data["lead"],
        essentials=tuple(data["essentials"]),
        facts=tuple((fact["label"], fact["text"]) for fact in data["facts"]),
        thumbnail=data["thumbnail"],
    )


def _messages(data: list[Mapping[str, Any]]) -> tuple[Message, ...]:
    return tuple(
        Message(
            Code(each["code"]),
            each["text"],
            Position(each["line"], each["column"]) if "line" in each else None,
        )
        for each in data
    )
