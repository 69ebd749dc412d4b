"""A person as the live floor shows it: name, for whom, colour."""

from alliance.capacities import Capacity
from proposals.models import Proposal
from proposals.rules import present_coauthors
from realtime.registry import Actor as Shown

COLOURS = 4


def writer(by: Capacity, proposal: Proposal | None = None) -> Shown:
    """The person of a capacity, for documents and rooms.

    `colour` names one of the design's writers, "writer-1" to "writer-4": the authors of one proposal come first with
    different ones, whoever else reads it follows by its id.
    """
    if by.user is None:
        raise ValueError("nobody is shown for an act of the system")
    authors = [proposal.rapporteur_id, *(row.user_id for row in present_coauthors(proposal))] if proposal else []
    place = authors.index(by.user.pk) if by.user.pk in authors else by.user.pk
    return Shown(
        user_id=by.user.pk, capacity=by.key, name=by.user.name, partner=by.label, colour=f"writer-{place % COLOURS + 1}"
    )
