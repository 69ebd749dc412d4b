"""Casting a ballot: one act at every door, in an ordinary transaction, late or not by the database's clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alliance.capacities import Actor, Capacity, NotAllowed
from alliance.domain.errors import Conflict, Refused
from alliance.models import User
from alliance.models.partners import Role
from voting.domain import locks
from voting.domain.announcing import announce_after_commit
from voting.domain.closing import too_late
from voting.domain.contents import Kept, Said, read_said
from voting.models import Ballot, BallotKind, Cast, CastAs, Poll, Proxy, Voter

OWN = ("voting.cast_seat_ballot", "voting.cast_partner_ballot")
# Whose ballot an alternate can't replace.
FIRST_HANDS = {CastAs.HOLDER, CastAs.REPRESENTATIVE}


@dataclass(frozen=True)
class Quality:
    """In which capacity, and as what, a person casts a voter's ballot."""

    by: Capacity
    cast_as: CastAs

    @property
    def person(self) -> User:
        assert self.by.user is not None  # only persons hold these capacities
        return self.by.user

    @property
    def kind(self) -> BallotKind:
        return BallotKind.PROXY if self.cast_as == CastAs.PROXY else BallotKind.OWN

    @property
    def is_alternate(self) -> bool:
        return self.cast_as == CastAs.ALTERNATE


def quality_of(actor: Actor, voter: Voter) -> Quality:
    """How this person may cast for this voter now: itself before by proxy. Raises NotAllowed."""
    for permission in OWN:
        if actor.may(permission, voter):
            by = actor.capacity_for(permission, voter)
            if by.is_alternate or by.role == Role.ALTERNATE:
                return Quality(by, CastAs.ALTERNATE)
            return Quality(by, CastAs.HOLDER if by.kind == "seat" else CastAs.REPRESENTATIVE)
    try:
        return Quality(actor.capacity_for("voting.cast_by_proxy", voter), CastAs.PROXY)
    except NotAllowed:
        raise NotAllowed("voting.cast_ballot") from None


def cast_ballot(*, actor: Actor, voter: Voter, choice: Said, receipt: UUID) -> Cast:
    """Casts or changes the ballot of a voter; `receipt` is the id the client made for this cast.

    `choice` is a word of a yes–no poll (an objection: `{"choice":"no","reason":…}`), or what is chosen among options:
    `{"ranks":…}` or `{"grades":…}`.

    The same receipt again, by the same person for the same voter, is answered as the first time and changes nothing.
    Raises NotAllowed; Refused (choice, reason, ranks, grades);
    Conflict: poll-closed, holder-has-voted, cast-in-person, final, id-taken.
    """
    return _cast(actor, voter, choice, receipt)[0]


def _cast(actor: Actor, voter: Voter, choice: Said, receipt: UUID) -> tuple[Cast, Kept]:
    """The cast of this receipt, and how this choice reads, which differs where the receipt was sent before."""
    with transaction.atomic():
        poll = locks.share(voter.poll_id)
        [voter] = locks.hold([voter.pk])
        quality = quality_of(actor, voter)
        kept = read_said(poll, choice)
        known = Cast.objects.filter(pk=receipt).first()
        if known is not None:
            if (known.voter_id, known.kind, known.cast_by_id) != (voter.pk, quality.kind, quality.person.pk):
                raise _taken()
            return known, kept
        if not poll.is_open or locks.now() >= poll.closes_at:
            raise too_late()
        first = not Ballot.objects.filter(voter=voter).exists()
        cast = _write(poll, voter, kept, receipt, quality)
        if first:
            announce_after_commit(poll.pk, "participation")
        announce_after_commit(poll.pk, "mine", user_ids=[quality.person.pk])
    return cast, kept


@dataclass(frozen=True)
class Sending:
    """One ballot of a form that may hold several: one's own and those by proxy."""

    voter: Voter
    choice: Said
    receipt: UUID


class NotCast(Exception):
    """One of several ballots was refused, so none is cast: `sending` is that one, `error` says why."""

    def __init__(self, sending: Sending, error: Conflict | NotAllowed | Refused) -> None:
        super().__init__(str(error))
        self.sending = sending
        self.error = error


def cast_ballots(*, actor: Actor, sendings: Sequence[Sending]) -> list[Cast]:
    """Casts several ballots of one poll, all or none; each as `cast_ballot` does. Raises NotCast.

    A receipt that was sent before with another choice is refused (id-taken): whoever changed a form and sent it again
    would be told that what it says now is in the box.
    """
    with transaction.atomic():
        for poll_id in sorted({sending.voter.poll_id for sending in sendings}):
            locks.share(poll_id)
        # All in one order: two forms with the same voters never wait for each other.
        locks.hold([sending.voter.pk for sending in sendings])
        return [_cast_one(actor, sending) for sending in sendings]


def _cast_one(actor: Actor, sending: Sending) -> Cast:
    try:
        cast, kept = _cast(actor, sending.voter, sending.choice, sending.receipt)
        if cast.said != kept.said:
            raise Conflict("id-taken", _("This ballot was sent before with another choice, which stands."))
    except (Conflict, NotAllowed, Refused) as error:
        raise NotCast(sending, error) from error
    return cast


def why_not(poll: Poll, voter: Voter, quality: Quality) -> Conflict | None:
    """What stands in the way of casting now, besides the time: another hand has voted, or a vote is final here."""
    ballots = {ballot.kind: ballot for ballot in voter.ballots.all()}
    own = ballots.get(BallotKind.OWN)
    if quality.kind == BallotKind.PROXY and own:
        return Conflict("cast-in-person", _("Who gave this proxy has voted in person: the proxy has fallen."))
    if quality.is_alternate and own and own.cast_as in FIRST_HANDS:
        return Conflict("holder-has-voted", _("The holder has voted: this ballot stands."))
    if quality.kind in ballots and poll.conduct.get("change") == "final":
        return Conflict("final", _("Under this rule a ballot can’t be changed."))
    return None


def _write(poll: Poll, voter: Voter, kept: Kept, receipt: UUID, quality: Quality) -> Cast:
    refusal = why_not(poll, voter, quality)
    if refusal:
        raise refusal
    at = locks.now()
    proxies = Proxy.objects.filter(giver=voter, ended_at=None)
    holder = proxies.get().holder if quality.kind == BallotKind.PROXY else None
    try:
        with transaction.atomic():
            cast = Cast.objects.create(
                pk=receipt,
                voter=voter,
                kind=quality.kind,
                choice=kept.choice,
                content=kept.content,
                reason=kept.reason,
                cast_by=quality.person,
            )
    except IntegrityError:
        # Another voter's cast took this id while we waited.
        raise _taken() from None
    Ballot.objects.update_or_create(
        voter=voter,
        kind=quality.kind,
        defaults={
            "choice": kept.choice,
            "content": kept.content,
            "reason": kept.reason,
            "receipt": receipt,
            "cast_by": quality.person,
            "capacity": quality.by.key,
            "cast_as": quality.cast_as,
            "by": holder,
            "at": at,
        },
    )
    if quality.kind == BallotKind.OWN:
        proxies.update(ended_at=at, voided=True)
    return cast


def _taken() -> Conflict:
    return Conflict("id-taken", _("This id was used for another ballot: send yours with a new one."))
