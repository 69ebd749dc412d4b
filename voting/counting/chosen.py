"""The result of a choice among several options, as consult-result/1: who wins, in which order, by which rounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voting.counting.amounts import written
from voting.counting.matrix import Number
from voting.counting.result import FORMAT
from voting.counting.ties import Tie


@dataclass(frozen=True, slots=True)
class Round:
    """The votes of one round, then what it did and `by` what: options elected, out, or, with neither, a surplus
    transferred. `by` is None in a round that a tie stopped, and in the one round of approvals unless a lot decided."""

    tally: Mapping[str, Number]
    elected: Sequence[str] = ()
    out: Sequence[str] = ()
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a method found; what it does not know stays empty. `ranking` is in groups of equals, `dropped` in pairs of
    option and reason, `grades` the median by option (None without any grade)."""

    winners: Sequence[str] = ()
    ranking: Sequence[Sequence[str]] = ()
    pairwise: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)
    dropped: Sequence[tuple[str, str]] = ()
    rounds: Sequence[Round] = ()
    tie: Tie | None = None
    grades: Mapping[str, str | None] = field(default_factory=dict)


def groups(options: Iterable[str], votes: Mapping[str, Number]) -> list[list[str]]:
    """Options in groups of equal votes, most votes first, each group by code point."""
    found: dict[Number, list[str]] = {}
    for option in sorted(options, key=lambda option: (-votes[option], option)):
        found.setdefault(votes[option], []).append(option)
    return list(found.values())


def describe(outcome: Outcome, *, rule_sha256: str, poll_sha256: str, convocation: int) -> dict[str, Any]:
    """The result as a document; votes and weights are fraction strings."""
    tie = outcome.tie
    return {
        "format": FORMAT,
        "rule_sha256": rule_sha256,
        "poll_sha256": poll_sha256,
        "convocation": convocation,
        "winners": list(outcome.winners),
        "ranking": [list(group) for group in outcome.ranking],
        "pairwise": {option: _written(votes) for option, votes in outcome.pairwise.items()},
        "dropped": [{"option": option, "reason": reason} for option, reason in outcome.dropped],
        "rounds": [
            {"tally": _written(found.tally), "elected": list(found.elected), "out": list(found.out), "by": found.by}
            for found in outcome.rounds
        ],
        "tie": None if tie is None else {"options": list(tie.options), "by": tie.by},
        "grades": {option: {"median": median} for option, median in outcome.grades.items()},
    }


def _written(votes: Mapping[str, Number]) -> dict[str, str]:
    return {option: written(number) for option, number in votes.items()}
