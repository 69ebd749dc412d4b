"""Passages: the page's script and the server skip the same blanks, and marks stand around exactly the words meant."""

import re
from html import escape, unescape
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.domain.passages import BLANK, from_ink, ink, locate, to_ink
from proposals.interfaces.marks import Mark, marked
from proposals.text.lines import Line, Run, flat
from proposals.text.markdown import render
from proposals.text.sandbox import render_safely

SCRIPT = Path(__file__).resolve().parents[2] / "frontend" / "src" / "live" / "ink.ts"
# What \s is in JavaScript; Python's has four more control characters, all of them listed in the class anyway.
JS_SPACE = "\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"

words = st.text(alphabet="abcé🌡 \u00a0\u202f.,&<*_[]", min_size=1, max_size=40)
kinds = st.sampled_from(["p", "h2", "ul", "ol", "q"])
texts = st.lists(
    st.builds(
        lambda kind, text, bold: Line(kind, (Run(text, {"bold": True} if bold else {}),)), kinds, words, st.booleans()
    ),
    min_size=1,
    max_size=6,
).map(tuple)


def test_the_script_skips_the_same_characters_as_the_server() -> None:
    [source] = re.findall(r"/\[(.*)\]/u;", SCRIPT.read_text())
    named = source.replace("\\s", "").encode().decode("unicode_escape")
    script = re.compile(f"[{JS_SPACE}{named}]")
    different = [hex(code) for code in range(0x10000) if bool(script.match(chr(code))) != bool(BLANK.match(chr(code)))]
    assert different == []


@given(texts, st.data())
@settings(max_examples=40, deadline=None)
def test_a_mark_holds_the_inked_words_of_its_passage_and_the_page_keeps_all_others(
    lines: tuple[Line, ...], data: st.DataObject
) -> None:
    html = render_safely(render(lines)[0]).html
    plain = flat(lines)
    total = len(ink(plain))
    if not total:
        return
    first = data.draw(st.integers(0, total - 1))
    last = data.draw(st.integers(first + 1, total))
    shown = marked(html, [Mark(7, first, last)])
    place = from_ink(plain, first, last)
    assert place is not None and to_ink(plain, *place) == (first, last)
    pieces = [unescape(piece) for piece in re.findall(r"<mark[^>]*>([^<]*)</mark>", shown)]
    assert ink("".join(pieces)) == ink(plain[place[0] : place[1]])
    assert not BLANK.match(pieces[0][0]) and not BLANK.match(pieces[-1][-1])
    assert re.sub(r"</?mark[^>]*>", "", shown) == _same_entities(html)


@given(texts, st.data())
@settings(max_examples=40, deadline=None)
def test_a_passage_is_located_where_it_was_selected(lines: tuple[Line, ...], data: st.DataObject) -> None:
    plain = flat(lines)
    start = data.draw(st.integers(0, len(plain) - 1))
    end = data.draw(st.integers(start + 1, len(plain)))
    quote = plain[start:end]
    found = locate(lines, quote, start, end)
    if not ink(quote):
        assert found is None
        return
    assert found is not None and start <= found[0] < found[1] <= end
    assert ink(plain[found[0] : found[1]]) == ink(quote)


def _same_entities(html: str) -> str:
    """The HTML with its words escaped the one way that marking writes them."""
    return "".join(
        part if part.startswith("<") else escape(unescape(part), quote=False) for part in re.split(r"(<[^>]*>)", html)
    )
