"""What a shared text was at each line of its log, and how it became what it is: for pages that look back."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from realtime.documents import State, Step, load
from realtime.lines import lines
from realtime.models import Document
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
    for line in lines(document_id, after, upto):
        change = replica.integrate(line.data)
        if change is not None:
            yield Step(line.sequence, line.user_id, line.capacity, change.delta, line.at, change.text_length_before)


def _latest(document_id: UUID) -> int:
    sequence = Document.objects.filter(pk=document_id).values_list("sequence", flat=True).first()
    if sequence is None:
        raise NotInLog(document_id)
    return sequence


def _replica_at(document_id: UUID, sequence: int) -> Replica:
    if not 0 <= sequence <= _latest(document_id):
        raise NotInLog(document_id, sequence)
    return load(document_id, sequence)
