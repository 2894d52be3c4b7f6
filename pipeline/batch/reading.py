"""The document that the bytes of a source hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from pipeline.batch.source import XML_SUFFIX, without_suffix
from pipeline.canonical import NAMESPACE, from_xml
from pipeline.normalizer import Normalized, check_language, normalize_with_messages
from pipeline.normalizer.decode import check_encoding
from pipeline.profiles import Profiles
from pipeline.recovery import is_artefact, recover


@dataclass(frozen=True, slots=True)
class Reading:
    """How seed texts are to be read: the options of `normalize`. A document speaks for itself."""

    language: str | None = None
    profile: str | None = None
    encoding: str | None = None

    def check(self, profiles: Profiles) -> None:
        """Find out before a batch begins, not with each document; `profiles` are those to choose from.

        Raises:
            UsageError: there is no such profile or encoding, or the language is not a tag.
        """
        if self.language is not None:
            check_language(self.language)
        if self.profile:
            profiles.named(self.profile)
        if self.encoding:
            check_encoding(self.encoding)


def document_of(data: bytes, path: PurePath, reading: Reading, profiles: Profiles) -> Normalized:
    """The document that `data`, the content of `path`, holds.

    What it is, the content says: a PDF, EPUB or DOCX that carries its document, canonical XML,
    else seed text. Only a file called ``.xml`` is never taken for seed text.

    Seed text is read by one of `profiles`.

    Raises:
        UnreadableInput: it holds none, or one that is not valid.
        MissingTool: it is a PDF, and pikepdf is not installed.
        UsageError: `reading` asks for what does not exist.
    """
    if is_artefact(data):
        return Normalized(recover(data), ())
    if path.suffix.lower() == XML_SUFFIX or _looks_canonical(data):
        return Normalized(from_xml(data), ())
    return normalize_with_messages(
        data,
        name=None if str(path) == "-" else without_suffix(path.name),
        language=reading.language,
        profile=reading.profile,
        profiles=profiles,
        encoding=reading.encoding,
    )


def _looks_canonical(data: bytes) -> bool:
    """Whether `data` begins like canonical XML: an element in our namespace, before any text."""
    start = data[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") and NAMESPACE.encode() in start
