"""The child process that counts: `python -m voting.service.child`, driven by `counting_files` of the domain.

A request of kind FILES is the length of the rule (4 bytes, big-endian), the rule, the poll; one of kind BODY the
document that holds both. The answer is JSON: what `files` found, `{"fault": {file, pointer, message, is_syntax}}`, or
`{"too_much": true}` where the memory or the length of an answer does not suffice.
"""

import json
import struct
from collections.abc import Callable
from typing import Any

from realtime.bounded_child import Limits, serve
from voting.service.files import Fault, count_body, count_files

LIMITS = Limits(processor=3.0, wall=8.0, memory=512 * 1024 * 1024, nice=10)
"""Of one count, and of the child."""
LONGEST = 4_000_000
"""Bytes of a result that is still handed out."""
LONGEST_ANSWER = 4 * LONGEST
"""Bytes of an answer: the result with its escapes, beside what is told of the rule."""
FILES, BODY = b"f", b"b"
LENGTH = struct.Struct(">I")


def request_of(rule: bytes, poll: bytes) -> bytes:
    """Two files as a request of kind FILES."""
    return LENGTH.pack(len(rule)) + rule + poll


def _files(request: bytes) -> dict[str, Any]:
    [length] = LENGTH.unpack_from(request)
    start = LENGTH.size
    return count_files(request[start : start + length], request[start + length :])


def _answered(count: Callable[[bytes], dict[str, Any]]) -> Callable[[bytes], bytes]:
    def answer(request: bytes) -> bytes:
        try:
            found = count(request)
            if len(found["canonical"].encode()) <= LONGEST:
                answered = json.dumps(found).encode()
                if len(answered) <= LONGEST_ANSWER:
                    return answered
        except Fault as fault:
            found = {
                "file": fault.file,
                "pointer": fault.pointer,
                "message": fault.message,
                "is_syntax": fault.is_syntax,
            }
            return json.dumps({"fault": found}).encode()
        except MemoryError:
            pass
        return json.dumps({"too_much": True}).encode()

    return answer


if __name__ == "__main__":
    serve({FILES: _answered(_files), BODY: _answered(count_body)}, LIMITS)
