"""One copy of a shared text, fed by the log: checks an update, integrates it, tells what changed in code points."""

from __future__ import annotations

import re
import secrets
import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Subscription, Text

from realtime import positions, yprotocol
from realtime.authorship import Placed, placed
from realtime.positions import Mirror
from realtime.provenance import Derived
from realtime.registry import Came, Ops
from realtime.yprotocol import NOTHING, DecodedUpdate, Struct

MAX_TEXT = 1_000_000
FINAL_LINE = {"b": "p"}
FOUR_BYTES = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")
INLINE = ("bold", "italic", "strike", "code", "link", "note")


class Refused(Exception):
    """This update is not integrated; `reason` is a machine word for its sender."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Diverged(RuntimeError):
    """The copy is not what the log says any more: it must be loaded again."""


@dataclass(frozen=True)
class Integrated:
    """What the document took in: the bytes to log and send, the change counted in code points, and the units.

    `derived` says which of them are words that come from elsewhere in the text, `came` where those stand.
    """

    update: bytes
    delta: Ops
    text_length_before: int
    units: DecodedUpdate = NOTHING
    derived: tuple[Derived, ...] = ()
    came: tuple[Came, ...] = ()


@dataclass
class Heard:
    """What was written in the lines beyond `since`, as a copy of the document took them in."""

    since: int = 0
    structs: list[Struct] = field(default_factory=list)

    def hear(self, structs: Iterable[Struct]) -> None:
        self.structs.extend(struct for struct in structs if struct.kind == yprotocol.STRING)


class Loader:
    """Takes in lines of a log whose changes nobody asks for, then becomes a replica.

    In a long text each change that is told costs a hundred times what it costs to take it in.
    """

    def __init__(self, state: bytes | None = None, sequence: int = 0, pairs: Iterable[tuple[int, int]] = ()) -> None:
        """Begins with a state after line `sequence`, as a replica gave it with its `pairs`; or empty."""
        # Within 31 bits, as browsers have them; bound to whoever edits through this copy.
        self.client_id = secrets.randbelow(2**31 - 1) + 1
        self.doc: Doc = Doc(client_id=self.client_id)
        self.text = self.doc.get(yprotocol.ROOT, type=Text)
        if state is not None:
            self.doc.apply_update(state)
        self.sequence = self.snapshot_sequence = sequence
        self.pairs = set(pairs)

    def follow(self, update: bytes, sequence: int) -> None:
        self.doc.apply_update(update)
        if FOUR_BYTES.search(update):
            self.pairs |= _pairs(yprotocol.decode_update(update))
        self.sequence = sequence


class Replica:
    """Holds the document after `sequence`. Used by one thread at a time.

    A mirror of its text follows every change of pycrdt's, and so checks it.
    """

    def __init__(self, loaded: Loader | None = None) -> None:
        loaded = loaded or Loader()
        self.client_id = loaded.client_id
        self._doc, self._text = loaded.doc, loaded.text
        self._updates = updates = list[bytes]()
        self._deltas = deltas = list[list[dict[str, Any]]]()
        # What is not observed would be missing from anchors and authors.
        changes = self._doc.observe(lambda event: updates.append(event.update))
        words = self._text.observe(lambda event: deltas.append(event.delta))
        # pycrdt's observers hold their document where Python's collector does not look: it would stay for ever.
        weakref.finalize(self, _unobserve, self._doc, self._text, changes, words).atexit = False
        self.sequence, self.snapshot_sequence = loaded.sequence, loaded.snapshot_sequence
        self.pairs = loaded.pairs
        """Where a character takes two units, as (client, clock) of the first."""
        self._clocks = yprotocol.decode_state_vector(self._doc.get_state())
        self._mirror = Mirror(str(self._text))
        self.heard = Heard(since=loaded.sequence)

    @property
    def text(self) -> str:
        return self._mirror.text

    @property
    def length(self) -> int:
        """In code points."""
        return len(self._mirror)

    def ops(self) -> Ops:
        """The whole text as insert operations with attributes."""
        return [
            {"insert": words, "attributes": attributes} if attributes else {"insert": words}
            for words, attributes in self._text.diff()
        ]

    def state_vector(self) -> bytes:
        return self._doc.get_state()

    def update_since(self, state_vector: bytes | None = None) -> bytes:
        """All that somebody with `state_vector` lacks (v1 update)."""
        return self._doc.get_update(state_vector)

    def placed(self) -> list[Placed]:
        """Every run in the text's order, deleted ones too; it takes as long as the text has runs."""
        return placed(yprotocol.decode_update(self._doc.get_update()))

    def gone(self) -> tuple[tuple[int, int, int], ...]:
        """Which units are deleted: (client, clock, length)."""
        return yprotocol.decode_update(self._doc.get_update(self._doc.get_state())).deletes

    def new_clients(self, decoded: DecodedUpdate) -> set[int]:
        """Client ids of which this update brings units that are not known yet."""
        return {struct.client for struct in decoded.structs if struct.end > self._clocks.get(struct.client, 0)}

    def check(self, decoded: DecodedUpdate) -> None:
        """Raises Refused when the update could not be integrated whole: `gap`, `conflict`, `split-character`,
        `document-full`."""
        clocks = self._clocks
        ends: dict[int, int] = {}
        grows = 0
        for struct in decoded.structs:
            known = ends.get(struct.client, clocks.get(struct.client, 0))
            if struct.kind == yprotocol.SKIP or struct.clock > known:
                raise Refused("gap")
            if struct.clock < clocks.get(struct.client, 0):
                self._compare(struct)
            if struct.end > known:
                ends[struct.client] = struct.end
                grows += len(struct.content)
        pairs = self.pairs | _pairs(decoded) if decoded.structs else self.pairs
        for struct in decoded.structs:
            for client, clock in filter(None, (struct.origin, struct.right_origin)):
                # What it was written beside was there before it: pycrdt would wait for it without end.
                known = struct.clock if client == struct.client else ends.get(client, clocks.get(client, 0))
                if clock >= known:
                    raise Refused("gap")
            if struct.origin in pairs or (
                struct.right_origin and (struct.right_origin[0], struct.right_origin[1] - 1) in pairs
            ):
                raise Refused("split-character")
        for client, clock, length in decoded.deletes:
            if clock + length > ends.get(client, clocks.get(client, 0)):
                raise Refused("gap")
            if pairs and ((client, clock - 1) in pairs or (client, clock + length - 1) in pairs):
                raise Refused("split-character")
        if grows and self.length + grows > MAX_TEXT:
            raise Refused("document-full")

    def _compare(self, struct: Struct) -> None:
        """Raises Refused when units that are known already come with other content or in another place.

        Copies would differ for ever under equal state vectors: Yjs and yrs keep whichever came first.
        """
        since = {**self._clocks, struct.client: struct.clock}
        known = yprotocol.decode_update(self._doc.get_update(yprotocol.encode_state_vector(since)))
        here = {}
        for run in known.structs:
            if run.client == struct.client and run.clock < struct.end:
                here.update(_units(run))
        for clock, unit in _units(struct).items():
            if here.get(clock, unit) != unit:
                raise Refused("conflict")

    def brings_nothing(self, decoded: DecodedUpdate) -> bool:
        """Whether every unit and every deletion of the update is here already."""
        if self.new_clients(decoded):
            return False
        if not decoded.deletes:
            return True
        gone: dict[int, list[tuple[int, int]]] = {}
        for client, clock, length in self.gone():
            gone.setdefault(client, []).append((clock, clock + length))
        return all(
            any(start <= clock and clock + length <= end for start, end in gone.get(client, []))
            for client, clock, length in decoded.deletes
        )

    def integrate(self, update: bytes) -> Integrated | None:
        """Applies an update; None if it brought nothing. Raises Diverged if pycrdt did otherwise than it said."""
        try:
            self._doc.apply_update(update)
        except Exception as error:
            raise Diverged(f"pycrdt refused an update that was checked: {error}") from error
        return self._taken()

    def edit(self, ops: Ops) -> Integrated | None:
        """Applies `retain`, `insert`, `delete` operations (code points) under this copy's own client id."""
        with self._doc.transaction():
            at = 0
            for op in self._mirror.in_bytes(ops):
                if "insert" in op:
                    # Every key explicitly, else the words take their left neighbour's.
                    attributes = dict.fromkeys((*INLINE, "b")) | op.get("attributes", {})
                    self._text.insert(at, op["insert"], attributes)
                    at += len(op["insert"].encode())
                elif "delete" in op:
                    del self._text[at : at + op["delete"]]
                else:
                    if op.get("attributes"):
                        self._text.format(at, at + op["retain"], op["attributes"])
                    at += op["retain"]
        return self._taken()

    def end_with_newline(self) -> Integrated | None:
        """The text always ends in a line's end; where it does not, this copy adds one."""
        if self._mirror.ends_with("\n"):
            return None
        return self.edit([{"retain": self.length}, {"insert": "\n", "attributes": FINAL_LINE}])

    def verify(self) -> None:
        """Raises Diverged unless the mirror equals the document (run before a snapshot is written)."""
        if str(self._text) != self.text:
            raise Diverged("the mirrored text differs from the document")

    def _taken(self) -> Integrated | None:
        updates, deltas = self._updates[:], self._deltas[:]
        self._updates.clear()
        self._deltas.clear()
        if not updates:
            return None
        if len(updates) != 1 or len(deltas) > 1:
            raise Diverged("one update made several changes")
        before = self.length
        delta = self._follow(deltas[0]) if deltas else []
        taken = yprotocol.decode_update(updates[0])
        for struct in taken.structs:
            self._clocks[struct.client] = max(self._clocks.get(struct.client, 0), struct.end)
        self.pairs |= _pairs(taken)
        self.heard.hear(taken.structs)
        if taken.is_empty:
            return None
        return Integrated(updates[0], delta, before, taken)

    def _follow(self, delta: list[dict[str, Any]]) -> Ops:
        try:
            return self._mirror.follow(delta)
        except ValueError as error:
            raise Diverged(f"a change that does not fit the text: {error}") from error


def _unobserve(doc: Doc, text: Text, changes: Subscription, words: Subscription) -> None:
    doc.unobserve(changes)
    text.unobserve(words)


def _pairs(decoded: DecodedUpdate) -> set[tuple[int, int]]:
    """Where a character takes two UTF-16 units: the (client, clock) of the first.

    Yjs lets one be cut in two and shows U+FFFD twice, yrs deletes or keeps it whole: copies would differ for ever.
    """
    return {
        (struct.client, struct.clock + at)
        for struct in decoded.structs
        if struct.kind == yprotocol.STRING and struct.length != len(struct.content)
        for at in positions.pairs(struct.content)
    }


def _units(struct: Struct) -> dict[int, tuple[Any, ...]]:
    """Each unit with what was there when it was made. What is deleted may have lost that: it is left out."""
    if struct.kind not in (yprotocol.STRING, yprotocol.FORMAT):
        return {}
    contents: list[Any] = [struct.content] if struct.kind == yprotocol.FORMAT else positions.units(struct.content)
    units = {}
    for at, content in enumerate(contents):
        origin = struct.origin if at == 0 else (struct.client, struct.clock + at - 1)
        units[struct.clock + at] = (struct.kind, content, origin, struct.right_origin)
    return units
