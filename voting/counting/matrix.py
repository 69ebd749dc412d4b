"""The matrix of a poll: a row per leaf and set of marks, columns of votes in heads and, where sizes count, in size."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

# The six things a voter can have done; together they are all who are entitled.
COLUMNS = ("yes", "no", "abstain", "blank", "present_only", "absent")
# In weight there is a seventh: what an empty node leaves unused.
CARRIED = (*COLUMNS, "lapsed")
VOTED = ("yes", "no", "abstain", "blank")

# The words of quantities and bases as sums of columns ("lapsed" is there in weight only).
WORDS: Mapping[str, tuple[str, ...]] = {
    **{column: (column,) for column in COLUMNS},
    "expressed": ("yes", "no"),
    "voted": VOTED,
    "participation": VOTED,
    "present": (*VOTED, "present_only"),
    "entitled": CARRIED,
    "not-in-favour": tuple(column for column in CARRIED if column != "yes"),
}

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Row:
    """Voters of one leaf under the same marks.

    `heads` and `size` map each of `COLUMNS` to a number; `size` is None where it was not given.
    `proxied` is how many of those who voted did so by proxy, in heads and in size; None where rows came without it.
    """

    leaf: str
    marks: tuple[str, ...]
    heads: Mapping[str, int]
    size: Mapping[str, Fraction] | None = None
    proxied: int | None = None
    proxied_size: Fraction | None = None

    def measure(self, unit: str, column: str) -> Number:
        """The number in a column (0 for "lapsed", which only weight knows)."""
        if unit == "heads":
            return self.heads.get(column, 0)
        return self.size.get(column, 0) if self.size else 0

    def by_proxy(self, unit: str) -> Number:
        return (self.proxied if unit == "heads" else self.proxied_size) or 0


def in_tree_order(rows: Iterable[Row], leaves: Iterable[str], sized: bool) -> tuple[Row, ...]:
    """All rows, by leaf in tree order, then by marks; a leaf without voters has a row of zeros."""
    by_leaf: dict[str, list[Row]] = {leaf: [] for leaf in leaves}
    for row in rows:
        by_leaf[row.leaf].append(row)
    nobody = Fraction(0)
    return tuple(
        row
        for leaf, found in by_leaf.items()
        for row in sorted(found, key=lambda row: row.marks)
        or [Row(leaf, (), dict.fromkeys(COLUMNS, 0), dict.fromkeys(COLUMNS, nobody) if sized else None)]
    )
