"""Whether what is kept of the shared texts is what was written, told piece by piece."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from realtime import snapshots
from realtime.chunks import Line
from realtime.lines import COLUMNS, Damaged, chunk_lines, is_whole, lines
from realtime.models import Chunk, Document, Snapshot, Update
from realtime.replica import Loader
from realtime.yprotocol import decode_state_vector

logger = logging.getLogger(__name__)


def all_damages(*, replay: bool = False) -> Iterator[Damaged]:
    """Of every document."""
    for document_id in list(Document.objects.order_by("created").values_list("pk", flat=True)):
        yield from damages(document_id, replay=replay)


def damages(document_id: UUID, *, replay: bool = False) -> Iterator[Damaged]:
    """The lines, chunks and states that are not what was written, and lines that are missing.

    With `replay` each state is held against what the log gives as well, as far as that can be read.
    """
    yield from _of_log(document_id)
    states = Snapshot.objects.filter(document_id=document_id).order_by("sequence")
    for state in states.iterator(chunk_size=10):
        try:
            snapshots.whole(state)
        except Damaged as damage:
            yield damage
    if replay:
        yield from _against_log(document_id, states)


def report_damages() -> None:
    """Tells the operator, in the server's log."""
    for damage in all_damages():
        logger.critical("%s (manage.py check_documents)", damage)


def _of_log(document_id: UUID) -> Iterator[Damaged]:
    latest = Document.objects.values_list("sequence", flat=True).get(pk=document_id)
    done = 0
    for chunk in Chunk.objects.filter(document_id=document_id).order_by("first").iterator(chunk_size=10):
        yield from _gap(document_id, done, chunk.first)
        try:
            chunk_lines(chunk)
        except Damaged as damage:
            yield damage
        done = chunk.last
    rows = Update.objects.filter(document_id=document_id, sequence__gt=done).order_by("sequence")
    for *kept, checksum in rows.values_list(*COLUMNS).iterator(chunk_size=500):
        line = Line(*kept)
        yield from _gap(document_id, done, line.sequence)
        if not is_whole(document_id, line, checksum):
            yield Damaged(document_id, f"line {line.sequence}")
        done = line.sequence
    yield from _gap(document_id, done, latest + 1)


def _gap(document_id: UUID, before: int, behind: int) -> Iterator[Damaged]:
    """What is missing between two lines; not what was packed meanwhile."""
    try:
        for _ in lines(document_id, before, behind - 1):
            pass
    except Damaged as damage:
        yield damage


def _against_log(document_id: UUID, states: QuerySet[Snapshot]) -> Iterator[Damaged]:
    loader = Loader()
    for sequence in list(states.values_list("sequence", flat=True)):
        state = states.filter(sequence=sequence).first()
        try:
            for line in lines(document_id, loader.sequence, sequence):
                loader.follow(line.data, line.sequence)
            if state is not None and not _agrees(snapshots.whole(state), loader):
                yield Damaged(document_id, f"the state after line {sequence}, which is not what the log gives,")
        except Damaged:
            return


def _agrees(state: Loader, loader: Loader) -> bool:
    clocks = [decode_state_vector(copy.doc.get_state()) for copy in (state, loader)]
    return clocks[0] == clocks[1] and state.text.diff() == loader.text.diff()
