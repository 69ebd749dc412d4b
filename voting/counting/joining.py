"""Coalitions counted by what they add up to (coalitions.py, sums.py): units join one after the other.

Coalitions of equal sums are counted together. One sum, that of most values, is the power of x in a polynomial, which is
one integer with so many bytes for each coefficient (Kronecker's substitution), so that a unit joins by shifting and
adding; the other sums, mostly small, are the key that it stands under. What only some units decide, as a veto of a
category, is judged once they have joined, and only the truth of it is kept. The last units do not join: for each of
their choices it is looked up from which amount on the others win with it, so that their denominators refine nothing.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, product
from math import gcd, prod
from operator import add

from voting.counting.coalitions import Choice, Coalitions, Game, TooManyCoalitions
from voting.counting.rule import Scope
from voting.counting.sums import SIZE, Measured, PartOf

# Bytes that are moved in joining: some seconds; and bytes of all the coalitions at once.
MOST_MOVED = 6 * 10**9
MOST_KEPT = 10**8
# What a step costs beside the bytes that it moves, as bytes.
STEP = 400
# Choices of the last units together.
MOST_LAST = 400

Key = tuple[int, ...]
States = Mapping[Key, int]


def by_sums(game: Game) -> Coalitions:
    """Join one unit after the other; for each kind once more, with its own coalitions alone.

    Raises `TooManyCoalitions` for what can't be joined in some seconds."""
    return _Joining(Measured(game)).run()


@dataclass(frozen=True, slots=True)
class _Adds:
    """A choice of some units: what it adds to the key and to the main sum, and in how many coalitions it is."""

    key: Key
    main: int
    choices: tuple[Choice, ...]

    def coalitions(self, kind: int | None, number: int) -> int:
        """In how many; with a kind, of `number` voters, those that have a certain one of them."""
        all_ = prod(choice.coalitions for choice in self.choices)
        for choice in self.choices:
            if kind is not None and kind in choice.yes:
                return all_ * choice.yes[kind] // number
        return all_


class _Joining:
    def __init__(self, measured: Measured) -> None:
        self.game, self.sums, self.parts = measured.game, measured.sums, measured.parts
        self.units, self.options = measured.units, measured.options
        # No sum of coefficients reaches beyond its own: together they are the coalitions, two to the players at most.
        self.bytes = (self.game.players + 1) // 8 + 1
        self.main, self.joined, self.last = self._plan()
        # Amounts of the main sum that the joined units reach are multiples of this.
        self.step = self._step(self.main, self.joined)
        self.slots = self._slots(self.main, self.joined) if self.main else 1
        self.ready: dict[int, list[PartOf]] = {}
        self.late: list[PartOf] = []
        self.until = self._order()
        # A key is the sums, then for each clause how many of its parts held, and whether one failed, as far as judged.
        self.start: Key = (0,) * (len(self.sums) + 2 * len(self.game.clauses))
        self.cuts = self._cuts()
        self.lookups = [self._adds(self.last, chosen) for chosen in product(*(self._choices(n) for n in self.last))]
        self.wins: dict[Key, list[tuple[int, int]]] = {}
        self.truths: dict[tuple[bool, ...], bool] = {}
        self.moved = 0

    def run(self) -> Coalitions:
        game = self.game
        found = Coalitions(game.none(), [game.none() for _ in game.kinds])
        before: States = {self.start: 1}
        for n, unit in enumerate(self.joined):
            for kind in self.units[unit]:
                states = self._join(before, unit, kind)
                for later in self.joined[n + 1 :]:
                    states = self._join(states, later)
                self._count(states, {None: found.inside[kind]})
            before = self._join(before, unit)
        into: dict[int | None, list[int]] = {None: found.winning}
        into.update({kind: found.inside[kind] for unit in self.last for kind in self.units[unit]})
        self._count(before, into)
        return found

    def _plan(self) -> tuple[int, list[int], list[int]]:
        """The sum that becomes a polynomial, one that most units add to, of most values, or SIZE where none is short
        enough; the units that join, and the last ones."""
        by_reach = sorted(
            ((len(found.units), found.most, n) for n, found in enumerate(self.sums) if n != SIZE), reverse=True
        )
        for _units, _most, main in by_reach:
            joined, last = self._divided(main)
            if self._slots(main, joined) * self.bytes <= MOST_KEPT:
                return main, joined, last
        return SIZE, list(range(len(self.units))), []

    def _divided(self, main: int) -> tuple[list[int], list[int]]:
        """The units that join, and the last ones: those without which the polynomial is shortest."""
        joined, last, together = list(range(len(self.units))), list[int](), 1
        while joined:
            rest = min(
                ([unit for unit in joined if unit != left] for left in joined), key=lambda rest: self._slots(main, rest)
            )
            [unit] = set(joined) - set(rest)
            together *= len(self.options[unit])
            if together > MOST_LAST or (last and 2 * self._slots(main, rest) > self._slots(main, joined)):
                break
            joined, last = rest, [*last, unit]
        return joined, last

    def _step(self, main: int, units: Sequence[int]) -> int:
        return gcd(*(number for unit in units for number in self.sums[main].adds[unit])) or 1

    def _slots(self, main: int, units: Sequence[int]) -> int:
        """How many coefficients the polynomial of these units has."""
        return sum(max(self.sums[main].adds[unit]) for unit in units) // self._step(main, units) + 1

    def _order(self) -> list[int]:
        """Write down which parts are judged after which unit; after which one each sum is forgotten, -1 for none."""
        place = {unit: n for n, unit in enumerate([*self.joined, *self.last])}
        end, unit_at = len(place), {n: unit for unit, n in place.items()}
        needed = [-1] * len(self.sums)
        needed[SIZE] = end
        for part in self.parts:
            after = max((place[unit] for n in part.sums for unit in self.sums[n].units), default=end)
            if after >= len(self.joined) or self.main in part.sums - {SIZE}:
                after = end
                self.late.append(part)
            else:
                self.ready.setdefault(unit_at[after], []).append(part)
            for n in part.sums:
                needed[n] = max(needed[n], after)
        return [unit_at.get(after, -1) for after in needed]

    def _choices(self, unit: int) -> list[tuple[int, Choice]]:
        return list(enumerate(self.options[unit]))

    def _adds(self, units: Sequence[int], chosen: Sequence[tuple[int, Choice]]) -> _Adds:
        sums = [
            sum(found.adds[unit][n] for unit, (n, _choice) in zip(units, chosen, strict=True)) for found in self.sums
        ]
        main = sums[self.main] if self.main else 0
        if self.main:
            sums[self.main] = 0
        return _Adds((*sums, *self.start[len(sums) :]), main, tuple(choice for _n, choice in chosen))

    def _join(self, states: States, unit: int, kind: int | None = None) -> States:
        """The coalitions with what a unit may do; with a kind, those that have a certain voter of it."""
        found: dict[Key, int] = {}
        adds = [self._adds([unit], [choice]) for choice in self._choices(unit)]
        number = 1 if kind is None else self.game.numbers[kind]
        moves = [
            (add_.key, add_.main // self.step * 8 * self.bytes, coalitions)
            for add_ in adds
            if (coalitions := add_.coalitions(kind, number))
        ]
        kept = sum(count.bit_length() for count in states.values()) // 8
        self.moved += len(moves) * (kept + len(states) * STEP)
        if self.moved > MOST_MOVED:
            raise TooManyCoalitions
        for key, count in states.items():
            for moved, shift, coalitions in moves:
                to = tuple(map(add, key, moved))
                found[to] = found.get(to, 0) + (count * coalitions << shift)
        if sum(count.bit_length() for count in found.values()) // 8 + len(found) * STEP > MOST_KEPT:
            raise TooManyCoalitions
        return self._settled(found, unit)

    def _settled(self, states: States, unit: int) -> States:
        """The same after the parts that this unit was the last for are judged, and their sums forgotten."""
        parts, over = self.ready.get(unit, []), [n for n, until in enumerate(self.until) if until == unit]
        if not parts:
            return states
        found: dict[Key, int] = {}
        for key, count in states.items():
            settled = list(key)
            for part in parts:
                self._judge(part, key, settled)
            for n in over:
                settled[n] = 0
            to = tuple(settled)
            found[to] = found.get(to, 0) + count
        return found

    def _judge(self, part: PartOf, sums: Sequence[int], settled: list[int]) -> None:
        """Write down how a part comes out where the sums are these."""
        scope, filled = self.game.clauses[part.clause].scope, part.filled.holds(sums)
        if scope.skip and not filled:
            return
        held = len(self.sums) + 2 * part.clause
        if filled and part.holds.holds(sums):
            settled[held] = min(settled[held] + 1, _least(scope))
        else:
            settled[held + 1] = int(scope.kind == "each")

    def _cuts(self) -> list[int]:
        """Where a part may come out otherwise along the main sum: the first amount of each stretch, and the end."""
        end = self.sums[self.main].most + 1 if self.main else 1
        found = {0, end}
        for part in self.late:
            for test in part.tests:
                if test.sum == self.main != SIZE:
                    found |= test.cuts()
        return sorted(cut for cut in found if 0 <= cut <= end)

    def _count(self, states: States, into: Mapping[int | None, list[int]]) -> None:
        """Add the coalitions that win by their size; with a kind of the last units, those that have one of it."""
        places = [self._places(adds.main) for adds in self.lookups]
        marks = sorted({place for found in places for place in found})
        indexes = [[bisect_left(marks, place) for place in found] for found in places]
        numbers = [
            {kind: adds.coalitions(kind, 1 if kind is None else self.game.numbers[kind]) for kind in into}
            for adds in self.lookups
        ]
        for key, count in states.items():
            below = self._below(count, marks)
            for adds, at, number in zip(self.lookups, indexes, numbers, strict=True):
                moved = tuple(map(add, key, adds.key))
                winning = sum(below[at[end]] - below[at[start]] for start, end in self._winning(moved))
                if winning:
                    for kind, by_size in into.items():
                        by_size[moved[SIZE]] += winning * number[kind]

    def _places(self, main: int) -> list[int]:
        """The cuts as places among the coefficients, where the last units add this to the main sum."""
        return [min(max(-((main - cut) // self.step), 0), self.slots) for cut in self.cuts]

    def _below(self, count: int, marks: Sequence[int]) -> list[int]:
        """The sum of the coefficients before each of these places, of which 0 is the first."""
        data = memoryview(count.to_bytes(self.slots * self.bytes, "little"))
        stretches = [
            self._total(int.from_bytes(data[start * self.bytes : end * self.bytes], "little"), end - start)
            for start, end in pairwise(marks)
        ]
        return list(accumulate(stretches, initial=0))

    def _total(self, coefficients: int, slots: int) -> int:
        """Their sum: one half of them is added to the other, until one is left."""
        while slots > 1:
            slots = (slots + 1) // 2
            bits = 8 * self.bytes * slots
            upper = coefficients >> bits
            coefficients += upper - (upper << bits)
        return coefficients

    def _winning(self, key: Key) -> list[tuple[int, int]]:
        """The stretches between cuts, from one to another, of the main sum in which coalitions under this key win."""
        if key not in self.wins:
            found: list[tuple[int, int]] = []
            for n, cut in enumerate(self.cuts[:-1]):
                if self._adopts(key, cut):
                    start = found.pop()[0] if found and found[-1][1] == n else n
                    found.append((start, n + 1))
            self.wins[key] = found
        return self.wins[key]

    def _adopts(self, key: Key, main: int) -> bool:
        settled = list(key)
        if self.main:
            settled[self.main] = main
        sums = tuple(settled)
        for part in self.late:
            self._judge(part, sums, settled)
        clauses = self.game.clauses
        truth = tuple(
            settled[held] >= _least(clause.scope) and not settled[held + 1]
            for held, clause in zip(range(len(self.sums), len(settled), 2), clauses, strict=True)
        )
        if truth not in self.truths:
            by_clause = {clause.key: true for clause, true in zip(clauses, truth, strict=True)}
            self.truths[truth] = not self.game.void and self.game.rule.formula.holds(by_clause)
        return self.truths[truth]


def _least(scope: Scope) -> int:
    """How many parts must hold at least; where each must, one, since all may be left out."""
    return scope.least if scope.kind == "at_least" else 1
