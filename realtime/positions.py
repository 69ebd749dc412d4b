"""Positions in one text, counted in the three ways its readers count.

Yjs and browsers count UTF-16 units, pycrdt UTF-8 bytes, Python code points. A position inside a character is moved
to that character's start (pycrdt would silently append at the end of the text). A position before the text is its
start, one beyond it its end.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import accumulate
from typing import Any

BLOCK = 1024
"""Code points between two places whose sizes are known: a conversion encodes at most so many."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Positions:
    """Converts positions of one text. Made in well under a millisecond for 200 KB; sizes are counted when needed."""

    def __init__(self, text: str) -> None:
        ascii_only = text.isascii()
        # A lone surrogate cannot be encoded; its replacement counts the same in every way.
        self._text = text if ascii_only else _LONE_SURROGATE.sub("\ufffd", text)
        self._ascii = ascii_only

    @property
    def points(self) -> int:
        """Length in code points."""
        return len(self._text)

    @property
    def bytes(self) -> int:
        """Length in UTF-8 bytes."""
        return self.points if self._ascii else self._byte_starts[-1]

    @property
    def units(self) -> int:
        """Length in UTF-16 units."""
        return self.points if self._ascii else self._unit_starts[-1]

    def points_to_bytes(self, offset: int) -> int:
        offset = self._within(offset)
        if self._ascii:
            return offset
        block, inside = divmod(offset, BLOCK)
        return self._byte_starts[block] + (_bytes(self._text[offset - inside : offset]) if inside else 0)

    def points_to_units(self, offset: int) -> int:
        offset = self._within(offset)
        if self._ascii:
            return offset
        block, inside = divmod(offset, BLOCK)
        return self._unit_starts[block] + (_units(self._text[offset - inside : offset]) if inside else 0)

    def bytes_to_points(self, offset: int) -> int:
        if self._ascii:
            return self._within(offset)
        block, rest = self._block(offset, self._byte_starts)
        return block + len(self._text[block : block + BLOCK].encode()[:rest].decode(errors="ignore"))

    def units_to_points(self, offset: int) -> int:
        if self._ascii:
            return self._within(offset)
        block, rest = self._block(offset, self._unit_starts)
        encoded = self._text[block : block + BLOCK].encode("utf-16-le")
        return block + len(encoded[: 2 * rest].decode("utf-16-le", errors="ignore"))

    def units_to_bytes(self, offset: int) -> int:
        return self.points_to_bytes(self.units_to_points(offset))

    def bytes_to_units(self, offset: int) -> int:
        return self.points_to_units(self.bytes_to_points(offset))

    @cached_property
    def _byte_starts(self) -> list[int]:
        return self._starts(_bytes)

    @cached_property
    def _unit_starts(self) -> list[int]:
        return self._starts(_units)

    def _starts(self, size: Callable[[str], int]) -> list[int]:
        blocks = (self._text[at : at + BLOCK] for at in range(0, len(self._text), BLOCK))
        return [0, *accumulate(size(block) for block in blocks)]

    def _within(self, offset: int) -> int:
        return max(0, min(offset, len(self._text)))

    def _block(self, offset: int, starts: list[int]) -> tuple[int, int]:
        offset = max(0, min(offset, starts[-1]))
        # The end of the text belongs to its last block.
        block = min(bisect_right(starts, offset), len(starts) - 1) - 1
        return block * BLOCK, offset - starts[block]


def delta_in_points(changes: Iterable[Mapping[str, Any]], before: Positions) -> list[dict[str, Any]]:
    """A delta whose lengths are UTF-8 bytes, as pycrdt's `TextEvent.delta`, in code points of the text before it."""
    return _converted(changes, before.bytes_to_points)


def delta_in_bytes(changes: Iterable[Mapping[str, Any]], before: Positions) -> list[dict[str, Any]]:
    """A delta whose lengths are code points of the text before it, in UTF-8 bytes."""
    return _converted(changes, before.points_to_bytes)


def _converted(changes: Iterable[Mapping[str, Any]], convert: Callable[[int], int]) -> list[dict[str, Any]]:
    converted: list[dict[str, Any]] = []
    at = 0
    for operation in changes:
        key = next((key for key in ("retain", "delete") if key in operation), None)
        if key is None:
            converted.append(dict(operation))
            continue
        end = at + operation[key]
        converted.append({**operation, key: convert(end) - convert(at)})
        at = end
    return converted


def _bytes(text: str) -> int:
    return len(text.encode())


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
