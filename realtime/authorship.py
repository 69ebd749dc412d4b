"""Which client wrote which run of a text, read from its state alone: pure, no Django, no pycrdt.

The state holds each run once, with the neighbours it was written between; put in their order by the rule of Yjs
(`Item.integrate` of yjs 13), they are the text, and each says whose it is. That takes as long as the text has runs,
where the log takes as long as it has keystrokes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from realtime.positions import cut
from realtime.yprotocol import GC, SKIP, STRING, DecodedUpdate, Struct

Unit = tuple[int, int]


class Placed(NamedTuple):
    """A run in its place; `words` is empty for what shows nothing: a format, what was deleted. `length` in units."""

    client: int
    clock: int
    length: int
    words: str


class Incomplete(ValueError):
    """Not a whole state: something it was written beside is missing."""


def runs(state: DecodedUpdate) -> list[tuple[str, int]]:
    """The text in its order, as (words, client) with neighbours of one client joined. Raises Incomplete."""
    found: list[tuple[list[str], int]] = []
    for item in placed(state):
        if item.words and found and found[-1][1] == item.client:
            found[-1][0].append(item.words)
        elif item.words:
            found.append(([item.words], item.client))
    return [("".join(words), client) for words, client in found]


def placed(state: DecodedUpdate) -> list[Placed]:
    """Every run of a state in the text's order, with those that are deleted where they were. Raises Incomplete."""
    sequence = _Sequence()
    by_client: dict[int, deque[Struct]] = {}
    for struct in state.structs:
        by_client.setdefault(struct.client, deque()).append(struct)
    while by_client:
        before = sum(map(len, by_client.values()))
        for waiting in list(by_client.values()):
            while waiting and sequence.knows_neighbours(waiting[0]):
                sequence.integrate(waiting.popleft())
        by_client = {client: waiting for client, waiting in by_client.items() if waiting}
        if sum(map(len, by_client.values())) == before:
            raise Incomplete
    for client, clock, length in state.deletes:
        sequence.delete(client, clock, length)
    return sequence.placed()


@dataclass(eq=False, slots=True)
class _Item:
    """A run in its place; `words` is None for what shows nothing: a format, what was deleted."""

    client: int
    clock: int
    length: int
    origin: Unit | None
    right_origin: Unit | None
    words: str | None
    is_nowhere: bool
    right: _Item | None = None


class _Sequence:
    def __init__(self) -> None:
        self._first: _Item | None = None
        self._items: dict[int, list[_Item]] = {}
        self._clocks: dict[int, list[int]] = {}

    def knows_neighbours(self, struct: Struct) -> bool:
        return all(clock < self._end_of(client) for client, clock in filter(None, (struct.origin, struct.right_origin)))

    def integrate(self, struct: Struct) -> None:
        if struct.kind == SKIP or struct.clock != self._end_of(struct.client):
            raise Incomplete
        words = struct.content if struct.kind == STRING else None
        new = _Item(
            struct.client, struct.clock, struct.length, struct.origin, struct.right_origin, words, struct.kind == GC
        )
        left = self._ending_at(struct.origin) if struct.origin else None
        right = self._starting_at(struct.right_origin) if struct.right_origin else None
        # Beside what was thrown away there is no place.
        new.is_nowhere |= any(item is not None and item.is_nowhere for item in (left, right))
        self._remember(new)
        if not new.is_nowhere:
            self._insert(new, self._place(new, left, right))

    def _place(self, new: _Item, left: _Item | None, right: _Item | None) -> _Item | None:
        """After which item it comes, where others were written between the same neighbours at the same time."""
        conflicting: set[_Item] = set()
        passed: set[_Item] = set()
        other = left.right if left else self._first
        while other is not None and other is not right:
            passed.add(other)
            conflicting.add(other)
            if other.origin == new.origin:
                if other.client < new.client:
                    left = other
                    conflicting.clear()
                elif other.right_origin == new.right_origin:
                    break
            elif other.origin is not None and (beside := self._at(other.origin)) in passed:
                if beside not in conflicting:
                    left = other
                    conflicting.clear()
            else:
                break
            other = other.right
        return left

    def delete(self, client: int, clock: int, length: int) -> None:
        if clock + length > self._end_of(client):
            raise Incomplete
        self._starting_at((client, clock))
        self._ending_at((client, clock + length - 1))
        first = bisect_right(self._clocks[client], clock) - 1
        for item in self._items[client][first : bisect_right(self._clocks[client], clock + length - 1)]:
            item.words = None

    def placed(self) -> list[Placed]:
        found = []
        item = self._first
        while item is not None:
            found.append(Placed(item.client, item.clock, item.length, item.words or ""))
            item = item.right
        return found

    def _end_of(self, client: int) -> int:
        items = self._items.get(client)
        return items[-1].clock + items[-1].length if items else 0

    def _at(self, unit: Unit) -> _Item:
        client, clock = unit
        return self._items[client][bisect_right(self._clocks[client], clock) - 1]

    def _starting_at(self, unit: Unit) -> _Item:
        item = self._at(unit)
        return item if item.clock == unit[1] else self._split(item, unit[1] - item.clock)

    def _ending_at(self, unit: Unit) -> _Item:
        item = self._at(unit)
        if item.clock + item.length > unit[1] + 1:
            self._split(item, unit[1] + 1 - item.clock)
        return item

    def _split(self, item: _Item, offset: int) -> _Item:
        """Cuts an item after `offset` units; gives its second part."""
        head, tail = cut(item.words, offset) if item.words is not None else (None, None)
        rest = _Item(
            item.client,
            item.clock + offset,
            item.length - offset,
            (item.client, item.clock + offset - 1),
            item.right_origin,
            tail,
            item.is_nowhere,
        )
        item.length, item.words = offset, head
        place = bisect_right(self._clocks[item.client], item.clock)
        self._items[item.client].insert(place, rest)
        self._clocks[item.client].insert(place, rest.clock)
        if not item.is_nowhere:
            self._insert(rest, item)
        return rest

    def _remember(self, item: _Item) -> None:
        self._items.setdefault(item.client, []).append(item)
        self._clocks.setdefault(item.client, []).append(item.clock)

    def _insert(self, item: _Item, left: _Item | None) -> None:
        item.right = left.right if left else self._first
        if left:
            left.right = item
        else:
            self._first = item
