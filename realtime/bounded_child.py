"""The side of the child in bounded work: limits on itself, then requests answered one after the other.

Requests on standard input: kind (1 byte), length (4 bytes, big-endian), that many bytes. Answers on standard output:
status (1 byte), length, bytes. The child is ended by the kernel past its time on one request, has bounded memory, and
ends when its input does, that is with its parent. It imports the standard library alone.
"""

import os
import resource
import signal
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

HEADER = struct.Struct(">cI")
READY, DONE, FAILED = b"r", b"d", b"f"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of processor and of wall-clock time for one request, bytes of address space for the child, and how far
    it steps back behind other processes (as `nice`)."""

    processor: float
    wall: float
    memory: int
    nice: int = 0


def serve(kinds: Mapping[bytes, Callable[[bytes], bytes]], limits: Limits) -> None:
    """Answer until the input ends. What a kind raises is answered as FAILED, without words."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(limits.nice)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    _answer(sink, READY, b"")
    while header := source.read(HEADER.size):
        kind, length = HEADER.unpack(header)
        request = source.read(length)
        _alarm(limits.processor, limits.wall)
        try:
            status, answer = DONE, kinds[kind](request)
        except Exception:
            # Whatever a hostile request breaks (recursion, memory, a fault of a parser): the parent knows what to do.
            status, answer = FAILED, b""
        _alarm(0, 0)
        _answer(sink, status, answer)


def _alarm(processor: float, wall: float) -> None:
    """The kernel ends the process at these alarms: Python cannot be late for them, even inside a regular expression."""
    signal.setitimer(signal.ITIMER_PROF, processor)
    signal.setitimer(signal.ITIMER_REAL, wall)


def _answer(sink: BinaryIO, status: bytes, answer: bytes) -> None:
    sink.write(HEADER.pack(status, len(answer)) + answer)
    sink.flush()
