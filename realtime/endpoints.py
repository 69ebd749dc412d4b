"""The two doors of the live floor, bare ASGI applications: `/ws/documents/<id>` and `/ws/rooms/<name>/`."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from realtime import floor as floors
from realtime.connections import (
    FORBIDDEN,
    NOT_FOUND,
    SIGNED_OUT,
    TOO_FAST,
    TOO_LARGE,
    Allowance,
    Connection,
    Event,
    Receive,
    Send,
    in_thread,
)
from realtime.document_room import Participant
from realtime.floor import Floor
from realtime.models import Document
from realtime.origins import is_ours
from realtime.page_room import Reader
from realtime.registry import Access, Actor, RoomKind, UnknownKind, document_kind, room_kind
from realtime.yprotocol import Malformed

MAX_DOCUMENT_MESSAGE = 1024 * 1024
MAX_ROOM_MESSAGE = 2048
MOST_PENDING = 128
MAX_ROOM_NAME = 80
OWN_CHANNEL = "user"
ROOM_NAME = re.compile(r"[a-z0-9]+(-[a-zA-Z0-9_.]+)*\Z")

Scope = dict[str, Any]


async def documents(scope: Scope, receive: Receive, send: Send) -> None:
    """A shared document: the stock y-protocols, and with `?ack=1` our acknowledgements and notices."""
    if not await _accepted(scope, receive, send):
        return
    participant = Participant(scope, send)
    participant.acknowledges = parse_qs(scope["query_string"].decode("latin-1")).get("ack") == ["1"]
    try:
        document_id = UUID(scope["url_route"]["kwargs"]["document_id"])
    except ValueError:
        participant.close(NOT_FOUND)
        return
    floor = await floors.current()
    participant.place = f"document.{document_id}"
    floor.connections.add(participant)
    try:
        user = await participant.identify()
        access = await in_thread(lambda: _document_access(document_id, user, participant.session))
        if not access.read:
            participant.close(access.refusal if user.is_authenticated else SIGNED_OUT)
            return
        participant.access = access
        await _in_document(floor, participant, document_id, receive)
    finally:
        participant.closed = True
        floor.connections.discard(participant)


async def _in_document(floor: Floor, participant: Participant, document_id: UUID, receive: Receive) -> None:
    room = await floor.document_room(document_id)

    async def recheck() -> None:
        user = await participant.still_signed_in()
        if not user.is_authenticated and participant.user_id is not None:
            participant.close(SIGNED_OUT)
            return
        participant.access = await in_thread(lambda: _document_access(document_id, user, participant.session))
        if not participant.access.read:
            participant.close(FORBIDDEN)
        else:
            room.tell_access(participant)

    messages, octets = Allowance(200, 1000), Allowance(2**20, 4 * 2**20)
    try:
        await room.join(participant)
        await participant.entered(recheck)
        while not participant.closed:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                break
            data = event.get("bytes")
            if data is None:
                room.malformed(participant)
            elif len(data) > MAX_DOCUMENT_MESSAGE:
                participant.close(TOO_LARGE, "too-large")
            elif not messages.take() or not octets.take(len(data)):
                participant.close(TOO_FAST, "too-fast")
            else:
                try:
                    room.receive(participant, data)
                except Malformed:
                    room.malformed(participant)
                await participant.until_fewer_than(MOST_PENDING)
    finally:
        participant.closed = True
        room.leave(participant)
        floor.release(room)


async def rooms(scope: Scope, receive: Receive, send: Send) -> None:
    """A page's room: JSON frames as docs/realtime.md lists them."""
    if not await _accepted(scope, receive, send):
        return
    reader = Reader(scope, send)
    name = scope["url_route"]["kwargs"]["name"]
    floor = await floors.current()
    reader.place = f"room.{name}"
    floor.connections.add(reader)
    try:
        user = await reader.identify()
        try:
            kind = None if name == OWN_CHANNEL else room_kind(name)
        except UnknownKind:
            kind = None
        known = len(name) <= MAX_ROOM_NAME and ROOM_NAME.match(name) and (kind is not None or name == OWN_CHANNEL)
        access = known and await in_thread(lambda: _room_access(kind, name, user, reader.session))
        if not access:
            reader.close(NOT_FOUND if user.is_authenticated else SIGNED_OUT)
            return
        reader.actor = access if isinstance(access, Actor) else None
        await _in_room(floor, reader, name, kind, receive)
    finally:
        reader.closed = True
        floor.connections.discard(reader)


async def _in_room(floor: Floor, reader: Reader, name: str, kind: RoomKind | None, receive: Receive) -> None:
    room = await floor.page_room(name if kind is not None else f"user.{reader.user_id}", kind)

    async def recheck() -> None:
        user = await reader.still_signed_in()
        if not user.is_authenticated and reader.user_id is not None:
            reader.close(SIGNED_OUT)
            return
        access = await in_thread(lambda: _room_access(kind, name, user, reader.session))
        reader.actor = access if isinstance(access, Actor) else None
        if not access:
            reader.close(FORBIDDEN)

    messages = Allowance(10, 60)
    try:
        room.join(reader, await room.stamp())
        await reader.entered(recheck)
        while not reader.closed:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                break
            frame = event.get("text")
            if frame is None or len(frame) > MAX_ROOM_MESSAGE:
                reader.close(TOO_LARGE, "too-large")
            elif not messages.take():
                reader.close(TOO_FAST, "too-fast")
            else:
                message = _parsed(frame)
                if message is not None:
                    room.receive(reader, message)
    finally:
        reader.closed = True
        room.leave(reader)
        floor.release(room)


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """An address that is none of ours."""
    if await _accepted(scope, receive, send):
        Connection(scope, send).close(NOT_FOUND)


async def _accepted(scope: Scope, receive: Receive, send: Send) -> bool:
    """Only a foreign page is refused at the handshake (403); rights are told after it, or a browser reads 1006."""
    event: Event = await receive()
    if event["type"] != "websocket.connect":
        return False
    if not is_ours(scope):
        await send({"type": "websocket.close", "code": FORBIDDEN})
        return False
    await send({"type": "websocket.accept"})
    return True


def _document_access(document_id: UUID, user: Any, session: Any) -> Access:
    kind = Document.objects.filter(pk=document_id).values_list("kind", flat=True).first()
    if kind is None:
        return Access(read=False, write=False, actor=None)
    return document_kind(kind).access(user=user, session=session, document_id=document_id)


def _room_access(kind: RoomKind | None, name: str, user: Any, session: Any) -> bool | Actor:
    if kind is None:
        return bool(user.is_authenticated)
    return kind.access(user=user, session=session, name=name)


def _parsed(frame: str) -> dict[str, Any] | None:
    try:
        message = json.loads(frame)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
