"""Words that never reached the server are handed over when their writer signs out, or may no longer open the text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from proposals.domain import people
from proposals.models import Proposal
from tests.browser.walks.conftest import Enter
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.proposals.path import Path

KEPT = "[...Object.keys(localStorage), ...(await indexedDB.databases()).map(({ name }) => name)]"


def writes_offline(page: Page) -> None:
    page.wait_for_selector("body[data-editor=ready]")
    expect(page.locator("#editor-saved")).to_have_attribute("data-state", "saved")
    page.context.set_offline(True)
    page.locator(".ProseMirror p").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" Jamais parti.")
    expect(page.locator("#editor-saved-text")).to_contain_text("2 mots gardés ici")


def reopens(page: Page, path: str) -> Page:
    """The tab is closed without a network; a new one of the same browser has it back."""
    page.close()
    page.context.set_offline(False)
    fresh = page.context.new_page()
    fresh.goto(path)
    return fresh


def kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate(f"(async () => {KEPT})()")
    return [name for name in found if name.startswith("consult.")]


@pytest.fixture
def proposal(alliance: Alliance) -> Proposal:
    path = Path(alliance)
    draft = path.draft()
    path.with_coauthor(draft)
    return draft


def test_signing_out_hands_over_what_was_never_sent_and_leaves_nothing(proposal: Proposal, enter: Enter) -> None:
    page = enter("coauthor-1", proposal.urls.edit)
    writes_offline(page)
    page = reopens(page, "/")
    assert len(kept(page)) == 3
    page.locator("details.me summary").click()
    page.get_by_role("button", name=fr("Sign out")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name=proposal.title)).to_be_visible()
    dialog.get_by_role("button", name=fr("Stay signed in")).click()
    assert len(kept(page)) == 3
    page.locator("details.me summary").click()
    page.get_by_role("button", name=fr("Sign out")).click()
    with page.expect_download() as asked:
        dialog.get_by_role("button", name=fr("Download and sign out")).click()
    assert asked.value.path().read_text() == " Jamais parti."
    expect(page.get_by_role("link", name=fr("Sign in")).first).to_be_visible()
    assert kept(page) == []


def test_who_may_no_longer_open_a_text_finds_its_own_words_alone(
    proposal: Proposal, alliance: Alliance, enter: Enter
) -> None:
    page, closed = enter("coauthor-1", proposal.urls.edit), enter("coauthor-1", proposal.urls.edit)
    writes_offline(page)
    writes_offline(closed)
    coauthor = alliance.user("coauthor-1")
    people.remove_coauthor(actor=alliance.actor("rapporteur"), proposal=proposal, user_id=coauthor.pk)
    # In the tab that is open still: what stands around its words is gone from the screen and from the disk.
    page.context.set_offline(False)
    panel = page.locator("#editor-rescue")
    expect(panel).to_contain_text("ne vous est plus ouvert", timeout=20_000)
    expect(panel.locator("#editor-rescue-list")).to_have_text(" Jamais parti.")
    expect(page.locator("#editor-body")).to_be_hidden()
    assert kept(page) == []
    # Where the tab was closed, the page that refuses to open hands them over.
    closed = reopens(closed, proposal.urls.edit)
    with closed.expect_download() as asked:
        closed.get_by_role("dialog").get_by_role("button", name=fr("Download")).click()
    assert asked.value.path().read_text() == " Jamais parti."
    assert kept(closed) == []
