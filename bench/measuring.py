"""Times subjects in turns: what else the machine does falls on all alike. Memory apart, since watching it slows."""

import gc
import time
import tracemalloc
from collections.abc import Callable, Mapping
from statistics import median

REPEATS = 5

Work = Callable[[], object]


def in_turns(subjects: Mapping[str, Work], repeats: int = REPEATS) -> dict[str, list[float]]:
    """Milliseconds of each run by subject, ascending; one run before the first is not counted."""
    found: dict[str, list[float]] = {name: [] for name in subjects}
    for number in range(repeats + 1):
        for name, work in subjects.items():
            gc.collect()
            begun = time.perf_counter()
            work()
            took = (time.perf_counter() - begun) * 1000
            if number:
                found[name].append(took)
    return {name: sorted(times) for name, times in found.items()}


def middle(times: list[float]) -> float:
    return median(times)


def worst(times: list[float]) -> float:
    """The 95th percentile, which of five runs is the slowest."""
    return times[min(len(times) - 1, round(0.95 * (len(times) - 1)))]


def peak_mb(work: Work) -> float:
    """The most memory that Python objects took at once, in MB, above what stood before."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
