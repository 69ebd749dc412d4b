"""Closing a poll and counting it: at its time whatever runs, or by hand; the casting vote; a later closing time."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import SYSTEM, Actor, Capacity
from alliance.domain.errors import Conflict, Refused
from alliance.domain.journal import record
from voting.counting import count, sha256
from voting.domain import locks
from voting.domain.announcing import announce_after_commit
from voting.domain.choosing import ballots_by_name, choice_document, outcome_of
from voting.domain.parts import instant, reasons, receipts
from voting.domain.register import document
from voting.models import Ballot, CastingChoice, CastingVote, Correction, Poll, Tally
from voting.registry import handler_of

logger = logging.getLogger(__name__)


def ensure_closed(poll: Poll) -> Poll:
    """The poll, counted first if its closing time has passed. Every door asks this before it shows or does anything."""
    if not poll.is_open or locks.now() < poll.closes_at:
        return poll
    with transaction.atomic():
        fresh = locks.seize(poll.pk)
        # It may have been closed or extended while we waited for the lock.
        if fresh.is_open and locks.now() >= fresh.closes_at:
            _close(fresh, by=SYSTEM, at=fresh.closes_at)
    return fresh


def close_due_polls() -> int:
    """Counts every poll whose time has passed and that no door has counted yet; how many there were.

    What goes wrong with one is logged and keeps no other open.
    """
    closed = 0
    for poll in Poll.objects.filter(closed_at=None, closes_at__lte=locks.now()):
        try:
            closed += not ensure_closed(poll).is_open
        except Exception:
            logger.exception("poll %s could not be closed", poll.pk)
    return closed


def close_poll(*, actor: Actor, poll: Poll) -> Poll:
    """Closes a poll now, before its time, and counts it. Closing a closed poll again raises Conflict (poll-closed)."""
    by = actor.capacity_for("voting.close_poll", poll)
    with transaction.atomic():
        poll = locks.seize(poll.pk)
        now = locks.now()
        if poll.is_open and now < poll.closes_at:
            return _close(poll, by=by, at=now)
    raise too_late()


def extend_poll(*, actor: Actor, poll: Poll, closes_at: datetime) -> Poll:
    """Sets a later closing time of a poll that is still open."""
    by = actor.capacity_for("voting.extend_poll", poll)
    with transaction.atomic():
        poll = locks.seize(poll.pk)
        if not poll.is_open or locks.now() >= poll.closes_at:
            raise too_late()
        if closes_at <= poll.closes_at:
            raise Refused({"closes_at": [_("A poll can only be extended: choose a later time.")]})
        if poll.is_election and timezone.localdate(closes_at) > poll.election.ends_on:
            raise Refused({"closes_at": [_("The mandate that is voted on would be over by then.")]})
        before, poll.closes_at = poll.closes_at, closes_at
        poll.save(update_fields=["closes_at"])
        record(chain=poll.chain, by=by, act="extend_poll", before=before.isoformat(), closes_at=closes_at.isoformat())
        announce_after_commit(poll.pk, "deadline")
    return poll


def casting_vote(*, actor: Actor, poll: Poll, choice: str) -> Tally:
    """The chair decides a tie: the poll is counted again with this vote, and that is the result."""
    by = actor.capacity_for("voting.casting_vote", poll)
    assert by.user is not None  # a seat has a holder
    if choice not in CastingChoice.values:
        raise Refused({"choice": [_("Choose for or against.")]}, reason="unknown-choice")
    ensure_closed(poll)
    with transaction.atomic():
        poll = locks.seize(poll.pk)
        if not awaits_chair(poll):
            raise Conflict("no-tie", _("This poll does not wait for a casting vote."))
        CastingVote.objects.create(poll=poll, choice=choice, cast_by=by.user, capacity=by.key, at=locks.now())
        return count_now(poll, by=by, act="casting_vote")


def awaits_chair(poll: Poll) -> bool:
    """Whether the poll ended in a tie that its chair may still decide."""
    last = last_tally(poll)
    return last is not None and last.awaits_chair


def is_superseded(poll: Poll) -> bool:
    """Whether the question was put again since: as a second convocation, or in another poll on the same subject."""
    # A second convocation has the subject of the first.
    again = Q(subject=poll.subject, pk__gt=poll.pk) if poll.subject else Q(previous=poll)
    return Poll.objects.filter(again).exists()


def last_tally(poll: Poll) -> Tally | None:
    """The tally that holds; None while the poll is open."""
    return poll.tallies.order_by("-number").first()


def poll_document(poll: Poll, *, left_out: Sequence[Mapping[str, str]], with_casting: bool = True) -> dict[str, Any]:
    """The consult-poll/1 of a closed poll, from its rows: the register, the ballots as they stood, the casting vote.

    `left_out` are the ballots that a correction does not count, as `{"voter"}` or `{"voter","by"}`.
    A choice among options is written without names: which ballots count is settled before (`counting.named`).
    """
    if poll.is_choice:
        return choice_document(poll, ballots_of(poll), left_out)[0]
    casting = CastingVote.objects.filter(poll=poll).first() if with_casting else None
    found: dict[str, Any] = {
        "format": "consult-poll/1",
        "convocation": poll.convocation,
        "voters": document(list(poll.voters.all())),
        "ballots": [
            ballot.named | {"choice": ballot.choice} for ballot in ballots_of(poll) if ballot.named not in left_out
        ],
    }
    if casting:
        found["casting"] = {poll.rule["tie"]["role"]: casting.choice}
    return found


def ballots_of(poll: Poll) -> "QuerySet[Ballot]":
    """All ballots of a poll in the order in which polls write them."""
    found = Ballot.objects.filter(voter__poll=poll).select_related("voter", "by")
    return found.order_by("voter__position", "kind")


def left_out_of(poll: Poll, number: int | None = None) -> list[dict[str, str]]:
    """The ballots that this tally (the last one) does not count, since a correction says so; mostly none."""
    found = Correction.objects.filter(tally__poll=poll).order_by("tally__number")
    last = (found if number is None else found.filter(tally__number__lte=number)).last()
    return last.left_out if last else []


def too_late() -> Conflict:
    return Conflict("poll-closed", _("This poll is closed."))


def _close(poll: Poll, *, by: Capacity, at: datetime) -> Poll:
    """Closes and counts a poll whose row this transaction has locked."""
    poll.closed_at = at
    poll.save(update_fields=["closed_at"])
    ballots = ballots_of(poll)
    bound = {"closed_at": instant(at), "receipts_sha256": sha256(receipts(ballots))}
    if poll.is_choice:
        bound["ballots_sha256"] = sha256(ballots_by_name(ballots))
    if poll.is_consent:
        bound["reasons_sha256"] = sha256(reasons(ballots))
    count_now(poll, by=by, act="close_poll", bound=bound)
    return poll


def count_now(
    poll: Poll,
    *,
    by: Capacity,
    act: str,
    left_out: Sequence[Mapping[str, str]] | None = None,
    bound: Mapping[str, str] | None = None,
) -> Tally:
    """Counts a closed poll that this transaction holds, and tells everybody; `bound` goes into the journal's line.

    `left_out` are the ballots that are not counted, those of the last correction unless others are given.
    """
    left_out = left_out_of(poll) if left_out is None else left_out
    counted = poll_document(poll, left_out=left_out)
    result = count(poll.rule, counted)
    tally = Tally.objects.create(
        poll=poll,
        number=poll.tallies.count() + 1,
        result=result,
        sha256=sha256(result),
        outcome=outcome_of(poll, counted, result),
        decided_at=locks.now(),
    )
    record(
        chain=poll.chain,
        by=by,
        act=act,
        tally=tally.number,
        # The result's own word: that of a choice names winners instead, and its hash stands for them.
        outcome=result.get("outcome"),
        poll_sha256=result["poll_sha256"],
        result_sha256=tally.sha256,
        **(bound or {}),
    )
    handler_of(poll.subject).poll_decided(poll, tally)
    announce_after_commit(poll.pk, "result")
    return tally
