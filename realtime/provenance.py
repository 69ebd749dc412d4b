"""Words that come from elsewhere in the same text: which claims are believed. Pure, no Django, no pycrdt.

In Yjs what is moved, or comes back by an undo, is new units of whoever did it. Their sender may say which earlier units
they are; here that is held against the log before it counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from realtime.authorship import Placed
from realtime.positions import cut
from realtime.yprotocol import STRING, Struct

Run = tuple[int, int, int]
"""Units of one client: (client, clock, length), in UTF-16 units."""
MOST_STEPS = 20
"""How often something is undone and redone before it is ever sent."""


@dataclass(frozen=True, slots=True)
class Claim:
    """`length` units of `client` from `clock` on are those of `from_client` from `from_clock` on, made anew."""

    client: int
    clock: int
    length: int
    from_client: int
    from_clock: int

    def part(self, start: int, length: int) -> Claim:
        """The claim of `length` units, `start` units further on."""
        return Claim(self.client, self.clock + start, length, self.from_client, self.from_clock + start)


@dataclass(frozen=True, slots=True)
class Derived:
    """A claim that is believed, and where these units were first written: their author wrote them there."""

    client: int
    clock: int
    length: int
    from_client: int
    from_clock: int
    first_client: int
    first_clock: int


class Origins:
    """What is known of where units were first written."""

    def __init__(self, known: Iterable[Derived] = ()) -> None:
        self._by_client: dict[int, list[Derived]] = {}
        self._by_first: dict[int, list[Derived]] = {}
        for derived in sorted(known, key=lambda one: one.clock):
            self.add(derived)

    def add(self, derived: Derived) -> None:
        held = self._by_client.setdefault(derived.client, [])
        held.insert(bisect_right(held, derived.clock, key=_clock), derived)
        self._by_first.setdefault(derived.first_client, []).append(derived)

    def knows(self, derived: Derived) -> bool:
        """Whether it is already known where one of these units comes from."""
        run = (derived.client, derived.clock, derived.length)
        return list(self.first(*run)) != [run]

    def first(self, client: int, clock: int, length: int) -> Iterator[Run]:
        """The units as they were first written, in their order; each is itself where nothing else is known."""
        held = self._by_client.get(client, [])
        at, end = clock, clock + length
        for one in held[max(0, bisect_right(held, clock, key=_clock) - 1) :]:
            if one.clock >= end:
                break
            if one.clock + one.length <= at:
                continue
            if one.clock > at:
                yield client, at, one.clock - at
                at = one.clock
            count = min(end, one.clock + one.length) - at
            yield one.first_client, one.first_clock + at - one.clock, count
            at += count
        if at < end:
            yield client, at, end - at

    def writers(self, item: Placed) -> Iterator[tuple[int, int]]:
        """Whose client first wrote the words of an item: (length in code points, client)."""
        if item.client not in self._by_client:
            yield len(item.words), item.client
            return
        words = item.words
        for client, _clock, length in self.first(item.client, item.clock, item.length):
            part, words = cut(words, length)
            yield len(part), client

    def made_anew(self, client: int, clock: int, length: int) -> Iterator[tuple[int, Run]]:
        """Wherever units that were first written there were made anew, each with its offset in these."""
        for one in self._by_first.get(client, []):
            start = max(clock, one.first_clock)
            end = min(clock + length, one.first_clock + one.length)
            if start < end:
                yield start - clock, (one.client, one.clock + start - one.first_clock, end - start)


class Ranges:
    """A set of units."""

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        self._held: dict[int, list[tuple[int, int]]] = {}
        for client, clock, length in sorted(runs):
            held = self._held.setdefault(client, [])
            if held and clock <= held[-1][1]:
                held[-1] = (held[-1][0], max(held[-1][1], clock + length))
            else:
                held.append((clock, clock + length))

    def common(self, client: int, clock: int, length: int) -> Iterator[tuple[int, int]]:
        """The parts of these units that are in the set: (clock, length)."""
        held = self._held.get(client, [])
        for start, end in held[max(0, bisect_right(held, clock, key=lambda one: one[0]) - 1) :]:
            if start >= clock + length:
                break
            first, last = max(clock, start), min(clock + length, end)
            if first < last:
                yield first, last - first


def believed(
    claims: Sequence[Claim],
    structs: Sequence[Struct],
    *,
    content: Callable[[int, int, int], bytes | None],
    origins: Origins,
    gone: Ranges,
    order: Callable[[], Sequence[Placed]],
) -> list[Derived]:
    """What of `claims` holds, for an update that brought `structs`; whatever does not is left out.

    A claim holds where it says of units that this update brought, that they are units of the log with the same content;
    where those are gone, and live nowhere else: each word counts for its author once; and where, within a line, they
    come in the order in which they stood: nobody can be given a sentence that others made of their letters.

    `content` gives units of the log in UTF-16-LE, or None; `gone` the units that are deleted after the update; `order`
    the text after it. `origins` is what was known before, and is told what is believed.
    """
    pieces = list(_same(claims, structs, content))
    in_order = _in_order(pieces, order()) if pieces else Ranges()
    found: list[Derived] = []
    for claim in pieces:
        for clock, length in list(in_order.common(claim.client, claim.clock, claim.length)):
            for derived in _firsts(claim.part(clock - claim.clock, length), origins):
                if origins.knows(derived):
                    continue
                for part in list(_without_other_heirs(derived, origins, gone)):
                    origins.add(part)
                    found.append(part)
    return found


def _same(
    claims: Sequence[Claim], structs: Sequence[Struct], content: Callable[[int, int, int], bytes | None]
) -> Iterator[Claim]:
    """The parts of claims whose content is that of the units they name."""
    strings: dict[int, list[Struct]] = {}
    for struct in structs:
        if struct.kind == STRING:
            strings.setdefault(struct.client, []).append(struct)
    said = Origins(Derived(c.client, c.clock, c.length, *[c.from_client, c.from_clock] * 2) for c in claims)
    for claim in claims:
        held = strings.get(claim.client, [])
        for struct in held[max(0, bisect_right(held, claim.clock, key=_clock) - 1) :]:
            if struct.clock >= claim.clock + claim.length:
                break
            start, end = max(claim.clock, struct.clock), min(claim.clock + claim.length, struct.end)
            if start >= end:
                continue
            part = claim.part(start - claim.clock, end - start)
            here = struct.content.encode("utf-16-le")[2 * (start - struct.clock) : 2 * (end - struct.clock)]
            for known in _known(part, said, content):
                units = here[2 * (known.clock - start) : 2 * (known.clock - start + known.length)]
                if not _is_half(units) and content(known.from_client, known.from_clock, known.length) == units:
                    yield known


def _known(
    claim: Claim, said: Origins, content: Callable[[int, int, int], bytes | None], steps: int = MOST_STEPS
) -> Iterator[Claim]:
    """The claim on units whose content is known: those that were gone before they were ever sent (done, undone and done
    again without a connection) are what the same sender says that they were."""
    if content(claim.from_client, claim.from_clock, claim.length) is not None:
        yield claim
    elif steps:
        at = 0
        for client, clock, length in said.first(claim.from_client, claim.from_clock, claim.length):
            if (client, clock) != (claim.from_client, claim.from_clock + at):
                yield from _known(
                    Claim(claim.client, claim.clock + at, length, client, clock), said, content, steps - 1
                )
            at += length


def _is_half(units: bytes) -> bool:
    """Whether it begins or ends inside a character that takes two units."""
    return 0xDC <= units[1] < 0xE0 or 0xD8 <= units[-1] < 0xDC


def _firsts(claim: Claim, origins: Origins) -> Iterator[Derived]:
    at = 0
    for client, clock, length in list(origins.first(claim.from_client, claim.from_clock, claim.length)):
        part = claim.part(at, length)
        yield Derived(part.client, part.clock, length, part.from_client, part.from_clock, client, clock)
        at += length


def _without_other_heirs(derived: Derived, origins: Origins, gone: Ranges) -> Iterator[Derived]:
    """The parts whose words live nowhere else: neither where they were first written nor where they were made anew."""
    first = (derived.first_client, derived.first_clock, derived.length)
    free = [(clock - derived.first_clock, length) for clock, length in gone.common(*first)]
    for offset, heir in origins.made_anew(*first):
        dead = [(clock - heir[1] + offset, length) for clock, length in gone.common(*heir)]
        free = [*_both(free, [(0, offset), *dead, (offset + heir[2], derived.length)])]
    for start, length in free:
        yield Derived(
            derived.client,
            derived.clock + start,
            length,
            derived.from_client,
            derived.from_clock + start,
            derived.first_client,
            derived.first_clock + start,
        )


def _both(some: Iterable[tuple[int, int]], others: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What two lists of (start, length) have in common."""
    for start, length in some:
        for other, count in others:
            first, last = max(start, other), min(start + length, other + count)
            if first < last:
                yield first, last - first


def _in_order(claims: Sequence[Claim], order: Sequence[Placed]) -> Ranges:
    """Which of the claimed units stand, within their line, in the order in which those they come from stood."""
    by_client: dict[int, list[tuple[int, int]]] = {}
    for rank, item in enumerate(order):
        by_client.setdefault(item.client, []).append((item.clock, rank))
    for held in by_client.values():
        held.sort()
    wanted: dict[int, list[Claim]] = {}
    for claim in sorted(claims, key=_clock):
        wanted.setdefault(claim.client, []).append(claim)
    kept: list[Run] = []
    line: list[Run] = []
    ascends, last = True, (-1, -1)
    for item in order:
        if not item.words:
            continue
        for run, place in _ranks(item, wanted.get(item.client, []), by_client, order):
            ascends &= place > last
            last = place
            line.append(run)
        if "\n" in item.words:
            # Of an item with several lines the words count with its last.
            kept += line if ascends else []
            line, ascends, last = [], True, (-1, -1)
    return Ranges(kept + line if ascends else kept)


def _ranks(
    item: Placed,
    claims: Sequence[Claim],
    by_client: dict[int, list[tuple[int, int]]],
    order: Sequence[Placed],
) -> Iterator[tuple[Run, tuple[int, int]]]:
    """The claimed parts of an item, each with the place of what it comes from."""
    for claim in claims[max(0, bisect_right(claims, item.clock, key=_clock) - 1) :]:
        start, end = max(claim.clock, item.clock), min(claim.clock + claim.length, item.clock + item.length)
        if claim.clock >= item.clock + item.length:
            break
        while start < end:
            source = claim.from_clock + start - claim.clock
            held = by_client.get(claim.from_client, [])
            at = bisect_right(held, source, key=lambda one: one[0]) - 1
            if at < 0:
                return
            begin, rank = held[at]
            count = min(end - start, begin + order[rank].length - source)
            if count <= 0:
                return
            yield (claim.client, start, count), (rank, source - begin)
            start += count


def _clock(one: Claim | Derived | Struct) -> int:
    return one.clock


def joined(found: Iterable[Derived]) -> list[Derived]:
    """Neighbours made one."""
    runs: list[Derived] = []
    for one in sorted(found, key=lambda one: (one.client, one.clock)):
        last = runs[-1] if runs else None
        if (
            last is not None
            and last.client == one.client
            and last.clock + last.length == one.clock
            and (last.from_client, last.from_clock + last.length) == (one.from_client, one.from_clock)
            and (last.first_client, last.first_clock + last.length) == (one.first_client, one.first_clock)
        ):
            runs[-1] = replace(last, length=last.length + one.length)
        else:
            runs.append(one)
    return runs
