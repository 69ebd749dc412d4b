"""A30: what the database itself refuses, whoever writes: a shell, a second program, a careless migration."""

import importlib
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.factories import Alliance
from tests.voting.acts import ADOPTED, cast, decide, open_council, rule_of, seat
from voting.models import Ballot, Cast, CastingVote, Poll, Proxy, Rule, Tally, Voter

frozen = importlib.import_module("voting.migrations.0002_frozen")

HOUR = timedelta(hours=1)


def refused(write: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


FROZEN = {
    "question": "Autre ?",
    "title": "Autre",
    "body": "assembly",
    "subject": "proposal:9",
    "text_number": 9,
    "text_sha256": "00",
    "rule": {},
    "rule_sha256": "00",
    "register_sha256": "00",
    "electorate": 1,
    "opened_at": timezone.now() - HOUR,
    "capacity": "secretariat:9",
}


@pytest.mark.parametrize("field", FROZEN)
def test_a30_an_open_polls_question_rule_and_register_do_not_change(alliance: Alliance, field: str) -> None:
    poll = open_council(alliance)

    refused(lambda: Poll.objects.filter(pk=poll.pk).update(**{field: FROZEN[field]}))
    refused(poll.delete)


def test_a30_the_register_of_a_poll_does_not_change(alliance: Alliance) -> None:
    poll = open_council(alliance)
    voter = poll.voters.first()

    refused(lambda: Voter.objects.filter(pk=voter.pk).update(leaf="agences"))
    refused(lambda: Voter.objects.filter(pk=voter.pk).update(size="1000"))
    refused(voter.delete)
    refused(
        lambda: Voter.objects.create(
            poll=poll, key="seat-999", leaf="agences", seat=voter.seat, name="x", place="x", position=99
        )
    )


def test_a30_the_deadline_only_moves_later_and_not_once_it_has_passed(alliance: Alliance) -> None:
    poll = open_council(alliance)
    row = Poll.objects.filter(pk=poll.pk)

    refused(lambda: row.update(closes_at=poll.closes_at - timedelta(seconds=1)))
    assert row.update(closes_at=poll.closes_at + HOUR) == 1
    row.update(closed_at=timezone.now())
    refused(lambda: row.update(closes_at=poll.closes_at + 2 * HOUR))
    refused(lambda: row.update(closed_at=None))


def test_a30_a_rule_is_never_changed(alliance: Alliance) -> None:
    rule = rule_of(alliance)

    refused(lambda: Rule.objects.filter(pk=rule.pk).update(definition={}))
    refused(lambda: Rule.objects.filter(pk=rule.pk).update(version=7))
    assert Rule.objects.filter(pk=rule.pk).update(retired_at=timezone.now()) == 1


def test_a30_no_ballot_and_no_proxy_is_written_to_a_decided_poll(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, ADOPTED | {"seat-9": "no"})
    ballot = Ballot.objects.first()
    voter = seat(alliance, poll, "seat-9")
    user = alliance.user("seat-9")

    refused(lambda: Ballot.objects.filter(pk=ballot.pk).update(choice="abstain"))
    refused(ballot.delete)
    refused(
        lambda: Ballot.objects.create(
            voter=voter,
            kind="proxy",
            choice="yes",
            receipt=uuid4(),
            cast_by=user,
            capacity="x",
            cast_as="proxy",
            by=seat(alliance, poll, "seat-4"),
            at=timezone.now(),
        )
    )
    refused(lambda: Cast.objects.create(pk=uuid4(), voter=voter, kind="own", choice="yes", cast_by=user))
    refused(
        lambda: Proxy.objects.create(
            giver=voter, holder=seat(alliance, poll, "seat-4"), given_at=timezone.now(), given_by=user, capacity="x"
        )
    )


def test_a_voter_has_one_ballot_of_each_kind(alliance: Alliance) -> None:
    poll = open_council(alliance)
    cast(alliance, poll, "seat-4", "yes")
    ballot = Ballot.objects.get()
    ballot.pk, ballot.receipt = None, uuid4()

    refused(lambda: ballot.save(force_insert=True))
    refused(lambda: Ballot.objects.update(choice="perhaps"))


def test_a_result_is_never_changed_and_an_open_poll_has_none(alliance: Alliance) -> None:
    _poll, tally = decide(alliance, ADOPTED)
    still_open = open_council(alliance)

    refused(lambda: Tally.objects.filter(pk=tally.pk).update(outcome="rejected"))
    refused(tally.delete)
    refused(
        lambda: Tally.objects.create(
            poll=still_open, number=1, result={}, sha256="0", outcome="adopted", decided_at=timezone.now()
        )
    )


def test_only_a_tie_has_a_casting_vote(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, ADOPTED)

    refused(
        lambda: CastingVote.objects.create(
            poll=poll, choice="yes", cast_by=alliance.user("chair"), capacity="x", at=timezone.now()
        )
    )


def test_every_guard_stands_in_the_database(db: None) -> None:
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {name for (name,) in cursor.fetchall()}

    assert {f"voting_{guard.name}" for guard in frozen.GUARDS} <= found
