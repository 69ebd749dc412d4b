"""Capacities: what makes a person entitled to act, and in whose name an act is done."""

from dataclasses import dataclass, field
from typing import Any, Literal

import rules
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.models import Category, ChairTerm, Club, Mandate, Member, Partner, Seat, Secretariat, User
from alliance.models.partners import Role, Standing

Kind = Literal["visitor", "member", "seat", "secretariat", "system"]


@dataclass(frozen=True)
class Capacity:
    """One quality in which a person acts.

    `key` is stable and goes into the journal: "member:12", "seat:4" (holder), "alternate:4", "secretariat:1".
    `label` completes « pour … » on the page.
    """

    key: str
    kind: Kind
    user: User | None = None
    club: Club | None = None
    partner: Partner | None = None
    role: str = ""
    seat: Seat | None = None
    mandate: Mandate | None = None
    is_alternate: bool = False
    is_chair: bool = False

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user else None

    @property
    def category(self) -> Category | None:
        if self.partner:
            return self.partner.category
        return self.seat.category if self.seat else None

    @property
    def label(self) -> str:
        """Whom one acts for, in the reader's words."""
        if self.kind == "member" and self.partner:
            return self.partner.name
        if self.kind == "seat" and self.seat:
            place = self.seat.category.name if self.seat.category else _("elected officials")
            if self.is_alternate:
                return _("the council, seat %(place)s (alternate)") % {"place": place}
            return _("the council, seat %(place)s") % {"place": place}
        if self.kind == "secretariat":
            return _("the alliance (secretariat)")
        return ""


VISITOR = Capacity(key="visitor", kind="visitor")
# Acts that no signed-in person does: a deadline that passes, a command of whoever runs the server.
SYSTEM = Capacity(key="system", kind="system")


class NotAllowed(Exception):
    """The person has no capacity that suffices for this act; `act` is the permission's name."""

    def __init__(self, act: str) -> None:
        super().__init__(act)
        self.act = act


@dataclass
class Actor:
    """A person with all its capacities, and the one it chose to act in (none for a visitor)."""

    user: User | None
    capacities: list[Capacity] = field(default_factory=list)
    chosen: Capacity = VISITOR

    @property
    def is_visitor(self) -> bool:
        return self.user is None and self.chosen is not SYSTEM

    @property
    def club(self) -> Club | None:
        return self.chosen.club or next((c.club for c in self.capacities if c.club), None)

    def may(self, act: str, thing: Any = None) -> bool:
        """Whether one of the capacities suffices for the act on this thing."""
        return any(rules.has_perm(act, capacity, thing) for capacity in self._by_preference())

    def capacity_for(self, act: str, thing: Any = None) -> Capacity:
        """The capacity in which the act is done: the chosen one if it suffices, else the first that does.

        Raises NotAllowed.
        """
        for capacity in self._by_preference():
            if rules.has_perm(act, capacity, thing):
                return capacity
        raise NotAllowed(act)

    def _by_preference(self) -> list[Capacity]:
        return [self.chosen, *(c for c in self.capacities if c is not self.chosen)]


def operator() -> Actor:
    """Whoever runs the server, at the door of its commands: lets the first person in, imports registers."""
    return Actor(user=None, capacities=[SYSTEM], chosen=SYSTEM)


def actor_for(user: User | None, chosen_key: str | None = None) -> Actor:
    """The actor behind a signed-in person (or a visitor), acting in the capacity of this key if it still has it."""
    if user is None or not user.is_authenticated or not user.is_active:
        return Actor(user=None, capacities=[VISITOR])
    capacities = capacities_of(user)
    chosen = next((c for c in capacities if c.key == chosen_key), capacities[0] if capacities else VISITOR)
    return Actor(user=user, capacities=capacities or [VISITOR], chosen=chosen)


def capacities_of(user: User) -> list[Capacity]:
    """Every capacity a person has now: partners first, then seats, then the secretariat."""
    today = timezone.localdate()
    found = [
        Capacity(key=f"member:{m.pk}", kind="member", user=user, club=m.partner.club, partner=m.partner, role=m.role)
        for m in Member.objects.filter(user=user, ended_at=None, partner__standing=Standing.ADMITTED)
        .select_related("partner__club", "partner__category")
        .order_by("pk")
    ]
    mandates = (
        Mandate.objects.filter(starts_on__lte=today, seat__abolished_on=None)
        .exclude(ends_on__lt=today)
        .select_related("seat__club", "seat__category", "partner")
        .order_by("pk")
    )
    chairs = set(ChairTerm.objects.filter(ended_at=None).values_list("mandate_id", flat=True))
    found += [seat_capacity(m, user, is_chair=m.pk in chairs) for m in mandates.filter(holder=user)]
    found += [seat_capacity(m, user, is_alternate=True) for m in mandates.filter(alternate=user)]
    found += [
        Capacity(key=f"secretariat:{s.club_id}", kind="secretariat", user=user, club=s.club)
        for s in Secretariat.objects.filter(user=user, ended_at=None).select_related("club").order_by("pk")
    ]
    return found


def seat_capacity(mandate: Mandate, user: User, *, is_alternate: bool = False, is_chair: bool = False) -> Capacity:
    """What a mandate makes of its holder, or of its alternate, on its days."""
    return Capacity(
        key=f"{'alternate' if is_alternate else 'seat'}:{mandate.seat_id}",
        kind="seat",
        user=user,
        club=mandate.seat.club,
        seat=mandate.seat,
        mandate=mandate,
        is_alternate=is_alternate,
        is_chair=is_chair,
    )


def is_voting_role(role: str) -> bool:
    """Whether a member in this role may cast its partner's ballot: the representative, or an alternate in its place."""
    return role in {Role.REPRESENTATIVE, Role.ALTERNATE}
