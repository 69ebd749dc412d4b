"""Texts for Hypothesis: lines of every kind, hostile to Markdown, with accents, emoji and combining marks."""

from itertools import chain, combinations, cycle, islice

from hypothesis import settings
from hypothesis import strategies as st

from proposals.text.lines import Line, Run, merged
from tests.thorough import tries

few = settings(max_examples=tries(30, 300), deadline=None)
"""Few tries in `make test`, hundreds in `make check`."""

SIGNS = [
    *"*_`~[]()!<>&#+-=|\\{}.:;'\"«»’…/",
    *["**", "__", "~~", "```", "](", "![", "&amp;", "<b>", "1. ", "- ", "> ", "---", "    "],
]
LETTERS = [*"abcéàçñœß0129ΩжЯ日本", "é", "ạ̈", "🌍", "👩\u200d👩\u200d👧", "🇫🇷", "ﬁ", "²", "€", "\u200d"]
BLANKS = [" ", "  ", "\u00a0", "\u202f", "\t", "\u2028", "\u200b"]
ODD = ["\x02", "\x03", "\0", "\r", "\x1f", "\x85", "\ufeff", "\uffff", "\ufffc"]

PLAIN = ["mot", "chaleur", "réseau", "http://a_b.fr/", "a@b.fr", "10.", "2)", "snake_case"]
LINKS = [
    "https://exemple.fr/",
    "http://x.fr/a b(c)[d]?e=1&copy=2#f_g*h",
    "mailto:a@b.fr",
    "javascript:alert(1)",
    "/relatif",
    "https://é.fr/ à",
]
FORMATS = ["bold", "italic", "strike", "code"]
KINDS = [*["p"] * 2, "h1", "h2", "h3", "q", *["ul", "ol"] * 2, "ul1", "ul2", "ol1", "ol2", "hr", "code:", "code:yaml"]
ODD_KINDS = ["h6", "ul9", "ol3", "code:a b`c", "c:r1:c2", "inconnu", ""]


def evenly(*groups):
    """One choice among all members, in which each group comes as often: a draw less than `one_of`, and draws cost."""
    size = max(map(len, groups))
    return st.sampled_from([member for group in groups for member in islice(cycle(group), size)])


words = st.lists(evenly(LETTERS, PLAIN, SIGNS, BLANKS, ODD), max_size=8).map("".join)
formats = [dict.fromkeys(names, True) for names in chain.from_iterable(combinations(FORMATS, n) for n in range(5))]
attributes = evenly([{}], formats, [each | {"link": link} for each in formats for link in LINKS])
runs = st.lists(st.builds(Run, words, attributes), max_size=5).map(merged)
kinds = evenly(KINDS, ODD_KINDS)
texts = st.lists(st.builds(Line, kinds, runs), max_size=8).map(tuple)
