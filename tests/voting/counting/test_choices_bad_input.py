"""Every fault of a rule or poll among options is told where it stands; the rule's first."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.voting.counting.choices import LOT, chosen_by, ranked, tallied
from tests.voting.counting.samples import clause, inner, leaf
from tests.voting.counting.test_bad_input import GONE, SYNTAX, changed
from voting.counting import FormatError, count, read

PROJECT = Path(__file__).resolve().parents[3]
TREE = inner("all", [leaf("auth", "1/2", over="voted"), leaf("comp", "1/2", over="voted")], empty="lapse")


def schulze() -> dict[str, Any]:
    quorum = {"k": "3/2", "n": 100}
    return chosen_by("schulze", lot=True, tree=TREE, seats=1, default="C", ratio={"A": "3"}, quorum=quorum)


def poll() -> dict[str, Any]:
    return ranked("ABC", "2 auth A>B=C", "1 comp C")


def judgment() -> dict[str, Any]:
    return chosen_by("majority-judgment", lot=True, grades=["bad", "fair", "good"], missing="grade:bad")


def tallies() -> dict[str, Any]:
    return tallied({"A": [1, 2, 3], "B": [0, 0, 0]}, participants=7)


def graded() -> dict[str, Any]:
    ballots = [{"grades": {"A": "good"}, "times": 2}, {"grades": {"B": "bad", "A": "fair"}}]
    return {"format": "consult-poll/1", "options": ["A", "B"], "ballots": ballots}


def fault(rule: dict[str, Any], poll: dict[str, Any]) -> str:
    with pytest.raises(FormatError) as caught:
        count(rule, poll)
    assert "\n" not in str(caught.value)
    return caught.value.pointer


def test_the_samples_have_no_fault() -> None:
    assert count(schulze(), poll())["ranking"]
    assert count(judgment(), tallies())["winners"] == ["A"]
    assert count(judgment(), graded())["winners"] == ["A"]


RULE_FAULTS: list[tuple[str, Any, str]] = [
    ("/format", "consult-poll/1", ""),
    ("/id", GONE, ""),
    ("/version", 0, ""),
    ("/version", 1.0, ""),
    ("/method/kind", GONE, ""),
    ("/method/kind", "condorcet", ""),
    ("/method/kind", "irv", "/method/default"),
    ("/method/kind", "majority-judgment", "/method/seats"),
    ("/method/rounds", 2, ""),
    ("/method/seats", 0, ""),
    ("/method/seats", 2, ""),
    ("/method/seats", "1", ""),
    ("/method/seats", True, ""),
    ("/method/default", 3, ""),
    ("/method/default", GONE, "/method/ratio"),
    ("/method/ratio", None, ""),
    ("/method/ratio/A", "3/1", ""),
    ("/method/ratio/A", 1.5, ""),
    ("/method/ratio/A", "-1", ""),
    ("/method/ratio/C", "1", ""),
    ("/method/quorum", "3/2", ""),
    ("/method/quorum/k", GONE, ""),
    ("/method/quorum/k", "√2", ""),
    ("/method/quorum/n", "100", ""),
    ("/method/quorum/m", 1, ""),
    ("/tie", "lot", ""),
    ("/tie/by", GONE, ""),
    ("/tie/by", "casting", ""),
    ("/tie/clauses", [], ""),
    ("/conduct", {}, ""),
    ("/size", {"base": "0", "floor": None, "cap": None}, ""),
    ("/clauses", {"heads": clause("heads yes > 1/2 expressed")}, ""),
    ("/tree/empty", GONE, ""),
    ("/tree/give", "bloc", ""),
    ("/tree/children/0/per", "size", ""),
    ("/tree/children/0/over", "expressed", ""),
    ("/tree/children/1/give", "bloc-no", ""),
    ("/tree/children/1/share", "1/3", "/tree/children"),
    ("/tree/children/1/key", "auth", ""),
]
POLL_FAULTS: list[tuple[str, Any, str]] = [
    ("/format", "consult-rule/1", ""),
    ("/options", GONE, ""),
    ("/options", [], ""),
    ("/options", {"A": 1}, ""),
    ("/options/1", "A", ""),
    ("/options/1", 2, ""),
    ("/options", ["A", "B"], "/options"),
    ("/options", ["B", "C"], "/options"),
    ("/voters", [], ""),
    ("/rows", [], ""),
    ("/tallies", {}, ""),
    ("/present_only", [], ""),
    ("/convocation", 3, ""),
    ("/casting", [], ""),
    ("/seed", 7, ""),
    ("/ballots", GONE, ""),
    ("/ballots", {}, ""),
    ("/ballots/0", [["A"]], ""),
    ("/ballots/0/ranks", GONE, ""),
    ("/ballots/0/ranks", "A>B", ""),
    ("/ballots/0/ranks/0", "A", ""),
    ("/ballots/0/ranks/0", [], ""),
    ("/ballots/0/ranks/0/0", "D", ""),
    ("/ballots/0/ranks/0/0", 1, ""),
    ("/ballots/0/ranks/1/1", "A", ""),
    ("/ballots/0/ranks/1/1", "B", ""),
    ("/ballots/0/times", 0, ""),
    ("/ballots/0/times", -1, ""),
    ("/ballots/0/times", 1.0, ""),
    ("/ballots/0/times", "2", ""),
    ("/ballots/0/times", None, ""),
    ("/ballots/0/times", 10**40, ""),
    ("/ballots/0/weight", "1/2", ""),
    ("/ballots/0/voter", "a1", ""),
    ("/ballots/0/leaf", GONE, ""),
    ("/ballots/0/leaf", "univ", ""),
    ("/ballots/0/leaf", "all", ""),
]
GRADED_RULE_FAULTS: list[tuple[str, Any, str]] = [
    ("/method/grades", GONE, ""),
    ("/method/grades", [], ""),
    ("/method/grades", "bad", ""),
    ("/method/grades/1", "bad", ""),
    ("/method/grades/1", 1, ""),
    ("/method/missing", GONE, ""),
    ("/method/missing", "worst", ""),
    ("/method/missing", "grade:awful", ""),
    ("/method/missing", None, ""),
    ("/method/seats", 1, ""),
    ("/method/default", None, ""),
    ("/tie/by", "again", ""),
    ("/conduct", {}, ""),
    ("/tree", {"key": "all", "per": "head", "over": "entitled", "give": "split"}, "/tree/over"),
    ("/tree", {"key": "all", "per": "head", "over": "voted", "give": "split"}, "/tallies"),
]
TALLY_FAULTS: list[tuple[str, Any, str]] = [
    ("/tallies", {}, ""),
    ("/tallies", [], ""),
    ("/tallies/A", [1, 2], ""),
    ("/tallies/B", [1, 2, 3, 4], ""),
    ("/tallies/A", 6, ""),
    ("/tallies/A/1", "2", ""),
    ("/tallies/A/1", -2, ""),
    ("/tallies/A/1", 0.5, ""),
    ("/participants", 5, ""),
    ("/participants", "7", ""),
    ("/ballots", [], ""),
    ("/options", ["A", "B"], ""),
    ("/seed", ["7"], ""),
]
GRADED_FAULTS: list[tuple[str, Any, str]] = [
    ("/ballots", GONE, ""),
    ("/ballots/0/grades", GONE, ""),
    ("/ballots/0/grades", ["good"], ""),
    ("/ballots/0/grades/A", "great", ""),
    ("/ballots/0/grades/A", 2, ""),
    ("/ballots/0/grades/C", "good", ""),
    ("/ballots/0/times", 0, ""),
    ("/ballots/0/leaf", "auth", ""),
    ("/ballots/0/ranks", [["A"]], ""),
    ("/options/1", "A", ""),
    ("/options", [], ""),
    ("/participants", 9, ""),
]


@pytest.mark.parametrize(("pointer", "value", "told"), RULE_FAULTS)
def test_a_fault_of_a_ranked_rule_is_told_where_it_stands(pointer: str, value: Any, told: str) -> None:
    assert fault(changed(schulze(), pointer, value), poll()) == (told or pointer)


@pytest.mark.parametrize(("pointer", "value", "told"), POLL_FAULTS)
def test_a_fault_of_a_ranked_poll_is_told_where_it_stands(pointer: str, value: Any, told: str) -> None:
    assert fault(schulze(), changed(poll(), pointer, value)) == (told or pointer)


@pytest.mark.parametrize(("pointer", "value", "told"), GRADED_RULE_FAULTS)
def test_a_fault_of_a_graded_rule_is_told_where_it_stands(pointer: str, value: Any, told: str) -> None:
    assert fault(changed(judgment(), pointer, value), tallies()) == (told or pointer)


@pytest.mark.parametrize(("pointer", "value", "told"), TALLY_FAULTS)
def test_a_fault_of_tallies_is_told_where_it_stands(pointer: str, value: Any, told: str) -> None:
    assert fault(judgment(), changed(tallies(), pointer, value)) == (told or pointer)


@pytest.mark.parametrize(("pointer", "value", "told"), GRADED_FAULTS)
def test_a_fault_of_graded_ballots_is_told_where_it_stands(pointer: str, value: Any, told: str) -> None:
    assert fault(judgment(), changed(graded(), pointer, value)) == (told or pointer)


@pytest.mark.parametrize("kind", ["irv", "approval", "stv"])
def test_what_only_schulze_knows_is_refused_elsewhere_and_neutral_values_are_not(kind: str) -> None:
    neutral = chosen_by(kind, seats=1, default=None, ratio={}, quorum=None)
    plain = ranked("AB", "1 A")
    assert count(neutral, plain)["winners"] == count(chosen_by(kind), plain)["winners"] == ["A"]
    for key, value in (("default", "A"), ("ratio", {"A": "1"}), ("quorum", {"k": "1", "n": 1})):
        assert fault(changed(neutral, f"/method/{key}", value), plain) == f"/method/{key}"
    several = changed(neutral, "/method/seats", 2)
    if kind == "irv":
        assert fault(several, plain) == "/method/seats"
    else:
        assert count(several, plain)["winners"] == ["A", "B"]


def test_a_quorum_needs_a_default() -> None:
    assert fault(chosen_by("schulze", quorum={"k": "1", "n": 1}), ranked("A")) == "/method/quorum"


def test_ballots_of_a_rule_without_a_tree_name_no_leaf() -> None:
    assert fault(chosen_by("irv"), ranked("AB", "1 auth A")) == "/ballots/0/leaf"


def test_a_share_by_size_is_refused_since_ballots_have_none() -> None:
    tree = inner("all", [leaf("auth", "size", over="voted"), leaf("comp", "size", over="voted")], empty="lapse")
    assert fault(chosen_by("irv", tree=tree), ranked("A")) == "/tree/children/0/share"


def test_ballots_that_name_no_option_at_all_are_refused() -> None:
    assert fault(judgment(), {"format": "consult-poll/1", "ballots": [{"grades": {}}]}) == "/options"
    assert fault(judgment(), {"format": "consult-poll/1", "ballots": []}) == "/options"


def test_the_rule_is_told_before_the_poll_and_the_first_fault_before_the_second() -> None:
    bad = changed(poll(), "/ballots/0/times", 0)
    assert fault(chosen_by("irv", seats=2), bad) == "/method/seats"
    assert fault(schulze(), changed(bad, "/ballots/1/ranks/0", [])) == "/ballots/0/times"
    assert fault({**chosen_by("irv", seats=2), "tie": {**LOT, "by": "dice"}}, bad) == "/method/seats"


def test_the_reader_refuses_in_these_files_what_it_refuses_in_others() -> None:
    for data, pointer in SYNTAX:
        with pytest.raises(FormatError) as caught:
            count(read(data), poll())
        assert caught.value.pointer == pointer


def test_the_command_tells_which_file_and_where(tmp_path: Path) -> None:
    (tmp_path / "rule.json").write_text(json.dumps(judgment()), "utf-8")
    (tmp_path / "poll.json").write_text(json.dumps(changed(tallies(), "/participants", 5)), "utf-8")
    command = [sys.executable, "-S", "-m", "voting", "count", str(tmp_path / "rule.json"), str(tmp_path / "poll.json")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"{tmp_path}/poll.json#/participants: ")
    assert done.stderr.count(b"\n") == 1
