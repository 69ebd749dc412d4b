"""Words written without a network outlive the tab, reach the text under their writer's name alone, and none is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.contrib.auth import get_user_model
from playwright.sync_api import BrowserContext, Page, expect

from realtime.documents import read_state, replay, set_writable
from tests.browser.editor.conftest import Open
from tests.browser.editor.test_access import violations
from tests.browser.editor.writers import Writer, all_agree
from tests.live import session_cookie

Make = Callable[[list[dict[str, Any]]], UUID]
TEXT: list[dict[str, Any]] = [
    {"insert": "Le contexte"},
    {"insert": "\n", "attributes": {"b": "h2"}},
    {"insert": "Une maison coûte plus cher qu’elle ne vaut."},
    {"insert": "\n", "attributes": {"b": "p"}},
]
HERE = "vaut. Écrit sans réseau"


def written_offline(writer: Writer) -> Page:
    """Writes without a network, closes the tab, and gives the address that it had."""
    writer.is_saved()
    writer.go_offline()
    writer.select("vaut.", 5)
    writer.type(" Écrit sans réseau")
    said = re.compile(r"^Hors ligne depuis \d+\u00a0h\u00a0\d\d, 3 mots gardés ici$")
    expect(writer.page.locator("#editor-saved-text")).to_have_text(said)
    return writer.page


def reopened(page: Page, path: str) -> Writer:
    """The same browser with its network back, and the text opened in a new tab."""
    page.context.set_offline(False)
    errors: list[str] = []
    fresh = page.context.new_page()
    fresh.on("pageerror", lambda error: errors.append(str(error)))
    fresh.goto(path)
    fresh.wait_for_selector("body[data-editor=ready]")
    return Writer(fresh, errors)


def signs_in(context: BrowserContext, name: str, url: str) -> None:
    user, _ = get_user_model().objects.get_or_create(email=f"{name}@example.org", defaults={"name": name})
    cookie, _, value = session_cookie(user).partition("=")
    context.add_cookies([{"name": cookie, "value": value, "url": urljoin(url, "/")}])


def test_words_of_a_closed_tab_are_there_again_and_are_sent_by_nobody_else(document: Make, opened: Open) -> None:
    text = document(TEXT)
    one, far = opened(text, "writer-1"), opened(text, "writer-2")
    page = written_offline(one)
    path = page.url
    with page.expect_event("close"):
        page.close(run_before_unload=True)  # nothing is asked: the words are on the disk
    far.select("Le contexte", 11)
    far.type(" rural")
    far.is_saved()

    # Another person at the same browser neither sees nor sends them.
    page.context.set_offline(False)
    signs_in(page.context, "writer-3", path)
    other = reopened(page, path)
    other.is_saved()
    assert HERE not in str(other.lines)
    other.page.close()
    assert HERE not in read_state(text).text

    # Their writer does, from a tab that has another client id.
    signs_in(page.context, "writer-1", path)
    again = reopened(page, path)
    all_agree(text, again, far)
    assert read_state(text).text == f"Le contexte rural\nUne maison coûte plus cher qu’elle ne {HERE}\n"
    names = dict(get_user_model().objects.values_list("pk", "email"))
    [writer] = {names[line.user_id] for line in replay(text) if "sans réseau" in str(line.delta)}
    assert writer == "writer-1@example.org"
    assert again.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('consult.unsent'))") == []

    # A tab that stays open while somebody else signs in hides what it shows, and sends nothing.
    again.go_offline()
    again.select("sans réseau", 11)
    again.type(" encore")
    signs_in(page.context, "writer-3", path)
    again.go_online()
    expect(again.saved).to_contain_text("Quelqu’un d’autre s’est connecté")
    expect(again.page.locator("#editor-body")).to_be_hidden()
    assert "encore" not in read_state(text).text
    signs_in(page.context, "writer-1", path)
    back = reopened(again.page, path)
    all_agree(text, back, far)
    assert "sans réseau encore" in read_state(text).text


def test_words_that_a_frozen_text_does_not_take_are_kept_for_copying(document: Make, opened: Open) -> None:
    text = document(TEXT)
    one = opened(text, "writer-1", permissions=["clipboard-read", "clipboard-write"])
    page = written_offline(one)
    path = page.url
    page.close()
    set_writable(text, False)
    again = reopened(page, path)
    panel = again.page.locator("#editor-rescue")
    expect(panel).to_contain_text("figé avant que ces mots ne lui parviennent")
    expect(panel.locator("mark")).to_have_text(" Écrit sans réseau")
    expect(again.page.locator(".ProseMirror ins")).to_have_text(" Écrit sans réseau")
    expect(again.page.locator("#editor-saved-text")).to_have_text("Texte figé, 3 mots gardés ici")
    assert violations(again.page) == []
    panel.get_by_role("button", name="Copier").click()
    copied = again.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"Une maison coûte plus cher qu’elle ne {HERE}"

    # They are there still after a reload, and gone only once they are given up.
    again.page.reload()
    expect(panel.locator("mark")).to_have_text(" Écrit sans réseau")
    panel.get_by_role("button", name="Abandonner ces mots").click()
    again.page.get_by_role("dialog").get_by_role("button", name="Abandonner ces mots").click()
    expect(again.page.locator("#editor-saved-text")).to_have_text("Texte figé")
    expect(again.page.locator(".ProseMirror")).not_to_contain_text("sans réseau")
    expect(panel).to_be_hidden()

    # Words that wait when the text opens again are sent.
    set_writable(text, True)
    again.page.reload()
    again.page.wait_for_selector("body[data-editor=ready]")
    page = written_offline(again)
    page.close()
    set_writable(text, False)
    late = reopened(page, path)
    expect(late.page.locator("#editor-rescue")).to_be_visible()
    late.page.close()
    set_writable(text, True)
    last = reopened(page, path)
    all_agree(text, last)
    expect(last.page.locator("#editor-rescue")).to_be_hidden()
    assert HERE in read_state(text).text
