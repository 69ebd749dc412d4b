"""The doors of every act, as callables that try one by a real request: what tests/rights/test_rights.py walks through.

A module `tests/rights/doors_<app>.py` registers its app's doors:

    @door("alliance.edit_partner", "page")
    def edit_partner(case: Case) -> HttpResponse:
        partner = case.alliance.partner
        return case.client.post(partner.urls.edit, {...})

The callable gets one cell of docs/rights.md: a fresh alliance and a client signed in as the column's persona, who
has only that capacity. It prepares the thing (by factories, never by the act under test), makes **one** request, and
returns the response; or, for a live door, `True` (let in) or `False` (refused).

- `case.own`: True → the thing is to be the persona's own (its proposal, partner, ballot, the poll of the body it
  chairs). False → a thing of somebody else, or one that is nobody's own. "own" cells are tried both ways and must be
  let in only for the own thing; "✓" cells are tried once, with `own` False; empty ones once, with `own` False.
- `case.persona` is the column; `case.slug` who plays it (a slug of tests.factories, or "visitor"). Where the row
  says that an alternate acts in its place, register the permission in ALTERNATES: the cell is tried as alternate too.
- Let in = 2xx, or a redirect other than to sign-in. Refused = 401, 403, 404 or a redirect to sign-in. Anything else (a
  409, a 422, a 500) is a mistake of the door: prepare a thing on which the act is possible.
- What takes long to prepare is asked for by `case.once(key, make)`: the tries on a thing of nobody share it.
- `kind` is "page", "api" or "live". Live doors run with committed transactions (`transaction=True`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

import tests.rights
from tests.factories import PERSONAS, Alliance

Kind = Literal["page", "api", "live"]
Answer = HttpResponseBase | bool
T = TypeVar("T")

# Rows that an alternate fulfils in its holder's place: permission → column → slug of the alternate.
ALTERNATES: dict[str, dict[str, str]] = {}


class Stock:
    """Keeps the thing on which a door is tried from one try to the next, in one transaction that is never committed."""

    def __init__(self) -> None:
        self.behind = transaction.savepoint()
        self.key = ""
        self.thing: Any = None
        self.is_asked = False

    def get(self, key: str, make: Callable[[], T]) -> T:
        """What `make` gives; made again if the last one had another key. Asked for within it: a part of it."""
        if self.is_asked:
            return make()
        self.is_asked = True
        if key != self.key:
            self.thing, self.key = make(), key
            self.behind = transaction.savepoint()
        return deepcopy(self.thing)

    def undo(self) -> None:
        """Takes back what a try did after it had its thing."""
        transaction.savepoint_rollback(self.behind)
        self.is_asked = False


@dataclass
class Case:
    """One cell, at one door."""

    alliance: Alliance
    persona: str
    own: bool = False
    played_by: str = ""
    stock: Stock | None = None

    def once(self, key: str, make: Callable[[], T]) -> T:
        """The thing on which the door is tried; `key` says all on which it depends: tries with the same share it."""
        return self.stock.get(key, make) if self.stock else make()

    @property
    def slug(self) -> str:
        return self.played_by or PERSONAS[self.persona] or "visitor"

    @cached_property
    def client(self) -> Client:
        return self.alliance.client(self.slug)


Try = Callable[[Case], Answer]


@dataclass(frozen=True)
class Door:
    permission: str
    kind: Kind
    name: str
    attempt: Try

    def __str__(self) -> str:
        return f"{self.permission}-{self.kind}-{self.name}"


DOORS: list[Door] = []


def door(permission: str, kind: Kind) -> Callable[[Try], Try]:
    """Registers a callable as a door of the act that this permission guards."""

    def register(attempt: Try) -> Try:
        DOORS.append(Door(permission, kind, attempt.__name__, attempt))
        return attempt

    return register


def load() -> list[Door]:
    """Every door of every tests/rights/doors_*.py."""
    for module in sorted(pkgutil.iter_modules(tests.rights.__path__), key=lambda found: found.name):
        if module.name.startswith("doors_"):
            importlib.import_module(f"tests.rights.{module.name}")
    return DOORS


def is_let_in(answer: Answer) -> bool:
    """Whether the door opened. Raises AssertionError for an answer that says neither."""
    if isinstance(answer, bool):
        return answer
    location = answer.headers.get("Location", "")
    if 200 <= answer.status_code < 300:
        return True
    if answer.status_code in {301, 302, 303, 307, 308}:
        return not location.startswith("/accounts/login/")
    assert answer.status_code in {401, 403, 404}, f"{answer.status_code}: {getattr(answer, 'content', b'')[:400]!r}"
    return False
