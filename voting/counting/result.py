"""The result of a yes–no count as consult-result/1: the outcome and every figure a page shows."""

from collections.abc import Mapping
from typing import Any

from voting.counting.amounts import written
from voting.counting.clauses import Finding, Part
from voting.counting.matrix import CARRIED, COLUMNS, Number, Row
from voting.counting.outcome import Tally
from voting.counting.poll import Poll
from voting.counting.rule import Rule

FORMAT = "consult-result/1"


def describe(rule: Rule, poll: Poll, tally: Tally) -> dict[str, Any]:
    """The result as a document; amounts, sizes and weights are fraction strings, counts of voters integers."""
    return {
        "format": FORMAT,
        "rule_sha256": rule.sha256,
        "poll_sha256": poll.sha256,
        "convocation": poll.convocation,
        "outcome": tally.outcome,
        "matrix": [_row(row, weight, poll.by_rows) for row, weight in zip(poll.rows, tally.weights, strict=True)],
        "clauses": [_clause(found) for found in tally.findings.values()],
        "tie": None
        if tally.tie is None
        else {"by": tally.tie.by, "clauses": list(tally.tie.clauses), "decision": tally.tie.decision},
        "proxies": {
            "used": poll.proxies_used,
            "refused": [
                {"voter": refusal.voter, "by": refusal.by, "reason": refusal.reason} for refusal in poll.proxies_refused
            ],
        },
    }


def _row(row: Row, weight: Mapping[str, Number], as_given: bool) -> dict[str, Any]:
    """A row as polls write it, with what is derived: absent and weight. `proxied` stands where the poll gave it."""
    found: dict[str, Any] = {
        "leaf": row.leaf,
        "marks": list(row.marks),
        "entitled": sum(row.heads.values()),
        **row.heads,
        "weight": {
            "effective": written(sum(weight.values())),
            **{column: written(weight[column]) for column in CARRIED},
        },
    }
    if row.size is not None:
        found["size"] = {
            "entitled": written(sum(row.size.values())),
            **{column: written(row.size[column]) for column in COLUMNS},
        }
    if as_given and row.proxied is not None:
        found["proxied"] = row.proxied
    if as_given and row.proxied_size is not None:
        found["size"]["proxied"] = written(row.proxied_size)
    return found


def _clause(found: Finding) -> dict[str, Any]:
    clause = found.clause
    described: dict[str, Any] = {
        "id": clause.key,
        **_figures(found.whole),
        "op": clause.op,
        "value": written(clause.value),
        "holds": found.holds,
        "tied": found.tied,
        "empty": found.empty,
    }
    if found.parts is not None:
        described["parts"] = [
            {"node": part.node, **_figures(part), "holds": part.holds, "tied": part.tied, "empty": part.empty}
            for part in found.parts
        ]
    return described


def _figures(part: Part | None) -> dict[str, str | None]:
    if part is None:
        return {"amount": None, "base": None, "ratio": None}
    return {
        "amount": written(part.amount),
        "base": None if part.base is None else written(part.base),
        "ratio": None if part.ratio is None else written(part.ratio),
    }
