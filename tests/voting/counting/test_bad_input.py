"""Every fault of a rule or a poll is refused by the command, with one line that points at it."""

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.voting.counting.samples import clause, inner, leaf, recommendation, row, rows, sizes, worked_poll
from voting.__main__ import main
from voting.counting import FormatError, count, read
from voting.counting.canonical import check, check_keys, read_unchecked
from voting.counting.errors import step

PROJECT = Path(__file__).resolve().parents[3]
GONE = object()


def changed(document: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """The document with the value at a pointer set, or taken away."""
    document = deepcopy(document)
    *path, last = pointer.strip("/").split("/")
    place: Any = document
    for key in path:
        place = place[int(key)] if isinstance(place, list) else place[key]
    where: Any = int(last) if isinstance(place, list) else last
    if value is GONE:
        del place[where]
    elif isinstance(place, list) and where == len(place):
        place.append(value)
    else:
        place[where] = value
    return document


def deep_tree(levels: int) -> dict[str, Any]:
    tree = leaf("leaf", "1" if levels > 1 else None)
    for level in range(levels - 1, 0, -1):
        tree = inner(f"level {level}", [tree], "1" if level > 1 else None)
    return tree


def deep_formula(levels: int) -> Any:
    formula: Any = "heads"
    for _ in range(levels - 1):
        formula = {"and": [formula]}
    return formula


CATEGORIES_OF = clause("categories yes > 1/2 voted", won="heads", of=["auth", "all"])
RULE_FAULTS: list[tuple[str, Any, str]] = [
    # where, what stands there instead, the pointer that is told where it differs
    ("/format", "consult-rule/2", ""),
    ("/format", GONE, ""),
    ("/id", 3, ""),
    ("/version", 0, ""),
    ("/version", True, ""),
    ("/size", GONE, ""),
    ("/size/cap", GONE, ""),
    ("/size/base", "-1", ""),
    ("/size/base", "3/1", ""),
    ("/size/base", 10**40, ""),
    ("/size/base", str(10**40), ""),
    ("/note", "hello", ""),
    ("/method/kind", "coin", ""),
    ("/method/kind", "dice", ""),
    ("/method/kind", "schulze", "/size"),
    ("/method/seats", 1, ""),
    ("/tree/key", "", ""),
    ("/tree/share", "1", ""),
    ("/tree/empty", "ignore", ""),
    ("/tree/children", [], ""),
    ("/tree/children/0/share", "1/3", "/tree/children"),
    ("/tree/children/0/share", "2/8", ""),
    ("/tree/children/0/share", "01/4", ""),
    ("/tree/children/0/share", "1 / 4", ""),
    ("/tree/children/0/share", "+1/4", ""),
    ("/tree/children/0/share", "1/0", ""),
    ("/tree/children/0/share", "١/4", ""),
    ("/tree/children/0/share", "1/4\n", ""),
    ("/tree/children/0/share", "1/1" + "0" * 40, ""),
    ("/tree/children/1/share", "heads", ""),
    ("/tree/children/1", "comp", ""),
    ("/tree/children/2/key", "auth", ""),
    ("/tree/children/2/key", "all", ""),
    ("/tree/children/3/per", "heads", ""),
    ("/tree/children/3/give", GONE, ""),
    ("/tree/children/3/over", ["voted"], ""),
    ("/tree/children/3/empty", "lapse", ""),
    ("/tree", deep_tree(33), "/tree" + "/children/0" * 32),
    ("/clauses/heads/unit", "people", ""),
    ("/clauses/heads/won", "heads", ""),
    ("/clauses/heads/of", ["auth"], ""),
    ("/clauses/categories/won", GONE, ""),
    ("/clauses/categories", CATEGORIES_OF, "/clauses/categories/of/1"),
    ("/clauses/heads/quantity", "lapsed", ""),
    ("/clauses/heads/op", "=", ""),
    ("/clauses/heads/value", "66.66/100", ""),
    ("/clauses/heads/base", GONE, "/clauses/heads/value"),
    ("/clauses/heads/base", None, ""),
    ("/clauses/heads/else", "adopted", ""),
    ("/clauses/heads/scope", "each", ""),
    ("/clauses/heads/scope", {}, ""),
    ("/clauses/heads/scope", {"node": "nobody"}, "/clauses/heads/scope/node"),
    ("/clauses/heads/scope", {"each": ["auth"]}, "/clauses/heads/scope/empty"),
    ("/clauses/heads/scope", {"each": [], "empty": "skip"}, "/clauses/heads/scope/each"),
    ("/clauses/heads/scope", {"each": ["auth", "x"], "empty": "skip"}, "/clauses/heads/scope/each/1"),
    ("/clauses/heads/scope", {"each": ["auth", "auth"], "empty": "skip"}, "/clauses/heads/scope/each/1"),
    ("/clauses/heads/scope", {"nodes": ["auth"]}, "/clauses/heads/scope/nodes"),
    ("/clauses/heads/scope", {"at_least": 1, "empty": "skip"}, "/clauses/heads/scope/of"),
    ("/clauses/heads/scope", {"of": ["auth"], "empty": "skip"}, "/clauses/heads/scope/at_least"),
    ("/clauses/heads/scope", {"at_least": 0, "of": ["auth"], "empty": "skip"}, "/clauses/heads/scope/at_least"),
    ("/clauses/a~1b", {}, "/clauses/a~01b/unit"),
    ("/formula", "nothing", ""),
    ("/formula", {"and": []}, "/formula/and"),
    ("/formula", {"and": ["heads"], "or": ["heads"]}, ""),
    ("/formula", {"not": ["heads"]}, "/formula/not"),
    ("/formula/and/3", "nothing", ""),
    ("/formula/and/3", 7, ""),
    ("/second", deep_formula(33), "/second" + "/and/0" * 32),
    ("/tie/role", GONE, ""),
    ("/tie/by", "dice", ""),
    ("/tie/clauses/1", "nothing", ""),
    ("/conduct/secrecy", "hidden", ""),
    ("/conduct/smallest", 0, ""),
    ("/conduct/proxy/across", 1, ""),
    ("/conduct/proxy/per_holder", "1", ""),
]
TWICE = {"voter": "a1", "choice": "no"}
POLL_FAULTS: list[tuple[str, Any, str]] = [
    ("/format", "consult-rule/1", ""),
    ("/voters", GONE, ""),
    ("/ballots", GONE, ""),
    ("/rows", [], "/voters"),
    ("/convocation", 3, ""),
    ("/convocation", 0, ""),
    ("/casting/chair", "maybe", ""),
    ("/seed", 7, ""),
    ("/voters/1/id", "a1", ""),
    ("/voters/1/leaf", "nobody", ""),
    ("/voters/1/leaf", "all", ""),
    ("/voters/1/leaf", 1, ""),
    ("/voters/1/weight", 2, ""),
    ("/voters/1/size", "1/2/3", ""),
    ("/voters/1/marks", ["P", "P"], "/voters/1/marks/1"),
    ("/ballots/0/voter", "stranger", ""),
    ("/ballots/0/by", "stranger", ""),
    ("/ballots/0/by", "a1", ""),
    ("/ballots/0/choice", "oui", ""),
    ("/ballots/8", TWICE, "/ballots/8/voter"),
    ("/ballots/8", {"voter": "a4", "choice": "yes", "by": "b2"}, "/ballots/8/voter"),
    ("/present_only/0", "a1", ""),
    ("/present_only/0", "a4", ""),
    ("/present_only/1", "c3", ""),
    ("/present_only/1", "stranger", ""),
]
ROW = row("auth", 4, 2, 1, 1, size=sizes("4", "2", "1", "1"))
ROW_FAULTS: list[tuple[str, Any, str]] = [
    ("/rows/0/yes", GONE, ""),
    ("/rows/0/yes", "2", ""),
    ("/rows/0/yes", -2, ""),
    ("/rows/0/yes", 3, "/rows/0"),
    ("/rows/0/absent", 0, ""),
    ("/rows/0/size/blank", "1", "/rows/0/size"),
    ("/rows/0/size/no", GONE, ""),
    ("/rows/0/size/proxied", "5", ""),
    ("/rows/0/proxied", 5, ""),
    ("/rows/1", ROW, "/rows/1"),
    ("/present_only", [], ""),
]


@pytest.mark.parametrize(("pointer", "value", "told"), RULE_FAULTS)
def test_a_fault_of_the_rule_is_told_where_it_stands(pointer: str, value: Any, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        count(changed(recommendation(), pointer, value), worked_poll())
    assert caught.value.pointer == (told or pointer)


@pytest.mark.parametrize(("pointer", "value", "told"), POLL_FAULTS)
def test_a_fault_of_the_poll_is_told_where_it_stands(pointer: str, value: Any, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        count(recommendation(), changed(worked_poll(), pointer, value))
    assert caught.value.pointer == (told or pointer)


@pytest.mark.parametrize(("pointer", "value", "told"), ROW_FAULTS)
def test_a_fault_of_the_rows_is_told_where_it_stands(pointer: str, value: Any, told: str) -> None:
    with pytest.raises(FormatError) as caught:
        count(recommendation(), changed(rows(ROW), pointer, value))
    assert caught.value.pointer == (told or pointer)


def test_thirty_two_levels_are_not_too_deep() -> None:
    rule = {**recommendation(), "tree": deep_tree(32), "formula": deep_formula(32), "clauses": {}}
    rule = {**rule, "clauses": {"heads": clause("heads yes > 1/2 expressed")}, "second": "heads"}
    rule["tie"] = {"clauses": ["heads"], "by": "again"}
    assert count(rule, rows(row("leaf", 3, 2, 1)))["outcome"] == "adopted"


def test_a_size_that_the_rule_counts_is_never_taken_as_zero() -> None:
    rule = changed(recommendation(), "/tree/children/0/per", "size")
    with pytest.raises(FormatError) as caught:
        count(rule, worked_poll())
    assert caught.value.pointer == "/voters/0/size"
    with pytest.raises(FormatError) as caught:
        count(rule, rows(row("auth", 1)))
    assert caught.value.pointer == "/rows/0/size"


SYNTAX: list[tuple[bytes, str]] = [
    (b"", ""),
    (b"{", ""),
    (b"[]", ""),
    (b'{"format":NaN}', ""),
    (b'{"format":-Infinity}', ""),
    (b'{"id":"\xff"}', ""),
    (b'\xef\xbb\xbf{"id":"x"}', ""),
    (b"[" * 100_000, ""),
    (b'{"a":{"b":1.0}}', "/a/b"),
    (b'{"a":[1,2e3]}', "/a/1"),
    (b'{"a":1' + b"0" * 5000 + b"}", "/a"),
    (b'{"a":-0}', "/a"),
    (b'{"a":{"c":1,"b":2,"b":3}}', "/a/b"),
    (b'{"a":[2e3,1]}', "/a/0"),
    (b'{"a":[{},{"x":"\\ud800"}]}', "/a/1/x"),
    (b'{"a":"\\udfff"}', "/a"),
    (b'{"a":{"\\ud800":1}}', "/a"),
    (b'{"\\ud800":1,"\\ud800":2}', "/?"),
]


@pytest.mark.parametrize(("data", "pointer"), SYNTAX)
def test_json_is_read_strictly(data: bytes, pointer: str) -> None:
    with pytest.raises(FormatError) as caught:
        count(read(data), worked_poll())
    assert caught.value.pointer == pointer


def test_a_step_of_a_pointer_stays_on_one_line_whatever_the_key_holds() -> None:
    assert (step("a/b~c\nd é"), step(7)) == ("/a~1b~0c\\u000ad é", "/7")


def test_forty_digits_are_read_and_no_more() -> None:
    most = 10**40 - 1
    assert read(b'{"a":%d}' % most) == {"a": most}


def test_the_parts_of_a_document_that_holds_several_are_judged_one_by_one() -> None:
    several = read_unchecked(b'{"rule":{"a":[1]},"poll":{"b":1.0},"more":{"c":1,"c":2}}')
    check_keys(several)
    check(several["rule"])
    for part, pointer in (("poll", "/b"), ("more", "/c")):
        with pytest.raises(FormatError) as caught:
            check(several[part])
        assert caught.value.pointer == pointer
    for judge in (check_keys, check):
        with pytest.raises(FormatError) as caught:
            judge(read_unchecked(b'{"rule":1,"poll":2,"poll":3}'))
        assert caught.value.pointer == "/poll"


def test_values_that_no_file_can_have_are_found_among_those_that_it_can() -> None:
    fine = [True, None, 0, 10**40 - 1, "é", {}]
    check(fine)
    for value in (1.0, -1, 10**40, object()):
        with pytest.raises(FormatError) as caught:
            check([*fine, {"x": value}])
        assert str(caught.value) == "/6/x: a number is whole, has no sign and at most 40 digits"


def test_a_pair_of_surrogates_is_a_character() -> None:
    assert read(b'{"id":"\\ud83d\\udc4d"}') == {"id": "👍"}


def test_a_float_or_a_surrogate_in_a_python_value_is_refused_too() -> None:
    for pointer, value in (("/tree/children/0/share", 0.25), ("/id", "\ud800"), ("/version", float("nan"))):
        with pytest.raises(FormatError) as caught:
            count(changed(recommendation(), pointer, value), worked_poll())
        assert caught.value.pointer == pointer


def run(tmp_path: Path, rule: bytes, poll: bytes) -> subprocess.CompletedProcess[bytes]:
    (tmp_path / "rule.json").write_bytes(rule)
    (tmp_path / "poll.json").write_bytes(poll)
    command = [sys.executable, "-m", "voting", "count", str(tmp_path / "rule.json"), str(tmp_path / "poll.json")]
    return subprocess.run(command, cwd=PROJECT, capture_output=True)


def test_the_command_says_in_one_line_which_file_is_wrong_and_where(tmp_path: Path) -> None:
    rule, poll = json.dumps(recommendation()).encode(), json.dumps(worked_poll()).encode()
    bad_rule = json.dumps(changed(recommendation(), "/tree/children/2/key", "auth")).encode()
    bad_poll = json.dumps(changed(worked_poll(), "/voters/1/x\ny", 1)).encode()
    for given, start in (
        ((bad_rule, bad_poll), f"{tmp_path}/rule.json#/tree/children/2/key: "),
        ((bad_rule, b"{"), f"{tmp_path}/rule.json#/tree/children/2/key: "),
        ((rule, bad_poll), f"{tmp_path}/poll.json#/voters/1/x\\u000ay: "),
        ((rule, b"{"), f"{tmp_path}/poll.json#: "),
    ):
        done = run(tmp_path, *given)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode().startswith(start)
        assert done.stderr.count(b"\n") == 1
    assert run(tmp_path, rule, poll).returncode == 0


def test_a_file_that_is_not_there_is_refused_in_one_line(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["count", str(tmp_path / "none.json"), str(tmp_path / "none.json")]) == 2
    out, err = capfdbinary.readouterr()
    assert (out, err) == (b"", f"{tmp_path}/none.json#: cannot be read (No such file or directory)\n".encode())
