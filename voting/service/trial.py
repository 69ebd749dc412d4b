"""What a rule would have made of a poll: counted under it, and under the poll's own rule where that is known."""

from collections.abc import Mapping, Sequence
from typing import Any

from voting.counting import FormatError, count, parse_poll, parse_rule, read
from voting.counting.errors import step
from voting.counting.explain import explain
from voting.counting.fitting import Misfit, fit_to_poll
from voting.counting.poll import FORMAT as POLL
from voting.counting.reading import filled, mapping, one_of
from voting.counting.reasons import reasons
from voting.verifying.record import FORMAT as RECORD


def tried(definition: Mapping[str, Any], poll: Mapping[str, Any], own: Mapping[str, Any] | None) -> dict[str, Any]:
    """`{"then", "now"}` of a consult-poll/1: how it comes out under its `own` rule (None where there is none) and under
    the rule tried, each `counted`; or `{"misfit": {"why", "leaves"}}` (counting.fitting).

    Raises `FormatError`."""
    then = None if own is None else parse_rule(dict(own))
    leaves = [leaf.key for leaf in then.tree.leaves()] if then is not None and then.kind == "yes-no" else []
    rule = fit_to_poll(definition, poll, leaves)
    if isinstance(rule, Misfit):
        return {"misfit": {"why": rule.why, "leaves": list(rule.leaves)}}
    return {"then": then and counted(then, poll), "now": counted(parse_rule(rule), poll)}


def counted(rule: Any, poll: Mapping[str, Any]) -> dict[str, Any]:
    """`{"result", "facts", "reasons"}`: the consult-result/1, `explain` of the rule, the clauses it comes from."""
    result = count(rule, parse_poll(dict(poll), rule))
    return {"result": result, "facts": explain(rule), "reasons": reasons(rule, result)}


def tried_files(definition: Mapping[str, Any], files: Sequence[bytes]) -> list[dict[str, Any]]:
    """For each file, a consult-poll/1 or the consult-record/1 of a poll, what `tried` finds, or `{"fault":
    {"pointer", "message"}}`."""
    found = []
    for data in files:
        try:
            poll, own = _poll_of(read(data))
            found.append(tried(definition, poll, own))
        except FormatError as error:
            found.append({"fault": {"pointer": error.pointer, "message": error.message}})
    return found


def _poll_of(document: Any) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """The poll of a file and the rule it was held under, which a record names; of a record, as last counted."""
    found = mapping(document, "")
    if one_of(found.get("format"), "/format", (POLL, RECORD)) == POLL:
        return found, None
    counts = filled(found.get("counts"), "/counts")
    last = mapping(counts[-1], "/counts" + step(len(counts) - 1))
    return mapping(last.get("poll"), f"/counts/{len(counts) - 1}/poll"), mapping(found.get("rule"), "/rule")
