"""Every institution that the rule model was drawn from, as a rule file, with votes on each side of its boundaries."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.corpora import corpus
from tests.voting.counting.samples import found, row, rows, sizes
from voting.counting import count

FOLDER = Path(__file__).parent / "institutions"


def rule_of(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return document


def outcome(name: str, *given: dict[str, Any], **more: Any) -> str:
    return str(count(rule_of(name), rows(*given, **more))["outcome"])


def members(entitled: int, yes: int, no: int = 0, abstain: int = 0, **more: Any) -> dict[str, Any]:
    return row("members", entitled, yes, no, abstain, **more)


def test_every_rule_file_is_tried_below() -> None:
    tried = Path(__file__).read_text("utf-8")
    assert [path.stem for path in FOLDER.glob("*.json") if f'"{path.stem}"' not in tried] == []


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "expected"),
    [(3, 2, 5, "adopted"), (2, 2, 6, "rejected"), (0, 0, 10, "rejected"), (0, 0, 0, "rejected"), (1, 0, 0, "adopted")],
)
def test_a_simple_assembly_wants_more_yes_than_no(yes: int, no: int, abstain: int, expected: str) -> None:
    assert outcome("simple-assembly", members(10, yes, no, abstain)) == expected


def test_a_water_commission_counts_the_silent_and_its_president_decides_an_equality() -> None:
    assert outcome("water-commission", members(12, 5, 4, 1)) == "tie"
    assert outcome("water-commission", members(12, 5, 4, 1), casting={"president": "yes"}) == "adopted"
    assert outcome("water-commission", members(12, 5, 4, 1), casting={"president": "no"}) == "rejected"
    assert outcome("water-commission", members(12, 5, 4, 1), casting={"chair": "yes"}) == "tie"
    assert outcome("water-commission", members(12, 5, 4, 2), casting={"president": "yes"}) == "rejected"
    assert outcome("water-commission", members(12, 6, 4, 1)) == "adopted"
    assert outcome("water-commission", members(12, 5, 4, present_only=1)) == "tie"


def test_a_special_vote_of_a_water_commission_may_be_void_once() -> None:
    special = "water-commission-special"
    assert outcome(special, members(12, 7)) == "void"
    assert outcome(special, members(12, 7), convocation=2) == "adopted"
    assert outcome(special, members(12, 5, 2, 1), convocation=2) == "rejected"
    assert outcome(special, members(12, 6, 2)) == "adopted"
    assert outcome(special, members(12, 5, 3)) == "rejected"


def scic(**colleges: tuple[int, int, int, int]) -> list[dict[str, Any]]:
    return [row(leaf, *columns) for leaf, columns in colleges.items()]


def test_a_scic_weighs_colleges_and_gives_an_empty_one_to_the_others_in_equal_parts() -> None:
    silent = scic(salaries=(9, 5, 0, 0), usagers=(400, 0, 300, 0), collectivites=(6, 0, 0, 0), partenaires=(9, 0, 0, 0))
    result = count(rule_of("scic"), rows(*silent, row("producteurs", 20, 4)))
    # 1/4 + 1/10 against 3/10, and 7/20 given in three equal parts.
    assert [line["weight"]["effective"] for line in result["matrix"]] == ["11/30", "5/12", "0", "0", "13/60"]
    assert result["outcome"] == "adopted"
    assert outcome("scic", *silent) == "rejected"
    assert outcome("scic", *scic(salaries=(9, 1, 0, 0), usagers=(400, 0, 1, 0))) == "rejected"


def fsc(**chambers: tuple[int, int, int]) -> list[dict[str, Any]]:
    return [
        row(f"{chamber}/{side}/{kind}", *columns)
        for chamber, columns in chambers.items()
        for side in "NS"
        for kind in ("org", "ind")
    ]


def test_fsc_wants_quorum_and_majority_in_each_chamber_and_two_thirds_of_all() -> None:
    assert outcome("fsc", *fsc(ECO=(10, 8, 1), SOC=(10, 8, 1), ENV=(10, 8, 1))) == "adopted"
    assert outcome("fsc", *fsc(ECO=(10, 5, 0), SOC=(10, 8, 1), ENV=(10, 8, 1))) == "void"
    assert outcome("fsc", *fsc(ECO=(10, 6, 0), SOC=(10, 8, 1), ENV=(10, 8, 1))) == "adopted"
    assert outcome("fsc", *fsc(ECO=(10, 5, 5), SOC=(10, 10, 0), ENV=(10, 10, 0))) == "rejected"
    assert outcome("fsc", *fsc(ECO=(9, 6, 3), SOC=(9, 6, 3), ENV=(9, 6, 3))) == "adopted"
    assert outcome("fsc", *fsc(ECO=(9, 6, 3), SOC=(9, 6, 3), ENV=(9, 5, 4))) == "rejected"


def test_a_chamber_of_fsc_without_members_makes_the_vote_void() -> None:
    assert outcome("fsc", *fsc(ECO=(10, 8, 1), SOC=(10, 8, 1))) == "void"


def test_an_organisation_of_fsc_weighs_nine_times_all_individuals() -> None:
    given = [row(f"{chamber}/N/{kind}", 10, *((1, 0) if kind == "ind" else (0, 1)))
             for chamber in ("ECO", "SOC", "ENV") for kind in ("org", "ind")]  # fmt: skip
    result = count(rule_of("fsc"), rows(*given))
    assert found(result, "all")["ratio"] == "1/10"


def test_the_eu_council_wants_55_percent_of_states_and_65_of_people_or_fewer_than_four_against() -> None:
    with corpus("population-ue-2024.csv").open(encoding="utf-8") as file:
        peoples = sorted((int(line[2]) for line in list(csv.reader(file))[1:]), reverse=True)
    assert len(peoples) == 27

    def vote(against: list[int]) -> str:
        yes = sum(peoples) - sum(against)
        given = row("states", 27, 27 - len(against), size=sizes(sum(peoples), str(yes)))
        return outcome("eu-council", given)

    assert vote([]) == "adopted"
    assert vote(peoples[:3]) == "adopted", "three large states hold over 35 percent and still cannot block"
    assert vote(peoples[:4]) == "rejected"
    assert vote(peoples[-12:]) == "adopted", "fifteen states are 55 percent of 27"
    assert vote(peoples[-13:]) == "rejected"


def test_cen_counts_only_who_expressed_a_view() -> None:
    def vote(yes: int, no: int, yes_size: int, no_size: int) -> str:
        return outcome("cen", row("bodies", 34, yes, no, 3, size=sizes(1000, yes_size, no_size)))

    assert vote(11, 9, 650, 350) == "adopted"
    assert vote(11, 9, 649, 350) == "rejected"
    assert vote(6, 5, 650, 100) == "rejected"
    assert vote(1, 0, 1, 0) == "adopted"


def iso(p: tuple[int, int], others: tuple[int, int]) -> str:
    return outcome("iso", row("bodies", 41, *p, marks=("P",)), row("bodies", 120, *others))


def test_iso_rejected_29500_in_2007_by_both_of_its_clauses() -> None:
    [case] = [case for case in json.loads(corpus("voting/cases.json").read_text()) if case["id"].startswith("iso")]
    p, everybody = case["P"], case["all"]
    others = (everybody["yes"] - p["yes"], everybody["no"] - p["no"])
    given = (row("bodies", 41, p["yes"], p["no"], marks=("P",)), row("bodies", 120, *others))
    result = count(rule_of("iso"), rows(*given))
    assert (found(result, "participating")["ratio"], found(result, "all")["ratio"]) == ("17/32", "6/23")
    assert [clause["holds"] for clause in result["clauses"]] == [*case["clauses"].values()][::-1] == [False, False]
    assert result["outcome"] == case["outcome"]


def test_iso_adopts_at_exactly_two_thirds_and_one_quarter() -> None:
    assert iso((20, 10), (10, 0)) == "adopted"
    assert iso((20, 10), (9, 0)) == "rejected"
    assert iso((19, 10), (30, 0)) == "rejected"


def test_a_swiss_double_majority_counts_half_cantons_half_and_a_tied_canton_against() -> None:
    leaves = [leaf["key"] for leaf in rule_of("swiss-double-majority")["tree"]["children"]]

    def vote(yes: int, tied: int = 0, people: int = 10) -> dict[str, Any]:
        lines = [
            row(key, 100, *((50, 1) if n < yes else (people, people) if n < yes + tied else (1, 2)))
            for n, key in enumerate(leaves)
        ]
        return count(rule_of("swiss-double-majority"), rows(*lines))

    assert found(vote(11), "cantons")["ratio"] == "11/23"
    assert vote(11)["outcome"] == "rejected"
    assert vote(12)["outcome"] == "adopted"
    assert found(vote(11, tied=9), "cantons")["ratio"] == "11/23"
    assert vote(11, tied=9)["outcome"] == "rejected"


def test_eleven_and_a_half_cantons_of_twenty_three_are_no_majority() -> None:
    leaves = rule_of("swiss-double-majority")["tree"]["children"]
    yes = {leaf["key"] for leaf in [*leaves[:11], leaves[-1]]}
    lines = [row(leaf["key"], 100, *((90, 1) if leaf["key"] in yes else (1, 2))) for leaf in leaves]
    result = count(rule_of("swiss-double-majority"), rows(*lines))
    assert (found(result, "cantons")["ratio"], found(result, "cantons")["tied"]) == ("1/2", True)
    assert result["outcome"] == "rejected"


@pytest.mark.parametrize(
    ("contracted", "other", "expected"),
    [((6, 4), (12, 8), "adopted"), ((6, 5), (12, 7), "adopted"), ((6, 5), (12, 6), "rejected"),
     ((6, 4), (12, 7), "rejected"), ((8, 5), (12, 9), "adopted"), ((8, 4), (12, 12), "rejected")],
)  # fmt: skip
def test_icann_wants_two_thirds_of_both_houses_or_three_quarters_of_one_and_a_majority_of_the_other(
    contracted: tuple[int, int], other: tuple[int, int], expected: str
) -> None:
    assert outcome("icann-gnso", row("contracted", *contracted), row("non-contracted", *other)) == expected


def test_contributions_decide_unless_half_of_the_members_object_or_stay_away() -> None:
    def vote(heads: tuple[int, int, int], size: tuple[str, str, str]) -> str:
        return outcome("contribution-based", members(100, *heads, size=sizes("100", *size)))

    assert vote((17, 50, 0), ("51", "49", "0")) == "adopted"
    assert vote((17, 51, 0), ("51", "49", "0")) == "rejected"
    assert vote((17, 49, 0), ("51", "49", "0")) == "void"
    assert vote((18, 49, 0), ("50", "50", "0")) == "rejected"
    assert vote((60, 0, 40), ("50", "0", "50")) == "rejected", "an abstention is in the base of those present"


def test_consent_falls_with_one_objection_and_needs_one_voice() -> None:
    assert outcome("consent", members(9, 1, 0, 8)) == "adopted"
    assert outcome("consent", members(9, 8, 1)) == "rejected"
    assert outcome("consent", members(9, 0, 0, 9)) == "rejected"


def test_a_category_vetoes_with_two_thirds_against_and_a_silent_one_does_not() -> None:
    def vote(firms: tuple[int, ...]) -> str:
        return outcome("category-veto", row("towns", 9, 9), row("agencies", 9, 9), row("firms", 9, *firms))

    assert vote((1, 2)) == "rejected"
    assert vote((2, 3)) == "adopted"
    assert vote((0, 0, 9)) == "adopted"
