"""Invitations: who may let whom in, and what opening the link does.

A link is good for 14 days, once, for one address; its token is known to the e-mail alone, the database keeps its
SHA-256. Reading the page of a link spends nothing: mail scanners follow links (A40).
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.capacities import SYSTEM, Actor, Capacity, capacities_of, seat_capacity
from alliance.domain import council
from alliance.domain.announcing import rights_changed
from alliance.domain.errors import Conflict, NotVisible, Refused, Spent
from alliance.domain.journal import record
from alliance.domain.words import checked_email, checked_name
from alliance.models import Club, Invitation, Mandate, Member, Partner, Seat, Secretariat, User
from alliance.models.invitations import InvitationQuerySet, InvitedTo
from alliance.models.partners import Role, Standing

GOOD_FOR = timedelta(days=14)
INVITATIONS = Invitation.objects.select_related(
    "club", "partner", "invited_by", "seat__club", "seat__category", "mandate__holder", "mandate__seat__club"
)


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
    address = checked_email(email)
    _refuse_present(Secretariat.objects.filter(club=club, user__email=address, ended_at=None))
    open_ones = Invitation.objects.filter(to=InvitedTo.SECRETARIAT, club=club, email=address)
    return _invite(open_ones, by=by, club=club, email=address, name=name, to=InvitedTo.SECRETARIAT)


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
    address = checked_email(email)
    _refuse_present(Member.objects.filter(partner=partner, role=role, user__email=address, ended_at=None))
    open_ones = Invitation.objects.filter(to=InvitedTo.PARTNER, partner=partner, email=address)
    return _invite(
        open_ones, by=by, club=partner.club, email=address, name=name, to=InvitedTo.PARTNER, partner=partner, role=role
    )


def invite_to_seat(
    *,
    actor: Actor,
    seat: Seat,
    email: str,
    starts_on: date,
    ends_on: date | None = None,
    partner: Partner | None = None,
    basis: str = "",
    name: str = "",
) -> SentInvitation:
    """Invites a person to hold a seat of the council by a mandate of these days, both included.

    `partner` is whom it comes from, if any, without acting for it; `basis` the election or appointment. An open
    invitation to hold the seat on one of these days is replaced. Raises NotAllowed; Refused (address, dates, partner,
    already there); Conflict for an abolished seat.
    """
    by = actor.capacity_for("alliance.record_mandates", seat.club)
    address = checked_email(email)
    _refuse_present(council.mandates_between(seat, starts_on, starts_on).filter(holder__email=address))
    with transaction.atomic():
        council.hold(seat)
        council.check_mandate(seat=seat, starts_on=starts_on, ends_on=ends_on, partner=partner)
        return _invite(
            council.offers_to_hold(seat, starts_on, ends_on),
            by=by,
            club=seat.club,
            email=address,
            name=name,
            to=InvitedTo.SEAT,
            seat=seat,
            partner=partner,
            starts_on=starts_on,
            ends_on=ends_on,
            basis=basis.strip()[:200],
        )


def invite_alternate(*, actor: Actor, mandate: Mandate, email: str, name: str = "") -> SentInvitation:
    """Invites a person to be the alternate of a mandate, in place of the present one, if any.

    Raises NotAllowed; Refused (address, the holder, already there); Conflict when the mandate is over.
    """
    by = actor.capacity_for("alliance.record_mandates", mandate.seat.club)
    address = checked_email(email)
    if mandate.holder.email == address:
        raise Refused({"email": [_("The alternate must be another person than the holder.")]})
    _refuse_present(Mandate.objects.filter(pk=mandate.pk, alternate__email=address))
    if _is_over(mandate.ends_on):
        raise Conflict("over", _("This mandate is over."))
    return _invite(
        Invitation.objects.filter(mandate=mandate),
        by=by,
        club=mandate.seat.club,
        email=address,
        name=name,
        to=InvitedTo.SEAT,
        seat=mandate.seat,
        mandate=mandate,
        role=Role.ALTERNATE,
    )


def _refuse_present(found: "QuerySet[Any]") -> None:
    if found.exists():
        raise Refused({"email": [_("This person already acts in this role.")]})


def _is_over(last_day: date | None) -> bool:
    return last_day is not None and last_day < timezone.localdate()


def _invite(
    replaced: InvitationQuerySet, *, by: Capacity, club: Club, email: str, name: str, to: str, **place: Any
) -> SentInvitation:
    """Makes the link. `replaced` are the invitations that it takes the place of, as far as they are open."""
    name = checked_name(name) if name.strip() else ""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        # A place has one open link, or one for each address: the last one sent.
        replaced.withdraw()
        invitation = Invitation.objects.create(
            email=email,
            name=name,
            club=club,
            to=to,
            token_sha256=_digest(token),
            invited_by=by.user,
            expires_at=timezone.now() + GOOD_FOR,
            **place,
        )
        record(chain=club.chain, by=by, act="invite", invitation=invitation.pk, to=to, **_told(invitation))
    return SentInvitation(invitation, token)


def _told(invitation: Invitation) -> dict[str, Any]:
    """The place that is offered, for the journal."""
    told: dict[str, Any] = {"partner": invitation.partner_id, "role": invitation.role}
    if invitation.to == InvitedTo.SEAT:
        told |= {"seat": invitation.seat_id, "mandate": invitation.mandate_id}
        for name, day in [("starts_on", invitation.starts_on), ("ends_on", invitation.ends_on)]:
            told[name] = day.isoformat() if day else None
    return told


def withdraw(*, actor: Actor, invitation: Invitation) -> None:
    """Makes the link useless. Raises NotAllowed, Conflict when it was accepted; a second time changes nothing."""
    if invitation.to == InvitedTo.SEAT:
        by = actor.capacity_for("alliance.record_mandates", invitation.club)
    elif invitation.to == InvitedTo.PARTNER:
        by = actor.capacity_for("alliance.invite_members", invitation.partner)
    else:
        by = actor.capacity_for("alliance.invite_secretariat", invitation.club)
    with transaction.atomic():
        if Invitation.objects.filter(pk=invitation.pk).withdraw():
            record(chain=invitation.club.chain, by=by, act="withdraw-invitation", invitation=invitation.pk)
        elif Invitation.objects.get(pk=invitation.pk).accepted_at:
            raise Conflict("accepted", _("This invitation was accepted meanwhile."))


def give_up(*, sent: SentInvitation) -> None:
    """Takes an invitation back whose e-mail could not be sent: nobody knows its token."""
    with transaction.atomic():
        Invitation.objects.filter(pk=sent.invitation.pk).withdraw()
        record(chain=sent.invitation.club.chain, by=SYSTEM, act="withdraw-invitation", invitation=sent.invitation.pk)


def open_invitation(*, token: str, signed_in: User | None) -> Invitation:
    """The invitation behind a link that this person can still accept.

    Raises NotVisible for an unknown token, Spent (`used`, `withdrawn`, `expired`, `other-address`, `gone`).
    """
    invitation = INVITATIONS.filter(token_sha256=_digest(token)).first()
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
    if invitation.seat and invitation.seat.abolished_on:
        raise Spent("gone", _("This seat of the council was abolished."))
    if invitation.seat and not council.comes_from_category(invitation.seat, invitation.partner):
        raise Spent("gone", _("The organisation that this invitation names is of another category now."))
    if _is_over(invitation.mandate.ends_on if invitation.mandate else invitation.ends_on):
        raise Spent("gone", _("The mandate that this invitation offered is over."))
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
        if invitation.seat:
            # Whoever gives the seat meanwhile may have withdrawn it.
            council.hold(invitation.seat)
            invitation = open_invitation(token=token, signed_in=signed_in)
        # The update decides which of two simultaneous requests spends the link.
        spent = Invitation.objects.filter(pk=invitation.pk).unanswered().update(accepted_at=timezone.now())
        if not spent:
            raise Spent("used", _("This invitation was already accepted: sign in with your e-mail address."))
        user = person_of(invitation) or _new_person(invitation.email, name, password)
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
        by = TAKING[invitation.to](invitation, user)
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


def _join_secretariat(invitation: Invitation, user: User) -> Capacity:
    Secretariat.objects.get_or_create(club=invitation.club, user=user, ended_at=None)
    return _capacity(user, f"secretariat:{invitation.club_id}")


def _join_partner(invitation: Invitation, user: User) -> Capacity:
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
    return _capacity(user, f"member:{member.pk}")


def _take_seat(invitation: Invitation, user: User) -> Capacity:
    """The mandate begins, or its alternate is named; neither makes anybody a member of a partner."""
    seat, first, last = invitation.seat, invitation.starts_on, invitation.ends_on
    assert seat is not None
    if invitation.mandate:
        by = seat_capacity(invitation.mandate, user, is_alternate=True)
        council.name_alternate(invitation.mandate, user, by=by)
        return by
    assert first is not None
    today = timezone.localdate()
    if first < today and council.mandates_between(seat, first, today).exists():
        # Somebody held the seat while the link was under way, and what was done in its name stays so.
        first = today
    return council.begin(
        Mandate(
            seat=seat, holder=user, partner=invitation.partner, starts_on=first, ends_on=last, basis=invitation.basis
        )
    )


TAKING: dict[str, Callable[[Invitation, User], Capacity]] = {
    InvitedTo.SECRETARIAT: _join_secretariat,
    InvitedTo.PARTNER: _join_partner,
    InvitedTo.SEAT: _take_seat,
}


def _capacity(user: User, key: str) -> Capacity:
    return next(capacity for capacity in capacities_of(user) if capacity.key == key)


def representative_of(partner: Partner) -> Member | None:
    """Who represents the partner now."""
    return Member.objects.filter(partner=partner, role=Role.REPRESENTATIVE, ended_at=None).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
