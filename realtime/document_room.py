"""A shared document while somebody is in it: checks, integrates, logs, and only then tells the others."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from realtime import documents, sources, yprotocol
from realtime.awareness import Awareness
from realtime.connections import FORBIDDEN, Connection, Event
from realtime.frames import Frames
from realtime.models import ClientBinding, Document
from realtime.provenance import Claim, Derived
from realtime.registry import Access, Actor
from realtime.replica import Diverged, Integrated, Refused, Replica
from realtime.yprotocol import Malformed, Presence, Unsupported

if TYPE_CHECKING:
    from realtime.floor import Floor

logger = logging.getLogger(__name__)

REFUSALS_BEFORE_CLOSE = 10
ASK_AGAIN_AFTER = 2.0
TRY_LATER = 1013
MOST_UNSAVED = 100


class Participant(Connection):
    """A connection in a document, and how far its updates are durable."""

    acknowledges = False
    access: Access
    received = 0
    durable = 0
    pending = 0
    refusals = 0
    asked_at = 0.0
    behind: bytes | None = None
    told: tuple[bool, bool] | None = None
    claims: tuple[Claim, ...] = ()
    """Where it says that words of its next update come from."""
    unsaved: tuple[Entry, ...] = ()
    """The writer's: updates that were refused or not committed, until an exchange has brought what they held."""
    _fewer: asyncio.Event | None = None

    async def until_fewer_than(self, count: int) -> None:
        """Reads no further while that many of its updates wait for their commit."""
        while self.pending >= count and not self.closed:
            self._fewer = asyncio.Event()
            await self._fewer.wait()

    def settled(self) -> None:
        """One of its updates was committed or refused."""
        self.pending -= 1
        if self._fewer is not None:
            self._fewer.set()

    def may_write(self) -> bool:
        return self.access.write and self.access.actor is not None and not self.closed


@dataclass
class Entry:
    """One update as it came from `participant`; `number` counts its update messages so far."""

    participant: Participant
    data: bytes
    is_step2: bool
    number: int
    claims: tuple[Claim, ...] = ()


@dataclass
class Result:
    """What became of one entry: a change, nothing new, or a refusal. `durable` updates of its sender are in the log."""

    entry: Entry
    change: Integrated | None
    refusal: str
    durable: int


@dataclass
class Outcome:
    """What one commit did to a document. `others` came from other processes, `results` from this one."""

    state_before: bytes
    state: bytes = b""
    sequence: int = 0
    writable: bool = True
    others: list[Integrated] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    finals: list[Integrated] = field(default_factory=list)


@dataclass(frozen=True)
class View:
    """The document as the writer holds it, everything of it committed."""

    update: bytes
    state_before: bytes
    state: bytes
    sequence: int
    writable: bool
    others: list[Integrated]


Changes = list[tuple[Integrated, Participant | None]]
"""What the document took in, and who sent it (None: the server, or another process)."""


def binary(data: bytes) -> Event:
    return {"type": "websocket.send", "bytes": data}


def _frames(change: Integrated) -> tuple[list[Frames], Frames]:
    """What tells a change: where its words come from, before the words, so that a browser sees from where they go."""
    moved = [Frames(binary(yprotocol.moved(change.derived)))] if change.derived else []
    return moved, Frames(binary(yprotocol.sync_update(change.update)))


class DocumentRoom:
    """The loop's side holds the participants, the writer's side the replica; neither touches the other's."""

    def __init__(self, floor: Floor, document_id: UUID) -> None:
        self.key = document_id
        self.group = f"document.{document_id}"
        self.participants: set[Participant] = set()
        self.awareness = Awareness()
        self.held = 0
        self.pending = 0
        self.writable = True
        self.sequence = 0
        self._floor = floor
        self._replica: Replica | None = None
        self._shown: bytes | None = None
        self._owners: dict[int, int | None] = {}
        self._unsaved_before: dict[Participant, tuple[Entry, ...]] = {}
        self._sweep: asyncio.TimerHandle | None = None

    # The loop's side: coming, going, receiving.

    async def open(self) -> None:
        """Listens to the other processes first, so that nothing is missed between loading and listening."""
        await self._floor.hub.subscribe(self.group, self._from_layer, self._missed)
        self._floor.hub.publish(self.group, {"ask": self._floor.hub.id})
        self._renew()

    async def close(self) -> None:
        if self._sweep is not None:
            self._sweep.cancel()
        # Nothing is queued for an idle room. Left to Python's collector, which can't see how large a copy is, it stays.
        self._replica = None
        await self._floor.hub.unsubscribe(self.group, self._from_layer)

    @property
    def is_idle(self) -> bool:
        return not self.held and not self.pending

    async def join(self, participant: Participant) -> None:
        """Answers once all that the room holds is committed."""
        joined = asyncio.get_running_loop().create_future()

        def answer(view: View | Exception) -> None:
            self.pending -= 1
            if isinstance(view, Exception):
                participant.close(TRY_LATER, "come back soon")
            elif not participant.closed:
                self._seen(view)
                self.participants.add(participant)
                participant.caught_up = lambda: self._resend(participant)
                participant.owe(binary(yprotocol.sync_step1(view.state)))
                if self.awareness.all():
                    participant.owe(binary(yprotocol.encode_awareness(self.awareness.all())))
                self.tell_access(participant)
            joined.set_result(None)

        self._read(self._view, answer)
        await joined

    def leave(self, participant: Participant) -> None:
        self.participants.discard(participant)
        self._tell_awareness(self.awareness.left(participant))

    def receive(self, participant: Participant, data: bytes) -> None:
        """One message of the stock protocol; raises Malformed."""
        reader = yprotocol.Reader(data)
        kind = reader.uint()
        if kind == yprotocol.SYNC:
            step = reader.uint()
            payload = reader.take()
            reader.finish()
            if step == yprotocol.STEP1:
                yprotocol.decode_state_vector(payload)
                self._answer_step1(participant, payload)
            elif step in (yprotocol.STEP2, yprotocol.UPDATE):
                self._queue(participant, payload, is_step2=step == yprotocol.STEP2)
        elif kind == yprotocol.AWARENESS:
            entries = yprotocol.decode_awareness(reader.take())
            actor = participant.access.actor
            if actor is not None:
                self._tell_awareness(self.awareness.told(participant, actor, entries))
        elif kind == yprotocol.QUERY_AWARENESS:
            participant.owe(binary(yprotocol.encode_awareness(self.awareness.all())))
        elif kind == yprotocol.CLAIMS and participant.acknowledges:
            participant.claims = tuple(Claim(*claim) for claim in yprotocol.decode_claims(reader))

    def _queue(self, participant: Participant, data: bytes, *, is_step2: bool) -> None:
        if not is_step2:
            participant.received += 1
        participant.pending += 1
        self.pending += 1
        claims, participant.claims = participant.claims, ()
        self._floor.log.write(self, Entry(participant, data, is_step2, participant.received, claims))

    def _answer_step1(self, participant: Participant, state_vector: bytes) -> None:
        def question() -> View:
            return self._view(state_vector)

        def answer(view: View | Exception) -> None:
            self.pending -= 1
            if isinstance(view, Exception):
                participant.close(TRY_LATER, "come back soon")
                return
            self._seen(view)
            participant.owe(binary(yprotocol.sync_step2(view.update)))

        self._read(question, answer)

    def _read(self, question: Any, answer: Any) -> None:
        self.pending += 1
        self._floor.log.read(question, answer)

    # The loop's side: what a commit brought.

    def committed(self, outcome: Outcome) -> None:
        self.sequence = outcome.sequence
        self._writable_is(outcome.writable)
        changes: Changes = [(change, None) for change in outcome.others]
        changes += [
            (result.change, result.entry.participant) for result in outcome.results if result.change is not None
        ]
        changes += [(change, None) for change in outcome.finals]
        self._show(changes, outcome.state_before)
        acknowledge: set[Participant] = set()
        for result in outcome.results:
            participant = result.entry.participant
            participant.settled()
            self.pending -= 1
            if result.durable > participant.durable:
                participant.durable = result.durable
                acknowledge.add(participant)
            if result.refusal:
                self._refuse(result.entry, result.refusal, outcome.state)
            elif result.entry.is_step2:
                participant.asked_at = 0.0
                self._notify(participant, {"type": "synced", "sequence": outcome.sequence})
        for participant in acknowledge:
            if participant.acknowledges:
                participant.owe(binary(yprotocol.durable(participant.durable)))
        if len(changes) > len(outcome.others):
            self._floor.hub.publish(self.group, {"sequence": outcome.sequence, "process": self._floor.hub.id})
        self._floor.leave_if_idle(self)

    def failed(self, entries: Sequence[Entry]) -> None:
        """Nothing of it was saved: the senders are told, and asked for what the log lacks."""
        senders = set()
        for entry in entries:
            entry.participant.settled()
            self.pending -= 1
            senders.add(entry.participant)
        for participant in senders:
            self._notify(participant, {"type": "not-saved"})
        self._ask_again(senders)

    def _ask_again(self, senders: set[Participant]) -> None:
        def answer(view: View | Exception) -> None:
            self.pending -= 1
            present = {participant for participant in senders if not participant.closed}
            if isinstance(view, Exception):
                for participant in present:
                    participant.close(TRY_LATER, "come back soon")
            else:
                self._seen(view)
                for participant in present:
                    participant.owe(binary(yprotocol.sync_step1(view.state)))
            self._floor.leave_if_idle(self)

        self._read(self._view, answer)

    def _refuse(self, entry: Entry, reason: str, state: bytes) -> None:
        participant = entry.participant
        now = time.monotonic()
        asked = now - participant.asked_at < ASK_AGAIN_AFTER
        self._notify(participant, {"type": "refused", "reason": reason, "update": entry.number})
        # A gap closes by itself with the next exchange, and the answer to our own question is no new offence.
        if not (reason in ("gap", "document-full") and not entry.is_step2) and not (entry.is_step2 and asked):
            participant.refusals += 1
        if participant.refusals > REFUSALS_BEFORE_CLOSE:
            participant.close(FORBIDDEN, reason)
        elif len(participant.unsaved) > MOST_UNSAVED:
            participant.close(TRY_LATER, "start again")
        elif not entry.is_step2 and not asked:
            participant.asked_at = now
            participant.owe(binary(yprotocol.sync_step1(state)))

    def malformed(self, participant: Participant) -> None:
        """A message that is not of the protocol; told, and closed when it goes on."""
        participant.refusals += 1
        self._notify(participant, {"type": "refused", "reason": "malformed", "update": participant.received})
        if participant.refusals > REFUSALS_BEFORE_CLOSE:
            participant.close(FORBIDDEN, "malformed")

    def _show(self, changes: Changes, state_before: bytes) -> None:
        """What a commit brought, in one piece to each: what others wrote, and at which line of the log that is.

        So positions from the server can be placed. Whatever came while the last commit ran is joined, without a wait.
        """
        if not changes:
            return
        at = Frames(binary(yprotocol.notice({"type": "at", "sequence": self.sequence})))
        parts = [(*_frames(change), by) for change, by in changes]
        writers = {by for _moved, _words, by in parts}
        everything = Frames.joined([words for _moved, words, _by in parts])
        with_notices = Frames.joined([*(frames for moved, words, _by in parts for frames in (*moved, words)), at])
        for participant in self.participants:
            frames = with_notices if participant.acknowledges else everything
            if participant in writers:
                others = []
                for moved, words, by in parts:
                    others += moved if participant.acknowledges else []
                    others += [words] if by is not participant else []
                frames = Frames.joined([*others, at] if participant.acknowledges else others)
            if not participant.offer(frames) and participant.behind is None:
                participant.behind = state_before

    def _resend(self, participant: Participant) -> None:
        """Who was skipped gets, in one piece, all that was committed since."""

        def question() -> View:
            return self._view(participant.behind)

        def answer(view: View | Exception) -> None:
            self.pending -= 1
            participant.lagging = False
            participant.behind = None
            if isinstance(view, Exception):
                participant.close(TRY_LATER, "come back soon")
            else:
                self._seen(view)
                if view.update:
                    participant.owe(binary(yprotocol.sync_step2(view.update)))
                if participant.acknowledges:
                    participant.owe(binary(yprotocol.durable(participant.durable)))
                    # What was moved meanwhile was not told.
                    participant.owe(binary(yprotocol.moved(())))
                participant.owe(binary(yprotocol.encode_awareness(self.awareness.all())))

        self._read(question, answer)

    def _seen(self, view: View) -> None:
        self.sequence = view.sequence
        self._writable_is(view.writable)
        self._show([(change, None) for change in view.others], view.state_before)

    def _notify(self, participant: Participant, message: dict[str, Any]) -> None:
        if participant.acknowledges:
            participant.owe(binary(yprotocol.notice(message)))

    def tell_access(self, participant: Participant) -> None:
        """Whether one reads or writes, at joining and when it changes."""
        can_write = participant.may_write() and self.writable
        if participant.told != (can_write, self.writable):
            if can_write and participant.told is not None:
                # What was refused meanwhile may come now.
                self._ask_again({participant})
            participant.told = (can_write, self.writable)
            actor = participant.access.actor
            self._notify(
                participant,
                {
                    "type": "access",
                    "write": can_write,
                    "frozen": not self.writable,
                    "sequence": self.sequence,
                    "you": actor.public() if actor else None,
                },
            )

    def _writable_is(self, writable: bool) -> None:
        if writable != self.writable:
            self.writable = writable
            for participant in list(self.participants):
                self.tell_access(participant)

    # Between processes.

    def _from_layer(self, message: dict[str, Any]) -> None:
        own = self._floor.hub.id
        if "writable" in message:
            self._writable_is(message["writable"])
        elif "sequence" in message:
            if message.get("process") != own and message["sequence"] > self.sequence:
                self._read(self._view, self._caught_up)
        elif "ask" in message:
            if message["ask"] != own and self.awareness.local():
                self._publish_awareness(self.awareness.local())
        elif message["process"] != own:
            taken = self.awareness.from_process(message["process"], message["awareness"])
            self._send_awareness(taken)

    def _missed(self) -> None:
        """Other processes may have said anything: who is where is asked and told again, the log is read anyway."""
        self._floor.hub.publish(self.group, {"ask": self._floor.hub.id})
        if self.awareness.local():
            self._publish_awareness(self.awareness.local())

    def stands_at(self, sequence: int, writable: bool) -> None:
        """What the log says; other processes may have gone on without being heard."""
        if sequence > self.sequence or writable != self.writable:
            self._read(self._view, self._caught_up)

    def _caught_up(self, view: View | Exception) -> None:
        self.pending -= 1
        if not isinstance(view, Exception):
            self._seen(view)
        self._floor.leave_if_idle(self)

    def _tell_awareness(self, entries: list[Presence]) -> None:
        """To everybody, its sender too: y-websocket reconnects when it hears nothing for 30 s, even of itself."""
        if entries:
            self._send_awareness(entries)
            told = {entry.client: (entry.client, entry.clock, entry.state, 0) for entry in entries}
            told |= {entry[0]: entry for entry in self.awareness.local() if entry[0] in told}
            self._publish_awareness(list(told.values()))

    def _publish_awareness(self, entries: list[tuple[int, int, Any, int]]) -> None:
        self._floor.hub.publish(self.group, {"process": self._floor.hub.id, "awareness": entries})

    def _send_awareness(self, entries: list[Presence]) -> None:
        if entries:
            frames = Frames(binary(yprotocol.encode_awareness(entries)))
            for participant in self.participants:
                participant.offer(frames)

    def _renew(self) -> None:
        """Other processes' people who are not heard of any more are gone."""
        self._send_awareness(self.awareness.silent())
        self._sweep = asyncio.get_running_loop().call_later(15, self._renew)

    # The writer's side.

    def write(self, entries: Sequence[Entry]) -> Outcome:
        """Inside the log's transaction, holding the document's row."""
        document = documents.lock(self.key)
        replica, state_before, others = self._current(document)
        outcome = Outcome(state_before, writable=document.writable, others=others)
        self._unsaved_before = {entry.participant: entry.participant.unsaved for entry in entries}
        lines: list[tuple[Actor | None, Integrated]] = []
        believed: list[Derived] = []
        for entry in entries:
            change, reason = None, ""
            try:
                change = self._take(document, replica, entry, believed)
            except Refused as refusal:
                reason = refusal.reason
            except Malformed:
                reason = "malformed"
            except Unsupported:
                reason = "content"
            self._keep_account(replica, entry, refused=bool(reason))
            unsaved = entry.participant.unsaved
            outcome.results.append(Result(entry, change, reason, unsaved[0].number - 1 if unsaved else entry.number))
            if change is not None:
                lines.append((entry.participant.access.actor, change))
                believed += change.derived
                final = replica.end_with_newline()
                if final is not None:
                    self._bind(document, replica.client_id, None)
                    lines.append((None, final))
                    outcome.finals.append(final)
        documents.append(document, replica, lines)
        outcome.state = replica.state_vector()
        outcome.sequence = replica.sequence
        return outcome

    def _take(
        self, document: Document, replica: Replica, entry: Entry, unwritten: Sequence[Derived]
    ) -> Integrated | None:
        """Integrates one update or raises Refused; None when everything in it was known.

        `unwritten` is what is believed of the updates before it in this commit.
        """
        decoded = yprotocol.decode_update(entry.data)
        if decoded.is_empty:
            return None
        if not document.writable or not entry.participant.may_write():
            if replica.brings_nothing(decoded):
                return None
            raise Refused("read-only")
        actor = entry.participant.access.actor
        new = replica.new_clients(decoded)
        for client in new:
            if self._owner(document, client, actor) != actor.user_id:  # type: ignore[union-attr]
                raise Refused("client-id")
        replica.check(decoded)
        for client in new:
            self._bind(document, client, actor)
        change = replica.integrate(entry.data)
        if replica.new_clients(decoded):
            raise Diverged("an update that was checked was not integrated whole")
        if change is not None and entry.claims:
            change = self._believed(document, replica, change, entry.claims, unwritten)
        return change

    def _believed(
        self,
        document: Document,
        replica: Replica,
        change: Integrated,
        claims: Sequence[Claim],
        unwritten: Sequence[Derived],
    ) -> Integrated:
        """The change with what holds of its claims; whatever may be wrong with them, its words are taken."""
        try:
            with transaction.atomic():
                return sources.with_believed(document, replica, change, claims, unwritten)
        except Exception:
            logger.exception("where words of %s come from could not be looked up", self.key)
            return change

    def _keep_account(self, replica: Replica, entry: Entry, *, refused: bool) -> None:
        """Which of its sender's updates are not in the log; an exchange may have brought what they held."""
        participant = entry.participant
        if refused and not entry.is_step2:
            participant.unsaved = (*participant.unsaved, entry)
        elif entry.is_step2 and not refused and participant.unsaved:
            participant.unsaved = tuple(left for left in participant.unsaved if not _is_known(replica, left.data))

    def _owner(self, document: Document, client: int, actor: Actor | None) -> int | None:
        """Whose this client id is; an id nobody has yet is the asker's."""
        if client not in self._owners:
            binding = ClientBinding.objects.filter(document=document, client=client).first()
            if binding is None:
                return actor.user_id if actor else None
            self._owners[client] = binding.user_id
        return self._owners[client]

    def _bind(self, document: Document, client: int, actor: Actor | None) -> None:
        if client not in self._owners:
            documents.bind(document, client, actor)
            self._owners[client] = actor.user_id if actor else None

    def _current(self, document: Document) -> tuple[Replica, bytes, list[Integrated]]:
        """The replica with all that the log holds, its state vector before that, and what was taken in."""
        if self._replica is None:
            self._owners.clear()
            self._replica = documents.load(self.key)
            if self._shown is not None:
                # Loaded again: what came meanwhile is told in one piece, to people who saw the copy that was dropped.
                missed = Integrated(self._replica.update_since(self._shown), [], self._replica.length)
                return self._replica, self._shown, [missed]
        # Whatever made the copy what it is was committed and told.
        before = self._shown = self._replica.state_vector()
        if self._replica.sequence == document.sequence:
            return self._replica, before, []
        seen = self._replica.sequence
        others = documents.catch_up(self.key, self._replica)
        if others and (came := sources.of_lines(self.key, seen, self._replica.sequence)):
            others[0] = replace(others[0], derived=came)
        return self._replica, before, others

    def _view(self, state_vector: bytes | None = None) -> View:
        try:
            document = Document.objects.get(pk=self.key)
            replica, before, others = self._current(document)
            # Without a question asked, nobody needs the content.
            update = replica.update_since(state_vector) if state_vector is not None else b""
        except Exception:
            # The copy may have taken in what nobody was told of.
            self.forget()
            raise
        return View(update, before, replica.state_vector(), replica.sequence, document.writable, others)

    def forget(self, entries: Sequence[Entry] = ()) -> None:
        """The copy may hold what was not committed: it is loaded again before its next use."""
        self._replica = None
        self._owners.clear()
        for participant, unsaved in self._unsaved_before.items():
            participant.unsaved = unsaved
        self._unsaved_before = {}
        for entry in entries:
            if not entry.is_step2:
                entry.participant.unsaved = (*entry.participant.unsaved, entry)


def _is_known(replica: Replica, update: bytes) -> bool:
    """Whether everything in `update` is in the document, as it came."""
    try:
        decoded = yprotocol.decode_update(update)
        replica.check(decoded)
    except (Malformed, Unsupported, Refused):
        return False
    return replica.brings_nothing(decoded)
