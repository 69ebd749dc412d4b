"""What the count of an election does to the seat of the council that it fills."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import SYSTEM, Actor
from alliance.domain import council, elected
from alliance.domain.errors import Conflict
from alliance.domain.words import day_in_words
from alliance.models import Mandate
from voting.models import Body, Candidate, Election, Outcome, Poll, Seating, Tally
from voting.registry import Description


class SeatPolls:
    """Answers voting itself for subjects "seat:<id>": elections alone are about a seat."""

    def visible(self, actor: Actor, poll: Poll) -> bool:
        """For the club; to everybody the council shows the mandate that came of it, not how each partner voted.

        What is not opened yet is none: an election begins at its own act.
        """
        is_opened = poll.pk is not None and poll.is_election
        return is_opened and not actor.is_visitor and actor.club == poll.club

    def visible_polls(self, actor: Actor) -> Q:
        return Q(pk__in=[]) if actor.is_visitor else Q(body=Body.CATEGORY, club=actor.club)

    def describe(self, poll: Poll) -> Description:
        election = poll.election
        days = {
            "seat": election.seat,
            "first": day_in_words(election.starts_on),
            "last": day_in_words(election.ends_on),
        }
        return Description(
            title=poll.title,
            question=poll.question,
            effect=_(
                "Who is elected holds the seat “%(seat)s” of the council from %(first)s to %(last)s, both included."
            )
            % days,
            parent=(_("The council"), reverse("council")),
        )

    def is_current(self, poll: Poll) -> bool:
        return True

    def poll_opened(self, poll: Poll) -> None:
        """Nothing changes before the count."""

    def poll_decided(self, poll: Poll, tally: Tally) -> None:
        """Records the mandate of who was elected, or why it can't be; nobody elected leaves the seat as it is.

        A correction that elects another takes the wrong mandate back first; it raises Conflict (moved-on) where the
        seat is not as the last count left it.
        """
        election = Election.objects.select_related("poll", "seat__club", "seat__category").get(poll=poll)
        council.hold(election.seat)
        winner = _winner(election, tally)
        before = Seating.objects.filter(tally__poll=poll).order_by("tally__number").last()
        if before and before.elected == winner:
            Seating.objects.create(
                tally=tally,
                elected=winner,
                mandate=before.mandate,
                obstacle=before.obstacle,
                without_alternate=before.without_alternate,
            )
            return
        first = max(election.starts_on, timezone.localdate())
        if before:
            _require_as_left(election, before)
            if before.mandate:
                first = max(first, elected.take_back(before.mandate, by=SYSTEM, poll=poll.pk))
        _seat(election, tally, winner, first)


def _winner(election: Election, tally: Tally) -> Candidate | None:
    if tally.outcome != Outcome.CHOSEN:
        return None
    [key] = tally.result["winners"]
    return election.candidates.select_related("person", "partner", "alternate").get(key=key)


def _seat(election: Election, tally: Tally, winner: Candidate | None, first: date) -> None:
    """Writes what came of the count, and records the mandate where nothing stands in its way."""
    found = Seating(tally=tally, elected=winner)
    if winner:
        seat, last = election.seat, election.ends_on
        obstacle = elected.why_not_given(seat, first, last) or elected.why_not_held_by(
            seat, winner.person, winner.partner, first, last
        )
        alternate = winner.alternate
        if alternate and not elected.may_stand(seat).filter(user=alternate).exists():
            alternate = None
        if obstacle:
            found.obstacle = obstacle
        else:
            found.without_alternate = alternate != winner.alternate
            found.mandate = elected.record_elected_mandate(
                by=SYSTEM,
                seat=seat,
                holder=winner.person,
                partner=winner.partner,
                alternate=alternate,
                starts_on=first,
                ends_on=last,
                basis=election.basis,
                poll=election.poll_id,
            )
    found.save(force_insert=True)


def _require_as_left(election: Election, before: Seating) -> None:
    """Raises Conflict (moved-on) where the seat is not as the last count left it."""
    given = before.mandate
    since = Mandate.objects.filter(seat=election.seat, starts_on__range=(election.starts_on, election.ends_on))
    has_changed = given is not None and (
        given.taken_back_at is not None or given.ends_on != election.ends_on or election.seat.abolished_on is not None
    )
    if has_changed or any(mandate != given for mandate in since):
        raise Conflict(
            "moved-on",
            _("The seat has changed since this election: record its mandate by hand, or open another election."),
        )
