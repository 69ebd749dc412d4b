"""The rules of a club as it reads them."""

from alliance.capacities import Actor
from alliance.domain.errors import NotVisible
from voting.models import Rule

PERMISSION = "voting.read_polls"


def rule_for(actor: Actor, rule_id: int) -> Rule:
    """A rule of this person's club. Raises NotAllowed, NotVisible."""
    actor.capacity_for(PERMISSION)
    rule = Rule.objects.filter(club=actor.club, pk=rule_id).select_related("club").first()
    if rule is None:
        raise NotVisible
    return rule
