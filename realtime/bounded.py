"""Work that always comes back: done in a child process that is killed past its time or memory.

    CHILDREN = Children("proposals.text.worker", LIMITS, count=2)
    answer = CHILDREN.ask(b"t", request)        # bytes, or an exception below

The module named is run as `python -m` and calls `bounded_child.serve`. Children are kept between requests and replaced
when one is killed. Safe from several threads; from asyncio, call it in a thread. After a fork the new process starts
children of its own. A child has neither Django nor this process's environment, and so none of its secrets.
"""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from realtime.bounded_child import DONE, HEADER, READY, Limits

GRACE = 0.1
"""Seconds given beyond the child's own limit, for its answer to come through the pipe."""
START = 20.0
"""Seconds within which a child must be ready (it imports what it needs)."""

_ROOT = Path(__file__).resolve().parents[1]


class Unanswered(Exception):
    """The child gave no answer: it ended, or was late. `too_long`: it had used up its processor time."""

    def __init__(self, *, too_long: bool = False) -> None:
        super().__init__("too long" if too_long else "late or ended")
        self.too_long = too_long


class Failed(Exception):
    """The child could not do this piece of work, and lives."""


class AllBusy(Exception):
    """No child was free within the time that one waits for one."""


class Children:
    """At most `count` children at once; more requests wait their turn, `patience` seconds (None: until it comes)."""

    def __init__(self, module: str, limits: Limits, *, count: int, patience: float | None = None) -> None:
        self.module, self.limits, self.count, self.patience = module, limits, count, patience
        self._reset()
        os.register_at_fork(after_in_child=self._after_fork)

    def ask(self, kind: bytes, request: bytes) -> bytes:
        """The child's answer. Raises Failed, Unanswered (that child is replaced) or AllBusy."""
        if not self._free.acquire(timeout=self.patience):
            raise AllBusy
        try:
            child = self._take()
            try:
                answer = child.ask(kind, request)
            except (OSError, EOFError):
                raise Unanswered(too_long=child.end() == -signal.SIGPROF) from None
            except BaseException:
                # An interrupted caller must not leave a late answer to the next one.
                child.end()
                raise
            with self._lock:
                self._idle.append(child)
        finally:
            self._free.release()
        if answer is None:
            raise Failed
        return answer

    @property
    def idle(self) -> list["Child"]:
        """Those that wait for work now."""
        with self._lock:
            return list(self._idle)

    def _reset(self) -> None:
        self._free = threading.BoundedSemaphore(self.count)
        self._lock = threading.Lock()
        self._idle: list[Child] = []

    def _take(self) -> "Child":
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
                child.end()
        return Child(self.module, self.limits)

    def _after_fork(self) -> None:
        # The pipes belong to the parent: closing our copies leaves its children alone.
        inherited = self._idle
        self._reset()
        for child in inherited:
            child.forget()
            child.process.returncode = 0


class Child:
    """One child process, seen from its parent."""

    def __init__(self, module: str, limits: Limits) -> None:
        environment = {"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8", "LANG": "C.UTF-8"}
        self.limits = limits
        self.process = subprocess.Popen(  # noqa: S603 (a module of ours)
            [sys.executable, "-m", module],
            cwd=_ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self.to, self.out = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self.to, False)
        os.set_blocking(self.out, False)
        self.ready = False

    def ask(self, kind: bytes, request: bytes) -> bytes | None:
        """The answer, None where it failed on it. Raises TimeoutError, OSError or EOFError for a child to end."""
        if not self.ready:
            if self._receive(time.monotonic() + START)[0] != READY:
                raise OSError("The child process did not start.")
            self.ready = True
        deadline = time.monotonic() + self.limits.wall + GRACE
        self._send(HEADER.pack(kind, len(request)) + request, deadline)
        status, answer = self._receive(deadline)
        return answer if status == DONE else None

    def end(self) -> int:
        """Ends it; the process's return code, negative where a signal ended it."""
        self.process.kill()
        code = self.process.wait()
        self.forget()
        return code

    def forget(self) -> None:
        """Closes this side of the pipes; the child ends by itself."""
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            self._wait(self.to, select.POLLOUT, deadline)
            view = view[os.write(self.to, view[:65536]) :]

    def _receive(self, deadline: float) -> tuple[bytes, bytes]:
        status, length = HEADER.unpack(self._read(HEADER.size, deadline))
        return status, self._read(length, deadline)

    def _read(self, length: int, deadline: float) -> bytes:
        data = bytearray()
        while len(data) < length:
            self._wait(self.out, select.POLLIN, deadline)
            part = os.read(self.out, min(length - len(data), 1 << 20))
            if not part:
                raise EOFError("The child process ended.")
            data += part
        return bytes(data)

    @staticmethod
    def _wait(descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError("The child process is late.")
