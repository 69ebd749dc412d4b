"""Numbers of headings: the cases that the editor's script is tried with too (frontend/tests/editor/numbers.test.ts)."""

import json
from pathlib import Path

import pytest

from proposals.text.lines import Line, Run, outline

CASES = json.loads(Path(__file__).with_name("headings.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_headings_are_numbered_by_nesting(case):
    lines = [Line(kind, (Run(text),) if text else ()) for kind, text in case["lines"]]
    assert [heading.number for heading in outline(lines)] == case["numbers"]
