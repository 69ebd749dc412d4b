"""Two versions in one text: marks that begin and end with words, headings with their numbers in the newer one."""

import pytest
from django.test import Client

from proposals.interfaces.compared import compared_html
from proposals.interfaces.headings import numbered
from proposals.interfaces.reading import in_paragraph
from proposals.models import Revision
from proposals.text.html import render_html
from proposals.text.lines import Line
from proposals.text.markdown import parse, render
from proposals.text.words import Block, Piece, compare
from tests.proposals.path import Path, latest


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
