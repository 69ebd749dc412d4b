"""Choosing among options: what each method finds, as docs/voting.md says, on polls small enough to follow."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.voting.counting.choices import chosen_by, ranked, tallied
from tests.voting.counting.samples import inner, leaf
from voting.counting import count, dumps, sha256
from voting.counting.ties import Lot, Settled, settle

PROJECT = Path(__file__).resolve().parents[3]
KINDS = ("schulze", "irv", "approval", "stv")
# By SHA-256 of "7/A" … "7/E": 1fa0…, 2cf7…, 3a21…, 5886…, f92c….
SEED, DRAWN = "7", ["D", "A", "B", "E", "C"]
TERNARY = {"grades": ["reject", "fair", "good"], "missing": "none"}


def colleges(*leaves: dict[str, Any], empty: str = "lapse") -> dict[str, Any]:
    return inner("all", list(leaves), empty=empty)


def half(key: str) -> dict[str, Any]:
    return leaf(key, "1/2", over="voted")


def test_the_seed_of_these_tests_draws_in_this_order() -> None:
    assert sorted("ABCDE", key=lambda option: hashlib.sha256(f"{SEED}/{option}".encode()).hexdigest()) == DRAWN


def test_a_result_has_what_every_result_has_and_nothing_of_yes_no() -> None:
    everything = {"winners", "ranking", "pairwise", "dropped", "rounds", "tie", "grades"}
    for kind in KINDS:
        rule, poll = chosen_by(kind), ranked("AB", "2 A", "1 B", convocation=2)
        result = count(rule, poll)
        assert set(result) == everything | {"format", "rule_sha256", "poll_sha256", "convocation"}
        assert (result["format"], result["convocation"]) == ("consult-result/1", 2)
        assert (result["rule_sha256"], result["poll_sha256"]) == (sha256(rule), sha256(poll))
        assert (result["winners"], result["ranking"], result["tie"]) == (["A"], [["A"], ["B"]], None)
        assert (result["dropped"], result["grades"]) == ([], {})
        assert bool(result["pairwise"]) == (kind == "schulze")
        assert bool(result["rounds"]) == (kind != "schulze")
    judged = count(chosen_by("majority-judgment", **TERNARY), tallied({"A": [0, 0, 1]}))
    assert set(judged) == set(result)
    assert (judged["pairwise"], judged["dropped"], judged["rounds"]) == ({}, [], [])


def test_the_command_counts_a_ranked_poll(tmp_path: Path) -> None:
    rule, poll = chosen_by("irv"), ranked("ABC", "4 A", "3 B>C", "2 C>B")
    (tmp_path / "rule.json").write_text(json.dumps(rule), "utf-8")
    (tmp_path / "poll.json").write_text(json.dumps(poll), "utf-8")
    command = [sys.executable, "-S", "-m", "voting", "count", str(tmp_path / "rule.json"), str(tmp_path / "poll.json")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == dumps(count(rule, poll)) + "\n"
    assert json.loads(done.stdout)["winners"] == ["B"]


# Schulze


def test_pairwise_ranks_missing_options_below_all_and_equal_among_themselves() -> None:
    result = count(chosen_by("schulze"), ranked("ABCD", "3 A>B=C", "2 D", "1 "))
    assert result["pairwise"] == {
        "A": {"B": "3", "C": "3", "D": "3"},
        "B": {"A": "0", "C": "0", "D": "3"},
        "C": {"A": "0", "B": "0", "D": "3"},
        "D": {"A": "2", "B": "2", "C": "2"},
    }
    assert result["ranking"] == [["A"], ["B", "C"], ["D"]]


def test_equal_winning_votes_are_told_apart_by_the_opposing_ones() -> None:
    # A beats B by 5 to 2, B beats C by 5 to 3, C beats A by 5 to 4: the last is the weakest.
    result = count(chosen_by("schulze"), ranked("ABC", "3 A>B", "2 B>C", "1 C>A", "1 A", "2 C"))
    assert [result["pairwise"][a][b] for a, b in ("AB", "BA", "BC", "CB", "CA", "AC")] == ["5", "2", "5", "3", "5", "4"]
    assert result["ranking"] == [["A"], ["B"], ["C"]]


def test_winning_votes_come_before_the_margin() -> None:
    # A beats B by 5 to 4, B beats C by 4 to 2, C beats A by 6 to 3: by votes B over C is weakest, by margin A over B.
    result = count(chosen_by("schulze"), ranked("ABC", "4 B>C", "2 C>A", "3 A"))
    assert [result["pairwise"][a][b] for a, b in ("AB", "BA", "BC", "CB", "CA", "AC")] == ["5", "4", "4", "2", "6", "3"]
    assert result["ranking"] == [["C"], ["A"], ["B"]]


def test_a_perfect_circle_is_a_tie_that_only_the_lot_decides() -> None:
    circle = ranked("ABC", "1 A>B>C", "1 B>C>A", "1 C>A>B")
    stopped = count(chosen_by("schulze"), circle)
    assert (stopped["winners"], stopped["ranking"]) == ([], [["A", "B", "C"]])
    assert stopped["tie"] == {"options": ["A", "B", "C"], "by": None}
    drawn = count(chosen_by("schulze", lot=True), {**circle, "seed": SEED})
    assert (drawn["winners"], drawn["ranking"]) == (["A"], [["A", "B", "C"]])
    assert drawn["tie"] == {"options": ["A", "B", "C"], "by": "lot"}
    unseeded = count(chosen_by("schulze", lot=True), circle)
    assert (unseeded["winners"], unseeded["tie"]) == ([], {"options": ["A", "B", "C"], "by": "lot"})
    # A seed alone draws nothing.
    assert count(chosen_by("schulze"), {**circle, "seed": SEED})["winners"] == []


def test_a_tie_below_the_winner_is_no_tie() -> None:
    result = count(chosen_by("schulze", lot=True), ranked("ABC", "2 A", seed=SEED))
    assert (result["winners"], result["ranking"], result["tie"]) == (["A"], [["A"], ["B", "C"]], None)


def test_the_quorum_is_reached_at_exactly_k_times_the_root_of_n() -> None:
    quorum = {"k": "3/2", "n": 16}
    for votes, dropped in ((6, []), (5, [{"option": "A", "reason": "quorum"}])):
        result = count(chosen_by("schulze", default="B", quorum=quorum), ranked("AB", f"{votes} A"))
        assert result["dropped"] == dropped
        assert result["winners"] == (["B"] if dropped else ["A"])
    # The root of 17 is no fraction: 6 is under 3/2 · √17, 7 is above.
    for votes, winner in ((6, "B"), (7, "A")):
        found = count(chosen_by("schulze", default="B", quorum={**quorum, "n": 17}), ranked("AB", f"{votes} A"))
        assert found["winners"] == [winner]


def test_a_ratio_must_be_passed_and_is_one_where_none_is_given() -> None:
    rule = chosen_by("schulze", default="C", ratio={"A": "3"})
    for votes, dropped in ((6, ["A"]), (7, [])):
        result = count(rule, ranked("ABC", f"{votes} A=B>C", "2 C>A=B"))
        assert [found["option"] for found in result["dropped"]] == dropped
        assert result["ranking"] == ([["B"], ["C"]] if dropped else [["A", "B"], ["C"]])
    level = count(rule, ranked("ABC", "4 B", "4 C"))
    assert level["dropped"] == [{"option": "A", "reason": "ratio"}, {"option": "B", "reason": "ratio"}]
    assert (level["winners"], level["ranking"]) == (["C"], [["C"]])


def test_options_after_the_default_are_measured_against_it_too() -> None:
    result = count(chosen_by("schulze", default="A"), ranked("ABC", "3 B>A>C", "1 C"))
    assert result["dropped"] == [{"option": "C", "reason": "ratio"}]


def test_the_quorum_is_the_reason_where_both_fail() -> None:
    rule = chosen_by("schulze", default="B", quorum={"k": "2", "n": 1}, ratio={"A": "3"})
    assert count(rule, ranked("AB", "1 A", "9 B"))["dropped"] == [{"option": "A", "reason": "quorum"}]


def test_those_dropped_carry_no_path() -> None:
    # A beats B by 5 to 4; B beats A by way of D, by 6 and 7, unless D falls to the default.
    poll = ranked("ABDX", "3 D>A>X>B", "2 A>B>X>D", "4 B>D>X>A")
    assert count(chosen_by("schulze"), poll)["ranking"] == [["B"], ["D"], ["A"], ["X"]]
    dropped = count(chosen_by("schulze", default="X", ratio={"D": "9"}), poll)
    assert dropped["dropped"] == [{"option": "D", "reason": "ratio"}]
    assert dropped["ranking"] == [["A"], ["B"], ["X"]]
    assert dropped["pairwise"]["B"]["D"] == "6"


# Instant run-off


def test_equal_ranks_are_split_and_exhausted_ballots_leave_the_total() -> None:
    result = count(chosen_by("irv"), ranked("ABC", "3 A=B>C", "3 A", "4 C", "1 B"))
    first, second = result["rounds"]
    assert first == {"tally": {"A": "9/2", "B": "5/2", "C": "4"}, "elected": [], "out": ["B"], "by": "lowest"}
    # B's own ballot is exhausted: A has 6 of 10.
    assert second == {"tally": {"A": "6", "C": "4"}, "elected": ["A"], "out": [], "by": "quota"}
    assert result["ranking"] == [["A"], ["C"], ["B"]]


def test_a_shared_rank_is_split_among_those_of_it_who_continue() -> None:
    result = count(chosen_by("irv"), ranked("ABCD", "6 A=B=C>D", "1 A", "2 B", "5 D"))
    assert [found["tally"] for found in result["rounds"]] == [
        {"A": "3", "B": "4", "C": "2", "D": "5"},
        {"A": "4", "B": "5", "D": "5"},
        {"B": "8", "D": "5"},
    ]


def test_exactly_half_is_not_yet_enough() -> None:
    result = count(chosen_by("irv"), ranked("ABC", "3 A", "2 B", "1 C"))
    assert [(found["out"], found["elected"]) for found in result["rounds"]] == [(["C"], []), ([], ["A"])]
    level = count(chosen_by("irv"), ranked("AB", "3 A", "3 B"))
    assert level["rounds"] == [{"tally": {"A": "3", "B": "3"}, "elected": [], "out": [], "by": None}]
    assert (level["winners"], level["ranking"]) == ([], [["A", "B"]])
    assert level["tie"] == {"options": ["A", "B"], "by": None}


def test_those_left_stand_by_their_last_votes_and_the_eliminated_in_reverse() -> None:
    result = count(chosen_by("irv"), ranked("ABCDEF", "10 A", "4 B", "4 C", "3 D>A", "2 E>A", "1 F"))
    assert result["ranking"] == [["A"], ["B", "C"], ["D"], ["E"], ["F"]]


def test_one_option_without_any_ballot_remains() -> None:
    for kind in ("irv", "stv"):
        result = count(chosen_by(kind), ranked("A"))
        assert result["winners"] == ["A"]
        assert result["rounds"] == [{"tally": {"A": "0"}, "elected": ["A"], "out": [], "by": "remaining"}]


def test_a_tie_looks_back_to_the_latest_round_that_differs() -> None:
    # In round 3 B and C have 6; in round 2 B had 6 and C 5; that B had fewer in round 1 is too long ago.
    result = count(chosen_by("irv"), ranked("ABCDE", "9 A", "4 B", "5 C", "2 D>B", "1 E>C", "2 E"))
    assert [found["tally"] for found in result["rounds"][:3]] == [
        {"A": "9", "B": "4", "C": "5", "D": "2", "E": "3"},
        {"A": "9", "B": "6", "C": "5", "E": "3"},
        {"A": "9", "B": "6", "C": "6"},
    ]
    assert (result["rounds"][2]["out"], result["rounds"][2]["by"]) == (["C"], "previous")
    assert result["tie"] is None


def test_a_tie_looks_back_past_rounds_that_are_equal_too() -> None:
    # In round 3 B and C have 6, in round 2 both had 5, in round 1 B had 4.
    result = count(chosen_by("irv"), ranked("ABCDE", "9 A", "4 B", "5 C", "1 D>B", "2 E>B=C"))
    assert [found["tally"]["B"] == found["tally"]["C"] for found in result["rounds"][:3]] == [False, True, True]
    assert (result["rounds"][2]["out"], result["rounds"][2]["by"]) == (["B"], "previous")


def test_looking_back_finds_the_most_votes_of_equal_surpluses_and_the_fewest_of_the_lowest() -> None:
    earlier = [{"A": 1, "B": 3}, {"A": 2, "B": 2}]
    nothing = Lot(named=False, seed=None)
    assert settle("AB", "surplus", earlier, nothing, highest=True) == Settled("B", "previous")
    assert settle("AB", "lowest", earlier, nothing, highest=False) == Settled("A", "previous")


def test_looking_back_leaves_only_the_lowest_of_three_to_the_lot() -> None:
    # B, C and D have 5 in round 2; in round 1 D had 5, B and C 4 each: the lot is between those.
    poll = ranked("ABCDE", "12 A", "4 B", "4 C", "5 D", "2 E>B=C", seed=SEED)
    result = count(chosen_by("irv", lot=True), poll)
    assert result["rounds"][1] == {
        "tally": {"A": "12", "B": "5", "C": "5", "D": "5"},
        "elected": [],
        "out": ["C"],
        "by": "lot",
    }
    assert result["tie"] == {"options": ["B", "C"], "by": "lot"}
    assert count(chosen_by("irv"), poll)["tie"] == {"options": ["B", "C"], "by": None}


def test_each_lot_puts_out_the_last_of_the_draw_and_the_last_lot_is_told() -> None:
    result = count(chosen_by("irv", lot=True), ranked("ABCDE", "9 A", "3 B", "3 C", "3 D", "3 E", seed=SEED))
    assert [(found["out"], found["by"]) for found in result["rounds"][:2]] == [(["C"], "lot"), (["E"], "lot")]
    assert result["tie"] == {"options": ["B", "D", "E"], "by": "lot"}
    assert result["winners"] == ["A"]


# Approval


def test_every_listed_option_is_approved() -> None:
    result = count(chosen_by("approval"), ranked("ABC", "2 A>B", "1 B=C", "1 "))
    assert result["rounds"] == [{"tally": {"A": "2", "B": "3", "C": "1"}, "elected": ["B"], "out": [], "by": None}]
    assert result["ranking"] == [["B"], ["A"], ["C"]]


def test_only_the_certain_are_elected_where_equals_are_too_many() -> None:
    poll = ranked("ABCDE", "5 A", "3 B=C=E", "1 D")
    stopped = count(chosen_by("approval", seats=3), poll)
    assert (stopped["winners"], stopped["tie"]) == (["A"], {"options": ["B", "C", "E"], "by": None})
    assert stopped["rounds"][0]["by"] is None
    drawn = count(chosen_by("approval", seats=3, lot=True), {**poll, "seed": SEED})
    assert (drawn["winners"], drawn["tie"]) == (["A", "B", "E"], {"options": ["B", "C", "E"], "by": "lot"})
    assert drawn["rounds"][0]["by"] == "lot"
    assert drawn["ranking"] == [["A"], ["B", "C", "E"], ["D"]]
    whole = count(chosen_by("approval", seats=4), poll)
    assert (whole["winners"], whole["tie"]) == (["A", "B", "C", "E"], None)


# Single transferable vote (docs/stv.md has more)


def test_equal_surpluses_wait_for_the_lot() -> None:
    poll = ranked("ABCD", "5 A>C", "5 B>D", "1 C", "1 D")
    stopped = count(chosen_by("stv", seats=3), poll)
    assert (stopped["winners"], stopped["tie"]) == (["A", "B"], {"options": ["A", "B"], "by": None})
    drawn = count(chosen_by("stv", seats=3, lot=True), {**poll, "seed": SEED})
    assert [found["by"] for found in drawn["rounds"]][:3] == ["quota", "lot", "surplus"]
    assert drawn["rounds"][2]["tally"] == {"A": "3", "B": "5", "C": "3", "D": "1"}


def test_one_elected_meanwhile_takes_nothing_of_the_next_surplus() -> None:
    # A's surplus of 4 elects C before B's of 2 goes on: B's ballots pass C over.
    result = count(chosen_by("stv", seats=4), ranked("ABCDE", "9 A>C", "7 B>C>D", "2 C>E", "3 D", "4 E"))
    assert [found["elected"] for found in result["rounds"][:3]] == [["A", "B"], [], ["C"]]
    assert result["rounds"][4]["tally"] == {"A": "5", "B": "5", "C": "6", "D": "5", "E": "4"}
    # Of C's 6, the 2 that name E go on at 1/6.
    assert result["rounds"][5]["tally"]["E"] == "13/3"
    assert result["winners"] == ["A", "B", "C", "D"]


def test_empty_ballots_are_no_part_of_the_quota() -> None:
    assert count(chosen_by("stv"), ranked("AB", "2 A", "1 B", "5 "))["rounds"][0]["by"] == "quota"


def test_more_seats_than_options_elect_all() -> None:
    for kind in ("approval", "stv"):
        result = count(chosen_by(kind, seats=5), ranked("ABC", "2 B>A"))
        assert sorted(result["winners"]) == ["A", "B", "C"]
    assert result["rounds"][0]["elected"] == ["B"]
    assert result["rounds"][1] == {
        "tally": {"A": "0", "B": "2", "C": "0"},
        "elected": ["A", "C"],
        "out": [],
        "by": "remaining",
    }


# Times and trees


def test_a_million_million_voters_are_counted_at_once() -> None:
    many = 10**12
    poll = ranked("ABC", f"{many} A>B", f"{many - 1} B>C")
    winners = {kind: count(chosen_by(kind), poll)["winners"] for kind in KINDS}
    assert winners == {"schulze": ["A"], "irv": ["A"], "approval": ["B"], "stv": ["A"]}
    assert count(chosen_by("schulze"), poll)["pairwise"]["A"] == {"B": str(many), "C": str(many)}
    judged = tallied({"A": [many, 0, many], "B": [many, 1, many - 1]})
    assert count(chosen_by("majority-judgment", **TERNARY), judged)["ranking"] == [["A"], ["B"]]


def test_a_leaf_weighs_the_same_whoever_many_voted_in_it() -> None:
    poll = ranked("AB", "3 comp A>B", "1 comp B>A", "1 auth B>A")
    weighed = count(chosen_by("schulze", tree=colleges(half("auth"), half("comp"))), poll)
    assert weighed["pairwise"] == {"A": {"B": "3/8"}, "B": {"A": "5/8"}}
    assert weighed["winners"] == ["B"]
    for kind in ("irv", "approval", "stv"):
        assert count(chosen_by(kind, tree=colleges(half("auth"), half("comp"))), poll)["rounds"][0]["tally"]
    by_heads = colleges(leaf("auth", "heads", over="voted"), leaf("comp", "heads", over="voted"))
    assert count(chosen_by("irv", tree=by_heads), poll)["rounds"][0]["tally"] == {"A": "3/5", "B": "2/5"}
    alone = {"key": "comp", "per": "head", "over": "voted", "give": "split"}
    found = count(chosen_by("irv", tree=alone), ranked("AB", "3 comp A", "1 comp B"))
    assert found["rounds"][0]["tally"] == {"A": "3/4", "B": "1/4"}


@pytest.mark.parametrize(
    ("empty", "tally"),
    [
        ("lapse", {"A": "1/2", "B": "1/4"}),
        ("prorata", {"A": "2/3", "B": "1/3"}),
        ("equal", {"A": "5/8", "B": "3/8"}),
    ],
)
def test_an_empty_leaf_is_treated_as_in_a_yes_no_poll(empty: str, tally: dict[str, str]) -> None:
    parts = (leaf("auth", "1/2", over="voted"), leaf("comp", "1/4", over="voted"), leaf("univ", "1/4", over="voted"))
    rule = chosen_by("irv", tree=colleges(*parts, empty=empty))
    assert count(rule, ranked("AB", "7 auth A", "2 comp B"))["rounds"][0]["tally"] == tally


def test_a_void_node_leaves_nothing_to_count() -> None:
    for kind in KINDS:
        rule = chosen_by(kind, tree=colleges(half("auth"), half("comp"), empty="void"))
        result = count(rule, ranked("AB", "2 auth A"))
        assert (result["winners"], result["ranking"], result["pairwise"], result["tie"]) == ([], [], {}, None)
        assert count(rule, ranked("AB", "2 auth A", "1 comp A"))["winners"] == ["A"]


def test_consultative_ballots_count_for_nothing() -> None:
    tree = colleges(leaf("auth", "1", over="voted"), leaf("guests", "0", over="voted"))
    poll = ranked("AB", "1 auth A", "50 guests B")
    for kind in KINDS:
        assert count(chosen_by(kind, tree=tree), poll)["winners"] == ["A"]
    judged = {
        "format": "consult-poll/1",
        "ballots": [
            {"grades": {"A": "good", "B": "fair"}, "leaf": "auth"},
            {"grades": {"A": "reject", "B": "good"}, "leaf": "guests", "times": 9},
        ],
    }
    assert count(chosen_by("majority-judgment", tree=tree, **TERNARY), judged)["winners"] == ["A"]


# Majority judgment

EXAMPLE = {"p1": [1, 1, 1], "p2": [1, 0, 2], "p3": [3, 0, 0], "p4": [2, 0, 1], "p5": [0, 3, 0]}


def test_the_example_of_the_contract() -> None:
    result = count(chosen_by("majority-judgment", **TERNARY), tallied(EXAMPLE))
    assert result["ranking"] == [["p2"], ["p5"], ["p1"], ["p4"], ["p3"]]
    assert (result["winners"], result["tie"]) == (["p2"], None)
    medians = {"p1": "fair", "p2": "good", "p3": "reject", "p4": "reject", "p5": "fair"}
    assert result["grades"] == {option: {"median": grade} for option, grade in medians.items()}


def test_the_lower_median_is_taken_of_an_even_number() -> None:
    result = count(chosen_by("majority-judgment", **TERNARY), tallied({"A": [1, 0, 1], "B": [0, 2, 0]}))
    assert result["grades"]["A"] == {"median": "reject"}
    assert result["winners"] == ["B"]


def test_below_the_middle_comes_before_above() -> None:
    # Both have the median fair; next, A has fair below and B good above.
    result = count(chosen_by("majority-judgment", **TERNARY), tallied({"A": [1, 3, 1], "B": [2, 1, 2]}))
    assert result["ranking"] == [["A"], ["B"]]


def test_different_totals_are_compared_as_proportions() -> None:
    result = count(
        chosen_by("majority-judgment", **TERNARY), tallied({"A": [1, 2, 3], "B": [2, 4, 6], "C": [5, 10, 14]})
    )
    assert result["ranking"] == [["A", "B"], ["C"]]


def test_what_a_missing_grade_means_is_the_rules() -> None:
    tallies = {"A": [0, 0, 2], "B": [0, 5, 1]}
    first = {"none": "A", "median": "A", "grade:good": "A", "grade:reject": "B", "grade:fair": "A"}
    for missing, winner in first.items():
        rule = chosen_by("majority-judgment", grades=TERNARY["grades"], missing=missing)
        assert count(rule, tallied(tallies))["winners"] == [winner], missing
    # With 20 participants the missing ones decide B as well.
    rule = chosen_by("majority-judgment", grades=TERNARY["grades"], missing="grade:reject")
    medians = count(rule, tallied(tallies, participants=20))["grades"]
    assert medians == {"A": {"median": "reject"}, "B": {"median": "reject"}}


def test_an_option_without_grades_is_ranked_last() -> None:
    for missing in ("none", "median"):
        rule = chosen_by("majority-judgment", grades=TERNARY["grades"], missing=missing)
        result = count(rule, tallied({"A": [0, 0, 0], "B": [9, 0, 0], "C": [0, 0, 0]}))
        assert result["ranking"] == [["B"], ["A", "C"]]
        assert (result["grades"]["A"], result["grades"]["B"]) == ({"median": None}, {"median": "reject"})


def test_ballots_and_tallies_say_the_same() -> None:
    rule = chosen_by("majority-judgment", grades=TERNARY["grades"], missing="median")
    ballots = [
        {"grades": {"A": "good", "B": "fair"}, "times": 2},
        {"grades": {"A": "reject"}},
        {"grades": {}, "times": 3},
        {"grades": {"B": "good"}},
    ]
    cast = count(rule, {"format": "consult-poll/1", "ballots": ballots, "options": ["A", "B", "C"]})
    summed = count(rule, tallied({"A": [1, 0, 2], "B": [0, 2, 1], "C": [0, 0, 0]}, participants=7))
    for part in ("winners", "ranking", "grades", "tie"):
        assert cast[part] == summed[part]
    # Without a list the options are those that somebody graded.
    assert set(count(rule, {"format": "consult-poll/1", "ballots": ballots})["grades"]) == {"A", "B"}


def test_grades_are_weighed_by_the_tree_and_missing_ones_too() -> None:
    ballots = [
        {"grades": {"A": "good", "B": "fair"}, "leaf": "auth"},
        {"grades": {"A": "reject"}, "leaf": "comp", "times": 8},
        {"grades": {"B": "reject"}, "leaf": "comp"},
    ]
    poll = {"format": "consult-poll/1", "ballots": ballots}
    tree = colleges(half("auth"), half("comp"))
    for missing, medians in {"none": ("good", "fair"), "grade:reject": ("reject", "reject")}.items():
        rule = chosen_by("majority-judgment", tree=tree, grades=TERNARY["grades"], missing=missing)
        grades = count(rule, poll)["grades"]
        assert (grades["A"]["median"], grades["B"]["median"]) == medians, missing


def test_equal_grades_are_a_tie_for_the_lot() -> None:
    poll = tallied({"A": [0, 1, 1], "C": [0, 2, 2], "B": [1, 0, 0]})
    stopped = count(chosen_by("majority-judgment", **TERNARY), poll)
    assert (stopped["winners"], stopped["tie"]) == ([], {"options": ["A", "C"], "by": None})
    drawn = count(chosen_by("majority-judgment", lot=True, **TERNARY), {**poll, "seed": SEED})
    assert (drawn["winners"], drawn["tie"]) == (["A"], {"options": ["A", "C"], "by": "lot"})
    assert drawn["ranking"] == [["A", "C"], ["B"]]
