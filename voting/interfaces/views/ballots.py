"""Casting ballots, giving and withdrawing proxies, by forms that work without a script."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance.domain.errors import Conflict, NotVisible, Refused
from alliance.interfaces.requests import ActorRequest
from voting.domain.casting import cast_ballot
from voting.domain.proxies import give_proxy, withdraw_proxy
from voting.domain.queries import poll_for
from voting.models import Poll, Voter


@require_POST
def poll_cast(request: ActorRequest, pk: int) -> HttpResponse:
    """Casts for each voter of the form that has a choice: fields `choice-<voter>` and `receipt-<voter>`."""
    poll = poll_for(request.actor, pk)
    chosen = [
        (name.removeprefix("choice-"), request.POST.get(name, ""))
        for name in request.POST
        if name.startswith("choice-")
    ]
    if not chosen:
        raise Refused({"choice": [_("Choose for, against or abstention.")]})
    for number, choice in chosen:
        cast = cast_ballot(
            actor=request.actor,
            voter=_voter(poll, number),
            choice=choice,
            receipt=_receipt(request.POST.get(f"receipt-{number}", "")),
        )
        if cast.choice != choice:
            # A form that was sent before and changed since: its first ballot stands, and nobody is told otherwise.
            raise Conflict("id-taken", _("This form was sent before: load the page again to change the ballot."))
    # Never the choice: what is said here passes through cookies and logs.
    messages.success(request, _("Your ballot is in the box."))
    return redirect(poll.urls.page)


@require_POST
def poll_proxy(request: ActorRequest, pk: int) -> HttpResponse:
    """Gives the proxy of voter `giver` to voter `proxy-<giver>-holder`."""
    poll = poll_for(request.actor, pk)
    number = request.POST.get("giver", "")
    giver = _voter(poll, number)
    holder_number = request.POST.get(f"proxy-{number}-holder", "")
    if not holder_number:
        raise Refused({"holder": [_("Choose who is to hold your proxy.")]})
    proxy = give_proxy(actor=request.actor, giver=giver, holder=_voter(poll, holder_number))
    messages.success(request, _("%(name)s holds your proxy.") % {"name": proxy.holder.name})
    return redirect(poll.urls.page)


@require_POST
def poll_proxy_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    poll = poll_for(request.actor, pk)
    withdraw_proxy(actor=request.actor, giver=_voter(poll, request.POST.get("giver", "")))
    messages.success(request, _("Your proxy is withdrawn."))
    return redirect(poll.urls.page)


def _voter(poll: Poll, number: str) -> Voter:
    """A voter of this poll by its id as a form writes it."""
    known = number.isascii() and number.isdecimal() and len(number) < 18
    voter = poll.voters.filter(pk=int(number)).first() if known else None
    if voter is None:
        raise NotVisible
    return voter


def _receipt(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused({"": [_("This form is incomplete: load the page again.")]}) from None
