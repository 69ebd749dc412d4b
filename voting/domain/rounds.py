"""Rounds of consent: which were held on one subject, and which objections each met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voting.domain.queries import counted_ballots, counts, refused_by
from voting.models import Ballot, Choice, Correction, Poll, Purpose, Tally


@dataclass(frozen=True)
class Round:
    """One of the rounds on a subject, `number` from 1; `tally` is the one that holds, None while it is open; the
    `objections` that it counted, in the order of the register."""

    number: int
    poll: Poll
    tally: Tally | None
    objections: Sequence[Ballot] = ()


def rounds_of(poll: Poll) -> list[Round]:
    """The rounds of consent on this poll's subject, this one among them if it is one, the first one first.

    Those on a text are all of its proposal's, whichever version they were about; those on a question alone follow one
    another as second convocations. However many there are, they are read together.
    """
    polls = _of_subject(poll) if poll.subject else _chained(poll)
    tallies = {tally.poll_id: tally for tally in Tally.objects.filter(poll__in=polls).order_by("number")}
    for each in polls:
        if each.pk in tallies:
            tallies[each.pk].poll = each
    met = _objections_in(tallies.values())
    return [
        Round(number, each, tallies.get(each.pk), met.get(each.pk, ())) for number, each in enumerate(polls, start=1)
    ]


def objections(poll: Poll, tally: Tally) -> list[Ballot]:
    """The objections that a count of a closed round counted, in the order of the register."""
    ballots = counted_ballots(poll, tally)
    found = [ballot for ballot in ballots.values() if ballot.choice == Choice.NO]
    return sorted(found, key=lambda ballot: ballot.voter.position)


def _objections_in(tallies: Iterable[Tally]) -> dict[int, list[Ballot]]:
    """Those that each of these counts, which hold, counted; by poll."""
    of_poll = {tally.poll_id: tally for tally in tallies}
    corrections = Correction.objects.filter(tally__poll__in=of_poll).select_related("tally").order_by("tally__number")
    left_out = {correction.tally.poll_id: correction.left_out for correction in corrections}
    refused = {poll_id: refused_by(tally) for poll_id, tally in of_poll.items()}
    ballots = Ballot.objects.filter(voter__poll__in=of_poll, choice=Choice.NO).select_related("voter", "by")
    found: dict[int, list[Ballot]] = {}
    for ballot in ballots.order_by("voter__position"):
        poll_id = ballot.voter.poll_id
        if counts(ballot, left_out.get(poll_id, []), refused[poll_id]):
            found.setdefault(poll_id, []).append(ballot)
    return found


def _of_subject(poll: Poll) -> list[Poll]:
    found = Poll.objects.filter(subject=poll.subject, terms__purpose=Purpose.CONSENT)
    return list(found.select_related("club", "source").order_by("opened_at", "pk"))


def _chained(poll: Poll) -> list[Poll]:
    if not poll.is_consent:
        return []
    # A second convocation has the question of the first.
    asked = Poll.objects.filter(club=poll.club_id, subject="", question=poll.question).select_related("club", "source")
    by_id = {each.pk: each for each in asked}
    following = {each.previous_id: each for each in by_id.values() if each.previous_id}
    first = by_id[poll.pk]
    while first.previous_id:
        first = by_id[first.previous_id]
    found = [first]
    while found[-1].pk in following:
        found.append(following[found[-1].pk])
    return found
