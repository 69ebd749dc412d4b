"""Who put in and who took out what between two moments of a text: followed through each change in between."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, NamedTuple

from .authors import Written, merged


class _Span(NamedTuple):
    """`length` code points: from `base` on in the text before, or put in by `by` (then `base` is -1)."""

    length: int
    base: int
    by: Hashable


class Since:
    """Starts from a text of `length` code points; `took_out` says for each of them who took it out, None: it stayed."""

    def __init__(self, length: int) -> None:
        self.took_out: list[Hashable] = [None] * length
        self._spans = [_Span(length, 0, None)] if length else []

    def follow(self, changes: Iterable[Mapping[str, Any]], by: Hashable) -> None:
        """One delta that this person made. Who deletes what was put in meanwhile leaves no trace of it."""
        before = self._spans[::-1]
        after: list[_Span] = []
        for operation in changes:
            if "insert" in operation:
                inserted = operation["insert"]
                after.append(_Span(len(inserted) if isinstance(inserted, str) else 1, -1, by))
            elif "retain" in operation:
                after += _take(before, operation["retain"])
            else:
                for span in _take(before, operation["delete"]):
                    if span.base >= 0:
                        self.took_out[span.base : span.base + span.length] = [by] * span.length
        self._spans = [*after, *reversed(before)]

    def put_in(self) -> list[Written]:
        """The text after, as runs; the author is None for what was there before."""
        return merged(Written(span.length, span.by) for span in self._spans)


def _take(reversed_spans: list[_Span], length: int) -> list[_Span]:
    """Removes `length` code points from the front (the list is held back to front) and gives them."""
    taken: list[_Span] = []
    while length and reversed_spans:
        span = reversed_spans.pop()
        part = min(length, span.length)
        taken.append(span._replace(length=part))
        if part < span.length:
            reversed_spans.append(_Span(span.length - part, span.base + part if span.base >= 0 else -1, span.by))
        length -= part
    return taken
