"""Figures: what is drawn, from what, and how it looks in each format."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from html import unescape
from io import BytesIO

import docx
import pytest
from html_reader import lines_in as html_lines
from lxml import etree
from lxml import html as lxml_html
from PIL import Image
from samples import RELEASED, film, money, paragraph, quoted, score

from pipeline import Document, export
from pipeline.document import Date, Fact, Section, Text, direction_of, lines_of
from pipeline.exporters.figures import Figure, figures_of
from pipeline.exporters.html import append_article, append_figure, blank_page
from pipeline.exporters.picture import FigurePainter
from pipeline.exporters.svg import ACCENT, SVG, TRACK, mark_svg
from pipeline.messages import Message, ignore
from pipeline.profiles import load_profiles
from pipeline.styles import find_styles
from pipeline.terms import load_terms, terms_for

NS = {"svg": SVG, "x": "http://www.w3.org/1999/xhtml"}


def figures(document: Document) -> dict[str, Figure]:
    terms = terms_for(load_terms(find_styles()), document.language)
    profile = load_profiles().that_read(document.profile, ignore)
    return {figure.kind: figure for figure in figures_of(document, terms, profile)}


def values(figure: Figure) -> list[tuple[str, str]]:
    return [(mark.label, mark.value) for mark in figure.marks]


# --- What is drawn ---------------------------------------------------------------------------


def test_bars_are_the_grosses_by_territory_with_the_whole_first() -> None:
    assert values(figures(film())["bars"]) == [
        ("Worldwide", "$9.4 million"),
        ("International", "$6.8 million"),
        ("United States and Canada", "$2.5 million"),
    ]


def test_whole_comes_first_even_where_it_is_less() -> None:
    document = film(box_office=paragraph(money("$6", 6, "FR"), ", ", money("$5", 5, "worldwide")))
    assert [mark.label for mark in figures(document)["bars"].marks] == ["Worldwide", "France"]


def test_bars_are_as_long_as_their_amounts() -> None:
    assert [mark.end for mark in figures(film())["bars"].marks] == pytest.approx([1, 6.8 / 9.4, 2.5 / 9.4])


def test_single_gross_is_no_figure() -> None:
    document = film(box_office=paragraph("It earned ", money("$9.4 million", 9_400_000, "worldwide"), "."))
    assert "bars" not in figures(document)


@pytest.mark.parametrize(
    "part", [money("$5", 5), money("$5", 5, "FR", role="budget"), money("€5", 5, "FR", currency="EUR")]
)
def test_amount_that_is_not_comparable_gets_no_bar(part: object) -> None:
    document = film()
    section = document.sections[1].sections[0]
    more = replace(section, blocks=(*section.blocks, paragraph("Also ", part, ".")))
    changed = replace(document, sections=(replace(document.sections[1], sections=(more,)),))
    assert values(figures(changed)["bars"]) == values(figures(document)["bars"])


def test_territory_with_two_different_grosses_gets_no_bar() -> None:
    parts = (money("$2", 2, "FR"), " and ", money("$3", 3, "FR"), " and ", money("$2", 2, "FR"))
    document = film(
        box_office=paragraph(*parts, " and ", money("$4", 4, "DE"), " and ", money("$6", 6, "worldwide"))
    )
    assert [mark.label for mark in figures(document)["bars"].marks] == ["Worldwide", "Germany"]


def test_gauges_are_the_scores_with_their_counts() -> None:
    gauges = figures(film())["gauges"]
    assert [(mark.label, mark.value, mark.note) for mark in gauges.marks] == [
        ("Rotten Tomatoes", "79%", "183 reviews"),
        ("Rotten Tomatoes", "7.2/10", "183 reviews"),
        ("Metacritic", "67", "0–100, 40 reviews"),
    ]
    assert [mark.end for mark in gauges.marks] == pytest.approx([0.79, 0.72, 0.67])


@pytest.mark.parametrize(
    "parts",
    [
        [score("79%", "79", 100, "")],
        [score("12/10", "12", 10, "X")],
        [quoted("“", score("79%", "79", 100, "X"), "”")],
        [score("79%", "79", 100, "X"), " or ", score("80%", "80", 100, "x")],
    ],
    ids=["nobody's", "beyond its scale", "in a quotation", "disputed"],
)
def test_uncertain_score_gets_no_gauge(parts: list[object]) -> None:
    assert "gauges" not in figures(film(reception=paragraph("It got ", *parts, ".")))


def test_score_that_is_told_again_is_drawn_once_and_with_its_count() -> None:
    scores = (score("67", "67", 100, "Metacritic", count) for count in (None, 40, None))
    document = film(reception=paragraph(*(part for one in scores for part in (one, " and "))))
    assert [mark.note for mark in figures(document)["gauges"].marks] == ["0–100, 40 reviews"]


def test_timeline_has_the_dates_of_facts_and_sentences_in_order() -> None:
    assert values(figures(film())["timeline"]) == [
        ("Released (Sundance)", "20 January 2012"),
        ("Released (United States)", "25 July 2012"),
        ("It came to Toronto on 8 September 2012.", "8 September 2012"),
    ]


def test_timeline_has_both_dates_of_a_sentence() -> None:
    days = (Date("8 May 2012", "2012-05-08"), Date("9 June 2012", "2012-06-09"))
    lead = (paragraph("It was shown in Oslo on ", days[0], " and in Bergen on ", days[1], "."),)
    assert [value for _, value in values(figures(film(lead=lead))["timeline"])][1:3] == [
        "8 May 2012",
        "9 June 2012",
    ]


def test_timeline_is_to_scale() -> None:
    assert [mark.end for mark in figures(film())["timeline"].marks] == pytest.approx([0, 187 / 232, 1])


@pytest.mark.parametrize(
    "lead",
    [
        (),
        (paragraph("It came to Toronto on ", Date("25 July 2012", "2012-07-25"), "."),),
        (paragraph("It came to Toronto in ", Date("September 2012", "2012-09"), "."),),
        (paragraph("It ran from ", Date("1", "2012-09-08", "2012-09-09"), "."),),
        (paragraph("As of ", Date("8 September 2012", "2012-09-08"), ", 12 copies are left."),),
        (paragraph(Date("8 May 2012", "2012-05-08"), " or ", Date("9 May 2012", "2012-05-09"), "."),),
    ],
    ids=["two dates", "the same day", "a month", "a span", "day of a count", "two in a sentence"],
)
def test_fewer_than_three_certain_dates_are_no_timeline(lead: tuple[object, ...]) -> None:
    assert "timeline" not in figures(film(lead=lead))


@pytest.mark.parametrize(
    ("vague", "exact"),
    [("2012", "2012-05-12"), ("2012-05", "2012-05-12"), ("2012", "2012-05")],
    ids=["a year with its day", "a month with its day", "a year with its month"],
)
def test_date_with_a_more_exact_one_in_it_is_on_no_timeline(vague: str, exact: str) -> None:
    dates = [Date(when, when) for when in (vague, exact, "2013", "2014")]
    facts = tuple(Fact((date,), "released", "Released") for date in dates)
    timeline = figures(film(facts=facts, lead=()))["timeline"]
    assert [mark.value for mark in timeline.marks] == [exact, "2013", "2014"]


def test_year_with_two_days_in_it_makes_no_third_date() -> None:
    dates = [Date(when, when) for when in ("2016", "2016-05-12", "2016-06-01")]
    facts = tuple(Fact((date,), "released", "Released") for date in dates)
    assert "timeline" not in figures(film(facts=facts, lead=()))


def test_dates_of_a_plot_are_on_no_timeline() -> None:
    plot = Section("plot", "Plot", (paragraph("They meet on ", Date("8 May 1815", "1815-05-08"), "."),))
    assert "timeline" not in figures(replace(film(lead=()), sections=(plot,)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It was to open on ", ", but was cancelled."),
        ("A gala planned for ", " was dropped."),
        ("He dreamt of a premiere on ", "."),
        ("In a scene set on ", ", they meet."),
        ("The fictional war ends on ", "."),
        ("It is set in Paris on ", "."),
        ("It didn’t open on ", "."),
        ("It will be shown on ", "."),
    ],
)
def test_date_of_what_did_not_happen_is_on_no_timeline(before: str, after: str) -> None:
    sentence = paragraph(before, Date("8 May 2012", "2012-05-08"), after)
    assert "timeline" not in figures(film(lead=(sentence,)))


def test_month_of_may_is_no_doubt() -> None:
    sentence = paragraph("It came to Toronto on ", Date("May 8, 2012", "2012-05-08"), ".")
    assert "timeline" in figures(film(lead=(sentence,)))


def test_year_that_no_calendar_has_is_on_no_timeline() -> None:
    dates = [Date(when, when) for when in ("0000", "-0044", "12012", "2012", "2013")]
    facts = tuple(Fact((date,), "released", "Released") for date in dates)
    assert "timeline" not in figures(film(facts=facts, lead=()))


@pytest.mark.parametrize(
    "fact",
    [
        Fact((Text("Rose, "), Date("1993", "1993")), "previous", "Previous"),
        Fact((Date("1961", "1961"), Text(" season")), "part-of", "Part of"),
        Fact((Text("1901 – "), Date("1993", "1993")), "released", "Released"),
        Fact((Date("1993", "1993"), Text("–present")), "active", "Active"),
        Fact((Date("1993–1995", "1993", "1995"),), "released", "Released"),
        Fact((Date("1993", "1993"),), "based_on", "Based on"),
        Fact((Date("25 July 2012", "2012-07-25"), Text(" (United States)")), "released", "Released"),
    ],
    ids=[
        "year of a name",
        "name with a year",
        "end of a span",
        "begin of a span",
        "span",
        "fact that is no date",
        "told again",
    ],
)
def test_date_that_is_not_the_value_of_its_fact_is_no_event(fact: Fact) -> None:
    labels = [mark.label for mark in figures(film(facts=(RELEASED, fact)))["timeline"].marks]
    assert len(labels) == 3


def test_fact_that_the_profile_does_not_know_may_tell_a_date() -> None:
    fact = Fact((Date("1993", "1993"), Text(" (in Toronto)")), "restored", "Restored")
    assert figures(film(facts=(RELEASED, fact)))["timeline"].marks[0].label == "Restored (in Toronto)"


def test_sentence_does_not_end_within_a_date() -> None:
    document = film("de", lead=(paragraph("Am ", Date("1. Juli 2013", "2013-07-01"), " war Schluss. Ende."),))
    mark = figures(document)["timeline"].marks[-1]
    assert (mark.label, mark.source.sentence) == ("Am 1. Juli 2013 war Schluss.", 1)


def test_document_without_data_has_no_figure() -> None:
    assert not figures(
        Document("Plain", facts=(Fact((Text("none"),), "a", "A"),), lead=(paragraph("Words."),))
    )


# --- Provenance and words --------------------------------------------------------------------


def test_figure_says_the_sentences_that_it_is_from() -> None:
    found = figures(film())
    assert found["bars"].origin == "From: Box office, sentence 2"
    assert found["gauges"].origin == "From: Critical response, sentence 1; Critical response, sentence 2"
    assert found["timeline"].origin == "From: Facts; Introduction, sentence 1"


def test_every_value_is_in_the_sentence_that_its_mark_names() -> None:
    for figure in figures(film()).values():
        for mark in figure.marks:
            assert mark.value in mark.source.text


def test_alternative_is_one_sentence_with_all_values_as_written() -> None:
    assert figures(film())["bars"].alternative == (
        "Box office by territory – Worldwide: $9.4 million; International: $6.8 million; "
        "United States and Canada: $2.5 million."
    )


def test_words_are_in_the_language_of_the_document() -> None:
    bars = figures(film("de"))["bars"]
    assert [bars.title, bars.marks[2].label] == [
        "Einspielergebnis nach Gebiet",
        "Vereinigte Staaten und Kanada",
    ]


def test_words_of_all_languages_have_the_places_for_what_is_put_in() -> None:
    for terms in load_terms(find_styles()).values():
        said = terms.reviews + terms.origin + terms.sentence
        assert (said.count("{n}"), said.count("{places}"), said.count("{section}")) == (2, 1, 1)


# --- Drawing ---------------------------------------------------------------------------------


def shapes(kind: str, language: str = "en") -> list[list[dict[str, str]]]:
    figure = figures(film(language))[kind]
    return [
        [dict(shape.attrib) for shape in mark_svg(figure.kind, mark, rtl=figure.rtl) if len(shape.attrib)]
        for mark in figure.marks
    ]


def test_bar_begins_at_zero() -> None:
    assert [(bar["x"], bar["width"]) for (bar,) in shapes("bars")] == [
        ("0%", "100%"),
        ("0%", "72.34%"),
        ("0%", "26.6%"),
    ]


def test_bar_of_a_right_to_left_document_begins_at_the_right() -> None:
    assert [(bar["x"], bar["width"]) for (bar,) in shapes("bars", "ar")][1] == ("27.66%", "72.34%")


def test_gauge_shows_the_whole_scale() -> None:
    track, bar = shapes("gauges")[0]
    assert (track["width"], track["fill"], bar["width"], bar["fill"]) == ("100%", TRACK, "79%", ACCENT)


def test_dots_of_a_timeline_stay_inside() -> None:
    assert [dot["cx"] for _, dot in shapes("timeline")] == ["10%", "74.48%", "90%"]


def test_svg_has_a_role_and_a_text_alternative() -> None:
    for figure in figures(film()).values():
        for mark in figure.marks:
            svg = mark_svg(figure.kind, mark)
            assert svg.get("role") == "img"
            assert svg.findtext("svg:title", namespaces=NS).startswith(f"{mark.label}: {mark.value}")


def luminance(color: str) -> float:
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("ground", ["#ffffff", TRACK])
def test_marks_stand_out_from_their_ground(ground: str) -> None:
    # WCAG 2.2, 1.4.11: 3 : 1 for what is drawn.
    assert (luminance(ground) + 0.05) / (luminance(ACCENT) + 0.05) > 3


# --- In the formats --------------------------------------------------------------------------


def test_html_shows_each_figure_after_the_text_of_its_section() -> None:
    page = lxml_html.document_fromstring(export(film(), "html"))
    places = {
        figure.get("class"): figure.xpath("string((preceding::h1|preceding::h2|preceding::h3)[last()])")
        for figure in page.iter("figure")
    }
    assert places == {
        "drawn timeline": "Ruby Sparks",
        "drawn bars": "Box office",
        "drawn gauges": "Critical response",
    }


def test_table_of_a_figure_tells_what_is_drawn() -> None:
    _, _, body = blank_page("", "en")
    append_figure(body, figures(film())["gauges"])
    rows = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in body.iter("{*}tr")]
    assert rows[2][0::2] == ["Metacritic", "670–100, 40 reviews"]
    assert body.findtext(".//x:p", namespaces=NS).startswith("From: Critical response")


@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_figures_change_no_line_of_the_text(language: str) -> None:
    document = film(language)
    _, _, body = blank_page("", language)
    terms = terms_for(load_terms(find_styles()), language)
    append_article(body, document, terms, tuple(figures(document).values()))
    assert len(list(body.iter("{*}figure"))) == 3
    assert html_lines(body) == list(lines_of(document))


def test_hostile_label_stays_text() -> None:
    evil = '</title><script>"&'
    document = film(reception=paragraph("X ", score("79%", "79", 100, evil), "."))
    page = export(document, "html").decode()
    assert "<script" not in page
    assert evil in unescape(page)


def test_epub_declares_the_pages_that_hold_an_svg() -> None:
    book = zipfile.ZipFile(BytesIO(export(film(), "epub")))
    package = next(name for name in book.namelist() if name.endswith(".opf"))
    folder = package.rpartition("/")[0]
    for item in etree.fromstring(book.read(package)).iter("{*}item"):
        if item.get("media-type") == "application/xhtml+xml":
            has_svg = b"<svg" in book.read(f"{folder}/{item.get('href')}".lstrip("/"))
            assert ("svg" in item.get("properties", "").split()) == has_svg


def test_docx_shows_figures_as_pictures_with_alternatives() -> None:
    document = docx.Document(BytesIO(export(film(), "docx")))
    assert len(document.inline_shapes) == 3
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described[1].endswith("United States and Canada: $2.5 million. From: Box office, sentence 2")
    names = [
        shape._inline.graphic.graphicData.pic.nvPicPr.cNvPr.get("descr") for shape in document.inline_shapes
    ]
    assert names == described


def test_picture_in_docx_is_no_wider_than_a_line() -> None:
    document = docx.Document(BytesIO(export(film(), "docx")))
    page = document.sections[0]
    for shape in document.inline_shapes:
        assert 0 < shape.width <= page.page_width - page.left_margin - page.right_margin


# --- Pictures --------------------------------------------------------------------------------


def painted(document: Document, kind: str) -> bytes:
    return FigurePainter(find_styles()).paint(figures(document)[kind], document.language, ignore)


@pytest.mark.parametrize("kind", ["bars", "gauges", "timeline"])
def test_picture_has_the_same_bytes_each_time(kind: str) -> None:
    assert painted(film(), kind) == painted(film(), kind)


def bars_in(picture: bytes) -> list[tuple[int, int]]:
    """Where the bars of a picture begin and end, from the top."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    accent = bytes.fromhex(ACCENT[1:])
    bars: list[tuple[int, int]] = []
    for y in range(image.height):
        row = image.crop((0, y, image.width, y + 1)).tobytes()
        inside = [x for x in range(image.width) if row[3 * x : 3 * x + 3] == accent]
        if inside and (not bars or bars[-1] != (inside[0], inside[-1] + 1)):
            bars.append((inside[0], inside[-1] + 1))
    return bars


@pytest.mark.parametrize(("language", "base"), [("en", 0), ("ar", 1)])
def test_bar_in_a_picture_begins_at_its_base_and_is_as_long_as_its_amount(language: str, base: int) -> None:
    bars = bars_in(painted(film(language), "bars"))
    assert len({bar[base] for bar in bars}) == 1
    lengths = [end - start for start, end in bars]
    assert [length / lengths[0] for length in lengths] == pytest.approx([1, 6.8 / 9.4, 2.5 / 9.4], abs=0.01)


def test_long_label_makes_a_picture_higher() -> None:
    long = film(reception=paragraph("X ", score("79%", "79", 100, "Word " * 11), "."))
    short = film(reception=paragraph("X ", score("79%", "79", 100, "Word"), "."))
    heights = [Image.open(BytesIO(painted(document, "gauges"))).height for document in (short, long)]
    assert heights[0] < heights[1]


def test_character_that_no_font_has_is_reported() -> None:
    told: list[Message] = []
    document = film(reception=paragraph("X ", score("79%", "79", 100, "A\U0010fffd"), "."))
    FigurePainter(find_styles()).paint(figures(document)["gauges"], "en", told.append)
    assert [message.text for message in told] == ["a figure leaves out U+10FFFD: no installed font has it"]


def test_direction_is_that_of_the_document() -> None:
    assert [figures(film(tag))["bars"].rtl for tag in ("en", "he")] == [
        direction_of(tag) == "rtl" for tag in ("en", "he")
    ]
