"""Casting among options: what a ballot may say, changed until the closing, once by its id, by whom it may."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from alliance.capacities import NotAllowed
from alliance.domain.errors import Conflict, Refused
from alliance.models import JournalEntry
from tests.factories import Alliance
from tests.voting.acts import cast, close, open_council, seat
from tests.voting.choosing.acts import choose, grades, open_choice, ranks
from voting.domain.casting import NotCast, Sending, cast_ballots
from voting.domain.proxies import give_proxy
from voting.models import Ballot, Cast, Poll


@pytest.fixture
def ranked(alliance: Alliance) -> Poll:
    return open_choice(alliance, "schulze")


@pytest.fixture
def graded(alliance: Alliance) -> Poll:
    return open_choice(alliance, "judgment")


def test_a_ballot_is_kept_as_it_was_cast_and_changed_until_the_closing(alliance: Alliance, ranked: Poll) -> None:
    choose(alliance, ranked, "seat-4", "C>A")
    choose(alliance, ranked, "seat-4", "B>C=A")

    ballot = Ballot.objects.get()
    assert ballot.said == {"ranks": [["B"], ["A", "C"]]}
    assert ballot.choice == ""
    close(alliance, ranked)
    with pytest.raises(Conflict) as refusal:
        choose(alliance, ranked, "seat-4", "A")
    assert refusal.value.reason == "poll-closed"


def test_the_same_id_again_is_answered_as_the_first_time(alliance: Alliance, graded: Poll) -> None:
    receipt = uuid4()
    first = choose(alliance, graded, "seat-4", grades(A="good", B="poor"), receipt=receipt)
    again = choose(alliance, graded, "seat-4", grades(A="reject"), receipt=receipt)

    assert again == first
    assert again.said == {"grades": {"A": "good", "B": "poor"}}
    assert Ballot.objects.get().said == first.said
    assert Cast.objects.count() == 1


def test_a_form_that_was_changed_and_sent_again_is_told_so(alliance: Alliance, ranked: Poll) -> None:
    voter, receipt = seat(alliance, ranked, "seat-4"), uuid4()
    actor = alliance.actor("seat-4")
    cast_ballots(actor=actor, sendings=[Sending(voter, ranks("A>B=C"), receipt)])

    # The same ballot written otherwise is the same ballot.
    cast_ballots(actor=actor, sendings=[Sending(voter, ranks("A>C=B"), receipt)])
    with pytest.raises(NotCast) as refusal:
        cast_ballots(actor=actor, sendings=[Sending(voter, ranks("B>A"), receipt)])
    assert isinstance(refusal.value.error, Conflict)
    assert Ballot.objects.get().said == ranks("A>B=C")


BAD_RANKS: list[Any] = [
    {"ranks": []}, {"ranks": [[]]}, {"ranks": [["A"], ["A"]]}, {"ranks": [["Z"]]}, {"ranks": "A"}, {"ranks": ["A"]},
    {"ranks": [[1]]}, {"ranks": [[["A"]]]}, {"ranks": None}, {"grades": {"A": "good"}}, {}, {"ranks": [["A"]], "x": 1},
    "yes", "A",
]  # fmt: skip
BAD_GRADES: list[Any] = [
    {"grades": {}}, {"grades": {"Z": "good"}}, {"grades": {"A": "brilliant"}}, {"grades": {"A": 3}}, {"grades": []},
    {"grades": {"A": ["good"]}}, {"grades": None}, {"ranks": [["A"]]}, "yes",
]  # fmt: skip


@pytest.mark.parametrize("said", BAD_RANKS, ids=repr)
def test_a29_ranks_outside_the_options_are_refused(alliance: Alliance, ranked: Poll, said: Any) -> None:
    with pytest.raises(Refused) as refusal:
        choose(alliance, ranked, "seat-4", said if isinstance(said, dict) else {"choice": said})
    assert set(refusal.value.fields) == {"ranks"}
    assert not Ballot.objects.exists() and not Cast.objects.exists()


@pytest.mark.parametrize("said", BAD_GRADES, ids=repr)
def test_a29_grades_outside_the_rule_are_refused(alliance: Alliance, graded: Poll, said: Any) -> None:
    with pytest.raises(Refused) as refusal:
        choose(alliance, graded, "seat-4", said if isinstance(said, dict) else {"choice": said})
    assert set(refusal.value.fields) == {"grades"}
    assert not Ballot.objects.exists()


def test_a29_a_word_is_no_ranking_and_a_ranking_no_word(alliance: Alliance, ranked: Poll) -> None:
    with pytest.raises(Refused):
        cast(alliance, ranked, "seat-4", "yes")
    with pytest.raises(Refused) as refusal:
        choose(alliance, open_council(alliance), "seat-4", "A")
    assert set(refusal.value.fields) == {"choice"}


def test_what_is_approved_has_no_order(alliance: Alliance) -> None:
    poll = open_choice(alliance, "approval")
    choose(alliance, poll, "seat-4", "C>A")

    assert Ballot.objects.get().said == {"ranks": [["A", "C"]]}


def test_nobody_casts_for_another(alliance: Alliance, ranked: Poll) -> None:
    for slug in ["seat-5", "secretariat", "representative", "observer", "visitor"]:
        with pytest.raises(NotAllowed):
            choose(alliance, ranked, slug, "A", voter=seat(alliance, ranked, "seat-4"))
    assert not Ballot.objects.exists()


def test_the_alternate_casts_until_the_holder_has(alliance: Alliance, ranked: Poll) -> None:
    choose(alliance, ranked, "seat-alternate-4", "A")
    choose(alliance, ranked, "seat-4", "B")

    with pytest.raises(Conflict) as refusal:
        choose(alliance, ranked, "seat-alternate-4", "A")
    assert refusal.value.reason == "holder-has-voted"
    assert Ballot.objects.get().said == ranks("B")


def test_a_proxy_falls_when_its_giver_votes(alliance: Alliance, ranked: Poll) -> None:
    giver = seat(alliance, ranked, "seat-7")
    give_proxy(actor=alliance.actor("seat-7"), giver=giver, holder=seat(alliance, ranked, "seat-4"))
    choose(alliance, ranked, "seat-4", "A", voter=giver)
    choose(alliance, ranked, "seat-7", "B")

    with pytest.raises(NotAllowed):
        choose(alliance, ranked, "seat-4", "C", voter=giver)
    tally = close(alliance, ranked)
    assert tally.result["winners"] == ["B"]


def test_no_line_of_the_journal_says_how_anybody_chose(alliance: Alliance, ranked: Poll, graded: Poll) -> None:
    before = JournalEntry.objects.count()
    choose(alliance, ranked, "seat-4", "B>A")
    choose(alliance, graded, "seat-4", grades(A="excellent"))

    assert JournalEntry.objects.count() == before
    close(alliance, ranked)
    line = JournalEntry.objects.filter(act="close_poll").get()
    assert '"B"' not in json.dumps(line.data)
    assert str(Ballot.objects.first()) == f"ballot {Ballot.objects.first().short}"


def test_a30_the_database_keeps_a_ballot_either_word_or_content(alliance: Alliance, ranked: Poll) -> None:
    choose(alliance, ranked, "seat-4", "B>A")

    for change in ({"choice": "yes"}, {"content": None}):
        for rows in (Ballot.objects.all(), Cast.objects.all()):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**change)
    close(alliance, ranked)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.update(content=ranks("A"))
