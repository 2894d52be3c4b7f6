"""Amounts of money in a text (ISO 4217).

A sign that several currencies share is read only where the language or the article's country
leaves one: ``$`` is the US dollar unless the article is about another dollar's country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.document import Money
from pipeline.normalizer.numbers import number_in, number_pattern, shortest
from pipeline.normalizer.spans import Span
from pipeline.normalizer.words import Words, alternatives, words_of

_SIGNS = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD",
    "NT$": "TWD", "S$": "SGD", "R$": "BRL", "MX$": "MXN", "£": "GBP", "€": "EUR", "₹": "INR", "₩": "KRW",
    "₽": "RUB", "₺": "TRY", "₪": "ILS", "฿": "THB", "₫": "VND", "₴": "UAH", "₦": "NGN", "₱": "PHP",
    "₸": "KZT", "CN¥": "CNY", "JP¥": "JPY",
}  # fmt: skip
_AFTER = {
    "€": "EUR", "₽": "RUB", "₺": "TRY", "₫": "VND", "₴": "UAH", "₪": "ILS", "£": "GBP", "Kč": "CZK",
    "zł": "PLN",
}  # fmt: skip
# Words and signs that mean one currency in one language only.
_AFTER_IN = {
    "ja": {"円": "JPY", "ドル": "USD", "米ドル": "USD"},
    "zh": {"元": "CNY", "人民币": "CNY", "美元": "USD"},
    "ko": {"원": "KRW", "달러": "USD", "미국 달러": "USD"},
    "th": {"บาท": "THB"},
    "ru": {"рублей": "RUB", "руб.": "RUB"},
    "en": {"euros": "EUR", "euro": "EUR", "US dollars": "USD", "pounds sterling": "GBP"},
    "de": {"Euro": "EUR"},
    "fr": {"euros": "EUR", "d’euros": "EUR", "d'euros": "EUR"},
}
# The codes that articles use. Others are words too (ALL, TOP, TRY), and stay text.
_CODES = (
    "AED", "ARS", "AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DEM", "DKK", "EGP", "EUR", "FRF",
    "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "IRR", "ITL", "JPY", "KRW", "MXN", "MYR", "NGN", "NOK", "NZD",
    "PHP", "PKR", "PLN", "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TWD", "UAH", "USD", "VND", "ZAR",
)  # fmt: skip
# ¥ is the yen in Japan, the yuan in China; elsewhere it could be either.
_YEN_IN = {"ja": "JPY", "zh": "CNY"}

# Countries (ISO 3166) whose own currency is written with a bare $.
_DOLLAR_COUNTRIES = frozenset(
    {"AU", "CA", "NZ", "HK", "TW", "SG", "MX", "AR", "CL", "CO", "UY", "JM"}
    | {"BS", "BB", "TT", "BZ", "FJ", "GY", "LR", "NA", "SR", "BN", "CU", "DO"}
)
_ABOUT = re.compile(
    r"(?:about|around|approximately|roughly|nearly|almost|over|more than|less than|under|estimated|est\."
    r"|circa|ca?\.|some|upwards of|close to|[~≈±])\s?$",
    re.IGNORECASE,
)


def dollar_of(countries: frozenset[str]) -> str:
    """The currency that a bare ``$`` certainly is in an article about `countries`, else ``""``."""
    return "" if countries & _DOLLAR_COUNTRIES and "US" not in countries else "USD"


@cache
def _pattern(words: Words, dollar: str) -> tuple[re.Pattern[str], dict[str, str]]:
    before = dict(_SIGNS)
    if dollar:
        before["$"] = dollar
    if words.language in _YEN_IN:
        before |= dict.fromkeys("¥￥", _YEN_IN[words.language])
    after = _AFTER | _AFTER_IN.get(words.language, {})
    codes = alternatives(_CODES)
    east_asian = words.language in ("ja", "zh", "ko")
    # Scale words and signs touch their neighbors in East Asian text: 約5億円の.
    edge = r"(?![\dA-Za-z])" if east_asian else r"(?!\w)"
    start = rf"(?<![\dA-Za-z.,$£€¥{''.join(words.scales)}])" if east_asian else r"(?<![\w.,$£€¥])"
    number = number_pattern(words)
    scale = rf"[\s-]?(?P<{{}}>(?i:{alternatives(words.scales)}))(?:\.(?=\s))?"
    # "$1–2 million" and "$5 to $6 million" say something else of their first number.
    scaled_next = rf"\s(?:and|to|or)\s\W{{0,3}}\d[\d.,]*\s?(?i:{alternatives(words.scales)})"
    unscaled = rf"{edge}(?!\s?[-–—~]\s?\W?\d)(?!{scaled_next})"
    return (
        re.compile(
            rf"(?<![\w$])(?:(?P<sign>{alternatives(before)})\s?|(?P<code>{codes})\s)(?P<n>{number})"
            rf"(?:{scale.format('scale')}{edge}|\s?(?P<letter>bn|mn|[mMkKB])(?!\w)|{unscaled})"
            rf"|{start}(?P<n2>{number})(?:{scale.format('scale2')})?\s?"
            rf"(?:(?P<sign2>{alternatives(after)})|(?P<code2>{codes})){edge}"
        ),
        before | after,
    )


_LETTERS = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9}


def money_spans(text: str, language: str, dollar: str) -> Iterator[Span]:
    """The amounts in `text` whose currency is certain.

    Args:
        text: where to look.
        language: of the text, a BCP 47 tag.
        dollar: what a bare ``$`` is, from `dollar_of`.
    """
    if not any(c.isdigit() for c in text):
        return
    words = words_of(language)
    pattern, currencies = _pattern(words, dollar)
    for match in pattern.finditer(text):
        groups = match.groupdict()
        number = number_in(groups["n"] or groups["n2"], words)
        if number is None:
            continue
        word = (groups["scale"] or groups["scale2"] or "").casefold()
        scale = words.scales[word] if word else _LETTERS.get((groups["letter"] or "").casefold(), 1)
        sign = groups["sign"] or groups["sign2"]
        before = text[max(0, match.start() - 20) : match.start()]
        yield Span(
            match.start(),
            match.end(),
            Money(
                text=match[0],
                amount=shortest(scale * number),
                currency=currencies[sign] if sign else groups["code"] or groups["code2"],
                approximate=scale > 1 or _ABOUT.search(before) is not None,
            ),
        )
