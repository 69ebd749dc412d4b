"""Writers of one text without sockets: their updates go through the room's own writer, claims and all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.db import transaction
from pycrdt import Doc, Text, UndoManager

from realtime import documents
from realtime.authorship import Placed, placed
from realtime.document_room import DocumentRoom, Entry, Participant, Result
from realtime.models import Document
from realtime.positions import length_in_units
from realtime.provenance import Claim
from realtime.registry import Access, Actor
from realtime.yprotocol import STRING, decode_update

ALL: Any = SimpleNamespace()


class Writer:
    """A person in a text; what it does waits in `unsent` until `send`."""

    def __init__(self, room: Room, user_id: int, client: int) -> None:
        self.room, self.user_id = room, user_id
        actor = Actor(user_id, f"test:{user_id}", f"writer-{user_id}", "", "#000")
        self.participant = Participant({}, ALL)
        self.participant.access = Access(read=True, write=True, actor=actor)
        self.doc: Doc = Doc(client_id=client)
        self.text = self.doc.get("body", type=Text)
        self.unsent: list[tuple[bytes, tuple[Claim, ...]]] = []
        self._updates: list[bytes] = []
        self._remote = False
        self.doc.observe(lambda event: None if self._remote else self._updates.append(event.update))
        self.undo_manager = UndoManager(scopes=[self.text], capture_timeout_millis=0)
        self.undo_manager.include_origin(self)
        self.hear()

    @property
    def words(self) -> str:
        return str(self.text)

    def write(self, at: int, words: str) -> None:
        with self.doc.transaction(origin=self):
            self.text.insert(self._byte(at), words)
        self._did()

    def erase(self, start: int, end: int) -> None:
        with self.doc.transaction(origin=self):
            del self.text[self._byte(start) : self._byte(end)]
        self._did()

    def move(self, start: int, end: int, to: int) -> None:
        """Words from `start` to `end` go to `to`, which is not among them."""
        words, before = self.words, self.shown()
        with self.doc.transaction(origin=self):
            if to > start:
                self.text.insert(self._byte(to), words[start:end])
                del self.text[self._byte(start) : self._byte(end)]
            else:
                goal, first, last = self._byte(to), self._byte(start), self._byte(end)
                del self.text[first:last]
                self.text.insert(goal, words[start:end])
        self._did(claims_of(self._updates[-1], units(before, start, end)))

    def undo(self) -> None:
        if self.undo_manager.undo():
            self._did_over()

    def redo(self) -> None:
        if self.undo_manager.redo():
            self._did_over()

    def send(self) -> list[Result]:
        """Sends all; gives what became of each."""
        unsent, self.unsent = self.unsent, []
        return self.room.take([Entry(self.participant, update, False, 1, claims) for update, claims in unsent])

    def send_raw(self, update: bytes, *claims: Claim) -> Result:
        return self.room.take([Entry(self.participant, update, False, 1, claims)])[0]

    def hear(self) -> None:
        """Takes in what the server has."""
        self._remote = True
        self.doc.apply_update(documents.load(self.room.document).update_since(self.doc.get_state()))
        self._remote = False

    def shown(self) -> list[Placed]:
        return shown(self.doc)

    def _byte(self, at: int) -> int:
        return len(self.words[:at].encode())

    def _did(self, claims: tuple[Claim, ...] = ()) -> None:
        for update in self._updates:
            self.unsent.append((update, claims))
        self._updates.clear()

    def _did_over(self) -> None:
        """Undo and redo put words right before those they were: so each of them says which."""
        for update in self._updates:
            claims = [
                Claim(struct.client, struct.clock, struct.length, *struct.right_origin)
                for struct in decode_update(update).structs
                if struct.kind == STRING and struct.right_origin
            ]
            self.unsent.append((update, tuple(claims)))
        self._updates.clear()


class Room:
    """One text and the one who writes it down."""

    def __init__(self, words: str, kind: str = "test") -> None:
        self.document = documents.create_document(kind=kind, ops=[{"insert": words}]).pk
        self._room = DocumentRoom(ALL, self.document)

    def take(self, entries: list[Entry]) -> list[Result]:
        with transaction.atomic():
            return self._room.write(entries).results

    @property
    def row(self) -> Document:
        return Document.objects.get(pk=self.document)

    @property
    def words(self) -> str:
        return documents.read_state(self.document).text

    def written(self) -> list[tuple[str, int | None]]:
        """The text in its order with whoever wrote it."""
        state = documents.read_state(self.document)
        found: list[tuple[str, int | None]] = []
        at = 0
        for length, user in documents.written(self.document, state.state):
            found.append((state.text[at : at + length], user))
            at += length
        return found


def shown(doc: Doc) -> list[Placed]:
    """The runs of a document's text, in its order."""
    return [item for item in placed(decode_update(doc.get_update())) if item.words]


def claims_of(update: bytes, sources: list[tuple[int, int, int]]) -> tuple[Claim, ...]:
    """What says that an update's new words are those units, in their order."""
    new = [struct for struct in decode_update(update).structs if struct.kind == STRING]
    at = [(struct.client, struct.clock + n) for struct in new for n in range(struct.length)]
    claims = []
    for client, clock, length in sources:
        claims.append(Claim(*at[0], length, client, clock))
        del at[:length]
    return tuple(claims)


def units(text: list[Placed], start: int, end: int) -> list[tuple[int, int, int]]:
    """The units of the words from `start` to `end` (excluded) of a text, in code points."""
    found = []
    at = 0
    for item in text:
        first, last = max(start, at), min(end, at + len(item.words))
        if first < last:
            before, rest = item.words[: first - at], item.words[first - at : last - at]
            found.append((item.client, item.clock + length_in_units(before), length_in_units(rest)))
        at += len(item.words)
    return found


def applied(text: str, delta: list[dict[str, Any]]) -> str:
    """The text after a delta counted in code points."""
    at, out = 0, ""
    for op in delta:
        if "insert" in op:
            out += op["insert"]
        elif "retain" in op:
            out += text[at : at + op["retain"]]
            at += op["retain"]
        else:
            at += op["delete"]
    return out + text[at:]
