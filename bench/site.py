"""Documents and a room for measuring alone, installed by CONSULT_EXTRA_APPS=bench.site.Site.

Whoever is signed in writes in every document and may enter the room. What comes as a datagram at BENCH_PORT is
announced in the room, as an act announces after its commit.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from typing import Any
from uuid import UUID

from django.apps import AppConfig

from realtime.registry import Access, Actor, Change, DocumentKind, RoomKind, register_document_kind, register_room_kind

KIND = "bench"
ROOM = "bench-1"


class BenchDocument(DocumentKind):
    key = KIND

    def access(self, *, user: Any, session: Any, document_id: UUID) -> Access:
        if not user.is_authenticated:
            return Access(read=False, write=False, actor=None)
        return Access(read=True, write=True, actor=Actor(user.pk, "bench", user.name, "Bench", "1"))

    def integrated(self, change: Change) -> None:
        """Only the log is measured."""


class BenchRoom(RoomKind):
    prefix = "bench"

    def access(self, *, user: Any, session: Any, name: str) -> bool | Actor:
        return bool(user.is_authenticated)


class Site(AppConfig):
    name = "bench"
    label = "bench"

    def ready(self) -> None:
        register_document_kind(BenchDocument())
        register_room_kind(BenchRoom())
        if "BENCH_PORT" in os.environ:
            threading.Thread(target=_announce, args=(int(os.environ["BENCH_PORT"]),), daemon=True).start()


def _announce(port: int) -> None:
    from realtime.announce import announce

    heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    heard.bind(("127.0.0.1", port))
    while True:
        announce(ROOM, json.loads(heard.recv(4096)))
