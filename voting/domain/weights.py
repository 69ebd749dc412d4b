"""What one voice weighs: the share of the whole that a voter carries if everybody votes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.counting import count, parse_rule
from voting.counting.ballots import weights as ballot_weights
from voting.counting.rule import Rule
from voting.domain.register import document
from voting.models import Poll, Voter


@dataclass(frozen=True)
class Voice:
    """`weight` of the whole that this voter carries if all express themselves; `part` that of its leaf, which
    `sharers` voters (itself included) share; `sized` when they share it in proportion to their sizes."""

    weight: Fraction
    part: Fraction
    sharers: int
    sized: bool


def voices(poll: Poll) -> dict[int, Voice]:
    """The voice of every voter of a poll, by its id. A consultative leaf weighs 0."""
    voters: list[Voter] = list(poll.voters.all())
    if poll.is_choice:
        return _voices_among_options(poll, voters)
    found = voices_under(parse_rule(poll.rule), voters, convocation=poll.convocation)
    return {voter.pk: found[voter.key] for voter in voters}


def voices_under(rule: Rule, voters: Sequence[Voter], *, convocation: int = 1) -> dict[str, Voice]:
    """The voice of each of these voters, saved or not, under a yes–no rule, by its key."""
    everybody = {
        "format": "consult-poll/1",
        "convocation": convocation,
        "voters": document(voters),
        "ballots": [{"voter": voter.key, "choice": "yes"} for voter in voters],
    }
    carried: dict[str, Fraction] = {}
    for row in count(rule, everybody)["matrix"]:
        carried[row["leaf"]] = carried.get(row["leaf"], Fraction(0)) + Fraction(row["weight"]["effective"])
    counted = {voter.key: _counted(voter, rule) for voter in voters}
    of_leaf: dict[str, list[Voter]] = {}
    for voter in voters:
        of_leaf.setdefault(voter.leaf, []).append(voter)
    found = {}
    for leaf, sharers in of_leaf.items():
        total = sum((counted[voter.key] for voter in sharers), Fraction(0))
        sized = rule.nodes[leaf].per == "size"
        for voter in sharers:
            mine = counted[voter.key] / total if total else Fraction(0)
            found[voter.key] = Voice(carried[leaf] * mine, carried[leaf], len(sharers), sized)
    return found


def _voices_among_options(poll: Poll, voters: list[Voter]) -> dict[int, Voice]:
    """Ballots among options have no size: those of a leaf share what it weighs."""
    sharers = Counter(voter.leaf for voter in voters)
    each = ballot_weights(parse_rule(poll.rule).tree, {(leaf, None): count for leaf, count in sharers.items()}).of_leaf
    whole = sum((Fraction(each[leaf]) * count for leaf, count in sharers.items()), Fraction(0))
    return {
        voter.pk: Voice(
            Fraction(each[voter.leaf]) / whole,
            Fraction(each[voter.leaf]) * sharers[voter.leaf] / whole,
            sharers[voter.leaf],
            sized=False,
        )
        for voter in voters
    }


def _counted(voter: Voter, rule: Rule) -> Fraction:
    node = rule.nodes[voter.leaf]
    if node.per == "head" or voter.size is None:
        return Fraction(1)
    return rule.size.of(Fraction(voter.size))
