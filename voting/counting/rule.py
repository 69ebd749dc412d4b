"""The rule of a yes–no poll, read from consult-rule/1 and checked whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from voting.counting.amounts import fraction, whole
from voting.counting.canonical import sha256
from voting.counting.errors import FormatError, step
from voting.counting.formula import Formula, read_formula
from voting.counting.matrix import WORDS
from voting.counting.reading import entries, filled, items, mapping, one_of, text, truth
from voting.counting.tree import Node, read_tree

FORMAT = "consult-rule/1"
UNITS = ("heads", "size", "weight", "categories")
WON = ("heads", "size", "weight")
OPERATORS = (">=", ">", "<=", "<")
ELSE = ("rejected", "void")
EMPTY_PART = ("fail", "skip")
TIES = ("rejected", "casting", "again", "lot")


@dataclass(frozen=True, slots=True)
class Scope:
    """Over whom a clause measures: `kind` "all", "node" or "mark" (`name` says which), "each" or "at_least"
    (`nodes`, of which `least` must hold; `skip` leaves out those with an empty base)."""

    kind: str
    name: str = ""
    nodes: tuple[str, ...] = ()
    least: int = 0
    skip: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """quantity op value × base, measured in `unit` over `scope`. `base` None: `value` stands alone.
    `won` and `of` are for the unit categories: how a category is won, and which nodes are the categories."""

    key: str
    unit: str
    scope: Scope
    quantity: str
    op: str
    value: Fraction
    base: str | None
    otherwise: str
    won: str = ""
    of: tuple[str, ...] = ()

    @property
    def strict(self) -> bool:
        return self.op in (">", "<")


@dataclass(frozen=True, slots=True)
class Tie:
    """What decides an exact equality in `clauses`."""

    clauses: tuple[str, ...]
    by: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class ProxyRule:
    """How many proxies a holder may carry, whether across categories, whether they count as present.

    A rule that says nothing has a limit of 0, so that the limit is the reason of each refusal."""

    per_holder: int = 0
    across: bool = True
    present: bool = True


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a poll is held, beyond its proxies: words for people, none of which changes a count."""

    secrecy: str
    change: str
    smallest: int


@dataclass(frozen=True, slots=True)
class SizeRule:
    """A voter's size is `base` + its own, at least `floor`, at most `cap`."""

    base: Fraction
    floor: Fraction | None
    cap: Fraction | None

    def of(self, size: Fraction) -> Fraction:
        counted = self.base + size
        if self.floor is not None:
            counted = max(counted, self.floor)
        return counted if self.cap is None else min(counted, self.cap)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A whole yes–no rule. `sha256` is that of the document it was read from."""

    kind: ClassVar[str] = "yes-no"
    id: str
    version: int
    size: SizeRule
    tree: Node
    clauses: Mapping[str, Clause]
    formula: Formula
    second: Formula
    tie: Tie | None
    proxy: ProxyRule
    conduct: Conduct | None
    sha256: str
    nodes: Mapping[str, Node]
    # Whether a share, a leaf, a clause or a category counts sizes.
    sized: bool

    def formula_at(self, convocation: int) -> Formula:
        return self.formula if convocation == 1 else self.second


def read_rule(value: Any) -> Rule:
    """A yes–no rule from its parsed document; raises `FormatError` with the pointer of the first fault."""
    found = entries(
        value,
        "",
        ("format", "id", "version", "method", "size", "tree", "clauses", "formula"),
        ("second", "tie", "conduct"),
    )
    read_head(found)
    one_of(entries(found["method"], "/method", ("kind",))["kind"], "/method/kind", (Rule.kind,))
    size = _read_size(found["size"], "/size")
    tree = read_tree(found["tree"], "/tree")
    nodes = {node.key: node for node in tree.walk()}
    clauses = {
        key: _read_clause(key, clause, "/clauses" + step(key), nodes)
        for key, clause in mapping(found["clauses"], "/clauses").items()
    }
    formula = read_formula(found["formula"], "/formula", clauses)
    second = read_formula(found["second"], "/second", clauses) if "second" in found else formula
    tie = _read_tie(found["tie"], "/tie", clauses) if "tie" in found else None
    proxy, conduct = read_conduct(found["conduct"], "/conduct") if "conduct" in found else (ProxyRule(), None)
    return Rule(
        id=found["id"],
        version=found["version"],
        size=size,
        tree=tree,
        clauses=clauses,
        formula=formula,
        second=second,
        tie=tie,
        proxy=proxy,
        conduct=conduct,
        sha256=sha256(value),
        nodes=nodes,
        sized=any("size" in (node.share, node.per) for node in nodes.values())
        or any("size" in (clause.unit, clause.won) for clause in clauses.values()),
    )


def read_head(found: Mapping[str, Any]) -> None:
    """Check what rules of every method begin with: format, id, version."""
    one_of(found["format"], "/format", (FORMAT,))
    text(found["id"], "/id")
    whole(found["version"], "/version", least=1)


def _read_size(value: Any, pointer: str) -> SizeRule:
    found = entries(value, pointer, ("base", "floor", "cap"))
    base = fraction(found["base"], pointer + "/base")
    floor, cap = (None if found[key] is None else fraction(found[key], pointer + step(key)) for key in ("floor", "cap"))
    return SizeRule(base, floor, cap)


def _read_clause(key: str, value: Any, pointer: str, nodes: Mapping[str, Node]) -> Clause:
    categories = isinstance(value, dict) and value.get("unit") == "categories"
    required = ("unit", "scope", "quantity", "op", "value", "else")
    if categories:
        found = entries(value, pointer, (*required, "won"), ("base", "of"))
    else:
        found = entries(value, pointer, required, ("base",))
    unit = one_of(found["unit"], pointer + "/unit", UNITS)
    scope = _read_scope(found["scope"], pointer + "/scope", nodes)
    won = one_of(found["won"], pointer + "/won", WON) if categories else ""
    of = _read_of(found["of"], pointer + "/of", nodes) if "of" in found else ()
    quantity = one_of(found["quantity"], pointer + "/quantity", WORDS)
    op = one_of(found["op"], pointer + "/op", OPERATORS)
    limit = fraction(found["value"], pointer + "/value")
    base = one_of(found["base"], pointer + "/base", WORDS) if "base" in found else None
    if base is None and limit.denominator != 1:
        raise FormatError(pointer + "/value", "expected a whole number, since the clause has no base")
    otherwise = one_of(found["else"], pointer + "/else", ELSE)
    return Clause(key, unit, scope, quantity, op, limit, base, otherwise, won, of)


def _read_scope(value: Any, pointer: str, nodes: Mapping[str, Node]) -> Scope:
    if isinstance(value, str):
        one_of(value, pointer, ("all",))
        return Scope("all")
    found = mapping(value, pointer)
    if "node" in found:
        entries(found, pointer, ("node",))
        return Scope("node", name=_node(found["node"], pointer + "/node", nodes))
    if "mark" in found:
        entries(found, pointer, ("mark",))
        return Scope("mark", name=text(found["mark"], pointer + "/mark"))
    if "each" in found:
        entries(found, pointer, ("each", "empty"))
        listed = _nodes(found["each"], pointer + "/each", nodes)
        return Scope("each", nodes=listed, least=len(listed), skip=_skips(found["empty"], pointer))
    if "at_least" in found or "of" in found:
        entries(found, pointer, ("at_least", "of", "empty"))
        least = whole(found["at_least"], pointer + "/at_least", least=1)
        listed = _nodes(found["of"], pointer + "/of", nodes)
        return Scope("at_least", nodes=listed, least=least, skip=_skips(found["empty"], pointer))
    for key in found:
        raise FormatError(pointer + step(key), "unknown key")
    raise FormatError(pointer, 'expected "all", or an object with node, mark, each, or at_least and of')


def _skips(value: Any, pointer: str) -> bool:
    return one_of(value, pointer + "/empty", EMPTY_PART) == "skip"


def _node(value: Any, pointer: str, nodes: Mapping[str, Node]) -> str:
    if text(value, pointer) not in nodes:
        raise FormatError(pointer, "no node of the tree has this key")
    return str(value)


def _nodes(value: Any, pointer: str, nodes: Mapping[str, Node]) -> tuple[str, ...]:
    listed: list[str] = []
    for n, key in enumerate(filled(value, pointer)):
        if _node(key, pointer + step(n), nodes) in listed:
            raise FormatError(pointer + step(n), "this node is listed twice")
        listed.append(key)
    return tuple(listed)


def _read_of(value: Any, pointer: str, nodes: Mapping[str, Node]) -> tuple[str, ...]:
    listed = _nodes(value, pointer, nodes)
    covered: set[str] = set()
    for n, key in enumerate(listed):
        below = {leaf.key for leaf in nodes[key].leaves()}
        if below & covered:
            raise FormatError(pointer + step(n), "this node overlaps another one of the list")
        covered |= below
    return listed


def _read_tie(value: Any, pointer: str, clauses: Mapping[str, Clause]) -> Tie:
    found = entries(value, pointer, ("clauses", "by"), ("role",))
    named = []
    for n, key in enumerate(items(found["clauses"], pointer + "/clauses")):
        if text(key, pointer + "/clauses" + step(n)) not in clauses:
            raise FormatError(pointer + "/clauses" + step(n), "no clause has this id")
        named.append(key)
    by = one_of(found["by"], pointer + "/by", TIES)
    if by == "casting":
        entries(value, pointer, ("clauses", "by", "role"))
    return Tie(tuple(named), by, text(found.get("role", ""), pointer + "/role"))


def read_conduct(value: Any, pointer: str) -> tuple[ProxyRule, Conduct]:
    """The `conduct` of polls: what it says about proxies has to do with counting, the rest with the rule in words."""
    found = entries(value, pointer, ("secrecy", "change", "smallest"), ("proxy",))
    proxy = ProxyRule()
    if "proxy" in found:
        given = entries(found["proxy"], pointer + "/proxy", ("per_holder", "across", "present"))
        proxy = ProxyRule(
            whole(given["per_holder"], pointer + "/proxy/per_holder"),
            truth(given["across"], pointer + "/proxy/across"),
            truth(given["present"], pointer + "/proxy/present"),
        )
    secrecy = one_of(found["secrecy"], pointer + "/secrecy", ("open", "secret"))
    change = one_of(found["change"], pointer + "/change", ("until-close", "final"))
    return proxy, Conduct(secrecy, change, whole(found["smallest"], pointer + "/smallest", least=1))
