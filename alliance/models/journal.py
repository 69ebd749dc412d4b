"""The append-only journal of acts: one hash chain per proposal, poll, meeting and club."""

from django.db import models


class JournalEntry(models.Model):
    """One act. Persons and objects stand as ids, so that erasing a name never breaks a chain; never a vote.

    `chain` is "club:1", "proposal:3", "poll:5"; `sequence` counts from 1 in it; `hash` is the SHA-256 (hex) of the
    canonical JSON of the entry with the previous entry's hash.
    """

    chain = models.CharField(max_length=40)
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_id = models.PositiveBigIntegerField(null=True)
    capacity = models.CharField(max_length=40)
    act = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "sequence"]
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="journal_sequence_once")]

    def __str__(self) -> str:
        return f"{self.chain} {self.sequence} {self.act}"
