"""What each clause of a rule finds in a weighed matrix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import ge, gt, le, lt

from voting.counting.matrix import WORDS, Number, Row
from voting.counting.rule import Clause, Rule

COMPARE = {">=": ge, ">": gt, "<=": le, "<": lt}


@dataclass(frozen=True, slots=True)
class Part:
    """One comparison: `amount` against value × `base`. `base` and `ratio` are None where the clause has no base,
    `ratio` also where the base is empty. `node` is "" for a clause that is not taken node by node."""

    node: str
    amount: Fraction
    base: Fraction | None
    ratio: Fraction | None
    holds: bool
    tied: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause and what it found. `parts` is None for a clause taken as a whole, else its nodes in listed order."""

    clause: Clause
    whole: Part | None
    parts: tuple[Part, ...] | None
    holds: bool
    tied: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """A matrix with the weights of its rows: all that a clause can measure."""

    rule: Rule
    rows: Sequence[Row]
    weights: Sequence[Mapping[str, Number]]


def examine(clause: Clause, measured: Measured) -> Finding:
    """Find whether a clause holds, is exactly tied, or has nothing to measure.

    Source: docs/voting.md, "Words" to "Outcome".
    """
    if clause.scope.kind not in ("each", "at_least"):
        return conclude(clause, [_part("", clause, measured, _in_scope(clause, measured))])
    return conclude(clause, [_part(key, clause, measured, _under(key, measured)) for key in clause.scope.nodes])


def conclude(clause: Clause, parts: Sequence[Part]) -> Finding:
    """What a clause finds from its parts: one for each of its nodes, or the single one of the whole."""
    if clause.scope.kind not in ("each", "at_least"):
        [part] = parts
        return Finding(clause, part, None, part.holds, part.tied, part.empty)
    holds = _enough(clause, parts, [part.holds for part in parts])
    # Tied: it fails as it stands, and would hold if those in exact equality were on the right side.
    tied = not holds and _enough(clause, parts, [part.holds or part.tied for part in parts])
    return Finding(clause, None, tuple(parts), holds, tied, all(part.empty for part in parts))


def _enough(clause: Clause, parts: Sequence[Part], truth: Sequence[bool]) -> bool:
    scope = clause.scope
    counted = [true for part, true in zip(parts, truth, strict=True) if not (scope.skip and part.empty)]
    if not counted:
        return False
    return all(counted) if scope.kind == "each" else sum(counted) >= scope.least


def _part(node: str, clause: Clause, measured: Measured, rows: Sequence[int]) -> Part:
    count = _categories(clause, measured, rows) if clause.unit == "categories" else None

    def measure(word: str) -> Fraction:
        if count is not None:
            return Fraction(sum(count.get(column, 0) for column in WORDS[word]))
        return Fraction(_measure(clause.unit, word, measured, rows))

    return judge(node, clause, measure(clause.quantity), None if clause.base is None else measure(clause.base))


def judge(node: str, clause: Clause, amount: Fraction, base: Fraction | None) -> Part:
    """Compare an amount with value × base, or with the value alone where the clause has no base."""
    empty = base == 0
    limit = clause.value if base is None else clause.value * base
    return Part(
        node=node,
        amount=amount,
        base=base,
        ratio=amount / base if base else None,
        holds=not empty and COMPARE[clause.op](amount, limit),
        tied=not empty and clause.strict and amount == limit,
        empty=empty,
    )


def _measure(unit: str, word: str, measured: Measured, rows: Sequence[int]) -> Number:
    columns = WORDS[word]
    if unit == "weight":
        return sum((measured.weights[n][column] for n in rows for column in columns), 0)
    total = sum((measured.rows[n].measure(unit, column) for n in rows for column in columns), 0)
    if word == "present" and not measured.rule.proxy.present:
        total -= sum((measured.rows[n].by_proxy(unit) for n in rows), 0)
    return total


def _counting(rows: Sequence[int], measured: Measured) -> list[int]:
    """Without the rows of consultative leaves, which count in no unit."""
    return [n for n in rows if not measured.rule.nodes[measured.rows[n].leaf].consultative]


def _under(key: str, measured: Measured) -> list[int]:
    leaves = {leaf.key for leaf in measured.rule.nodes[key].leaves()}
    return _counting([n for n, row in enumerate(measured.rows) if row.leaf in leaves], measured)


def _in_scope(clause: Clause, measured: Measured) -> list[int]:
    scope = clause.scope
    if scope.kind == "node":
        return _under(scope.name, measured)
    marked = scope.kind == "mark"
    return _counting([n for n, row in enumerate(measured.rows) if not marked or scope.name in row.marks], measured)


def _categories(clause: Clause, measured: Measured, rows: Sequence[int]) -> dict[str, int]:
    """How many categories stand in each column, where a category says what its own voters say."""
    count = dict.fromkeys(("yes", "no", "abstain", "absent"), 0)
    nodes = measured.rule.nodes
    keys = clause.of or [leaf.key for leaf in measured.rule.tree.leaves()]
    for key in keys:
        leaves = {leaf.key for leaf in nodes[key].leaves()}
        inside = [n for n in rows if measured.rows[n].leaf in leaves]
        if clause.scope.kind == "mark":
            inside = [n for n in inside if any(measured.rows[n].heads.values())]
        # Every leaf has a row, so that a category without rows here is consultative, or outside the scope.
        if not inside:
            continue
        yes, no = (_measure(clause.won, side, measured, inside) for side in ("yes", "no"))
        if yes != no:
            count["yes" if yes > no else "no"] += 1
        else:
            count["abstain" if _measure("heads", "expressed", measured, inside) else "absent"] += 1
    return count
