"""What amounts of money in paragraphs are of, and where they were earned."""

from __future__ import annotations

import pytest
from readings import Sample, roles_of, samples


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "The film grossed $45 million in the United States and Canada and $60 million in other "
            "countries, for a worldwide gross of $105 million, against a production budget of $30 million.",
            [
                ("$45 million", "gross", "US CA"),
                ("$60 million", "gross", "international"),
                ("$105 million", "gross", "worldwide"),
                ("$30 million", "budget", ""),
            ],
        ),
        (
            "The film has grossed $12 million in the UK, $9 million in Germany, and $7 million in Japan.",
            [("$12 million", "gross", "GB"), ("$9 million", "gross", "DE"), ("$7 million", "gross", "JP")],
        ),
        ("The film earned $3 million domestically.", [("$3 million", "gross", "domestic")]),
        ("Worldwide, the film grossed £7.9 million.", [("£7.9 million", "gross", "worldwide")]),
        (
            "It took £612,000 on its opening weekend, for an average of £3,731 per screen.",
            [("£612,000", "opening", ""), ("£3,731", "average", "")],
        ),
        ("In its limited opening weekend it made $316,200 from 12 theaters.", [("$316,200", "opening", "")]),
        ("It opened in 13 theaters, grossing $140,822.", [("$140,822", "opening", "")]),
        (
            "It opened in 900 theaters and grossed $40 million worldwide.",
            [("$40 million", "gross", "worldwide")],
        ),
        ("The film was shot in 18 days for $450,000.", [("$450,000", "budget", "")]),
        ("The film cost $1.5 million to produce.", [("$1.5 million", "budget", "")]),
        ("It has a $14 million budget.", [("$14 million", "budget", "")]),
        # The same amount in another currency.
        (
            "Made on a budget of ₹18 crore (US$2.8 million), it ran.",
            [("₹18 crore", "budget", ""), ("US$2.8 million", "budget", "")],
        ),
        (
            "The film grossed 88 million yuan (about $12.7 million) in China.",
            [("88 million yuan", "gross", "CN"), ("$12.7 million", "gross", "CN")],
        ),
        ("Of the film's budget, the final cost came to £7 million.", [("£7 million", "budget", "")]),
        ("The film took 31 days to shoot at a cost of $166,000.", [("$166,000", "budget", "")]),
        ("The film went on to debut to $32.4 million.", [("$32.4 million", "opening", "")]),
        (
            "The film took £22,871 on its opening weekend in the UK, where it finally made £196,000.",
            [("£22,871", "opening", "GB"), ("£196,000", "gross", "GB")],
        ),
        (
            "Outside of North America, the film opened to $26 million.",
            [("$26 million", "opening", "international")],
        ),
        (
            "The film opened in 900 theaters in the United States and Canada and took in $11 million in its "
            "opening weekend.",
            [("$11 million", "opening", "US CA")],
        ),
        (
            "The film opened on Friday. It grossed $61,300 over the weekend of May 4–6, for an average of "
            "$6,811.",
            [("$61,300", "opening", ""), ("$6,811", "average", "")],
        ),
        ("It made $61,300 over the weekend of May 4–6.", [("$61,300", "", "")]),
        ("The film had the highest screen average of the week at £3,296.", [("£3,296", "average", "")]),
        (
            "The film made $5 million on its opening day and $17 million in its first weekend.",
            [("$5 million", "", ""), ("$17 million", "opening", "")],
        ),
        (
            "During its opening weekend the film led, and made $16 million in its first week.",
            [("$16 million", "", "")],
        ),
        ("The film ended its run with $402,775.", [("$402,775", "gross", "")]),
        ("The American release of the film finished with $984,000.", [("$984,000", "gross", "US")]),
        (
            "It went on to earn a little over £1 million in the UK in cinemas.",
            [("£1 million", "gross", "GB")],
        ),
        (
            "The film's largest markets were Mexico ($14.3 million) and the United Kingdom ($11.9 million).",
            [("$14.3 million", "gross", "MX"), ("$11.9 million", "gross", "GB")],
        ),
        (
            "The film grossed $90 million worldwide, of which $40 million came from Japan.",
            [("$90 million", "gross", "worldwide"), ("$40 million", "gross", "JP")],
        ),
        (
            "The film earned $200 million on a $60 million budget.",
            [("$200 million", "gross", ""), ("$60 million", "budget", "")],
        ),
        (
            "The film grossed $80 million on a $6 million budget in North America.",
            [("$80 million", "gross", "US CA"), ("$6 million", "budget", "")],
        ),
        ("The film earned $7 million at the box office worldwide.", [("$7 million", "gross", "worldwide")]),
    ],
)
def test_roles(text: str, roles: list[tuple[str, str, str]]) -> None:
    assert roles_of(text) == roles


@pytest.mark.parametrize(
    "text",
    [
        "He was paid $500,000 for the film.",
        "The company had a gross profit of $5 million.",
        "In its second weekend the film made $9 million.",
        "The film made $8 million on its first day.",
        "It was re-released in 2012 and grossed $6 million in the United States.",
        "The film was projected to gross $20 million in its opening weekend.",
        "The army's defense budget of $700 billion was cut.",
        "A $5 million marketing budget helped the film.",
        "He earned $3 million in Germany.",
        "The film sold for $3 million in North America.",
    ],
)
def test_amount_without_a_certain_role(text: str) -> None:
    assert {(role, territory) for _, role, territory in roles_of(text)} == {("", "")}


@pytest.mark.parametrize(
    "sentence",
    [
        "It did not gross $5 million in France.",
        "It didn't gross $5 million in France.",
        "The film never grossed $5 million in France.",
        "The film failed to gross $5 million worldwide.",
        "The film could have made $9 million in Canada.",
        "The film might have grossed $9 million in Canada.",
        "The film may have grossed $9 million in Canada.",
        "The film needed to gross $90 million worldwide.",
        "The film was hoped to have grossed $90 million worldwide.",
        "The film would need a gross of $90 million worldwide.",
        "If it grossed $90 million worldwide, they would be rich.",
        "The film was never made on a budget of $9 million.",
        "It could have won and grossed $5 million in France.",
        "It could have opened to $9 million.",
        "Pirated copies of the film would have earned $9 million in Canada.",
        "Pirated copies of the film earned $9 million in Canada.",
        "The film grossed less than $2 million in France.",
        "The film was made on a budget of under $2 million.",
        "The film grossed at most $2 million in France.",
        "The sequel grossed $88 million in Mexico.",
        "The sequel grossed $88 million in Mexico and $5 million in Brazil.",
        "The film's sequel, Foam 2, has grossed $88 million in Mexico.",
        "The prequel to the film grossed $88 million in Mexico.",
        "The sequel Foam 2 grossed $88 million in Mexico.",
        "Its predecessor had a budget of $20 million.",
        "In 2010, the first film grossed $88 million in Mexico.",
        "It fared worse than its predecessor, which grossed $88 million in Mexico.",
        "Its rival, Foam, grossed $70 million in Brazil.",
        "The video game grossed $70 million in Brazil.",
        "The soundtrack grossed $70 million in Brazil.",
        "Foam grossed $70 million in Brazil.",
        "In Brazil, Foam and Sand grossed $70 million.",
        "Foam was in cinemas. Foam opened to $9 million.",
    ],
)
def test_amount_that_is_denied_or_of_another_work_has_no_role(sentence: str) -> None:
    assert {role for _, role, _ in roles_of(f"The film came out. {sentence}")} == {""}


@pytest.mark.parametrize(
    "sentence",
    [
        "Although it did not open in Peru, the film grossed $5 million in France.",
        "It could not be shown in Peru, but grossed $5 million in France.",
        "The film, which might never have been made, grossed $5 million in France.",
        "It was not loved, earning $5 million in France.",
        "The film not only grossed $5 million in France, it won.",
        "The film, the sequel to Foam, grossed $5 million in France.",
        "The film beat its predecessor, and it grossed $5 million in France.",
        "In May, the film grossed $5 million in France.",
        "It did not win and grossed $5 million in France.",
        "It would go on to gross $5 million in France.",
        "The film grossed just under $5 million in France.",
        "T grossed $5 million in France.",
        '"T" has grossed $5 million in France.',
        "Worldwide, T earned $5 million in France.",
    ],
)
def test_amount_stated_of_the_film_keeps_its_role(sentence: str) -> None:
    assert [role for _, role, _ in roles_of(f"The film came out. {sentence}")] == ["gross"]


def test_roles_in_french() -> None:
    text = "Le film a rapporté 2,9 millions d'euros en France et 3,4 millions d'euros dans le monde."
    assert [(role, place) for _, role, place in roles_of(text, "fr")] == [
        ("gross", "FR"),
        ("gross", "worldwide"),
    ]


@pytest.mark.parametrize("sample", samples("box-office"), ids=lambda sample: sample.text[:60])
def test_role_and_territory_as_a_reader_of_the_paragraph_tells_them(sample: Sample) -> None:
    assert sample.found() == sample.expected


@pytest.mark.parametrize(
    ("text", "amount", "territory"),
    [
        ("Der Film spielte in Deutschland 3,2 Mio. Euro ein.", "gross", "DE"),
        ("Der Film wurde mit einem Budget von 4 Millionen Euro gedreht.", "budget", ""),
    ],
)
def test_roles_in_german(text: str, amount: str, territory: str) -> None:
    assert [(role, place) for _, role, place in roles_of(text, "de")] == [(amount, territory)]
