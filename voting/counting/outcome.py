"""From clauses to an outcome: formula, void, exact ties. A pure function of matrix, rule, convocation and casting."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.counting.clauses import Finding, Measured, examine
from voting.counting.matrix import Number, Row
from voting.counting.rule import Rule, Tie
from voting.counting.tree import weigh


@dataclass(frozen=True, slots=True)
class Decision:
    """How a tie that mattered was decided: the tied clauses, and "yes", "no" or None where nothing decides it yet."""

    by: str
    clauses: tuple[str, ...]
    decision: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """The whole reasoning of a count: weights by row, findings by clause id, the tie if one mattered, the outcome
    (adopted, rejected, void, tie)."""

    weights: Sequence[Mapping[str, Number]]
    findings: Mapping[str, Finding]
    tie: Decision | None
    outcome: str


def tally(
    rule: Rule,
    rows: Sequence[Row],
    *,
    convocation: int = 1,
    casting: Mapping[str, str] | None = None,
    seed: str | None = None,
) -> Tally:
    """Apply a rule to a matrix (rows in tree order). `casting` holds casting votes by role, `seed` that of the lot."""
    weighing = weigh(rule.tree, rows)
    measured = Measured(rule, rows, weighing.rows)
    findings = {key: examine(rule.clauses[key], measured) for key in sorted(rule.clauses)}
    tie, outcome = None, _before_tie(rule, findings, convocation, weighing.void)
    if outcome == "":
        tie, outcome = _decide(rule, findings, convocation, casting or {}, seed)
    return Tally(weighing.rows, findings, tie, outcome)


def _before_tie(rule: Rule, findings: Mapping[str, Finding], convocation: int, void: bool) -> str:
    formula = rule.formula_at(convocation)
    truth = {key: found.holds for key, found in findings.items()}
    if void or not formula.holds(
        {key: true or findings[key].clause.otherwise == "rejected" for key, true in truth.items()}
    ):
        return "void"
    return "adopted" if formula.holds(truth) else ""


def _decide(
    rule: Rule, findings: Mapping[str, Finding], convocation: int, casting: Mapping[str, str], seed: str | None
) -> tuple[Decision | None, str]:
    if rule.tie is None:
        return None, "rejected"
    tied = tuple(sorted(key for key in set(rule.tie.clauses) if findings[key].tied))
    truth = {key: found.holds or key in tied for key, found in findings.items()}
    if not rule.formula_at(convocation).holds(truth):
        return None, "rejected"
    decision = _decision(rule.tie, casting, seed)
    outcome = {"yes": "adopted", "no": "rejected", None: "tie"}[decision]
    return Decision(rule.tie.by, tied, decision), outcome


def _decision(tie: Tie, casting: Mapping[str, str], seed: str | None) -> str | None:
    if tie.by == "casting":
        return casting.get(tie.role)
    if tie.by == "lot":
        return None if seed is None else lot(seed)
    return "no" if tie.by == "rejected" else None


def lot(seed: str) -> str:
    """The lot drawn from a published seed: "yes" if the last byte of its SHA-256 is even."""
    return "no" if hashlib.sha256(seed.encode("utf-8")).digest()[-1] % 2 else "yes"
