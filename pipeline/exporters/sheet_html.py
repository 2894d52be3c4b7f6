"""Sheet → HTML: a fact sheet as a page for print, with no word in it that the sheet doesn't have.

What it looks like is ``styles/factsheet``. There is no flex and no grid, which cost half as much
time again in WeasyPrint: the facts float beside the text, the cast is a table.
"""

from __future__ import annotations

from lxml import etree

from pipeline.exporters._sheet_plan import TEXT_SIZES, Band, Plan
from pipeline.exporters._sheet_title import title_size
from pipeline.exporters.figures import Figure
from pipeline.exporters.html import append, append_figure, blank_page, set_language
from pipeline.exporters.sheet import Cast, Credit, Extract, Line, Row
from pipeline.terms import Terms

# The element whose end is the end of what the sheet shows, apart from the colophon.
END = "end"


def sheet_page(plan: Plan, terms: Terms, colophon: tuple[str, ...]) -> etree._Element:
    """The sheet of `plan` as an ``html`` element; each string of `colophon` is a line at its foot."""
    sheet = plan.sheet
    html, _, body = blank_page(sheet.title or terms.untitled, sheet.language)
    html.set("class", f"text-{plan.text_size}")
    _append_head(body, plan, terms)
    if plan.has_panel_beside:
        _append_panel(body, plan, terms)
    main = append(body, "div", class_="main" if plan.has_panel_beside else "main alone")
    if sheet.lead:
        _append_lines(append(main, "div", class_="lead"), sheet.lead)
    for figure in plan.figures.lead:
        append_figure(main, figure)
    for extract in plan.beside:
        _append_extract(main, extract)
    if sheet.facts and not plan.has_panel_beside:
        _append_panel(body, plan, terms)
    for figures in plan.figures.bands:
        _append_figures(body, figures)
    if sheet.cast:
        _append_cast(body, sheet.cast, plan.names_in_a_row, terms)
    for band in plan.bands:
        _append_band(body, band)
    append(body, "div", id=END)
    _append_colophon(body, colophon, terms)
    return html


# --- The head --------------------------------------------------------------------------------


def _append_head(body: etree._Element, plan: Plan, terms: Terms) -> None:
    sheet = plan.sheet
    head = append(body, "div", class_="head")
    set_language(append(head, "p", terms.sheet, class_="kind"), terms.language)
    title = sheet.title or terms.untitled
    size = title_size(title, is_large=plan.text_size == len(TEXT_SIZES) - 1)
    append(head, "h1", title, class_=f"size-{size}")
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


def _append_panel(body: etree._Element, plan: Plan, terms: Terms) -> None:
    """The facts, in a table for each column: in one of four, each value would have two headers."""
    panel = append(body, "div", class_="panel" if plan.has_panel_beside else "panel wide")
    for rows in plan.panels:
        table = append(
            append(panel, "div", class_="half") if plan.panels[1:] else panel, "table", class_="facts"
        )
        table.set("aria-label", terms.facts)
        tbody = append(table, "tbody")
        for row in rows:
            line = append(tbody, "tr")
            append(line, "th", row.label, scope="row")
            _append_value(line, row, terms)
    for figure in plan.figures.panel:
        append_figure(panel, figure)


def _append_value(line: etree._Element, fact: Row, terms: Terms) -> None:
    value = append(line, "td", class_="large") if fact.is_large else append(line, "td")
    for place, text in enumerate(fact.lines):
        if place:
            append(value, "br").tail = text
        else:
            value.text = text
    if fact.more:
        append(value, "br")
        _append_more(value, "span", fact.more, terms)


def _append_more(parent: etree._Element, name: str, more: int, terms: Terms) -> None:
    set_language(append(parent, name, terms.more.format(n=more), class_="more"), terms.language)


# --- Figures ---------------------------------------------------------------------------------


def _append_figures(body: etree._Element, figures: tuple[Figure, ...]) -> None:
    """A band of figures: two side by side, or one across the page."""
    band = append(body, "div", class_="band figures" if figures[1:] else "across figures")
    for figure in figures:
        append_figure(append(band, "div", class_="half") if figures[1:] else band, figure)


# --- Prose -----------------------------------------------------------------------------------


def _append_extract(parent: etree._Element, extract: Extract) -> None:
    section = append(parent, "section", class_="extract")
    append(section, "h2", extract.heading)
    _append_lines(section, extract.lines)


def _append_band(body: etree._Element, band: Band) -> None:
    element = append(body, "div", class_="band" if band.second else "band alone")
    for column in (band.first, band.second) if band.second else (band.first,):
        place = append(element, "div", class_="half") if band.second else element
        for extract in column:
            _append_extract(place, extract)


def _append_lines(parent: etree._Element, lines: tuple[Line, ...]) -> None:
    """Paragraphs, headings and lists; a bullet stands in the one that it is nested in."""
    lists: list[etree._Element] = []  # those that are open, the outermost first
    for line in lines:
        del lists[line.level :]
        if not line.level:
            append(parent, "h3" if line.is_heading else "p", line.text)
            continue
        if len(lists) < line.level:
            lists.append(append(lists[-1][-1] if lists else parent, "ul"))
        append(lists[-1], "li", line.text)


# --- Cast ------------------------------------------------------------------------------------


def _append_cast(body: etree._Element, cast: Cast, names_in_a_row: int, terms: Terms) -> None:
    section = append(body, "section", class_="cast")
    append(section, "h2", cast.heading)
    _append_lines(section, cast.before)
    if cast.names:
        _append_names(section, cast.names, names_in_a_row, terms)
    else:
        _append_roles(section, cast, terms)
    if cast.more:
        _append_more(section, "p", cast.more, terms)
    _append_lines(section, cast.after)


def _append_names(section: etree._Element, names: tuple[str, ...], count: int, terms: Terms) -> None:
    """Names, `count` in each row of a table, to be read from row to row; the last row is filled up."""
    table = append(section, "table", class_="names")
    table.set("aria-label", terms.cast)
    body = append(table, "tbody")
    for start in range(0, len(names), count):
        of_row = names[start : start + count]
        row = append(body, "tr")
        for name in (*of_row, *[""] * (count - len(of_row))):
            append(row, "td", name)


def _append_roles(section: etree._Element, cast: Cast, terms: Terms) -> None:
    """A table of the members; a bullet that names no role takes the width of a row."""
    members = [entry for entry in cast.entries if isinstance(entry, Credit)]
    if not members:
        _append_lines(section, tuple(entry for entry in cast.entries if isinstance(entry, Line)))
        return
    has_notes = any(member.note for member in members)
    columns = 3 if has_notes else 2
    table = append(section, "table", class_="roles" if has_notes else "roles short")
    head = append(table, "thead")
    set_language(head, terms.language)
    row = append(head, "tr")
    for term in (terms.actor, terms.role, terms.note)[:columns]:
        append(row, "th", term, scope="col")
    body = append(table, "tbody")
    for entry in cast.entries:
        row = append(body, "tr")
        if isinstance(entry, Line):
            class_ = "nested line" if entry.level > 1 else "line"
            append(row, "td", entry.text, class_=class_, colspan=str(columns))
            continue
        append(row, "th", entry.actor, scope="row")
        append(row, "td", entry.role)
        if has_notes:
            append(row, "td", entry.note)
