"""An objection has its reason: at every door, by proxy too, changed until the closing, read by nobody else before."""

import logging
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from alliance.domain.errors import Conflict, Refused
from alliance.models import JournalEntry
from tests.factories import Alliance
from tests.voting.acts import cast, close, open_council, seat
from tests.voting.choosing.acts import open_choice
from tests.voting.consent.acts import ENGLISH, REASON, object_, open_consultation, open_round
from tests.voting.test_pages import words
from tests.voting.test_proxies import give
from voting.domain.casting import NotCast, Sending, cast_ballots
from voting.domain.contents import LONGEST_REASON
from voting.models import Ballot, Cast, Poll


@pytest.fixture
def poll(alliance: Alliance) -> Poll:
    return open_round(alliance)


@pytest.mark.parametrize("reason", ["", " \r\n\t", "x" * (LONGEST_REASON + 1), "\0", "\ud800"], ids=ascii)
def test_an_objection_without_a_reason_that_can_be_kept_is_refused(alliance: Alliance, poll: Poll, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        object_(alliance, poll, "seat-4", reason)
    assert set(refused.value.fields) == {"reason"}
    with pytest.raises(Refused):
        cast(alliance, poll, "seat-4", "no")
    assert not Ballot.objects.exists() and not Cast.objects.exists()


def test_the_reason_is_kept_with_the_ballot_and_changed_with_it(alliance: Alliance, poll: Poll) -> None:
    object_(alliance, poll, "seat-4", "  D’abord ceci.\r\nPuis cela. ")
    assert Ballot.objects.get().said == {"choice": "no", "reason": "D’abord ceci.\nPuis cela."}
    object_(alliance, poll, "seat-4", "Autre chose.")
    assert Ballot.objects.get().reason == "Autre chose."
    cast(alliance, poll, "seat-4", "yes")
    assert Ballot.objects.get().said == {"choice": "yes"}


def test_whoever_holds_a_proxy_objects_in_the_givers_place(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")
    object_(alliance, poll, "seat-4", voter=seat(alliance, poll, "seat-7"))
    ballot = Ballot.objects.get()
    assert (ballot.kind, ballot.reason) == ("proxy", REASON)


def test_f16_the_same_sending_with_another_reason_is_not_taken_for_the_first(alliance: Alliance, poll: Poll) -> None:
    receipt, voter = uuid4(), seat(alliance, poll, "seat-4")
    object_(alliance, poll, "seat-4", receipt=receipt)
    with pytest.raises(NotCast) as refused:
        again = Sending(voter, {"choice": "no", "reason": "Autre chose."}, receipt)
        cast_ballots(actor=alliance.actor("seat-4"), sendings=[again])
    assert isinstance(refused.value.error, Conflict) and refused.value.error.reason == "id-taken"
    assert Ballot.objects.get().reason == REASON


def test_only_an_objection_of_a_round_of_consent_has_a_reason(alliance: Alliance, poll: Poll) -> None:
    elsewhere = open_consultation(alliance)
    for of, choice in ((poll, "yes"), (poll, "abstain"), (elsewhere, "no")):
        with pytest.raises(Refused) as refused:
            cast(alliance, of, "seat-4", {"choice": choice, "reason": REASON})  # type: ignore[arg-type]
        assert set(refused.value.fields) == {"reason"}
    ballot = cast(alliance, poll, "seat-4", "yes").voter.ballots.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.filter(pk=ballot.pk).update(reason=REASON)


def test_a30_a_reason_is_frozen_with_the_closing(alliance: Alliance, poll: Poll) -> None:
    object_(alliance, poll, "seat-4")
    close(alliance, poll)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.update(reason="Rien.")


def send(alliance: Alliance, poll: Poll, **body: Any) -> HttpResponse:
    body = {"voter": seat(alliance, poll, "seat-4").pk, "id": str(uuid4()), **body}
    return alliance.client("seat-4").post(f"/api/polls/{poll.pk}/ballot/", body, content_type="application/json")


def test_the_api_takes_a_reason_and_answers_it(alliance: Alliance, poll: Poll) -> None:
    number = str(uuid4())
    answers = [send(alliance, poll, id=number, choice="no", reason=REASON) for _twice in range(2)]
    assert [a.json() for a in answers] == [{"id": number, "choice": "no", "reason": REASON}] * 2
    assert send(alliance, poll, choice="yes").json().keys() == {"id", "choice"}
    assert alliance.client("observer").get(f"/api/polls/{poll.pk}/").json()["purpose"] == "consent"


@pytest.mark.parametrize(
    "body",
    [
        {"choice": "no"},
        {"choice": "no", "reason": " "},
        {"choice": "no", "reason": None},
        {"choice": "no", "reason": 7},
        {"choice": "no", "reason": "x" * (LONGEST_REASON + 1)},
        {"choice": "no", "reason": "\0"},
        {"choice": "yes", "reason": REASON},
    ],
    ids=str,
)
def test_the_api_names_the_field_of_what_it_refuses(alliance: Alliance, poll: Poll, body: dict[str, Any]) -> None:
    answer = send(alliance, poll, **body)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"reason"}
    assert not Ballot.objects.exists()


def test_a03_a_reason_is_unknown_to_any_other_poll(alliance: Alliance) -> None:
    choice = open_choice(alliance, "schulze")
    for poll, said in ((open_council(alliance), {"choice": "no"}), (choice, {"ranks": [["A"]]})):
        answer = send(alliance, poll, reason=REASON, **said)
        assert (answer.status_code, set(answer.json()["fields"])) == (422, {"reason"})


def form(alliance: Alliance, poll: Poll, slug: str, choice: str, reason: str) -> dict[str, str]:
    pk = seat(alliance, poll, slug).pk
    return {f"choice-{pk}": choice, f"reason-{pk}": reason, f"receipt-{pk}": str(uuid4())}


def test_the_page_keeps_the_choice_and_what_was_typed_where_a_reason_is_missing(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")
    mine, other = seat(alliance, poll, "seat-4").pk, seat(alliance, poll, "seat-7").pk
    fields = form(alliance, poll, "seat-4", "no", "Un motif & un autre") | form(alliance, poll, "seat-7", "no", " ")
    answer = alliance.client("seat-4").post(poll.urls.cast, fields, headers=ENGLISH)
    page = answer.content.decode()

    assert answer.status_code == 422 and not Ballot.objects.exists()
    assert "An objection needs its reason" in words(answer)
    assert f'<a href="#reason-{other}">' in page
    assert ">Un motif &amp; un autre</textarea>" in page
    for pk in (mine, other):
        assert f'name="choice-{pk}" value="no" checked' in page
    assert page.count('aria-invalid="true"') == 1


def test_what_was_typed_beside_a_consent_is_not_sent(alliance: Alliance, poll: Poll) -> None:
    fields = form(alliance, poll, "seat-4", "yes", "Je voulais objecter.")
    assert alliance.client("seat-4").post(poll.urls.cast, fields).status_code == 302
    assert Ballot.objects.get().said == {"choice": "yes"}


def test_a48_no_reason_is_logged(alliance: Alliance, poll: Poll, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = alliance.client("seat-4")
    assert client.post(poll.urls.cast, form(alliance, poll, "seat-4", "no", REASON)).status_code == 302
    assert client.post(poll.urls.cast, form(alliance, poll, "seat-4", "no", REASON * 50)).status_code == 422
    assert send(alliance, poll, choice="no", reason=REASON).status_code == 200
    assert send(alliance, poll, choice="yes", reason=REASON).status_code == 422
    close(alliance, poll)
    # The two that were refused stand in the log, by their address.
    assert poll.urls.cast in caplog.text and REASON[:20] not in caplog.text


def test_a26_before_the_closing_a_reason_is_read_by_its_own_hand_alone(alliance: Alliance, poll: Poll) -> None:
    # Cast by the alternate: the holder may replace it, and has a form for it.
    object_(alliance, poll, "seat-alternate-4")
    start = REASON[:20]
    assert start in alliance.client("seat-alternate-4").get(poll.urls.page).content.decode()
    for slug in ("seat-4", "seat-5", "secretariat", "observer"):
        client = alliance.client(slug)
        for address in (poll.urls.page, poll.urls.mine, f"/api/polls/{poll.pk}/", "/polls/"):
            assert start not in client.get(address).content.decode(), (slug, address)
    close(alliance, poll)
    assert start not in str(list(JournalEntry.objects.values()))
    assert start in words(alliance.client("observer").get(poll.urls.result))
