"""Lines of a log, many in one compressed piece and back: pure, no Django.

zlib over one line of JSON (who, when, how long each is) and the updates one after the other; docs/realtime.md names the
fields. What is alike stands together, so that it packs well.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, groupby, pairwise

FORMAT = "consult-log/1"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LONGEST_MENDED = 4096
"""Bytes of an update; in a longer one it takes too long to try every bit."""


@dataclass(frozen=True)
class Line:
    """One integrated update; `user_id` is None for the server's own."""

    sequence: int
    user_id: int | None
    capacity: str
    at: datetime
    data: bytes


def encode(lines: list[Line]) -> bytes:
    """`lines` follow one another without a gap."""
    people: dict[tuple[int | None, str], int] = {}
    who = [people.setdefault((line.user_id, line.capacity), len(people)) for line in lines]
    at = [microseconds(line.at) for line in lines]
    head = {
        "format": FORMAT,
        "first": lines[0].sequence,
        "people": list(people),
        "who": [[person, len(list(same))] for person, same in groupby(who)],
        "at": [at[0], *(later - earlier for earlier, later in pairwise(at))],
        "sizes": [len(line.data) for line in lines],
    }
    written = json.dumps(head, separators=(",", ":")).encode()
    return zlib.compress(b"\n".join((written, b"".join(line.data for line in lines))))


def decode(data: bytes) -> list[Line]:
    """The lines as they were. Raises ValueError where `data` is no such piece."""
    try:
        written, _, updates = zlib.decompress(data).partition(b"\n")
        head = json.loads(written)
        if head["format"] != FORMAT:
            raise ValueError("another format")
        who = [head["people"][person] for person, times in head["who"] for _ in range(times)]
        ends = list(accumulate(head["sizes"], initial=0))
        if ends[-1] != len(updates):
            raise ValueError("more or less than it says")
        spans = zip(who, accumulate(head["at"]), pairwise(ends), strict=True)
        return [
            Line(sequence, user_id, capacity, EPOCH + at * MICROSECOND, updates[start:end])
            for sequence, ((user_id, capacity), at, (start, end)) in enumerate(spans, head["first"])
        ]
    except (zlib.error, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"not a piece of a log: {error}") from error


def checksum(document: bytes, line: Line) -> int:
    """CRC-32 of all that a line is: one flipped bit is always noticed. `document` is the document's id."""
    head = f"{line.sequence} {line.user_id} {microseconds(line.at)} {line.capacity}\n"
    return zlib.crc32(line.data, zlib.crc32(document + head.encode()))


def mended(document: bytes, line: Line, expected: int) -> Line | None:
    """The line as it was before one bit of its update, or of its checksum, was flipped; None for any other damage.

    Of lines this short a CRC-32 tells each flipped bit from any other.
    """
    found = checksum(document, line)
    if (found ^ expected).bit_count() == 1:
        return line
    if len(line.data) <= LONGEST_MENDED:
        data = bytearray(line.data)
        for at in range(len(data)):
            for bit in range(8):
                data[at] ^= 1 << bit
                tried = replace(line, data=bytes(data))
                if checksum(document, tried) == expected:
                    return tried
                data[at] ^= 1 << bit
    return None


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND
