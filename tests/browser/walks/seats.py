"""Ballots that arrive from elsewhere than the browsers of a walk: by the API, over the same wire."""

from uuid import uuid4

import httpx

from tests.factories import Alliance
from tests.live import session_cookie
from tests.server import LiveServer
from tests.voting.acts import seat
from voting.models import Poll


def cast_elsewhere(server: LiveServer, alliance: Alliance, poll: Poll, slug: str, choice: str) -> None:
    """This seat's ballot, sent to the server."""
    name, _, value = session_cookie(alliance.user(slug)).partition("=")
    with httpx.Client(base_url=server.url, cookies={name: value}, timeout=60) as client:
        client.get(poll.urls.page).raise_for_status()
        answer = client.post(
            f"/api/polls/{poll.pk}/ballot/",
            json={"voter": seat(alliance, poll, slug).pk, "choice": choice, "id": str(uuid4())},
            headers={"X-CSRFToken": client.cookies["csrftoken"]},
        )
    assert answer.is_success, answer.text
