"""Coalitions of a register under a yes–no rule: how many win, by their size, and how many of these have a voter inside.

Everybody votes yes or no, and a coalition, those who vote yes, wins where the rule then adopts as it stands, without a
casting vote or a lot. Voters of one kind (leaf, marks, size) are interchangeable and counted together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, prod

from voting.counting.clauses import Finding, Part, conclude, judge
from voting.counting.matrix import COLUMNS, Row, in_tree_order
from voting.counting.outcome import tally
from voting.counting.poll import Voter
from voting.counting.rule import Rule
from voting.counting.tree import ZERO, weigh

MOST_MATRICES = 2**12
MOST_SUMS = 2**18
Kind = tuple[str, tuple[str, ...], Fraction | None]


class TooManyCoalitions(ValueError):
    """This rule on this register has more coalitions than can be told apart in reasonable time."""


@dataclass(frozen=True, slots=True)
class Coalitions:
    """`winning[h]`: how many coalitions of h voters win; `inside[kind][h]`: in how many of these a certain voter of
    the kind is."""

    winning: list[int]
    inside: list[list[int]]


def kind_of(voter: Voter) -> Kind:
    return voter.leaf, voter.marks, voter.size


class Game:
    """A rule on a register. `kinds` are those of the voters that count, with how many there are of each."""

    def __init__(self, rule: Rule, voters: Iterable[Voter]) -> None:
        self.rule = rule
        self.kinds: dict[Kind, int] = {}
        for voter in voters:
            if not rule.nodes[voter.leaf].consultative:
                self.kinds[kind_of(voter)] = self.kinds.get(kind_of(voter), 0) + 1
        self.numbers = list(self.kinds.values())
        self.players = sum(self.numbers)
        self.nobody = (0,) * len(self.kinds)
        # All vote, so that a node is empty, or void, in every coalition or in none.
        self.void = weigh(rule.tree, self.rows(self.nobody)).void
        self.clauses = [rule.clauses[key] for key in sorted(rule.formula.clauses())]
        self._adopting: dict[tuple[Fraction, ...], bool] = {}

    def rows(self, yes: Sequence[int]) -> tuple[Row, ...]:
        """The matrix where so many of each kind vote yes and the others no."""
        heads: dict[tuple[str, tuple[str, ...]], dict[str, int]] = {}
        sizes: dict[tuple[str, tuple[str, ...]], dict[str, Fraction]] = {}
        for (leaf, marks, size), number, favour in zip(self.kinds, self.numbers, yes, strict=True):
            row = heads.setdefault((leaf, marks), dict.fromkeys(COLUMNS, 0))
            sized = sizes.setdefault((leaf, marks), dict.fromkeys(COLUMNS, Fraction(0)))
            for side, count in (("yes", favour), ("no", number - favour)):
                row[side] += count
                sized[side] += count * (size or 0)
        rows = [Row(*key, row, sizes[key] if self.rule.sized else None) for key, row in heads.items()]
        return in_tree_order(rows, (leaf.key for leaf in self.rule.tree.leaves()), self.rule.sized)

    def findings(self, yes: Sequence[int]) -> list[Finding]:
        """What the clauses of the formula find in this matrix, in the order of `clauses`."""
        found = tally(self.rule, self.rows(yes)).findings
        return [found[clause.key] for clause in self.clauses]

    def measures(self, yes: Mapping[int, int]) -> tuple[Fraction, ...]:
        """Amount and base of each part of each clause where so many of these kinds, and nobody else, vote yes."""
        found = self.findings([yes.get(kind, 0) for kind in range(len(self.kinds))])
        return tuple(
            number for finding in found for part in parts_of(finding) for number in (part.amount, part.base or ZERO)
        )

    def adopts(self, measures: tuple[Fraction, ...]) -> bool:
        """Whether the rule adopts where the clauses measure this."""
        if measures not in self._adopting:
            given, truth = iter(measures), {}
            for clause in self.clauses:
                parts = []
                for node in clause.scope.nodes or ("",):
                    amount, base = next(given), next(given)
                    parts.append(judge(node, clause, amount, None if clause.base is None else base))
                truth[clause.key] = conclude(clause, parts).holds
            self._adopting[measures] = not self.void and self.rule.formula.holds(truth)
        return self._adopting[measures]

    def none(self) -> list[int]:
        """A count of coalitions by size, all 0."""
        return [0] * (self.players + 1)


def parts_of(finding: Finding) -> Sequence[Part]:
    return finding.parts if finding.parts is not None else [part for part in (finding.whole,) if part]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What some kinds of voters may do together: how many of each vote yes, in how many coalitions of theirs."""

    yes: Mapping[int, int]
    coalitions: int

    @property
    def size(self) -> int:
        return sum(self.yes.values())


def _choices(game: Game, kinds: Sequence[int]) -> list[_Choice]:
    numbers = [game.numbers[kind] for kind in kinds]
    if prod(number + 1 for number in numbers) > MOST_MATRICES:
        raise TooManyCoalitions
    return [
        _Choice(dict(zip(kinds, yes, strict=True)), prod(map(comb, numbers, yes)))
        for yes in product(*(range(number + 1) for number in numbers))
    ]


def _count_inside(game: Game, found: Coalitions, choice: _Choice, coalitions: int, size: int) -> None:
    """Add so many winning coalitions of this size, in which `choice` is what its kinds did."""
    for kind, favour in choice.yes.items():
        found.inside[kind][size] += coalitions * favour // game.numbers[kind]


def by_matrices(game: Game) -> Coalitions:
    """Try every number of yes votes of each kind; for any rule."""
    found = Coalitions(game.none(), [game.none() for _ in game.kinds])
    for choice in _choices(game, range(len(game.kinds))):
        if tally(game.rule, game.rows(list(choice.yes.values()))).outcome == "adopted":
            found.winning[choice.size] += choice.coalitions
            _count_inside(game, found, choice, choice.coalitions, choice.size)
    return found


# Coalitions of some leaves: their size, and what the clauses measure of them, with how many there are.
_State = tuple[int, tuple[Fraction, ...]]
_States = Mapping[_State, int]


def by_leaves(game: Game) -> Coalitions:
    """Join what each leaf may do, counting equal sizes and measures together; for rules whose inner nodes are neither
    blocs nor categories, so that the measures of the leaves add up."""
    nobody = game.measures({})
    leaves: list[list[tuple[_Choice, tuple[Fraction, ...]]]] = []
    for leaf in dict.fromkeys(leaf for leaf, _marks, _size in game.kinds):
        mine = _choices(game, [n for n, (place, _marks, _size) in enumerate(game.kinds) if place == leaf])
        leaves.append([(choice, _minus(game.measures(choice.yes), nobody)) for choice in mine])
    alone = [_sum_up((choice.size, adds, choice.coalitions) for choice, adds in choices) for choices in leaves]
    before: list[_States] = [{(0, nobody): 1}]
    for states in alone:
        before.append(_joined(before[-1], states))
    after: list[_States] = [{(0, _minus(nobody, nobody)): 1}]
    for states in reversed(alone):
        after.append(_joined(after[-1], states))
    found = Coalitions(game.none(), [game.none() for _ in game.kinds])
    for (size, measures), coalitions in before[-1].items():
        if game.adopts(measures):
            found.winning[size] += coalitions
    for n, choices in enumerate(leaves):
        others = _joined(before[n], after[len(leaves) - 1 - n])
        for choice, adds in choices:
            for (size, measures), coalitions in others.items():
                if game.adopts(_plus(measures, adds)):
                    _count_inside(game, found, choice, coalitions * choice.coalitions, size + choice.size)
    return found


def _joined(some: _States, others: _States) -> _States:
    return _sum_up(
        (size + more, _plus(measures, adds), number * times)
        for (size, measures), number in some.items()
        for (more, adds), times in others.items()
    )


def _sum_up(coalitions: Iterable[tuple[int, tuple[Fraction, ...], int]]) -> _States:
    found: dict[_State, int] = {}
    for size, measures, number in coalitions:
        found[size, measures] = found.get((size, measures), 0) + number
        if len(found) > MOST_SUMS:
            raise TooManyCoalitions
    return found


def _plus(one: Iterable[Fraction], other: Iterable[Fraction]) -> tuple[Fraction, ...]:
    return tuple(map(Fraction.__add__, one, other))


def _minus(one: Iterable[Fraction], other: Iterable[Fraction]) -> tuple[Fraction, ...]:
    return tuple(map(Fraction.__sub__, one, other))
