"""The rules of a club: the list, the page of one, retiring and taking up again; a rule as a file."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alliance.domain.errors import NotVisible
from alliance.interfaces.requests import ActorRequest
from voting.counting import FormatError
from voting.counting.presets import FORMAT as PRESET
from voting.domain.preparing import filled_in
from voting.domain.register import Today
from voting.domain.rulebook import Entry, rule_for, rules_by_body, versions_of
from voting.domain.writing_rules import PERMISSION, retire_rule, take_up_rule
from voting.interfaces.workshop.told import context_of, short_of, told
from voting.models import Body, Rule


@require_safe
def rules(request: ActorRequest) -> HttpResponse:
    """By body, those in use in the order of the opening forms, then the retired ones."""
    found = rules_by_body(request.actor)
    club = request.actor.club
    today = Today(club) if club else None
    context = {
        "bodies": [_of_body(body, entries, today) for body, entries in found] if today else [],
        "may_edit": club is not None and request.actor.may(PERMISSION, Rule(club=club)),
        "place": "polls",
    }
    return render(request, "voting/rules/list.html", context)


def _of_body(body: Body, entries: list[Entry], today: Today) -> dict[str, Any]:
    in_use = [entry for entry in entries if not entry.rule.is_retired]
    return {
        "name": body.label,
        "yes_no": _lines([entry for entry in in_use if not entry.rule.is_choice], today),
        "choices": _lines([entry for entry in in_use if entry.rule.is_choice], today),
        "retired": _lines([entry for entry in entries if entry.rule.is_retired], today),
    }


def _lines(entries: list[Entry], today: Today) -> list[dict[str, Any]]:
    return [{"rule": entry.rule, "used": entry.used, "words": short_of(entry.rule, today)} for entry in entries]


@require_safe
def rule(request: ActorRequest, pk: int) -> HttpResponse:
    found = rule_for(request.actor, pk)
    versions = versions_of(found)
    context = {
        **context_of(told(found)),
        "rule": found,
        "versions": versions,
        "used": next(entry.used for entry in versions if entry.rule.pk == found.pk),
        "in_use": next((entry.rule for entry in versions if not entry.rule.is_retired), None),
        "is_preset": found.definition.get("format") == PRESET,
        "may_edit": request.actor.may(PERMISSION, found),
        "place": "polls",
    }
    return render(request, "voting/rules/page.html", context)


@require_POST
def rule_retire(request: ActorRequest, pk: int) -> HttpResponse:
    found = rule_for(request.actor, pk)
    retire_rule(actor=request.actor, rule=found)
    messages.success(request, _("The rule is retired: no poll opens under it any more."))
    return redirect(found.urls.page)


@require_POST
def rule_take_up(request: ActorRequest, pk: int) -> HttpResponse:
    found = rule_for(request.actor, pk)
    take_up_rule(actor=request.actor, rule=found)
    messages.success(request, _("The rule is in use again."))
    return redirect(found.urls.page)


@require_safe
def rule_file(request: ActorRequest, pk: int) -> HttpResponse:
    """The consult-rule/1 over today's categories, as `python -m voting count` takes it."""
    found = rule_for(request.actor, pk)
    try:
        return _file(found, filled_in(found), "rule")
    except FormatError:
        raise NotVisible from None


@require_safe
def rule_preset(request: ActorRequest, pk: int) -> HttpResponse:
    """The rule with its categories still open, where it leaves them so."""
    found = rule_for(request.actor, pk)
    if found.definition.get("format") != PRESET:
        raise NotVisible
    return _file(found, found.definition, "preset")


def _file(rule: Rule, document: dict[str, Any], kind: str) -> HttpResponse:
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{rule.key}-{rule.version}.{kind}.json"'
    return response
