"""Who votes: the register of a poll, made from the council's seats or the partners of today."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.models import Category, ChairTerm, Club, Mandate, Seat
from alliance.models.council import SeatKind
from alliance.models.partners import Standing
from voting.counting import sha256
from voting.models import Body, Voter

ELECTED = "elected"
# The charter asks for two or three elected officials in the council.
ELECTED_SEATS = range(2, 4)


@dataclass
class Register:
    """Voters not saved yet, in the order of the alliance's categories, and what forbids to open a poll with them."""

    voters: list[Voter]
    problems: list[str] = field(default_factory=list)

    @property
    def sha256(self) -> str:
        return sha256(document(self.voters))


def document(voters: Sequence[Voter]) -> list[dict[str, Any]]:
    """The `voters` of a consult-poll/1."""
    return [{"id": v.key, "leaf": v.leaf, "size": v.size, "marks": v.marks} for v in voters]


def register_of(*, club: Club, body: str, sized: bool) -> Register:
    """The register of today. `sized`: the rule counts sizes, so a voter without one is a problem, never a 0."""
    register = _council(club) if body == Body.COUNCIL else _assembly(club)
    for position, voter in enumerate(register.voters, start=1):
        voter.position = position
        if not sized:
            voter.size = None
    if not register.voters:
        register.problems.append(_("Nobody could vote: the register would be empty."))
    unsized = [voter.name for voter in register.voters if sized and voter.size is None]
    if unsized:
        register.problems.append(
            ngettext(
                "The rule counts sizes, and %(names)s has none.",
                "The rule counts sizes, and %(count)d voters have none: %(names)s.",
                len(unsized),
            )
            % {"count": len(unsized), "names": ", ".join(unsized)}
        )
    return register


def _council(club: Club) -> Register:
    """Every seat that somebody holds today; a vacant seat is not in the register."""
    today = timezone.localdate()
    seats = club.seats.filter(abolished_on=None).select_related("category")
    mandates = {
        mandate.seat_id: mandate
        for mandate in Mandate.objects.filter(seat__in=seats, starts_on__lte=today)
        .exclude(ends_on__lt=today)
        .select_related("holder")
    }
    held = [seat for seat in seats if seat.pk in mandates]
    held.sort(key=lambda seat: (seat.category.position if seat.category else 0, seat.position, seat.pk))
    voters = [
        Voter(
            key=f"seat-{seat.pk}",
            leaf=seat.leaf,
            seat=seat,
            name=mandates[seat.pk].holder.name,
            place=seat.category.name if seat.category else "",
        )
        for seat in held
    ]
    return Register(voters, composition_problems(club, list(seats)))


def composition_problems(club: Club, seats: Sequence[Seat]) -> list[str]:
    """What the charter asks of the council and these seats do not give: two or three elected, one seat a category."""
    problems = []
    elected = sum(seat.kind == SeatKind.ELECTED for seat in seats)
    if elected not in ELECTED_SEATS:
        problems.append(
            ngettext(
                "The council has %(count)d seat of an elected official, the charter asks for two or three.",
                "The council has %(count)d seats of elected officials, the charter asks for two or three.",
                elected,
            )
            % {"count": elected}
        )
    seated = {seat.category_id for seat in seats}
    without = [category.name for category in categories_of(club) if category.pk not in seated]
    if without:
        problems.append(_("No seat in the council for: %(names)s.") % {"names": ", ".join(without)})
    return problems


def _assembly(club: Club) -> Register:
    """Every admitted partner, with or without a representative."""
    partners = (
        club.partners.filter(standing=Standing.ADMITTED)
        .select_related("category")
        .order_by("category__position", "name", "pk")
    )
    return Register(
        [
            Voter(
                key=f"partner-{partner.pk}",
                leaf=partner.category.key,
                partner=partner,
                name=partner.name,
                place=partner.category.name,
                size=None if partner.population is None else str(partner.population),
            )
            for partner in partners
        ]
    )


def categories_of(club: Club) -> list[Category]:
    """In the alliance's fixed order."""
    return list(club.categories.order_by("position", "pk"))


def has_chair(club: Club) -> bool:
    """Whether somebody chairs the council today."""
    today = timezone.localdate()
    return (
        ChairTerm.objects.filter(club=club, ended_at=None, mandate__starts_on__lte=today)
        .exclude(mandate__ends_on__lt=today)
        .exists()
    )
