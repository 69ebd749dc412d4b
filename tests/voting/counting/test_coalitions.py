"""Coalitions counted in halves and by sums against every matrix, where the shape of a rule or a register matters."""

from typing import Any

import pytest

from tests.voting.counting.samples import clause, inner, leaf, rule
from voting.counting import coalitions, joining, parse_rule, sums, thresholds
from voting.counting.errors import FormatError
from voting.counting.poll import read_voters
from voting.counting.power import power

AB = ["a", "b"]
CLAUSES = {
    "plain": clause("heads yes > 1/2 expressed"),
    "few": clause("heads no <= 2"),
    "less": clause("heads no < 2"),
    "two": clause("heads yes >= 2"),
    "one": clause("heads yes > 1/2 voted", scope={"at_least": 1, "of": AB, "empty": "fail"}),
    "both": clause("heads yes > 1/2 voted", scope={"each": AB, "empty": "fail"}),
    "nowhere": clause("heads no < 2/3 expressed", scope={"each": ["c"], "empty": "skip"}),
    "marked": clause("heads yes >= 1", scope={"mark": "P"}),
    "led": clause("categories yes > 1/2 abstain", won="heads"),
    "most": clause("categories yes >= 1/2 expressed", won="heads"),
    "bloc": clause("weight yes > 1/3 abstain"),
}

WEIGHT = clause("weight yes > 1/2 entitled")
EVERY = clause("heads yes >= 1/3 voted", scope={"each": ["a", "b", "c"], "empty": "skip"})


def game(formula: Any, register: str, give: str = "split", **clauses: Any) -> coalitions.Game:
    """Voters by the letter of their leaf, in capitals where they are marked."""
    tree = inner("all", [leaf(key, "1/3", give=give, over="voted") for key in "abc"], empty="lapse")
    voters = [
        {"id": f"v{n}", "leaf": letter.lower(), "marks": ["P"] if letter.isupper() else []}
        for n, letter in enumerate(register)
    ]
    parsed = parse_rule(rule(tree, formula, {**CLAUSES, **clauses}))
    return coalitions.Game(parsed, read_voters(voters, "/voters", parsed))


def of_sizes(sizes: list[int], quota: int) -> coalitions.Game:
    parsed = parse_rule(rule(leaf("all", per="size"), "quota", {"quota": clause(f"size yes >= {quota}")}))
    voters = [{"id": f"v{n}", "leaf": "all", "size": size} for n, size in enumerate(sizes)]
    return coalitions.Game(parsed, read_voters(voters, "/voters", parsed))


@pytest.mark.parametrize(
    ("formula", "register"),
    [
        ("few", "aabb"),
        ("less", "aabb"),
        ("one", "aabb"),
        ("one", "aabbb"),
        ("both", "aab"),
        ("nowhere", "ab"),
        ({"or": [{"and": ["two", "marked"]}, {"and": ["one", "few"]}]}, "aABbc"),
    ],
    ids=str,
)
def test_halves_count_what_matrices_do(formula: Any, register: str) -> None:
    found = game(formula, register)
    assert thresholds.by_halves(found) == joining.by_sums(found) == coalitions.by_matrices(found)


@pytest.mark.parametrize(
    ("formula", "register", "give"),
    [
        # A leaf whose voters are equal abstains: one more yes counts for less than none, two count for more.
        ("led", "aabbc", "split"),
        ("led", "aaaabbcc", "split"),
        ("bloc", "aabbc", "bloc"),
        ("most", "aAbBc", "split"),
        ("most", "aAabBbc", "bloc"),
        ({"and": ["led", "bloc"]}, "aaAbbC", "bloc"),
    ],
    ids=str,
)
def test_sums_count_what_matrices_do_where_leaves_are_measured_whole(formula: Any, register: str, give: str) -> None:
    found = game(formula, register, give)
    assert joining.by_sums(found) == coalitions.by_matrices(found)


@pytest.mark.parametrize("most_last", [1, 3, 6, 40])
@pytest.mark.parametrize("most_kept", [40, 10**8])
def test_which_units_join_and_which_are_last_changes_nothing(
    most_last: int, most_kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "MOST_LAST", most_last)
    found = [
        game({"and": ["weight", "every"]}, "aaabbbc", weight=WEIGHT, every=EVERY),
        game({"or": ["weight", "marked"]}, "aAabB", weight=WEIGHT),
        game({"and": ["weight", "led"]}, "aabbcc", "bloc", weight=WEIGHT),
        # Few or many, and not those between.
        game({"or": ["little", "weight"]}, "aaabbc", weight=WEIGHT, little=clause("weight yes < 1/4 entitled")),
        of_sizes([3, 5, 7, 11], 14),
    ]
    for each in found:
        parts = sums.Measured(each)
        # Where no polynomial is short enough, every sum is part of the key.
        with monkeypatch.context() as patch:
            patch.setattr(joining, "MOST_KEPT", most_kept)
            planned = joining._Joining(parts)
        assert planned.run() == coalitions.by_matrices(each)


def test_more_kinds_than_matrices_can_tell_are_summed_one_by_one() -> None:
    found = of_sizes([n * n + 1 for n in range(14)], 400)
    assert joining.by_sums(found) == thresholds.by_halves(found)


def test_sizes_make_no_kinds_where_the_rule_counts_none() -> None:
    # Counted by matrices, of which thirty kinds would have too many.
    tree = inner("all", [inner("h", [leaf("a", "1")], "1", give="bloc")])
    document = rule(tree, "heads", {"heads": clause("heads yes > 1/2 expressed")})
    found = power(document, [{"id": f"v{n}", "leaf": "a", "size": n} for n in range(29)])
    assert found.winning == 2**28


def test_a_category_of_several_leaves_is_led_as_a_whole() -> None:
    tree = inner("all", [inner("h", [leaf("a", "1/2"), leaf("b", "1/2")], "1/2"), leaf("c", "1/2")])
    document = rule(tree, "led", {"led": clause("categories yes >= 1", won="heads", of=["h"])})
    register = [{"id": f"v{n}", "leaf": key} for n, key in enumerate("aabc")]
    # Two of the three of it.
    assert power(document, register).winning == 8
    assert power(document, register).voters["v3"].swings == 0


def test_so_many_matrices_are_tried_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    found = of_sizes([1, 2, 3], 3)
    monkeypatch.setattr(coalitions, "MOST_MATRICES", 8)
    assert sum(coalitions.by_matrices(found).winning) == 5
    monkeypatch.setattr(coalitions, "MOST_MATRICES", 7)
    with pytest.raises(coalitions.TooManyCoalitions):
        coalitions.by_matrices(found)


def test_a_fault_of_the_register_is_told_at_its_place() -> None:
    with pytest.raises(FormatError) as error:
        power(rule(leaf("a"), "plain", {"plain": CLAUSES["plain"]}), [{"id": "v", "leaf": "elsewhere"}])
    assert error.value.pointer == "/voters/0/leaf"
