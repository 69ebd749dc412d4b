"""What the figures were measured on: processor, cores, and how long the disk takes to keep a page."""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

SYNCS = 60


def described() -> dict[str, Any]:
    """`cpu`, `cores`, `fdatasync_p95_ms` of the folder for temporary files."""
    return {"cpu": _cpu(), "cores": os.cpu_count(), "fdatasync_p95_ms": round(_fdatasync_p95(), 3)}


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _fdatasync_p95() -> float:
    times = []
    with tempfile.TemporaryFile() as file:
        for _ in range(SYNCS):
            file.write(b"x" * 4096)
            file.flush()
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - begun) * 1000)
    return sorted(times)[round(0.95 * (SYNCS - 1))]
