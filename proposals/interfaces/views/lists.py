"""The list of proposals: by theme, stage, category, words."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance.domain.queries import present_club
from alliance.interfaces.requests import ActorRequest
from proposals.domain import queries
from proposals.domain.visibility import visible_to
from proposals.interfaces.forms import ListFilter
from voting.domain.closing import close_due_polls

A_PAGE = 20


@require_safe
def proposals(request: ActorRequest) -> HttpResponse:
    """What this person may read; a visitor, the published texts."""
    club = present_club(request.actor)
    form = ListFilter(request.GET, club=club, is_public=request.actor.is_visitor)
    close_due_polls()
    found = queries.narrowed(visible_to(request.actor), form.asked)
    page = Paginator(queries.with_people(found).order_by("-stage_since", "-pk"), A_PAGE).get_page(
        request.GET.get("page")
    )
    comments = queries.comment_counts(page)
    context = {
        "form": form,
        "page": page,
        "rows": [(proposal, comments.get(proposal.pk, 0)) for proposal in page],
        "is_filtered": any(vars(form.asked).values()),
        "may_start": request.actor.may("proposals.start"),
    }
    return render(request, "proposals/list.html", context)
