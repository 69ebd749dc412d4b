"""What is kept of a live text's log for who looks back: sessions of work, restorations, each reader's last visit."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from alliance.models import Partner
from proposals.models.proposals import Proposal


class WritingSession(models.Model):
    """One person's edits of a live text in one capacity, with pauses of some minutes at most.

    From line `first` to line `last` of the log; others may have written in between. `came` and `went` count words.
    """

    document = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=80)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    began = models.DateTimeField()
    ended = models.DateTimeField()
    lines = models.PositiveIntegerField()
    came = models.PositiveIntegerField()
    went = models.PositiveIntegerField()

    class Meta:
        ordering = ["document", "-last"]
        constraints = [
            models.UniqueConstraint(fields=["document", "first"], name="session_begins_once"),
            models.UniqueConstraint(fields=["document", "last"], name="session_ends_once"),
            models.CheckConstraint(condition=Q(last__gte=models.F("first")), name="session_ends_after_its_beginning"),
        ]

    def __str__(self) -> str:
        return f"{self.document}#{self.first}-{self.last}"

    @property
    def before(self) -> int:
        """The moment before its first line."""
        return self.first - 1


class SummedUp(models.Model):
    """Up to which line of a live text's log the sessions of work tell it."""

    document = models.UUIDField(primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.document}@{self.sequence}"


class Restoration(models.Model):
    """A former moment of a text, or one section of it, written anew: line `sequence` of the log.

    `source` is the moment it was taken from; `section` the heading of what was restored, empty for the whole text.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="restorations")
    sequence = models.PositiveBigIntegerField()
    source = models.PositiveBigIntegerField()
    section = models.TextField(blank=True)
    came = models.PositiveIntegerField()
    went = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=40)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["proposal", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "sequence"], name="restoration_is_one_line"),
            models.CheckConstraint(condition=Q(sequence__gt=models.F("source")), name="restoration_looks_back"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}#{self.sequence}"

    @property
    def before(self) -> int:
        """The moment that brings back what it replaced."""
        return self.sequence - 1


class Visit(models.Model):
    """How far somebody has seen a live text.

    `seen` and `at` are those of the present visit; `before` and `before_at` what the visit before it ended with.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    document = models.UUIDField()
    seen = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    before = models.PositiveBigIntegerField(null=True)
    before_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "document"], name="visit_once")]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.seen}"
