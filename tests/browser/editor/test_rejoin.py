"""A refusal that only a new client id heals: the page rejoins by itself, with every word that was not saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.editor.conftest import Open
from tests.browser.editor.writers import Writer, all_agree
from tests.browser.walks.words import fr

Make = Callable[[list[dict[str, Any]]], UUID]
TEXT = [
    {"insert": "Le fonds"},
    {"insert": "\n", "attributes": {"b": "h2"}},
    {"insert": "Il prête sur dix ans.\n", "attributes": {"b": "p"}},
]
SYNC, UPDATE, NOTICE = 0, 2, 65


def notice(**words: Any) -> bytes:
    told = json.dumps(words).encode()
    return bytes([NOTICE, len(told)]) + told


def refuse(writer: Writer, reason: str, *, times: int, then_closed: bool = False) -> list[WebSocketRoute]:
    """The server refuses what this browser writes on its next connections, `times` of them; then the text is closed."""
    made: list[WebSocketRoute] = []

    def route(socket: WebSocketRoute) -> None:
        made.append(socket)
        refuses = len(made) <= times
        server = socket.connect_to_server()

        def from_page(message: bytes | str) -> None:
            written = isinstance(message, bytes) and message[:2] == bytes([SYNC, UPDATE])
            if refuses and written:
                socket.send(notice(type="refused", reason=reason, update=1))
            else:
                server.send(message)

        def from_server(message: bytes | str) -> None:
            if then_closed and not refuses and isinstance(message, bytes) and b'"access"' in message:
                message = notice(type="access", write=False, frozen=True)
            socket.send(message)

        socket.on_message(from_page)
        server.on_message(from_server)

    writer.page.route_web_socket("**/ws/documents/**", route)
    writer.page.reload()
    writer.page.wait_for_selector("body[data-editor=ready]")
    return made


@pytest.mark.parametrize("reason", ["client-id", "conflict"])
def test_what_was_refused_is_in_the_text_again_after_the_page_rejoined(
    document: Make, opened: Open, reason: str
) -> None:
    text = document(TEXT)
    one, other = opened(text, "writer-1"), opened(text, "writer-2")
    sockets = refuse(one, reason, times=1)
    one.select("prête", 5)
    one.page.keyboard.insert_text(" et garantit")
    again = fr("Your words that were not saved are in the text again.")
    expect(one.page.locator("#toasts")).to_contain_text(again, timeout=15_000)
    assert len(sockets) == 2
    other.select("dix ans", 7)
    other.type(", au plus")
    all_agree(text, one, other)
    assert [words for _kind, words in one.lines] == ["Le fonds", "Il prête et garantit sur dix ans, au plus."]
    # And one writes on behind them.
    one.type(" tout")
    all_agree(text, one, other)
    assert one.lines[1][1] == "Il prête et garantit tout sur dix ans, au plus."


def test_refused_again_at_once_the_page_stays_and_says_to_copy_the_words(document: Make, opened: Open) -> None:
    text = document(TEXT)
    one = opened(text, "writer-1")
    sockets = refuse(one, "client-id", times=9)
    one.select("prête", 5)
    one.page.keyboard.insert_text(" et garantit")
    expect(one.saved).to_have_attribute("data-state", "refused", timeout=15_000)
    expect(one.saved).to_contain_text(fr("Not saved: copy your words, then load the page again"))
    expect(one.page.locator("#editor")).to_contain_text("Il prête et garantit sur dix ans.")
    assert len(sockets) == 2


def test_where_the_text_takes_no_words_any_more_they_are_shown_to_be_copied(document: Make, opened: Open) -> None:
    text = document(TEXT)
    one = opened(text, "writer-1")
    refuse(one, "client-id", times=1, then_closed=True)
    one.select("prête", 5)
    one.page.keyboard.insert_text(" et garantit")
    dialog = one.page.locator("#editor-kept-dialog")
    expect(dialog).to_be_visible(timeout=15_000)
    expect(dialog.locator("textarea")).to_have_value("et garantit")
    assert one.lines[1][1] == "Il prête sur dix ans."
