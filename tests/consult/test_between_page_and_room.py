"""What is announced after a page was drawn and before it has entered its room is known at joining."""

import json
import re
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from realtime.stamps import stamp_of
from tests.factories import Alliance, build_alliance
from tests.live import session_cookie
from tests.proposals.path import Path
from tests.realtime.client import Page
from tests.server import ThreadServer
from tests.voting.acts import cast, open_council

in_thread = lambda call: sync_to_async(call, thread_sensitive=True)  # noqa: E731


@pytest.fixture
def people(transactional_db: None) -> Alliance:
    return build_alliance()


async def at_joining(server: ThreadServer, people: Alliance, slug: str, room: str) -> str:
    """The stamp that the room gives to who joins it now."""
    async with Page(server, room, await in_thread(session_cookie)(people.user(slug))) as page:
        await page.until(lambda: page.of("welcome"))
        stamp: str = page.of("welcome")[0]["stamp"]
        return stamp


def drawn(people: Alliance, slug: str, address: str) -> dict[str, Any]:
    """What the page of a proposal tells its script."""
    page = people.client(slug).get(address).content.decode()
    found = re.search(r'<script id="live-settings" type="application/json">(.*?)</script>', page)
    assert found
    settings: dict[str, Any] = json.loads(found[1])
    return settings


@pytest.mark.parametrize("what", ["comment", "support"])
async def test_a_proposals_page_knows_at_joining_that_something_was_said(
    thread_server: ThreadServer, people: Alliance, what: str
) -> None:
    path = Path(people)
    proposal = await in_thread(path.consultation)()
    page = await in_thread(drawn)(people, "observer", proposal.urls.page)
    assert page["stamp"] == await at_joining(thread_server, people, "observer", proposal.room)
    if what == "comment":
        await in_thread(path.comment)("representative-1", proposal, "chaleur complet")
    else:
        await in_thread(path.support)("representative-1", proposal)
    now = await at_joining(thread_server, people, "observer", proposal.room)
    assert page["stamp"] != now
    assert (await in_thread(drawn)(people, "observer", proposal.urls.page))["stamp"] == now


async def test_the_margin_of_a_draft_has_a_stamp_of_its_own(thread_server: ThreadServer, people: Alliance) -> None:
    path = Path(people)
    proposal = await in_thread(path.draft)()
    page = await in_thread(drawn)(people, "rapporteur", proposal.urls.page)
    quiet = stamp_of(proposal.room)
    await in_thread(path.note)("rapporteur", proposal, "un tarif")
    assert page["stamp"] != await at_joining(thread_server, people, "rapporteur", proposal.margin_room)
    # To the readers of the proposal nothing was said.
    assert stamp_of(proposal.room) == quiet


async def test_a_polls_page_knows_at_joining_that_somebody_voted(thread_server: ThreadServer, people: Alliance) -> None:
    def stamps(slug: str) -> dict[str, str]:
        page = people.client(slug).get(poll.urls.page).content.decode()
        return dict(re.findall(r'data-((?:own-)?stamp)="([^"]*)"', page))

    poll = await in_thread(open_council)(people)
    page = await in_thread(stamps)("seat-4")
    assert page["stamp"] == await at_joining(thread_server, people, "seat-4", poll.room)
    await in_thread(cast)(people, poll, "seat-5", "yes")
    assert page["stamp"] != await at_joining(thread_server, people, "seat-4", poll.room)
    assert page["own-stamp"] == await at_joining(thread_server, people, "seat-4", "user")
    await in_thread(cast)(people, poll, "seat-4", "yes")
    assert page["own-stamp"] != await at_joining(thread_server, people, "seat-4", "user")


async def test_the_stamp_is_older_than_what_the_page_shows(
    thread_server: ThreadServer, people: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody votes while the page is being drawn, after its ballots were counted: it knows at joining."""
    from voting.interfaces import poll_page

    def drawn_slowly() -> str:
        read = poll_page.participation

        def counted_then_somebody_votes(of: Any) -> Any:
            found = read(of)
            monkeypatch.undo()
            cast(people, poll, "seat-5", "no")
            return found

        monkeypatch.setattr(poll_page, "participation", counted_then_somebody_votes)
        page = people.client("seat-4").get(poll.urls.page).content.decode()
        assert "0 " in page
        return re.findall(r'data-stamp="([^"]*)"', page)[0]

    poll = await in_thread(open_council)(people)
    stamp = await in_thread(drawn_slowly)()
    assert stamp != await at_joining(thread_server, people, "seat-4", poll.room)
