"""The polls that docs/stv.md counts by hand, with the very numbers of its tables."""

import hashlib
import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.voting.counting.choices import LOT
from voting.counting import count

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "stv.md").read_text("utf-8")
CASES = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]


def counted(case: str, **changed: Any) -> dict[str, Any]:
    given = json.loads(case.split("```json\n")[1].split("```")[0])
    method = given.pop("method")
    rule = {"format": "consult-rule/1", "id": "by-hand", "version": 1, "method": method, "tie": LOT}
    return count(rule, {"format": "consult-poll/1", **given, **changed})


def table(case: str) -> list[dict[str, str]]:
    head, _line, *rows = [
        [cell.strip() for cell in line.strip("|\n ").split("|")]
        for line in re.sub(r"\|(?= *\|)", "| ", case).splitlines()
        if line.startswith("|")
    ]
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.split(".")[0])
def test_each_round_has_the_numbers_of_the_page(case: str) -> None:
    result, rows = counted(case), table(case)
    assert len(rows) == len(result["rounds"]) > 3
    voters = sum(Fraction(votes) for votes in result["rounds"][0]["tally"].values())
    for row, found in zip(rows, result["rounds"], strict=True):
        assert {option: row[option] for option in row if len(option) == 1 and row[option]} == found["tally"]
        assert Fraction(row["exhausted"]) == voters - sum(map(Fraction, found["tally"].values()))
        assert (row["elected"], row["out"], row["by"]) == (
            ", ".join(found["elected"]),
            ", ".join(found["out"]),
            found["by"],
        )
    told = re.search(r"^Winners? ([A-E, ]+); ranking ([A-E, ]+)\.", case, re.MULTILINE)
    assert told is not None
    assert result["winners"] == told[1].split(", ")
    assert result["ranking"] == [[option] for option in told[2].split(", ")]


def test_there_are_four_cases() -> None:
    assert len(CASES) == 4


def test_the_hashes_of_the_lot_are_those_of_the_page() -> None:
    told = re.findall(r"`(2 June/[DE])` (?:begins )?with `([0-9a-f]{8})`", CASES[2])
    assert len(told) == 2
    for text, start in told:
        assert hashlib.sha256(text.encode()).hexdigest().startswith(start)
    assert counted(CASES[2])["tie"] == {"options": ["D", "E"], "by": "lot"}


def test_without_a_seed_only_the_certain_ones_have_won() -> None:
    result = counted(CASES[2], seed=None)
    assert result["winners"] == ["A", "B"]
    assert result["tie"] == {"options": ["D", "E"], "by": "lot"}
    assert result["ranking"] == [["A"], ["B"], ["C"], ["D", "E"]]
    assert result["rounds"][3] == {
        "tally": {"A": "5", "B": "5", "C": "5", "D": "5/2", "E": "5/2"},
        "elected": [],
        "out": [],
        "by": None,
    }
