"""Who is in a document and where their cursors are: names come from the server, only positions from the browser."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from realtime.registry import Actor
from realtime.yprotocol import MAX_CLIENT, Presence

SILENT_AFTER = 45.0
"""Seconds after which another process's entries are dropped; y-protocols clients renew theirs every 15 s."""
MAX_ROOT_NAME = 20


@dataclass
class _Entry:
    clock: int
    state: dict[str, Any]
    owner: Any
    user_id: int
    heard: float


class Awareness:
    """Entries by Yjs client id. `owner` is a local connection, or the id of the process that holds it."""

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}
        self._own: dict[Any, int] = {}

    def told(self, owner: Any, actor: Actor, entries: Iterable[Presence]) -> list[Presence]:
        """What a connection says of itself; what it says of others (y-websocket echoes them) is left out."""
        taken = []
        for said in entries:
            known = self._entries.get(said.client)
            if known is not None and known.owner is not owner:
                # The same person's connection that is not known to be dead yet gives way; nobody else's does.
                if known.user_id != actor.user_id or owner in self._own:
                    continue
                self._own.pop(known.owner, None)
            elif self._own.get(owner, said.client) != said.client or (known is not None and said.clock < known.clock):
                continue
            if not isinstance(said.state, dict):
                if known is not None:
                    taken.append(self._drop(said.client, said.clock))
                continue
            state: dict[str, Any] = {"user": actor.public() | {"color": actor.colour}}
            cursor = cursor_of(said.state.get("cursor"))
            if cursor is not None:
                state["cursor"] = cursor
            self._own[owner] = said.client
            self._entries[said.client] = _Entry(said.clock, state, owner, actor.user_id, time.monotonic())
            taken.append(Presence(said.client, said.clock, state))
        return taken

    def left(self, owner: Any) -> list[Presence]:
        """A connection or process is gone: its entries as removals."""
        self._own.pop(owner, None)
        gone = [client for client, entry in self._entries.items() if entry.owner == owner]
        return [self._drop(client, self._entries[client].clock + 1) for client in gone]

    def from_process(self, process: str, entries: Iterable[tuple[int, int, Any, int]]) -> list[Presence]:
        """Entries that another process holds, as it has checked them."""
        taken = []
        for client, clock, state, user_id in entries:
            if state is None:
                if client in self._entries and self._entries[client].owner == process:
                    taken.append(self._drop(client, clock))
                continue
            self._entries[client] = _Entry(clock, state, process, user_id, time.monotonic())
            taken.append(Presence(client, clock, state))
        return taken

    def silent(self) -> list[Presence]:
        """Entries of other processes that were not renewed, as removals."""
        before = time.monotonic() - SILENT_AFTER
        gone = [c for c, entry in self._entries.items() if isinstance(entry.owner, str) and entry.heard < before]
        return [self._drop(client, self._entries[client].clock + 1) for client in gone]

    def all(self) -> list[Presence]:
        return [Presence(client, entry.clock, entry.state) for client, entry in self._entries.items()]

    def local(self) -> list[tuple[int, int, Any, int]]:
        """This process's entries, for the others."""
        return [
            (client, entry.clock, entry.state, entry.user_id)
            for client, entry in self._entries.items()
            if not isinstance(entry.owner, str)
        ]

    def _drop(self, client: int, clock: int) -> Presence:
        entry = self._entries.pop(client)
        if self._own.get(entry.owner) == client:
            del self._own[entry.owner]
        return Presence(client, clock, None)


def cursor_of(value: Any) -> dict[str, Any] | None:
    """A cursor of two relative positions (`Y.relativePositionToJSON`), or None for anything else."""
    if not isinstance(value, dict):
        return None
    anchor, head = _position(value.get("anchor")), _position(value.get("head"))
    return {"anchor": anchor, "head": head} if anchor is not None and head is not None else None


def _position(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    position: dict[str, Any] = {}
    for key in ("type", "item"):
        identifier = value.get(key)
        if identifier is None:
            continue
        if not isinstance(identifier, dict):
            return None
        pair = {name: identifier.get(name) for name in ("client", "clock")}
        if not all(type(number) is int and 0 <= number <= MAX_CLIENT for number in pair.values()):
            return None
        position[key] = pair
    name = value.get("tname")
    if isinstance(name, str) and len(name) <= MAX_ROOT_NAME:
        position["tname"] = name
    if type(value.get("assoc")) is int:
        position["assoc"] = 0 if value["assoc"] >= 0 else -1
    return position or None
