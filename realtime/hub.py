"""One hub per server process: it carries messages between processes, threads and the local rooms."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

EVERY_PROCESS = "realtime"
BEAT = 1.0
ANSWERS_WITHIN = 4.0
"""Seconds within which the layer takes what it is given; else it is away. Every page reads itself again afterwards, so
a process that is merely busy must not take itself for cut off."""
MOST_PENDING = 1000

Handler = Callable[[dict[str, Any]], None]
Missed = Callable[[], object]

_running: Hub | None = None


class Hub:
    """Holds one layer channel; handlers of a group are called in the loop, in the layer's order.

    The layer may lose messages, restart, or be away for long: nobody waits for it. A beat that goes through it and
    comes back tells when it was away; who listens is then told by `missed` that anything may have been said meanwhile.
    """

    def __init__(self) -> None:
        self.id = secrets.token_hex(8)
        self.loop = asyncio.get_running_loop()
        self.layer = get_channel_layer()
        self._handlers: dict[str, list[Handler]] = {}
        self._missed: dict[Handler, Missed] = {}
        self._unheard: set[str] = set()
        self._is_away = False
        self._sent_beat = self._heard_beat = 0
        self._pending: set[asyncio.Future[Any]] = set()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        global _running
        self._beats = f"hub.{self.id}"
        self.channel = await self.layer.new_channel()
        self._tasks = [self.loop.create_task(self._receive())]
        if not isinstance(self.layer, InMemoryChannelLayer):
            await self.subscribe(self._beats, self._beat_came)
            self._tasks.append(self.loop.create_task(self._beat()))
        _running = self

    async def stop(self) -> None:
        global _running
        if _running is self:
            _running = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def subscribe(self, group: str, handler: Handler, missed: Missed = lambda: None) -> None:
        """Returns once nothing said in the group can be missed any more without `missed` being called."""
        self._handlers.setdefault(group, []).append(handler)
        self._missed[handler] = missed
        await self._listen(group)

    async def unsubscribe(self, group: str, handler: Handler) -> None:
        handlers = self._handlers.get(group, [])
        if handler not in handlers:
            return
        handlers.remove(handler)
        del self._missed[handler]
        if not handlers:
            del self._handlers[group]
            self._unheard.discard(group)
            await self._asked(self.layer.group_discard(group, self.channel))
            if group in self._handlers:  # somebody came while the layer was told
                await self._listen(group)

    async def _listen(self, group: str) -> None:
        if self._is_away or not await self._asked(self.layer.group_add(group, self.channel)):
            self._unheard.add(group)

    async def _asked(self, question: Coroutine[Any, Any, Any]) -> bool:
        """Whether the layer did it in time; else it counts as away."""
        try:
            await asyncio.wait_for(question, ANSWERS_WITHIN)
        except Exception as error:
            self._went_away(error)
            return False
        return True

    def _went_away(self, error: BaseException | str) -> None:
        if not self._is_away:
            self._is_away = True
            logger.error("the layer between processes does not answer: %s", error)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            self._sent_beat += 1
            if self._beats in self._unheard and await self._asked(self.layer.group_add(self._beats, self.channel)):
                self._unheard.discard(self._beats)
            await self._asked(self.layer.group_send(self._beats, _envelope(self._beats, {"beat": self._sent_beat})))

    def _beat_came(self, message: dict[str, Any]) -> None:
        if message["beat"] != self._heard_beat + 1:
            self._went_away("a beat was lost")
        self._heard_beat = message["beat"]
        if self._is_away:
            self._keep(self.loop.create_task(self._come_back()))

    async def _come_back(self) -> None:
        """Tells every process: what this one said is lost as well as what it should have heard."""
        self._is_away = False
        while self._unheard and not self._is_away:
            await self._listen(self._unheard.pop())
        if not self._is_away:
            logger.warning("the layer between processes answers again")
            self.publish(EVERY_PROCESS, {"missed": self.id})

    def listens(self, group: str) -> bool:
        """Whether somebody of this process is in the group; from any thread."""
        return group in self._handlers

    def publish(self, group: str, message: dict[str, Any]) -> None:
        """From the loop's thread: sends to every process, this one too; lost where the layer is away."""
        if len(self._pending) >= MOST_PENDING:
            self._went_away("it takes too little")
        if not self._is_away:
            self._keep(self.loop.create_task(self.layer.group_send(group, _envelope(group, message))))

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._pending.add(task)
        task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Future[Any]) -> None:
        self._pending.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._went_away(error)

    async def _receive(self) -> None:
        while True:
            try:
                envelope = await self.layer.receive(self.channel)
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("the layer between processes does not answer")
                await asyncio.sleep(1)
                continue
            message = envelope["message"]
            if envelope["group"] == EVERY_PROCESS and "missed" in message:
                calls: list[Callable[[], object]] = list(self._missed.values())
            else:
                calls = [partial(handler, message) for handler in self._handlers.get(envelope["group"], [])]
            for call in calls:
                try:
                    call()
                except Exception:
                    logger.exception("a live message could not be handled")


def _envelope(group: str, message: dict[str, Any]) -> dict[str, Any]:
    return {"type": "hub", "group": group, "message": message}


def may_be_heard(group: str) -> bool:
    """Whether what is published in the group reaches anybody; True where other processes may listen."""
    if not isinstance(get_channel_layer(), InMemoryChannelLayer):
        return True
    return _running is not None and _running.listens(group)


def publish(group: str, message: dict[str, Any]) -> None:
    """From any thread, with or without a hub in this process."""
    hub = _running
    if hub is not None:
        hub.loop.call_soon_threadsafe(hub.publish, group, message)
        return
    if not may_be_heard(group):
        # It ends with this process, in which nobody listens: a command, or a server whose floor was never entered.
        return
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        async_to_sync(_send_alone)(group, message)
    else:
        loop.create_task(_send_alone(group, message))  # noqa: RUF006


async def _send_alone(group: str, message: dict[str, Any]) -> None:
    """What was done is committed: that nobody could be told of it must not look like a failure."""
    try:
        await asyncio.wait_for(get_channel_layer().group_send(group, _envelope(group, message)), ANSWERS_WITHIN)
    except Exception as error:
        logger.error("a message between processes was lost: %s", error)


def running() -> Hub:
    """The hub of this process; only where the server runs."""
    if _running is None:
        raise RuntimeError("the live floor runs in the server only (manage.py serve)")
    return _running
