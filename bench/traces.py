"""Long histories of writing: typed again through the socket, opened, played to any point, and what is stored of them.

An invented one of 260,000 keystrokes, and those named in BENCH_TRACES (files of github.com/josephg/editing-traces,
separated by colons), each by one writer and by four who take turns. Peers: pycrdt, which only takes in bytes.
"""

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.report import Aim, Report
from bench.subjects import Ours
from tests.realtime.traces import Trace, Writer, invented, read, type_again

KEYSTROKES = int(os.environ.get("BENCH_KEYSTROKES", "260000"))
OPENINGS = 6
STORED = ("log_bytes", "row_bytes", "chunk_bytes", "states", "states_bytes", "state_bytes", "pack_s")
AIMS = [Aim(f"open/pycrdt-state@{KEYSTROKES}", 3.0, 8.0)]


def run() -> Report:
    """`n` is the number of keystrokes. Opening is timed five times, typing once: it takes minutes."""
    report = Report("traces", list(AIMS))
    for trace in _traces():
        for writers in (1, 4):
            with TemporaryDirectory() as folder:
                _measure(report, trace, writers, Path(folder))
    return report


def _traces() -> Iterator[Trace]:
    yield invented(KEYSTROKES)
    for name in filter(None, os.environ.get("BENCH_TRACES", "").split(":")):
        yield read(Path(name))


@dataclass
class Address:
    """Where a server listens, as the suite's client asks for it."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"


def _measure(report: Report, trace: Trace, writers: int, folder: Path) -> None:
    ours = Ours(f"sqlite:///{folder / 'ours.sqlite3'}")
    prepared = ours.prepared(writers, 1)
    (document,) = prepared["documents"]
    with ours.served() as subject:
        seconds, joins = asyncio.run(_typed(trace, Address(subject.port), document, prepared["cookies"]))
    kept = ours.asked("kept", document)
    n = len(trace.edits)
    of = f"{trace.name}/{writers}"
    once = round(seconds * 1000, 1)
    report.rows.append(
        {"subject": f"typed {of}", "n": n, "p50_ms": once, "p95_ms": once, "updates_per_s": round(n / seconds)}
    )
    report.add(n, kept["open"])
    report.rows.append({"subject": f"joined {of}", "n": n, **joins})
    played = {name: round(value, 1) for name, value in kept["state_at"].items()}
    report.rows.append({"subject": f"state_at {of}", "n": n, **played, "steps_per_s": kept["steps_per_s"]})
    stored = {name: kept[name] for name in STORED}
    stored["database_bytes"] = sum(path.stat().st_size for path in folder.iterdir())
    report.rows.append({"subject": f"stored {of}", "n": n, "p50_ms": 0, "p95_ms": 0, **stored})


async def _typed(trace: Trace, address: Any, document: str, cookies: list[str]) -> tuple[float, dict[str, float]]:
    """Seconds until all of it was durable; milliseconds until a newcomer to the closed text has it."""
    writers = [Writer(address, document, cookie) for cookie in cookies]  # type: ignore[arg-type]
    begun = time.perf_counter()
    await type_again(trace, writers)
    seconds = time.perf_counter() - begun
    for writer in writers:
        await writer.leave()
    times = []
    for _ in range(OPENINGS):
        await asyncio.sleep(0.5)
        newcomer = Writer(address, document, cookies[0])  # type: ignore[arg-type]
        begun = time.perf_counter()
        await newcomer.enter()
        times.append((time.perf_counter() - begun) * 1000)
        assert newcomer.words == trace.end + "\n"
        await newcomer.leave()
    times = sorted(times[1:])
    return seconds, {"p50_ms": round(times[len(times) // 2], 1), "p95_ms": round(times[-1], 1)}
