"""What every act on a proposal starts and ends with: it is visible, it is held, its stage changes with a trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import Actor, Capacity
from alliance.domain.errors import Conflict, NotVisible, Refused
from alliance.domain.journal import record
from proposals.domain.announcing import announce, rights_changed
from proposals.models import Proposal, Stage, StageChange


def must_see(actor: Actor, thing: Any, permission: str = "proposals.read") -> None:
    """What one may not see does not exist. Raises NotVisible."""
    if not actor.may(permission, thing):
        raise NotVisible


def capacity_for(actor: Actor, permission: str, thing: Any) -> Capacity:
    """The capacity of the act. Raises NotVisible (of a thing hidden from this person) or NotAllowed."""
    must_see(actor, thing)
    return actor.capacity_for(permission, thing)


@contextmanager
def holding(proposal: Proposal) -> Iterator[Proposal]:
    """One transaction with the proposal's row held: acts on one proposal follow one another."""
    with transaction.atomic():
        yield (
            Proposal.objects.select_for_update(of=("self",))
            .select_related("club", "partner", "rapporteur")
            .get(pk=proposal.pk)
        )


def require(condition: bool, reason: str, message: str) -> None:
    """Raises Conflict: not in the present state of things."""
    if not condition:
        raise Conflict(reason, message)


def require_stage(proposal: Proposal, *stages: str) -> None:
    """Raises Conflict (wrong-stage) unless the proposal stands in one of these stages."""
    require(
        proposal.stage in stages,
        "wrong-stage",
        _("This can’t be done now: the proposal is at the stage “%(stage)s”.") % {"stage": Stage(proposal.stage).label},
    )


def reason_in(text: str, *, field: str = "reason", longest: int = 2000) -> str:
    """A reason in words, tidied at its ends. Raises Refused when it is missing or too long."""
    reason = text.strip()
    if not reason:
        raise Refused({field: [_("Give the reason in a sentence.")]})
    if len(reason) > longest:
        raise Refused({field: [_("Use %(count)s characters at most.") % {"count": longest}]})
    return reason


def move(proposal: Proposal, stage: str, *, by: Capacity, act: str, reason: str = "", **facts: Any) -> None:
    """Changes the stage of a held proposal, saves it, and leaves its traces: a step, a line of the journal, a signal.

    `facts` go into the journal; the reason stands in the step alone: words can be corrected without breaking a chain.
    """
    before, proposal.stage = proposal.stage, stage
    proposal.stage_since = timezone.now()
    proposal.save()
    StageChange.objects.create(
        proposal=proposal,
        stage=stage,
        at=proposal.stage_since,
        by=by.user,
        capacity=by.key,
        partner=by.partner,
        reason=reason,
    )
    record(chain=proposal.chain, by=by, act=act, proposal=proposal.pk, before=before, stage=stage, **facts)
    announce(proposal, "stage")
    rights_changed(proposal)
