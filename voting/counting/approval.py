"""Approval: every option that a ballot lists is approved; the most approved fill the seats."""

from voting.counting.chosen import Outcome, Round, groups
from voting.counting.matrix import Number
from voting.counting.ranked import RankedPoll, RankedRule, lot
from voting.counting.ties import fill


def approval(rule: RankedRule, poll: RankedPoll) -> Outcome:
    """Options by their approvals, which are the tally of its one round."""
    tally: dict[str, Number] = dict.fromkeys(poll.options, 0)
    for ranks, weight in poll.ballots.items():
        for group in ranks:
            for option in group:
                tally[option] += weight
    ranking = groups(poll.options, tally)
    winners, tie = fill(ranking, rule.seats, lot(rule, poll))
    drawn = tie is not None and len(winners) == rule.seats
    return Outcome(winners, ranking, rounds=[Round(tally, elected=winners, by="lot" if drawn else None)], tie=tie)
