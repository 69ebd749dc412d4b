"""The result of an election in words: who is elected from when to when, or why the seat stays as it is."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.words import day_in_words
from voting.domain.closing import is_superseded
from voting.domain.elections.obstacles import told
from voting.interfaces.elections.council import may_open
from voting.models import Outcome, Poll, Seating, Tally


def election_sentence(poll: Poll, tally: Tally, chosen: dict[str, str]) -> dict[str, str]:
    """The verdict of an election; `chosen` is that of its choice, whose figures stay."""
    if tally.outcome in {Outcome.VOID, Outcome.TIE}:
        seat = _("The seat stays as it is.")
        if Seating.objects.filter(tally__poll=poll, tally__number__lt=tally.number, mandate__isnull=False).exists():
            seat = _("The mandate that an earlier count gave is taken back.")
        detail = chosen["detail"] + " " + seat
        return {**chosen, "what": _("Nobody is elected."), "detail": detail}
    seating = tally.seating
    assert seating.elected is not None  # a choice that is decided has its winner
    names = {
        "name": seating.elected.person.name,
        "partner": seating.elected.partner.name,
        "seat": poll.election.seat,
    }
    if seating.mandate is None:
        return {**chosen, "what": _("The category chooses %(name)s (%(partner)s).") % names}
    days = {
        "first": day_in_words(seating.mandate.starts_on),
        "last": day_in_words(poll.election.ends_on),
    }
    sentence = _("%(name)s (%(partner)s) is elected to the seat “%(seat)s” of the council, from %(first)s to %(last)s.")
    return {**chosen, "what": sentence % {**names, **days}}


def of_candidates(poll: Poll, picture: dict[str, Any] | None) -> dict[str, Any] | None:
    """The picture of a choice with a caption that speaks of candidates."""
    captions = {
        "majority-judgment": _(
            "Each candidate has a bar, the best grades at the left. The grade on the line is the median."
        ),
        "approval": _("Each bar is the weight that approves the candidate; the whole line is that of all ballots."),
        "irv": _("Each bar is a round, each part a candidate. Filled: elected. Hatched: out."),
    }
    return picture and {**picture, "caption": captions.get(poll.method, picture["caption"])}


def seat_context(actor: Actor, poll: Poll, tally: Tally) -> dict[str, Any]:
    """What the result says of the seat beyond its sentence: why who was elected does not receive it (`unfilled`), that
    the alternate could not be recorded, where another election is opened.

    `again` is "" where the seat was filled, for whoever does not open elections, and once another was opened.
    """
    seating = tally.seating
    seat = poll.election.seat
    is_open_question = seating.mandate is None and not is_superseded(poll)
    again = ""
    if is_open_question and seat.abolished_on is None and may_open(actor, seat):
        again = f"{reverse('seat_election', args=[seat.pk])}?again={poll.pk}"
    return {
        "unfilled": why_unfilled(seating) if seating.elected else "",
        "without_alternate": _without_alternate(seating),
        "again": again,
    }


def why_unfilled(seating: Seating) -> str:
    """Why an election gave no mandate, in sentences; "" where it did."""
    if seating.mandate_id:
        return ""
    if seating.elected is None:
        if seating.tally.outcome == Outcome.VOID:
            return _("Nobody has voted: the seat stays as it is.")
        return _("The votes leave two candidates equal: the seat stays as it is.")
    why = told(seating.obstacle, seating.elected.person, seating.elected.partner)
    return _("%(why)s The seat was not filled.") % {"why": why}


def _without_alternate(seating: Seating) -> str:
    alternate = seating.elected.alternate if seating.elected else None
    if not seating.without_alternate or alternate is None:
        return ""
    return _("%(name)s does not take part for the category any more: the mandate has no alternate.") % {
        "name": alternate.name
    }
