"""The rule of a choice and of an election in words: what an option left without a grade counts as."""

import pytest
from django.utils.translation import override

from tests.voting.counting.choices import chosen_by
from tests.voting.counting.samples import inner, leaf
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
