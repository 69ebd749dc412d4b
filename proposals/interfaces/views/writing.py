"""Starting a proposal, saying what it is about, and the page of the editor."""

from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliance.interfaces.pages import do, show
from alliance.interfaces.requests import ActorRequest
from proposals.domain import drafting, history, queries
from proposals.domain.checklist import live_checklist
from proposals.domain.steps import capacity_for
from proposals.domain.writers import writer
from proposals.interfaces.forms import DetailsForm
from proposals.interfaces.views.history import since_last_visit
from proposals.models import Proposal, Stage

PAGE_OR_ACT = ["GET", "HEAD", "POST"]
# What is said in the form about the proposal, and where in it; the rest is said in the text itself.
ABOUT = {"origin": "id_origin", "addressees": "id_addressees"}


@require_http_methods(PAGE_OR_ACT)
def start(request: ActorRequest) -> HttpResponse:
    """One page of questions, then the editor."""
    by = request.actor.capacity_for("proposals.start")
    assert by.club is not None  # only a visitor has none
    form = DetailsForm(request.POST if request.method == "POST" else None, club=by.club)
    started: list[Proposal] = []

    def act(fields: dict[str, Any]) -> None:
        started.append(drafting.start_proposal(actor=request.actor, **fields))

    if request.method == "POST" and do(form, act):
        return redirect(started[0].urls.edit)
    return show(request, "proposals/start.html", {"by": by}, form=form)


@require_http_methods(PAGE_OR_ACT)
def details(request: ActorRequest, pk: int) -> HttpResponse:
    proposal = queries.find_visible(request.actor, pk)
    capacity_for(request.actor, "proposals.steer", proposal)
    initial = {
        "kind": proposal.kind,
        "title": proposal.title,
        "subtitle": proposal.subtitle,
        "origin": proposal.origin,
        "themes": proposal.themes.all(),
        "addressees": proposal.addressees,
        "deadline": proposal.deadline,
    }
    form: Form = DetailsForm(
        request.POST if request.method == "POST" else None, club=proposal.club, proposal=proposal, initial=initial
    )
    if request.method == "POST" and do(
        form, lambda fields: drafting.edit_details(actor=request.actor, proposal=proposal, **fields)
    ):
        return redirect(proposal.urls.page)
    return show(request, "proposals/details.html", {"proposal": proposal}, form=form)


@require_safe
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """The editor: authors write while the text is open, others who may read a draft read along."""
    proposal = queries.find_visible(request.actor, pk)
    capacity_for(request.actor, "proposals.read_live", proposal)
    may_write = request.actor.may("proposals.write", proposal)
    by = request.actor.capacity_for("proposals.write" if may_write else "proposals.read_live", proposal)
    writable = may_write and proposal.is_writable
    shown = writer(by, proposal)
    may_steer = request.actor.may("proposals.steer", proposal)
    context = {
        "proposal": proposal,
        "title": proposal.title,
        "back_url": proposal.urls.page,
        "stage": proposal.stage,
        "editor": {
            "userId": str(request.user.pk),
            "documentUrl": f"/ws/documents/{proposal.document}",
            "threadsUrl": proposal.urls.margin,
            "room": f"/ws/rooms/{proposal.margin_room}/",
            "user": {"name": shown.name, "partner": shown.partner, "colour": shown.colour},
            "writable": writable,
            "readonlyReason": "" if writable else _readonly_reason(proposal, may_write),
            "seenUrl": proposal.urls.seen,
        },
        "checks": [
            {
                "label": check.label,
                "text": check.label if check.done else check.words,
                "done": check.done,
                "url": f"{proposal.urls.details}#{ABOUT[check.key]}"
                if may_steer and not check.done and check.key in ABOUT
                else "",
            }
            for check in live_checklist(proposal)
        ],
        "invite_url": proposal.urls.people if may_steer else "",
        "versions_url": proposal.urls.history,
        "since": since_last_visit(request, history.reach(request.actor, proposal)),
        "next_act": _next_act(proposal) if may_steer else None,
    }
    return render(request, "proposals/edit.html", context)


def _next_act(proposal: Proposal) -> dict[str, str] | None:
    """What ends the writing at this stage."""
    if proposal.stage == Stage.DRAFT:
        return {"label": _("Open the consultation"), "url": proposal.urls.consultation}
    if proposal.stage == Stage.SETTLING and proposal.is_writable:
        return {"label": _("Freeze the final version"), "url": proposal.urls.freeze}
    return None


def _readonly_reason(proposal: Proposal, may_write: bool) -> str:
    if not may_write:
        return _("Only the rapporteur and the co-authors write in this text.")
    return _("This text is frozen: it is read, commented and supported as it is.")
