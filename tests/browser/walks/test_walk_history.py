"""Looking back in a browser: going through a text, playing it, comparing side by side, restoring; on a phone too."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from proposals.domain.writers import writer
from proposals.models import Proposal, Restoration, Visit
from realtime import documents
from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import press, sideways, write_in
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.proposals.path import Path, fresh

# As when one goes to another window; headless windows are never hidden.
HIDDEN = """
Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
document.dispatchEvent(new Event("visibilitychange"));
"""
ADDED = "Toutes les communes de la vallée attendent un réseau. "


def written(alliance: Alliance) -> Proposal:
    """A co-author types a sentence letter by letter; the rapporteur takes a word out."""
    path = Path(alliance)
    proposal = path.draft()
    path.with_coauthor(proposal)
    proposal = fresh(proposal)
    by = writer(alliance.actor("coauthor-1").capacity_for("proposals.write", proposal), proposal)
    start = documents.read_state(proposal.document).text.index("Faute")
    for place, letter in enumerate(ADDED, start):
        documents.edit(proposal.document, actor=by, ops=[{"retain": place}, {"insert": letter}])
    path.write(proposal, "attendent ", "", instead_of=10)
    return proposal


def at(page: Page, sequence: int) -> None:
    """The page shows this moment: its text, its slider and its address."""
    expect(page.locator("#moment-at")).to_have_value(str(sequence))
    expect(page).to_have_url(re.compile(rf"[?&]at={sequence}\b"))


def test_a_text_is_gone_through_played_and_compared(alliance: Alliance, enter: Enter) -> None:
    proposal = written(alliance)
    latest = documents.read_state(proposal.document).sequence
    page = enter("rapporteur", proposal.urls.edit)
    page.wait_for_selector("body[data-editor=ready]")
    press(page, "History")
    press(page, "Go through the text")
    text = page.locator("#moment-text")
    expect(text).to_contain_text("de la vallée un réseau")
    # Back by the keyboard: each arrow is one change.
    page.locator("#moment-at").focus()
    page.keyboard.press("ArrowLeft")
    at(page, latest - 1)
    expect(text).to_contain_text("de la vallée attendent un réseau")
    page.locator("#moment-at").fill("1")
    at(page, 1)
    expect(text).not_to_contain_text("vallée")
    # Played from there, stopped, and played on to the end.
    page.locator("#speed").select_option("4")
    play = page.locator("#play")
    play.click()
    expect(text).to_contain_text("Toutes")
    expect(play).to_have_attribute("aria-pressed", "true")
    play.press("Space")
    expect(play).to_have_attribute("aria-pressed", "false")
    stopped = int(page.locator("#moment-at").input_value())
    at(page, stopped)
    assert 1 < stopped < latest
    expect(text).to_contain_text(ADDED[: stopped - 1].strip())
    page.locator("#speed").select_option("100")
    play.click()
    at(page, latest)
    expect(page.locator("#moment-now")).to_have_text(fr("This is the text as it is now."))
    expect(text.locator(".by-2").first).to_have_attribute("title", "Coauthor 1")
    # Side by side with the first moment; on a narrow window the same stands in one text.
    page.goto(f"{proposal.urls.compare}?a=1&b={latest}")
    press(page, "side by side")
    rows = page.locator(".sides tr.is-changed")
    expect(rows).to_have_count(1)
    expect(rows.locator("td").nth(0)).not_to_contain_text("vallée")
    expect(rows.locator("td").nth(1).locator("ins")).to_have_attribute("title", "Coauthor 1")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".sides")).to_be_hidden()
    expect(page.locator("article.compared ins").first).to_be_visible()
    assert sideways(page) == 0


def test_a_word_that_was_taken_out_comes_back_and_goes_again_under_the_eyes_of_who_types(
    alliance: Alliance, enter: Enter
) -> None:
    proposal = written(alliance)
    latest = documents.read_state(proposal.document).sequence
    other = write_in(enter("rapporteur"), proposal.urls.edit)
    phone = enter("coauthor-1", f"{proposal.urls.moment}?at={latest - 1}", width=390, height=844, has_touch=True)
    assert sideways(phone) == 0
    press(phone, "Restore this text")
    expect(phone.locator("article.compared ins")).to_have_text("attendent")
    assert sideways(phone) == 0
    phone.locator("main form button.primary").click()
    at(phone, latest + 1)
    expect(other.page.locator(".ProseMirror")).to_contain_text("de la vallée attendent un réseau")
    press(phone, "Undo it")
    phone.locator("main form button.primary").click()
    at(phone, latest + 2)
    expect(other.page.locator(".ProseMirror")).to_contain_text("de la vallée un réseau")
    assert Restoration.objects.filter(by=alliance.user("coauthor-1")).count() == 2
    # What came before one's eyes is seen, also when nothing is loaded anew.
    with other.page.expect_response(lambda answer: answer.url.endswith(proposal.urls.seen)) as told:
        other.page.evaluate(HIDDEN)
    assert told.value.status == 204
    assert Visit.objects.get(user=alliance.user("rapporteur")).seen == latest + 2
    press(phone, "History")
    expect(phone.locator(".tl-restored")).to_have_count(2)
    assert sideways(phone) == 0


def test_without_a_script_moments_are_links_and_a_form(alliance: Alliance, enter: Enter) -> None:
    proposal = written(alliance)
    page = enter("rapporteur", f"{proposal.urls.moment}?at=3", java_script_enabled=False)
    expect(page.locator("#play")).to_be_hidden()
    page.locator("#moment-at").fill("6")
    press(page, "Show")
    expect(page.locator("#moment-text")).to_contain_text(ADDED[:5])
    press(page, "Previous session")
    expect(page).to_have_url(re.compile(r"\?at=1$"))
