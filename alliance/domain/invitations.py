"""Invitations: who may let whom in, and what opening the link does.

A link is good for 14 days, once, for one address; its token is known to the e-mail alone, the database keeps its
SHA-256. Reading the page of a link spends nothing: mail scanners follow links (A40).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.capacities import SYSTEM, Actor, Capacity, capacities_of
from alliance.domain.announcing import rights_changed
from alliance.domain.errors import Conflict, NotVisible, Refused, Spent
from alliance.domain.journal import record
from alliance.domain.words import checked_email, checked_name
from alliance.models import Club, Invitation, Member, Partner, Secretariat, User
from alliance.models.invitations import InvitedTo
from alliance.models.partners import Role, Standing

GOOD_FOR = timedelta(days=14)


@dataclass(frozen=True)
class SentInvitation:
    """An invitation with its token, which exists nowhere else: to be sent now or never."""

    invitation: Invitation
    token: str


def invite_to_secretariat(*, actor: Actor, club: Club, email: str, name: str = "") -> SentInvitation:
    """Invites a person to work for the secretariat; the operator's command lets the first one in so.

    Raises NotAllowed, Refused (address, or already there).
    """
    by = actor.capacity_for("alliance.invite_secretariat", club)
    return _invite(by=by, club=club, email=email, name=name, to=InvitedTo.SECRETARIAT)


def invite_member(*, actor: Actor, partner: Partner, email: str, role: str, name: str = "") -> SentInvitation:
    """Invites a person to act for a partner in a role of `Role`.

    Raises NotAllowed; Refused (address, role, already there, or a second representative); Conflict when the partner
    is not admitted.
    """
    by = actor.capacity_for("alliance.invite_members", partner)
    if role not in Role.values:
        raise Refused({"role": [_("Choose a role.")]})
    if partner.standing != Standing.ADMITTED:
        raise Conflict("not-admitted", _("Admit this partner before inviting its members."))
    if role == Role.REPRESENTATIVE and representative_of(partner):
        raise Refused({"role": [_("This partner already has a representative, who can pass the role on.")]})
    return _invite(by=by, club=partner.club, email=email, name=name, to=InvitedTo.PARTNER, partner=partner, role=role)


def _invite(
    *,
    by: Capacity,
    club: Club,
    email: str,
    name: str,
    to: str,
    partner: Partner | None = None,
    role: str = "",
) -> SentInvitation:
    address = checked_email(email)
    name = checked_name(name) if name.strip() else ""
    if to == InvitedTo.SECRETARIAT:
        is_there = Secretariat.objects.filter(club=club, user__email=address, ended_at=None).exists()
    else:
        is_there = Member.objects.filter(partner=partner, role=role, user__email=address, ended_at=None).exists()
    if is_there:
        raise Refused({"email": [_("This person already acts in this role.")]})
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        # An address has one open link to a place: the last one sent.
        Invitation.objects.filter(
            club=club, to=to, partner=partner, email=address, accepted_at=None, withdrawn_at=None
        ).update(withdrawn_at=timezone.now())
        invitation = Invitation.objects.create(
            email=address,
            name=name,
            club=club,
            to=to,
            partner=partner,
            role=role,
            token_sha256=_digest(token),
            invited_by=by.user,
            expires_at=timezone.now() + GOOD_FOR,
        )
        record(
            chain=club.chain,
            by=by,
            act="invite",
            invitation=invitation.pk,
            to=to,
            partner=partner.pk if partner else None,
            role=role,
        )
    return SentInvitation(invitation, token)


def withdraw(*, actor: Actor, invitation: Invitation) -> None:
    """Makes the link useless. Raises NotAllowed, Conflict when it was accepted; a second time changes nothing."""
    if invitation.partner:
        by = actor.capacity_for("alliance.invite_members", invitation.partner)
    else:
        by = actor.capacity_for("alliance.invite_secretariat", invitation.club)
    with transaction.atomic():
        done = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(
            withdrawn_at=timezone.now()
        )
        if done:
            record(chain=invitation.club.chain, by=by, act="withdraw-invitation", invitation=invitation.pk)
        elif Invitation.objects.get(pk=invitation.pk).accepted_at:
            raise Conflict("accepted", _("This invitation was accepted meanwhile."))


def give_up(*, sent: SentInvitation) -> None:
    """Takes an invitation back whose e-mail could not be sent: nobody knows its token."""
    with transaction.atomic():
        Invitation.objects.filter(pk=sent.invitation.pk).update(withdrawn_at=timezone.now())
        record(chain=sent.invitation.club.chain, by=SYSTEM, act="withdraw-invitation", invitation=sent.invitation.pk)


def open_invitation(*, token: str, signed_in: User | None) -> Invitation:
    """The invitation behind a link that this person can still accept.

    Raises NotVisible for an unknown token, Spent (`used`, `withdrawn`, `expired`, `other-address`, `gone`).
    """
    invitation = (
        Invitation.objects.filter(token_sha256=_digest(token)).select_related("club", "partner", "invited_by").first()
    )
    if invitation is None:
        raise NotVisible
    if invitation.accepted_at:
        raise Spent("used", _("This invitation was already accepted: sign in with your e-mail address."))
    if invitation.withdrawn_at:
        raise Spent("withdrawn", _("This invitation was withdrawn or replaced: ask who invited you for another one."))
    if invitation.expires_at <= timezone.now():
        raise Spent("expired", _("This invitation was good for 14 days: ask who invited you for another one."))
    if signed_in and signed_in.email.lower() != invitation.email:
        raise Spent(
            "other-address", _("This invitation was sent to another address: sign out, then open its link again.")
        )
    if invitation.partner and invitation.partner.standing != Standing.ADMITTED:
        raise Spent("gone", _("This organisation is no partner of the alliance any more."))
    person = person_of(invitation)
    if person and not person.is_active:
        raise Spent("gone", _("This account was closed: write to the secretariat."))
    return invitation


def person_of(invitation: Invitation) -> User | None:
    """Who already has an account under the invited address."""
    return User.objects.filter(email=invitation.email).first()


def accept(*, token: str, signed_in: User | None = None, name: str = "", password: str = "") -> User:
    """Spends the link and gives the capacity it promises, to the account of its address, created if there is none.

    `name` and `password` are for a new account; without a password a code by e-mail lets the person in. Raises what
    `open_invitation` raises, Refused (name, password), Conflict when the partner has a representative meanwhile.
    """
    with transaction.atomic():
        invitation = open_invitation(token=token, signed_in=signed_in)
        # The update decides which of two simultaneous requests spends the link.
        spent = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(
            accepted_at=timezone.now()
        )
        if not spent:
            raise Spent("used", _("This invitation was already accepted: sign in with your e-mail address."))
        user = person_of(invitation) or _new_person(invitation.email, name, password)
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
        key = _join_secretariat(invitation, user) if invitation.partner is None else _join_partner(invitation, user)
        by = next(c for c in capacities_of(user) if c.key == key)
        record(chain=invitation.club.chain, by=by, act="accept-invitation", invitation=invitation.pk)
        rights_changed(user)
    return user


def _new_person(email: str, name: str, password: str) -> User:
    user = User(email=email, name=checked_name(name), language=get_language() or "fr")
    if password:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Refused({"password": error.messages}) from error
    return User.objects.create_user(email=user.email, name=user.name, password=password or None, language=user.language)


def _join_secretariat(invitation: Invitation, user: User) -> str:
    Secretariat.objects.get_or_create(club=invitation.club, user=user, ended_at=None)
    return f"secretariat:{invitation.club_id}"


def _join_partner(invitation: Invitation, user: User) -> str:
    partner = invitation.partner
    assert partner is not None
    if invitation.role == Role.REPRESENTATIVE:
        present = representative_of(partner)
        if present and present.user != user:
            raise Conflict(
                "has-representative", _("This partner has a representative meanwhile: ask for another role.")
            )
    member, is_new = Member.objects.get_or_create(
        user=user, partner=partner, ended_at=None, defaults={"role": invitation.role}
    )
    if not is_new and member.role != invitation.role:
        member.role = invitation.role
        member.save(update_fields=["role"])
    return f"member:{member.pk}"


def representative_of(partner: Partner) -> Member | None:
    """Who represents the partner now."""
    return Member.objects.filter(partner=partner, role=Role.REPRESENTATIVE, ended_at=None).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
