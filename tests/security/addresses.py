"""Every address of the product and who reads it: what tests/security/test_urls.py walks through (A02).

A module `tests/security/addresses_<app>.py` has a list `ADDRESSES` of `Address`, one a name of the URL resolver (for
addresses without a name, the route itself). `reads`: the columns of docs/rights.md that GET opens (ALL, SIGNED_IN, or a
set of personas); `None` when the address takes no GET (405 for everybody who may know of it). What a POST does is an
act: its cells are tried at its door in tests/rights/, so `acts` names the permissions there, or says in OPEN_ACTS why
it is none.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

import tests.security
from tests.factories import PERSONAS, Alliance

ALL = frozenset(PERSONAS)
SIGNED_IN = ALL - {"visitor"}
SECRETARIAT = frozenset({"secretariat"})

# Acts on oneself or on what one looks at: no row of the table, and why.
OPEN_ACTS = {
    "sign-in": "whoever has a password, a code, a link",
    "own": "on one's own account or session",
    "preference": "how pages are drawn, in a cookie",
    "demo": "exists in the demo only",
}


@dataclass(frozen=True)
class Address:
    name: str
    reads: frozenset[str] | None
    acts: tuple[str, ...] = ()
    args: Callable[[Alliance], list[Any]] = lambda alliance: []
    # For a GET that needs parameters to be answered well.
    query: str = ""
    # A redirect is an answer too (allauth sends people on to where they belong).
    leads_on: bool = False


def load() -> dict[str, Address]:
    """Every address of every tests/security/addresses_*.py, by name."""
    found: dict[str, Address] = {}
    for module in sorted(pkgutil.iter_modules(tests.security.__path__), key=lambda each: each.name):
        if module.name.startswith("addresses_"):
            for address in importlib.import_module(f"tests.security.{module.name}").ADDRESSES:
                assert address.name not in found, f"{address.name} is listed twice"
                found[address.name] = address
    return found


def names() -> Iterator[tuple[str, str]]:
    """(name, route) of every pattern of the URL resolver."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            else:
                yield pattern.name or route, route

    yield from walk(get_resolver().url_patterns, "/")
