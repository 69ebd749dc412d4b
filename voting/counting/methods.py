"""The methods of counting, by the kind that a rule names, and the one function that counts a poll under any of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from voting.counting.approval import approval
from voting.counting.chosen import Outcome
from voting.counting.chosen import describe as describe_choice
from voting.counting.errors import FormatError
from voting.counting.graded import read_graded_poll, read_graded_rule
from voting.counting.irv import irv
from voting.counting.judgment import majority_judgment
from voting.counting.outcome import tally
from voting.counting.poll import Poll, read_poll
from voting.counting.ranked import read_ranked_poll, read_ranked_rule
from voting.counting.reading import mapping, one_of, text
from voting.counting.result import describe
from voting.counting.rule import FORMAT, Rule, read_rule
from voting.counting.schulze import schulze
from voting.counting.stv import stv

PRESET = "consult-preset/1"


@dataclass(frozen=True, slots=True)
class Method:
    """How one kind of rule is read, how a poll is read under it, and how the two make a result.

    A rule that was read says its `kind`."""

    read_rule: Callable[[Any], Any]
    read_poll: Callable[[Any, Any], Any]
    count: Callable[[Any, Any], dict[str, Any]]


def count_yes_no(rule: Rule, poll: Poll) -> dict[str, Any]:
    """The consult-result/1 of a yes–no poll."""
    found = tally(rule, poll.rows, convocation=poll.convocation, casting=poll.casting, seed=poll.seed)
    return describe(rule, poll, found)


def among_options(find: Callable[[Any, Any], Outcome]) -> Callable[[Any, Any], dict[str, Any]]:
    """The consult-result/1 of a method that chooses among options; nothing is found where the poll is void."""

    def counted(rule: Any, poll: Any) -> dict[str, Any]:
        return describe_choice(
            Outcome() if poll.void else find(rule, poll),
            rule_sha256=rule.sha256,
            poll_sha256=poll.sha256,
            convocation=poll.convocation,
        )

    return counted


METHODS = {
    "yes-no": Method(read_rule, read_poll, count_yes_no),
    "schulze": Method(read_ranked_rule, read_ranked_poll, among_options(schulze)),
    "irv": Method(read_ranked_rule, read_ranked_poll, among_options(irv)),
    "approval": Method(read_ranked_rule, read_ranked_poll, among_options(approval)),
    "stv": Method(read_ranked_rule, read_ranked_poll, among_options(stv)),
    "majority-judgment": Method(read_graded_rule, read_graded_poll, among_options(majority_judgment)),
}


def parse_rule(value: Any) -> Any:
    """The rule of a parsed consult-rule/1 document, checked whole; raises `FormatError` at its first fault."""
    found = mapping(value, "")
    for key in ("format", "method"):
        if key not in found:
            raise FormatError("/" + key, "missing")
    if found["format"] == PRESET:
        raise FormatError("/format", "a preset can not be counted: its categories are still open")
    one_of(found["format"], "/format", (FORMAT,))
    method = mapping(found["method"], "/method")
    if "kind" not in method:
        raise FormatError("/method/kind", "missing")
    kind = one_of(text(method["kind"], "/method/kind"), "/method/kind", METHODS)
    return METHODS[kind].read_rule(found)


def parse_poll(value: Any, rule: Any) -> Any:
    """The poll of a parsed consult-poll/1 document under a rule from `parse_rule`; raises `FormatError`."""
    return _method_of(rule).read_poll(value, rule)


def count(rule: Any, poll: Any) -> dict[str, Any]:
    """Count a poll under a rule: consult-rule/1 and consult-poll/1 in, consult-result/1 out.

    Each may be a parsed JSON document, or what `parse_rule` and `parse_poll` made of one. A pure function: the same
    two documents give the same result. Raises `FormatError` at the first fault, the rule's before the poll's; to know
    whose it is, parse the two one after the other.
    """
    if isinstance(rule, dict):
        rule = parse_rule(rule)
    method = _method_of(rule)
    return method.count(rule, method.read_poll(poll, rule) if isinstance(poll, dict) else poll)


def _method_of(rule: Any) -> Method:
    kind = getattr(rule, "kind", None)
    if kind not in METHODS:
        raise FormatError("", "expected an object")
    return METHODS[kind]
