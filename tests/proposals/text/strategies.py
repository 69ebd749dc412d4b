"""Texts for Hypothesis: lines of every kind, hostile to Markdown, with accents, emoji and combining marks."""

import os

from hypothesis import settings
from hypothesis import strategies as st

from proposals.text.lines import Line, Run, merged

THOROUGH = os.environ.get("CONSULT_THOROUGH") == "1"
few = settings(max_examples=2000 if THOROUGH else 60, deadline=None)
"""Few tries in `make test`, thousands in `make check`."""

SIGNS = [
    *"*_`~[]()!<>&#+-=|\\{}.:;'\"«»’…/",
    *["**", "__", "~~", "```", "](", "![", "&amp;", "<b>", "1. ", "- ", "> ", "---", "    "],
]
LETTERS = [*"abcéàçñœß0129ΩжЯ日本", "é", "ạ̈", "🌍", "👩\u200d👩\u200d👧", "🇫🇷", "ﬁ", "²", "€", "\u200d"]
BLANKS = [" ", "  ", "\u00a0", "\u202f", "\t", "\u2028", "\u200b"]
ODD = ["\x02", "\x03", "\0", "\r", "\x1f", "\x85", "\ufeff", "\uffff", "\ufffc"]

atoms = st.one_of(
    st.sampled_from(LETTERS),
    st.sampled_from(["mot", "chaleur", "réseau", "http://a_b.fr/", "a@b.fr", "10.", "2)", "snake_case"]),
    st.sampled_from(SIGNS),
    st.sampled_from(BLANKS),
)
words = st.lists(st.one_of(atoms, atoms, atoms, st.sampled_from(ODD)), max_size=8).map("".join)
links = st.sampled_from(
    [
        "https://exemple.fr/",
        "http://x.fr/a b(c)[d]?e=1&copy=2#f_g*h",
        "mailto:a@b.fr",
        "javascript:alert(1)",
        "/relatif",
        "https://é.fr/ à",
    ]
)
attributes = st.fixed_dictionaries(
    {},
    optional={
        "bold": st.just(True),
        "italic": st.just(True),
        "strike": st.just(True),
        "code": st.just(True),
        "link": links,
    },
)
plainer = st.one_of(st.just({}), attributes)
runs = st.lists(st.builds(Run, words, plainer), max_size=5).map(merged)
kinds = st.one_of(
    st.sampled_from(
        [
            "p",
            "p",
            "h1",
            "h2",
            "h3",
            "q",
            "ul",
            "ul1",
            "ul2",
            "ol",
            "ol1",
            "ol2",
            "ul",
            "ol",
            "hr",
            "code:",
            "code:yaml",
        ]
    ),
    st.sampled_from(["h6", "ul9", "ol3", "code:a b`c", "c:r1:c2", "inconnu", ""]),
)
texts = st.lists(st.builds(Line, kinds, runs), max_size=8).map(tuple)
