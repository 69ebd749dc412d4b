"""Coalitions of a register under a yes–no rule: how many win, by their size, and how many of these have a voter inside.

Everybody votes yes or no, and a coalition, those who vote yes, wins where the rule then adopts as it stands, without a
casting vote or a lot. Voters of one kind (leaf, marks, size) are interchangeable and counted together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, prod

from voting.counting.clauses import Finding, Part
from voting.counting.matrix import COLUMNS, Row, in_tree_order
from voting.counting.outcome import tally
from voting.counting.poll import Voter
from voting.counting.rule import Clause, Rule
from voting.counting.tree import weigh

MOST_MATRICES = 2**12
Kind = tuple[str, tuple[str, ...], Fraction | None]


class TooManyCoalitions(ValueError):
    """This rule on this register has more coalitions than can be told apart in reasonable time."""


@dataclass(frozen=True, slots=True)
class Coalitions:
    """`winning[h]`: how many coalitions of h voters win; `inside[kind][h]`: in how many of these a certain voter of
    the kind is."""

    winning: list[int]
    inside: list[list[int]]


class Game:
    """A rule on a register. `kinds` are those of the voters that count, with how many there are of each."""

    def __init__(self, rule: Rule, voters: Iterable[Voter]) -> None:
        self.rule = rule
        self.kinds: dict[Kind, int] = {}
        for voter in voters:
            if not rule.nodes[voter.leaf].consultative:
                kind = self.kind_of(voter)
                self.kinds[kind] = self.kinds.get(kind, 0) + 1
        self.numbers = list(self.kinds.values())
        self.players = sum(self.numbers)
        self.nobody = (0,) * len(self.kinds)
        # All vote, so that a node is empty, or void, in every coalition or in none.
        self.void = weigh(rule.tree, self.rows(self.nobody)).void
        self.clauses = [rule.clauses[key] for key in sorted(rule.formula.clauses())]

    def kind_of(self, voter: Voter) -> Kind:
        return voter.leaf, voter.marks, voter.size if self.rule.sized else None

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

    def none(self) -> list[int]:
        """A count of coalitions by size, all 0."""
        return [0] * (self.players + 1)


def parts_of(finding: Finding) -> Sequence[Part]:
    return finding.parts if finding.parts is not None else [part for part in (finding.whole,) if part]


def margin(clause: Clause, part: Part) -> Fraction:
    """By how much a part is above its limit; below 0, beneath it."""
    return part.amount - clause.value * (1 if part.base is None else part.base)


@dataclass(frozen=True, slots=True)
class Choice:
    """What some kinds of voters may do together: how many of each vote yes, in how many coalitions of theirs."""

    yes: Mapping[int, int]
    coalitions: int

    @property
    def size(self) -> int:
        return sum(self.yes.values())


def choices(game: Game, kinds: Sequence[int]) -> list[Choice]:
    numbers = [game.numbers[kind] for kind in kinds]
    if prod(number + 1 for number in numbers) > MOST_MATRICES:
        raise TooManyCoalitions
    return [
        Choice(dict(zip(kinds, yes, strict=True)), prod(map(comb, numbers, yes)))
        for yes in product(*(range(number + 1) for number in numbers))
    ]


def _count_inside(game: Game, found: Coalitions, choice: Choice, coalitions: int, size: int) -> None:
    """Add so many winning coalitions of this size, in which `choice` is what its kinds did."""
    for kind, favour in choice.yes.items():
        found.inside[kind][size] += coalitions * favour // game.numbers[kind]


def by_matrices(game: Game) -> Coalitions:
    """Try every number of yes votes of each kind; for any rule."""
    found = Coalitions(game.none(), [game.none() for _ in game.kinds])
    for choice in choices(game, range(len(game.kinds))):
        if tally(game.rule, game.rows(list(choice.yes.values()))).outcome == "adopted":
            found.winning[choice.size] += choice.coalitions
            _count_inside(game, found, choice, choice.coalitions, choice.size)
    return found
