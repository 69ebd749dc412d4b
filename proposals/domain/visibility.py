"""Who sees which proposals and revisions: the rules of reading, asked of the database for lists of any length.

Every list, search, feed, page and address starts here.
"""

from collections.abc import Sequence

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from alliance.capacities import Actor
from alliance.models.partners import Role
from proposals.models import CoAuthor, CoAuthorState, Proposal, Revision
from proposals.models.revisions import RevisionQuerySet

# How polls name a proposal, as a column of its query: the same as `Proposal.subject`.
POLL_SUBJECT = Concat(Value("proposal:"), Cast("pk", CharField()))


def visible_to(actor: Actor) -> "QuerySet[Proposal]":
    """The proposals this person may read; the same as the rule `proposals.read`, asked of the database."""
    return Proposal.objects.filter(Q(published_at__isnull=False) | _is_inside(actor))


def discussed_by(actor: Actor) -> "QuerySet[Proposal]":
    """Those whose discussion and revisions this person reads; the same as `proposals.read_discussion` on a proposal."""
    return Proposal.objects.filter(_is_inside(actor))


def written_by(actor: Actor) -> "QuerySet[Proposal]":
    """Those whose rapporteur or co-author this person is; the same as `proposals.write`."""
    return Proposal.objects.filter(_is_author(actor, [CoAuthorState.ACCEPTED]))


def readable_revisions(actor: Actor) -> RevisionQuerySet:
    """The revisions this person reads: of a text that is published alone, its final one; as `proposals.read_revision`.

    In the order of proposals and numbers.
    """
    published = Q(pk=F("proposal__final"), proposal__published_at__isnull=False)
    found = Revision.objects.filter(published | Q(proposal__in=discussed_by(actor)))
    return found.select_related("proposal").order_by("proposal_id", "number")


def _is_inside(actor: Actor) -> Q:
    clubs = {c.club.pk for c in actor.capacities if c.club}
    steered = {c.club.pk for c in actor.capacities if c.kind == "secretariat" and c.club}
    inside = Q(opened_at__isnull=False, club__in=clubs) | Q(club__in=steered)
    return inside | _is_author(actor, CoAuthor.PRESENT)


def _is_author(actor: Actor, states: Sequence[str]) -> Q:
    """Its rapporteur in the quality in which it carries it, or a co-author in one of these states."""
    found = Q(pk__in=[])
    for capacity in actor.capacities:
        if capacity.kind == "member" and capacity.partner and capacity.role != Role.OBSERVER:
            found |= Q(rapporteur=capacity.user, partner=capacity.partner)
            found |= Q(
                pk__in=CoAuthor.objects.filter(user=capacity.user, partner=capacity.partner, state__in=states).values(
                    "proposal"
                )
            )
        elif capacity.kind in {"seat", "secretariat"}:
            found |= Q(rapporteur=capacity.user, partner=None)
    return found
