"""What a benchmark hands out: a document of its format, a table of the same, and the exit when a bound is passed."""

import json

import pytest

from bench import __main__ as command
from bench.measuring import in_turns, peak_mb
from bench.report import Aim, Report, as_json, as_table


def measured(*, slow: bool = False) -> Report:
    report = Report("count", [Aim("ours/peer@10", 1.0, 1.5)])
    report.add(10, {"ours": [4.0, 4.0, 9.0] if slow else [1.0, 2.0, 3.0], "peer": [2.0, 2.0, 2.0]}, peak_mb={"ours": 7})
    return report


def test_the_document_has_the_keys_of_its_format() -> None:
    document = json.loads(as_json(measured()))
    assert list(document) == ["format", "name", "machine", "repeats", "rows", "ratios", "aims"]
    assert document["format"] == "consult-bench/1"
    assert set(document["machine"]) == {"cpu", "cores", "fdatasync_p95_ms"}
    assert document["rows"][0] == {"subject": "ours", "n": 10, "p50_ms": 2.0, "p95_ms": 3.0, "peak_mb": 7}
    assert document["ratios"] == {"ours/peer@10": 1.0}
    assert document["aims"] == [{"ratio": "ours/peer@10", "aim": 1.0, "fail": 1.5, "met": True}]


def test_the_table_says_what_was_missed() -> None:
    assert "aim 1.0 (missed), fails beyond 1.5" in as_table(measured(slow=True))


@pytest.mark.parametrize(("slow", "check", "code"), [(False, True, 0), (True, True, 3), (True, False, 0)])
def test_a_bound_that_is_passed_is_told_by_the_exit(
    monkeypatch: pytest.MonkeyPatch, slow: bool, check: bool, code: int
) -> None:
    monkeypatch.setattr("bench.count.run", lambda: measured(slow=slow))
    assert command.main(["count", *(["--check"] if check else [])]) == code


def test_an_aim_that_was_not_measured_fails() -> None:
    assert Report("count", [Aim("ours/peer@99", 1.0, 1.5)]).failed


def test_subjects_take_turns_and_the_first_round_does_not_count() -> None:
    called: list[str] = []
    times = in_turns({name: lambda name=name: called.append(name) for name in ("a", "b")}, repeats=2)
    assert called == ["a", "b"] * 3
    assert {name: len(found) for name, found in times.items()} == {"a": 2, "b": 2}
    assert peak_mb(lambda: bytearray(3_000_000)) >= 3
