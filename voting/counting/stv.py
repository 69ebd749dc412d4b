"""The single transferable vote with an exact quota and weighted inclusive Gregory transfers, in fractions.

docs/stv.md counts three small polls by hand, step by step.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction

from voting.counting.chosen import Outcome, Round, groups
from voting.counting.ranked import RankedPoll, RankedRule, Ranks, choice, lot
from voting.counting.ties import Settled, Tie, settle


def stv(rule: RankedRule, poll: RankedPoll) -> Outcome:
    """Elected above the quota V/(seats + 1), V being the votes of the first round; each round does one thing."""
    return _Count(rule, poll).run()


class _Count:
    def __init__(self, rule: RankedRule, poll: RankedPoll) -> None:
        self.seats, self.lot = rule.seats, lot(rule, poll)
        self.hopeful = set(poll.options)
        # What each option holds, by the ranking as it was cast; of one elected, until its surplus is transferred.
        self.held: dict[str, dict[Ranks, Fraction]] = {option: {} for option in poll.options}
        self._hand_on({ranks: Fraction(weight) for ranks, weight in poll.ballots.items()})
        self.quota = Fraction(sum(self.tally().values()), rule.seats + 1)
        self.surplus: set[str] = set()
        self.elected: list[list[str]] = []
        self.out: list[str] = []
        self.rounds: list[Round] = []
        self.tie: Tie | None = None

    def tally(self) -> dict[str, Fraction]:
        """What each option holds that is not out."""
        return {option: sum(papers.values(), Fraction(0)) for option, papers in self.held.items()}

    def run(self) -> Outcome:
        while self._left() and self._round(self.tally()):
            pass
        # The last round's votes order those who are neither elected nor out.
        last = self.rounds[-1].tally
        ranking = [*self.elected, *groups(self.hopeful, last), *([option] for option in reversed(self.out))]
        winners = [option for group in self.elected for option in group]
        return Outcome(winners, ranking, rounds=self.rounds, tie=self.tie)

    def _left(self) -> int:
        return self.seats - sum(map(len, self.elected))

    def _round(self, tally: Mapping[str, Fraction]) -> bool:
        """Do the next thing; False when there is none."""
        above = [option for option in self.hopeful if tally[option] > self.quota]
        if above:
            self._elect(above, tally, "quota")
            self.surplus.update(above)
            return True
        if len(self.hopeful) <= self._left():
            if self.hopeful:
                self._elect(list(self.hopeful), tally, "remaining")
            return False
        return self._transfer(tally) if self.surplus else self._exclude(tally)

    def _elect(self, options: list[str], tally: Mapping[str, Fraction], by: str) -> None:
        found = groups(options, tally)
        self.elected.extend(found)
        self.hopeful.difference_update(options)
        self.rounds.append(Round(tally, elected=[option for group in found for option in group], by=by))

    def _transfer(self, tally: Mapping[str, Fraction]) -> bool:
        """Hand the largest surplus on: every part of what its option holds, at the same fraction of its value."""
        found = self._settle(self.surplus, "surplus", tally, highest=True)
        if found.option is None:
            return False
        rate = Fraction(tally[found.option] - self.quota, tally[found.option])
        papers = self.held[found.option]
        self.held[found.option] = {ranks: value * (1 - rate) for ranks, value in papers.items()}
        self.surplus.remove(found.option)
        self._hand_on({ranks: value * rate for ranks, value in papers.items()})
        self.rounds.append(Round(tally, by=found.by))
        return True

    def _exclude(self, tally: Mapping[str, Fraction]) -> bool:
        """Put the lowest out and hand on what it holds."""
        found = self._settle(self.hopeful, "lowest", tally, highest=False)
        if found.option is None:
            return False
        self.hopeful.remove(found.option)
        self.out.append(found.option)
        self._hand_on(self.held.pop(found.option))
        self.rounds.append(Round(tally, out=[found.option], by=found.by))
        return True

    def _settle(self, among: Collection[str], by: str, tally: Mapping[str, Fraction], *, highest: bool) -> Settled:
        """The one with most or fewest votes; a round that a tie stopped is told as well."""
        votes = [tally[option] for option in among]
        best = max(votes) if highest else min(votes)
        tied = sorted(option for option in among if tally[option] == best)
        found = settle(tied, by, [past.tally for past in self.rounds], self.lot, highest=highest)
        self.tie = found.tie or self.tie
        if found.option is None:
            self.rounds.append(Round(tally))
        return found

    def _hand_on(self, papers: Mapping[Ranks, Fraction]) -> None:
        """Give these to the highest hopefuls on each, evenly where equal; what ranks none of them is exhausted."""
        for ranks, value in papers.items():
            chosen = choice(ranks, self.hopeful)
            for option in chosen:
                mine = self.held[option]
                mine[ranks] = mine.get(ranks, Fraction(0)) + value / len(chosen)
