"""Who says something in an English sentence: a person, and the paper that it stood in.

``Stephen Holden from The New York Times wrote``, ``Writing for Variety, Ann Lee said``,
``Dana Whitlock of The Daily Standard gave the film two stars, calling it``. A speaker is named
only where the sentence itself gives a full name in a place where its subject stands.
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import NamedTuple

_WORD = r"(?:[^\W\d_a-z][\w.’'&-]*\w|[^\W\d_a-z]\.?)"
_PARTICLE = r"(?:de|del|della|da|di|du|la|le|van|von|der|den|bin|al|el|y)"
_PERSON = (
    rf"{_WORD}(?:[ ]{_PARTICLE}){{0,2}}(?:[ ](?:[\"“][^\"”]{{1,20}}[\"”][ ])?{_WORD}){{1,3}}(?:,?[ ]"
    rf"(?:Jr|Sr)\.)?"
)
# "At a Theater Near You", "The Times of India", "RogerEbert.com"
_OUTLET = (
    rf"(?:[Tt]he[ ])?{_WORD}(?:[ ](?:(?:of|the|and|&|for|at|a|in|to|on|de|des|du)[ ]){{0,2}}{_WORD}){{0,5}}"
)
# A critic is of, from or for a paper; "in" and "at" name a city as well.
_PLACE = r"(?:of|from|for|(?:in|at|with)(?=[ ][Tt]he[ ]))"

# Titles and crafts before a name.
_BEFORE = (
    r"(?:(?:[Ff]ilm|[Mm]usic|[Oo]nline|[Ll]iterary|[Tt]elevision|[Tt]heat(?:er|re)|[Ff]ellow|[Ll]ead"
    r"|[Cc]hief|[Ss]enior|[Tt]ravel|"
    r"[Aa]merican|[Bb]ritish|[Vv]eteran|[Tt]he)[ ]){0,3}"
    r"(?:[Cc]ritics?|[Rr]eviewer|[Ww]riter|[Dd]irector|[Aa]uthor|[Hh]istorian|[Jj]ournalist|[Cc]olumnist"
    r"|[Pp]roducer|[Aa]ctor|"
    r"[Aa]ctress|[Ee]ditor|[Ss]portswriter|[Pp]oet|[Bb]iographer|[Ss]cholar|[Ss]inger|[Nn]ovelist"
    r"|[Cc]omposer|[Ss]creenwriter|"
    r"[Cc]hief[ ][Ee]xecutive|CEO|[Mm]inister|[Pp]resident|[Gg]overnor|[Mm]ayor|[Ss]pokes(?:man|woman"
    r"|person)|[Ii]ts[ ]author)[ ,]\s?"
)
_WRITING_FOR = (
    rf"(?:(?:[Ww]riting|[Rr]eviewing(?:[ ]the[ ]\w+)?)[ ](?:in|for)|[Ii]n|[Ff]or|[Ff]rom|[Ii]n[ ](?:his"
    rf"|her|a|their)[ ]review[ ](?:for|in)|"
    rf"[Rr]eviewing[ ]the[ ]\w+[ ]for)[ ](?P<for>{_OUTLET}),[ ]"
)
_AT_START = re.compile(
    rf"(?:{_WRITING_FOR})?(?:(?:However|Meanwhile|Similarly|Conversely|Also|In contrast|By contrast"
    rf"|Additionally),[ ])?"
    rf"(?:{_BEFORE})?(?P<speaker>{_PERSON})(?:,?[ ]{_PLACE}[ ](?P<outlet>{_OUTLET}))?,?[ ](?=[a-z])"
)
_BEFORE_VERB = re.compile(
    rf"(?<!\w)(?P<speaker>{_PERSON})(?:,?[ ](?:{_PLACE}|writing (?:for|in)|in his review for"
    rf"|in her review for)[ ](?P<outlet>{_OUTLET}))?,?"
    r"(?:[ ](?:also|later|once|then|has|had|himself|herself|favorably|positively|similarly))?[ ]$"
)
_OUTLET_BEFORE_VERB = re.compile(rf"(?<!\w)(?P<outlet>{_OUTLET})(?:[ ](?:also|later|once|has|had))?[ ]$")
_NAMES = re.compile(r"(?<![\w.’'-])[^\W\d_a-z][\w.’'-]*+(?:[ ][^\W\d_a-z][\w’'-]*)+")
_SINGLE_BEFORE_VERB = re.compile(
    rf"(?:^|[.,;:—][ ]|\b(?:and|but|while|when|as|that)[ ]|\d[ ])(?P<speaker>{_WORD})(?:[ ](?:also|later"
    rf"|once|then|has|had|himself|herself))?[ ]$"
)
_PRONOUNS = frozenset(
    {
        "A", "After", "Also", "Although", "An", "And", "Another", "April", "As", "At", "Audiences",
        "August", "Because", "Before", "Both", "But", "By", "Critics", "December", "During", "February",
        "Film", "For", "From", "He", "Her", "His", "However", "I", "If", "In", "It", "Its", "January",
        "July", "June", "Later", "Many", "March", "May", "Meanwhile", "Most", "Music", "November",
        "October", "Of", "On", "One", "Online", "Or", "Other", "Others", "Reviewers", "Reviewing",
        "September", "Several", "She", "Since", "Some", "That", "The", "Their", "Then", "There",
        "These", "They", "This", "Those", "Though", "Until", "Upon", "We", "When", "While", "With",
        "Writing", "You"
    }
)  # fmt: skip
_REVIEW = re.compile(
    r"\b(?:wrote|writes|writing|reviews?|reviewer|critics?|gave|gives|stars?|praised|awarded|called"
    r"|calling)\b"
)
_OFFICES = frozenset(
    {
        "Actor", "Actress", "Author", "Biographer", "Captain", "CEO", "Chair", "Chairman", "Chairwoman",
        "Cinematographer", "Co-director", "Co-writer", "Colonel", "Columnist", "Composer", "Critic",
        "Director", "Editor", "Editor-in-chief", "Executive", "Film", "Founder", "General", "Governor",
        "Historian", "Journalist", "Judge", "Lieutenant", "Manager", "Mayor", "Minister", "Novelist",
        "Officer", "Playwright", "Poet", "President", "Producer", "Professor", "Reviewer",
        "Screenwriter", "Secretary", "Senator", "Singer", "Spokesman", "Sportswriter", "Scholar",
        "Publisher", "Spokeswoman", "Star", "Writer",
    }
)  # fmt: skip
# Papers and their like end or begin so.
_OUTLET_WORDS = frozenset(
    {
        "Allmovie", "AllMovie", "AllMusic", "Atlantic", "BBC", "Beat", "Billboard", "Bloomberg",
        "Bulletin", "Chronicle", "Club", "CNN", "Collider", "Courier", "Daily", "Deadline", "Dispatch",
        "Economist", "Empire", "Entertainment", "Esquire", "Examiner", "Express", "Film",
        "Filmmaker", "Forbes", "Fortune", "Gazette", "Globe", "Guardian", "Herald", "IGN",
        "Independent", "IndieWire", "Inquirer", "Journal", "Kerrang", "Kotaku", "Ledger",
        "Magazine", "Mail", "Mirror", "Mojo", "Monthly", "News", "Newsweek", "NME", "NPR", "Observer",
        "Pitchfork", "Polygon", "PopMatters", "Post", "Press", "Quarterly", "Reporter", "Republic",
        "Review", "Rolling", "Salon", "Screen", "Sentinel", "Sight", "Slate", "Standard", "Star",
        "Stone", "Sun", "Telegraph", "TheWrap", "Time", "Times", "Today", "Tribune", "Uncut", "Variety",
        "Vogue", "Voice", "Vox", "Vulture", "Weekly", "Wire", "Wired", "Wrap", "Yorker"
    }
)  # fmt: skip


class Attribution(NamedTuple):
    """A speaker and an outlet, ``""`` for what the sentence does not name."""

    speaker: str = ""
    outlet: str = ""


def subject_at_start(sentence: str) -> Attribution:
    """Who the subject of `sentence` is, where it begins with it."""
    match = _AT_START.match(sentence)
    if match is not None:
        return _attribution(match["speaker"], match["outlet"] or match["for"] or "")
    outlet = re.match(rf"(?P<outlet>{_OUTLET})[ ](?=[a-z])", sentence)
    if outlet is not None and is_outlet(outlet["outlet"]):
        return Attribution("", without_article(outlet["outlet"]))
    return Attribution()


def surnames_in(text: str) -> frozenset[str]:
    """The words of `text` that go on a name: *Holden* where it has "Stephen Holden"."""
    last = (
        match[0].rpartition(" ")[2].removesuffix("'s").removesuffix("’s") for match in _NAMES.finditer(text)
    )
    return frozenset(last) - _PRONOUNS - _OUTLET_WORDS


def subject_before(clause: str, sentence_prefix: str, surnames: Set[str] = frozenset()) -> Attribution:
    """Who the subject of the verb right after `clause` is.

    Args:
        clause: the end of the text before the verb, a window of it.
        sentence_prefix: the whole sentence up to the verb.
        surnames: which single words are names, from `surnames_in`.
    """
    match = _BEFORE_VERB.search(clause)
    if match is not None:
        found = _attribution(match["speaker"], match["outlet"] or "")
        if found.speaker and not found.outlet:
            leading = re.match(_WRITING_FOR, sentence_prefix)
            if leading is not None:
                return Attribution(found.speaker, without_article(leading["for"]))
        return found
    outlet = _OUTLET_BEFORE_VERB.search(clause)
    if outlet is not None and is_outlet(outlet["outlet"]):
        return Attribution("", without_article(outlet["outlet"]))
    single = _SINGLE_BEFORE_VERB.search(clause)
    if single is not None and single["speaker"] in surnames:
        return Attribution(single["speaker"])
    return Attribution()


def named_after(text: str) -> Attribution:
    """Who is named at the beginning of `text`, as in ``wrote`` *Marcus Bell for ScreenFan*."""
    match = re.match(
        rf"(?:{_BEFORE})?(?P<speaker>{_PERSON})(?:,?[ ]{_PLACE}[ ](?P<outlet>{_OUTLET}))?(?=[.,;!?]|$"
        rf"|[ ][a-z])",
        text,
    )
    return _attribution(match["speaker"], match["outlet"] or "") if match is not None else Attribution()


def told(text: str) -> str:
    """The outlet that `text` begins with, as in ``told`` *the Seattle Tribune*."""
    match = re.match(rf"(?P<outlet>{_OUTLET})(?=,|:|[ ](?:that|in|he|she|it|they)\b|[ ]?[\"“])", text)
    return without_article(match["outlet"]) if match is not None and is_outlet(match["outlet"]) else ""


def is_outlet(name: str) -> bool:
    """Whether `name` is a paper's, by the words in it."""
    words = name.split(" ")
    return words[-1] in _OUTLET_WORDS and (words[0] in ("The", "the") or words[0] not in _PRONOUNS)


def in_review(by: Attribution, sentence: str) -> Attribution:
    """`by` without an outlet that may be a city: a short name, outside a review."""
    certain = is_outlet(by.outlet) or by.outlet.count(" ") > 1 or _REVIEW.search(sentence) is not None
    return by if certain else Attribution(by.speaker)


def without_article(outlet: str) -> str:
    """`outlet` without an article that is the sentence's and not its own."""
    return outlet.removeprefix("the ")


def _attribution(speaker: str, outlet: str) -> Attribution:
    words = speaker.split(" ")
    # "Studios President Michael Luisi" is named after his office.
    office = max((index for index, word in enumerate(words) if word in _OFFICES), default=-1)
    if 0 <= office < len(words) - 2:
        words = words[office + 1 :]
        speaker = " ".join(words)
    # "The New York Times wrote" and "However Ann Lee wrote": no person begins so.
    if words[0] in _PRONOUNS or words[0].rstrip(",") in _PRONOUNS:
        return Attribution("", without_article(speaker)) if is_outlet(speaker) else Attribution()
    if is_outlet(speaker) and not outlet:
        return Attribution("", without_article(speaker))
    return Attribution(speaker.removesuffix(","), without_article(outlet))
