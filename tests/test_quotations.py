"""Quotations in paragraphs: what somebody says, who and where; and what nobody says."""

from __future__ import annotations

import pytest
from readings import Sample, inlines_of, quotes_of, samples

from pipeline.document import Date, Quote


@pytest.mark.parametrize(
    ("text", "quote", "speaker", "outlet"),
    [
        ('Ann Lee of the Post said that it was "a fine film".', '"a fine film"', "Ann Lee", "Post"),
        ('Al Low of Variety gave it 3/5, writing: "It works."', '"It works."', "Al Low", "Variety"),
        ('In his review for Variety, Al Low wrote, "It is a mess."', '"It is a mess."', "Al Low", "Variety"),
        ('“It is fine,” wrote Marcus Bell for ScreenFan.', "“It is fine,”", "Marcus Bell", "ScreenFan"),
        ('Variety wrote, "The film is a bore."', '"The film is a bore."', "", "Variety"),
        ('Ann Lee of Ohio said, "I never saw him again."', '"I never saw him again."', "Ann Lee", ""),
        ('With Ann Lee there, Lee later said, "I was cold."', '"I was cold."', "Lee", ""),
        ('Studios President Ann Lee said, "I was cold."', '"I was cold."', "Ann Lee", ""),
        ('Ann Lee told the Seattle Tribune, "I was cold."', '"I was cold."', "Ann Lee", "Seattle Tribune"),
    ],
)  # fmt: skip
def test_quotation(text: str, quote: str, speaker: str, outlet: str) -> None:
    assert quotes_of(text) == [(quote, speaker, outlet)]


@pytest.mark.parametrize(
    ("text", "speaker", "outlet"),
    [
        # The paper that owns its critic.
        ('"Nobody has shot it like this," said Variety\'s Al Low.', "Al Low", "Variety"),
        ('Kinema Junpo\'s Al Low wrote: "It is a fine film."', "Al Low", "Kinema Junpo"),
        ('The Post\'s critic Al Low called it "a very fine film".', "Al Low", "The Post"),
        ('Le Monde\'s anonymous critic praised "a very fine film".', "", "Le Monde"),
        ('France\'s Al Low wrote, "It is a fine film."', "Al Low", ""),
        # Where it was said.
        ('"It is fine," Low told Animage in 1987.', "Low", "Animage"),
        ('"It is fine," Low told Congress in 1987.', "Low", ""),
        ('"I was cold," Al Low said in a 1988 interview with Variety.', "Al Low", "Variety"),
        ('Low replied in a letter to The Times that he was "glad to have one".', "Low", "The Times"),
        ('Ida told Knack\'s Al Low that it was "a room of my own".', "Ida", "Knack"),
        ('"It is fine," wrote Al Low in The Globe.', "Al Low", "The Globe"),
        ('Writing for Kinema Junpo, Al Low felt the end was "too long by far".', "Al Low", "Kinema Junpo"),
        ('In a review of it for the Post, Al Low noted, "It is fine."', "Al Low", "Post"),
        ('For The A.V. Club, Al Low found the plot "as thin as it is long".', "Al Low", "The A.V. Club"),
        ('Al Low, writing for The Post, saw an end she deemed "loud and not good".', "Al Low", "The Post"),
        ('Al Low of The Post gave it a B and praised "Ice" as "the best song of all".', "Al Low", "The Post"),
        ('The Post, in a starred review, wrote: "It is fine."', "", "The Post"),
        ('A reviewer for The Hindu opined: "It is fine."', "", "The Hindu"),
        # No verb of saying at all.
        ('Al Low of The Post was blunter: "It is short. It feels long."', "Al Low", "The Post"),
        ('Less happy was Al Low of The Post, who left early: "It is so short."', "Al Low", "The Post"),
        ('For Al Low of The Post, it was "two hours of very bad weather".', "Al Low", "The Post"),
        ('According to Variety, the film "restores dignity to the timetable".', "", "Variety"),
        ('According to naval historian Al Low, it was "the end of the ship".', "Al Low", ""),
        ('It becomes "the color of very cold ashes", in Low\'s phrase.', "Low", ""),
        ('Rotten Tomatoes\' consensus is: "A delicate fable of a film."', "", "Rotten Tomatoes"),
        ('"We help machines see at all," the chief executive, Al Low, said.', "Al Low", ""),
        ('Low has written that, "What he saw around him was cold."', "Low", ""),
        ('Low said, "I think Ezra Pound, Al Low and T. S. Eliot will stay."', "Low", ""),
    ],
)  # fmt: skip
def test_attribution(text: str, speaker: str, outlet: str) -> None:
    quotes = quotes_of(f"{text} Low is Al Low, Ida is Eve Ida.")
    assert [quote[1:] for quote in quotes] == [(speaker, outlet)]


@pytest.mark.parametrize(
    "text",
    [
        'The tagline was: "Love has many faces, and so does murder."',
        'It came from a thought he had after seeing a "bland and boring couple" there.',
        'According to the Time article, a group "of whites with rifles" came.',
        'The others maintained "the hard rock and heavy stuff" there.',
    ],
)
def test_phrase_that_only_stands_beside_a_word_for_speech(text: str) -> None:
    assert quotes_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'The consensus reads, "Cleverly written, it works."',
        'The governor said that the coast "will be rebuilt".',
        'One critic deemed it "the best of his films".',
        '"We had no lunch," the actor told the crew. "It rained."',
    ],
)
def test_quotation_without_a_name_stays_text(text: str) -> None:
    assert quotes_of(text) == []


@pytest.mark.parametrize(
    ("text", "said_by"),
    [
        ('"It rained," Ann Lee recalled, "and we were shooting."', [("Ann Lee", ""), ("Ann Lee", "")]),
        ('"It rained," Ann Lee told the BBC; "we had no lunch."', [("Ann Lee", "BBC"), ("Ann Lee", "BBC")]),
        ('"It rained," Ann Lee said. "We had no lunch."', [("Ann Lee", ""), ("Ann Lee", "")]),
        ('"It rained," Ann Lee said, and sang "La Vie en Rose".', [("Ann Lee", "")]),
    ],
)
def test_quotation_that_goes_on(text: str, said_by: list[tuple[str, str]]) -> None:
    assert [quote[1:] for quote in quotes_of(text)] == said_by


@pytest.mark.parametrize(
    "text",
    [
        'He is in love with his character, "Ruby Sparks".',
        'He explored the idea of "being gazed at but never seen", where',
        'It had 67, indicating "generally favorable" reviews.',
        'He wrote "The Sound of Silence" in 1964.',
        'A song called "the long and winding road of my life" was cut.',
        'Local people call it "the reed mouse".',
        'His friends called him "Fatty" and "the old man".',
        'An 8" disk and a 5" one.',
        'He said "no.',
    ],
)
def test_words_in_quotation_marks_that_nobody_says(text: str) -> None:
    assert quotes_of(text) == []


def test_quotation_holds_its_own_annotations() -> None:
    (quote, date, money) = inlines_of('Ann Lee said, "In May 2012 we had $5 million and no film."')
    assert isinstance(quote, Quote)
    assert quote.content[1:4:2] == (date, money)
    assert (date, money.text) == (Date("May 2012", "2012-05"), "$5 million")


def test_quotation_in_other_languages_needs_a_colon_and_a_sentence() -> None:
    assert quotes_of("Директор сказал: «Мы измеряем всё, кроме терпения».", "ru") == [
        ("«Мы измеряем всё, кроме терпения»", "", "")
    ]
    assert quotes_of("Le bateau s'appelle « Belle de mai ».", "fr") == []


@pytest.mark.parametrize("sample", samples("quotations"), ids=lambda sample: sample.text[:60])
def test_speaker_and_outlet_as_a_reader_of_the_paragraph_tells_them(sample: Sample) -> None:
    assert sample.found() == sample.expected
