"""A client of the live floor in Python: the stock protocol over a real socket, with a pycrdt document of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import astuple
from typing import Any
from uuid import UUID

from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from realtime import yprotocol
from tests.realtime.writing import claims_of, shown, units
from tests.server import LiveServer


class Refused(Exception):
    """The handshake was answered with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Editor:
    """Joins a document; `words` is what it sees, `durable` the last acknowledged count, `notices` what it was told."""

    def __init__(self, server: LiveServer, document_id: UUID | str, cookie: str, *, ack: bool = True) -> None:
        self.server = server
        self.address = f"{server.ws_url}/ws/documents/{document_id}{'?ack=1' if ack else ''}"
        self.cookie = cookie
        self.doc: Doc = Doc()
        self.text = self.doc.get("body", type=Text)
        self.sent = 0
        self.durable = 0
        self.notices: list[dict[str, Any]] = []
        self.awareness: dict[int, Any] = {}
        self.received: list[bytes] = []
        self.close_code: int | None = None
        self.synced = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._remote = False
        self.doc.observe(self._local)
        self._unsent: list[bytes] = []

    @property
    def words(self) -> str:
        return str(self.text)

    async def join(self) -> Editor:
        self._socket = await connect(
            self.address,
            additional_headers={"Cookie": self.cookie},
            origin=self.server.url,  # type: ignore[arg-type]
            compression=None,
            max_size=None,
        )
        self.sent = self.durable = 0
        self.synced.clear()
        self.close_code = None
        self._unsent.clear()
        self._listening = asyncio.create_task(self._listen())
        # Who may not enter is closed at once, perhaps before this is sent: `close_code` tells.
        with contextlib.suppress(ConnectionClosed):
            await self.send(yprotocol.sync_step1(self.doc.get_state()))
        return self

    async def __aenter__(self) -> Editor:
        await self.join()
        await self.until(self.synced.is_set)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    async def leave(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._listening is not None:
            await self._listening

    async def insert(self, at: int, words: str) -> None:
        """Inserts at a code point and sends; formatting is left to the neighbour's."""
        self.text.insert(len(self.words[:at].encode()), words)
        await self.flush()

    async def delete(self, at: int, count: int) -> None:
        start = len(self.words[:at].encode())
        del self.text[start : start + len(self.words[at : at + count].encode())]
        await self.flush()

    async def move(self, start: int, end: int, to: int) -> None:
        """Moves words to a place behind them, and says which they were."""
        words, before = self.words, shown(self.doc)
        offset = [len(words[:at].encode()) for at in (start, end, to)]
        with self.doc.transaction():
            self.text.insert(offset[2], words[start:end])
            del self.text[offset[0] : offset[1]]
        claims = claims_of(self._unsent[-1], units(before, start, end))
        await self.send(yprotocol.encode_claims(astuple(claim) for claim in claims))
        await self.flush()

    async def flush(self) -> None:
        """Sends what was done locally."""
        while self._unsent:
            await self.send_update(self._unsent.pop(0))

    async def send_update(self, update: bytes) -> None:
        self.sent += 1
        await self.send(yprotocol.sync_update(update))

    async def send(self, data: bytes) -> None:
        assert self._socket is not None
        await self._socket.send(data)

    async def until(self, condition: Callable[[], bool], within: float = 10.0) -> None:
        """Waits for a message after which `condition` holds."""
        async with asyncio.timeout(within):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def until_saved(self) -> None:
        await self.until(lambda: self.durable >= self.sent)

    async def until_closed(self) -> int:
        await self.until(lambda: self.close_code is not None)
        assert self.close_code is not None
        return self.close_code

    def told(self, reason: str) -> bool:
        return any(notice.get("reason") == reason for notice in self.notices)

    def _local(self, event: Any) -> None:
        if not self._remote:
            self._unsent.append(event.update)

    async def _listen(self) -> None:
        assert self._socket is not None
        try:
            async for message in self._socket:
                assert isinstance(message, bytes)
                self.received.append(message)
                await self._hear(message)
                self._changed.set()
        except (ConnectionClosed, OSError):
            pass
        self.close_code = self._socket.close_code or 1006
        self._changed.set()

    async def _hear(self, message: bytes) -> None:
        reader = yprotocol.Reader(message)
        kind = reader.uint()
        if kind == yprotocol.SYNC:
            step = reader.uint()
            payload = reader.take()
            if step == yprotocol.STEP1:
                await self.send(yprotocol.sync_step2(self.doc.get_update(payload)))
            else:
                self._remote = True
                try:
                    self.doc.apply_update(payload)
                finally:
                    self._remote = False
                if step == yprotocol.STEP2:
                    self.synced.set()
        elif kind == yprotocol.AWARENESS:
            for entry in yprotocol.decode_awareness(reader.take()):
                self.awareness[entry.client] = entry.state
        elif kind == yprotocol.DURABLE:
            self.durable = reader.uint()
        elif kind == yprotocol.NOTICE:
            self.notices.append(json.loads(reader.take()))


class Page:
    """A page's room: the JSON frames in the order they came."""

    def __init__(self, server: LiveServer, name: str, cookie: str) -> None:
        self.server = server
        self.address = f"{server.ws_url}/ws/rooms/{name}/"
        self.cookie = cookie
        self.frames: list[dict[str, Any]] = []
        self.raw: list[str] = []
        self.close_code: int | None = None
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Page:
        self.socket = await connect(
            self.address,
            additional_headers={"Cookie": self.cookie},
            origin=self.server.url,  # type: ignore[arg-type]
            compression=None,
        )
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        await self._listening

    async def send(self, message: dict[str, Any]) -> None:
        await self.socket.send(json.dumps(message))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame["type"] == kind]

    async def until(self, condition: Callable[[], bool], within: float = 10.0) -> None:
        async with asyncio.timeout(within):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def _listen(self) -> None:
        try:
            async for message in self.socket:
                assert isinstance(message, str)
                self.raw.append(message)
                self.frames.append(json.loads(message))
                self._changed.set()
        except (ConnectionClosed, OSError):
            pass
        self.close_code = self.socket.close_code or 1006
        self._changed.set()
