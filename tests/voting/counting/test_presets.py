"""Presets become the rules they promise, over whatever categories there are."""

from typing import Any

import pytest

from tests.voting.counting.samples import CATEGORIES, clause, inner, leaf, recommendation, row, rows, rule
from tests.voting.counting.test_bad_input import GONE, changed
from voting.counting import FormatError, count, parse_rule
from voting.counting.presets import instantiate, load, names, terms_of

CHOICES = [name for name in names() if load(name)["method"]["kind"] != "yes-no"]
SEVEN = ("co", "ag", "rx", "en", "un", "as", "fi")


def council(name: str, *votes: tuple[str, int, int, int], **more: Any) -> dict[str, Any]:
    given = (row(key, yes + no + none, yes, no, none) for key, yes, no, none in votes)
    return count(instantiate(load(name), SEVEN), rows(*given, **more))


def test_the_presets_of_the_yes_no_method_are_there() -> None:
    assert [name for name in names() if name not in CHOICES] == [
        "assembly-charter", "assembly-consent", "assembly-consultation", "assembly-recommendation",
        "council-by-heads", "council-by-weight", "council-consent", "council-consultation", "council-double-majority",
    ]  # fmt: skip


@pytest.mark.parametrize("name", CHOICES)
def test_the_presets_of_choices_give_each_category_its_share_and_keep_their_conduct_apart(name: str) -> None:
    made = instantiate(load(name), SEVEN)
    leaves = ["elected", *SEVEN] if name.startswith("council") else [*SEVEN]

    purpose = {"purpose": "consultation"} if "-consultation-" in name else {}
    # In a consultation no voice weighs more than another.
    share = "heads" if purpose else f"1/{len(leaves)}"
    assert [(leaf["key"], leaf["share"]) for leaf in made["tree"]["children"]] == [(key, share) for key in leaves]
    assert set(made) == {"format", "id", "version", "method", "tree"}
    assert terms_of(load(name)) == {**load(name)["conduct"], **purpose}
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
    assert terms_of(without) == {}


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
