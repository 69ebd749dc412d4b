"""A02: every address × every role of the rights table gives the table's answer; an address without a line fails."""

import pytest
from django.urls import reverse

from tests.factories import PERSONAS, Alliance
from tests.rights import doors
from tests.security import addresses
from tests.security.addresses import OPEN_ACTS, Address

LISTED = addresses.load()
ROUTES = dict(addresses.names())


def test_A02_every_address_is_listed_and_every_line_is_an_address() -> None:
    assert set(ROUTES) - set(LISTED) == set(), "list them in tests/security/addresses_<app>.py"
    assert set(LISTED) - set(ROUTES) == set()


def test_A02_every_act_of_an_address_is_tried_at_its_door() -> None:
    tried = {found.permission for found in doors.load()} | set(OPEN_ACTS)
    assert {act for address in LISTED.values() for act in address.acts} - tried == set()


@pytest.mark.parametrize("address", LISTED.values(), ids=lambda address: address.name)
def test_A02_each_role_reads_what_the_table_says(alliance: Alliance, address: Address) -> None:
    path = reverse(address.name, args=address.args(alliance)) if address.name in ROUTES else address.name
    wrong = []
    for persona, slug in PERSONAS.items():
        answer = alliance.client(slug or "visitor").get(path + address.query)
        if address.reads is None:
            is_right = answer.status_code == 405
        elif persona in address.reads:
            is_right = 200 <= answer.status_code < 300 or (address.leads_on and answer.status_code == 302)
        else:
            to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
            is_right = answer.status_code in {401, 403, 404} or to_sign_in
        if not is_right:
            wrong.append((persona, answer.status_code, answer.headers.get("Location")))
    assert wrong == []


@pytest.mark.parametrize("address", LISTED.values(), ids=lambda address: address.name)
def test_A09_pages_of_a_signed_in_person_are_kept_by_no_cache(alliance: Alliance, address: Address) -> None:
    path = reverse(address.name, args=address.args(alliance)) if address.name in ROUTES else address.name
    answer = alliance.client("secretariat").get(path + address.query)
    if address.name != "healthz":
        assert "no-store" in answer.headers["Cache-Control"] or "private" in answer.headers["Cache-Control"]
