"""The verifier at the command line and as one file: same answers, no float, nothing beyond Python."""

import ast
import builtins
import subprocess
import sys
from pathlib import Path

import pytest

from tests.voting.verifying.sealed import corrected, parts, seal, tied_then_cast, written
from voting.__main__ import main
from voting.verifying import bundle, verify

PROJECT = Path(__file__).resolve().parents[3]
SOURCES = [path for path in (PROJECT / "voting" / "verifying").glob("*.py")]
RECORD = seal(parts())
HEAD = RECORD["head"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder of a stranger: the one file, a few records, and nothing else."""
    (tmp_path / bundle.NAME).write_text(bundle.bundle(), "utf-8")
    (tmp_path / "true.json").write_bytes(written(RECORD))
    (tmp_path / "tie.json").write_bytes(written(seal(tied_then_cast())))
    (tmp_path / "corrected.json").write_bytes(written(seal(corrected())))
    (tmp_path / "forged.json").write_bytes(written(seal(parts("no", "no"))))
    (tmp_path / "broken.json").write_bytes(written(RECORD).replace(b'"yes"', b'"no"', 1))
    (tmp_path / "unreadable.json").write_bytes(b"{")
    return tmp_path


CALLS = {
    ("true.json",): 0,
    ("true.json", "--head", HEAD): 0,
    ("true.json", "--head", HEAD, "--opening", RECORD["journal"][0]["hash"]): 0,
    ("tie.json",): 0,
    ("corrected.json",): 0,
    ("forged.json",): 0,
    ("forged.json", "--head", HEAD): 1,
    ("true.json", "--head", "never heard of"): 1,
    ("true.json", "--opening", HEAD): 1,
    ("broken.json",): 1,
    ("unreadable.json",): 2,
    ("absent.json",): 2,
    ("true.json", "--unknown"): 2,
    (): 2,
}


def test_the_one_file_answers_as_the_package_does(elsewhere: Path) -> None:
    for call, status in CALLS.items():
        # -I: isolated, no folder of ours on the path; -S: nothing installed either.
        alone = subprocess.run(
            [sys.executable, "-I", "-S", bundle.NAME, *call], cwd=elsewhere, capture_output=True, env={}
        )
        arguments = ["verify", *(str(elsewhere / each) if each.endswith(".json") else each for each in call)]
        here = subprocess.run([sys.executable, "-m", "voting", *arguments], cwd=PROJECT, capture_output=True)
        assert (alone.returncode, here.returncode) == (status, status), (call, alone.stderr, here.stderr)
        if "--unknown" not in call and call:
            folder = f"{elsewhere}/".encode()
            assert here.stdout.replace(folder, b"") == alone.stdout
            assert here.stderr.replace(folder, b"") == alone.stderr
            assert bool(alone.stdout) == (status == 0)


def test_the_verdict_is_said_in_words(elsewhere: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(elsewhere / "true.json"), "--head", HEAD]) == 0
    assert f"true.json holds: poll 7, adopted, 2 voters, 2 lines of journal, head {HEAD}\n" in capfd.readouterr().out
    assert main(["verify", str(elsewhere / "broken.json")]) == 1
    assert "broken.json: ballots: they are not those that were counted" in capfd.readouterr().err
    assert main(["verify", str(elsewhere / "unreadable.json")]) == 2
    assert "unreadable.json#: not JSON" in capfd.readouterr().err


def test_the_file_is_the_same_each_time_and_printed_by_the_command() -> None:
    made = subprocess.run([sys.executable, "-m", "voting", "bundle"], cwd=PROJECT, capture_output=True, check=True)
    again = subprocess.run(
        [sys.executable, "-m", "voting", "bundle"],
        cwd=PROJECT,
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "LC_ALL": "C"},
    )
    assert made.stdout == again.stdout == bundle.bundle().encode()


def test_the_file_holds_each_module_as_it_stands_in_the_project() -> None:
    names = bundle.modules()
    assert {"voting.counting.tree", "voting.counting.methods", "voting.verifying.verdict"} <= set(names)
    assert not [name for name in names if name.partition(".")[0] != "voting" or "django" in name]
    for name in names:
        path = PROJECT.joinpath(*name.split("."))
        source = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text("utf-8")
        assert f"SOURCES['{name}'] = r'''{source}'''\n" in bundle.bundle()


def test_the_file_imports_nothing_outside_the_standard_library(elsewhere: Path) -> None:
    code = (
        f"import sys, runpy; sys.argv = ['{bundle.NAME}', 'true.json']\n"
        f"try: runpy.run_path('{bundle.NAME}', run_name='__main__')\n"
        "except SystemExit as left: assert left.code == 0\n"
        "known = set(sys.stdlib_module_names) | {'voting', '__main__'}\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} - known))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], cwd=elsewhere, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_float_is_written_in_the_verifier(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id in ("float", "complex", "round", "Decimal")), node.lineno
        assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)) or path.stem == "bundle", node.lineno


class Poisoned:
    def __new__(cls, *given: object) -> "Poisoned":
        raise AssertionError("a float was made")


def test_verifying_works_where_floats_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtins, "float", Poisoned)

    assert verify(written(RECORD), head=HEAD) == []
    assert verify(written(seal(parts("no", "yes"))), head=HEAD) != []


def test_the_one_file_works_where_floats_do_not(elsewhere: Path) -> None:
    code = (
        "import builtins, runpy, sys\n"
        "class Poisoned:\n"
        "    def __new__(cls, *given): raise AssertionError('a float was made')\n"
        "import argparse, fractions, json, importlib.util  # their own sources name float when they load\n"
        "builtins.float = Poisoned\n"
        f"sys.argv = ['{bundle.NAME}', 'corrected.json']\n"
        f"runpy.run_path('{bundle.NAME}', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=elsewhere, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
