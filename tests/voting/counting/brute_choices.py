"""A second, naive count of polls among options, voter by voter, written apart from the core to check it.

Every voter is one ballot (`times` are so many voters), paths are tried one by one, and medians are taken away one by
one. Ties are looked back at and never drawn: where one stops a count, the winners so far are told.
"""

from fractions import Fraction
from itertools import pairwise, permutations
from math import lcm
from typing import Any

Voters = list[list[list[str]]]


def voters_of(poll: dict[str, Any]) -> Voters:
    return [ballot["ranks"] for ballot in poll["ballots"] for _ in range(ballot.get("times", 1))]


def top(ballot: list[list[str]], among: set[str]) -> set[str]:
    return next((found for group in ballot if (found := set(group) & among)), set())


def rank_of(ballot: list[list[str]], option: str) -> int:
    return next((n for n, group in enumerate(ballot) if option in group), len(ballot))


def schulze(poll: dict[str, Any]) -> list[set[str]]:
    """The ranking: every path between every two options is tried."""
    options, voters = poll["options"], voters_of(poll)

    def prefer(a: str, b: str) -> int:
        return sum(rank_of(ballot, a) < rank_of(ballot, b) for ballot in voters)

    def strength(a: str, b: str) -> tuple[int, int]:
        found = [(0, 0)]
        others = [option for option in options if option not in (a, b)]
        for length in range(len(others) + 1):
            for between in permutations(others, length):
                path = [a, *between, b]
                steps = list(pairwise(path))
                if all(prefer(x, y) > prefer(y, x) for x, y in steps):
                    found.append(min((prefer(x, y), -prefer(y, x)) for x, y in steps))
        return max(found)

    beats = {(a, b) for a in options for b in options if a != b and strength(a, b) > strength(b, a)}
    left, ranking = set(options), []
    while left:
        best = {option for option in left if not any((other, option) in beats for other in left)}
        ranking.append(best)
        left -= best
    return ranking


def alone(options: set[str], history: list[dict[str, Fraction]], pick: Any) -> str | None:
    """The one of most or fewest votes now, or in the latest earlier round in which those differ, and so on."""
    for votes in reversed(history):
        best = pick(votes[option] for option in options)
        options = {option for option in options if votes[option] == best}
        if len(options) == 1:
            return next(iter(options))
    return None


def irv(poll: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Winners (one or none) and who was out, in this order."""
    left, out, voters = set(poll["options"]), [], voters_of(poll)
    history: list[dict[str, Fraction]] = []
    while True:
        votes = dict.fromkeys(left, Fraction(0))
        for ballot in voters:
            for option in (liked := top(ballot, left)):
                votes[option] += Fraction(1, len(liked))
        history.append(votes)
        for option in left:
            if votes[option] > sum(votes.values()) / 2 or len(left) == 1:
                return [option], out
        lowest = alone(left, history, min)
        if lowest is None:
            return [], out
        left.remove(lowest)
        out.append(lowest)


def stv(poll: dict[str, Any], seats: int) -> tuple[list[str], list[str]]:
    """Winners in their order (equal ones by name) and who was out; every voter's paper is a bundle of parts."""
    hopeful, pending, winners, out = set(poll["options"]), set(), [], []
    # A part: whose ballot, who holds it, what it is worth.
    parts: list[tuple[list[list[str]], str, Fraction]] = []

    def deal(ballot: list[list[str]], worth: Fraction) -> None:
        liked = top(ballot, hopeful)
        parts.extend((ballot, option, worth / len(liked)) for option in liked)

    for ballot in voters_of(poll):
        deal(ballot, Fraction(1))
    quota = sum((worth for _, _, worth in parts), Fraction(0)) / (seats + 1)
    history: list[dict[str, Fraction]] = []
    while len(winners) < seats:
        votes = {
            option: sum((worth for _, holder, worth in parts if holder == option), Fraction(0))
            for option in poll["options"]
        }
        history.append(votes)
        above = sorted((option for option in hopeful if votes[option] > quota), key=lambda o: (-votes[o], o))
        if not above and len(hopeful) <= seats - len(winners):
            return winners + sorted(hopeful, key=lambda o: (-votes[o], o)), out
        if above:
            winners += above
            pending |= set(above)
            hopeful -= set(above)
            continue
        chosen = alone(pending, history, max) if pending else alone(hopeful, history, min)
        if chosen is None:
            break
        rate = 1 - quota / votes[chosen] if pending else Fraction(1)
        moved = [(ballot, worth) for ballot, holder, worth in parts if holder == chosen]
        parts = [(b, h, worth * (1 - rate) if h == chosen else worth) for b, h, worth in parts]
        if pending:
            pending.remove(chosen)
        else:
            hopeful.remove(chosen)
            out.append(chosen)
        for ballot, worth in moved:
            deal(ballot, worth * rate)
    return winners, out


def majority_judgment(tallies: dict[str, list[int]]) -> list[set[str]]:
    """The ranking: as many copies of each option's voters as make the totals equal, then median after median."""
    totals = {option: sum(tally) for option, tally in tallies.items() if sum(tally)}
    common = lcm(*totals.values())

    def medians(option: str) -> list[int]:
        grades = [grade for grade, n in enumerate(tallies[option]) for _ in range(n * common // totals[option])]
        return [grades.pop((len(grades) - 1) // 2) for _ in range(len(grades))]

    found: dict[tuple[int, ...], set[str]] = {}
    for option in tallies:
        found.setdefault(tuple(medians(option)) if option in totals else (), set()).add(option)
    return [found[key] for key in sorted(found, reverse=True)]
