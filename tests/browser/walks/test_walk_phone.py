"""One person with a telephone 390 pixels wide: reads, comments through the sheet, votes; no page scrolls sideways."""

from __future__ import annotations

from playwright.sync_api import expect

from proposals.models import Comment
from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import cast, comment
from tests.factories import Alliance
from tests.proposals.path import Path
from tests.voting.acts import open_council

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def test_read_comment_through_the_sheet_and_vote_with_the_sticky_bar(alliance: Alliance, enter: Enter) -> None:
    path = Path(alliance)
    proposal = path.consultation()
    path.comment("member", proposal, "chaleur complet", "Qui paie ce diagnostic ?")
    poll = open_council(alliance)
    page = enter("seat-4", "/", **PHONE)
    page.locator(f'main .due a.btn[href="{poll.urls.page}"]').wait_for()

    page.goto("/proposals/")
    page.locator(f'main a[href="{proposal.urls.page}"]').tap()
    page.locator("#reading .anchor, .anchor").first.tap()
    sheet = page.locator("dialog.talk-sheet")
    expect(sheet).to_be_visible()
    sheet.locator("[data-needs=reply] > summary").tap()
    sheet.locator("textarea[name=text]").fill("La région, à moitié.")
    sheet.locator("[data-needs=reply] form button").tap()
    expect(sheet.locator(".reply")).to_contain_text("La région")
    sheet.locator("button").first.tap()
    expect(sheet).to_be_hidden()
    comment(page, "chaleur complet", "Et qui le lit ?")
    expect(sheet).to_be_hidden()

    page.goto("/")
    page.locator(f'main .due a.btn[href="{poll.urls.page}"]').tap()
    page.locator(".sticky.gotovote a").tap()
    expect(page.locator("#ballot label.choice").first).to_be_in_viewport()
    cast(page, "yes")
    assert Comment.objects.filter(markdown__contains="La région").count() == 1


def test_tabs_stay_on_one_line_with_the_present_one_in_sight(alliance: Alliance, enter: Enter) -> None:
    path = Path(alliance)
    proposal = path.settling()
    page = enter("rapporteur", proposal.urls.history, **PHONE)
    tabs = page.locator(".tabset a")
    assert len({round(box["y"]) for tab in tabs.all() if (box := tab.bounding_box())}) == 1
    row = page.locator(".tabset")
    assert row.evaluate("row => row.scrollWidth > row.clientWidth"), "all tabs fit: the test shows nothing"
    present = page.locator(".tabset [aria-current]").bounding_box()
    assert present is not None and present["x"] >= 0 and present["x"] + present["width"] <= 390


def test_the_bar_that_leads_to_the_ballot_leaves_when_it_is_there(alliance: Alliance, enter: Enter) -> None:
    page = enter("seat-4", open_council(alliance).urls.page, **PHONE)
    bar = page.locator(".sticky.gotovote")
    expect(bar).to_be_visible()
    bar.locator("a").tap()
    expect(page.locator("#ballot")).to_be_in_viewport()
    expect(bar).to_be_hidden()
