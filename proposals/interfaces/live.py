"""What the live floor asks about proposals: who writes and reads a live text, who is in which room."""

from typing import Any
from uuid import UUID

from alliance.capacities import Actor as Person
from alliance.capacities import actor_for
from alliance.interfaces.middleware import ACTING_FOR
from proposals.domain.anchoring import carry
from proposals.domain.writers import writer
from proposals.models import Proposal
from realtime.registry import Access, Actor, Change, DocumentKind, RoomKind

# How much of a number a room's name may hold.
DIGITS = 18


def person(user: Any, session: Any) -> Person:
    """The person behind a connection, acting for whom its session says."""
    return actor_for(user if user is not None and user.is_authenticated else None, session.get(ACTING_FOR))


class ProposalDocument(DocumentKind):
    """The live text of a proposal: its authors write while it is open, who may read a draft reads."""

    key = "proposal"

    def access(self, *, user: Any, session: Any, document_id: UUID) -> Access:
        proposal = Proposal.objects.filter(document=document_id).first()
        asking = person(user, session)
        if proposal is None or not asking.may("proposals.read", proposal):
            return Access(read=False, write=False, actor=None, refusal=4404)
        if not asking.may("proposals.read_live", proposal):
            return Access(read=False, write=False, actor=None, refusal=4403)
        may_write = asking.may("proposals.write", proposal)
        by = asking.capacity_for("proposals.write" if may_write else "proposals.read_live", proposal)
        return Access(read=True, write=may_write and proposal.is_writable, actor=writer(by, proposal))

    def integrated(self, change: Change) -> None:
        carry(change)


class ReadersRoom(RoomKind):
    """`proposal-<id>`: who reads the discussion; comments, supports and stages are announced in it, readers shown.

    A visitor who reads a published text is not among them: it would see who of the alliance is reading.
    """

    prefix = "proposal"
    permission = "proposals.read_discussion"

    def access(self, *, user: Any, session: Any, name: str) -> bool | Actor:
        number = name.partition("-")[2]
        if not (number.isascii() and number.isdecimal() and len(number) <= DIGITS):
            return False
        proposal = Proposal.objects.filter(pk=int(number)).first()
        asking = person(user, session)
        if proposal is None or not asking.may(self.permission, proposal):
            return False
        return writer(asking.capacity_for(self.permission, proposal), proposal)

    def received(self, *, actor: Actor, name: str, message: dict[str, Any]) -> dict[str, Any] | None:
        """Where somebody is writing a comment: "whole", "passage" or "thread-12"."""
        where = message.get("where")
        known = where in {"whole", "passage"} or (isinstance(where, str) and where.startswith("thread-"))
        return {"where": where if known else None}


class MarginRoom(ReadersRoom):
    """`margin-<id>`: those who read the live text; its margin's threads are announced to them alone."""

    prefix = "margin"
    permission = "proposals.read_live"
