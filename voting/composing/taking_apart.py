"""From the document of a rule to the parts of a form, where these say all of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from voting.composing.parts import CATEGORIES, ELECTED, GROUPS, NODE, Condition, Parts
from voting.composing.writing import EACH_CATEGORY, compose
from voting.counting.presets import FORMAT as PRESET


class _NotCovered(Exception):
    """The document says something that the form has no field for."""


def take_apart(document: dict[str, Any], categories: Sequence[str], *, elected: bool) -> Parts | None:
    """The parts that `compose` makes this document of, its id and version apart; None where there are none.

    `document` is a consult-preset/1 or consult-rule/1 that can be read. A whole number may be written as one in it.
    """
    document = _with_fractions(document)
    try:
        parts = _parts(document, categories)
    except (_NotCovered, LookupError, TypeError, ValueError, AttributeError):
        return None
    made = compose(parts, categories, elected=elected)
    return parts if made == {**document, "id": made["id"], "version": made["version"]} else None


def _with_fractions(value: Any, key: str = "") -> Any:
    """The same with whole numbers as text wherever the format takes fractions."""
    if isinstance(value, dict):
        return {name: _with_fractions(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_with_fractions(part) for part in value]
    is_number = type(value) is int and key in ("base", "floor", "cap", "share", "value")
    return str(value) if is_number else value


def _parts(document: dict[str, Any], categories: Sequence[str]) -> Parts:
    tree, size, conduct = document["tree"], document["size"], document["conduct"]
    leaf = tree["children"][-1]
    weights = "equal"
    shares: tuple[tuple[str, str], ...] = ()
    if document["format"] != PRESET:
        weights = leaf["share"] if leaf["share"] in ("heads", "size") else "shares"
        if weights == "shares":
            shares = tuple((child["key"], child["share"]) for child in tree["children"])
    tie = document.get("tie", {"clauses": [], "by": "rejected"})
    order, groups, join = _grouped(document["formula"])
    again = _grouped(document["second"])[0] if "second" in document else order
    conditions = tuple(
        replace(
            _condition(document["clauses"][key], categories),
            key=key,
            group=groups.get(key, ""),
            again=key in again,
            tie=key in tie["clauses"],
        )
        for key in order
    )
    return Parts(
        weights=weights,
        shares=shares,
        per=leaf["per"],
        over=leaf["over"],
        give=leaf["give"],
        empty=tree["empty"],
        size=(size["base"], size["floor"] or "", size["cap"] or ""),
        conditions=conditions,
        join=join,
        tie=tie["by"],
        proxies=conduct["proxy"]["per_holder"],
        across=conduct["proxy"]["across"],
        present=conduct["proxy"]["present"],
        change=conduct["change"],
    )


def _condition(clause: dict[str, Any], categories: Sequence[str]) -> Condition:
    scope = clause["scope"]
    return replace(
        _of_scope(scope, categories),
        unit=CATEGORIES + clause["won"] if clause["unit"] == "categories" else clause["unit"],
        quantity=clause["quantity"],
        op=clause["op"],
        value=clause["value"],
        base=clause.get("base", ""),
        otherwise=clause["else"],
    )


def _of_scope(scope: Any, categories: Sequence[str]) -> Condition:
    if isinstance(scope, str):
        return Condition(scope=scope)
    if "node" in scope:
        return Condition(scope=NODE + scope["node"])
    kind, nodes = ("each", scope["each"]) if "each" in scope else ("least", scope["of"])
    elected = "-elected" if nodes[0] == ELECTED else ""
    if nodes[bool(elected) :] not in ([EACH_CATEGORY], list(categories)):
        raise _NotCovered
    return Condition(scope=kind + elected, least=scope.get("at_least", 1), empty=scope["empty"])


def _grouped(formula: Any) -> tuple[list[str], dict[str, str], str]:
    """The conditions of a formula in their order, the letters of those in a group, and what letters mean."""
    if isinstance(formula, str):
        raise _NotCovered
    [(word, parts)] = formula.items()
    listed = parts if word == "and" else [formula]
    inner = [part for part in listed if isinstance(part, dict)]
    if len(inner) == 1 and any(isinstance(part, dict) for part in inner[0]["or"]):
        alternatives = [part["and"] if isinstance(part, dict) else [part] for part in inner[0]["or"]]
        return _lettered(listed, alternatives, "one")
    return _lettered(listed, [part["or"] for part in inner], "each")


def _lettered(listed: list[Any], groups: list[list[str]], join: str) -> tuple[list[str], dict[str, str], str]:
    if len(groups) > len(GROUPS):
        raise _NotCovered
    letters = {key: letter for letter, group in zip(GROUPS, groups, strict=False) for key in group}
    left = iter(groups)
    order: list[str] = []
    for part in listed:
        if isinstance(part, str):
            order.append(part)
        elif join == "one":
            order += [key for group in groups for key in group]
        else:
            order += next(left)
    if len(set(order)) < len(order):
        raise _NotCovered
    return order, letters, join
