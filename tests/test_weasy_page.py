"""The shortcuts around WeasyPrint: they save time and change nothing."""

from __future__ import annotations

import gc
from copy import deepcopy
from types import SimpleNamespace

import pytest
import tinyhtml5
import weasyprint
from hypothesis import given
from hypothesis import strategies as st

from pipeline.exporters import _weasy_page as shortcuts
from pipeline.exporters import make_exporter
from pipeline.exporters._garbage import uncollected
from pipeline.exporters._weasy_page import html_maker, html_tree
from pipeline.exporters.figures import figures_of
from pipeline.exporters.html import append, append_article, blank_page, to_html
from pipeline.profiles import load_profiles
from pipeline.styles import find_styles
from pipeline.terms import load_terms, terms_for


def shape(element):
    children = [shape(child) for child in element]
    return element.tag, dict(element.attrib), element.text or "", element.tail or "", children


def parsed(page):
    text = to_html(page).replace("\N{PARAGRAPH SEPARATOR}", " ")
    return tinyhtml5.parse(text, namespace_html_elements=False)


# --- The page as a tree ------------------------------------------------------------------------


def test_tree_of_an_article_is_what_a_parser_makes_of_its_text(seed_documents):
    terms = load_terms(find_styles())
    for name, document in seed_documents.items():
        html, _, body = blank_page(document.title, document.language)
        profile = load_profiles().that_read(document.profile, lambda _: None)
        own = terms_for(terms, document.language)
        append_article(body, document, own, figures_of(document, own, profile))
        assert shape(html_tree(deepcopy(html))) == shape(parsed(html)), name


# What XML can hold; a line end is one newline once it is parsed.
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.just("\n")
)


@given(TEXT, TEXT, TEXT)
def test_tree_of_any_text_is_what_a_parser_makes_of_it(first, second, attribute):
    html, _, body = blank_page(first, "en")
    paragraph = append(body, "p", second, class_=attribute)
    append(paragraph, "br").tail = first
    append(append(append(append(body, "table"), "tbody"), "tr"), "td", second)
    assert shape(html_tree(deepcopy(html))) == shape(parsed(html))


def test_page_is_parsed_from_text_by_a_weasyprint_that_keeps_more_of_it():
    class Other(weasyprint.HTML):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.more = True

    changed = SimpleNamespace(HTML=Other, UA_STYLESHEET=weasyprint.UA_STYLESHEET)
    assert html_maker(changed, None, [])(blank_page("", "en")[0]).more


# --- The default style sheet -------------------------------------------------------------------


def bytes_without(monkeypatch, shortcut, document, **options):
    monkeypatch.setattr(shortcuts, shortcut, lambda *_: None)
    return make_exporter("pdf", **options).export(document)


@pytest.mark.parametrize("layout", ["factsheet", "article"])
def test_lean_style_sheet_gives_the_same_bytes(monkeypatch, ruby_sparks, layout):
    lean = make_exporter("pdf", layout=layout).export(ruby_sparks)
    assert lean == bytes_without(monkeypatch, "_lean", ruby_sparks, layout=layout)


@pytest.mark.parametrize(
    "css",
    [
        "p { float: footnote }",
        "p { float: f\\6fotnote }",
        "p { position: note(page) }",
        "p { display: list-item }",
        "p::note-call { color: red }",
        "@import 'more.css';",
    ],
)
def test_style_sheet_that_may_want_notes_or_markers_gets_the_whole_default(css):
    [sheet] = html_maker(weasyprint, None, [css])(blank_page("", "en")[0])._ua_stylesheets()
    assert sheet is weasyprint.UA_STYLESHEET


def test_default_style_sheet_stays_as_it_is_for_others(ruby_sparks):
    before = len(weasyprint.UA_STYLESHEET.matcher.other_selectors)
    make_exporter("pdf").export(ruby_sparks)
    assert len(weasyprint.UA_STYLESHEET.matcher.other_selectors) == before


def test_default_style_sheet_that_is_made_otherwise_is_taken_whole():
    changed = SimpleNamespace(HTML=weasyprint.HTML, UA_STYLESHEET=SimpleNamespace())
    [sheet] = html_maker(changed, None, [])(blank_page("", "en")[0])._ua_stylesheets()
    assert sheet is weasyprint.UA_STYLESHEET


# --- Garbage -----------------------------------------------------------------------------------


def test_nothing_is_collected_until_the_outermost_block_ends():
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collector_that_was_off_stays_off():
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_collector_is_on_again_after_an_error():
    with pytest.raises(ValueError, match="no"), uncollected():
        raise ValueError("no")
    assert gc.isenabled()
