"""What apps tell the live floor: kinds of documents, kinds of rooms, and who may enter them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Ops = list[dict[str, Any]]
Units = tuple[int, int, int]
"""Letters as the log knows them, whatever becomes of the text: (client, clock, length), in UTF-16 units."""


@dataclass(frozen=True)
class Actor:
    """A person in one capacity, as others see it. `capacity` is the app's own word and is logged with every update."""

    user_id: int
    capacity: str
    name: str
    partner: str
    colour: str

    def public(self) -> dict[str, Any]:
        """What is shown to the other people of a room."""
        return {"id": self.user_id, "name": self.name, "partner": self.partner, "colour": self.colour}


@dataclass(frozen=True)
class Access:
    """What somebody may do with a document.

    `refusal` is the close code when `read` is false: 4404 (the document is not visible, as if it did not exist) or
    4403 (it may be known, and is not open to this person). Somebody not signed in always gets 4401.
    """

    read: bool
    write: bool
    actor: Actor | None
    refusal: int = 4404


@dataclass(frozen=True)
class Came:
    """Words of a change that come from elsewhere in the same text, in code points.

    They stand at `start` in the text after it and stood at `was` in the text before it; None: they were deleted
    earlier and are back. `units` are those that their author wrote.
    """

    start: int
    words: str
    was: int | None
    units: Units

    @property
    def length(self) -> int:
        return len(self.words)


@dataclass(frozen=True)
class Change:
    """One integrated update. `delta` is a list of `retain`, `insert`, `delete` operations counted in code points.

    `came` is what it moved or brought back. `deleted()` gives the units it deleted (formats too), and
    `units_of(start, end)` those of the words that stood there before it: as their author wrote them, wherever they have
    been since. The first asks the database, the second reads the whole text.
    """

    document_id: UUID
    sequence: int
    actor: Actor | None
    delta: Ops
    text_length_before: int
    came: tuple[Came, ...] = ()
    deleted: Callable[[], list[Units]] = list
    units_of: Callable[[int, int], list[Units]] = lambda start, end: []


class DocumentKind:
    """What an app answers for its documents. Called in threads that may use the database."""

    key: str

    def access(self, *, user: Any, session: Any, document_id: UUID) -> Access:
        raise NotImplementedError

    def integrated(self, change: Change) -> None:
        """Called inside the log's transaction, in the order of the sequence; what it raises undoes the update."""


class RoomKind:
    """What an app answers for rooms named `<prefix>` or `<prefix>-…`."""

    prefix: str

    def access(self, *, user: Any, session: Any, name: str) -> bool | Actor:
        """False: refused. True: may read, and is not shown to others. An actor: is shown as present."""
        raise NotImplementedError

    def received(self, *, actor: Actor, name: str, message: dict[str, Any]) -> dict[str, Any] | None:
        """A typing notice of `actor`; what is returned is shown to the others (None: nothing). No database here."""
        return message


class UnknownKind(LookupError):
    """No app has registered this kind of document or room."""


@dataclass
class _Registry:
    documents: dict[str, DocumentKind] = field(default_factory=dict)
    rooms: dict[str, RoomKind] = field(default_factory=dict)


_registry = _Registry()


def register_document_kind(kind: DocumentKind) -> None:
    """Called in AppConfig.ready()."""
    _registry.documents[kind.key] = kind


def register_room_kind(kind: RoomKind) -> None:
    """Called in AppConfig.ready()."""
    _registry.rooms[kind.prefix] = kind


def document_kind(key: str) -> DocumentKind:
    try:
        return _registry.documents[key]
    except KeyError:
        raise UnknownKind(key) from None


def room_kind(name: str) -> RoomKind:
    """The kind of the room `name`: `proposal-12` belongs to the prefix `proposal`."""
    try:
        return _registry.rooms[name.partition("-")[0]]
    except KeyError:
        raise UnknownKind(name) from None
