"""Which clauses an outcome comes from, and what fits a register: small rules with their answers by hand."""

from typing import Any

import pytest

from tests.voting.counting.samples import clause, inner, leaf, rows, rule
from tests.voting.counting.samples import row as row_
from voting.counting import FormatError, count, parse_rule
from voting.counting.fitting import Misfit, fit_to_poll
from voting.counting.presets import load
from voting.counting.reasons import reasons

CLAUSES = {
    "quorum": clause("heads present >= 1/2 entitled", **{"else": "void"}),
    "most": clause("heads yes > 1/2 expressed"),
    "many": clause("heads yes >= 3/4 expressed"),
    "few-against": clause("heads no <= 1/10 expressed"),
}


def why(formula: Any, yes: int, no: int, casting: str = "", **more: Any) -> tuple[str, list[str]]:
    document = parse_rule(rule(leaf("a"), formula, CLAUSES, **more))
    said = {"casting": {"chair": casting}} if casting else {}
    result = count(document, rows(row_("a", 10, yes, no), **said))
    return result["outcome"], reasons(document, result)


@pytest.mark.parametrize(
    ("formula", "yes", "no", "outcome", "found"),
    [
        ({"and": ["quorum", "most", "many"]}, 6, 4, "rejected", ["many"]),
        ({"and": ["quorum", "most", "many"]}, 4, 6, "rejected", ["many", "most"]),
        ({"and": ["quorum", "most", "many"]}, 8, 2, "adopted", ["many", "most", "quorum"]),
        ({"and": ["quorum", "most"]}, 1, 3, "void", ["quorum"]),
        ({"or": ["many", "few-against"]}, 8, 2, "adopted", ["many"]),
        ({"or": ["many", "few-against"]}, 6, 4, "rejected", ["few-against", "many"]),
        ({"and": ["most", {"or": ["many", "few-against"]}]}, 4, 6, "rejected", ["few-against", "many", "most"]),
    ],
)
def test_an_outcome_comes_from_the_clauses_that_make_its_formula_so(
    formula: Any, yes: int, no: int, outcome: str, found: list[str]
) -> None:
    assert why(formula, yes, no) == (outcome, found)


def test_a_tie_comes_from_what_is_exactly_equal() -> None:
    tie = {"clauses": ["most"], "by": "casting", "role": "chair"}
    formula = {"and": ["quorum", "most"]}
    assert why(formula, 5, 5, tie=tie) == ("tie", ["most"])
    assert why(formula, 5, 5, "yes", tie=tie) == ("adopted", ["most"])
    assert why(formula, 5, 5, "no", tie=tie) == ("rejected", ["most"])


def test_a_vote_that_an_empty_node_makes_void_comes_from_no_clause() -> None:
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2")], empty="void")
    document = parse_rule(rule(tree, "most", CLAUSES))
    result = count(document, rows(row_("a", 3, 2, 1), row_("b", 3)))
    assert (result["outcome"], reasons(document, result)) == ("void", [])


VOTERS = [{"id": "v", "leaf": "x", "size": "3"}, {"id": "w", "leaf": "y", "size": None}]


def test_a_preset_takes_the_categories_of_the_register() -> None:
    found = fit_to_poll(load("assembly-charter"), {"voters": VOTERS, "ballots": []})
    assert isinstance(found, dict)
    assert [child["key"] for child in found["tree"]["children"]] == ["x", "y"]
    # Those of its own rule, also where nobody stands in one, in their order.
    found = fit_to_poll(load("assembly-charter"), {"voters": VOTERS, "ballots": []}, ["y", "z", "x"])
    assert isinstance(found, dict)
    assert [child["key"] for child in found["tree"]["children"]] == ["y", "z", "x"]


def test_what_does_not_fit_is_told_with_its_leaves_and_never_guessed() -> None:
    voters = {"voters": VOTERS, "ballots": []}
    assert fit_to_poll(load("council-by-heads"), voters) == Misfit("nobody-of", ("elected",))
    elected = {"voters": [*VOTERS, {"id": "e", "leaf": "elected"}], "ballots": []}
    assert fit_to_poll(load("assembly-charter"), elected) == Misfit("no-place", ("elected",))
    named = rule(inner("all", [leaf("x", "1/2"), leaf("z", "1/2")]), "most", CLAUSES)
    assert fit_to_poll(named, voters) == Misfit("no-place", ("y",))
    sized = rule(inner("all", [leaf("x", "1/2", per="size"), leaf("y", "1/2")]), "most", CLAUSES)
    assert fit_to_poll(sized, voters) == Misfit("sizes")
    assert fit_to_poll(load("council-choice-schulze"), voters) == Misfit("options")
    assert fit_to_poll(named, {"options": ["A"], "ballots": []}) == Misfit("options")
    assert fit_to_poll(load("assembly-charter"), {"voters": [], "ballots": []}) == Misfit("categories")
    # A leaf that the rule lacks and nobody stands in is no obstacle.
    nobody = {"rows": [row_("x", 2, 1), row_("y", 0)]}
    alone = rule(inner("all", [leaf("x", "1")]), "most", CLAUSES)
    assert fit_to_poll(alone, nobody) == alone


def test_a_leaf_that_a_preset_names_is_no_category_of_the_register() -> None:
    each = {"each_category": True}
    tree = inner("all", [each, leaf("y", "1/2")])
    preset = rule(tree, "most", CLAUSES, format="consult-preset/1")
    found = fit_to_poll(preset, {"voters": VOTERS, "ballots": []})
    assert isinstance(found, dict)
    assert [child["key"] for child in found["tree"]["children"]] == ["x", "y"]
    alone = fit_to_poll({**preset, "tree": leaf("x")}, {"voters": VOTERS[:1], "ballots": []})
    assert isinstance(alone, dict)
    assert alone["tree"] == leaf("x")
    with pytest.raises(FormatError) as error:
        fit_to_poll({**preset, "tree": "x"}, {"voters": VOTERS, "ballots": []})
    assert error.value.pointer == "/tree"


def test_a_rule_that_counts_sizes_fits_where_everybody_has_one() -> None:
    sized = rule(inner("all", [leaf("x", "1/2", per="size"), leaf("y", "1/2")]), "most", CLAUSES)
    voters = [{**voter, "size": "1"} for voter in VOTERS]
    assert fit_to_poll(sized, {"voters": voters, "ballots": []}) == sized


@pytest.mark.parametrize("poll_", [{"tallies": {}}, {"options": ["A"], "voters": VOTERS}, {"ballots": []}])
def test_polls_and_rules_about_options_fit_no_other(poll_: dict[str, Any]) -> None:
    assert fit_to_poll(load("assembly-charter"), poll_) == Misfit("options")
    assert fit_to_poll({"format": "consult-rule/1"}, {"voters": VOTERS, "ballots": []}) == Misfit("options")


def test_an_outcome_of_the_first_convocation_comes_from_the_first_formula() -> None:
    document = parse_rule(rule(leaf("a"), "most", CLAUSES, second="many"))
    for convocation, found in ((1, ["most"]), (2, ["many"])):
        result = count(document, rows(row_("a", 10, 4, 6), convocation=convocation))
        assert reasons(document, result) == found


@pytest.mark.parametrize(
    ("poll_", "pointer"),
    [({}, "/voters"), ({"voters": 3}, "/voters"), ({"voters": [3]}, "/voters/0"), ({"rows": [{}]}, "/rows/0/leaf")],
)
def test_a_poll_without_a_register_is_told_where_it_lacks_one(poll_: dict[str, Any], pointer: str) -> None:
    with pytest.raises(FormatError) as error:
        fit_to_poll(load("assembly-charter"), poll_)
    assert error.value.pointer == pointer
    assert poll_ or error.value.message == "missing"
