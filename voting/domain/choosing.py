"""Counting a choice among options: its ballots by name, the poll without names that is counted, what came out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from voting.counting.named import named_poll
from voting.counting.proxies import Refusal
from voting.domain.register import document
from voting.models import Ballot, Outcome, Poll


def ballots_by_name(ballots: Iterable[Ballot]) -> list[dict[str, Any]]:
    """`{"voter","by","ranks"}` or `{"voter","by","grades"}` of each, in this order; `by` of a proxy only."""
    return [ballot.named | ballot.said for ballot in ballots]


def choice_document(
    poll: Poll, ballots: Iterable[Ballot], left_out: Sequence[Mapping[str, str]]
) -> tuple[dict[str, Any], Sequence[Refusal]]:
    """The consult-poll/1 of a choice, without `left_out`, and the proxies that did not count."""
    return named_poll(
        rule=poll.rule,
        terms=poll.terms,
        options=[option["key"] for option in poll.options],
        voters=document(list(poll.voters.all())),
        ballots=ballots_by_name(ballot for ballot in ballots if ballot.named not in left_out),
        convocation=poll.convocation,
    )


def outcome_of(poll: Poll, counted: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """What came out: of a consultation always the same; of a choice, whether every seat has its winner, a tie keeps
    one open, or nobody has chosen anything.

    A choice has no quorum: the count of nobody's ballots would call all options equal.
    """
    if poll.is_consultation:
        return Outcome.CONSULTED
    if not poll.is_choice:
        return str(result["outcome"])
    if not counted["ballots"] or not result["ranking"]:
        return Outcome.VOID
    return Outcome.CHOSEN if len(result["winners"]) == poll.seats else Outcome.TIE
