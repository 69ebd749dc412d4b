"""Acts on who acts for a partner: ending a membership, changing a role, passing the representation on."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.announcing import rights_changed
from alliance.domain.errors import Conflict, Refused
from alliance.domain.invitations import representative_of
from alliance.domain.journal import record
from alliance.models import Member
from alliance.models.partners import Role


def end_membership(*, actor: Actor, member: Member) -> None:
    """The person no longer acts for the partner. Raises NotAllowed; a second time changes nothing."""
    by = actor.capacity_for("alliance.invite_members", member.partner)
    with transaction.atomic():
        if Member.objects.filter(pk=member.pk, ended_at=None).update(ended_at=timezone.now()):
            record(chain=member.partner.club.chain, by=by, act="end-membership", member=member.pk)
            rights_changed(member.user)


def change_role(*, actor: Actor, member: Member, role: str) -> None:
    """Gives a member another role of its partner.

    Making somebody representative passes the role on: the representative so far becomes a contributor. Raises
    NotAllowed, Refused (role), Conflict when the membership has ended.
    """
    by = actor.capacity_for("alliance.invite_members", member.partner)
    if role not in Role.values:
        raise Refused({"role": [_("Choose a role.")]})
    with transaction.atomic():
        member = Member.objects.select_for_update().select_related("partner__club", "user").get(pk=member.pk)
        if member.ended_at:
            raise Conflict("ended", _("This person no longer acts for the partner."))
        if member.role == role:
            return
        former = representative_of(member.partner) if role == Role.REPRESENTATIVE else None
        if former:
            former.role = Role.CONTRIBUTOR
            former.save(update_fields=["role"])
        member.role = role
        member.save(update_fields=["role"])
        record(
            chain=member.partner.club.chain,
            by=by,
            act="change-role",
            member=member.pk,
            role=role,
            former=former.pk if former else None,
        )
        rights_changed(member.user, former.user if former else None)
