"""What it would have taken: the fewest ballots that turn an outcome, against trying every change of small matrices."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voting.counting.samples import CONDUCT, clause, inner, leaf, recommendation, row, rows, rule, worked_poll
from tests.voting.counting.test_corpora import assembly, groups_by_vote, poll_of
from tests.voting.counting.test_properties import tries
from voting.counting import count, parse_poll, parse_rule, turning
from voting.counting.matrix import COLUMNS, Row
from voting.counting.outcome import tally
from voting.counting.turning import FOR, NotInTheMatrix, TooManyChanges, Turn, anywhere, fewest, rows_of

MOVES = [*FOR, *((target, source) for source, target in FOR)]


def turns(document: dict[str, Any], poll: dict[str, Any], **settings: Any) -> list[Turn]:
    parsed = parse_rule(document)
    return turning.turning(parsed, parse_poll(poll, parsed).rows, **settings)


def told(found: list[Turn]) -> dict[tuple[str, str], int]:
    return {(turn.source, turn.target): turn.ballots for turn in found}


def simple(over: str = "expressed", **more: Any) -> dict[str, Any]:
    return rule(leaf("all"), "majority", {"majority": clause(f"heads yes > 1/2 {over}")}, **more)


def test_of_a_plain_vote_it_can_be_reckoned_in_the_head() -> None:
    # 40 for, 50 against, 6 abstentions, 20 absent: 6 of those against turn 46 to 44; others have 11 to win.
    found = turns(simple(), rows(row("all", 116, 40, 50, 6)))
    assert told(found) == {("no", "yes"): 6, ("no", "abstain"): 11, ("no", "absent"): 11, ("absent", "yes"): 11}
    # Six abstentions are too few.
    assert ("abstain", "yes") not in told(found)
    reverse = turns(simple(), rows(row("all", 116, 50, 40, 6)))
    elsewhere = dict.fromkeys(("abstain", "blank", "present_only", "absent"), 10)
    assert told(reverse) == {("yes", "no"): 5, ("absent", "no"): 10} | {
        ("yes", column): n for column, n in elsewhere.items()
    }
    assert {turn.outcome for turn in reverse} == {"rejected"}


def test_a_tie_needs_one_or_a_casting_vote() -> None:
    document = simple(tie={"clauses": ["majority"], "by": "casting", "role": "chair"})
    level = rows(row("all", 10, 4, 4))
    assert told(turns(document, level))["no", "yes"] == 1
    # With the chair for it, it is adopted, and one ballot turns it; from 5 to 3 it takes two.
    assert told(turns(document, level, casting={"chair": "yes"}))["yes", "no"] == 1
    ahead = rows(row("all", 10, 5, 3))
    assert told(turns(document, ahead, casting={"chair": "yes"}))["yes", "no"] == 2
    assert told(turns(document, ahead))["yes", "no"] == 1


def test_a_quorum_that_was_missed_is_reached_by_presence() -> None:
    document = rule(
        leaf("all"),
        {"and": ["quorum", "majority"]},
        {
            "quorum": clause("heads present >= 1/2 entitled", **{"else": "void"}),
            "majority": clause("heads yes > 1/2 expressed"),
        },
    )
    found = turns(document, rows(row("all", 20, 5, 2)))
    assert told(found) == {("absent", "yes"): 3, ("absent", "abstain"): 3}
    # Without a majority the quorum alone is missing, and the text is then rejected.
    parsed = parse_rule(document)
    matrix = parse_poll(rows(row("all", 20, 2, 5)), parsed).rows
    presence = fewest(parsed, matrix, "absent", "abstain", decided=True)
    assert presence == Turn("absent", "abstain", 3, (3,), "rejected")
    assert fewest(parsed, matrix, "absent", "abstain") is None


def test_an_empty_category_that_votes_takes_its_weight_back() -> None:
    # The empty category's half lapses; its only member, voting, carries it.
    document = rule(
        inner("all", [leaf("a", "1/2"), leaf("b", "1/2")], empty="lapse"),
        "weight",
        {"weight": clause("weight yes > 1/2 entitled")},
    )
    found = turns(document, rows(row("a", 10, 9, 1), row("b", 1)))
    [turn] = found
    assert (turn.source, turn.ballots, turn.in_rows, turn.outcome) == ("absent", 1, (0, 1), "adopted")


def test_the_worked_example_turns_where_it_is_narrowest() -> None:
    parsed = parse_rule(recommendation())
    matrix = parse_poll(worked_poll(), parsed).rows
    found = turning.turning(parsed, matrix)
    assert found[0].ballots == min(brute(parsed, matrix, *move) or 99 for move in MOVES)


def moved(matrix: list[Row], move: tuple[str, str], ballots: tuple[int, ...]) -> list[Row]:
    """The matrix with so many of each row changed."""
    changed = []
    for line, number in zip(matrix, ballots, strict=True):
        heads = {**line.heads}
        heads[move[0]] -= number
        heads[move[1]] += number
        changed.append(Row(line.leaf, line.marks, heads))
    return changed


def brute(parsed: Any, matrix: Any, source: str, target: str, *, decided: bool = False, **poll: Any) -> int | None:
    """The fewest ballots over every way of changing them."""
    adopted = tally(parsed, matrix, **poll).outcome == "adopted"
    have = [line.heads[source] for line in matrix]
    for ballots in sorted(product(*(range(number + 1) for number in have)), key=sum):
        outcome = tally(parsed, moved(matrix, (source, target), ballots), **poll).outcome
        if outcome != "void" if decided else (outcome == "adopted") != adopted:
            return sum(ballots)
    return None


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    def one(key: str, share: str) -> dict[str, Any]:
        over = draw(st.sampled_from(("expressed", "voted", "present", "entitled")))
        return leaf(key, share, over=over, give=draw(st.sampled_from(("split", "split", "bloc", "bloc-no"))))

    def empty() -> str:
        return draw(st.sampled_from(("lapse", "prorata", "equal", "void")))

    shares = draw(st.sampled_from((("1/4", "3/4"), ("1/2", "1/2"), ("heads", "heads"))))
    give = {"give": draw(st.sampled_from(("split", "split", "bloc")))}
    house = inner("house", [one("a", shares[0]), one("b", shares[1])], "1/2", empty=empty(), **give)
    last = draw(st.sampled_from(("1/2", "0")))
    more = [one("c", last), *([one("d", "1/2")] if last == "0" else [])]
    return inner("all", [house, *more], empty=empty())


CLAUSES = {
    "heads": clause("heads yes > 1/2 expressed"),
    "weight": clause("weight yes > 1/2 expressed"),
    "whole": clause("weight yes >= 2/5 entitled"),
    "quorum": clause("heads present >= 1/2 entitled", **{"else": "void"}),
    "categories": clause("categories yes > 1/2 expressed", won="heads"),
    "houses": clause("categories yes >= 1", won="weight", of=["house", "c"]),
    "against": clause("heads no <= 1/4 voted"),
    "veto": clause("heads no < 2/3 expressed", scope={"each": ["a", "b", "c"], "empty": "skip"}),
    "two": clause("weight yes > 1/2 voted", scope={"at_least": 2, "of": ["a", "b", "c"], "empty": "fail"}),
    "marked": clause("heads yes >= 1/2 voted", scope={"mark": "P"}),
}


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], list[Row], dict[str, Any]]:
    names = draw(st.lists(st.sampled_from(sorted(CLAUSES)), min_size=1, max_size=3, unique=True))
    word = draw(st.sampled_from(("and", "or")))
    tie = draw(st.sampled_from(({}, {"tie": {"clauses": names, "by": "casting", "role": "chair"}})))
    document = rule(draw(trees()), {word: names}, CLAUSES, **tie)
    counts = st.fixed_dictionaries({column: st.integers(0, 2) for column in COLUMNS})
    keys = ["a", "b", "c", *("d" for child in document["tree"]["children"] if child["key"] == "d")]
    matrix = [Row(key, (), draw(counts)) for key in keys]
    if draw(st.booleans()):
        matrix.insert(1, Row("a", ("P",), draw(counts)))
    return document, matrix, {"casting": {"chair": draw(st.sampled_from(("yes", "no")))}}


def searched(parsed: Any, matrix: list[Row], move: tuple[str, str], **settings: Any) -> Turn | None:
    """The fewest; also where no guess says beforehand how many are enough."""
    found = fewest(parsed, matrix, *move, **settings)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turning._Search, "_one_that_turns", lambda search: None)
        unaided = fewest(parsed, matrix, *move, **settings)
    assert (found and found.ballots) == (unaided and unaided.ballots)
    settings.pop("decided", None)
    for turn in filter(None, (found, unaided)):
        assert sum(turn.in_rows) == turn.ballots
        assert all(number <= line.heads[move[0]] for number, line in zip(turn.in_rows, matrix, strict=True))
        assert tally(parsed, moved(matrix, move, turn.in_rows), **settings).outcome == turn.outcome
    return found


@tries
@given(cases(), st.sampled_from(MOVES))
def test_the_fewest_are_those_of_trying_every_change(
    case: tuple[dict[str, Any], list[Row], dict[str, Any]], move: tuple[str, str]
) -> None:
    document, matrix, poll = case
    parsed = parse_rule(document)
    found = searched(parsed, matrix, move, **poll)
    assert (found and found.ballots) == brute(parsed, matrix, *move, **poll)


@tries
@given(
    cases(),
    st.sampled_from((("absent", "abstain"), ("absent", "no"), ("present_only", "blank"))),
    st.sets(st.sampled_from(sorted(CLAUSES))),
)
def test_what_a_void_vote_lacked_is_that_of_trying_every_change(
    case: tuple[dict[str, Any], list[Row], dict[str, Any]], move: tuple[str, str], void: set[str]
) -> None:
    document, matrix, poll = case
    document["clauses"] = {
        key: found | ({"else": "void"} if key in void else {}) for key, found in document["clauses"].items()
    }
    parsed = parse_rule(document)
    if tally(parsed, matrix, **poll).outcome == "void":
        found = searched(parsed, matrix, move, decided=True, **poll)
        assert (found and found.ballots) == brute(parsed, matrix, *move, decided=True, **poll)
        assert found is None or found.outcome != "void"


def with_proxies_apart(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "conduct": {**CONDUCT, "proxy": {"per_holder": 1, "across": True, "present": False}}}


def test_the_matrix_of_a_result_is_that_of_its_poll() -> None:
    parsed = parse_rule(recommendation())
    result = count(recommendation(), worked_poll())
    assert [(line.leaf, line.heads) for line in rows_of(parsed, result)] == [
        (line.leaf, line.heads) for line in parse_poll(worked_poll(), parsed).rows
    ]
    apart = with_proxies_apart(recommendation())
    with pytest.raises(NotInTheMatrix, match=r"^the rule tells proxies from those present, and the result does not$"):
        rows_of(parse_rule(apart), count(apart, worked_poll()))
    # Rows say it themselves.
    given = rows(row("all", 4, 2, 1, proxied=1), row("all", 3, 1, marks=("P", "Q")))
    for document in (simple(), with_proxies_apart(simple())):
        parsed = parse_rule(document)
        assert rows_of(parsed, count(document, given)) == list(parse_poll(given, parsed).rows)


def in_any_rows(document: dict[str, Any], poll: dict[str, Any], ballots: int, change: str, **settings: Any) -> bool:
    parsed = parse_rule(document)
    turn = Turn(*change.split(">"), ballots, (), "")
    return anywhere(parsed, parse_poll(poll, parsed).rows, turn, **settings)


def halves(**more: Any) -> dict[str, Any]:
    """Heads over two leaves."""
    document = simple(**more)
    return {**document, "tree": inner("all", [leaf("a", "1/2"), leaf("b", "1/2")])}


def test_it_is_told_whether_ballots_of_any_rows_turn_it() -> None:
    level = rows(row("a", 4, 1, 2), row("b", 3, 1, 2))
    assert in_any_rows(halves(), level, 2, "no>yes")
    assert not in_any_rows(halves(), level, 1, "no>yes")
    # Three ways to place two.
    assert in_any_rows(halves(), level, 2, "no>yes", most_places=3)
    assert not in_any_rows(halves(), level, 2, "no>yes", most_places=2)
    # By weight the one voter of a category is worth all nine of the other.
    weight = {**halves(), "clauses": {"majority": clause("weight yes > 1/2 expressed")}}
    lopsided = rows(row("a", 1, 0, 1), row("b", 9, 4, 5))
    assert not in_any_rows(weight, lopsided, 1, "no>yes")
    assert in_any_rows(weight, lopsided, 6, "no>yes")


def test_guests_are_no_place_for_a_ballot() -> None:
    document = {**simple(), "tree": inner("all", [leaf("a", "1"), leaf("guests", "0")])}
    given = rows(row("a", 4, 2, 2), row("guests", 5, 0, 5))
    assert in_any_rows(document, given, 1, "no>yes", most_places=1)


def test_places_beyond_two_hundred_are_not_tried() -> None:
    many = rows(row("a", 1000, 0, 300), row("b", 1000, 400, 300))
    assert in_any_rows(halves(), many, 199, "no>yes")
    assert not in_any_rows(halves(), many, 200, "no>yes")
    # Nor listed, of which there would be thousands of millions.
    crowd = rows(row("a", 10**10, 0, 10**10), row("b", 10**10, 0, 10**10))
    assert not in_any_rows(halves(), crowd, 10**10, "no>yes")


def test_in_any_rows_the_poll_is_asked_as_it_was_held() -> None:
    tied = halves(tie={"clauses": ["majority"], "by": "casting", "role": "chair"})
    level = rows(row("a", 4, 1, 2), row("b", 3, 1, 2))
    assert in_any_rows(tied, level, 1, "no>yes", casting={"chair": "yes"})
    assert not in_any_rows(tied, level, 1, "no>yes", casting={"chair": "no"})
    quorum = clause("heads present >= 1/2 entitled", **{"else": "void"})
    document = {**halves(second="majority"), "formula": {"and": ["majority", "quorum"]}}
    document["clauses"]["quorum"] = quorum
    few = rows(row("a", 6, 1, 2), row("b", 6))
    # Void, then rejected: no longer void, but not adopted.
    assert in_any_rows(document, few, 3, "absent>abstain", decided=True)
    assert not in_any_rows(document, few, 3, "absent>abstain")
    assert not in_any_rows(document, few, 2, "absent>abstain", decided=True)


def test_at_the_second_convocation_its_own_formula_is_turned() -> None:
    document = rule(
        inner("all", [leaf(key, "1/3") for key in "abc"]),
        "few",
        {"few": clause("heads no <= 0"), "two": clause("categories yes >= 2", won="heads")},
        second="two",
    )
    given = rows(row("a", 5, 1, 2), row("b", 5, 1, 2), row("c", 5, 0, 3))
    swapped = {**document, "formula": "two", "second": "few"}
    for tried, convocation, ballots in ((document, {"convocation": 2}, 2), (swapped, {}, 2), (document, {}, 7)):
        parsed = parse_rule(tried)
        found = fewest(parsed, parse_poll(given, parsed).rows, "no", "yes", **convocation)
        assert found and found.ballots == ballots


def flat(empty: str, shares: str, over: str, key: str) -> dict[str, Any]:
    """Three categories under one clause."""
    children = [leaf(name, share, over=over) for name, share in zip("abc", shares.split(), strict=True)]
    clauses = {
        "heads": clause("heads yes > 1/2 expressed"),
        "half": clause("weight yes > 1/2 expressed"),
        "most": clause("weight yes >= 3/5 entitled"),
    }
    return rule(inner("all", children, empty=empty), key, clauses)


# Which categories are empty afterwards decides what all others weigh. In each of these cases, found among random ones,
# a search that takes no such notice, or too much, finds more ballots or none.
EMPTY = [
    # rule, rows as leaf and {column: number}, ballots
    (flat("void", "2/3 1/6 1/6", "voted", "heads"), "absent>yes", 1,
     "a absent 1 / b no 1 absent 3 / b P yes 1 absent 1 / c yes 1 absent 1 / c P yes 1 absent 2"),
    (flat("void", "2/3 1/6 1/6", "present", "heads"), "absent>yes", 1,
     "a yes 1 absent 2 / b absent 2 / c no 1 absent 1 / c P absent 2"),
    (flat("prorata", "1/3 1/3 1/3", "voted", "most"), "yes>present_only", 8, "a yes 1 / b yes 2 / b P yes 2 / c yes 3"),
    (flat("equal", "1/2 1/4 1/4", "expressed", "most"), "yes>absent", 2, "a yes 4 no 2 / b yes 2 / c yes 2 no 2"),
    (flat("prorata", "1/3 1/3 1/3", "expressed", "half"), "no>absent", 3, "a no 3 / b yes 2 no 1 / c yes 3 no 5"),
    (flat("void", "1/3 1/3 1/3", "voted", "heads"), "yes>absent", 6,
     "a yes 6 / b yes 1 no 1 / c yes 3 no 3 / c P yes 2"),
    (flat("equal", "1/2 1/4 1/4", "expressed", "half"), "yes>absent", 2, "a yes 2 no 3 / b yes 1 / c yes 3"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "move", "ballots", "lines"), EMPTY, ids=[lines for *_, lines in EMPTY])
def test_categories_that_empty_or_fill_are_taken_into_account(
    document: dict[str, Any], move: str, ballots: int, lines: str
) -> None:
    parsed = parse_rule(document)
    matrix = []
    for line in lines.split(" / "):
        key, *words = line.split()
        marks = tuple(words[: len(words) % 2])
        numbers = dict(zip(words[len(marks) :: 2], map(int, words[len(marks) + 1 :: 2]), strict=True))
        matrix.append(Row(key, marks, {**dict.fromkeys(COLUMNS, 0), **numbers}))
    source, target = move.split(">")
    found = searched(parsed, matrix, (source, target))
    assert found and found.ballots == ballots == brute(parsed, matrix, source, target)


def test_a_base_that_nobody_is_in_yet_is_filled() -> None:
    # However many vote, they are all who vote; false only while nobody does.
    document = rule(
        inner("all", [leaf("a", "1/2"), leaf("b", "1/2")]),
        "some",
        {"some": clause("heads voted >= 1 voted", scope={"each": ["a"], "empty": "fail"})},
    )
    parsed = parse_rule(document)
    matrix = list(parse_poll(rows(row("a", 1), row("b", 3, 1)), parsed).rows)
    assert searched(parsed, matrix, ("absent", "abstain")) == Turn("absent", "abstain", 1, (1, 0), "adopted")


def test_many_ballots_of_several_categories_are_found_with_few_steps() -> None:
    # Each category by itself, and no more than the first guess; all at once would be four times as many.
    document = rule(
        inner("all", [leaf(key, "1/3") for key in "abc"]),
        {"and": ["heads", "weight"]},
        {"heads": clause("heads yes > 1/2 expressed"), "weight": clause("weight yes > 1/2 expressed")},
    )
    parsed = parse_rule(document)
    matrix = parse_poll(rows(*(row(key, 100, 30, 40) for key in "abc")), parsed).rows
    found = fewest(parsed, matrix, "no", "yes", most_steps=20_000)
    assert found and found.ballots == 16


def test_few_ballots_of_several_categories_are_found_where_one_has_many() -> None:
    # One of each of the first two; any that begins with a whole category takes four more.
    document = rule(
        inner("all", [leaf(key, "1/3") for key in "abc"]),
        "two",
        {"two": clause("categories yes >= 2", won="heads")},
    )
    parsed = parse_rule(document)
    matrix = parse_poll(rows(row("a", 9, 3, 4), row("b", 9, 0, 9), row("c", 9, 3, 4)), parsed).rows
    assert fewest(parsed, matrix, "no", "yes") == Turn("no", "yes", 2, (1, 0, 1), "adopted")


def test_real_votes_of_twelve_groups_turn_by_the_ballots_that_weigh_most() -> None:
    for lines in list(groups_by_vote().values())[::300]:
        rules = assembly(tuple(line["group"] for line in lines))
        found = {}
        for name in ("simple", "equal_groups_cast", "double"):
            parsed = parse_rule(rules[name])
            matrix = parse_poll(poll_of(lines), parsed).rows
            adopted = tally(parsed, matrix).outcome == "adopted"
            turn = fewest(parsed, matrix, *(("yes", "no") if adopted else ("no", "yes")))
            assert turn is not None
            found[name, adopted] = turn.ballots
        yes, no = (sum(line.heads[side] for line in matrix) for side in ("yes", "no"))
        # A ballot that goes over counts twice; an equal number is not adopted.
        if yes > no:
            assert found["simple", True] == -(-(yes - no) // 2)
        else:
            assert found["simple", False] == (no - yes) // 2 + 1
            # Both majorities are needed, so that it takes no fewer.
            assert found["double", False] >= found["simple", False]


def test_what_the_matrix_does_not_tell_is_not_guessed() -> None:
    sized = rule(leaf("all", per="size"), "m", {"m": clause("size yes > 1/2 expressed")})
    parsed = parse_rule(sized)
    size = dict.fromkeys(COLUMNS, Fraction(1))
    with pytest.raises(NotInTheMatrix, match=r"^the rule counts sizes, and who changes is not known$"):
        fewest(parsed, [Row("all", (), dict.fromkeys(COLUMNS, 1), size)], "no", "yes")
    parsed = parse_rule(with_proxies_apart(simple()))
    with pytest.raises(NotInTheMatrix, match=r"^the rule tells proxies from those present, and who changes is not"):
        fewest(parsed, [Row("all", (), dict.fromkeys(COLUMNS, 1), None, 1)], "no", "yes")


def test_too_many_ways_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "MOST_STEPS", 50_000)
    tree = inner(
        "all", [inner("h", [leaf(key, "1/4") for key in "abcd"], "1", empty="lapse", give="bloc")], empty="lapse"
    )
    document = rule(tree, "weight", {"weight": clause("weight yes > 1/2 expressed")})
    with pytest.raises(TooManyChanges):
        turns(document, rows(*(row(key, 200, 0, 100) for key in "abcd")))
