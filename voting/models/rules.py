"""Rules of voting as data: named, versioned, never changed once written."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.models import Club

YES_NO = "yes-no"


class Body(models.TextChoices):
    """Who votes: the seats of the council, the partners in assembly, or those of one category to elect its seat."""

    COUNCIL = "council", _("council")
    ASSEMBLY = "assembly", _("assembly of partners")
    CATEGORY = "category", _("partners of a category")


class Purpose(models.TextChoices):
    """What a poll is for: its votes decide; one objection is enough to stop it; it decides nothing and is only told."""

    DECISION = "decision", _("decision")
    CONSENT = "consent", _("round of consent")
    CONSULTATION = "consultation", _("consultation")


class Rule(models.Model):
    """One version of a rule; another content is another version, so what a poll was opened under stays readable.

    `definition` is a consult-preset/1 (its categories are filled in when a poll opens) or a consult-rule/1;
    `sha256` is that of its canonical form.
    """

    club = models.ForeignKey(Club, models.PROTECT, related_name="rules")
    body = models.CharField(_("who votes"), max_length=10, choices=Body.choices)
    key = models.CharField(_("key"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=120)
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["club", "-body", "pk"]
        constraints = [models.UniqueConstraint(fields=["club", "key", "version"], name="rule_version_once")]

    class Urls:
        def __init__(self, rule: "Rule") -> None:
            self.page = reverse("rule", args=[rule.pk])
            self.next = reverse("rule_next", args=[rule.pk])
            self.retire = reverse("rule_retire", args=[rule.pk])
            self.take_up = reverse("rule_take_up", args=[rule.pk])
            self.file = reverse("rule_file", args=[rule.pk])
            self.preset = reverse("rule_preset", args=[rule.pk])

    def __str__(self) -> str:
        return gettext("%(name)s, version %(version)d") % {"name": self.title, "version": self.version}

    @property
    def method(self) -> str:
        """The kind of its method: "yes-no", "schulze"…"""
        kind: str = self.definition.get("method", {}).get("kind", YES_NO)
        return kind

    @property
    def is_choice(self) -> bool:
        """Whether polls under it choose among options, not between yes and no."""
        return self.method != YES_NO

    @property
    def urls(self) -> "Rule.Urls":
        return self.Urls(self)

    @property
    def is_retired(self) -> bool:
        """Whether no poll opens under it any more."""
        return self.retired_at is not None

    @property
    def seats(self) -> int:
        """How many options a choice under it elects, where its opening says nothing else."""
        found: int = self.definition["method"].get("seats", 1)
        return found

    @property
    def purpose(self) -> Purpose:
        """What polls under it are for."""
        found = self.definition.get("purpose")
        return Purpose(found) if found in Purpose.values else Purpose.DECISION

    @property
    def title(self) -> str:
        """Its name; those of the presets are translated."""
        return gettext(self.name)
