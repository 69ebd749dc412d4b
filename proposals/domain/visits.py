"""How far each reader of a live text has seen it, so that it can be told what changed since."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from alliance.models import User
from proposals.models import Proposal, Visit

APART = timedelta(minutes=30)
"""Who comes back later than that comes anew."""


def came(user: User, proposal: Proposal, sequence: int) -> Visit:
    """Somebody reads the text up to this line: the same visit, or a new one after a while."""
    now = timezone.now()
    with transaction.atomic():
        visit, is_first = Visit.objects.select_for_update().get_or_create(
            user=user, document=proposal.document, defaults={"seen": sequence, "at": now}
        )
        if not is_first:
            if now - visit.at > APART:
                visit.before, visit.before_at = visit.seen, visit.at
            visit.seen, visit.at = max(visit.seen, sequence), now
            visit.save()
    return visit


def left(user: User, proposal: Proposal, sequence: int) -> None:
    """Somebody leaves who had the text on its screen up to this line: what was written meanwhile is seen."""
    Visit.objects.filter(user=user, document=proposal.document, seen__lte=sequence).update(
        seen=sequence, at=timezone.now()
    )
