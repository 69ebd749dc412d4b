"""Who writes a proposal: inviting co-authors, their answer, taking them off, handing the proposal over."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import Actor, Capacity
from alliance.domain.errors import Conflict, NotVisible, Refused
from alliance.domain.journal import record
from alliance.domain.words import plain
from alliance.models import Member
from alliance.models.partners import Role, Standing
from proposals.domain.announcing import announce, announce_invitation, rights_changed
from proposals.domain.steps import capacity_for, holding, require
from proposals.models import CoAuthor, CoAuthorState, Proposal, Stage
from realtime import documents

# Once voted or withdrawn, nobody writes any more.
UNFINISHED = (Stage.DRAFT, Stage.CONSULTATION, Stage.SETTLING, Stage.VOID)


def possible_writers(proposal: Proposal) -> "QuerySet[Member]":
    """The members who may be invited: of any partner of the club, not observers."""
    return (
        Member.objects.filter(
            ended_at=None, user__is_active=True, partner__club=proposal.club_id, partner__standing=Standing.ADMITTED
        )
        .exclude(role=Role.OBSERVER)
        .select_related("user", "partner__category")
        .order_by("user__name", "partner__name", "pk")
    )


def member_named(proposal: Proposal, who: str) -> Member:
    """The member of this name ("Marius Tilleul", or "Marius Tilleul, Toits Solidaires") or e-mail address.

    Raises Refused with what to do when there is none, or several.
    """
    asked = plain(who)
    if not asked:
        raise Refused({"who": [_("Enter a member’s name or e-mail address.")]})
    members = possible_writers(proposal)
    if "@" in who:
        found = list(members.filter(user__email__iexact=who.strip()))
    else:
        found = [m for m in members if asked in {plain(m.user.name), plain(f"{m.user.name}, {m.partner.name}")}]
    if not found:
        raise Refused(
            {"who": [_("No member has this name or address. Its partner’s representative can invite it first.")]}
        )
    if len({(m.user_id, m.partner_id) for m in found}) > 1:
        raise Refused({"who": [_("Several members are meant: add the partner, as in “Name, Partner”.")]})
    return found[0]


def invite_coauthor(*, actor: Actor, proposal: Proposal, member: Member) -> CoAuthor:
    """Invites a member of any partner to write; the same one again changes nothing.

    Raises NotVisible, NotAllowed, Conflict, Refused (who).
    """
    by = capacity_for(actor, "proposals.steer", proposal)
    with holding(proposal) as held:
        by = actor.capacity_for("proposals.steer", held)
        require(
            held.stage in UNFINISHED, "finished", _("This text is no longer written: nobody can be invited any more.")
        )
        if not possible_writers(held).filter(pk=member.pk).exists():
            raise Refused({"who": [_("Only a member who takes part can be invited.")]})
        if member.user_id == held.rapporteur_id:
            raise Refused({"who": [_("The rapporteur writes already.")]})
        coauthor = CoAuthor.objects.filter(proposal=held, user=member.user).first()
        if coauthor and coauthor.is_present:
            return coauthor
        coauthor = coauthor or CoAuthor(proposal=held, user=member.user)
        coauthor.partner = member.partner
        coauthor.state = CoAuthorState.INVITED
        coauthor.invited_by = by.user  # type: ignore[assignment]
        coauthor.invited_at = timezone.now()
        coauthor.answered_at = None
        # Whoever types meanwhile waits: nothing written before the invitation is numbered after it.
        coauthor.reads_from = documents.lock(held.document).sequence
        coauthor.save()
        _traced(held, by, "invite-coauthor", coauthor)
        announce_invitation(coauthor)
    return coauthor


def accept_invitation(*, actor: Actor, proposal: Proposal) -> CoAuthor:
    """Begins to write. Raises NotVisible, NotAllowed (not invited)."""
    return _answer(actor, proposal, CoAuthorState.ACCEPTED, "accept-invitation")


def decline_invitation(*, actor: Actor, proposal: Proposal) -> CoAuthor:
    """Says no; the draft is out of sight from then on. Raises NotVisible, NotAllowed (not invited)."""
    return _answer(actor, proposal, CoAuthorState.DECLINED, "decline-invitation")


def _answer(actor: Actor, proposal: Proposal, state: str, act: str) -> CoAuthor:
    by = capacity_for(actor, "proposals.answer_invitation", proposal)
    with holding(proposal) as held:
        by = actor.capacity_for("proposals.answer_invitation", held)
        coauthor = CoAuthor.objects.get(proposal=held, user=by.user)
        coauthor.state = state
        coauthor.answered_at = timezone.now()
        coauthor.save()
        _traced(held, by, act, coauthor)
    return coauthor


def remove_coauthor(*, actor: Actor, proposal: Proposal, user_id: int) -> None:
    """Takes a co-author off, or its invitation back; a co-author may leave by itself. Its words and name stay.

    Raises NotVisible, NotAllowed.
    """
    leaves = actor.user is not None and actor.user.pk == user_id
    permission = "proposals.leave" if leaves and not actor.may("proposals.steer", proposal) else "proposals.steer"
    by = capacity_for(actor, permission, proposal)
    with holding(proposal) as held:
        by = actor.capacity_for(permission, held)
        coauthor = CoAuthor.objects.filter(proposal=held, user=user_id).first()
        if coauthor is None:
            raise NotVisible
        if not coauthor.is_present:
            return
        coauthor.state = CoAuthorState.REMOVED
        coauthor.answered_at = timezone.now()
        coauthor.save()
        _traced(held, by, "remove-coauthor", coauthor)


def hand_over(*, actor: Actor, proposal: Proposal, to: CoAuthor) -> Proposal:
    """Makes a co-author the rapporteur, for its partner; the rapporteur so far becomes co-author where it acts for one.

    Raises NotVisible, NotAllowed, Conflict.
    """
    by = capacity_for(actor, "proposals.steer", proposal)
    with holding(proposal) as held:
        by = actor.capacity_for("proposals.steer", held)
        require(held.stage in UNFINISHED, "finished", _("This text is no longer written: it can’t be handed over."))
        heir = CoAuthor.objects.filter(proposal=held, pk=to.pk, state=CoAuthorState.ACCEPTED).first()
        if heir is None or not possible_writers(held).filter(user=heir.user, partner=heir.partner).exists():
            raise Conflict("not-coauthor", _("A proposal is handed over to a co-author who accepted."))
        former, partner = held.rapporteur, held.partner
        held.rapporteur, held.partner = heir.user, heir.partner
        held.save(update_fields=["rapporteur", "partner"])
        heir.state = CoAuthorState.REMOVED
        heir.save(update_fields=["state"])
        if partner and possible_writers(held).filter(user=former, partner=partner).exists():
            CoAuthor.objects.update_or_create(
                proposal=held,
                user=former,
                defaults={
                    "partner": partner,
                    "state": CoAuthorState.ACCEPTED,
                    "invited_by": former,
                    "answered_at": timezone.now(),
                    # It has read everything so far.
                    "reads_from": 0,
                },
            )
        record(chain=held.chain, by=by, act="hand-over", proposal=held.pk, to=heir.user_id, former=former.pk)
        announce(held, "people")
        rights_changed(held)
    return held


def _traced(proposal: Proposal, by: Capacity, act: str, coauthor: CoAuthor) -> None:
    record(chain=proposal.chain, by=by, act=act, proposal=proposal.pk, user=coauthor.user_id)
    announce(proposal, "people")
    rights_changed(proposal)


def invitations_of(actor: Actor) -> "QuerySet[CoAuthor]":
    """The invitations to write that wait for this person's answer, the latest first."""
    return (
        CoAuthor.objects.filter(user=actor.user, state=CoAuthorState.INVITED, proposal__stage__in=UNFINISHED)
        .select_related("proposal__partner__category", "proposal__rapporteur", "invited_by")
        .order_by("-invited_at")
    )


__all__ = [
    "accept_invitation",
    "decline_invitation",
    "hand_over",
    "invitations_of",
    "invite_coauthor",
    "member_named",
    "possible_writers",
    "remove_coauthor",
]
