"""The register of a poll, the ballots cast, the proxies given."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alliance.models import Partner, Seat
from voting.models.polls import Poll


class Voter(models.Model):
    """An entry of the electorate, frozen at opening: a seat of the council or a partner, never a person.

    `key` is its id in files ("seat-4", "partner-12"); `leaf` its place in the rule's tree; `size` a fraction "p/q" or
    None; `marks` the named subsets it belongs to. `name` is what the pages show: who held the seat, or the partner;
    `place` which seat, or the partner's category.
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="voters")
    key = models.CharField(max_length=40)
    leaf = models.CharField(max_length=40)
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    size = models.CharField(max_length=81, null=True)
    marks = models.JSONField(default=list)

    class Meta:
        ordering = ["poll", "position"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "key"], name="voter_once"),
            models.UniqueConstraint(fields=["poll", "position"], name="voter_place_once"),
            models.CheckConstraint(
                condition=Q(seat__isnull=False, partner=None) | Q(seat=None, partner__isnull=False),
                name="voter_is_seat_or_partner",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Choice(models.TextChoices):
    """What pages and API offer; blank comes from files and paper."""

    YES = "yes", _("For")
    NO = "no", _("Against")
    ABSTAIN = "abstain", _("Abstention")


def cast_as_one_or_the_other(name: str) -> models.CheckConstraint:
    """A vote is a choice between yes and no, or the content of a choice among options; never both, never neither."""
    return models.CheckConstraint(
        condition=Q(choice__in=Choice.values, content__isnull=True) | Q(choice="", content__isnull=False), name=name
    )


def reason_of_an_objection(name: str) -> models.CheckConstraint:
    """A reason goes with an objection; which polls ask for one, the acts know."""
    return models.CheckConstraint(condition=Q(reason="") | Q(choice=Choice.NO), name=name)


class BallotKind(models.TextChoices):
    OWN = "own", _("cast for oneself")
    PROXY = "proxy", _("cast by proxy")


class CastAs(models.TextChoices):
    HOLDER = "holder", _("holder of the seat")
    REPRESENTATIVE = "representative", _("representative")
    ALTERNATE = "alternate", _("alternate")
    PROXY = "proxy", _("by proxy")


class Ballot(models.Model):
    """What a voter cast, one row each for itself and by proxy; the last one counts.

    In a choice among options `choice` is "" and `content` `{"ranks":[["A"],["B","C"]]}` or `{"grades":{"A":"good"}}`.
    `reason` is that of an objection in a round of consent, in plain text; "" everywhere else.
    `receipt` is the id its caster gave it, whose short form is the voter's receipt.
    """

    voter = models.ForeignKey(Voter, models.PROTECT, related_name="ballots")
    kind = models.CharField(max_length=5, choices=BallotKind.choices)
    choice = models.CharField(max_length=7, choices=Choice.choices, blank=True)
    content = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    receipt = models.UUIDField(unique=True)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=40)
    cast_as = models.CharField(max_length=14, choices=CastAs.choices)
    # The voter that held the proxy, for a ballot cast by proxy.
    by = models.ForeignKey(Voter, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voter", "kind"], name="one_ballot_a_voter_and_kind"),
            cast_as_one_or_the_other("ballot_choice_known"),
            reason_of_an_objection("ballot_reason_objects"),
            models.CheckConstraint(
                condition=Q(kind=BallotKind.OWN, by=None) & ~Q(cast_as=CastAs.PROXY)
                | Q(kind=BallotKind.PROXY, by__isnull=False, cast_as=CastAs.PROXY) & ~Q(by=F("voter")),
                name="ballot_by_proxy_names_holder",
            ),
        ]

    def __str__(self) -> str:
        # Never the choice: this may end in a log.
        return f"ballot {self.short}"

    @property
    def short(self) -> str:
        """The receipt as its voter reads it."""
        return short_receipt(str(self.receipt))

    @property
    def named(self) -> dict[str, str]:
        """What tells it from all others of its poll, as files write it: whose it is, and by whose hand."""
        return {"voter": self.voter.key} | ({"by": self.by.key} if self.by else {})

    @property
    def said(self) -> dict[str, Any]:
        """What it says: `{"choice"}` (of an objection also `"reason"`), `{"ranks"}` or `{"grades"}`."""
        return said(self.choice, self.content, self.reason)


def said(choice: str, content: dict[str, Any] | None, reason: str) -> dict[str, Any]:
    if content is not None:
        return content
    return {"choice": choice, "reason": reason} if reason else {"choice": choice}


def short_receipt(receipt: str) -> str:
    return receipt.replace("-", "")[:8].upper()


class Cast(models.Model):
    """One acknowledged cast, by the id its client gave it, so that a repeated one gets the same answer."""

    id = models.UUIDField(primary_key=True)
    voter = models.ForeignKey(Voter, models.PROTECT, related_name="casts")
    kind = models.CharField(max_length=5, choices=BallotKind.choices)
    choice = models.CharField(max_length=7, choices=Choice.choices, blank=True)
    content = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [cast_as_one_or_the_other("cast_choice_known"), reason_of_an_objection("cast_reason_objects")]

    def __str__(self) -> str:
        return f"cast {short_receipt(str(self.pk))}"

    @property
    def said(self) -> dict[str, Any]:
        return said(self.choice, self.content, self.reason)


class Proxy(models.Model):
    """One voter lets another cast its ballot, until it withdraws it or votes itself."""

    giver = models.ForeignKey(Voter, models.PROTECT, related_name="proxies_given")
    holder = models.ForeignKey(Voter, models.PROTECT, related_name="proxies_held")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=40)
    ended_at = models.DateTimeField(null=True, blank=True)
    # True when the giver cast its ballot itself, False when it took the proxy back.
    voided = models.BooleanField(default=False)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["giver"], condition=Q(ended_at=None), name="one_proxy_a_giver"),
            models.CheckConstraint(condition=~Q(giver=F("holder")), name="proxy_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.holder}"
