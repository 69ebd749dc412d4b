"""Supports: who gives one, under which words, confirming and taking back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from alliance.domain.errors import NotVisible
from alliance.interfaces.pages import do, show
from alliance.interfaces.requests import ActorRequest
from proposals.domain import supports as acts
from proposals.domain.queries import find_visible, latest_revision
from proposals.domain.steps import must_see
from proposals.interfaces.forms import SupportForm
from proposals.interfaces.views.reading import head


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: ActorRequest, pk: int) -> HttpResponse:
    """Who supports, by category, with the version each support was given on; and the form of one's own."""
    proposal = find_visible(request.actor, pk)
    must_see(request.actor, proposal, "proposals.read_discussion")
    revision = proposal.final or latest_revision(proposal)
    context = head(request, proposal)
    standing = context["support"]
    initial = {"kind": standing.kind, "words": standing.words} if standing else None
    form = SupportForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST":
        if revision is None:
            raise NotVisible

        def give(fields: dict[str, Any]) -> None:
            acts.support(actor=request.actor, revision=revision, **fields)

        revision.proposal = proposal
        if do(form, give):
            return redirect(proposal.urls.support)
    context |= {
        "revision": revision,
        "takes_support": proposal.stage in acts.TAKEN_AT,
        "diff_url": proposal.urls.diff(standing.revision.number, proposal.final.number)
        if standing and proposal.final and standing.revision_id != proposal.final_id
        else "",
        "may_support": request.actor.may("proposals.support", proposal),
        "speaks_for": request.actor.capacity_for("proposals.support", proposal)
        if request.actor.may("proposals.support", proposal)
        else None,
    }
    return show(request, "proposals/support.html", context, form=form)


@require_POST
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    proposal = find_visible(request.actor, pk)
    acts.confirm_support(actor=request.actor, proposal=proposal)
    return redirect(proposal.urls.support)


@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    proposal = find_visible(request.actor, pk)
    acts.withdraw_support(actor=request.actor, proposal=proposal)
    return redirect(proposal.urls.support)
