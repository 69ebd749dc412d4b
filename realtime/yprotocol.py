"""The wire of shared documents (y-protocols, Yjs updates v1), read strictly: pure, no Django, no pycrdt.

Sources: https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md, and `readClientsStructRefs`, `readItemContent`
and `readDeleteSet` of yjs 13.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from realtime.positions import length_in_units

SYNC, AWARENESS, AUTH, QUERY_AWARENESS = 0, 1, 2, 3
DURABLE, NOTICE, CLAIMS = 64, 65, 66
STEP1, STEP2, UPDATE = 0, 1, 2

GC, DELETED, STRING, FORMAT, SKIP = 0, 1, 4, 6, 10
ROOT = "body"

MAX_CLIENT = 2**53 - 1
MAX_CLOCK = 2**31 - 1
MAX_KEY = 64
MAX_VALUE = 4096
MAX_CLAIMS = 5_000


class Malformed(ValueError):
    """These bytes are not what they claim to be."""


class Unsupported(ValueError):
    """A well-formed update that holds something a shared text has no place for."""


class Reader:
    """Reads lib0's encoding from `data`; every overrun or oversize is Malformed."""

    __slots__ = ("data", "end", "pos")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.pos = 0
        self.end = len(data)

    def byte(self) -> int:
        if self.pos >= self.end:
            raise Malformed("ends too early")
        value = self.data[self.pos]
        self.pos += 1
        return value

    def uint(self, limit: int = MAX_CLIENT) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
            if shift > 56:
                raise Malformed("number too long")
        if value > limit:
            raise Malformed("number too large")
        return value

    def take(self) -> bytes:
        length = self.uint()
        if length > self.end - self.pos:
            raise Malformed("ends too early")
        self.pos += length
        return self.data[self.pos - length : self.pos]

    def string(self) -> str:
        try:
            return self.take().decode()
        except UnicodeDecodeError:
            raise Malformed("not UTF-8") from None

    def finish(self) -> None:
        if self.pos != self.end:
            raise Malformed("trailing bytes")


def uint(value: int) -> bytes:
    """lib0's varUint."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def sized(data: bytes) -> bytes:
    return uint(len(data)) + data


def sync_step1(state_vector: bytes) -> bytes:
    return b"\x00\x00" + sized(state_vector)


def sync_step2(update: bytes) -> bytes:
    return b"\x00\x01" + sized(update)


def sync_update(update: bytes) -> bytes:
    return b"\x00\x02" + sized(update)


def durable(count: int) -> bytes:
    """Our acknowledgement (type 64): how many updates of this connection are durable."""
    return uint(DURABLE) + uint(count)


def notice(message: dict[str, Any]) -> bytes:
    """Our in-band notice (type 65): one JSON object."""
    return uint(NOTICE) + sized(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode())


def moved(runs: Iterable[Any]) -> bytes:
    """The notice that words come from elsewhere in the text; `runs` have the numbers of a claim."""
    told = [[run.client, run.clock, run.length, run.from_client, run.from_clock] for run in runs]
    return notice({"type": "moved", "runs": told})


@dataclass(frozen=True)
class Struct:
    """One run of a client's units, `clock` to `clock + length`, in UTF-16 units for strings."""

    client: int
    clock: int
    length: int
    kind: int
    origin: tuple[int, int] | None = None
    right_origin: tuple[int, int] | None = None
    content: str = ""

    @property
    def end(self) -> int:
        return self.clock + self.length


@dataclass(frozen=True)
class DecodedUpdate:
    structs: tuple[Struct, ...]
    deletes: tuple[tuple[int, int, int], ...]

    @property
    def is_empty(self) -> bool:
        return not self.structs and not self.deletes


NOTHING = DecodedUpdate((), ())


def _identifier(reader: Reader) -> tuple[int, int]:
    return reader.uint(), reader.uint(MAX_CLOCK)


def _struct(reader: Reader, client: int, clock: int) -> Struct:
    info = reader.byte()
    kind = info & 0x1F
    if kind in (GC, SKIP):
        if info != kind:
            raise Malformed("flags on a gap")
        return Struct(client, clock, reader.uint(MAX_CLOCK), kind)
    origin = _identifier(reader) if info & 0x80 else None
    right_origin = _identifier(reader) if info & 0x40 else None
    if origin is None and right_origin is None:
        if reader.uint() != 1:
            raise Unsupported("nested types")
        if reader.string() != ROOT or info & 0x20:
            raise Unsupported("another root")
    if kind == DELETED:
        return Struct(client, clock, reader.uint(MAX_CLOCK), kind, origin, right_origin)
    if kind == STRING:
        text = reader.string()
        if "\0" in text:
            raise Unsupported("a zero character")
        return Struct(client, clock, length_in_units(text), kind, origin, right_origin, text)
    if kind == FORMAT:
        key, value = reader.string(), reader.string()
        if len(key) > MAX_KEY or len(value) > MAX_VALUE:
            raise Unsupported("an attribute too long")
        try:
            parsed = json.loads(value, parse_constant=lambda name: 1 / 0)
        except (ValueError, ZeroDivisionError, RecursionError):
            raise Malformed("an attribute that is not JSON") from None
        if "\0" in key or "\\u0000" in value or isinstance(parsed, dict | list):
            raise Unsupported("an attribute that is not a plain value")
        return Struct(client, clock, 1, kind, origin, right_origin, f"{key}={value}")
    raise Unsupported("content of another kind")


def decode_update(data: bytes) -> DecodedUpdate:
    """The structs and deleted ranges of a Yjs update (v1), every byte read. Raises Malformed or Unsupported."""
    reader = Reader(data)
    structs: list[Struct] = []
    seen: set[int] = set()
    for _ in range(reader.uint()):
        count, client, clock = reader.uint(), reader.uint(), reader.uint(MAX_CLOCK)
        if client in seen:
            raise Malformed("a client twice")
        seen.add(client)
        for _ in range(count):
            struct = _struct(reader, client, clock)
            clock = struct.end
            if struct.length == 0 or clock > MAX_CLOCK:
                raise Malformed("an impossible length")
            structs.append(struct)
    deletes = _deletes(reader)
    reader.finish()
    return DecodedUpdate(tuple(structs), deletes)


def _deletes(reader: Reader) -> tuple[tuple[int, int, int], ...]:
    deletes = []
    for _ in range(reader.uint()):
        client = reader.uint()
        for _ in range(reader.uint()):
            clock, length = reader.uint(MAX_CLOCK), reader.uint(MAX_CLOCK)
            if length == 0 or clock + length > MAX_CLOCK:
                raise Malformed("an impossible length")
            deletes.append((client, clock, length))
    return tuple(deletes)


def decode_claims(reader: Reader) -> list[tuple[int, int, int, int, int]]:
    """Our claims (type 66): (client, clock, length, from client, from clock) of each. Raises Malformed."""
    count = reader.uint()
    if count > MAX_CLAIMS:
        raise Malformed("too many claims")
    claims = []
    for _ in range(count):
        client, clock, length = reader.uint(), reader.uint(MAX_CLOCK), reader.uint(MAX_CLOCK)
        claims.append((client, clock, length, *_identifier(reader)))
        if length == 0 or max(clock, claims[-1][4]) + length > MAX_CLOCK:
            raise Malformed("an impossible length")
    reader.finish()
    return claims


def encode_claims(claims: Iterable[tuple[int, int, int, int, int]]) -> bytes:
    """The message (type 66) that says where the words of the next update come from."""
    listed = list(claims)
    return uint(CLAIMS) + uint(len(listed)) + b"".join(uint(number) for claim in listed for number in claim)


def decode_state_vector(data: bytes) -> dict[int, int]:
    """Client id to the first clock not known."""
    reader = Reader(data)
    state = {}
    for _ in range(reader.uint()):
        client = reader.uint()
        state[client] = reader.uint(MAX_CLOCK)
    reader.finish()
    return state


def encode_state_vector(state: dict[int, int]) -> bytes:
    return uint(len(state)) + b"".join(uint(client) + uint(clock) for client, clock in state.items())


@dataclass(frozen=True)
class Presence:
    """One client's awareness: `state` is None when it left."""

    client: int
    clock: int
    state: Any


def decode_awareness(data: bytes, *, most: int = 200) -> list[Presence]:
    """An awareness update; at most `most` entries are read."""
    reader = Reader(data)
    count = reader.uint()
    if count > most:
        raise Malformed("too many entries")
    entries = []
    for _ in range(count):
        client, clock, text = reader.uint(), reader.uint(), reader.string()
        try:
            entries.append(Presence(client, clock, json.loads(text)))
        except (ValueError, RecursionError):
            raise Malformed("an entry that is not JSON") from None
    reader.finish()
    return entries


def encode_awareness(entries: Iterable[Presence]) -> bytes:
    """The message (type 1) that tells these entries."""
    listed = list(entries)
    body = uint(len(listed)) + b"".join(
        uint(entry.client)
        + uint(entry.clock)
        + sized(json.dumps(entry.state, ensure_ascii=False, separators=(",", ":")).encode())
        for entry in listed
    )
    return uint(AWARENESS) + sized(body)
