"""Who wrote what: runs of (length, author) over the flat text, kept through its changes."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .lines import WORD


class Written(NamedTuple):
    """`length` code points written by `author` (None: not known)."""

    length: int
    author: Hashable


def apply(
    runs: Iterable[Written],
    changes: Iterable[Mapping[str, Any]],
    author: Hashable,
    came: Iterable[tuple[int, int, Hashable]] = (),
) -> list[Written]:
    """The runs after a delta that `author` made: what is inserted is theirs, formats change nothing.

    `came` are words that it moved or brought back: (start in the text after it, length, who wrote them).
    """
    before = list(runs)[::-1]
    after: list[Written] = []
    for operation in changes:
        if "insert" in operation:
            inserted = operation["insert"]
            after.append(Written(len(inserted) if isinstance(inserted, str) else 1, author))
        elif "retain" in operation:
            after.extend(_take(before, operation["retain"]))
        else:
            _take(before, operation["delete"])
    after += reversed(before)
    for start, length, writer in came:
        end = start + length
        whole = sum(run.length for run in after)
        after = [*between(after, 0, start), Written(length, writer), *between(after, end, whole)]
    return merged(after)


def between(runs: Iterable[Written], start: int, end: int) -> list[Written]:
    """The runs of a range: what a deletion takes along, to be given back when it is undone."""
    rest = list(runs)[::-1]
    _take(rest, start)
    return merged(_take(rest, end - start))


def merged(runs: Iterable[Written]) -> list[Written]:
    """Runs without empty ones, neighbours of one author joined."""
    joined: list[Written] = []
    for run in runs:
        if not run.length:
            continue
        if joined and joined[-1].author == run.author:
            joined[-1] = Written(joined[-1].length + run.length, run.author)
        else:
            joined.append(run)
    return joined


def words_by_author(runs: Sequence[Written], words: str) -> dict[Hashable, int]:
    """Number of words of each author; a word is of who wrote most of it, the first of equals."""
    marks: list[Hashable] = [run.author for run in runs for _ in range(run.length)]
    counted: Counter[Hashable] = Counter()
    for found in WORD.finditer(words):
        writers = Counter(marks[found.start() : found.end()])
        if writers:
            counted[writers.most_common(1)[0][0]] += 1
    return dict(counted)


def _take(reversed_runs: list[Written], length: int) -> list[Written]:
    """Removes `length` code points from the front (the list is held back to front) and gives them."""
    taken: list[Written] = []
    while length and reversed_runs:
        run = reversed_runs.pop()
        part = min(length, run.length)
        taken.append(Written(part, run.author))
        if part < run.length:
            reversed_runs.append(Written(run.length - part, run.author))
        length -= part
    return taken
