"""Hypothesis strategies: seed texts, from tidy to hostile."""

from __future__ import annotations

from hypothesis import strategies as st

# Pieces of text that some format or some stage could take for more than text.
TROUBLE = """
= == === - -- * # : ; | || {| |} |- ! [[ ]] {{ }} {{{ }}} '' ''' <b> </b> <!-- --> <nowiki>
</nowiki> & &amp; &#65; ]]> ~~~~ __TOC__ http://a.b ISBN 123 $ % _ ` @ § “ ” ‘ ’ — – … é ß İ ı
ﷺ 日本 ไทย עברית عربي हिन्दी
""".split()  # noqa: SIM905
INVISIBLE = [*"\\\u200d\u200f\u2009\u00a0\u3000\u0085\u2028\ufeff\U0001f600\0\x0b\u0301"]
FACTUAL = """
2012|2012-07-25|25 July 2012|July 25, 2012|(1985)|in 2006|31 February 2012|$9.4 million|€5|104 minutes|1h 44m
United States|English, French|Zoe Kazan, Paul Dano|Sammy Davis, Jr.|A as B|Paul Dano as Calvin, a novelist
The Cast as a whole|as|, |; |:
""".strip().replace("\n", "|").split("|")  # fmt: skip

words = st.one_of(
    st.sampled_from(TROUBLE),
    st.sampled_from(INVISIBLE),
    st.sampled_from(FACTUAL),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=6),
)
lines = st.lists(words, min_size=1, max_size=5).map(" ".join)


def _fact(label: str, value: str) -> str:
    return f"- {label}: {value}"


labels = st.one_of(
    st.sampled_from(
        [
            "Director",
            "Starring",
            "Released",
            "Runtime",
            "Country",
            "Language",
            "Gross",
            "Studio",
            "Notes",
            "監督",
        ]
    ),
    lines,
)
headings = st.builds(
    lambda left, title, right, blank: f"{'=' * left}{blank}{title}{blank}{'=' * right}",
    st.integers(1, 7),
    st.one_of(st.sampled_from(["Cast", "Plot", "Reception", "Box office"]), lines),
    st.integers(0, 7),
    st.sampled_from(["", " "]),
)
bullets = st.builds(lambda indent, text: f"{' ' * indent}- {text}", st.integers(0, 12), lines)
members = st.builds(
    "{}{} as {}{}".format,
    st.sampled_from(["- ", "", "  - "]),
    st.sampled_from(["Paul Dano", "Zoe Kazan", "宮崎駿"]),
    st.one_of(st.just("Ruby Sparks"), lines),
    st.one_of(st.just(""), lines.map(", {}".format)),
)
cast_sections = st.lists(members, min_size=1, max_size=4).map(lambda cast: ["== Cast ==", *cast])
body_lines = st.one_of(
    lines, headings, bullets, st.builds(_fact, labels, lines), st.just(""), st.just("  \t")
)


@st.composite
def seed_texts(draw: st.DrawFn) -> str:
    """A seed text with or without title, infobox, lead and sections, in any disorder."""
    title = draw(lines)
    parts: list[str] = []
    if draw(st.booleans()):
        parts.append(f"= {title} =")
    if draw(st.booleans()):
        parts.append("")
    if draw(st.booleans()):
        parts.append(title)
    parts += draw(st.lists(st.one_of(st.builds(_fact, labels, lines), bullets), max_size=5))
    parts += draw(st.lists(body_lines, max_size=12))
    if draw(st.booleans()):
        parts += draw(cast_sections) + draw(st.lists(body_lines, max_size=4))
    return draw(st.sampled_from(["\n", "\r\n", "\r"])).join(parts)
