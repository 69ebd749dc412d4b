"""What the clauses of a rule measure of coalitions, as sums of whole numbers over units of voters (joining.py).

For rules whose inner nodes are neither blocs nor categories, so that whatever a clause measures is a sum over leaves;
a unit is the voters of one kind, or a whole leaf where they are measured together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import gcd, lcm

from voting.counting.clauses import COMPARE, Finding, Part
from voting.counting.coalitions import Game, choices, margin, parts_of
from voting.counting.tree import ZERO

# The size of a coalition, first of the sums.
SIZE = 0

Adds = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """What the choices of the units add: `adds[unit][choice]`, none less than 0."""

    adds: Adds

    @property
    def most(self) -> int:
        return sum(map(max, self.adds))

    @property
    def units(self) -> list[int]:
        """Those that make a difference."""
        return [unit for unit, adds in enumerate(self.adds) if any(adds)]


@dataclass(frozen=True, slots=True)
class Test:
    """start + factor × a sum is compared with 0."""

    op: str
    start: int
    factor: int
    sum: int

    def holds(self, sums: Sequence[int]) -> bool:
        return COMPARE[self.op](self.start + self.factor * sums[self.sum], 0)

    def cuts(self) -> set[int]:
        """The amounts of the sum from which on the comparison may come out otherwise."""
        if not self.factor:
            return set()
        exact = Fraction(-self.start, self.factor)
        return {-(-exact.numerator // exact.denominator), exact.numerator // exact.denominator + 1}


@dataclass(frozen=True, slots=True)
class PartOf:
    """A part of the clause of this number: whether it has a base at all, and holds then."""

    clause: int
    filled: Test
    holds: Test

    @property
    def tests(self) -> tuple[Test, Test]:
        return self.filled, self.holds

    @property
    def sums(self) -> set[int]:
        return {test.sum for test in self.tests if test.factor}


class Measured:
    """`units` as kinds of the game, what each may do (`options`), the `sums` and the `parts` of clauses over them."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.units = _units(game)
        self.options = [choices(game, unit) for unit in self.units]
        self.sums = [Sum(tuple(tuple(choice.size for choice in options) for options in self.options))]
        self._known: dict[Adds, int] = {self.sums[SIZE].adds: SIZE}
        self.parts = self._parts()

    def _parts(self) -> list[PartOf]:
        game = self.game
        # alone[unit][choice]: all parts where nobody else votes yes.
        alone = [
            [
                [
                    part
                    for _n, part in _flat(game.findings([choice.yes.get(kind, 0) for kind in range(len(game.kinds))]))
                ]
                for choice in options
            ]
            for options in self.options
        ]
        found = []
        for m, (n, part) in enumerate(_flat(game.findings(game.nobody))):
            clause = game.clauses[n]
            parts = [[each[m] for each in options] for options in alone]
            filled = Test(">", 1, 0, SIZE) if part.base is None else self._test(">", _base, part, parts)
            found.append(PartOf(n, filled, self._test(clause.op, partial(margin, clause), part, parts)))
        return found

    def _test(
        self, op: str, measure: Callable[[Part], Fraction], nobody: Part, alone: Sequence[Sequence[Part]]
    ) -> Test:
        """The comparison in whole numbers, by a sum that all others in proportion to it share."""
        start = measure(nobody)
        adds = [[measure(part) - start for part in options] for options in alone]
        scale = lcm(start.denominator, *(number.denominator for options in adds for number in options))
        whole = [[int(number * scale) for number in options] for options in adds]
        every = [number for options in whole for number in options if number]
        factor = gcd(*every)
        if not factor:
            return Test(op, int(start * scale), 0, SIZE)
        if every[0] < 0:
            factor = -factor
        least = [min(number // factor for number in options) for options in whole]
        key = tuple(
            tuple(number // factor - low for number in options) for options, low in zip(whole, least, strict=True)
        )
        if key not in self._known:
            self._known[key] = len(self.sums)
            self.sums.append(Sum(key))
        return Test(op, int(start * scale) + factor * sum(least), factor, self._known[key])


def _units(game: Game) -> list[list[int]]:
    """Kinds that are measured together: those of a leaf, where it turns as a bloc or wins as a category, else each."""
    by_leaf: dict[str, list[int]] = {}
    for n, (leaf, _marks, _size) in enumerate(game.kinds):
        by_leaf.setdefault(leaf, []).append(n)
    categories = any(clause.unit == "categories" for clause in game.clauses)
    units: list[list[int]] = []
    for leaf, kinds in by_leaf.items():
        together = categories or game.rule.nodes[leaf].give != "split"
        units += [kinds] if together else [[kind] for kind in kinds]
    return units


def _flat(findings: Sequence[Finding]) -> list[tuple[int, Part]]:
    """Every part, with the number of its clause."""
    return [(n, part) for n, finding in enumerate(findings) for part in parts_of(finding)]


def _base(part: Part) -> Fraction:
    return part.base or ZERO
