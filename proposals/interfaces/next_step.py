"""The one next step of this person on a proposal: one filled button a page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from proposals.domain.queries import latest_revision
from proposals.domain.supports import standing_support
from proposals.models import Endorsement, Proposal, Stage
from voting.domain.opening import may_open
from voting.domain.queries import polls_waiting_for
from voting.models import Poll

SUPPORT_DIALOG = "support-dialog"


@dataclass(frozen=True)
class Next:
    """`url` is a page; with `post`, an act without more to fill in; `dialog` names the one that says the same over the
    proposal, where there are scripts."""

    label: str
    url: str
    post: bool = False
    dialog: str = ""


def my_support(actor: Actor, proposal: Proposal) -> Endorsement | None:
    """The support of the partner that this person speaks for here."""
    if not actor.may("proposals.support", proposal):
        return None
    return standing_support(proposal, actor.capacity_for("proposals.support", proposal))


def next_step(actor: Actor, proposal: Proposal, poll: Poll | None) -> Next | None:
    """None where nothing waits for this person."""
    urls = proposal.urls
    if actor.may("proposals.answer_invitation", proposal):
        return Next(_("Accept the invitation"), reverse("proposal_accept", args=[proposal.pk]), post=True)
    if proposal.is_writable and actor.may("proposals.write", proposal):
        return Next(_("Go on writing"), urls.edit)
    if proposal.stage == Stage.CONSULTATION and not proposal.is_open and actor.may("proposals.steer", proposal):
        return Next(_("Move to the final touches"), urls.settle)
    if proposal.stage in {Stage.CONSULTATION, Stage.SETTLING, Stage.VOTE}:
        step = _support(actor, proposal)
        if step:
            return step
    if proposal.stage == Stage.SETTLING and proposal.final_id and may_open(actor):
        return Next(_("Open the vote"), vote_url(proposal))
    if poll is not None and poll.is_open and any(w.poll.pk == poll.pk for w in polls_waiting_for(actor)):
        return Next(_("Vote"), poll.urls.page)
    if proposal.stage == Stage.ADOPTED and not proposal.published_at and actor.may("proposals.publish", proposal):
        return Next(_("Publish"), urls.publish)
    return None


def _support(actor: Actor, proposal: Proposal) -> Next | None:
    if not actor.may("proposals.support", proposal):
        return None
    standing = my_support(actor, proposal)
    if standing is None:
        revision = proposal.final or (latest_revision(proposal) if proposal.stage == Stage.CONSULTATION else None)
        if revision is None:
            return None
        label = _("Support version %(number)d") % {"number": revision.number}
        return Next(label, proposal.urls.support, dialog=SUPPORT_DIALOG)
    if proposal.final_id and standing.confirmed_on_id != proposal.final_id:
        return Next(_("Confirm the support"), proposal.urls.support, dialog=SUPPORT_DIALOG)
    return None


def vote_url(proposal: Proposal) -> str:
    """The page where a poll on this proposal is opened."""
    return reverse("poll_open") + f"?subject={proposal.subject}"
