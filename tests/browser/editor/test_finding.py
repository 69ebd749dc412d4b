"""Finding and replacing, one section alone, following somebody: by keyboard, while others write, and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, expect

from tests.browser.editor.conftest import Open
from tests.browser.editor.test_access import violations
from tests.browser.editor.writers import all_agree, markdown, plain

Make = Callable[[list[dict[str, Any]]], UUID]


def paragraph(words: str, kind: str = "p", **attributes: Any) -> list[dict[str, Any]]:
    return [{"insert": words, "attributes": attributes}, {"insert": "\n", "attributes": {"b": kind}}]


REST = "Rien de plus." + " Vraiment rien." * 12
TEXT: list[dict[str, Any]] = [
    *paragraph("Le contexte", "h2"),
    *paragraph("Un fonds régional garantit les prêts."),
    *paragraph("Les fonds d’ici", "ul", bold=True),
    *paragraph("Le financement", "h2"),
    *paragraph("Chaque région apporte au FONDS ce qu’elle peut."),
    *paragraph("Le détail", "h3"),
    *paragraph(REST),
    *paragraph("La suite", "h2"),
    *[op for number in range(30) for op in paragraph(f"Paragraphe {number}.")],
]


def count(page: Page) -> Any:
    return page.locator("#editor-find-count")


def test_words_are_found_and_replaced_by_keyboard_while_others_write(document: Make, opened: Open) -> None:
    text = document(TEXT)
    wide = {"width": 1440, "height": 900}
    one, other = opened(text, "writer-1", viewport=wide), opened(text, "writer-2", viewport=wide)
    page = one.page
    one.select("Un fonds", 3, 8)
    one.press("Control+f")
    expect(page.locator("#editor-find-text")).to_be_focused()
    expect(page.locator("#editor-find-text")).to_have_value("fonds")
    expect(count(page)).to_have_text("1 sur 3")
    expect(page.locator("#editor-live")).to_have_text("1 sur 3")
    expect(page.locator(".ProseMirror .found")).to_have_text(["fonds", "fonds", "FONDS"])
    assert violations(page) == []
    # The second press is the browser's own search.
    page.evaluate("addEventListener('keydown', (event) => (window.stopped = event.defaultPrevented))")
    one.press("Control+f")
    assert page.evaluate("window.stopped") is False

    one.press("Enter", "Enter")
    expect(count(page)).to_have_text("3 sur 3")
    one.press("Shift+Enter")
    expect(page.locator(".ProseMirror .found.now")).to_have_text("fonds")
    other.select("Un fonds", 0)
    other.type("Ces fonds. ")
    expect(count(page)).to_have_text("3 sur 4")
    page.get_by_role("button", name="Majuscules").click()
    expect(count(page)).to_have_text("3 sur 3")

    # One replaced, then all the rest, each with one undo, and formats stay.
    one.press("Control+h")
    expect(page.locator("#editor-find-replacement")).to_be_focused()
    one.type("crédits")
    one.press("Enter")
    expect(page.locator(".ProseMirror strong")).to_have_text("Les crédits d’ici")
    one.press("Control+Enter")
    expect(count(page)).to_have_text("2\u00a0passages remplacés")
    one.press("Escape")
    expect(page.locator("#editor-find")).to_be_hidden()
    expect(page.locator(".found")).to_have_count(0)
    all_agree(text, one, other)
    assert "Ces crédits. Un crédits régional" in markdown(text) and "**Les crédits d’ici**" in markdown(text)
    one.press("Control+z")
    all_agree(text, one, other)
    assert "Ces fonds. Un fonds régional" in markdown(text) and "**Les crédits d’ici**" in markdown(text)
    one.press("Control+z")
    all_agree(text, one, other)
    assert "**Les fonds d’ici**" in markdown(text)

    # Accents and whole words, only where they are asked for.
    one.press("Control+f")
    page.get_by_role("button", name="Majuscules").click()
    page.locator("#editor-find-text").fill("region")
    expect(count(page)).to_have_text("2 sur 2")
    page.get_by_role("button", name="Mots entiers").click()
    expect(page.locator(".ProseMirror .found")).to_have_text("région")
    page.get_by_role("button", name="Accents").click()
    expect(count(page)).to_have_text("Aucun")
    assert one.errors == []


def test_one_section_alone_is_a_matter_of_this_screen(document: Make, opened: Open) -> None:
    text = document(TEXT)
    wide = {"width": 1440, "height": 900}
    one, other = opened(text, "writer-1", viewport=wide), opened(text, "writer-2", viewport=wide)
    page = one.page
    length = page.locator(".edlength")
    # An undo that leads to what is hidden shows it.
    one.select("Un fonds", 0)
    one.type("Oui. ")
    one.select("Chaque", 6)
    one.press("Control+Alt+s", "Control+z")
    expect(page.locator("#editor-part")).to_be_hidden()
    one.is_saved()
    before = markdown(text)
    one.select("Chaque", 6)
    expect(length).to_contain_text("Cette section")
    one.press("Control+Alt+s")
    expect(page.locator("#editor-part")).to_contain_text("Le financement")
    shown = page.locator(".ProseMirror > :not(.away)")
    expect(shown).to_have_count(4)
    assert violations(page) == []
    # What is hidden can't be selected, joined or deleted from here.
    one.press("Control+a", "Delete")
    expect(shown).to_have_text([""])
    one.press("Backspace", "Backspace", "Control+z")
    expect(shown).to_have_count(4)
    one.select(REST, len(REST))
    one.press("Delete")
    all_agree(text, one, other)
    assert markdown(text) == before
    # What is written at its end, a heading too, stays in sight; what others write elsewhere stays out of it.
    one.press("Enter", "Control+Alt+2")
    one.type("Une annexe")
    expect(shown.last).to_have_text("Une annexe")
    other.select("Le contexte", 0)
    other.press("Enter")
    expect(shown).to_have_count(5)
    # Finding counts the whole text, and shows what it goes to.
    one.press("Control+f")
    page.locator("#editor-find-text").fill("Paragraphe 29")
    expect(count(page)).to_have_text("1 sur 1")
    expect(page.locator("#editor-part")).to_be_hidden()
    expect(page.locator(".found.now")).to_be_in_viewport()
    one.press("Escape")
    page.get_by_role("button", name="N’afficher que cette section\u00a0: Le contexte").click()
    expect(page.locator("#editor-part")).to_contain_text("Le contexte")
    page.get_by_role("button", name="Afficher tout le texte").click()
    expect(page.locator(".ProseMirror > .away")).to_have_count(0)
    all_agree(text, one, other)
    assert "## Une annexe" in plain(markdown(text))


def test_somebody_is_followed_until_one_does_something_else(document: Make, opened: Open) -> None:
    text = document(TEXT)
    wide = {"width": 1440, "height": 900}
    one, other = opened(text, "writer-1", viewport=wide), opened(text, "writer-2", viewport=wide)
    other.select("Paragraphe 29.", 14)
    page = one.page
    avatar = page.get_by_role("button", name="Suivre Bastien Fougère")
    last = page.locator(".ProseMirror > :last-child")
    expect(page.locator(".caret")).to_have_count(1)
    expect(last).not_to_be_in_viewport()
    avatar.focus()
    one.press("Enter")
    expect(page.locator("#editor-follow")).to_have_text("Vous suivez Bastien Fougère")
    expect(avatar).to_have_attribute("aria-pressed", "true")
    expect(last).to_be_in_viewport()
    assert violations(page) == []
    other.select("Le contexte", 0)
    expect(page.locator(".ProseMirror > :first-child")).to_be_in_viewport()
    one.press("Escape")
    expect(page.locator("#editor-follow")).to_be_hidden()
    other.select("Paragraphe 29.", 14)
    expect(last.locator(".caret")).to_have_count(1)
    expect(last).not_to_be_in_viewport()
    avatar.click()
    expect(last).to_be_in_viewport()
    other.page.close()
    expect(page.locator("#editor-live")).to_have_text("Bastien Fougère a quitté le texte.")
    expect(page.locator("#editor-follow")).to_be_hidden()


def test_on_a_phone_all_of_it_is_under_the_finger(document: Make, opened: Open) -> None:
    text = document(TEXT)
    phone = opened(text, "writer-1", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = phone.page
    expect(page.locator(".ProseMirror[spellcheck=true][lang=fr]")).to_be_visible()
    page.locator("#editor-toolbar").get_by_role("button", name="Rechercher et remplacer").click()
    page.locator("#editor-find-text").fill("fonds")
    page.get_by_role("button", name="Suivant").tap()
    expect(page.locator("#editor-find-text")).to_be_focused()
    expect(count(page)).to_have_text("2 sur 3")
    page.locator("#editor-find").get_by_role("button", name="Remplacer", exact=True).tap()
    page.locator("#editor-find-replacement").fill("crédits")
    page.locator("#editor-find-replace").get_by_role("button", name="Remplacer", exact=True).tap()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = """
    [...document.querySelectorAll("#editor-find button, #editor-find input, #editor-side button")]
      .filter((one) => one.offsetParent && Math.min(one.offsetWidth, one.offsetHeight) < 44)
      .map((one) => one.outerHTML)
    """
    assert page.evaluate(small) == []
    page.get_by_role("button", name="Fermer", exact=True).tap()
    page.get_by_role("button", name="Sections", exact=True).tap()
    assert page.evaluate(small) == []
    assert violations(page) == []
    page.get_by_role("button", name="N’afficher que cette section\u00a0: Le contexte").tap()
    expect(page.locator("#editor-side")).to_be_hidden()
    expect(page.locator(".ProseMirror > :not(.away)")).to_have_count(3)
    phone.is_saved()
    assert "**Les crédits d’ici**" in markdown(text)
