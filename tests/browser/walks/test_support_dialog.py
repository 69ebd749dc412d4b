"""Supporting a text without leaving it: a dialog over the proposal, a sheet on a phone, a page without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from proposals.models import Endorsement
from tests.browser.test_design import faults
from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import press
from tests.browser.walks.test_walk_keyboard import tab_to
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.proposals.path import Path

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def given(slug: str, alliance: Alliance) -> Endorsement:
    return Endorsement.objects.get(partner=alliance.partner_of(slug))


def test_a_reservation_is_given_over_the_text_by_keyboard(alliance: Alliance, enter: Enter) -> None:
    proposal = Path(alliance).consultation()
    page = enter("representative-1", proposal.urls.page)
    key: Callable[[str], None] = page.keyboard.press
    dialog = page.locator("#support-dialog")

    tab_to(page, "a[data-dialog]")
    key("Enter")
    expect(dialog).to_be_visible()
    expect(dialog.locator("h2")).to_be_focused()
    assert faults(page) == []
    key("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".prop-head a[data-dialog]")).to_be_focused()

    key("Enter")
    words = dialog.locator("textarea")
    expect(words).to_be_hidden()
    tab_to(page, "#support-dialog input[type=radio]")
    key("ArrowDown")
    expect(words).to_be_visible()
    # Without its words the reservation is not sent, and the place to write them is shown.
    tab_to(page, "#support-dialog button.primary")
    key("Enter")
    expect(words).to_be_focused()
    page.keyboard.type("Pas avant 2028.")
    tab_to(page, "#support-dialog button.primary")
    key("Enter")

    expect(page.locator("#toasts")).to_contain_text(
        fr("%(partner)s supports version %(n)s.") % {"partner": alliance.partner_of("representative-1"), "n": 1}
    )
    assert page.url.endswith(proposal.urls.page)
    expect(page.locator("a[data-dialog]")).to_have_count(0)
    assert given("representative-1", alliance).words == "Pas avant 2028."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_a_sheet_rises_from_the_lower_edge(alliance: Alliance, enter: Enter, scheme: str) -> None:
    proposal = Path(alliance).consultation()
    page = enter("representative-1", proposal.urls.page, color_scheme=scheme, reduced_motion="reduce", **PHONE)
    page.locator(".sticky a[data-dialog]").tap()
    sheet = page.locator("#support-dialog")
    expect(sheet).to_be_visible()
    box = sheet.bounding_box()
    assert box is not None and (box["x"], box["width"]) == (0, 390) and round(box["y"] + box["height"]) == 844
    assert faults(page) == []
    press(sheet, "Support")
    page.wait_for_url(f"**{proposal.urls.page}")
    assert given("representative-1", alliance).kind == "plain"


def test_a_support_is_confirmed_over_the_final_text(alliance: Alliance, enter: Enter) -> None:
    path = Path(alliance)
    proposal = path.consultation()
    path.support("representative-1", proposal)
    final = path.final(path.settling(proposal))
    page = enter("representative-1", final.urls.page)
    page.locator(".prop-head a[data-dialog]").click()
    dialog = page.locator("#support-dialog")
    expect(dialog.get_by_role("link", name=fr("See what changed"))).to_be_visible()
    press(dialog, "Confirm the support")
    page.wait_for_url(f"**{final.urls.page}")
    assert given("representative-1", alliance).confirmed_on == final.final


def test_without_scripts_the_link_leads_to_the_page_that_does_the_same(alliance: Alliance, enter: Enter) -> None:
    proposal = Path(alliance).consultation()
    page: Page = enter("representative-1", proposal.urls.page, java_script_enabled=False)
    page.locator(".prop-head a[data-dialog]").click()
    page.wait_for_url(f"**{proposal.urls.support}")
    press(page, "Support")
    page.wait_for_url(f"**{proposal.urls.support}")
    assert given("representative-1", alliance).kind == "plain"
