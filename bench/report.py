"""The consult-bench/1 document, and the same as a table."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.machine import described
from bench.measuring import REPEATS, middle, worst

BASE = {"subject", "n", "p50_ms", "p95_ms"}


@dataclass(frozen=True)
class Aim:
    """A ratio that is to stay at or below `aim`, and must not pass `fail`."""

    ratio: str
    aim: float
    fail: float


@dataclass
class Report:
    """What one benchmark measured: rows of subject and n with times in ms, ratios of medians by "subject/peer@n"."""

    name: str
    aims: list[Aim] = field(default_factory=list)
    repeats: int = REPEATS
    rows: list[dict[str, Any]] = field(default_factory=list)
    ratios: dict[str, float] = field(default_factory=dict)
    machine: dict[str, Any] = field(default_factory=described)

    def add(self, n: int, times: dict[str, list[float]], **more: dict[str, Any]) -> None:
        """The times of several subjects at the same n; `more` are further columns by subject. Ratios are to each peer
        of the first subject."""
        for subject, measured in times.items():
            row = {
                "subject": subject,
                "n": n,
                "p50_ms": round(middle(measured), 3),
                "p95_ms": round(worst(measured), 3),
            }
            row |= {column: values[subject] for column, values in more.items() if subject in values}
            self.rows.append(row)
        first, *peers = times
        for peer in peers:
            self.ratios[f"{first}/{peer}@{n}"] = round(middle(times[first]) / middle(times[peer]), 3)

    def add_medians(self, n: int, runs: dict[str, list[dict[str, float]]], compared: Sequence[str] = ()) -> None:
        """Columns that a load has measured, as medians over its runs, `p50_ms` and `p95_ms` among them; by subject.

        Ratios as in `add`; and of each column in `compared` as "subject/peer:column@n".
        """
        medians = {
            subject: {column: middle([run[column] for run in measured]) for column in measured[0]}
            for subject, measured in runs.items()
            if measured
        }
        for subject, columns in medians.items():
            self.rows.append({"subject": subject, "n": n, **{name: round(value, 3) for name, value in columns.items()}})
        first, *peers = medians
        for peer in peers:
            for column, said in [("p50_ms", ""), *((column, f":{column}") for column in compared)]:
                if medians[peer][column]:
                    ratio = medians[first][column] / medians[peer][column]
                    self.ratios[f"{first}/{peer}{said}@{n}"] = round(ratio, 3)

    @property
    def failed(self) -> list[Aim]:
        """Aims whose ratio passes its bound, or was not measured."""
        return [aim for aim in self.aims if self.ratios.get(aim.ratio, float("inf")) > aim.fail]


def as_json(report: Report) -> str:
    aims = [{**asdict(aim), "met": report.ratios.get(aim.ratio, float("inf")) <= aim.aim} for aim in report.aims]
    document = {
        "format": "consult-bench/1",
        "name": report.name,
        "machine": report.machine,
        "repeats": report.repeats,
        "rows": report.rows,
        "ratios": report.ratios,
        "aims": aims,
    }
    return json.dumps(document, indent=1) + "\n"


def as_table(report: Report) -> str:
    machine = report.machine
    lines = [
        f"{report.name}: {machine['cpu']}, {machine['cores']} cores, fdatasync p95 {machine['fdatasync_p95_ms']} ms, "
        f"medians of {report.repeats} runs in turns",
        "",
        f"{'subject':34}{'n':>10}{'p50 ms':>12}{'p95 ms':>12}  ",
    ]
    for row in report.rows:
        more = "  ".join(f"{key} {value}" for key, value in row.items() if key not in BASE)
        lines.append(f"{row['subject']:34}{row['n']:>10}{row['p50_ms']:>12.3f}{row['p95_ms']:>12.3f}  {more}")
    lines.append("")
    for ratio, value in report.ratios.items():
        aims = [aim for aim in report.aims if aim.ratio == ratio]
        said = [f"aim {aim.aim} ({'met' if value <= aim.aim else 'missed'}), fails beyond {aim.fail}" for aim in aims]
        lines.append(f"{ratio:44}{value:>10.3f}  {''.join(said)}")
    return "\n".join(lines) + "\n"
