"""Two people edit the same words while cut off from each other, then meet: how each scene must end.

The scenes are those of the model's decision that need no table (docs/editor.md, "Concurrency"). Everywhere: all words
of both, once, in order; both screens equal to the shared text; one kind a line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from tests.browser.editor.conftest import Open
from tests.browser.editor.writers import Writer, all_agree, markdown, plain

P = "garantie de financement pour les réseaux de chaleur"
TEXT: list[dict[str, Any]] = [
    {"insert": "Le contexte"},
    {"insert": "\n", "attributes": {"b": "h2"}},
    {"insert": f"Une {P}."},
    {"insert": "\n", "attributes": {"b": "p"}},
    {"insert": "Un effort "},
    {"insert": "doublé", "attributes": {"bold": True}},
    {"insert": " partout."},
    {"insert": "\n", "attributes": {"b": "p"}},
    {"insert": "Fin du texte."},
    {"insert": "\n", "attributes": {"b": "p"}},
]
BEFORE = "## Le contexte"
DOUBLED = "Un effort **doublé** partout."
END = "Fin du texte."

Act = Callable[[Writer], None]


def on(words: str, start: int, end: int | None, *acts: str) -> Act:
    def do(writer: Writer) -> None:
        writer.select(words, start, end)
        for act in acts:
            writer.act(act)

    return do


def press(words: str, start: int, key: str, end: int | None = None) -> Act:
    def do(writer: Writer) -> None:
        writer.select(words, start, end)
        writer.press(key)

    return do


def types(words: str, at: int, typed: str) -> Act:
    def do(writer: Writer) -> None:
        writer.select(words, at)
        writer.type(typed)

    return do


@dataclass(frozen=True)
class Scene:
    one: Act
    other: Act
    ends: frozenset[str]
    """What the Markdown may end in: which of two concurrent formats wins its tail depends on the browsers' numbers."""


def scene(one: Act, other: Act, *ends: str) -> Scene:
    return Scene(one, other, frozenset(ends))


def text(*lines: str, doubled: str = DOUBLED, end: str = END) -> str:
    return "\n".join([BEFORE, *lines, doubled, *([end] if end else [])])


SCENES = {
    "two bold ranges that overlap": scene(
        on(P, 0, 23, "bold"),
        on(P, 12, 40, "bold"),
        text("Une **garantie de financement pour les réseaux** de chaleur."),
        text("Une **garantie de financement** pour les réseaux de chaleur."),
    ),
    "two bold ranges that overlap inside a word": scene(
        on(P, 0, 15, "bold"),
        on(P, 9, 20, "bold"),
        text("Une **garantie de financeme**nt pour les réseaux de chaleur."),
        text("Une **garantie de fin**ancement pour les réseaux de chaleur."),
    ),
    "the same words made bold by both": scene(
        on(P, 0, 23, "bold"),
        on(P, 0, 23, "bold"),
        text("Une **garantie de financement** pour les réseaux de chaleur."),
    ),
    "bold and italic that overlap": scene(
        on(P, 0, 23, "bold"),
        on(P, 12, 40, "italic"),
        text("Une **garantie de _financement_** _pour les réseaux_ de chaleur."),
    ),
    "a split line and a heading": scene(
        press(P, 12, "Enter"),
        on(P, 3, None, "h2"),
        text("Une garantie de", "## financement pour les réseaux de chaleur."),
    ),
    "a heading and typing in it": scene(
        on(P, 3, None, "h2"),
        types(P, 11, " TRÈS-IMPORTANTE"),
        text("## Une garantie de TRÈS-IMPORTANTE financement pour les réseaux de chaleur."),
    ),
    "a heading by both": scene(
        on(P, 3, None, "h2"),
        on(P, 3, None, "h2"),
        text(f"## Une {P}."),
    ),
    "a list and typing in it": scene(
        on(P, 3, None, "ul"),
        types(P, 11, " TRÈS-IMPORTANTE"),
        text("- Une garantie de TRÈS-IMPORTANTE financement pour les réseaux de chaleur."),
    ),
    "a quotation and typing in it": scene(
        on(P, 3, None, "q"),
        types(P, 11, " TRÈS-IMPORTANTE"),
        text("> Une garantie de TRÈS-IMPORTANTE financement pour les réseaux de chaleur."),
    ),
    "a split line and typing in its second half": scene(
        press(P, 12, "Enter"),
        types(P, 40, " TRÈS-IMPORTANTS"),
        text("Une garantie de", "financement pour les réseaux TRÈS-IMPORTANTS de chaleur."),
    ),
    "a line split by both": scene(
        press(P, 12, "Enter"),
        press(P, 33, "Enter"),
        text("Une garantie de", "financement pour les", "réseaux de chaleur."),
    ),
    "a split line and bold across it": scene(
        press(P, 12, "Enter"),
        on(P, 0, 23, "bold"),
        text("Une **garantie de**", "**financement** pour les réseaux de chaleur."),
    ),
    "bold taken away and typing in it": scene(
        on("doublé", 0, 6, "bold"),
        types("doublé", 3, "XX"),
        text(f"Une {P}.", doubled="Un effort douXXblé partout."),
        text(f"Une {P}.", doubled="Un effort dou**XX**blé partout."),
    ),
    "words deleted and typing in them": scene(
        press("Fin du texte.", 0, "Delete", 13),
        types("Fin du texte.", 3, " heureuse"),
        text(f"Une {P}.", end="heureuse"),
    ),
    # Beyond the eighteen: one key says what a line is, so the last writer wins and both screens are the same.
    "a heading and a quotation on one line": scene(
        on(P, 3, None, "h2"), on(P, 3, None, "q"), text(f"## Une {P}."), text(f"> Une {P}.")
    ),
    "a list and a heading on one line": scene(
        on(P, 3, None, "ul"), on(P, 3, None, "h3"), text(f"- Une {P}."), text(f"### Une {P}.")
    ),
}


@pytest.mark.parametrize("name", SCENES)
def test_two_people_cut_off_from_each_other_meet_again(
    name: str, document: Callable[[list[dict[str, Any]]], UUID], opened: Open
) -> None:
    played = SCENES[name]
    shared = document(TEXT)
    one, other = opened(shared, "writer-1"), opened(shared, "writer-2")
    one.go_offline()
    other.go_offline()
    played.one(one)
    played.other(other)
    one.go_online()
    other.go_online()
    all_agree(shared, one, other)
    assert plain(markdown(shared)) in played.ends
