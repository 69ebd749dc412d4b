"""Frames built once for many: joined in order, written through the server's lent transport, sent where none is lent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from websockets.sync.client import connect

from realtime.connections import Connection
from realtime.frames import LENT, Frames, LendingProtocol
from tests.server import free_port

FIRST, SECOND, THIRD = (
    {"type": "websocket.send", "text": "é"},
    {"type": "websocket.send", "bytes": b"x" * 300},
    {"type": "websocket.send", "bytes": b""},
)


@contextmanager
def served(app: Any, protocol: Any) -> Iterator[int]:
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, ws=protocol, lifespan="off", log_level="warning", ws_per_message_deflate=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        pass
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.mark.parametrize(("protocol", "lends"), [(LendingProtocol, True), ("websockets-sansio", False)])
def test_all_frames_arrive_in_order_lent_or_not(protocol: Any, lends: bool) -> None:
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        async def noted(event: Any) -> None:
            sent.append(event)
            await send(event)

        await receive()
        await send({"type": "websocket.accept"})
        connection = Connection(scope, noted)
        assert (LENT in (scope.get("extensions") or {})) is lends
        one, two = Frames(FIRST), Frames(SECOND, THIRD)
        assert connection.offer(Frames.joined([one, two])) is True
        assert connection.offer(one) is True
        await receive()

    with served(app, protocol) as port, connect(f"ws://127.0.0.1:{port}/") as client:
        assert [client.recv(5) for _ in range(4)] == ["é", b"x" * 300, b"", "é"]
    assert bool(sent) is not lends


def test_a_peer_that_leaves_is_left_to_send() -> None:
    """Between its close frame and the end of the transport nothing is written past the protocol."""
    answers: list[bool] = []
    done = threading.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        lent = scope["extensions"][LENT]
        answers.append(lent.write_frames(Frames(FIRST).written))
        while (await receive())["type"] != "websocket.disconnect":
            pass
        answers.append(lent.write_frames(Frames(FIRST).written))
        done.set()

    with served(app, LendingProtocol) as port:
        with connect(f"ws://127.0.0.1:{port}/") as client:
            client.recv(5)
        assert done.wait(5)
    assert answers == [True, False]
