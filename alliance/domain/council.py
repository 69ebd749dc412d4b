"""Acts on the council: seats, mandates, alternates, the chair."""

from datetime import date, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alliance.capacities import Actor, Capacity, seat_capacity
from alliance.domain.announcing import rights_changed
from alliance.domain.errors import Conflict, Refused
from alliance.domain.journal import record
from alliance.domain.ordering import last_position
from alliance.models import Category, ChairTerm, Club, Invitation, Mandate, Partner, Seat, User
from alliance.models.council import SeatKind
from alliance.models.invitations import InvitationQuerySet

Found = TypeVar("Found", InvitationQuerySet, "QuerySet[Mandate]")


def add_seat(*, actor: Actor, club: Club, category: Category | None) -> Seat:
    """A new seat: of a category, or (None) of an elected official. Raises NotAllowed, Refused (a second seat)."""
    by = actor.capacity_for("alliance.record_mandates", club)
    with transaction.atomic():
        if category and Seat.objects.filter(category=category, abolished_on=None).exists():
            raise Refused({"category": [_("This category has its seat: exactly one each.")]})
        seat = Seat.objects.create(
            club=club,
            kind=SeatKind.CATEGORY if category else SeatKind.ELECTED,
            category=category,
            position=last_position(Seat.objects.filter(club=club)) + 1,
        )
        record(chain=club.chain, by=by, act="add-seat", seat=seat.pk, category=category.pk if category else None)
    return seat


def abolish_seat(*, actor: Actor, seat: Seat) -> None:
    """From today on the seat is no more; its mandate ends. Raises NotAllowed; a second time changes nothing."""
    by = actor.capacity_for("alliance.record_mandates", seat.club)
    today = timezone.localdate()
    with transaction.atomic():
        if not Seat.objects.filter(pk=seat.pk, abolished_on=None).update(abolished_on=today):
            return
        record(chain=seat.club.chain, by=by, act="abolish-seat", seat=seat.pk)
        for mandate in mandates_between(seat, today, today):
            mandate.ends_on = max(today - timedelta(days=1), mandate.starts_on)
            mandate.save(update_fields=["ends_on"])
            rights_changed(mandate.holder, mandate.alternate)


def record_mandate(
    *,
    actor: Actor,
    seat: Seat,
    holder: User,
    starts_on: date,
    ends_on: date | None = None,
    alternate: User | None = None,
    partner: Partner | None = None,
    basis: str = "",
) -> Mandate:
    """Who holds the seat from a day on, both days included; the mandate so far ends the day before.

    `partner` is whom the holder comes from, of the seat's category; `basis` the election or appointment.
    Raises NotAllowed; Refused (dates, partner, alternate); Conflict for an abolished seat.
    """
    by = actor.capacity_for("alliance.record_mandates", seat.club)
    if alternate == holder:
        raise Refused({"alternate": [_("The alternate must be another person than the holder.")]})
    with transaction.atomic():
        hold(seat)
        mandate = Mandate(
            seat=seat,
            holder=holder,
            alternate=alternate,
            partner=partner,
            starts_on=starts_on,
            ends_on=ends_on,
            basis=basis.strip()[:200],
        )
        begin(mandate, by=by)
    return mandate


def check_mandate(*, seat: Seat, starts_on: date, ends_on: date | None, partner: Partner | None) -> None:
    """Whether the seat can be given for these days to somebody who comes from this partner.

    Raises Refused (dates, partner), Conflict for an abolished seat.
    """
    if ends_on and ends_on < starts_on:
        raise Refused({"ends_on": [_("The mandate ends before it starts.")]})
    if not comes_from_category(seat, partner):
        raise Refused({"partner": [_("The representative of a category comes from it: choose one of its partners.")]})
    if seat.abolished_on:
        raise Conflict("abolished", _("This seat was abolished."))
    later = Mandate.objects.filter(seat=seat, starts_on__gte=starts_on)
    if ends_on:
        later = later.filter(starts_on__lte=ends_on)
    if first := later.order_by("starts_on").first():
        day = date_format(first.starts_on)
        raise Refused({"starts_on": [_("A mandate of this seat already starts on %(day)s.") % {"day": day}]})


def comes_from_category(seat: Seat, partner: Partner | None) -> bool:
    """Whether somebody from this partner, if any, may hold the seat: that of a category is held by one of its own."""
    return not (partner and seat.category_id) or partner.category_id == seat.category_id


def hold(seat: Seat) -> None:
    """Until the end of the transaction nobody else gives the seat; reads what was done with it meanwhile."""
    seat.abolished_on = Seat.objects.select_for_update().get(pk=seat.pk).abolished_on


def begin(mandate: Mandate, *, by: Capacity | None = None, **why: int) -> Capacity:
    """Gives a held seat by a new mandate: whoever holds it then does so until the day before.

    An open invitation to hold the seat on one of its days is worth nothing any more. Done by its holder where nobody
    is said to; `why` goes into the journal's lines (the poll that elected the holder). Gives the holder's capacity.
    Raises what `check_mandate` raises.
    """
    seat, starts_on, ends_on = mandate.seat, mandate.starts_on, mandate.ends_on
    check_mandate(seat=seat, starts_on=starts_on, ends_on=ends_on, partner=mandate.partner)
    formers = list(mandates_between(seat, starts_on, starts_on))
    mandate.save()
    own = seat_capacity(mandate, mandate.holder)
    for former in formers:
        _end(former, starts_on - timedelta(days=1), by=by or own, **why)
    offers_to_hold(seat, starts_on, ends_on).withdraw()
    record(
        chain=seat.club.chain,
        by=by or own,
        act="record-mandate",
        seat=seat.pk,
        mandate=mandate.pk,
        holder=mandate.holder_id,
        alternate=mandate.alternate_id,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat() if ends_on else None,
        **why,
    )
    rights_changed(mandate.holder, mandate.alternate)
    return own


def offers_to_hold(seat: Seat, first: date, last: date | None) -> InvitationQuerySet:
    """The invitations to hold this seat on one of these days, both included; None: without an end."""
    return _touching(Invitation.objects.filter(seat=seat, role=""), first, last)


def mandates_between(seat: Seat, first: date, last: date | None) -> "QuerySet[Mandate]":
    """The mandates of this seat that run on one of these days, both included; None: without an end."""
    mandates = Mandate.objects.filter(seat=seat).select_related("holder", "alternate", "seat__club")
    return _touching(mandates, first, last)


def _touching(found: Found, first: date, last: date | None) -> Found:
    found = found.filter(Q(ends_on=None) | Q(ends_on__gte=first))
    return found.filter(starts_on__lte=last) if last else found


def end_mandate(*, actor: Actor, mandate: Mandate, last_day: date) -> None:
    """The mandate ends on this day, included. Raises NotAllowed, Refused (before its start)."""
    by = actor.capacity_for("alliance.record_mandates", mandate.seat.club)
    if last_day < mandate.starts_on:
        raise Refused({"last_day": [_("The mandate ends before it starts.")]})
    if mandate.ends_on and last_day > mandate.ends_on:
        raise Refused({"last_day": [_("The mandate ends earlier already: record a new one to prolong it.")]})
    with transaction.atomic():
        _end(mandate, last_day, by=by)


def _end(mandate: Mandate, last_day: date, *, by: Capacity, **why: int) -> None:
    """The journal keeps the end that it had, since nothing else does."""
    before, mandate.ends_on = mandate.ends_on, last_day
    mandate.save(update_fields=["ends_on"])
    record(
        chain=mandate.seat.club.chain,
        by=by,
        act="end-mandate",
        mandate=mandate.pk,
        before=before.isoformat() if before else None,
        last_day=last_day.isoformat(),
        **why,
    )
    rights_changed(mandate.holder, mandate.alternate)


def set_alternate(*, actor: Actor, mandate: Mandate, alternate: User | None) -> None:
    """Who acts in the holder's place, or nobody (None). Raises NotAllowed, Refused (the holder itself)."""
    by = actor.capacity_for("alliance.record_mandates", mandate.seat.club)
    with transaction.atomic():
        hold(mandate.seat)
        name_alternate(mandate, alternate, by=by)


def name_alternate(mandate: Mandate, alternate: User | None, *, by: Capacity) -> None:
    """The alternate in a held seat; an open invitation to be it is worth nothing any more.

    Raises Refused (the holder itself).
    """
    if alternate == mandate.holder:
        raise Refused({"alternate": [_("The alternate must be another person than the holder.")]})
    former = mandate.alternate
    mandate.alternate = alternate
    mandate.save(update_fields=["alternate"])
    Invitation.objects.filter(mandate=mandate).withdraw()
    record(
        chain=mandate.seat.club.chain,
        by=by,
        act="set-alternate",
        mandate=mandate.pk,
        alternate=alternate.pk if alternate else None,
    )
    rights_changed(former, alternate)


def record_chair(*, actor: Actor, mandate: Mandate) -> None:
    """The holder whom the council designated as its chair, in place of the one before.

    Raises NotAllowed, Refused when the mandate does not run today.
    """
    club = mandate.seat.club
    by = actor.capacity_for("alliance.record_mandates", club)
    today = timezone.localdate()
    if mandate not in mandates_between(mandate.seat, today, today):
        raise Refused({"mandate": [_("The chair is chosen among the present holders.")]})
    with transaction.atomic():
        former = ChairTerm.objects.filter(club=club, ended_at=None).select_related("mandate__holder").first()
        if former and former.mandate_id == mandate.pk:
            return
        if former:
            former.ended_at = timezone.now()
            former.save(update_fields=["ended_at"])
        term = ChairTerm.objects.create(club=club, mandate=mandate)
        record(chain=club.chain, by=by, act="record-chair", term=term.pk, mandate=mandate.pk)
        rights_changed(mandate.holder, former.mandate.holder if former else None)
