"""Composing a rule: a new one, or the next version of one; told and checked while one composes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance.domain.queries import present_club
from alliance.interfaces.pages import do
from alliance.interfaces.requests import ActorRequest
from alliance.models import Club
from voting.composing import Condition, Parts, take_apart
from voting.composing.choices import ChoiceParts, take_apart_choice
from voting.domain.register import categories_of
from voting.domain.rulebook import deciding_rule_for, versions_of
from voting.domain.writing_rules import LARGEST, PERMISSION, add_rule, add_version
from voting.interfaces.workshop import words
from voting.interfaces.workshop.choosing import initial_of_choice
from voting.interfaces.workshop.form import RuleForm, indented, initial_of, typed
from voting.interfaces.workshop.rows import MOST, with_row_added, with_row_removed
from voting.interfaces.workshop.told import composing_context, told_while_composed
from voting.models import Body, Rule

QUORUM = Condition(quantity="present", op=">=", base="entitled", otherwise="void", again=False)
# What a new rule begins with: half of the voters, and a majority of the votes.
BEGINNING = Parts(conditions=(QUORUM, Condition()))


@require_http_methods(["GET", "HEAD", "POST"])
def rule_new(request: ActorRequest) -> HttpResponse:
    club = _club(request)
    initial = {**_initial(BEGINNING), "body": Body.COUNCIL, "document": ""}

    def save(form: RuleForm, is_read: bool) -> Rule:
        return add_rule(
            actor=request.actor,
            club=club,
            body=form.cleaned_data["body"],
            name=form.cleaned_data["name"],
            definition=form.definition,
            warnings_read=is_read,
        )

    return _page(request, club, "", initial, len(BEGINNING.conditions), save, {"former": None})


@require_http_methods(["GET", "HEAD", "POST"])
def rule_next(request: ActorRequest, pk: int) -> HttpResponse:
    """The next version of a rule, beginning with what this one says."""
    former = deciding_rule_for(request.actor, pk)
    request.actor.capacity_for(PERMISSION, former)
    parts = _parts_of(former)
    latest = versions_of(former)[0].rule
    initial = {
        **_initial(parts or BEGINNING),
        "name": former.title,
        "document": indented(former.definition),
        "source": words.PARTS if parts else words.FILE,
        "after": latest.version,
    }

    def save(form: RuleForm, is_read: bool) -> Rule:
        return add_version(
            actor=request.actor,
            rule=former,
            after=form.cleaned_data["after"] or 0,
            name=form.cleaned_data["name"],
            definition=form.definition,
            warnings_read=is_read,
        )

    context = {"former": former, "latest": latest, "is_covered": parts is not None}
    rows = len(parts.conditions) if isinstance(parts, Parts) else len(BEGINNING.conditions)
    return _page(request, former.club, former.body, initial, rows, save, context)


@require_POST
def rule_preview(request: ActorRequest) -> HttpResponse:
    """What the rule that is being composed says, and what the check finds: the parts of the page that change."""
    club = _club(request)
    form = RuleForm(_sent(request)[0], club=club)
    context = composing_context(form, told_while_composed(form), form)
    return render(request, "voting/rules/parts/preview.html", context)


def _club(request: ActorRequest) -> Club:
    """The club of whoever may write rules there."""
    club = present_club(request.actor)
    request.actor.capacity_for(PERMISSION, Rule(club=club))
    assert club is not None
    return club


def _parts_of(rule: Rule) -> Parts | ChoiceParts | None:
    """A rule in parts, where the form covers it."""
    elected = rule.body == Body.COUNCIL
    if rule.is_choice:
        return take_apart_choice(rule.definition, elected=elected)
    categories = [category.key for category in categories_of(rule.club)]
    parts = take_apart(rule.definition, categories, elected=elected)
    return parts if parts and len(parts.conditions) <= MOST else None


def _initial(parts: Parts | ChoiceParts) -> dict[str, Any]:
    """What all fields show: those of the other kind of rule begin as they do in a new one."""
    if isinstance(parts, ChoiceParts):
        return {**initial_of(BEGINNING), **initial_of_choice(parts), "decides": words.OPTIONS}
    return {**initial_of_choice(ChoiceParts()), **initial_of(parts)}


def _page(
    request: ActorRequest,
    club: Club,
    body: str,
    initial: dict[str, Any],
    rows: int,
    save: Any,
    context: dict[str, Any],
) -> HttpResponse:
    if request.method != "POST":
        form = RuleForm(initial=initial, club=club, body=body, rows=rows)
        return _shown(request, form, initial, context)
    data, fault = _sent(request)
    if "more" in data:
        data = with_row_added(data)
    elif "remove" in data:
        data = with_row_removed(data, data.get("remove", ""))
    elif "show" not in data:
        return _saved(request, RuleForm(data, club=club, body=body), fault, save, context)
    return _shown(request, typed(data, club=club, body=body), data, context)


def _saved(request: ActorRequest, form: RuleForm, fault: str, save: Any, context: dict[str, Any]) -> HttpResponse:
    found = told_while_composed(form)
    if fault:
        form.add_error("upload", fault)
    saved: list[Rule] = []
    is_read = form.cleaned_data.get("warnings_read") == found.fingerprint
    if do(form, lambda fields: saved.append(save(form, is_read))):
        messages.success(request, _("The rule is saved: polls may be opened under it."))
        return redirect(saved[0].urls.page)
    page = {**context, **composing_context(form, found, form), "place": "polls"}
    return render(request, "voting/rules/compose.html", page, status=422)


def _shown(request: ActorRequest, form: RuleForm, data: Any, context: dict[str, Any]) -> HttpResponse:
    """The form, not judged yet, beside what its rule says."""
    sent = data if isinstance(data, QueryDict) else _as_sent(form)
    judged = RuleForm(sent, club=form.club, body=form.initial.get("body", "") if form.fields["body"].disabled else "")
    page = {**context, **composing_context(form, told_while_composed(judged), judged), "place": "polls"}
    return render(request, "voting/rules/compose.html", page)


def _as_sent(form: RuleForm) -> QueryDict:
    """What a browser would send of a form that nobody has touched."""
    data = QueryDict(mutable=True)
    data["rows"] = str(form.rows)
    for name in form.fields:
        value = form[name].value()
        if value is True:
            data[name] = "on"
        elif value not in (None, False):
            data[name] = str(value)
    return data


def _sent(request: ActorRequest) -> tuple[QueryDict, str]:
    """What was sent, a file that was chosen in the place of the pasted one; and what is wrong with that file."""
    data, upload = request.POST.copy(), request.FILES.get("upload")
    if upload is None:
        return data, ""
    if (upload.size or 0) > LARGEST:
        return data, _("The file is longer than %(count)d characters.") % {"count": LARGEST}
    try:
        data["document"] = upload.read().decode()
    except UnicodeDecodeError:
        return data, _("The file is not text in UTF-8.")
    data["source"] = words.FILE
    return data, ""
