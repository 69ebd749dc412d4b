"""A proposal on its way from draft to vote, the changes of its stage, and who writes it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.models import Club, Partner
from proposals.models.themes import Theme


class Kind(models.TextChoices):
    STRATEGY = "strategy", _("Strategy")
    RECOMMENDATION = "recommendation", _("Recommendation")
    POSITION = "position", _("Position")


class Stage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("Consultation")
    SETTLING = "settling", _("Final touches")
    VOTE = "vote", _("Vote")
    ADOPTED = "adopted", _("Adopted")
    REJECTED = "rejected", _("Rejected")
    VOID = "void", _("Void vote")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Proposal(models.Model):
    """One text on its way.

    `partner` is for whom the rapporteur carries it, None for the alliance; `document` the live text's id;
    `opened_at` when its first consultation opened since it was last a draft: without it nobody but its authors and the
    secretariat sees it; `final` the frozen final revision, only while the live text is closed behind it.
    """

    club = models.ForeignKey(Club, models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    subtitle = models.CharField(_("subtitle"), max_length=300, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.DRAFT)
    stage_since = models.DateTimeField(default=timezone.now)
    rapporteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals_carried")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="proposals_carried")
    themes = models.ManyToManyField(Theme, blank=True, related_name="proposals", verbose_name=_("themes"))
    addressees = models.CharField(_("addressees"), max_length=400, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    origin = models.TextField(_("where it grows from"), max_length=2000, blank=True)
    document = models.UUIDField(unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(_("the consultation closes on"), null=True, blank=True)
    final = models.ForeignKey("Revision", models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-stage_since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["club", "number"], name="proposal_number_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="proposal_stage_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="proposal_kind_known"),
            models.CheckConstraint(
                condition=Q(stage=Stage.DRAFT, opened_at=None)
                | Q(stage=Stage.WITHDRAWN)
                | ~Q(stage=Stage.DRAFT) & Q(opened_at__isnull=False),
                name="proposal_opened_unless_draft",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(stage=Stage.ADOPTED), name="proposal_published_is_adopted"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.VOTE, Stage.ADOPTED, Stage.REJECTED, Stage.VOID])
                | Q(final__isnull=False),
                name="proposal_voted_on_final",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.DRAFT, Stage.CONSULTATION]) | Q(final=None),
                name="proposal_no_final_before_settling",
            ),
        ]

    class Urls:
        """Its addresses: `proposal.urls.edit`, each made when it is asked for."""

        NAMES: ClassVar[dict[str, str]] = {
            "page": "proposal",
            "edit": "proposal_edit",
            "details": "proposal_details",
            "people": "proposal_people",
            "history": "proposal_history",
            "moment": "proposal_moment",
            "compare": "proposal_compare",
            "log_steps": "proposal_steps",
            "restore": "proposal_restore",
            "seen": "proposal_seen",
            "settling": "proposal_settling",
            "support": "proposal_support",
            "consultation": "proposal_open_consultation",
            "closing": "proposal_closing",
            "settle": "proposal_settle",
            "freeze": "proposal_freeze",
            "reopen": "proposal_reopen_text",
            "back": "proposal_back_to_draft",
            "withdraw": "proposal_withdraw",
            "publish": "proposal_publish",
            "public": "proposal_public",
            "comment": "proposal_comment",
            "margin": "proposal_margin",
        }

        def __init__(self, proposal: "Proposal") -> None:
            self._pk = proposal.pk

        def __getattr__(self, name: str) -> str:
            if name not in self.NAMES:
                raise AttributeError(name)
            return reverse(self.NAMES[name], args=[self._pk])

        def revision(self, number: int) -> str:
            return reverse("proposal_revision", args=[self._pk, number])

        def diff(self, before: int, after: int) -> str:
            return reverse("proposal_diff", args=[self._pk, before, after])

    def __str__(self) -> str:
        return self.title

    @property
    def urls(self) -> "Proposal.Urls":
        return self.Urls(self)

    @property
    def code(self) -> str:
        """How people name it: P-031."""
        return f"P-{self.number:03d}"

    @property
    def chain(self) -> str:
        """The journal's chain of this proposal."""
        return f"proposal:{self.pk}"

    @property
    def subject(self) -> str:
        """How a poll names it."""
        return f"proposal:{self.pk}"

    @property
    def room(self) -> str:
        """The live room of its readers."""
        return f"proposal-{self.pk}"

    @property
    def margin_room(self) -> str:
        """The live room of those who read the live text: its margin is theirs alone."""
        return f"margin-{self.pk}"

    @property
    def is_position(self) -> bool:
        return self.kind == Kind.POSITION

    @property
    def is_open(self) -> bool:
        """Whether the consultation still takes comments, by the clock."""
        return self.stage == Stage.CONSULTATION and self.closes_at is not None and timezone.now() < self.closes_at

    @property
    def is_writable(self) -> bool:
        """Whether the live text is open to its authors."""
        return self.stage == Stage.DRAFT or (self.stage == Stage.SETTLING and self.final_id is None)

    @property
    def is_private(self) -> bool:
        """Whether only authors and secretariat see it: it was never opened, or is a draft again."""
        return self.opened_at is None


class StageChange(models.Model):
    """One step of a proposal, with who took it and, where one is asked for, the reason."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="changes")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(max_length=40)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.stage}"

    @property
    def place_name(self) -> str:
        """For whom the step was taken, as the page shows it: a partner, or what a capacity without one stands for."""
        if self.partner:
            return self.partner.name
        kind = self.capacity.partition(":")[0]
        if kind in {"seat", "alternate"}:
            return str(_("for the council"))
        return str(_("for the secretariat")) if kind == "secretariat" else ""


class CoAuthorState(models.TextChoices):
    INVITED = "invited", _("invited")
    ACCEPTED = "accepted", _("co-author")
    DECLINED = "declined", _("declined")
    REMOVED = "removed", _("removed")


class CoAuthor(models.Model):
    """A member of any partner whom the rapporteur invited to write; a row a person, its latest state.

    `reads_from` is the line of the live text's log at which it was invited: what was before, its history keeps closed.
    """

    PRESENT = (CoAuthorState.INVITED, CoAuthorState.ACCEPTED)

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="coauthors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="coauthored")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="coauthored")
    state = models.CharField(max_length=10, choices=CoAuthorState.choices, default=CoAuthorState.INVITED)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    reads_from = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "user"], name="coauthor_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.partner})"

    @property
    def is_present(self) -> bool:
        return self.state in self.PRESENT
