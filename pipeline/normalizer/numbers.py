"""Numbers as a language writes them, alone or with words for powers of ten."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

from pipeline.normalizer.words import Words, alternatives

_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_ARABIC_DECIMAL, _ARABIC_GROUP = "\N{ARABIC DECIMAL SEPARATOR}", "\N{ARABIC THOUSANDS SEPARATOR}"

# Between the two ends of a range: a dash, or the wave dash of East Asia.
RANGE_DASH = r"\s?[-–—−~〜～]\s?"
# The word between them, where it says nothing else; after English *between* it is "and".
_RANGE_WORDS = {"en": "(?:to|and)", "de": "bis", "fr": "à", "es": "a", "it": "a", "pt": "a"}

# Whether a text has a digit, which all that begins with a number needs: most texts have none.
has_digit = re.compile(r"\d").search


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


def is_east_asian(words: Words) -> bool:
    """Whether numbers, their scale words and what is counted are written without blanks."""
    return words.language in ("ja", "zh", "ko")


def word_end(words: Words) -> str:
    """A look-ahead: what stands before it is no part of a longer word or number."""
    # Words touch their neighbors in scripts without blanks: 約5億円の.
    return r"(?![\dA-Za-z])" if is_east_asian(words) or words.language == "th" else r"(?!\w)"


@cache
def scaled_pattern(words: Words) -> str:
    """A regular expression for a number with scale words: ``9.4 million``, ``3億2000万``."""
    number = number_pattern(words)
    scale = f"(?i:{alternatives(words.scales)})"
    if is_east_asian(words):
        blank = r"\s?" if words.language == "ko" else ""
        return rf"{number}(?:{blank}{scale}){{1,3}}(?:{blank}{number}(?:{blank}{scale}){{0,3}}){{0,3}}"
    scale = rf"[\s-]?{scale}"
    return rf"{number}{scale}(?:\s{number}{scale}){{0,2}}"


@cache
def _tokens(words: Words) -> re.Pattern[str]:
    return re.compile(rf"(?P<n>{number_pattern(words)})|(?P<scale>(?i:{alternatives(words.scales)}))")


def number_in(text: str, words: Words) -> Decimal | None:
    """The number that `text`, a match of `number_pattern`, stands for."""
    for mark in (words.group, _ARABIC_GROUP, *_SPACES):
        text = text.replace(mark, "")
    try:
        return Decimal(text.replace(words.decimal, ".").replace(_ARABIC_DECIMAL, "."))
    except InvalidOperation:
        return None


def scaled_in(text: str, words: Words) -> Decimal | None:
    """The number that `text`, a match of `number_pattern` or `scaled_pattern`, stands for.

    ``None`` where its scale words don't go down, as in ``3万2億``.
    """
    # In 3億2000万, 億 and 万 close a part each; in 5千万, 千 multiplies what 万 then closes.
    total, part, below = Decimal(0), Decimal(0), Decimal("Infinity")
    pending: Decimal | None = None
    for token in _tokens(words).finditer(text):
        if token["n"]:
            part += pending or 0
            pending = number_in(token["n"], words)
            if pending is None:
                return None
            continue
        scale = words.scales[token["scale"].casefold()]
        if scale >= 10**4 or not is_east_asian(words):
            value = (part + (pending or 0)) * scale
            if scale >= below:
                return None
            total, part, below = total + value, Decimal(0), Decimal(scale)
        else:
            part += (1 if pending is None else pending) * scale
        pending = None
    return total + part + (pending or 0)


class Amount(NamedTuple):
    """One number, or the lower and the upper end of a range; `scaled` by a word or letter."""

    value: Decimal
    at_most: Decimal | None
    scaled: bool


def amount_in(
    low: str, high: str | None, words: Words, *, low_scale: int = 1, high_scale: int = 1
) -> Amount | None:
    """What ``9.4 million``, or a range of `low` to `high`, stands for.

    A scale of the upper end counts for both: ``12–14 million``. ``None`` where the ends of
    a range are not in order, or where a point may group as well as begin decimals: ``3.000``.

    Args:
        low: a match of `number_pattern` or `scaled_pattern`.
        high: another one, the upper end.
        words: of the text's language.
        low_scale: what a letter after `low` multiplies it by: ``$900k``.
        high_scale: the same of `high`.
    """
    value = scaled_in(low, words)
    if value is None:
        return None
    value *= low_scale
    scaled = low_scale * _scale_of(low, words) > 1
    if high is None:
        if not scaled and _may_be_grouped(low, words):
            return None
        return Amount(shortest(value), None, scaled)
    at_most = scaled_in(high, words)
    if at_most is None:
        return None
    at_most *= high_scale
    shared = high_scale * _scale_of(high, words)
    if shared == 1 and (_may_be_grouped(high, words) or (not scaled and _may_be_grouped(low, words))):
        return None
    if not scaled:
        # A number of several parts (1億5000万) makes this too much for a range, and so stay text.
        value *= shared
    return Amount(shortest(value), shortest(at_most), scaled or shared > 1) if value < at_most else None


_ONE_GROUP = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def _may_be_grouped(number: str, words: Words) -> bool:
    """Whether a writer of another language's numbers can have meant thousands: ``3.000``."""
    return words.decimal == "." and _ONE_GROUP.fullmatch(number) is not None


def _scale_of(text: str, words: Words) -> int:
    """The powers of ten that the scale words of `text` stand for, multiplied."""
    scale = 1
    for token in _tokens(words).finditer(text):
        if token["scale"]:
            scale *= words.scales[token["scale"].casefold()]
    return scale


def range_joint(words: Words) -> str:
    """A regular expression for what joins the ends of a range: a dash, or a word with blanks."""
    word = _RANGE_WORDS.get(words.language)
    return rf"(?:{RANGE_DASH}|\s{word}\s)" if word else RANGE_DASH


def shortest(number: Decimal) -> Decimal:
    """`number` with neither exponent nor trailing zeros: 9400000, not 9400000.0 or 9.4E+6."""
    whole = number.to_integral_value()
    return Decimal(int(whole)) if number == whole else number.normalize()


_ABOUT = re.compile(
    r"(?:(?<!\w)(?:about|around|approximately|approx\.|roughly|nearly|almost|over|more than|less than"
    r"|fewer than|at least|up to|under|estimated|est\.|circa|ca?\.|some|upwards of|close to"
    r"|etwa|rund|ungefähr|über|fast|knapp|environ|près de|plus de|presque|unos|unas|cerca de|más de"
    r"|casi|quase|mais de|circa|quasi|oltre|около|примерно|почти|более|свыше|περίπου|σχεδόν|yaklaşık"
    r"|khoảng|gần|hơn|लगभग|करीब|حوالي|نحو|قرابة|כ־|כ-|בערך|ประมาณ|ราว|กว่า)"
    r"|約|约|大約|大约|およそ|약|[~≈±])\s?$",
    re.IGNORECASE,
)


def is_rounded(text: str, start: int) -> bool:
    """Whether words before ``text[start]`` say that the number there is not exact."""
    return _ABOUT.search(text[max(0, start - 20) : start]) is not None


_FROM = re.compile(r"(?<!\w)(?:from|von|de|da|desde|by|rose|fell|grew)\s$", re.IGNORECASE)
_RANGES_FROM = re.compile(
    r"(?<!\w)(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|between|anywhere|measur(?:e|es|ed|ing)|cost(?:s|ing)?"
    r"|weigh(?:s|ed|ing)?|span(?:s|ned|ning)?|sizes?|lengths?|heights?|widths?|depths?|elevations?|altitudes?"
    r"|diameters?|weights?|thickness|temperatures?|speeds?|is|are|was|were|of)"
    r"(?:\s(?!to\b)[\w’'-]+){0,4}?,?\sfrom\s$",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"(?<!\w)(?:\w*creas(?:e|es|ed|ing)|r[oi]se|rises|rising|risen|f[ae]ll|falls|fell|falling|fallen|gr[eo]w|grows"
    r"|growing|grown|growth|drop\w*|declin\w+|reduc\w+|cut|cutting|rais\w+|lower\w*|jump\w*|climb\w*|went|goes"
    r"|going|chang\w+|improv\w+|expand\w*|shr[aiu]nk\w*|dwindl\w+|upgrad\w+|mov(?:e|es|ed|ing)|up|down|doubl\w+"
    r"|boost\w*|extend\w*|lengthen\w*|short(?:en)?\w*|swell\w*|swelled|soar\w*|slip\w*|slump\w*|plung\w+"
    r"|plummet\w*|convert\w*|widen\w*|wait|turn\w*)(?!\w)"
)


def follows_from(text: str, start: int) -> bool:
    """Whether ``text[start]`` begins what something was before it changed: *rose from* 5 to 10."""
    if _FROM.search(text[max(0, start - 8) : start]) is None:
        return False
    before = text[max(0, start - 80) : start]
    return _RANGES_FROM.search(before) is None or _CHANGED.search(before) is not None


_BETWEEN = re.compile(r"(?<!\w)between\s$", re.IGNORECASE)


def is_range(text: str, start: int, joint: str) -> bool:
    """Whether the word `joint` makes one range of two numbers, the first at ``text[start]``."""
    if joint.strip() == "and":
        return _BETWEEN.search(text[max(0, start - 8) : start]) is not None
    return not (joint.strip().isalpha() and follows_from(text, start))
