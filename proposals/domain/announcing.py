"""Tells the live floor, after the commit, what changed in a proposal; the doors say how it looks."""

from typing import Any

from django.db import transaction
from django.dispatch import Signal

from proposals.models import CoAuthor, Proposal
from realtime.announce import recheck

# Sent with `proposal_id` and `what`: "stage", "details", "people", "support", or "thread" with `thread_id`,
# `comment_id` (the comment that is new, None for a change of the thread) and `private` (for the authors alone).
proposal_changed = Signal()
# Sent with `coauthor`, once somebody is invited to write.
coauthor_invited = Signal()


def announce(proposal: Proposal, what: str, **more: Any) -> None:
    """After the commit; a failing listener never undoes what is committed."""
    transaction.on_commit(
        lambda: proposal_changed.send(sender=None, proposal_id=proposal.pk, what=what, **more), robust=True
    )


def announce_invitation(coauthor: CoAuthor) -> None:
    transaction.on_commit(lambda: coauthor_invited.send(sender=None, coauthor=coauthor), robust=True)


def rights_changed(proposal: Proposal) -> None:
    """After the commit, the rights of everybody in its rooms and its live text are asked again (A22)."""
    document, rooms = proposal.document, [proposal.room, proposal.margin_room]

    def send() -> None:
        recheck(document_id=document)
        for room in rooms:
            recheck(room=room)

    transaction.on_commit(send, robust=True)
