"""Cast lists: what certainly names an actor and a role."""

from __future__ import annotations

import pytest

from pipeline import normalize
from pipeline.document import Block, BulletList, CastList, CastMember, ListItem, Paragraph
from pipeline.normalizer.cast import cast_member


@pytest.mark.parametrize(
    ("line", "actor", "role", "note"),
    [
        ("Paul Dano as Calvin", "Paul Dano", "Calvin", ""),
        ("Paul Dano as Calvin, a novelist, as told", "Paul Dano", "Calvin", ", a novelist, as told"),
        ("Elliott Gould as Dr. Rosenthal, a therapist", "Elliott Gould", "Dr. Rosenthal", ", a therapist"),
        ("Sammy Davis, Jr. as Himself", "Sammy Davis, Jr.", "Himself", ""),
        ("Erik von Detten as Sid (voice)", "Erik von Detten", "Sid", " (voice)"),
        ('Roscoe "Fatty" Arbuckle as Fatty', 'Roscoe "Fatty" Arbuckle', "Fatty", ""),
        ("Michael Berry Jr. as Silverlake passerby", "Michael Berry Jr.", "Silverlake passerby", ""),
        (
            "Jo Kinnane as Helen's daughter. Kinnane was eleven",
            "Jo Kinnane",
            "Helen's daughter",
            ". Kinnane was eleven",
        ),
        ("هدى سالم as يوسف، صاحب المقهى", "هدى سالم", "يوسف", "، صاحب المقهى"),
        ("R. Lee Ermey as Gny. Sgt. Hartman", "R. Lee Ermey", "Gny. Sgt. Hartman", ""),
        ("50 Cent as Himself", "50 Cent", "Himself", ""),
        ("Al Pacino & Bo Derek as Two fools", "Al Pacino & Bo Derek", "Two fools", ""),
        ("宮崎駿 as 本人", "宮崎駿", "本人", ""),
    ],
)
def test_member(line: str, actor: str, role: str, note: str) -> None:
    member = cast_member(line)
    assert member is not None
    assert (member.actor, member.role, "".join(p.text for p in member.note)) == (actor, role, note)
    assert member.text == line


@pytest.mark.parametrize(
    "line",
    [
        "Paul Dano",
        "Best Actor",
        "The part was written as a joke",
        "Paul Dano was cast as Calvin.",
        "as Calvin",
        "Paul Dano as ",
        "Paul Dano as (",
        "12 as 13",
        "k.d. lang as Kotzebue",
    ],
)
def test_line_that_does_not_fit(line: str) -> None:
    assert cast_member(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Dano as Calvin is a revelation.",
        "Dano as Calvin gives the best performance of his career",
        "Dano as Calvin.",
        "Cast as follows",
        "Filmed as Two Parts",
    ],
)
def test_sentence_is_no_bare_member(line: str) -> None:
    assert cast_member(line, bare=True) is None


@pytest.mark.parametrize("line", ["Nicolas Cage as Ben Sanderson", "Alan Arkin as Joseph Jr."])
def test_bare_member(line: str) -> None:
    assert cast_member(line, bare=True) is not None


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ar", "طارق الحلواني بدور يوسف"),
        ("th", "มาลี จันทร์เพ็ญ รับบท น้ำฝน"),
        ("ru", "Дарья Велихова — Нина, учётчица"),
        ("de", "Bruno Ganz als Damiel"),
    ],
)
def test_member_in_other_languages(language: str, line: str) -> None:
    member = cast_member(line, language=language)
    assert member is not None
    assert member.text == line


def blocks(body: str, heading: str = "Cast") -> tuple[Block, ...]:
    return normalize(f"= T =\n\n== {heading} ==\n{body}").sections[0].blocks


def test_bulleted_cast() -> None:
    (cast,) = blocks("- Paul Dano as Calvin\n- Zoe Kazan as Ruby")
    assert isinstance(cast, CastList)
    assert [m.actor for m in cast.members if isinstance(m, CastMember)] == ["Paul Dano", "Zoe Kazan"]


def test_bare_cast() -> None:
    (cast,) = blocks("Nicolas Cage as Ben Sanderson\nElisabeth Shue as Sera\n")
    assert isinstance(cast, CastList)
    assert len(cast.members) == 2


def test_other_bullets_stay_plain_items_in_their_place() -> None:
    (cast,) = blocks("- Paul Dano as Calvin\n- Best Actor\n- Zoe Kazan as Ruby")
    assert isinstance(cast, CastList)
    assert [type(m) for m in cast.members] == [CastMember, ListItem, CastMember]


def test_other_bare_lines_stay_paragraphs() -> None:
    assert [type(b) for b in blocks("Paul Dano as Calvin\nThe cast was praised.\nZoe Kazan as Ruby")] == [
        CastList,
        Paragraph,
        CastList,
    ]


def test_names_without_roles_stay_a_list() -> None:
    assert [type(b) for b in blocks("- Paul Dano\n- Zoe Kazan")] == [BulletList]


def test_bullet_with_bullets_below_stays_an_item() -> None:
    (block,) = blocks("- Paul Dano as Calvin\n  - also producer")
    assert isinstance(block, BulletList)


def test_cast_is_read_under_cast_headings_only() -> None:
    assert [type(b) for b in blocks("- Paul Dano as Calvin", "Plot")] == [BulletList]


def test_cast_goes_on_in_subsections() -> None:
    section = normalize("= T =\n==Cast and characters==\n===Main===\n- Paul Dano as Calvin").sections[0]
    assert isinstance(section.sections[0].blocks[0], CastList)
