"""Presets: rules in which the categories are still open, and how they become the frozen rule of a poll.

A consult-preset/1 is a consult-rule/1 in which one child of the root may be `{"each_category": true}`, standing for one
leaf per category; `per`, `over` and `give` beside it are those of these leaves. In the list of nodes of a clause
(`each`, `at_least`'s `of`, the `of` of categories) the same object stands for the keys of all categories.
A preset may also have what its rule has no place for: of a choice among options the `conduct` of its polls, and the
`purpose` of its polls where it is not to decide by votes: `consent` or `consultation`. A child of `each_category` with
`"share":"heads"` makes all children of the root weigh as many heads as they have.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

from voting.counting.amounts import written
from voting.counting.canonical import read
from voting.counting.errors import FormatError, step
from voting.counting.methods import PRESET as FORMAT
from voting.counting.methods import parse_rule
from voting.counting.reading import filled, items, mapping, one_of
from voting.counting.rule import FORMAT as RULE_FORMAT
from voting.counting.rule import Rule, read_conduct

FOLDER = Path(__file__).resolve().parent.parent / "presets"
# The leaf of the elected officials, who are of no category.
ELECTED = "elected"
LEAF = {"per": "head", "over": "expressed", "give": "split"}
PURPOSES = ("consent", "consultation")


def load(name: str) -> dict[str, Any]:
    """A preset of this project by its id, as a document; raises `KeyError` where there is none."""
    if name not in names():
        raise KeyError(name)
    document: dict[str, Any] = read((FOLDER / f"{name}.json").read_bytes())
    return document


def names() -> list[str]:
    """The ids of the project's presets, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def terms_of(preset: dict[str, Any]) -> dict[str, Any]:
    """What polls under a preset are held by beyond its rule: of a choice among options their conduct, which a yes–no
    rule says itself; their `purpose`, if they have one. Mostly empty.

    Raises `FormatError` where one of them can't be read.
    """
    terms: dict[str, Any] = {}
    if "conduct" in preset and not _is_yes_no(preset):
        read_conduct(preset["conduct"], "/conduct")
        terms.update(preset["conduct"])
    if "purpose" in preset:
        terms["purpose"] = one_of(preset["purpose"], "/purpose", PURPOSES)
    return terms


def _is_yes_no(rule: dict[str, Any]) -> bool:
    method = rule.get("method")
    # What is no method at all is told by who reads the rule.
    return not isinstance(method, dict) or method.get("kind") == Rule.kind


def instantiate(preset: dict[str, Any], categories: Sequence[str]) -> dict[str, Any]:
    """The consult-rule/1 of a preset over these categories (their keys, in the alliance's order).

    Where one child stands for each category, all children of the root get equal shares, or all "heads". Raises
    `FormatError` where the preset is not one, or where the rule it makes is not valid over these categories (none at
    all, one twice, one named like a leaf of the preset).
    """
    one_of(mapping(preset, "").get("format"), "/format", (FORMAT,))
    rule = deepcopy(preset)
    rule["format"] = RULE_FORMAT
    rule.pop("purpose", None)
    if not _is_yes_no(rule):
        rule.pop("conduct", None)
    tree = mapping(rule.get("tree"), "/tree")
    if "children" in tree:
        tree["children"] = _children(filled(tree["children"], "/tree/children"), categories)
    for owner, name, pointer in _lists(rule):
        owner[name] = [
            key
            for entry in items(owner[name], pointer)
            for key in (categories if _is_each_category(entry) else [entry])
        ]
    parse_rule(rule)
    return rule


def _children(listed: list[Any], categories: Sequence[str]) -> list[Any]:
    if sum(_is_each_category(child) for child in listed) > 1:
        raise FormatError("/tree/children", "only one child may stand for each category")
    if not any(_is_each_category(child) for child in listed):
        return listed
    children: list[dict[str, Any]] = []
    by_heads = False
    for n, child in enumerate(listed):
        pointer = "/tree/children" + step(n)
        if _is_each_category(child):
            by_heads = child.get("share") == "heads"
            children.extend({"key": key, **LEAF, **_settings(child, pointer)} for key in categories)
        else:
            children.append(mapping(child, pointer))
    if not children:
        raise FormatError("/tree/children", "there is no category")
    share = "heads" if by_heads else written(Fraction(1, len(children)))
    return [{**child, "share": share} for child in children]


def _is_each_category(value: Any) -> bool:
    return isinstance(value, dict) and value.get("each_category") is True


def _settings(child: dict[str, Any], pointer: str) -> dict[str, Any]:
    for key in child:
        if key not in LEAF and key not in ("each_category", "share"):
            raise FormatError(pointer + step(key), "unknown key")
    if "share" in child:
        one_of(child["share"], pointer + "/share", ("heads",))
    return {key: value for key, value in child.items() if key in LEAF}


def _lists(rule: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, str]]:
    """The lists of nodes in the clauses: their owner, their key, their pointer; a choice among options has none."""
    if "clauses" not in rule:
        return
    for key, clause in mapping(rule.get("clauses"), "/clauses").items():
        pointer = "/clauses" + step(key)
        for owner, here in ((clause, pointer), (mapping(clause, pointer).get("scope"), pointer + "/scope")):
            if isinstance(owner, dict):
                yield from ((owner, name, f"{here}/{name}") for name in ("each", "of") if name in owner)
