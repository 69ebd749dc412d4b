"""The rounds of consent on one subject as pages tell them: when, with which outcome, which objections and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alliance.models import Category
from voting.domain.register import categories_of
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
    others = [each for each in held if each.poll != poll]
    categories = _categories(poll) if others else {}
    return {
        "round": next((each for each in held if each.poll == poll), None),
        "rounds": [_line(each, categories) for each in others],
    }


def objections_told(poll: Poll, tally: Tally) -> list[Objection]:
    """Of a round that was counted."""
    return _told(objections(poll, tally), _categories(poll))


def _line(held: Round, categories: Mapping[str, Category]) -> RoundLine:
    tally = held.tally
    return RoundLine(
        held.number,
        held.poll,
        headline_of_count(tally) if tally else "",
        tally.outcome if tally else "",
        _told(held.objections, categories),
    )


def _told(ballots: Sequence[Ballot], categories: Mapping[str, Category]) -> list[Objection]:
    return [
        Objection(ballot.voter.name, categories.get(ballot.voter.leaf), hand(ballot), ballot.reason)
        for ballot in ballots
    ]


def _categories(poll: Poll) -> dict[str, Category]:
    """By the leaves that they are in a register."""
    return {category.key: category for category in categories_of(poll.club)}
