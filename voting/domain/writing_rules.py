"""Acts on the rules of a club: a new one, a new version of one, retiring, taking up again.

A rule that was written is never changed (database triggers say the same): another content is another version, so that
what a poll was opened under stays what it was.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from alliance.capacities import Actor, Capacity
from alliance.domain.errors import Conflict, Refused
from alliance.domain.journal import record
from alliance.domain.words import checked_name, plain
from alliance.models import Club
from voting.counting import dumps, sha256
from voting.domain.preparing import prepare
from voting.models import Purpose, Rule

PERMISSION = "voting.edit_rules"
LONGEST_NAME = 120
# Whoever reads a rule is told it whole, which takes time that grows faster than it.
LARGEST = 60_000
"""Characters of a definition."""
MOST_REFERENCES = 100
"""To conditions, in its formulas."""


def add_rule(
    *, actor: Actor, club: Club, body: str, name: str, definition: dict[str, Any], warnings_read: bool = False
) -> Rule:
    """A new rule, version 1 of a key made from its name; `definition` is a consult-preset/1 or a consult-rule/1, whose
    id and version become those of the rule.

    Raises NotAllowed; Refused: name, warnings_read (with what is to be read), definition (what is wrong with it).
    """
    rule = Rule(club=club, body=body, version=1)
    by = actor.capacity_for(PERMISSION, rule)
    with transaction.atomic():
        rule.key = _new_key(club, name)
        return _write(rule, by, "add_rule", name, definition, warnings_read)


def add_version(
    *,
    actor: Actor,
    rule: Rule,
    after: int,
    name: str,
    definition: dict[str, Any],
    warnings_read: bool = False,
) -> Rule:
    """The next version of a rule, which takes the place of the one in use; `after` is the latest that its author knew.

    Raises as `add_rule` does; Refused: "" where there is a later version than `after`, definition where nothing would
    change.
    """
    by = actor.capacity_for(PERMISSION, rule)
    with transaction.atomic():
        versions = _locked(rule)
        last = versions[0].version
        if last != after:
            sentence = _(
                "Version %(version)d was written meanwhile. Look at it, then save yours again as the next one."
            )
            raise Refused({"": [sentence % {"version": last}]}, reason="newer-version")
        # A preset that keeps its name keeps it in every language.
        name = rule.name if name == rule.title else name
        former = next((version for version in versions if not version.is_retired), None)
        if former and former.name == name and _content(former.definition) == _content(definition):
            raise Refused({"definition": [_("Nothing differs from the version in use.")]})
        Rule.objects.filter(pk__in=[version.pk for version in versions], retired_at=None).update(
            retired_at=timezone.now()
        )
        following = Rule(club=rule.club, body=rule.body, key=rule.key, version=last + 1)
        return _write(following, by, "add_rule_version", name, definition, warnings_read)


def retire_rule(*, actor: Actor, rule: Rule) -> None:
    """No poll opens under it any more; polls that were opened under it keep it. Raises NotAllowed, Conflict."""
    by = actor.capacity_for(PERMISSION, rule)
    with transaction.atomic():
        changed = Rule.objects.filter(pk=rule.pk, retired_at=None).update(retired_at=timezone.now())
        if not changed:
            raise Conflict("already-retired", _("This rule is retired already."))
        record(chain=rule.club.chain, by=by, act="retire_rule", rule=rule.pk)


def take_up_rule(*, actor: Actor, rule: Rule) -> None:
    """Polls may be opened under a retired rule again.

    Raises NotAllowed; Conflict: `in-use`, `other-version`, `name`.
    """
    by = actor.capacity_for(PERMISSION, rule)
    with transaction.atomic():
        other = next((version for version in _locked(rule) if not version.is_retired), None)
        if other and other.pk == rule.pk:
            raise Conflict("in-use", _("This rule is in use."))
        if other:
            raise Conflict(
                "other-version",
                _("Version %(version)d of this rule is in use: retire it first.") % {"version": other.version},
            )
        if _same_name(rule, rule.name):
            raise Conflict("name", _("Another rule in use has this name: retire it first."))
        Rule.objects.filter(pk=rule.pk).update(retired_at=None)
        record(chain=rule.club.chain, by=by, act="take_up_rule", rule=rule.pk)


def too_long(definition: dict[str, Any]) -> list[str]:
    """Why a definition can’t be kept, or is more than anybody can be told, if so."""
    written = dumps(definition)
    if "\\u0000" in written:
        # PostgreSQL keeps no such character.
        return [_("The rule holds a character that can’t be kept (U+0000).")]
    if len(written) > LARGEST:
        return [_("The rule is longer than %(count)d characters.") % {"count": LARGEST}]
    if _references(definition.get("formula")) + _references(definition.get("second")) > MOST_REFERENCES:
        return [_("The formulas name conditions more than %(count)d times.") % {"count": MOST_REFERENCES}]
    return []


def _references(formula: Any) -> int:
    """How many times a formula, which nobody has read yet, names a condition."""
    found, left = 0, [formula]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            left += part.values()
        elif isinstance(part, list):
            left += part
        else:
            found += 1
    return found


def _write(rule: Rule, by: Capacity, act: str, name: str, definition: dict[str, Any], warnings_read: bool) -> Rule:
    rule.name = checked_name(name, longest=LONGEST_NAME)
    if _same_name(rule, rule.name):
        raise Refused({"name": [_("Another rule in use has this name.")]})
    rule.definition = {**definition, "id": rule.key, "version": rule.version}
    if rule.purpose != Purpose.DECISION:
        # Its conditions would be told as those of the presets, whatever they were.
        raise Refused({"definition": [_("Rules of consent and of consultations are as they come: none is written.")]})
    if sentences := too_long(rule.definition):
        raise Refused({"definition": sentences}, reason="too-long")
    prepared = prepare(rule)
    if prepared.faults:
        raise Refused({"definition": prepared.faults}, reason="unfit")
    if prepared.warnings and not warnings_read:
        raise Refused({"warnings_read": [_("Read what the check found, and say that you have.")]}, reason="unread")
    rule.sha256 = sha256(rule.definition)
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
    except IntegrityError:
        # Two people wrote a rule of one name in the same moment.
        raise Refused({"name": [_("Another rule in use has this name.")]}) from None
    record(
        chain=rule.club.chain,
        by=by,
        act=act,
        rule=rule.pk,
        key=rule.key,
        version=rule.version,
        rule_sha256=rule.sha256,
    )
    return rule


def _locked(rule: Rule) -> list[Rule]:
    """All versions of a rule, the latest first; nobody else writes another one until the act ends."""
    return list(Rule.objects.select_for_update().filter(club=rule.club, key=rule.key).order_by("-version"))


def _same_name(rule: Rule, name: str) -> bool:
    """Whether another rule of the body that polls may be opened under is called the same."""
    others = Rule.objects.filter(club=rule.club, body=rule.body, retired_at=None).exclude(key=rule.key)
    return plain(name) in {plain(word) for other in others for word in (other.name, other.title)}


def _content(definition: dict[str, Any]) -> str:
    """A definition without what names it."""
    return dumps({key: value for key, value in definition.items() if key not in ("id", "version")})


def _new_key(club: Club, name: str) -> str:
    """Made from the name, and free in the club."""
    longest = int(Rule._meta.get_field("key").max_length or 0)
    stem = slugify(name)[: longest - 4].strip("-") or "rule"
    taken = set(Rule.objects.filter(club=club, key__startswith=stem).values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if key not in taken)
