"""A24: ballots racing the closing instant; what is acknowledged and what is counted are the same set.

Each race is a poll that closes a moment from now, by its time or by hand, while threads with connections of their own
cast for its seats. Two hundred races with CONSULT_THOROUGH=1.
"""

import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.utils import timezone

from alliance.capacities import Actor
from alliance.domain.errors import Conflict
from alliance.domain.journal import head
from tests.factories import Alliance, build_alliance
from tests.thorough import TIMES, tries
from tests.voting.acts import SEATS, open_council, rule_of, seat
from voting.domain.casting import cast_ballot
from voting.domain.closing import close_poll, ensure_closed
from voting.domain.preparing import prepare
from voting.domain.records import record_of
from voting.models import Ballot, Poll, Rule, Tally, Voter
from voting.verifying import verify

RACES = tries(4, 200)
BATCH = 50
"""Races of one test: several tests share the processors."""


class Caster(threading.Thread):
    """Casts for one seat again and again until the poll is closed; `acknowledged` are its receipts in order."""

    def __init__(self, actor: Actor, voter: Voter, start_at: threading.Barrier, seed: int) -> None:
        super().__init__(daemon=True)
        self.actor, self.voter, self.start_at, self.random = actor, voter, start_at, Random(seed)
        self.acknowledged: list[tuple[UUID, str]] = []
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            self.start_at.wait(30)
            while True:
                receipt, choice = uuid4(), self.random.choice(["yes", "no", "abstain"])
                cast_ballot(actor=self.actor, voter=self.voter, choice=choice, receipt=receipt)
                self.acknowledged.append((receipt, choice))
        except Conflict as conflict:
            if conflict.reason != "poll-closed":
                self.failure = conflict
        except BaseException as error:
            self.failure = error
        finally:
            connections.close_all()


class Closer(threading.Thread):
    """Closes the poll by hand after a moment, or asks at its time as any door does."""

    def __init__(self, actor: Actor, poll: Poll, start_at: threading.Barrier, by_hand: bool, after: float) -> None:
        super().__init__(daemon=True)
        self.actor, self.poll, self.start_at = actor, poll, start_at
        self.by_hand, self.after = by_hand, after
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            self.start_at.wait(30)
            time.sleep(self.after)
            try:
                if self.by_hand:
                    close_poll(actor=self.actor, poll=self.poll)
            except Conflict:
                # Its time came first.
                assert not ensure_closed(Poll.objects.get(pk=self.poll.pk)).is_open
            while ensure_closed(Poll.objects.get(pk=self.poll.pk)).is_open:
                time.sleep(0.002)
        except BaseException as error:
            self.failure = error
        finally:
            connections.close_all()


@dataclass
class Field:
    """What all races of a test share: people with their capacities and the rule, read once."""

    alliance: Alliance
    actors: dict[str, Actor]
    rule: Rule
    # Seconds that the last opening took on this machine: a poll closes well after its own.
    opening: float = 0.05

    @classmethod
    def build(cls, seats: list[str]) -> "Field":
        alliance = build_alliance()
        rule = rule_of(alliance)
        # The first opening under a rule tries it and takes longer than those after it.
        prepare(rule)
        return cls(alliance, {slug: alliance.actor(slug) for slug in {*seats, "chair"}}, rule)


def race(field: Field, seed: int, seats: list[str]) -> int:
    """One poll from its opening to its tally; how many voters had an acknowledged ballot."""
    random = Random(seed)
    by_hand = seed % 2 == 0
    soon = 4 * field.opening + random.uniform(0.05, 0.3)
    begun = timezone.now()
    poll = open_council(field.alliance, rule=field.rule, closes_at=begun + timedelta(seconds=60 if by_hand else soon))
    field.opening = (timezone.now() - begun).total_seconds()
    voters = {voter.seat_id: voter for voter in poll.voters.all()}
    start_at = threading.Barrier(len(seats) + 2)
    casters = [Caster(field.actors[slug], voters[field.alliance.seats[slug].pk], start_at, seed) for slug in seats]
    closers = [Closer(field.actors["chair"], poll, start_at, by_hand, soon / 2) for _ in range(2)]
    for thread in [*casters, *closers]:
        thread.start()
    for thread in [*casters, *closers]:
        thread.join(60)
        assert not thread.is_alive()
        assert thread.failure is None, thread.failure

    acknowledged = {caster.voter.pk: caster.acknowledged[-1] for caster in casters if caster.acknowledged}
    written = {b.voter_id: (b.receipt, b.choice) for b in Ballot.objects.filter(voter__poll=poll)}
    assert written == acknowledged
    tally = Tally.objects.get(poll=poll)
    for choice in ["yes", "no", "abstain"]:
        counted = sum(row[choice] for row in tally.result["matrix"])
        assert counted == sum(last == choice for _receipt, last in acknowledged.values())
    assert verify(record_of(poll), head=head(poll.chain)) == []
    return len(acknowledged)


@pytest.mark.parametrize("first", range(0, RACES, BATCH))
@pytest.mark.django_db(transaction=True)
def test_a24_acknowledged_and_counted_are_the_same_set(first: int) -> None:
    seats = SEATS if TIMES else SEATS[:5]
    field = Field.build(seats)

    ran = [race(field, seed, seats) for seed in range(first, min(RACES, first + BATCH))]

    assert any(ran), "every poll was closed before anybody could cast: nothing raced"


@pytest.mark.django_db(transaction=True)
def test_a23_fifty_parallel_casts_of_one_voter_leave_one_row_equal_to_the_last_accepted() -> None:
    alliance = build_alliance()
    poll = open_council(alliance)
    voter = seat(alliance, poll, "seat-4")
    order: list[UUID] = []
    failures: list[BaseException] = []
    lock = threading.Lock()

    def fire(number: int) -> None:
        try:
            receipt = uuid4()
            cast_ballot(actor=alliance.actor("seat-4"), voter=voter, choice=["yes", "no"][number % 2], receipt=receipt)
            with lock:
                order.append(receipt)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=fire, args=(number,), daemon=True) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failures == []
    assert len(order) == 50
    ballot = Ballot.objects.get(voter=voter)
    assert ballot.receipt in order


@pytest.mark.django_db(transaction=True)
def test_a23_the_same_cast_sent_fifty_times_in_parallel_is_one_cast() -> None:
    alliance = build_alliance()
    poll = open_council(alliance)
    voter = seat(alliance, poll, "seat-4")
    receipt = uuid4()
    answers: list[str] = []

    def fire(choice: str) -> None:
        try:
            cast = cast_ballot(actor=alliance.actor("seat-4"), voter=voter, choice=choice, receipt=receipt)
            answers.append(cast.choice)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=fire, args=("yes",), daemon=True) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert answers == ["yes"] * 50
    assert Ballot.objects.get().receipt == receipt
