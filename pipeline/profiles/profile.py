"""What a profile is: the kinds of fact of one kind of article, its headings, its wiki template."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from pipeline.profiles.schema_org import Subject, Term

FactType: TypeAlias = Literal[
    "text", "names", "countries", "languages", "dates", "duration", "money", "number"
]
SectionRole: TypeAlias = Literal["cast", "box_office", "reception"]


def folded(label: str) -> str:
    """`label` as it is compared: case, width, kind of apostrophe, outer blanks and runs of blanks aside."""
    label = label.replace("’", "'").replace("‘", "'")
    return " ".join(unicodedata.normalize("NFKC", label).casefold().split())


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One kind of fact.

    `labels` are all labels that mean it, `parameter` is its parameter in the wiki template
    (``""`` where the template has none), `sheet` says whether a fact sheet shows it, `schema_org`
    what it is in the vocabulary of schema.org, if anything.
    """

    name: str
    labels: tuple[str, ...]
    type: FactType = "text"
    parameter: str = ""
    sheet: bool = True
    schema_org: Term | None = None


@dataclass(frozen=True)
class Profile:
    """One kind of article.

    `facts` stand in the order in which a fact sheet shows them; `essentials` names those of
    the line below the title. `template` is the wiki's infobox template (``""``: none fits),
    `caption_parameter` its parameter for the infobox's own title. `schema_org` says what its
    articles are about.
    """

    name: str
    facts: tuple[FactSpec, ...] = ()
    essentials: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    sections: Mapping[SectionRole, tuple[str, ...]] = field(default_factory=dict)
    template: str = ""
    caption_parameter: str = ""
    schema_org: Subject = field(default_factory=Subject)

    @cached_property
    def _by_label(self) -> dict[str, FactSpec]:
        return {folded(label): fact for fact in self.facts for label in fact.labels}

    @cached_property
    def _by_name(self) -> dict[str, FactSpec]:
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def _by_heading(self) -> dict[str, SectionRole]:
        return {folded(title): role for role, titles in self.sections.items() for title in titles}

    def fact_labeled(self, label: str) -> FactSpec | None:
        """The fact that `label` means, if the profile knows it.

        A remark in brackets that ends the label doesn't count: ``Population (2011)``.
        """
        label = folded(label)
        known = self._by_label.get(label)
        head, bracket, _ = label.rpartition("(")
        if known is None and bracket and label.endswith(")"):
            known = self._by_label.get(head.rstrip())
        return known

    def fact_named(self, name: str) -> FactSpec | None:
        """The fact called `name`, if the profile has it."""
        return self._by_name.get(name)

    def section_role(self, heading: str) -> SectionRole | None:
        """What a section with this heading holds, if the profile knows."""
        return self._by_heading.get(folded(heading))
