"""Invitations: single-use links sent by e-mail, the only way in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.models.clubs import Club
from alliance.models.council import Mandate, Seat
from alliance.models.partners import Partner, Role


class InvitedTo(models.TextChoices):
    SECRETARIAT = "secretariat", _("secretariat")
    PARTNER = "partner", _("partner")
    SEAT = "seat", _("council")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; some may be too old to be accepted."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def withdraw(self) -> int:
        """Makes the unanswered ones of these useless; how many there were."""
        return self.unanswered().update(withdrawn_at=timezone.now())


class Invitation(models.Model):
    """The link's token is stored only as its SHA-256 (hex); good for 14 days, once, for this address.

    To a partner, in a role. To a seat: as its holder, who may come from a `partner`, with the mandate's days; or as the
    alternate of a `mandate`.
    """

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    club = models.ForeignKey(Club, models.PROTECT, related_name="invitations")
    to = models.CharField(max_length=12, choices=InvitedTo.choices)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="invitations")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="invitations")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, blank=True, related_name="invitations")
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    basis = models.CharField(_("election or appointment"), max_length=200, blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to=InvitedTo.SECRETARIAT, partner=None, seat=None, role="")
                | Q(to=InvitedTo.PARTNER, partner__isnull=False, seat=None) & ~Q(role="")
                | Q(to=InvitedTo.SEAT, seat__isnull=False, starts_on__isnull=False, mandate=None, role="")
                | Q(to=InvitedTo.SEAT, seat__isnull=False, mandate__isnull=False, partner=None, role=Role.ALTERNATE),
                name="invitation_has_its_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_to_display()} {self.pk}"
