"""Publishing an adopted text: from then on everybody reads it, with its signatories."""

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.journal import record
from proposals.domain.announcing import announce
from proposals.domain.steps import capacity_for, holding, require
from proposals.models import Proposal, Stage


def publish(*, actor: Actor, proposal: Proposal) -> Proposal:
    """Makes an adopted text public. Twice changes nothing. Raises NotVisible, NotAllowed, Conflict (wrong-stage)."""
    capacity_for(actor, "proposals.publish", proposal)
    with holding(proposal) as held:
        by = actor.capacity_for("proposals.publish", held)
        require(held.stage == Stage.ADOPTED, "wrong-stage", _("Only an adopted text is published."))
        if held.published_at is not None:
            return held
        held.published_at = timezone.now()
        held.save(update_fields=["published_at"])
        record(chain=held.chain, by=by, act="publish", proposal=held.pk, revision=held.final_id)
        announce(held, "stage")
    return held
