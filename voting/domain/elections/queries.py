"""Reads of elections: those that run for a seat, the result that a mandate came of, seats that none has filled."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef
from django.utils import timezone

from alliance.capacities import Actor
from alliance.domain.elected import may_stand
from alliance.models import Mandate, Seat
from voting.domain import locks
from voting.domain.elections.opening import Candidacy
from voting.domain.queries import holding_tallies
from voting.models import Body, Election, Poll, Seating
from voting.registry import visible_polls


def open_elections(actor: Actor, seats: Collection[Seat]) -> dict[int, Poll]:
    """By seat's id, the elections in which one may still vote and that this person may see."""
    found = Poll.objects.filter(visible_polls(actor), body=Body.CATEGORY, closed_at=None, closes_at__gt=locks.now())
    found = found.filter(election__seat__in=[seat.pk for seat in seats]).select_related("election")
    return {poll.election.seat_id: poll for poll in found}


def elections_of(actor: Actor, mandates: Collection[Mandate]) -> dict[int, Poll]:
    """By mandate's id, the election that gave it, where this person may read its result."""
    found = Seating.objects.filter(mandate__in=[mandate.pk for mandate in mandates])
    found = found.filter(tally__poll__in=Poll.objects.filter(visible_polls(actor)))
    return {
        seating.mandate_id: seating.tally.poll for seating in found.select_related("tally__poll") if seating.mandate_id
    }


def former_candidacies(election: Election) -> list[Candidacy]:
    """Who stood, as far as they may still stand, with what they said then."""
    members = list(may_stand(election.seat))
    of_partner = {(member.user_id, member.partner_id): member for member in members}
    of_person = {member.user_id: member for member in members}
    found = []
    for candidate in election.candidates.all():
        member = of_partner.get((candidate.person_id, candidate.partner_id))
        if member is None:
            continue
        lines = next(o["description"] for o in election.poll.options if o["key"] == candidate.key).split("\n")
        # The first line names the partner, the last one the alternate.
        statement = "\n".join(lines[1:-1] if candidate.alternate_id else lines[1:])
        alternate = of_person.get(candidate.alternate_id) if candidate.alternate_id else None
        found.append(Candidacy(member, alternate, statement))
    return found


def unfilled(actor: Actor) -> list[Seating]:
    """Elections that are over and gave no mandate, for whoever records mandates, the oldest first.

    Another election, or a mandate that starts on the day of the closing or later, has settled it.
    """
    club = actor.club
    if club is None or not actor.may("alliance.record_mandates", club):
        return []
    later = Poll.objects.filter(subject=OuterRef("tally__poll__subject"), pk__gt=OuterRef("tally__poll"))
    found = (
        Seating.objects.filter(tally__in=holding_tallies(), mandate=None, tally__poll__club=club)
        .filter(~Exists(later), tally__poll__election__seat__abolished_on=None)
        .select_related("tally__poll__election__seat__category", "elected__person", "elected__partner")
        .order_by("tally__poll__closed_at", "pk")
    )
    return [seating for seating in found if not _is_settled(seating.tally.poll)]


def _is_settled(poll: Poll) -> bool:
    assert poll.closed_at is not None  # a count follows the closing
    since = timezone.localdate(poll.closed_at)
    return Mandate.objects.filter(seat=poll.election.seat_id, starts_on__gte=since).exists()
