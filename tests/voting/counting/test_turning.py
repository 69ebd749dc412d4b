"""What it would have taken: the fewest ballots that turn an outcome, against trying every change of small matrices."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.voting.counting.samples import clause, inner, leaf, recommendation, row, rows, rule, worked_poll
from tests.voting.counting.test_corpora import assembly, groups_by_vote, poll_of
from tests.voting.counting.test_properties import tries
from voting.counting import count, parse_poll, parse_rule, turning
from voting.counting.matrix import COLUMNS, Row
from voting.counting.outcome import tally
from voting.counting.turning import FOR, NotInTheMatrix, TooManyChanges, Turn, fewest, rows_of

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


def brute(parsed: Any, matrix: Any, source: str, target: str, *, decided: bool = False, **poll: Any) -> int | None:
    """The fewest ballots over every way of changing them."""
    adopted = tally(parsed, matrix, **poll).outcome == "adopted"
    have = [line.heads[source] for line in matrix]
    for ballots in sorted(product(*(range(number + 1) for number in have)), key=sum):
        changed = []
        for line, number in zip(matrix, ballots, strict=True):
            heads = {**line.heads}
            heads[source] -= number
            heads[target] += number
            changed.append(Row(line.leaf, line.marks, heads))
        outcome = tally(parsed, changed, **poll).outcome
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


@tries
@given(cases(), st.sampled_from(MOVES))
def test_the_fewest_are_those_of_trying_every_change(
    case: tuple[dict[str, Any], list[Row], dict[str, Any]], move: tuple[str, str]
) -> None:
    document, matrix, poll = case
    parsed = parse_rule(document)
    found = fewest(parsed, matrix, *move, **poll)
    assert (found and found.ballots) == brute(parsed, matrix, *move, **poll)
    if found:
        assert sum(found.in_rows) == found.ballots
        assert all(number <= line.heads[move[0]] for number, line in zip(found.in_rows, matrix, strict=True))


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
        found = fewest(parsed, matrix, *move, decided=True, **poll)
        assert (found and found.ballots) == brute(parsed, matrix, *move, decided=True, **poll)
        assert found is None or found.outcome != "void"


def test_the_matrix_of_a_result_is_that_of_its_poll() -> None:
    parsed = parse_rule(recommendation())
    result = count(recommendation(), worked_poll())
    assert [(line.leaf, line.heads) for line in rows_of(parsed, result)] == [
        (line.leaf, line.heads) for line in parse_poll(worked_poll(), parsed).rows
    ]
    conduct = {**recommendation()["conduct"], "proxy": {"per_holder": 1, "across": True, "present": False}}
    apart = {**recommendation(), "conduct": conduct}
    with pytest.raises(NotInTheMatrix):
        rows_of(parse_rule(apart), count(apart, worked_poll()))


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
    with pytest.raises(NotInTheMatrix):
        fewest(parsed, [Row("all", (), dict.fromkeys(COLUMNS, 1), size)], "no", "yes")
    without = simple(conduct={**simple()["conduct"], "proxy": {"per_holder": 1, "across": True, "present": False}})
    parsed = parse_rule(without)
    with pytest.raises(NotInTheMatrix):
        fewest(parsed, [Row("all", (), dict.fromkeys(COLUMNS, 1), None, 1)], "no", "yes")


def test_too_many_ways_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "MOST_STEPS", 50_000)
    tree = inner(
        "all", [inner("h", [leaf(key, "1/4") for key in "abcd"], "1", empty="lapse", give="bloc")], empty="lapse"
    )
    document = rule(tree, "weight", {"weight": clause("weight yes > 1/2 expressed")})
    with pytest.raises(TooManyChanges):
        turns(document, rows(*(row(key, 200, 0, 100) for key in "abcd")))
