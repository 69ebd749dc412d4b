"""A48: no log line holds a password, a session, a link that is a secret; and nobody forges a line."""

import io
import logging

import pytest
from django.core.cache import cache
from django.test import Client

from alliance.domain import invitations
from consult.logs import LineFormatter
from tests.factories import Alliance

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> io.StringIO:
    """What the root handler writes, in the product's own format, from the lowest level up."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter("{asctime} {levelname} {name} {message}", style="{"))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream  # type: ignore[misc]
    root.removeHandler(handler)
    root.setLevel(level)


def test_A48_nothing_secret_is_written_when_people_come_in(alliance: Alliance, lines: io.StringIO) -> None:
    cache.clear()
    user = alliance.user("member")
    user.set_password("a long wooden spoon")
    user.save()
    sent = invitations.invite_member(
        actor=alliance.actor("representative"), partner=alliance.partner, email="new@example.org", role="observer"
    )
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": "a wrong wooden spoon"})
    client.post("/accounts/login/", {"login": user.email, "password": "a long wooden spoon"})
    session = client.session.session_key
    client.get(f"/invitations/{sent.token}/")  # sent to another address: 410, which Django logs with its path
    client.get("/accounts/password/reset/key/1-abc-0123456789abcdef/")
    client.get("/secretariat/")

    written = lines.getvalue()
    assert "Gone: /invitations/…" in written
    for secret in ["a long wooden spoon", "a wrong wooden spoon", session, sent.token, "0123456789abcdef/"]:
        assert str(secret) not in written


def test_A48_a_newline_from_outside_forges_no_line(lines: io.StringIO) -> None:
    logging.getLogger("consult").warning("agent %s", "Mozilla\n2026-11-24 ERROR forged\r\x1b[31m")
    assert lines.getvalue().count("\n") == 1 and "\x1b" not in lines.getvalue()
