"""What would it have taken: the fewest ballots whose change would have turned the outcome of a yes–no poll, exactly.

All is found from the matrix, never voter by voter. The measures of a clause add up over the leaves once it is known
which leaves are empty; so for each such pattern the leaves are joined one after the other, of each number of ballots
keeping only what no other choice beats in every clause. What remains is counted as any poll is, fewest ballots first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from math import lcm
from typing import Any

from voting.counting.clauses import Measured, examine
from voting.counting.coalitions import parts_of
from voting.counting.matrix import COLUMNS, WORDS, Row
from voting.counting.outcome import tally
from voting.counting.rule import Rule
from voting.counting.tree import Node, weigh

# Changes that speak for the text, as (from, to); the reverse speak against it.
FOR = (
    ("no", "yes"),
    ("abstain", "yes"),
    ("blank", "yes"),
    ("present_only", "yes"),
    ("absent", "yes"),
    ("no", "abstain"),
    ("no", "absent"),
    ("absent", "abstain"),
)
# Steps of the search: a choice joined to another is one, weighing a matrix and measuring it as many as that takes, so
# many compared with each other are one.
MOST_STEPS, MEASURED, COMPARED = 500_000, 100, 16


class NotInTheMatrix(ValueError):
    """The change of one ballot is not told by the matrix: the size of its voter, or whether it was cast by proxy."""


class TooManyChanges(ValueError):
    """There are more ways to change so many ballots than can be tried in reasonable time."""


@dataclass(frozen=True, slots=True)
class Turn:
    """So many ballots changed `source` to `target`, `in_rows` of the matrix as listed, would have made `outcome`."""

    source: str
    target: str
    ballots: int
    in_rows: tuple[int, ...]
    outcome: str


def turning(rule: Rule, rows: Sequence[Row], **poll: Any) -> list[Turn]:
    """For each kind of change the fewest ballots that turn the outcome, fewest first: an adopted text into one that is
    not, by changes against it; any other outcome into adoption, by changes for it. Without those that can't.

    `rows` are those of a matrix in tree order; `poll` may hold `convocation`, `casting` and `seed`, as for `tally`.
    Raises `NotInTheMatrix` and `TooManyChanges`.
    """
    adopted = tally(rule, rows, **poll).outcome == "adopted"
    found = [fewest(rule, rows, *change, **poll) for change in changes(adopted)]
    return sorted((turn for turn in found if turn), key=lambda turn: turn.ballots)


def changes(adopted: bool) -> list[tuple[str, str]]:
    """What may turn an outcome: changes against an adopted text, else changes for it."""
    return [(target, source) if adopted else (source, target) for source, target in FOR]


def fewest(
    rule: Rule,
    rows: Sequence[Row],
    source: str,
    target: str,
    *,
    decided: bool = False,
    most_steps: int | None = None,
    **poll: Any,
) -> Turn | None:
    """The fewest ballots of `source` (a column of the matrix) that turn the outcome as `target`; None where no number
    of them does. `decided`: that make a void vote one that is not, whatever is then decided. `most_steps`: fewer
    than `MOST_STEPS`, where somebody waits."""
    if rule.sized:
        raise NotInTheMatrix("the rule counts sizes, and who changes is not known")
    if not rule.proxy.present and any(row.proxied for row in rows):
        raise NotInTheMatrix("the rule tells proxies from those present, and who changes is not known")
    return _Search(rule, rows, source, target, poll, decided=decided, most_steps=most_steps or MOST_STEPS).run()


def anywhere(
    rule: Rule, rows: Sequence[Row], turn: Turn, *, decided: bool = False, most_places: int = 200, **poll: Any
) -> bool:
    """Whether as many of these ballots turn the outcome in whatever rows they are; False where there are more ways to
    place them than `most_places`, so that it is not known."""
    search = _Search(rule, rows, turn.source, turn.target, poll, decided=decided)
    places = list(islice(_exactly(search.have, turn.ballots), most_places + 1))
    return len(places) <= most_places and all(search.turns(dict(enumerate(place))) for place in places)


def rows_of(rule: Rule, result: Mapping[str, Any]) -> list[Row]:
    """The matrix of a consult-result/1 under this rule, without sizes.

    Raises `NotInTheMatrix` where it does not tell who of those present was so by proxy, and the rule asks.
    """
    # A poll of rows has used none: its rows say who voted by proxy.
    if not rule.proxy.present and result["proxies"]["used"]:
        raise NotInTheMatrix("the rule tells proxies from those present, and the result does not")
    return [
        Row(row["leaf"], tuple(row["marks"]), {column: row[column] for column in COLUMNS}, None, row.get("proxied"))
        for row in result["matrix"]
    ]


Ballots = Mapping[int, int]
# Ballots changed, by row, with what the clauses find of it.
_Measures = tuple[Ballots, list[Fraction], tuple[bool, ...]]


@dataclass(frozen=True, slots=True)
class _Choice:
    """So many ballots changed, by row; for each part of each clause how far it is passed in the wanted direction, in
    whole numbers of one scale, and whether it has a base at all. `before` is the choice of the groups joined so far."""

    ballots: int
    by_row: Ballots
    passed: tuple[int, ...]
    filled: tuple[bool, ...]
    before: "_Choice | None" = None

    def then(self, other: "_Choice") -> "_Choice":
        return _Choice(
            self.ballots + other.ballots,
            other.by_row,
            tuple(map(int.__add__, self.passed, other.passed)),
            tuple(map(bool.__or__, self.filled, other.filled)),
            self,
        )

    def changes(self) -> dict[int, int]:
        return {**(self.before.changes() if self.before else {}), **self.by_row}


class _Search:
    def __init__(
        self,
        rule: Rule,
        rows: Sequence[Row],
        source: str,
        target: str,
        poll: Mapping[str, Any],
        *,
        decided: bool,
        most_steps: int = MOST_STEPS,
    ) -> None:
        self.rule, self.rows, self.source, self.target, self.poll = rule, list(rows), source, target, poll
        self.decided, self.most_steps = decided, most_steps
        self.clauses = [rule.clauses[key] for key in rule.formula_at(poll.get("convocation", 1)).clauses()]
        self.adopted = tally(rule, rows, **poll).outcome == "adopted"
        self.have = [0 if rule.nodes[row.leaf].consultative else row.heads[source] for row in rows]
        self.groups = self._groups()
        # Only weight depends on which leaves are empty; and a node that is void when they are.
        self.weighs = any("weight" in (clause.unit, clause.won) for clause in self.clauses) or any(
            node.empty == "void" for node in rule.nodes.values()
        )
        self.known: dict[Any, _Measures] = {}
        self.steps = 0

    def run(self) -> Turn | None:
        best = self._one_that_turns()
        most = sum(self.have) if best is None else best.ballots - 1
        for pattern in self._patterns(most):
            for choice in self._joined(pattern, most):
                turn = self.turns(choice.changes())
                if turn is not None:
                    best, most = turn, turn.ballots - 1
                    break
        return best

    def _step(self, steps: int) -> None:
        self.steps += steps
        if self.steps > self.most_steps:
            raise TooManyChanges

    def _changed(self, by_row: Ballots) -> list[Row]:
        rows = list(self.rows)
        for n, ballots in by_row.items():
            heads = dict(rows[n].heads)
            heads[self.source] -= ballots
            heads[self.target] += ballots
            rows[n] = replace(rows[n], heads=heads)
        return rows

    def turns(self, by_row: Ballots) -> Turn | None:
        """The outcome after so many changes in each row, if it is turned."""
        outcome = tally(self.rule, self._changed(by_row), **self.poll).outcome
        if outcome == "void" if self.decided else (outcome == "adopted") == self.adopted:
            return None
        in_rows = tuple(by_row.get(n, 0) for n in range(len(self.rows)))
        return Turn(self.source, self.target, sum(in_rows), in_rows, outcome)

    def _one_that_turns(self) -> Turn | None:
        """Few ballots that turn it, if not the fewest: all from one group, then from the others as they stand."""
        found: list[Turn] = []
        for group in self.groups:
            order = [*group, *(n for n in range(len(self.rows)) if n not in group)]
            low, high = 0, min((turn.ballots for turn in found), default=sum(self.have) + 1)
            while high - low > 1:
                middle = (low + high) // 2
                turn = self.turns(self._first(order, middle))
                low, high = (low, middle) if turn else (middle, high)
                found += [turn] if turn else []
        return min(found, key=lambda turn: turn.ballots, default=None)

    def _first(self, order: Sequence[int], ballots: int) -> dict[int, int]:
        by_row = {}
        for n in order:
            by_row[n] = min(self.have[n], ballots)
            ballots -= by_row[n]
        return by_row

    def _groups(self) -> list[list[int]]:
        """Rows whose measures can't be told one by one: of a leaf, or below a bloc or a category of several leaves."""
        whole = {key for clause in self.clauses for key in clause.of}
        top: dict[str, str] = {}

        def mark(node: Node, above: str) -> None:
            above = above or (node.key if node.is_leaf or node.give != "split" or node.key in whole else "")
            if node.is_leaf:
                top[node.key] = above
            for child in node.children:
                mark(child, above)

        mark(self.rule.tree, "")
        groups: dict[str, list[int]] = {}
        for n, row in enumerate(self.rows):
            if not self.rule.nodes[row.leaf].consultative:
                groups.setdefault(top[row.leaf], []).append(n)
        return list(groups.values())

    def _patterns(self, most: int) -> list[dict[str, range]]:
        """How many ballots may change in each leaf, so that the same leaves are empty throughout: all such patterns of
        at most so many ballots, those that need the fewest first."""
        patterns: list[dict[str, range]] = [{}]
        for leaf in dict.fromkeys(self.rows[n].leaf for group in self.groups for n in group):
            patterns = [
                {**pattern, leaf: allowed}
                for pattern in patterns
                for allowed in self._ranges(leaf)
                if sum(some.start for some in pattern.values()) + allowed.start <= most
            ]
            self._step(len(patterns))
        return sorted(patterns, key=lambda pattern: sum(allowed.start for allowed in pattern.values()))

    def _ranges(self, leaf: str) -> list[range]:
        rows = [n for n, row in enumerate(self.rows) if row.leaf == leaf]
        have = sum(self.have[n] for n in rows)
        over = WORDS[self.rule.nodes[leaf].over]
        base = sum(self.rows[n].heads.get(column, 0) for n in rows for column in over)
        fills = self.target in over and self.source not in over and not base
        empties = self.source in over and self.target not in over and have == base
        if not (self.weighs and have and (fills or empties)):
            return [range(have + 1)]
        first = 1 if fills else have
        return [range(first), range(first, have + 1)]

    def _joined(self, pattern: Mapping[str, range], most: int) -> list[_Choice]:
        """What all groups together may do that nothing beats, fewest ballots first."""
        self._step(MEASURED)
        least: dict[int, int] = {}
        for leaf, allowed in pattern.items():
            least.update(self._first([n for n, row in enumerate(self.rows) if row.leaf == leaf], allowed.start))
        weighed = dict.fromkeys(pattern, Fraction(0))
        for row, weight in zip(self.rows, weigh(self.rule.tree, self._changed(least)).rows, strict=True):
            if row.leaf in weighed:
                weighed[row.leaf] += sum(weight.values())
        measured = [list(self._choices(group, pattern, most, least, weighed)) for group in self.groups]
        scale = lcm(*(number.denominator for group in measured for _by_row, passed, _ in group for number in passed))
        parts = sum(len(clause.scope.nodes) or 1 for clause in self.clauses)
        found = [_Choice(0, {}, (0,) * parts, (False,) * parts)]
        for group in measured:
            choices = self._unbeaten(
                _Choice(sum(by_row.values()), by_row, tuple(int(number * scale) for number in passed), filled)
                for by_row, passed, filled in group
            )
            self._step(len(found) * len(choices))
            found = self._unbeaten(
                one.then(other) for one in found for other in choices if one.ballots + other.ballots <= most
            )
        return found

    def _unbeaten(self, choices: Iterable[_Choice]) -> list[_Choice]:
        """The choices without those that another one beats: it takes no more ballots and passes no part by less. They
        are compared where the same parts have a base, fewest ballots first."""
        found: dict[tuple[bool, ...], list[_Choice]] = {}
        # In this order a later choice never beats an earlier one.
        for choice in sorted(choices, key=lambda choice: (choice.ballots, tuple(map(int.__neg__, choice.passed)))):
            alike = found.setdefault(choice.filled, [])
            self._step(len(alike) // COMPARED)
            if not any(all(map(int.__ge__, other.passed, choice.passed)) for other in reversed(alike)):
                alike.append(choice)
        return sorted((choice for alike in found.values() for choice in alike), key=lambda choice: choice.ballots)

    def _choices(
        self,
        group: Sequence[int],
        pattern: Mapping[str, range],
        most: int,
        least: Ballots,
        weighed: Mapping[str, Fraction],
    ) -> Iterator[_Measures]:
        """What a group may do within the pattern, where every other leaf changes as few ballots as that says."""
        mine = {self.rows[n].leaf for n in group}
        # How a leaf spreads its weight does not depend on the others, once it is known how much it has.
        context = tuple(weighed[leaf] for leaf in sorted(mine)) if self.weighs else ()
        for ballots in _within([self.have[n] for n in group], most):
            in_leaf = dict.fromkeys(mine, 0)
            for n, number in zip(group, ballots, strict=True):
                in_leaf[self.rows[n].leaf] += number
            if all(number in pattern[leaf] for leaf, number in in_leaf.items()):
                key = (group[0], ballots, context)
                if key not in self.known:
                    self._step(MEASURED)
                    self.known[key] = self._measured(group, dict(zip(group, ballots, strict=True)), least)
                yield self.known[key]

    def _measured(self, group: Sequence[int], by_row: Ballots, least: Ballots) -> _Measures:
        rows = self._changed({**least, **by_row})
        weights = weigh(self.rule.tree, rows).rows
        measured = Measured(self.rule, [rows[n] for n in group], [weights[n] for n in group])
        passed, filled = [], []
        for clause in self.clauses:
            wanted = 1 if (clause.op in (">", ">=")) != self.adopted else -1
            for part in parts_of(examine(clause, measured)):
                base = Fraction(1, len(self.groups)) if part.base is None else part.base
                passed.append(wanted * (part.amount - clause.value * base))
                filled.append(part.base != 0)
        return by_row, passed, tuple(filled)


def _exactly(have: Sequence[int], ballots: int) -> Iterator[tuple[int, ...]]:
    """Every way to take this many ballots from rows that have these."""
    if not have:
        if not ballots:
            yield ()
        return
    for first in range(max(0, ballots - sum(have[1:])), min(have[0], ballots) + 1):
        for rest in _exactly(have[1:], ballots - first):
            yield first, *rest


def _within(have: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    """Every way to take at most so many ballots from rows that have these."""
    if not have:
        yield ()
        return
    for first in range(min(have[0], most) + 1):
        for rest in _within(have[1:], most - first):
            yield first, *rest
