"""Numbers as a language writes them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache

from pipeline.normalizer.words import Words

_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_ARABIC_DECIMAL, _ARABIC_GROUP = "\N{ARABIC DECIMAL SEPARATOR}", "\N{ARABIC THOUSANDS SEPARATOR}"


@cache
def number_pattern(words: Words) -> str:
    """A regular expression for one number: groups of three digits, or plain digits."""
    groups = {words.group, _ARABIC_GROUP, *_SPACES[1:]}
    if words.group in _SPACES:
        groups.add(" ")
    group = "[" + "".join(re.escape(g) for g in sorted(groups)) + "]"
    decimal = "[" + re.escape(words.decimal) + _ARABIC_DECIMAL + "]"
    # India groups by two before the last three: 1,23,45,678.
    whole = rf"(?:\d{{1,3}}(?:{group}\d{{2,3}}){{0,6}}{group}\d{{3}}|\d{{1,15}})"
    return rf"{whole}(?:{decimal}\d{{1,9}})?(?![.,]?\d)"


def number_in(text: str, words: Words) -> Decimal | None:
    """The number that `text`, a match of `number_pattern`, stands for."""
    for mark in (words.group, _ARABIC_GROUP, *_SPACES):
        text = text.replace(mark, "")
    try:
        return Decimal(text.replace(words.decimal, ".").replace(_ARABIC_DECIMAL, "."))
    except InvalidOperation:
        return None


def shortest(number: Decimal) -> Decimal:
    """`number` with neither exponent nor trailing zeros: 9400000, not 9400000.0 or 9.4E+6."""
    whole = number.to_integral_value()
    return Decimal(int(whole)) if number == whole else number.normalize()
