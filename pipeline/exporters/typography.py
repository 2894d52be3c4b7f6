"""Straight quotation marks and apostrophes, shown as the language's typographic ones.

A matter of rendering: the document keeps what was written. One character stands for one, none is
added, so every offset stays. In doubt a mark stays as it was written: where the marks of a line don't
pair up, after a digit (feet, inches, minutes), and in a word that looks like code or an address.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import StringIO
from typing import Literal, assert_never

from pipeline.document import (
    Block,
    BulletList,
    CastList,
    CastMember,
    Document,
    Fact,
    Inline,
    Inlines,
    LineBreak,
    ListItem,
    Paragraph,
    Quote,
    Section,
)


@dataclass(frozen=True, slots=True)
class QuoteOptions:
    """The option of the formats that are read by people."""

    quotes: Literal["typographic", "as-written"] = field(
        default="typographic",
        metadata={"help": "straight quotation marks as those of the language, or as they were written"},
    )

    def shown(self, document: Document) -> Document:
        """`document` as it is to be rendered."""
        return typographic(document) if self.quotes == "typographic" else document


# The outer and the inner marks of languages, as Unicode CLDR 48.2 has them (delimiters), where they are not
# those of English. Left to English on purpose: "fr", "br", "ht", "oc" and "yav", whose guillemets want blanks
# inside, which can't be added; and "st", of whose outer marks CLDR has a double and a single one. In
# Switzerland ("de-CH") German is printed with guillemets, while CLDR has the marks of Germany.
_MARKS = {
    "«»“”": (
        "ast blo bm ca cv dyo el es-US eu ewo ie it kab kk lij mg mua nnh pms pt-AO pt-CH pt-CV pt-GQ "
        "pt-GW pt-LU pt-MO pt-MZ pt-PT pt-ST pt-TL sc sg ti"
    ),
    "«»‹›": "am az-Arab az-Cyrl de-CH fa fr-CH gsw jgo kkj mzn rm sdh wae",
    "«»„“": "bas be bua ky os ru sah tyv uk",
    "«»‘’": "dua el-polyton ksf nb nn no rw",
    "«»„”": "shi zgh",
    "«»«»": "hy",
    "»«›‹": "kk-Arab ug",
    "‘’“”": "fur ia ti-ER tn",
    "‘’‘’": "nl",
    "“”‘’": "bm-Nkoo ff-Adlm uz-Arab uz-Cyrl",
    "“”«»": "eo",
    "“”“”": "tk",
    "“”’‘": "uz",
    "”“’‘": "ar lld ms-Arab syr ur",
    "””’’": "fi he iw lag rn se sn sv yi",
    "„“‚‘": "bs-Cyrl cs de dsb et hr hsb is ksh lb luy mk nds sk sl",
    "„“„“": "bg lt prg sgs",
    "„“«»": "ka",
    "„”«»": "nmg pl ro",
    "„”‚’": "agq ff",
    "„”»«": "hu szl",
    "„”‘’": "bs",
    "„”’’": "sr",
    "「」『』": "ja yue zh-HK zh-Hant zh-MO zh-TW",
}
_BY_LANGUAGE = {
    language.lower(): marks for marks, languages in _MARKS.items() for language in languages.split()
}
_ENGLISH = "“”‘’"
_APOSTROPHE = "’"


def marks_of(language: str) -> str:
    """The four marks of a language (a BCP 47 tag): the outer two, then the inner two."""
    subtags = language.lower().split("-")
    for end in range(len(subtags), 0, -1):
        if marks := _BY_LANGUAGE.get("-".join(subtags[:end])):
            return marks
    return _ENGLISH


# --- A document ------------------------------------------------------------------------------


def typographic(document: Document) -> Document:
    """`document` with the typographic marks of its language wherever they are certain."""
    return _Setter(document.language).document(document)


class _Setter:
    def __init__(self, language: str) -> None:
        self._language = language

    def document(self, document: Document) -> Document:
        return replace(
            document,
            title=self._text(document.title),
            caption=self._text(document.caption),
            facts=tuple(self._fact(fact) for fact in document.facts),
            lead=tuple(self._block(block) for block in document.lead),
            sections=self._sections(document.sections),
        )

    def _text(self, text: str) -> str:
        return typographic_text(text, self._language)

    def _fact(self, fact: Fact) -> Fact:
        return replace(fact, label=self._text(fact.label), content=self._content(fact.content))

    def _sections(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        return tuple(
            replace(
                section,
                title=self._text(section.title),
                blocks=tuple(self._block(block) for block in section.blocks),
                sections=self._sections(section.sections),
            )
            for section in sections
        )

    def _block(self, block: Block) -> Block:
        match block:
            case Paragraph():
                return replace(block, content=self._content(block.content))
            case BulletList(items):
                return BulletList(tuple(self._item(item) for item in items))
            case CastList(members):
                return CastList(
                    tuple(self._member(m) if isinstance(m, CastMember) else self._item(m) for m in members)
                )
            case _:
                assert_never(block)

    def _item(self, item: ListItem) -> ListItem:
        items = tuple(self._item(child) for child in item.items)
        return replace(item, content=self._content(item.content), items=items)

    def _member(self, member: CastMember) -> CastMember:
        line = self._text(member.text)
        if line == member.text:
            return member
        characters = StringIO(line)
        actor, joint, role = (
            characters.read(len(part)) for part in (member.actor, member.joint, member.role)
        )
        return replace(member, actor=actor, joint=joint, role=role, note=_cut(member.note, characters))

    def _content(self, content: Inlines) -> Inlines:
        written = "".join(part.text for part in content)
        shown = self._text(written)
        return content if shown == written else _cut(content, StringIO(shown))


def _cut(content: Inlines, characters: StringIO) -> Inlines:
    """`content` with its text taken from `characters`, which are as many."""
    return tuple(_with_text(part, characters) for part in content)


def _with_text(part: Inline, characters: StringIO) -> Inline:
    if isinstance(part, Quote):
        return replace(part, content=_cut(part.content, characters))
    text = characters.read(len(part.text))
    return part if isinstance(part, LineBreak) else replace(part, text=text)


# --- A line ----------------------------------------------------------------------------------

# What a word has that may be code or an address.
_WORD = re.compile(r"\S+")
_CODE = re.compile(r"://|www\.|[\\`{}<>=|]|''|\"\"|\w[(\[][\"']")

# What is left out at the beginning of a word: a century in a year, or a letter or two in English.
_ELISION = re.compile(r"'(?:\d\ds?|(?:n|em|im|er|til|tis|twas|cause|bout|round)\b)(?!\w)", re.IGNORECASE)
_ELIDED_BOTH = re.compile(r"(?<=\w )'n'(?= \w)", re.IGNORECASE)

# Feet or degrees before, so what follows is inches, minutes or seconds.
_MEASURED = re.compile(r"[0-9]['′] ?[0-9.,]+$|[°º] ?[0-9.,]+$")
_LONGEST_MEASURE = 12

_BEFORE_OPENING = frozenset("([{—–-/¿¡“„«‹‘‚「『‟")
_BEHIND_CLOSING = frozenset(".,;:!?…)]}—–-/”’»›」』")


def typographic_text(text: str, language: str) -> str:
    """A line with typographic marks where they are certain; as long as `text`."""
    if '"' not in text and "'" not in text:
        return text
    return "\n".join(_line(line, marks_of(language)) for line in text.split("\n"))


def _line(text: str, marks: str) -> str:
    shown = list(text)
    places = _places(text)
    apostrophes = _apostrophes(text, places)
    for place in apostrophes:
        shown[place] = _APOSTROPHE
    rest = [place for place in places if place not in apostrophes]
    doubles = [place for place in rest if text[place] == '"']
    pairs = _pairs(text, rest)
    if pairs is None:
        pairs = _pairs(text, doubles) or []
    for opening, closing in pairs:
        start = 0 if text[opening] == '"' else 2
        shown[opening], shown[closing] = marks[start], marks[start + 1]
    return "".join(shown)


def _places(text: str) -> list[int]:
    """Where the straight marks of `text` are, but for those in code and addresses."""
    return [
        place
        for word in _WORD.finditer(text)
        if ('"' in word[0] or "'" in word[0]) and not _CODE.search(word[0])
        for place in range(word.start(), word.end())
        if text[place] in "\"'"
    ]


def _apostrophes(text: str, places: list[int]) -> frozenset[int]:
    """The marks that certainly are apostrophes."""
    found: set[int] = set()
    for match in _ELIDED_BOTH.finditer(text):
        found |= {match.start(), match.end() - 1}
    singles = [place for place in places if text[place] == "'"]
    for place in singles:
        before, behind = text[place - 1 : place], text[place + 1 : place + 2]
        inside = _has_apostrophes(behind) and (
            _has_apostrophes(before) or (before.isdecimal() and behind == "s")
        )
        if inside or (not before.isalnum() and _is_elision(text, place)):
            found.add(place)
    # "the dogs' bowl": at the end of a word it is one, if nothing in this line was opened.
    others = [place for place in singles if place not in found]
    if all(_has_apostrophes(text[place - 1 : place]) for place in others):
        found.update(others)
    return frozenset(found) & frozenset(places)


@lru_cache(maxsize=5000)
def _has_apostrophes(letter: str) -> bool:
    """Whether `letter` is one of a script that is written with apostrophes; Hebrew has its geresh."""
    return letter.isalpha() and unicodedata.name(letter, "").startswith(("LATIN", "CYRILLIC", "GREEK"))


def _pairs(text: str, places: list[int]) -> list[tuple[int, int]] | None:
    """The pairs that the marks at `places` make; nothing, unless all of them do."""
    pairs: list[tuple[int, int]] = []
    open_: list[int] = []
    openings: set[int] = set()
    for place in places:
        before, behind = text[place - 1 : place], text[place + 1 : place + 2]
        is_open = any(text[other] == text[place] for other in open_)
        if before.isdecimal() and (
            not is_open or _MEASURED.search(text[max(0, place - _LONGEST_MEASURE) : place])
        ):
            continue  # a prime
        opens = (
            not before.strip() or before in _BEFORE_OPENING or place - 1 in openings
        ) and behind.strip() not in ("", *",;:!?)]}")
        closes = bool(before.strip()) and (not behind.strip() or behind in _BEHIND_CLOSING or behind in "\"'")
        if closes and open_ and text[open_[-1]] == text[place]:
            pairs.append((open_.pop(), place))
        elif opens and not is_open:
            open_.append(place)
            openings.add(place)
        else:
            return None
    return None if open_ else pairs


def _is_elision(text: str, place: int) -> bool:
    """Whether the mark at `place` stands for letters; a mark that closes the same word quotes it."""
    match = _ELISION.match(text, place)
    return match is not None and text[match.end() : match.end() + 1] not in ("'", "’")
