"""A page's room: the same bytes to everybody, who is reading, who is typing."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from typing import TYPE_CHECKING, Any

from realtime.connections import Connection, Event, in_thread
from realtime.frames import Frames
from realtime.registry import Actor, RoomKind
from realtime.stamps import stamp_of

if TYPE_CHECKING:
    from realtime.floor import Floor

TYPING_LASTS = 6.0
PRESENCE_AT_MOST_EVERY = 0.3
OTHERS_SILENT_AFTER = 45.0
RENEW_EVERY = 15.0
MOST_SHOWN = 200


class Reader(Connection):
    """A connection in a page's room; `actor` is None for somebody who is not shown to others."""

    actor: Actor | None = None
    typing: str | None = None
    typing_until = 0.0
    away = False


def text(frame: str) -> Event:
    return {"type": "websocket.send", "text": frame}


def encode(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


class PageRoom:
    """`version` counts the announced frames of this room in this process, under this `epoch`."""

    def __init__(self, floor: Floor, name: str, kind: RoomKind | None) -> None:
        self.name = name
        self.group = f"room.{name}"
        self.readers: set[Reader] = set()
        self.held = 0
        self._closed = False
        self.epoch = secrets.token_hex(4)
        self.version = 0
        self._floor = floor
        self._kind = kind
        self._others: dict[str, tuple[float, list[dict[str, Any]]]] = {}
        self._told: list[dict[str, Any]] = []
        self._due: asyncio.TimerHandle | None = None
        self._renewal: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        await self._floor.hub.subscribe(self.group, self._from_layer, self._missed)
        if self._kind is not None:
            self._floor.hub.publish(self.group, {"ask": self._floor.hub.id})
            self._renew()

    async def close(self) -> None:
        self._closed = True
        for timer in (self._due, self._renewal):
            if timer is not None:
                timer.cancel()
        if self._kind is not None:
            self._publish_presence()
        await self._floor.hub.unsubscribe(self.group, self._from_layer)

    @property
    def is_idle(self) -> bool:
        return not self.held

    async def stamp(self) -> str:
        """The stamp that goes with `version`: read anew where a frame came in while it was read."""
        while True:
            version = self.version
            stamp = await in_thread(lambda: stamp_of(self.name))
            if self.version == version:
                return str(stamp)

    def join(self, reader: Reader, stamp: str) -> None:
        """At once after `stamp` was read, so that nothing announced lies between the two."""
        reader.caught_up = lambda: self._resync(reader)
        self.readers.add(reader)
        reader.owe(
            text(
                encode(
                    {
                        "type": "welcome",
                        "you": reader.actor.public() if reader.actor else None,
                        "epoch": self.epoch,
                        "version": self.version,
                        "stamp": stamp,
                        "present": self.present(),
                    }
                )
            )
        )
        self._presence_changed()

    def leave(self, reader: Reader) -> None:
        self.readers.discard(reader)
        self._presence_changed()

    def receive(self, reader: Reader, message: dict[str, Any]) -> None:
        """`ping`, `typing` (with `where`, or null when it stopped) and `presence` (`away`: true or false)."""
        kind = message.get("type")
        if kind == "ping":
            reader.owe(text('{"type":"pong"}'))
        elif reader.actor is None or self._kind is None:
            return
        elif kind == "typing":
            notice = self._kind.received(actor=reader.actor, name=self.name, message=message)
            where = notice.get("where") if notice else None
            reader.typing = where if isinstance(where, str) and len(where) <= 80 else None
            reader.typing_until = time.monotonic() + TYPING_LASTS
            self._presence_changed()
            if reader.typing:
                asyncio.get_running_loop().call_later(TYPING_LASTS + 0.1, self._presence_changed)
        elif kind == "presence":
            reader.away = message.get("away") is True
            self._presence_changed()

    def _local(self) -> list[dict[str, Any]]:
        """People of this process, each once however many windows."""
        now = time.monotonic()
        people: dict[tuple[int, str], dict[str, Any]] = {}
        for reader in self.readers:
            if reader.actor is None or reader.away:
                continue
            person = people.setdefault((reader.actor.user_id, reader.actor.capacity), reader.actor.public())
            if reader.typing and reader.typing_until > now:
                person["typing"] = reader.typing
        return list(people.values())

    def present(self) -> list[dict[str, Any]]:
        """Everybody, in every process; at most 200 are listed."""
        silent = time.monotonic() - OTHERS_SILENT_AFTER
        people: dict[tuple[int, str, str], dict[str, Any]] = {}
        for person in [*self._local(), *(p for heard, shown in self._others.values() if heard > silent for p in shown)]:
            known = people.setdefault((person["id"], person["name"], person["partner"]), person)
            if "typing" in person:
                known["typing"] = person["typing"]
        return sorted(people.values(), key=lambda person: (person["name"], person["id"]))[:MOST_SHOWN]

    def _presence_changed(self) -> None:
        """Gathered, so that a hundred people joining at once are a few frames."""
        if self._kind is not None and self._due is None and not self._closed:
            self._due = asyncio.get_running_loop().call_later(PRESENCE_AT_MOST_EVERY, self._tell_presence)

    def _tell_presence(self) -> None:
        self._due = None
        self._publish_presence()
        self._show_presence()

    def _publish_presence(self) -> None:
        self._floor.hub.publish(self.group, {"process": self._floor.hub.id, "present": self._local()})

    def _show_presence(self) -> None:
        present = self.present()
        if present != self._told:
            self._told = present
            self._send(text(encode({"type": "presence", "present": present})))

    def _renew(self) -> None:
        self._publish_presence()
        self._show_presence()
        self._renewal = asyncio.get_running_loop().call_later(RENEW_EVERY, self._renew)

    def _from_layer(self, message: dict[str, Any]) -> None:
        if "frame" in message:
            self.version += 1
            # Every connection gets these bytes; the number is this process's own.
            self._send(text(f'{message["frame"][:-1]},"epoch":"{self.epoch}","version":{self.version}}}'))
        elif "ask" in message:
            if message["ask"] != self._floor.hub.id:
                self._publish_presence()
        elif message["process"] != self._floor.hub.id:
            self._others[message["process"]] = (time.monotonic(), message["present"])
            if not message["present"]:
                del self._others[message["process"]]
            self._show_presence()

    def _send(self, event: Event) -> None:
        frames = Frames(event)
        for reader in self.readers:
            reader.offer(frames)

    def _missed(self) -> None:
        """Other processes may have announced something that was lost between them."""
        self.version += 1
        self._send(text(encode({"type": "resync", "epoch": self.epoch, "version": self.version})))
        if self._kind is not None:
            self._floor.hub.publish(self.group, {"ask": self._floor.hub.id})
            self._publish_presence()

    def _resync(self, reader: Reader) -> None:
        """Who was skipped reads the page again, from this version on."""
        reader.lagging = False
        reader.owe(text(encode({"type": "resync", "epoch": self.epoch, "version": self.version})))
        reader.owe(text(encode({"type": "presence", "present": self.present()})))
