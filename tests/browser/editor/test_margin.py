"""Threads in the margin: a comment on selected words stands beside them, follows them, and says when they are gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from playwright.sync_api import expect

from tests.browser.editor.conftest import Open
from tests.browser.editor.test_scenes import TEXT

Make = Callable[[list[dict[str, Any]]], UUID]
PASSAGE = "garantie de financement"


def test_a_comment_stands_beside_its_words_and_follows_them(document: Make, opened: Open) -> None:
    one = opened(document(TEXT), "writer-1", viewport={"width": 1440, "height": 900})
    one.select(PASSAGE, 0, len(PASSAGE))
    one.act("comment")
    one.page.fill("#editor-comment-body", "À préciser 😀")
    one.page.click("#editor-comment-form [type=submit]")
    passage, note = one.page.locator("mark.passage"), one.page.locator("#editor-notes .placed")
    expect(passage).to_have_text(PASSAGE)
    expect(note).to_contain_text("À préciser 😀")
    one.select("Une garantie", 0)
    one.type("Voici enfin ")
    one.press("Enter")
    expect(passage).to_have_text(PASSAGE)
    passage.click()
    expect(note).to_have_class("placed lit")
    one.page.wait_for_function(
        """() => Math.abs(document.querySelector("#editor-notes .placed").getBoundingClientRect().top
          - document.querySelector("mark.passage").getBoundingClientRect().top) < 12"""
    )


def test_a_comment_whose_words_are_gone_is_listed(document: Make, opened: Open) -> None:
    one = opened(document(TEXT), "writer-1", viewport={"width": 1440, "height": 900})
    one.select(PASSAGE, 0, len(PASSAGE))
    one.press("Control+Alt+m")
    one.page.keyboard.type("Pourquoi ?")
    one.press("Control+Enter")
    expect(one.page.locator("mark.passage")).to_have_text(PASSAGE)
    one.select(PASSAGE, 0, len(PASSAGE))
    one.press("Delete")
    expect(one.page.locator("#editor-gone")).to_be_visible()
    expect(one.page.locator("#editor-gone")).to_contain_text("Pourquoi ?")


def test_a_thread_is_resolved_in_the_margin(document: Make, opened: Open) -> None:
    one = opened(document(TEXT), "writer-1", viewport={"width": 1440, "height": 900})
    one.select(PASSAGE, 0, len(PASSAGE))
    one.act("comment")
    one.page.fill("#editor-comment-body", "Réglons cela")
    one.page.click("#editor-comment-form [type=submit]")
    one.page.locator("#editor-notes .placed button").click()
    expect(one.page.locator("mark.passage")).to_have_count(0)
    expect(one.page.locator("#editor-resolved summary")).to_contain_text("1 fil réglé")
