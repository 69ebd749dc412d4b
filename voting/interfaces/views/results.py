"""The result of a closed poll: verdict, pictures, clause by clause, by category, seat by seat; and its correction."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alliance.capacities import NotAllowed
from alliance.domain.errors import NotVisible
from alliance.interfaces.pages import do, find
from alliance.interfaces.requests import ActorRequest
from voting.domain.correcting import correct_result
from voting.domain.queries import poll_for, result_for
from voting.interfaces.forms import CorrectionForm
from voting.interfaces.result_page import result_context
from voting.models import Poll, Tally


@require_safe
def poll_result(request: ActorRequest, pk: int) -> HttpResponse:
    """While the poll is open there is nothing to read: back to its page. `?count=1` is a count that was corrected."""
    try:
        poll, tally = result_for(request.actor, pk)
    except NotAllowed:
        return redirect(poll_for(request.actor, pk).urls.page)
    asked = request.GET.get("count")
    if asked is not None:
        tally = _count(poll, asked)
    return render(request, "voting/result.html", result_context(request.actor, poll, tally))


@require_POST
def poll_correct(request: ActorRequest, pk: int) -> HttpResponse:
    """Counts again without the ballots that don't count, for a reason."""
    poll = poll_for(request.actor, pk)
    request.actor.capacity_for("voting.correct_result", poll)
    form = CorrectionForm(request.POST, poll=poll)
    if do(
        form,
        lambda fields: correct_result(
            actor=request.actor,
            poll=poll,
            ballots=[ballot.pk for ballot in fields["ballots"]],
            reason=fields["reason"],
        ),
    ):
        messages.success(request, _("The result is corrected; both counts stay to be read."))
        return redirect(poll.urls.result)
    poll, tally = result_for(request.actor, pk)
    context = result_context(request.actor, poll, tally, correction=form)
    return render(request, "voting/result.html", context, status=422)


def _count(poll: Poll, asked: str) -> Tally:
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 5):
        raise NotVisible
    return find(poll.tallies.all(), number=int(asked))
