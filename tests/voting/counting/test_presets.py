"""Presets become the rules they promise, checks find unfit rules, and a rule explains itself."""

from typing import Any

import pytest

from tests.voting.counting.choices import chosen_by
from tests.voting.counting.samples import CATEGORIES, clause, inner, leaf, recommendation, row, rows, rule
from tests.voting.counting.test_bad_input import GONE, changed
from voting.counting import FormatError, checks, count, parse_rule
from voting.counting.checks import Finding, check_rule
from voting.counting.explain import explain, explain_choice
from voting.counting.presets import instantiate, load, names, terms_of

SEVEN = ("co", "ag", "rx", "en", "un", "as", "fi")


def council(name: str, *votes: tuple[str, int, int, int], **more: Any) -> dict[str, Any]:
    given = (row(key, yes + no + none, yes, no, none) for key, yes, no, none in votes)
    return count(instantiate(load(name), SEVEN), rows(*given, **more))


def test_the_presets_of_the_yes_no_method_are_there() -> None:
    assert [name for name in names() if "-choice-" not in name] == [
        "assembly-charter", "assembly-consent", "assembly-consultation", "assembly-recommendation",
        "council-by-heads", "council-by-weight", "council-consent", "council-consultation", "council-double-majority",
    ]  # fmt: skip


@pytest.mark.parametrize("name", [name for name in names() if "-choice-" in name])
def test_the_presets_of_choices_give_each_category_its_share_and_keep_their_conduct_apart(name: str) -> None:
    made = instantiate(load(name), SEVEN)
    leaves = ["elected", *SEVEN] if name.startswith("council") else [*SEVEN]

    assert [(leaf["key"], leaf["share"]) for leaf in made["tree"]["children"]] == [
        (key, f"1/{len(leaves)}") for key in leaves
    ]
    assert set(made) == {"format", "id", "version", "method", "tree"}
    assert terms_of(load(name)) == load(name)["conduct"]
    assert parse_rule(made).kind == made["method"]["kind"]


def test_a_conduct_that_can_t_be_read_is_a_fault_of_the_preset() -> None:
    preset = load("council-choice-schulze")
    preset["conduct"]["secrecy"] = "whispered"
    with pytest.raises(FormatError) as fault:
        terms_of(preset)
    assert fault.value.pointer == "/conduct/secrecy"
    assert terms_of(load("council-double-majority")) == {}


def test_the_recommendation_over_four_categories_is_the_rule_of_the_contract() -> None:
    assert instantiate(load("assembly-recommendation"), CATEGORIES) == recommendation()


def test_elected_officials_and_each_category_have_one_equal_share() -> None:
    tree = instantiate(load("council-double-majority"), SEVEN)["tree"]
    assert [(child["key"], child["share"]) for child in tree["children"]] == [
        (key, "1/8") for key in ("elected", *SEVEN)
    ]


def test_the_council_of_the_mock_adopts_by_sixteen_twenty_firsts_and_six_of_nine() -> None:
    sides = (("elected", 1, 2, 0), *((key, 1, 0, 0) for key in ("co", "ag", "rx", "un", "as")),
             ("en", 0, 1, 0), ("fi", 0, 0, 1))  # fmt: skip
    result = council("council-double-majority", *sides)
    assert [(found["id"], found["ratio"]) for found in result["clauses"]] == [
        ("heads", "2/3"), ("quorum", "1"), ("weight", "16/21"),
    ]  # fmt: skip
    assert result["outcome"] == "adopted"


def test_five_to_five_asks_the_chair() -> None:
    sides = (("elected", 1, 2, 0), *((key, 1, 0, 0) for key in SEVEN[:4]), *((key, 0, 1, 0) for key in SEVEN[4:]))
    for name in ("council-double-majority", "council-by-heads"):
        assert council(name, *sides)["outcome"] == "tie"
        assert council(name, *sides, casting={"chair": "yes"})["outcome"] == "adopted"
        assert council(name, *sides, casting={"chair": "no"})["outcome"] == "rejected"
    assert council("council-by-weight", *sides)["outcome"] == "adopted"


def test_a_charter_falls_by_the_veto_of_one_category() -> None:
    def vote(*columns: int) -> str:
        given = (row(key, 9, *((9,) if key != "fi" else columns)) for key in SEVEN)
        return str(count(instantiate(load("assembly-charter"), SEVEN), rows(*given))["outcome"])

    assert vote(1, 2) == "rejected"
    assert vote(4, 5) == "adopted"
    assert vote(0, 0, 9) == "adopted"


@pytest.mark.parametrize(("categories", "pointer"), [((), "/tree/children"), (("a", "a"), "/tree/children/1/key")])
def test_a_preset_over_no_category_or_one_twice_is_refused(categories: tuple[str, ...], pointer: str) -> None:
    with pytest.raises(FormatError) as caught:
        instantiate(load("assembly-charter"), categories)
    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    ("pointer", "value", "told"),
    [
        ("/format", "consult-rule/1", ""),
        ("/format", GONE, ""),
        ("/tree", GONE, ""),
        ("/tree", ["all"], ""),
        ("/tree/children", [], ""),
        ("/tree/children", {}, ""),
        ("/tree/children/0", "a", ""),
        ("/tree/children/0/per", "people", "/tree/children/0/per"),
        ("/tree/children/0/note", "x", ""),
        ("/clauses", [], ""),
        ("/clauses/m", 7, ""),
        ("/clauses/m/scope/each", "auth", ""),
        ("/clauses/m/scope/each/1", "b", ""),
        ("/clauses/c/of", None, ""),
    ],
)
def test_a_fault_of_a_preset_is_told_where_it_stands(pointer: str, value: Any, told: str) -> None:
    each = {"each_category": True}
    preset = rule(
        inner("all", [each, leaf("elected", "1/2")]), "m",
        {
            "m": clause("heads yes > 1/2 expressed", {"each": [each], "empty": "skip"}),
            "c": clause("categories yes > 1/2 voted", won="heads", of=[each, "elected"]),
        },
        format="consult-preset/1",
    )  # fmt: skip
    made = instantiate(preset, ("a",))
    assert (made["clauses"]["m"]["scope"]["each"], made["clauses"]["c"]["of"]) == (["a"], ["a", "elected"])
    assert preset["tree"]["children"][0] == each
    with pytest.raises(FormatError) as caught:
        instantiate(changed(preset, pointer, value), ("a",))
    assert caught.value.pointer == (told or pointer)


def test_what_is_no_preset_is_refused() -> None:
    with pytest.raises(FormatError) as fault:
        instantiate([], ("a",))  # type: ignore[arg-type]
    assert fault.value.pointer == ""
    with pytest.raises(KeyError, match="none-such"):
        load("none-such")


def test_a_preset_of_a_choice_may_say_nothing_of_the_conduct_of_its_polls() -> None:
    preset = load("council-choice-schulze")
    without = {key: value for key, value in preset.items() if key != "conduct"}
    assert instantiate(without, SEVEN) == instantiate(preset, SEVEN)
    assert conduct_of(without) == {}


def test_a_category_named_like_the_elected_officials_is_refused() -> None:
    with pytest.raises(FormatError) as caught:
        instantiate(load("council-by-heads"), ("elected",))
    assert caught.value.pointer == "/tree/children/1/key"


def test_a_preset_without_each_category_keeps_its_own_shares() -> None:
    preset = {**recommendation(), "format": "consult-preset/1"}
    assert instantiate(preset, ()) == recommendation()
    assert instantiate({**preset, "tree": leaf("all"), "clauses": {"m": clause("heads yes >= 1")}, "formula": "m",
                        "second": "m", "tie": {"clauses": [], "by": "again"}}, ())["tree"] == leaf("all")  # fmt: skip


def test_a_plain_each_category_counts_heads_over_those_expressed() -> None:
    preset = {**load("assembly-recommendation")}
    preset["tree"] = {**preset["tree"], "children": [{"each_category": True}]}
    assert instantiate(preset, CATEGORIES) == recommendation()


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
