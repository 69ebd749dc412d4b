"""The weight tree of a rule: its nodes, and how weight flows from the root to the rows of the matrix."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from voting.counting.amounts import fraction, written
from voting.counting.errors import FormatError, step
from voting.counting.matrix import CARRIED, COLUMNS, WORDS, Number, Row
from voting.counting.reading import entries, filled, mapping, one_of, text

DEEPEST = 32
PER = ("head", "size")
OVER = ("entitled", "present", "voted", "expressed")
GIVE = ("split", "bloc", "bloc-no")
EMPTY = ("lapse", "prorata", "equal", "void")
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A node of the tree. `share` is a fraction of the parent, or "heads" or "size" (in proportion to what is entitled
    below), None at the root. A leaf has `per` and `over`, an inner node `children` and `empty`."""

    key: str
    share: Fraction | str | None
    give: str
    per: str = ""
    over: str = ""
    empty: str = ""
    children: tuple["Node", ...] = ()
    # True when this node or one above has a share of 0: it stands in the matrix and counts nowhere.
    consultative: bool = False

    @property
    def is_leaf(self) -> bool:
        return not self.children

    def walk(self) -> Iterator["Node"]:
        """This node and all below, in tree order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> list["Node"]:
        return [node for node in self.walk() if node.is_leaf]


def read_tree(value: Any, pointer: str) -> Node:
    """The tree of a rule, checked whole: keys unique, shares of one kind summing to 1, at most 32 levels."""
    return _read_node(value, pointer, depth=1, root=True, above=False, seen=set())


def read_leaf(value: Any, pointer: str, nodes: Mapping[str, Node]) -> str:
    """The key of the leaf where a voter, a row or a ballot stands."""
    node = nodes.get(text(value, pointer))
    if node is None:
        raise FormatError(pointer, "no leaf of the tree has this key")
    if not node.is_leaf:
        raise FormatError(pointer, "this node has children; a voter stands in a leaf")
    return node.key


def _read_node(value: Any, pointer: str, *, depth: int, root: bool, above: bool, seen: set[str]) -> Node:
    if depth > DEEPEST:
        raise FormatError(pointer, f"nested deeper than {DEEPEST}")
    inner = "children" in mapping(value, pointer)
    place = () if root else ("share",)
    if inner:
        found = entries(value, pointer, ("key", *place, "empty", "children"), ("give",))
    else:
        found = entries(value, pointer, ("key", *place, "per", "over", "give"))
    key = text(found["key"], pointer + "/key")
    if not key:
        raise FormatError(pointer + "/key", "expected a key that is not empty")
    if key in seen:
        raise FormatError(pointer + "/key", "another node has this key")
    seen.add(key)
    share = None if root else _read_share(found["share"], pointer + "/share")
    consultative = above or share == ZERO
    give = one_of(found["give"], pointer + "/give", GIVE) if "give" in found else "split"
    if not inner:
        per = one_of(found["per"], pointer + "/per", PER)
        over = one_of(found["over"], pointer + "/over", OVER)
        return Node(key, share, give, per=per, over=over, consultative=consultative)
    empty = one_of(found["empty"], pointer + "/empty", EMPTY)
    below = pointer + "/children"
    children = tuple(
        _read_node(child, below + step(n), depth=depth + 1, root=False, above=consultative, seen=seen)
        for n, child in enumerate(filled(found["children"], below))
    )
    _check_shares(children, below)
    return Node(key, share, give, empty=empty, children=children, consultative=consultative)


def _read_share(value: Any, pointer: str) -> Fraction | str:
    return value if value in ("heads", "size") and isinstance(value, str) else fraction(value, pointer)


def _check_shares(children: Sequence[Node], pointer: str) -> None:
    first = children[0].share
    for n, child in enumerate(children):
        alike = child.share == first if isinstance(first, str) else isinstance(child.share, Fraction)
        if not alike:
            raise FormatError(pointer + step(n) + "/share", "siblings have shares of one kind")
    if isinstance(first, str):
        return
    total = sum((child.share for child in children if isinstance(child.share, Fraction)), ZERO)
    if total != 1:
        raise FormatError(pointer, f"the shares sum to {written(total)}, not to 1")


@dataclass(slots=True)
class Weighing:
    """What `weigh` found: a weight per row and carried column, and whether an empty node makes the vote void."""

    rows: list[dict[str, Number]]
    void: bool = False


def weigh(tree: Node, rows: Sequence[Row]) -> Weighing:
    """Spread a total weight of 1 over the rows of the matrix.

    Returns for each row the weight in each column of `CARRIED` (yes, no, abstain, blank, present_only, absent, lapsed);
    all rows together sum to 1. Source: docs/voting.md, "Tree" to "Empty".
    """
    return _Flow(tree, rows).run()


class _Flow:
    def __init__(self, tree: Node, rows: Sequence[Row]) -> None:
        self.tree, self.rows = tree, rows
        self.of_leaf: dict[str, list[int]] = {leaf.key: [] for leaf in tree.leaves()}
        for n, row in enumerate(rows):
            self.of_leaf[row.leaf].append(n)
        self.found = Weighing([dict.fromkeys(CARRIED, 0) for _ in rows])
        self.empty: dict[str, bool] = {}
        self._find_empty(tree)

    def run(self) -> Weighing:
        self._give(self.tree, ONE)
        return self.found

    def _below(self, node: Node) -> list[int]:
        """The rows of the voters below that count."""
        return [n for leaf in node.leaves() if not leaf.consultative for n in self.of_leaf[leaf.key]]

    def _find_empty(self, node: Node) -> bool:
        if node.is_leaf:
            empty = not self._sum(self.of_leaf[node.key], node.per, WORDS[node.over])
        else:
            # Consultative children carry nothing, so they neither fill a node nor count as one of its empty children.
            states = [(child, self._find_empty(child)) for child in node.children]
            empty = all(state for child, state in states if not child.consultative)
        self.empty[node.key] = empty
        return empty

    def _sum(self, rows: Sequence[int], per: str, columns: Sequence[str]) -> Fraction | int:
        unit = "heads" if per == "head" else "size"
        return sum((self.rows[n].measure(unit, column) for n in rows for column in columns), 0)

    def _give(self, node: Node, weight: Fraction) -> None:
        if node.consultative:
            return
        if node.is_leaf:
            self._spread(node, weight)
        else:
            for child, part in self._parts(node, weight):
                self._give(child, part)
        self._carry(node)

    def _parts(self, node: Node, weight: Fraction) -> list[tuple[Node, Fraction]]:
        children = [child for child in node.children if not child.consultative]
        shares = self._shares(children)
        full = [child for child in children if not self.empty[child.key]]
        unused = sum((shares[child.key] for child in children if self.empty[child.key]), ZERO)
        if node.empty == "void" and len(full) < len(children):
            self.found.void = True
        if full and node.empty in ("prorata", "equal"):
            used = sum((shares[child.key] for child in full), ZERO)
            for child in full:
                # Shares by heads or size may all be 0 among those left: then, as there, in equal parts.
                prorata = shares[child.key] / used if used and node.empty == "prorata" else None
                shares[child.key] += unused * (Fraction(1, len(full)) if prorata is None else prorata)
            shares.update({child.key: ZERO for child in children if self.empty[child.key]})
        return [(child, weight * shares[child.key]) for child in children]

    def _shares(self, children: Sequence[Node]) -> dict[str, Fraction]:
        kind = children[0].share
        if not isinstance(kind, str):
            return {child.key: child.share for child in children if isinstance(child.share, Fraction)}
        per = "head" if kind == "heads" else "size"
        amounts = {child.key: Fraction(self._sum(self._below(child), per, COLUMNS)) for child in children}
        total = sum(amounts.values(), ZERO)
        return {key: amount / total if total else Fraction(1, len(children)) for key, amount in amounts.items()}

    def _spread(self, leaf: Node, weight: Fraction) -> None:
        rows = self.of_leaf[leaf.key]
        columns: Sequence[str] = WORDS[leaf.over]
        base = self._sum(rows, leaf.per, columns)
        unit = "heads" if leaf.per == "head" else "size"
        if base:
            for n in rows:
                for column in columns:
                    amount = self.rows[n].measure(unit, column)
                    if amount:
                        self.found.rows[n][column] = weight * amount / base
            return
        entitled = self._sum(rows, leaf.per, COLUMNS)
        for n in rows:
            mine = sum((self.rows[n].measure(unit, column) for column in COLUMNS), 0)
            self.found.rows[n]["lapsed"] = weight * (Fraction(mine) / entitled if entitled else Fraction(1, len(rows)))

    def _carry(self, node: Node) -> None:
        """Turn the weight of a bloc to the side that leads inside; what lapsed is carried by nobody."""
        if node.give == "split":
            return
        rows = self._below(node)
        if not self._sum(rows, "head", WORDS["expressed"]):
            return
        yes, no = (
            self._sum(rows, node.per, (side,)) if node.is_leaf else sum(self.found.rows[n][side] for n in rows)
            for side in ("yes", "no")
        )
        tie = "no" if node.give == "bloc-no" else "abstain"
        side = "yes" if yes > no else "no" if no > yes else tie
        for n in rows:
            weight = self.found.rows[n]
            carried = sum(weight[column] for column in COLUMNS)
            weight.update(dict.fromkeys(COLUMNS, 0), **{side: carried})
