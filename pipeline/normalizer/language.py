"""Which language a text is in.

A script that one language alone is written in decides; between the languages of a shared
script ELD (Efficient Language Detector) does, chosen for its small size, its speed and its
being deterministic.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import Any

# The first word of a letter's Unicode name → the language that is written in it alone, or by
# far the most. Scripts of many languages (Latin, Cyrillic, Arabic, Devanagari) name the one
# with most readers; that is a guess, and is reported as one.
_LANGUAGE_OF_SCRIPT = {
    "LATIN": "en",
    "CYRILLIC": "ru",
    "ARABIC": "ar",
    "DEVANAGARI": "hi",
    "CJK": "zh",
    "HANGUL": "ko",
    "THAI": "th",
    "HEBREW": "he",
    "GREEK": "el",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "SINHALA": "si",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "ETHIOPIC": "am",
}
_AMBIGUOUS = frozenset({"LATIN", "CYRILLIC", "ARABIC", "DEVANAGARI"})
_KANA = frozenset({"HIRAGANA", "KATAKANA"})

# Enough to know a language by; a longer text costs no more. In less prose than the minimum
# there are too few words to tell neighbors apart, and names count for too much.
_SAMPLE = 4000
_MINIMUM = 40
# How far ahead of the next language the first must be. (ELD's own `is_reliable` turns down
# one English article in five.)
_AHEAD = 1.2


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    return unicodedata.name(character, "").split(" ")[0].split("-")[0]


@cache
def _detector() -> Any:
    # Its tables take 0.15 s to load, which a Japanese or Thai document need not pay.
    from eld import LanguageDetector

    return LanguageDetector()


def language_of(prose: str, everything: str) -> tuple[str, bool]:
    """The BCP 47 tag of the language of an article, and whether it is certain.

    Args:
        prose: the article's paragraphs: names and labels aside, which are often foreign.
        everything: all its text.
    """
    scripts: Counter[str] = Counter()
    for character, count in Counter(everything[:_SAMPLE]).items():
        if character.isalpha():
            scripts[_script(character)] += count
    kana = sum(scripts[s] for s in _KANA)
    # Even a text dense with kanji has one kana in ten letters; a Chinese one quotes few.
    if kana and kana * 10 >= scripts["CJK"] and kana + scripts["CJK"] > scripts["LATIN"]:
        return "ja", True
    known = [(n, s) for s, n in scripts.items() if s in _LANGUAGE_OF_SCRIPT]
    if not known:
        return "en", False
    _, script = max(known)
    if script in _AMBIGUOUS and len(prose) >= _MINIMUM:
        ranked = list(_detector().detect(prose[:_SAMPLE]).scores().items())
        if ranked and ranked[0][1] >= _AHEAD * (ranked[1][1] if len(ranked) > 1 else 0):
            return str(ranked[0][0]), True
    return _LANGUAGE_OF_SCRIPT[script], script not in _AMBIGUOUS
