"""Reading a document's log, wherever its lines are kept: the latest in rows, older ones packed in chunks."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from realtime import chunks
from realtime.chunks import Line
from realtime.models import Chunk, Document, Update

logger = logging.getLogger(__name__)

AT_ONCE = 500
COLUMNS = ("sequence", "user_id", "capacity", "at", "data", "checksum")


class Damaged(RuntimeError):
    """What is kept of a document is not what was written; `part` says which part."""

    def __init__(self, document_id: UUID, part: str) -> None:
        super().__init__(f"document {document_id}: {part} is damaged")
        self.document_id, self.part = document_id, part


def lines(document_id: UUID, after: int = 0, upto: int | None = None) -> Iterator[Line]:
    """The lines beyond `after`, up to and with `upto` (None: all that is committed), in order and without a gap.

    Raises Damaged where one is missing or is not what was written.
    """
    if upto is None:
        upto = Document.objects.values_list("sequence", flat=True).get(pk=document_id)
    while after < upto:
        # Each in one statement: what another process packs meanwhile is found in its chunk.
        rows = list(_rows(document_id, after + 1, min(upto, after + AT_ONCE)).values_list(*COLUMNS))
        if rows and rows[0][0] == after + 1:
            found: Iterable[Line] = (row_line(document_id, *row) for row in rows)
        else:
            found = _packed(document_id, after + 1)
        for line in found:
            if after < line.sequence <= upto:
                if line.sequence != after + 1:
                    raise Damaged(document_id, f"line {after + 1}")
                after = line.sequence
                yield line


def row_line(
    document_id: UUID, sequence: int, user_id: int | None, capacity: str, at: datetime, data: bytes, checksum: int
) -> Line:
    """The line of a row, by COLUMNS; one flipped bit is put right. Raises Damaged."""
    line = Line(sequence, user_id, capacity, at, bytes(data))
    if is_whole(document_id, line, checksum):
        return line
    damage = Damaged(document_id, f"line {sequence}")
    mended = chunks.mended(document_id.bytes, line, checksum)
    if mended is None:
        raise damage
    logger.critical("%s by one bit, and read as it was written (manage.py check_documents)", damage)
    return mended


def is_whole(document_id: UUID, line: Line, checksum: int) -> bool:
    return chunks.checksum(document_id.bytes, line) == checksum


def chunk_lines(chunk: Chunk) -> list[Line]:
    """A chunk's lines. Raises Damaged."""
    part = f"the chunk of lines {chunk.first} to {chunk.last}"
    data = bytes(chunk.data)
    if digest(data) != chunk.digest:
        raise Damaged(chunk.document_id, part)
    try:
        found = chunks.decode(data)
    except ValueError as error:
        raise Damaged(chunk.document_id, part) from error
    if [line.sequence for line in found] != list(range(chunk.first, chunk.last + 1)):
        raise Damaged(chunk.document_id, part)
    return found


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _rows(document_id: UUID, first: int, last: int) -> QuerySet[Update]:
    return Update.objects.filter(document_id=document_id, sequence__range=(first, last)).order_by("sequence")


def _packed(document_id: UUID, sequence: int) -> list[Line]:
    chunk = Chunk.objects.filter(document_id=document_id, first__lte=sequence, last__gte=sequence).first()
    if chunk is None:
        raise Damaged(document_id, f"line {sequence}")
    return chunk_lines(chunk)
