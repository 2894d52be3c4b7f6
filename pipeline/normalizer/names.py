"""Lists of names in a fact, and known names in prose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from pipeline.document import Inline, Name, Text
from pipeline.normalizer.spans import Span

_OPENING, _CLOSING = "([{«“「『（", ")]}»”」』）"
# A comma before these belongs to the name.
_SUFFIX = re.compile(
    r"\s*(?:Jr|Sr|II|III|IV|Ph\.?\s?D|M\.?D|Esq|OBE|CBE|MBE|Inc|Ltd|LLC|L\.L\.C|Co|Corp|S\.?A|GmbH|KG|AG|B\.V)"
    r"\b\.?(?=\s*(?:[,;(&]|$|and\s|und\s|et\s|y\s))"
)
_REMARK_ENDS = {")": "(", "]": "[", "）": "（"}


def split_list(text: str) -> Iterator[tuple[str, bool]]:
    """The items of a list and what stands between them; the flag is true for an item.

    A list is split at commas and semicolons (those of other scripts too), but not in brackets
    or quotes, not inside a number, and not before ``Jr.`` and its like. Joined, the pieces are
    `text`.
    """
    depth, start = 0, 0
    quoted = False
    index = 0
    while index < len(text):
        c = text[index]
        if c == '"':
            quoted = not quoted
        elif c in _OPENING:
            depth += 1
        elif c in _CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0 and not quoted and _separates(text, index):
            end = index + 1
            while end < len(text) and text[end].isspace():
                end += 1
            item = text[start:index].rstrip()
            yield item, True
            yield text[start + len(item) : end], False
            start = index = end
            continue
        index += 1
    yield text[start:], True


def _separates(text: str, index: int) -> bool:
    match text[index]:
        case ";" | "；" | "、" | "，" | "،" | "؛":
            return True
        case ",":
            in_number = text[index - 1 : index].isdigit() and text[index + 1 : index + 2].isdigit()
            return not in_number and _SUFFIX.match(text, index + 1) is None
        case _:
            return False


def named(item: str) -> tuple[str, str]:
    """`item` without the remark in brackets that ends it, and the remark."""
    bare = item.rstrip()
    opening = _REMARK_ENDS.get(bare[-1:])
    start = len(item[: item.find(opening)].rstrip()) if opening and opening in item else 0
    return (item[:start], item[start:]) if start else (item, "")


# What stands for a name that is not known, not told or not one.
_NO_NAMES = frozenset(
    {
        "anonymous", "et al", "et al.", "n/a", "na", "none", "not credited", "others", "see below",
        "see text", "tba", "tbc", "tbd", "to be announced", "uncredited", "unknown", "unnamed",
        "various", "various artists",
    }
)  # fmt: skip


def _begins_name(word: str) -> bool:
    """Whether a name can begin with `word`: capitalized, a particle, a figure, or without case."""
    first = next((c for c in word if c.isalnum()), "")
    return not first.islower() or word in PARTICLES or any(c.isupper() for c in word)


# What joins a name to another one, or to what it is for.
_JOINED = re.compile(r"\s(?:with\s(?:\w+\s){0,2}(?:from|by)|assisted\sby)\s|:\s")


def _has_several(text: str) -> bool:
    """Whether `text` joins names: by words, or by a slash that AC/DC and Kerr/Pell Productions don't have."""
    before, slash, after = text.partition("/")
    joins = slash and (" " in before or after[:1] in ("", " ") or _is_persons(after))
    return bool(joins) or _JOINED.search(text) is not None


def is_name(text: str) -> bool:
    """Whether an item of a list of names is one.

    It begins like a name, has a letter, leaves no bracket open, and is not ``TBA`` or its like.
    """
    return (
        any(c.isalpha() for c in text)
        and text.casefold() not in _NO_NAMES
        and _begins_name(text.split(maxsplit=1)[0])
        and not any(c in text for c in "()[]{}")
        and all(text.count(a) == text.count(b) for a, b in zip(_OPENING, _CLOSING, strict=True))
        and text.count('"') % 2 == 0
        and len(text) <= 120
        and not _has_several(text)
    )


_AND = {
    "de": "und", "el": "και", "es": "y", "fr": "et", "hi": "और", "it": "e", "nl": "en", "pt": "e", "ru": "и",
    "tr": "ve", "vi": "và",
}  # fmt: skip


@cache
def _and(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What joins two names, and what begins the last item of a list."""
    words = {"and", "&", _AND.get(language.split("-")[0], "and")}
    return re.compile(rf"(\s(?:{'|'.join(sorted(words))})\s)"), re.compile(
        rf"(?:{'|'.join(sorted(words))})\s"
    )


def conjoined(item: str, language: str) -> list[str]:
    """`item` cut at each *and*: parts at even places, what joins them at odd ones."""
    return _and(language)[0].split(item)


def name_list(text: str, language: str) -> Iterator[Inline]:
    """`text`, a list of names in `language`, with each name marked.

    An *and* separates after a comma, and between two names that can only be people's: it
    belongs to ``Marks and Spencer`` and to ``Trinidad and Tobago``. Where people share a surname
    (``Joel and Ethan Coen``), neither name is there as a whole, and they stay text.
    """
    if _is_one_act(text):
        yield Text(text)
        return
    is_first = True
    for piece, is_item in split_list(text):
        item, remark = named(piece) if is_item else ("", piece)
        last = None if is_first else _and(language)[1].match(item)
        if last is not None:
            yield Text(last[0])
            item = item[last.end() :]
        parts = conjoined(item, language)
        shares_surname = len(parts) > 1 and _is_word(parts[0]) and _is_persons(parts[-1])
        if len(parts) == 1 or not all(map(_is_persons, parts[::2])):
            parts = [item]
        if shares_surname:
            yield Text(item + remark)
            is_first = is_first and not is_item
            continue
        for i, part in enumerate(parts):
            yield Name(part) if i % 2 == 0 and is_name(part) else Text(part)
        yield Text(remark)
        is_first = is_first and not is_item


def _is_word(text: str) -> bool:
    return text[:1].isupper() and text.isalpha()


def _is_one_act(text: str) -> bool:
    """Whether a list of single words can be one name: ``Earth, Wind & Fire``."""
    before, ampersand, last = named(text)[0].rpartition(" & ")
    words = [word.strip() for word in before.split(",")]
    return bool(ampersand) and len(words) > 1 and all(map(_is_word, [*words, last.strip()]))


# Words in the names of companies, bodies and places, but not of people.
_NOT_PERSONS = frozenset(
    {
        "academy", "agency", "agriculture", "art", "arts", "associates", "association", "authority",
        "bank", "board", "books", "bros", "brothers", "bureau", "center", "centre", "church", "city",
        "club", "co", "college", "commission", "committee", "company", "corporation", "council", "culture",
        "daughters", "department", "design", "entertainment", "family", "federation", "film", "films",
        "foundation", "fund", "gallery", "group", "heritage", "history", "house", "inc", "institute",
        "international", "islands", "labs", "ltd", "media", "ministry", "museum", "music", "national",
        "office", "orchestra", "partners", "pictures", "press", "productions", "publishers", "publishing",
        "records", "research", "royal", "school", "science", "sciences", "service", "services", "society",
        "sons", "sound", "state", "states", "studio", "studios", "systems", "technology", "telegraph",
        "television", "theater", "theatre", "trade", "trust", "union", "united", "university", "wife",
        "works",
    }
)  # fmt: skip


def _is_persons(name: str) -> bool:
    """Whether a name of several words is certainly a person's."""
    words = name.casefold().replace(".", "").split()
    return is_full_name(name) and not _NOT_PERSONS.intersection(words) and not {"of", "the"} & set(words)


# --- In prose ------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]*\w)?")
# Capitalized at the beginning of a sentence, but no part of the name that follows.
_BEFORE_NAMES = frozenset(
    {
        "A", "About", "Actor", "Actors", "Actress", "After", "Although", "And", "As", "At",
        "Because", "Before", "Besides", "Between", "Both", "But", "By", "Co", "Composer", "Critic",
        "Director", "Directors", "During", "Featuring", "For", "From", "He", "Her", "His",
        "However", "If", "In", "It", "Its", "Later", "Like", "Meanwhile", "Novelist", "Of", "On",
        "Or", "Producer", "Producers", "She", "Since", "So", "Star", "Starring", "Stars", "The",
        "Then", "They", "Though", "Through", "To", "Under", "Until", "When", "Where", "While",
        "Who", "With", "Writer",
    }
)  # fmt: skip
# Words in a name that are not capitalized.
PARTICLES = frozenset(
    {
        "al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la",
        "las", "le", "los", "of", "ten", "ter", "the", "van", "von", "y",
    }
)  # fmt: skip
_MAX_NAME = 80


def is_full_name(text: str) -> bool:
    """Whether `text` is a name of several words, each of them capitalized but for particles."""
    words = text.split(" ")
    return (
        2 <= len(words) <= 8
        and len(text) <= _MAX_NAME
        and words[0][:1].isupper()
        and words[-1][:1].isupper()
        and all(word[:1].isupper() or word in PARTICLES or word[:1] in "\"'“‘" for word in words)
    )


class KnownNames:
    """The full names that an article's facts and cast hold, to be found in its prose.

    Only names of several words count: one word alone may be part of another name.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for name in names:
            first = _WORD.match(name)
            if first is not None and is_full_name(name):
                self._by_first[first[0]][len(name)].add(name)

    def spans(self, text: str) -> Iterator[Span]:
        """Each known name in `text` that is not part of a longer one.

        Time is linear in the text: a place is compared once for each length of the names
        that begin with its word, and a name has `_MAX_NAME` characters at most.
        """
        if not self._by_first:
            return
        end = 0
        before: re.Match[str] | None = None
        for word in _WORD.finditer(text):
            start = word.start()
            by_length = self._by_first.get(word[0])
            if by_length is not None and start >= end:
                lengths = (
                    n for n in sorted(by_length, reverse=True) if text[start : start + n] in by_length[n]
                )
                length = next(lengths, 0)
                if length and _stands_alone(text, start, start + length, before):
                    end = start + length
                    yield Span(start, end, Name(text[start:end]))
            before = word


def _stands_alone(text: str, start: int, end: int, before: re.Match[str] | None) -> bool:
    """Whether no capitalized word touches ``text[start:end]``, as in *Frank* Lloyd Wright."""
    follows = text[end : end + 2]
    if follows[:1].isalnum() or (follows[:1] in (" ", "-") and follows[1:].isupper()):
        return False
    if before is None or text[before.end() : start] not in (" ", "-", ". "):
        return True
    word = before[0]
    initial = text[before.end() : start] == ". " and len(word) > 2
    return initial or not word[0].isupper() or word in _BEFORE_NAMES or word.endswith(("'s", "’s"))
