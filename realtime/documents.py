"""Shared documents for domain acts: create, freeze, read, edit, replay; synchronous, each within one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from realtime import chunks, contents, snapshots, sources
from realtime.announce import log_grew, writable_changed
from realtime.authorship import placed
from realtime.lines import lines
from realtime.models import ClientBinding, Document, Update
from realtime.movement import restored
from realtime.provenance import Claim
from realtime.registry import Actor, Change, Ops, document_kind
from realtime.replica import Integrated, Replica
from realtime.yprotocol import decode_update

SERVER = "server"


class DocumentReadOnly(Exception):
    """This text is frozen: nobody writes in it any more."""


@dataclass(frozen=True)
class State:
    """A document after `sequence`; `ops` are insert operations in code points, `state` the whole as a v1 update."""

    sequence: int
    text: str
    ops: Ops
    state: bytes


@dataclass(frozen=True)
class Step:
    """One line of the log, replayed. `user_id` is None for the server's own lines.

    `came` are words of it that were moved or came back: (start in the text after it, length, user's id of their author
    or None).
    """

    sequence: int
    user_id: int | None
    capacity: str
    delta: Ops
    at: datetime
    text_length_before: int
    came: tuple[tuple[int, int, int | None], ...] = ()


def create_document(*, kind: str, ops: Ops | None = None, actor: Actor | None = None) -> Document:
    """A document with `ops` (insert operations) as its first line, always ending in a line's end."""
    document_kind(kind)
    with transaction.atomic():
        document = Document.objects.create(kind=kind)
        replica = Replica()
        integrated = [replica.edit(ops)] if ops else []
        lines = [(actor, change) for change in integrated if change is not None]
        final = replica.end_with_newline()
        if final is not None:
            lines.append((actor, final))
        bind(document, replica.client_id, actor)
        append(document, replica, lines)
    return document


def set_writable(document_id: UUID, writable: bool) -> None:
    """Freezes or opens a document. Edits take the same lock, so none crosses: what came before is in `read_state`."""
    with transaction.atomic():
        document = lock(document_id)
        if document.writable != writable:
            document.writable = writable
            document.save(update_fields=["writable"])
            transaction.on_commit(lambda: writable_changed(document_id, writable))


def read_state(document_id: UUID) -> State:
    """What the log says. Inside a transaction the document is locked first: nothing acknowledged can be missing."""
    if transaction.get_connection().in_atomic_block:
        lock(document_id)
    replica = load(document_id)
    return State(replica.sequence, replica.text, replica.ops(), replica.update_since())


def edit(document_id: UUID, *, actor: Actor | None, ops: Ops) -> int:
    """Edits on the server through the same log, whether or not the document is open anywhere; gives the sequence.

    `ops` count in code points from the text's beginning. Raises DocumentReadOnly.
    """
    return _edit(document_id, actor, ops, lambda change: ())


def restore(document_id: UUID, *, actor: Actor | None, ops: Ops, at_sequence: int) -> int:
    """Edits as `edit` does, bringing back words of the text after line `at_sequence` as those of who wrote them.

    An insertion says with `from` where its words stood in that text, in code points (`from_then` gives it). What stands
    elsewhere in the text by now, or has no `from`, is the actor's. Raises DocumentReadOnly.
    """
    then = load(document_id, at_sequence).placed()
    return _edit(document_id, actor, ops, lambda change: restored(ops, change.units.structs, then))


def from_then(ops: Ops, shift: int = 0) -> Ops:
    """The operations, each insertion with its `from`: its place in the text that they end in, moved by `shift`.

    Without shift they end in the text that is restored; for a passage alone, `shift` is its start there minus its start
    in the text that they end in.
    """
    placed_ops, at = [], 0
    for op in ops:
        placed_ops.append({**op, "from": at + shift} if "insert" in op else op)
        at += len(op["insert"]) if "insert" in op else op.get("retain", 0)
    return placed_ops


def _edit(document_id: UUID, actor: Actor | None, ops: Ops, claims: Callable[[Integrated], Iterable[Claim]]) -> int:
    with transaction.atomic():
        document = lock(document_id)
        if not document.writable:
            raise DocumentReadOnly(document_id)
        replica = load(document_id)
        bind(document, replica.client_id, actor)
        change = replica.edit(ops)
        if change is not None and (claimed := tuple(claims(change))):
            change = sources.with_believed(document, replica, change, claimed)
        lines = [(actor, change)] if change is not None else []
        append(document, replica, lines)
        final = replica.end_with_newline()
        if final is not None:
            append(document, replica, [(actor, final)])
        transaction.on_commit(lambda: log_grew(document_id, document.sequence))
    return document.sequence


def replay(document_id: UUID, upto: int | None = None) -> Iterator[Step]:
    """The log line by line from the beginning, up to and with sequence `upto`."""
    replica = Replica()
    elsewhere = sources.Elsewhere(document_id)
    for line in lines(document_id, upto=upto):
        change = replica.integrate(line.data)
        if change is not None:
            yield Step(
                line.sequence,
                line.user_id,
                line.capacity,
                change.delta,
                line.at,
                change.text_length_before,
                elsewhere.of(line.sequence, replica),
            )


def written(document_id: UUID, state: bytes) -> list[tuple[int, int | None]]:
    """Who wrote a state of the text, in its order: runs of (length in code points, user's id or None for the server),
    neighbours of one author joined.

    Words that were moved, or came back, are their first author's. Read from the state, from whose the client ids are
    and from where words come; it costs as much as the text is long, however long its log.
    """
    users = dict(ClientBinding.objects.filter(document_id=document_id).values_list("client", "user_id"))
    origins = sources.known(document_id)
    found: list[tuple[int, int | None]] = []
    for item in placed(decode_update(state)):
        for length, client in origins.writers(item) if item.words else ():
            user = users.get(client)
            if found and found[-1][1] == user:
                found[-1] = (found[-1][0] + length, user)
            else:
                found.append((length, user))
    return found


def lock(document_id: UUID) -> Document:
    """The document's row, held until the end of the transaction: its writers follow one another in every process.

    On PostgreSQL this is what makes sequences visible in order; SQLite's transactions are immediate.
    """
    return Document.objects.select_for_update(no_key=True).get(pk=document_id)


def load(document_id: UUID, upto: int | None = None) -> Replica:
    """A copy of the document after line `upto` (None: all that is committed), from the nearest state before it."""
    loader = snapshots.nearest(document_id, upto)
    for line in lines(document_id, loader.sequence, upto):
        loader.follow(line.data, line.sequence)
    return Replica(loader)


def catch_up(document_id: UUID, replica: Replica) -> list[Integrated]:
    """Takes in the lines that others wrote since; gives what they changed."""
    changes = []
    for line in lines(document_id, replica.sequence):
        change = replica.integrate(line.data)
        replica.sequence = line.sequence
        if change is not None:
            changes.append(change)
    return changes


def bind(document: Document, client: int, actor: Actor | None) -> None:
    """Writes whose client id this is, before its first update counts."""
    ClientBinding.objects.create(
        document=document,
        client=client,
        user_id=actor.user_id if actor else None,
        capacity=actor.capacity if actor else SERVER,
    )


def append(document: Document, replica: Replica, lines: list[tuple[Actor | None, Integrated]]) -> None:
    """Writes lines to the log of a locked document and lets its kind follow each; moves both sequences on."""
    if not lines:
        return
    now = timezone.now()
    kind = document_kind(document.kind)
    rows = []
    for actor, change in lines:
        document.sequence += 1
        user_id, capacity = (actor.user_id, actor.capacity) if actor else (None, SERVER)
        line = chunks.Line(document.sequence, user_id, capacity, now, change.update)
        rows.append(Update(document=document, **vars(line), checksum=chunks.checksum(document.pk.bytes, line)))
    Update.objects.bulk_create(rows)
    Document.objects.filter(pk=document.pk).update(sequence=document.sequence)
    replica.sequence = document.sequence
    sources.write(document, [(row.sequence, change) for row, (_actor, change) in zip(rows, lines, strict=True)])
    contents.keep(document, replica.heard)
    for at, (row, (actor, change)) in enumerate(zip(rows, lines, strict=True)):
        kind.integrated(
            Change(
                document.pk,
                row.sequence,
                actor,
                change.delta,
                change.text_length_before,
                change.came,
                sources.deleted_by(document, change),
                sources.units_before(document, replica, lines, at),
            )
        )
    if replica.sequence - replica.snapshot_sequence >= snapshots.EVERY:
        snapshots.write(document, replica)
