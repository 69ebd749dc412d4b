"""What must be true of every poll among options: order and splitting of ballots, names, numbers of voters don't matter;
naive counts, voter by voter, find the same."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations, product
from math import factorial, prod
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests import thorough
from tests.voting.counting import brute_choices as brute
from tests.voting.counting.choices import chosen_by
from tests.voting.counting.samples import leaf
from voting.counting import count

tries = settings(max_examples=thorough.tries(30, 500), deadline=None)
KINDS = ("schulze", "irv", "approval", "stv")
FOUND = ("winners", "ranking", "pairwise", "dropped", "rounds", "tie", "grades")
GRADES = ["bad", "poor", "fair", "good"]


@st.composite
def ranks(draw: st.DrawFn, options: str) -> list[list[str]]:
    order = draw(st.permutations(options))[: draw(st.integers(0, len(options)))]
    groups: list[list[str]] = []
    for option in order:
        if groups and draw(st.integers(0, 3)) == 0:
            groups[-1].append(option)
        else:
            groups.append([option])
    return groups


@st.composite
def polls(draw: st.DrawFn, most: int = 6, times: int = 4) -> dict[str, Any]:
    options = "ABCDE"[: draw(st.integers(1, 5))]
    ballot = st.fixed_dictionaries({"ranks": ranks(options), "times": st.integers(1, times)})
    cast = draw(st.lists(ballot, max_size=most))
    return {"format": "consult-poll/1", "options": list(options), "ballots": cast}


@st.composite
def rules(draw: st.DrawFn, lot: bool = False) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    seats = draw(st.integers(1, 3)) if kind in ("approval", "stv") else 1
    settings = {"default": "A", "ratio": {}} if kind == "schulze" and draw(st.booleans()) else {}
    return chosen_by(kind, lot=lot, seats=seats, **settings)


def found(result: dict[str, Any]) -> dict[str, Any]:
    return {part: result[part] for part in FOUND}


@tries
@given(rules(lot=True), polls(), st.randoms())
def test_order_and_splitting_of_ballots_are_irrelevant(rule: dict[str, Any], poll: dict[str, Any], chance: Any) -> None:
    single = [{"ranks": ballot["ranks"]} for ballot in poll["ballots"] for _ in range(ballot["times"])]
    single = [{"ranks": [group[::-1] for group in ballot["ranks"]]} for ballot in single]
    chance.shuffle(single)
    mixed = {**poll, "options": poll["options"][::-1], "ballots": single}
    assert found(count(rule, {**mixed, "seed": "s"})) == found(count(rule, {**poll, "seed": "s"}))


@tries
@given(rules(), polls(), st.randoms())
def test_names_of_options_are_irrelevant_where_nothing_is_drawn(
    rule: dict[str, Any], poll: dict[str, Any], chance: Any
) -> None:
    new = dict(zip(poll["options"], chance.sample("PQRSTUV", len(poll["options"])), strict=True))
    named = {
        **poll,
        "options": [new[option] for option in poll["options"]],
        "ballots": [
            {**ballot, "ranks": [[new[option] for option in group] for group in ballot["ranks"]]}
            for ballot in poll["ballots"]
        ],
    }
    method = rule["method"]
    other = {**rule, "method": {**method, **({"default": new[method["default"]]} if "default" in method else {})}}
    one, two = count(rule, poll), count(other, named)
    assert [{new[option] for option in group} for group in one["ranking"]] == [set(group) for group in two["ranking"]]
    assert {new[option] for option in one["winners"]} == set(two["winners"])
    assert (one["tie"] is None) == (two["tie"] is None)
    if one["tie"]:
        assert {new[option] for option in one["tie"]["options"]} == set(two["tie"]["options"])
    assert [
        ({new[option] for option in turn["out"]}, {new[option] for option in turn["elected"]}, turn["by"])
        for turn in one["rounds"]
    ] == [(set(turn["out"]), set(turn["elected"]), turn["by"]) for turn in two["rounds"]]


@tries
@given(rules(lot=True), polls(), st.integers(2, 10**12))
def test_n_times_as_many_voters_find_the_same(rule: dict[str, Any], poll: dict[str, Any], n: int) -> None:
    more = {**poll, "ballots": [{**ballot, "times": ballot["times"] * n} for ballot in poll["ballots"]]}
    one, many = count(rule, {**poll, "seed": "s"}), count(rule, {**more, "seed": "s"})
    for part in ("winners", "ranking", "dropped", "tie"):
        assert one[part] == many[part]
    for few, lots in zip(one["rounds"], many["rounds"], strict=True):
        assert {key: few[key] for key in ("elected", "out", "by")} == {
            key: lots[key] for key in ("elected", "out", "by")
        }
        assert {option: Fraction(votes) * n for option, votes in few["tally"].items()} == {
            option: Fraction(votes) for option, votes in lots["tally"].items()
        }


@tries
@given(polls())
def test_who_beats_every_other_one_wins_under_schulze(poll: dict[str, Any]) -> None:
    result = count(chosen_by("schulze"), poll)
    pairs = result["pairwise"]
    for option in poll["options"]:
        if all(int(pairs[option][other]) > int(pairs[other][option]) for other in pairs[option]):
            assert result["winners"] == [option]
            assert result["ranking"][0] == [option]


@tries
@given(polls(), st.sampled_from(KINDS))
def test_who_is_first_on_every_ballot_wins(poll: dict[str, Any], kind: str) -> None:
    rest = 0 if kind == "approval" else None
    first = [
        {**ballot, "ranks": [["A"], *[left for g in ballot["ranks"] if (left := [o for o in g if o != "A"])][:rest]]}
        for ballot in poll["ballots"]
    ]
    assume(first)
    assert count(chosen_by(kind), {**poll, "ballots": first})["winners"] == ["A"]


def linear(groups: list[list[str]]) -> Iterator[list[list[str]]]:
    for orders in product(*(permutations(group) for group in groups)):
        yield [[option] for order in orders for option in order]


@tries
@given(polls(most=4, times=2), st.sampled_from(("irv", "stv")), st.integers(1, 3))
def test_equal_ranks_are_as_good_as_every_order_of_them(poll: dict[str, Any], kind: str, seats: int) -> None:
    rule = chosen_by(kind, seats=seats if kind == "stv" else 1)
    share = factorial(5) ** 2
    spread = [
        {
            "ranks": order,
            "times": ballot["times"] * share // prod(factorial(len(group)) for group in ballot["ranks"]),
        }
        for ballot in poll["ballots"]
        for order in linear(ballot["ranks"])
    ]
    equal, ordered = count(rule, poll), count(rule, {**poll, "ballots": spread})
    for part in ("winners", "ranking", "tie"):
        assert equal[part] == ordered[part]
    assert [(turn["out"], turn["elected"], turn["by"]) for turn in equal["rounds"]] == [
        (turn["out"], turn["elected"], turn["by"]) for turn in ordered["rounds"]
    ]


@tries
@given(rules(lot=True), polls())
def test_with_a_seed_every_seat_is_filled(rule: dict[str, Any], poll: dict[str, Any]) -> None:
    result = count(rule, {**poll, "seed": "a seed"})
    assert len(set(result["winners"])) == min(rule["method"]["seats"], len(poll["options"]) - len(result["dropped"]))
    # Everybody stands in the ranking, once, or was dropped.
    placed = [option for group in result["ranking"] for option in group]
    assert sorted([*placed, *(gone["option"] for gone in result["dropped"])]) == sorted(poll["options"])


@tries
@given(polls(), st.integers(1, 4), st.booleans())
def test_votes_are_never_made_and_seats_never_exceeded(poll: dict[str, Any], seats: int, lot: bool) -> None:
    result = count(chosen_by("stv", seats=seats, lot=lot), {**poll, "seed": "s"})
    assert len(result["winners"]) <= min(seats, len(poll["options"]))
    sums = [sum(map(Fraction, turn["tally"].values())) for turn in result["rounds"]]
    assert sums == sorted(sums, reverse=True)
    quota = Fraction(sums[0], seats + 1)
    for turn in result["rounds"]:
        for option in turn["elected"]:
            assert turn["by"] == "remaining" or Fraction(turn["tally"][option]) > quota
    if result["tie"] is None:
        assert len(result["winners"]) == min(seats, len(poll["options"]))


@tries
@given(polls(), st.sampled_from(KINDS), st.integers(1, 3))
def test_a_tree_of_one_leaf_changes_nothing_but_the_scale(poll: dict[str, Any], kind: str, seats: int) -> None:
    settings = {"seats": seats} if kind in ("approval", "stv") else {}
    placed = {**poll, "ballots": [{**ballot, "leaf": "all"} for ballot in poll["ballots"]]}
    plain = count(chosen_by(kind, **settings), poll)
    weighed = count(chosen_by(kind, tree=leaf("all", over="voted"), **settings), placed)
    for part in ("winners", "ranking", "tie"):
        assert plain[part] == weighed[part]


@tries
@given(polls(most=5, times=2))
def test_schulze_is_the_naive_count_over_all_paths(poll: dict[str, Any]) -> None:
    assert [set(group) for group in count(chosen_by("schulze"), poll)["ranking"]] == brute.schulze(poll)


@tries
@given(polls())
def test_instant_run_off_is_the_naive_count_of_single_ballots(poll: dict[str, Any]) -> None:
    result = count(chosen_by("irv"), poll)
    assert (result["winners"], [option for turn in result["rounds"] for option in turn["out"]]) == brute.irv(poll)


@tries
@given(polls(), st.integers(1, 4))
def test_the_transferable_vote_is_the_naive_count_of_single_papers(poll: dict[str, Any], seats: int) -> None:
    result = count(chosen_by("stv", seats=seats), poll)
    out = [option for turn in result["rounds"] for option in turn["out"]]
    assert (result["winners"], out) == brute.stv(poll, seats)


tallies = st.integers(1, 4).flatmap(
    lambda grades: st.dictionaries(
        st.sampled_from("ABCDE"), st.lists(st.integers(0, 4), min_size=grades, max_size=grades), min_size=1
    )
)


@tries
@given(tallies)
def test_majority_judgment_is_the_naive_one_of_medians_taken_away(given_: dict[str, list[int]]) -> None:
    grades = GRADES[: len(next(iter(given_.values())))]
    rule = chosen_by("majority-judgment", grades=grades, missing="none")
    result = count(rule, {"format": "consult-poll/1", "tallies": given_})
    assert [set(group) for group in result["ranking"]] == brute.majority_judgment(given_)


@tries
@given(tallies, st.integers(1, 10**12), st.sampled_from(("none", "median", "grade:bad")))
def test_n_times_as_many_grades_judge_the_same(given_: dict[str, list[int]], n: int, missing: str) -> None:
    grades = GRADES[: len(next(iter(given_.values())))]
    rule = chosen_by("majority-judgment", grades=grades, missing=missing)
    more = {option: [n * votes for votes in tally] for option, tally in given_.items()}
    one, many = (count(rule, {"format": "consult-poll/1", "tallies": found}) for found in (given_, more))
    for part in ("winners", "ranking", "tie", "grades"):
        assert one[part] == many[part]


@tries
@given(tallies, st.sampled_from("ABCDE"))
def test_a_better_grade_never_hurts(given_: dict[str, list[int]], option: str) -> None:
    assume(option in given_ and sum(given_[option][:-1]))
    grades = GRADES[: len(given_[option])]
    rule = chosen_by("majority-judgment", grades=grades, missing="none")
    better = list(given_[option])
    worst = next(n for n, votes in enumerate(better) if votes)
    better[worst] -= 1
    better[worst + 1] += 1

    def place(found: dict[str, list[int]]) -> int:
        ranking = count(rule, {"format": "consult-poll/1", "tallies": found})["ranking"]
        ahead = 0
        for group in ranking:
            if option in group:
                return ahead
            ahead += len(group)
        raise AssertionError(option)

    assert place({**given_, option: better}) <= place(given_)
