"""Sheet → HTML: a fact sheet as a page for print, with no word in it that the sheet doesn't have.

What it looks like is ``styles/factsheet``. There is no flex and no grid, which cost half as much
time again in WeasyPrint: the facts float beside the text, the cast is a table.
"""

from __future__ import annotations

from itertools import groupby

from lxml import etree

from pipeline.exporters._sheet_plan import Plan, title_size
from pipeline.exporters.html import append, blank_page, set_language
from pipeline.exporters.sheet import Cast, Extract, Line, Row, Sheet
from pipeline.terms import Terms

# The element whose end is the end of what the sheet shows, apart from the colophon.
END = "end"


def sheet_page(plan: Plan, terms: Terms, colophon: tuple[str, ...]) -> etree._Element:
    """The sheet of `plan` as an ``html`` element; each string of `colophon` is a line at its foot."""
    sheet = plan.sheet
    html, _, body = blank_page(sheet.title or terms.untitled, sheet.language)
    html.set("class", f"text-{plan.text_size}")
    _append_head(body, sheet, terms)
    if sheet.facts:
        _append_panel(body, sheet.facts, terms, class_="panel" if plan.has_panel_beside else "panel wide")
    main = append(body, "div", class_="main" if plan.has_panel_beside else "main alone")
    if sheet.lead:
        _append_lines(append(main, "div", class_="lead"), sheet.lead)
    for extract in plan.beside:
        _append_extract(main, extract)
    if sheet.cast:
        _append_cast(body, sheet.cast, plan.names_in_a_row, terms)
    for band in plan.bands:
        element = append(body, "div", class_="band")
        for column in (band.first, band.second):
            half = append(element, "div", class_="half")
            for extract in column:
                _append_extract(half, extract)
    append(body, "div", id=END)
    _append_colophon(body, colophon, terms)
    return html


# --- The head --------------------------------------------------------------------------------


def _append_head(body: etree._Element, sheet: Sheet, terms: Terms) -> None:
    head = append(body, "div", class_="head")
    set_language(append(head, "p", terms.sheet, class_="kind"), terms.language)
    size = title_size(sheet.title)
    append(head, "h1", sheet.title or terms.untitled, class_=f"size-{size}")
    if sheet.caption:
        append(head, "p", sheet.caption, class_="caption")
    if sheet.essentials:
        line = append(head, "p", class_="essentials")
        for place, essential in enumerate(sheet.essentials):
            if place:
                append(line, "span", " · ", class_="dot")
            append(line, "span", essential)


def _append_colophon(body: etree._Element, colophon: tuple[str, ...], terms: Terms) -> None:
    foot = append(body, "div", class_="colophon")
    set_language(foot, terms.language)
    for line in colophon:
        append(foot, "p", line)


# --- Facts -----------------------------------------------------------------------------------


def _append_panel(body: etree._Element, rows: tuple[Row, ...], terms: Terms, class_: str) -> None:
    table = append(append(body, "div", class_=class_), "table", class_="facts")
    table.set("aria-label", terms.facts)
    tbody = append(table, "tbody")
    for row in rows:
        line = append(tbody, "tr", class_="figure") if row.is_figure else append(tbody, "tr")
        append(line, "th", row.label, scope="row")
        value = append(line, "td")
        for place, text in enumerate(row.lines):
            if place:
                append(value, "br").tail = text
            else:
                value.text = text
        if row.more:
            append(value, "br")
            _append_more(value, "span", row.more, terms)


def _append_more(parent: etree._Element, name: str, more: int, terms: Terms) -> None:
    set_language(append(parent, name, terms.more.format(n=more), class_="more"), terms.language)


# --- Prose -----------------------------------------------------------------------------------


def _append_extract(parent: etree._Element, extract: Extract) -> None:
    section = append(parent, "section", class_="extract")
    append(section, "h2", extract.heading)
    _append_lines(section, extract.lines)


def _append_lines(parent: etree._Element, lines: tuple[Line, ...]) -> None:
    for is_bullet, group in groupby(lines, key=lambda line: line.is_bullet):
        if is_bullet:
            items = append(parent, "ul")
            for line in group:
                append(items, "li", line.text)
        else:
            for line in group:
                append(parent, "p", line.text)


# --- Cast ------------------------------------------------------------------------------------


def _append_cast(body: etree._Element, cast: Cast, names_in_a_row: int, terms: Terms) -> None:
    section = append(body, "section", class_="cast")
    append(section, "h2", cast.heading)
    if cast.is_names:
        _append_names(section, cast, names_in_a_row, terms)
    else:
        _append_roles(section, cast, terms)
    if cast.more:
        _append_more(section, "p", cast.more, terms)


def _append_names(section: etree._Element, cast: Cast, count: int, terms: Terms) -> None:
    """Names, `count` in each row of a table, to be read from row to row; the last row is filled up."""
    table = append(section, "table", class_="names")
    table.set("aria-label", terms.cast)
    body = append(table, "tbody")
    for start in range(0, len(cast.credits), count):
        names = [credit.actor for credit in cast.credits[start : start + count]]
        row = append(body, "tr")
        for name in (*names, *[""] * (count - len(names))):
            append(row, "td", name)


def _append_roles(section: etree._Element, cast: Cast, terms: Terms) -> None:
    has_notes = any(credit.note for credit in cast.credits)
    table = append(section, "table", class_="roles" if has_notes else "roles short")
    head = append(table, "thead")
    set_language(head, terms.language)
    row = append(head, "tr")
    for term in (terms.actor, terms.role, terms.note)[: 3 if has_notes else 2]:
        append(row, "th", term, scope="col")
    body = append(table, "tbody")
    for credit in cast.credits:
        row = append(body, "tr")
        append(row, "th", credit.actor, scope="row")
        append(row, "td", credit.role)
        if has_notes:
            append(row, "td", credit.note)
