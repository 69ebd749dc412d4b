"""Discussions: threads on a passage or on the whole, their comments, and the places that passages have."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.models import Partner
from proposals.models.proposals import Proposal
from proposals.models.revisions import Revision


class Answer(models.TextChoices):
    TAKEN_UP = "taken-up", _("taken up")
    DECLINED = "declined", _("declined")


class Thread(models.Model):
    """A discussion. On a revision everybody who reads the proposal reads it; on the live text (`revision` None) only
    its authors and the secretariat do. `quote` is the passage's words where it was opened, "" for the whole text."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="threads")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="threads")
    quote = models.TextField(blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True)
    answer_reason = models.TextField(_("reason"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer=Answer.DECLINED) | ~Q(answer_reason=""), name="thread_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="thread_answer_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.pk}"

    @property
    def is_on_passage(self) -> bool:
        return bool(self.quote)

    @property
    def is_live(self) -> bool:
        """Opened on the live text: for its authors alone."""
        return self.revision_id is None

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None


class Place(models.Model):
    """Where a thread's passage stands in one revision: [start, end) in code points of its plain text, or lost."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="places")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="places")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["revision", "start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "revision"], name="place_once_a_revision"),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__isnull=False, end__gt=F("start")),
                name="place_whole_or_lost",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}@{self.revision_id}"

    @property
    def is_lost(self) -> bool:
        return self.start is None


class LiveAnchors(models.Model):
    """Where passages stand in the live text after `sequence` of its log: {thread id: [start, end]}, lost where equal.

    `missed` are letters that they have lost, as the log names them: {thread id: [[client, clock, length], …]}.
    """

    document = models.UUIDField(primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    anchors = models.JSONField(default=dict)
    missed = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.document}@{self.sequence}"


class Comment(models.Model):
    """What one person said; `id` comes from its client, so that a repeated sending is one comment.

    `html` was rendered once, safely, when it was saved.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="comments")
    markdown = models.TextField(max_length=10_000)
    html = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments")
    capacity = models.CharField(max_length=40)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="comments")
    # Whom it was said for, in words, where that is no partner: a seat, the secretariat.
    said_for = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    hidden_reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="comment_hidden_with_reason"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def place_name(self) -> str:
        """For whom it was said, as the page shows it."""
        return self.partner.name if self.partner else self.said_for
