"""The stages of a proposal: opening the consultation, settling, the final text, back to draft, withdrawal."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import Actor, Capacity
from alliance.domain.errors import Refused
from alliance.domain.journal import record
from proposals.domain.anchoring import take_from
from proposals.domain.announcing import announce, rights_changed
from proposals.domain.freezing import freeze, project
from proposals.domain.steps import capacity_for, holding, move, reason_in, require, require_stage
from proposals.models import Proposal, Purpose, Revision, Stage
from realtime import documents

BEFORE_THE_VOTE = (Stage.DRAFT, Stage.CONSULTATION, Stage.SETTLING)


def open_consultation(*, actor: Actor, proposal: Proposal, closes_at: datetime) -> Revision:
    """Freezes the next revision, which everybody of the alliance then reads, comments and supports until `closes_at`.

    Raises NotVisible, NotAllowed, Conflict (wrong-stage), Refused (closes_at).
    """
    _may_steer(actor, proposal, Stage.DRAFT)
    checked_closing(closes_at)
    ready = project(proposal.document)
    with holding(proposal) as held:
        by = _still_may_steer(actor, held, Stage.DRAFT)
        revision = freeze(held, purpose=Purpose.CONSULTATION, by=by, ready=ready)
        held.opened_at = timezone.now()
        held.closes_at = closes_at
        move(
            held,
            Stage.CONSULTATION,
            by=by,
            act="open-consultation",
            revision=revision.pk,
            closes_at=closes_at.isoformat(),
        )
    return revision


def set_closing(*, actor: Actor, proposal: Proposal, closes_at: datetime) -> Proposal:
    """Sets another closing time of the consultation, in the future; one that has closed opens again by it.

    Raises NotVisible, NotAllowed, Conflict (wrong-stage), Refused (closes_at).
    """
    _may_steer(actor, proposal, Stage.CONSULTATION)
    checked_closing(closes_at)
    with holding(proposal) as held:
        by = _still_may_steer(actor, held, Stage.CONSULTATION)
        held.closes_at = closes_at
        held.save(update_fields=["closes_at"])
        record(chain=held.chain, by=by, act="set-closing", proposal=held.pk, closes_at=closes_at.isoformat())
        announce(held, "details")
    return held


def move_to_settling(*, actor: Actor, proposal: Proposal) -> Proposal:
    """Ends the consultation: the live text opens again to its authors, with every comment beside its passage.

    A consultation that still runs must be ended by its time first. After a void vote the text opens again likewise.
    Raises NotVisible, NotAllowed, Conflict (wrong-stage, consultation-open).
    """
    _may_steer(actor, proposal, Stage.CONSULTATION, Stage.VOID)
    with holding(proposal) as held:
        by = _still_may_steer(actor, held, Stage.CONSULTATION, Stage.VOID)
        require(
            not held.is_open,
            "consultation-open",
            _("The consultation is still open. Set an earlier closing time, or wait for it."),
        )
        _open_text(held)
        move(held, Stage.SETTLING, by=by, act="move-to-settling")
    return held


def freeze_final(*, actor: Actor, proposal: Proposal) -> Revision:
    """Freezes the final revision: on it partners confirm their support, and the vote is held.

    Raises NotVisible, NotAllowed, Conflict (wrong-stage, frozen).
    """
    _may_steer(actor, proposal, Stage.SETTLING)
    ready = project(proposal.document)
    with holding(proposal) as held:
        by = _still_may_steer(actor, held, Stage.SETTLING)
        require(held.final_id is None, "frozen", _("The final text is frozen already."))
        revision = freeze(held, purpose=Purpose.FINAL, by=by, ready=ready)
        held.final = revision
        held.save(update_fields=["final"])
        announce(held, "stage")
        rights_changed(held)
    return revision


def reopen_text(*, actor: Actor, proposal: Proposal) -> Proposal:
    """Opens a final text again before its vote, for what was overlooked; confirmations stay with the former one.

    Raises NotVisible, NotAllowed, Conflict (wrong-stage, not-frozen).
    """
    _may_steer(actor, proposal, Stage.SETTLING)
    with holding(proposal) as held:
        by = _still_may_steer(actor, held, Stage.SETTLING)
        require(held.final_id is not None, "not-frozen", _("The text is open: nothing is to be reopened."))
        former = held.final_id
        _open_text(held)
        held.save(update_fields=["final"])
        record(chain=held.chain, by=by, act="reopen-text", proposal=held.pk, revision=former)
        announce(held, "stage")
        rights_changed(held)
    return held


def back_to_draft(*, actor: Actor, proposal: Proposal, reason: str) -> Proposal:
    """Takes a text that is not voted yet back to its authors, with the reason; it is out of everybody else's sight.

    Raises NotVisible, NotAllowed, Conflict (wrong-stage), Refused (reason).
    """
    stages = (Stage.CONSULTATION, Stage.SETTLING)
    _may_steer(actor, proposal, *stages)
    reason = reason_in(reason)
    with holding(proposal) as held:
        by = _still_may_steer(actor, held, *stages)
        if not held.is_writable:
            _open_text(held)
        held.opened_at = held.closes_at = None
        move(held, Stage.DRAFT, by=by, act="back-to-draft", reason=reason)
    return held


def withdraw(*, actor: Actor, proposal: Proposal, reason: str) -> Proposal:
    """Ends a proposal before its vote, with the reason; its text is closed and stays to be read by who could read it.

    Raises NotVisible, NotAllowed, Conflict (wrong-stage), Refused (reason).
    """
    _may_steer(actor, proposal, *BEFORE_THE_VOTE)
    reason = reason_in(reason)
    with holding(proposal) as held:
        by = _still_may_steer(actor, held, *BEFORE_THE_VOTE)
        documents.set_writable(held.document, False)
        move(held, Stage.WITHDRAWN, by=by, act="withdraw", reason=reason)
    return held


def checked_closing(closes_at: datetime) -> None:
    """A closing time is in the future. Raises Refused."""
    if closes_at <= timezone.now():
        raise Refused({"closes_at": [_("Choose a closing time in the future.")]})


def _may_steer(actor: Actor, proposal: Proposal, *stages: str) -> None:
    """Refuses early what the transaction would refuse anyway, before a text is rendered for it."""
    capacity_for(actor, "proposals.steer", proposal)
    require_stage(proposal, *stages)


def _still_may_steer(actor: Actor, held: Proposal, *stages: str) -> Capacity:
    """The same on the held row: another act may have come between."""
    by = actor.capacity_for("proposals.steer", held)
    require_stage(held, *stages)
    return by


def _open_text(held: Proposal) -> None:
    """Opens the live text where its latest revision froze it; `final` is for the caller to save."""
    latest = Revision.objects.filter(proposal=held).order_by("-number").first()
    if latest is not None:
        take_from(held, latest)
    held.final = None
    documents.set_writable(held.document, True)
