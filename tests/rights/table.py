"""Reads the table of docs/rights.md."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "rights.md"
Cell = Literal["", "✓", "own"]


@dataclass(frozen=True)
class Row:
    """One act: `cells` by column, `permissions` it stands for, `later` when its door is not built yet."""

    act: str
    cells: dict[str, Cell]
    permissions: tuple[str, ...]
    later: bool


def read() -> list[Row]:
    """Every row. Raises AssertionError for a cell that is none of ✓, own and empty."""
    lines = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    columns = table[0][1:-1]
    rows = []
    for act, *cells, permissions in table[2:]:
        assert len(cells) == len(columns), f"{act}: {len(cells)} cells"
        assert set(cells) <= {"", "✓", "own"}, f"{act}: {cells}"
        names = tuple(re.findall(r"`([a-z_.]+)`", permissions))
        assert act and names, f"a row without an act or a permission: {act}"
        rows.append(Row(act, dict(zip(columns, cells, strict=True)), names, permissions.startswith("later")))
    return rows
