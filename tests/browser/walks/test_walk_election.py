"""An election to the council: opened by the secretariat, voted in by two partners, one on a phone; the seat filled."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.walks.conftest import Enter
from tests.browser.walks.letters import Letters
from tests.browser.walks.pages import press, sideways
from tests.browser.walks.test_walk_choices import confirm
from tests.browser.walks.test_walk_phone import PHONE
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.voting.elections.acts import agencies, membership, second_partner
from voting.models import Poll


def test_a_category_elects_its_representative(alliance: Alliance, enter: Enter, letters: Letters) -> None:
    second_partner(alliance)
    member, other = membership(alliance, "member"), membership(alliance, "other-agency")
    seat = agencies(alliance)
    first = timezone.localdate() + timedelta(days=10)

    secretariat = enter("secretariat", f"/council/seats/{seat.pk}/")
    press(secretariat, "Open an election")
    secretariat.locator("[name=candidate-1]").select_option(str(member.pk))
    secretariat.locator("[name=statement-1]").fill("Porter la voix des agences.")
    secretariat.locator("[name=starts_on]").fill(first.isoformat())
    secretariat.locator("[name=ends_on]").fill((first + timedelta(days=900)).isoformat())
    # One candidate is none: what was typed stays.
    press(secretariat, "Open the election")
    press(secretariat, "Open for good")
    expect(secretariat.locator(".summary")).to_be_visible()
    expect(secretariat.locator("[name=candidate-1]")).to_have_value(str(member.pk))
    expect(secretariat.locator("[name=statement-1]")).to_have_value("Porter la voix des agences.")
    secretariat.locator("[name=candidate-2]").select_option(str(other.pk))
    press(secretariat, "Open the election")
    dialog = secretariat.locator("#confirm-open")
    expect(dialog.locator("[data-key=body]")).to_contain_text("2 partenaires")
    expect(dialog.locator("[data-says=starts_on]")).to_contain_text(str(first.year))
    press(dialog, "Open for good")
    expect(secretariat.locator("h1")).to_contain_text(seat.category.name if seat.category else "")
    poll = Poll.objects.get()

    phone = enter("representative", poll.urls.page, **PHONE)
    expect(phone.locator("#ballot")).to_contain_text("Porter la voix des agences.")
    phone.locator(".grade:has([name$='-A'][value=excellent])").tap()
    phone.locator("#ballot button[type=submit].wide").tap()
    phone.locator("[data-confirmed]").tap()
    expect(phone.locator(".receipt")).to_be_visible()
    assert sideways(phone) <= 0
    second = enter("other-agency", poll.urls.page)
    second.locator(".grade:has([name$='-A'][value=good])").click()
    second.locator(".grade:has([name$='-B'][value=fair])").click()
    confirm(second)

    secretariat.locator("summary", has_text=fr("Conduct the poll")).click()
    press(secretariat, "Close the poll now")
    press(secretariat.locator("#close-poll"), "Close and count")
    expect(secretariat.locator("h1")).to_contain_text(member.user.name)
    expect(secretariat.locator(".sentence")).to_contain_text(f"{member.user.name} ({alliance.partner.name})")
    secretariat.goto(f"/council/seats/{seat.pk}/")
    listed = secretariat.locator("ul.rows li", has_text=member.user.name)
    expect(listed).to_be_visible()
    listed.get_by_role("link").click()
    expect(secretariat.locator(".sentence")).to_contain_text(member.user.name)
    assert "/council/" in letters.to(member.user.email)
