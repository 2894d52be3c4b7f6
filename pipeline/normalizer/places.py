"""Countries and languages by name: ISO 3166, ISO 639.

CLDR (through Babel) knows the names in the article's language and in English; pycountry knows
the official and common English names, and countries that are no more.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal

import pycountry
from babel import Locale, UnknownLocaleError

from pipeline.profiles import folded

# Usual short forms that neither CLDR nor ISO has.
_COUNTRIES = {
    "usa": "US",
    "uae": "AE",
    "u.a.e.": "AE",
    "u.s.": "US",
    "u.s.a.": "US",
    "us": "US",
    "united states of america": "US",
    "uk": "GB",
    "u.k.": "GB",
    "great britain": "GB",
    "hong kong": "HK",
    "macau": "MO",
    "taiwan": "TW",
    "south korea": "KR",
    "republic of korea": "KR",
    "north korea": "KP",
    "russia": "RU",
    "vietnam": "VN",
    "iran": "IR",
    "ivory coast": "CI",
    "soviet union": "SUHH",
    "ussr": "SUHH",
    "east germany": "DDDE",
    "west germany": "DE",
    "czechoslovakia": "CSHH",
    "yugoslavia": "YUCS",
}
# Usual short forms of languages.
_LANGUAGES = {"mandarin": "cmn", "farsi": "fa"}
# CLDR has the regions of the world and pseudo-territories beside countries.
# Two countries each, and their lists know but one.
_AMBIGUOUS = frozenset({"congo", "korea"})
_NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})
_NOT_LANGUAGES = frozenset({"und", "mul", "mis", "zxx"})


def _locales(language: str) -> tuple[Locale, ...]:
    try:
        return Locale("en"), Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return (Locale("en"),)


@cache
def _names(language: str, kind: Literal["territories", "languages"]) -> dict[str, str]:
    unwanted = _NOT_COUNTRIES | _NOT_LANGUAGES
    return {
        folded(name): code.replace("_", "-")
        for locale in _locales(language)
        for code, name in getattr(locale, kind).items()
        if not code.isdigit() and code not in unwanted
    }


# The names are the documents', so there is no end to them.
@lru_cache(maxsize=4096)
def country_code(name: str, language: str) -> str:
    """The code of the country called `name`, ``""`` where there is none.

    Alpha-2 of ISO 3166-1, or alpha-4 of ISO 3166-3 for a former country.
    """
    key = folded(name)
    if key in _AMBIGUOUS:
        return ""
    code = _COUNTRIES.get(key) or _names(language, "territories").get(key)
    if code:
        return code
    for field in ("name", "official_name", "common_name"):
        found = pycountry.countries.get(default=None, **{field: name.strip()})
        if found is not None:
            return str(found.alpha_2)
    former = pycountry.historic_countries.get(default=None, name=name.strip())
    return str(former.alpha_4) if former is not None else ""


@cache
def _regions() -> frozenset[str]:
    return frozenset(region.name for region in pycountry.subdivisions)


def is_place(name: str) -> bool:
    """Whether `name` is certainly that of a country, or of a state or province in one (ISO 3166-2)."""
    return bool(country_code(name, "en")) or name in _regions()


@lru_cache(maxsize=4096)
def language_code(name: str, language: str) -> str:
    """The BCP 47 tag of the language called `name` (in `language`), ``""`` where there is none."""
    code = _LANGUAGES.get(folded(name)) or _names(language, "languages").get(folded(name))
    if code:
        return code
    found = pycountry.languages.get(name=name.strip())
    if found is None:
        return ""
    return str(getattr(found, "alpha_2", None) or found.alpha_3)
