"""Who put in and who took out what between two moments of a text: followed through each change in between."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, NamedTuple

from .authors import Written, merged


class _Span(NamedTuple):
    """`length` code points: from `base` on in the text before, or put in by `by` (then `base` is -1)."""

    length: int
    base: int
    by: Hashable

    def cut(self, at: int) -> "tuple[_Span, _Span]":
        return self._replace(length=at), _Span(self.length - at, self.base + at if self.base >= 0 else -1, self.by)


class Since:
    """Starts from a text of `length` code points; `took_out` says for each of them who took it out, None: it stayed."""

    def __init__(self, length: int) -> None:
        self.took_out: list[Hashable] = [None] * length
        self._spans = [_Span(length, 0, None)] if length else []

    def follow(self, changes: Iterable[Mapping[str, Any]], by: Hashable) -> None:
        """One delta that this person made. Who deletes what was put in meanwhile leaves no trace of it."""
        at = 0
        for operation in changes:
            if "retain" in operation:
                at += operation["retain"]
            elif "insert" in operation:
                length = len(operation["insert"]) if isinstance(operation["insert"], str) else 1
                self._put(at, length, by)
                at += length
            else:
                self._take(at, operation["delete"], by)

    def put_in(self) -> list[Written]:
        """The text after, as runs; the author is None for what was there before."""
        return merged(Written(span.length, span.by) for span in self._spans)

    def _put(self, at: int, length: int, by: Hashable) -> None:
        place = self._edge(at)
        before = self._spans[place - 1] if place else None
        # Letters typed one after the other stay one span: there are as many as there are places, not as letters.
        if before is not None and before.base < 0 and before.by == by:
            self._spans[place - 1] = before._replace(length=before.length + length)
        else:
            self._spans.insert(place, _Span(length, -1, by))

    def _take(self, at: int, length: int, by: Hashable) -> None:
        first, last = self._edge(at), self._edge(at + length)
        for span in self._spans[first:last]:
            if span.base >= 0:
                self.took_out[span.base : span.base + span.length] = [by] * span.length
        del self._spans[first:last]

    def _edge(self, at: int) -> int:
        """The index of the span that begins at this place, cut there where none does."""
        for index, span in enumerate(self._spans):
            if at <= 0:
                return index
            if at < span.length:
                self._spans[index : index + 1] = span.cut(at)
                return index + 1
            at -= span.length
        return len(self._spans)
