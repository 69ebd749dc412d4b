"""Where words come from: what is claimed is held against the log, what is believed is kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from realtime import movement
from realtime.contents import Contents
from realtime.models import ClientBinding, Document, Origin
from realtime.movement import came
from realtime.provenance import Claim, Derived, Origins, Ranges, believed, joined
from realtime.registry import Units
from realtime.replica import Integrated, Replica

FIELDS = ("client", "clock", "length", "from_client", "from_clock", "first_client", "first_clock")


def with_believed(
    document: Document,
    replica: Replica,
    change: Integrated,
    claims: Sequence[Claim],
    unwritten: Iterable[Derived] = (),
) -> Integrated:
    """The change with what holds of what its sender says of it. The document is held, `replica` has just taken it in.

    `unwritten` is what was believed since the log was last written to.
    """
    origins = known(document.pk)
    for derived in unwritten:
        origins.add(derived)
    content = Contents(document, replica.heard)
    order = cache(replica.placed)
    found = joined(
        believed(
            claims,
            change.units.structs,
            content=content,
            origins=origins,
            gone=Ranges(replica.gone()),
            order=order,
        )
    )
    if not found:
        return change
    return replace(change, derived=tuple(found), came=tuple(came(order(), change.units, found, origins, content)))


def deleted_by(document: Document, change: Integrated) -> Callable[[], list[Units]]:
    """Gives the units that a change deleted, as their author wrote them."""

    def units() -> list[Units]:
        origins = known(document.pk)
        return [first for run in change.units.deletes for first in origins.first(*run)]

    return units


def units_before(
    document: Document, replica: Replica, lines: Sequence[tuple[Any, Integrated]], at: int
) -> Callable[[int, int], list[Units]]:
    """Gives the units of words from their place before line `at` of `lines`, the last that the replica took in."""

    def units(start: int, end: int) -> list[Units]:
        origins = known(document.pk)
        return [first for run in movement.units(text(), start, end) for first in origins.first(*run)]

    @cache
    def text() -> list[movement.Piece]:
        updates = [change.units for _actor, change in lines[at:]]
        return movement.before(replica.placed(), updates, Contents(document, replica.heard))

    return units


def known(document_id: UUID) -> Origins:
    """All that is known of a document's words."""
    return Origins(Derived(*row) for row in Origin.objects.filter(document_id=document_id).values_list(*FIELDS))


def write(document: Document, lines: Iterable[tuple[int, Integrated]]) -> None:
    """Keeps what is believed of these lines, (sequence, change) each, in the transaction that writes them."""
    rows = [
        Origin(document=document, sequence=sequence, **{name: getattr(derived, name) for name in FIELDS})
        for sequence, change in lines
        for derived in change.derived
    ]
    if rows:
        Origin.objects.bulk_create(rows)


def of_lines(document_id: UUID, after: int, upto: int) -> tuple[Derived, ...]:
    """What the lines beyond `after`, up to and with `upto`, brought from elsewhere."""
    rows = Origin.objects.filter(document_id=document_id, sequence__gt=after, sequence__lte=upto)
    return tuple(Derived(*row) for row in rows.order_by("sequence", "client", "clock").values_list(*FIELDS))


class Elsewhere:
    """For a log that is replayed: which words of a line are not its writer's, and whose they are."""

    def __init__(self, document_id: UUID) -> None:
        self._lines: dict[int, list[Derived]] = {}
        rows = Origin.objects.filter(document_id=document_id).values_list("sequence", *FIELDS)
        for sequence, *fields in rows:
            self._lines.setdefault(sequence, []).append(Derived(*fields))
        bindings = (
            ClientBinding.objects.filter(document_id=document_id) if self._lines else ClientBinding.objects.none()
        )
        self._users = dict(bindings.values_list("client", "user_id"))

    def of(self, sequence: int, replica: Replica) -> tuple[tuple[int, int, int | None], ...]:
        """(start, length, user's id or None) in the text after a line that `replica` has just taken; in code points."""
        derived = self._lines.get(sequence)
        if not derived:
            return ()
        stand = movement.standing(replica.placed(), derived)
        return tuple((start, length, self._users.get(client)) for start, length, client in sorted(stand))
