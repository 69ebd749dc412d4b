"""Rounds of consent: which were held on one subject, and which objections each met."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from voting.domain.closing import last_tally
from voting.domain.queries import counted_ballots
from voting.models import Ballot, Choice, Poll, Purpose, Tally


@dataclass(frozen=True)
class Round:
    """One of the rounds on a subject, `number` from 1; `tally` is the one that holds, None while it is open."""

    number: int
    poll: Poll
    tally: Tally | None

    @cached_property
    def objections(self) -> list[Ballot]:
        return objections(self.poll, self.tally) if self.tally else []


def rounds_of(poll: Poll) -> list[Round]:
    """The rounds of consent on this poll's subject, this one among them if it is one, the first one first.

    Those on a text are all of its proposal's, whichever version they were about; those on a question alone follow one
    another as second convocations.
    """
    polls = _of_subject(poll) if poll.subject else _chained(poll)
    held = [each for each in polls if each.is_consent]
    return [Round(number, each, last_tally(each)) for number, each in enumerate(held, start=1)]


def objections(poll: Poll, tally: Tally) -> list[Ballot]:
    """The objections that a count of a closed round counted, in the order of the register."""
    ballots = counted_ballots(poll, tally)
    found = [ballot for ballot in ballots.values() if ballot.choice == Choice.NO]
    return sorted(found, key=lambda ballot: ballot.voter.position)


def _of_subject(poll: Poll) -> Iterable[Poll]:
    found = Poll.objects.filter(subject=poll.subject, terms__purpose=Purpose.CONSENT)
    return found.select_related("club", "source").order_by("opened_at", "pk")


def _chained(poll: Poll) -> list[Poll]:
    first = poll
    while first.previous:
        first = first.previous
    found, following = [first], Poll.objects.filter(previous=first).first()
    while following is not None:
        found.append(following)
        following = Poll.objects.filter(previous=following).first()
    return found
