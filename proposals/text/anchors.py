"""Ranges of a text that comments hang on, kept true while the text changes.

The edges are outside: what is typed at an edge does not belong to the range. A range whose characters are all gone is
lost; it keeps its quotation and the place where it was. Offsets in code points of the flat text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .delta import Span, delta, kept
from .lines import Line, flat, section_at


@dataclass(frozen=True, slots=True)
class Anchor:
    """The range from `start` to `end` (excluded), and the words it was set on. Lost: both are its last place."""

    id: Any
    start: int
    end: int
    quote: str
    lost: bool = False


def move(anchors: Iterable[Anchor], changes: Iterable[Mapping[str, Any]], length: int) -> list[Anchor]:
    """The anchors after a delta over a text that was `length` code points long."""
    spans = kept(changes, length)
    places = _Places(spans)
    return [_moved(anchor, places) for anchor in anchors]


def along(before: Sequence[Anchor], after: Sequence[Anchor], moves: Iterable[tuple[int, int, int]]) -> list[Anchor]:
    """The anchors with those of which a change put most of the words elsewhere standing there.

    `moves` are (offset before, offset after, length) of words that the change took to another place.
    """
    moved = list(moves)
    went = []
    for old, new in zip(before, after, strict=True):
        places = [
            (there + max(0, old.start - here), there + min(length, old.end - here))
            for here, there, length in moved
            if here < old.end and old.start < here + length
        ]
        if not old.lost and sum(end - start for start, end in places) > new.end - new.start:
            start, end = min(place[0] for place in places), max(place[1] for place in places)
            went.append(replace(new, start=start, end=end, lost=False))
        else:
            went.append(new)
    return went


def regain(anchor: Anchor, places: Iterable[tuple[int, int]]) -> Anchor:
    """The anchor with words of its own that came back: a lost one stands where they are, another grows by those that
    touch it."""
    for start, end in sorted(places):
        if anchor.lost or (start <= anchor.end and end >= anchor.start):
            begin = start if anchor.lost else min(start, anchor.start)
            anchor = replace(anchor, start=begin, end=end if anchor.lost else max(end, anchor.end), lost=False)
    return anchor


def find(
    quote: str, offset: int, lines: Sequence[Line], section: tuple[int, int] | None = None
) -> tuple[int, int] | None:
    """Where the quoted words stand: at the offset, else at the nearest equal passage of the section, else None.

    `section` is a start and end offset; without it, the section around the offset.
    """
    words = flat(lines)
    if not quote:
        return None
    offset = max(0, min(offset, len(words)))
    if words.startswith(quote, offset):
        return offset, offset + len(quote)
    begin, end = section or section_at(lines, offset)
    before = words.rfind(quote, begin, min(end, offset + len(quote) - 1))
    after = words.find(quote, max(begin, offset), end)
    candidates = [place for place in (before, after) if place >= 0]
    if not candidates:
        return None
    place = min(candidates, key=lambda at: abs(at - offset))
    return place, place + len(quote)


def carry(anchors: Iterable[Anchor], base: Sequence[Line], new: Sequence[Line]) -> list[Anchor]:
    """Anchors of one revision found again on the next: through the differences, then, where every word is gone, by
    their quotation in the section that the place now belongs to."""
    carried = []
    for anchor in move(anchors, delta(base, new), len(flat(base))):
        found = find(anchor.quote, anchor.start, new) if anchor.lost else None
        carried.append(replace(anchor, start=found[0], end=found[1], lost=False) if found else anchor)
    return carried


class _Places:
    """Where offsets went: spans kept, searched by their place before."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self.starts = [span.base for span in spans]
        self.ends = [span.base + span.length for span in spans]

    def first_kept(self, offset: int) -> tuple[int, int] | None:
        """The first character kept at or after an offset: its offset before and after."""
        index = bisect_right(self.ends, offset)
        if index == len(self.spans):
            return None
        span = self.spans[index]
        inside = max(0, offset - span.base)
        return span.base + inside, span.new + inside

    def last_kept(self, offset: int) -> int | None:
        """The place after of the end of the last character kept before an offset."""
        index = bisect_left(self.starts, offset) - 1
        if index < 0:
            return None
        span = self.spans[index]
        return span.new + min(offset - span.base, span.length)


def _moved(anchor: Anchor, places: _Places) -> Anchor:
    first = places.first_kept(anchor.start)
    if not anchor.lost and first is not None and first[0] < anchor.end:
        end = places.last_kept(anchor.end)
        assert end is not None
        return replace(anchor, start=first[1], end=end)
    place = places.last_kept(anchor.start) or 0
    return replace(anchor, start=place, end=place, lost=True)
