"""Who may do what to polls and ballots: predicates on one capacity, read like the table of docs/rights.md.

A thing with a `club` and a `body` (a poll, or the rule that a poll is to be opened under) has its secretariat and, for
the council's own polls, the council's chair. A voter is cast for by those who hold it now, whoever did at opening.
"""

from typing import Protocol

import rules

from alliance.capacities import Capacity, is_voting_role
from alliance.models import Club
from alliance.models.partners import Role
from alliance.rules import is_signed_in
from voting.models import Body, Poll, Proxy, Voter


class OfBody(Protocol):
    club: Club
    body: str


@rules.predicate
def is_secretariat(capacity: Capacity, thing: OfBody) -> bool:
    return capacity.kind == "secretariat" and capacity.club == thing.club


@rules.predicate
def chairs_body(capacity: Capacity, thing: OfBody) -> bool:
    """The council's chair, for the polls of the council."""
    return capacity.kind == "seat" and capacity.is_chair and thing.body == Body.COUNCIL and capacity.club == thing.club


@rules.predicate
def presides(capacity: Capacity, poll: Poll) -> bool:
    """Who has the casting vote: the council's chair, who presides over a poll of the assembly without a meeting too."""
    return capacity.kind == "seat" and capacity.is_chair and capacity.club == poll.club


@rules.predicate
def fills_seat(capacity: Capacity, voter: Voter) -> bool:
    """The holder of the voter's seat, or its alternate."""
    return capacity.kind == "seat" and capacity.seat is not None and capacity.seat.pk == voter.seat_id


@rules.predicate
def votes_for_partner(capacity: Capacity, voter: Voter) -> bool:
    """The representative of the voting partner, or an alternate."""
    return (
        capacity.kind == "member"
        and is_voting_role(capacity.role)
        and capacity.partner is not None
        and capacity.partner.pk == voter.partner_id
    )


@rules.predicate
def represents_voter(capacity: Capacity, voter: Voter) -> bool:
    return votes_for_partner(capacity, voter) and capacity.role == Role.REPRESENTATIVE


@rules.predicate
def holds_proxy(capacity: Capacity, voter: Voter) -> bool:
    """Whoever may cast for the voter that holds this voter's proxy."""
    proxy = Proxy.objects.filter(giver=voter, ended_at=None).select_related("holder").first()
    return proxy is not None and bool(fills_seat(capacity, proxy.holder) or votes_for_partner(capacity, proxy.holder))


rules.add_perm("voting.read_polls", is_signed_in)
rules.add_perm("voting.open_poll", is_secretariat | chairs_body)
rules.add_perm("voting.extend_poll", is_secretariat | chairs_body)
rules.add_perm("voting.close_poll", is_secretariat | chairs_body)
rules.add_perm("voting.second_convocation", is_secretariat)
rules.add_perm("voting.casting_vote", presides)
rules.add_perm("voting.correct_result", is_secretariat)
rules.add_perm("voting.edit_rules", is_secretariat)
rules.add_perm("voting.cast_seat_ballot", fills_seat)
rules.add_perm("voting.cast_partner_ballot", votes_for_partner)
rules.add_perm("voting.cast_by_proxy", holds_proxy)
rules.add_perm("voting.give_seat_proxy", fills_seat)
rules.add_perm("voting.give_partner_proxy", represents_voter)
