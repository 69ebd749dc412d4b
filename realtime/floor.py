"""The live floor of one process: its hub, its log, its open rooms and connections; started with the server."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any
from uuid import UUID

from realtime.commitlog import CommitLog
from realtime.connections import SIGNED_OUT, Connection
from realtime.document_room import DocumentRoom
from realtime.hub import EVERY_PROCESS, Hub
from realtime.models import Document
from realtime.page_room import PageRoom
from realtime.registry import RoomKind

logger = logging.getLogger(__name__)

SWEEP_EVERY = 60.0
"""Rights of all connections are asked again at least this often: sessions end by themselves too."""
FOLLOW_EVERY = 1.0


class Floor:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.hub = Hub()
        self.log = CommitLog(self.loop)
        self.connections: set[Connection] = set()
        self._rooms: dict[str, Any] = {}
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        await self.hub.start()
        await self.hub.subscribe(EVERY_PROCESS, self._from_layer, lambda: self.keep(self._recheck_all()))
        self.log.start()
        self.keep(self._sweep())
        self.keep(self._follow_logs())

    async def stop(self) -> None:
        """What is queued is committed first."""
        await self.log.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.hub.stop()

    async def document_room(self, document_id: UUID) -> DocumentRoom:
        return await self._room(f"document.{document_id}", lambda: DocumentRoom(self, document_id))

    async def page_room(self, name: str, kind: RoomKind | None) -> PageRoom:
        return await self._room(f"room.{name}", lambda: PageRoom(self, name, kind))

    async def _room(self, group: str, make: Any) -> Any:
        """The open room, or a new one; two first comers get the same, and both wait until it listens.

        It is held from this moment, so that it cannot close between being found and being entered: `release` it.
        """
        if group not in self._rooms:
            self._rooms[group] = make()
            self._opening[group] = self.keep(self._rooms[group].open())
        room = self._rooms[group]
        room.held += 1
        opening = self._opening.get(group)
        try:
            if opening is not None:
                await asyncio.shield(opening)
        except BaseException:
            self.release(room)
            raise
        finally:
            if opening is not None and opening.done() and self._opening.get(group) is opening:
                del self._opening[group]
        return room

    def release(self, room: Any) -> None:
        """Who held the room has left."""
        room.held -= 1
        self.leave_if_idle(room)

    def leave_if_idle(self, room: Any) -> None:
        group: str = room.group
        if room.is_idle and group in self._rooms and self._rooms[group] is room:
            del self._rooms[group]
            self._opening.pop(group, None)
            self.keep(room.close())

    def keep(self, coroutine: Any) -> asyncio.Task[Any]:
        """A task that is held until it ends; what it raises is logged."""
        task = self.loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("a live task failed", exc_info=task.exception())

    def _from_layer(self, message: dict[str, Any]) -> None:
        ended, asked = message.get("signed_out"), message.get("recheck")
        for connection in list(self.connections):
            if connection.recheck is None:
                connection.asked_meanwhile = True
            elif ended is not None:
                if connection.digest == ended:
                    connection.close(SIGNED_OUT, "signed out")
            elif asked is not None and (
                (asked["user_id"] is not None and connection.user_id == asked["user_id"])
                or (asked["document_id"] is not None and connection.place == f"document.{asked['document_id']}")
                or (asked["room"] is not None and connection.place == f"room.{asked['room']}")
            ):
                self.keep(connection.recheck())

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            await self._recheck_all()

    async def _recheck_all(self) -> None:
        for connection in list(self.connections):
            if connection.recheck is not None and not connection.closed:
                await connection.recheck()

    async def _follow_logs(self) -> None:
        """Between processes only hints are sent, which may be lost: the log is asked whether it went on."""
        while True:
            await asyncio.sleep(FOLLOW_EVERY)
            rooms = [room for room in self._rooms.values() if isinstance(room, DocumentRoom)]
            if rooms:
                found = await self.log.asked(partial(_standing, [room.key for room in rooms]))
                if isinstance(found, Exception):
                    await asyncio.sleep(FOLLOW_EVERY * 4)
                    continue
                for room in rooms:
                    if room.key in found:
                        room.stands_at(*found[room.key])


def _standing(keys: list[UUID]) -> dict[UUID, tuple[int, bool]]:
    rows = Document.objects.filter(pk__in=keys).values_list("pk", "sequence", "writable")
    return {pk: (sequence, writable) for pk, sequence, writable in rows}


class _Process:
    """What one process holds: its floor, and the start that is under way, each for one loop."""

    floor: Floor | None = None
    starting: asyncio.Task[Floor] | None = None


async def current() -> Floor:
    """The floor of this process; started here where the server told nothing of its start (daphne)."""
    loop = asyncio.get_running_loop()
    if _Process.floor is not None and _Process.floor.loop is loop:
        return _Process.floor
    if _Process.starting is None or _Process.starting.get_loop() is not loop:
        _Process.starting = loop.create_task(_start())
    return await asyncio.shield(_Process.starting)


def ailment() -> str | None:
    """Which part of this process's floor does not work any more, in a word; None where all do, or none runs here."""
    floor = _Process.floor
    return "commit-log" if floor is not None and floor.log.has_died else None


async def _start() -> Floor:
    floor = Floor()
    await floor.start()
    _Process.floor = floor
    return floor


async def stop() -> None:
    """Ends the floor of this process, if it runs."""
    floor, _Process.floor, _Process.starting = _Process.floor, None, None
    if floor is not None:
        await floor.stop()
