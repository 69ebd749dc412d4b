"""Attacks on ballots and polls, through the real doors: ATTACKS A05, A07, A23, A24, A26, A29, A30, A31, A48."""

import json
import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from alliance.models import JournalEntry
from tests.factories import Alliance
from tests.voting.acts import ADOPTED, cast, cast_all, close, decide, open_assembly, open_council, seat
from tests.voting.test_proxies import give
from voting.models import Ballot, Poll, Voter


def send(client: Client, poll: Poll, body: object, **headers: str) -> object:
    """POSTs a ballot to the API; `body` is JSON or raw text."""
    data = body if isinstance(body, str) else json.dumps(body)
    return client.post(f"/api/polls/{poll.pk}/ballot/", data, content_type="application/json", headers=headers)


def ballot(voter: Voter, choice: object = "yes", **more: object) -> dict[str, object]:
    return {"voter": voter.pk, "choice": choice, "id": str(uuid4()), **more}


@pytest.fixture
def poll(alliance: Alliance) -> Poll:
    return open_council(alliance)


def test_the_api_casts_and_answers_with_id_and_choice(alliance: Alliance, poll: Poll) -> None:
    body = ballot(seat(alliance, poll, "seat-4"))

    answer = send(alliance.client("seat-4"), poll, body)

    assert answer.status_code == 200
    assert answer.json() == {"id": body["id"], "choice": "yes"}
    assert str(Ballot.objects.get().receipt) == body["id"]


def test_the_api_tells_a_voter_which_ballots_are_its_own_to_cast(alliance: Alliance, poll: Poll) -> None:
    found = alliance.client("seat-4").get(f"/api/polls/{poll.pk}/").json()

    assert found["mine"] == [seat(alliance, poll, "seat-4").pk]
    assert len(found["voters"]) == 10
    assert found["state"] == "open"


def test_a05_without_or_with_anothers_csrf_token_nothing_is_cast(alliance: Alliance, poll: Poll) -> None:
    voter = seat(alliance, poll, "seat-4")
    client = alliance.client("seat-4", enforce_csrf_checks=True)
    other = alliance.client("seat-5", enforce_csrf_checks=True)
    other.get(poll.urls.page)
    client.get(poll.urls.page)
    form = {f"choice-{voter.pk}": "yes", f"receipt-{voter.pk}": str(uuid4())}

    for token in ["", other.cookies["csrftoken"].value]:
        assert client.post(poll.urls.cast, {**form, "csrfmiddlewaretoken": token}).status_code == 403
        assert send(client, poll, ballot(voter), **{"X-CSRFToken": token}).status_code == 403
    assert not Ballot.objects.exists()
    own = client.cookies["csrftoken"].value
    assert send(client, poll, ballot(voter), **{"X-CSRFToken": own}).status_code == 200


def test_a07_the_ballot_page_is_never_framed(alliance: Alliance, poll: Poll) -> None:
    answer = alliance.client("seat-4").get(poll.urls.page)

    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert "no-store" in answer["Cache-Control"]


def test_a23_a_captured_cast_sent_with_another_session_is_refused(alliance: Alliance, poll: Poll) -> None:
    body = ballot(seat(alliance, poll, "seat-4"))
    assert send(alliance.client("seat-4"), poll, body).status_code == 200

    assert send(alliance.client("seat-5"), poll, body).status_code == 403
    assert send(alliance.client("secretariat"), poll, body).status_code == 403
    assert send(Client(), poll, body).status_code == 401
    assert Ballot.objects.count() == 1


def test_a23_an_id_of_another_voters_cast_is_a_conflict(alliance: Alliance, poll: Poll) -> None:
    body = ballot(seat(alliance, poll, "seat-4"))
    send(alliance.client("seat-4"), poll, body)

    answer = send(alliance.client("seat-5"), poll, {**body, "voter": seat(alliance, poll, "seat-5").pk})

    assert (answer.status_code, answer.json()["reason"]) == (409, "id-taken")


def test_a24_a_late_cast_is_a_conflict_and_the_poll_is_counted(alliance: Alliance) -> None:
    poll = open_council(alliance, closes_at=timezone.now() + timedelta(seconds=3))
    body = ballot(seat(alliance, poll, "seat-4"))
    client = alliance.client("seat-4")
    while timezone.now() < poll.closes_at:
        client.get("/healthz")

    answer = send(client, poll, body)

    assert (answer.status_code, answer.json()["reason"]) == (409, "poll-closed")
    poll.refresh_from_db()
    assert poll.closed_at == poll.closes_at
    assert not Ballot.objects.exists()


def test_a26_for_anothers_entry_403_and_for_a_voter_of_another_poll_404(alliance: Alliance, poll: Poll) -> None:
    other = open_assembly(alliance)
    client = alliance.client("seat-4")

    assert send(client, poll, ballot(seat(alliance, poll, "seat-5"))).status_code == 403
    assert send(client, poll, ballot(other.voters.first())).status_code == 404
    cast(alliance, poll, "seat-4", "yes")
    late = send(alliance.client("seat-alternate-4"), poll, ballot(seat(alliance, poll, "seat-4")))
    assert (late.status_code, late.json()["reason"]) == (409, "holder-has-voted")


HOSTILE = [
    "blank",
    "",
    None,
    True,
    -1,
    1e400,
    "NaN",
    "１",
    "yes\x00",
    ["yes", "yes"],
    {"ranks": [["a"]] * 100_000},
    "y" * 100_000,
]


@pytest.mark.parametrize("choice", HOSTILE, ids=range(len(HOSTILE)))
def test_a29_a_choice_outside_the_list_is_refused_never_an_error(
    alliance: Alliance, poll: Poll, choice: object
) -> None:
    answer = send(alliance.client("seat-4"), poll, ballot(seat(alliance, poll, "seat-4"), choice))

    # 1e400 is written Infinity, which is no JSON.
    assert answer.status_code == (400 if choice == 1e400 else 422)
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"voter": "１"},
        {"voter": "1"},
        {"voter": -1},
        {"voter": 10**30},
        {"voter": True},
        {"voter": None},
        {"id": "1"},
        {"id": None},
        {"weight": 3},
    ],
)
def test_a29_a_strange_voter_id_or_field_is_refused_by_name(
    alliance: Alliance, poll: Poll, change: dict[str, object]
) -> None:
    answer = send(alliance.client("seat-4"), poll, ballot(seat(alliance, poll, "seat-4")) | change)

    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == set(change)


def test_a29_what_is_no_json_is_malformed(alliance: Alliance, poll: Poll) -> None:
    for text in ["", "{", "NaN", '{"voter": NaN}', "[" * 10_000]:
        assert send(alliance.client("seat-4"), poll, text).status_code in {400, 422}
    assert alliance.client("seat-4").post(f"/api/polls/{poll.pk}/ballot/", {"a": "b"}).status_code == 415


def test_a30_no_door_moves_the_deadline_back_or_touches_an_open_poll(alliance: Alliance, poll: Poll) -> None:
    client = alliance.client("secretariat")
    before = Poll.objects.values().get(pk=poll.pk)

    assert client.post(poll.urls.extend, {"closes_at": "2026-01-01T00:00"}).status_code == 422
    for method in ["put", "patch", "delete", "post"]:
        answer = getattr(client, method)(f"/api/polls/{poll.pk}/", "{}", content_type="application/json")
        assert answer.status_code in {403, 405}
    assert client.post("/api/polls/", "{}", content_type="application/json").status_code in {403, 405}
    assert Poll.objects.values().get(pk=poll.pk) == before


def test_a31_nobody_reads_a_result_before_the_closing(alliance: Alliance, poll: Poll) -> None:
    cast_all(alliance, poll, ADOPTED)

    for slug in ["secretariat", "chair", "seat-4", "member"]:
        client = alliance.client(slug)
        assert client.get(f"/api/results/{poll.pk}/").status_code == 403
        assert client.get("/api/results/").json()["count"] == 0
        assert client.get(poll.urls.result).status_code == 302
    assert Client().get(f"/api/results/{poll.pk}/").status_code == 401


def test_a31_ones_choice_is_shown_to_oneself_alone(alliance: Alliance, poll: Poll) -> None:
    cast(alliance, poll, "seat-4", "no")

    assert (
        "against" in alliance.client("seat-4").get(poll.urls.mine, headers={"Accept-Language": "en"}).content.decode()
    )
    for slug in ["secretariat", "chair", "seat-alternate-4", "seat-5", "member"]:
        page = alliance.client(slug).get(poll.urls.page, headers={"Accept-Language": "en"}).content.decode()
        assert "You voted" not in page
        detail = alliance.client(slug).get(f"/api/polls/{poll.pk}/").json()
        assert "choice" not in json.dumps(detail["voters"])


def test_a31_the_giver_of_a_proxy_learns_the_choice_only_at_the_closing(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")
    cast(alliance, poll, "seat-4", "no", voter=seat(alliance, poll, "seat-7"))

    page = alliance.client("seat-7").get(poll.urls.page, headers={"Accept-Language": "en"}).content.decode()

    assert "You voted" not in page


def test_a31_there_is_no_admin_to_read_ballots_in() -> None:
    assert not apps.is_installed("django.contrib.admin")


def test_after_the_closing_how_each_seat_voted_is_public_to_members(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, ADOPTED)

    found = alliance.client("member").get(f"/api/results/{poll.pk}/").json()

    assert found["outcome"] == "adopted"
    keys = dict(poll.voters.values_list("pk", "seat"))
    slugs = {seat.pk: slug for slug, seat in alliance.seats.items()}
    assert {slugs[keys[entry["voter"]]]: entry["choice"] for entry in found["ballots"]} == ADOPTED


def test_a48_no_vote_and_no_address_of_a_voter_in_a_log_or_the_journal(
    alliance: Alliance, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    poll = open_council(alliance)
    receipts = []
    for slug, choice in ADOPTED.items():
        body = ballot(seat(alliance, poll, slug), choice)
        receipts.append(str(body["id"]))
        assert send(alliance.client(slug), poll, body).status_code == 200
    send(alliance.client("seat-5"), poll, ballot(seat(alliance, poll, "seat-4")))
    close(alliance, poll)

    logged = " ".join(record.getMessage() for record in caplog.records).lower()
    written = " ".join(json.dumps(entry.data) for entry in JournalEntry.objects.filter(chain=poll.chain))
    for secret in ["@example.org", '"yes"', "'yes'", '"abstain"', "'abstain'", *receipts]:
        assert secret not in logged
        assert secret not in written


def test_a_ballots_words_for_logs_never_say_the_choice(alliance: Alliance, poll: Poll) -> None:
    sent = cast(alliance, poll, "seat-4", "abstain")

    assert "abstain" not in f"{Ballot.objects.get()!r} {sent!r}"


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_answered_413_by_page_and_api(alliance: Alliance) -> None:
    client, body = alliance.client("seat-4"), "x" * 3_000_000
    poll = open_council(alliance)
    assert client.post(poll.urls.cast, {"x": body}).status_code == 413
    answer = client.post(f"/api/polls/{poll.pk}/ballot/", f'"{body}"', content_type="application/json")
    assert (answer.status_code, answer.json()["reason"]) == (413, "too-large")
