"""One hub per server process: it carries messages between processes, threads and the local rooms."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer

logger = logging.getLogger(__name__)

EVERY_PROCESS = "realtime"
Handler = Callable[[dict[str, Any]], None]

_running: Hub | None = None


class Hub:
    """Holds one layer channel; handlers of a group are called in the loop, in the layer's order."""

    def __init__(self) -> None:
        self.id = secrets.token_hex(8)
        self.loop = asyncio.get_running_loop()
        self.layer = get_channel_layer()
        self._handlers: dict[str, list[Handler]] = {}
        self._pending: set[asyncio.Future[Any]] = set()

    async def start(self) -> None:
        global _running
        self.channel = await self.layer.new_channel()
        self._task = self.loop.create_task(self._receive())
        _running = self

    async def stop(self) -> None:
        global _running
        if _running is self:
            _running = None
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def subscribe(self, group: str, handler: Handler) -> None:
        """Returns once nothing said in the group can be missed any more."""
        handlers = self._handlers.setdefault(group, [])
        handlers.append(handler)
        await self.layer.group_add(group, self.channel)

    async def unsubscribe(self, group: str, handler: Handler) -> None:
        handlers = self._handlers.get(group, [])
        if handler not in handlers:
            return
        handlers.remove(handler)
        if not handlers:
            del self._handlers[group]
            await self.layer.group_discard(group, self.channel)
            if group in self._handlers:  # somebody came while the layer was told
                await self.layer.group_add(group, self.channel)

    def listens(self, group: str) -> bool:
        """Whether somebody of this process is in the group; from any thread."""
        return group in self._handlers

    def publish(self, group: str, message: dict[str, Any]) -> None:
        """From the loop's thread: sends to every process, this one too."""
        self._keep(self.loop.create_task(self.layer.group_send(group, _envelope(group, message))))

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._pending.add(task)
        task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Future[Any]) -> None:
        self._pending.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("a message between processes was lost: %s", task.exception())

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
            for handler in list(self._handlers.get(envelope["group"], [])):
                try:
                    handler(envelope["message"])
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
    layer = get_channel_layer()
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        async_to_sync(layer.group_send)(group, _envelope(group, message))
    else:
        loop.create_task(layer.group_send(group, _envelope(group, message)))  # noqa: RUF006


def running() -> Hub:
    """The hub of this process; only where the server runs."""
    if _running is None:
        raise RuntimeError("the live floor runs in the server only (manage.py serve)")
    return _running
