"""The Schulze method: the options that no other one beats by a path of pairwise majorities.

Source: Markus Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method" (2011), strength by winning votes; quorum and ratio against a default after the Debian constitution,
A.6.
"""

from collections.abc import Mapping, Sequence

from voting.counting.chosen import Outcome
from voting.counting.matrix import Number
from voting.counting.ranked import RankedPoll, RankedRule, lot
from voting.counting.ties import fill

Pairwise = Mapping[str, Mapping[str, Number]]
# Votes for, then opposing votes taken negatively, so that the greater tuple is the stronger majority.
Strength = tuple[Number, Number]
NO_PATH: Strength = (0, 0)


def schulze(rule: RankedRule, poll: RankedPoll) -> Outcome:
    """The ranking of the options that quorum and ratio against the default leave; the others are dropped."""
    votes = pairwise(poll)
    dropped = _dropped(rule, poll.options, votes)
    gone = {option for option, _reason in dropped}
    ranking = _peel([option for option in poll.options if option not in gone], votes)
    winners, tie = fill(ranking, 1, lot(rule, poll))
    return Outcome(winners, ranking, pairwise=votes, dropped=dropped, tie=tie)


def pairwise(poll: RankedPoll) -> dict[str, dict[str, Number]]:
    """How much prefers each option to each other one: `found[a][b]` ranks a above b."""
    found: dict[str, dict[str, Number]] = {
        option: {other: 0 for other in poll.options if other != option} for option in poll.options
    }
    for ranks, weight in poll.ballots.items():
        below = set(poll.options)
        for group in ranks:
            below.difference_update(group)
            for option in group:
                against = found[option]
                for other in below:
                    against[other] += weight
    return found


def _dropped(rule: RankedRule, options: Sequence[str], votes: Pairwise) -> list[tuple[str, str]]:
    default, dropped = rule.default, []
    if default is None:
        return []
    for option in options:
        if option == default:
            continue
        above, below = votes[option][default], votes[default][option]
        # V ≥ k·√n without a root: both sides squared.
        if rule.quorum is not None and above * above < rule.quorum.k * rule.quorum.k * rule.quorum.n:
            dropped.append((option, "quorum"))
        elif not above > rule.ratio.get(option, 1) * below:
            dropped.append((option, "ratio"))
    return dropped


def _peel(options: Sequence[str], votes: Pairwise) -> list[list[str]]:
    """Again and again those that no remaining option beats by path; never nobody, since beating is transitive."""
    paths = _strongest_paths(options, votes)
    remaining, ranking = list(options), []
    while remaining:
        best = [
            option
            for option in remaining
            if not any(paths[other][option] > paths[option][other] for other in remaining)
        ]
        ranking.append(best)
        remaining = [option for option in remaining if option not in best]
    return ranking


def path_between(votes: Pairwise, one: str, other: str) -> tuple[str, ...]:
    """A strongest path of majorities from one option to another, both included; empty where there is none.

    Of equally strong ones the shortest, then by code point.
    """
    best: dict[str, tuple[Strength, tuple[str, ...]]] = {}
    reached: list[tuple[Strength | None, tuple[str, ...]]] = [(None, (one,))]
    while reached:
        strength, path = reached.pop(0)
        for following in sorted(votes[path[-1]]):
            mine, theirs = votes[path[-1]][following], votes[following][path[-1]]
            if following in path or mine <= theirs:
                continue
            weakest = (mine, -theirs) if strength is None else min(strength, (mine, -theirs))
            known = best.get(following)
            if known is None or weakest > known[0]:
                best[following] = (weakest, (*path, following))
                reached.append(best[following])
    return best[other][1] if other in best else ()


def _strongest_paths(options: Sequence[str], votes: Pairwise) -> dict[str, dict[str, Strength]]:
    """The strength of the strongest path between any two: that of its weakest majority (Floyd and Warshall)."""
    paths = {
        a: {b: (votes[a][b], -votes[b][a]) if a != b and votes[a][b] > votes[b][a] else NO_PATH for b in options}
        for a in options
    }
    for through in options:
        for a in options:
            for b in options:
                if a != b:
                    paths[a][b] = max(paths[a][b], min(paths[a][through], paths[through][b]))
    return paths
