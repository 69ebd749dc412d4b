"""Numbers of sections: heard with the headings in reader and editor, listed in the outline, never part of the words."""

from __future__ import annotations

from playwright.sync_api import expect

from realtime import documents
from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import write_in
from tests.factories import Alliance
from tests.proposals.path import Path


def test_numbers_are_the_same_in_the_editor_its_outline_and_the_reader(alliance: Alliance, enter: Enter) -> None:
    path = Path(alliance)
    proposal = path.draft()
    page = enter("rapporteur", "/")
    writer = write_in(page, proposal.urls.edit)
    text = page.locator("#editor")
    expect(text.get_by_role("heading", name="1. Le problème rencontré")).to_be_visible()

    # A section that is put first moves the numbers of the others.
    writer.select("Le problème rencontré", 0)
    writer.type("Résumé")
    writer.press("Enter")
    expect(text.get_by_role("heading", name="1. Résumé")).to_be_visible()
    expect(text.get_by_role("heading", name="2. Le problème rencontré")).to_be_visible()
    expect(page.locator(".edside .entry").nth(1)).to_have_text("2. Le problème rencontré")
    writer.is_saved()
    assert documents.read_state(proposal.document).text.startswith("Résumé\nLe problème rencontré\n")

    page.goto(path.consultation(proposal).urls.page)
    reading = page.locator("#reading")
    expect(reading.get_by_role("heading", name="2. Le problème rencontré")).to_be_visible()
    expect(page.locator(".outline nav a").nth(1)).to_contain_text("2. Le problème rencontré")
    assert reading.evaluate("root => (getSelection().selectAllChildren(root), String(getSelection()))").startswith(
        "Résumé\n"
    )
