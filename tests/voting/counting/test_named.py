"""Ballots of named voters among options: which proxies are refused, and the poll in which nobody is named any more."""

import pytest

from voting.counting import FormatError, count
from voting.counting.named import named_poll

TERMS = {
    "proxy": {"per_holder": 1, "across": False, "present": True},
    "secrecy": "open",
    "change": "until-close",
    "smallest": 1,
}
VOTERS = [{"id": key, "leaf": key[0]} for key in ("a1", "a2", "a3", "b1", "b2")]
TREE = {"key": "all", "empty": "prorata", "children": [
    {"key": leaf, "share": "1/2", "per": "head", "over": "voted", "give": "split"} for leaf in "ab"
]}  # fmt: skip
RULE = {"format": "consult-rule/1", "id": "x", "version": 1, "method": {"kind": "schulze"}, "tree": TREE}


def by_proxy(voter: str, by: str) -> dict[str, object]:
    return {"voter": voter, "by": by, "ranks": [["B"]]}


def own(voter: str) -> dict[str, object]:
    return {"voter": voter, "ranks": [["A"]]}


@pytest.mark.parametrize(
    ("ballots", "reasons"),
    [
        ([own("a1"), by_proxy("a1", "a2")], [("a1", "cast-in-person")]),
        ([by_proxy("a1", "a2"), by_proxy("a2", "a3")], [("a1", "onward")]),
        ([by_proxy("a1", "b1")], [("a1", "other-category")]),
        ([by_proxy("a1", "a3"), by_proxy("a2", "a3")], [("a2", "limit")]),
        ([by_proxy("a1", "a2"), own("a2")], []),
    ],
)
def test_proxies_are_refused_for_the_same_reasons_as_in_a_yes_no_poll(
    ballots: list[dict[str, object]], reasons: list[tuple[str, str]]
) -> None:
    found, refused = named_poll(rule=RULE, terms=TERMS, options=["A", "B"], voters=VOTERS, ballots=ballots)

    assert [(refusal.voter, refusal.reason) for refusal in refused] == reasons
    assert len(found["ballots"]) == len(ballots) - len(reasons)
    assert all("voter" not in ballot and "by" not in ballot for ballot in found["ballots"])
    count(RULE, found)


def test_without_terms_no_proxy_counts_and_without_a_tree_no_leaf_is_named() -> None:
    rule = {key: value for key, value in RULE.items() if key != "tree"}
    found, refused = named_poll(
        rule=rule, terms={}, options=["A", "B"], voters=VOTERS, ballots=[own("a2"), by_proxy("a1", "a2")]
    )

    assert found["ballots"] == [{"ranks": [["A"]]}]
    assert [refusal.reason for refusal in refused] == ["limit"]


@pytest.mark.parametrize(
    ("ballots", "pointer"),
    [
        ([own("z9")], "/ballots/0/voter"),
        ([by_proxy("a1", "z9")], "/ballots/0/by"),
        ([by_proxy("a1", "a1")], "/ballots/0/by"),
        ([own("a1"), own("a1")], "/ballots/1/voter"),
        ([by_proxy("a1", "a2"), by_proxy("a1", "a3")], "/ballots/1/voter"),
        ([{"voter": "a1"}], "/ballots/0"),
        ([{"voter": "a1", "ranks": [], "grades": {}}], "/ballots/0"),
        ([{"voter": ["a1"], "ranks": []}], "/ballots/0/voter"),
        (["a1"], "/ballots/0"),
        ({}, "/ballots"),
    ],
)
def test_ballots_by_name_that_can_t_be_read_say_where(ballots: list[dict[str, object]], pointer: str) -> None:
    with pytest.raises(FormatError) as fault:
        named_poll(rule=RULE, terms=TERMS, options=["A", "B"], voters=VOTERS, ballots=ballots)
    assert fault.value.pointer == pointer


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"voters": [{"id": 1, "leaf": "a"}]}, "/register/0/id"),
        ({"voters": [*VOTERS, {"id": "c1", "leaf": None}]}, f"/register/{len(VOTERS)}/leaf"),
        ({"terms": {**TERMS, "secrecy": "whispered"}}, "/poll/terms/secrecy"),
        ({"ballots": [{**own("a1"), "leaf": "a"}]}, "/ballots/0/leaf"),
        ({"ballots": [{**own("a1"), "by": 7}]}, "/ballots/0/by"),
    ],
)
def test_what_is_given_beside_the_ballots_is_told_where_it_stands_in_the_record(
    given: dict[str, object], pointer: str
) -> None:
    fine: dict[str, object] = {"terms": TERMS, "voters": VOTERS, "ballots": [own("a1")]}
    assert named_poll(rule=RULE, options=["A", "B"], **fine)[0]["convocation"] == 1  # type: ignore[arg-type]
    with pytest.raises(FormatError) as fault:
        named_poll(rule=RULE, options=["A", "B"], **{**fine, **given})  # type: ignore[arg-type]
    assert fault.value.pointer == pointer
