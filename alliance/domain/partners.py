"""Acts on partners: add to the register, edit, admit, let go."""

from typing import TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.announcing import rights_changed
from alliance.domain.errors import Refused
from alliance.domain.journal import record
from alliance.domain.words import checked_name
from alliance.models import Category, Club, Member, Partner, User
from alliance.models.partners import Standing


class PartnerFields(TypedDict):
    """What one enters of a partner; `population` in inhabitants, `country` two letters."""

    name: str
    category: Category
    reference: str
    country: str
    population: int | None
    territory: str
    website: str
    description: str


def add_partner(*, actor: Actor, club: Club, fields: PartnerFields) -> Partner:
    """A new candidate in the register. Raises NotAllowed, Refused by field."""
    by = actor.capacity_for("alliance.admit_partners", club)
    with transaction.atomic():
        partner = Partner(club=club)
        _fill(partner, fields)
        record(chain=club.chain, by=by, act="add-partner", partner=partner.pk)
    return partner


def edit_partner(*, actor: Actor, partner: Partner, fields: PartnerFields) -> None:
    """Changes what the register says of a partner. Raises NotAllowed, Refused by field."""
    by = actor.capacity_for("alliance.edit_partner", partner)
    with transaction.atomic():
        _fill(partner, fields)
        record(chain=partner.club.chain, by=by, act="edit-partner", partner=partner.pk)


def admit(*, actor: Actor, partner: Partner) -> None:
    """A candidate (or a former partner) becomes a partner. Raises NotAllowed; a second time changes nothing."""
    by = actor.capacity_for("alliance.admit_partners", partner.club)
    with transaction.atomic():
        changed = (
            Partner.objects.filter(pk=partner.pk)
            .exclude(standing=Standing.ADMITTED)
            .update(standing=Standing.ADMITTED, admitted_at=timezone.now())
        )
        if changed:
            record(chain=partner.club.chain, by=by, act="admit-partner", partner=partner.pk)


def let_go(*, actor: Actor, partner: Partner) -> None:
    """A partner leaves the alliance: its members lose what they could do for it.

    Raises NotAllowed; a second time changes nothing.
    """
    by = actor.capacity_for("alliance.admit_partners", partner.club)
    with transaction.atomic():
        changed = Partner.objects.filter(pk=partner.pk).exclude(standing=Standing.LEFT).update(standing=Standing.LEFT)
        if changed:
            record(chain=partner.club.chain, by=by, act="let-partner-go", partner=partner.pk)
            members = Member.objects.filter(partner=partner, ended_at=None)
            rights_changed(*User.objects.filter(memberships__in=members))


def _fill(partner: Partner, fields: PartnerFields) -> None:
    partner.name = checked_name(fields["name"], longest=200)
    partner.category = fields["category"]
    if partner.category.club_id != partner.club_id:
        raise Refused({"category": [_("Choose a category of this club.")]})
    partner.reference = fields["reference"].strip()
    partner.country = fields["country"].strip().lower()
    partner.population = fields["population"]
    partner.territory = fields["territory"]
    partner.website = fields["website"].strip()
    partner.description = fields["description"].strip()
    try:
        partner.full_clean()
    except ValidationError as error:
        raise Refused({("" if k == "__all__" else k): v for k, v in error.message_dict.items()}) from error
    partner.save()
