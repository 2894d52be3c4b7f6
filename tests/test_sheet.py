"""What a fact sheet shows: the rules at the top of pipeline/exporters/sheet.py, one by one."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pypdfium2
import pytest
from lxml import etree
from samples import film as drawn_film
from test_html import contrast

from pipeline import Document, export
from pipeline.document import (
    BulletList,
    CastList,
    CastMember,
    Date,
    Duration,
    Fact,
    ListItem,
    Money,
    Name,
    Paragraph,
    Section,
    Text,
    block_lines,
    walk_sections,
)
from pipeline.exporters import figures as figures_module
from pipeline.exporters import sheet as sheets
from pipeline.exporters._sentences import first_sentences, shortened, width
from pipeline.exporters._sheet_budgets import BUDGETS, Budget
from pipeline.exporters._sheet_plan import TEXT_SIZES, plan_of
from pipeline.exporters._sheet_title import title_size
from pipeline.exporters.figures import Figure
from pipeline.exporters.sheet import Credit, Line, Row, Sheet
from pipeline.exporters.sheet_html import sheet_page
from pipeline.exporters.svg import ACCENT, SVG, TRACK
from pipeline.messages import ignore
from pipeline.profiles import load_profiles
from pipeline.styles import find_styles
from pipeline.terms import Terms, load_terms, terms_for

RICHEST = BUDGETS[0]
TERMS = load_terms(find_styles())


def sheet_of(document: Document, budget: Budget = RICHEST, figures: tuple[Figure, ...] = ()) -> Sheet:
    return sheets.sheet_of(document, load_profiles().that_read(document.profile, ignore), budget, figures)


def figures_of(document: Document, terms: Terms) -> tuple[Figure, ...]:
    profile = load_profiles().that_read(document.profile, ignore)
    return figures_module.figures_of(document, terms, profile)


def names(*actors: str) -> tuple[Name | Text, ...]:
    parts: list[Name | Text] = []
    for actor in actors:
        parts += [Text(", "), Name(actor)]
    return tuple(parts[1:])


def film(**parts: object) -> Document:
    return Document(title="A Film", profile="film", **parts)


def prose(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Text(text),)) for text in texts)


def bullets(*texts: str) -> BulletList:
    return BulletList(tuple(ListItem((Text(text),)) for text in texts))


# --- Sentences -------------------------------------------------------------------------------


def test_first_sentences_are_whole():
    assert first_sentences("One two. Three four. Five.", 20) == "One two. Three four."


def test_no_sentence_is_shown_that_does_not_fit_whole():
    assert first_sentences("A sentence of some length.", 10) == ""


def test_paragraphs_are_kept_whole_before_sentences():
    assert shortened(["One. Two.", "Three. Four five six."], 18) == ["One. Two.", "Three."]


def test_nothing_follows_what_is_cut():
    assert shortened(["A very long sentence without end.", "Short."], 10) == []


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("日本", 4), ("é", 1), ("कि", 2), ("", 0)])
def test_width_counts_columns(text, columns):
    assert width(text) == columns


# --- The head --------------------------------------------------------------------------------


def test_essentials_are_the_profile_s(ruby_sparks):
    assert sheet_of(ruby_sparks).essentials == ("2012", "United States", "104 minutes")


def test_a_year_that_is_not_in_the_text_is_not_invented():
    document = film(facts=(Fact((Date("พ.ศ. 2555", "2012"),), "released", "Released"),))
    assert sheet_of(document).essentials == ("พ.ศ. 2555",)


def test_a_long_essential_is_left_to_the_facts():
    document = film(facts=(Fact((Text("a very long story " * 9),), "runtime", "Runtime"),))
    assert sheet_of(document).essentials == ()


def test_a_long_runtime_is_shown_by_its_first_value():
    content = (Duration("104 minutes", "PT104M"), Text(" (as first shown), and later by some minutes less"))
    assert sheet_of(film(facts=(Fact(content, "runtime", "Runtime"),))).essentials == ("104 minutes",)


def test_caption_is_shown_only_where_it_says_something_else(ruby_sparks):
    assert sheet_of(ruby_sparks).caption == ""
    assert sheet_of(replace(ruby_sparks, caption="Ruby (2012)")).caption == "Ruby (2012)"


def test_a_title_too_long_for_any_page_is_cut_at_a_word():
    sheet = sheet_of(Document(title="word " * 200))
    assert sheet.title.endswith("word…")
    assert "the end of the title" in sheet.left_out


# --- Facts -----------------------------------------------------------------------------------


def test_facts_come_in_the_profile_s_order_then_the_unknown_ones():
    facts = (
        Fact((Text("x"),), "zebra", "Zebra"),
        Fact((Duration("104 minutes", "PT104M"),), "runtime", "Runtime"),
        Fact(names("Ann"), "director", "Director"),
        Fact((Text("y"),), "aardvark", "Aardvark"),
    )
    labels = [row.label for row in sheet_of(film(facts=facts)).facts]
    assert labels == ["Director", "Runtime", "Zebra", "Aardvark"]


def test_a_fact_without_value_makes_no_row():
    assert sheet_of(film(facts=(Fact((), "director", "Director"),))).facts == ()


def test_an_amount_is_a_figure_and_stands_first():
    facts = (
        Fact(names("Ann"), "director", "Director"),
        Fact((Money("$9 million", Decimal(9_000_000), "USD", approximate=True),), "gross", "Gross"),
    )
    assert sheet_of(film(facts=facts)).facts[0] == Row("Gross", ("$9 million",), is_large=True)


def test_a_long_list_of_names_is_cut_after_a_name_and_counted():
    document = film(facts=(Fact(names("Ann Ash", "Ben Birch", "Cy Cedar"), "producer", "Producer"),))
    row = sheet_of(document, replace(RICHEST, value=20)).facts[0]
    assert (row.lines, row.more) == (("Ann Ash, Ben Birch",), 1)


def test_a_value_that_cannot_be_cut_is_left_out_and_said():
    sheet = sheet_of(film(facts=(Fact((Text("x" * 500),), "genre", "Genre"),)))
    assert sheet.facts == ()
    assert sheet.left_out == ("1 of 1 facts",)


def test_names_that_the_cast_repeats_are_shown_once():
    cast = Section("cast", "Cast", (bullets("Ann Ash", "Ben Birch"),))
    starring = Fact(names("Ann Ash", "Ben Birch"), "starring", "Starring")
    assert sheet_of(film(facts=(starring,), sections=(cast,))).facts == ()


def test_lines_of_a_value_stay_lines(seed_documents):
    facts = {row.label: row.lines for row in sheet_of(seed_documents["shapes-the-ninth-ladder.en.txt"]).facts}
    assert any(len(lines) > 1 for lines in facts.values())


# --- Lead, cast and extracts -----------------------------------------------------------------


def test_the_lead_is_cut_after_a_sentence_and_said():
    document = film(lead=prose("One is here. Two is here.", "Three is here."))
    sheet = sheet_of(document, replace(RICHEST, lead=14))
    assert sheet.lead == (Line("One is here."),)
    assert sheet.left_out == ("the end of the lead",)


def test_the_cast_is_cut_after_a_member_and_counted():
    cast = CastList(tuple(CastMember(f"Actor {n}", f"Role {n}") for n in range(10)))
    document = film(sections=(Section("cast", "Cast", (cast,)),))
    sheet = sheet_of(document, replace(RICHEST, cast=4))
    assert sheet.cast is not None
    assert (len(sheet.cast.entries), sheet.cast.more) == (4, 6)
    assert sheet.left_out == ("6 of 10 entries of the cast",)


def test_a_note_is_its_first_sentence_without_the_comma(ruby_sparks):
    cast = sheet_of(ruby_sparks).cast
    assert cast is not None
    assert (
        Credit("Antonio Banderas", "Mort", "the carefree boyfriend of Calvin's mother", True) in cast.entries
    )


@pytest.mark.parametrize("written", [", the captain", "، the captain", "、the captain", " – the captain"])
def test_a_note_is_shown_without_its_separator(written):
    cast = CastList((CastMember("Ann", "Eve", (Text(written),)),))
    sheet = sheet_of(film(sections=(Section("cast", "Cast", (cast,)),)))
    assert sheet.cast is not None
    assert sheet.cast.entries == (Credit("Ann", "Eve", "the captain"),)


def test_a_long_note_is_not_shown():
    member = CastMember("Ann", "Eve", (Text(", who " + "walks " * 60),))
    sheet = sheet_of(film(sections=(Section("cast", "Cast", (CastList((member,)),)),)))
    assert sheet.cast is not None
    assert sheet.cast.entries == (Credit("Ann", "Eve", more_note=True),)
    assert sheet.left_out == ("parts of 1 note on the cast",)


def test_a_note_shown_to_its_first_sentence_is_said_to_be_cut():
    members = tuple(CastMember(actor, "Eve", (Text(", a pilot. She flies."),)) for actor in ("Ann", "Bea"))
    sheet = sheet_of(film(sections=(Section("cast", "Cast", (CastList(members),)),)))
    assert sheet.left_out == ("parts of 2 notes on the cast",)


def cast_with_prose() -> Document:
    """A film with paragraphs around its cast, and a subsection of it."""
    first = CastList((CastMember("Ann", "Eve"),))
    second = CastList((CastMember("Bea", "Kim"),))
    minor = Section("minor", "Minor", (second, *prose("Others came by.")))
    blocks = (*prose("They were chosen by lot."), first, *prose("Cy appears as himself."))
    return film(sections=(Section("cast", "Cast", blocks, (minor,)),))


def test_paragraphs_stand_before_and_after_the_cast():
    cast = sheet_of(cast_with_prose()).cast
    assert cast is not None
    assert cast.before == (Line("They were chosen by lot."),)
    assert cast.after == (Line("Cy appears as himself."), Line("Others came by."))


def test_paragraphs_cut_from_the_cast_are_said():
    sheet = sheet_of(cast_with_prose(), replace(RICHEST, extract=30))
    assert sheet.cast is not None
    assert (len(sheet.cast.before), len(sheet.cast.after)) == (1, 0)
    assert "some of “Cast”" in sheet.left_out


def test_paragraphs_of_a_cast_that_is_not_shown_are_said():
    assert "some of “Cast”" in sheet_of(cast_with_prose(), replace(RICHEST, cast=0)).left_out


def test_headings_below_the_cast_are_said_to_be_left_out():
    assert sheet_of(cast_with_prose()).left_out == ("the heading “Minor”",)


def test_bullets_below_a_member_are_entries_of_the_cast():
    bullet = ListItem((Text("Ann as Eve"),), (ListItem((Text("and the plane"),)),))
    cast = CastList((bullet, CastMember("Bea", "Kim")))
    sheet = sheet_of(film(sections=(Section("cast", "Cast", (cast,)),)))
    assert sheet.cast is not None
    assert sheet.cast.entries == (Line("Ann as Eve", 1), Line("and the plane", 2), Credit("Bea", "Kim"))


def test_box_office_and_reception_are_shown_in_short(ruby_sparks):
    headings = [extract.heading for extract in sheet_of(ruby_sparks).extracts]
    assert headings == ["Box office", "Critical response"]


def test_an_article_without_these_shows_its_first_sections():
    sections = tuple(Section(f"s{n}", f"Section {n}", prose(f"Text {n}.")) for n in range(3))
    sheet = sheet_of(Document(title="T", sections=sections))
    assert [extract.heading for extract in sheet.extracts] == ["Section 0", "Section 1", "Section 2"]


def test_a_section_without_text_makes_no_heading():
    sections = (Section("a", "References"), Section("b", "History", prose("Long ago.")))
    sheet = sheet_of(Document(title="T", sections=sections))
    assert [extract.heading for extract in sheet.extracts] == ["History"]


def life() -> Document:
    """An article with one section, whose text is all in its subsections."""
    parts = (Section("youth", "Youth", prose("Young.")), Section("death", "Death", prose("Dead. Gone.")))
    return Document(title="T", sections=(Section("life", "Life", sections=parts),))


def test_an_extract_goes_on_with_the_subsections_under_their_headings():
    (extract,) = sheet_of(life()).extracts
    assert extract.lines == (
        Line("Youth", is_heading=True),
        Line("Young."),
        Line("Death", is_heading=True),
        Line("Dead. Gone."),
    )


def test_a_subsection_that_is_cut_is_named():
    sheet = sheet_of(life(), replace(RICHEST, extract=22))
    assert sheet.extracts[0].lines[-1] == Line("Dead.")
    assert sheet.left_out == ("the end of “Death”",)


def test_no_extract_ends_with_a_heading():
    sheet = sheet_of(life(), replace(RICHEST, extract=18))
    assert sheet.extracts[0].lines[-1] == Line("Young.")
    assert sheet.left_out == ("the text of “Death”",)


def test_a_section_is_shown_once_be_it_part_of_another():
    response = Section("response", "Critical response", prose("Critics."))
    reception = Section("reception", "Reception", prose("Seen."), (response,))
    extracts = sheet_of(film(sections=(reception,))).extracts
    assert [extract.heading for extract in extracts] == ["Reception", "Critical response"]
    assert [extract.lines for extract in extracts] == [(Line("Seen."),), (Line("Critics."),)]


def test_sections_that_are_not_shown_are_named(ruby_sparks):
    assert any("“Plot”" in text for text in sheet_of(ruby_sparks).left_out)


# --- Figures ---------------------------------------------------------------------------------


def drawn(document: Document, **less: object) -> Sheet:
    """The richest sheet of `document` with its figures, or one with `less`."""
    figures = figures_of(document, terms_for(TERMS, document.language))
    return sheet_of(document, replace(RICHEST, **less), figures)


def texts(element: etree._Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def test_a_sheet_has_the_figures_of_its_article():
    assert [figure.kind for figure in drawn(drawn_film()).figures] == ["bars", "gauges", "timeline"]


def test_each_figure_is_drawn_once_with_where_it_is_from():
    page = page_of(drawn(drawn_film()))
    origins = [texts(e) for e in page.iter("{*}p") if e.get("class") == "origin"]
    assert sorted(origins) == [
        "From: Box office, sentence 2",
        "From: Critical response, sentence 1; Critical response, sentence 2",
        "From: Facts; Introduction, sentence 1",
    ]


def test_each_mark_is_drawn_with_a_text_alternative():
    titles = [title.text for title in page_of(drawn(drawn_film())).iter(f"{{{SVG}}}title")]
    assert len(titles) == 9
    assert "Rotten Tomatoes: 79% (183 reviews)" in titles


def test_an_article_without_data_has_no_figure_and_no_room_for_one():
    document = film(lead=prose("It was never shown."))
    page = page_of(drawn(document))
    assert not list(page.iter("{*}figure"))
    assert not [element for element in page.iter("{*}div") if "figures" in element.get("class", "")]


def test_scores_that_are_drawn_are_no_facts():
    assert {row.label for row in drawn(drawn_film()).facts} == {"Released", "Runtime"}


def test_scores_whose_gauges_are_left_out_are_large_facts():
    sheet = drawn(drawn_film(), figures=1)
    assert [figure.kind for figure in sheet.figures] == ["bars"]
    assert sheet.facts[:2] == (
        Row("Rotten Tomatoes", ("79%",), is_large=True),
        Row("Metacritic", ("67",), is_large=True),
    )


@pytest.mark.parametrize("budget", BUDGETS)
def test_no_sheet_tells_a_score_twice(budget):
    document = drawn_film()
    sheet = sheet_of(document, budget, figures_of(document, terms_for(TERMS, "en")))
    is_drawn = any(figure.kind == "gauges" for figure in sheet.figures)
    assert not (is_drawn and any(row.label == "Metacritic" for row in sheet.facts))


def test_figures_that_are_left_out_are_named():
    sheet = drawn(drawn_film(), figures=1)
    assert "the figure “Review scores”" in sheet.left_out
    assert "the figure “Timeline”" in sheet.left_out


def test_a_section_that_is_drawn_may_go_untold_and_is_named():
    sheet = drawn(drawn_film(), retold=False)
    assert sheet.extracts == ()
    assert "the text of “Box office”, “Critical response”" in sheet.left_out


@pytest.mark.parametrize("text_size", range(len(TEXT_SIZES)))
def test_each_figure_of_the_sheet_has_one_place(text_size):
    sheet = drawn(drawn_film())
    placed = plan_of(sheet, text_size).figures
    found = [*placed.lead, *placed.panel, *(figure for band in placed.bands for figure in band)]
    assert sorted(figure.kind for figure in found) == ["bars", "gauges", "timeline"]


def test_figures_fill_the_column_that_is_shorter():
    short, long = prose("Short."), prose("A sentence goes here. " * 60)
    facts = many_facts(18).facts
    beside_facts = plan_of(drawn(replace(drawn_film(), lead=short, facts=facts)), 0).figures
    beside_text = plan_of(drawn(replace(drawn_film(), lead=long)), 0).figures
    assert (len(beside_facts.lead), len(beside_facts.panel)) == (2, 0)
    assert (len(beside_text.lead), len(beside_text.panel)) == (0, 2)


def test_figures_without_facts_stand_side_by_side():
    placed = plan_of(drawn(replace(drawn_film(), facts=())), 0).figures
    assert [[figure.kind for figure in band] for band in placed.bands] == [["bars", "gauges"]]


def test_a_timeline_of_long_sentences_stands_across_the_page():
    days = [(f"{day} May 2012", f"2012-05-0{day}") for day in (1, 2, 3)]
    sentences_ = [("On ", Date(*day), " " + "it was shown and seen " * 4 + "again.") for day in days]
    lead = tuple(Paragraph((Text(before), day, Text(after))) for before, day, after in sentences_)
    document = film(lead=lead, facts=many_facts(18).facts)
    page = page_of(drawn(document))
    (band,) = (element for element in page.iter("{*}div") if "figures" in element.get("class", ""))
    assert band.get("class") == "across figures"


def test_an_extract_without_a_neighbor_is_not_set_in_half_a_page():
    cast = Section("cast", "Cast", (bullets("Ann", "Ben"),))
    document = film(sections=(cast, Section("a", "Alone", prose("It stands alone."))))
    page = page_of(drawn(document))
    (band,) = (element for element in page.iter("{*}div") if "band" in element.get("class", "").split())
    assert band.get("class") == "band alone"


def test_colors_of_the_sheet_are_readable_and_those_of_its_figures():
    css = find_styles().text("factsheet/sheet.css")
    colors = dict(re.findall(r"--(\w+): (#\w{6});", css))
    assert all(contrast(colors[name], "#ffffff") >= 4.5 for name in ("ink", "quiet", "accent"))
    assert (colors["accent"], colors["hair"]) == (ACCENT, TRACK)


# --- Budgets ---------------------------------------------------------------------------------


def test_the_poorest_budget_shows_the_title_alone(ruby_sparks):
    sheet = sheet_of(ruby_sparks, BUDGETS[-1])
    assert (sheet.facts, sheet.lead, sheet.cast, sheet.extracts) == ((), (), None, ())


def test_budgets_only_shrink():
    for richer, poorer in pairwise(BUDGETS):
        for amount in ("lead", "extracts", "extract", "cast", "note", "facts", "value", "figures"):
            assert getattr(poorer, amount) <= getattr(richer, amount)


@pytest.mark.parametrize("budget", BUDGETS)
def test_what_is_shown_stands_in_the_document(seed_documents, budget):
    for document in seed_documents.values():
        lines = [*(line for block in document.lead for line in block_lines(block))]
        for _, section in walk_sections(document.sections):
            lines.append(section.title)
            lines += [line for block in section.blocks for line in block_lines(block)]
        sheet = sheet_of(document, budget)
        for line in (*sheet.lead, *(line for extract in sheet.extracts for line in extract.lines)):
            assert any(whole.startswith(line.text) for whole in lines)


# --- The page --------------------------------------------------------------------------------


def page_of(sheet: Sheet, text_size: int = 0) -> etree._Element:
    return sheet_page(plan_of(sheet, text_size), terms_for(TERMS, sheet.language), ("colophon",))


def many_facts(count: int) -> Document:
    """An article with so many facts, each third of them long, and one sentence of text."""
    texts = ("short", "shorter", "long and longer, " * 12)
    facts = tuple(Fact((Text(texts[n % 3]),), f"f{n}", f"Label {n}") for n in range(count))
    return Document(title="T", facts=facts, lead=prose("One sentence."))


def test_rows_of_a_table_have_the_same_number_of_cells(seed_documents):
    for document in (*seed_documents.values(), many_facts(41)):
        for table in page_of(sheet_of(document)).iter("{*}table"):
            rows = ([int(cell.get("colspan", 1)) for cell in row] for row in table.iter("{*}tr"))
            assert len({sum(row) for row in rows}) == 1


def test_facts_much_taller_than_the_text_stand_below_it_in_two_columns():
    plan = plan_of(sheet_of(many_facts(30)), 0)
    assert not plan.has_panel_beside
    first, second = plan.panels
    assert first + second == plan.sheet.facts
    assert len(first) == pytest.approx(15, abs=2)


def test_a_few_facts_stand_beside_a_short_text():
    plan = plan_of(sheet_of(many_facts(6)), 0)
    assert plan.has_panel_beside
    assert plan.panels == (plan.sheet.facts,)


@pytest.mark.parametrize("count", [6, 30])
def test_each_value_of_a_fact_has_one_header(count):
    for table in page_of(sheet_of(many_facts(count))).iter("{*}table"):
        for row in table.iter("{*}tr"):
            assert [etree.QName(cell).localname for cell in row] == ["th", "td"]


def test_a_bullet_stands_in_the_list_of_the_one_it_is_nested_in():
    inner = ListItem((Text("inner"),))
    nested = BulletList((ListItem((Text("outer"),), (inner,)), ListItem((Text("next"),))))
    page = page_of(sheet_of(Document(title="T", lead=(*prose("Before."), nested, *prose("After.")))))
    (lead,) = (element for element in page.iter("{*}div") if element.get("class") == "lead")
    assert [etree.QName(child).localname for child in lead] == ["p", "ul", "p"]
    outer, after = lead[1]
    assert (outer.text, outer[0][0].text, after.text) == ("outer", "inner", "next")


def test_a_bullet_that_is_no_member_takes_a_row_of_the_cast():
    cast = CastList((ListItem((Text("Many others"),)), CastMember("Ann", "Eve")))
    page = page_of(sheet_of(film(sections=(Section("cast", "Cast", (cast,)),))))
    rows = [[(etree.QName(cell).localname, cell.text) for cell in row] for row in page.iter("{*}tr")]
    assert rows[1:] == [[("td", "Many others")], [("th", "Ann"), ("td", "Eve")]]


@pytest.mark.parametrize(
    ("name", "columns"), [("Ann Ash", 4), ("Ann Ash, whose role is long", 3), ("x" * 60, 2)]
)
def test_longer_names_are_set_in_fewer_columns(name, columns):
    cast = Section("cast", "Cast", (bullets(*[name] * 5),))
    row = next(page_of(sheet_of(film(sections=(cast,)))).iter("{*}tr"))
    assert len(row) == columns


def test_no_table_and_no_section_is_empty(seed_documents):
    for document in seed_documents.values():
        page = page_of(sheet_of(document))
        for element in (*page.iter("{*}table"), *page.iter("{*}section")):
            assert "".join(element.itertext()).strip()


def test_facts_have_row_headers(ruby_sparks):
    table = next(t for t in page_of(sheet_of(ruby_sparks)).iter("{*}table") if t.get("class") == "facts")
    assert {cell.get("scope") for cell in table.iter("{*}th")} == {"row"}


def test_arabic_is_set_from_right_to_left(seed_documents):
    page = page_of(sheet_of(seed_documents["film-hams-al-mina.ar.txt"]))
    assert (page.get("dir"), page.get("lang")) == ("rtl", "ar")


def test_no_heading_is_missed_out(seed_documents):
    for document in seed_documents.values():
        headings = [e.tag[-2:] for e in page_of(sheet_of(document)).iter("{*}h1", "{*}h2", "{*}h3")]
        assert headings[0] == "h1"
        assert all(after <= max(before, "h2") or after == "h3" for before, after in pairwise(headings))
        assert headings[1:2] != ["h3"]


def test_every_extract_has_its_place(seed_documents):
    for document in seed_documents.values():
        sheet = sheet_of(document)
        for text_size in range(len(TEXT_SIZES)):
            headings = [e.text for e in page_of(sheet, text_size).iter("{*}h2")]
            if sheet.cast:
                headings.remove(sheet.cast.heading)
            assert headings == [extract.heading for extract in sheet.extracts]


def test_over_two_pages_extracts_stand_in_pairs():
    prose_ = prose("A sentence goes here. " * 40)
    sections = tuple(Section(f"s{n}", f"Section {n}", prose_) for n in range(7))
    plan = plan_of(sheet_of(Document(title="T", lead=prose_ * 3, sections=sections)), 0)
    assert plan.pages > 1
    assert [(len(band.first), len(band.second)) for band in plan.bands] == [(1, 1), (1, 1), (1, 1), (1, 0)]


def test_larger_text_is_estimated_to_need_more_room(ruby_sparks):
    sheet = sheet_of(ruby_sparks)
    pages = [plan_of(sheet, text_size).pages for text_size in range(len(TEXT_SIZES))]
    assert pages == sorted(pages)
    assert pages[0] < pages[-1]


@pytest.mark.parametrize("page_size", ["a4", "letter"])
@pytest.mark.parametrize(
    "title", ["Leatherheads", "Young@Heart", "Frankenstein", "Underwhelming", "WWWWWWWWWW", "Wunderkinder"]
)
def test_no_word_of_a_title_is_broken_that_a_smaller_size_holds(title, page_size):
    lead = prose("It is a film of a long and quiet summer by the sea, told twice." * 5)
    pdf = export(Document(title=title, lead=lead), "pdf", page_size=page_size)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    start = text.get_text_range().index(title)
    boxes = [text.get_charbox(place) for place in range(start, start + len(title))]
    # Above the foot of the page, which has the title again.
    assert 400 < max(bottom for _, bottom, _, _ in boxes) < min(top for _, _, _, top in boxes)


@pytest.mark.parametrize("is_large", [False, True])
def test_a_title_is_set_in_the_largest_size_that_holds_its_words(is_large):
    assert title_size("Gypsy", is_large=is_large) == 0
    assert title_size("Blue Hour", is_large=is_large) == 0
    assert title_size("Leatherheads", is_large=is_large) == int(is_large)
    assert title_size("W" * 24, is_large=is_large) > 2
