"""Sections moved in the outline and by keys while another comments and writes in them: words keep their authors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from playwright.sync_api import Locator, expect

from realtime.documents import read_state, written
from tests.browser.editor.conftest import Open
from tests.browser.editor.writers import Writer, all_agree

Make = Callable[[list[dict[str, Any]]], UUID]
LINES = [
    ("Constat", "h2"),
    ("Les toits perdent.", "p"),
    ("Mesures", "h3"),
    ("Deux hivers.", "p"),
    ("Demande", "h2"),
    ("Un fonds.", "ul"),
    ("Suite", "h2"),
    ("Un bilan.", "p"),
]
TEXT = [op for words, kind in LINES for op in ({"insert": words}, {"insert": "\n", "attributes": {"b": kind}})]
WIDE = {"viewport": {"width": 1440, "height": 900}}


def authors(text: UUID) -> dict[str, set[str]]:
    """The words of each author, by the name of its address; what the server wrote is nobody's."""
    names = {user.pk: user.email.partition("@")[0] for user in get_user_model().objects.all()}
    state = read_state(text)
    found: dict[str, set[str]] = {}
    at = 0
    for length, user in written(text, state.state):
        if user is not None:
            found.setdefault(names[user], set()).add(state.text[at : at + length])
        at += length
    return found


def entries(writer: Writer) -> Locator:
    return writer.page.locator(".edside .entry .name")


def titles(writer: Writer, *expected: str) -> None:
    expect(entries(writer)).to_have_text(list(expected))


def commented(writer: Writer, words: str) -> None:
    """The passage of the one comment; another's caret in it cuts its mark in two."""
    writer.page.wait_for_function(
        "words => [...document.querySelectorAll('mark.passage')].map((mark) => mark.textContent).join('') === words",
        arg=words,
    )


def test_a_section_goes_with_its_words_comment_and_caret_and_comes_back(document: Make, opened: Open) -> None:
    text = document(TEXT)
    one, other = opened(text, "writer-1", **WIDE), opened(text, "writer-2", **WIDE)
    other.select("Deux hivers.", 5)
    other.type("longs ")
    other.select("longs hivers", 0, 12)
    other.act("comment")
    other.page.fill("#editor-comment-body", "Lesquels ?")
    other.page.click("#editor-comment-form [type=submit]")
    expect(other.page.locator("mark.passage")).to_have_text("longs hivers")
    other.select("longs hivers", 3)
    all_agree(text, one, other)
    mine = {"writer-2": {"longs "}}
    assert authors(text) == mine
    one.page.reload()
    one.page.wait_for_selector("body[data-editor=ready]")
    commented(one, "longs hivers")

    # By keys, from within the section; the other's caret and the comment go along on both screens.
    one.select("Les toits", 0)
    one.press("Alt+Shift+ArrowDown")
    titles(one, "1. Demande", "2. Constat", "2.1 Mesures", "3. Suite")
    expect(one.page.locator("#editor-live")).to_have_text("Section «\u00a0Constat\u00a0» déplacée\u00a0: place 2 sur 4")
    titles(other, "1. Demande", "2. Constat", "2.1 Mesures", "3. Suite")
    for writer in (one, other):
        commented(writer, "longs hivers")
    other.type("!")
    all_agree(text, one, other)
    assert "Deux lon!gs hivers.\n" in read_state(text).text
    assert authors(text) == {"writer-2": {"lon!gs "}}
    assert one.page.evaluate("getSelection().anchorNode.data") == "Les toits perdent."

    # Dragged before the others: a mark says where it will stand. The section has nobody in it.
    box = entries(one).nth(3).bounding_box()
    goal = entries(one).nth(0).bounding_box()
    assert box and goal
    mouse = one.page.mouse
    mouse.move(box["x"] + 5, box["y"] + 5)
    mouse.down()
    mouse.move(box["x"] + 5, box["y"] - 20)
    mouse.move(goal["x"] + 5, goal["y"] + 2)
    expect(one.page.locator(".edside li.drop-before .name")).to_have_text("1. Demande")
    mouse.up()
    titles(other, "1. Suite", "2. Demande", "3. Constat", "3.1 Mesures")
    all_agree(text, one, other)
    assert read_state(text).text.startswith("Suite\nUn bilan.\nDemande\nUn fonds.\nConstat\n")
    assert authors(text) == {"writer-2": {"lon!gs "}}

    # By its button: the focus stays on the entry.
    one.page.locator(".edside li", has_text="Demande").hover()
    one.page.get_by_role("button", name="Monter «\u00a0Demande\u00a0»").first.click()
    titles(one, "1. Demande", "2. Suite", "3. Constat", "3.1 Mesures")
    focused = "document.activeElement.closest('li').querySelector('.name').textContent"
    assert one.page.evaluate(focused) == "1.\u00a0Demande"

    # Three moves, three undos; what another wrote meanwhile stays, and is its own.
    one.page.locator(".ProseMirror").focus()
    for _move in range(3):
        one.press("Control+z")
    titles(other, "1. Constat", "1.1 Mesures", "2. Demande", "3. Suite")
    all_agree(text, one, other)
    assert "Deux lon!gs hivers.\nDemande\n" in read_state(text).text
    assert authors(text) == {"writer-2": {"lon!gs "}}
    for writer in (one, other):
        commented(writer, "lon!gs hivers")


def test_taking_back_a_deletion_gives_anothers_words_back_to_it(document: Make, opened: Open) -> None:
    text = document(TEXT)
    one, other = opened(text, "writer-1", **WIDE), opened(text, "writer-2", **WIDE)
    other.select("Un fonds.", 9)
    other.type(" Et des prêts.")
    all_agree(text, one, other)
    one.select("Et des prêts", 0, 12)
    one.press("Delete")
    all_agree(text, one, other)
    # Others go on meanwhile; what is undone is one's own.
    other.select("Un bilan.", 9)
    other.type(" Public.")
    all_agree(text, one, other)
    one.go_offline()
    one.page.locator(".ProseMirror").focus()
    one.press("Control+z")
    one.go_online()
    all_agree(text, one, other)
    assert "Un fonds. Et des prêts.\n" in read_state(text).text
    assert authors(text) == {"writer-2": {" Et des prêts.", " Public."}}
