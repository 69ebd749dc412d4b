"""Which proxies of a poll count, and why the others are refused."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.counting.rule import ProxyRule


@dataclass(frozen=True, slots=True)
class Refusal:
    """A proxy that does not count: its giver, its holder and one of the reasons
    cast-in-person, onward, other-category, limit."""

    voter: str
    by: str
    reason: str


def settle(
    given: Mapping[str, str], *, in_person: Mapping[str, str], leaf_of: Mapping[str, str], rule: ProxyRule
) -> tuple[list[str], Sequence[Refusal]]:
    """Take the proxies (giver → holder) by giver's id in code point order.

    `in_person` holds the choices of those who voted themselves, `leaf_of` the leaf of every voter.
    Returns the givers whose proxy counts, and the refusals, both in that order. Source: docs/voting.md, "Proxies".
    """
    held: Counter[str] = Counter()
    accepted, refused = [], []
    for voter, holder in sorted(given.items()):
        if voter in in_person:
            reason = "cast-in-person"
        elif holder in given and holder not in in_person:
            reason = "onward"
        elif not rule.across and leaf_of[voter] != leaf_of[holder]:
            reason = "other-category"
        elif held[holder] >= rule.per_holder:
            reason = "limit"
        else:
            held[holder] += 1
            accepted.append(voter)
            continue
        refused.append(Refusal(voter, holder, reason))
    return accepted, refused
