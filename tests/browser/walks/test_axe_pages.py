"""axe finds nothing, and nothing scrolls sideways, on any page of the URL table, read by a persona that may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.test_design import faults
from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import sideways
from tests.factories import PERSONAS, Alliance
from tests.proposals.path import Path, fresh
from tests.security import addresses
from tests.voting.acts import ADOPTED, cast_all, close, in_an_hour, open_council
from tests.voting.choosing.acts import GRADED, RANKED, choose_all, open_choice
from tests.voting.choosing.acts import decided as chosen
from tests.voting.consent.acts import met_an_objection, open_among, open_consultation
from tests.voting.elections.acts import FOR_A, last_day, open_agencies
from tests.voting.elections.acts import decided as elected
from voting.domain.opening import second_convocation

NO_PAGE = {
    "healthz": "a word for machines",
    "set_language": "leads back to where one came from",
    "proposal_margin": "JSON for the editor",
    "proposal_steps": "JSON for the player",
    "poll_mine": "a fragment of the poll's page, tried there",
    "poll_record": "a file",
    "rule_file": "a file",
    "rule_preset": "a file",
    "verifier": "a file",
    "account_confirm_email": "addresses are proved by invitations; the page answers to no link that is sent",
    "account_email_verification_sent": "leads on: no such letter is sent",
    "account_signup": "leads on: one enters by invitation",
    "account_confirm_login_code": "leads on without a code asked for; walked in test_walk_entering",
    "account_reset_password_from_key": "needs the link of a letter; its form is that of account_change_password",
    "account_set_password": "leads on to account_change_password where there is a password",
}
# Read first by whoever has the most acts on the page.
FIRST = ["secretariat", "rapporteur", "chair", "representative", "co-author", "member", "visitor"]


def pages(alliance: Alliance) -> list[tuple[str, str, str]]:
    """(name, persona, path) of every page."""
    found = []
    for address in addresses.load().values():
        if not address.reads or address.name in NO_PAGE or address.name.startswith("api_"):
            continue
        as_visitor = address.name.startswith("account_") and "visitor" in address.reads
        persona = "visitor" if as_visitor else next(one for one in FIRST if one in address.reads)
        found.append((address.name, persona, reverse(address.name, args=address.args(alliance)) + address.query))
    return found


def main_pages(alliance: Alliance) -> list[tuple[str, str, str]]:
    """The screens of the work, with what a real text and a real vote put on them."""
    path = Path(alliance)
    consulted = path.consultation()
    path.comment("member", consulted, "chaleur complet", "Qui paie *ce* diagnostic ?")
    path.comment("representative-1", consulted, "", "Merci pour ce travail.")
    path.support("representative", consulted, "Pas avant 2028.")
    settled = path.consultation(path.draft(title="Le réseau d’abord"))
    path.comment("member", settled, "un tarif lissé", "Sur combien d’années ?")
    path.comment("member", settled, "Solidarité urbain-rural", "Le mot juste ?")
    settled = path.settling(settled)
    path.write(settled, "un tarif lissé", "", instead_of=len("un tarif lissé"))
    signed = path.consultation(path.draft(title="Le froid sobre"))
    path.support("representative-1", signed)
    published = path.published(path.final(path.settling(signed)))
    opened, decided = open_council(alliance), open_council(alliance)
    cast_all(alliance, decided, ADOPTED)
    close(alliance, decided)
    return [
        ("home", "seat holder", "/"),
        ("home of the public", "visitor", "/"),
        ("proposal", "member", consulted.urls.page),
        ("supports", "representative", consulted.urls.support),
        ("editor", "rapporteur", settled.urls.edit),
        ("settling", "rapporteur", settled.urls.settling),
        ("history", "rapporteur", settled.urls.history),
        ("a moment", "rapporteur", f"{settled.urls.moment}?at=1"),
        ("two moments", "rapporteur", f"{settled.urls.compare}?a=1&b=2&view=side"),
        ("published", "visitor", fresh(published).urls.page),
        ("poll", "seat holder", opened.urls.page),
        ("result", "seat holder", decided.urls.result),
        *choices(alliance),
        *elections(alliance),
        *in_heads(alliance),
        ("council", "visitor", "/council/"),
        ("partners", "visitor", "/partners/"),
    ]


def choices(alliance: Alliance) -> list[tuple[str, str, str]]:
    """A ballot and a result of each method of choosing among options."""
    found = [
        (f"{method} ballot", "seat holder", open_choice(alliance, method).urls.page)
        for method in ("judgment", "schulze", "approval")
    ]
    for method, votes in (("judgment", GRADED), ("schulze", RANKED), ("transfer", RANKED), ("approval", RANKED)):
        poll, _tally = chosen(alliance, method, votes)
        found.append((f"{method} result", "seat holder", poll.urls.result))
    return found


def elections(alliance: Alliance) -> list[tuple[str, str, str]]:
    """A ballot and a result that filled a seat, and the council's table with both."""
    poll, _tally = elected(alliance, {"representative": FOR_A})
    opened = open_agencies(alliance, starts_on=last_day() + timedelta(days=1), ends_on=last_day() + timedelta(days=9))
    return [
        ("election", "representative", opened.urls.page),
        ("election result", "secretariat", poll.urls.result),
        ("council with elections", "secretariat", "/council/"),
    ]


def in_heads(alliance: Alliance) -> list[tuple[str, str, str]]:
    """A round of consent after one that met an objection; consultations on a question and among options."""
    first, _tally = met_an_objection(alliance)
    again = second_convocation(actor=alliance.actor("secretariat"), poll=first, closes_at=in_an_hour())
    asked = open_consultation(alliance)
    cast_all(alliance, asked, ADOPTED)
    close(alliance, asked)
    among = {method: open_among(alliance, method) for method in ("approval", "judgment")}
    for method, votes in (("approval", RANKED), ("judgment", GRADED)):
        choose_all(alliance, among[method], votes)
        close(alliance, among[method])
    return [
        ("round of consent", "seat holder", again.urls.page),
        ("an objection", "seat holder", first.urls.result),
        ("consultation", "seat holder", asked.urls.result),
        *((f"consultation by {method}", "seat holder", poll.urls.result) for method, poll in among.items()),
    ]


def look(
    found: list[tuple[str, str, str]], open_as: Callable[[str], Page], check: Callable[[Page], object]
) -> dict[str, object]:
    """What `check` says of each page, where it says anything; one browser for each persona."""
    browsers: dict[str, Page] = {}
    said = {}
    for name, persona, path in found:
        if persona not in browsers:
            browsers[persona] = open_as(persona)
        page = browsers[persona]
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, (name, persona, path, answer and answer.status)
        if page.locator("#editor").count():
            page.wait_for_selector("body[data-editor=ready]")
        wrong = check(page)
        if wrong:
            said[f"{name} ({persona})"] = wrong
    return said


@pytest.fixture
def open_as(enter: Enter, visit: Enter) -> Callable[..., Callable[[str], Page]]:
    def with_options(**options: object) -> Callable[[str], Page]:
        def opened(persona: str) -> Page:
            slug = PERSONAS[persona]
            options.setdefault("reduced_motion", "reduce")
            return enter(slug, "/", **options) if slug else visit("/", **options)

        return opened

    return with_options


def faults_and_sideways(page: Page) -> object:
    """What axe finds, and what reaches beyond the edge of a phone."""
    size = page.viewport_size
    assert size is not None
    found = faults(page)
    page.set_viewport_size({"width": 390, "height": 844})
    beyond = sideways(page)
    page.set_viewport_size(size)
    return (found, beyond) if found or beyond else None


def test_no_page_of_the_url_table_has_faults_or_scrolls_sideways_on_a_phone(
    alliance: Alliance, open_as: Callable[..., Callable[[str], Page]]
) -> None:
    assert look(pages(alliance), open_as(), faults_and_sideways) == {}


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")], ids=["wide dark", "phone light"])
def test_the_screens_of_the_work_have_no_faults_and_do_not_scroll_sideways(
    alliance: Alliance, open_as: Callable[..., Callable[[str], Page]], width: int, scheme: str
) -> None:
    phone = {"has_touch": True, "is_mobile": True} if width == 390 else {}
    found = look(main_pages(alliance), open_as(width=width, color_scheme=scheme, **phone), faults_and_sideways)
    assert found == {}
