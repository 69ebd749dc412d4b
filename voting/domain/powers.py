"""The power of today's register under a rule: reckoned by a child process, and kept by rule and register."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache

from realtime.bounded import Children
from voting.counting import parse_rule, sha256
from voting.counting.poll import read_voters
from voting.domain.children import TooCostly, answer_of
from voting.domain.preparing import filled_in
from voting.domain.register import numbered, register_of
from voting.domain.weights import Voice, voices_under
from voting.models import Rule, Voter
from voting.service import reckoner

A_MONTH = 30 * 24 * 3600
UNKNOWN: dict[str, Any] = {"power": None, "checks": None}

children = Children("voting.service.reckoner", reckoner.LIMITS, count=2, patience=3.0)


@dataclass(frozen=True)
class RulePower:
    """A rule on today's register. `document` is its consult-rule/1; `voices` what each voter weighs, `power` what
    `service.powers` found, both by the voter's key; `checks` its warnings, as (code, leaf).

    Where there is nothing to tell: `problems` says why in words; `power`, or `checks` too, are None where they take too
    long."""

    rule: Rule
    document: dict[str, Any]
    voters: Sequence[Voter]
    problems: Sequence[str] = ()
    voices: Mapping[str, Voice] = field(default_factory=dict)
    power: Mapping[str, Any] | None = None
    checks: Sequence[tuple[str, str]] | None = None


def power_of(rule: Rule) -> RulePower:
    """The power of each voter of a yes–no rule of whoever was let in (`rulebook.rule_for`).

    Raises FormatError where the rule does not fit the club's register, Busy where no child is free."""
    parsed = parse_rule(document := filled_in(rule))
    register = register_of(club=rule.club, body=rule.body, sized=parsed.sized)
    if not register.voters or (parsed.sized and any(voter.size is None for voter in register.voters)):
        return RulePower(rule, document, register.voters, problems=register.problems)
    voters = numbered(register.voters)
    read_voters(voters, "/voters", parsed)
    found = _reckoned(document, voters)
    told = found["power"]
    keys = [voter.key for voter in register.voters]
    if told:
        told = {
            **told,
            "voters": {keys[int(number)]: shares for number, shares in told["voters"].items()},
            "deciding": {keys[int(number)] for number in told["deciding"]},
            "blocking": {keys[int(number)] for number in told["blocking"]},
        }
    return RulePower(
        rule,
        document,
        register.voters,
        voices=voices_under(parsed, register.voters),
        power=told,
        checks=None if found["checks"] is None else [(code, leaf) for code, leaf in found["checks"]],
    )


def _reckoned(document: Mapping[str, Any], voters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the child found, kept under what it depends on."""
    key = f"power-1:{sha256(document)}:{sha256(list(voters))}"
    known: dict[str, Any] | None = cache.get(key)
    if known is None:
        request = json.dumps({"rule": document, "voters": list(voters)}).encode()
        try:
            known = answer_of(children, reckoner.POWER, request)
        except TooCostly:
            known = UNKNOWN
        cache.set(key, known, A_MONTH)
    return known
