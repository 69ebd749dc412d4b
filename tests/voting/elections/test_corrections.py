"""Correcting an election: the wrong mandate is taken back, the right one recorded, unless the seat has changed."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from alliance.domain.council import abolish_seat, end_mandate, record_mandate, set_alternate
from alliance.domain.errors import Conflict, Refused
from alliance.models import JournalEntry, Mandate
from tests.factories import Alliance
from tests.voting.elections.acts import (
    agencies,
    correct,
    first_day,
    go_to,
    last_day,
    mandate_given,
    open_agencies,
    seating_of,
    three_votes,
)
from voting.domain.closing import extend_poll

ONE_DAY = timedelta(days=1)


def test_a_correction_before_the_first_day_gives_the_seat_to_the_right_one(alliance: Alliance) -> None:
    poll = three_votes(alliance)
    wrong, former = mandate_given(agencies(alliance)), alliance.mandates["seat-4"]

    correct(alliance, poll, "representative", "third-agency")

    assert mandate_given(agencies(alliance)).holder == alliance.user("other-agency")
    assert mandate_given(agencies(alliance)).pk != wrong.pk
    # Nobody ever held the seat by it; it stays to be read.
    assert not Mandate.objects.filter(pk=wrong.pk).exists()
    wrong.refresh_from_db()
    assert wrong.taken_back_at is not None
    acts = JournalEntry.objects.filter(chain=alliance.club.chain, data__poll=poll.pk).order_by("sequence")
    assert [(line.act, line.data["mandate"]) for line in acts] == [
        ("end-mandate", former.pk),
        ("record-mandate", wrong.pk),
        ("take-back-mandate", wrong.pk),
        ("record-mandate", mandate_given(agencies(alliance)).pk),
    ]


@pytest.mark.parametrize(("days", "kept"), [(0, 0), (1, 0), (5, 4)], ids=["first day", "second day", "later"])
def test_a_correction_while_the_mandate_runs_ends_it(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch, days: int, kept: int
) -> None:
    first, last = first_day(), last_day()
    poll = three_votes(alliance)
    wrong = mandate_given(agencies(alliance))
    go_to(monkeypatch, first + ONE_DAY * days)

    correct(alliance, poll, "representative", "third-agency")

    wrong.refresh_from_db()
    assert wrong.ends_on == first + ONE_DAY * kept
    right = seating_of(poll).mandate
    assert right is not None
    assert (right.holder, right.starts_on, right.ends_on) == (
        alliance.user("other-agency"),
        wrong.ends_on + ONE_DAY,
        last,
    )


def test_a_correction_that_elects_nobody_takes_the_mandate_back(alliance: Alliance) -> None:
    poll = three_votes(alliance)
    assert correct(alliance, poll, "third-agency").outcome == "tie"
    assert not Mandate.objects.filter(seat=agencies(alliance), starts_on=first_day()).exists()
    assert seating_of(poll).mandate is None


def test_a_correction_that_elects_the_same_changes_nothing(alliance: Alliance) -> None:
    poll = three_votes(alliance)
    mandate = mandate_given(agencies(alliance))
    end_mandate(actor=alliance.actor("secretariat"), mandate=mandate, last_day=last_day() - ONE_DAY)

    correct(alliance, poll, "other-agency")

    mandate.refresh_from_db()
    assert (mandate.taken_back_at, mandate.ends_on) == (None, last_day() - ONE_DAY)
    assert seating_of(poll).mandate == mandate


def shortened(alliance: Alliance, mandate: Mandate) -> None:
    end_mandate(actor=alliance.actor("secretariat"), mandate=mandate, last_day=last_day() - ONE_DAY)


def followed(alliance: Alliance, mandate: Mandate) -> None:
    record_mandate(
        actor=alliance.actor("secretariat"),
        seat=mandate.seat,
        holder=alliance.user("alternate"),
        starts_on=mandate.starts_on + ONE_DAY,
    )


def abolished(alliance: Alliance, mandate: Mandate) -> None:
    abolish_seat(actor=alliance.actor("secretariat"), seat=mandate.seat)


@pytest.mark.parametrize("changed", [shortened, followed, abolished])
def test_a_seat_that_was_changed_by_hand_since_is_not_corrected(
    alliance: Alliance, changed: Callable[[Alliance, Mandate], None]
) -> None:
    poll = three_votes(alliance)
    changed(alliance, mandate_given(agencies(alliance)))
    before = list(Mandate.objects.values_list("pk", "holder", "starts_on", "ends_on"))

    with pytest.raises(Conflict) as refusal:
        correct(alliance, poll, "representative", "third-agency")

    assert refusal.value.reason == "moved-on"
    assert list(Mandate.objects.values_list("pk", "holder", "starts_on", "ends_on")) == before
    assert poll.tallies.count() == 1


def test_an_alternate_named_since_does_not_keep_a_correction_from_being_made(alliance: Alliance) -> None:
    poll = three_votes(alliance)
    secretariat = alliance.actor("secretariat")
    set_alternate(actor=secretariat, mandate=mandate_given(agencies(alliance)), alternate=alliance.user("alternate"))
    correct(alliance, poll, "representative", "third-agency")
    assert mandate_given(agencies(alliance)).holder == alliance.user("other-agency")


def test_an_election_is_not_extended_beyond_the_mandate_that_it_gives(alliance: Alliance) -> None:
    poll = open_agencies(alliance)
    beyond = timezone.make_aware(datetime.combine(last_day() + ONE_DAY, time(12)))
    with pytest.raises(Refused) as refused:
        extend_poll(actor=alliance.actor("secretariat"), poll=poll, closes_at=beyond)
    assert list(refused.value.fields) == ["closes_at"]
    assert extend_poll(actor=alliance.actor("secretariat"), poll=poll, closes_at=beyond - ONE_DAY)
