"""What a closed poll was counted into."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from voting.models.polls import Poll


class Outcome(models.TextChoices):
    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("rejected")
    VOID = "void", _("void")
    TIE = "tie", _("tie")
    # Of a choice among options: every seat has its winner. A tie or a void vote are told by the same words.
    CHOSEN = "chosen", _("chosen")
    # Of a consultation, whatever was answered: it decides nothing.
    CONSULTED = "consulted", _("consulted")


class Tally(models.Model):
    """One count of a poll; later ones follow a casting vote or a correction.

    `result` is a consult-result/1, `sha256` its hash.
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="tallies")
    number = models.PositiveSmallIntegerField()
    result = models.JSONField()
    sha256 = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["poll", "number"]
        constraints = [models.UniqueConstraint(fields=["poll", "number"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.poll_id}.{self.number}: {self.outcome}"

    @property
    def awaits_chair(self) -> bool:
        """Whether it is a tie that the poll's chair may decide, if no later count follows."""
        return self.outcome == Outcome.TIE and (self.result["tie"] or {}).get("by") == "casting"


class CastingChoice(models.TextChoices):
    YES = "yes", _("For")
    NO = "no", _("Against")


class CastingVote(models.Model):
    """The chair's vote on a tie."""

    poll = models.OneToOneField(Poll, models.PROTECT, related_name="casting_vote")
    choice = models.CharField(max_length=3, choices=CastingChoice.choices)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"casting vote of poll {self.poll_id}"


class Correction(models.Model):
    """Why a proclaimed result was counted again, and which ballots the new count leaves out.

    `left_out` names them as records do: `[{"voter": "seat-3"}, {"voter": "seat-4", "by": "seat-5"}]`.
    """

    tally = models.OneToOneField(Tally, models.PROTECT, related_name="correction")
    reason = models.TextField(_("reason"))
    left_out = models.JSONField()
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"correction {self.tally}"
