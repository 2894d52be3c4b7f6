"""Amounts of money in a text (ISO 4217), alone or as a range.

A sign or word that several currencies share is read only where the language or the article's
country leaves one: ``$`` is the US dollar unless the article is about another dollar's country.
The full names of currencies are CLDR's, through Babel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name

from pipeline.document import Money
from pipeline.normalizer.numbers import (
    amount_in,
    has_digit,
    is_east_asian,
    is_range,
    is_rounded,
    number_pattern,
    range_joint,
    scaled_pattern,
    word_end,
)
from pipeline.normalizer.spans import Span
from pipeline.normalizer.words import PLURALS, Words, alternatives, words_of

_SIGNS = {
    "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD",
    "NT$": "TWD", "S$": "SGD", "R$": "BRL", "MX$": "MXN", "EC$": "XCD", "RD$": "DOP", "BZ$": "BZD",
    "TT$": "TTD", "£": "GBP",
    "€": "EUR", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "฿": "THB",
    "₫": "VND", "₴": "UAH", "₦": "NGN", "₱": "PHP", "₸": "KZT", "CN¥": "CNY", "JP¥": "JPY", "DM": "DEM",
}  # fmt: skip
_SIGNS_IN = {
    # ¥ is the yen in Japan, the yuan in China; elsewhere it could be either.
    "ja": {"¥": "JPY", "￥": "JPY"},
    "zh": {"¥": "CNY", "￥": "CNY", "人民币": "CNY", "人民幣": "CNY", "新台币": "TWD", "新臺幣": "TWD",
           "新台幣": "TWD", "港币": "HKD", "港幣": "HKD"},
}  # fmt: skip
_AFTER = {
    "€": "EUR", "₽": "RUB", "₺": "TRY", "₫": "VND", "₴": "UAH", "₪": "ILS", "£": "GBP", "Kč": "CZK",
    "zł": "PLN",
}  # fmt: skip
# Words and signs that mean one currency in one language only; "$" is what a bare dollar is.
_AFTER_IN = {
    "ar": {"دولار": "$", "دولارًا": "$", "دولارا": "$", "دولارات": "$", "يورو": "EUR"},
    "de": {"Euro": "EUR", "Dollar": "$", "US-Dollar": "USD", "DM": "DEM", "D-Mark": "DEM"},
    "el": {"ευρώ": "EUR", "δολάρια": "$", "δολαρίων": "$"},
    "en": {"euros": "EUR", "euro": "EUR", "dollars": "$", "dollar": "$", "U.S. dollars": "USD",
           "pounds sterling": "GBP", "yen": "JPY", "baht": "THB", "yuan": "CNY", "renminbi": "CNY",
           "pesetas": "ESP", "reais": "BRL"},
    "es": {"euros": "EUR", "dólares": "$"},
    "fr": {"euros": "EUR", "dollars": "$"},
    "he": {"ש\"ח": "ILS", "ש״ח": "ILS", "שקל": "ILS", "שקלים": "ILS", "דולר": "$", "דולרים": "$"},
    "hi": {"रुपये": "INR", "रुपए": "INR", "डॉलर": "$"},
    "it": {"euro": "EUR", "dollari": "$"},
    "ja": {"円": "JPY", "ドル": "$", "米ドル": "USD", "ユーロ": "EUR"},
    "ko": {"원": "KRW", "달러": "$", "미국 달러": "USD", "엔": "JPY", "유로": "EUR"},
    "pt": {"euros": "EUR", "dólares": "$", "reais": "BRL"},
    "ru": {"рублей": "RUB", "рубля": "RUB", "руб.": "RUB", "долларов": "$", "доллара": "$",
           "долларов США": "USD", "евро": "EUR"},
    "th": {"บาท": "THB"},
    "tr": {"TL": "TRY", "dolar": "$", "ABD doları": "USD", "euro": "EUR", "avro": "EUR"},
    "vi": {"đồng": "VND", "đô la": "$", "đô la Mỹ": "USD"},
    "zh": {"元": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "歐元": "EUR", "日元": "JPY",
           "日圓": "JPY", "港元": "HKD"},
}  # fmt: skip
# Between a scale word and the currency: millions d’euros, milioni di euro.
_OF = {"fr": r"(?:de\s|d['’])?", "es": r"(?:de\s)?", "pt": r"(?:de\s)?", "it": r"(?:di\s)?"}
# The codes that articles use. Others are words too (ALL, TOP, TRY), and stay text.
_CODES = (
    "AED", "ARS", "AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DEM", "DKK", "EGP", "EUR", "FRF",
    "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "IRR", "ITL", "JPY", "KRW", "MXN", "MYR", "NGN", "NOK", "NZD",
    "PHP", "PKR", "PLN", "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TWD", "UAH", "USD", "VND", "ZAR",
)  # fmt: skip

# Countries (ISO 3166) whose own currency is written with a bare $.
_DOLLAR_COUNTRIES = frozenset(
    {"AU", "CA", "NZ", "HK", "TW", "SG", "MX", "AR", "CL", "CO", "UY", "JM"}
    | {"BS", "BB", "TT", "BZ", "FJ", "GY", "LR", "NA", "SR", "BN", "CU", "DO"}
)


class Currencies(NamedTuple):
    """What signs that several currencies share are in an article: codes, or ``""``."""

    dollar: str = "USD"
    yen: str = ""


def currencies_of(countries: frozenset[str]) -> Currencies:
    """What a bare ``$`` and ``¥`` certainly are in an article about `countries`."""
    dollar = "" if countries & _DOLLAR_COUNTRIES and "US" not in countries else "USD"
    yen = {frozenset({"JP"}): "JPY", frozenset({"CN"}): "CNY"}.get(countries & {"JP", "CN"}, "")
    return Currencies(dollar, yen)


@cache
def _currency_names(language: str) -> dict[str, str]:
    """CLDR's names of currencies after a number (``US dollars``) → code."""
    try:
        locale = Locale(language)
    except (UnknownLocaleError, ValueError):
        return {}
    names = {get_currency_name(code, count, locale): code for code in _CODES for count in PLURALS}
    # Where CLDR has no name, Babel answers with the code.
    return {name: code for name, code in names.items() if name not in _CODES}


@dataclass(frozen=True)
class _Patterns:
    """How amounts look in a language.

    Both patterns have the groups low, letter, high (in `ranges` alone), …, with a 2 at the end
    where the currency comes after the number.
    """

    ranges: re.Pattern[str]
    single: re.Pattern[str]
    currencies: Mapping[str, str]


_LETTERS = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9}


@cache
def _patterns(words: Words, signs: Currencies) -> _Patterns:
    dollar, yen = signs
    language = words.language
    shared = {"$": dollar, "¥": yen}
    before = _SIGNS | {sign: code for sign, code in shared.items() if code} | _SIGNS_IN.get(language, {})
    after = _currency_names(language) | _AFTER | _AFTER_IN.get(language, {})
    after = {word: dollar if code == "$" else code for word, code in after.items() if code != "$" or dollar}
    codes, of = alternatives(_CODES), _OF.get(language, "")
    # 人民币230万元 has its currency twice.
    end = ("元?" if language == "zh" else "") + word_end(words)
    start = rf"(?<![\dA-Za-z.,$£€¥{''.join(words.scales)}])" if is_east_asian(words) else r"(?<![\w.,$£€¥])"
    number = number_pattern(words)
    scaled = scaled_pattern(words)
    # "£5 M&S voucher", "$50 K-pop": a letter alone has to touch the number.
    letter = r"(?:\s?(?:bn|mn)|[mMkKB])(?![\w&]|-(?![$£€¥₹\d]))"
    sign = rf"(?:(?:{alternatives(before)})\s?|(?:{codes})\s)"
    start += r"(?<!\d\s)"  # 5 000 €, where blanks don't group
    first = rf"(?<![\w$])(?:(?P<sign>{alternatives(before)})\s?|(?P<code>{codes})(?:\s|(?=\d)))"
    last = rf"[\s-]?{of}(?:(?P<sign2>{alternatives(after)})|(?P<code2>{codes})){word_end(words)}"

    def value(name: str) -> str:
        """A number before which its sign has been."""
        return rf"(?:(?P<{name}>{scaled}){end}|(?P<{name}_n>{number})(?:(?P<{name}_letter>{letter})|{end}))"

    joint = range_joint(words)
    # "$5 to $6 million" and "$1–x" say something else of their first number; "$1 500 000" and
    # "£2 10s" go on in a way that is not the language's.
    unscaled = rf"(?![\s/]\d)(?!\s?[-–—~〜～]\s?\W?\d)(?!\s(?:and|or|to)\s\W{{0,3}}{scaled})"
    single = rf"(?:(?P<low>{scaled}){end}|(?P<low_n>{number})(?:(?P<low_letter>{letter})|{end}{unscaled}))"
    return _Patterns(
        re.compile(
            rf"{first}{value('low')}(?P<joint>{joint})(?P<again>{sign})?{value('high')}"
            rf"|{start}(?P<low2>{scaled}|{number})(?P<joint2>{joint})(?P<high2>{scaled}|{number}){last}"
        ),
        re.compile(
            rf"{first}{single}|{start}(?P<low2>{scaled}|{number}){last}"
            rf"|{start}(?P<low3>{number})(?P<letter3>{letter})\s(?P<code3>{codes}){word_end(words)}"
        ),
        before | after,
    )


def money_spans(text: str, language: str, signs: Currencies, *, whole: bool = False) -> Iterator[Span]:
    """The amounts in `text` whose currency is certain.

    Args:
        text: where to look.
        language: of the text, a BCP 47 tag.
        signs: what a bare ``$`` or ``¥`` is, from `currencies_of`.
        whole: the text is the value of a fact, where ``$5 million to $6 million`` can't be a rise.
    """
    if not has_digit(text):
        return
    words = words_of(language)
    patterns = _patterns(words, signs)
    end = 0
    for match in patterns.ranges.finditer(text):
        money = _range(match, patterns, words, whole=whole)
        if money is not None:
            yield from _singles(text, end, match.start(), patterns, words)
            span = _with_code(Span(match.start(), match.end(), money), money, text)
            if span is not None and not _is_misread(match, words):
                yield span
            # An end of a range that is misread is no amount of its own.
            end = match.end()
    yield from _singles(text, end, len(text), patterns, words)


def _singles(text: str, start: int, end: int, patterns: _Patterns, words: Words) -> Iterator[Span]:
    # Not a slice: what stands before may say that a number is part of something else.
    for match in patterns.single.finditer(text, start, end):
        groups = match.groupdict()
        amount = amount_in(
            groups["low"] or groups["low_n"] or groups["low2"] or groups["low3"],
            None,
            words,
            low_scale=_letter(groups["low_letter"] or groups["letter3"]),
        )
        if amount is None or _is_misread(match, words):
            continue
        rounded = amount.scaled or is_rounded(text, match.start())
        money = Money(match[0], amount.value, _currency(match, patterns.currencies), rounded)
        span = _with_code(Span(match.start(), match.end(), money), money, text)
        if span is not None:
            yield span


_YEAR = re.compile(r"1[5-9]\d\d|20\d\d|2100")
_MODERN_YEAR = re.compile(r"1[89]\d\d|20\d\d|2100")
_OF_PRICES = re.compile(r"(?:\(|(?<!\w)(?:in|of|constant)\s)$", re.IGNORECASE)


def _is_year_of_prices(match: re.Match[str], words: Words) -> bool:
    """``$1.34 billion (2004 USD)``, ``in 2020 dollars``: what dollars of which year, and no amount."""
    numbers = match.groupdict()
    last = numbers.get("high2") or numbers["low2"]
    if last is None or _YEAR.fullmatch(last) is None:
        return False
    in_words = words.language == "en" and (match["sign2"] or "")[-1:].isalpha()
    return (in_words and _MODERN_YEAR.fullmatch(last) is not None) or (
        _OF_PRICES.search(match.string[max(0, match.start() - 12) : match.start()]) is not None
    )


_MINUS = re.compile(r"(?:(?:^|[\s(])[-–—−]|−\s|(?<!\w)minus\s)$", re.IGNORECASE)
# Words that may be powers of ten in some language or abbreviation, but are not certain in this one.
_MAYBE_SCALE = re.compile(
    r"[\s-]?[(\[]?\s?(?:in\s)?(?:mil(?!it|e|k|d|ler|len|an|w|t)\w*|bil(?!bo|lb|ly|ling|lin|at)\w*|tril(?!o)\w*"
    r"|(?:mln|bln|tln|mlr|mld|mrd|thous|tsd|tausend|lakh|crore|hundred|dozen)\w*|(?:mio|lac|doz)(?!\w)"
    r"|(?-i:[Mm]ia\b(?!\s[A-Z])|grand\b)|[kmt](?![\w&-])|b(?![\w&-]|\s(?:movie|film|picture|side))"
    # An abbreviation without a vowel; capitals are something else: a $20 DVD.
    r"|(?-i:(?!(?:vs|[MD]rs?|St|ft|lbs?|k[gm]|hrs?)\b)[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz][b-df-hj-np-tv-xz]{1,3})\.?(?![\w&-]))",
    re.IGNORECASE,
)
# Whose money a bare $ may be.
_DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "MXN", "ARS", "CLP", "COP"})
_ELSEWHERE = (
    "(?:Argentin|Austral|Baham|Barbad|Belize|Canad|Chile|Colombia|Fiji|Guyan|Hong Kong|Jamaica|Liberia|Mexic"
    r"|Namibia|New Zealand|Singapore|Taiwan|Trinidad|Zimbabwe)\w*"
)
_CODE_AFTER = re.compile(rf"\s?(?P<open>[(\[])?\s?(?P<code>{alternatives(_CODES)})(?!\w|\s?[\d$£€¥])")
_CODE_BEFORE = re.compile(rf"(?<!\w)(?P<code>{alternatives(_CODES)})\s$")
_OTHER_AFTER = re.compile(rf"\s?[(\[]?(?:{_ELSEWHERE}|pesos)(?!\w)")
_OTHER_BEFORE = re.compile(rf"(?<!\w){_ELSEWHERE}\s$")


def _is_misread(match: re.Match[str], words: Words) -> bool:
    """Whether what stands around an amount makes it another number, or a number of something else."""
    before = match.string[max(0, match.start() - 20) : match.start()]
    return (
        _MINUS.search(before) is not None
        or _MAYBE_SCALE.match(match.string, match.end()) is not None
        or _is_year_of_prices(match, words)
    )


def _with_code(span: Span, money: Money, text: str) -> Span | None:
    """`span` with the currency that a code beside it says; none where they contradict each other."""
    is_bare = money.text.startswith("$") or "dollar" in money.text.casefold()
    before = text[max(0, span.start - 20) : span.start]
    if is_bare and (_OTHER_AFTER.match(text, span.end) or _OTHER_BEFORE.search(before)):
        return None
    earlier = _CODE_BEFORE.search(before)
    if earlier is not None and is_bare and earlier["code"] != money.currency:
        return None
    code = _CODE_AFTER.match(text, span.end)
    if code is None or code["code"] == money.currency:
        return span
    if not is_bare or "U.S." in money.text or "US" in money.text or code["code"] not in _DOLLARS:
        return None
    end = span.end if code["open"] else code.end()
    return Span(span.start, end, replace(money, text=text[span.start : end], currency=code["code"]))


def _range(match: re.Match[str], patterns: _Patterns, words: Words, *, whole: bool) -> Money | None:
    """The range that `match` is, if it is one."""
    groups = match.groupdict()
    low = groups["low"] or groups["low_n"] or groups["low2"]
    high = groups["high"] or groups["high_n"] or groups["high2"]
    joint = groups["joint"] or groups["joint2"]
    amount = amount_in(
        low,
        high,
        words,
        low_scale=_letter(groups["low_letter"]),
        high_scale=_letter(groups["high_letter"]),
    )
    if amount is None:
        return None
    if any(c.isalpha() for c in joint):
        # Only "$5 to $6 million" can't be a rise ("revenue rose $5 million to $40 million").
        shares = amount_in(low, None, words, low_scale=_letter(groups["low_letter"]))
        is_shared = shares is not None and not shares.scaled and amount.scaled
        between = joint.strip() == "and" and is_range(match.string, match.start(), joint)
        if joint.strip() == "and" and not between:
            return None
        if not whole and not between and (not is_shared or not is_range(match.string, match.start(), joint)):
            return None
    elif joint.strip() != joint and groups["low"] is None and groups["again"] is None and not amount.scaled:
        return None  # $500 – 2012
    rounded = amount.scaled or is_rounded(match.string, match.start())
    return Money(match[0], amount.value, _currency(match, patterns.currencies), rounded, amount.at_most)


def _letter(letter: str | None) -> int:
    return _LETTERS[letter.strip().casefold()] if letter else 1


def _currency(match: re.Match[str], currencies: Mapping[str, str]) -> str:
    sign = match["sign"] or match["sign2"]
    if sign:
        return currencies[sign]
    return match["code"] or match["code2"] or str(match.groupdict()["code3"])
