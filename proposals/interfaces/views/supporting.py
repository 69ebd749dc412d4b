"""Supports: who gives one, under which words, confirming and taking back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance.domain.errors import NotVisible
from alliance.interfaces.pages import do, show
from alliance.interfaces.requests import ActorRequest
from proposals.domain import supports as acts
from proposals.domain.queries import find_visible, latest_revision
from proposals.domain.steps import must_see
from proposals.interfaces.next_step import my_support
from proposals.interfaces.views.reading import head, support_context
from proposals.models import Proposal


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: ActorRequest, pk: int) -> HttpResponse:
    """Who supports, by category, with the version each support was given on; and the form of one's own."""
    proposal = find_visible(request.actor, pk)
    must_see(request.actor, proposal, "proposals.read_discussion")
    top = head(request, proposal)
    own = support_context(request, proposal, top["support"])
    revision, form = proposal.final or latest_revision(proposal), own["support_form"]
    if request.method == "POST":
        if revision is None:
            raise NotVisible

        def give(fields: dict[str, Any]) -> None:
            acts.support(actor=request.actor, revision=revision, **fields)

        revision.proposal = proposal
        if do(form, give):
            return _back(request, proposal)
    context = {**top, **own, "revision": revision, "takes_support": proposal.stage in acts.TAKEN_AT}
    return show(request, "proposals/support.html", context, form=form)


@require_POST
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    proposal = find_visible(request.actor, pk)
    acts.confirm_support(actor=request.actor, proposal=proposal)
    return _back(request, proposal)


@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    proposal = find_visible(request.actor, pk)
    acts.withdraw_support(actor=request.actor, proposal=proposal)
    return redirect(proposal.urls.support)


def _back(request: ActorRequest, proposal: Proposal) -> HttpResponse:
    """To the supports, or to the proposal where it was done over it: there a line says what was done."""
    if request.POST.get("from") != "text":
        return redirect(proposal.urls.support)
    standing = my_support(request.actor, proposal)
    if standing is not None:
        words = {"partner": standing.partner, "n": (standing.confirmed_on or standing.revision).number}
        messages.success(request, _("%(partner)s supports version %(n)s.") % words)
    return redirect(proposal.urls.page)
