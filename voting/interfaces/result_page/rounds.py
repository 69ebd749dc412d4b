"""The rounds of consent on one subject as pages tell them: when, with which outcome, which objections and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from alliance.models import Category
from voting.domain.rounds import Round, objections, rounds_of
from voting.interfaces.result_page.sentences import headline_of_count
from voting.interfaces.result_page.voters import hand
from voting.models import Ballot, Poll, Tally


@dataclass(frozen=True)
class Objection:
    """Whose it is, its category (None: the elected officials), by whose hand if not its own, and why."""

    name: str
    category: Category | None
    note: str
    reason: str


@dataclass(frozen=True)
class RoundLine:
    """Another round than the one of the page; `headline` and `outcome` are "" while it is open."""

    number: int
    poll: Poll
    headline: str
    outcome: str
    objections: list[Objection]


def told_rounds(poll: Poll) -> dict[str, Any]:
    """`round`: which one this poll is, None of another poll; `rounds`: the other ones on its subject."""
    held = rounds_of(poll)
    return {
        "round": next((each for each in held if each.poll == poll), None),
        "rounds": [_line(each) for each in held if each.poll != poll],
    }


def objections_told(poll: Poll, tally: Tally) -> list[Objection]:
    """Of a round that was counted."""
    return _told(objections(poll, tally))


def _line(held: Round) -> RoundLine:
    tally = held.tally
    return RoundLine(
        held.number,
        held.poll,
        headline_of_count(tally) if tally else "",
        tally.outcome if tally else "",
        _told(held.objections),
    )


def _told(ballots: Sequence[Ballot]) -> list[Objection]:
    return [Objection(ballot.voter.name, _category(ballot), hand(ballot), ballot.reason) for ballot in ballots]


def _category(ballot: Ballot) -> Category | None:
    voter = ballot.voter
    return voter.partner.category if voter.partner else voter.seat.category if voter.seat else None
