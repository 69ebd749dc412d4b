"""From the parts of a form to the document of a rule."""

from collections.abc import Iterator, Sequence
from typing import Any

from voting.composing.parts import CATEGORIES, ELECTED, NODE, Condition, Parts
from voting.counting.presets import FORMAT as PRESET
from voting.counting.rule import FORMAT

EACH_CATEGORY = {"each_category": True}
ROOT = "all"


def compose(parts: Parts, categories: Sequence[str], *, elected: bool) -> dict[str, Any]:
    """A consult-preset/1 where the categories weigh the same, else a consult-rule/1 over these `categories` (keys in
    order); `elected`: the elected officials are a leaf of their own, before them.

    The document is not read: shares that sum to less than 1, or a formula of nothing, are found by who reads it.
    """
    return _Writer(parts, categories, elected).document()


def keyed(conditions: Sequence[Condition]) -> list[str]:
    """The id of each condition: its own, else the first free one of c1, c2…"""
    taken = {condition.key for condition in conditions}
    free = (key for n in range(1, 2 * len(conditions) + 1) if (key := f"c{n}") not in taken)
    return [condition.key or next(free) for condition in conditions]


def _in_order(parts: Parts) -> list[Condition]:
    """The conditions as the formula names them: each group together, where its first stands; of alternatives, behind
    what must always hold."""
    listed = list(parts.conditions)
    letters = list(dict.fromkeys(condition.group for condition in listed if condition.group))
    if parts.join == "one" and len(letters) > 1:
        return [condition for letter in ("", *letters) for condition in listed if condition.group == letter]
    found: list[Condition] = []
    for condition in listed:
        if condition.group and parts.join == "each":
            group = [each for each in listed if each.group == condition.group]
            found += group if condition is group[0] else []
        else:
            found.append(condition)
    return found


class _Writer:
    def __init__(self, parts: Parts, categories: Sequence[str], elected: bool) -> None:
        self.parts, self.categories, self.elected = parts, categories, elected
        # In the order of the formula, which all lists of conditions follow.
        self.conditions = _in_order(parts)
        self.keys = keyed(self.conditions)
        self.is_open = parts.weights == "equal"

    def document(self) -> dict[str, Any]:
        parts = self.parts
        base, floor, cap = parts.size
        found: dict[str, Any] = {
            "format": PRESET if self.is_open else FORMAT,
            "id": "rule",
            "version": 1,
            "method": {"kind": "yes-no"},
            "size": {"base": base, "floor": floor or None, "cap": cap or None},
            "tree": {"key": ROOT, "empty": parts.empty, "children": self._children()},
            "clauses": {key: self._clause(each) for key, each in zip(self.keys, self.conditions, strict=True)},
            "formula": self._formula(self.conditions),
            "conduct": {
                "proxy": {"per_holder": parts.proxies, "across": parts.across, "present": parts.present},
                "secrecy": "open",
                "change": parts.change,
                "smallest": 1,
            },
        }
        again = [condition for condition in self.conditions if condition.again]
        if len(again) < len(self.conditions):
            found["second"] = self._formula(again)
        if parts.tie != "rejected":
            named = [key for key, each in zip(self.keys, self.conditions, strict=True) if each.tie]
            found["tie"] = {"clauses": named, "by": parts.tie}
            if parts.tie == "casting":
                found["tie"]["role"] = "chair"
        return found

    def _children(self) -> list[dict[str, Any]]:
        settings = {"per": self.parts.per, "over": self.parts.over, "give": self.parts.give}
        if self.is_open:
            own = [{"key": ELECTED, **settings}] if self.elected else []
            return [*own, {**EACH_CATEGORY, **settings}]
        shares = dict(self.parts.shares)
        leaves = [*([ELECTED] if self.elected else []), *self.categories]
        given = {"heads": "heads", "size": "size"}.get(self.parts.weights)
        return [{"key": key, "share": given or shares.get(key, "0"), **settings} for key in leaves]

    def _nodes(self, *, elected: bool) -> list[Any]:
        every: list[Any] = [dict(EACH_CATEGORY)] if self.is_open else list(self.categories)
        return [ELECTED, *every] if elected else every

    def _clause(self, condition: Condition) -> dict[str, Any]:
        unit, _colon, won = condition.unit.partition(":")
        found: dict[str, Any] = {"unit": unit, "scope": self._scope(condition)}
        if condition.unit.startswith(CATEGORIES):
            found["won"] = won
        found |= {"quantity": condition.quantity, "op": condition.op, "value": condition.value}
        if condition.base:
            found["base"] = condition.base
        return {**found, "else": condition.otherwise}

    def _scope(self, condition: Condition) -> Any:
        if condition.scope.startswith(NODE):
            return {"node": condition.scope.removeprefix(NODE)}
        kind, _dash, elected = condition.scope.partition("-")
        nodes = self._nodes(elected=bool(elected))
        if kind == "each":
            return {"each": nodes, "empty": condition.empty}
        if kind == "least":
            return {"at_least": condition.least, "of": nodes, "empty": condition.empty}
        return "all"

    def _formula(self, conditions: Sequence[Condition]) -> Any:
        if self.parts.join == "one":
            return self._alternatives(conditions)
        joined = list(self._joined(conditions))
        # One group alone needs nothing around it.
        return joined[0] if len(joined) == 1 and isinstance(joined[0], dict) else {"and": joined}

    def _joined(self, conditions: Sequence[Condition]) -> Iterator[Any]:
        """What must hold: keys, and the groups of which one condition is enough, where each first stands."""
        told: set[str] = set()
        for condition in conditions:
            if condition.group in told:
                continue
            group = self._group(conditions, condition)
            told |= {condition.group} - {""}
            yield group[0] if len(group) == 1 else {"or": group}

    def _alternatives(self, conditions: Sequence[Condition]) -> Any:
        always = [self._key(condition) for condition in conditions if not condition.group]
        letters = list(dict.fromkeys(condition.group for condition in conditions if condition.group))
        groups = [[self._key(each) for each in conditions if each.group == letter] for letter in letters]
        if len(groups) < 2:
            return {"and": [self._key(condition) for condition in conditions]}
        one = {"or": [group[0] if len(group) == 1 else {"and": group} for group in groups]}
        return {"and": [*always, one]} if always else one

    def _group(self, conditions: Sequence[Condition], condition: Condition) -> list[str]:
        if not condition.group:
            return [self._key(condition)]
        return [self._key(each) for each in conditions if each.group == condition.group]

    def _key(self, condition: Condition) -> str:
        # By identity: two conditions may say the same.
        position = next(n for n, each in enumerate(self.conditions) if each is condition)
        return self.keys[position]
