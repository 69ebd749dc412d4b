"""The list of polls, and the page of one: what is decided, the rule, what my voice weighs, my ballot."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alliance.capacities import NotAllowed
from alliance.interfaces.live import stamped
from alliance.interfaces.requests import ActorRequest
from voting.domain.opening import may_open
from voting.domain.queries import poll_for, polls_for, polls_waiting_for
from voting.interfaces.poll_page import ROOMS, ballot_context, page_context

A_PAGE = 20


@require_safe
def polls(request: ActorRequest) -> HttpResponse:
    """Open polls by deadline, those that wait for this person marked; then the closed ones with their outcome."""
    if not request.actor.may("voting.read_polls"):
        raise NotAllowed("voting.read_polls")
    page = Paginator(polls_for(request.actor), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "waiting": {entry.poll.pk for entry in polls_waiting_for(request.actor)},
        "open_polls": [poll for poll in page if poll.is_open],
        "closed_polls": [poll for poll in page if not poll.is_open],
        "may_open": may_open(request.actor),
    }
    return render(request, "voting/polls.html", context)


@require_safe
@stamped(**ROOMS)
def poll(request: ActorRequest, pk: int) -> HttpResponse:
    return render(request, "voting/poll.html", page_context(request.actor, poll_for(request.actor, pk)))


@require_safe
def poll_mine(request: ActorRequest, pk: int) -> HttpResponse:
    """What differs per person: its ballots and proxies, fetched again after a change."""
    found = poll_for(request.actor, pk)
    return render(request, "voting/parts/mine.html", ballot_context(request.actor, found))
