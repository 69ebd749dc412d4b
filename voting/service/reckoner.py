"""The child process that tells what a rule does: `python -m voting.service.reckoner`, driven by the domain.

A request of kind POWER is `{"rule", "voters"}`, answered by what `powers` finds; one of kind TRIAL the rule tried and
the files it is tried on, each after its length (4 bytes, big-endian), answered by `{"found": [...]}` of `tried_files`;
or `{"too_much": true}` where the memory or the length of an answer does not suffice.
"""

import json
import struct
from collections.abc import Callable, Sequence
from typing import Any

from realtime.bounded_child import Limits, serve
from voting.counting import read
from voting.service.powers import powers
from voting.service.trial import tried_files

LIMITS = Limits(processor=6.0, wall=15.0, memory=768 * 1024 * 1024, nice=10)
"""Of one request, and of the child."""
LONGEST_ANSWER = 8_000_000
POWER, TRIAL = b"p", b"t"
LENGTH = struct.Struct(">I")


def request_of(parts: Sequence[bytes]) -> bytes:
    """A request of kind TRIAL: the rule, then the files."""
    return b"".join(LENGTH.pack(len(part)) + part for part in parts)


def _parts_of(request: bytes) -> list[bytes]:
    parts, start = [], 0
    while start < len(request):
        [length] = LENGTH.unpack_from(request, start)
        start += LENGTH.size
        parts.append(request[start : start + length])
        start += length
    return parts


def _power(request: bytes) -> dict[str, Any]:
    return powers(**read(request))


def _trial(request: bytes) -> dict[str, Any]:
    rule, *files = _parts_of(request)
    return {"found": tried_files(read(rule), files)}


def _answered(find: Callable[[bytes], dict[str, Any]]) -> Callable[[bytes], bytes]:
    def answer(request: bytes) -> bytes:
        try:
            found = json.dumps(find(request)).encode()
            if len(found) <= LONGEST_ANSWER:
                return found
        except MemoryError:
            pass
        return json.dumps({"too_much": True}).encode()

    return answer


if __name__ == "__main__":
    serve({POWER: _answered(_power), TRIAL: _answered(_trial)}, LIMITS)
