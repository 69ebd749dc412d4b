"""Rendering that always comes back: in a child process, killed after a second, with the plain words as a fallback.

Children are kept between texts (a comment costs a few milliseconds) and replaced when one is killed. Safe from
several threads; from asyncio, call it in a thread. After a fork the new process starts children of its own.
"""

import html
import json
import logging
import os
import re
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .lines import Line, from_json
from .markdown_in import literal
from .worker import DONE, HEADER, READY, SECONDS

Kind = Literal["text", "comment"]

CHILDREN = 2
"""Texts rendered at the same time; more wait their turn."""
GRACE = 0.1
"""Seconds given beyond the child's own limit, for its answer to come through the pipe."""
START = 20.0
"""Seconds within which a child must be ready (it imports Python-Markdown)."""

_ROOT = Path(__file__).resolve().parents[2]
_REQUESTS = {"text": b"t", "comment": b"c", "parse": b"p"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rendering:
    """HTML safe to show. `plain`: the text could not be rendered in time and its words are shown as they are."""

    html: str
    plain: bool


def render_safely(md: str, kind: Kind = "text") -> Rendering:
    """The HTML of a text or of a comment. Takes at most about a second of rendering; raises nothing for any text."""
    answer = _pool.ask(_REQUESTS[kind], md)
    return Rendering(plain_html(md), True) if answer is None else Rendering(answer, False)


def parse_safely(md: str) -> tuple[tuple[Line, ...], list[str]]:
    """`parse`, with every line of the source as a literal paragraph where it takes too long."""
    answer = _pool.ask(_REQUESTS["parse"], md)
    if answer is None:
        return literal(md), ["The text could not be read as Markdown and was kept as literal words."]
    lines, notes = json.loads(answer)
    return from_json(lines), notes


def plain_html(md: str) -> str:
    """The source's words as they stand: a paragraph between blank lines, line feeds kept."""
    paragraphs = re.split(r"\n[^\S\n]*\n\s*", _encodable(md).replace("\r\n", "\n").replace("\r", "\n").strip())
    return "\n".join(f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part)


def _encodable(md: str) -> str:
    """Without NUL and lone surrogates, which neither a pipe nor a database takes."""
    return md.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


class _Child:
    def __init__(self) -> None:
        environment = {"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8", "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "proposals.text.worker"],
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

    def ask(self, kind: bytes, request: bytes) -> str | None:
        """The answer, None where the child failed on this text. Raises TimeoutError or OSError for a child to end."""
        if not self.ready:
            if self._receive(time.monotonic() + START)[0] != READY:
                raise OSError("The rendering process did not start.")
            self.ready = True
        deadline = time.monotonic() + SECONDS + GRACE
        self._send(HEADER.pack(kind, len(request)) + request, deadline)
        status, answer = self._receive(deadline)
        return answer.decode() if status == DONE else None

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self.forget()

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
                raise EOFError("The rendering process ended.")
            data += part
        return bytes(data)

    @staticmethod
    def _wait(descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError("The rendering process is late.")


class _Pool:
    """Idle children, and a bound on how many texts are rendered at once."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._free = threading.BoundedSemaphore(CHILDREN)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []

    def ask(self, kind: bytes, md: str) -> str | None:
        request = _encodable(md).encode()
        with self._free:
            child = self._take()
            try:
                answer = child.ask(kind, request)
            except (OSError, EOFError):
                child.end()
                _log.warning("A text of %d bytes could not be rendered in time; it is shown plain.", len(request))
                return None
            except BaseException:
                # An interrupted caller must not leave a late answer to the next one.
                child.end()
                raise
            with self._lock:
                self._idle.append(child)
            return answer

    def _take(self) -> _Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.process.poll() is None:
                    return child
                child.end()
        return _Child()

    def _after_fork(self) -> None:
        # The pipes belong to the parent: closing our copies leaves its children alone.
        inherited = self._idle
        self.reset()
        for child in inherited:
            child.forget()
            child.process.returncode = 0


_pool = _Pool()
os.register_at_fork(after_in_child=_pool._after_fork)
