"""Writing and checking the journal of acts."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from alliance.capacities import Capacity
from alliance.models import JournalEntry

FIRST = "0" * 64


def _line(entry: JournalEntry) -> dict[str, Any]:
    """What of an act its hash is made of."""
    return {
        "chain": entry.chain,
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "capacity": entry.capacity,
        "act": entry.act,
        "data": entry.data,
        "previous": entry.previous,
    }


def _hash(entry: JournalEntry) -> str:
    text = json.dumps(_line(entry), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def record(*, chain: str, by: Capacity, act: str, **data: Any) -> JournalEntry:
    """Appends one act to a chain, in the transaction of the act itself; `data` holds ids and facts, never a vote."""
    if not transaction.get_connection().in_atomic_block:
        raise IntegrityError("the journal is written in the transaction of its act")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"journal {chain}"])
    last = JournalEntry.objects.filter(chain=chain).order_by("-sequence").first()
    entry = JournalEntry(
        chain=chain,
        sequence=last.sequence + 1 if last else 1,
        at=timezone.now(),
        actor_id=by.user_id,
        capacity=by.key,
        act=act,
        data=data,
        previous=last.hash if last else FIRST,
    )
    entry.hash = _hash(entry)
    entry.save(force_insert=True)
    return entry


def broken_chains() -> Iterator[tuple[str, int, str]]:
    """Walks every chain and yields (chain, sequence, reason) where it does not hold."""
    chain, expected, previous = None, 1, FIRST
    for entry in JournalEntry.objects.order_by("chain", "sequence").iterator():
        if entry.chain != chain:
            chain, expected, previous = entry.chain, 1, FIRST
        if entry.sequence != expected:
            yield entry.chain, expected, "missing"
        elif entry.previous != previous:
            yield entry.chain, entry.sequence, "previous"
        if entry.hash != _hash(entry):
            yield entry.chain, entry.sequence, "hash"
        expected, previous = entry.sequence + 1, entry.hash


def head(chain: str) -> str:
    """The hash of the last act of a chain, 64 zeros for an empty one."""
    return (
        JournalEntry.objects.filter(chain=chain).order_by("-sequence").values_list("hash", flat=True).first() or FIRST
    )


def lines(chain: str) -> list[dict[str, Any]]:
    """The acts of a chain in their order, each as its hash was made, with `hash`: what a stranger checks it by."""
    entries = JournalEntry.objects.filter(chain=chain).order_by("sequence")
    return [{**_line(entry), "hash": entry.hash} for entry in entries]
