"""Who may do what to clubs, partners, the council: predicates on one capacity, read like the table of docs/rights.md.

Every predicate takes (capacity, thing). An actor may act when one of its capacities satisfies it
(`Actor.may`, `Actor.capacity_for` in alliance.capacities).
"""

import rules

from alliance.capacities import Capacity
from alliance.models import Club, Partner
from alliance.models.partners import Role


@rules.predicate
def is_signed_in(capacity: Capacity) -> bool:
    """Any capacity of a person: observers too."""
    return capacity.kind in {"member", "seat", "secretariat"}


@rules.predicate
def is_secretariat(capacity: Capacity) -> bool:
    return capacity.kind == "secretariat"


@rules.predicate
def is_secretariat_of_club(capacity: Capacity, club: Club | None) -> bool:
    return capacity.kind == "secretariat" and (club is None or capacity.club == club)


@rules.predicate
def is_operator(capacity: Capacity) -> bool:
    """Whoever runs the server, through its commands."""
    return capacity.kind == "system"


@rules.predicate
def is_member(capacity: Capacity) -> bool:
    """A member who takes part: contributor, representative, alternate; not an observer."""
    return capacity.kind == "member" and capacity.role != Role.OBSERVER


@rules.predicate
def is_representative(capacity: Capacity) -> bool:
    """The representative of a partner, or an alternate in its place."""
    return capacity.kind == "member" and capacity.role in {Role.REPRESENTATIVE, Role.ALTERNATE}


@rules.predicate
def is_seat_holder(capacity: Capacity) -> bool:
    """Holder of a seat of the council, or its alternate."""
    return capacity.kind == "seat"


@rules.predicate
def is_chair(capacity: Capacity) -> bool:
    return capacity.kind == "seat" and capacity.is_chair


@rules.predicate
def represents_partner(capacity: Capacity, partner: Partner | None) -> bool:
    return (
        partner is not None
        and capacity.kind == "member"
        and capacity.role == Role.REPRESENTATIVE
        and capacity.partner == partner
    )


@rules.predicate
def is_secretariat_of_partner(capacity: Capacity, partner: Partner | None) -> bool:
    return capacity.kind == "secretariat" and partner is not None and capacity.club == partner.club


takes_part = is_member | is_seat_holder | is_secretariat

rules.add_perm("alliance.read_register", rules.always_allow)
rules.add_perm("alliance.read_members", is_signed_in)
rules.add_perm("alliance.invite_members", represents_partner | is_secretariat_of_partner)
rules.add_perm("alliance.invite_secretariat", is_secretariat_of_club | is_operator)
rules.add_perm("alliance.edit_categories", is_secretariat_of_club)
rules.add_perm("alliance.admit_partners", is_secretariat_of_club | is_operator)
rules.add_perm("alliance.edit_partner", is_secretariat_of_partner)
rules.add_perm("alliance.record_mandates", is_secretariat_of_club)
