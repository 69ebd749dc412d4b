"""The rules of a club as it reads them: which there are, their versions, how often each was used."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery

from alliance.capacities import Actor
from alliance.domain.errors import NotVisible
from voting.models import Body, Poll, Purpose, Rule

PERMISSION = "voting.read_polls"


def in_form_order(rules: "QuerySet[Rule]") -> "QuerySet[Rule]":
    """The council's first, each where its first version stood: a new version takes the place of the former."""
    first = Rule.objects.filter(club=OuterRef("club"), key=OuterRef("key")).order_by("version", "pk")
    return rules.annotate(first=Subquery(first.values("pk")[:1])).order_by("-body", "first", "-version")


@dataclass(frozen=True)
class Entry:
    """A rule with the number of polls that were opened under it."""

    rule: Rule
    used: int


def rules_by_body(actor: Actor) -> list[tuple[Body, list[Entry]]]:
    """One rule a key, in the order of the forms: the version in use, else the latest, with the polls of all versions.

    Raises NotAllowed."""
    actor.capacity_for(PERMISSION)
    shown: dict[str, Rule] = {}
    used: Counter[str] = Counter()
    for entry in _entries(in_form_order(Rule.objects.filter(club=actor.club))):
        rule = entry.rule
        used[rule.key] += entry.used
        kept = shown.setdefault(rule.key, rule)
        if kept.is_retired and not rule.is_retired:
            shown[rule.key] = rule
    return [(body, [Entry(rule, used[rule.key]) for rule in shown.values() if rule.body == body]) for body in Body]


def rule_for(actor: Actor, rule_id: int) -> Rule:
    """A rule of this person's club. Raises NotAllowed, NotVisible."""
    actor.capacity_for(PERMISSION)
    rule = Rule.objects.filter(club=actor.club, pk=rule_id).select_related("club").first()
    if rule is None:
        raise NotVisible
    return rule


def deciding_rule_for(actor: Actor, rule_id: int) -> Rule:
    """One under which votes decide: of consent, and of consultations, there is no power to be reckoned, no other
    outcome to be told, and no version to be composed of conditions. Raises NotAllowed, NotVisible.
    """
    rule = rule_for(actor, rule_id)
    if rule.purpose != Purpose.DECISION:
        raise NotVisible
    return rule


def versions_of(rule: Rule) -> list[Entry]:
    """All versions of a rule, the latest first."""
    return _entries(Rule.objects.filter(club=rule.club, key=rule.key).order_by("-version"))


def version_in_use(rule: Rule) -> Rule | None:
    """The version of this rule that polls may be opened under, if there is one."""
    return Rule.objects.filter(club=rule.club, key=rule.key, retired_at=None).order_by("-version").first()


def _entries(rules: "QuerySet[Rule]") -> list[Entry]:
    counts = dict(Poll.objects.filter(source__in=rules).order_by().values_list("source").annotate(count=Count("pk")))
    return [Entry(rule, counts.get(rule.pk, 0)) for rule in rules.select_related("club")]
