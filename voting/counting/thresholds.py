"""Coalitions under a rule in which every clause compares a sum over single voters with a threshold (coalitions.py).

Up to some twenty-five voters, two halves are enumerated and joined, a whole half at a time as the bits of one integer.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from voting.counting.coalitions import Coalitions, Game, margin, parts_of
from voting.counting.formula import Formula

Sums = tuple[int, ...]


def by_halves(game: Game) -> Coalitions:
    """Join every coalition of one half of the voters with all of the other half at once."""
    rule = _Linear(game)
    kinds = [kind for kind, number in enumerate(game.numbers) for _ in range(number)]
    half = len(kinds) // 2
    mine, others = _Half(kinds[:half]), _Half(kinds[half:])
    tests = [_Passing(test, others.sums(test.adds)) for test in rule.tests]
    sums = list(zip(*(mine.sums(test.adds) for test in rule.tests), strict=True)) or [()] * len(mine.sizes)
    winning, inside = game.none(), [game.none() for _ in kinds]
    joined: dict[Sums, tuple[list[int], list[list[int]]]] = {}
    for coalition, size in enumerate(mine.sizes):
        key = sums[coalition]
        if key not in joined:
            wins = rule.adopting([test.mask(part) for test, part in zip(tests, key, strict=True)], others.all)
            joined[key] = others.by_size(wins), [others.by_size(wins & having) for having in others.having]
        by_size, having = joined[key]
        members = [n for n in range(half) if coalition >> n & 1]
        for h, number in enumerate(by_size, start=size):
            winning[h] += number
            for n in members:
                inside[n][h] += number
        for n, numbers in enumerate(having, start=half):
            for h, number in enumerate(numbers, start=size):
                inside[n][h] += number
    return Coalitions(winning, [inside[kinds.index(kind)] for kind in range(len(game.kinds))])


@dataclass(frozen=True, slots=True)
class _Threshold:
    """start + the sum of what the coalition's voters add (by kind) is compared with 0."""

    op: str
    start: int
    adds: tuple[int, ...]


class _Linear:
    """A rule whose clauses compare sums over voters: each part of each clause as a threshold."""

    def __init__(self, game: Game) -> None:
        self.formula, self.void = game.rule.formula, game.void
        nobody = game.findings(game.nobody)
        alone = [game.findings([int(n == kind) for n in range(len(game.kinds))]) for kind in range(len(game.kinds))]
        self.clauses = {clause.key: clause for clause in game.clauses}
        self.tests: list[_Threshold] = []
        # For each clause the places of its parts among the tests; None for a part that is empty.
        self.places: dict[str, list[int | None]] = {}
        for n, (clause, finding) in enumerate(zip(game.clauses, nobody, strict=True)):
            self.places[clause.key] = places = []
            for m, part in enumerate(parts_of(finding)):
                places.append(None if part.empty else len(self.tests))
                if not part.empty:
                    start = margin(clause, part)
                    adds = [margin(clause, parts_of(found[n])[m]) - start for found in alone]
                    self.tests.append(_whole(clause.op, start, adds))

    def adopting(self, truth: Sequence[int], all_: int) -> int:
        """The coalitions that win, as bits, of those (also bits) in which each test holds."""
        if self.void:
            return 0
        return _holding(self.formula, {key: self._enough(key, truth, all_) for key in self.clauses}, all_)

    def _enough(self, key: str, truth: Sequence[int], all_: int) -> int:
        scope, places = self.clauses[key].scope, self.places[key]
        counted = [0 if place is None else truth[place] for place in places if not (scope.skip and place is None)]
        if not counted:
            return 0
        least = scope.least if scope.kind == "at_least" else len(counted)
        # reached[k]: where at least k hold so far.
        reached = [all_] + [0] * least
        for mask in counted:
            for k in range(least, 0, -1):
                reached[k] |= reached[k - 1] & mask
        return reached[least]


def _holding(formula: Formula, truth: Mapping[str, int], all_: int) -> int:
    if formula.word == "clause":
        return truth[formula.clause]
    found = all_ if formula.word == "and" else 0
    for part in formula.parts:
        mask = _holding(part, truth, all_)
        found = found & mask if formula.word == "and" else found | mask
    return found


def _whole(op: str, start: Fraction, adds: Sequence[Fraction]) -> _Threshold:
    """The same comparison in whole numbers."""
    scale = lcm(*(number.denominator for number in (start, *adds)))
    return _Threshold(op, int(start * scale), tuple(int(number * scale) for number in adds))


class _Half:
    """All coalitions of some voters, numbered by their bits."""

    def __init__(self, kinds: Sequence[int]) -> None:
        self.kinds = kinds
        self.sizes = [n.bit_count() for n in range(2 ** len(kinds))]
        self.all = 2 ** len(self.sizes) - 1
        # Sets of coalitions, as bits: those of each size, those that have each voter.
        self.of_size = [_bits(size == h for size in self.sizes) for h in range(len(kinds) + 1)]
        self.having = [_bits(n >> voter & 1 == 1 for n in range(len(self.sizes))) for voter in range(len(kinds))]

    def sums(self, adds: Sequence[int]) -> list[int]:
        found = [0]
        for kind in self.kinds:
            found += [part + adds[kind] for part in found]
        return found

    def by_size(self, coalitions: int) -> list[int]:
        return [(coalitions & of_size).bit_count() for of_size in self.of_size]


def _bits(holds: Iterable[bool]) -> int:
    """The integer whose bit n is the n-th of these."""
    return int("".join("1" if true else "0" for true in holds)[::-1], 2)


class _Passing:
    """The coalitions of a half by their sums, to know at once which of them pass a threshold."""

    def __init__(self, test: _Threshold, sums: Sequence[int]) -> None:
        self.test = test
        at: dict[int, int] = {}
        for n, part in enumerate(sums):
            at[part] = at.get(part, 0) | 1 << n
        self.values = sorted(at)
        # from_[n]: those whose sum is values[n] or more.
        self.from_ = [0] * (len(self.values) + 1)
        for n in range(len(self.values) - 1, -1, -1):
            self.from_[n] = self.from_[n + 1] | at[self.values[n]]

    def mask(self, sum_of_others: int) -> int:
        needed = -(self.test.start + sum_of_others)
        strict = self.test.op in (">", "<=")
        above = self.from_[(bisect_right if strict else bisect_left)(self.values, needed)]
        return above if self.test.op in (">", ">=") else self.from_[0] ^ above
