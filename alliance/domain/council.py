"""Acts on the council: seats, mandates, alternates, the chair."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.announcing import rights_changed
from alliance.domain.errors import Conflict, Refused
from alliance.domain.journal import record
from alliance.models import Category, ChairTerm, Club, Mandate, Partner, Seat, User
from alliance.models.council import SeatKind


def add_seat(*, actor: Actor, club: Club, category: Category | None) -> Seat:
    """A new seat: of a category, or (None) of an elected official. Raises NotAllowed, Refused (a second seat)."""
    by = actor.capacity_for("alliance.record_mandates", club)
    with transaction.atomic():
        if category and Seat.objects.filter(category=category, abolished_on=None).exists():
            raise Refused({"category": [_("This category has its seat: exactly one each.")]})
        last = Seat.objects.filter(club=club).aggregate(Max("position"))["position__max"] or 0
        seat = Seat.objects.create(
            club=club,
            kind=SeatKind.CATEGORY if category else SeatKind.ELECTED,
            category=category,
            position=last + 1,
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
        for mandate in _running(seat, today):
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
    if ends_on and ends_on < starts_on:
        raise Refused({"ends_on": [_("The mandate ends before it starts.")]})
    if alternate == holder:
        raise Refused({"alternate": [_("The alternate must be another person than the holder.")]})
    if partner and seat.category and partner.category != seat.category:
        raise Refused({"partner": [_("The representative of a category comes from it: choose one of its partners.")]})
    with transaction.atomic():
        if Seat.objects.select_for_update().get(pk=seat.pk).abolished_on:
            raise Conflict("abolished", _("This seat was abolished."))
        _make_room(seat, starts_on, ends_on)
        mandate = Mandate.objects.create(
            seat=seat,
            holder=holder,
            alternate=alternate,
            partner=partner,
            starts_on=starts_on,
            ends_on=ends_on,
            basis=basis.strip()[:200],
        )
        record(
            chain=seat.club.chain,
            by=by,
            act="record-mandate",
            seat=seat.pk,
            mandate=mandate.pk,
            holder=holder.pk,
            alternate=alternate.pk if alternate else None,
            starts_on=starts_on.isoformat(),
            ends_on=ends_on.isoformat() if ends_on else None,
        )
        rights_changed(holder, alternate)
    return mandate


def _make_room(seat: Seat, starts_on: date, ends_on: date | None) -> None:
    """Ends the mandate that runs when the new one starts; refuses to cut one that starts later."""
    later = Mandate.objects.filter(seat=seat, starts_on__gte=starts_on)
    if ends_on:
        later = later.filter(starts_on__lte=ends_on)
    first = later.order_by("starts_on").first()
    if first:
        day = date_format(first.starts_on)
        raise Refused({"starts_on": [_("A mandate of this seat already starts on %(day)s.") % {"day": day}]})
    for former in _running(seat, starts_on):
        former.ends_on = starts_on - timedelta(days=1)
        former.save(update_fields=["ends_on"])
        rights_changed(former.holder, former.alternate)


def end_mandate(*, actor: Actor, mandate: Mandate, last_day: date) -> None:
    """The mandate ends on this day, included. Raises NotAllowed, Refused (before its start)."""
    by = actor.capacity_for("alliance.record_mandates", mandate.seat.club)
    if last_day < mandate.starts_on:
        raise Refused({"last_day": [_("The mandate ends before it starts.")]})
    if mandate.ends_on and last_day > mandate.ends_on:
        raise Refused({"last_day": [_("The mandate ends earlier already: record a new one to prolong it.")]})
    with transaction.atomic():
        mandate.ends_on = last_day
        mandate.save(update_fields=["ends_on"])
        record(
            chain=mandate.seat.club.chain,
            by=by,
            act="end-mandate",
            mandate=mandate.pk,
            last_day=last_day.isoformat(),
        )
        rights_changed(mandate.holder, mandate.alternate)


def set_alternate(*, actor: Actor, mandate: Mandate, alternate: User | None) -> None:
    """Who acts in the holder's place, or nobody (None). Raises NotAllowed, Refused (the holder itself)."""
    by = actor.capacity_for("alliance.record_mandates", mandate.seat.club)
    if alternate == mandate.holder:
        raise Refused({"alternate": [_("The alternate must be another person than the holder.")]})
    with transaction.atomic():
        former = mandate.alternate
        mandate.alternate = alternate
        mandate.save(update_fields=["alternate"])
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
    if mandate not in _running(mandate.seat, timezone.localdate()):
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


def _running(seat: Seat, day: date) -> list[Mandate]:
    return list(
        Mandate.objects.filter(seat=seat, starts_on__lte=day)
        .filter(Q(ends_on=None) | Q(ends_on__gte=day))
        .select_related("holder", "alternate", "seat__club")
    )
