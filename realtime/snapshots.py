"""States of a document to load from: a cache of the log, so damaged ones are passed over and old ones thinned out."""

from __future__ import annotations

import json
import logging
import zlib
from uuid import UUID

from realtime.lines import Damaged, digest
from realtime.models import Document, Snapshot
from realtime.replica import Loader, Replica

logger = logging.getLogger(__name__)

EVERY = 500
"""Lines after which a state is written: so many are read at most when a document is opened."""
LATEST = 2
"""Kept whatever stands before them: when the last is damaged, the one before it is as near."""
GROWTH = 1.25
FARTHEST = 65_536
"""An older state is kept where the log has grown by a quarter since the one before, or by so many lines."""


def write(document: Document, replica: Replica) -> None:
    """Keeps the state of a locked document; built from the document, never by merging updates (319 s for 259,778
    keystrokes)."""
    replica.verify()
    pairs = json.dumps(sorted(replica.pairs), separators=(",", ":")).encode()
    packed = zlib.compress(pairs + b"\n" + replica.update_since(), 1)
    Snapshot.objects.create(document=document, sequence=replica.sequence, state=packed, digest=digest(packed))
    replica.snapshot_sequence = replica.sequence
    _thin(document)


def nearest(document_id: UUID, upto: int | None = None) -> Loader:
    """A copy from the latest state that is whole, at or before line `upto`; an empty one where there is none."""
    kept = Snapshot.objects.filter(document_id=document_id).order_by("-sequence")
    if upto is not None:
        kept = kept.filter(sequence__lte=upto)
    for sequence in list(kept.values_list("sequence", flat=True)):
        snapshot = kept.filter(sequence=sequence).first()
        if snapshot is None:  # thinned out meanwhile
            continue
        try:
            return whole(snapshot)
        except Damaged:
            logger.exception("a document is opened from an earlier state")
    return Loader()


def whole(snapshot: Snapshot) -> Loader:
    """The copy that a state gives. Raises Damaged."""
    packed = bytes(snapshot.state)
    try:
        if digest(packed) != snapshot.digest:
            raise ValueError("another digest")
        pairs, _, state = zlib.decompress(packed).partition(b"\n")
        return Loader(state, snapshot.sequence, ((client, clock) for client, clock in json.loads(pairs)))
    except (ValueError, zlib.error) as error:
        raise Damaged(snapshot.document_id, f"the state after line {snapshot.sequence}") from error


def spare(sequences: list[int]) -> list[int]:
    """Which of these states, ascending, are not needed: what is left lies ever farther apart, the further back."""
    older, kept, found = sequences[:-LATEST], 0, []
    for sequence in older:
        if sequence >= kept * GROWTH or sequence - kept >= FARTHEST:
            kept = sequence
        else:
            found.append(sequence)
    return found


def _thin(document: Document) -> None:
    kept = Snapshot.objects.filter(document=document)
    unneeded = spare(list(kept.order_by("sequence").values_list("sequence", flat=True)))
    if unneeded:
        kept.filter(sequence__in=unneeded).delete()
