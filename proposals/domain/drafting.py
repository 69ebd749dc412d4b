"""Starting a proposal, and saying what it is about."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from alliance.capacities import Actor
from alliance.domain.errors import Conflict, Refused
from alliance.domain.journal import record
from alliance.domain.words import checked_name, is_deceptive
from alliance.models import Club
from proposals.domain.announcing import announce
from proposals.domain.steps import capacity_for, holding, require
from proposals.domain.themes import offered_themes
from proposals.domain.writers import writer
from proposals.models import Kind, LiveAnchors, Proposal, Stage, StageChange, Theme
from realtime import documents

PROBLEM = gettext_noop("The problem met")
REQUEST = gettext_noop("What we propose")
ECONOMY = gettext_noop("Local economy and financing")
SOLIDARITY = gettext_noop("Solidarity between towns and countryside")
ADDRESSEES = gettext_noop("Addressees and schedule")
HEADING = "h2"


def headings_for(kind: str) -> list[str]:
    """The template of a text, in the alliance's own language."""
    asked = [PROBLEM, REQUEST, ECONOMY, SOLIDARITY] + ([ADDRESSEES] if kind == Kind.POSITION else [])
    with translation.override(settings.LANGUAGE_CODE):
        return [translation.gettext(heading) for heading in asked]


def start_proposal(
    *,
    actor: Actor,
    kind: str,
    title: str,
    subtitle: str = "",
    themes: Iterable[Theme] = (),
    addressees: str = "",
    deadline: date | None = None,
    origin: str = "",
    ops: list[dict[str, Any]] | None = None,
) -> Proposal:
    """Starts a draft for the partner one acts for, or for the alliance; its live text holds the template's headings.

    `ops` (insert operations) bring a text along instead. Raises NotAllowed, Refused by field.
    """
    by = actor.capacity_for("proposals.start")
    club = by.club
    if club is None:
        raise Conflict("no-club", _("You act for nobody: choose for whom."))
    details = checked_details(
        club=club,
        kind=kind,
        title=title,
        subtitle=subtitle,
        themes=themes,
        addressees=addressees,
        deadline=deadline,
        origin=origin,
    )
    chosen = details.pop("themes")
    with transaction.atomic():
        # The club's row is held, so that two who start at once get two numbers.
        Club.objects.select_for_update().get(pk=club.pk)
        number = (Proposal.objects.filter(club=club).aggregate(last=Max("number"))["last"] or 0) + 1
        document = documents.create_document(
            kind="proposal", ops=template_ops(kind) if ops is None else ops, actor=writer(by)
        )
        proposal = Proposal.objects.create(
            club=club,
            number=number,
            rapporteur=by.user,  # type: ignore[misc]
            partner=by.partner if by.kind == "member" else None,
            document=document.pk,
            **details,
        )
        proposal.themes.set(chosen)
        LiveAnchors.objects.create(document=document.pk, sequence=document.sequence)
        StageChange.objects.create(
            proposal=proposal,
            stage=Stage.DRAFT,
            at=proposal.stage_since,
            by=by.user,
            capacity=by.key,
            partner=by.partner,
        )
        record(chain=proposal.chain, by=by, act="start", proposal=proposal.pk, number=number, kind=kind)
    return proposal


def template_ops(kind: str) -> list[dict[str, Any]]:
    """The first text: each heading over an empty line to write on."""
    ops: list[dict[str, Any]] = []
    for heading in headings_for(kind):
        ops += [
            {"insert": heading},
            {"insert": "\n", "attributes": {"b": HEADING}},
            {"insert": "\n", "attributes": {"b": "p"}},
        ]
    return ops


def edit_details(*, actor: Actor, proposal: Proposal, **changes: Any) -> Proposal:
    """Changes kind, title, subtitle, themes, addressees, deadline or origin, until the final text is frozen.

    Raises NotVisible, NotAllowed, Conflict, Refused by field.
    """
    by = capacity_for(actor, "proposals.steer", proposal)
    with holding(proposal) as held:
        by = actor.capacity_for("proposals.steer", held)
        require(
            held.stage in {Stage.DRAFT, Stage.CONSULTATION, Stage.SETTLING} and held.final_id is None,
            "frozen",
            _("What the proposal says of itself is frozen with its final text."),
        )
        now = {
            "kind": held.kind,
            "title": held.title,
            "subtitle": held.subtitle,
            "themes": list(held.themes.all()),
            "addressees": held.addressees,
            "deadline": held.deadline,
            "origin": held.origin,
        }
        details = checked_details(club=held.club, proposal=held, **(now | changes))
        held.themes.set(details.pop("themes"))
        changed = sorted(name for name, value in details.items() if getattr(held, name) != value)
        for name in changed:
            setattr(held, name, details[name])
        held.save()
        record(chain=held.chain, by=by, act="edit-details", proposal=held.pk, fields=changed)
        announce(held, "details")
    return held


def checked_details(
    *,
    club: Club,
    kind: str,
    title: str,
    subtitle: str,
    themes: Iterable[Theme],
    addressees: str,
    deadline: date | None,
    origin: str,
    proposal: Proposal | None = None,
) -> dict[str, Any]:
    """Tidied details, or Refused with what to do, by field."""
    refused: dict[str, list[str]] = {}
    details: dict[str, Any] = {"kind": kind, "deadline": deadline, "themes": list(themes)}
    if kind not in Kind.values:
        refused["kind"] = [_("Choose what kind of text this is.")]
    if not set(details["themes"]) <= set(offered_themes(club, proposal)):
        refused["themes"] = [_("Choose themes that this alliance offers.")]
    # One that has passed since it was said stays, so that the rest can still be changed.
    is_said = proposal is not None and proposal.deadline == deadline
    if deadline and deadline < timezone.localdate() and not is_said:
        refused["deadline"] = [_("Choose a deadline that has not passed: today or a later day.")]
    for name, text, longest in [("title", title, 200), ("subtitle", subtitle, 300), ("addressees", addressees, 400)]:
        try:
            details[name] = checked_name(text, field=name, longest=longest) if text.strip() or name == "title" else ""
        except Refused as error:
            refused |= error.fields
    details["origin"] = origin.strip()
    if len(details["origin"]) > 2000:
        refused["origin"] = [_("Use %(count)s characters at most.") % {"count": 2000}]
    elif is_deceptive(details["origin"].replace("\n", " ").replace("\r", " ").replace("\t", " ")):
        refused["origin"] = [_("Remove the invisible or control characters.")]
    if refused:
        raise Refused(refused)
    return details
