"""The traps of counting votes, and what the format says where two readings were possible."""

import sys
from fractions import Fraction
from typing import Any

import pytest

from tests.voting.counting.samples import (
    ballots,
    clause,
    effective,
    found,
    inner,
    leaf,
    poll,
    recommendation,
    row,
    rows,
    rule,
    sizes,
    worked_poll,
)  # fmt: skip
from voting.counting import FormatError, count, parse_poll, parse_rule
from voting.counting.outcome import lot, tally

MAJORITY = {"m": clause("weight yes > 1/2 expressed")}


def heads(words: str, **settings: Any) -> dict[str, Any]:
    """A rule of one clause over an assembly of one leaf."""
    return rule(leaf("all"), "m", {"m": clause(words, **settings)})


def thirds(empty: str, **settings: str) -> dict[str, Any]:
    return rule(inner("all", [leaf(key, "1/3", **settings) for key in "abc"], empty=empty), "m", MAJORITY)


def test_nobody_votes_and_two_thirds_of_nothing_are_not_reached() -> None:
    result = count(heads("heads yes >= 2/3 expressed"), rows(row("all", 5)))
    assert found(result, "m") == {
        "id": "m", "amount": "0", "base": "0", "ratio": None, "op": ">=", "value": "2/3",
        "holds": False, "tied": False, "empty": True,
    }  # fmt: skip
    assert result["outcome"] == "rejected"


def test_even_at_most_is_false_over_an_empty_base() -> None:
    assert count(heads("heads no <= 1/2 expressed"), rows(row("all", 5)))["outcome"] == "rejected"


@pytest.mark.parametrize(
    ("empty", "weights", "lapsed", "outcome"),
    [("lapse", ["1/3", "1/3", "1/3"], "1/3", "rejected"), ("prorata", ["1/2", "1/2", "0"], "0", "rejected"),
     ("equal", ["1/2", "1/2", "0"], "0", "rejected"), ("void", ["1/3", "1/3", "1/3"], "1/3", "void")],
)  # fmt: skip
def test_an_empty_category_under_each_treatment(empty: str, weights: list[str], lapsed: str, outcome: str) -> None:
    result = count(thirds(empty), rows(row("a", 3, 2, 1), row("b", 3, 1, 2), row("c", 3, 0, 0, 3)))
    assert effective(result) == weights
    assert result["matrix"][2]["weight"]["lapsed"] == lapsed
    assert result["outcome"] == outcome


def test_an_empty_category_makes_the_second_convocation_void_too() -> None:
    assert count(thirds("void"), rows(row("a", 3, 2), row("b", 3, 1), convocation=2))["outcome"] == "void"


def test_the_second_formula_is_for_the_second_convocation_alone() -> None:
    rule_, few = parse_rule(recommendation()), rows(row("auth", 9, 2), row("agen", 1), row("comp", 1), row("univ", 1))
    matrix = parse_poll(few, rule_).rows
    assert (tally(rule_, matrix).outcome, tally(rule_, matrix, convocation=2).outcome) == ("void", "adopted")


def test_prorata_follows_shares_and_equal_does_not() -> None:
    children = [leaf("a", "1/2"), leaf("b", "1/6"), leaf("c", "1/3")]
    given = rows(row("a", 1, 1), row("b", 1, 1))
    for empty, weights in (("prorata", ["3/4", "1/4", "0"]), ("equal", ["2/3", "1/3", "0"])):
        assert effective(count(rule(inner("all", children, empty=empty), "m", MAJORITY), given)) == weights


def test_where_all_are_empty_each_keeps_its_share_and_it_lapses() -> None:
    for empty in ("lapse", "prorata", "equal"):
        result = count(thirds(empty), rows(row("a", 3)))
        assert [line["weight"]["lapsed"] for line in result["matrix"]] == ["1/3", "1/3", "1/3"]
        assert (result["outcome"], found(result, "m")["empty"]) == ("rejected", True)


def test_lapsed_weight_is_entitled_and_not_in_favour_and_present_nowhere() -> None:
    clauses = {
        "entitled": clause("weight yes > 1/2 entitled"),
        "present": clause("weight present >= 1 entitled"),
        "against": clause("weight not-in-favour < 1/2 entitled"),
    }
    document = rule(inner("all", [leaf(key, "1/2") for key in "ab"], empty="lapse"), "entitled", clauses)
    result = count(document, rows(row("a", 1, 1)))
    assert [(clause["id"], clause["amount"]) for clause in result["clauses"]] == [
        ("against", "1/2"), ("entitled", "1/2"), ("present", "1/2"),
    ]  # fmt: skip


def test_lapsed_weight_is_printed_at_the_rows_by_entitled() -> None:
    given = rows(row("a", 1, marks=("P",)), row("a", 3), row("b", 2, 2), row("c", 1, 1))
    result = count(thirds("lapse"), given)
    assert [(line["marks"], line["weight"]["lapsed"]) for line in result["matrix"]][:2] == [
        ([], "1/4"),
        (["P"], "1/12"),
    ]


def test_a_category_of_one_carries_its_whole_share() -> None:
    result = count(thirds("prorata"), rows(row("a", 1, 1), row("b", 40, 10, 30), row("c", 1, 0, 1)))
    assert found(result, "m")["ratio"] == "5/12"


@pytest.mark.parametrize(
    ("base", "expected"),
    [("expressed", "adopted"), ("voted", "rejected"), ("participation", "rejected"), ("present", "rejected"),
     ("entitled", "rejected")],
)  # fmt: skip
def test_an_abstention_counts_against_in_every_base_but_the_expressed(base: str, expected: str) -> None:
    result = count(heads(f"heads yes > 1/2 {base}"), rows(row("all", 4, 2, 1, 1)))
    assert result["outcome"] == expected
    assert found(result, "m")["tied"] == (expected == "rejected")


def test_who_is_present_without_a_vote_takes_no_part() -> None:
    given = rows(row("all", 9, 1, 1, 1, 1, 3))
    amounts = {"voted": "4", "participation": "4", "present": "7", "entitled": "9", "expressed": "2"}
    for word, amount in amounts.items():
        assert found(count(heads(f"heads {word} > 1/2 entitled"), given), "m")["amount"] == amount


def test_one_more_no_can_help_only_by_filling_the_quorum() -> None:
    quorum = clause("heads present >= 1/2 entitled", **{"else": "void"})
    document = rule(leaf("all"), {"and": ["q", "m"]}, {"q": quorum, "m": clause("heads yes > 1/2 expressed")})
    assert count(document, rows(row("all", 10, 4)))["outcome"] == "void"
    assert count(document, rows(row("all", 10, 4, 1)))["outcome"] == "adopted"


@pytest.mark.parametrize(
    ("op", "yes", "holds", "tied"),
    [(">", 1, False, True), (">=", 1, True, False), (">", 2, True, False), ("<", 1, False, True),
     ("<=", 1, True, False), ("<", 0, True, False)],
)  # fmt: skip
def test_the_boundary_of_each_comparison(op: str, yes: int, holds: bool, tied: bool) -> None:
    result = count(heads(f"heads yes {op} 1/2 entitled"), rows(row("all", 2, yes, 2 - yes)))
    assert (found(result, "m")["holds"], found(result, "m")["tied"]) == (holds, tied)


def test_sixty_six_point_sixty_six_percent_is_not_two_thirds() -> None:
    given = rows(row("all", 10_000, 6_666, 3_334))
    assert count(heads("heads yes >= 3333/5000 expressed"), given)["outcome"] == "adopted"
    assert count(heads("heads yes >= 2/3 expressed"), given)["outcome"] == "rejected"


def test_a_share_of_zero_is_a_voice_without_vote() -> None:
    tree = inner("all", [leaf("a", "1"), inner("guests", [leaf("g", "1")], "0")], empty="equal")
    clauses = {
        **MAJORITY,
        "h": clause("heads yes > 1/2 entitled"),
        "c": clause("categories yes >= 1 entitled", won="heads"),
        "guests": clause("heads yes >= 0 entitled", {"node": "guests"}),
    }
    given = rows(row("a", 3, 2, 1), row("g", 9, 0, 9))
    result = count(rule(tree, {"and": ["m", "h", "c"]}, clauses), given)
    assert result["outcome"] == "adopted"
    assert result["matrix"][1]["no"] == 9
    assert set(result["matrix"][1]["weight"].values()) == {"0"}
    assert (found(result, "h")["base"], found(result, "c")["base"]) == ("3", "1")
    assert found(result, "guests")["empty"]


def test_guests_never_receive_the_weight_of_an_empty_category_nor_void_a_vote() -> None:
    for empty in ("prorata", "equal", "void"):
        tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2"), leaf("g", "0")], empty=empty)
        result = count(rule(tree, "m", MAJORITY), rows(row("a", 1, 1), row("b", 1, 1)))
        assert (result["outcome"], effective(result)) == ("adopted", ["1/2", "1/2", "0"])
        silent = count(rule(tree, "m", MAJORITY), rows(row("a", 1), row("b", 1), row("g", 1, 1)))
        assert effective(silent) == ["1/2", "1/2", "0"]
        assert silent["outcome"] == ("void" if empty == "void" else "rejected")


def test_a_size_of_zero_is_still_a_head() -> None:
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2", per="size")])
    clauses = {**MAJORITY, "h": clause("heads yes > 1/2 expressed")}
    given = rows(row("a", 1, 0, 1, size=sizes("1", "0", "1")), row("b", 2, 2, size=sizes("0")))
    result = count(rule(tree, {"and": ["m", "h"]}, clauses), given)
    assert found(result, "h")["amount"] == "2"
    assert effective(result) == ["1", "0"]


def test_shares_by_size_of_nothing_are_equal_parts() -> None:
    tree = inner("all", [leaf("a", "size"), leaf("b", "size")])
    given = rows(row("a", 1, 1, size=sizes("0")), row("b", 3, 3, size=sizes("0")))
    assert effective(count(rule(tree, "m", MAJORITY), given)) == ["1/2", "1/2"]


def test_size_takes_base_floor_and_cap_from_voters_and_not_from_rows() -> None:
    document = rule(leaf("all", per="size"), "m", MAJORITY, size={"base": "1", "floor": "2", "cap": "5/2"})
    voters = [{"id": str(n), "leaf": "all", "size": size} for n, size in enumerate(("0", "5/4", 7))]
    result = count(document, {"format": "consult-poll/1", "voters": voters, "ballots": []})
    assert result["matrix"][0]["size"]["entitled"] == "27/4"
    by_rows = count(document, rows(row("all", 1, size=sizes("1/3"))))
    assert by_rows["matrix"][0]["size"]["entitled"] == "1/3"


def test_the_register_alone_says_who_is_entitled() -> None:
    with pytest.raises(FormatError) as caught:
        count(recommendation(), worked_poll(ballots=[*worked_poll()["ballots"], {"voter": "new", "choice": "yes"}]))
    assert caught.value.pointer == "/ballots/8/voter"


def proxies(cast: list[dict[str, str]], **proxy: Any) -> dict[str, Any]:
    document = recommendation()
    document["conduct"]["proxy"].update(proxy)
    return count(document, poll(cast))


def test_a_proxy_counts_in_the_category_of_its_giver() -> None:
    result = proxies(ballots(b1="yes", a1="no by b1"))
    assert [(line["leaf"], line["yes"], line["no"]) for line in result["matrix"]][:2] == [
        ("auth", 0, 1),
        ("agen", 1, 0),
    ]


def test_proxies_are_refused_for_the_first_reason_that_applies() -> None:
    cast = ballots(a1="yes by a2", a2="yes by b1", a3="yes by b1", a4="yes by b1", b2="no by b1")
    cast.append({"voter": "a4", "choice": "no"})
    assert proxies(cast, across=False)["proxies"] == {
        "used": 1,
        "refused": [
            {"voter": "a1", "by": "a2", "reason": "onward"},
            {"voter": "a2", "by": "b1", "reason": "other-category"},
            {"voter": "a3", "by": "b1", "reason": "other-category"},
            {"voter": "a4", "by": "b1", "reason": "cast-in-person"},
        ],
    }
    reasons = [refusal["reason"] for refusal in proxies(cast)["proxies"]["refused"]]
    assert reasons == ["onward", "limit", "cast-in-person", "limit"]


def test_who_gave_a_proxy_and_votes_in_person_may_hold_one() -> None:
    result = proxies([*ballots(a1="yes by a2", a2="yes by a3"), {"voter": "a2", "choice": "no"}])
    assert result["proxies"] == {"used": 1, "refused": [{"voter": "a2", "by": "a3", "reason": "cast-in-person"}]}


def test_without_a_word_on_proxies_none_counts() -> None:
    for conduct in ({}, {"conduct": {"secrecy": "open", "change": "final", "smallest": 1}}):
        document = {key: value for key, value in recommendation().items() if key != "conduct"} | conduct
        result = count(document, worked_poll())
        assert result["proxies"]["refused"] == [{"voter": "a4", "by": "b1", "reason": "limit"}]
        assert result["matrix"][0]["absent"] == 1


def test_proxies_may_be_left_out_of_those_present() -> None:
    result = proxies(ballots(a1="yes", a2="no by a1"), present=False)
    assert (found(result, "quorum")["amount"], found(result, "quorum")["base"]) == ("1", "10")
    assert found(result, "heads")["base"] == "2"
    document = recommendation()
    document["conduct"]["proxy"]["present"] = False
    by_rows = count(document, rows(row("auth", 4, 1, 1, proxied=1)))
    assert found(by_rows, "quorum")["amount"] == "1"
    assert by_rows["matrix"][0]["proxied"] == 1


@pytest.mark.parametrize(
    ("give", "yes", "no", "abstain"), [("bloc", "1/3", "1/3", "1/3"), ("bloc-no", "1/3", "2/3", "0")]
)
def test_a_tie_inside_a_bloc_abstains_or_counts_as_no(give: str, yes: str, no: str, abstain: str) -> None:
    given = rows(row("a", 9, 5, 1, 3), row("b", 9, 1, 2), row("c", 4, 2, 2))
    result = count(thirds("prorata", give=give, over="entitled"), given)
    totals = [sum_of(result, column) for column in ("yes", "no", "abstain", "absent")]
    assert totals == [yes, no, abstain, "0"]


def sum_of(result: dict[str, Any], column: str) -> str:
    return str(sum(Fraction(line["weight"][column]) for line in result["matrix"]))


def test_a_bloc_in_which_nobody_expressed_is_carried_as_it_stands() -> None:
    result = count(thirds("prorata", give="bloc-no", over="present"), rows(row("a", 4, abstain=1, present_only=1)))
    assert (sum_of(result, "abstain"), sum_of(result, "present_only")) == ("1/2", "1/2")


def test_an_inner_bloc_follows_the_weight_of_its_children() -> None:
    house = inner("house", [leaf("x", "3/4"), leaf("y", "1/4")], "1/2", give="bloc")
    document = rule(inner("all", [house, leaf("z", "1/2")]), "m", MAJORITY)
    result = count(document, rows(row("x", 3, 2, 1), row("y", 9, 0, 9), row("z", 1, 0, 1)))
    # x 1/2 yes and 1/4 no, y 1/4 no: an exact tie, which abstains.
    assert (sum_of(result, "yes"), sum_of(result, "abstain"), sum_of(result, "no")) == ("0", "1/2", "1/2")
    result = count(document, rows(row("x", 3, 3), row("y", 9, 0, 9), row("z", 1, 0, 1)))
    assert (sum_of(result, "yes"), found(result, "m")["tied"]) == ("1/2", True)


def test_an_empty_node_deep_in_the_tree_gives_its_weight_as_its_own_parent_says() -> None:
    house = inner("house", [leaf("x", "1/2"), leaf("y", "1/2")], "1/2", empty="lapse")
    document = rule(inner("all", [house, leaf("z", "1/2")], empty="prorata"), "m", MAJORITY)
    assert effective(count(document, rows(row("z", 1, 1)))) == ["0", "0", "1"]
    result = count(document, rows(row("x", 1, 1), row("z", 1, 1)))
    assert [line["weight"]["lapsed"] for line in result["matrix"]] == ["0", "1/4", "0"]


def test_duplicate_category_keys_are_refused() -> None:
    with pytest.raises(FormatError) as caught:
        count(rule(inner("all", [leaf("a", "1/2"), leaf("a", "1/2")]), "m", MAJORITY), rows())
    assert caught.value.pointer == "/tree/children/1/key"


def test_an_organisation_has_one_ballot() -> None:
    with pytest.raises(FormatError) as caught:
        count(recommendation(), poll([*ballots(a1="yes"), *ballots(a1="yes")]))
    assert caught.value.pointer == "/ballots/1/voter"


EVEN = rows(row("all", 4, 1, 1, 2))


def decided(by: str, **more: Any) -> tuple[str, Any]:
    tie = {"clauses": ["m"], "by": by, **({"role": "chair"} if by == "casting" else {})}
    result = count({**heads("heads yes > 1/2 expressed"), "tie": tie}, {**EVEN, **more})
    return result["outcome"], result["tie"]


def test_a_tie_is_decided_as_the_rule_says() -> None:
    assert decided("rejected") == ("rejected", {"by": "rejected", "clauses": ["m"], "decision": "no"})
    assert decided("again") == ("tie", {"by": "again", "clauses": ["m"], "decision": None})
    assert decided("casting") == ("tie", {"by": "casting", "clauses": ["m"], "decision": None})
    assert decided("casting", casting={"chair": "yes"})[0] == "adopted"
    assert decided("casting", casting={"chair": "no"})[0] == "rejected"
    assert decided("lot") == ("tie", {"by": "lot", "clauses": ["m"], "decision": None})
    assert count(heads("heads yes > 1/2 expressed"), EVEN)["tie"] is None


def test_a_lot_is_drawn_from_the_published_seed_alone() -> None:
    # SHA-256 of "a" ends in bb, of "c" in c6, of "j" in b7, of "p" in 40: odd is no, even is yes.
    assert [lot(seed) for seed in "acjp"] == ["no", "yes", "no", "yes"]
    assert decided("lot", seed="a")[0] == "rejected"
    assert decided("lot", seed="c")[0] == "adopted"


def test_a_tie_matters_where_the_formula_of_its_own_convocation_says() -> None:
    clauses = {"m": clause("heads yes > 1/2 expressed"), "q": clause("heads present > 1/2 entitled")}
    tie = {"clauses": ["m"], "by": "again"}
    document = rule(leaf("all"), "m", clauses, second={"and": ["m", "q"]}, tie=tie)
    few = rows(row("all", 9, 1, 1))
    assert [count(document, {**few, "convocation": n})["outcome"] for n in (1, 2)] == ["tie", "rejected"]


def test_a_tie_that_could_not_change_the_outcome_is_no_tie() -> None:
    document = recommendation()
    result = count(document, rows(row("auth", 2, 1, 1), row("agen", 2, 1, 1), row("comp", 1), row("univ", 1)))
    assert [found(result, key)["tied"] for key in ("weight", "heads", "categories")] == [True, True, False]
    assert (result["outcome"], result["tie"]) == ("rejected", None)


def each(empty: str, kind: str = "each", op: str = "<", **more: Any) -> dict[str, Any]:
    listed = {"each": list("abc")} if kind == "each" else {"at_least": 2, "of": list("abc")}
    veto = clause(f"heads no {op} 1/2 expressed", {**listed, "empty": empty})
    return rule(inner("all", [leaf(key, "1/3") for key in "abc"]), "veto", {"veto": veto}, **more)


def test_each_category_fails_or_skips_an_empty_one() -> None:
    given = rows(row("a", 3, 2, 1), row("b", 3, 3))
    assert count(each("fail"), given)["outcome"] == "rejected"
    assert count(each("skip"), given)["outcome"] == "adopted"
    nobody = count(each("skip"), rows())
    assert (nobody["outcome"], found(nobody, "veto")["empty"]) == ("rejected", True), "all are left out"
    assert found(count(each("skip"), given), "veto")["empty"] is False
    parts = found(count(each("skip"), given), "veto")["parts"]
    assert [(part["node"], part["holds"], part["empty"]) for part in parts] == [
        ("a", True, False), ("b", True, False), ("c", False, True),
    ]  # fmt: skip
    assert [(part["amount"], part["base"], part["ratio"]) for part in parts] == [
        ("1", "3", "1/3"), ("0", "3", "0"), ("0", "0", None),
    ]  # fmt: skip
    assert [nobody["clauses"][0][figure] for figure in ("amount", "base", "ratio")] == [None, None, None]


def test_an_each_clause_is_tied_when_only_its_equalities_fail() -> None:
    even = count(each("skip"), rows(row("a", 3, 2, 1), row("b", 2, 1, 1)))
    assert (found(even, "veto")["tied"], found(even, "veto")["holds"]) == (True, False)
    worse = count(each("skip"), rows(row("a", 3, 1, 2), row("b", 2, 1, 1)))
    assert not found(worse, "veto")["tied"]


def test_at_least_two_of_three_keep_their_number_when_one_is_skipped() -> None:
    two = rows(row("a", 3, 2, 1), row("b", 3, 3))
    assert count(each("skip", "at_least"), two)["outcome"] == "adopted"
    assert count(each("skip", "at_least"), rows(row("a", 3, 2, 1)))["outcome"] == "rejected"


def test_categories_may_be_nodes_and_are_won_in_heads_size_or_weight() -> None:
    house = inner("house", [leaf("x", "3/4"), leaf("y", "1/4")], "1/2")
    tree = inner("all", [house, leaf("z", "1/2")])
    given = rows(row("x", 2, 1, 0), row("y", 9, 0, 9), row("z", 1, 1))

    def amount(**settings: Any) -> Any:
        words = clause("categories yes > 1/2 voted", **settings)
        part = found(count(rule(tree, "c", {"c": words}), given), "c")
        return part["amount"], part["base"]

    assert amount(won="heads") == ("2", "3")
    assert amount(won="heads", of=["house", "z"]) == ("1", "2")
    assert amount(won="weight", of=["house", "z"]) == ("2", "2")
    assert amount(won="heads", scope={"node": "house"}) == ("1", "2")
    assert amount(won="heads", scope={"node": "z"}) == ("1", "1")
    with pytest.raises(FormatError) as caught:
        amount(won="heads", of=["house", "z", "x"])
    assert caught.value.pointer == "/clauses/c/of/2"


def test_under_a_mark_only_categories_with_such_a_voter_count() -> None:
    tree = inner("all", [leaf(key, "1/3") for key in "abc"])
    words = clause("categories yes > 1/2 entitled", {"mark": "P"}, won="heads")
    given = rows(row("a", 1, 1, marks=("P", "Q")), row("a", 5, 0, 5), row("b", 2, marks=("P",)), row("c", 4, 4))
    part = found(count(rule(tree, "c", {"c": words}), given), "c")
    assert (part["amount"], part["base"]) == ("1", "2")


def test_a_clause_without_a_base_is_never_empty() -> None:
    assert count(heads("heads no <= 0"), rows(row("all", 3)))["outcome"] == "adopted"
    part = found(count(heads("heads not-in-favour <= 3"), rows(row("all", 3))), "m")
    assert (part["amount"], part["base"], part["ratio"], part["empty"], part["value"]) == ("3", None, None, False, "3")


def test_a_leaf_without_voters_has_its_row_and_marks_are_in_order() -> None:
    given = rows(row("c", 1, marks=("Q",)), row("c", 1, marks=("B", "A")), row("c", 1))
    result = count(thirds("lapse"), given)
    assert [(line["leaf"], line["marks"]) for line in result["matrix"]] == [
        ("a", []), ("b", []), ("c", []), ("c", ["A", "B"]), ("c", ["Q"]),
    ]  # fmt: skip


def test_a_node_in_which_only_guests_are_left_is_empty() -> None:
    house = inner("house", [leaf("x", "1"), leaf("guests", "0")], "1/2")
    document = rule(inner("all", [house, leaf("z", "1/2")], empty="prorata"), "m", MAJORITY)
    assert effective(count(document, rows(row("guests", 3, 3), row("z", 1, 1)))) == ["0", "0", "1"]


def test_prorata_among_shares_of_zero_is_in_equal_parts() -> None:
    tree = inner("all", [leaf(key, "size") for key in "abc"], empty="prorata")
    small, large = sizes("0"), sizes("9")
    given = rows(row("a", 1, 1, size=small), row("b", 1, 0, 1, size=small), row("c", 1, size=large))
    assert effective(count(rule(tree, "m", MAJORITY), given)) == ["1/2", "1/2", "0"]


def test_what_lapses_where_no_size_is_entitled_is_printed_in_equal_parts() -> None:
    given = rows(row("all", 1, size=sizes("0")), row("all", 3, marks=("P",), size=sizes("0")))
    result = count(rule(leaf("all", per="size"), "m", MAJORITY), given)
    assert [line["weight"]["lapsed"] for line in result["matrix"]] == ["1/2", "1/2"]


def test_a_bloc_does_not_carry_what_lapsed() -> None:
    house = inner("house", [leaf("x", "1/2"), leaf("y", "1/2")], "1/2", empty="lapse", give="bloc")
    document = rule(inner("all", [house, leaf("z", "1/2")]), "m", MAJORITY)
    result = count(document, rows(row("x", 3, 2, 1), row("y", 1), row("z", 1, 0, 1)))
    assert [(line["weight"]["yes"], line["weight"]["lapsed"]) for line in result["matrix"]][:2] == [
        ("1/4", "0"), ("0", "1/4"),
    ]  # fmt: skip


def test_a_bloc_that_counts_sizes_follows_the_larger_size() -> None:
    document = rule(leaf("all", per="size", give="bloc"), "m", MAJORITY)
    result = count(document, rows(row("all", 3, 2, 1, size=sizes("9", "2", "7"))))
    assert (sum_of(result, "yes"), sum_of(result, "no")) == ("0", "1")


def test_proxies_are_taken_by_the_givers_id_not_in_the_order_they_came() -> None:
    result = proxies(ballots(a3="yes by b1", a2="yes by b1"))
    assert result["proxies"]["refused"] == [{"voter": "a3", "by": "b1", "reason": "limit"}]


def test_a_holder_carries_as_many_proxies_as_the_limit_says() -> None:
    result = proxies(ballots(a1="yes by b1", a2="yes by b1", a3="yes by b1", a4="yes by b2"), per_holder=2)
    assert result["proxies"] == {"used": 3, "refused": [{"voter": "a3", "by": "b1", "reason": "limit"}]}


def test_a_clause_that_holds_is_not_tied_by_one_of_its_parts() -> None:
    two = rows(row("a", 3, 2, 1), row("b", 3, 3), row("c", 2, 1, 1))
    clause_found = found(count(each("skip", "at_least"), two), "veto")
    assert (clause_found["holds"], clause_found["tied"], clause_found["parts"][2]["tied"]) == (True, False, True)


def test_a_marked_row_without_voters_is_no_category_of_the_mark() -> None:
    tree = inner("all", [leaf(key, "1/2") for key in "ab"])
    words = clause("categories yes > 1/2 entitled", {"mark": "P"}, won="heads")
    given = rows(row("a", 1, 1, marks=("P",)), row("b", 0, marks=("P",)))
    assert found(count(rule(tree, "c", {"c": words}), given), "c")["base"] == "1"


def test_sizes_present_need_to_know_the_size_of_proxies_that_are_left_out() -> None:
    document = rule(leaf("all", per="size"), "m", {"m": clause("size yes > 1/2 present")})
    document["conduct"]["proxy"]["present"] = False
    given = rows(row("all", 4, 2, 1, proxied=1, size=sizes("9", "4", "1")))
    with pytest.raises(FormatError) as caught:
        count(document, given)
    assert caught.value.pointer == "/rows/0/size/proxied"
    given["rows"][0]["size"]["proxied"] = "2"
    assert found(count(document, given), "m")["base"] == "3"
    assert count(document, given)["matrix"][0]["size"]["proxied"] == "2"


def test_the_size_of_proxies_is_asked_only_where_it_is_left_out() -> None:
    given = rows(row("all", 4, 2, 1, proxied=1, size=sizes("9", "4", "1")))
    for words, present, base in (("size yes > 1/2 present", True, "5"), ("size yes > 1/2 expressed", False, "5")):
        document = rule(leaf("all", per="size"), "m", {"m": clause(words)})
        document["conduct"]["proxy"]["present"] = present
        assert found(count(document, given), "m")["base"] == base
    document["clauses"]["m"] = clause("heads yes > 1/2 present")
    assert found(count(document, given), "m")["base"] == "2"


def test_proxies_of_voters_are_left_out_of_those_present_by_their_size() -> None:
    document = rule(leaf("all", per="size"), "m", {"m": clause("size yes > 1/2 present")})
    document["conduct"]["proxy"] = {"per_holder": 2, "across": True, "present": False}
    voters = [{"id": key, "leaf": "all", "size": size} for key, size in zip("abcd", "3527", strict=True)]
    cast = ballots(a="yes", b="no by a", c="yes by a")
    result = count(document, {"format": "consult-poll/1", "voters": voters, "ballots": cast})
    assert (found(result, "m")["amount"], found(result, "m")["base"]) == ("5", "3")


def test_sizes_that_a_rule_does_not_count_are_not_in_its_result() -> None:
    given = row("auth", 4, 2, 1, proxied=1, size={**sizes("9", "4", "1"), "proxied": "1"})
    result = count(recommendation(), rows(given))
    assert "size" not in result["matrix"][0]


def test_exact_numbers_are_written_however_long_they_are() -> None:
    # Sums of fractions whose denominators have nothing in common: Python alone refuses to write so many digits.
    small = [Fraction(1, 10**39 + n) for n in range(130)]
    document = rule(leaf("all", per="size"), "m", {"m": clause("size yes > 1/2 expressed")})
    voters = [{"id": str(n), "leaf": "all", "size": str(size)} for n, size in enumerate(small)]
    cast = [{"voter": str(n), "choice": "yes"} for n in range(len(small))]
    result = count(document, {"format": "consult-poll/1", "voters": voters, "ballots": cast})
    amount = found(result, "m")["amount"]
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        assert (len(amount) > 2 * limit, amount) == (True, str(sum(small)))
    finally:
        sys.set_int_max_str_digits(limit)
    with pytest.raises(FormatError) as caught:
        count(thirds("lapse") | {"tree": inner("all", [leaf(str(s), str(s)) for s in small], empty="lapse")}, {})
    assert caught.value.pointer == "/tree/children"
