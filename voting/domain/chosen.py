"""What a poll among options was counted from, beyond what its result says: the grades of each option, the weight of
each leaf, what each leaf said of each option."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from voting.counting import parse_poll, parse_rule
from voting.counting.ballots import weights
from voting.counting.judgment import profile
from voting.domain.closing import left_out_of, poll_document
from voting.models import Poll, Tally


def grade_profile(poll: Poll, tally: Tally) -> dict[str, list[Fraction]]:
    """The weight of each grade that each option got, worst first, missing ones as the rule counts them."""
    rule = parse_rule(poll.rule)
    counted = parse_poll(poll_document(poll, left_out=left_out_of(poll, tally.number)), rule)
    return {option: [Fraction(number) for number in found] for option, found in profile(rule, counted).items()}


@dataclass(frozen=True)
class LeafWeight:
    """How many ballots of a leaf counted, what one of them weighs, and all together."""

    ballots: int
    each: Fraction
    weight: Fraction


def leaf_weights(poll: Poll, tally: Tally) -> dict[str, LeafWeight]:
    """By the keys of the tree's leaves, in its order; empty where the rule has no tree."""
    tree = parse_rule(poll.rule).tree
    if tree is None:
        return {}
    document = poll_document(poll, left_out=left_out_of(poll, tally.number))
    cast = Counter(ballot["leaf"] for ballot in document["ballots"])
    each = weights(tree, {(leaf, None): ballots for leaf, ballots in cast.items()}).of_leaf
    return {
        leaf.key: LeafWeight(
            cast[leaf.key], Fraction(each.get(leaf.key, 0)), cast[leaf.key] * Fraction(each.get(leaf.key, 0))
        )
        for leaf in tree.leaves()
    }


APPROVED = "approved"


@dataclass(frozen=True)
class LeafAnswers:
    """How many voters a leaf has, how many of their ballots counted, and how often each option was `APPROVED` there, or
    got which grade."""

    entitled: int
    ballots: int
    given: Mapping[str, Counter[str]]


def answers_by_leaf(poll: Poll, tally: Tally) -> dict[str, LeafAnswers]:
    """Of a consultation, by the leaves that have voters, in the order of the rule's tree; in ballots, not in weight."""
    tree = parse_rule(poll.rule).tree
    assert tree is not None  # a consultation's rule has the leaves of its body
    entitled = Counter(poll.voters.values_list("leaf", flat=True))
    found = {
        leaf.key: LeafAnswers(entitled[leaf.key], 0, {option["key"]: Counter() for option in poll.options})
        for leaf in tree.leaves()
        if entitled[leaf.key]
    }
    cast: Counter[str] = Counter()
    for ballot in poll_document(poll, left_out=left_out_of(poll, tally.number))["ballots"]:
        cast[ballot["leaf"]] += 1
        given = found[ballot["leaf"]].given
        for option, grade in ballot.get("grades", {}).items():
            given[option][grade] += 1
        for group in ballot.get("ranks", []):
            for option in group:
                given[option][APPROVED] += 1
    return {leaf: replace(answers, ballots=cast[leaf]) for leaf, answers in found.items()}
