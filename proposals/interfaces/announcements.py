"""Says in the rooms what changed in a proposal: cards of threads, rendered once per language for everybody."""

from typing import Any

from proposals.domain.announcing import coauthor_invited, proposal_changed
from proposals.interfaces.emails import send_invitation
from proposals.interfaces.fragments import details_of, thread_fragments
from proposals.models import CoAuthor, Proposal
from realtime.announce import announce


def listen() -> None:
    """Called in AppConfig.ready()."""
    proposal_changed.connect(_changed, dispatch_uid="proposals.announcements")
    coauthor_invited.connect(_invited, dispatch_uid="proposals.invitations")


def _changed(*, proposal_id: int, what: str, **more: Any) -> None:
    proposal = Proposal.objects.select_related("club", "rapporteur", "partner").get(pk=proposal_id)
    if what != "thread":
        message = {"type": what, **details_of(proposal)}
        announce(proposal.room, message)
        announce(proposal.margin_room, message)
        return
    message = {
        "type": "thread",
        "thread": more["thread_id"],
        "comment": more["comment_id"],
        **thread_fragments(proposal, more["thread_id"]),
    }
    announce(proposal.margin_room, message)
    # A private thread is for those who read the live text alone.
    if not more["private"]:
        announce(proposal.room, message)


def _invited(*, coauthor: CoAuthor, **_sender: Any) -> None:
    send_invitation(coauthor)
