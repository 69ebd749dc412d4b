"""Ballots that choose among options: how their rules put a tree over them, and the weight it gives to each."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from voting.counting.amounts import whole
from voting.counting.errors import FormatError, step
from voting.counting.matrix import COLUMNS, Number, Row, in_tree_order
from voting.counting.reading import entries, one_of, text
from voting.counting.tree import Node, read_leaf, read_tree, weigh


def read_tree_of_ballots(value: Any, pointer: str) -> Node:
    """The tree of a rule whose ballots name their leaf.

    A ballot has no size and no side, and nothing is known of who cast none: each leaf is spread over its ballots,
    per head over those who voted, and every node is carried split.
    """
    tree = read_tree(value, pointer)
    _check(value, pointer)
    return tree


def _check(node: Mapping[str, Any], pointer: str) -> None:
    if node.get("share") == "size":
        raise FormatError(pointer + "/share", "ballots have no size")
    for key, only in (("per", "head"), ("over", "voted"), ("give", "split")):
        if node.get(key, only) != only:
            raise FormatError(f"{pointer}/{key}", f"expected {only}, since options are chosen by single ballots")
    for n, child in enumerate(node.get("children", ())):
        _check(child, pointer + "/children" + step(n))


def read_by_lot(value: Any, pointer: str) -> bool:
    """The `tie` of a rule among options, which can only be put to the lot."""
    one_of(entries(value, pointer, ("by",))["by"], pointer + "/by", ("lot",))
    return True


def read_options(value: list[Any], pointer: str, word: str = "option") -> tuple[str, ...]:
    """A list of different texts."""
    found: dict[str, None] = {}
    for n, key in enumerate(value):
        if text(key, pointer + step(n)) in found:
            raise FormatError(pointer + step(n), f"this {word} is listed twice")
        found[key] = None
    return tuple(found)


def read_cast(
    value: Any, pointer: str, content: str, nodes: Mapping[str, Node] | None
) -> tuple[dict[str, Any], int, str]:
    """A ballot with its `content` (a key) still to be read, how many times it was cast, and its leaf ("" without)."""
    required = (content,) if nodes is None else (content, "leaf")
    found = entries(value, pointer, required, ("times",))
    times = whole(found.get("times", 1), pointer + "/times", least=1)
    return found, times, "" if nodes is None else read_leaf(found["leaf"], pointer + "/leaf", nodes)


@dataclass(frozen=True, slots=True)
class Weights:
    """What one ballot of a leaf weighs, and whether an empty node makes the poll void."""

    of_leaf: Mapping[str, Number]
    void: bool = False


def weights(tree: Node | None, cast: Mapping[tuple[str, Any], int]) -> Weights:
    """The weight of one ballot in each leaf; without a tree all weigh 1.

    `cast` says how many times each ballot was cast, by its leaf and what it says.
    """
    in_leaf: dict[str, int] = {}
    for (leaf, _said), times in cast.items():
        in_leaf[leaf] = in_leaf.get(leaf, 0) + times
    if tree is None:
        return Weights(dict.fromkeys(in_leaf, 1))
    rows = in_tree_order(
        [Row(leaf, (), {**dict.fromkeys(COLUMNS, 0), "yes": number}) for leaf, number in in_leaf.items()],
        (leaf.key for leaf in tree.leaves()),
        sized=False,
    )
    weighing = weigh(tree, rows)
    return Weights(
        {
            row.leaf: Fraction(weight["yes"], in_leaf.get(row.leaf, 1))
            for row, weight in zip(rows, weighing.rows, strict=True)
        },
        weighing.void,
    )
