"""Several people write at the very same place at the same moment: each one's words stay whole."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from realtime.documents import read_state
from tests.browser.editor.conftest import Open
from tests.browser.editor.writers import Writer, all_agree

SMALL: list[dict[str, Any]] = [
    {"insert": "Une maison vide perd sa chaleur."},
    {"insert": "\n", "attributes": {"b": "p"}},
]
SAID = ["isolante ", "chauffante ", "habitante "]
Make = Callable[[list[dict[str, Any]]], UUID]


def three(document: Make, opened: Open) -> tuple[UUID, list[Writer]]:
    text = document(SMALL)
    writers = [opened(text, f"writer-{number}") for number in (1, 2, 3)]
    for writer in writers:
        writer.select("Une maison ", 11)
    return text, writers


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("how", ["insert", "press"])
def test_words(document: Make, opened: Open, how: str, seed: int) -> None:
    chance = random.Random(seed)
    text, writers = three(document, opened)
    left = [list(word) for word in SAID]
    while any(left):
        number = chance.choice([n for n in range(3) if left[n]])
        letter = left[number].pop(0)
        keyboard = writers[number].page.keyboard
        keyboard.insert_text(letter) if how == "insert" else keyboard.press(letter if letter != " " else "Space")
        if how == "press" and not chance.randrange(4):
            keyboard.press("x")
            keyboard.press("Backspace")
    all_agree(text, *writers)
    words = read_state(text).text
    print(words)
    assert all(word in words for word in SAID), words


def test_ime(document: Make, opened: Open) -> None:
    text = document(SMALL)
    one, other = opened(text, "writer-1"), opened(text, "writer-2")
    one.select("Une maison ", 11)
    other.select("Une maison ", 11)
    cdp = one.page.context.new_cdp_session(one.page)
    word = "isolée"
    for end in range(1, len(word) + 1):
        cdp.send("Input.imeSetComposition", {"text": word[:end], "selectionStart": end, "selectionEnd": end})
        other.page.keyboard.insert_text("habitée "[end - 1])
        one.page.wait_for_timeout(60)
        print(one.lines, other.lines)
    cdp.send("Input.insertText", {"text": word})
    print(one.lines)
    one.page.wait_for_timeout(100)
    print(one.lines)
    all_agree(text, one, other)
    print(read_state(text).text)
    assert read_state(text).text.count("isolée") == 1


def test_arrows(document: Make, opened: Open) -> None:
    text = document(SMALL)
    one, other = opened(text, "writer-1"), opened(text, "writer-2")
    one.select("perd sa chaleur", 10)
    other.select("Une maison ", 11)
    other.page.evaluate("() => { let n = 0; const t = setInterval(() => { document.execCommand('insertText', false, 'x'); if (++n > 150) clearInterval(t); }, 25); }")
    for _ in range(3):
        for _ in range(5):
            one.press("ArrowLeft")
        for _ in range(5):
            one.press("ArrowRight")
    one.press("ArrowLeft", "ArrowLeft", "ArrowLeft")
    one.type("OK")
    one.page.wait_for_timeout(4000)
    all_agree(text, one, other)
    print(read_state(text).text)
    assert "saOK cha" in read_state(text).text, "perd sa chaleur[10]-3 = 'perd sa'"
