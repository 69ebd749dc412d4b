"""What must be true of every poll under every rule: order does not matter, a better vote never hurts, and so on."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import thorough
from tests.voting.counting import brute
from tests.voting.counting.samples import clause, inner, leaf, recommendation, rule
from voting.counting import count
from voting.counting.checks import check_rule
from voting.counting.presets import instantiate, load, names

tries = settings(max_examples=thorough.tries(30, 500), deadline=None)
LEAVES = ("a", "b", "c", "d")
CHOICES = ("yes", "no", "abstain", "blank", "present_only", "absent")
WORDS = ("expressed", "voted", "present", "entitled")
# A quantity that grows with yes on the left of ">", one that shrinks with it on the left of "<".
UP, DOWN = ("yes",), ("no", "not-in-favour")
RANK = {"rejected": 0, "void": 0, "tie": 1, "adopted": 2}


@st.composite
def trees(draw: st.DrawFn, give: tuple[str, ...] = ("split",)) -> dict[str, Any]:
    def one(key: str, share: Any) -> dict[str, Any]:
        return leaf(
            key,
            share,
            per=draw(st.sampled_from(("head", "size"))),
            over=draw(st.sampled_from(WORDS)),
            give=draw(st.sampled_from(give)),
        )

    def shares(n: int) -> list[Any]:
        kind = draw(st.sampled_from(("fractions", "heads", "size")))
        if kind != "fractions":
            return [kind] * n
        parts = draw(st.lists(st.integers(1, 5), min_size=n, max_size=n))
        return [str(Fraction(part, sum(parts))) for part in parts]

    def empty() -> str:
        return draw(st.sampled_from(("lapse", "prorata", "equal", "void")))

    outer, house = shares(3), shares(2)
    within = inner("house", [one("a", house[0]), one("b", house[1])], outer[0], empty=empty())
    return inner("all", [within, one("c", outer[1]), one("d", outer[2])], empty=empty())


@st.composite
def clauses(draw: st.DrawFn) -> dict[str, Any]:
    up = draw(st.booleans())
    quantity = draw(st.sampled_from(UP if up else DOWN))
    base = draw(st.sampled_from(WORDS))
    op = draw(st.sampled_from((">", ">=") if up else ("<", "<=")))
    value = Fraction(draw(st.integers(0, 6)), 6)
    unit = draw(st.sampled_from(("heads", "size", "weight")))
    return clause(f"{unit} {quantity} {op} {value} {base}")


@st.composite
def rules(draw: st.DrawFn, give: tuple[str, ...] = ("split",)) -> dict[str, Any]:
    found = {key: draw(clauses()) for key in "xyz"}
    if draw(st.booleans()):
        found["x"] = clause(f"heads present >= 1/{draw(st.integers(2, 4))} entitled", **{"else": "void"})
    formula = draw(st.sampled_from(({"and": ["x", "y", "z"]}, {"and": ["x", {"or": ["y", "z"]}]}, "y")))
    return rule(draw(trees(give)), formula, found)


@st.composite
def polls(draw: st.DrawFn, most: int = 10) -> dict[str, Any]:
    voters, ballots, present = [], [], []
    for n in range(draw(st.integers(0, most))):
        size = str(Fraction(draw(st.integers(0, 6)), draw(st.integers(1, 3))))
        voters.append({"id": f"v{n}", "leaf": draw(st.sampled_from(LEAVES)), "size": size})
        choice = draw(st.sampled_from(CHOICES))
        if choice == "present_only":
            present.append(f"v{n}")
        elif choice != "absent":
            ballots.append({"voter": f"v{n}", "choice": choice})
    return {"format": "consult-poll/1", "voters": voters, "ballots": ballots, "present_only": present}


BLOCS = ("split", "bloc", "bloc-no")


@tries
@given(rules(), polls())
def test_the_matrix_gives_what_single_ballots_give(document: dict[str, Any], poll: dict[str, Any]) -> None:
    outcome, figures = brute.outcome(document, poll)
    result = count(document, poll)
    assert result["outcome"] == outcome
    for found in result["clauses"]:
        base = None if found["base"] is None else Fraction(found["base"])
        assert (Fraction(found["amount"]), base) == figures[found["id"]]


@tries
@given(rules(BLOCS), polls())
def test_weights_sum_to_one_and_each_row_is_the_sum_of_its_parts(
    document: dict[str, Any], poll: dict[str, Any]
) -> None:
    result = count(document, poll)
    total = Fraction(0)
    for line in result["matrix"]:
        parts = {key: Fraction(weight) for key, weight in line["weight"].items()}
        effective = parts.pop("effective")
        assert effective == sum(parts.values()) and min(parts.values()) >= 0
        total += effective
    assert total == 1


@tries
@given(rules(BLOCS), polls(), st.randoms(use_true_random=False))
def test_the_order_of_voters_and_ballots_changes_nothing_but_the_hash(
    document: dict[str, Any], poll: dict[str, Any], random: Any
) -> None:
    shuffled = deepcopy(poll)
    for key in ("voters", "ballots", "present_only"):
        random.shuffle(shuffled[key])
    first, second = count(document, poll), count(document, shuffled)
    changed = {key for key in first if first[key] != second[key]}
    assert changed <= {"poll_sha256"}


def grouped(result: dict[str, Any]) -> dict[str, Any]:
    keys = ("leaf", "marks", "entitled", "yes", "no", "abstain", "blank", "present_only")
    lines = []
    for line in result["matrix"]:
        size = {"size": {k: v for k, v in line["size"].items() if k != "absent"}} if "size" in line else {}
        lines.append({key: line[key] for key in keys} | size)
    return {"format": "consult-poll/1", "rows": lines}


@tries
@given(rules(BLOCS), polls())
def test_the_matrix_of_a_result_counts_to_the_same_result(document: dict[str, Any], poll: dict[str, Any]) -> None:
    first = count(document, poll)
    second = count(document, grouped(first))
    assert {key for key in first if first[key] != second[key]} == {"poll_sha256"}


@tries
@given(rules(BLOCS), polls(), st.data())
def test_a_better_vote_never_hurts(document: dict[str, Any], poll: dict[str, Any], data: st.DataObject) -> None:
    worse = [ballot for ballot in poll["ballots"] if ballot["choice"] in ("no", "abstain")]
    if not worse:
        return
    # Except where a house that was empty, its weight with the others, comes back with a part that lapses.
    if document["tree"]["children"][0]["empty"] == "lapse":
        document["tree"]["children"][0]["empty"] = "prorata"
    before = count(document, poll)["outcome"]
    data.draw(st.sampled_from(worse))["choice"] = "yes"
    assert RANK[count(document, poll)["outcome"]] >= RANK[before]


@tries
@given(rules(BLOCS), polls(), st.integers(2, 7))
def test_the_unit_of_sizes_is_indifferent(document: dict[str, Any], poll: dict[str, Any], times: int) -> None:
    scaled = deepcopy(poll)
    for voter in scaled["voters"]:
        voter["size"] = str(Fraction(voter["size"]) * times)
    assert count(document, scaled)["outcome"] == count(document, poll)["outcome"]


@tries
@given(rules(BLOCS), polls(), st.integers(2, 3))
def test_splitting_every_voter_into_equal_ones_changes_nothing(
    document: dict[str, Any], poll: dict[str, Any], times: int
) -> None:
    split: dict[str, Any] = {"format": "consult-poll/1"}
    for key in ("voters", "ballots"):
        name = "id" if key == "voters" else "voter"
        split[key] = [{**entry, name: f"{entry[name]}.{n}"} for entry in poll[key] for n in range(times)]
    split["present_only"] = [f"{voter}.{n}" for voter in poll["present_only"] for n in range(times)]
    before, after = count(document, poll), count(document, split)
    assert after["outcome"] == before["outcome"]
    assert [line["weight"] for line in after["matrix"]] == [line["weight"] for line in before["matrix"]]


@tries
@given(rules(BLOCS), polls())
def test_a_checked_rule_never_adopts_when_nobody_or_only_abstentions_vote(
    document: dict[str, Any], poll: dict[str, Any]
) -> None:
    document["tie"] = {"clauses": ["x", "y", "z"], "by": "casting", "role": "chair"}
    if any(found.level == "error" for found in check_rule(document, poll["voters"])):
        return
    for choice in ("abstain", None):
        ballots = [{"voter": voter["id"], "choice": choice} for voter in poll["voters"] if choice]
        silent = {**poll, "ballots": ballots, "present_only": [], "casting": {"chair": "yes"}}
        assert count(document, silent)["outcome"] in ("rejected", "void")


def test_every_preset_is_sound_over_one_to_twelve_categories() -> None:
    for name in names():
        if load(name)["method"]["kind"] != "yes-no" or load(name).get("purpose") == "consultation":
            continue  # nothing is adopted
        for many in (1, 3, 8, 12):
            categories = [f"c{n}" for n in range(many)]
            document = instantiate(load(name), categories)
            register = [{"id": f"{key}.{n}", "leaf": key} for key in categories for n in range(2)]
            if name.startswith("council"):
                register += [{"id": f"e{n}", "leaf": "elected"} for n in range(3)]
            assert [found for found in check_rule(document, register) if found.level == "error"] == [], (name, many)


def test_the_recommendation_is_sound() -> None:
    assert check_rule(recommendation(), [{"id": key, "leaf": key} for key in ("auth", "agen", "comp", "univ")]) == []
