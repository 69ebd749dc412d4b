"""The one writer of a process: whatever queued while the last commit ran goes into one durable transaction."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.db import DatabaseError, close_old_connections, connections, transaction

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 2000
PAUSE_AFTER_FAILURE = 0.5


class Log(Protocol):
    """One document's log. The writer's thread calls `write` and `forget`, the loop `committed` and `failed`."""

    key: Any

    def write(self, entries: Sequence[Any]) -> Any:
        """Inside the transaction; what it returns goes to `committed`. What it raises undoes this log's part alone."""

    def forget(self, entries: Sequence[Any]) -> None:
        """`entries` are not durable: load again before the next use."""

    def committed(self, outcome: Any) -> None:
        """What was written is durable; called in the order of the commits."""

    def failed(self, entries: Sequence[Any]) -> None:
        """None of `entries` was saved."""


class CommitLog:
    """Acknowledgement and broadcast come from `Log.committed`, so never before the commit."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: queue.SimpleQueue[tuple[str, Any, Any]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="commit-log", daemon=True)
        self._closing = False

    @property
    def has_died(self) -> bool:
        """Whether its thread ended without being asked to: then nothing is saved any more in this process."""
        return self._thread.ident is not None and not self._thread.is_alive() and not self._closing

    def start(self) -> None:
        self._thread.start()

    def write(self, log: Log, entry: Any) -> None:
        """Queues `entry` for `log`; from the loop's thread."""
        self._queue.put(("write", log, entry))

    def read(self, question: Callable[[], Any], answer: Callable[[Any], None]) -> None:
        """Asks once all that was queued before is committed; `answer` gets the value (or the exception) in the loop."""
        self._queue.put(("read", question, answer))

    async def asked(self, question: Callable[[], Any]) -> Any:
        """The value that `read` would give to its `answer`."""
        answered = self._loop.create_future()

        def answer(value: Any) -> None:
            if not answered.done():
                answered.set_result(value)

        self.read(question, answer)
        return await answered

    async def close(self) -> None:
        """Commits what is queued, then ends the thread."""
        self._closing = True
        self._queue.put(("close", None, None))
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        try:
            self._work()
        except BaseException:
            # Nobody waits for this thread: without a word everything typed from now on would stay unsaved.
            logger.critical(
                "the commit log has died: no text is saved until this process is started anew", exc_info=True
            )
        finally:
            connections.close_all()

    def _work(self) -> None:
        closing = False
        while not closing:
            batch = [self._queue.get()]
            while len(batch) < MOST_AT_ONCE:
                try:
                    batch.append(self._queue.get_nowait())
                except queue.Empty:
                    break
            closing = any(kind == "close" for kind, _, _ in batch)
            self._write([(log, entry) for kind, log, entry in batch if kind == "write"])
            for kind, question, answer in batch:
                if kind == "read":
                    self._read(question, answer)

    def _write(self, writes: list[tuple[Log, Any]]) -> None:
        groups: dict[int, tuple[Log, list[Any]]] = {}
        for log, entry in writes:
            groups.setdefault(id(log), (log, []))[1].append(entry)
        if not groups:
            return
        outcomes: list[tuple[Log, list[Any], Any]] = []
        failures: list[tuple[Log, list[Any]]] = []
        try:
            with transaction.atomic():
                # Always in the same order: two processes never wait for each other.
                for log, entries in sorted(groups.values(), key=lambda group: str(group[0].key)):
                    try:
                        with transaction.atomic():
                            outcomes.append((log, entries, log.write(entries)))
                    # A panic of the document's library is no Exception; this thread must outlive it.
                    except BaseException:
                        logger.exception("updates of %s could not be written", log.key)
                        failures.append((log, entries))
                if transaction.get_rollback():
                    # A failure took the whole transaction with it (disk full, connection gone): Django would end it
                    # without a word, and what the others wrote would be acknowledged and lost.
                    raise DatabaseError("the transaction of this commit was undone")
        except BaseException:
            logger.exception("a commit of the log failed")
            failures, outcomes = list(groups.values()), []
            connections.close_all()
        for log, entries in failures:
            log.forget(entries)
        for log, _entries, outcome in outcomes:
            self._tell(log.committed, outcome)
        if failures:
            # A database that is gone would otherwise be asked again at once, by every client.
            time.sleep(PAUSE_AFTER_FAILURE)
            for log, entries in failures:
                self._tell(log.failed, entries)

    def _read(self, question: Callable[[], Any], answer: Callable[[Any], None]) -> None:
        try:
            value = question()
        # Like a write: a panic of the document's library is no Exception.
        except BaseException as error:
            logger.exception("the log could not be read")
            close_old_connections()
            value = error if isinstance(error, Exception) else RuntimeError(repr(error))
        self._tell(answer, value)

    def _tell(self, call: Callable[[Any], None], value: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(call, value)
        except RuntimeError:
            logger.warning("the loop is closed: an outcome of the log has no listener")
