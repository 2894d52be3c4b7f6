"""The size of a fact sheet's title: the largest that suits its length and holds its widest word.

WeasyPrint breaks a word that is wider than the page, without a hyphen. So words are measured, with
the advance widths of the title's font, Vollkorn SemiBold, rounded up.
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.exporters._sentences import width

# The sizes of ``sheet.css`` in points: with a text of ordinary size, and with the largest one.
_POINTS = (50, 42, 31, 22, 15)
_LARGE_POINTS = (84, 60, 42, 31, 22)
# The widest title of each size, in columns.
_WIDEST = (14, 24, 48, 110)
# A4 without its margins (Letter is wider), and a little less than that.
_LINE_POINTS = (210 - 2 * 17) / 25.4 * 72 * 0.99

# Hundredths of an em, and the characters that are at most so wide.
_ADVANCES = {
    30: "|¦',.:;[]`j¨¯´·¸’‘",
    35: "()Jil¹ıŀłΙιЈІії",
    40: '"/\\ft{}°²³ŧſτ',
    45: "!-s¡ª­ºεξѕ“”",
    50: "*cer¢ζνςгезсэє",
    55: "+<=>?^_agvxz~¤«¬®±»×ð÷γδρυχавтхья–",
    60: "$FLSbdkoquy£§¶øđĸĿŁΓβθκλοπЅГЗбдклоучъ",
    65: "#0123456789CEPTYZhnp¥µÞßþħŋŦΕΖΞΡΣΤΥαημσЄБЕРСТЬЭинпрђћџ",
    70: "BRUVXŊΒΔΛΧВЛУХЯц",
    75: "ADGKNOQÐØæĐΑΘΚΝΟψωАДКОЧЪм",
    80: "&HwĦΗΠΦΨφЂЏИНПфыюљ",
}
_EMS = {char: hundredths / 100 for hundredths, chars in _ADVANCES.items() for char in chars}
_EM = 1.1  # of the rest of these alphabets; no letter of theirs is wider
_OTHER_EM = 0.7  # of letters in the fonts of other scripts, on average
_LAST_OF_THE_FONT = "\u052f"

# Where a line may end: at blanks, after hyphens, and between the letters of the scripts without blanks.
_WORD = re.compile(r"[^\s\u00ad\u200b–—-]+[\u00ad–—-]?")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def title_size(title: str, *, is_large: bool) -> int:
    """The size that `title` is set in: 0, the largest, to 4; `is_large` with the largest text."""
    ems = max(map(_ems, _WORD.findall(title)), default=0)
    points = _LARGE_POINTS if is_large else _POINTS
    for size, widest in enumerate(_WIDEST):
        if width(title) <= widest and ems * points[size] <= _LINE_POINTS:
            return size
    return len(_WIDEST)


def _ems(word: str) -> float:
    """At most how wide `word` is, in ems; nothing if it can be broken between any two letters."""
    if _UNSPACED.search(word):
        return 0
    return sum(map(_em, unicodedata.normalize("NFD", word)))


def _em(char: str) -> float:
    if width(char) != 1:  # a mark, or a wide character, beside which a line may end
        return 0
    return _EMS.get(char, _EM if char <= _LAST_OF_THE_FONT else _OTHER_EM)
