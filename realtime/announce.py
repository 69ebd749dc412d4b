"""What domain acts say to the live floor, from any thread or process, after their commit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from realtime import hub
from realtime.stamps import change_stamp

Message = dict[str, Any]


def announce(room: str, message: Message | Callable[[], Message]) -> None:
    """Sends `message` to everybody in `room`, in every process; encoded once, each connection gets the same bytes.

    Call it after the commit (`transaction.on_commit`). `message` needs a `type`; `version` is added by the room.
    A message that costs something to make is given as the function that makes it: called only where it may be heard.
    """
    change_stamp(room)
    group = f"room.{room}"
    if not hub.may_be_heard(group):
        return
    said = message() if callable(message) else message
    hub.publish(group, {"frame": json.dumps(said, ensure_ascii=False, separators=(",", ":"))})


def announce_to_user(user_id: int, message: Message) -> None:
    """Sends `message` on one person's own channel (room `user`), in all their windows."""
    announce(f"user.{user_id}", message)


def recheck(*, user_id: int | None = None, document_id: UUID | None = None, room: str | None = None) -> None:
    """Asks the rights of these connections again, in every process; closes (4401, 4403) or makes read-only."""
    hub.publish(
        hub.EVERY_PROCESS,
        {"recheck": {"user_id": user_id, "document_id": document_id and str(document_id), "room": room}},
    )


def signed_out(session_key: str) -> None:
    """Closes every connection of a session that ended (4401)."""
    hub.publish(hub.EVERY_PROCESS, {"signed_out": session_digest(session_key)})


def log_grew(document_id: UUID, sequence: int) -> None:
    """Tells the open copies of a document that its log goes on to `sequence`."""
    hub.publish(f"document.{document_id}", {"sequence": sequence})


def writable_changed(document_id: UUID, writable: bool) -> None:
    """Tells the open copies of a document that it was frozen or opened."""
    hub.publish(f"document.{document_id}", {"writable": writable})


def session_digest(session_key: str) -> str:
    """What stands for a session between processes: its key is a secret."""
    return hashlib.sha256(session_key.encode()).hexdigest()
