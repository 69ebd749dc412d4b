"""What an election does to a seat of the council: who may stand, the mandate of who is elected, taking it back.

The election itself is a poll, of which the alliance knows nothing: who counts it calls these, in its own transaction.
"""

from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils import timezone

from alliance.capacities import Capacity
from alliance.domain import council
from alliance.domain.announcing import rights_changed
from alliance.domain.journal import record
from alliance.models import Mandate, Member, Partner, Seat, User
from alliance.models.partners import Role, Standing


class Obstacle(StrEnum):
    """Why a seat can't be given to a person, or on these days to anybody."""

    ABOLISHED = "abolished"
    OVER = "over"
    GIVEN = "given"
    PERSON_LEFT = "person-left"
    PARTNER_LEFT = "partner-left"
    OTHER_CATEGORY = "other-category"
    OTHER_SEAT = "other-seat"


def may_stand(seat: Seat) -> "QuerySet[Member]":
    """Who may represent the seat's category, by partner and name: its partners' people, but for mere observers."""
    return (
        _present_members()
        .filter(partner__category=seat.category_id, partner__standing=Standing.ADMITTED)
        .select_related("user", "partner")
        .order_by("partner__name", "partner", "user__name", "pk")
    )


def why_not_given(seat: Seat, first: date, last: date) -> Obstacle | None:
    """What keeps a held seat from being given for these days, both included; a mandate that runs before does not."""
    if seat.abolished_on:
        return Obstacle.ABOLISHED
    if last < first:
        return Obstacle.OVER
    if Mandate.objects.filter(seat=seat, starts_on__range=(first, last)).exists():
        return Obstacle.GIVEN
    return None


def why_not_held_by(seat: Seat, person: User, partner: Partner, first: date, last: date) -> Obstacle | None:
    """What keeps this person, who comes from this partner, from holding the category's seat on these days."""
    if partner.standing != Standing.ADMITTED:
        return Obstacle.PARTNER_LEFT
    if partner.category_id != seat.category_id:
        return Obstacle.OTHER_CATEGORY
    if not is_present(person, partner):
        return Obstacle.PERSON_LEFT
    # The charter knows no plurality of seats.
    elsewhere = Mandate.objects.filter(holder=person, seat__abolished_on=None, starts_on__lte=last)
    if elsewhere.exclude(seat=seat).filter(Q(ends_on=None) | Q(ends_on__gte=first)).exists():
        return Obstacle.OTHER_SEAT
    return None


def is_present(person: User, partner: Partner) -> bool:
    """Whether this person takes part for the partner now."""
    return _present_members().filter(user=person, partner=partner).exists()


def _present_members() -> "QuerySet[Member]":
    return Member.objects.filter(ended_at=None, user__is_active=True).exclude(role=Role.OBSERVER)


def record_elected_mandate(
    *,
    by: Capacity,
    seat: Seat,
    holder: User,
    partner: Partner,
    alternate: User | None,
    starts_on: date,
    ends_on: date,
    basis: str,
    poll: int,
) -> Mandate:
    """The mandate of who was elected, to a seat that this transaction holds; the one so far ends the day before.

    The journal's line names the poll (its id). Raises what `check_mandate` raises.
    """
    mandate = Mandate(
        seat=seat,
        holder=holder,
        partner=partner,
        alternate=alternate,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=basis,
    )
    council.begin(mandate, by=by, poll=poll)
    return mandate


def take_back(mandate: Mandate, *, by: Capacity, poll: int) -> date:
    """Ends the mandate of who was not elected after all, of a seat that this transaction holds.

    One that has not begun never does; one that runs ends yesterday, or today if today is its first day. Gives the
    first day on which the seat is free.
    """
    today = timezone.localdate()
    has_begun = mandate.starts_on <= today
    if has_begun:
        last = max(today - timedelta(days=1), mandate.starts_on)
        # One that was over by then stays as it was.
        mandate.ends_on = min(mandate.ends_on or last, last)
        mandate.save(update_fields=["ends_on"])
        free_from = mandate.ends_on + timedelta(days=1)
    else:
        mandate.taken_back_at = timezone.now()
        mandate.save(update_fields=["taken_back_at"])
        free_from = mandate.starts_on
    mandate.invitations.withdraw()  # type: ignore[attr-defined]
    record(
        chain=mandate.seat.club.chain,
        by=by,
        act="take-back-mandate",
        mandate=mandate.pk,
        last_day=mandate.ends_on.isoformat() if has_begun and mandate.ends_on else None,
        poll=poll,
    )
    rights_changed(mandate.holder, mandate.alternate)
    return free_from
