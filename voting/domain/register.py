"""Who votes: the register of a poll, made from the council's seats or the partners of today."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.domain.queries import Place, admitted_partners, composition_findings, council_at
from alliance.models import Category, Club
from voting.counting import sha256
from voting.models import Body, Voter


@dataclass
class Register:
    """Voters not saved yet, in the order of the alliance's categories, and what forbids to open a poll with them."""

    voters: list[Voter]
    problems: list[str] = field(default_factory=list)

    @property
    def sha256(self) -> str:
        return sha256(document(self.voters))


class Today:
    """A club as it is now, each part read once however many rules are prepared: its categories in the alliance's fixed
    order, its registers, whether somebody chairs its council."""

    def __init__(self, club: Club) -> None:
        self.club = club
        self._registers: dict[tuple[str, bool, int | None], Register] = {}

    @cached_property
    def categories(self) -> list[Category]:
        return categories_of(self.club)

    @cached_property
    def has_chair(self) -> bool:
        return has_chair(self.club)

    def register(self, *, body: str, sized: bool, category: Category | None = None) -> "Register":
        """As `register_of`; who opens a poll with its voters prepares it by itself."""
        key = (body, sized, category.pk if category else None)
        if key not in self._registers:
            self._registers[key] = register_of(club=self.club, body=body, sized=sized, category=category)
        return self._registers[key]


def document(voters: Sequence[Voter]) -> list[dict[str, Any]]:
    """The `voters` of a consult-poll/1."""
    return [{"id": v.key, "leaf": v.leaf, "size": v.size, "marks": v.marks} for v in voters]


def numbered(voters: Sequence[Voter]) -> list[dict[str, Any]]:
    """The same with the voters numbered from 0: what a rule does never depends on who they are."""
    return [{**voter, "id": str(number)} for number, voter in enumerate(document(voters))]


def register_of(*, club: Club, body: str, sized: bool, category: Category | None = None) -> Register:
    """The register of today, of `category` alone where one is given.

    `sized`: the rule counts sizes, so a voter without one is a problem, never a 0.
    """
    register = _council(club) if body == Body.COUNCIL else _assembly(club, category)
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
    voters = [
        Voter(
            key=f"seat-{place.seat.pk}",
            leaf=place.seat.leaf,
            seat=place.seat,
            name=place.holder.name,
            place=place.seat.category.name if place.seat.category else "",
        )
        for place in sorted(council_at(club), key=_fixed_order)
        if place.holder
    ]
    problems = [f"{point.title} {point.words}" for point in composition_findings(club) if point.is_violation]
    return Register(voters, problems)


def _fixed_order(place: Place) -> tuple[int, int]:
    """The elected officials, then the categories in the alliance's order."""
    category = place.seat.category
    return (category.position if category else 0, place.seat.position)


def _assembly(club: Club, category: Category | None) -> Register:
    """Every admitted partner (of the category), with or without a representative."""
    partners = admitted_partners(club).order_by("category__position", "name", "pk")
    if category:
        partners = partners.filter(category=category)
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
    return any(place.is_chair for place in council_at(club))
