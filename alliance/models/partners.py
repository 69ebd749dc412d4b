"""Partners (organisations) and the persons who act for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliance.models.clubs import Category, Club


class Territory(models.TextChoices):
    URBAN = "urban", _("urban")
    PERIURBAN = "periurban", _("peri-urban")
    RURAL = "rural", _("rural")
    NONE = "none", _("not territorial")


class Standing(models.TextChoices):
    CANDIDATE = "candidate", _("candidate")
    ADMITTED = "admitted", _("partner")
    LEFT = "left", _("former partner")


class Partner(models.Model):
    """An organisation; `reference` is its key in the register it was imported from, `population` in inhabitants."""

    club = models.ForeignKey(Club, models.PROTECT, related_name="partners")
    category = models.ForeignKey(Category, models.PROTECT, related_name="partners", verbose_name=_("category"))
    name = models.CharField(_("name"), max_length=200)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    population = models.PositiveBigIntegerField(_("population"), null=True, blank=True)
    territory = models.CharField(_("territory"), max_length=10, choices=Territory.choices, default=Territory.NONE)
    website = models.URLField(_("website"), blank=True)
    description = models.TextField(_("what it does and offers"), blank=True)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.CANDIDATE)
    admitted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["club", "reference"], condition=~Q(reference=""), name="partner_reference_once"
            )
        ]

    class Urls:
        def __init__(self, partner: "Partner") -> None:
            self.page = reverse("partner", args=[partner.pk])
            self.edit = reverse("partner_edit", args=[partner.pk])
            self.invite = reverse("partner_invite", args=[partner.pk])

    def __str__(self) -> str:
        return self.name

    @property
    def urls(self) -> "Partner.Urls":
        return self.Urls(self)

    @property
    def is_admitted(self) -> bool:
        return self.standing == Standing.ADMITTED


class Role(models.TextChoices):
    REPRESENTATIVE = "representative", _("representative")
    ALTERNATE = "alternate", _("alternate")
    CONTRIBUTOR = "contributor", _("contributor")
    OBSERVER = "observer", _("observer")


class Member(models.Model):
    """A person acting for a partner, from when to when; one representative and any number of alternates a partner."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="members")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "partner"], condition=Q(ended_at=None), name="member_once"),
            models.UniqueConstraint(
                fields=["partner"],
                condition=Q(ended_at=None, role=Role.REPRESENTATIVE),
                name="one_representative_a_partner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.partner})"
