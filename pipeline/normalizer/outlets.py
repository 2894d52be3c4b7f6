"""Which names are those of papers, magazines and sites, in which something is written or said."""

from __future__ import annotations

import re

# Papers and their like end or begin so.
OUTLET_WORDS = frozenset(
    {
        "Allmovie", "AllMovie", "AllMusic", "Atlantic", "BBC", "Beat", "Billboard", "Bloomberg",
        "Bulletin", "Chronicle", "Club", "CNN", "Collider", "Courier", "Daily", "Deadline", "Dispatch",
        "Economist", "Empire", "Entertainment", "Esquire", "Examiner", "Express", "Film",
        "Filmmaker", "Forbes", "Fortune", "Gazette", "Globe", "Guardian", "Herald", "IGN",
        "Independent", "IndieWire", "Inquirer", "Journal", "Kerrang", "Kotaku", "Ledger",
        "Magazine", "Mail", "Mirror", "Mojo", "Monthly", "News", "Newsweek", "NME", "NPR", "Observer",
        "Pitchfork", "Polygon", "PopMatters", "Post", "Press", "Quarterly", "Reporter", "Republic",
        "Review", "Reviews", "Rolling", "Salon", "Screen", "Sentinel", "Sight", "Slate", "Standard", "Star",
        "Stone", "Sun", "Telegraph", "TheWrap", "Time", "Times", "Today", "Tribune", "Uncut", "Variety",
        "Vogue", "Voice", "Vox", "Vulture", "Weekly", "Wire", "Wired", "Wrap", "Yorker"
    }
)  # fmt: skip
# Those whose names say nothing of the kind.
_KNOWN = frozenset(
    {
        "The A.V. Club", "ABC News", "Aftenposten", "Ain't It Cool News", "AllMusic", "Amandala",
        "American Cinematographer", "Animage", "Anime News Network", "Ars Technica", "Artforum",
        "Asahi Shimbun", "Berlingske", "Bloody Disgusting", "Cahiers du Cinéma", "Cahiers du cinéma",
        "CinemaBlend", "Clarín", "CNET", "Consequence", "Corriere della Sera", "Dagbladet",
        "Dagens Næringsliv", "De Standaard", "De Volkskrant", "Den of Geek", "Der Spiegel", "Destructoid",
        "Die Welt", "Die Zeit", "Digital Spy", "Dread Central", "Drowned in Sound", "El Mundo", "El País",
        "El Universal", "Eurogamer", "Exclaim!", "Famitsu", "Fangoria", "Film Comment", "Film Threat",
        "Firstpost", "Folha de S.Paulo", "Frankfurter Allgemeine Zeitung", "Game Informer", "GamePro",
        "GameSpot", "GameSpy", "GamesRadar", "Giant Bomb", "GQ", "Granta", "Haaretz", "Hardcore Gamer",
        "Harrison's Reports", "The Hindu", "Hindustan Times", "HuffPost", "JoBlo", "Jyllands-Posten",
        "Kinema Junpo", "Kirkus Reviews", "Knack", "L'Express", "La Nación", "La Prensa", "La Repubblica",
        "La Stampa", "The Lancet", "Le Figaro", "Le Monde", "Le Soir", "Les Inrockuptibles", "Libération",
        "Little White Lies", "London Review of Books", "Metal Hammer", "MovieMaker", "musicOMH",
        "The Nation", "New Scientist", "New Statesman", "NewsOK", "Nintendo Life", "Nintendo Power",
        "NRC Handelsblad", "O Globo", "Paste", "PC Gamer", "Pinkvilla", "Playboy", "Politiken", "Positif",
        "Publishers Weekly", "The Quietus", "Rediff", "Resident Advisor", "Rock Paper Shotgun",
        "Rolling Stone", "Scientific American", "Screen Rant", "Sight & Sound", "Sight and Sound",
        "The Spectator", "Spin", "Stereogum", "Süddeutsche Zeitung", "Time Out", "TV Guide", "Télérama",
        "Under the Radar", "USA Today", "Vanity Fair", "VentureBeat", "The Verge", "Yomiuri Shimbun",
    }
)  # fmt: skip
_SITE = re.compile(r"[\w-]+\.(?:com|org|net|co\.uk)$")
NAMED_OUTLETS = "|".join(re.escape(name) for name in sorted(_KNOWN, key=lambda name: (-len(name), name)))
# No name of a paper begins so.
_NO_OUTLET = frozenset(
    {
        "A", "According", "After", "Also", "Although", "An", "And", "As", "At", "Both", "But", "By",
        "Critics", "For", "From", "He", "Her", "His", "However", "I", "If", "In", "It", "Its", "Later",
        "Many", "Most", "Of", "On", "Or", "Other", "Reviewing", "She", "Since", "Some", "That", "Their",
        "Then", "They", "This", "Though", "When", "While", "With", "Writing",
    }
)  # fmt: skip


# Words of papers that alone are others: "Film critic Ann Lee".
_ONLY_WITH_OTHERS = frozenset(
    {
        "Beat", "Club", "Daily", "Entertainment", "Express", "Film", "Filmmaker", "Journal",
        "Magazine", "Mail", "Mirror", "Monthly", "News", "Post", "Press", "Quarterly",
        "Reporter", "Republic", "Review", "Reviews", "Rolling", "Screen", "Sight", "Standard", "Star",
        "Stone", "Sun", "Today", "Voice", "Weekly", "Wire",
    }
)  # fmt: skip


def is_paper(name: str) -> bool:
    """Whether `name` is a paper's even where nothing around it says so."""
    return name not in _ONLY_WITH_OTHERS and is_outlet(name)


def is_outlet(name: str) -> bool:
    """Whether `name` is a paper's, by what is known of it or by the words in it."""
    bare = without_article(name)
    if bare in _KNOWN or f"The {bare}" in _KNOWN or _SITE.fullmatch(name):
        return True
    words = name.split(" ")
    return words[-1] in OUTLET_WORDS and (words[0] in ("The", "the") or words[0] not in _NO_OUTLET)


def without_article(outlet: str) -> str:
    """`outlet` without an article that is the sentence's and not its own."""
    bare = outlet.removeprefix("The ")
    if bare != outlet and bare in _KNOWN and outlet not in _KNOWN:
        return bare
    return outlet.removeprefix("the ")
