"""Who may do what to proposals: predicates on one capacity, read like the table of docs/rights.md.

Every predicate takes (capacity, thing); the thing is a proposal, or what hangs on one (revision, thread, comment).
What the present stage allows is another matter: the acts answer it with a conflict.
"""

from typing import Any

import rules

from alliance.capacities import Capacity
from alliance.models.partners import Role
from alliance.rules import is_member, is_representative, is_seat_holder, is_secretariat, is_secretariat_of_club
from proposals.models import CoAuthor, CoAuthorState, Comment, Endorsement, Proposal, Revision, Thread


def proposal_of(thing: Any) -> Proposal | None:
    """The proposal that a thing is, or hangs on."""
    if isinstance(thing, Proposal) or thing is None:
        return thing
    if isinstance(thing, Revision | Thread | Endorsement):
        return thing.proposal
    if isinstance(thing, Comment):
        return thing.thread.proposal
    raise TypeError(thing)


@rules.predicate
def is_published(capacity: Capacity, thing: Any) -> bool:
    proposal = proposal_of(thing)
    return proposal is not None and proposal.published_at is not None


@rules.predicate
def is_opened(capacity: Capacity, thing: Any) -> bool:
    """Consultation was opened since it was last a draft."""
    proposal = proposal_of(thing)
    return proposal is not None and not proposal.is_private


@rules.predicate
def is_of_club(capacity: Capacity, thing: Any) -> bool:
    """Somebody of the proposal's club, observers too."""
    proposal = proposal_of(thing)
    return proposal is not None and capacity.club is not None and capacity.club.pk == proposal.club_id


@rules.predicate
def is_rapporteur(capacity: Capacity, thing: Any) -> bool:
    """Its rapporteur, in the quality in which it carries the proposal: for the partner, or for the alliance."""
    proposal = proposal_of(thing)
    if proposal is None or capacity.user_id is None or capacity.user_id != proposal.rapporteur_id:
        return False
    if proposal.partner_id is None:
        return capacity.kind in {"seat", "secretariat"}
    return _acts_for(capacity, proposal.partner_id)


@rules.predicate
def is_coauthor(capacity: Capacity, thing: Any) -> bool:
    """A co-author that accepted, for the partner for which it was invited."""
    return _coauthors(capacity, thing, CoAuthorState.ACCEPTED)


@rules.predicate
def is_invited(capacity: Capacity, thing: Any) -> bool:
    """Invited as co-author, not answered yet."""
    return _coauthors(capacity, thing, CoAuthorState.INVITED)


@rules.predicate
def is_its_secretariat(capacity: Capacity, thing: Any) -> bool:
    return is_secretariat(capacity) and is_of_club(capacity, thing)


@rules.predicate
def is_public_text(capacity: Capacity, thing: Any) -> bool:
    """The final revision of a published proposal; earlier ones are for the alliance alone."""
    return isinstance(thing, Revision) and is_published(capacity, thing) and thing.pk == thing.proposal.final_id


@rules.predicate
def opened_thread(capacity: Capacity, thing: Any) -> bool:
    return isinstance(thing, Thread) and capacity.user_id is not None and capacity.user_id == thing.opened_by_id


@rules.predicate
def is_private_thread(capacity: Capacity, thing: Any) -> bool:
    """On the live text, or in it, so for its authors alone."""
    thread = thing.thread if isinstance(thing, Comment) else thing
    return isinstance(thread, Thread) and thread.is_live


def _acts_for(capacity: Capacity, partner_id: int) -> bool:
    return (
        capacity.kind == "member"
        and capacity.role != Role.OBSERVER
        and capacity.partner is not None
        and capacity.partner.pk == partner_id
    )


def _coauthors(capacity: Capacity, thing: Any, state: str) -> bool:
    proposal = proposal_of(thing)
    if proposal is None or capacity.kind != "member" or capacity.partner is None:
        return False
    # Asked for each capacity of a person on each page: read once a proposal, kept with it.
    return any(
        _acts_for(capacity, row.partner_id)
        for row in present_coauthors(proposal)
        if row.user_id == capacity.user_id and row.state == state
    )


def present_coauthors(proposal: Proposal) -> list[CoAuthor]:
    """Who is invited or accepted, from the prefetch where there is one."""
    return [row for row in proposal.coauthors.all() if row.is_present]


def history_begins(capacity: Capacity, proposal: Proposal) -> int | None:
    """From which line of the live text's log on this capacity may look back; None: it reads no history of it.

    The rapporteur and the secretariat read it whole, a co-author from its invitation on (A20).
    """
    if not rules.has_perm("proposals.read_history", capacity, proposal):
        return None
    if is_rapporteur(capacity, proposal) or is_its_secretariat(capacity, proposal):
        return 0
    return next(row.reads_from for row in present_coauthors(proposal) if row.user_id == capacity.user_id)


takes_part = is_member | is_seat_holder | is_secretariat
is_author = is_rapporteur | is_coauthor
steers = is_rapporteur | is_its_secretariat
reads_live = is_author | is_invited | is_its_secretariat
reads = is_published | (is_opened & is_of_club) | reads_live

rules.add_perm("proposals.read_published", is_published)
rules.add_perm("proposals.read", reads)
rules.add_perm("proposals.read_revision", is_public_text | (is_opened & is_of_club) | reads_live)
rules.add_perm("proposals.read_live", reads_live)
rules.add_perm("proposals.read_history", reads_live)
rules.add_perm("proposals.read_discussion", ((is_opened & is_of_club) & ~is_private_thread) | reads_live)
rules.add_perm("proposals.start", takes_part)
rules.add_perm("proposals.comment", takes_part & (((is_opened & is_of_club) & ~is_private_thread) | reads_live))
rules.add_perm("proposals.resolve", (takes_part & opened_thread) | is_author)
rules.add_perm("proposals.answer", is_author)
rules.add_perm("proposals.hide_comment", steers)
rules.add_perm("proposals.write", is_author)
rules.add_perm("proposals.answer_invitation", is_invited)
rules.add_perm("proposals.leave", is_coauthor)
rules.add_perm("proposals.steer", steers)
rules.add_perm("proposals.support", is_representative & is_opened & is_of_club)
rules.add_perm("proposals.publish", is_its_secretariat)
# Of a club, not of a proposal.
rules.add_perm("proposals.edit_themes", is_secretariat_of_club)
