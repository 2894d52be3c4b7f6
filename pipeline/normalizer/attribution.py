"""Who says something in an English sentence: a person, and the paper that it stood in.

``Stephen Holden from The New York Times wrote``, ``Writing for Variety, Ann Lee said``,
``Dana Whitlock of The Daily Standard gave the film two stars, calling it``. A speaker is named
only where the sentence itself gives a full name in a place where its subject stands.
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import NamedTuple

from pipeline.normalizer.outlets import NAMED_OUTLETS, OUTLET_WORDS, is_outlet, without_article
from pipeline.normalizer.places import country_code

_WORD = r"(?:[^\W\d_a-z][\w.’'&-]*\w|[^\W\d_a-z]\.?)"
_PARTICLE = r"(?:de|del|della|da|di|du|la|le|van|von|der|den|bin|al|el|y)"
_PERSON = (
    rf"{_WORD}(?:[ ]{_PARTICLE}){{0,2}}(?:[ ](?:[\"“][^\"”]{{1,20}}[\"”][ ])?{_WORD}){{1,3}}(?:,?[ ]"
    rf"(?:Jr|Sr)\.)?"
)
# "At a Theater Near You", "The Times of India", "RogerEbert.com"
_OUTLET = (
    rf"(?:(?:{NAMED_OUTLETS})(?!\w)|(?:[Tt]he[ ])?(?:[A-Z]\.){{2,}}[ ]{_WORD}"
    rf"|(?:[Tt]he[ ])?{_WORD}(?:[ ](?:(?:of|the|and|&|for|at|a|in|to|on|de|des|du)[ ]){{0,2}}{_WORD}){{0,5}})"
)
# A critic is of, from or for a paper; "in" and "at" name a city as well.
_PLACE = rf"(?:of|from|for|(?:in|at|with|on)(?=[ ][Tt]he[ ]|[ ](?:{NAMED_OUTLETS})(?!\w)))"

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
    rf"(?:(?:[Ww]riting|[Rr]eviewing(?:[ ](?:the|it|[A-Z])[^.;:\"“”,]{{0,40}}?)?)[ ](?:in|for)|[Ii]n|[Ff]or"
    rf"|[Ff]rom"
    rf"|[Ii]n[ ](?:his|her|a|their|its)[ ](?:[\w-]+[ ])?review(?:[ ]of[ ][^.;:\"“”,]{{1,40}}?)?[ ](?:for|in))"
    rf"[ ](?P<for>{_OUTLET}),[ ]"
)
# "In The Irish Times" is one; "In Ohio" and "For Ohio" are not.
_REVIEWING = re.compile(r"(?:[Ww]riting|[Rr]eviewing|[Ii]n[ ](?:his|her|a|their|its)[ ])")
_AT_START = re.compile(
    rf"(?:{_WRITING_FOR})?(?:(?:However|Meanwhile|Similarly|Conversely|Also|In contrast|By contrast"
    rf"|Additionally),[ ])?"
    rf"(?:{_BEFORE})?(?P<speaker>{_PERSON})(?:,?[ ](?:{_PLACE}|writing (?:for|in|on"
    rf"|at))[ ](?P<outlet>{_OUTLET}))?"
    rf",?[ ](?=[a-z])"
)
# Between a subject and its verb.
_ADVERB = (
    r"(?:[ ](?:also|later|once|then|has|had|himself|herself|favorably|positively|similarly|simply"
    r"|reportedly|famously"
    r"|subsequently|again|even|further|himself|liked[ ]to|went[ ]on[ ]to|would|additionally))"
)
_BEFORE_VERB = re.compile(
    rf"(?<!\w)(?P<speaker>{_PERSON})(?:,?[ ](?:{_PLACE}|writing (?:for|in|on|at)|in his review for"
    rf"|in her review for)[ ](?P<outlet>{_OUTLET}))?,?{_ADVERB}{{0,2}}[ ]$"
)
_OUTLET_BEFORE_VERB = re.compile(rf"(?<!\w)(?P<outlet>{_OUTLET}){_ADVERB}{{0,2}}[ ]$")
# "Le Monde's anonymous critic", "a reviewer for The Hindu"
_NAMELESS = (
    r"(?:critics?|reviewers?|writers?|commentators?|columnists?|correspondents?|editors?|historians?"
    r"|scholars?"
    r"|observers?|journalists?|reviews?|biographers?)"
)
_NAMELESS_OF = re.compile(
    rf"(?:(?<!\w)(?P<owner>{_OUTLET})['’]s?[ ](?:[a-z-]+[ ]){{0,2}}{_NAMELESS}"
    rf"|\b(?:[Oo]ne|[Aa]nother|[Aa]n?|[Ss]ome|[Ss]everal|[Mm]any|[Mm]ost|[Oo]ther"
    rf"|[Tt]he)[ ](?:[a-z-]+[ ]){{0,2}}?{_NAMELESS}"
    rf"(?:[ ](?:for|of|in|from|at)[ ](?P<of>{_OUTLET}))?){_ADVERB}?[ ]$"
)
_PRONOUN_BEFORE = re.compile(rf"(?:^|[^\w’'])(?:[Hh]e|[Ss]he|[Tt]hey){_ADVERB}{{0,2}}[ ]$")
# "Variety's critic Ann Lee", up to the name.
_OWNER_BEFORE = re.compile(rf"(?<!\w)(?P<owner>{_OUTLET})['’]s?[ ](?:[a-z-]+[ ]){{0,2}}{_NAMELESS}[ ]$")
_WHO = re.compile(
    rf"\b(?:was|is"
    rf"|were)[ ](?P<speaker>{_PERSON})(?:,?[ ]{_PLACE}[ ](?P<outlet>{_OUTLET}))?,[ ]who[ ](?=[a-z])"
)
# "Pitchfork's 2015 review of the reissue, by Dana Kuroda, "
_REVIEW_BY = re.compile(
    rf"(?P<outlet>{_OUTLET})['’]s?[ ](?:\d{{4}}[ ])?review(?:[ ]of[ ][^,.;:\"“”]{{1,40}})?"
    rf"(?:,?[ ]by[ ](?P<speaker>{_PERSON}))?,?[ ](?=[a-z])"
)
_ACCORDING = re.compile(
    rf"(?:^|[ ])[Aa]ccording[ ]to[ ](?:(?:[\w’'-]+[ ]){{0,4}}?{_BEFORE})?(?P<who>(?:[Tt]he[ ]"
    rf"|{_OUTLET}['’]s?[ ])?{_OUTLET})"
    rf"(?:,[ ]|[ ]$)"
)
_SEEN_BY = re.compile(
    rf"For[ ](?:{_BEFORE})?(?P<speaker>{_PERSON})(?:,?[ ]{_PLACE}[ ](?P<outlet>{_OUTLET}))?,[ ]"
)
_POSSESSIVE = re.compile(r"(?P<owner>.+?)(?:['’]s|(?<=s)['’])[ ](?P<speaker>.+)", re.DOTALL)
_NAMES = re.compile(r"(?<![\w.’'-])[^\W\d_a-z][\w.’'-]*+(?:[ ][^\W\d_a-z][\w’'-]*)+")
_SINGLE_BEFORE_VERB = re.compile(
    rf"(?:^|[.,;:—][ ]|\b(?:and|but|while|when|as|that)[ ]|\d[ ])(?P<speaker>{_WORD}){_ADVERB}{{0,2}}[ ]$"
)
_PRONOUNS = frozenset(
    {
        "A", "According", "After", "Also", "Although", "Among", "An", "And", "Another", "April", "As",
        "At", "Audiences", "August", "Because", "Before", "Both", "But", "By", "Critics", "December",
        "Despite", "Due", "During", "February", "Film", "Following", "For", "From", "He", "Her",
        "His", "How", "However", "I", "If", "In", "It", "Its", "January", "July", "June", "Later",
        "Like", "Many", "March", "May", "Meanwhile", "Most", "Music", "Not", "November", "October",
        "Of", "On", "One", "Online", "Or", "Other", "Others", "Reviewers", "Reviewing", "September",
        "Several", "She", "Since", "So", "Some", "That", "The", "Their", "Then", "There", "These",
        "They", "This", "Those", "Though", "To", "Today", "Under", "Unlike", "Until", "Upon", "We",
        "What", "When", "Where", "While", "Who", "Why", "With", "Within", "Without", "Writing", "Yet",
        "You",
    }
)  # fmt: skip
_REVIEW = re.compile(
    r"\b(?:wrote|writes|writing|review(?:s|ed|ing)?|reviewer|critics?|gave|gives|stars?|praised|awarded"
    r"|called"
    r"|calling|described)\b",
    re.IGNORECASE,
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


class Attribution(NamedTuple):
    """A speaker and an outlet, ``""`` for what the sentence does not name."""

    speaker: str = ""
    outlet: str = ""


def subject_at_start(sentence: str) -> Attribution:
    """Who the subject of `sentence` is, where it begins with it."""
    match = _REVIEW_BY.match(sentence)
    if match is not None:
        return Attribution(match["speaker"] or "", without_article(match["outlet"]))
    match = _AT_START.match(sentence)
    if match is not None:
        return attribution(match["speaker"], match["outlet"] or _leading(match) or "")
    outlet = re.match(rf"(?P<outlet>{_OUTLET}),?[ ](?=[a-z])", sentence)
    if outlet is not None and is_outlet(outlet["outlet"]):
        return Attribution("", without_article(outlet["outlet"]))
    who = _WHO.search(sentence)
    return attribution(who["speaker"], who["outlet"] or "") if who is not None else Attribution()


def _leading(match: re.Match[str] | None) -> str:
    """The outlet of "Writing for Variety, ", or of "In Variety, " where it certainly is one."""
    if match is None or not match["for"]:
        return ""
    name = without_article(match["for"])
    return (
        name if _REVIEWING.match(match[0]) or is_outlet(match["for"]) or not country_code(name, "en") else ""
    )


def according_to(clause: str) -> Attribution | None:
    """Who "According to …" names in `clause`, if it is an outlet or a full name."""
    found = list(_ACCORDING.finditer(clause))
    if not found:
        return None
    who = found[-1]["who"]
    if is_outlet(who):
        return Attribution("", without_article(who))
    by = attribution(who, "") if re.fullmatch(_PERSON, who) and not who.endswith(("'s", "’s")) else None
    return by if by is not None and (by.speaker or by.outlet) else None


def seen_by(sentence: str) -> Attribution | None:
    """Who "For Marcus Eddery of The Spectator, …" names at the start of `sentence`."""
    match = _SEEN_BY.match(sentence)
    return attribution(match["speaker"], match["outlet"] or "") if match is not None else None


def is_unnamed(clause: str) -> bool:
    """Whether the subject of the verb right after `clause` is a pronoun or "one critic"."""
    return _PRONOUN_BEFORE.search(clause) is not None or _NAMELESS_OF.search(clause) is not None


def is_pronoun(clause: str) -> bool:
    """Whether the subject of the verb right after `clause` is a pronoun."""
    return _PRONOUN_BEFORE.search(clause) is not None


def review_of(sentence: str) -> str:
    """The outlet of "Pitchfork's review of it, by Dana Kuroda, …" at the start of `sentence`."""
    match = _REVIEW_BY.match(sentence)
    return without_article(match["outlet"]) if match is not None else ""


def is_name(word: str) -> bool:
    """Whether a capitalized word that begins a sentence may be a name."""
    return word not in _PRONOUNS


def surnames_in(text: str) -> frozenset[str]:
    """The words of `text` that go on a name: *Holden* where it has "Stephen Holden"."""
    last = (
        match[0].rpartition(" ")[2].removesuffix("'s").removesuffix("’s") for match in _NAMES.finditer(text)
    )
    return frozenset(last) - _PRONOUNS - OUTLET_WORDS


def subject_before(clause: str, sentence_prefix: str, surnames: Set[str] = frozenset()) -> Attribution:
    """Who the subject of the verb right after `clause` is.

    Args:
        clause: the end of the text before the verb, a window of it.
        sentence_prefix: the whole sentence up to the verb.
        surnames: which single words are names, from `surnames_in`.
    """
    match = _BEFORE_VERB.search(clause)
    if match is not None:
        found = attribution(match["speaker"], match["outlet"] or "")
        if found.speaker and not found.outlet:
            owner = _OWNER_BEFORE.search(clause[: match.start("speaker")])
            if owner is not None:
                return Attribution(found.speaker, without_article(owner["owner"]))
            leading = _leading(re.match(_WRITING_FOR, sentence_prefix))
            if leading:
                return Attribution(found.speaker, leading)
        return found
    nameless = _NAMELESS_OF.search(clause)
    if nameless is not None:
        return Attribution("", without_article(nameless["owner"] or nameless["of"] or ""))
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
        rf"(?:(?:[Tt]he[ ])?(?:{_OUTLET}['’]s?[ ])?(?:[a-z]+[ ]){{0,2}}{_BEFORE})?(?P<speaker>{_PERSON})"
        rf"(?:,?[ ]{_PLACE}[ ](?P<outlet>{_OUTLET}))?(?=[.,;!?]|$|[ ][a-z(])",
        text,
    )
    return attribution(match["speaker"], match["outlet"] or "") if match is not None else Attribution()


def told(text: str) -> str:
    """The outlet that `text` begins with, as in ``told`` *the Seattle Tribune*."""
    match = re.match(
        rf"(?P<outlet>{_OUTLET})(?=,|:|[ ](?:that|in|on|he|she|it|they|whether)\b|[ ]?[\"“])", text
    )
    if match is None:
        return ""
    owner = _POSSESSIVE.fullmatch(match["outlet"])
    if owner is not None:  # told Knack's Bart Willems
        return without_article(owner["owner"])
    return without_article(match["outlet"]) if is_outlet(match["outlet"]) else ""


def in_review(by: Attribution, sentence: str) -> Attribution:
    """`by` without an outlet that may be a city: a short name, outside a review."""
    certain = is_outlet(by.outlet) or by.outlet.count(" ") > 1 or _REVIEW.search(sentence) is not None
    return by if certain else Attribution(by.speaker)


def attribution(speaker: str, outlet: str) -> Attribution:
    """A speaker without the office and the possessive before the name, with an outlet."""
    # "Leonard Maltin's guide" is no person's name.
    if speaker.endswith(("'s", "’s")):
        return Attribution()
    owner = _POSSESSIVE.fullmatch(speaker)
    if owner is not None:
        if " " not in owner["speaker"]:
            return Attribution()
        named = attribution(owner["speaker"], outlet)
        place = country_code(without_article(owner["owner"]), "en")
        return Attribution(named.speaker, named.outlet or ("" if place else without_article(owner["owner"])))
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
