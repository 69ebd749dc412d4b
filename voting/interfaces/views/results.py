"""The result of a closed poll: verdict, pictures, clause by clause, by category, seat by seat."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from alliance.capacities import NotAllowed
from alliance.interfaces.requests import ActorRequest
from voting.domain.queries import poll_for, result_for
from voting.interfaces.result_page import result_context


@require_safe
def poll_result(request: ActorRequest, pk: int) -> HttpResponse:
    """While the poll is open there is nothing to read: back to its page."""
    try:
        poll, tally = result_for(request.actor, pk)
    except NotAllowed:
        return redirect(poll_for(request.actor, pk).urls.page)
    return render(request, "voting/result.html", result_context(request.actor, poll, tally))
