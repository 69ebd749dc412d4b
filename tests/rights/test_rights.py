"""Every cell of docs/rights.md, tried by a real request at every door of its act."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
import rules.permissions
from django.db import transaction

from tests.factories import PERSONAS, build_alliance
from tests.rights import doors, table
from tests.rights.doors import ALTERNATES, Case, Door, Stock

ROWS = table.read()
DOORS = doors.load()
BUILT = {name: row for row in ROWS if not row.later for name in row.permissions}

# What stands in a cell → with whose thing it is tried (own or not), and whether it is let in.
TRIES = {"": {False: False}, "✓": {False: True}, "own": {False: False, True: True}}


@dataclass(frozen=True)
class Try:
    """One request: of a persona, played by somebody, with its own thing or another's; what must come of it."""

    persona: str
    player: str
    own: bool
    lets_in: bool

    def __str__(self) -> str:
        return f"{self.persona} ({self.player}, {'own' if self.own else 'any'}): {'in' if self.lets_in else 'refused'}"


def tries(found: Door) -> Iterator[Try]:
    for persona, cell in BUILT[found.permission].cells.items():
        alternate = ALTERNATES.get(found.permission, {}).get(persona)
        for player in [PERSONAS[persona] or "visitor", *([alternate] if alternate else [])]:
            for own, lets_in in TRIES[cell].items():
                yield Try(persona, player, own, lets_in)


def built(*kinds: str) -> list[Door]:
    return [found for found in DOORS if found.kind in kinds and found.permission in BUILT]


@pytest.mark.django_db
@pytest.mark.parametrize("found", built("page", "api"), ids=str)
def test_each_cell_at_pages_and_api(found: Door) -> None:
    alliance = build_alliance()
    before = transaction.savepoint()
    shared = Stock()
    wrong = []
    # Each request finds the alliance as it was built; those on somebody else's thing come first and find it made.
    for each in sorted(tries(found), key=lambda each: each.own):
        if each.own:
            transaction.savepoint_rollback(before)
        stock = None if each.own else shared
        answer = found.attempt(Case(deepcopy(alliance), each.persona, each.own, each.player, stock))
        if stock:
            stock.undo()
        if doors.is_let_in(answer) != each.lets_in:
            wrong.append(str(each))
    assert wrong == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("found", "each"),
    [pytest.param(found, each, id=f"{found}-{each}") for found in built("live") for each in tries(found)],
)
def test_each_cell_at_live_doors(found: Door, each: Try) -> None:
    answer = found.attempt(Case(build_alliance(), each.persona, each.own, each.player))
    assert doors.is_let_in(answer) == each.lets_in


def test_every_permission_stands_in_one_row() -> None:
    named = [name for row in ROWS for name in row.permissions]
    assert len(named) == len(set(named))
    assert set(rules.permissions.permissions) - set(named) == set()


def test_a_built_row_has_its_permissions_and_their_doors() -> None:
    assert set(BUILT) - set(rules.permissions.permissions) == set()
    assert set(BUILT) - {found.permission for found in DOORS} == set()


def test_a_row_for_later_has_neither() -> None:
    later = {name for row in ROWS if row.later for name in row.permissions}
    assert later & set(rules.permissions.permissions) == set()
    assert later & {found.permission for found in DOORS} == set()


def test_every_door_belongs_to_a_row() -> None:
    assert {found.permission for found in DOORS} - {name for row in ROWS for name in row.permissions} == set()


def test_the_columns_are_the_personas() -> None:
    assert list(ROWS[0].cells) == list(PERSONAS)
