"""Says in the rooms what changed in a proposal: cards of threads, rendered once per language for everybody."""

from functools import cache
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
    @cache
    def message() -> dict[str, Any]:
        """Drawn when the first room asks for it, if any does."""
        proposal = Proposal.objects.select_related("club", "rapporteur", "partner").get(pk=proposal_id)
        if what != "thread":
            return {"type": what, **details_of(proposal)}
        thread, comment = more["thread_id"], more["comment_id"]
        return {"type": "thread", "thread": thread, "comment": comment, **thread_fragments(proposal, thread)}

    rooms = Proposal(pk=proposal_id)
    announce(rooms.margin_room, message)
    # A private thread is for those who read the live text alone.
    if not more.get("private"):
        announce(rooms.room, message)


def _invited(*, coauthor: CoAuthor, **_sender: Any) -> None:
    send_invitation(coauthor)
