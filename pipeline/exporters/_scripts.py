"""Languages and scripts as a word processor tells them apart: Western, East Asian, complex."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from babel.core import get_global

Kind: TypeAlias = Literal["western", "east-asian", "complex"]
Run: TypeAlias = Literal["", "rtl", "cs"]

# ISO 15924. Where CLDR has no script for a language, its own letters are taken for Western.
_EAST_ASIAN = frozenset({"Bopo", "Hang", "Hans", "Hant", "Jpan", "Kore"})
_COMPLEX_SCRIPTS = frozenset(
    {"Adlm", "Arab", "Beng", "Deva", "Gujr", "Guru", "Hebr", "Khmr", "Knda", "Laoo", "Mlym", "Mong"}
    | {"Mymr", "Nkoo", "Orya", "Rohg", "Sinh", "Syrc", "Taml", "Telu", "Thaa", "Thai", "Tibt"}
)


@dataclass(frozen=True, slots=True)
class Locale:
    """A language as Word has it: a BCP 47 tag with a region, and the kind of its script."""

    tag: str
    kind: Kind


def locale_of(language: str) -> Locale:
    """The locale of a BCP 47 tag, with the region that CLDR finds most likely for it.

    Word has no spelling, hyphenation or theme font for a language alone (``en``, ``zh-Hant``).
    """
    subtags = language.split("-")
    script = next((s.title() for s in subtags[1:] if len(s) == 4 and s.isalpha()), "")
    region = next((s.upper() for s in subtags[1:] if re.fullmatch("[A-Za-z]{2}|[0-9]{3}", s)), "")
    likely = _likely(subtags[0].lower(), script, region)
    script = script or (likely[1] if likely else "")
    if not region and likely:
        # Word tells the two ways to write Chinese apart by the region, all others by the script.
        kept = (
            subtags[0]
            if subtags[0].lower() == "zh"
            else "-".join(subtags[:2] if len(subtags) > 1 else subtags)
        )
        language = f"{kept}-{likely[2]}"
    if script in _EAST_ASIAN:
        return Locale(language, "east-asian")
    return Locale(language, "complex" if script in _COMPLEX_SCRIPTS else "western")


def _likely(language: str, script: str, region: str) -> list[str]:
    """Language, script and region by CLDR's table of likely subtags; empty where it has none."""
    table = get_global("likely_subtags")
    for key in ((language, script, region), (language, script), (language, region), (language,)):
        if found := table.get("_".join(filter(None, key))):
            return str(found).split("_")
    return []


# --- Runs ----------------------------------------------------------------------------------

# The blocks whose characters are right-to-left by default (UAX #9, table 4), and those of the
# scripts that are shaped but run from left to right: Indic, Thai, Lao, Tibetan, Burmese, Khmer.
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_COMPLEX = "\u0900-\u109f\u1780-\u17ff"
_MARKS = "\u0300-\u036f"


def _stretch(letter: str, stranger: str) -> re.Pattern[str]:
    """A pattern for a stretch of `letter`, with the digits, blanks and punctuation inside.

    A letter that is no `letter` ends it, and so does a `stranger` that is no letter. What is
    repeated is never tried in two ways at one place, so finding all stretches takes linear time.
    """
    return re.compile(rf"{letter}(?:(?:(?!{stranger})[\W_])*(?:{letter}|[0-9]))*")


_RTL_STRETCH = _stretch(f"[{_RTL}]", f"[{_RTL}]")
_LTR_STRETCH = _stretch(rf"(?:[{_MARKS}{_COMPLEX}]|(?![{_RTL}])[^\W\d_])", f"[{_RTL}{_MARKS}{_COMPLEX}]")
_COMPLEX_STRETCH = _stretch(f"[{_COMPLEX}]", f"[{_RTL}{_COMPLEX}]")
_SPECIAL = re.compile(f"[{_RTL}{_COMPLEX}]")


def by_script(text: str, rtl: bool) -> list[tuple[str, Run]]:
    """`text` in pieces, each right-to-left (``rtl``), of another complex script (``cs``) or neither.

    Blanks and punctuation between two pieces go with the paragraph, whose direction is `rtl`.
    The pieces, joined, are the text.
    """
    if not rtl and not _SPECIAL.search(text):
        return [(text, "")]
    return list(_pieces(text, rtl))


def _pieces(text: str, rtl: bool) -> Iterator[tuple[str, Run]]:
    for piece, inside in _cut(_LTR_STRETCH if rtl else _RTL_STRETCH, text):
        if inside != rtl:
            yield piece, "rtl"
        else:
            yield from ((part, "cs" if shaped else "") for part, shaped in _cut(_COMPLEX_STRETCH, piece))


def _cut(stretch: re.Pattern[str], text: str) -> Iterator[tuple[str, bool]]:
    """`text` cut into what `stretch` matches (true) and what stands between (false)."""
    done = 0
    for match in stretch.finditer(text):
        end = _closed(text, match.start(), match.end())
        if match.start() > done:
            yield text[done : match.start()], False
        yield text[match.start() : end], True
        done = end
    if done < len(text):
        yield text[done:], False


_OPENING = {")": "(", "]": "[", "}": "{"}


def _closed(text: str, start: int, end: int) -> int:
    """`end`, moved behind the brackets that close what was opened since `start` (UAX #9, N0).

    The two of a pair are mirrored alike only if they stand in one run.
    """
    open_: dict[str, int] = {}
    while end < len(text) and (opening := _OPENING.get(text[end])):
        if opening not in open_:
            open_[opening] = text.count(opening, start, end) - text.count(text[end], start, end)
        if open_[opening] <= 0:
            break
        open_[opening] -= 1
        end += 1
    return end
