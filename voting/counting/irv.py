"""Instant run-off: the option with the fewest votes goes out, one a round, until one has more than half of the rest."""

from collections.abc import Collection
from fractions import Fraction

from voting.counting.chosen import Outcome, Round, groups
from voting.counting.matrix import Number
from voting.counting.ranked import RankedPoll, RankedRule, choice, lot
from voting.counting.ties import settle


def irv(rule: RankedRule, poll: RankedPoll) -> Outcome:
    """Equal ranks are split evenly among those continuing; exhausted ballots leave the total."""
    continuing, out = list(poll.options), []
    rounds: list[Round] = []
    winners: list[str] = []
    tie = None
    while not winners:
        tally = first_choices(poll, continuing)
        winners = [option for option in continuing if 2 * tally[option] > sum(tally.values())]
        if winners or len(continuing) == 1:
            by = "quota" if winners else "remaining"
            winners = winners or continuing
            rounds.append(Round(tally, elected=winners, by=by))
            break
        fewest = min(tally.values())
        lowest = [option for option in continuing if tally[option] == fewest]
        found = settle(lowest, "lowest", [past.tally for past in rounds], lot(rule, poll), highest=False)
        tie = found.tie or tie
        if found.option is None:
            rounds.append(Round(tally))
            break
        rounds.append(Round(tally, out=[found.option], by=found.by))
        continuing.remove(found.option)
        out.append(found.option)
    left = groups([option for option in continuing if option not in winners], tally)
    ranking = [*([winners] if winners else []), *left, *([option] for option in reversed(out))]
    return Outcome(winners, ranking, rounds=rounds, tie=tie)


def first_choices(poll: RankedPoll, continuing: Collection[str]) -> dict[str, Number]:
    """The votes of each continuing option, from the ballots as they were cast."""
    tally: dict[str, Number] = dict.fromkeys(continuing, 0)
    for ranks, weight in poll.ballots.items():
        chosen = choice(ranks, tally)
        for option in chosen:
            tally[option] += Fraction(weight, len(chosen))
    return tally
