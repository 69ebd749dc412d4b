"""Three people write at random while cut off from one another: nothing is lost or doubled, every screen is the text."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.browser.editor.conftest import Open
from tests.browser.editor.test_scenes import TEXT
from tests.browser.editor.writers import Writer, all_agree, shared_runs
from tests.thorough import TIMES, tries

ROUNDS = tries(4, 20)
SEEDS = [7, 11, 23] if TIMES else [7]
FORMATS = ["bold", "italic", "strike", "code", "h2", "h3", "ul", "ol", "q", "p", "codeblock"]
MARKS_FROM = 0x4E00
"""Each letter that is typed is another ideogram, so that it can be found again."""


def words_of(document_id: UUID) -> str:
    return "".join(text for _, runs in shared_runs(document_id) for text, _ in runs)


def place(writer: Writer, chance: random.Random, length: int) -> None:
    """A caret, or up to `length` selected characters, somewhere in a line that has words."""
    filled = [words for _, words in writer.lines if words.strip()]
    words = chance.choice(filled)
    start = chance.randrange(len(words))
    writer.select(words, start, min(len(words), start + length))


class Count:
    """What was typed, and what was taken out on purpose: the rest must be there exactly once."""

    def __init__(self) -> None:
        self.typed: dict[str, int] = {}
        self.removed: set[str] = set()

    def act(self, writer: Writer, number: int, chance: random.Random) -> None:
        before = "".join(words for _, words in writer.lines)
        kind = chance.choice(["type"] * 5 + ["enter", "delete", "undo"] + FORMATS)
        place(writer, chance, 0 if kind in {"type", "enter", "undo"} else chance.randrange(3, 12))
        if kind == "type":
            mark = chr(MARKS_FROM + len(self.typed))
            self.typed[mark] = number
            writer.page.keyboard.insert_text(mark)
        elif kind == "enter":
            writer.press("Enter")
        elif kind == "delete":
            writer.press("Delete")
        elif kind == "undo":
            writer.press("Control+z")
        elif writer.offers(kind):
            writer.act(kind)
        after = "".join(words for _, words in writer.lines)
        gone = {mark for mark in self.typed if mark in before and mark not in after}
        if kind == "undo":
            assert {self.typed[mark] for mark in gone} <= {number}, "an undo takes away one's own words only"
        elif kind != "delete":
            assert not gone, f"{kind} took {gone} away"
        self.removed |= gone


@pytest.mark.parametrize("seed", SEEDS)
def test_three_people_offline_lose_nothing(
    seed: int, document: Callable[[list[dict[str, Any]]], UUID], opened: Open
) -> None:
    chance = random.Random(seed)
    shared = document(TEXT)
    writers = [opened(shared, f"writer-{number}") for number in (1, 2, 3)]
    count = Count()
    for _ in range(ROUNDS):
        for writer in writers:
            writer.go_offline()
        for number, writer in enumerate(writers):
            for _ in range(2):
                count.act(writer, number, chance)
        for writer in writers:
            writer.go_online()
        all_agree(shared, *writers)
    words = words_of(shared)
    assert {mark: words.count(mark) for mark in count.typed if mark not in count.removed} == {
        mark: 1 for mark in count.typed if mark not in count.removed
    }
