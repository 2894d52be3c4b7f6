"""Amounts as intervals: what a written number may stand for.

A number is rounded at its last written digit: ``$9.4 million`` is anything from 9.35 to 9.45
million. So amounts disagree only where their intervals have nothing in common.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.checks.article import Mention
from pipeline.document import Money, Quantity

_INFINITE = Decimal("Infinity")
_TEN_PER_CENT = Decimal("0.1")
_NUMBER = re.compile(r"\d(?:[\d.,٫٬\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}' ]*\d)?")

# Words before an amount that say on which side of it the true one is.
_AT_LEAST = re.compile(
    r"\b(?:over|(?:more|greater) than|at least|exceed(?:ed|ing|s)|in excess of|upwards? of|above|past)"
    r"(?: (?:a|the|an estimated))?\s*$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(r"\b(?:less than|under|up to|at most|below|fewer than)\s*$", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|close to|some|estimated|circa|an? estimated)"
    r"(?: (?:at|of|total of))?\s*$|[~≈]\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __truediv__(self, other: Interval) -> Interval:
        """The quotients; `other` has to be positive."""
        high = _INFINITE if self.high == _INFINITE else self.high / other.low
        return Interval(Decimal(0) if other.high == _INFINITE else self.low / other.high, high)

    def meets(self, other: Interval) -> bool:
        """Whether some number is inside of both; their ends don't count.

        So 9.4 and 9.5, each rounded, differ, though 9.45 could be rounded to either.
        """
        return self.low < other.high and other.low < self.high


def interval_of(mention: Mention[Money] | Mention[Quantity]) -> Interval:
    """What the amount may be, by its digits and the word before it."""
    reading = mention.reading
    amount = reading.amount if isinstance(reading, Money) else reading.quantity
    half = _unit(reading.text, amount) / 2
    low, high = amount - half, (amount if reading.at_most is None else reading.at_most) + half
    if _AT_LEAST.search(mention.before):
        return Interval(low, _INFINITE)
    if _AT_MOST.search(mention.before):
        return Interval(Decimal(0), high)
    if _ABOUT.search(mention.before):
        return Interval(low - amount * _TEN_PER_CENT, high + amount * _TEN_PER_CENT)
    return Interval(low, high)


def count_of(mention: Mention[Quantity]) -> Interval:
    """What a count of things may be: exactly what it says, unless a word before it hedges."""
    quantity = mention.reading.quantity
    exact = Interval(quantity, mention.reading.at_most or quantity)
    hedged = any(words.search(mention.before) for words in (_AT_LEAST, _AT_MOST, _ABOUT))
    return interval_of(mention) if hedged else exact


def _unit(text: str, amount: Decimal) -> Decimal:
    """The worth of the last digit that counts in `text`, which stands for `amount`.

    The last digit of "9.4 million" is worth 100,000. Three or more zeros at the end of a number
    written in full are taken for rounding: the last digit that counts in "$140,000" is the 4.
    """
    number = _NUMBER.search(text)
    digits = int("".join(c for c in number[0] if c.isdigit())) if number else 0
    if not digits or not amount:
        return Decimal(1)
    worth = amount / digits
    if worth != 1:
        return worth if _is_power_of_ten(worth) else Decimal(1)
    zeros = len(str(digits)) - len(str(digits).rstrip("0"))
    return Decimal(10**zeros) if zeros >= 3 else Decimal(1)


def _is_power_of_ten(number: Decimal) -> bool:
    return number > 0 and set(number.normalize().as_tuple().digits) == {1}
