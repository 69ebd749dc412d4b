"""Casting a ballot: who may, what stands, what a repeated or late cast gets."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from alliance.capacities import NotAllowed
from alliance.domain.errors import Conflict, Refused
from alliance.models import JournalEntry, Member
from alliance.models.partners import Role
from tests.factories import Alliance, make_mandate, make_user
from tests.voting.acts import SEATS, cast, cast_all, changed_rule, close, open_assembly, open_council, rule_of, seat
from voting.domain import locks
from voting.models import Ballot, Cast, Poll


@pytest.fixture
def poll(alliance: Alliance) -> Poll:
    return open_council(alliance)


def test_a_holder_casts_for_its_seat_and_changes_it_until_closing(alliance: Alliance, poll: Poll) -> None:
    cast(alliance, poll, "seat-4", "yes")
    changed = cast(alliance, poll, "seat-4", "no")

    ballot = Ballot.objects.get()
    assert (ballot.voter, ballot.choice) == (seat(alliance, poll, "seat-4"), "no")
    assert ballot.receipt == changed.pk
    assert ballot.capacity == f"seat:{alliance.seats['seat-4'].pk}"


def test_nobody_casts_for_another_seat(alliance: Alliance, poll: Poll) -> None:
    strangers = ["seat-5", "chair", "secretariat", "observer", "member", "representative", "rapporteur", "visitor"]
    for slug in strangers:
        with pytest.raises(NotAllowed):
            cast(alliance, poll, slug, "yes", voter=seat(alliance, poll, "seat-4"))
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("choice", ["blank", "", "YES", "oui", "yes ", "１", "NaN", "-1", "y" * 10_000])
def test_a29_a_choice_outside_the_list_is_refused(alliance: Alliance, poll: Poll, choice: str) -> None:
    with pytest.raises(Refused) as refusal:
        cast(alliance, poll, "seat-4", choice)
    assert "choice" in refusal.value.fields
    assert not Ballot.objects.exists()


def test_f16_the_same_cast_again_gets_the_same_answer_and_changes_nothing(alliance: Alliance, poll: Poll) -> None:
    receipt = uuid4()
    cast(alliance, poll, "seat-4", "yes", receipt=receipt)
    cast(alliance, poll, "seat-4", "no")

    for _again in range(5):
        answer = cast(alliance, poll, "seat-4", "yes", receipt=receipt)
        assert (answer.pk, answer.choice) == (receipt, "yes")
    assert Ballot.objects.get().choice == "no"
    assert Cast.objects.count() == 2


def test_f16_an_acknowledged_cast_is_answered_the_same_after_closing(alliance: Alliance, poll: Poll) -> None:
    receipt = uuid4()
    cast(alliance, poll, "seat-4", "yes", receipt=receipt)
    close(alliance, poll)

    assert cast(alliance, poll, "seat-4", "yes", receipt=receipt).choice == "yes"


def test_an_id_that_was_anothers_is_taken(alliance: Alliance, poll: Poll) -> None:
    receipt = uuid4()
    cast(alliance, poll, "seat-4", "yes", receipt=receipt)

    with pytest.raises(Conflict) as conflict:
        cast(alliance, poll, "seat-5", "no", receipt=receipt)
    assert conflict.value.reason == "id-taken"
    assert Ballot.objects.count() == 1


def test_a26_an_alternate_casts_only_while_the_holder_has_not(alliance: Alliance, poll: Poll) -> None:
    cast(alliance, poll, "seat-alternate-4", "no")
    cast(alliance, poll, "seat-alternate-4", "abstain")
    cast(alliance, poll, "seat-4", "yes")

    with pytest.raises(Conflict) as conflict:
        cast(alliance, poll, "seat-alternate-4", "no")
    assert conflict.value.reason == "holder-has-voted"
    ballot = Ballot.objects.get()
    assert (ballot.choice, ballot.cast_as) == ("yes", "holder")


def test_a26_no_ballot_for_a_partner_one_no_longer_represents(alliance: Alliance) -> None:
    poll = open_assembly(alliance)
    voter = poll.voters.get(partner=alliance.partner)
    actor = alliance.actor("representative")
    cast(alliance, poll, "representative", "yes", voter=voter)
    Member.objects.filter(user=actor.user).update(ended_at=timezone.now())

    with pytest.raises(NotAllowed):
        cast(alliance, poll, "representative", "no", voter=voter)
    assert Ballot.objects.get().choice == "yes"


def test_a_partners_ballot_is_its_representatives_or_in_its_place_an_alternates(alliance: Alliance) -> None:
    poll = open_assembly(alliance)
    voter = poll.voters.get(partner=alliance.partner)
    for slug in ["member", "observer", "secretariat", "representative-1", "seat-4"]:
        with pytest.raises(NotAllowed):
            cast(alliance, poll, slug, "yes", voter=voter)

    cast(alliance, poll, "alternate", "no", voter=voter)
    cast(alliance, poll, "representative", "yes", voter=voter)
    with pytest.raises(Conflict):
        cast(alliance, poll, "alternate", "no", voter=voter)
    assert Ballot.objects.get().cast_as == "representative"


def test_who_both_represents_a_partner_and_holds_a_seat_casts_each_in_its_own_capacity(alliance: Alliance) -> None:
    user = alliance.user("seat-4")
    Member.objects.create(user=user, partner=alliance.partners["financeurs"][0], role=Role.REPRESENTATIVE)
    poll = open_assembly(alliance)
    voter = poll.voters.get(partner=alliance.partners["financeurs"][0])

    cast(alliance, poll, "seat-4", "yes", voter=voter, acting_for=f"seat:{alliance.seats['seat-4'].pk}")

    assert Ballot.objects.get().capacity.startswith("member:")


def test_a27_a_new_holder_votes_for_the_seat_and_the_former_no_longer(alliance: Alliance, poll: Poll) -> None:
    cast(alliance, poll, "seat-4", "yes")
    yesterday = timezone.localdate() - timedelta(days=1)
    mandate = alliance.mandates["seat-4"]
    mandate.ends_on = yesterday
    mandate.save()
    alliance.users["newcomer"] = make_user("newcomer")
    make_mandate(alliance.seats["seat-4"], alliance.users["newcomer"], starts_on=timezone.localdate())

    with pytest.raises(NotAllowed):
        cast(alliance, poll, "seat-4", "no")
    cast(alliance, poll, "newcomer", "abstain", voter=poll.voters.get(seat=alliance.seats["seat-4"]))

    assert Ballot.objects.get().choice == "abstain"
    assert poll.voters.count() == 10


def test_a_final_ballot_is_not_changed_where_the_rule_says_so(alliance: Alliance) -> None:
    conduct = {**rule_of(alliance).definition["conduct"], "change": "final"}
    poll = open_council(alliance, rule=changed_rule(alliance, conduct=conduct))
    cast(alliance, poll, "seat-4", "yes")

    with pytest.raises(Conflict) as conflict:
        cast(alliance, poll, "seat-4", "no")
    assert conflict.value.reason == "final"


def test_a24_a_ballot_whose_clock_reading_is_at_closing_is_late(
    alliance: Alliance, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast(alliance, poll, "seat-4", "yes")
    moment = poll.closes_at - timedelta(microseconds=1)
    monkeypatch.setattr(locks, "now", lambda: moment)
    cast(alliance, poll, "seat-5", "yes")

    monkeypatch.setattr(locks, "now", lambda: poll.closes_at)
    with pytest.raises(Conflict) as conflict:
        cast(alliance, poll, "seat-6", "yes")

    assert conflict.value.reason == "poll-closed"
    assert Ballot.objects.count() == 2


def test_ballots_leave_no_line_in_the_journal(alliance: Alliance, poll: Poll) -> None:
    cast_all(alliance, poll, dict.fromkeys(SEATS, "no"))

    assert [entry.act for entry in JournalEntry.objects.filter(chain=poll.chain)] == ["open_poll"]
