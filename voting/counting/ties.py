"""Ties among options: the votes of earlier rounds, then the lot of a published seed, or else the count stops."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.counting.matrix import Number


@dataclass(frozen=True, slots=True)
class Tie:
    """Options that the votes leave equal where it matters, by code point. `by` is "lot" where the rule puts them to
    the lot, None where it says nothing."""

    options: tuple[str, ...]
    by: str | None


@dataclass(frozen=True, slots=True)
class Lot:
    """Whether the rule names the lot, and the poll's seed; without either nothing is drawn."""

    named: bool
    seed: str | None

    def order(self, options: Sequence[str]) -> list[str] | None:
        """The options in the order of the draw, the first one winning: by the hexadecimal SHA-256 of `seed/option`."""
        if not self.named or self.seed is None:
            return None
        seed = self.seed
        return sorted(options, key=lambda option: hashlib.sha256(f"{seed}/{option}".encode()).hexdigest())

    def tie(self, options: Sequence[str]) -> Tie:
        return Tie(tuple(sorted(options)), "lot" if self.named else None)


@dataclass(frozen=True, slots=True)
class Settled:
    """The option that is elected, transferred or out, and by what; None and the tie where nothing decides."""

    option: str | None
    by: str | None
    tie: Tie | None = None


def settle(
    tied: Sequence[str], by: str, earlier: Sequence[Mapping[str, Number]], lot: Lot, *, highest: bool
) -> Settled:
    """Which of the tied options has most (`highest`) or fewest votes: `by` itself where there is only one of them,
    else `previous` rounds (`earlier`, their tallies), else the `lot`."""
    if len(tied) == 1:
        return Settled(tied[0], by)
    equal = _look_back(tied, earlier, highest)
    if len(equal) == 1:
        return Settled(equal[0], "previous")
    order = lot.order(equal)
    if order is None:
        return Settled(None, None, lot.tie(equal))
    return Settled(order[0] if highest else order[-1], "lot", lot.tie(equal))


def _look_back(tied: Sequence[str], earlier: Sequence[Mapping[str, Number]], highest: bool) -> list[str]:
    """Those still equal after the latest earlier round in which they differ, and so on back to the first round."""
    equal = list(tied)
    for tally in reversed(earlier):
        votes = [tally[option] for option in equal]
        best = max(votes) if highest else min(votes)
        equal = [option for option in equal if tally[option] == best]
    return equal


def fill(groups: Sequence[Sequence[str]], seats: int, lot: Lot) -> tuple[list[str], Tie | None]:
    """The winners of a ranking in groups of equals: whole groups while they fit, then the lot among the next."""
    winners: list[str] = []
    for group in groups:
        left = seats - len(winners)
        if len(group) <= left:
            winners.extend(group)
        elif left:
            drawn = lot.order(group)
            return winners + sorted(drawn[:left] if drawn else ()), lot.tie(group)
    return winners, None
