"""What the council's pages show of elections: those that run, the results that mandates came of, where to open one."""

from collections.abc import Collection

from django.urls import reverse

from alliance.capacities import Actor
from alliance.models import Mandate, Seat
from alliance.registry import OpenElection
from voting.domain import opening
from voting.domain.elections.queries import elections_of, open_elections
from voting.models import Body


class SeatElections:
    """Answers the alliance, which knows nothing of polls."""

    def open_now(self, actor: Actor, seats: Collection[Seat]) -> dict[int, OpenElection]:
        found = open_elections(actor, seats)
        return {seat: OpenElection(poll.urls.page, poll.closes_at) for seat, poll in found.items()}

    def results(self, actor: Actor, mandates: Collection[Mandate]) -> dict[int, str]:
        return {mandate: poll.urls.result for mandate, poll in elections_of(actor, mandates).items()}

    def opening(self, actor: Actor, seat: Seat) -> str:
        if seat.category_id is None or seat.abolished_on or not may_open(actor, seat):
            return ""
        return "" if open_elections(actor, [seat]) else reverse("seat_election", args=[seat.pk])


def may_open(actor: Actor, seat: Seat) -> bool:
    """Whether this person may open elections to the club's seats; there may be no rule in use for them."""
    return (
        actor.may("alliance.record_mandates", seat.club)
        and actor.club == seat.club
        and opening.may_open(actor, Body.CATEGORY)
    )
