"""A frame that many connections get is built once, where the server lends its transport.

Most of a fan-out is building and writing frames. uvicorn's `send` builds one for each connection; this protocol offers
to write bytes that are built already. Anywhere else (daphne, another version) `send` is used as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State

LENT = "consult.frames"
"""Name of the extension in the scope, by which a connection finds the protocol."""


class LendingProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, which puts itself into the scope."""

    async def run_asgi(self) -> None:
        self.scope["extensions"] = {**(self.scope.get("extensions") or {}), LENT: self}  # type: ignore[dict-item]
        await super().run_asgi()

    def write_frames(self, frames: bytes) -> bool:
        """Writes whole frames at once; False where only `send` knows what to do: it would wait, or the peer leaves."""
        ready = self.handshake_complete and not self.close_sent and not self.disconnected and self.writable.is_set()
        if not ready or self.conn.state is not State.OPEN or self.transport.is_closing():
            return False
        self.transport.write(frames)
        return True


class Frames:
    """`websocket.send` events that many connections get, in order.

    Their bytes are built once, joined, and only where a connection can write them.
    """

    def __init__(self, *events: dict[str, Any]) -> None:
        self.events: tuple[dict[str, Any], ...] = events
        self._parts: Sequence[Frames] = ()

    @classmethod
    def joined(cls, parts: Sequence[Frames]) -> Frames:
        frames = cls(*(event for part in parts for event in part.events))
        frames._parts = parts
        return frames

    @cached_property
    def written(self) -> bytes:
        """All frames in one piece."""
        return b"".join(part.written for part in self._parts) if self._parts else b"".join(map(_built, self.events))


def _built(event: dict[str, Any]) -> bytes:
    data = event.get("bytes")
    frame = Frame(Opcode.TEXT, event["text"].encode()) if data is None else Frame(Opcode.BINARY, data)
    return frame.serialize(mask=False)
