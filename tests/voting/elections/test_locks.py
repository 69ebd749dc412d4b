"""Opening and closing elections to one seat at once: neither waits for what the other one holds."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from alliance.domain import council
from alliance.domain.errors import Conflict
from tests.factories import Alliance, build_alliance
from tests.voting.elections.acts import FOR_A, agencies, elect, first_day, open_agencies
from voting.domain import locks
from voting.domain.closing import close_poll
from voting.models import Outcome, Poll


def test_an_election_whose_time_has_passed_is_counted_before_the_next_one_opens(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_agencies(alliance)
    elect(alliance, first, "representative", FOR_A)
    monkeypatch.setattr(locks, "now", lambda: first.closes_at)
    day = timedelta(days=1)
    second = open_agencies(
        alliance,
        starts_on=first.election.ends_on + day,
        ends_on=first.election.ends_on + 9 * day,
        closes_at=first.closes_at + day,
    )
    first.refresh_from_db()
    assert first.closed_at == first.closes_at and first.tallies.get().outcome == Outcome.CHOSEN
    assert second.is_open


@pytest.fixture
def raced(transactional_db: None) -> Iterator[Alliance]:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: nothing waits inside a transaction")
    yield build_alliance()


class Closing(threading.Thread):
    """Closes a poll in a transaction of its own; `failure` is what went wrong."""

    def __init__(self, alliance: Alliance, poll: Poll) -> None:
        super().__init__(daemon=True)
        self.actor, self.poll = alliance.actor("secretariat"), poll
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            close_poll(actor=self.actor, poll=self.poll)
        except BaseException as error:
            self.failure = error
        finally:
            connections.close_all()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_an_election_opened_while_another_is_closed_by_hand_does_not_wait_for_it(raced: Alliance) -> None:
    poll = open_agencies(raced)
    closing = Closing(raced, poll)
    with transaction.atomic():
        # As an opening does first; the closing has its poll by now, and waits for the seat.
        council.hold(agencies(raced))
        closing.start()
        until = time.monotonic() + 30
        while not somebody_waits():
            assert time.monotonic() < until and closing.failure is None
            time.sleep(0.01)
        with pytest.raises(Conflict) as refused:
            open_agencies(raced, starts_on=first_day())
    closing.join(30)
    assert refused.value.reason == "already-open"
    assert closing.failure is None
    poll.refresh_from_db()
    assert poll.closed_at is not None and poll.closed_at <= timezone.now()
