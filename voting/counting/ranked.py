"""Rules and polls of ranked ballots, read and checked whole: Schulze, instant run-off, approval, single transferable
vote."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any

from voting.counting.amounts import fraction, whole
from voting.counting.ballots import read_by_lot, read_cast, read_options, read_tree_of_ballots, weights
from voting.counting.canonical import sha256
from voting.counting.errors import FormatError, step
from voting.counting.matrix import Number
from voting.counting.poll import CONDUCTED, read_conducted
from voting.counting.reading import entries, filled, items, mapping, one_of, text
from voting.counting.rule import read_head
from voting.counting.ties import Lot
from voting.counting.tree import Node

KINDS = ("schulze", "irv", "approval", "stv")
OF_SEVERAL_SEATS = ("approval", "stv")
# A ranking as it was cast: groups of equal options, best first; who is in none of them stands below all.
Ranks = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Quorum:
    """An option needs k times the square root of n votes against the default."""

    k: Fraction
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class RankedRule:
    """A whole rule of ranked ballots. `default`, `ratio` and `quorum` are those of Schulze, else None and empty;
    `by_lot` says that ties are put to the lot."""

    kind: str
    seats: int
    default: str | None
    ratio: Mapping[str, Fraction]
    quorum: Quorum | None
    tree: Node | None
    by_lot: bool
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class RankedPoll:
    """A poll ready to be counted: its options by code point, and the weight of each ranking that was cast.

    `void` says that an empty node of the tree makes it void."""

    options: tuple[str, ...]
    ballots: Mapping[Ranks, Number]
    void: bool
    convocation: int
    seed: str | None
    sha256: str


def read_ranked_rule(value: Any) -> RankedRule:
    """A rule from its parsed document; raises `FormatError` with the pointer of the first fault."""
    found = entries(value, "", ("format", "id", "version", "method"), ("tie", "tree"))
    read_head(found)
    method = entries(found["method"], "/method", ("kind",), ("seats", "default", "ratio", "quorum"))
    kind = one_of(method["kind"], "/method/kind", KINDS)
    seats = whole(method.get("seats", 1), "/method/seats", least=1)
    if seats > 1 and kind not in OF_SEVERAL_SEATS:
        raise FormatError("/method/seats", f"{kind} fills one seat")
    default = method.get("default")
    if default is not None:
        text(default, "/method/default")
        _only_schulze(kind, "/method/default")
    ratio = _read_ratio(method.get("ratio", {}), "/method/ratio", kind, default)
    quorum = _read_quorum(method.get("quorum"), "/method/quorum", kind, default)
    by_lot = read_by_lot(found["tie"], "/tie") if "tie" in found else False
    tree = read_tree_of_ballots(found["tree"], "/tree") if "tree" in found else None
    return RankedRule(kind, seats, default, ratio, quorum, tree, by_lot, sha256(value))


def _only_schulze(kind: str, pointer: str) -> None:
    if kind != "schulze":
        raise FormatError(pointer, f"only schulze measures options against a default, not {kind}")


def _read_ratio(value: Any, pointer: str, kind: str, default: str | None) -> dict[str, Fraction]:
    found = mapping(value, pointer)
    if found:
        _only_schulze(kind, pointer)
        _needs_default(default, pointer)
    if default in found:
        raise FormatError(pointer + step(default), "the default is not measured against itself")
    return {option: fraction(ratio, pointer + step(option)) for option, ratio in found.items()}


def _read_quorum(value: Any, pointer: str, kind: str, default: str | None) -> Quorum | None:
    if value is None:
        return None
    _only_schulze(kind, pointer)
    _needs_default(default, pointer)
    found = entries(value, pointer, ("k", "n"))
    return Quorum(fraction(found["k"], pointer + "/k"), whole(found["n"], pointer + "/n"))


def _needs_default(default: str | None, pointer: str) -> None:
    if default is None:
        raise FormatError(pointer, "there is no default against which to measure")


def read_ranked_poll(value: Any, rule: RankedRule) -> RankedPoll:
    """A poll from its parsed document, under this rule; raises `FormatError` with the pointer of the first fault."""
    found = entries(value, "", ("format", "options", "ballots"), CONDUCTED)
    convocation, _casting, seed = read_conducted(found)
    options = read_options(filled(found["options"], "/options"), "/options")
    for named in (*(() if rule.default is None else (rule.default,)), *rule.ratio):
        if named not in options:
            raise FormatError("/options", f"the rule names an option that is not here: {named!r}")
    nodes = None if rule.tree is None else {node.key: node for node in rule.tree.walk()}
    known = frozenset(options)
    cast: dict[tuple[str, Ranks], int] = {}
    for n, entry in enumerate(items(found["ballots"], "/ballots")):
        here = "/ballots" + step(n)
        ballot, times, leaf = read_cast(entry, here, "ranks", nodes)
        key = (leaf, _read_ranks(ballot["ranks"], here + "/ranks", known))
        cast[key] = cast.get(key, 0) + times
    weighed = weights(rule.tree, cast)
    ballots: dict[Ranks, Number] = {}
    for (leaf, ranks), times in cast.items():
        ballots[ranks] = ballots.get(ranks, 0) + times * weighed.of_leaf[leaf]
    return RankedPoll(tuple(sorted(options)), ballots, weighed.void, convocation, seed, sha256(value))


def _read_ranks(value: Any, pointer: str, known: Set[str]) -> Ranks:
    ranks = _faultless(value, known)
    return _read_each(value, pointer, known) if ranks is None else ranks


def _faultless(value: Any, known: Set[str]) -> Ranks | None:
    """The ranks, None where anything is wrong with them: a pointer for each option would be most of the work."""
    if type(value) is not list or not all(type(group) is list and group for group in value):
        return None
    listed = list(chain.from_iterable(value))
    try:
        seen = set(listed)
    except TypeError:
        return None
    if len(seen) < len(listed) or not seen <= known:
        return None
    return tuple([(group[0],) if len(group) == 1 else tuple(sorted(group)) for group in value])


def _read_each(value: Any, pointer: str, known: Collection[str]) -> Ranks:
    """The same, raising `FormatError` at the first fault."""
    seen: set[str] = set()
    ranks = []
    for n, group in enumerate(items(value, pointer)):
        here = pointer + step(n)
        for m, option in enumerate(filled(group, here)):
            if text(option, here + step(m)) not in known:
                raise FormatError(here + step(m), "no option of the poll has this name")
            if option in seen:
                raise FormatError(here + step(m), "this option is ranked twice")
            seen.add(option)
        ranks.append(tuple(sorted(group)))
    return tuple(ranks)


def lot(rule: RankedRule, poll: RankedPoll) -> Lot:
    return Lot(rule.by_lot, poll.seed)


def choice(ranks: Ranks, among: Collection[str]) -> Sequence[str]:
    """Those of a ballot's options, among some, that it ranks highest: several where equal, none where exhausted."""
    for group in ranks:
        if found := [option for option in group if option in among]:
            return found
    return ()
