"""The worked example of the contract and its variants give exactly the results written out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.voting.counting.samples import WORKED, ballots, poll, recommendation, worked_poll
from voting.counting import count, dumps, sha256

EXPECTED = Path(__file__).parent / "expected"


def variant(present_only: tuple[str, ...] = ("c3",), **changed: Any) -> dict[str, Any]:
    more = {key: changed.pop(key) for key in ("convocation",) if key in changed}
    return poll(ballots(**{**WORKED, **changed}), present_only, **more)


ONLY_AUTH = ballots(a1="yes", a2="yes", a3="no", a4="abstain")
POLLS = {
    "worked": worked_poll(),
    "tied": variant(a2="abstain", c2="no"),
    "void": poll(ONLY_AUTH),
    "second": poll(ONLY_AUTH, convocation=2),
    "limit": variant((), c3="yes by b1"),
    "in-person": poll([*ballots(**WORKED), {"voter": "a4", "choice": "abstain"}], ("c3",)),
}


@pytest.mark.parametrize("name", POLLS)
def test_each_variant_gives_the_result_written_by_hand(name: str) -> None:
    expected = json.loads((EXPECTED / f"{name}.json").read_text("utf-8"))
    expected["poll_sha256"] = sha256(POLLS[name])
    assert count(recommendation(), POLLS[name]) == expected


def test_the_chair_cannot_save_a_vote_that_fails_for_another_reason() -> None:
    for choice in ("yes", "no"):
        assert count(recommendation(), {**POLLS["tied"], "casting": {"chair": choice}})["outcome"] == "rejected"


def test_the_canonical_form_of_a_result_is_the_file_written_by_hand() -> None:
    expected = (EXPECTED / "worked.json").read_text("utf-8").replace('"POLL"', f'"{sha256(POLLS["worked"])}"')
    assert dumps(count(recommendation(), POLLS["worked"])) + "\n" == expected
