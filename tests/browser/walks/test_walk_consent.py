"""A round of consent at a telephone's width, by keyboard: an objection that lacks its reason, is cast, and is read."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import cast, sideways
from tests.browser.walks.test_walk_keyboard import tab_to
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.voting.acts import close
from tests.voting.consent.acts import REASON, open_round
from voting.models import Ballot


def test_an_objection_by_keyboard_with_its_reason_and_its_result(alliance: Alliance, enter: Enter) -> None:
    poll = open_round(alliance)
    page = enter("seat-4", poll.urls.page, width=390, height=844)
    press = page.keyboard.press
    reason, dialog = page.locator("textarea[name^=reason-]"), page.locator("#confirm-vote")
    assert not reason.is_visible()

    tab_to(page, "#ballot input[type=radio]")
    press("ArrowDown")
    expect(page.locator("#ballot input[value=no]")).to_be_checked()
    expect(reason).to_be_visible()
    tab_to(page, "#ballot button.wide")
    press("Enter")
    # Told in place, nothing is sent, and the field waits for the reason.
    expect(reason).to_be_focused()
    expect(page.locator(".reason .error")).to_have_text(
        fr("An objection needs its reason: say in a sentence what stands in the way.")
    )
    assert not dialog.is_visible()
    page.keyboard.type(REASON)
    expect(page.locator(".reason .error")).to_be_hidden()
    tab_to(page, "#ballot button.wide")
    press("Enter")
    expect(dialog).to_contain_text(REASON)
    tab_to(page, "[data-confirmed]")
    press("Enter")
    expect(page.locator(".receipt")).to_contain_text(REASON)
    assert Ballot.objects.get().said == {"choice": "no", "reason": REASON}
    assert sideways(page) <= 0

    # Changed with its reason, which waits in the form.
    page.locator("#ballot details.more > summary").first.click()
    page.locator("#ballot label.choice:has(input[value=no])").click()
    expect(reason).to_have_value(REASON)
    reason.fill("Plus court.")
    cast(page, "no")
    expect(page.locator(".receipt")).to_contain_text("Plus court.")

    close(alliance, poll)
    page.goto(poll.urls.result)
    expect(page.locator("h1")).to_have_text(fr("Not adopted in this round"))
    expect(page.locator(".objections")).to_contain_text("Plus court.")
    assert page.locator("svg.narrow").is_visible() and not page.locator("svg.wide-pic").is_visible()
    assert sideways(page) <= 0
