"""Positions in one text, counted in the three ways its readers count.

Yjs and browsers count UTF-16 units, pycrdt UTF-8 bytes, Python code points. A position inside a character is moved
to that character's start (pycrdt would silently append at the end of the text). A position before the text is its
start, one beyond it its end.
"""

from bisect import bisect_right
from itertools import accumulate


class Positions:
    """Converts positions of one text. Built in one pass; a conversion costs nothing while every character before is
    ASCII, else a search among the characters that are not."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        # Parallel lists, one entry a non-ASCII character: its code point offset, and the extra bytes and UTF-16 units
        # (beyond one a character) that stand before it.
        self._at: list[int] = []
        widths: list[int] = []
        if not text.isascii():
            for offset, char in enumerate(text):
                code = ord(char)
                if code > 0x7F:
                    self._at.append(offset)
                    widths.append(1 if code < 0x800 else 2 if code < 0x10000 else 3)
        self._bytes = [0, *accumulate(widths)]
        self._units = [0, *accumulate(1 if width == 3 else 0 for width in widths)]
        self._byte_starts = [at + extra for at, extra in zip(self._at, self._bytes, strict=False)]
        self._unit_starts = [at + extra for at, extra in zip(self._at, self._units, strict=False)]

    @property
    def points(self) -> int:
        """Length in code points."""
        return self._length

    @property
    def bytes(self) -> int:
        """Length in UTF-8 bytes."""
        return self._length + self._bytes[-1]

    @property
    def units(self) -> int:
        """Length in UTF-16 units."""
        return self._length + self._units[-1]

    def points_to_bytes(self, offset: int) -> int:
        return self._out(offset, self._bytes)

    def points_to_units(self, offset: int) -> int:
        return self._out(offset, self._units)

    def bytes_to_points(self, offset: int) -> int:
        return self._in(offset, self._byte_starts, self._bytes)

    def units_to_points(self, offset: int) -> int:
        return self._in(offset, self._unit_starts, self._units)

    def units_to_bytes(self, offset: int) -> int:
        return self.points_to_bytes(self.units_to_points(offset))

    def bytes_to_units(self, offset: int) -> int:
        return self.points_to_units(self.bytes_to_points(offset))

    def _out(self, offset: int, extra: list[int]) -> int:
        offset = max(0, min(offset, self._length))
        # An entry at `offset` itself stands after the position: only those strictly before count.
        return offset + extra[bisect_right(self._at, offset - 1)]

    def _in(self, offset: int, starts: list[int], extra: list[int]) -> int:
        offset = max(0, offset)
        index = bisect_right(starts, offset)
        if index and offset < starts[index - 1] + 1 + extra[index] - extra[index - 1]:
            return self._at[index - 1]
        return min(offset - extra[index], self._length)
