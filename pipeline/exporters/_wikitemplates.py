"""Infobox templates for a wiki that has none: wikitext that needs nothing but MediaWiki itself.

There is no Lua and no TemplateStyles in it, and no ParserFunctions, which come with MediaWiki
but have to be switched on. Without ``#if``, a row that has no value is left out like this: a
template says ``{{Seedpress/row|…|empty{{{director|}}}=}}``, so a parameter called ``empty`` is given
where the value is empty, and one with a longer name (``emptyJane Doe``) where it isn't; and the row
is what ``{{{empty|…}}}`` stands for where ``empty`` is not given. A value can't break out of this,
for MediaWiki looks for ``|`` and ``=`` before it puts values in. No line ends between two rows: those
of rows that are left out would be an empty paragraph.

Each template has its documentation, and TemplateData for VisualEditor, which writes its calls the
way that `mediawiki` does (``"format": "block"``). Styles are inline, since a wiki's
``MediaWiki:Common.css`` is its own; they stand in the three parts, which all boxes are made of, so
that they can be changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.document import Fact
from pipeline.errors import UsageError
from pipeline.exporters._wikinames import page_name
from pipeline.exporters._wikitext import escaped
from pipeline.exporters.mediawiki import label_parameter, value_of
from pipeline.profiles import Profile

_STYLE, _CAPTION, _ROW = "Seedpress/style", "Seedpress/caption", "Seedpress/row"

# Physical sides first, for browsers that don't know the sides of right-to-left wikis.
_BOX_LOOK = (
    "float: right; float: inline-end; clear: right; clear: inline-end; box-sizing: border-box; "
    "width: 22em; max-width: 100%; margin: 0 0 1em 1em; margin-inline: 1em 0; padding: 0.2em; "
    "border: 1px solid #a2a9b1; border-collapse: separate; border-spacing: 0.3em; "
    "background: #f8f9fa; color: #202122; font-size: 90%; line-height: 1.4; overflow-wrap: anywhere"
)
_CAPTION_LOOK = (
    "padding: 0.3em; border: 1px solid #a2a9b1; border-bottom: 0; "
    "background: #eaecf0; color: #202122; font-size: 115%; font-weight: bold; text-align: center"
)
_LABEL_LOOK = (
    "width: 35%; padding: 0 0.4em 0 0; padding-inline: 0 0.4em; "
    "text-align: left; text-align: start; vertical-align: top; overflow-wrap: normal"
)
_VALUE_LOOK = "padding: 0; text-align: left; text-align: start; vertical-align: top"


def _documented(wikitext: str, documentation: str) -> str:
    return f"<includeonly>{wikitext}</includeonly><noinclude>\n{documentation}\n</noinclude>"


def _part(html: str, use: str, documentation: str) -> str:
    """A template that is `html` unless its parameter ``empty`` is given; `use` is an example."""
    shown = f"{documentation}: <code><nowiki>{use}</nowiki></code>. Nothing where the value is empty."
    return _documented(f"{{{{{{empty|{html}}}}}}}", shown)


PARTS: Mapping[str, str] = {
    _STYLE: _documented(
        _BOX_LOOK, "The look of infoboxes, as CSS declarations. Change them here, and all boxes change."
    ),
    _CAPTION: _part(
        f'<caption style="{_CAPTION_LOOK}">{{{{{{value}}}}}}</caption>',
        f"{{{{{_CAPTION}|value={{{{{{name|}}}}}}|empty{{{{{{name|}}}}}}=}}}}",
        "The title of an infobox",
    ),
    _ROW: _part(
        f'<tr><th scope="row" style="{_LABEL_LOOK}">{{{{{{label}}}}}}</th>'
        f'<td style="{_VALUE_LOOK}">{{{{{{value}}}}}}</td></tr>',
        f"{{{{{_ROW}|label=Director|value={{{{{{director|}}}}}}|empty{{{{{{director|}}}}}}=}}}}",
        "A row of an infobox",
    ),
}
"""The templates that all boxes are made of, by name."""

# The first letters decide which way a table runs, for a wiki may have articles in several scripts.
_START = f'<table class="infobox" dir="auto" style="{{{{{_STYLE}}}}}">'


def drawn_table(caption: str, facts: Iterable[Fact]) -> str:
    """Facts without a template of their own, as wikitext that uses `PARTS`."""
    calls = [f"{{{{{_CAPTION}|value={escaped(caption, 'argument')}}}}}"] if caption else []
    for fact in facts:
        label = escaped(fact.label, "argument")
        calls.append(f"{{{{{_ROW}|label={label}|value={value_of(fact, 'argument')}}}}}")
    return "\n".join([_START, *calls, "</table>"])


@dataclass(frozen=True, slots=True)
class InfoboxTemplate:
    """An infobox template: `labels` are what its rows say, by parameter."""

    name: str
    captions: tuple[str, ...]
    labels: Mapping[str, str]

    @property
    def page(self) -> str:
        """The wikitext of the template's page."""
        captions = (f"{{{{{_CAPTION}|{_value(name)}}}}}" for name in self.captions)
        rows = (f"{{{{{_ROW}|{_label(name, label)}|{_value(name)}}}}}" for name, label in self.labels.items())
        return _documented(f"{_START}{''.join([*captions, *rows])}</table>", _documentation(self))


def _value(name: str) -> str:
    # The end of the line belongs to a parameter's value, which is trimmed.
    return f"value={{{{{{{name}|}}}}}}|empty{{{{{{{name}|}}}}}}=\n"


def _label(name: str, label: str) -> str:
    return f"label={{{{{{{label_parameter(name)}|{escaped(label, 'argument')}}}}}}}"


def infobox_templates(profiles: Iterable[Profile]) -> dict[str, InfoboxTemplate]:
    """The infobox templates of `profiles`, by the names of their pages.

    Profiles that share a template each add their parameters to it.

    Raises:
        UsageError: no page can have the name of a template, or a parameter of it can't be one.
    """
    captions: dict[str, dict[str, None]] = {}
    labels: dict[str, dict[str, str]] = {}
    for profile in profiles:
        if not profile.template:
            continue
        name = page_name(profile.template)
        if name is None:
            where = f"of the profile {profile.name!r}"
            raise UsageError(f"{profile.template!r}, {where}, can't be the name of a template")
        own = labels.setdefault(name, {})
        captions.setdefault(name, {})
        if profile.caption_parameter:
            captions[name][_checked(profile.caption_parameter, profile)] = None
        for fact in profile.facts:
            if fact.parameter:
                own.setdefault(_checked(fact.parameter, profile), next(iter(fact.labels), fact.name))
    return {name: InfoboxTemplate(name, tuple(captions[name]), labels[name]) for name in labels}


_NOT_IN_PARAMETERS = re.compile(r"[\x00-\x1f<>\[\]{}|=&]|\A\s|\s\Z| label\Z")


def _checked(parameter: str, profile: Profile) -> str:
    if _NOT_IN_PARAMETERS.search(parameter):
        where = f"of the profile {profile.name!r}"
        raise UsageError(f"{parameter!r}, {where}, can't be a parameter of {profile.template!r}")
    return parameter


def _documentation(template: InfoboxTemplate) -> str:
    example = label_parameter(next(iter(template.labels), "director"))
    call = "\n".join([f"{{{{{template.name}", *(f"| {name} = " for name in _parameters(template)), "}}"])
    return "\n\n".join(
        [
            "The facts of an article, in a box beside its text. A parameter without a value draws nothing.",
            f"<pre>\n{call}\n</pre>",
            f"What a row is called can be said for each of them: <code>{example}</code> is the label of "
            f"<code>{example.removesuffix(' label')}</code>.",
            f"<templatedata>\n{_template_data(template)}\n</templatedata>",
        ]
    )


def _parameters(template: InfoboxTemplate) -> dict[str, str]:
    """All parameters but those for labels, with what they are called."""
    return {**dict.fromkeys(template.captions, "Title of the box"), **template.labels}


def _template_data(template: InfoboxTemplate) -> str:
    """TemplateData (https://www.mediawiki.org/wiki/Help:TemplateData), which is JSON."""
    parameters = _parameters(template)
    data = {
        "description": "The facts of an article, in a box beside its text",
        "format": "block",
        "params": {name: {"label": label, "type": "content"} for name, label in parameters.items()},
        "paramOrder": list(parameters),
    }
    # "</templatedata>" would end it.
    return json.dumps(data, ensure_ascii=False, indent=1).replace("<", "\\u003c")
