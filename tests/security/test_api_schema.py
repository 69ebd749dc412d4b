"""What the API says of itself in /api/schema/ holds under generated requests, by schemathesis: it never breaks, and
answers only with the states and bodies it names."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error, response_schema_conformance, status_code_conformance

from tests.factories import Alliance
from tests.thorough import tries
from tests.voting.acts import ADOPTED, cast_all, close, open_council
from tests.voting.choosing.acts import open_choice

pytestmark = pytest.mark.django_db

TOKEN = "t" * 32
CHECKS = (not_a_server_error, status_code_conformance, response_schema_conformance)


def operations() -> Iterator[Any]:
    schema = schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application())
    for found in schema.get_all_operations():
        yield found.ok()


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests leave the connection of the test open, as those of Django's own client do, which connects anew."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.mark.parametrize("persona", ["visitor", "seat-1"])
def test_the_api_keeps_to_its_schema_whatever_is_sent(alliance: Alliance, persona: str) -> None:
    decided = open_council(alliance)
    cast_all(alliance, decided, ADOPTED)
    close(alliance, decided)
    known = [decided.pk, open_choice(alliance, "schulze").pk, open_council(alliance).pk]
    client = alliance.client(persona)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()} | {settings.CSRF_COOKIE_NAME: TOKEN}
    reached = set()
    with one_connection():
        for operation in operations():

            @hypothesis(
                max_examples=tries(8, 60), deadline=None, suppress_health_check=list(HealthCheck), database=None
            )
            @given(case=operation.as_strategy(), number=st.none() | st.sampled_from(known))
            def answers(case: Any, number: int | None) -> None:
                if number is not None and "id" in case.path_parameters:
                    case.path_parameters["id"] = number
                response = case.call(cookies=cookies, headers={"X-CSRFToken": TOKEN})
                reached.add((case.path, response.status_code))
                # A machine too busy to count says so, as the schema does.
                busy = response.status_code == 503
                case.validate_response(response, checks=CHECKS[1:] if busy else CHECKS)

            answers()
    # The requests came past the doors that stop everybody.
    assert ("/api/polls/", 200) in reached
    assert ("/api/polls/{id}/ballot/", {"visitor": 401, "seat-1": 422}[persona]) in reached
