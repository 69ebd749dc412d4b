"""The core stays pure: no float in its source or at work, nothing imported outside the standard library."""

import ast
import builtins
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.voting.counting.choices import chosen_by, ranked, tallied
from tests.voting.counting.samples import recommendation, worked_poll
from tests.voting.counting.test_institutions import FOLDER
from voting.counting import count

PROJECT = Path(__file__).resolve().parents[3]
CORE = sorted((PROJECT / "voting" / "counting").glob("**/*.py"))

# What stays among integers in a module that makes floats otherwise.
EXACT = {"math", "comb", "factorial", "gcd", "lcm", "prod"}


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_no_float_is_written_in_the_core(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id in ("float", "complex", "round")), node.lineno
        assert not (isinstance(node, ast.Attribute) and node.attr in ("limit_denominator", "__float__")), node.lineno
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", "") or ""}
            assert not names & {"math", "cmath", "decimal", "statistics", "random"} or names <= EXACT


def divisions(path: Path) -> list[str]:
    return sorted(
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
    )


def test_every_division_in_the_core_is_known_to_be_of_fractions() -> None:
    # Two integers divide into a float, so each division is looked at once, here.
    found = {path.stem: divisions(path) for path in CORE if divisions(path)}
    assert found == {
        "clauses": ["amount / base"],
        "presets": [
            "FOLDER / f'{name}.json'",
            "Path(__file__).resolve().parent.parent / 'presets'",
        ],
        "stv": ["value / len(chosen)"],
        "tree": [
            "Fraction(mine) / entitled",
            "amount / total",
            "shares[child.key] / used",
            "weight * amount / base",
        ],
    }


def test_counting_works_where_floats_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = count(recommendation(), worked_poll())

    class Poisoned:
        def __new__(cls, *given: object) -> "Poisoned":
            raise AssertionError("a float was made")

    monkeypatch.setattr(builtins, "float", Poisoned)
    assert count(recommendation(), worked_poll()) == expected
    for path in FOLDER.glob("*.json"):
        rule = json.loads(path.read_text("utf-8"))
        assert count(rule, {"format": "consult-poll/1", "voters": [], "ballots": []})["outcome"] in ("rejected", "void")
    for kind in ("schulze", "irv", "approval", "stv"):
        split = ranked("ABC", "3 A=B", "2 C>A", "1 B>C")
        assert len(count(chosen_by(kind), split)["ranking"]) > 1
    judged = chosen_by("majority-judgment", grades=["bad", "good"], missing="median")
    assert count(judged, tallied({"A": [1, 3], "B": [2, 1]}))["winners"] == ["A"]


def test_the_command_imports_nothing_outside_the_standard_library() -> None:
    code = (
        "import sys, voting.__main__\n"
        "known = set(sys.stdlib_module_names) | {'voting', '__main__'}\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} - known))"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_itself_imports_nothing() -> None:
    tree = ast.parse((PROJECT / "voting" / "__init__.py").read_text("utf-8"))
    assert [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)] == []
