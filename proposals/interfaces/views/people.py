"""Who writes: inviting, accepting, declining, taking off, handing over."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from alliance.domain.errors import NotVisible
from alliance.interfaces.pages import do, show
from alliance.interfaces.requests import ActorRequest
from proposals.domain import people as acts
from proposals.domain.queries import find_visible
from proposals.domain.steps import must_see
from proposals.domain.visibility import visible_to
from proposals.interfaces.forms import InviteForm
from proposals.interfaces.views.reading import head
from proposals.models import CoAuthor


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: ActorRequest, pk: int) -> HttpResponse:
    """The authors; rapporteur and secretariat invite here, by name or e-mail address."""
    proposal = find_visible(request.actor, pk)
    must_see(request.actor, proposal, "proposals.read_discussion")
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        # Who may not invite learns nothing about who is a member.
        request.actor.capacity_for("proposals.steer", proposal)
        if do(
            form,
            lambda fields: acts.invite_coauthor(
                actor=request.actor, proposal=proposal, member=acts.member_named(proposal, fields["who"])
            ),
        ):
            return redirect(proposal.urls.people)
    may_steer = request.actor.may("proposals.steer", proposal)
    context = {
        **head(request, proposal),
        "rows": CoAuthor.objects.filter(proposal=proposal, state__in=CoAuthor.PRESENT).select_related(
            "user", "partner__category", "invited_by"
        ),
        "members": acts.possible_writers(proposal) if may_steer else [],
        "may_leave": request.actor.may("proposals.leave", proposal),
    }
    return show(request, "proposals/people.html", context, form=form)


@require_POST
def accept(request: ActorRequest, pk: int) -> HttpResponse:
    proposal = find_visible(request.actor, pk)
    acts.accept_invitation(actor=request.actor, proposal=proposal)
    return redirect(proposal.urls.edit if proposal.is_writable else proposal.urls.page)


@require_POST
def decline(request: ActorRequest, pk: int) -> HttpResponse:
    proposal = find_visible(request.actor, pk)
    acts.decline_invitation(actor=request.actor, proposal=proposal)
    return redirect("proposals")


@require_POST
def remove(request: ActorRequest, pk: int, user: int) -> HttpResponse:
    proposal = find_visible(request.actor, pk)
    acts.remove_coauthor(actor=request.actor, proposal=proposal, user_id=user)
    # Who left may not see it any more.
    still_visible = visible_to(request.actor).filter(pk=pk).exists()
    return redirect(proposal.urls.people if still_visible else "proposals")


@require_POST
def hand_over(request: ActorRequest, pk: int, coauthor: int) -> HttpResponse:
    proposal = find_visible(request.actor, pk)
    heir = CoAuthor.objects.filter(proposal=proposal, pk=coauthor).first()
    if heir is None:
        raise NotVisible
    acts.hand_over(actor=request.actor, proposal=proposal, to=heir)
    return redirect(proposal.urls.people)
