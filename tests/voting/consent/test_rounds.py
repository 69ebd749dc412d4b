"""A round of consent adopts or decides nothing; its objections are told, and the next round follows on either text."""

from typing import Any

import pytest
from django.core import mail

from alliance.domain.errors import Conflict
from tests.factories import Alliance
from tests.voting.acts import SEATS, cast_all, changed_rule, close, decide, in_an_hour
from tests.voting.consent.acts import CONSENTING, ENGLISH, REASON, met_an_objection, object_, open_round
from tests.voting.test_pages import words
from voting.domain.correcting import correct_result
from voting.domain.opening import second_convocation
from voting.domain.rounds import rounds_of
from voting.models import Ballot


@pytest.mark.parametrize(
    ("votes", "objects", "outcome"),
    [
        (CONSENTING, False, "adopted"),
        ({"seat-1": "yes"}, False, "adopted"),
        (dict.fromkeys(SEATS[:9], "yes"), True, "void"),
        (dict.fromkeys(SEATS, "abstain"), False, "void"),
        ({}, False, "void"),
    ],
    ids=["consent", "one-consents", "one-objects", "abstentions", "nobody"],
)
def test_what_comes_of_a_round(alliance: Alliance, votes: dict[str, str], objects: bool, outcome: str) -> None:
    poll = open_round(alliance)
    cast_all(alliance, poll, votes)
    if objects:
        object_(alliance, poll, SEATS[9])
    assert close(alliance, poll).outcome == outcome


def test_the_result_tells_the_objection_its_reason_and_whose_it_is(
    alliance: Alliance, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        poll, _tally = met_an_objection(alliance)
    answer = alliance.client("observer").get(poll.urls.result, headers=ENGLISH)
    said = words(answer)
    assert "Not adopted in this round" in said
    assert "An objection was raised: nothing is adopted; the question can be reworked" in said
    assert f"{alliance.user('seat-6').name} {REASON}" in said
    assert "What it would have taken" not in said and "clause by clause" not in said and "Weight" not in said
    assert "Objection" in said and "Against" not in said
    assert "Not adopted in this round" in words(alliance.client("observer").get("/polls/", headers=ENGLISH))
    assert any("Non adoptée à ce tour" in letter.subject + letter.body for letter in mail.outbox)


def test_a_result_without_an_objection_says_that_nobody_objects(alliance: Alliance) -> None:
    poll = open_round(alliance)
    cast_all(alliance, poll, CONSENTING)
    close(alliance, poll)
    said = words(alliance.client("observer").get(poll.urls.result, headers=ENGLISH))
    assert "Nobody objects: 3 consent and 1 abstains." in said and "The objection" not in said


def test_a_question_has_as_many_rounds_as_it_takes_each_with_those_before(alliance: Alliance) -> None:
    first, _tally = met_an_objection(alliance)
    second = second_convocation(actor=alliance.actor("secretariat"), poll=first, closes_at=in_an_hour())
    assert second.is_consent
    page = words(alliance.client("seat-4").get(second.urls.page, headers=ENGLISH))
    assert "Round of consent of the council, round 2" in page and REASON in page
    close(alliance, second)
    page = alliance.client("secretariat").get(second.urls.result, headers=ENGLISH)
    assert f'action="{second.urls.second}"' in page.content.decode() and "Open the next round" in words(page)
    third = second_convocation(actor=alliance.actor("secretariat"), poll=second, closes_at=in_an_hour())
    for poll in (first, second, third):
        assert [(each.number, each.poll) for each in rounds_of(poll)] == [(1, first), (2, second), (3, third)]
    with pytest.raises(Conflict):
        second_convocation(actor=alliance.actor("secretariat"), poll=second, closes_at=in_an_hour())


def test_other_polls_have_no_rounds_and_one_second_convocation(alliance: Alliance) -> None:
    # A quorum at the second convocation too, so that it can be void.
    rule = changed_rule(alliance, "council-by-heads", second={"and": ["quorum", "heads"]})
    first, _tally = decide(alliance, {"seat-1": "yes"}, rule)
    second = second_convocation(actor=alliance.actor("secretariat"), poll=first, closes_at=in_an_hour())
    assert close(alliance, second).outcome == "void"
    assert rounds_of(second) == []
    with pytest.raises(Conflict) as conflict:
        second_convocation(actor=alliance.actor("secretariat"), poll=second, closes_at=in_an_hour())
    assert conflict.value.reason == "not-void"


def test_an_objection_that_did_not_count_is_told_no_more(alliance: Alliance) -> None:
    poll, _tally = met_an_objection(alliance)
    ballot = Ballot.objects.get(choice="no")
    tally = correct_result(
        actor=alliance.actor("secretariat"), poll=poll, ballots=[ballot.pk], reason="Le mandat avait pris fin."
    )
    assert tally.outcome == "adopted"
    assert REASON not in words(alliance.client("observer").get(poll.urls.result))
