"""What a poll under a rule would be if it opened now: categories filled in, register made, the rule tried on it."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from alliance.models import Category
from voting.counting import FormatError, dumps, parse_rule
from voting.counting.checks import Finding, check_rule
from voting.counting.presets import FORMAT as PRESET
from voting.counting.presets import instantiate, terms_of
from voting.domain.options import OF_SEVERAL_SEATS
from voting.domain.register import Register, Today, numbered
from voting.models import Body, Purpose, Rule
from voting.models.rules import YES_NO


@dataclass
class Preparation:
    """`faults` are of the rule itself, `obstacles` of the register or the council of today: both forbid to open.
    `warnings` are to be read first.

    `terms` are what it would be held by beyond the rule: the conduct of a choice, a purpose.
    """

    rule: dict[str, Any]
    register: Register
    terms: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """All that forbids to open a poll now."""
        return [*self.faults, *self.obstacles]


def filled_in(
    rule: Rule,
    definition: dict[str, Any] | None = None,
    *,
    category: Category | None = None,
    today: Today | None = None,
) -> dict[str, Any]:
    """The consult-rule/1 of a rule, or of `definition` in its place, over the club's categories of today, or `category`
    alone.

    Raises `FormatError`; a definition that is no preset is given back unread.
    """
    document_ = rule.definition if definition is None else definition
    if document_.get("format") == PRESET:
        categories = [category] if category else (today or Today(rule.club)).categories
        return instantiate(document_, [each.key for each in categories])
    return document_


def prepare(
    rule: Rule,
    definition: dict[str, Any] | None = None,
    *,
    terms: dict[str, Any] | None = None,
    seats: int | None = None,
    category: Category | None = None,
    today: Today | None = None,
) -> Preparation:
    """Fills the club's categories in, makes the register, tries the rule on it.

    `definition` and `terms`, those of a former poll, stand for the rule's: then `rule` needs no more than its club and
    body. `seats` are those that a choice is to fill, those of the rule unless given. `category` is the one whose
    partners alone vote, under a rule for the election of its representative. `today` is shared by the rules of a form.
    """
    today = today or Today(rule.club)
    document_ = rule.definition if definition is None else definition
    try:
        terms = terms_of(document_) if terms is None else terms
        document_ = filled_in(rule, document_, category=category, today=today)
        if rule.body == Body.CATEGORY:
            seats = 1
        if seats is not None and document_["method"]["kind"] in OF_SEVERAL_SEATS:
            document_ = {**document_, "method": {**document_["method"], "seats": seats}}
        parsed = parse_rule(document_)
    except FormatError as error:
        faults = [_("The rule can’t be read: %(error)s") % {"error": error}]
        return Preparation(document_, Register([]), faults=faults)
    if parsed.kind != YES_NO:
        register = today.register(body=rule.body, sized=False, category=category)
        return _prepare_choice(document_, register, terms, parsed)
    if rule.body == Body.CATEGORY:
        return Preparation(document_, Register([]), faults=[_("An election chooses one of its candidates.")])
    register = today.register(body=rule.body, sized=parsed.sized)
    found = Preparation(document_, register, terms, obstacles=list(register.problems))
    if document_.get("conduct", {}).get("secrecy") == "secret":
        found.faults.append(_("Secret polls are not offered yet."))
    if parsed.tie and parsed.tie.by in ("again", "lot"):
        # The text would wait for ever: nothing here draws a lot, nor puts the same question again.
        found.faults.append(_("On a tie a text is rejected here, or the chair decides; this rule says otherwise."))
    if parsed.tie and parsed.tie.by == "casting" and not today.has_chair:
        found.obstacles.append(
            _("The rule gives the casting vote to the council’s chair, and nobody chairs it. Record the chair first.")
        )
    # A consultation has no outcome to try.
    if terms.get("purpose") == Purpose.CONSULTATION:
        return found
    if register.voters and not (parsed.sized and any(voter.size is None for voter in register.voters)):
        _try(found)
    return found


def _prepare_choice(document_: dict[str, Any], register: Register, terms: dict[str, Any], parsed: Any) -> Preparation:
    """A choice among options has no votes to try: each option that is offered can be chosen."""
    found = Preparation(document_, register, terms, obstacles=list(register.problems))
    if terms.get("secrecy") == "secret":
        found.faults.append(_("Secret polls are not offered yet."))
    if getattr(parsed, "default", None) is not None:
        # Options are named by who opens a poll: it could never be counted.
        found.faults.append(_("Options of a poll here are measured against no default: leave “default” out."))
    if parsed.by_lot:
        found.faults.append(_("Nothing here draws a lot: leave “tie” out of the rule of a choice."))
    leaves = {node.key for node in parsed.tree.leaves()} if parsed.tree else None
    homeless = [voter.name for voter in register.voters if leaves is not None and voter.leaf not in leaves]
    if homeless:
        found.faults.append(_("The rule has no place for: %(names)s.") % {"names": ", ".join(homeless)})
    return found


def _try(found: Preparation) -> None:
    try:
        findings = _findings(dumps(found.rule), dumps(numbered(found.register.voters)))
    except FormatError as error:
        found.faults.append(_("The rule does not fit the register: %(error)s") % {"error": error})
        return
    names = {voter.leaf: voter.place or _("elected officials") for voter in found.register.voters}
    by_code: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        # That anybody can stop it is what a round of consent is.
        if finding.code == "blocks-alone" and found.terms.get("purpose") == Purpose.CONSENT:
            continue
        leaves = by_code.setdefault((finding.level, finding.code), [])
        # Both convocations may find the same.
        if finding.leaf and (name := names.get(finding.leaf, finding.leaf)) not in leaves:
            leaves.append(name)
    for (level, code), leaves in by_code.items():
        (found.faults if level == "error" else found.warnings).append(_sentence(code, leaves))


@lru_cache(maxsize=64)
def _findings(rule: str, register: str) -> tuple[Finding, ...]:
    """Kept, since trying every vote of whole categories takes some tenths of a second and depends on nothing else."""
    return tuple(check_rule(json.loads(rule), json.loads(register)))


def _sentence(code: str, names: list[str]) -> str:
    sentences = {
        "constant": _("Under this rule the outcome would not depend on the votes."),
        "adopts-nobody": _("Under this rule the text would be adopted without a single vote."),
        "adopts-abstentions": _("Under this rule abstentions alone would adopt the text."),
        "decides-alone": _("Could decide alone: %(names)s."),
        "blocks-alone": _("Could block alone: %(names)s."),
        "never-matters": _("Could never change the outcome: %(names)s."),
    }
    return sentences[code] % {"names": ", ".join(names)}
