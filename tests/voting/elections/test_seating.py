"""What the count of an election does to its seat: the mandate of who is elected, or why there is none."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.domain.council import abolish_seat, record_mandate
from alliance.domain.elected import Obstacle
from alliance.domain.journal import broken_chains
from alliance.models import JournalEntry, Mandate, Member
from alliance.models.partners import Standing
from tests.factories import Alliance, make_mandate
from tests.voting.acts import close
from tests.voting.elections.acts import (
    FOR_A,
    FOR_B,
    agencies,
    decided,
    elect,
    first_day,
    go_to,
    last_day,
    mandate_given,
    open_agencies,
    seating_of,
)
from voting.domain import locks
from voting.domain.closing import ensure_closed
from voting.domain.elections.queries import unfilled

ONE_DAY = timedelta(days=1)


def test_who_is_elected_holds_the_seat_from_the_first_day_on(alliance: Alliance) -> None:
    seat, former = agencies(alliance), alliance.mandates["seat-4"]

    poll, _tally = decided(alliance, {"representative": FOR_A, "other-agency": FOR_A})

    found = mandate_given(seat)
    assert (found.holder, found.alternate) == (alliance.user("member"), alliance.user("representative"))
    assert (found.partner, found.ends_on) == (alliance.partner, last_day())
    assert str(poll.pk) in found.basis
    former.refresh_from_db()
    assert former.ends_on == first_day() - ONE_DAY
    assert (seating_of(poll).mandate, seating_of(poll).obstacle) == (found, "")
    line = JournalEntry.objects.filter(chain=alliance.club.chain).latest("sequence")
    assert (line.act, line.capacity) == ("record-mandate", "system")
    assert line.data["poll"] == poll.pk
    assert not list(broken_chains())


def test_the_seat_is_filled_by_whoever_sees_that_the_time_has_passed(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "representative", FOR_B)
    monkeypatch.setattr(locks, "now", lambda: poll.closes_at)
    ensure_closed(poll)
    assert mandate_given(agencies(alliance)).holder == alliance.user("other-agency")


def test_a_vacant_seat_is_filled_and_the_holder_may_follow_itself(alliance: Alliance) -> None:
    Mandate.objects.filter(seat=agencies(alliance)).update(ends_on=timezone.localdate() - ONE_DAY)
    decided(alliance, {"representative": FOR_A})
    assert mandate_given(agencies(alliance)).holder == alliance.user("member")


@pytest.mark.parametrize("votes", [{}, {"representative": FOR_A, "other-agency": FOR_B}], ids=["nobody", "tie"])
def test_nobody_elected_leaves_the_seat_as_it_is(alliance: Alliance, votes: dict[str, object]) -> None:
    before = list(Mandate.objects.values_list("pk", "ends_on"))

    poll, tally = decided(alliance, votes)

    assert tally.outcome == ("tie" if votes else "void")
    assert list(Mandate.objects.values_list("pk", "ends_on")) == before
    assert (seating_of(poll).elected, seating_of(poll).mandate, seating_of(poll).obstacle) == (None, None, "")
    assert [each.tally for each in unfilled(alliance.actor("secretariat"))] == [tally]
    assert unfilled(alliance.actor("seat-4")) == []
    # Another election, or a mandate, settles it.
    open_agencies(alliance)
    assert unfilled(alliance.actor("secretariat")) == []


def test_a_mandate_recorded_since_settles_it(alliance: Alliance) -> None:
    decided(alliance, {})
    record_mandate(
        actor=alliance.actor("secretariat"),
        seat=agencies(alliance),
        holder=alliance.user("alternate"),
        starts_on=first_day(),
    )
    assert unfilled(alliance.actor("secretariat")) == []


def leaves_partner(alliance: Alliance) -> None:
    Member.objects.filter(user=alliance.user("member")).update(ended_at=timezone.now())


def partner_leaves(alliance: Alliance) -> None:
    alliance.partner.standing = Standing.LEFT
    alliance.partner.save()


def partner_changes_category(alliance: Alliance) -> None:
    alliance.partner.category = alliance.categories["reseaux"]
    alliance.partner.save()


def takes_another_seat(alliance: Alliance) -> None:
    # It begins while the mandate would run.
    make_mandate(alliance.seats["seat-8"], alliance.user("member"), starts_on=first_day() + ONE_DAY * 40, ends_on=None)


def seat_is_given(alliance: Alliance) -> None:
    make_mandate(agencies(alliance), starts_on=first_day() + ONE_DAY * 40, ends_on=None)


def seat_goes(alliance: Alliance) -> None:
    abolish_seat(actor=alliance.actor("secretariat"), seat=agencies(alliance))


@pytest.mark.parametrize(
    ("happens", "obstacle"),
    [
        (leaves_partner, Obstacle.PERSON_LEFT),
        (partner_leaves, Obstacle.PARTNER_LEFT),
        (partner_changes_category, Obstacle.OTHER_CATEGORY),
        (takes_another_seat, Obstacle.OTHER_SEAT),
        (seat_is_given, Obstacle.GIVEN),
        (seat_goes, Obstacle.ABOLISHED),
    ],
)
def test_who_can_t_hold_the_seat_any_more_does_not_receive_it(
    alliance: Alliance, happens: Callable[[Alliance], None], obstacle: str
) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "representative", FOR_A)
    happens(alliance)

    tally = close(alliance, poll)

    assert tally.outcome == "chosen"
    found = seating_of(poll)
    assert found.elected is not None
    assert (found.elected.person, found.mandate, found.obstacle) == (alliance.user("member"), None, obstacle)
    assert not Mandate.objects.filter(seat=agencies(alliance), holder=alliance.user("member")).exists()
    assert (found in unfilled(alliance.actor("secretariat"))) == (obstacle not in {Obstacle.GIVEN, Obstacle.ABOLISHED})


def test_an_alternate_who_left_is_not_recorded(alliance: Alliance) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "alternate", FOR_A)
    Member.objects.filter(user=alliance.user("representative")).update(ended_at=timezone.now())

    close(alliance, poll)

    assert mandate_given(agencies(alliance)).alternate is None
    assert seating_of(poll).without_alternate


def test_a_mandate_begins_on_the_day_of_the_count_where_that_is_later(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "representative", FOR_A)
    late = first_day() + ONE_DAY * 3
    go_to(monkeypatch, late)
    close(alliance, poll)
    assert seating_of(poll).mandate.starts_on == late  # type: ignore[union-attr]


def test_days_that_are_over_fill_no_seat(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    poll = open_agencies(alliance)
    elect(alliance, poll, "representative", FOR_A)
    go_to(monkeypatch, last_day() + ONE_DAY)
    close(alliance, poll)
    assert seating_of(poll).obstacle == Obstacle.OVER
