"""Polls: one question put to one electorate under one rule, all three frozen when it opens."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.models import Club
from voting.models.rules import YES_NO, Body, Purpose, Rule


class Poll(models.Model):
    """A poll exists from its opening on.

    `subject` names what it decides for the app that listens ("proposal:3"), "" for nothing but the question;
    `text_number` and `text_sha256` name the frozen text. `options` are those of a choice, in their order, each
    `{"key","label","description"}`; a yes–no poll has none. `rule` is the consult-rule/1 that counts it, `source` where
    it came from; `terms` are what it is held by beyond its rule: the conduct of a choice, a `purpose` other than to
    decide by votes. `electorate` is how many voters the register has. `closes_at` is the announced time; `closed_at` is
    when it did close: at that time, or before by hand. Database triggers keep all but closing time and closing
    unchanged.
    """

    club = models.ForeignKey(Club, models.PROTECT, related_name="polls")
    body = models.CharField(_("who votes"), max_length=10, choices=Body.choices)
    question = models.CharField(_("question"), max_length=400)
    title = models.CharField(_("title of the text"), max_length=300)
    subject = models.CharField(max_length=40, blank=True)
    text_number = models.PositiveIntegerField(null=True, blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    source = models.ForeignKey(Rule, models.PROTECT, related_name="polls")
    options = models.JSONField(default=list, blank=True)
    rule = models.JSONField()
    terms = models.JSONField(default=dict, blank=True)
    rule_sha256 = models.CharField(max_length=64)
    register_sha256 = models.CharField(max_length=64)
    electorate = models.PositiveIntegerField()
    convocation = models.PositiveSmallIntegerField(default=1)
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="successor")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(max_length=40)
    closes_at = models.DateTimeField(_("closes on"))
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="poll_closes_after_opening"),
            models.CheckConstraint(condition=Q(electorate__gt=0), name="poll_has_voters"),
            models.CheckConstraint(
                condition=Q(convocation=1, previous=None) | Q(convocation=2, previous__isnull=False),
                name="poll_second_follows_first",
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(closed_at=None) & ~Q(subject=""), name="one_open_poll_a_subject"
            ),
        ]

    class Urls:
        def __init__(self, poll: "Poll") -> None:
            self.page = reverse("poll", args=[poll.pk])
            self.result = reverse("poll_result", args=[poll.pk])
            self.cast = reverse("poll_cast", args=[poll.pk])
            self.proxy = reverse("poll_proxy", args=[poll.pk])
            self.withdraw = reverse("poll_proxy_withdraw", args=[poll.pk])
            self.extend = reverse("poll_extend", args=[poll.pk])
            self.close = reverse("poll_close", args=[poll.pk])
            self.casting = reverse("poll_casting", args=[poll.pk])
            self.second = reverse("poll_second", args=[poll.pk])
            self.correct = reverse("poll_correct", args=[poll.pk])
            self.record = reverse("poll_record", args=[poll.pk])
            self.mine = reverse("poll_mine", args=[poll.pk])

    def __str__(self) -> str:
        return self.question

    @property
    def urls(self) -> "Poll.Urls":
        return self.Urls(self)

    @property
    def chain(self) -> str:
        """The journal's chain of this poll."""
        return f"poll:{self.pk}"

    @property
    def room(self) -> str:
        """The live room of its page."""
        return f"poll-{self.pk}"

    @property
    def conduct(self) -> dict[str, Any]:
        """How this poll is to be conducted; empty where its rule says nothing."""
        found: dict[str, Any] = self.rule.get("conduct", self.terms)
        return found

    @property
    def method(self) -> str:
        """The kind of its rule's method: "yes-no", "schulze"…"""
        kind: str = self.rule.get("method", {}).get("kind", YES_NO)
        return kind

    @property
    def is_choice(self) -> bool:
        """Whether it chooses among options, not between yes and no."""
        return self.method != YES_NO

    @property
    def is_election(self) -> bool:
        """Whether it elects a category's representative to the council: it has its `election`."""
        return self.body == Body.CATEGORY

    @property
    def purpose(self) -> Purpose:
        """What it is for."""
        return Purpose(self.terms.get("purpose", Purpose.DECISION))

    @property
    def kind(self) -> str:
        """What it is called: whose, and what for."""
        council = self.body == Body.COUNCIL
        return {
            Purpose.DECISION: gettext("Poll of the council") if council else gettext("Poll of the assembly"),
            Purpose.CONSENT: (
                gettext("Round of consent of the council") if council else gettext("Round of consent of the assembly")
            ),
            Purpose.CONSULTATION: (
                gettext("Consultation of the council") if council else gettext("Consultation of the assembly")
            ),
        }[self.purpose]

    @property
    def is_consent(self) -> bool:
        """Whether it is a round of consent: an objection stops it, and has a reason."""
        return self.purpose == Purpose.CONSENT

    @property
    def is_consultation(self) -> bool:
        """Whether it decides nothing."""
        return self.purpose == Purpose.CONSULTATION

    @property
    def seats(self) -> int:
        """How many options a choice elects."""
        found: int = self.rule["method"].get("seats", 1)
        return found

    @property
    def is_open(self) -> bool:
        """Not closed yet; a door that shows it first asks `ensure_closed`, which knows the time."""
        return self.closed_at is None
