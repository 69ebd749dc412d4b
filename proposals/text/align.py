"""Alignment of two sequences of tokens: what stayed, in order. Close to linear on real texts, bounded on any.

Common ends are cut off, then tokens that occur once on both sides anchor the rest (patience), again inside each gap.
A small gap without such tokens is aligned exactly by difflib; in a large one, tokens that occur equally often on both
sides (else the rarest one) are paired in order, occurrence by occurrence.
"""

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

EXACT = 60_000
"""Largest product of lengths that is left to difflib (quadratic at worst)."""


class Match(NamedTuple):
    """`length` tokens are the same from `base` on in the first sequence and from `new` on in the second."""

    base: int
    new: int
    length: int


def align(base: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """Matches in order, neighbours joined. Deterministic."""
    numbers: dict[Hashable, int] = {}
    a = [numbers.setdefault(token, len(numbers)) for token in base]
    b = [numbers.setdefault(token, len(numbers)) for token in new]
    matches: list[Match] = []
    todo = [(0, len(a), 0, len(b))]
    while todo:
        a1, a2, b1, b2 = todo.pop()
        head = _same_ahead(a, b, a1, a2, b1, b2)
        if head:
            matches.append(Match(a1, b1, head))
            a1, b1 = a1 + head, b1 + head
        tail = _same_behind(a, b, a1, a2, b1, b2)
        if tail:
            a2, b2 = a2 - tail, b2 - tail
            matches.append(Match(a2, b2, tail))
        if a1 < a2 and b1 < b2:
            _divide(a, b, (a1, a2, b1, b2), matches, todo)
    return _joined(sorted(matches))


def _divide(
    a: list[int],
    b: list[int],
    gap: tuple[int, int, int, int],
    matches: list[Match],
    todo: list[tuple[int, int, int, int]],
) -> None:
    a1, a2, b1, b2 = gap
    in_a, in_b = Counter(a[a1:a2]), Counter(b[b1:b2])
    common = in_a.keys() & in_b.keys()
    if not common:
        return
    tokens = {token for token in common if in_a[token] == in_b[token] == 1}
    if not tokens and (a2 - a1) * (b2 - b1) <= EXACT:
        matcher = SequenceMatcher(None, a[a1:a2], b[b1:b2], autojunk=False)
        matches.extend(Match(a1 + i, b1 + j, n) for i, j, n in matcher.get_matching_blocks() if n)
        return
    tokens = tokens or {token for token in common if in_a[token] == in_b[token]}
    tokens = tokens or {min(common, key=lambda token: (in_a[token] + in_b[token], token))}
    for i, j in _longest_in_order(_pairs(a, b, gap, tokens)):
        todo.append((a1, i, b1, j))
        matches.append(Match(i, j, 1))
        a1, b1 = i + 1, j + 1
    todo.append((a1, a2, b1, b2))


def _same_ahead(a: list[int], b: list[int], a1: int, a2: int, b1: int, b2: int) -> int:
    length, most = 0, min(a2 - a1, b2 - b1)
    while length < most and a[a1 + length] == b[b1 + length]:
        length += 1
    return length


def _same_behind(a: list[int], b: list[int], a1: int, a2: int, b1: int, b2: int) -> int:
    length, most = 0, min(a2 - a1, b2 - b1)
    while length < most and a[a2 - 1 - length] == b[b2 - 1 - length]:
        length += 1
    return length


def _pairs(a: list[int], b: list[int], gap: tuple[int, int, int, int], tokens: set[int]) -> list[tuple[int, int]]:
    """Places of these tokens on both sides, the n-th occurrence with the n-th."""
    a1, a2, b1, b2 = gap
    places: dict[int, deque[int]] = {token: deque() for token in tokens}
    for j in range(b1, b2):
        if b[j] in places:
            places[b[j]].append(j)
    return [(i, places[a[i]].popleft()) for i in range(a1, a2) if places.get(a[i])]


def _longest_in_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs whose places grow on both sides."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        at = bisect_left(ends, j)
        before.append(last[at - 1] if at else -1)
        if at == len(ends):
            ends.append(j)
            last.append(index)
        else:
            ends[at], last[at] = j, index
    chain: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _joined(matches: list[Match]) -> list[Match]:
    joined: list[Match] = []
    for match in matches:
        before = joined[-1] if joined else None
        if before and before.base + before.length == match.base and before.new + before.length == match.new:
            joined[-1] = Match(before.base, before.new, before.length + match.length)
        else:
            joined.append(match)
    return joined
