"""Whatever stands in a file in the place of another kind of value is refused there, and so is any key too many."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.voting.counting import test_choices_bad_input as choices
from tests.voting.counting.samples import CATEGORIES, clause, leaf, recommendation, row, rows, sizes, worked_poll
from tests.voting.counting.test_bad_input import changed
from voting.counting import FormatError, count, parse_poll, parse_rule, sha256
from voting.counting.errors import step


def whole_rule() -> dict[str, Any]:
    """A rule with everything that a rule may have."""
    scopes: dict[str, Any] = {
        "all": "all",
        "node": {"node": "auth"},
        "mark": {"mark": "P"},
        "each": {"each": list(CATEGORIES), "empty": "skip"},
        "some": {"at_least": 2, "of": ["auth", "comp"], "empty": "fail"},
    }
    listed = {key: clause("heads yes > 1/2 expressed", scope) for key, scope in scopes.items()}
    listed["categories"] = clause("categories yes > 1/2 voted", won="heads", of=["auth", "comp"])
    document = recommendation()
    document["clauses"].update(listed)
    document["formula"] = {"or": [*listed, {"and": ["heads", "weight"]}]}
    document["size"] = {"base": "1/2", "floor": "1", "cap": "5/2"}
    document["tree"]["give"] = "bloc"
    return document


def whole_poll() -> dict[str, Any]:
    voter = {"id": "z", "leaf": "auth", "size": "7/2", "marks": ["P", "Q"]}
    return changed(worked_poll(seed="seed", convocation=2), "/voters/10", voter)


def whole_rows() -> dict[str, Any]:
    size = {**sizes("5", "2", "1", "1", "1/2", "1/2"), "proxied": "1"}
    return rows(row("auth", 5, 2, 1, 1, 1, marks=("P",), proxied=1, size=size), seed="seed", casting={"chair": "no"})


# Each pair may be counted; what is changed is the first or the second of them.
PAIRS = {
    "rule": (whole_rule(), whole_poll(), 0),
    "voters": (whole_rule(), whole_poll(), 1),
    "rows": (whole_rule(), whole_rows(), 1),
    "ranked rule": (choices.schulze(), choices.poll(), 0),
    "ranked poll": (choices.schulze(), {**choices.poll(), "seed": "seed", "convocation": 1}, 1),
    "graded rule": ({**choices.judgment(), "tree": leaf("all", over="voted")}, None, 0),
    "graded poll": (choices.judgment(), choices.graded(), 1),
    "tallies": (choices.judgment(), choices.tallies(), 1),
}


def below(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every value within another one, with its pointer."""
    listed = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in listed:
        yield pointer + step(key), child
        yield from below(child, pointer + step(key))


def told(pair: tuple[Any, Any, int], pointer: str, value: Any) -> str:
    documents = [deepcopy(pair[0]), deepcopy(pair[1])]
    documents[pair[2]] = changed(documents[pair[2]], pointer, value)
    with pytest.raises(FormatError) as caught:
        count(*documents)
    return caught.value.pointer


@pytest.mark.parametrize("name", PAIRS)
def test_another_kind_of_value_is_refused_where_it_stands(name: str) -> None:
    pair = PAIRS[name]
    for pointer, value in below(pair[pair[2]]):
        if pointer == "/clauses/categories/unit":
            # Of any other unit the keys that only categories have are told first.
            continue
        assert told(pair, pointer, 7 if isinstance(value, bool) else True) == pointer


@pytest.mark.parametrize("name", PAIRS)
def test_a_key_too_many_is_refused_where_it_stands(name: str) -> None:
    pair = PAIRS[name]
    for pointer, value in below(pair[pair[2]]):
        # Keys of these are names that people gave.
        if isinstance(value, dict) and pointer.rpartition("/")[2] not in ("clauses", "casting", "ratio", "tallies"):
            assert told(pair, f"{pointer}/more", 1) == f"{pointer}/more"


def test_a_file_that_is_no_object_is_refused_as_a_whole() -> None:
    for rule, _poll, _ in PAIRS.values():
        for parse in (lambda: parse_rule([]), lambda rule=rule: parse_poll([], parse_rule(rule))):
            with pytest.raises(FormatError) as caught:
                parse()
            assert caught.value.pointer == ""


def test_a_result_names_the_two_files_and_the_convocation() -> None:
    for rule, poll, _ in PAIRS.values():
        for convocation in (1, 2) if poll is not None else ():
            document = {**poll, "convocation": convocation}
            result = count(rule, document)
            assert (result["rule_sha256"], result["poll_sha256"]) == (sha256(rule), sha256(document))
            assert count(parse_rule(rule), parse_poll(document, parse_rule(rule))) == result
            assert (result["format"], result["convocation"]) == ("consult-result/1", convocation)
