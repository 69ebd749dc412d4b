"""Several people write at the very same place at once: each one's words stay whole, each caret behind its own."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from realtime.documents import read_state
from tests.browser.editor.conftest import Open
from tests.browser.editor.writers import Writer, all_agree

BEFORE, AFTER = "Une maison ", "vide perd sa chaleur.\n"
TEXT: list[dict[str, Any]] = [
    {"insert": f"{BEFORE}{AFTER}".strip()},
    {"insert": "\n", "attributes": {"b": "p"}},
]
SAID = ["isolante ", "chauffante ", "habitante "]
Make = Callable[[list[dict[str, Any]]], UUID]

HOOK = """
{
  const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  const isWords = ({ data }) => {
    const [kind, step] = new Uint8Array(data);
    return kind === 0 && step === 2;
  };
  Object.defineProperty(WebSocket.prototype, "onmessage", {
    set(take) {
      set.call(this, (event) => {
        if (isWords(event)) window.asWordsCome?.();
        take(event);
      });
    },
  });
}
"""
"""Calls `asWordsCome` in the page in the same breath as words of another come."""


def at_one_place(text: UUID, opened: Open, count: int) -> list[Writer]:
    writers = [opened(text, f"writer-{number}") for number in range(1, count + 1)]
    for writer in writers:
        writer.select(BEFORE, len(BEFORE))
    return writers


@pytest.mark.parametrize("seed", [1, 2])
def test_three_people_write_letter_by_letter_and_take_letters_back(document: Make, opened: Open, seed: int) -> None:
    chance = random.Random(seed)
    text = document(TEXT)
    writers = at_one_place(text, opened, 3)
    left = [list(word) for word in SAID]
    while any(left):
        number = chance.choice([number for number in range(3) if left[number]])
        keyboard = writers[number].page.keyboard
        keyboard.press(left[number].pop(0).replace(" ", "Space"))
        if chance.randrange(4) == 0:
            keyboard.press("e")
            keyboard.press("Backspace")
    all_agree(text, *writers)
    words = read_state(text).text
    assert words in {f"{BEFORE}{''.join(order)}{AFTER}" for order in permutations(SAID)}
    for writer, word in zip(writers, SAID, strict=True):
        writer.type("|")
        all_agree(text, *writers)
        assert f"{word}|" in read_state(text).text, "the caret is behind the writer's own word"


def test_a_word_that_is_composed_stays_whole_while_another_writes_there(document: Make, opened: Open) -> None:
    text = document(TEXT)
    one, other = at_one_place(text, opened, 2)
    keys = one.page.context.new_cdp_session(one.page)
    for end, letter in enumerate("habite ", start=1):
        composed = "isolée "[:end]
        keys.send("Input.imeSetComposition", {"text": composed, "selectionStart": end, "selectionEnd": end})
        other.page.keyboard.press(letter.replace(" ", "Space"))
        # Long enough for the letter to come, as between two keys.
        one.page.wait_for_timeout(80)
    assert "habite" not in str(one.lines), "others' words wait for the end of the word that is composed"
    keys.send("Input.insertText", {"text": "isolée "})
    all_agree(text, one, other)
    assert read_state(text).text in {f"{BEFORE}isolée habite {AFTER}", f"{BEFORE}habite isolée {AFTER}"}


def test_an_arrow_pressed_as_words_come_moves_the_caret(document: Make, opened: Open) -> None:
    text = document(TEXT)
    one, other = at_one_place(text, opened, 2)
    one.page.add_init_script(HOOK)
    one.page.reload()
    one.page.wait_for_selector("body[data-editor=ready]")
    one.select("chaleur", 7)
    one.page.evaluate(
        "() => window.asWordsCome = () => {"
        " window.asWordsCome = null; getSelection().modify('move', 'backward', 'character'); }"
    )
    other.type("très ")
    one.page.wait_for_function("() => window.asWordsCome === null")
    one.type("|")
    all_agree(text, one, other)
    assert "chaleu|r." in read_state(text).text
