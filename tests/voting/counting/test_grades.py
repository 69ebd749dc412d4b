"""Graded ballots are added up option by option, and completed by what the rule says of missing grades."""

from typing import Any

from tests.voting.counting.choices import chosen_by, tallied
from voting.counting import parse_poll, parse_rule
from voting.counting.judgment import profile

GRADES = ["bad", "fair", "good"]


def judged(missing: str) -> Any:
    return parse_rule(chosen_by("majority-judgment", grades=GRADES, missing=missing))


def test_ballots_that_say_the_same_are_added_to_those_that_say_something_else() -> None:
    cast = [{"A": "good"}, {"A": "bad", "B": "fair"}, {"A": "good"}, {"A": "bad"}, {}, {"A": "good"}]
    ballots = [{"grades": grades, "times": n} for n, grades in enumerate(cast, start=1)]
    poll = parse_poll({"format": "consult-poll/1", "ballots": ballots}, judged("none"))
    assert (poll.tallies, poll.participants) == ({"A": [6, 0, 10], "B": [0, 2, 0]}, 21)
    assert poll.void is False


def test_a_missing_grade_is_the_lower_median_the_named_one_or_nothing() -> None:
    found = {}
    for missing in ("none", "median", "grade:fair"):
        rule = judged(missing)
        poll = parse_poll(tallied({"A": [1, 0, 1], "B": [0, 0, 0]}, participants=4), rule)
        found[missing] = profile(rule, poll)
    assert found == {
        "none": {"A": [1, 0, 1], "B": [0, 0, 0]},
        "median": {"A": [3, 0, 1], "B": [0, 0, 0]},
        "grade:fair": {"A": [1, 2, 1], "B": [0, 4, 0]},
    }
