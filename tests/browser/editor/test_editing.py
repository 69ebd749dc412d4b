"""Writing alone and together: what is typed is saved, seen by the others, and says so honestly."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from playwright.sync_api import expect

from realtime.documents import read_state, set_writable
from tests.browser.editor.conftest import Open
from tests.browser.editor.writers import all_agree, markdown, plain
from tests.server import LiveServer

SMALL: list[dict[str, Any]] = [
    {"insert": "Le problème"},
    {"insert": "\n", "attributes": {"b": "h2"}},
    {"insert": "Une maison coûte plus cher qu’elle ne vaut."},
    {"insert": "\n", "attributes": {"b": "p"}},
]

Make = Callable[[list[dict[str, Any]]], UUID]


def test_what_is_typed_is_saved_and_seen_by_the_other(document: Make, opened: Open) -> None:
    text = document(SMALL)
    one, other = opened(text, "writer-1"), opened(text, "writer-2")
    one.select("Une maison", 10)
    one.type(" de bourg")
    all_agree(text, one, other)
    assert "Une maison de bourg coûte" in markdown(text)
    expect(other.page.locator(".caret span")).to_have_text("Ondine Ravelle")
    expect(other.page.locator("#editor-people .av")).to_have_text(["OR", "BF"])


def test_three_people_typing_at_once_end_with_the_same_text(document: Make, opened: Open) -> None:
    text = document(SMALL)
    writers = [opened(text, f"writer-{number}") for number in (1, 2, 3)]
    for writer in writers:
        writer.select("Une maison", 10)
    said = ["rénovée", "habitée", "chauffée"]
    for letters in zip(*[f" {word:<9}" for word in said], strict=True):
        for writer, letter in zip(writers, letters, strict=True):
            writer.page.keyboard.insert_text(letter)
    all_agree(text, *writers)
    words = read_state(text).text
    for word in said:
        assert word in words, "each one's letters stay together"


def test_an_undo_takes_back_ones_own_words_only(document: Make, opened: Open) -> None:
    text = document(SMALL)
    one, other = opened(text, "writer-1"), opened(text, "writer-2")
    one.select("vaut.", 5)
    # At once: letters that come slowly are several steps to undo.
    one.page.keyboard.insert_text(" Premier.")
    all_agree(text, one, other)
    other.select("Premier.", 8)
    other.type(" Second.")
    all_agree(text, one, other)
    one.press("Control+z")
    all_agree(text, one, other)
    assert "vaut. Second." in read_state(text).text


def test_signs_at_a_lines_start_style_it_and_one_undo_gives_them_back(document: Make, opened: Open) -> None:
    text = document(SMALL)
    one = opened(text, "writer-1")
    one.select("vaut.", 5)
    one.press("Enter")
    one.type("- ")
    assert one.lines[-1] == ["ul", ""]
    one.press("Control+z")
    assert one.lines[-1] == ["p", "- "]
    one.press("Backspace", "Backspace")
    one.type("## Suite")
    one.press("Enter")
    assert one.lines[-2:] == [["h2", "Suite"], ["p", ""]], "after a heading comes a paragraph"


def test_the_saved_line_is_honest_while_the_server_is_killed_and_comes_back(
    document: Make, open_on: Callable[[LiveServer], Open], own_editor_server: LiveServer
) -> None:
    text = document(SMALL)
    opened = open_on(own_editor_server)
    one, other = opened(text, "writer-1"), opened(text, "writer-2")
    one.is_saved()
    own_editor_server.kill()
    expect(one.saved).to_have_attribute("data-state", "offline")
    one.select("vaut.", 5)
    one.type(" Deux mots")
    said = re.compile(r"^Hors ligne depuis \d+\u00a0h\u00a0\d\d, 2 mots gardés ici$")
    expect(one.page.locator("#editor-saved-text")).to_have_text(said)
    assert "Deux mots" not in read_state(text).text
    own_editor_server.restart()
    all_agree(text, one, other)
    assert "vaut. Deux mots" in read_state(text).text


def test_leaving_with_words_that_this_browser_cannot_keep_asks_first(document: Make, opened: Open) -> None:
    one = opened(document(SMALL), "writer-1")
    one.is_saved()
    gone = "indexedDB.databases().then((found) => found.forEach(({ name }) => indexedDB.deleteDatabase(name)))"
    one.page.evaluate(gone)
    one.go_offline()
    one.select("vaut.", 5)
    one.type(" Perdu")
    expect(one.page.locator("#editor-saved-text")).to_contain_text("1 mot dans cette fenêtre seulement")
    with one.page.expect_event("dialog") as asked:
        one.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    assert ["p", "Une maison coûte plus cher qu’elle ne vaut. Perdu"] in one.lines


def test_a_frozen_text_is_read_and_not_written(document: Make, opened: Open) -> None:
    text = document(SMALL)
    one = opened(text, "writer-1")
    set_writable(text, False)
    one.page.reload()
    one.page.wait_for_selector("body[data-editor=ready]")
    expect(one.saved).to_have_attribute("data-state", "frozen")
    expect(one.page.locator("#editor-saved-text")).to_have_text("Texte figé")
    expect(one.page.locator(".ProseMirror")).to_have_attribute("contenteditable", "false")


def test_a_reader_reads_and_cannot_write(document: Make, opened: Open) -> None:
    text = document(SMALL)
    reader, writer = opened(text, "reader-1"), opened(text, "writer-1")
    expect(reader.page.locator("#editor-saved-text")).to_have_text("Lecture seule\u00a0: vous n’êtes pas coautrice")
    expect(reader.page.locator(".ProseMirror")).to_have_attribute("contenteditable", "false")
    writer.select("vaut.", 5)
    writer.type(" Ajout")
    expect(reader.page.locator(".ProseMirror")).to_contain_text("Ajout")


def test_pasted_html_keeps_its_words_and_leaves_pictures_out(document: Make, opened: Open) -> None:
    text = document([{"insert": "Fin du texte."}, {"insert": "\n", "attributes": {"b": "p"}}])
    one = opened(text, "writer-1")
    one.select("Fin du texte.", 13)
    one.page.evaluate(
        """(html) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          document.querySelector(".ProseMirror").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        "<h2><b>Article 3</b></h2><p>Un <b>mot</b> <a href='javascript:alert(1)'>lié</a></p>"
        "<ul><li>un<ol><li>deux</li></ol></li></ul><table><tr><td>case</td></tr></table><img src=x onerror=alert(1)>",
    )
    one.is_saved()
    assert plain(markdown(text)) == plain(
        "Fin du texte.\n\n## Article 3\n\nUn **mot** lié\n\n- un\n    1. deux\n\ncase\n"
    )
    expect(one.page.locator("#editor-live")).to_contain_text("image")


def test_enter_in_the_dialog_of_a_link_keeps_the_address_or_says_what_is_wrong(document: Make, opened: Open) -> None:
    one = opened(document([{"insert": "un rapport public"}, {"insert": "\n", "attributes": {"b": "p"}}]), "writer-1")
    dialog, field, error = (one.page.locator(f"#editor-link-{part}") for part in ("dialog", "url", "error"))
    link = one.page.locator(".ProseMirror a")
    one.select("rapport", 0, 7)
    one.press("Control+k")
    for wrong in ("javascript:alert(1)", "javascript:a@b.org", "n’importe quoi", ""):
        field.fill(wrong)
        one.press("Enter")
        expect(error).to_be_visible()
        expect(error).not_to_be_empty()
        expect(field).to_be_focused()
    field.fill("www.example.org/x")
    one.press("Enter")
    expect(dialog).to_be_hidden()
    expect(link).to_have_text("rapport")
    expect(link).to_have_attribute("href", "https://www.example.org/x")

    # Enter on a link that is there keeps it; only the button takes it off.
    one.select("rapport", 3)
    one.press("Control+k")
    one.press("Enter")
    expect(dialog).to_be_hidden()
    expect(link).to_have_attribute("href", "https://www.example.org/x")
    one.press("Control+k")
    dialog.locator("[value=remove]").click()
    expect(dialog).to_be_hidden()
    expect(link).to_have_count(0)
