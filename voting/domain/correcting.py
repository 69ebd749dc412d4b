"""Correcting a proclaimed result: never by editing, but by a new count that leaves out named ballots, for a reason."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.errors import Conflict, Refused
from voting.counting import sha256
from voting.domain import locks
from voting.domain.closing import ballots_of, count_now, ensure_closed, is_superseded, left_out_of
from voting.domain.parts import correction
from voting.models import Correction, Poll, Tally

LONGEST = 2000


def correct_result(*, actor: Actor, poll: Poll, ballots: Collection[int], reason: str) -> Tally:
    """Counts a closed poll again without these ballots (by id), which did not count for a reason everybody reads.

    It replaces an earlier correction; without any ballot all count again. Both results stay, in the record too.
    Raises NotAllowed; Refused (ballots, reason); Conflict: poll-open, repeated, unchanged, and what the subject says.
    """
    by = actor.capacity_for("voting.correct_result", poll)
    assert by.user is not None  # the secretariat is a person
    ensure_closed(poll)
    with transaction.atomic():
        poll = locks.seize(poll.pk)
        if poll.is_open:
            raise Conflict("poll-open", _("The poll is still open: it has no result to correct."))
        if is_superseded(poll):
            raise Conflict("repeated", _("Another poll on this was opened since: its result holds."))
        reason = _checked(reason)
        left_out = _named(poll, ballots)
        if left_out == left_out_of(poll):
            raise Conflict("unchanged", _("This is how the ballots are counted now."))
        bound = {"correction_sha256": sha256(correction(reason, left_out))}
        tally = count_now(poll, by=by, act="correct_result", left_out=left_out, bound=bound)
        Correction.objects.create(
            tally=tally, reason=reason, left_out=left_out, corrected_by=by.user, capacity=by.key, at=locks.now()
        )
    return tally


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused({"reason": [_("Give the reason in a sentence.")]})
    if len(reason) > LONGEST:
        raise Refused({"reason": [_("Use %(count)s characters at most.") % {"count": LONGEST}]})
    return reason


def _named(poll: Poll, chosen: Collection[int]) -> list[dict[str, str]]:
    """These ballots as records name them, in the order of the poll."""
    known = ballots_of(poll)
    if set(chosen) - {ballot.pk for ballot in known}:
        raise Refused({"ballots": [_("Choose ballots of this poll.")]})
    return [ballot.named for ballot in known if ballot.pk in chosen]
