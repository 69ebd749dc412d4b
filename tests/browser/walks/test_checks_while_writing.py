"""What a text still lacks is told afresh while it is written, and what is said elsewhere leads there."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.walks.conftest import Enter
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.proposals.path import TEXT, Path


def test_what_the_text_lacks_is_told_afresh_and_leads_to_where_it_is_said(alliance: Alliance, enter: Enter) -> None:
    proposal = Path(alliance).draft(ops=TEXT[:-1])
    page = enter("rapporteur", proposal.urls.edit)
    page.wait_for_selector("body[data-editor=ready]")
    todo = page.locator("[data-checks] .todo")
    expect(todo).to_have_count(2)
    page.locator("#editor .ProseMirror, #editor [role=textbox]").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nLes métropoles apportent plus qu’elles ne reçoivent.")
    # The writing rests first, then the server is asked.
    expect(todo).to_have_count(1, timeout=20_000)
    todo.get_by_role("link", name=fr("Complete")).click()
    expect(page.locator("#id_origin")).to_be_in_viewport()
