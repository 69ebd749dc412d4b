"""A rule put to another register than its own: its categories become those of the register, or it is said why not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voting.counting.errors import FormatError, step
from voting.counting.methods import PRESET, parse_rule
from voting.counting.presets import ELECTED, instantiate
from voting.counting.reading import items, mapping, text
from voting.counting.rule import Rule


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a rule does not fit a register; `leaves` are those it is about.

    `why`: "no-place" (voters stand in leaves that the rule lacks), "nobody-of" (leaves of the rule that the register
    does not know), "sizes" (the rule counts sizes, and somebody has none), "categories" (the register's categories make
    no valid rule of the preset), "options" (one of the two is about options, or both)."""

    why: str
    leaves: tuple[str, ...] = ()


def fit(
    definition: Mapping[str, Any], *, leaves: Sequence[str], held: Collection[str], has_sizes: bool
) -> dict[str, Any] | Misfit:
    """The consult-rule/1 of a yes–no rule (or preset) for a register with these leaves, of which those `held` have
    voters. Nothing is guessed: a leaf is another's only under the same key.

    Raises `FormatError` where a rule that is no preset can't be read."""
    if definition.get("method", {}).get("kind") != Rule.kind:
        return Misfit("options")
    document = dict(definition)
    if document.get("format") == PRESET:
        tree = mapping(document.get("tree"), "/tree")
        named = [child.get("key") for child in tree.get("children", ())]
        try:
            document = instantiate(document, [leaf for leaf in leaves if leaf not in (ELECTED, *named)])
        except FormatError:
            return Misfit("categories")
    rule = parse_rule(document)
    places = {leaf.key: leaf for leaf in rule.tree.leaves()}
    if homeless := tuple(leaf for leaf in leaves if leaf in held and leaf not in places):
        return Misfit("no-place", homeless)
    if unknown := tuple(key for key in places if key not in leaves):
        return Misfit("nobody-of", unknown)
    if rule.sized and not has_sizes:
        return Misfit("sizes")
    return document


def fit_to_poll(
    definition: Mapping[str, Any], poll: Mapping[str, Any], leaves: Sequence[str] = ()
) -> dict[str, Any] | Misfit:
    """The same for the register of a consult-poll/1. `leaves` are those of the rule that it was held under; else, in
    the order they are named, those in which anybody stands."""
    if "options" in poll or "tallies" in poll or ("ballots" in poll and "voters" not in poll):
        return Misfit("options")
    name = "rows" if "rows" in poll else "voters"
    if name not in poll:
        raise FormatError(f"/{name}", "missing")
    entries = [mapping(entry, f"/{name}" + step(n)) for n, entry in enumerate(items(poll[name], f"/{name}"))]
    places = [text(entry.get("leaf"), f"/{name}" + step(n) + "/leaf") for n, entry in enumerate(entries)]
    return fit(
        definition,
        leaves=leaves or list(dict.fromkeys(places)),
        held={place for place, entry in zip(places, entries, strict=True) if entry.get("entitled") != 0},
        has_sizes=all(entry.get("size") is not None for entry in entries),
    )
