"""The steps of a proposal, each a page that says what will happen, and its act."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alliance.interfaces.pages import do, show
from alliance.interfaces.requests import ActorRequest
from proposals.domain import publication, stages
from proposals.domain.checklist import live_checklist
from proposals.domain.queries import find_visible, signatories
from proposals.domain.steps import capacity_for
from proposals.interfaces.forms import ClosingForm, ReasonForm
from proposals.interfaces.views.reading import head

PAGE_OR_ACT = ["GET", "HEAD", "POST"]
# Three weeks are proposed, until six in the evening.
USUAL = timedelta(days=21)


@require_http_methods(PAGE_OR_ACT)
def open_consultation(request: ActorRequest, pk: int) -> HttpResponse:
    return _step(
        request,
        pk,
        "consultation",
        stages.open_consultation,
        form=ClosingForm(request.POST or None, initial={"closes_at": _usual_closing()}),
    )


@require_http_methods(PAGE_OR_ACT)
def closing(request: ActorRequest, pk: int) -> HttpResponse:
    proposal = find_visible(request.actor, pk)
    initial = {"closes_at": timezone.localtime(proposal.closes_at) if proposal.closes_at else _usual_closing()}
    return _step(request, pk, "closing", stages.set_closing, form=ClosingForm(request.POST or None, initial=initial))


@require_http_methods(PAGE_OR_ACT)
def settle(request: ActorRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "settle", stages.move_to_settling, then="settling")


@require_http_methods(PAGE_OR_ACT)
def freeze(request: ActorRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "freeze", stages.freeze_final)


@require_http_methods(PAGE_OR_ACT)
def reopen_text(request: ActorRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "reopen", stages.reopen_text, then="settling")


@require_http_methods(PAGE_OR_ACT)
def back_to_draft(request: ActorRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "back", stages.back_to_draft, form=ReasonForm(request.POST or None))


@require_http_methods(PAGE_OR_ACT)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "withdraw", stages.withdraw, form=ReasonForm(request.POST or None))


@require_http_methods(PAGE_OR_ACT)
def publish(request: ActorRequest, pk: int) -> HttpResponse:
    return _step(request, pk, "publish", publication.publish, permission="proposals.publish")


def _step(
    request: ActorRequest,
    pk: int,
    step: str,
    act: Callable[..., Any],
    *,
    form: Form | None = None,
    permission: str = "proposals.steer",
    then: str = "page",
) -> HttpResponse:
    """GET: the page of the step. POST: the act, then the proposal."""
    proposal = find_visible(request.actor, pk)
    form = form or Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not form.is_bound:
        form = type(form)(request.POST)
    if request.method == "POST":
        if do(form, lambda fields: act(actor=request.actor, proposal=proposal, **fields)):
            return redirect(getattr(proposal.urls, then))
    else:
        capacity_for(request.actor, permission, proposal)
    context = {**head(request, proposal), "step": step}
    if step == "publish":
        context["signed"] = signatories(proposal).count
    if step in {"consultation", "freeze"}:
        context["checks"] = live_checklist(proposal)
    return show(request, f"proposals/steps/{step}.html", context, form=form)


def _usual_closing() -> datetime:
    day = timezone.localdate() + USUAL
    return timezone.make_aware(datetime.combine(day, time(18)))
