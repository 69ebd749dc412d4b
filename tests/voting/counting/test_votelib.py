"""Ranked polls counted by another library as well: `votelib`, where it follows the same rule.

It measures strength by winning votes alone: where two majorities have equal ones it may find more unbeaten. Its single
transferable vote leaves a shared rank as soon as one of it is elected, puts exhausted ballots among the options when it
looks for the lowest, hands several surpluses on at once, and does not elect at a multiple of the quota: it is compared
on complete, strict ballots, where one option at a time is elected.
"""

from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.voting.counting.choices import chosen_by
from tests.voting.counting.test_choices_properties import ranks, tries
from voting.counting import count

votelib = pytest.importorskip("votelib", reason="votelib, which comes with the packages of the suite, is not installed")
condorcet = pytest.importorskip("votelib.evaluate.condorcet")
sequential = pytest.importorskip("votelib.evaluate.sequential")
convert = pytest.importorskip("votelib.convert")


def theirs(poll: dict[str, Any]) -> dict[Any, int]:
    """Ballots as votelib writes them: equal ranks are frozen sets."""
    votes: dict[Any, int] = {}
    for ballot in poll["ballots"]:
        key = tuple(group[0] if len(group) == 1 else frozenset(group) for group in ballot["ranks"])
        votes[key] = votes.get(key, 0) + ballot["times"]
    return votes


@st.composite
def contested(draw: st.DrawFn) -> dict[str, Any]:
    """Ballots with equal and missing ranks, so many times each that two majorities are seldom equal; votelib does not
    know of an option that nobody ranks, so that one ballot ranks all."""
    options = "ABCDE"[: draw(st.integers(3, 5))]
    cast = [[[option] for option in options], *draw(st.lists(ranks(options), min_size=2, max_size=6))]
    ballots = [{"ranks": groups, "times": draw(st.integers(1, 10**6))} for groups in cast]
    return {"format": "consult-poll/1", "options": list(options), "ballots": ballots}


@tries
@given(contested())
def test_schulze_finds_the_same_winners_and_paths(poll: dict[str, Any]) -> None:
    result = count(chosen_by("schulze"), poll)
    pairs = result["pairwise"]
    majorities = [int(pairs[a][b]) for a, b in permutations(poll["options"], 2) if int(pairs[a][b]) > int(pairs[b][a])]
    votes = convert.RankedToCondorcetVotes().convert(theirs(poll))
    for a, b in permutations(poll["options"], 2):
        assert votes.get((a, b), 0) == int(pairs[a][b])
    paths = condorcet.Schulze.widest_paths(votes)
    unbeaten = [
        option
        for option in poll["options"]
        if not any(
            paths.get((other, option), 0) > paths.get((option, other), 0)
            for other in poll["options"]
            if other != option
        )
    ]
    assert set(result["ranking"][0]) <= set(unbeaten)
    if len(set(majorities)) == len(majorities):
        assert result["ranking"][0] == unbeaten
    if len(unbeaten) == 1:
        assert condorcet.Schulze().evaluate(votes, 1) == unbeaten


@st.composite
def complete(draw: st.DrawFn) -> dict[str, Any]:
    """Complete ballots of four or five options in strict order."""
    options = "ABCDE"[: draw(st.integers(4, 5))]
    orders = draw(st.lists(st.permutations(options), min_size=3, max_size=8))
    ballots = [{"ranks": [[option] for option in order], "times": draw(st.integers(1, 30))} for order in orders]
    return {"format": "consult-poll/1", "options": list(options), "ballots": ballots}


@tries
@given(complete(), st.integers(1, 3))
def test_the_transferable_vote_elects_the_same(poll: dict[str, Any], seats: int) -> None:
    result = count(chosen_by("stv", seats=seats), poll)
    assume(result["tie"] is None)
    assume(all(turn["by"] != "previous" and len(turn["elected"]) < 2 for turn in result["rounds"][:-1]))
    quota = Fraction(sum(ballot["times"] for ballot in poll["ballots"]), seats + 1)
    elected = [Fraction(turn["tally"][option]) for turn in result["rounds"] for option in turn["elected"]]
    assume(not any(votes > quota and votes % quota == 0 for votes in elected))
    selector = sequential.TransferableVoteSelector(
        quota_function="hagenbach_bischoff", accept_quota_equal=False, transferer="Gregory"
    )
    votes = {ranks: Fraction(times) for ranks, times in theirs(poll).items()}
    assert set(selector.evaluate(votes, seats)) == set(result["winners"])
