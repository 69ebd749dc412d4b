"""Markdown in and out: lines come back whole, pages show what the lines say, places are found again."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given

from proposals.text.html import render_html
from proposals.text.lines import Line, Run, flat, heading_level, is_empty, list_place, outline
from proposals.text.markdown import canonical, parse, render
from tests.corpora import corpus
from tests.proposals.text.strategies import few, texts

SHEETS = ["1.1.1", "3", "3.1.1", "3.1.2", "3.2.1", "3.2.2", "3.2.3", "3.3.1"]
SHEETS += ["3.3.2", "3.3.3", "3.3.4", "3.3.5", "4.1.2", "5.1.1", "6.2.1", "cae"]


def test_an_escaped_sign_is_one_place_of_the_live_text():
    md, places = render((Line("p", (Run("a*b&c"),)),))
    assert md == "a\\*b&amp;c\n"
    assert [places.to_live(offset) for offset in range(len(md) + 1)] == [0, 1, 1, 2, 3, 3, 3, 3, 3, 4, 5, 6]
    assert [places.to_markdown(offset) for offset in range(7)] == [0, 1, 3, 4, 9, 10, 11]


@pytest.fixture(params=SHEETS)
def sheet(request):
    """The Markdown of one of sixteen real sheets."""
    return corpus(f"referentiel-climat-air-energie/{request.param}.md").read_text(encoding="utf-8")


class Page(HTMLParser):
    """What a reader sees of a page: its words, headings, list items with their depth and number, quotations, code."""

    def __init__(self, html):
        super().__init__()
        self.words, self.blocks, self.open, self.lists = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in ("ul", "ol"):
            self.lists.append([tag, 0])
        if tag == "li":
            self.lists[-1][1] += 1
            name, number = self.lists[-1]
            self.blocks.append([name, len(self.lists) - 1, number if name == "ol" else None, ""])
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.blocks.append([tag, dict(attrs).get("id"), None, ""])
        self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in ("ul", "ol"):
            self.lists.pop()
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        self.words.append(data)
        if self.blocks and any(tag == "li" or re.fullmatch("h[1-6]", tag) for tag in self.open):
            self.blocks[-1][3] += data


def squeezed(text):
    return re.sub(r"\s", "", text.replace("\u200b", ""))


def items_of(lines):
    """Headings and list items as the editor draws them."""
    found, counts, section = [], [], 0
    for line in lines:
        place = list_place(line.kind)
        if not place:
            counts = []
        if heading_level(line.kind):
            section += 1
            found.append([line.kind, f"s-{section}", None, squeezed(line.text)])
        if place:
            name, depth = place
            del counts[depth + 1 :]
            if len(counts) > depth and counts[depth][0] != name:
                counts[depth] = [name, 0]
            if len(counts) == depth:
                counts.append([name, 0])
            counts[depth][1] += 1
            found.append([name, depth, counts[depth][1] if name == "ol" else None, squeezed(line.text)])
    return found


def assert_page_says_what_the_lines_say(lines):
    md, _ = render(lines)
    page = Page(render_html(md))
    assert squeezed("".join(page.words)) == squeezed(flat(lines))
    assert [[*block[:3], squeezed(block[3])] for block in page.blocks] == items_of(lines)


@few
@given(texts)
@example((Line("p", (Run("x"), Run("«y»", {"bold": True}), Run("z"))),))
@example(
    (Line("p", (Run("a ", {"bold": True}), Run("b ", {"bold": True, "italic": True}), Run("c", {"italic": True}))),)
)
def test_parsing_what_was_rendered_gives_the_lines_back(lines):
    md, _ = render(lines)
    assert parse(md) == (canonical(lines), [])


@few
@given(texts)
def test_the_canonical_form_is_its_own(lines):
    assert canonical(canonical(lines)) == canonical(lines)


@few
@given(texts)
@example((Line("p", (Run("a"), Run("a~\u202fa", {"strike": True}))),))
def test_the_page_shows_the_words_headings_and_items_of_the_lines(lines):
    assert_page_says_what_the_lines_say(canonical(lines))


@few
@given(texts)
def test_no_readable_word_is_lost_on_the_way_to_the_canonical_form(lines):
    unreadable = re.compile("[\x00-\x1f\x7f-\x9f\ufeff\uffff\ufdd0-\ufdef\ufffe]")
    assert squeezed(flat(canonical(lines))) == squeezed(unreadable.sub("", flat(lines)))


@few
@given(texts)
def test_every_kept_character_is_found_at_its_place_in_the_markdown_and_back(lines):
    md, places = render(lines)
    words = flat(lines)
    last = 0
    for offset in range(len(words) + 1):
        target = places.to_markdown(offset)
        assert last <= target <= len(md)
        last = target
        if offset < len(words) and words[offset].isalnum() and md[target] == words[offset]:
            assert places.to_live(target) == offset
        elif offset < len(words) and words[offset].isalnum():
            assert md.startswith(f"&#{ord(words[offset])};", target)
    back = [places.to_live(offset) for offset in range(len(md) + 1)]
    assert back == sorted(back) and all(0 <= place <= len(words) for place in back)


def test_a_real_sheet_is_a_fixed_point_and_its_page_shows_its_lines(sheet):
    lines, _ = parse(sheet)
    md, _ = render(lines)
    assert parse(md) == (lines, [])
    assert_page_says_what_the_lines_say(lines)


def test_a_real_sheet_loses_no_word_on_import(sheet):
    shown = set(re.findall(r"\w+", flat(parse(sheet)[0])))
    addresses = {word for link in re.findall(r'href="[^"]*"', sheet) for word in re.findall(r"\w+", link)}
    assert set(re.findall(r"\w+", sheet)) - shown <= addresses | {"a", "href", "yaml"}


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("# Titre\n\ntexte", ["h1", "p"]),
        ("a\nb", ["p", "p"]),
        ("- a\n  suite\n- b\n    1. c", ["ul", "ul", "ol1"]),
        ("- a\n\ntexte\n\n- b", ["ul", "p", "ul"]),
        ("> a\n> b\n>\n> c", ["q", "q", "q"]),
        ("```py\nx\n\ny\n```", ["code:py"] * 3),
        ("a\n\n---\n\nb", ["p", "hr", "p"]),
    ],
)
def test_markdown_is_read_into_lines_of_these_kinds(source, kinds):
    assert [line.kind for line in parse(source)[0]] == kinds


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |\n"),
        ("mot[^1]\n\n[^1]: note", "mot[^1]\n[^1]: note\n"),
        ("[inutile]: http://x.fr/", "[inutile]: http://x.fr/\n"),
        ("![carte](plan.png)", "![carte](plan.png)\n"),
        ("[ici](/page)", "[ici](/page)\n"),
        ("[x](javascript:alert)", "[x](javascript:alert)\n"),
        ("<div>bloc</div>", "<div>bloc</div>\n"),
        ('```js title="x"\na\n```', 'title="x"\na\n'),
        ("<!-- caché -->", "<!-- caché -->\n"),
        ("> " * 200 + "profond", "> " * 200 + "profond\n"),
    ],
)
def test_what_the_subset_does_not_have_stays_as_literal_words(source, words):
    lines, _ = parse(source)
    assert flat(lines).replace(" \n", "\n") == words.replace(" \n", "\n")
    assert parse(render(lines)[0]) == (lines, [])


def test_flattening_is_reported():
    _, notes = parse("- a\n\n    suite\n\n> > q\n\n![i](x.png)\n\n3. trois")
    assert len(notes) == 4


def test_numbers_start_again_after_an_empty_line_between_two_lists():
    lines = (Line("ol", (Run("a"),)), Line("p"), Line("ol", (Run("b"),)))
    assert_page_says_what_the_lines_say(lines)
    assert canonical(lines) == lines


@pytest.mark.parametrize(
    "kinds",
    [
        "ul ol1 ol",
        "ul ul1 ol1 ul",
        "ol ul1 ul2 ol1 ul",
        "ol ul ol",
        "ul ul1 ul2 ul1 ol ol1",
        "ol ol1 ul1 ol1 ol2 ul2 ol",
    ],
)
def test_lists_of_both_types_nest_and_follow_each_other(kinds):
    lines = tuple(Line(kind, (Run(f"point {n}"),)) for n, kind in enumerate(kinds.split()))
    assert parse(render(lines)[0]) == (lines, [])
    assert_page_says_what_the_lines_say(lines)


def test_a_long_numbered_list_with_children_stays_one_list():
    lines = tuple(
        line for n in range(120) for line in (Line("ol", (Run(f"point {n}"),)), Line("ul1", (Run("détail"),)))
    )
    assert parse(render(lines)[0])[0] == lines
    assert_page_says_what_the_lines_say(lines)


def test_the_outline_numbers_by_nesting_and_names_the_headings_of_the_page():
    lines, _ = parse("# A\n\n### B\n\n### C\n\n## D\n\n# E\n\n#### F")
    assert [(h.number, h.text) for h in outline(lines)] == list(
        zip(["1.", "1.1", "1.2", "1.3", "2.", "2.1"], "ABCDEF", strict=True)
    )
    assert [h.id for h in outline(lines)] == re.findall(r'id="([^"]*)"', render_html(render(lines)[0]))
    assert [flat(lines)[h.offset] for h in outline(lines)] == list("ABCDEF")
    assert not any(is_empty(h.text) for h in outline(lines))
