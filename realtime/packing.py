"""Old lines of a log go from rows into compressed chunks: the same lines, in a fifth of the room."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Length

from realtime import chunks, documents
from realtime.chunks import Line
from realtime.lines import COLUMNS, Damaged, chunk_lines, digest, row_line
from realtime.models import Chunk, Snapshot, Update
from realtime.snapshots import LATEST

logger = logging.getLogger(__name__)

LINES = 4096
WEIGHT = 1_000_000
"""A chunk takes so many lines, or so many bytes of updates, whichever comes first."""


def pack_all() -> int:
    """Packs what is old enough in every document; gives how many chunks were made. What one raises stops no other."""
    made = 0
    for document_id in Snapshot.objects.order_by().values_list("document_id", flat=True).distinct():
        try:
            while _is_enough(document_id) and pack(document_id):
                made += 1
        except Exception:
            logger.exception("the log of document %s could not be packed", document_id)
    return made


def pack(document_id: UUID) -> bool:
    """Packs the oldest lines that fill a chunk and that no opening reads; False where there are not enough.

    In one transaction with the removal of their rows, holding the document: of two processes one does it. Raises
    Damaged, and changes nothing, where a line is not what was written.
    """
    with transaction.atomic():
        document = documents.lock(document_id)
        lines = _oldest(document_id)
        if not lines:
            return False
        first, last = lines[0].sequence, lines[-1].sequence
        data = chunks.encode(lines)
        made = Chunk.objects.create(document=document, first=first, last=last, data=data, digest=digest(data))
        # What the database gives back is what counts, not what was handed to it.
        made.refresh_from_db()
        if chunk_lines(made) != lines:
            raise Damaged(document_id, f"the chunk of lines {first} to {last}")
        removed, _ = Update.objects.filter(document=document, sequence__range=(first, last)).delete()
        if removed != len(lines):
            raise Damaged(document_id, f"the log between lines {first} and {last}")
    return True


def _old(document_id: UUID) -> QuerySet[Update]:
    """Rows that no opening reads, be the latest state damaged or not."""
    states = Snapshot.objects.filter(document_id=document_id).order_by("-sequence").values_list("sequence", flat=True)
    latest = list(states[:LATEST])
    upto = latest[-1] if len(latest) == LATEST else 0
    return Update.objects.filter(document_id=document_id, sequence__lte=upto).order_by("sequence")


def _is_enough(document_id: UUID) -> bool:
    found = _old(document_id).aggregate(lines=Count("pk"), weight=Sum(Length("data"), default=0))
    return bool(found["lines"] >= LINES or found["weight"] >= WEIGHT)


def _oldest(document_id: UUID) -> list[Line]:
    """The lines of the next chunk; none where it would not be full."""
    packed = Chunk.objects.filter(document_id=document_id).aggregate(last=Max("last"))["last"] or 0
    lines: list[Line] = []
    weight = 0
    for row in _old(document_id).values_list(*COLUMNS).iterator(chunk_size=500):
        line = row_line(document_id, *row)
        if line.sequence != packed + len(lines) + 1:
            raise Damaged(document_id, f"line {packed + len(lines) + 1}")
        lines.append(line)
        weight += len(line.data)
        if len(lines) == LINES or weight >= WEIGHT:
            return lines
    return []
