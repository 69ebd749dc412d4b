"""The power of a register under a rule, as JSON: what a page tells of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from voting.counting.amounts import written
from voting.counting.checks import check_rule
from voting.counting.coalitions import TooManyCoalitions
from voting.counting.power import Influence, power


def powers(rule: Mapping[str, Any], voters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """`{"power", "checks"}` of a consult-rule/1 of yes and no on a register, the `voters` of a poll.

    power: None where there are too many coalitions, else `{"winning", "leaves", "voters", "deciding", "blocking"}`:
    how many coalitions adopt (digits), of each leaf and voter `{"banzhaf", "shapley"}` as fraction strings, the ids of
    voters who decide and block alone. checks: `[code, leaf]` of each warning of `check_rule`, at the first convocation.
    """
    warnings = [
        [found.code, found.leaf]
        for found in check_rule(dict(rule), voters)
        if found.level == "warning" and found.convocation == 1
    ]
    try:
        found = power(dict(rule), voters)
    except TooManyCoalitions:
        return {"power": None, "checks": warnings}
    return {
        "power": {
            "winning": str(found.winning),
            "leaves": {key: _shares(influence) for key, influence in found.leaves.items()},
            "voters": {key: _shares(influence) for key, influence in found.voters.items()},
            "deciding": sorted(found.deciding),
            "blocking": sorted(found.blocking),
        },
        "checks": warnings,
    }


def _shares(influence: Influence) -> dict[str, str]:
    return {"banzhaf": written(influence.banzhaf), "shapley": written(influence.shapley)}
