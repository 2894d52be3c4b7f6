"""Cast lists: lines of ``Actor as Role, note`` under a cast heading.

With a bullet or without one, a line becomes a `CastMember` only where both parts are certain.
Any other line stays what it is: a plain item of the list, or a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pipeline.document import Block, BulletList, CastList, CastMember, ListItem, Paragraph, Position, Text
from pipeline.normalizer.names import PARTICLES

# What stands between actor and role, by language, where the actor comes first. A dash does
# where it is the custom, and only with a bullet; in Japanese the role would come first.
_AS = {
    "en": "as",
    "ar": "بدور|في دور",
    "de": "als",
    "es": "como",
    "fr": "dans le rôle de|dans le rôle d’|dans le rôle d'",
    "he": "בתפקיד",
    "it": "nel ruolo di",
    "nl": "als",
    "pt": "como",
    "ru": "в роли",
    "th": "รับบทเป็น|รับบท",
}
_DASHES = ("-", "–", "—")
_DASHED = frozenset({"be", "bg", "hi", "mr", "ru", "uk"})
_NOTE = re.compile(r"[,;:،؛]\s|[，；、]|\s[–—-]\s|\s?[(\[（]|[.!?]\s(?=[^\W\d_a-z])")
_MAX_ACTOR, _MAX_BARE = 80, 400
# A word before a full stop that ends no sentence: an initial, or a title.
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:[^\W\d_]|[A-Z][a-z]{1,2}|Capt|Prof|Insp|Supt|Atty|Brig|Comm|Cmdr|Maj|Msgr|Pres|Sens?)\.$"
)


# What makes a bare line with "as" in it a sentence.
_VERBS = frozenset(
    ("is", "was", "were", "are", "has", "had", "gives", "gave", "plays", "played", "makes", "made")
)


@cache
def _joint(language: str) -> re.Pattern[str]:
    words = [_AS["en"]]
    if language in _AS:
        words.append(_AS[language])
    if language in _DASHED:
        words += _DASHES
    # The look-behind keeps a long run of blanks from being tried at each of them.
    return re.compile(rf"(?<!\s)\s+(?:{'|'.join(words)})\s+")


def cast_member(
    text: str, position: Position | None = None, *, language: str = "en", bare: bool = False
) -> CastMember | None:
    """The cast member that a line names, or ``None`` where that is not certain.

    Args:
        text: the line, without its bullet.
        position: where it began.
        language: what the line is written in; "as" is understood in any.
        bare: the line has no bullet, so it could be a sentence about the cast; then the role
            must not read like one.
    """
    joint = _joint(language.split("-")[0]).search(text)
    if joint is None or (bare and len(text) > _MAX_BARE):
        return None
    actor, rest = text[: joint.start()], text[joint.end() :]
    if not _names_people(actor) or not rest:
        return None
    if bare and joint[0].strip() in _DASHES:
        return None
    # "Filmed as Two Parts": one capitalized word begins any line.
    if bare and actor.isascii() and " " not in actor:
        return None
    cut = _end_of_role(rest)
    role, note = rest[:cut], rest[cut:]
    if not any(c.isalnum() for c in role) or (bare and _is_sentence(role, note)):
        return None
    return CastMember(actor=actor, role=role, note=(Text(note),), joint=joint[0], position=position)


def _end_of_role(rest: str) -> int:
    """Where the note begins: at the first comma, semicolon, colon, dash, bracket or full stop."""
    for match in _NOTE.finditer(rest):
        stop = (
            match[0][0] == "."
            and _ABBREVIATION.search(rest[max(0, match.start() - 8) : match.start() + 1]) is not None
        )
        if match.start() > 0 and not stop:
            return match.start()
    return len(rest)


def _names_people(text: str) -> bool:
    """Whether `text` can only be names: each word capitalized, or of a script without case."""
    if not 0 < len(text) <= _MAX_ACTOR or text[-1] in ",;:":
        return False
    words = re.sub(r"\([^()]*\)", "", text).replace(",", " ").split()
    return any(word[0].isalpha() and not word[0].islower() for word in words) and all(
        not word[0].islower() or word in PARTICLES or word == "and" for word in words
    )


def _is_sentence(role: str, note: str) -> bool:
    """Whether a bare line goes on like prose rather than naming a role."""
    words = role.split()
    if len(words) > 8:
        return True
    ends = not note and role[-1] in ".!?" and _ABBREVIATION.search(role) is None
    # "Dano as Calvin is a revelation": a verb in lower case after a capitalized name.
    verb = words[0][0].isupper() and any(w in _VERBS for w in words[1:])
    return ends or verb


def cast_blocks(blocks: Iterable[Block], language: str) -> tuple[Block, ...]:
    """The blocks of a cast section, with what is certainly cast turned into a `CastList`."""
    result: list[Block] = []
    for block in blocks:
        read = _read(block, language)
        last = result[-1] if result else None
        if isinstance(read, CastList | BulletList) and isinstance(last, CastList | BulletList):
            # Bulleted members right after bare ones are one list, as their seed text is.
            read = CastList(_members(last) + _members(read))
            result.pop()
        result.append(read)
    return tuple(result)


def _members(block: CastList | BulletList) -> tuple[CastMember | ListItem, ...]:
    return block.members if isinstance(block, CastList) else block.items


def _read(block: Block, language: str) -> Block:
    match block:
        case Paragraph():
            member = cast_member(block.text, block.position, language=language, bare=True)
            return CastList((member,)) if member else block
        case BulletList(items):
            members = tuple(_member_or_item(item, language) for item in items)
            return CastList(members) if any(isinstance(m, CastMember) for m in members) else block
        case CastList():
            return block


def _member_or_item(item: ListItem, language: str) -> CastMember | ListItem:
    return (not item.items and cast_member(item.text, item.position, language=language)) or item
