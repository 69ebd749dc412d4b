"""Writing alone and together: what is typed is saved, seen by the others, and says so honestly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from playwright.sync_api import expect

from tests.browser.editor.conftest import Open
from tests.browser.editor.writers import all_agree, markdown

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
