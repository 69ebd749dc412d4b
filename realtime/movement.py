"""Where words that a change brought from elsewhere stand now and stood before, in code points. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from realtime.authorship import Placed
from realtime.positions import cut, length_in_units
from realtime.provenance import Claim, Derived, Origins, Ranges, Run
from realtime.registry import Came
from realtime.yprotocol import STRING, DecodedUpdate, Struct

Content = Callable[[int, int, int], bytes | None]


@dataclass(frozen=True)
class Piece:
    """Units of one client, and the words they are from `at` on, in code points."""

    client: int
    clock: int
    length: int
    at: int
    words: str

    def part(self, start: int, end: int) -> Piece:
        """The units `start` to `end` (excluded)."""
        before, rest = cut(self.words, start - self.clock)
        return Piece(self.client, start, end - start, self.at + len(before), cut(rest, end - start)[0])


def came(
    order: Sequence[Placed], update: DecodedUpdate, derived: Sequence[Derived], origins: Origins, content: Content
) -> list[Came]:
    """The words of `derived` in the text after `update`; `order` is that text, `content` says what units said."""
    here = _Pieces(_shown(order, lambda item: True, Ranges(), content))
    deleted = Ranges(update.deletes)
    there = _Pieces(
        first
        for piece in before(order, [update], content)
        for clock, length in deleted.common(piece.client, piece.clock, piece.length)
        for first in _as_written(piece.part(clock, clock + length), origins)
    )
    found = []
    for one in derived:
        for piece in here.of((one.client, one.clock, one.length)):
            run = (one.first_client, one.first_clock + piece.clock - one.clock, piece.length)
            for clock, length, was in _stood(run, there):
                words = piece.part(piece.clock + clock - run[1], piece.clock + clock - run[1] + length)
                found.append(Came(words.at, words.words, was, (run[0], clock, length)))
    return sorted(found, key=lambda one: one.start)


def _as_written(piece: Piece, origins: Origins) -> Iterator[Piece]:
    """A piece by the units that its author wrote."""
    at = piece.clock
    for client, clock, length in origins.first(piece.client, piece.clock, piece.length):
        part = piece.part(at, at + length)
        yield Piece(client, clock, length, part.at, part.words)
        at += length


def _stood(run: Run, there: _Pieces) -> Iterator[tuple[int, int, int | None]]:
    """The parts of a run, with where each stood: (clock, length, place in code points or None)."""
    _client, clock, length = run
    at = clock
    for piece in there.of(run):
        if piece.clock > at:
            yield at, piece.clock - at, None
        yield piece.clock, piece.length, piece.at
        at = piece.clock + piece.length
    if at < clock + length:
        yield at, clock + length - at, None


def standing(order: Sequence[Placed], derived: Sequence[Derived]) -> Iterator[tuple[int, int, int]]:
    """Where the words of `derived` stand in a text: (start, length, client that first wrote them)."""
    here = _Pieces(_shown(order, lambda item: True, Ranges(), lambda *_run: None))
    for one in derived:
        for piece in here.of((one.client, one.clock, one.length)):
            yield piece.at, len(piece.words), one.first_client


def before(order: Sequence[Placed], updates: Sequence[DecodedUpdate], content: Content) -> list[Piece]:
    """The text before `updates`, of which `order` is the text after the last."""
    made = Ranges((one.client, one.clock, one.length) for update in updates for one in update.structs)
    deleted = Ranges(run for update in updates for run in update.deletes)
    return _shown(order, lambda item: not any(made.common(*item[:3])), deleted, content)


def units(text: Iterable[Piece], start: int, end: int) -> list[Run]:
    """The units of the words from `start` to `end` (excluded), in code points."""
    found: list[Run] = []
    for piece in text:
        first, last = max(start, piece.at), min(end, piece.at + len(piece.words))
        if first < last:
            skipped = length_in_units(piece.words[: first - piece.at])
            length = length_in_units(piece.words[first - piece.at : last - piece.at])
            found.append((piece.client, piece.clock + skipped, length))
    return found


def restored(ops: Iterable[Mapping[str, Any]], structs: Sequence[Struct], then: Sequence[Placed]) -> Iterator[Claim]:
    """What an edit may say of the words it inserts, whose `from` is where they stood in the text `then`."""
    text = _shown(then, lambda item: True, Ranges(), lambda *_run: None)
    strings = sorted((struct for struct in structs if struct.kind == STRING), key=lambda struct: struct.clock)
    new = [(struct.client, struct.clock + at) for struct in strings for at in range(struct.length)]
    at = 0
    for op in ops:
        if "insert" not in op:
            continue
        count = length_in_units(op["insert"])
        if op.get("from") is not None:
            start = at
            for client, clock, length in units(text, op["from"], op["from"] + len(op["insert"])):
                if start + length <= min(at + count, len(new)):
                    yield Claim(*new[start], length, client, clock)
                start += length
        at += count


class _Pieces:
    """Pieces by their units."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._held: dict[int, list[Piece]] = {}
        for piece in sorted(pieces, key=lambda piece: piece.clock):
            self._held.setdefault(piece.client, []).append(piece)

    def of(self, run: Run) -> Iterator[Piece]:
        """What of these units stands in the text, in the order of their clocks."""
        client, clock, length = run
        held = self._held.get(client, [])
        for piece in held[max(0, bisect_right(held, clock, key=lambda one: one.clock) - 1) :]:
            if piece.clock >= clock + length:
                break
            start, end = max(clock, piece.clock), min(clock + length, piece.clock + piece.length)
            if start < end:
                yield piece.part(start, end)


def _shown(
    order: Sequence[Placed], is_there: Callable[[Placed], bool], deleted: Ranges, content: Content
) -> list[Piece]:
    """The pieces of the text with what is in `deleted` where it was, and without what is not there."""
    pieces: list[Piece] = []
    at = 0
    for item in order:
        if not is_there(item):
            continue
        if item.words:
            pieces.append(Piece(*item[:3], at, item.words))
            at += len(item.words)
            continue
        for clock, length in deleted.common(*item[:3]):
            said = content(item.client, clock, length)
            # A format shows nothing.
            if said is not None:
                words = said.decode("utf-16-le", "surrogatepass")
                pieces.append(Piece(item.client, clock, length, at, words))
                at += len(words)
    return pieces
