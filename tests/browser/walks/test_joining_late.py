"""A page whose connection comes late shows what was said meanwhile, and moves nothing of what is read."""

import re
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.walks.conftest import Enter
from tests.browser.walks.seats import cast_elsewhere
from tests.factories import Alliance, build_alliance
from tests.live import session_cookie
from tests.proposals.path import Path
from tests.server import LiveServer
from tests.voting.acts import open_council

Late = Callable[[str, str], tuple[Page, Callable[[], None]]]


@pytest.fixture
def people(transactional_db: None) -> Alliance:
    return build_alliance()


@pytest.fixture
def late(enter: Enter, people: Alliance) -> Late:
    """`late("observer", "/polls/5/")`: a page that is not connected yet, and what lets it join its rooms."""

    def opened(slug: str, address: str) -> tuple[Page, Callable[[], None]]:
        page, joins = enter(slug, "/accessibility/"), [False]

        def hold(socket: WebSocketRoute) -> None:
            # As where the network is slow: the page tries again until it gets through.
            if joins[0]:
                socket.connect_to_server()
            else:
                socket.close(code=1013)

        page.route_web_socket("**/ws/rooms/**", hold)
        page.goto(address)
        return page, lambda: joins.__setitem__(0, True)

    return opened


def send(server: LiveServer, people: Alliance, slug: str, page: str, address: str, **request: object) -> None:
    """Posts as this person, with the token of its page."""
    name, _, value = session_cookie(people.user(slug)).partition("=")
    with httpx.Client(base_url=server.url, cookies={name: value}, timeout=60) as client:
        client.get(page).raise_for_status()
        token = {"X-CSRFToken": client.cookies["csrftoken"], "Referer": server.url}
        answer = client.post(address, headers=token, **request)  # type: ignore[arg-type]
        assert answer.status_code < 400, answer.text


def test_a_poll_shows_who_voted_before_its_page_was_connected(server: LiveServer, people: Alliance, late: Late) -> None:
    poll = open_council(people)
    page, join = late("seat-4", poll.urls.page)
    shown = page.locator("[data-live=participation]").first
    expect(shown).to_contain_text("0 ")
    page.locator("#ballot label.choice:has(input[value=yes])").click()
    title = page.locator("h1")
    before = title.bounding_box()

    cast_elsewhere(server, people, poll, "seat-5", "no")
    join()

    expect(shown).to_contain_text(re.compile(r"\b1 siège"), timeout=30_000)
    expect(page.locator("[data-live=turnout] .voted .badge.ok")).to_have_count(1)
    # What one has chosen and not sent yet is still there, and nothing has moved.
    expect(page.locator("#ballot input[value=yes]")).to_be_checked()
    assert title.bounding_box() == before


def test_a_proposal_tells_of_the_comment_and_the_support_that_came_before(
    server: LiveServer, people: Alliance, late: Late
) -> None:
    proposal = Path(people).consultation()
    page, join = late("observer", proposal.urls.page)
    line = page.locator("#reading p").last
    before = line.bounding_box()

    comment = {"id": str(uuid4()), "revision": 1, "text": "Qui paie ce diagnostic ?"}
    address = f"/api/proposals/{proposal.pk}/comments/"
    send(server, people, "representative-1", proposal.urls.page, address, json=comment)
    send(server, people, "representative-1", proposal.urls.support, proposal.urls.support, data={"kind": "plain"})
    join()

    expect(page.locator("[data-news]")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-support]")).to_contain_text("1 soutien")
    assert line.bounding_box() == before, "what is read has moved"
    page.locator("[data-news]").click()
    expect(page.get_by_text("Qui paie ce diagnostic ?")).to_be_visible()
