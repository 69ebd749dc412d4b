"""Votes that do not end at once: a tie that the chair decides, a void poll and its second convocation."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from proposals.models import Proposal
from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import cast, open_it, press
from tests.browser.walks.seats import cast_elsewhere
from tests.browser.walks.test_walk_phone import PHONE
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.proposals.path import Path
from tests.server import LiveServer
from tests.voting.acts import SEATS, open_council, rule_of
from voting.models import Poll

# Five heads for, five against, and five of the seven categories for: the heads are tied, the weight holds.
FIVE_FIVE = dict(zip(SEATS, ["no", "no", "no", "yes", "yes", "yes", "yes", "yes", "no", "no"], strict=True))


def open_poll_on(secretariat: Page, proposal: Proposal) -> Poll:
    secretariat.goto(proposal.urls.page)
    press(secretariat, "Open the vote")
    open_it(secretariat)
    secretariat.wait_for_url("**/polls/*/")
    return Poll.objects.get(subject=proposal.subject)


def close(secretariat: Page, poll: Poll) -> None:
    secretariat.goto(poll.urls.page)
    secretariat.locator("details.more summary", has_text=fr("Conduct the poll")).click()
    press(secretariat, "Close the poll now")
    press(secretariat, "Close and count")


@pytest.fixture
def proposal(alliance: Alliance) -> Proposal:
    """A text whose final version waits for the vote."""
    return Path(alliance).final()


def test_five_for_and_five_against_are_decided_by_the_chair(
    server: LiveServer, alliance: Alliance, proposal: Proposal, enter: Enter
) -> None:
    secretariat = enter("secretariat")
    poll = open_poll_on(secretariat, proposal)
    for slug, choice in FIVE_FIVE.items():
        if slug != "chair":
            cast_elsewhere(server, alliance, poll, slug, choice)
    chair = enter("chair", poll.urls.page)
    cast(chair, FIVE_FIVE["chair"])
    close(secretariat, poll)
    expect(secretariat.locator(".seal.tie")).to_be_visible()

    expect(chair.locator("[data-live=state] a[href]")).to_be_visible()
    press(chair, "Read the result")
    chair.locator("label.choice:has(input[value=yes])").click()
    press(chair, "Decide the tie")
    expect(chair.locator(".seal.adopted")).to_be_visible()
    secretariat.reload()
    expect(secretariat.locator(".seal.adopted")).to_be_visible()
    secretariat.goto(proposal.urls.page)
    expect(secretariat.locator(".prop-head .acts")).to_contain_text(fr("Publish"))


def test_a_void_poll_is_called_again_and_adopted(
    server: LiveServer, alliance: Alliance, proposal: Proposal, enter: Enter
) -> None:
    secretariat = enter("secretariat")
    first = open_poll_on(secretariat, proposal)
    for slug in SEATS[:4]:
        cast_elsewhere(server, alliance, first, slug, "yes")
    close(secretariat, first)
    expect(secretariat.locator(".seal.void")).to_be_visible()

    press(secretariat, "Open the second convocation")
    expect(secretariat.locator(".eyebrow").first).to_contain_text(fr("second convocation"))
    second = Poll.objects.get(previous=first)
    for slug in SEATS[:3]:
        cast_elsewhere(server, alliance, second, slug, "yes")
    holder = enter("seat-3", "/")
    holder.locator(".due .btn.primary").first.click()
    cast(holder, "yes")
    close(secretariat, second)
    expect(secretariat.locator(".seal.adopted")).to_be_visible()
    expect(secretariat.get_by_role("link", name=fr("The first, void poll"))).to_be_visible()


@pytest.mark.parametrize("how", ["mouse", "phone", "keyboard"])
def test_a_ballot_without_a_choice_says_so_at_its_group(alliance: Alliance, enter: Enter, how: str) -> None:
    poll = open_council(alliance)
    page = enter("seat-4", poll.urls.page, **PHONE if how == "phone" else {})
    vote = page.locator("#ballot button[type=submit].wide")
    if how == "keyboard":
        vote.focus()
        page.keyboard.press("Enter")
    else:
        vote.tap() if how == "phone" else vote.click()
    group = page.locator("#ballot fieldset.seat")
    told = group.get_by_role("alert")
    expect(told).to_have_text(fr("Choose for, against or abstention."))
    expect(told).to_be_in_viewport()
    expect(group).to_be_focused()
    assert group.get_attribute("aria-describedby") == told.get_attribute("id")
    expect(page.locator("#confirm-vote")).to_be_hidden()

    page.locator("#ballot label.choice").first.click()
    expect(told).to_be_hidden()
    assert group.get_attribute("aria-describedby") is None


def test_a_poll_opens_only_after_a_dialog_that_says_what_is_frozen(
    alliance: Alliance, proposal: Proposal, enter: Enter
) -> None:
    rule = rule_of(alliance, "assembly-charter")
    page = enter("secretariat", proposal.urls.page)
    press(page, "Open the vote")
    page.locator(f"#rule-{rule.pk}").check()
    page.locator("[name=closes_at]").fill("2031-03-05T18:30")
    page.locator("main form button[data-asks]").click()
    dialog = page.locator("#confirm-open")
    expect(dialog).to_be_visible()
    for told in (
        rule.title,
        "Assemblée des partenaires",
        "mercredi 5 mars 2031 à 18:30",
        "la question, le texte, la règle",
    ):
        expect(dialog).to_contain_text(told)
    press(dialog, "Go back")
    expect(dialog).to_be_hidden()
    assert not Poll.objects.exists()

    open_it(page)
    page.wait_for_url("**/polls/*/")
    assert Poll.objects.get().body == "assembly"
