"""Letters that a passage has lost, by what the log calls them, so that it has them again when they come back.

Runs are (client, clock, length), as the live floor names letters for good.
"""

from collections.abc import Iterable, Iterator

Run = tuple[int, int, int]
# A passage that is rewritten again and again: what it lost first is forgotten.
MOST = 500


def together(runs: Iterable[Run]) -> list[Run]:
    """The same letters in as few runs as may be."""
    joined: list[Run] = []
    for client, clock, length in sorted(runs):
        if joined and joined[-1][0] == client and clock <= joined[-1][1] + joined[-1][2]:
            begin = joined[-1][1]
            joined[-1] = (client, begin, max(joined[-1][2], clock + length - begin))
        else:
            joined.append((client, clock, length))
    return joined[-MOST:]


def shared(run: Run, runs: Iterable[Run]) -> Iterator[tuple[int, int]]:
    """The parts of `run` that `runs` hold: (offset in it, length)."""
    client, clock, length = run
    for other, begin, count in runs:
        first, last = max(clock, begin), min(clock + length, begin + count)
        if other == client and first < last:
            yield first - clock, last - first


def without(runs: Iterable[Run], run: Run) -> list[Run]:
    """`runs` less the letters of `run`."""
    client, clock, length = run
    left: list[Run] = []
    for other, begin, count in runs:
        if other != client:
            left.append((other, begin, count))
            continue
        if begin < clock:
            left.append((other, begin, min(begin + count, clock) - begin))
        if begin + count > clock + length:
            after = max(begin, clock + length)
            left.append((other, after, begin + count - after))
    return [one for one in left if one[2] > 0]
