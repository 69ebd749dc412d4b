"""What a shared text was at each line of its log, and how it became what it is: for pages that look back."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from realtime.documents import State, Step
from realtime.models import Document, Snapshot, Update
from realtime.replica import Replica


class NotInLog(LookupError):
    """The log of this document has no such line, or there is no such document."""


def state_at(document_id: UUID, sequence: int) -> State:
    """The document after line `sequence` of its log; 0 is before its first line. Raises NotInLog."""
    replica = _replica_at(document_id, sequence)
    return State(sequence, replica.text, replica.ops(), replica.update_since())


def steps(document_id: UUID, after: int = 0, upto: int | None = None) -> Iterator[Step]:
    """Each line beyond `after`, up to and with `upto` (None: the latest), replayed from the document as it was then.

    Lines that changed nothing, if there are any, are left out. Raises NotInLog when the iteration begins.
    """
    replica = _replica_at(document_id, after)
    if upto is None:
        upto = _latest(document_id)
    rows = Update.objects.filter(document_id=document_id, sequence__gt=after, sequence__lte=upto).order_by("sequence")
    for row in rows.iterator(chunk_size=1000):
        change = replica.integrate(bytes(row.data))
        if change is not None:
            yield Step(row.sequence, row.user_id, row.capacity, change.delta, row.at, change.text_length_before)


def _latest(document_id: UUID) -> int:
    sequence = Document.objects.filter(pk=document_id).values_list("sequence", flat=True).first()
    if sequence is None:
        raise NotInLog(document_id)
    return sequence


def _replica_at(document_id: UUID, sequence: int) -> Replica:
    if not 0 <= sequence <= _latest(document_id):
        raise NotInLog(document_id, sequence)
    replica = Replica()
    snapshot = Snapshot.objects.filter(document_id=document_id, sequence__lte=sequence).order_by("-sequence").first()
    if snapshot is not None:
        replica.load(bytes(snapshot.state), snapshot.sequence)
    rows = Update.objects.filter(document_id=document_id, sequence__gt=replica.sequence, sequence__lte=sequence)
    for data in rows.order_by("sequence").values_list("data", flat=True):
        replica.integrate(bytes(data))
    return replica
