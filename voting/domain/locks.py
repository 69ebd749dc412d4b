"""Locks on a poll and the clock that says whether a ballot is late; the one place that knows which database runs.

A cast reads the clock under a shared lock of the poll's row, the tally takes the lock exclusively: so a ballot that was
in time is in the tally, and one that comes after it finds the poll closed. SQLite has one writer at a time and its
immediate transactions hold that lock from their beginning; its clock is the host's.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.utils import timezone

from alliance.domain.errors import NotVisible
from voting.models import Poll, Voter

SHARED = {"postgresql": " FOR SHARE"}
EXCLUSIVE = {"postgresql": " FOR UPDATE"}


def share(poll_id: int) -> Poll:
    """The poll as it is now, kept from being closed or extended until this transaction ends."""
    return _locked(poll_id, SHARED)


def seize(poll_id: int) -> Poll:
    """The poll as it is now, kept from everybody else until this transaction ends."""
    return _locked(poll_id, EXCLUSIVE)


def _locked(poll_id: int, modes: dict[str, str]) -> Poll:
    if not connection.in_atomic_block:
        raise RuntimeError("a lock lasts as long as its transaction: open one first")
    query = f"SELECT * FROM voting_poll WHERE id = %s{modes.get(connection.vendor, '')}"  # noqa: S608
    for poll in Poll.objects.raw(query, [poll_id]):
        return poll
    raise NotVisible


def hold(voter_ids: Collection[int]) -> list[Voter]:
    """These voters, in the order of their ids, each kept from other casts and proxies until this transaction ends."""
    return list(Voter.objects.select_for_update(no_key=True).filter(pk__in=voter_ids).order_by("pk"))


def now() -> datetime:
    """The database's clock, not that of this transaction's beginning."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
