"""Is a rule fit for use on a register? What a frozen rule would do in the plainest votes, before anybody votes.

Errors forbid a rule, warnings are shown to whoever chooses it (docs/voting.md, "Presets, checks, words"; that shares
sum to 1 and that every node is known is checked when a rule is read).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from voting.counting.matrix import COLUMNS, Row, in_tree_order
from voting.counting.methods import parse_rule
from voting.counting.outcome import tally
from voting.counting.poll import read_voters, rows_of
from voting.counting.rule import Rule

# Up to this many categories that count, "can never matter" is tried in every vote of whole categories (2**n of them).
MOST_TRIED = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a rule, language-free. `level` is "error" or "warning"; `code` one of constant, adopts-nobody,
    adopts-abstentions (errors, of the formula of `convocation`), decides-alone, blocks-alone, never-matters
    (warnings, about the leaf `leaf`)."""

    level: str
    code: str
    convocation: int
    leaf: str = ""


def check_rule(rule: Any, register: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """Try a rule (a document, or what `parse_rule` made of one) on a register: the `voters` of a poll.

    Each formula is tried: of the first convocation, and of the second where there is one. A tie counts as adopted in
    the errors, since somebody may then decide for adoption; in the warnings only what is adopted as it stands counts.
    Raises `FormatError` as `count` does.
    """
    if isinstance(rule, dict):
        rule = parse_rule(rule)
    voters = read_voters(list(register), "/voters", rule)
    leaves = [leaf.key for leaf in rule.tree.leaves()]
    rows = in_tree_order(rows_of(voters, {}, (), rule.sized), leaves, rule.sized)
    convocations = (1,) if rule.second is rule.formula else (1, 2)
    return [found for convocation in convocations for found in _check(rule, rows, convocation)]


def _check(rule: Rule, rows: Sequence[Row], convocation: int) -> Iterator[Finding]:
    def outcome(choices: Mapping[str, str]) -> str:
        return tally(rule, _cast(rows, choices), convocation=convocation).outcome

    leaves = [row.leaf for row in rows]
    plain = {choice: outcome(dict.fromkeys(leaves, choice)) for choice in ("yes", "no", "abstain", "absent")}
    if len({found == "adopted" for found in plain.values()}) == 1:
        yield Finding("error", "constant", convocation)
    if plain["absent"] in ("adopted", "tie"):
        yield Finding("error", "adopts-nobody", convocation)
    # Some may be absent while others abstain, so each leaf is also tried alone.
    alone = [outcome({leaf: "abstain"}) for leaf in leaves]
    if {plain["abstain"], *alone} & {"adopted", "tie"}:
        yield Finding("error", "adopts-abstentions", convocation)
    yield from _warnings(rule, rows, convocation, outcome)


def _warnings(
    rule: Rule, rows: Sequence[Row], convocation: int, outcome: Callable[[Mapping[str, str]], str]
) -> Iterator[Finding]:
    counting = list(dict.fromkeys(row.leaf for row in rows if not rule.nodes[row.leaf].consultative))
    if len(counting) < 2:
        return
    everybody = set(counting)
    for leaf in counting:
        others = everybody - {leaf}
        if outcome({**dict.fromkeys(others, "no"), leaf: "yes"}) == "adopted":
            yield Finding("warning", "decides-alone", convocation, leaf)
        if outcome({**dict.fromkeys(others, "yes"), leaf: "no"}) != "adopted":
            yield Finding("warning", "blocks-alone", convocation, leaf)
    if len(counting) <= MOST_TRIED:
        tried = {
            sides: outcome(dict(zip(counting, sides, strict=True)))
            for sides in product(("yes", "no"), repeat=len(counting))
        }
        for n, leaf in enumerate(counting):
            if all(
                tried[(*sides[:n], "yes", *sides[n + 1 :])] == tried[(*sides[:n], "no", *sides[n + 1 :])]
                for sides in tried
            ):
                yield Finding("warning", "never-matters", convocation, leaf)


def _cast(rows: Sequence[Row], choices: Mapping[str, str]) -> list[Row]:
    """The rows as they would be if all voters of a leaf did the same; who is not in `choices` is absent."""
    cast = []
    for row in rows:
        column = choices.get(row.leaf, "absent")
        heads = {**dict.fromkeys(COLUMNS, 0), column: sum(row.heads.values())}
        size = None
        if row.size is not None:
            size = {**dict.fromkeys(COLUMNS, Fraction(0)), column: sum(row.size.values(), Fraction(0))}
        cast.append(Row(row.leaf, row.marks, heads, size))
    return cast
