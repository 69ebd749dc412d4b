"""The council: seats, who holds them from when to when, and who chairs it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.models.clubs import Category, Club
from alliance.models.partners import Partner


class SeatKind(models.TextChoices):
    ELECTED = "elected", _("elected official")
    CATEGORY = "category", _("representative of a category")


class Seat(models.Model):
    """A place in the council: one of two or three elected officials, or the representative of one category."""

    club = models.ForeignKey(Club, models.PROTECT, related_name="seats")
    kind = models.CharField(_("kind"), max_length=10, choices=SeatKind.choices)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="seats")
    position = models.PositiveSmallIntegerField(_("order"))
    abolished_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["club", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=SeatKind.ELECTED, category=None) | Q(kind=SeatKind.CATEGORY, category__isnull=False),
                name="seat_category_matches_kind",
            ),
            models.UniqueConstraint(fields=["category"], condition=Q(abolished_on=None), name="one_seat_a_category"),
        ]

    def __str__(self) -> str:
        return self.category.name if self.category else str(_("Elected official"))

    @property
    def leaf(self) -> str:
        """The leaf of the rule's tree in which this seat votes."""
        return self.category.key if self.category else "elected"


class StandingMandates(models.Manager["Mandate"]):
    """All but those that were taken back before their first day: nobody ever held a seat by them."""

    def get_queryset(self) -> "models.QuerySet[Mandate]":
        return super().get_queryset().filter(taken_back_at=None)


class Mandate(models.Model):
    """Who holds a seat, both days included; `basis` says by which election or appointment.

    `taken_back_at` is set where an election was corrected before the mandate had begun: `objects` leaves those out.
    """

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="mandates")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="mandates")
    alternate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="alternate_mandates"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    basis = models.CharField(_("election or appointment"), max_length=200, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = StandingMandates()

    class Meta:
        ordering = ["seat", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="mandate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(alternate=None) | ~Q(alternate=F("holder")), name="mandate_alternate_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.holder}"


class ChairTerm(models.Model):
    """Which holder chairs the council, as the council designated and the secretariat recorded."""

    club = models.ForeignKey(Club, models.PROTECT, related_name="chair_terms")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="chair_terms")
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["club"], condition=Q(ended_at=None), name="one_chair_a_club")]

    def __str__(self) -> str:
        return str(self.mandate)
