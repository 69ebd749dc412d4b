"""Revisions: immutable, numbered states of a proposal's text."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models.proposals import Proposal


class Purpose(models.TextChoices):
    CONSULTATION = "consultation", _("for consultation")
    FINAL = "final", _("final")


class RevisionIsFrozen(Exception):
    """A revision is never changed nor deleted once it is written."""


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Refuses what would change a frozen text behind its hash."""

    def update(self, **fields: Any) -> int:
        raise RevisionIsFrozen

    def delete(self) -> tuple[int, dict[str, int]]:
        raise RevisionIsFrozen

    def without_text(self) -> "RevisionQuerySet":
        """For lists: leaves the large fields in the database."""
        return self.defer("markdown", "html", "plain", "lines", "state", "authors")


class Revision(models.Model):
    """A frozen text.

    `markdown` is its projection and `sha256` (hex) that of its UTF-8 bytes; `html` what pages show, rendered once;
    `plain` the flat words in which places are counted (code points); `lines` and `authors` the JSON of
    proposals.text.lines and .authors; `state` the shared document's whole state (Yjs update v1) at `sequence`.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    markdown = models.TextField()
    html = models.TextField()
    plain = models.TextField()
    lines = models.JSONField()
    authors = models.JSONField(default=list)
    state = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    sequence = models.PositiveBigIntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=40)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "number"]
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="revision_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} ({self.number})"

    def save(self, **options: Any) -> None:  # type: ignore[override]
        if self.pk is not None:
            raise RevisionIsFrozen
        super().save(force_insert=True, **{k: v for k, v in options.items() if k != "force_insert"})

    @property
    def url(self) -> str:
        return self.proposal.urls.revision(self.number)

    @property
    def is_final(self) -> bool:
        return self.purpose == Purpose.FINAL
