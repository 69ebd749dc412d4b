"""The power of voters: published numbers of the European Councils, every coalition tried, and all ways of counting."""

from fractions import Fraction
from itertools import chain, combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voting.counting.samples import clause, inner, leaf, rule
from tests.voting.counting.test_corpora import case
from tests.voting.counting.test_institutions import rule_of
from tests.voting.counting.test_properties import polls, rules, tries
from voting.counting import coalitions, count, joining, parse_rule, thresholds
from voting.counting.poll import read_voters
from voting.counting.power import power
from voting.counting.presets import instantiate, load


def council(quota: int) -> dict[str, Any]:
    return rule(leaf("states", per="size"), "quota", {"quota": clause(f"size yes >= {quota}")})


def states(weights: list[int]) -> list[dict[str, Any]]:
    return [{"id": f"s{n}", "leaf": "states", "size": weight} for n, weight in enumerate(weights)]


def seats(leaves: str) -> list[dict[str, Any]]:
    """Voters by the letter of their leaf."""
    return [{"id": f"v{n}", "leaf": key} for n, key in enumerate(leaves)]


def tried(document: dict[str, Any], register: list[dict[str, Any]]) -> tuple[int, dict[str, int], dict[str, Fraction]]:
    """Winning coalitions, swings and Shapley values by trying every coalition and every order."""
    ids = [voter["id"] for voter in register]

    def wins(coalition: Any) -> bool:
        ballots = [{"voter": key, "choice": "yes" if key in coalition else "no"} for key in ids]
        poll = {"format": "consult-poll/1", "voters": register, "ballots": ballots}
        return count(document, poll)["outcome"] == "adopted"

    winning = {
        frozenset(some): wins(some) for some in chain.from_iterable(combinations(ids, n) for n in range(len(ids) + 1))
    }
    swings = {
        key: sum(winning[some | {key}] - true for some, true in winning.items() if key not in some) for key in ids
    }
    orders = list(permutations(ids))
    pivots = dict.fromkeys(ids, Fraction(0))
    for order in orders:
        for n, key in enumerate(order):
            before = frozenset(order[:n])
            pivots[key] += Fraction(winning[before | {key}] - winning[before], len(orders))
    return sum(winning.values()), swings, pivots


def test_the_european_councils_have_the_published_coalitions_and_power() -> None:
    for given_ in case("council-coalitions")["councils"]:
        found = power(council(given_["quota"]), states(given_["weights"]))
        assert found.winning == given_["winning"], given_["name"]
        assert sum(one.banzhaf for one in found.voters.values()) == 1
        assert sum(one.shapley for one in found.voters.values()) == 1
        if given_["name"] == "EC6":
            # The indices of the six are well known: Luxembourg never turned an outcome.
            assert [str(one.banzhaf) for one in found.voters.values()] == ["5/21"] * 3 + ["1/7"] * 2 + ["0"]
            assert [str(one.shapley) for one in found.voters.values()] == ["7/30"] * 3 + ["3/20"] * 2 + ["0"]


WAYS = (coalitions.by_matrices, joining.by_sums, thresholds.by_halves)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_way_counts_the_same_coalitions(way: Any) -> None:
    given_ = case("council-coalitions")["councils"][1]
    parsed = parse_rule(council(given_["quota"]))
    voters = read_voters(states(given_["weights"]), "/voters", parsed)
    found = way(coalitions.Game(parsed, voters))
    assert sum(found.winning) == given_["winning"] == 75
    # Winning coalitions by size: the fewest who reach 41 of 58 are five.
    assert found.winning == [0, 0, 0, 0, 0, *found.winning[5:]]
    assert found == thresholds.by_halves(coalitions.Game(parsed, voters))


@tries
@given(rules(give=("split", "bloc", "bloc-no")), polls(most=5))
def test_power_is_that_of_trying_every_coalition_and_every_order(
    document: dict[str, Any], poll: dict[str, Any]
) -> None:
    winning, swings, pivots = tried(document, poll["voters"])
    found = power(document, poll["voters"])
    assert found.winning == winning
    assert {key: one.swings for key, one in found.voters.items()} == swings
    assert {key: one.shapley for key, one in found.voters.items()} == pivots


CATEGORIES = {
    "heads": clause("heads yes > 1/2 expressed"),
    "categories": clause("categories yes > 1/2 expressed", won="heads"),
    "veto": clause("heads no < 2/3 expressed", scope={"each": ["a", "b", "c"], "empty": "skip"}),
    "two": clause("heads yes > 1/2 expressed", scope={"at_least": 2, "of": ["a", "b", "c"], "empty": "fail"}),
    "moving": clause("heads yes >= 2 no"),
    "marked": clause("heads yes >= 1", scope={"mark": "P"}),
}


@tries
@given(
    st.text("abc", min_size=1, max_size=5),
    st.sampled_from(sorted(CATEGORIES)),
    st.sampled_from(sorted(CATEGORIES)),
    st.sampled_from(("and", "or")),
    st.sampled_from(("split", "bloc")),
    st.integers(0, 5),
)
def test_clauses_of_every_scope_are_tried_too(
    places: str, one: str, other: str, word: str, give: str, marked: int
) -> None:
    tree = inner("all", [leaf(key, "1/3", give=give, over="voted") for key in "abc"], empty="prorata")
    document = rule(tree, {word: sorted({one, other})}, CATEGORIES)
    register = [{**voter, "marks": ["P"] if n < marked else []} for n, voter in enumerate(seats(places))]
    winning, swings, pivots = tried(document, register)
    found = power(document, register)
    assert found.winning == winning
    assert {key: (one_.swings, one_.shapley) for key, one_ in found.voters.items()} == {
        key: (swings[key], pivots[key]) for key in swings
    }


def _game(document: dict[str, Any], register: list[dict[str, Any]]) -> coalitions.Game:
    parsed = parse_rule(document)
    return coalitions.Game(parsed, read_voters(register, "/voters", parsed))


@tries
@given(rules(give=("split", "bloc", "bloc-no")), polls(most=8))
def test_sums_count_what_matrices_do(document: dict[str, Any], poll: dict[str, Any]) -> None:
    game = _game(document, poll["voters"])
    assert joining.by_sums(game) == coalitions.by_matrices(game)


@tries
@given(
    st.text("abc", min_size=1, max_size=10),
    st.lists(st.sampled_from(sorted(CATEGORIES)), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(("split", "bloc", "bloc-no")), min_size=3, max_size=3),
    st.sampled_from(("and", "or")),
    st.integers(1, 6),
)
def test_clauses_of_every_scope_are_summed_as_matrices_are(
    places: str, keys: list[str], gives: list[str], word: str, part: int
) -> None:
    shares = (f"{part}/12", "1/3", f"{8 - part}/12")
    tree = inner(
        "all",
        [
            leaf(key, str(Fraction(share)), give=give, over="voted")
            for key, share, give in zip("abc", shares, gives, strict=True)
        ],
        empty="prorata",
    )
    clauses = {**CATEGORIES, "weight": clause("weight yes > 1/2 expressed")}
    register = [{**voter, "marks": ["P"] if n % 3 else []} for n, voter in enumerate(seats(places))]
    game = _game(rule(tree, {word: ["weight", *keys]}, clauses), register)
    assert joining.by_sums(game) == coalitions.by_matrices(game)


@pytest.mark.parametrize("name", ["assembly-recommendation", "assembly-charter"])
def test_the_power_of_an_assembly_of_forty_is_counted_whatever_its_categories_are(name: str) -> None:
    # Without a common denominator; together with the same rule on few voters, this is the assembly of an alliance.
    for numbers in ([11, 9, 7, 5, 4, 3, 1], [2, 2, 1, 1, 1, 1, 1]):
        keys = [f"c{n}" for n in range(len(numbers))]
        register = seats_of(dict(zip(keys, numbers, strict=True)))
        game = _game(instantiate(load(name), keys), register)
        found = joining.by_sums(game)
        if game.players < 10:
            assert found == coalitions.by_matrices(game)
        # Of each size, the winning coalitions have so many members together.
        for size, winning in enumerate(found.winning):
            members = sum(number * found.inside[kind][size] for kind, number in enumerate(game.numbers))
            assert members == size * winning


def test_sums_that_no_integer_holds_are_counted_where_they_are_few() -> None:
    game = _game(council(6 * 10**12 + 200), states([10**12 + n * n for n in range(11)]))
    assert joining.by_sums(game) == coalitions.by_matrices(game)


def seats_of(numbers: dict[str, int]) -> list[dict[str, Any]]:
    return [{"id": f"{key}-{n}", "leaf": key} for key, number in numbers.items() for n in range(number)]


def test_a_category_has_the_power_of_its_voters() -> None:
    document = instantiate(load("council-double-majority"), ["a", "b", "c"])
    register = [{"id": f"e{n}", "leaf": "elected"} for n in range(2)] + [
        {"id": key, "leaf": key} for key in ("a", "b", "c")
    ]
    found = power(document, register)
    winning, swings, pivots = tried(document, register)
    assert found.winning == winning
    assert found.leaves["elected"].shapley == pivots["e0"] + pivots["e1"]
    assert found.leaves["elected"].swings == swings["e0"] + swings["e1"]
    assert sum(one.banzhaf for one in found.leaves.values()) == 1


def test_who_decides_and_who_blocks_alone_is_told_of_single_voters() -> None:
    # One of three must be among any two: v0 blocks; with a weight of its own it also decides.
    document = rule(leaf("states", per="size"), "quota", {"quota": clause("size yes >= 3")})
    found = power(document, states([2, 1, 1]))
    assert (found.deciding, found.blocking) == (set(), {"s0"})
    assert power(document, states([3, 1, 1])).deciding == {"s0"}
    assert power(document, states([3, 1, 3])).blocking == set()
    never = rule(leaf("states", per="size"), "quota", {"quota": clause("size yes >= 9")})
    assert power(never, states([3, 1, 1])).blocking == set()


def test_consultative_voters_have_none() -> None:
    tree = inner("all", [leaf("a", "1"), leaf("guests", "0")], empty="lapse")
    document = rule(tree, "heads", {"heads": clause("heads yes > 1/2 expressed")})
    register = [*seats("aaa"), {"id": "guest", "leaf": "guests"}]
    found = power(document, register)
    assert found.winning == 4
    assert (found.voters["guest"].swings, found.leaves["guests"].shapley) == (0, 0)
    assert found.voters["v0"].shapley == Fraction(1, 3)


def test_a_rule_that_never_adopts_gives_no_power_to_anybody() -> None:
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2")], empty="void")
    document = rule(tree, "heads", {"heads": clause("heads yes > 1/2 expressed")})
    found = power(document, seats("aaa"))
    assert (found.winning, found.voters["v0"].banzhaf, found.voters["v0"].shapley) == (0, 0, 0)
    assert power(document, []).winning == 0


def test_states_of_any_population_are_enumerated_under_the_rule_of_the_council() -> None:
    document = rule_of("eu-council")
    sizes = [400_000 + 7919 * n**3 for n in range(22)]
    found = power(document, [{**state, "leaf": document["tree"]["key"]} for state in states(sizes)])
    assert sum(one.shapley for one in found.voters.values()) == 1
    assert found.voters["s21"].swings > found.voters["s11"].swings > found.voters["s0"].swings > 0


def test_hundreds_of_voters_are_counted_by_their_sums() -> None:
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2")], empty="prorata")
    document = rule(tree, "weight", {"weight": clause("weight yes > 1/2 expressed")})
    found = power(document, seats("a" * 150 + "b" * 50))
    assert found.leaves["a"].shapley + found.leaves["b"].shapley == 1
    assert found.voters["v0"].shapley < found.voters["v199"].shapley
    # A simple majority of 301: everybody is the one who turns it in one order of 301.
    plain = rule(leaf("a"), "heads", {"heads": clause("heads yes > 1/2 expressed")})
    equal = power(plain, seats("a" * 301))
    assert equal.winning == 2**300
    assert {one.shapley for one in equal.voters.values()} == {Fraction(1, 301)}


def test_what_can_not_be_told_apart_in_time_is_refused() -> None:
    with pytest.raises(coalitions.TooManyCoalitions):
        power(council(10**9), states([2**n for n in range(30)]))
    inner_bloc = inner("all", [inner("h", [leaf("a", "1")], "1", empty="lapse", give="bloc")], empty="lapse")
    document = rule(inner_bloc, "heads", {"heads": clause("heads yes > 1/2 expressed")})
    register = [{"id": f"v{n}", "leaf": "a", "marks": [f"m{n}"]} for n in range(13)]
    with pytest.raises(coalitions.TooManyCoalitions):
        power(document, register)
    assert power(document, register[:5]).winning == 16
