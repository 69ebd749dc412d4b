"""The child process that renders: `python -m proposals.text.worker`, driven by `sandbox`.

Requests on standard input: kind (1 byte), length (4 bytes, big-endian), that many bytes of UTF-8. Answers on standard
output: status (1 byte), length, bytes. The child kills itself past a second of processor or of wall-clock time on one
request, has bounded memory, and ends when its input does, that is with its parent.
"""

import json
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import BinaryIO

from .html import render_comment_html, render_html
from .lines import to_json
from .markdown import parse

SECONDS = 1.0
"""Processor time and wall-clock time allowed to one text."""
MEMORY = 768 * 1024 * 1024
"""Address space of the child, bytes."""

HEADER = struct.Struct(">cI")
READY, DONE, FAILED = b"r", b"d", b"f"


def _parsed(md: str) -> str:
    lines, notes = parse(md)
    return json.dumps([to_json(lines), notes])


KINDS: dict[bytes, Callable[[str], str]] = {b"t": render_html, b"c": render_comment_html, b"p": _parsed}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    _answer(sink, READY, b"")
    while header := source.read(HEADER.size):
        kind, length = HEADER.unpack(header)
        request = source.read(length)
        _limit(SECONDS)
        try:
            status, answer = DONE, KINDS[kind](request.decode()).encode()
        except Exception:
            # Whatever a hostile text breaks (recursion, memory, a fault of a parser), it is shown plain.
            status, answer = FAILED, b""
        _limit(0)
        _answer(sink, status, answer)


def _limit(seconds: float) -> None:
    """The kernel ends the process at these alarms: Python cannot be late for them, even inside a regular expression."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _answer(sink: BinaryIO, status: bytes, answer: bytes) -> None:
    sink.write(HEADER.pack(status, len(answer)) + answer)
    sink.flush()


if __name__ == "__main__":
    main()
