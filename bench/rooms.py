"""Memory of five hundred open texts, each written by hand to 60 KB; and of the rooms when everybody has left."""

import asyncio
import gc
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import Report
from bench.subjects import Ours, Subject, more_files
from bench.traces import Address
from tests.realtime.client import Editor

DOCUMENTS = 500
KEYSTROKES = 70_000
"""So many give a text of about 60 KB."""


def run() -> Report:
    """`rss_mb` of the server's process before anybody came, with a reader in each text, and after all have left; then
    once more, which shows what is kept for the next. Each opening is timed."""
    report = Report("rooms", repeats=1)
    more_files()
    with TemporaryDirectory() as name:
        ours = Ours(f"sqlite:///{Path(name) / 'ours.sqlite3'}")
        (cookie,) = ours.prepared(1)["cookies"]
        texts = ours.asked("typed", str(DOCUMENTS), str(KEYSTROKES))
        with ours.served() as subject:
            asyncio.run(_measure(report, subject, cookie, texts["documents"], texts["text_bytes"]))
    return report


async def _measure(report: Report, subject: Subject, cookie: str, documents: list[str], size: int) -> None:
    address = Address(subject.port)
    await _opened(address, documents[0], cookie, keep=False)
    report.rows.append({"subject": "nobody", "n": 0, "p50_ms": 0, "p95_ms": 0, "rss_mb": _rss_mb(subject)})
    for turn in ("first", "again"):
        times, readers = [], []
        for document in documents:
            begun = time.perf_counter()
            readers.append(await _opened(address, document, cookie, keep=True))
            times.append((time.perf_counter() - begun) * 1000)
        times.sort()
        open_mb = _rss_mb(subject)
        report.rows.append(
            {
                "subject": f"open, {turn}",
                "n": len(documents),
                "p50_ms": round(times[len(times) // 2], 2),
                "p95_ms": round(times[len(times) * 95 // 100], 2),
                "rss_mb": open_mb,
                "kb_each": round((open_mb - report.rows[0]["rss_mb"]) * 1000 / len(documents)),
                "text_kb": size // 1000,
            }
        )
        for reader in readers:
            await reader.leave()
        await asyncio.sleep(3)
        report.rows.append(
            {"subject": f"left, {turn}", "n": len(documents), "p50_ms": 0, "p95_ms": 0, "rss_mb": _rss_mb(subject)}
        )


async def _opened(address: Address, document: str, cookie: str, *, keep: bool) -> Editor:
    """A reader who has the text; of their own copy nothing is kept, it would be this process's memory."""
    reader = Editor(address, document, cookie)  # type: ignore[arg-type]
    await reader.join()
    await reader.until(lambda: reader.synced.is_set() or reader.close_code is not None, 60)
    assert reader.close_code is None
    reader.received.clear()
    if not keep:
        await reader.leave()
    gc.collect(0)
    return reader


def _rss_mb(subject: Subject) -> int:
    status = Path(f"/proc/{subject.pids[0]}/status").read_text()
    return next(int(line.split()[1]) // 1000 for line in status.splitlines() if line.startswith("VmRSS"))
