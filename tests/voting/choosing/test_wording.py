"""A choice and an election in words: what an option left without a grade counts as, what a round did and by what."""

import pytest
from django.utils.translation import override

from tests.voting.counting.choices import chosen_by
from tests.voting.counting.samples import inner, leaf
from voting.interfaces.choosing.drawing import steps_of
from voting.interfaces.choosing.wording import ChoiceWords
from voting.interfaces.elections.rules import CandidateWords

SUBJECTS = [
    (ChoiceWords, "An option that you leave without a grade counts as", "its median"),
    (CandidateWords, "A candidate whom you leave without a grade counts as", "their median"),
]


@pytest.mark.parametrize(("words", "subject", "median"), SUBJECTS)
def test_what_is_left_without_a_grade_is_told(words: type[ChoiceWords], subject: str, median: str) -> None:
    tree = inner("all", [leaf("a", "1/2", over="voted"), leaf("b", "1/2", over="voted")])
    told = {}
    for missing in ("none", "median", "grade:fair"):
        rule = chosen_by("majority-judgment", grades=["reject", "fair", "good"], missing=missing, tree=tree)
        with override("en"):
            told[missing] = set(words.of(rule, "council", []).rule().more)
    # Nothing is said of a grade that counts for nothing.
    assert told["median"] - told["none"] == {f"{subject} {median}."}
    assert told["grade:fair"] - told["none"] == {f"{subject} “Fair”."}
    assert told["none"] <= told["median"]


@pytest.mark.parametrize(
    ("by", "elected", "out", "words"),
    [
        ("quota", "AB", "", "Ay and Be: elected with 9 and 9/2."),
        ("lot", "B", "", "Be: elected with 9/2, by lot."),
        ("remaining", "B", "", "Be: elected, nobody else is left."),
        ("lowest", "", "B", "Be goes out, the last with 9/2."),
        ("previous", "", "B", "Be goes out: equal now, last in an earlier round."),
        ("lot", "", "B", "Be goes out, by lot."),
        ("surplus", "", "", "What Ay holds beyond the quota passes on."),
        ("previous", "", "", "What Ay holds beyond the quota passes on: equal now, ahead in an earlier round."),
        ("lot", "", "", "What Ay holds beyond the quota passes on, first by lot."),
        (None, "", "", "The count stops at a tie."),
    ],
)
def test_what_a_round_did_is_told_with_what_decided_it(by: str | None, elected: str, out: str, words: str) -> None:
    rounds = [
        {"tally": {"A": "9", "B": "9/2"}, "elected": list(elected), "out": list(out), "by": by},
        {"tally": {"A": "6", "B": "9/2"}, "elected": [], "out": [], "by": None},
    ]
    with override("en"):
        first, _last = steps_of({"A": "Ay", "B": "Be"}, {"rounds": rounds})
    assert first.words == words
