"""Which clauses an outcome comes from: those whose truth makes a formula true, or false."""

from collections.abc import Mapping
from typing import Any

from voting.counting.formula import Formula
from voting.counting.rule import Rule


def reasons(rule: Rule, result: Mapping[str, Any]) -> list[str]:
    """The ids of the clauses that an outcome comes from, of a yes–no rule and its consult-result/1, sorted.

    Of a text not adopted, those that fail and whose failing makes the formula false; of a void vote, those of them that
    make it void (none where an empty node did); of a tie, decided or not, those exactly equal; of an adopted text,
    those that hold and whose holding makes the formula true.
    """
    formula = rule.formula_at(result["convocation"])
    truth = {clause["id"]: bool(clause["holds"]) for clause in result["clauses"]}
    if result["tie"] is not None:
        found = set(result["tie"]["clauses"])
    elif result["outcome"] == "void":
        forgiven = {key: true or rule.clauses[key].otherwise == "rejected" for key, true in truth.items()}
        found = set() if formula.holds(forgiven) else _of(formula, forgiven, False)
    else:
        found = _of(formula, truth, result["outcome"] == "adopted")
    return sorted(found)


def _of(formula: Formula, truth: Mapping[str, bool], side: bool) -> set[str]:
    """The clauses that make a formula be what it is, `side`."""
    if formula.word == "clause":
        return {formula.clause}
    return {key for part in formula.parts if part.holds(truth) == side for key in _of(part, truth, side)}
