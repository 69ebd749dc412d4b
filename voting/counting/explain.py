"""A rule as language-free facts, from which templates make sentences; the figures of a vote come from its result."""

from collections.abc import Iterator, Mapping
from typing import Any

from voting.counting.amounts import written
from voting.counting.formula import Formula
from voting.counting.graded import GradedRule
from voting.counting.ranked import RankedRule
from voting.counting.rule import Clause, Rule, Scope, SizeRule
from voting.counting.tree import Node


def explain(rule: Rule) -> dict[str, Any]:
    """`{"nodes", "clauses", "formula", "second", "tie", "proxy", "conduct", "size"}` of a rule.

    nodes: in tree order, each `{key, parent, depth, share, give, consultative}` with `{per, over}` for a leaf and
    `{empty}` for an inner node (share: a fraction string, "heads", "size", or None at the root).
    clauses: by id, see `explain_clause`; formula, second: nested `{"and":[…]}`, `{"or":[…]}` or a clause id, second
    None where the second convocation follows the same formula; tie: None or `{clauses, by, role}`;
    proxy: `{per_holder, across, present}`; conduct: None or `{secrecy, change, smallest}`; size: None where nothing
    counts sizes, or `{base, floor, cap}` as fraction strings, floor and cap None where there is none.
    """
    return {
        "nodes": list(_nodes(rule.tree, "", 0)),
        "clauses": {key: explain_clause(clause) for key, clause in sorted(rule.clauses.items())},
        "formula": _formula(rule.formula),
        "second": None if rule.second is rule.formula else _formula(rule.second),
        "tie": rule.tie and {"clauses": list(rule.tie.clauses), "by": rule.tie.by, "role": rule.tie.role},
        "proxy": {
            "per_holder": rule.proxy.per_holder,
            "across": rule.proxy.across,
            "present": rule.proxy.present,
        },
        "conduct": rule.conduct
        and {
            "secrecy": rule.conduct.secrecy,
            "change": rule.conduct.change,
            "smallest": rule.conduct.smallest,
        },
        "size": _size(rule.size) if rule.sized else None,
    }


def _size(size: SizeRule) -> dict[str, str | None]:
    return {
        "base": written(size.base),
        "floor": None if size.floor is None else written(size.floor),
        "cap": None if size.cap is None else written(size.cap),
    }


def explain_choice(rule: RankedRule | GradedRule) -> dict[str, Any]:
    """The same of a rule among options, which has no clauses: `{"nodes", "clauses": {}, "formula", "second", "tie",
    "proxy", "method"}`.

    method: `{kind, seats, grades, missing}`, missing a grade, "none" or "median", "" where ballots rank; without a
    tree there is one leaf, which all share. tie: None or `{"by": "lot"}`; proxies are not the rule's to say.
    """
    alone = Node("all", None, "split", per="head", over="voted")
    if isinstance(rule, GradedRule):
        missing = rule.grades[rule.missing_grade] if rule.missing == "grade" else rule.missing
        method = {"kind": rule.kind, "seats": 1, "grades": list(rule.grades), "missing": missing}
    else:
        method = {"kind": rule.kind, "seats": rule.seats, "grades": [], "missing": ""}
    return {
        "nodes": list(_nodes(rule.tree or alone, "", 0)),
        "clauses": {},
        "formula": {"and": []},
        "second": None,
        "tie": {"by": "lot"} if rule.by_lot else None,
        "proxy": {"per_holder": 0, "across": True, "present": True},
        "method": method,
    }


def explain_clause(clause: Clause) -> dict[str, Any]:
    """`{unit, scope, quantity, op, value, base, else, won, of}`; value is a fraction string, base None where there is
    none, scope `{kind, name, nodes, least, skip}` (kind: all, node, mark, each, at_least)."""
    return {
        "unit": clause.unit,
        "scope": _scope(clause.scope),
        "quantity": clause.quantity,
        "op": clause.op,
        "value": written(clause.value),
        "base": clause.base,
        "else": clause.otherwise,
        "won": clause.won,
        "of": list(clause.of),
    }


def _scope(scope: Scope) -> Mapping[str, Any]:
    return {
        "kind": scope.kind,
        "name": scope.name,
        "nodes": list(scope.nodes),
        "least": scope.least,
        "skip": scope.skip,
    }


def _nodes(node: Node, parent: str, depth: int) -> Iterator[dict[str, Any]]:
    share = node.share if node.share is None or isinstance(node.share, str) else written(node.share)
    settings = {"per": node.per, "over": node.over} if node.is_leaf else {"empty": node.empty}
    yield {
        "key": node.key,
        "parent": parent,
        "depth": depth,
        "share": share,
        "give": node.give,
        "consultative": node.consultative,
        **settings,
    }
    for child in node.children:
        yield from _nodes(child, node.key, depth + 1)


def _formula(formula: Formula) -> Any:
    return formula.clause if formula.word == "clause" else {formula.word: [_formula(part) for part in formula.parts]}
