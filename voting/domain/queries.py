"""Reads of polls: who sees which, what one may still do, who has voted; nothing of how before the closing."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.utils import timezone

from alliance.capacities import Actor, NotAllowed, is_voting_role
from alliance.domain.errors import Conflict, NotVisible
from alliance.domain.queries import admitted_partners
from alliance.models import Club, Mandate, Member, Seat, User
from alliance.models.partners import Role
from voting.domain.casting import Quality, quality_of, why_not
from voting.domain.choosing import choice_document
from voting.domain.closing import ballots_of, close_due_polls, ensure_closed, last_tally, left_out_of
from voting.domain.proxies import permission_for
from voting.models import Ballot, BallotKind, CastAs, Outcome, Poll, Proxy, Tally, Voter
from voting.registry import is_visible, visible_polls


def poll_for(actor: Actor, poll_id: int) -> Poll:
    """A poll that this person may see, closed if its time has passed. Raises NotVisible."""
    poll = _polls().filter(pk=poll_id).first()
    if poll is None or not _may_see(actor, poll):
        raise NotVisible
    return ensure_closed(poll)


def result_for(actor: Actor, poll_id: int) -> tuple[Poll, Tally]:
    """A closed poll with the tally that holds: for members, and for everybody once its subject is published.

    Raises NotVisible; NotAllowed while the poll is open, whoever asks.
    """
    poll = _polls().filter(pk=poll_id).first()
    if poll is None or not is_visible(actor, poll):
        raise NotVisible
    poll = ensure_closed(poll)
    tally = last_tally(poll)
    if tally is None:
        if not _may_see(actor, poll):
            raise NotVisible
        raise NotAllowed("voting.read_result")
    return poll, tally


def polls_for(actor: Actor) -> "QuerySet[Poll]":
    """All polls this person may see: open ones by deadline, then closed ones, the latest first, with `outcome`."""
    if not actor.may("voting.read_polls"):
        return Poll.objects.none()
    close_due_polls()
    latest = Tally.objects.filter(poll=OuterRef("pk")).order_by("-number")
    return (
        _polls()
        .filter(visible_polls(actor), club=actor.club)
        .annotate(
            outcome=Subquery(latest.values("outcome")[:1]),
            due=Case(When(closed_at=None, then=F("closes_at")), default=None),
        )
        .order_by(F("due").asc(nulls_last=True), "-opened_at", "-pk")
    )


def holding_tallies() -> "QuerySet[Tally]":
    """The tally that holds of each closed poll: the last one."""
    last = Tally.objects.filter(poll=OuterRef("poll")).order_by("-number").values("pk")[:1]
    return Tally.objects.filter(pk=Subquery(last))


def results_for(actor: Actor) -> "QuerySet[Tally]":
    """The tallies that hold, of the closed polls whose result this person may read, the latest poll first.

    For a visitor, those of published subjects.
    """
    close_due_polls()
    return (
        holding_tallies()
        .filter(poll__in=Poll.objects.filter(visible_polls(actor)))
        .select_related("poll")
        .order_by("-poll__opened_at", "-poll_id")
    )


def ties_for(actor: Actor) -> "QuerySet[Poll]":
    """The polls that ended in a tie which this person, as the chair, has still to decide, the oldest first."""
    clubs = [club for club in {c.club for c in actor.capacities if c.club} if _presides(actor, club)]
    ties = holding_tallies().filter(outcome=Outcome.TIE, result__tie__by="casting", poll__casting_vote=None)
    return _polls().filter(pk__in=ties.values("poll"), club__in=clubs).order_by("closed_at", "pk")


def _presides(actor: Actor, club: Club) -> bool:
    return actor.may("voting.casting_vote", Poll(club=club))


def people_of(poll: Poll) -> list[User]:
    """Who may cast a ballot of this poll now: holders and alternates of its seats, who votes for its partners.

    As capacities are: nobody for a seat that was abolished meanwhile, nor for a partner that left.
    """
    seats = Seat.objects.filter(pk__in=poll.voters.values("seat"), abolished_on=None)
    partners = admitted_partners(poll.club).filter(pk__in=poll.voters.values("partner"))
    today = timezone.localdate()
    mandates = Mandate.objects.filter(seat__in=seats, starts_on__lte=today).exclude(ends_on__lt=today)
    members = Member.objects.filter(partner__in=partners, ended_at=None, role__in=[Role.REPRESENTATIVE, Role.ALTERNATE])
    found = User.objects.filter(is_active=True).filter(
        Q(pk__in=mandates.values("holder")) | Q(pk__in=mandates.values("alternate")) | Q(pk__in=members.values("user"))
    )
    return list(found.order_by("pk"))


def latest_poll(subject: str) -> Poll | None:
    """The latest poll on a subject ("proposal:3"), closed if its time has passed; None where there was none."""
    poll = _polls().filter(subject=subject).first()
    return ensure_closed(poll) if poll else None


@dataclass(frozen=True)
class Standing:
    """That somebody else has cast the ballot, and when; never how."""

    by: str
    at: datetime


@dataclass
class Mine:
    """A voter whose ballot a person may cast: in which quality, what stands in the box, and what stands in the way.

    `ballot` is the one of this quality's kind that this very person cast: whoever acts for the voter may change, and
    a choice is read by nobody but its hand before the closing. `standing` is another's, which this person may replace
    if there is no obstacle. `given` is the proxy that the voter gave; `may_give` says whether it is this person's to
    give.
    """

    voter: Voter
    quality: Quality
    ballot: Ballot | None = None
    standing: Standing | None = None
    obstacle: Conflict | None = None
    given: Proxy | None = None
    may_give: bool = False

    @property
    def by_proxy(self) -> bool:
        return self.quality.cast_as == CastAs.PROXY

    @property
    def is_cast(self) -> bool:
        """Whether a ballot of this kind is in the box, whoever cast it."""
        return self.ballot is not None or self.standing is not None


def mine(actor: Actor, poll: Poll) -> list[Mine]:
    """The voters whose ballot this person may cast in this poll, its own first."""
    found = []
    for voter in _within_reach(actor, poll.voters.all()):
        try:
            quality = quality_of(actor, voter)
        except NotAllowed:
            continue
        ballot = next((ballot for ballot in voter.ballots.all() if ballot.kind == quality.kind), None)
        is_own_hand = ballot is not None and ballot.cast_by_id == quality.person.pk
        found.append(
            Mine(
                voter=voter,
                quality=quality,
                ballot=ballot if is_own_hand else None,
                standing=Standing(ballot.cast_by.name, ballot.at) if ballot and not is_own_hand else None,
                obstacle=why_not(poll, voter, quality),
                given=next((proxy for proxy in voter.proxies_given.all() if proxy.ended_at is None), None),
                may_give=actor.may(permission_for(voter), voter),
            )
        )
    return sorted(found, key=lambda entry: (entry.by_proxy, entry.voter.position))


@dataclass
class Participation:
    """Who has cast a ballot, in the order of the register; never how."""

    voters: list[Voter]
    voted: set[int] = field(default_factory=set)
    by_proxy: set[int] = field(default_factory=set)

    @property
    def count(self) -> int:
        return len(self.voted)

    @property
    def total(self) -> int:
        return len(self.voters)


def participation(poll: Poll) -> Participation:
    voters = list(poll.voters.select_related("seat__category", "partner__category"))
    cast = list(Ballot.objects.filter(voter__poll=poll).values_list("voter_id", "kind"))
    voted = {voter_id for voter_id, _kind in cast}
    return Participation(voters, voted, by_proxy=voted - {pk for pk, kind in cast if kind == BallotKind.OWN})


def counted_ballots(poll: Poll, tally: Tally) -> dict[int, Ballot]:
    """The ballot that counted, by voter, of a closed poll: its own, or one by a proxy that was not refused.

    Those that the tally's correction leaves out counted for nothing.
    """
    left_out = left_out_of(poll, tally.number)
    ballots = list(ballots_of(poll))
    if poll.is_choice:
        refused = {refusal.voter for refusal in choice_document(poll, ballots, left_out)[1]}
    else:
        refused = refused_by(tally)
    found: dict[int, Ballot] = {}
    # A voter's own ballot comes before the one by proxy.
    for ballot in ballots:
        if counts(ballot, left_out, refused) and (ballot.kind == BallotKind.OWN or ballot.voter_id not in found):
            found[ballot.voter_id] = ballot
    return found


def counts(ballot: Ballot, left_out: Sequence[Mapping[str, str]], refused: Container[str]) -> bool:
    """Whether a ballot is of those that a count counted: not left out by its correction, nor cast by a proxy that it
    refused (`refused` are the keys of their givers)."""
    return ballot.named not in left_out and (ballot.kind == BallotKind.OWN or ballot.voter.key not in refused)


def refused_by(tally: Tally) -> set[str]:
    """The keys of those whose proxy a count of yes and no refused."""
    return {entry["voter"] for entry in tally.result["proxies"]["refused"]}


@dataclass(frozen=True)
class Waiting:
    """A poll in which somebody waits for this person's ballot."""

    poll: Poll
    voters: tuple[Voter, ...]


def polls_waiting_for(actor: Actor) -> list[Waiting]:
    """Open polls with a voter that has no ballot yet and whose ballot this person may cast, the first deadline first.

    An alternate's are listed too: it may cast in the holder's place.
    """
    close_due_polls()
    still_open = Poll.objects.filter(visible_polls(actor), closed_at=None)
    waiting: dict[Poll, list[Voter]] = {}
    for voter in _within_reach(actor, Voter.objects.filter(poll__in=still_open).select_related("poll")):
        # Who gave a proxy waits for nothing: its holder is asked.
        given = any(proxy.ended_at is None for proxy in voter.proxies_given.all())
        if voter.ballots.all() or (given and _is_own(actor, voter)):
            continue
        waiting.setdefault(voter.poll, []).append(voter)
    found = [Waiting(poll, tuple(voters)) for poll, voters in waiting.items()]
    return sorted(found, key=lambda entry: (entry.poll.closes_at, entry.poll.pk))


def _is_own(actor: Actor, voter: Voter) -> bool:
    return actor.may("voting.cast_seat_ballot", voter) or actor.may("voting.cast_partner_ballot", voter)


def _within_reach(actor: Actor, voters: "QuerySet[Voter]") -> Iterable[Voter]:
    """Of these voters those of this person's seats and partners, and those whose proxy these hold."""
    seats = {c.seat.pk for c in actor.capacities if c.kind == "seat" and c.seat}
    partners = {c.partner.pk for c in actor.capacities if c.partner and is_voting_role(c.role)}
    if not seats and not partners:
        return []
    held = Proxy.objects.filter(ended_at=None).filter(Q(holder__seat__in=seats) | Q(holder__partner__in=partners))
    return (
        voters.filter(Q(seat__in=seats) | Q(partner__in=partners) | Q(pk__in=held.values("giver")))
        .select_related("seat__category", "partner__category")
        .prefetch_related(
            Prefetch("ballots", Ballot.objects.select_related("cast_by")),
            Prefetch("proxies_given", Proxy.objects.select_related("holder")),
        )
    )


def _polls() -> "QuerySet[Poll]":
    return Poll.objects.select_related("club", "source", "election__seat__category")


def _may_see(actor: Actor, poll: Poll) -> bool:
    return actor.may("voting.read_polls") and actor.club == poll.club and is_visible(actor, poll)
