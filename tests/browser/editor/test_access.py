"""Everybody can write: by keyboard alone, on a phone, with a screen reader's rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.editor.conftest import Open
from tests.browser.editor.writers import markdown, plain

Make = Callable[[list[dict[str, Any]]], UUID]
TEXT: list[dict[str, Any]] = [
    {"insert": "Le contexte"},
    {"insert": "\n", "attributes": {"b": "h2"}},
    {"insert": "un"},
    {"insert": "\n", "attributes": {"b": "ul"}},
    {"insert": "deux"},
    {"insert": "\n", "attributes": {"b": "ul1"}},
    {"insert": "trois"},
    {"insert": "\n", "attributes": {"b": "ol"}},
    {"insert": "dit"},
    {"insert": "\n", "attributes": {"b": "q"}},
    {"insert": "x = 1"},
    {"insert": "\n", "attributes": {"b": "code:py"}},
    {"insert": "lien", "attributes": {"link": "https://www.example.org"}},
    {"insert": "\n", "attributes": {"b": "p"}},
]


def violations(page: Page) -> list[str]:
    # Colours are those at the end of a dialog's appearing, not of half its way.
    page.emulate_media(reduced_motion="reduce")
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


def test_axe_finds_nothing(document: Make, opened: Open) -> None:
    text = document(TEXT)
    one, other = opened(text, "writer-1", viewport={"width": 1440, "height": 900}), opened(text, "writer-2")
    other.select("deux", 0, 4)
    expect(one.page.locator(".caret")).to_have_count(1)
    assert violations(one.page) == []
    one.page.locator("#editor-kind").click()
    assert violations(one.page) == []
    one.press("Escape")
    one.select("trois", 0, 5)
    one.press("Control+k")
    assert violations(one.page) == []
    one.press("Escape")
    one.press("Control+/")
    assert violations(one.page) == []


def test_axe_finds_nothing_in_the_dark_and_on_a_phone(document: Make, opened: Open) -> None:
    text = document(TEXT)
    dark = opened(text, "writer-1", color_scheme="dark", viewport={"width": 1440, "height": 900})
    assert violations(dark.page) == []
    phone = opened(text, "writer-2", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    assert violations(phone.page) == []


def test_a_text_is_written_and_left_by_keyboard_alone(document: Make, opened: Open) -> None:
    text = document([{"insert": "\n", "attributes": {"b": "p"}}])
    one = opened(text, "writer-1", viewport={"width": 1440, "height": 900})
    for _ in range(20):
        one.press("Tab")
        if one.page.evaluate("document.activeElement.classList.contains('ProseMirror')"):
            break
    one.press("Control+Alt+2")
    one.type("Titre")
    one.press("Enter")
    one.press("Control+b")
    one.type("gras")
    one.press("Control+b")
    one.type(" et simple")
    one.press("Enter", "Control+Shift+8")
    one.type("un")
    one.press("Enter", "Tab")
    one.type("deux")
    one.press("Alt+F10")
    expect(one.page.locator("#editor-toolbar button:focus")).to_have_count(1)
    one.press("Home", "ArrowRight")
    one.page.wait_for_function("document.activeElement.dataset.act === 'redo'")
    one.press("Escape")
    one.press("Escape", "Tab")
    assert not one.page.evaluate("document.activeElement.classList.contains('ProseMirror')"), "the text lets one go"
    one.is_saved()
    assert plain(markdown(text)) == "## Titre\n**gras** et simple\n- un\n- deux"


def test_on_a_phone_the_toolbar_is_under_the_thumb_and_nothing_scrolls_sideways(document: Make, opened: Open) -> None:
    text = document(TEXT)
    phone = opened(text, "writer-1", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    bar = phone.page.locator("#editor-toolbar").bounding_box()
    assert bar is not None and bar["y"] + bar["height"] > 800
    for button in phone.page.locator("#editor-toolbar .iconbtn").all():
        box = button.bounding_box()
        assert box is None or min(box["width"], box["height"]) >= 44
    phone.select("deux", 4)
    phone.type(" et demi")
    phone.is_saved()
    assert "deux et demi" in markdown(text)
