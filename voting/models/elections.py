"""Elections of a category's representative: what their polls have beyond a choice, what each count did to the seat."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alliance.models import Mandate, Partner, Seat
from voting.models.polls import Poll
from voting.models.tallies import Tally


class Election(models.Model):
    """Of a poll of the body "category", frozen with it: the seat and the days of the mandate, both included.

    `basis` is what the mandate will say that it comes from.
    """

    poll = models.OneToOneField(Poll, models.PROTECT, related_name="election")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="elections")
    starts_on = models.DateField()
    ends_on = models.DateField()
    basis = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="election_mandate_ends_after_start")
        ]

    def __str__(self) -> str:
        return str(self.poll)


class Candidate(models.Model):
    """Whom an option of the poll stands for: `key` is the option's."""

    election = models.ForeignKey(Election, models.PROTECT, related_name="candidates")
    key = models.CharField(max_length=1)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    alternate = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["election", "key"]
        constraints = [
            models.UniqueConstraint(fields=["election", "key"], name="candidate_key_once"),
            models.UniqueConstraint(fields=["election", "person"], name="candidate_once"),
            models.CheckConstraint(
                condition=Q(alternate=None) | ~Q(alternate=F("person")), name="candidate_alternate_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.person}"


class Seating(models.Model):
    """What a count did to the seat: who was elected (None: nobody), the mandate that was recorded, or why none was.

    `obstacle` is one of `alliance.domain.elected.Obstacle`; `without_alternate` says that the alternate could not be
    recorded any more.
    """

    tally = models.OneToOneField(Tally, models.PROTECT, related_name="seating")
    elected = models.ForeignKey(Candidate, models.PROTECT, null=True, related_name="+")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")
    obstacle = models.CharField(max_length=20, blank=True)
    without_alternate = models.BooleanField(default=False)

    class Meta:
        ordering = ["tally"]
        constraints = [
            models.CheckConstraint(
                condition=Q(elected=None, mandate=None, obstacle="")
                | Q(elected__isnull=False, mandate__isnull=False, obstacle="")
                | Q(elected__isnull=False, mandate=None) & ~Q(obstacle=""),
                name="seating_has_mandate_or_obstacle",
            )
        ]

    def __str__(self) -> str:
        return f"seating {self.tally_id}"
