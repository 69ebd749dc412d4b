"""Two versions in one text: marks that begin and end with words, headings with their numbers in the newer one."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client
from hypothesis import given

from proposals.interfaces.compared import compared_html, side_by_side
from proposals.interfaces.headings import numbered
from proposals.interfaces.reading import in_paragraph
from proposals.models import Revision
from proposals.text.html import render_html
from proposals.text.lines import Line, flat
from proposals.text.markdown import parse, render
from proposals.text.words import Block, Piece, compare
from tests.proposals.path import Path, latest
from tests.proposals.text.strategies import few, texts


def shown(old: str, new: str) -> str:
    lines: tuple[Line, ...] = parse(new)[0]
    return str(compared_html(compare(parse(old)[0], lines), lines))


def test_marks_of_a_comparison_begin_and_end_with_words() -> None:
    assert shown("Un prêt sur dix ans.", "Un prêt **garanti** sur dix ans.") == (
        "<p>Un prêt <ins><strong>garanti</strong></ins> sur dix ans.</p>"
    )
    assert shown("Il est instruit vite par la banque.", "Il est instruit par la banque.") == (
        "<p>Il est instruit <del>vite</del> par la banque.</p>"
    )


def test_what_came_instead_stands_apart_from_what_went() -> None:
    assert shown("Il dépasse dix pour cent.", "Il dépasse cinq pour cent.") == (
        "<p>Il dépasse <del>dix</del> <ins>cinq</ins> pour cent.</p>"
    )


def test_a_blank_that_came_alone_is_still_marked() -> None:
    pieces = (Piece("equal", "Un", {}), Piece("ins", " ", {}), Piece("equal", "prêt", {}))
    assert compared_html([Block("p", "", "changed", pieces)], ()) == "<p>Un<ins> </ins>prêt</p>"


def test_headings_bear_the_numbers_of_the_newer_version() -> None:
    html = shown(
        "# Un\n\nmots\n\n# Deux\n\nautres\n\n# Trois\n\nfin", "# Un\n\nmots\n\n# Trois\n\nfin\n\n## Encore\n\nplus"
    )
    assert '<h2 data-number="1.">Un</h2>' in html
    assert "<h2><del>Deux</del></h2>" in html
    assert '<h2 data-number="2.">Trois</h2>' in html
    assert '<h2 data-number="2.1"><ins>Encore</ins></h2>' in html


def test_a_text_is_numbered_without_a_word_changed() -> None:
    lines = parse("# 1. Un\n\n# Deux & trois")[0]
    html = render_html(render(lines)[0])
    assert numbered(html, lines) == html.replace('id="s-2"', 'id="s-2" data-number="2."')


@pytest.mark.parametrize(
    ("start", "end", "passage"), [(0, 2, "Un"), (2, 7, "prêt"), (3, 8, "prêt"), (2, 3, " "), (12, 13, "\n")]
)
def test_a_passage_beside_its_comment_begins_and_ends_with_words(start: int, end: int, passage: str) -> None:
    found = in_paragraph("Un prêt long\nAutre ligne\n", start, end)
    assert found["passage"] == passage
    assert (found["before"] + found["passage"] + found["after"]).startswith("Un prêt long")


def test_every_page_of_a_text_shows_the_same_numbers(path: Path) -> None:
    rapporteur: Client = path.alliance.client("rapporteur")
    proposal = path.draft()
    draft = rapporteur.get(proposal.urls.page).content.decode()
    proposal = path.consultation(proposal)
    read = path.alliance.client("member").get(proposal.urls.page).content.decode()
    headings = [part.split("<")[0] for part in Revision.objects.get(pk=latest(proposal).pk).html.split('">')[1:]]
    assert len(headings) > 1
    for index, words in enumerate(headings, 1):
        for page in (draft, read):
            assert f'id="s-{index}" data-number="{index}.">{words}</h' in page
            assert f"<span>{index}.&nbsp;{words}</span>" in page


def side(blocks: list[Block], old: tuple[Line, ...], new: tuple[Line, ...], which: str) -> str:
    """The words of one column, without blanks and signs."""
    html = "".join(getattr(row, which) for row in side_by_side(blocks, old, new))
    return re.sub(r"[\W_]", "", unescape(re.sub(r"<[^>]*>", "", html)))


@given(texts, texts)
@few
def test_side_by_side_each_column_spells_its_own_text(old: tuple[Line, ...], new: tuple[Line, ...]) -> None:
    # A rule is drawn as a rule, whatever stands in its line.
    old, new = (tuple(replace(line, kind="p") if line.kind == "hr" else line for line in one) for one in (old, new))
    blocks = compare(old, new)
    assert side(blocks, old, new, "old") == re.sub(r"[\W_]", "", flat(old))
    assert side(blocks, old, new, "new") == re.sub(r"[\W_]", "", flat(new))


def test_side_by_side_headings_bear_the_numbers_of_their_own_text() -> None:
    old, new = parse("## Un\n\n## Deux")[0], parse("## Avant\n\n## Un\n\n## Deux")[0]
    rows = side_by_side(compare(old, new), old, new)
    assert [(str(row.old), str(row.new)) for row in rows] == [
        ("", '<h2 data-number="1."><ins>Avant</ins></h2>'),
        ('<h2 data-number="1.">Un</h2>', '<h2 data-number="2.">Un</h2>'),
        ('<h2 data-number="2.">Deux</h2>', '<h2 data-number="3.">Deux</h2>'),
    ]
