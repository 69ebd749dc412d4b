"""Choices among options: opened, graded and ranked on a telephone, ranked by keyboard and by dragging, and read; a
consultation among them, ticked by thumb and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import sideways
from tests.browser.walks.test_walk_keyboard import tab_to
from tests.browser.walks.test_walk_phone import PHONE
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.voting.acts import close, rule_of
from tests.voting.choosing.acts import choose, grades, open_choice, ranks
from tests.voting.consent.acts import open_among
from voting.models import Ballot, Poll

SMALLEST = 44


def confirm(page: Page) -> None:
    page.locator("#ballot button[type=submit].wide").click()
    dialog = page.locator("#confirm-vote")
    expect(dialog).to_be_visible()
    dialog.locator("[data-confirmed]").click()
    expect(page.locator(".receipt")).to_be_visible()


def lines(page: Page, within: str) -> list[str]:
    """The lines of a ballot, in the dialog or in its receipt."""
    return [" ".join(line.inner_text().split()) for line in page.locator(f"{within} ul.said li").all()]


def order(page: Page) -> list[str]:
    """The ranking as the page shows it: the place and the option, ranked ones only."""
    items = page.locator("[data-ranking] > li[data-key]:not(.unranked)").all()
    return [f"{item.locator('.place').inner_text()} {item.get_attribute('data-key')}" for item in items]


def fits_the_thumb(page: Page, targets: str) -> None:
    for target in page.locator(targets).all():
        box = target.bounding_box()
        if box:
            assert box["height"] >= SMALLEST, (targets, box)


def test_graded_on_a_telephone_and_its_result_read(alliance: Alliance, enter: Enter) -> None:
    poll = open_choice(alliance, "judgment")
    choose(alliance, poll, "seat-5", grades(A="poor", B="good"))
    page = enter("seat-4", poll.urls.page, **PHONE)

    fits_the_thumb(page, ".grade")
    rows = {round(box["y"]) for box in (g.bounding_box() for g in page.locator(".grade").all()[:5]) if box}
    assert len(rows) == 1, "five words in a row"
    page.locator(".grade:has([name$='-A'][value=excellent])").tap()
    page.locator(".grade:has([name$='-B'][value=good])").tap()
    page.locator("#ballot button[type=submit].wide").tap()
    none = fr("no grade")
    assert lines(page, "#confirm-vote") == ["Grenoble Excellent", "Nantes Bien", f"Metz {none}"]
    page.locator("[data-confirmed]").tap()
    expect(page.locator(".receipt")).to_be_visible()
    assert lines(page, ".receipt") == ["Grenoble Excellent", "Nantes Bien", f"Metz {none}"]
    assert Ballot.objects.get(voter__seat=alliance.seats["seat-4"]).said == grades(A="excellent", B="good")

    # Changed until the closing, beginning with what is in the box.
    page.locator("#ballot details.more > summary").first.tap()
    expect(page.locator("[name$='-A'][value=excellent]")).to_be_checked()
    page.locator(".grade:has([name$='-C'][value=fair])").tap()
    confirm(page)
    assert lines(page, ".receipt")[2] == "Metz Passable"

    close(alliance, poll)
    page.goto(poll.urls.result)
    expect(page.locator("h1")).to_contain_text("Nantes")
    assert page.locator("svg.narrow").is_visible() and not page.locator("svg.wide-pic").is_visible()
    assert sideways(page) <= 0


def test_ranked_on_a_telephone_by_buttons_and_by_dragging(alliance: Alliance, enter: Enter) -> None:
    poll = open_choice(alliance, "schulze")
    page = enter("seat-4", poll.urls.page, **PHONE)

    fits_the_thumb(page, ".move:visible")
    for key in "BCA":
        page.locator(f"[data-key={key}] .next").tap()
    assert order(page) == ["1 B", "2 C", "3 A"]
    fits_the_thumb(page, ".move:visible")
    page.locator("[data-key=A] .up").tap()
    page.locator("[data-key=C] .equal").tap()
    assert order(page) == ["1 B", "2 A", "= C"]

    grip = page.locator("[data-key=C] .grip")
    grip.scroll_into_view_if_needed()
    box, top = grip.bounding_box(), page.locator("[data-key=B]").bounding_box()
    assert box and top
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, top["y"] + 60, steps=5)
    page.mouse.move(box["x"] + 10, top["y"] + 3, steps=5)
    page.mouse.up()
    assert order(page) == ["1 C", "2 B", "3 A"]

    confirm(page)
    assert lines(page, ".receipt") == ["Metz 1", "Nantes 2", "Grenoble 3"]
    assert Ballot.objects.get().said == ranks("C>B>A")
    close(alliance, poll)
    page.goto(poll.urls.result)
    expect(page.locator("h1")).to_contain_text("Metz")
    assert sideways(page) <= 0


def test_ranked_by_keyboard_alone(alliance: Alliance, enter: Enter) -> None:
    poll = open_choice(alliance, "runoff")
    page = enter("seat-4", poll.urls.page)
    press: Callable[[str], None] = page.keyboard.press

    tab_to(page, "[data-key=B] .next")
    press("Enter")
    # The focus stays with the option that was ranked.
    assert page.evaluate("document.activeElement.closest('li').dataset.key") == "B"
    tab_to(page, "[data-key=A] .next")
    press("Space")
    tab_to(page, "[data-key=A] .down")
    page.keyboard.press("Shift+Tab")
    press("Enter")
    assert order(page) == ["1 A", "2 B"]
    expect(page.locator("[data-moved]")).to_have_text(fr("{name}: place {place}").format(name="Grenoble", place=1))
    tab_to(page, "[data-key=B] .equal")
    press("Enter")
    assert order(page) == ["1 A", "= B"]
    expect(page.locator("[data-key=B] .equal")).to_have_attribute("aria-pressed", "true")
    tab_to(page, "#ballot button.wide")
    press("Enter")
    tab_to(page, "#confirm-vote [data-confirmed]")
    press("Enter")
    expect(page.locator(".receipt")).to_be_visible()
    assert Ballot.objects.get().said == ranks("A=B")


def test_graded_by_keyboard_alone(alliance: Alliance, enter: Enter) -> None:
    poll = open_choice(alliance, "judgment")
    page = enter("seat-4", poll.urls.page)

    tab_to(page, "#ballot input[type=radio]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[name$='-A'][value=good]")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#confirm-vote")).to_be_visible()
    tab_to(page, "#confirm-vote [data-confirmed]")
    page.keyboard.press("Enter")
    expect(page.locator(".receipt")).to_be_visible()
    assert Ballot.objects.get().said == grades(A="good")


def test_a_consultation_is_ticked_by_thumb_and_by_keyboard_and_read(alliance: Alliance, enter: Enter) -> None:
    poll = open_among(alliance)
    phone = enter("seat-4", poll.urls.page, **PHONE)
    fits_the_thumb(phone, ".choice.tick")
    for key in "AC":
        phone.locator(f".choice.tick:has([value={key}])").tap()
    confirm(phone)
    assert lines(phone, ".receipt") == ["Grenoble Approuvée", "Metz Approuvée", f"Nantes {fr('not approved')}"]

    page = enter("seat-5", poll.urls.page)
    tab_to(page, "#ballot input[value=C]")
    page.keyboard.press("Space")
    tab_to(page, "#ballot button.wide")
    page.keyboard.press("Enter")
    tab_to(page, "#confirm-vote [data-confirmed]")
    page.keyboard.press("Enter")
    expect(page.locator(".receipt")).to_be_visible()
    assert [ballot.said for ballot in Ballot.objects.order_by("at")] == [ranks("A=C"), ranks("C")]

    close(alliance, poll)
    phone.goto(poll.urls.result)
    expect(phone.locator("h1")).to_contain_text(fr("Consultation, without a decision"))
    expect(phone.locator(".sentence")).to_contain_text("« Grenoble » (1), « Nantes » (0) et « Metz » (2)")
    assert phone.locator("svg.narrow").is_visible() and not phone.locator("svg.wide-pic").is_visible()
    assert sideways(phone) <= 0


def test_opened_by_the_secretariat_and_cast_without_a_script(alliance: Alliance, enter: Enter) -> None:
    rule = rule_of(alliance, "council-choice-schulze")
    page = enter("secretariat", "/polls/", java_script_enabled=False)
    page.get_by_role("link", name=fr("New choice")).click()
    page.locator("[name=question]").fill("Où se réunir ?")
    page.locator("[name=option-1]").fill("Brest")
    page.locator("[name=more]").click()
    page.locator("[name=option-6]").fill("Lille")
    page.locator(f"#rule-{rule.pk}").check()
    closes = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    page.locator("[name=closes_at]").fill(closes)
    page.get_by_role("button", name=fr("Open the poll"), exact=True).click()
    expect(page.locator("h1")).to_contain_text("Où se réunir")
    poll = Poll.objects.get()
    assert [option["label"] for option in poll.options] == ["Brest", "Lille"]

    voter = enter("seat-4", poll.urls.page, java_script_enabled=False, width=320, height=700)
    assert sideways(voter) <= 0
    voter.locator("select[name$='-B']").select_option("1")
    voter.locator("#ballot button[type=submit].wide").click()
    expect(voter.locator(".receipt")).to_be_visible()
    assert Ballot.objects.get().said == ranks("B")


def test_an_empty_ballot_says_what_to_do_until_something_is_ranked(alliance: Alliance, enter: Enter) -> None:
    page = enter("seat-4", open_choice(alliance, "schulze").urls.page)
    page.locator("#ballot button[type=submit].wide").click()
    group = page.locator("#ballot fieldset.seat")
    told = group.get_by_role("alert")
    expect(told).to_have_text(fr("Choose at least one option."))
    expect(group).to_be_focused()

    page.locator("[data-key=B] .next").click()
    expect(told).to_be_hidden()
