"""Review scores in paragraphs: the figure, its scale, who gives it, of how many reviews."""

from __future__ import annotations

from decimal import Decimal

import pytest
from readings import Sample, inlines_of, samples, scores_of

from pipeline.document import Quantity

RT, MC = "Rotten Tomatoes", "Metacritic"


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        (
            "On Rotten Tomatoes, 34% based on 110 reviews, and an average rating of 4.8/10. On Metacritic, "
            "the film has a weighted average score of 41 out of 100, based on 28 critics.",
            [
                ("34%", "34", "100", RT, 110),
                ("4.8/10", "4.8", "10", RT, 110),
                ("41 out of 100", "41", "100", MC, 28),
            ],
        ),
        (
            "It holds a 92% approval rating on Rotten Tomatoes based on 1,211 reviews.",
            [("92%", "92", "100", RT, 1211)],
        ),
        (
            "Rotten Tomatoes reported that 92% of 104 critics gave the film a positive review.",
            [("92%", "92", "100", RT, 104)],
        ),
        ('It has a "Certified Fresh" score of 86% on Rotten Tomatoes.', [("86%", "86", "100", RT, None)]),
        (
            "Metacritic, which scores out of 100, assigned it an average score of 67, "
            "based on reviews from 40 critics.",
            [("67", "67", "100", MC, 40)],
        ),
        (
            "Rotten Tomatoes gives it 60% based on 42 reviews. The site's average rating is 6.1/10.",
            [("60%", "60", "100", RT, 42), ("6.1/10", "6.1", "10", RT, None)],
        ),
        (
            "On Metacritic it has a score of 61 out of 100 based on 44 critics.",
            [("61 out of 100", "61", "100", MC, 44)],
        ),
        (
            "It has a score of 51/100 on Metacritic from 30 critics.",
            [("51/100", "51", "100", MC, 30)],
        ),
        (
            "93% of the 58 reviews collected by Rotten Tomatoes are positive, with an average rating of "
            "7.8 out of 10.",
            [("93%", "93", "100", RT, 58), ("7.8 out of 10", "7.8", "10", RT, 58)],
        ),
        (
            "Metacritic gave one version a score of 84/100 based on 46 critics, and the other scored 81.",
            [("84/100", "84", "100", MC, 46), ("81", "81", "100", MC, None)],
        ),
        # The 79% is not Metacritic's, and 7.2/10 is not of 40 reviews.
        (
            "It got 79% based on 183 reviews, with an average rating of 7.2/10, and 67, based on reviews "
            "from 40 critics, on Metacritic.",
            [("7.2/10", "7.2", "10", "", None), ("67", "67", "100", MC, 40)],
        ),
        ("Spin rated it 8 out of 10.", [("8 out of 10", "8", "10", "Spin", None)]),
        ("Variety's Al Low gave it 3/5.", [("3/5", "3", "5", "Al Low", None)]),
        ("Al Low, who scored the game 7/10, left.", [("7/10", "7", "10", "Al Low", None)]),
        (
            "Variety's 2015 review of it, by Al Low, assigned a score of 8.7 out of 10.",
            [("8.7 out of 10", "8.7", "10", "Variety", None)],
        ),
        (
            "In Famitsu, four reviewers gave it a score of 33 out of 40.",
            [("33 out of 40", "33", "40", "Famitsu", None)],
        ),
        ("It has a rating of 7.4/10 on IMDb.", [("7.4/10", "7.4", "10", "IMDb", None)]),
        (
            "Roger Ebert gave the film three and a half stars out of four.",
            [("three and a half stars out of four", "3.5", "4", "Roger Ebert", None)],
        ),
        (
            "The Guardian gave it four out of five stars, and Empire awarded it 3/5.",
            [("four out of five stars", "4", "5", "The Guardian", None), ("3/5", "3", "5", "Empire", None)],
        ),
        ("It was given a rating of 7.2/10 by many.", [("7.2/10", "7.2", "10", "", None)]),
        (
            "Of 41 reviews collected by Rotten Tomatoes, 95% were positive; the average rating is 7.8/10.",
            [("95%", "95", "100", "Rotten Tomatoes", 41), ("7.8/10", "7.8", "10", "Rotten Tomatoes", 41)],
        ),
    ],
)
def test_scores(text: str, scores: list[tuple[str, str, str, str, int | None]]) -> None:
    assert scores_of(text) == scores


@pytest.mark.parametrize(
    "text",
    [
        "See page 67.",
        "He finished 67, and 79% of the people voted.",
        "He won by 7/10 of a second, on 9/11, all day, 24/7.",
        "One out of five people disagreed, and four out of ten voters.",
        "Rotten Tomatoes is 75% owned by a ticket seller.",
        "On Metacritic it was watched 67 times.",
        'Audiences polled by CinemaScore gave it an average grade of "B+" on an A+ to F scale.',
        "On Rotten Tomatoes it fared badly. A score of 67 runs was made.",
        "It was rated 12/10 for noise.",
        "PostTrak reported a score with 52% saying they would definitely recommend it.",
        "It was given a score of 33 out of 40.",
    ],
)
def test_figure_that_is_no_score(text: str) -> None:
    assert scores_of(text) == []


def test_percentage_beside_a_score_stays_a_quantity() -> None:
    figures = inlines_of("The film scored 100% on Rotten Tomatoes; 12% of the budget was lost.")
    assert figures[1:] == [Quantity("12%", Decimal(12), "%")]


def test_score_in_german() -> None:
    assert scores_of("Bei Rotten Tomatoes sind 88 % der 24 Kritiken positiv.", "de") == [
        ("88 %", "88", "100", RT, 24)
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "On Rotten Tomatoes, its predecessor has a 95% rating based on 20 reviews.",
        "Its rival, Foam, has a rating of 7.4/10 on IMDb.",
        "Foam holds a rating of 95% on Rotten Tomatoes.",
        "Metacritic gave the video game 88 out of 100.",
        "Metacritic gave its sequel a score of 88.",
        "It does not have a 95% rating on Rotten Tomatoes.",
        "It would have a 95% rating on Rotten Tomatoes.",
    ],
)
def test_score_that_is_denied_or_of_another_work_is_none(sentence: str) -> None:
    assert scores_of(sentence) == []


def test_votes_are_not_counted_as_reviews() -> None:
    assert scores_of("It has a rating of 7.4/10 from 1,204 votes on IMDb.") == [
        ("7.4/10", "7.4", "10", "IMDb", None)
    ]


@pytest.mark.parametrize("sample", samples("scores"), ids=lambda sample: sample.text[:60])
def test_score_as_a_reader_of_the_paragraph_tells_it(sample: Sample) -> None:
    assert sample.found() == sample.expected
