"""One person, the keyboard alone: from home to a proposal, comments, a poll, a ballot that is confirmed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.walks.conftest import Enter
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.proposals.path import Path
from tests.voting.acts import open_council

FEW = 90


def tab_to(page: Page, wanted: str) -> None:
    """Presses Tab until the focus is on what this selector means, and sees that it shows."""
    for _ in range(FEW):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement?.matches(wanted) ?? false", wanted):
            shown = page.evaluate(
                """() => { const style = getComputedStyle(document.activeElement);
                return style.outlineStyle !== "none" || style.boxShadow !== "none"
                  || getComputedStyle(document.activeElement.parentElement).outlineStyle !== "none"; }"""
            )
            assert shown, f"the focus on {wanted} does not show"
            return
    raise AssertionError(f"{wanted} is not reached by {FEW} tabs on {page.url}")


def test_home_proposal_comment_poll_and_ballot_by_keyboard_alone(alliance: Alliance, enter: Enter) -> None:
    path = Path(alliance)
    proposal = path.consultation()
    path.support("representative", proposal)
    poll = open_council(alliance)
    page = enter("seat-4", "/")
    press: Callable[[str], None] = page.keyboard.press

    tab_to(page, 'header nav a[href="/proposals/"]')
    press("Enter")
    page.wait_for_url("**/proposals/")
    tab_to(page, f'main a[href="{proposal.urls.page}"]')
    press("Enter")
    page.wait_for_url(f"**{proposal.urls.page}")
    tab_to(page, "#comment-text")
    page.keyboard.type("Et les copropriétés ?")
    press("Control+Enter")
    expect(page.locator("#notes-whole .note")).to_contain_text("Et les copropriétés")
    expect(page.locator("#comment-text")).to_have_value("")
    comment_on_a_passage(page)

    tab_to_home(page)
    tab_to(page, f'main .due a[href="{poll.urls.page}"]')
    press("Enter")
    page.wait_for_url(f"**{poll.urls.page}")
    tab_to(page, "#ballot input[type=radio]")
    press("Space")
    press("ArrowDown")
    expect(page.locator("#ballot input[value=no]")).to_be_checked()
    press("ArrowUp")
    expect(page.locator("#ballot input[value=yes]")).to_be_checked()
    press("Enter")
    expect(page.locator("#confirm-vote")).to_be_visible()
    expect(page.locator("#confirm-vote h2")).to_have_text(fr("Your vote: for"))
    press("Escape")
    expect(page.locator("#confirm-vote")).to_be_hidden()
    press("Enter")
    tab_to(page, "#confirm-vote [data-confirmed]")
    press("Enter")
    expect(page.locator(".receipt")).to_contain_text(fr("You voted for."))


def comment_on_a_passage(page: Page) -> None:
    """A passage is chosen from the list, taken back and chosen again; its comment stands beside it."""
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#comment-on")).to_be_focused()
    quote = page.locator("#comment-form [data-quote]")
    page.keyboard.press("ArrowDown")
    expect(quote).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(quote).to_be_hidden()
    page.keyboard.press("ArrowDown")
    words = page.locator("#comment-form [data-quote]").inner_text().strip("« »")
    page.keyboard.press("Tab")
    page.keyboard.type("Qui paie ?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notes .note")).to_contain_text("Qui paie ?")
    expect(page.locator("#reading mark").first).to_have_text(words)
    expect(page.locator("#comment-form [data-quote]")).to_be_hidden()


def tab_to_home(page: Page) -> None:
    """Back to the head of the page by its first stop, then home."""
    page.goto(page.url)
    tab_to(page, 'header a[href="/"]')
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith("/") and url.count("/") == 3)
