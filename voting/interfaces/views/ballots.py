"""Casting ballots, giving and withdrawing proxies, by forms that work without a script."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance.domain.errors import Conflict, NotAllowed, NotVisible, Refused
from alliance.interfaces.live import stamped
from alliance.interfaces.pages import find
from alliance.interfaces.requests import ActorRequest
from voting.domain.casting import NotCast, Sending, cast_ballots
from voting.domain.contents import Said
from voting.domain.proxies import give_proxy, withdraw_proxy
from voting.domain.queries import poll_for
from voting.interfaces.choosing.ballots import said_by, voters_of
from voting.interfaces.poll_page import ROOMS, Sent, nothing_said, page_context, voter_label
from voting.models import Choice, Poll, Voter


@require_POST
@stamped(**ROOMS)
def poll_cast(request: ActorRequest, pk: int) -> HttpResponse:
    """Casts for each voter of the form that has a choice, all or none: fields `choice-<voter>` and `receipt-<voter>`,
    in a round of consent `reason-<voter>`.

    Those of a choice among options: `interfaces/choosing/ballots.py`.

    One that is refused is told beside its voter, on the page with all that was chosen.
    """
    poll = poll_for(request.actor, pk)
    sendings = [
        Sending(_voter(poll, number), choice, _receipt(request.POST.get(f"receipt-{number}", "")))
        for number, choice in (_chosen if poll.is_choice else _said)(poll, request.POST)
    ]
    if not sendings:
        nothing = Sent(refusals={0: ("", nothing_said(poll))})
        return render(request, "voting/poll.html", page_context(request.actor, poll, sent=nothing), status=422)
    try:
        cast_ballots(actor=request.actor, sendings=sendings)
    except NotCast as refused:
        return _refused(request, poll, sendings, refused)
    # Never the choice: what is said here passes through cookies and logs.
    messages.success(request, _("Your ballot is in the box."))
    return redirect(poll.urls.page)


def _said(poll: Poll, sent: QueryDict) -> Iterator[tuple[str, Said]]:
    """The voters for whom a form of yes and no says something, and what."""
    for name, value in sent.items():
        if (number := name.removeprefix("choice-")) != name:
            objects = poll.is_consent and value == Choice.NO
            # What was typed beside another choice is not sent: it is nobody's reason.
            yield number, {"choice": value, "reason": sent.get(f"reason-{number}", "")} if objects else str(value)


def _chosen(poll: Poll, sent: QueryDict) -> Iterator[tuple[str, Said]]:
    """The same of a choice among options."""
    for number in voters_of(sent):
        said = said_by(poll, number, sent)
        if any(said.values()):
            yield number, said


def _refused(request: ActorRequest, poll: Poll, sendings: list[Sending], refused: NotCast) -> HttpResponse:
    """The page again, nothing cast and nothing typed lost; where there is no form to correct, the error's own page."""
    error, wrong = refused.error, refused.sending.voter
    receipts = {sending.voter.pk: sending.receipt for sending in sendings}
    if isinstance(error, Conflict) and error.reason == "id-taken":
        # The same id would be refused for ever.
        del receipts[wrong.pk]
    if isinstance(error, NotAllowed):
        status, sentence = 403, _("You can’t vote for %(name)s any more.") % {"name": wrong.name}
    elif isinstance(error, Conflict):
        status, sentence = 409, str(error.message)
    else:
        status, sentence = 422, " ".join(each for found in error.fields.values() for each in found)
    context = page_context(
        request.actor,
        poll_for(request.actor, poll.pk),
        sent=Sent(
            choices={sending.voter.pk: _choice(sending.choice) for sending in sendings},
            reasons={sending.voter.pk: request.POST.get(f"reason-{sending.voter.pk}", "") for sending in sendings},
            receipts=receipts,
            refusals={wrong.pk: (voter_label(wrong), sentence)},
            without_reason=frozenset({wrong.pk} if isinstance(error, Refused) and "reason" in error.fields else ()),
        ),
    )
    if not context["entries"]:
        raise error
    return render(request, "voting/poll.html", context, status=status)


def _choice(said: Said) -> Said:
    """What a form shows as chosen: the word of a choice, whatever reason came with it, or what it says of options."""
    return said if isinstance(said, str) or "choice" not in said else str(said["choice"])


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
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        raise NotVisible
    return find(poll.voters.all(), pk=int(number))


def _receipt(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused({"": [_("This form is incomplete: load the page again.")]}) from None
