"""Endorsements: a partner's public support of one revision."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.models import Partner
from proposals.models.proposals import Proposal
from proposals.models.revisions import Revision


class EndorsementKind(models.TextChoices):
    PLAIN = "plain", _("without reservation")
    RESERVATION = "reservation", _("with a reservation")


class Endorsement(models.Model):
    """A support as it was given on `revision`; it makes a signatory only once `confirmed_on` is the final revision."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="endorsements")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="endorsements")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="endorsements")
    kind = models.CharField(_("kind"), max_length=12, choices=EndorsementKind.choices)
    words = models.TextField(_("reservation"), max_length=1000, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=40)
    given_at = models.DateTimeField(default=timezone.now)
    confirmed_on = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "partner"], condition=Q(withdrawn_at=None), name="one_support_a_partner"
            ),
            models.CheckConstraint(
                condition=Q(kind=EndorsementKind.PLAIN, words="") | Q(kind=EndorsementKind.RESERVATION) & ~Q(words=""),
                name="reservation_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} → {self.proposal_id}"

    @property
    def has_reservation(self) -> bool:
        return self.kind == EndorsementKind.RESERVATION
