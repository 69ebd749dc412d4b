"""Checks find unfit rules before anybody votes by them, and a rule explains itself."""

from typing import Any

import pytest

from tests.voting.counting.choices import chosen_by
from tests.voting.counting.samples import clause, inner, leaf, recommendation, rule
from voting.counting import FormatError, checks, parse_rule
from voting.counting.checks import Finding, check_rule
from voting.counting.explain import explain, explain_choice


def register(*leaves: str) -> list[dict[str, Any]]:
    return [{"id": f"{key}{n}", "leaf": key} for key in leaves for n in range(3)]


def simple(words: str, **settings: Any) -> dict[str, Any]:
    return rule(leaf("a"), "m", {"m": clause(words)}, **settings)


def test_unfit_rules_are_found_before_use() -> None:
    def errors(document: dict[str, Any]) -> set[str]:
        return {found.code for found in check_rule(document, register("a")) if found.level == "error"}

    assert errors(simple("heads yes > 1/2 expressed")) == set()
    assert errors(simple("heads yes >= 0 entitled")) == {"constant", "adopts-nobody", "adopts-abstentions"}
    assert errors(simple("heads yes > 1 entitled")) == {"constant"}
    assert errors(simple("heads no <= 0")) == {"adopts-nobody", "adopts-abstentions"}
    assert errors(simple("heads no <= 1/2 voted")) == {"adopts-abstentions"}
    tie = {"clauses": ["m"], "by": "casting", "role": "chair"}
    assert errors(simple("heads yes > 0 entitled", tie=tie)) == {"adopts-nobody", "adopts-abstentions"}


def test_a_fault_of_the_second_formula_alone_is_found_too() -> None:
    document = simple("heads yes > 1/2 expressed", second="open")
    document["clauses"]["open"] = clause("heads no <= 0")
    assert {found.convocation for found in check_rule(document, register("a"))} == {2}


def test_warnings_say_which_category_decides_blocks_or_never_matters() -> None:
    tree = inner("all", [leaf("a", "3/5"), leaf("b", "1/5"), leaf("c", "1/5")])
    document = rule(tree, "m", {"m": clause("weight yes > 1/2 expressed")})
    assert check_rule(document, register("a", "b", "c")) == [
        Finding("warning", "decides-alone", 1, "a"),
        Finding("warning", "blocks-alone", 1, "a"),
        Finding("warning", "never-matters", 1, "b"),
        Finding("warning", "never-matters", 1, "c"),
    ]


def test_of_two_categories_one_may_decide_and_the_other_not_matter() -> None:
    tree = inner("all", [leaf("a", "3/5"), leaf("b", "2/5")])
    document = rule(tree, "m", {"m": clause("weight yes > 1/2 expressed")})
    assert [(found.code, found.leaf) for found in check_rule(document, register("a", "b"))] == [
        ("decides-alone", "a"), ("blocks-alone", "a"), ("never-matters", "b"),
    ]  # fmt: skip


def test_sizes_and_marks_of_the_register_are_tried_as_they_are() -> None:
    tree = inner("all", [leaf(key, "size") for key in "abc"])
    clauses = {"m": clause("weight yes > 1/2 expressed"), "p": clause("heads yes >= 0 entitled", {"mark": "P"})}
    voters = [{"id": key, "leaf": key, "size": size, "marks": ["P"]} for key, size in (("a", 3), ("b", 1), ("c", 1))]
    assert check_rule(rule(tree, {"and": ["m", "p"]}, clauses), voters)[0] == Finding(
        "warning", "decides-alone", 1, "a"
    )


def test_so_many_categories_that_not_every_vote_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = inner("all", [leaf("a", "3/5"), leaf("b", "1/5"), leaf("c", "1/5")])
    document = rule(tree, "m", {"m": clause("weight yes > 1/2 expressed")})
    for most, silent in ((3, {"b", "c"}), (2, set())):
        monkeypatch.setattr(checks, "MOST_TRIED", most)
        found = check_rule(document, register("a", "b", "c"))
        assert {each.leaf for each in found if each.code == "never-matters"} == silent


def test_one_category_that_abstains_while_the_others_are_absent_adopts_nothing() -> None:
    clauses = {"some": clause("heads abstain > 0 entitled"), "few": clause("heads absent > 0 entitled")}
    document = rule(inner("all", [leaf("a", "1/2"), leaf("b", "1/2")]), {"and": ["some", "few"]}, clauses)
    assert {found.code for found in check_rule(document, register("a", "b")) if found.level == "error"} == {
        "constant", "adopts-abstentions",
    }  # fmt: skip


def test_a_fault_of_the_first_formula_alone_is_told_of_the_first_convocation() -> None:
    document = simple("heads yes > 1 entitled", second="open")
    document["clauses"]["open"] = clause("heads yes > 1/2 expressed")
    assert check_rule(document, register("a")) == [Finding("error", "constant", 1)]


def test_a_register_that_can_t_be_read_is_told_where() -> None:
    with pytest.raises(FormatError) as caught:
        check_rule(simple("heads yes > 1/2 expressed"), register("b"))
    assert caught.value.pointer == "/voters/0/leaf"


def test_a_rule_explains_itself_without_language() -> None:
    facts = explain(parse_rule(recommendation()))
    assert facts["clauses"]["quorum"] == {
        "unit": "heads", "scope": {"kind": "all", "name": "", "nodes": [], "least": 0, "skip": False},
        "quantity": "present", "op": ">=", "value": "1/2", "base": "entitled", "else": "void", "won": "", "of": [],
    }  # fmt: skip
    assert facts["nodes"][0] == {
        "key": "all", "parent": "", "depth": 0, "share": None, "give": "split", "consultative": False,
        "empty": "prorata",
    }  # fmt: skip
    assert facts["nodes"][1] == {
        "key": "auth", "parent": "all", "depth": 1, "share": "1/4", "give": "split", "consultative": False,
        "per": "head", "over": "expressed",
    }  # fmt: skip
    assert facts["second"] == {"and": ["weight", "categories", "heads"]}
    assert facts["tie"] == {"clauses": ["weight", "heads"], "by": "casting", "role": "chair"}
    assert facts["conduct"] == {"secrecy": "open", "change": "until-close", "smallest": 1}
    assert facts["size"] is None


def test_what_a_rule_need_not_say_is_explained_as_well() -> None:
    words = clause("size yes > 1/2 expressed", {"each": ["a", "b"], "empty": "skip"})
    size = {"base": "1", "floor": "3/2", "cap": None}
    tree = inner("all", [leaf("a", "1"), leaf("b", "0", per="size")])
    document = rule(tree, "m", {"m": words}, size=size, tie={"clauses": ["m"], "by": "again"})
    parsed = parse_rule(document)
    facts = explain(parsed)
    assert (parsed.id, parsed.version) == ("sample", 1)
    assert facts["clauses"]["m"]["scope"] == {"kind": "each", "name": "", "nodes": ["a", "b"], "least": 2, "skip": True}
    assert facts["tie"] == {"clauses": ["m"], "by": "again", "role": ""}
    assert (facts["formula"], facts["second"]) == ("m", None)
    assert facts["size"] == size
    other = {"base": "0", "floor": None, "cap": "7"}
    assert explain(parse_rule({**document, "size": other}))["size"] == other
    assert facts["proxy"] == {"per_holder": 1, "across": True, "present": True}
    assert [(node["key"], node["parent"], node["depth"], node["consultative"]) for node in facts["nodes"]] == [
        ("all", "", 0, False), ("a", "all", 1, False), ("b", "all", 1, True),
    ]  # fmt: skip
    del document["conduct"]
    assert explain(parse_rule(document))["conduct"] is None


def test_a_rule_among_options_explains_itself_in_the_same_way() -> None:
    shared = {"clauses": {}, "formula": {"and": []}, "second": None}
    proxy = {"per_holder": 0, "across": True, "present": True}
    several = explain_choice(parse_rule(chosen_by("stv", lot=True, seats=3)))
    assert several == {
        **shared, "proxy": proxy, "tie": {"by": "lot"},
        "method": {"kind": "stv", "seats": 3, "grades": [], "missing": ""},
        "nodes": [
            {"key": "all", "parent": "", "depth": 0, "share": None, "give": "split", "consultative": False,
             "per": "head", "over": "voted"}
        ],
    }  # fmt: skip
    tree = inner("whole", [leaf("a", "1/2", over="voted"), leaf("b", "1/2", over="voted")])
    grades = ["bad", "good"]
    for missing, said in (("none", "none"), ("median", "median"), ("grade:good", "good")):
        graded = explain_choice(parse_rule(chosen_by("majority-judgment", grades=grades, missing=missing, tree=tree)))
        assert graded["method"] == {"kind": "majority-judgment", "seats": 1, "grades": grades, "missing": said}
        assert graded["tie"] is None
        assert [node["key"] for node in graded["nodes"]] == ["whole", "a", "b"]
