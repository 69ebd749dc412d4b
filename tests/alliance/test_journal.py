"""The journal of acts: chained, appended in the act's transaction, and every change of it found out."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from alliance.capacities import SYSTEM
from alliance.domain.journal import FIRST, broken_chains, head, record
from alliance.models import JournalEntry

pytestmark = pytest.mark.django_db


def write(chain: str, count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            record(chain=chain, by=SYSTEM, act="test", number=number)


def test_each_act_carries_the_hash_of_the_one_before() -> None:
    write("club:1", 3)

    first, second, third = JournalEntry.objects.filter(chain="club:1")
    assert (first.previous, second.previous, third.previous) == (FIRST, first.hash, second.hash)
    assert head("club:1") == third.hash
    assert list(broken_chains()) == []


@pytest.mark.django_db(transaction=True)
def test_an_act_is_recorded_only_in_its_transaction() -> None:
    with pytest.raises(IntegrityError):
        record(chain="club:1", by=SYSTEM, act="test")


@pytest.mark.parametrize(
    "change",
    [{"act": "other"}, {"data": {"number": 9}}, {"actor_id": 5}, {"capacity": "member:1"}, {"previous": "1" * 64}],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_act_is_found(change: dict) -> None:
    write("poll:1", 3)
    JournalEntry.objects.filter(chain="poll:1", sequence=2).update(**change)

    assert ("poll:1", 2) in {(chain, sequence) for chain, sequence, _reason in broken_chains()}


def test_a_removed_act_is_found() -> None:
    write("poll:1", 3)
    JournalEntry.objects.filter(chain="poll:1", sequence=2).delete()

    assert next(iter(broken_chains())) == ("poll:1", 2, "missing")


def test_the_command_fails_on_a_broken_chain() -> None:
    write("poll:1", 2)
    call_command("check_journal")
    JournalEntry.objects.filter(sequence=1).update(act="other")

    with pytest.raises(CommandError, match="poll:1"):
        call_command("check_journal")
